/* Whole detection steps: main fit, parts, merging, validation; from the dumped start of each fit, bit for bit. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "fit_fixture.h"

static facs_fitter *create(const facs_env *env, const facs_landmark_model *model)
{
    facs_fitter *fitter = NULL;
    facs_error error;
    if (facs_fitter_create(env, model, &fitter, &error) < 0)
        fail_msg("%s", error.message);
    return fitter;
}

static void step(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params, facs_fit *fit)
{
    facs_error error;
    if (facs_fitter_step(fitter, grey, params, fit, &error) < 0)
        fail_msg("%s", error.message);
}

typedef struct fit_case {
    const char *root, *frame, *fit;
} fit_case;

static void start_at(const fit_case *c, const facs_landmark_model *model, facs_fit *fit)
{
    npy g = npy_load("golden/%s/%s/%s/face/init_params_global.npy", c->root, c->frame, c->fit);
    npy p = npy_load("golden/%s/%s/%s/face/init_params_local.npy", c->root, c->frame, c->fit);
    facs_fit_reset(fit);
    memcpy(fit->face.g, npy_f32(&g, 6), 6 * sizeof(float));
    memcpy(fit->face.p, npy_f32(&p, (size_t)model->pdm->m), (size_t)model->pdm->m * sizeof(float));
    npy_free(&g);
    npy_free(&p);
}

/* what the fit of one model leaves behind */
static void check_state(const char *folder, const facs_fit_state *state)
{
    assert_golden(folder, "fit_params_global", state->g);
    assert_golden(folder, "fit_params_local", state->p);
    assert_golden(folder, "fit_landmarks", state->landmarks);
    assert_golden(folder, "landmark_likelihoods", state->likelihoods);
    npy scalars = npy_load("%s/fit_scalars.npy", folder);
    const double own[3] = {(double)state->likelihood, (double)state->success, (double)state->last_view};
    assert_close_f64(folder, own, npy_f64(&scalars, 3), 3, 0);
    npy_free(&scalars);
    assert_true(state->certainty == (state->success ? 1.0f : 0.0f));
}

/* the main model alone: the values before the parts are merged */
static void check_face(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params, const char *folder,
                       const facs_fit *start)
{
    facs_fit fit = *start;
    facs_fit_params alone = *params;
    alone.use_parts = alone.validate = false;
    step(fitter, grey, &alone, &fit);
    check_state(folder, &fit.face);
}

static void check_case(const facs_landmark_model *model, facs_fitter *fitter, const fit_case *c, const int *windows)
{
    npy array = npy_load("golden/stages/%s/frame_gray.npy", c->frame);
    facs_image grey = npy_image(&array);
    facs_fit_params params = facs_fit_params_main(model, false, NULL);
    memcpy(params.win_cur, windows ? windows : params.win_small, sizeof params.win_cur);
    facs_fit start, fit;
    start_at(c, model, &start);
    char folder[300], part[400];
    snprintf(folder, sizeof folder, "golden/%s/%s/%s/face", c->root, c->frame, c->fit);
    check_face(fitter, &grey, &params, folder, &start);
    fit = start;
    step(fitter, &grey, &params, &fit);
    for (int k = 0; k < model->parts; k++) {
        snprintf(part, sizeof part, "%s/../%s", folder, model->part[k].name);
        check_state(part, &fit.part[k]);
    }
    assert_golden(folder, "merged_landmarks", fit.face.landmarks);
    assert_golden(folder, "merged_params_global", fit.face.g);
    assert_golden(folder, "merged_params_local", fit.face.p);
    npy decision = npy_load("%s/../validator/decision_certainty.npy", folder);
    assert_true(fit.face.certainty == (float)npy_get(&decision, 1));
    assert_true(fit.face.success == (fit.face.certainty > 0.725f));
    npy_free(&decision);
    npy_free(&array);
}

static void check_cases(const fixture *f, const facs_landmark_model *model, const fit_case *cases, size_t count,
                        const int *windows)
{
    for (int level = FACS_CPU_SCALAR; level <= FACS_CPU_NEON; level++) {
        facs_env env = f->env;
        env.cpu = (facs_cpu_level)level;
        env = facs_env_resolve(&env);
        if ((int)env.cpu != level)
            continue;
        facs_fitter *fitter = create(&env, model);
        for (size_t i = 0; i < count; i++)
            check_case(model, fitter, &cases[i], windows);
        facs_fitter_destroy(&fitter);
    }
}

static const int windows_of_detection[FACS_SCALES_MAX] = {11, 9, 7, 5};
static const int windows_of_the_rest[FACS_SCALES_MAX] = {0, 9, 7, 5};

static void test_clnf_track(void **state)
{
    const fixture *f = *state;
    const fit_case cases[] = {
        {"stages", "default_f001", "track"}, {"stages", "default_f002", "track"}, {"stages", "default_f003", "track"},
        {"stages", "default_f030", "track"}, {"stages", "default_f031", "track"},
    };
    check_cases(f, f->clnf, cases, sizeof cases / sizeof *cases, NULL);
}

static void test_clnf_detection(void **state)
{
    const fixture *f = *state;
    const fit_case cases[] = {
        {"stages", "default_f000", "hyp00"},
        {"stages", "sample1", "hyp00"},
    };
    check_cases(f, f->clnf, cases, sizeof cases / sizeof *cases, windows_of_detection);
}

static void test_cen_track(void **state)
{
    const fixture *f = *state;
    const fit_case cases[] = {
        {"cen_synthetic/stages", "default_f001", "track"},
        {"cen_synthetic/stages", "default_f030", "track"},
    };
    check_cases(f, f->cen, cases, sizeof cases / sizeof *cases, NULL);
}

static void test_cen_detection(void **state)
{
    const fixture *f = *state;
    const fit_case cases[] = {
        {"cen_synthetic/stages", "default_f000", "hyp00_rest"},
        {"cen_synthetic/stages", "sample1", "hyp00_rest"},
    };
    check_cases(f, f->cen, cases, sizeof cases / sizeof *cases, windows_of_the_rest);
}

/* Hypothesis 3 of frame 0 turns into a profile view in which landmarks are hidden. */
static void test_hidden_landmarks(void **state)
{
    const fixture *f = *state;
    facs_fitter *fitter = create(&f->env, f->clnf);
    const fit_case c = {"stages", "default_f000", "hyp03"};
    npy array = npy_load("golden/stages/default_f000/frame_gray.npy");
    facs_image grey = npy_image(&array);
    facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
    facs_fit fit;
    start_at(&c, f->clnf, &fit);
    check_face(fitter, &grey, &params, "golden/stages/default_f000/hyp03/face", &fit);
    params.use_parts = params.validate = false;
    step(fitter, &grey, &params, &fit);
    int hidden = 0;
    for (int i = 0; i < 68; i++)
        hidden += fit.face.likelihoods[i] == -1e8f;
    assert_int_equal(hidden, 33);
    npy_free(&array);
    facs_fitter_destroy(&fitter);
}

/* A face below a scale of 0.25 ends the fit after its first scale, and it is a failure (quirk 46). */
static void test_small_face(void **state)
{
    const fixture *f = *state;
    facs_fitter *fitter = create(&f->env, f->clnf);
    npy array = npy_load("golden/stages/default_f000/frame_gray.npy");
    facs_image grey = npy_image(&array);
    facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
    facs_fit fit;
    facs_fit_reset(&fit);
    const float g[6] = {0.15f, 0, 0, 0, 320, 180};
    memcpy(fit.face.g, g, sizeof g);
    step(fitter, &grey, &params, &fit);
    assert_false(fit.face.success);
    assert_true(fit.face.certainty == 0.0f);
    assert_true(fit.face.g[0] < 0.25f);
    assert_true(fit.face.likelihood != -10.0f); /* recorded at scale 0 already */
    /* the parts are too small to be fitted and the main model is left alone, but they are placed on the face */
    for (int k = 0; k < f->clnf->parts; k++) {
        assert_true(fit.part[k].g[0] > 0.0f && fit.part[k].g[0] < 1.0f);
        assert_true(fabsf(fit.part[k].landmarks[0] - fit.face.g[4]) < 60.0f);
    }
    npy_free(&array);
    facs_fitter_destroy(&fitter);
}

static void test_hostile_starts(void **state)
{
    const fixture *f = *state;
    facs_fitter *fitter = create(&f->env, f->clnf);
    static const uint8_t pixels[64 * 48] = {0};
    facs_image grey = {pixels, 64, 48, 1, 64, NULL};
    facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
    const float starts[][6] = {
        {NAN, 0, 0, 0, 30, 30},      {1, NAN, 0, 0, 30, 30},         {1, 0, 0, 0, INFINITY, 30},
        {1, 0, 0, 0, -1e30f, 1e30f}, {1e30f, 0, 0, 0, 30, 30},       {0, 0, 0, 0, 30, 30},
        {-1, 0, 0, 0, 30, 30},       {1, 1e30f, 1e30f, 1e30f, 0, 0}, {1e-30f, 0, 0, 0, 0, 0},
        {1, 0, 0, 0, -30000, 30000},
    };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        facs_fit fit;
        facs_fit_reset(&fit);
        memcpy(fit.face.g, starts[i], sizeof fit.face.g);
        step(fitter, &grey, &params, &fit);
        assert_true(isfinite(fit.face.likelihood));
        assert_true(fit.face.certainty >= 0.0f && fit.face.certainty <= 1.0f);
        if (!facs_all_finite(starts[i], 6))
            assert_false(fit.face.success);
    }
    facs_fitter_destroy(&fitter);
}

static void test_bad_arguments(void **state)
{
    const fixture *f = *state;
    facs_fitter *fitter = create(&f->env, f->clnf);
    static const uint8_t pixels[3 * 64 * 48] = {0};
    facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
    facs_fit fit;
    facs_fit_reset(&fit);
    facs_error error;
    const facs_image bad[] = {
        {pixels, 64, 48, 3, 192, NULL}, {NULL, 64, 48, 1, 64, NULL}, {pixels, 0, 48, 1, 64, NULL}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(facs_fitter_step(fitter, &bad[i], &params, &fit, &error), FACS_E_ARGUMENT);
    const facs_image good = {pixels, 64, 48, 1, 64, NULL};
    params.win_cur[0] = FACS_WINDOW_MAX + 2;
    assert_int_equal(facs_fitter_step(fitter, &good, &params, &fit, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "window"));
    facs_fitter_destroy(&fitter);
    facs_fitter_destroy(&fitter); /* of NULL */
}

/* every allocation of the creation fails once; nothing may leak or be left behind */
typedef struct failing {
    int left, alive;
} failing;

static void *failing_alloc(void *cookie, size_t bytes, size_t alignment)
{
    failing *f = cookie;
    if (f->left-- <= 0)
        return NULL;
    void *memory = NULL;
    facs_env plain = facs_env_resolve(NULL);
    memory = plain.alloc(plain.cookie, bytes, alignment);
    f->alive += memory != NULL;
    return memory;
}

static void failing_free(void *cookie, void *memory)
{
    if (!memory)
        return;
    ((failing *)cookie)->alive--;
    facs_env plain = facs_env_resolve(NULL);
    plain.free(plain.cookie, memory);
}

static void test_out_of_memory(void **state)
{
    const fixture *f = *state;
    failing counter = {0, 0};
    facs_env env = f->env;
    env.cookie = &counter;
    env.alloc = failing_alloc;
    env.free = failing_free;
    bool created = false;
    for (int count = 0; !created && count < 1000; count++) {
        counter.left = count;
        facs_fitter *fitter = NULL;
        facs_error error;
        facs_status status = facs_fitter_create(&env, f->clnf, &fitter, &error);
        created = status == FACS_OK;
        if (!created) {
            assert_int_equal(status, FACS_E_MEMORY);
            assert_null(fitter);
        }
        facs_fitter_destroy(&fitter);
        assert_int_equal(counter.alive, 0);
    }
    assert_true(created);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clnf_track),       cmocka_unit_test(test_clnf_detection),
        cmocka_unit_test(test_cen_track),        cmocka_unit_test(test_cen_detection),
        cmocka_unit_test(test_hidden_landmarks), cmocka_unit_test(test_small_face),
        cmocka_unit_test(test_hostile_starts),   cmocka_unit_test(test_bad_arguments),
        cmocka_unit_test(test_out_of_memory),
    };
    return RUN_GROUP_NEEDING(NEED_DATA, tests, load_models, free_models);
}
