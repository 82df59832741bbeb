/* Passes over dumped response maps: parameters, places, shifts, updates of every iteration and the likelihoods have the
 * bits of the reference. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "fit_fixture.h"

/* facs_optimise() of the main model (part -1) or a part */
static facs_status optimise(facs_fitter *fitter, int part, const facs_fit_params *params, int c, int v, int window,
                            const float *maps, const float t[4], const float u[4], bool record, facs_fit_state *state,
                            facs_pass_trace *trace)
{
    facs_model_fit *model_fit = part < 0 ? &fitter->main : &fitter->part[part];
    return facs_optimise(fitter, model_fit, params, c, v, window, maps, t, u, record, state, trace);
}

static size_t rows_of(const char *folder, const char *array)
{
    npy golden = npy_load("%s/%s.npy", folder, array);
    size_t rows = golden.dim[0];
    npy_free(&golden);
    return rows;
}

/* Values of one pass; every iteration of the reference must be there. */
static size_t compare_pass(const char *folder, bool rigid, size_t n, size_t m, const facs_pass_trace *t)
{
    size_t rows = rows_of(folder, rigid ? "rigid_dxdy" : "nonrigid_dxdy");
    assert_int_equal(rigid ? t->rigid_count : t->nonrigid_count, rows);
    size_t wide = FACS_FIT_ROWS, n2 = 2 * n;
    if (rigid)
        return assert_golden_rows(folder, "rigid_dxdy", t->rigid_dxdy[0], wide, rows, n2) +
               assert_golden_rows(folder, "rigid_meanshift_ref_first", t->rigid_shift_first, wide, 1, n2) +
               assert_golden_rows(folder, "rigid_meanshift", t->rigid_shift[0], wide, rows, n2) +
               assert_golden_rows(folder, "rigid_update", t->rigid_update[0], 6, rows, 6) +
               assert_golden_rows(folder, "rigid_params_global", t->rigid_g[0], 6, rows + 1, 6);
    return assert_golden_rows(folder, "nonrigid_dxdy", t->nonrigid_dxdy[0], wide, rows, n2) +
           assert_golden_rows(folder, "nonrigid_meanshift_ref_first", t->nonrigid_shift_first, wide, 1, n2) +
           assert_golden_rows(folder, "nonrigid_meanshift", t->nonrigid_shift[0], wide, rows, n2) +
           assert_golden_rows(folder, "nonrigid_update", t->nonrigid_update[0], FACS_FIT_COLUMNS, rows, 6 + m) +
           assert_golden_rows(folder, "nonrigid_params_global", t->nonrigid_g[0], 6, rows + 1, 6) +
           assert_golden_rows(folder, "nonrigid_params_local", t->nonrigid_p[0], FACS_M_MAX, rows + 1, m);
}

/* likelihoods of the model's last scale */
static size_t compare_likelihoods(const char *folder, size_t n, const facs_fit_state *state)
{
    char parent[300];
    snprintf(parent, sizeof parent, "%s", folder);
    *strrchr(parent, '/') = '\0';
    npy scalars = npy_load("%s/fit_scalars.npy", parent);
    assert_true((double)state->likelihood == npy_get(&scalars, 0));
    npy_free(&scalars);
    return 1 + assert_golden_rows(parent, "landmark_likelihoods", state->likelihoods, n, 1, n);
}

/* What a scale starts from; at the first scale of a fit p is not clamped yet. */
static void start_at(const char *folder, bool first, size_t m, facs_fit_state *state)
{
    npy g = npy_load("%s/rigid_params_global.npy", folder);
    npy p = npy_load(first ? "%s/../init_params_local.npy" : "%s/nonrigid_params_local.npy", folder);
    memset(state, 0, sizeof *state);
    for (size_t i = 0; i < 6; i++)
        state->g[i] = (float)npy_get(&g, i);
    for (size_t i = 0; i < m; i++)
        state->p[i] = (float)npy_get(&p, i);
    npy_free(&g);
    npy_free(&p);
}

/* meta: scale, window, view, training scale, sigma, regularisation, weight factor, iterations */
static void check_settings(const npy *meta, const facs_fit_params *params, const facs_landmark_model *model, int c)
{
    facs_scale_params at = facs_fit_params_at(params, model, c);
    const double settings[5] = {model->scale[c].scale, (double)at.sigma, (double)at.reg, (double)at.weight,
                                (double)params->iterations};
    double expected[5];
    for (size_t i = 0; i < 5; i++)
        expected[i] = npy_get(meta, 3 + i);
    assert_close_f64("settings", settings, expected, 5, 1e-6);
}

static size_t run_case(facs_fitter *fitter, const facs_landmark_model *main_model, bool wild, const char *folder,
                       bool first, bool last)
{
    int part = -1;
    for (int k = 0; k < main_model->parts; k++)
        if (strstr(folder, main_model->part[k].name))
            part = k;
    const facs_landmark_model *model = part < 0 ? main_model : main_model->part[part].model;
    facs_fit_params params =
        part < 0 ? facs_fit_params_main(model, wild, NULL) : facs_fit_params_part(main_model->part[part].name);
    size_t n = (size_t)model->pdm->n, m = (size_t)model->pdm->m;
    npy meta = npy_load("%s/meta.npy", folder);
    int c = (int)npy_get(&meta, 0), window = (int)npy_get(&meta, 1), v = (int)npy_get(&meta, 2);
    check_settings(&meta, &params, model, c);
    npy maps = npy_load("%s/responses.npy", folder);
    npy sim = npy_load("%s/sim.npy", folder);
    const float *tu = npy_f32(&sim, 8);
    facs_fit_state state;
    start_at(folder, first, m, &state);
    static facs_pass_trace trace;
    assert_int_equal(optimise(fitter, part, &params, c, v, window, npy_f32(&maps, n * (size_t)(window * window)), tu,
                              tu + 4, last, &state, &trace),
                     FACS_OK);
    size_t count = compare_pass(folder, true, n, m, &trace) + compare_pass(folder, false, n, m, &trace);
    if (last)
        count += compare_likelihoods(folder, n, &state);
    npy_free(&meta);
    npy_free(&maps);
    npy_free(&sim);
    return count;
}

static const char *const clnf_cases[] = {
    "default_f000/hyp00/face/scale0_win11",
    "default_f000/hyp00/face/scale1_win09",
    "default_f000/hyp00/face/scale2_win07",
    "default_f000/hyp00/inner/scale0_win09",
    "default_f000/hyp00/left_eye_28/scale0_win03",
    "default_f000/hyp00/left_eye_28/scale1_win05",
    "default_f000/hyp00/right_eye_28/scale0_win03",
    "default_f000/hyp00/right_eye_28/scale1_win05",
    "default_f000/hyp03/face/scale0_win11",
    "default_f000/hyp03/face/scale1_win09",
    "default_f000/hyp03/face/scale2_win07",
    "default_f001/track/face/scale1_win09",
    "default_f001/track/face/scale2_win07",
    "default_f001/track/inner/scale0_win09",
    "default_f001/track/left_eye_28/scale0_win03",
    "default_f001/track/left_eye_28/scale1_win05",
    "default_f002/track/face/scale1_win09",
    "default_f002/track/face/scale2_win07",
    "default_f002/track/inner/scale0_win09",
    "default_f002/track/left_eye_28/scale0_win03",
    "default_f002/track/left_eye_28/scale1_win05",
    "default_f003/track/face/scale1_win09",
    "default_f003/track/face/scale2_win07",
    "default_f003/track/inner/scale0_win09",
    "default_f003/track/left_eye_28/scale0_win03",
    "default_f003/track/left_eye_28/scale1_win05",
    "default_f030/track/face/scale1_win09",
    "default_f030/track/face/scale2_win07",
    "default_f030/track/inner/scale0_win09",
    "default_f030/track/left_eye_28/scale0_win03",
    "default_f030/track/left_eye_28/scale1_win05",
    "default_f031/track/face/scale1_win09",
    "default_f031/track/face/scale2_win07",
    "default_f031/track/inner/scale0_win09",
    "default_f031/track/left_eye_28/scale0_win03",
    "default_f031/track/left_eye_28/scale1_win05",
    "sample1/hyp00/face/scale0_win11",
    "sample1/hyp00/face/scale1_win09",
    "sample1/hyp00/face/scale2_win07",
    "sample1/hyp00/inner/scale0_win09",
    "sample1/hyp00/left_eye_28/scale0_win03",
    "sample1/hyp00/left_eye_28/scale1_win05",
};

static const char *const cen_cases[] = {
    "default_f000/hyp00/face/scale0_win11",      "default_f000/hyp00_rest/face/scale1_win09",
    "default_f000/hyp00_rest/face/scale2_win07", "default_f000/hyp00_rest/face/scale3_win05",
    "default_f001/track/face/scale1_win09",      "default_f001/track/face/scale2_win07",
    "default_f030/track/face/scale1_win09",      "default_f030/track/face/scale2_win07",
    "sample1/hyp00/face/scale0_win11",           "sample1/hyp00_rest/face/scale1_win09",
    "sample1/hyp00_rest/face/scale2_win07",      "sample1/hyp00_rest/face/scale3_win05",
};

/* the -wild settings weigh landmarks by the experts' confidences */
static const char *const wild_cases[] = {
    "sample1_wild/hyp00/face/scale0_win15",
    "sample1_wild/hyp00_rest/face/scale1_win13",
    "sample1_wild/hyp00_rest/face/scale2_win11",
    "sample1_wild/hyp00_rest/face/scale3_win11",
    "sample1_wild_stage2/hyp00/face/scale0_win15",
    "sample1_wild_stage2/hyp00_rest/face/scale1_win13",
    "sample1_wild_stage2/hyp00_rest/face/scale2_win11",
    "sample1_wild_stage2/hyp00_rest/face/scale3_win11",
    "sample1_wild_stage2/hyp02_rest/face/scale1_win13",
    "sample1_wild_stage2/hyp02_rest/face/scale2_win11",
    "sample1_wild_stage2/hyp02_rest/face/scale3_win11",
    "sample1_wild_stage2/hyp03/face/scale0_win15",
    "sample1_wild_stage2/hyp04/face/scale0_win15",
    "sample1_wild_stage2/hyp06_rest/face/scale1_win13",
    "sample1_wild_stage2/hyp06_rest/face/scale2_win11",
    "sample1_wild_stage2/hyp06_rest/face/scale3_win11",
    "sample3_wild_stage2/hyp00/face/scale0_win15",
    "sample3_wild_stage2/hyp00_rest/face/scale1_win13",
    "sample3_wild_stage2/hyp00_rest/face/scale2_win11",
    "sample3_wild_stage2/hyp00_rest/face/scale3_win11",
    "sample3_wild_stage2/hyp03/face/scale0_win15",
    "sample3_wild_stage2/hyp03_rest/face/scale1_win13",
    "sample3_wild_stage2/hyp03_rest/face/scale2_win11",
    "sample3_wild_stage2/hyp03_rest/face/scale3_win11",
    "sample3_wild_stage2/hyp04/face/scale0_win15",
    "sample3_wild_stage2/hyp06_rest/face/scale1_win13",
    "sample3_wild_stage2/hyp06_rest/face/scale2_win11",
    "sample3_wild_stage2/hyp06_rest/face/scale3_win11",
};

/* are both scales of the same fit */
static bool is_same_fit(const char *a, const char *b)
{
    size_t length = (size_t)(strrchr(a, '/') - a);
    return strncmp(a, b, length + 1) == 0;
}

static void run_cases(const fixture *f, const facs_landmark_model *model, bool wild, const char *root,
                      const char *const *cases, size_t count)
{
    for (int level = FACS_CPU_SCALAR; level <= FACS_CPU_NEON; level++) {
        facs_env env = f->env;
        env.cpu = (facs_cpu_level)level;
        env = facs_env_resolve(&env);
        if ((int)env.cpu != level)
            continue; /* not on this machine */
        facs_fitter *fitter = NULL;
        facs_error error;
        if (facs_fitter_create(&env, model, &fitter, &error) < 0)
            fail_msg("%s", error.message);
        size_t values = 0;
        for (size_t i = 0; i < count; i++) {
            char folder[300];
            snprintf(folder, sizeof folder, "%s/%s", root, cases[i]);
            bool first = i == 0 || !is_same_fit(cases[i], cases[i - 1]);
            bool last = i + 1 == count || !is_same_fit(cases[i], cases[i + 1]);
            values += run_case(fitter, model, wild, folder, first, last);
        }
        print_message("# %s: %zu values of %zu passes are the reference's\n", facs_cpu_name(env.cpu), values,
                      2 * count);
        facs_fitter_destroy(&fitter);
        assert_null(fitter);
    }
}

static void test_clnf(void **state)
{
    const fixture *f = *state;
    run_cases(f, f->clnf, false, "golden/stages", clnf_cases, sizeof clnf_cases / sizeof *clnf_cases);
}

static void test_cen(void **state)
{
    const fixture *f = *state;
    run_cases(f, f->cen, false, "golden/cen_synthetic/stages", cen_cases, sizeof cen_cases / sizeof *cen_cases);
}

static void test_cen_wild(void **state)
{
    const fixture *f = *state;
    run_cases(f, f->cen, true, "golden/cen_synthetic/stages", wild_cases, sizeof wild_cases / sizeof *wild_cases);
}

/* The kernel table keeps the sigma of its window's first use (quirk 13). */
static void test_sigma_of_first_use(void **state)
{
    const fixture *f = *state;
    facs_error error;
    facs_fitter *fitter = NULL;
    if (facs_fitter_create(&f->env, f->clnf, &fitter, &error) < 0)
        fail_msg("%s", error.message);
    const char *folder = "golden/stages/default_f000/hyp00/face/scale0_win11";
    npy maps = npy_load("%s/responses.npy", folder);
    npy sim = npy_load("%s/sim.npy", folder);
    const float *tu = npy_f32(&sim, 8);
    facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
    facs_fit_state first, second;
    start_at(folder, true, 34, &first);
    second = first;
    assert_int_equal(optimise(fitter, -1, &params, 0, 0, 11, maps.data, tu, tu + 4, true, &first, NULL), 0);
    params.sigma = 4.0f;
    assert_int_equal(optimise(fitter, -1, &params, 0, 0, 11, maps.data, tu, tu + 4, true, &second, NULL), 0);
    assert_memory_equal(first.g, second.g, sizeof first.g);
    assert_memory_equal(first.p, second.p, sizeof first.p);
    assert_true(first.likelihood != second.likelihood); /* which uses the sigma of now */
    npy_free(&maps);
    npy_free(&sim);
    facs_fitter_destroy(&fitter);
}

static void test_bad_arguments(void **state)
{
    const fixture *f = *state;
    facs_error error;
    facs_fitter *fitter = NULL;
    if (facs_fitter_create(&f->env, f->clnf, &fitter, &error) < 0)
        fail_msg("%s", error.message);
    facs_fit_params params = facs_fit_params_main(f->clnf, false, NULL);
    const float t[4] = {1, 0, 0, 1};
    static const float maps[68 * 15 * 15];
    facs_fit_state s = {.g = {1, 0, 0, 0, 0, 0}};
    const int bad[][3] = {{3, 0, 9}, {-1, 0, 9}, {0, 7, 9}, {0, -1, 9}, {0, 0, 0}, {0, 0, 16}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(optimise(fitter, -1, &params, bad[i][0], bad[i][1], bad[i][2], maps, t, t, false, &s, NULL),
                         FACS_E_ARGUMENT);
    /* maps without any response move nothing */
    params.iterations = 1;
    facs_fit_state before = s;
    assert_int_equal(optimise(fitter, -1, &params, 0, 0, 11, maps, t, t, true, &s, NULL), FACS_OK);
    assert_close_f32("g", s.g, before.g, 6, 1e-6);
    assert_true(isfinite(s.likelihood));
    facs_fitter_destroy(&fitter);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clnf),          cmocka_unit_test(test_cen),
        cmocka_unit_test(test_cen_wild),      cmocka_unit_test(test_sigma_of_first_use),
        cmocka_unit_test(test_bad_arguments),
    };
    return RUN_GROUP_NEEDING(NEED_DATA, tests, load_models, free_models);
}
