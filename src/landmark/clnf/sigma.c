/* Building Sigma; see sigma.h. */
#include "landmark/clnf/sigma.h"

#include "simd/fma.h"

#include <math.h>
#include <string.h>

/* s: running sum stored as f32 after each f64 addition, over all neurons */
static float alpha_sum(const facs_ccnf_expert *expert)
{
    float sum = 0.0f;
    for (int k = 0; k < expert->neurons; k++)
        sum = (float)((double)sum + expert->alphas[k]);
    return sum;
}

/* 2 (s 1 + sum of beta C); each component is fused into the sum of those before */
static void build_matrix(const facs_ccnf_expert *expert, int betas, const facs_sigma_window *source, float *matrix)
{
    int n = source->window * source->window, stride = facs_spd_stride(n);
    int count = source->count < betas ? source->count : betas;
    float diagonal = alpha_sum(expert);
    memset(matrix, 0, (size_t)(n * stride) * sizeof *matrix);
    for (int b = 0; b < count; b++) {
        const float *component = source->components + (size_t)b * (size_t)(n * n), beta = (float)expert->betas[b];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                matrix[i * stride + j] = facs_fma(component[i * n + j], beta, matrix[i * stride + j]);
    }
    for (int i = 0; i < n; i++) {
        matrix[i * stride + i] += diagonal;
        for (int j = 0; j < n; j++)
            matrix[i * stride + j] *= 2.0f;
    }
}

/* 1 / (2 s) with the roundings of the inversion of a diagonal matrix of that order */
static float scalar_factor(const facs_ccnf_expert *expert, int order)
{
    float pivot = 2.0f * alpha_sum(expert), reciprocal;
    if (!(pivot >= (float)FACS_PIVOT_MIN))
        return 0.0f;
    if (order < FACS_SPD_BLOCKED_MIN)
        reciprocal = (float)(1.0 / sqrt((double)pivot));
    else
        reciprocal = 1.0f / sqrtf(pivot);
    return reciprocal * reciprocal;
}

size_t facs_sigma_floats(int window, int betas, const facs_sigma_window *source)
{
    size_t cells = (size_t)window * (size_t)window;
    return !source || source->count == 0 || betas == 0 ? 0 : cells * cells;
}

facs_sigma facs_sigma_at(const facs_ccnf_expert *expert, int window, int betas, const facs_sigma_window *source,
                         const float *columns)
{
    int cells = window * window;
    if (facs_sigma_floats(window, betas, source) == 0)
        return (facs_sigma){.kind = FACS_SIGMA_SCALAR, .window = window, .factor = scalar_factor(expert, cells)};
    return (facs_sigma){.kind = FACS_SIGMA_DENSE, .window = window, .stride = cells, .columns = columns};
}

void facs_sigma_compute(const facs_ccnf_expert *expert, int window, int betas, const facs_sigma_window *source,
                        facs_spd_invert_function *invert, facs_spd_work *work, float *columns)
{
    int cells = window * window, from = facs_spd_stride(cells);
    if (facs_sigma_floats(window, betas, source) == 0)
        return;
    build_matrix(expert, betas, source, work->matrix);
    if (!invert(cells, work)) {
        memset(columns, 0, (size_t)(cells * cells) * sizeof *columns);
        return;
    }
    for (int row = 0; row < cells; row++)
        for (int column = 0; column < cells; column++)
            columns[column * cells + row] = work->inverse[row * from + column];
}
