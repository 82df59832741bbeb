/* Mean shift: table values of spec 02 B.2, every kernel against the plain twin, likelihoods. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "landmark/mean_shift.h"
#include "support/npy.h"

enum { LANDMARKS = 68, WINDOW_MAX = 15 };

static uint32_t seed = 1;

static float random_between(float low, float high)
{
    seed = seed * 1664525u + 1013904223u;
    return low + (high - low) * (float)(seed >> 8) / 16777216.0f;
}

static void test_table(void **state)
{
    (void)state;
    const int at[3][4] = {{35, 31, 3, 3}, {35, 31, 0, 6}, {69, 0, 6, 6}}; /* row, col, ii, jj */
    const float expected[3] = {0.943859696f, 0.0294681694f, 0.000280201843f};
    float table[10 * 7 * 8];
    facs_kde_fill(7, 1.5f, table);
    for (int i = 0; i < 3; i++) {
        float entry = facs_kde_entry(1.5f, at[i][0], at[i][1], at[i][2], at[i][3]);
        assert_close_f32("entry", &entry, &expected[i], 1, 2e-7 * (double)expected[i]);
        float product = table[at[i][0] * 8 + at[i][3]] * table[at[i][1] * 8 + at[i][2]];
        assert_close_f32("product", &product, &expected[i], 1, 1e-6 * (double)expected[i]);
    }
    for (int j = 7; j < 8; j++)
        assert_true(table[j] == 0.0f);
}

typedef struct scene {
    float maps[LANDMARKS * WINDOW_MAX * WINDOW_MAX];
    float padded[LANDMARKS * WINDOW_MAX * FACS_KDE_LANES_MAX];
    float table[10 * WINDOW_MAX * FACS_KDE_LANES_MAX];
    float dxdy[2 * LANDMARKS];
    uint8_t visible[LANDMARKS];
} scene;

static void random_scene(scene *s, int window, float sigma)
{
    for (int i = 0; i < LANDMARKS * window * window; i++)
        s->maps[i] = random_between(0, 1) < 0.3f ? 0.0f : random_between(0.0f, 1.0f);
    for (int i = 0; i < 2 * LANDMARKS; i++)
        s->dxdy[i] = random_between(-1.0f, (float)window + 1.0f);
    for (int i = 0; i < LANDMARKS; i++)
        s->visible[i] = random_between(0, 1) > 0.2f;
    facs_kde_fill(window, sigma, s->table);
    facs_kde_pad_maps(LANDMARKS, window, s->maps, s->padded);
}

static const facs_mean_shift_kernels *level_kernels(int level)
{
    facs_cpu_level best = facs_cpu_detect();
    if (level != FACS_CPU_SCALAR && (best == FACS_CPU_NEON ? level != FACS_CPU_NEON : level > (int)best))
        return NULL;
    return facs_mean_shift_kernels_for((facs_cpu_level)level);
}

static void compare(const facs_mean_shift_kernels *kernels, const scene *s, int window, float sigma, double tolerance)
{
    float fast[2 * LANDMARKS], plain[2 * LANDMARKS];
    memset(fast, 0x7f, sizeof fast);
    kernels->mean_shift(LANDMARKS, window, s->padded, s->table, s->dxdy, s->visible, fast);
    facs_mean_shift_reference(LANDMARKS, window, sigma, s->maps, s->dxdy, s->visible, plain);
    assert_close_f32("shift", fast, plain, 2 * LANDMARKS, tolerance);
    for (int i = 0; i < LANDMARKS; i++)
        if (!s->visible[i])
            assert_true(fast[i] == 0.0f && fast[LANDMARKS + i] == 0.0f);
}

static void test_kernels(void **state)
{
    (void)state;
    static scene s;
    const float sigmas[] = {1.0f, 1.5f, 2.5f};
    int levels = 0;
    for (int level = FACS_CPU_SCALAR; level <= FACS_CPU_NEON; level++) {
        const facs_mean_shift_kernels *kernels = level_kernels(level);
        levels += kernels != NULL;
        for (int window = 1; kernels && window <= WINDOW_MAX; window++) {
            for (int k = 0; k < 3; k++) {
                random_scene(&s, window, sigmas[k]);
                compare(kernels, &s, window, sigmas[k], 1e-5);
            }
        }
    }
    assert_true(levels >= 1);
}

/* positions far outside, not numbers, on the rounding limits, and maps without any response */
static void test_hostile(void **state)
{
    (void)state;
    static scene s;
    const float places[] = {NAN, INFINITY, -INFINITY, 1e30f, -0.0f, 0.05f, 0.149999f, 8.95f, 8.9f, 1e-30f};
    for (int level = FACS_CPU_SCALAR; level <= FACS_CPU_NEON; level++) {
        const facs_mean_shift_kernels *kernels = level_kernels(level);
        if (!kernels)
            continue;
        random_scene(&s, 9, 1.5f);
        for (int i = 0; i < 2 * LANDMARKS; i++)
            s.dxdy[i] = places[i % 10];
        memset(s.maps, 0, 9 * 9 * sizeof(float)); /* landmark 0 has nothing to go by and stays */
        s.visible[0] = 1;
        facs_kde_pad_maps(LANDMARKS, 9, s.maps, s.padded);
        compare(kernels, &s, 9, 1.5f, 1e-5);
        float shift[2 * LANDMARKS];
        kernels->mean_shift(LANDMARKS, 9, s.padded, s.table, s.dxdy, s.visible, shift);
        assert_true(shift[0] == 0.0f && shift[LANDMARKS] == 0.0f);
    }
}

/* a lone peak attracts every landmark fully; the shift starts at the unrounded place (trap T8) */
static void test_peak(void **state)
{
    (void)state;
    static scene s;
    random_scene(&s, 7, 1.5f);
    memset(s.maps, 0, sizeof s.maps);
    for (int i = 0; i < LANDMARKS; i++) {
        s.visible[i] = 1;
        s.maps[i * 49 + 2 * 7 + 5] = 0.25f;
        s.dxdy[i] = 3.04f;
        s.dxdy[LANDMARKS + i] = 3.96f;
    }
    facs_kde_pad_maps(LANDMARKS, 7, s.maps, s.padded);
    const float expected[2] = {5.0f - 3.04f, 2.0f - 3.96f};
    for (int level = FACS_CPU_SCALAR; level <= FACS_CPU_NEON; level++) {
        const facs_mean_shift_kernels *kernels = level_kernels(level);
        if (!kernels)
            continue;
        float shift[2 * LANDMARKS];
        kernels->mean_shift(LANDMARKS, 7, s.padded, s.table, s.dxdy, s.visible, shift);
        const float first[2] = {shift[0], shift[LANDMARKS]};
        assert_close_f32("peak", first, expected, 2, 1e-6);
    }
}

static void test_likelihoods(void **state)
{
    (void)state;
    static scene s;
    random_scene(&s, 9, 1.5f);
    s.visible[3] = 0;
    s.visible[4] = 1;
    float likelihoods[LANDMARKS], expected[LANDMARKS];
    float mean = facs_landmark_likelihoods(LANDMARKS, 9, 1.5f, s.maps, s.dxdy, s.visible, likelihoods);
    double total = 0;
    int count = 0;
    for (int i = 0; i < LANDMARKS; i++) {
        expected[i] = -1e8f;
        if (!s.visible[i])
            continue;
        double sum = 0;
        for (int ii = 0; ii < 9; ii++)
            for (int jj = 0; jj < 9; jj++) {
                double y = (double)s.dxdy[LANDMARKS + i] - ii, x = (double)s.dxdy[i] - jj;
                sum += (double)s.maps[i * 81 + ii * 9 + jj] * exp(-0.5 * (x * x + y * y) / 2.25);
            }
        expected[i] = (float)sum;
        total += log(sum + 1e-8);
        count++;
    }
    assert_close_f32("likelihood", likelihoods, expected, LANDMARKS, 1e-5);
    float expected_mean = (float)(total / count);
    assert_close_f32("mean", &mean, &expected_mean, 1, 1e-5);
    assert_true(likelihoods[3] == -1e8f);
    memset(s.visible, 0, sizeof s.visible);
    assert_true(isfinite(facs_landmark_likelihoods(LANDMARKS, 9, 1.5f, s.maps, s.dxdy, s.visible, likelihoods)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table), cmocka_unit_test(test_kernels),     cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_peak),  cmocka_unit_test(test_likelihoods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
