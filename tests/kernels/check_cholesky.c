/* Cholesky solve: the same bits as the plain twin, which solves. */
#include "check.h"

#include "linear/cholesky_kernels.h"
#include "support/npy.h"

enum { MOST = FACS_SOLVE_MAX };

static bool solve_at(facs_cpu_level level, int size, float *h, const float *b, float *x)
{
    return level == KERNEL_TWIN ? facs_cholesky_reference(size, h, b, x)
                                : facs_cholesky_kernels_for(level)->solve(size, h, b, x);
}

/* h = a a^T + diagonal; a small diagonal makes it nearly singular */
static void make_system(int size, float diagonal, float *h, float *b, uint64_t *seed)
{
    static float a[MOST * MOST];
    random_fill(a, size * size, 1, seed);
    random_fill(b, size, 1, seed);
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
            float sum = i == j ? diagonal : 0;
            for (int k = 0; k < size; k++)
                sum += a[i * size + k] * a[j * size + k];
            h[i * size + j] = sum;
        }
    }
}

static void same_solution(facs_cpu_level level, int size, const float *h, const float *b)
{
    static float first[MOST * MOST + GUARD], second[MOST * MOST];
    float fast[MOST + GUARD], plain[MOST];
    size_t bytes = (size_t)(size * size) * sizeof *h;
    memcpy(first, h, bytes);
    memcpy(second, h, bytes);
    guard(first + size * size);
    guard(fast + size);
    bool ok = solve_at(level, size, first, b, fast);
    assert_int_equal(ok, facs_cholesky_reference(size, second, b, plain));
    assert_same_bits("x", fast, plain, size);
    assert_guarded(first + size * size);
    assert_guarded(fast + size);
}

static void solve(facs_cpu_level level)
{
    static float h[MOST * MOST], b[MOST];
    static const float diagonals[] = {1, 1e-3f, 1e-7f, 0, 1e6f};
    uint64_t seed = 5;
    for (int size = 1; size <= MOST; size++) {
        for (size_t d = 0; d < sizeof diagonals / sizeof *diagonals; d++) {
            make_system(size, diagonals[d], h, b, &seed);
            same_solution(level, size, h, b);
        }
    }
}

static void hostile_systems(facs_cpu_level level)
{
    static float h[MOST * MOST], b[MOST];
    static const float bad[] = {NAN, INFINITY, -INFINITY, 3e38f, -1, 0, 1e-40f};
    uint64_t seed = 6;
    for (int i = 0; i < 400; i++) {
        int size = 1 + (int)(random_unit_f32(&seed) * 45);
        make_system(size, 1, h, b, &seed);
        float value = bad[i % 7];
        if (i % 3 == 0)
            b[(int)(random_unit_f32(&seed) * (float)size)] = value;
        else
            h[(int)(random_unit_f32(&seed) * (float)(size * size))] = value;
        same_solution(level, size, h, b);
    }
}

/* A known solution; a matrix that is not positive definite gives zeros. */
static void known_solutions(facs_cpu_level level)
{
    float h[9] = {4, 99, 99, 2, 5, 99, -2, 1, 6}; /* only the lower triangle counts */
    const float b[3] = {2, 15, 18};               /* x = 1, 2, 3 */
    static const float expected[3] = {1, 2, 3}, none[3] = {0};
    float x[3];
    assert_true(solve_at(level, 3, h, b, x));
    assert_close_f32("x", x, expected, 3, 1e-6);
    float indefinite[9] = {1, 0, 0, 2, 1, 0, 0, 0, 1};
    assert_false(solve_at(level, 3, indefinite, b, x));
    assert_close_f32("x", x, none, 3, 0);
    float undefined[9] = {1, 0, 0, NAN, 1, 0, 0, 0, 1};
    assert_false(solve_at(level, 3, undefined, b, x));
    assert_close_f32("x", x, none, 3, 0);
}

/* ---- bench: an iteration of the fit of 68 landmarks, 34 modes ---- */

typedef struct solve_input {
    int size;
    float h[MOST * MOST], solved[MOST * MOST], b[MOST], x[MOST];
} solve_input;

static void *solve_of(int size)
{
    solve_input *in = bench_memory(sizeof *in);
    in->size = size;
    for (int i = 0; i < size; i++)
        for (int j = 0; j < size; j++)
            in->h[i * size + j] = i == j ? 50.0f : 0.5f;
    bench_fill(in->b, (size_t)size);
    return in;
}

/* with a copy of the matrix, which is destroyed */
static void call_solve(void *input, facs_cpu_level level)
{
    solve_input *in = input;
    memcpy(in->solved, in->h, sizeof in->h);
    solve_at(level, in->size, in->solved, in->b, in->x);
}

void check_cholesky(void)
{
    static const kernel_case cases[] = {
        {"cholesky/solve order 40", .check = solve, .input = solve_of, .size = 40, .call = call_solve},
        {"cholesky/solve hostile systems", .check = hostile_systems},
        {"cholesky/solve known solutions", .check = known_solutions, .twin_too = true},
    };
    REGISTER(cases);
}
