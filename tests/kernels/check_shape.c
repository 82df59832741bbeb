/* Shape model: the same bits as the plain twins, on every size in use. */
#include "check.h"

#include "shape/rotation.h"
#include "shape/shape_kernels.h"

typedef struct model {
    facs_pdm pdm;
    float mean[204], modes[204 * 64], eigenvalues[64], p[64], g[6];
} model;

static void make_model(model *made, int n, int m, uint64_t *seed)
{
    random_fill(made->mean, 3 * n, 1, seed);
    random_fill(made->modes, 3 * n * m, 1, seed);
    random_fill(made->p, m, 1, seed);
    random_fill(made->g, 6, 1, seed);
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

/* results of exactly the needed size, with a guard behind */
static void shapes(facs_cpu_level level)
{
    uint64_t seed = 1;
    static model made;
    const facs_shape_kernels *kernels = facs_shape_kernels_for(level);
    for (int s = 0; s < SIZES; s++) {
        make_model(&made, sizes[s][0], sizes[s][1], &seed);
        int rows = 3 * made.pdm.n;
        float fast[204 + GUARD], plain[204];
        guard(fast + rows);
        kernels->shape_3d(&made.pdm, made.p, fast);
        facs_shape_3d(&made.pdm, made.p, plain);
        assert_same_bits("shape_3d", fast, plain, rows);
        assert_guarded(fast + rows);
    }
}

static void wide_shapes(facs_cpu_level level)
{
    uint64_t seed = 1;
    static model made;
    const facs_shape_kernels *kernels = facs_shape_kernels_for(level);
    for (int s = 0; s < SIZES; s++) {
        make_model(&made, sizes[s][0], sizes[s][1], &seed);
        int rows = 3 * made.pdm.n;
        float fast[204 + GUARD], plain[204];
        guard(fast + rows);
        kernels->shape_3d_wide(&made.pdm, made.p, fast);
        facs_shape_3d_wide_reference(&made.pdm, made.p, plain);
        assert_same_bits("shape_3d_wide", fast, plain, rows);
        assert_guarded(fast + rows);
    }
}

static void projections(facs_cpu_level level)
{
    uint64_t seed = 1;
    static model made;
    const facs_shape_kernels *kernels = facs_shape_kernels_for(level);
    for (int s = 0; s < SIZES; s++) {
        make_model(&made, sizes[s][0], sizes[s][1], &seed);
        int n = made.pdm.n;
        float shape[204], fast[136 + GUARD], plain[136], r[9];
        facs_shape_3d_wide_reference(&made.pdm, made.p, shape);
        facs_euler_to_matrix(made.g + 1, r);
        guard(fast + 2 * n);
        kernels->project(n, shape, made.g, r, fast);
        facs_project(n, shape, made.g, plain);
        assert_same_bits("project", fast, plain, 2 * n);
        assert_guarded(fast + 2 * n);
    }
}

static void wide_projections(facs_cpu_level level)
{
    uint64_t seed = 1;
    static model made;
    const facs_shape_kernels *kernels = facs_shape_kernels_for(level);
    for (int s = 0; s < SIZES; s++) {
        make_model(&made, sizes[s][0], sizes[s][1], &seed);
        int n = made.pdm.n;
        float shape[204], fast[136 + GUARD], plain[136], r[9];
        facs_shape_3d_wide_reference(&made.pdm, made.p, shape);
        facs_euler_to_matrix(made.g + 1, r);
        guard(fast + 2 * n);
        kernels->project_wide(n, shape, made.g, r, fast);
        facs_project_wide_reference(n, shape, made.g, r, plain);
        assert_same_bits("project_wide", fast, plain, 2 * n);
        assert_guarded(fast + 2 * n);
    }
}

static void full_jacobians(facs_cpu_level level)
{
    uint64_t seed = 2;
    static model made;
    static float fast[136 * 80 + GUARD], plain[136 * 80];
    for (int s = 0; s < SIZES; s++) {
        make_model(&made, sizes[s][0], sizes[s][1], &seed);
        int count = 2 * made.pdm.n * facs_jacobian_stride(6 + made.pdm.m);
        float shape[204], r[9];
        facs_shape_3d(&made.pdm, made.p, shape);
        facs_euler_to_matrix(made.g + 1, r);
        guard(fast + count);
        facs_shape_kernels_for(level)->jacobian_full(&made.pdm, shape, made.g, r, fast);
        facs_jacobian_full_reference(&made.pdm, shape, made.g, plain);
        assert_same_bits("jacobian_full", fast, plain, count);
        assert_guarded(fast + count);
    }
}

static void rigid_jacobians(facs_cpu_level level)
{
    uint64_t seed = 2;
    static model made;
    static float fast[136 * 80 + GUARD], plain[136 * 80];
    for (int s = 0; s < SIZES; s++) {
        make_model(&made, sizes[s][0], sizes[s][1], &seed);
        int count = 2 * made.pdm.n * facs_jacobian_stride(6);
        float shape[204], r[9];
        facs_shape_3d(&made.pdm, made.p, shape);
        facs_euler_to_matrix(made.g + 1, r);
        guard(fast + count);
        facs_shape_kernels_for(level)->jacobian_rigid(made.pdm.n, shape, made.g, r, fast);
        facs_jacobian_rigid_reference(made.pdm.n, shape, made.g, plain);
        assert_same_bits("jacobian_rigid", fast, plain, count);
        assert_guarded(fast + count);
    }
}

static void difference_norms(facs_cpu_level level)
{
    uint64_t seed = 3;
    const facs_shape_kernels *kernels = facs_shape_kernels_for(level);
    for (int count = 0; count <= 136; count++) {
        float a[136], b[136], fast[136 + GUARD], plain[136];
        random_fill(a, 136, 1, &seed);
        random_fill(b, 136, 1, &seed);
        guard(fast + count);
        float norm = kernels->difference_norm(count, a, b, fast);
        float expected = facs_difference_norm_reference(count, a, b, plain);
        assert_same_bits("norm", &norm, &expected, 1);
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

static const int products[][2] = {{40, 136}, {38, 102}, {16, 56}, {16, 12}, {6, 136},  {6, 2},   {1, 1}, {70, 136},
                                  {80, 136}, {17, 35},  {9, 7},   {28, 56}, {48, 102}, {64, 64}, {30, 8}};
enum { PRODUCTS = sizeof products / sizeof *products };

static void grams(facs_cpu_level level)
{
    uint64_t seed = 4;
    static float a[80 * 136], b[80 * 136], fast[80 * 80 + GUARD], plain[80 * 80];
    for (int s = 0; s < PRODUCTS; s++) {
        int cols = products[s][0], rows = products[s][1];
        random_fill(a, facs_jacobian_stride(cols) * rows, 1, &seed);
        random_fill(b, facs_jacobian_stride(cols) * rows, 1, &seed);
        for (int i = 0; i < cols * cols; i++)
            fast[i] = plain[i] = 77;
        guard(fast + cols * cols);
        facs_shape_kernels_for(level)->gram(cols, rows, a, b, fast);
        facs_gram_reference(cols, rows, a, b, plain);
        assert_same_bits("gram", fast, plain, cols * cols);
        assert_guarded(fast + cols * cols);
    }
}

/* Neighbouring rows cancel each other but for a little: what is left shows the order of the f64 sums. */
static void cancel_rows(int cols, int rows, float *a, float *e, uint64_t *seed)
{
    const int stride = facs_jacobian_stride(cols);
    for (int row = 0; row + 1 < rows; row += 2) {
        e[row] = row % 3 ? 1e6f * random_signed(seed) : 1e-6f;
        e[row + 1] = -e[row];
        if (row % 3)
            memcpy(a + (row + 1) * stride, a + row * stride, (size_t)cols * sizeof *a);
    }
}

static void jt_products(facs_cpu_level level)
{
    uint64_t seed = 4;
    static float a[80 * 136], e[136], fast[80 + GUARD], plain[80];
    for (int s = 0; s < 2 * PRODUCTS; s++) {
        int cols = products[s / 2][0], rows = products[s / 2][1];
        random_fill(a, facs_jacobian_stride(cols) * rows, 1, &seed);
        random_fill(e, rows, 1, &seed);
        if (s % 2)
            cancel_rows(cols, rows, a, e, &seed);
        guard(fast + cols);
        facs_shape_kernels_for(level)->jt_mul(cols, rows, a, e, fast);
        facs_jt_mul_reference(cols, rows, a, e, plain);
        assert_same_bits("jt_mul", fast, plain, cols);
        assert_guarded(fast + cols);
    }
}

/* ---- bench: an iteration of the fit of 68 landmarks, 34 modes ---- */

enum { N = 68, M = 34, ROWS = 2 * N, COLUMNS = 6 + M, STRIDE = 48 };

typedef struct shape_input {
    model model;
    float r[9], shape[3 * N], other[3 * N], image[ROWS], shift[ROWS];
    float jacobian[STRIDE * ROWS], h[COLUMNS * COLUMNS], b[COLUMNS], norm;
} shape_input;

static void *face(int size)
{
    (void)size;
    shape_input *in = bench_memory(sizeof *in);
    uint64_t seed = 1;
    make_model(&in->model, N, M, &seed);
    const float g[6] = {2, 0.1f, -0.2f, 0.05f, 300, 200};
    memcpy(in->model.g, g, sizeof g);
    facs_euler_to_matrix(g + 1, in->r);
    bench_fill(in->shape, 3 * N);
    bench_fill(in->other, 3 * N);
    bench_fill(in->shift, ROWS);
    bench_fill(in->jacobian, STRIDE * ROWS);
    return in;
}

static void call_shape_3d(void *input, facs_cpu_level level)
{
    shape_input *in = input;
    if (level == KERNEL_TWIN)
        facs_shape_3d(&in->model.pdm, in->model.p, in->shape);
    else
        facs_shape_kernels_for(level)->shape_3d(&in->model.pdm, in->model.p, in->shape);
}

static void call_shape_3d_wide(void *input, facs_cpu_level level)
{
    shape_input *in = input;
    if (level == KERNEL_TWIN)
        facs_shape_3d_wide_reference(&in->model.pdm, in->model.p, in->shape);
    else
        facs_shape_kernels_for(level)->shape_3d_wide(&in->model.pdm, in->model.p, in->shape);
}

/* the twin makes the matrix itself */
static void call_project(void *input, facs_cpu_level level)
{
    shape_input *in = input;
    if (level == KERNEL_TWIN)
        facs_project(N, in->shape, in->model.g, in->image);
    else
        facs_shape_kernels_for(level)->project(N, in->shape, in->model.g, in->r, in->image);
}

static void call_project_wide(void *input, facs_cpu_level level)
{
    shape_input *in = input;
    if (level == KERNEL_TWIN)
        facs_project_wide_reference(N, in->shape, in->model.g, in->r, in->image);
    else
        facs_shape_kernels_for(level)->project_wide(N, in->shape, in->model.g, in->r, in->image);
}

static void call_jacobian_full(void *input, facs_cpu_level level)
{
    shape_input *in = input;
    if (level == KERNEL_TWIN)
        facs_jacobian_full_reference(&in->model.pdm, in->shape, in->model.g, in->jacobian);
    else
        facs_shape_kernels_for(level)->jacobian_full(&in->model.pdm, in->shape, in->model.g, in->r, in->jacobian);
}

static void call_jacobian_rigid(void *input, facs_cpu_level level)
{
    shape_input *in = input;
    if (level == KERNEL_TWIN)
        facs_jacobian_rigid_reference(N, in->shape, in->model.g, in->jacobian);
    else
        facs_shape_kernels_for(level)->jacobian_rigid(N, in->shape, in->model.g, in->r, in->jacobian);
}

static void call_gram(void *input, facs_cpu_level level)
{
    shape_input *in = input;
    if (level == KERNEL_TWIN)
        facs_gram_reference(COLUMNS, ROWS, in->jacobian, in->jacobian, in->h);
    else
        facs_shape_kernels_for(level)->gram(COLUMNS, ROWS, in->jacobian, in->jacobian, in->h);
}

static void call_jt_mul(void *input, facs_cpu_level level)
{
    shape_input *in = input;
    if (level == KERNEL_TWIN)
        facs_jt_mul_reference(COLUMNS, ROWS, in->jacobian, in->shift, in->b);
    else
        facs_shape_kernels_for(level)->jt_mul(COLUMNS, ROWS, in->jacobian, in->shift, in->b);
}

static void call_difference_norm(void *input, facs_cpu_level level)
{
    shape_input *in = input;
    in->norm += level == KERNEL_TWIN
                    ? facs_difference_norm_reference(ROWS, in->shape, in->other, in->image)
                    : facs_shape_kernels_for(level)->difference_norm(ROWS, in->shape, in->other, in->image);
}

void check_shape(void)
{
    static const kernel_case cases[] = {
        {"shape/shape_3d", .check = shapes, .input = face, .call = call_shape_3d},
        {"shape/shape_3d_wide", .check = wide_shapes, .input = face, .call = call_shape_3d_wide},
        {"shape/project", .check = projections, .input = face, .call = call_project},
        {"shape/project_wide", .check = wide_projections, .input = face, .call = call_project_wide},
        {"shape/jacobian_full", .check = full_jacobians, .input = face, .call = call_jacobian_full},
        {"shape/jacobian_rigid", .check = rigid_jacobians, .input = face, .call = call_jacobian_rigid},
        {"shape/gram", .check = grams, .input = face, .call = call_gram},
        {"shape/jt_mul", .check = jt_products, .input = face, .call = call_jt_mul},
        {"shape/difference_norm", .check = difference_norms, .input = face, .call = call_difference_norm},
    };
    REGISTER(cases);
}
