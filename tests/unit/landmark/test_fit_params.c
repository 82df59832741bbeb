/* Settings of the landmark fit against the tables of docs/algorithm/landmark-fit.md. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "landmark/clnf/fit_internal.h"
#include "support/npy.h"

static facs_landmark_model model_named(const char *stem)
{
    facs_landmark_model model = {.scales = 4};
    strcpy(model.stem, stem);
    static const double scales[] = {0.25, 0.35, 0.5, 1.0};
    for (int c = 0; c < 4; c++)
        model.scale[c].scale = scales[c];
    return model;
}

static void check_scales(const char *stem, bool wild, const float expected[3][3])
{
    facs_landmark_model model = model_named(stem);
    facs_fit_params params = facs_fit_params_main(&model, wild, NULL);
    for (int c = 0; c < 4; c++) {
        facs_scale_params at = facs_fit_params_at(&params, &model, c);
        const float *e = expected[c < 2 ? c : 2]; /* scale 3 is treated like scale 2 */
        float values[3] = {at.reg, at.sigma, at.weight};
        assert_close_f32("reg sigma w", values, e, 3, 2e-6);
    }
}

static void test_scale_table(void **state)
{
    (void)state;
    const float cen[3][3] = {{22.5f, 2.25f, 0}, {15.2185974f, 2.37135673f, 0}, {7.5f, 2.5f, 0}};
    const float clnf[3][3] = {{25, 1.5f, 0}, {17.7185974f, 1.62135673f, 0}, {10, 1.75f, 0}};
    const float cen_wild[3][3] = {
        {31.5f, 1.875f, 2.5f}, {24.2185974f, 1.99635673f, 4.92713404f}, {16.5f, 2.125f, 7.5f}};
    const float clnf_wild[3][3] = {{35, 1.25f, 2.5f}, {27.7185974f, 1.37135673f, 4.92713404f}, {20, 1.5f, 7.5f}};
    check_scales("main_ceclm_general", false, cen);
    check_scales("main_clnf_general", false, clnf);
    check_scales("main_clm_general", false, clnf);
    check_scales("main_ceclm_general", true, cen_wild);
    check_scales("main_clnf_general", true, clnf_wild);
    /* any other name gets no factors */
    check_scales("main_clnf_wild", false, clnf);
    check_scales("main_ceclm_general2", false, clnf);
}

/* what is given counts, before the factors of CE-CLM; the rest stays */
static void test_given(void **state)
{
    (void)state;
    facs_landmark_model cen = model_named("main_ceclm_general"), clnf = model_named("main_clnf_general");
    facs_fit_settings given;
    facs_fit_settings_init(&given, sizeof given);
    facs_fit_params usual = facs_fit_params_main(&clnf, true, NULL), params = facs_fit_params_main(&clnf, true, &given);
    assert_memory_equal(&params, &usual, sizeof params);
    given.sigma = 2;
    given.reg = 0;
    given.w_reg = 0;
    given.iterations = 3;
    given.multi_view = 0;
    given.validate = 0;
    params = facs_fit_params_main(&clnf, true, &given);
    assert_true(params.sigma == 2 && params.reg == 0 && params.w_nu == 0 && params.iterations == 3);
    assert_false(params.multi_view || params.validate);
    assert_memory_equal(params.win_init, usual.win_init, sizeof usual.win_init);
    given.reg = 30;
    given.multi_view = 1;
    params = facs_fit_params_main(&cen, false, &given);
    assert_true(params.sigma == 3 && params.reg == 27 && params.multi_view);
}

static void assert_windows(const int *windows, int a, int b, int c, int d)
{
    assert_int_equal(windows[0], a);
    assert_int_equal(windows[1], b);
    assert_int_equal(windows[2], c);
    assert_int_equal(windows[3], d);
}

static void test_main(void **state)
{
    (void)state;
    facs_landmark_model model = model_named("main_clnf_general");
    facs_fit_params params = facs_fit_params_main(&model, false, NULL);
    assert_int_equal(params.iterations, 5);
    assert_true(params.adapt && params.use_parts && params.validate && !params.multi_view);
    assert_true(params.tau == 0.725f);
    assert_windows(params.win_init, 11, 9, 7, 5);
    assert_windows(params.win_small, 0, 9, 7, 0);
    assert_windows(params.win_cur, 11, 9, 7, 5);

    params = facs_fit_params_main(&model, true, NULL);
    assert_int_equal(params.iterations, 10);
    assert_true(params.multi_view);
    assert_windows(params.win_init, 15, 13, 11, 11);
    assert_windows(params.win_small, 0, 9, 7, 0);
    assert_windows(params.win_cur, 11, 9, 7, 5);
}

static void check_part(const char *name, int w0, int w1, int w2, float reg, float sigma, float w_nu)
{
    facs_fit_params params = facs_fit_params_part(name);
    assert_false(params.validate || params.use_parts || params.adapt);
    assert_int_equal(params.iterations, 5);
    assert_windows(params.win_init, w0, w1, w2, 0);
    assert_windows(params.win_small, w0, w1, w2, 0);
    assert_windows(params.win_cur, w0, w1, w2, 0);
    assert_true(params.reg == reg && params.sigma == sigma && params.w_nu == w_nu);
    facs_landmark_model model = model_named("clnf_inner");
    facs_scale_params at = facs_fit_params_at(&params, &model, 1);
    assert_true(at.reg == reg && at.sigma == sigma && at.weight == w_nu);
}

static void test_parts(void **state)
{
    (void)state;
    check_part("left_eye_28", 3, 5, 9, 0.5f, 1.0f, 0.0f);
    check_part("right_eye_28", 3, 5, 9, 0.5f, 1.0f, 0.0f);
    check_part("inner", 9, 0, 0, 2.5f, 1.75f, 2.5f);
    check_part("left_eye", 5, 3, 0, 0.1f, 2.0f, 0.0f);
    check_part("mouth", 7, 7, 0, 1.0f, 2.0f, 0.0f);
    check_part("brow", 11, 9, 0, 10.0f, 3.5f, 0.0f);
    facs_fit_params other = facs_fit_params_part("nose");
    assert_windows(other.win_init, 11, 9, 7, 5);
    assert_windows(other.win_small, 0, 9, 7, 0);
    assert_true(other.reg == 22.5f && other.sigma == 2.25f && other.w_nu == 0.0f);
}

static void test_prior_stays_positive(void **state)
{
    (void)state;
    facs_landmark_model model = model_named("main_clnf_general");
    facs_fit_params params = facs_fit_params_main(&model, false, NULL);
    params.reg = 15.0f;
    assert_true(facs_fit_params_at(&params, &model, 2).reg == 0.001f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scale_table),
        cmocka_unit_test(test_given),
        cmocka_unit_test(test_main),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_prior_stays_positive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
