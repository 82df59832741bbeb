/* Mean shift: known values of the table, its memory, likelihoods; the kernels: tests/kernels/check_mean_shift.c. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "landmark/clnf/mean_shift_kernels.h"
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
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_likelihoods),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
