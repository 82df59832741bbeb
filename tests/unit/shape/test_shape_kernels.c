/* Every level's kernels against the plain twins, on random and hostile input and on every size in use. */
#include "unit/shape/shape_fixture.h"

#include "shape/pdm.h"
#include "shape/rotation.h"
#include "shape/shape_kernels.h"
#include "linear/cholesky_kernels.h"
#include "shape/face_mask_kernels.h"

enum { GUARD = 64 };

/* Fill with numbers of -1 .. 1. */
static void fill(float *to, int count, uint64_t *seed)
{
    for (int i = 0; i < count; i++)
        to[i] = (random_unit_f32(seed) - 0.5f) * 2;
}

static void guard(float *at)
{
    for (int i = 0; i < GUARD; i++)
        at[i] = -12345;
}

static void assert_guarded(const float *at)
{
    for (int i = 0; i < GUARD; i++)
        assert_true(at[i] == -12345);
}

typedef struct model {
    facs_pdm pdm;
    float mean[204], modes[204 * 64], eigenvalues[64], p[64], g[6];
} model;

static void make_model(model *made, int n, int m, uint64_t *seed)
{
    fill(made->mean, 3 * n, seed);
    fill(made->modes, 3 * n * m, seed);
    fill(made->p, m, seed);
    fill(made->g, 6, seed);
    made->pdm = (facs_pdm){.n = n,
                           .m = m,
                           .mean = made->mean,
                           .modes = made->modes,
                           .modes_t = made->modes,
                           .eigenvalues = made->eigenvalues};
    for (int j = 0; j < m; j++) {
        made->eigenvalues[j] = 0.1f + random_unit_f32(seed);
        made->p[j] *= 10;
    }
}

static const int sizes[][2] = {{68, 34}, {51, 32}, {28, 10}, {6, 10}, {1, 1},
                               {68, 64}, {67, 23}, {17, 3},  {33, 0}, {5, 7}};
enum { SIZES = sizeof sizes / sizeof *sizes };

static void shapes(void **state)
{
    (void)state;
    uint64_t seed = 1;
    static model made;
    FOR_EACH_LEVEL (level) {
        const facs_shape_kernels *kernels = facs_shape_kernels_for(level);
        for (int s = 0; s < SIZES; s++) {
            make_model(&made, sizes[s][0], sizes[s][1], &seed);
            int n = made.pdm.n;
            size_t rows = 3 * (size_t)n;
            float fast[204 + GUARD], plain[204], r[9];
            guard(fast + rows);
            kernels->shape_3d(&made.pdm, made.p, fast);
            facs_shape_3d(&made.pdm, made.p, plain);
            assert_close_f32("shape_3d", fast, plain, rows, 0);
            kernels->shape_3d_wide(&made.pdm, made.p, fast);
            facs_shape_3d_wide_reference(&made.pdm, made.p, plain);
            assert_close_f32("shape_3d_wide", fast, plain, rows, 0);
            assert_guarded(fast + rows);
            facs_euler_to_matrix(made.g + 1, r);
            guard(fast + 2 * n);
            kernels->project_wide(n, plain, made.g, r, fast);
            assert_guarded(fast + 2 * n);
            float projected[136];
            facs_project_wide_reference(n, plain, made.g, r, projected);
            assert_close_f32("project_wide", fast, projected, 2 * (size_t)n, 0);
            kernels->project(n, plain, made.g, r, fast);
            facs_project(n, plain, made.g, projected);
            assert_close_f32("project", fast, projected, 2 * (size_t)n, 0);
            assert_guarded(fast + 2 * n);
        }
    }
}

static void jacobians(void **state)
{
    (void)state;
    uint64_t seed = 2;
    static model made;
    static float fast[136 * 80 + GUARD], plain[136 * 80];
    FOR_EACH_LEVEL (level) {
        const facs_shape_kernels *kernels = facs_shape_kernels_for(level);
        for (int s = 0; s < SIZES; s++) {
            make_model(&made, sizes[s][0], sizes[s][1], &seed);
            size_t count = (size_t)(2 * made.pdm.n * facs_jacobian_stride(6 + made.pdm.m));
            float shape[204], r[9];
            facs_shape_3d(&made.pdm, made.p, shape);
            guard(fast + count);
            facs_euler_to_matrix(made.g + 1, r);
            kernels->jacobian_full(&made.pdm, shape, made.g, r, fast);
            facs_jacobian_full_reference(&made.pdm, shape, made.g, plain);
            assert_close_f32("jacobian_full", fast, plain, count, 0);
            assert_guarded(fast + count);
            count = (size_t)(2 * made.pdm.n * facs_jacobian_stride(6));
            guard(fast + count);
            kernels->jacobian_rigid(made.pdm.n, shape, made.g, r, fast);
            facs_jacobian_rigid_reference(made.pdm.n, shape, made.g, plain);
            assert_close_f32("jacobian_rigid", fast, plain, count, 0);
            assert_guarded(fast + count);
        }
    }
}

static void difference_norms(void **state)
{
    (void)state;
    uint64_t seed = 3;
    FOR_EACH_LEVEL (level) {
        const facs_shape_kernels *kernels = facs_shape_kernels_for(level);
        for (int count = 0; count <= 136; count++) {
            float a[136], b[136], fast[136 + GUARD], plain[136];
            fill(a, 136, &seed);
            fill(b, 136, &seed);
            guard(fast + count);
            float norm = kernels->difference_norm(count, a, b, fast);
            float expected = facs_difference_norm_reference(count, a, b, plain);
            assert_close_f32("norm", &norm, &expected, 1, 0);
            assert_memory_equal(fast, plain, (size_t)count * sizeof *fast);
            assert_guarded(fast + count);
            if (count > 0) {
                a[count - 1] = NAN;
                assert_true(isnan(kernels->difference_norm(count, a, b, fast)));
                a[count - 1] = INFINITY;
                assert_true(isinf(kernels->difference_norm(count, a, b, fast)));
            }
        }
    }
}

static void products(void **state)
{
    (void)state;
    static const int shape[][2] = {{40, 136}, {38, 102}, {16, 56}, {16, 12}, {6, 136},  {6, 2},   {1, 1}, {70, 136},
                                   {80, 136}, {17, 35},  {9, 7},   {28, 56}, {48, 102}, {64, 64}, {30, 8}};
    uint64_t seed = 4;
    static float a[80 * 136], b[80 * 136], fast[80 * 80 + GUARD], plain[80 * 80], e[136], fast_b[80 + GUARD],
        plain_b[80];
    FOR_EACH_LEVEL (level) {
        const facs_shape_kernels *kernels = facs_shape_kernels_for(level);
        for (size_t s = 0; s < sizeof shape / sizeof *shape; s++) {
            int cols = shape[s][0], rows = shape[s][1];
            fill(a, facs_jacobian_stride(cols) * rows, &seed);
            fill(b, facs_jacobian_stride(cols) * rows, &seed);
            fill(e, rows, &seed);
            for (int i = 0; i < cols * cols; i++)
                fast[i] = plain[i] = 77;
            guard(fast + cols * cols);
            kernels->gram(cols, rows, a, b, fast);
            facs_gram_reference(cols, rows, a, b, plain);
            assert_close_f32("gram", fast, plain, (size_t)(cols * cols), 0);
            assert_guarded(fast + cols * cols);
            guard(fast_b + cols);
            kernels->jt_mul(cols, rows, a, e, fast_b);
            facs_jt_mul_reference(cols, rows, a, e, plain_b);
            assert_close_f32("jt_mul", fast_b, plain_b, (size_t)cols, 0);
            assert_guarded(fast_b + cols);
        }
    }
}

/* Random triangles and points: every level says what the twin says, and both answers occur. */
static void edges_are_tested_alike(void **state)
{
    (void)state;
    static facs_edges edges;
    uint64_t seed = 9;
    FOR_EACH_LEVEL (level) {
        const facs_face_mask_kernels *kernels = facs_face_mask_kernels_for(level);
        int yes = 0, no = 0;
        for (int round = 0; round < 4000; round++) {
            int count = 1 + round % 113;
            for (int k = 0; k < (count + 15) / 16 * 16; k++) {
                float x[3], y[3];
                for (int i = 0; i < 3; i++) {
                    x[i] = 20 * random_unit_f32(&seed) + (float)(k % 8) * 12;
                    y[i] = 20 * random_unit_f32(&seed) + (float)(k / 8) * 6;
                }
                for (int e = 0; e < 3; e++) {
                    int a = e, b = (e + 1) % 3, c = (e + 2) % 3;
                    float dx = x[c] - x[b], dy = y[c] - y[b];
                    float inner = k < count ? dx * (y[a] - y[b]) - (x[a] - x[b]) * dy : NAN;
                    const float fields[5] = {x[b], y[b], dx, dy, inner};
                    for (int i = 0; i < 5; i++)
                        edges.field[5 * e + i][k] = fields[i];
                }
            }
            float px = (float)(round % 110), py = (float)(round * 7 % 110);
            bool found = facs_edges_accept_reference(&edges, count, px, py);
            assert_int_equal(kernels->edges_accept(&edges, count, px, py), found);
            yes += found;
            no += !found;
        }
        assert_true(yes > 100 && no > 100);
    }
}

/* h = a a^T + diagonal; a small diagonal makes it nearly singular */
static void make_system(int size, float diagonal, float *h, float *b, uint64_t *seed)
{
    static float a[80 * 80];
    fill(a, size * size, seed);
    fill(b, size, seed);
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
            float sum = i == j ? diagonal : 0;
            for (int k = 0; k < size; k++)
                sum += a[i * size + k] * a[j * size + k];
            h[i * size + j] = sum;
        }
    }
}

static void same_solution(const facs_cholesky_kernels *kernels, int size, const float *h, const float *b)
{
    static float first[80 * 80 + GUARD], second[80 * 80];
    float fast[80 + GUARD], plain[80];
    size_t bytes = (size_t)(size * size) * sizeof *h;
    memcpy(first, h, bytes);
    memcpy(second, h, bytes);
    guard(first + size * size);
    guard(fast + size);
    bool ok = kernels->solve(size, first, b, fast);
    assert_int_equal(ok, facs_cholesky_reference(size, second, b, plain));
    for (int i = 0; i < size; i++)
        assert_true(memcmp(&fast[i], &plain[i], sizeof *fast) == 0 || (isnan(fast[i]) && isnan(plain[i])));
    assert_guarded(first + size * size);
    assert_guarded(fast + size);
}

static void cholesky_gives_the_same_bits(void **state)
{
    (void)state;
    static float h[80 * 80], b[80];
    static const float diagonals[] = {1, 1e-3f, 1e-7f, 0, 1e6f};
    uint64_t seed = 5;
    FOR_EACH_LEVEL (level) {
        const facs_cholesky_kernels *kernels = facs_cholesky_kernels_for(level);
        for (int size = 1; size <= FACS_SOLVE_MAX; size++) {
            for (size_t d = 0; d < sizeof diagonals / sizeof *diagonals; d++) {
                make_system(size, diagonals[d], h, b, &seed);
                same_solution(kernels, size, h, b);
            }
        }
    }
}

static void cholesky_of_hostile_systems(void **state)
{
    (void)state;
    static float h[80 * 80], b[80];
    static const float bad[] = {NAN, INFINITY, -INFINITY, 3e38f, -1, 0, 1e-40f};
    uint64_t seed = 6;
    FOR_EACH_LEVEL (level) {
        const facs_cholesky_kernels *kernels = facs_cholesky_kernels_for(level);
        for (int i = 0; i < 400; i++) {
            int size = 1 + (int)(random_unit_f32(&seed) * 45);
            make_system(size, 1, h, b, &seed);
            float value = bad[i % 7];
            if (i % 3 == 0)
                b[(int)(random_unit_f32(&seed) * (float)size)] = value;
            else
                h[(int)(random_unit_f32(&seed) * (float)(size * size))] = value;
            same_solution(kernels, size, h, b);
        }
    }
}

/* The plain solver itself: against a known solution; a matrix that is not positive definite gives zeros. */
static void cholesky_solves(void **state)
{
    (void)state;
    float h[9] = {4, 99, 99, 2, 5, 99, -2, 1, 6}; /* only the lower triangle counts */
    const float b[3] = {2, 15, 18};               /* x = 1, 2, 3 */
    static const float expected[3] = {1, 2, 3}, none[3] = {0};
    float x[3];
    assert_true(facs_cholesky_reference(3, h, b, x));
    assert_close_f32("x", x, expected, 3, 1e-6);
    float indefinite[9] = {1, 0, 0, 2, 1, 0, 0, 0, 1};
    assert_false(facs_cholesky_reference(3, indefinite, b, x));
    assert_close_f32("x", x, none, 3, 0);
    float undefined[9] = {1, 0, 0, NAN, 1, 0, 0, 0, 1};
    assert_false(facs_cholesky_reference(3, undefined, b, x));
    assert_close_f32("x", x, none, 3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),
        cmocka_unit_test(edges_are_tested_alike),
        cmocka_unit_test(jacobians),
        cmocka_unit_test(difference_norms),
        cmocka_unit_test(products),
        cmocka_unit_test(cholesky_gives_the_same_bits),
        cmocka_unit_test(cholesky_of_hostile_systems),
        cmocka_unit_test(cholesky_solves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
