/* Similarity alignment: known values, stage goldens, degenerate sets. */
#include "unit/shape/shape_fixture.h"

#include <stdio.h>

#include "shape/similarity.h"
#include "shape/pdm.h"
#include "support/shape_in_image.h"

static void known_vector(void **state)
{
    (void)state;
    static const float expected[4] = {0.807960749f, 0.241861492f, -0.241861492f, 0.807960749f};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    float shape[136], a[4];
    shape_in_image(pdm, q_local, q_global, shape);
    facs_align_similarity(68, shape, pdm->mean, a);
    assert_close_f32("A", a, expected, 4, 2e-7);
    free_pdm(pdm);
}

/* Mean shape turned by 10 degrees, doubled, shifted. */
static void analytic(void **state)
{
    (void)state;
    static const float expected[4] = {0.3446827f, 0.0607769f, -0.0607769f, 0.3446827f};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    double c = cos(10 * 3.14159265358979 / 180), s = sin(10 * 3.14159265358979 / 180);
    float source[136], target[136], a[4];
    for (int i = 0; i < 68; i++) {
        double x = (double)pdm->mean[i], y = (double)pdm->mean[68 + i];
        source[i] = (float)(2 * (c * x - s * y) + 300);
        source[68 + i] = (float)(2 * (s * x + c * y) + 200);
        target[i] = pdm->mean[i] * 0.7f;
        target[68 + i] = pdm->mean[68 + i] * 0.7f;
    }
    facs_align_similarity(68, source, target, a);
    assert_close_f32("A", a, expected, 4, 2e-7);
    free_pdm(pdm);
}

static void check_scale(const char *folder, int n)
{
    float source[136], target[136], sim[8], a[4];
    char path[160];
    snprintf(path, sizeof path, "%s/shape_in.npy", folder);
    stage_f32(source, (size_t)(2 * n), path);
    snprintf(path, sizeof path, "%s/reference_shape.npy", folder);
    stage_f32(target, (size_t)(2 * n), path);
    snprintf(path, sizeof path, "%s/sim.npy", folder);
    stage_f32(sim, 8, path);
    facs_align_similarity(n, source, target, a);
    assert_close_f32("sim", a, sim, 4, 0);
}

static void stages(void **state)
{
    (void)state;
    static const char *frames[] = {"default_f000", "sample1"};
    for (int f = 0; f < 2; f++) {
        static const char *scales[] = {"scale0_win11", "scale1_win09", "scale2_win07"};
        char folder[128];
        for (int c = 0; c < 3; c++) {
            snprintf(folder, sizeof folder, "%s/hyp00/face/%s", frames[f], scales[c]);
            check_scale(folder, 68);
        }
        snprintf(folder, sizeof folder, "%s/hyp00/inner/scale0_win09", frames[f]);
        check_scale(folder, 51);
        snprintf(folder, sizeof folder, "%s/hyp00/left_eye_28/scale1_win05", frames[f]);
        check_scale(folder, 28);
    }
}

/* Reflected points are matched by a rotation, never by a reflection. */
static void no_reflection(void **state)
{
    (void)state;
    static const float source[8] = {0, 4, 4, 0, 0, 0, 1, 2}, target[8] = {0, -4, -4, 0, 0, 0, 1, 2};
    float a[4];
    facs_align_similarity(4, source, target, a);
    assert_true(a[0] * a[3] - a[1] * a[2] > 0);
    assert_close_f32("cosines", &a[0], &a[3], 1, 1e-6);
    float negated = -a[2];
    assert_close_f32("sines", &a[1], &negated, 1, 1e-6);
}

static void degenerate(void **state)
{
    (void)state;
    static const float identity[4] = {1, 0, 0, 1};
    static const float good[6] = {0, 1, 0, 0, 0, 1};
    const float bad[][6] = {
        {5, 5, 5, 7, 7, 7}, {NAN, 0, 1, 0, 1, 2}, {INFINITY, 0, 1, 0, 1, 2}, {3e38f, -3e38f, 0, 0, 1, 2}};
    float a[4];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        facs_align_similarity(3, bad[i], good, a);
        assert_close_f32("A", a, identity, 4, 0);
        facs_align_similarity(3, good, bad[i], a);
        assert_close_f32("A", a, identity, 4, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(known_vector)),
        NEEDS_MODELS(cmocka_unit_test(analytic)),
        NEEDS_DATA(cmocka_unit_test(stages)),
        cmocka_unit_test(no_reflection),
        cmocka_unit_test(degenerate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
