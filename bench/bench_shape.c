/* Linear algebra of one iteration of the landmark fit: 68 landmarks, 34 modes. */
#include "bench.h"

#include "shape/pdm.h"
#include "shape/rotation.h"
#include "shape/shape_kernels.h"
#include "linear/cholesky_kernels.h"
#include "linear/cholesky.h"

#include <string.h>

enum { N = 68, M = 34, ROWS = 2 * N, COLUMNS = 6 + M, STRIDE = 48 };

typedef struct shape_data {
    facs_pdm pdm;
    float mean[3 * N], modes[3 * N * M], eigenvalues[M], p[M], g[6], r[9], shape[3 * N], shift[ROWS];
    float jacobian[STRIDE * ROWS], h[COLUMNS * COLUMNS], solved[COLUMNS * COLUMNS], b[COLUMNS], x[COLUMNS];
} shape_data;

static void shape_3d(void *data, facs_cpu_level level)
{
    shape_data *d = data;
    if (level == BENCH_TWIN)
        facs_shape_3d(&d->pdm, d->p, d->shape);
    else
        facs_shape_kernels_for(level)->shape_3d(&d->pdm, d->p, d->shape);
}

static void jacobian(void *data, facs_cpu_level level)
{
    shape_data *d = data;
    if (level == BENCH_TWIN)
        facs_jacobian_full(&d->pdm, d->shape, d->g, d->jacobian);
    else
        facs_shape_kernels_for(level)->jacobian_full(&d->pdm, d->shape, d->g, d->r, d->jacobian);
}

static void gram(void *data, facs_cpu_level level)
{
    shape_data *d = data;
    if (level == BENCH_TWIN)
        facs_gram_reference(COLUMNS, ROWS, d->jacobian, d->jacobian, d->h);
    else
        facs_shape_kernels_for(level)->gram(COLUMNS, ROWS, d->jacobian, d->jacobian, d->h);
}

static void jt_mul(void *data, facs_cpu_level level)
{
    shape_data *d = data;
    if (level == BENCH_TWIN)
        facs_jt_mul_reference(COLUMNS, ROWS, d->jacobian, d->shift, d->b);
    else
        facs_shape_kernels_for(level)->jt_mul(COLUMNS, ROWS, d->jacobian, d->shift, d->b);
}

/* with a copy of the matrix, which is destroyed */
static void cholesky(void *data, facs_cpu_level level)
{
    shape_data *d = data;
    memcpy(d->solved, d->h, sizeof d->h);
    if (level == BENCH_TWIN)
        facs_cholesky_solve(COLUMNS, d->solved, d->b, d->x);
    else
        facs_cholesky_kernels_for(level)->solve(COLUMNS, d->solved, d->b, d->x);
}

void bench_shape(void)
{
    shape_data *d = bench_memory(sizeof *d);
    bench_fill(d->mean, 3 * N);
    bench_fill(d->modes, 3 * N * M);
    bench_fill(d->p, M);
    bench_fill(d->shift, ROWS);
    for (int i = 0; i < M; i++)
        d->eigenvalues[i] = 1.5f + bench_random();
    const float g[6] = {2, 0.1f, -0.2f, 0.05f, 300, 200};
    memcpy(d->g, g, sizeof g);
    facs_euler_to_matrix(d->g + 1, d->r);
    d->pdm = (facs_pdm){
        .n = N, .m = M, .mean = d->mean, .modes = d->modes, .modes_t = d->modes, .eigenvalues = d->eigenvalues};
    bench_case("shape/shape_3d", shape_3d, d);
    bench_case("shape/jacobian", jacobian, d);
    bench_case("shape/gram", gram, d);
    bench_case("shape/jt_mul", jt_mul, d);
    /* positive definite for certain, and not made by one of the cases above, which may be left out */
    for (int i = 0; i < COLUMNS; i++)
        for (int j = 0; j < COLUMNS; j++)
            d->h[i * COLUMNS + j] = i == j ? 50.0f : 0.5f;
    bench_fill(d->b, COLUMNS);
    bench_case("shape/cholesky", cholesky, d);
}
