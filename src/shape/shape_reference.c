/* Plain twins of the products in shape_kernels.c that only loops need; the other twins are in pdm.c and cholesky.c. */
#include "shape/shape_kernels.h"

#include "simd/fma.h"
#include "simd/sgemm_order.h"
#include "shape/pdm.h"

#include <math.h>

void facs_shape_3d_wide(const facs_pdm *pdm, const float *p, float *shape)
{
    int rows = 3 * pdm->n;
    for (int row = 0; row < rows; row++) {
        double sum = (double)pdm->mean[row];
        for (int mode = 0; mode < pdm->m; mode++)
            sum += (double)pdm->modes_t[(ptrdiff_t)mode * rows + row] * (double)p[mode];
        shape[row] = (float)sum;
    }
}

void facs_project_wide(int n, const float *shape_3d, const float g[6], const float r[9], float *shape_2d)
{
    const float *x = shape_3d, *y = shape_3d + n, *z = shape_3d + 2 * n;
    double s = (double)g[0];
    for (int axis = 0; axis < 2; axis++) {
        double r0 = (double)r[3 * axis], r1 = (double)r[3 * axis + 1], r2 = (double)r[3 * axis + 2];
        for (int i = 0; i < n; i++) {
            float turned = (float)(s * (r0 * (double)x[i] + r1 * (double)y[i] + r2 * (double)z[i]));
            shape_2d[axis * n + i] = turned + g[4 + axis];
        }
    }
}

float facs_difference_norm(int count, const float *a, const float *b, float *difference)
{
    double sum[8] = {0};
    for (int i = 0; i < count; i++) {
        difference[i] = a[i] - b[i];
        sum[i % 8] += (double)difference[i] * (double)difference[i];
    }
    return (float)sqrt(((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7])));
}

void facs_gram_reference(int cols, int rows, const float *a, const float *b, float *h)
{
    int stride = facs_jacobian_stride(cols);
    for (int i = 0; i < cols; i++) {
        for (int j = 0; j <= i; j++) {
            bool two = facs_sgemm_two(cols, cols, j, i);
            float sum[2] = {0, 0};
            for (int row = 0; row < rows; row++) {
                int lane = two && row < (rows & ~7) ? row & 1 : 0;
                sum[lane] = facs_fma(a[row * stride + i], b[row * stride + j], sum[lane]);
            }
            h[i * cols + j] = two ? sum[0] + sum[1] : sum[0];
        }
    }
}

void facs_jt_mul_reference(int cols, int rows, const float *a, const float *e, float *b)
{
    int stride = facs_jacobian_stride(cols);
    for (int column = 0; column < cols; column++) {
        double sum[8] = {0}, total = 0;
        for (int row = 0; row < rows / 8 * 8; row++)
            sum[row % 8] += (double)a[row * stride + column] * (double)e[row];
        for (int i = 0; i < 8; i++)
            total += sum[i];
        for (int row = rows / 8 * 8; row < rows; row++)
            total += (double)a[row * stride + column] * (double)e[row];
        b[column] = (float)total;
    }
}
