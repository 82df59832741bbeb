/* Plain twins of the shape kernels (shape_kernels.h); those of shape_3d and project are in pdm.c. */
#include "shape/shape_kernels.h"

#include "shape/rotation.h"
#include "simd/fma.h"
#include "simd/sgemm_order.h"

#include <math.h>

/* r . (x, y, z), fused as in the reference build */
static float along(const float r[3], float x, float y, float z)
{
    return facs_fma(r[2], z, facs_fma(r[0], x, r[1] * y));
}

/* The six rigid columns of the x (axis 0) or y (axis 1) row of point i. */
static void rigid_row(int n, const float *shape_3d, int i, float s, const float r[3], int axis, float *row)
{
    float x = shape_3d[i], y = shape_3d[n + i], z = shape_3d[2 * n + i];
    row[0] = along(r, x, y, z);
    row[1] = s * facs_fma(y, r[2], -(z * r[1]));
    row[2] = -s * facs_fma(x, r[2], -(z * r[0]));
    row[3] = s * facs_fma(x, r[1], -(y * r[0]));
    row[4] = axis == 0 ? 1.0f : 0.0f;
    row[5] = axis == 0 ? 0.0f : 1.0f;
}

static void jacobian_rows(int n, int m, const float *modes, const float *shape_3d, const float g[6], float *jacobian)
{
    float r[9];
    facs_euler_to_matrix(g + 1, r);
    int stride = facs_jacobian_stride(6 + m);
    for (int axis = 0; axis < 2; axis++) {
        for (int i = 0; i < n; i++) {
            const float *x = modes + i * m, *y = x + n * m, *z = y + n * m;
            float *row = jacobian + (axis * n + i) * stride;
            rigid_row(n, shape_3d, i, g[0], r + 3 * axis, axis, row);
            for (int mode = 0; mode < m; mode++)
                row[6 + mode] = g[0] * along(r + 3 * axis, x[mode], y[mode], z[mode]);
            for (int column = 6 + m; column < stride; column++)
                row[column] = 0;
        }
    }
}

void facs_jacobian_rigid_reference(int n, const float *shape_3d, const float g[6], float *jacobian)
{
    jacobian_rows(n, 0, shape_3d /* no modes to read */, shape_3d, g, jacobian);
}

void facs_jacobian_full_reference(const facs_pdm *pdm, const float *shape_3d, const float g[6], float *jacobian)
{
    jacobian_rows(pdm->n, pdm->m, pdm->modes, shape_3d, g, jacobian);
}

void facs_shape_3d_wide_reference(const facs_pdm *pdm, const float *p, float *shape)
{
    int rows = 3 * pdm->n;
    for (int row = 0; row < rows; row++) {
        double sum = (double)pdm->mean[row];
        for (int mode = 0; mode < pdm->m; mode++)
            sum += (double)pdm->modes_t[(ptrdiff_t)mode * rows + row] * (double)p[mode];
        shape[row] = (float)sum;
    }
}

void facs_project_wide_reference(int n, const float *shape_3d, const float g[6], const float r[9], float *shape_2d)
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

float facs_difference_norm_reference(int count, const float *a, const float *b, float *difference)
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
