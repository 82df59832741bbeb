/* Landmarks in a box: the basic procedure (CLNF) and the one with early termination (CEN);
 * bit for bit. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "image/image_kernels.h"
#include "model/readers.h"
#include "golden_bits.h"
#include "support/picture.h"
#include "landmark/clnf/fit_internal.h"
#include "media/media.h"
#include "shape/pdm.h"

enum { CEN, CEN_STAGE2, CEN_LATER, CEN_MODELS };

typedef struct fixture {
    facs_env env;
    facs_landmark_model *clnf, *cen[CEN_MODELS];
    facs_pixels sample3;
} fixture;

static void load(fixture *f, const char *path, facs_landmark_model **model)
{
    facs_error error;
    if (facs_landmark_model_load(&f->env, path, model, &error) < 0)
        fail_msg("%s", error.message);
}

/* A new one for each kind of run, like the reference's detector: it remembers the first sigma of a window (quirk 13).
 * */
static facs_fitter *create(const fixture *f, const facs_landmark_model *model)
{
    facs_fitter *fitter = NULL;
    facs_error error;
    if (facs_fitter_create(&f->env, model, &fitter, &error) < 0)
        fail_msg("%s", error.message);
    return fitter;
}

static int set_up(void **state)
{
    static fixture f;
    static const char *const folders[CEN_MODELS] = {"", "stage2/", "later/"};
    f.env = facs_env_resolve(NULL);
    load(&f, landmark_model_path("main_clnf_general.txt"), &f.clnf);
    for (int k = 0; k < CEN_MODELS; k++)
        load(&f, testdata_path("models/cen_synthetic/%smain_ceclm_general.txt", folders[k]), &f.cen[k]);
    facs_pixels bgr = {0};
    facs_error error;
    if (facs_still_read(&f.env, testdata_path("media/sample3.jpg"), &bgr, &error) < 0 ||
        facs_pixels_resize(&f.env, &f.sample3, bgr.width, bgr.height, 1) < 0)
        fail_msg("%s", error.message);
    facs_image view = facs_pixels_view(&bgr);
    facs_image_grey_with(facs_image_kernels_for(facs_cpu_detect()), &view, f.sample3.data, f.sample3.stride);
    facs_pixels_free(&f.env, &bgr);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    facs_landmark_model_free(&f->env, &f->clnf);
    for (int k = 0; k < CEN_MODELS; k++)
        facs_landmark_model_free(&f->env, &f->cen[k]);
    facs_pixels_free(&f->env, &f->sample3);
    return 0;
}

static void detect(facs_fitter *fitter, const facs_image *grey, const float *box, const facs_fit_params *params,
                   facs_fit *fit, bool *ok)
{
    facs_error error;
    if (facs_fitter_fit_box(fitter, grey, box, params, fit, ok, &error) < 0)
        fail_msg("%s", error.message);
}

static void step(facs_fitter *fitter, const facs_image *grey, const facs_fit_params *params, facs_fit *fit)
{
    facs_error error;
    if (facs_fitter_step(fitter, grey, params, fit, &error) < 0)
        fail_msg("%s", error.message);
}

/* final/: return value, success, certainty, likelihood; parameters; landmarks of face and parts */
static void check_final(const char *folder, const facs_landmark_model *model, const facs_fit *fit, bool ok)
{
    char final[400], array[64];
    snprintf(final, sizeof final, "%s/final", folder);
    npy scores = npy_load("%s/scores.npy", final);
    const double own[4] = {ok, fit->face.success, (double)fit->face.certainty, (double)fit->face.likelihood};
    assert_close_f64(final, own, npy_f64(&scores, 4), 4, 0);
    npy_free(&scores);
    assert_golden(final, "landmarks", fit->face.landmarks);
    assert_golden(final, "params_global", fit->face.g);
    assert_golden(final, "params_local", fit->face.p);
    for (int k = 0; k < model->parts; k++) {
        snprintf(array, sizeof array, "%s_landmarks", model->part[k].name);
        assert_golden(final, array, fit->part[k].landmarks);
    }
}

/* The eleven start rotations of frame 0, each by itself, and what remains of them. */
static void test_basic_eleven(void **state)
{
    const fixture *f = *state;
    facs_fitter *fitter = create(f, f->clnf);
    const char *folder = "golden/stages/default_f000/hypotheses";
    npy array = npy_load("golden/stages/default_f000/frame_gray.npy");
    npy box = npy_load("%s/bounding_box.npy", folder);
    npy rotation = npy_load("%s/rotation.npy", folder), start = npy_load("%s/init_params_global.npy", folder);
    npy landmarks = npy_load("%s/final_landmarks.npy", folder), scores = npy_load("%s/scores.npy", folder);
    facs_image grey = npy_image(&array);
    facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
    facs_fit fit, results[11];
    facs_fit_reset(&fit);
    for (size_t h = 0; h < 11; h++) {
        memset(fit.face.p, 0, sizeof fit.face.p);
        facs_params_from_box(f->clnf->pdm, npy_f32(&box, 4), fit.face.p, npy_f32(&rotation, 33) + 3 * h, fit.face.g);
        assert_close_f32("start", fit.face.g, npy_f32(&start, 66) + 6 * h, 6, 0);
        step(fitter, &grey, &params, &fit);
        char place[64];
        snprintf(place, sizeof place, "hypothesis %zu", h);
        assert_close_f32(place, fit.face.landmarks, npy_f32(&landmarks, 11 * 136) + 136 * h, 136, 0);
        const double own[4] = {(double)fit.face.likelihood, (double)fit.face.certainty, fit.face.success,
                               fit.face.last_view};
        const double *expected = npy_f64(&scores, 44) + 4 * h;
        assert_close_f64(place, own, expected, 4, 0);
        results[h] = fit;
    }
    /* all together: the best one's results, the last one's view */
    bool ok;
    facs_fit_reset(&fit);
    params.multi_view = true;
    detect(fitter, &grey, npy_f32(&box, 4), &params, &fit, &ok);
    assert_true(ok);
    assert_memory_equal(fit.face.landmarks, results[0].face.landmarks, sizeof fit.face.landmarks);
    assert_memory_equal(fit.face.likelihoods, results[0].face.likelihoods, sizeof fit.face.likelihoods);
    assert_memory_equal(fit.part[1].landmarks, results[0].part[1].landmarks, sizeof fit.part[1].landmarks);
    assert_true(fit.face.certainty == results[0].face.certainty);
    assert_int_equal(fit.face.last_view, results[10].face.last_view);
    check_final("golden/stages/default_f000", f->clnf, &fit, ok);
    npy_free(&array), npy_free(&box), npy_free(&rotation), npy_free(&start), npy_free(&landmarks), npy_free(&scores);
    facs_fitter_destroy(&fitter);
}

static void test_basic_one(void **state)
{
    const fixture *f = *state;
    facs_fitter *fitter = create(f, f->clnf);
    npy array = npy_load("golden/stages/sample1/frame_gray.npy");
    npy box = npy_load("golden/stages/sample1/hypotheses/bounding_box.npy");
    facs_image grey = npy_image(&array);
    facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
    facs_fit fit;
    bool ok;
    facs_fit_reset(&fit);
    detect(fitter, &grey, npy_f32(&box, 4), &params, &fit, &ok);
    check_final("golden/stages/sample1", f->clnf, &fit, ok);
    /* what was there before does not matter */
    facs_fit again = fit;
    detect(fitter, &grey, npy_f32(&box, 4), &params, &again, &ok);
    assert_memory_equal(&again, &fit, sizeof fit);
    npy_free(&array), npy_free(&box);
    facs_fitter_destroy(&fitter);
}

static void same_state(const char *place, int part, const facs_fit_state *a, const facs_fit_state *b)
{
    if (memcmp(a, b, offsetof(facs_fit_state, success)) != 0 || a->success != b->success ||
        a->last_view != b->last_view)
        fail_msg("%s: %s %d is not that of the whole procedure", place, part < 0 ? "face" : "part", part);
}

/* A complete detection step for each rotation; see restore_best() of hypotheses.c for what is brought back. */
static bool detect_by_hand(facs_fitter *fitter, const facs_image *grey, const float *box, const float *rotations,
                           const facs_fit_params *params, facs_fit *fit)
{
    facs_fit best = {0};
    facs_fit_params whole = *params;
    memcpy(whole.win_cur, whole.win_init, sizeof whole.win_cur);
    for (int h = 0; h < FACS_HYPOTHESES_MAX; h++) {
        memset(fit->face.p, 0, sizeof fit->face.p);
        facs_params_from_box(fitter->main.model->pdm, box, fit->face.p, rotations + 3 * h, fit->face.g);
        step(fitter, grey, &whole, fit);
        if (h == 0 || fit->face.likelihood > best.face.likelihood)
            best = *fit;
    }
    const int view = fit->face.last_view;
    fit->face = best.face;
    fit->face.last_view = view;
    for (int k = 0; k < fitter->main.model->parts; k++) {
        const facs_fit_state last = fit->part[k];
        fit->part[k] = best.part[k];
        fit->part[k].likelihood = last.likelihood;
        fit->part[k].certainty = last.certainty;
        fit->part[k].success = last.success;
        fit->part[k].last_view = last.last_view;
    }
    return fit->face.success;
}

/* in some hypotheses a part is fitted to the picture, in others it only follows the face */
static bool is_mixed(const facs_fitter *fitter)
{
    for (int k = 0; k < fitter->main.model->parts; k++) {
        int refined = 0;
        for (int h = 0; h < FACS_HYPOTHESES_MAX; h++)
            refined += facs_part_is_refined(&fitter->main.model->part[k], fitter->tried[h].face.g[0]);
        if (refined > 0 && refined < FACS_HYPOTHESES_MAX)
            return true;
    }
    return false;
}

/* Parts of hypotheses that leave nothing behind are not looked at: the same bits as when they are, whatever was there
 * before, in boxes where the face is and where it is not. */
static void test_short_is_whole(void **state)
{
    const fixture *f = *state;
    static const float shifts[][3] = {
        {0, 0, 1}, {0, 0, 0.7F}, {0.3F, 0.2F, 0.6F}, {-0.6F, 0.1F, 0.45F}, {0.1F, 0.8F, 0.7F}};
    enum { SHIFTS = sizeof shifts / sizeof *shifts };
    npy rotation = npy_load("golden/stages/default_f000/hypotheses/rotation.npy");
    int mixed = 0;
    for (int picture = 0; picture < 2; picture++) {
        const char *name = picture ? "sample1" : "default_f000";
        npy array = npy_load("golden/stages/%s/frame_gray.npy", name);
        npy box = npy_load("golden/stages/%s/hypotheses/bounding_box.npy", name);
        const facs_image grey = npy_image(&array);
        facs_fitter *fitters[2] = {create(f, f->clnf), create(f, f->clnf)};
        facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
        params.multi_view = true;
        facs_fit fit, whole;
        facs_fit_reset(&fit);
        facs_fit_reset(&whole);
        for (int i = 0; i < SHIFTS; i++) {
            const float *b = npy_f32(&box, 4);
            const float shifted[4] = {b[0] + shifts[i][0] * b[2], b[1] + shifts[i][1] * b[3], b[2] * shifts[i][2],
                                      b[3] * shifts[i][2]};
            char place[64];
            bool ok;
            snprintf(place, sizeof place, "%s, box %d", name, i);
            detect(fitters[0], &grey, shifted, &params, &fit, &ok);
            assert_true(detect_by_hand(fitters[1], &grey, shifted, npy_f32(&rotation, 33), &params, &whole) == ok);
            same_state(place, -1, &fit.face, &whole.face);
            for (int k = 0; k < f->clnf->parts; k++)
                same_state(place, k, &fit.part[k], &whole.part[k]);
            mixed += is_mixed(fitters[0]);
        }
        facs_fitter_destroy(&fitters[0]);
        facs_fitter_destroy(&fitters[1]);
        npy_free(&array), npy_free(&box);
    }
    assert_true(mixed > 0); /* else this has not looked at what is hard */
    npy_free(&rotation);
}

/* A whole fit with known results */
static void test_appendix(void **state)
{
    const fixture *f = *state;
    facs_fitter *fitter = create(f, f->clnf);
    npy array = npy_load("golden/stages/sample1/frame_gray.npy");
    facs_image grey = npy_image(&array);
    const float box[4] = {110.8f, 111.1f, 185.2f, 164.0f};
    facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
    facs_fit fit;
    bool ok;
    facs_fit_reset(&fit);
    params.use_parts = params.validate = false;
    detect(fitter, &grey, box, &params, &fit, &ok);
    const float fit_s[4] = {1.231094f, 0.23276f, 0.25949f, -0.27019f}, fit_t[2] = {190.747f, 182.510f};
    const float fit_p[4] = {-10.302f, -28.009f, 12.554f, 4.601f};
    assert_close_f32("fit: scale, rotation", fit.face.g, fit_s, 4, 1e-3);
    assert_close_f32("fit: tx ty", fit.face.g + 4, fit_t, 2, 0.01);
    assert_close_f32("fit: p", fit.face.p, fit_p, 4, 0.1);

    params.use_parts = params.validate = true;
    detect(fitter, &grey, box, &params, &fit, &ok);
    const float step_s[4] = {1.230483f, 0.25714f, 0.27554f, -0.28468f}, step_t[2] = {190.806f, 182.934f};
    const float step_p[4] = {-23.162f, -31.837f, 13.739f, 2.546f};
    assert_close_f32("step: scale, rotation", fit.face.g, step_s, 4, 1e-3);
    assert_close_f32("step: tx ty", fit.face.g + 4, step_t, 2, 0.01);
    assert_close_f32("step: p", fit.face.p, step_p, 4, 0.1);
    const float *l = fit.face.landmarks, *eye = fit.part[1].landmarks;
    const float points[10] = {l[0], l[68], l[30], l[98], l[36], l[104], eye[0], eye[28], eye[8], eye[36]};
    const float expected[10] = {114.079f, 157.274f, 175.897f, 188.533f, 126.459f,
                                149.814f, 134.047f, 145.204f, 126.719f, 150.031f};
    assert_close_f32("points", points, expected, 10, 0.01);
    const float likelihood = 0.33673f;
    assert_close_f32("likelihood", &fit.face.likelihood, &likelihood, 1, 1e-4);
    assert_true(ok && fit.face.certainty == 0.98333335f);
    npy_free(&array);
    facs_fitter_destroy(&fitter);
}

/* ---- early termination --------------------------------------------------------------------------------- */

typedef struct cen_case {
    const char *frame; /**< golden folder */
    const char *grey;  /**< golden/stages folder; NULL = sample3 */
    int model;
    bool wild, multi_view;
} cen_case;

static const cen_case cen_cases[] = {
    {"default_f000", "default_f000", CEN, false, true},    {"sample1", "sample1", CEN, false, false},
    {"sample1_wild", "sample1", CEN, true, true},          {"sample1_wild_later", "sample1", CEN_LATER, true, true},
    {"sample3_wild_later", NULL, CEN_LATER, true, true},   {"sample1_wild_stage2", "sample1", CEN_STAGE2, true, true},
    {"sample3_wild_stage2", NULL, CEN_STAGE2, true, true},
};

static facs_image grey_of(const fixture *f, const cen_case *c, npy *array)
{
    if (!c->grey)
        return facs_pixels_view(&f->sample3);
    *array = npy_load("golden/stages/%s/frame_gray.npy", c->grey);
    return npy_image(array);
}

/* Coarsest scale of every hypothesis that was tried: likelihood, the same for its view, cut-off, view. */
static void check_coarse(const fixture *f, const cen_case *c, facs_fitter *fitter, const facs_image *grey,
                         const float *box)
{
    const facs_landmark_model *model = f->cen[c->model];
    char folder[300];
    snprintf(folder, sizeof folder, "golden/cen_synthetic/stages/%s/hypotheses", c->frame);
    npy scores = npy_load("%s/scale0_scores.npy", folder), rotation = npy_load("%s/rotation.npy", folder);
    facs_fit_params params = facs_fit_params_main(model, c->wild, NULL);
    params.use_parts = params.validate = false;
    const int windows[FACS_SCALES_MAX] = {params.win_init[0], 0, 0, 0};
    memcpy(params.win_cur, windows, sizeof windows);
    for (size_t h = 0; h < scores.dim[0]; h++) {
        facs_fit fit;
        facs_fit_reset(&fit);
        facs_params_from_box(model->pdm, box, fit.face.p, npy_f32(&rotation, rotation.count) + 3 * h, fit.face.g);
        step(fitter, grey, &params, &fit);
        int v = fit.face.last_view;
        const double own[4] = {
            (double)fit.face.likelihood,
            (double)(float)((double)fit.face.likelihood * model->early_weight[v] + model->early_bias[v]),
            model->early_cutoff[v], v};
        const double *expected = npy_f64(&scores, scores.count) + 4 * h;
        assert_close_f64(folder, own, expected, 4, 0);
    }
    npy_free(&scores), npy_free(&rotation);
}

static void test_early(void **state)
{
    const fixture *f = *state;
    for (size_t i = 0; i < sizeof cen_cases / sizeof *cen_cases; i++) {
        const cen_case *c = &cen_cases[i];
        npy array = {0};
        facs_image grey = grey_of(f, c, &array);
        char folder[300];
        snprintf(folder, sizeof folder, "golden/cen_synthetic/stages/%s", c->frame);
        npy box = npy_load("%s/hypotheses/bounding_box.npy", folder);
        facs_fitter *fitter = create(f, f->cen[c->model]);
        check_coarse(f, c, fitter, &grey, npy_f32(&box, 4));
        facs_fit_params params = facs_fit_params_main(f->cen[c->model], c->wild, NULL);
        params.multi_view = c->multi_view;
        facs_fit fit;
        bool ok;
        facs_fit_reset(&fit);
        detect(fitter, &grey, npy_f32(&box, 4), &params, &fit, &ok);
        check_final(folder, f->cen[c->model], &fit, ok);
        facs_fitter_destroy(&fitter);
        npy_free(&array), npy_free(&box);
    }
}

/* Certainty and return value are those of the last candidate (quirk 8): it fails although the best one is good. */
static void test_last_candidate_decides(void **state)
{
    const fixture *f = *state;
    facs_fitter *fitter = create(f, f->cen[CEN_STAGE2]);
    npy box = npy_load("golden/cen_synthetic/stages/sample3_wild_stage2/hypotheses/bounding_box.npy");
    facs_image grey = facs_pixels_view(&f->sample3);
    facs_fit_params params = facs_fit_params_main(f->cen[CEN_STAGE2], true, NULL);
    facs_fit fit;
    bool ok;
    facs_fit_reset(&fit);
    detect(fitter, &grey, npy_f32(&box, 4), &params, &fit, &ok);
    assert_false(ok);
    assert_true(fit.face.success);
    assert_true(fit.face.certainty == 0.025f);
    assert_int_equal(fit.face.last_view, 3);
    npy_free(&box);
    facs_fitter_destroy(&fitter);
}

/* Stage 2 goes on from the remembered global but zero local parameters (quirk 7): by hand, bit for bit. */
static void test_local_parameters_are_lost(void **state)
{
    const fixture *f = *state;
    facs_fitter *fitter = create(f, f->cen[CEN_STAGE2]);
    const facs_landmark_model *model = f->cen[CEN_STAGE2];
    npy array = npy_load("golden/stages/sample1/frame_gray.npy");
    npy box = npy_load("golden/cen_synthetic/stages/sample1_wild_stage2/hypotheses/bounding_box.npy");
    facs_image grey = npy_image(&array);
    facs_fit_params params = facs_fit_params_main(model, true, NULL), coarse = params, fine = params;
    facs_fit fit, by_hand, intact;
    bool ok;
    facs_fit_reset(&fit);
    detect(fitter, &grey, npy_f32(&box, 4), &params, &fit, &ok);

    const int first[FACS_SCALES_MAX] = {15, 0, 0, 0}, rest[FACS_SCALES_MAX] = {0, 13, 11, 11};
    memcpy(coarse.win_cur, first, sizeof first);
    memcpy(fine.win_cur, rest, sizeof rest);
    coarse.use_parts = coarse.validate = false;
    const float frontal[3] = {0, 0, 0}; /* the best candidate is hypothesis 0 */
    facs_fit_reset(&by_hand);
    facs_params_from_box(model->pdm, npy_f32(&box, 4), by_hand.face.p, frontal, by_hand.face.g);
    step(fitter, &grey, &coarse, &by_hand);
    intact = by_hand;
    step(fitter, &grey, &fine, &intact);
    memset(by_hand.face.p, 0, sizeof by_hand.face.p);
    step(fitter, &grey, &fine, &by_hand);
    assert_memory_equal(fit.face.landmarks, by_hand.face.landmarks, sizeof fit.face.landmarks);
    assert_memory_not_equal(fit.face.landmarks, intact.face.landmarks, sizeof fit.face.landmarks);
    npy_free(&array), npy_free(&box);
    facs_fitter_destroy(&fitter);
}

/* With one hypothesis it makes no difference whether it passes: its parameters stay intact. */
static void test_single_hypothesis(void **state)
{
    const fixture *f = *state;
    npy array = npy_load("golden/stages/sample1/frame_gray.npy");
    npy box = npy_load("golden/cen_synthetic/stages/sample1/hypotheses/bounding_box.npy");
    facs_image grey = npy_image(&array);
    facs_fit fits[2];
    bool ok[2];
    for (int k = 0; k < 2; k++) {
        int model = k == 0 ? CEN : CEN_STAGE2;
        facs_fit_params params = facs_fit_params_main(f->cen[model], false, NULL);
        facs_fit_reset(&fits[k]);
        facs_fitter *fitter = create(f, f->cen[model]);
        detect(fitter, &grey, npy_f32(&box, 4), &params, &fits[k], &ok[k]);
        facs_fitter_destroy(&fitter);
    }
    assert_int_equal(ok[0], ok[1]);
    assert_memory_equal(&fits[0].face, &fits[1].face, sizeof fits[0].face);
    npy_free(&array), npy_free(&box);
}

static void test_bad_boxes(void **state)
{
    const fixture *f = *state;
    facs_fitter *fitter = create(f, f->clnf);
    static const uint8_t pixels[64 * 48] = {0};
    const facs_image grey = {pixels, 64, 48, 1, 64, NULL};
    facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
    facs_fit fit;
    facs_error error;
    bool ok = true;
    facs_fit_reset(&fit);
    const float bad[][4] = {{0, 0, 0, 10}, {0, 0, 10, -1}, {NAN, 0, 10, 10}, {0, 0, INFINITY, 10}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        facs_status status = facs_fitter_fit_box(fitter, &grey, bad[i], &params, &fit, &ok, &error);
        assert_int_equal(status, FACS_E_ARGUMENT);
        assert_false(ok);
    }
    /* boxes far off the picture or absurdly large only fail to fit */
    const float far[][4] = {{1e6f, 1e6f, 50, 50}, {-20, -20, 1e9f, 1e9f}, {1, 1, 1e-3f, 1e-3f}};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        detect(fitter, &grey, far[i], &params, &fit, &ok);
        assert_true(isfinite(fit.face.likelihood) && isfinite(fit.face.certainty));
    }
    facs_fitter_destroy(&fitter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_basic_eleven),
        cmocka_unit_test(test_basic_one),
        cmocka_unit_test(test_short_is_whole),
        cmocka_unit_test(test_appendix),
        cmocka_unit_test(test_early),
        cmocka_unit_test(test_last_candidate_decides),
        cmocka_unit_test(test_local_parameters_are_lost),
        cmocka_unit_test(test_single_hypothesis),
        cmocka_unit_test(test_bad_boxes),
    };
    return RUN_GROUP_NEEDING(NEED_DATA, tests, set_up, tear_down);
}
