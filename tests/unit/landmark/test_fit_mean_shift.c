/* Mean shift: known values of the table, every kernel against the plain twin, likelihoods. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "landmark/clnf/mean_shift_kernels.h"
#include "landmark/clnf/mean_shift_position.h"
#include "support/levels.h"
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
    for (int i = 0; i < 3; i++) {
        float entry = facs_kde_value_reference(1.5f, at[i][0], at[i][1], at[i][2], at[i][3]);
        assert_true(entry == expected[i]);
    }
}

typedef struct scene {
    float maps[LANDMARKS * WINDOW_MAX * WINDOW_MAX];
    float dxdy[2 * LANDMARKS];
    uint8_t visible[LANDMARKS];
    facs_kde *kde;
} scene;

static void random_scene(scene *s, int window)
{
    for (int i = 0; i < LANDMARKS * window * window; i++)
        s->maps[i] = random_between(0, 1) < 0.3f ? 0.0f : random_between(0.0f, 1.0f);
    for (int i = 0; i < 2 * LANDMARKS; i++)
        s->dxdy[i] = random_between(-1.0f, (float)window + 1.0f);
    for (int i = 0; i < LANDMARKS; i++)
        s->visible[i] = random_between(0, 1) > 0.2f;
}

static void make_table(scene *s, int window, float sigma)
{
    facs_env env = facs_env_resolve(NULL);
    s->kde = facs_kde_create(&env, window, sigma);
    assert_non_null(s->kde);
}

static void free_table(scene *s)
{
    facs_env env = facs_env_resolve(NULL);
    facs_kde_free(&env, s->kde);
    s->kde = NULL;
}

static void assert_same_bits(const char *what, const float *actual, const float *expected, int count)
{
    for (int i = 0; i < count; i++)
        if (memcmp(actual + i, expected + i, sizeof *actual) != 0)
            fail_msg("%s %d: %.9g instead of %.9g", what, i, (double)actual[i], (double)expected[i]);
}

static void compare(const facs_mean_shift_kernels *kernels, const scene *s, int count, float sigma)
{
    int window = s->kde->window;
    float fast[2 * LANDMARKS], plain[2 * LANDMARKS];
    memset(fast, 0x7f, sizeof fast);
    kernels->mean_shift(count, s->kde, s->maps, s->dxdy, s->visible, fast);
    facs_mean_shift_reference(count, window, sigma, s->maps, s->dxdy, s->visible, plain);
    assert_same_bits("shift", fast, plain, 2 * count);
    for (int i = 0; i < count; i++)
        if (!s->visible[i])
            assert_true(fast[i] == 0.0f && fast[count + i] == 0.0f);
    memset(fast, 0x7f, sizeof fast);
    float mean = kernels->likelihoods(count, s->kde, 1.1f * sigma, s->maps, s->dxdy, s->visible, fast);
    float plain_mean =
        facs_landmark_likelihoods_reference(count, window, 1.1f * sigma, s->maps, s->dxdy, s->visible, plain);
    assert_same_bits("likelihood", fast, plain, count);
    assert_same_bits("mean likelihood", &mean, &plain_mean, 1);
}

static void test_kernels(void **state)
{
    (void)state;
    static scene s;
    const float sigmas[] = {1.0f, 1.5f, 2.5f};
    const int counts[] = {LANDMARKS, 51, 28, 1, 0};
    FOR_EACH_LEVEL (level) {
        const facs_mean_shift_kernels *kernels = facs_mean_shift_kernels_for(level);
        for (int window = 1; window <= WINDOW_MAX; window++) {
            for (int k = 0; k < 3; k++) {
                make_table(&s, window, sigmas[k]);
                for (int i = 0; i < 5; i++) {
                    random_scene(&s, window);
                    compare(kernels, &s, counts[i], sigmas[k]);
                }
                free_table(&s);
            }
        }
    }
}

/* every entry of a table is what the formula says, wherever it is computed first */
static void test_entries(void **state)
{
    (void)state;
    enum { WINDOW = 7, PLACES = 10 * WINDOW };
    static scene s;
    FOR_EACH_LEVEL (level) {
        const facs_mean_shift_kernels *kernels = facs_mean_shift_kernels_for(level);
        make_table(&s, WINDOW, 1.62135673f);
        const uint8_t visible = 1;
        for (int row = 0; row < PLACES; row++) {
            for (int col = 0; col < PLACES; col++) {
                const float place[2] = {(float)row * FACS_KDE_STEP, (float)col * FACS_KDE_STEP};
                float shift[2];
                kernels->mean_shift(1, s.kde, s.maps, place, &visible, shift);
                assert_int_equal(s.kde->known[row * PLACES + col], 1);
                const float *entry = s.kde->entries + (row * PLACES + col) * WINDOW * WINDOW;
                for (int i = 0; i < WINDOW * WINDOW; i++)
                    assert_true(entry[i] == facs_kde_value_reference(1.62135673f, row, col, i / WINDOW, i % WINDOW));
            }
        }
        free_table(&s);
    }
}

/* positions far outside, not numbers, on the rounding limits, and maps without any response */
static void test_hostile(void **state)
{
    (void)state;
    static scene s;
    const float places[] = {NAN, INFINITY, -INFINITY, 1e30f, -0.0f, 0.05f, 0.149999f, 8.95f, 8.9f, 1e-30f};
    FOR_EACH_LEVEL (level) {
        const facs_mean_shift_kernels *kernels = facs_mean_shift_kernels_for(level);
        random_scene(&s, 9);
        make_table(&s, 9, 1.5f);
        for (int i = 0; i < 2 * LANDMARKS; i++)
            s.dxdy[i] = places[i % 10];
        memset(s.maps, 0, 9 * 9 * sizeof(float)); /* landmark 0 has nothing to go by and stays */
        s.visible[0] = 1;
        float shift[2 * LANDMARKS], plain[2 * LANDMARKS];
        kernels->mean_shift(LANDMARKS, s.kde, s.maps, s.dxdy, s.visible, shift);
        facs_mean_shift_reference(LANDMARKS, 9, 1.5f, s.maps, s.dxdy, s.visible, plain);
        assert_same_bits("shift", shift, plain, 2 * LANDMARKS);
        assert_true(shift[0] == 0.0f && shift[LANDMARKS] == 0.0f);
        for (int i = 0; i < 2 * LANDMARKS; i++)
            assert_true(isfinite(shift[i]));
        free_table(&s);
    }
}

/* a lone peak attracts every landmark fully; the shift starts at the unrounded place (quirk 14) */
static void test_peak(void **state)
{
    (void)state;
    static scene s;
    random_scene(&s, 7);
    make_table(&s, 7, 1.5f);
    memset(s.maps, 0, sizeof s.maps);
    for (int i = 0; i < LANDMARKS; i++) {
        s.visible[i] = 1;
        s.maps[i * 49 + 2 * 7 + 5] = 0.25f;
        s.dxdy[i] = 3.04f;
        s.dxdy[LANDMARKS + i] = 3.96f;
    }
    const float expected[2] = {5.0f - 3.04f, 2.0f - 3.96f};
    FOR_EACH_LEVEL (level) {
        const facs_mean_shift_kernels *kernels = facs_mean_shift_kernels_for(level);
        float shift[2 * LANDMARKS];
        kernels->mean_shift(LANDMARKS, s.kde, s.maps, s.dxdy, s.visible, shift);
        const float first[2] = {shift[0], shift[LANDMARKS]};
        assert_close_f32("peak", first, expected, 2, 1e-6);
    }
    free_table(&s);
}

typedef struct short_memory {
    facs_env real;
    int left, held;
} short_memory;

static void *short_alloc(void *cookie, size_t bytes, size_t alignment)
{
    short_memory *memory = cookie;
    if (memory->left-- <= 0)
        return NULL;
    memory->held++;
    return memory->real.alloc(memory->real.cookie, bytes, alignment);
}

static void short_free(void *cookie, void *block)
{
    short_memory *memory = cookie;
    memory->held--;
    memory->real.free(memory->real.cookie, block);
}

static void test_no_memory(void **state)
{
    (void)state;
    short_memory memory = {.real = facs_env_resolve(NULL)};
    facs_env env = memory.real;
    env.cookie = &memory;
    env.alloc = short_alloc;
    env.free = short_free;
    int failures = 0;
    for (int blocks = 0;; blocks++) {
        memory.left = blocks;
        facs_kde *kde = facs_kde_create(&env, 5, 1.0f);
        if (kde) {
            facs_kde_free(&env, kde);
            break;
        }
        failures++;
        assert_int_equal(memory.held, 0);
    }
    assert_int_equal(memory.held, 0);
    assert_true(failures > 0);
    facs_kde_free(&env, NULL);
}

static void test_likelihoods(void **state)
{
    (void)state;
    static scene s;
    random_scene(&s, 9);
    s.visible[3] = 0;
    s.visible[4] = 1;
    float likelihoods[LANDMARKS], expected[LANDMARKS];
    float mean = facs_landmark_likelihoods_reference(LANDMARKS, 9, 1.5f, s.maps, s.dxdy, s.visible, likelihoods);
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
    assert_true(
        isfinite(facs_landmark_likelihoods_reference(LANDMARKS, 9, 1.5f, s.maps, s.dxdy, s.visible, likelihoods)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),       cmocka_unit_test(test_kernels), cmocka_unit_test(test_entries),
        cmocka_unit_test(test_no_memory),   cmocka_unit_test(test_hostile), cmocka_unit_test(test_peak),
        cmocka_unit_test(test_likelihoods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
