/* Point distribution model: shape, projection, parameter update.
 *
 * What: A 3D shape S = mean + modes p is turned, scaled and shifted (weak perspective):
 *
 *     u = s (R0 . S_i) + tx,   v = s (R1 . S_i) + ty,   R from the Euler angles in g
 *
 * Rotation increments act in the object's frame, R <- R exp([w]x), which is what the Jacobian (shape_kernels.h)
 * differentiates.
 *
 * Layout: Shapes hold x of all points, then y (then z); Jacobians are row-major with padded rows.
 *
 * Kernels: shape_kernels.c has fast versions of facs_shape_3d() and facs_project() for the loops.
 *
 * Source: docs/algorithm/shape-model.md; Saragih, Lucey, Cohn, "Deformable model fitting by regularized landmark
 * mean-shift" (2011).
 */
#include "shape/pdm.h"

#include "simd/fma.h"
#include "shape/rotation.h"

#include <math.h>

void facs_shape_3d(const facs_pdm *pdm, const float *p, float *shape)
{
    int rows = 3 * pdm->n;
    for (int row = 0; row < rows; row++)
        shape[row] = 0;
    for (int mode = 0; mode < pdm->m; mode++) {
        const float *phi = pdm->modes_t + (ptrdiff_t)mode * rows;
        for (int row = 0; row < rows; row++)
            shape[row] = facs_fma(phi[row], p[mode], shape[row]);
    }
    for (int row = 0; row < rows; row++)
        shape[row] = pdm->mean[row] + shape[row];
}

/* r . (x, y, z), fused as in the reference build */
static float along(const float r[3], float x, float y, float z)
{
    return facs_fma(r[2], z, facs_fma(r[0], x, r[1] * y));
}

void facs_project(int n, const float *shape_3d, const float g[6], float *shape_2d)
{
    float r[9];
    facs_euler_to_matrix(g + 1, r);
    float s = g[0], tx = g[4], ty = g[5];
    const float *x = shape_3d, *y = shape_3d + n, *z = shape_3d + 2 * n;
    for (int i = 0; i < n; i++) {
        shape_2d[i] = facs_fma(s, along(r, x[i], y[i], z[i]), tx);
        shape_2d[n + i] = facs_fma(s, along(r + 3, x[i], y[i], z[i]), ty);
    }
}

void facs_clamp_params(const facs_pdm *pdm, float *p)
{
    for (int j = 0; j < pdm->m; j++) {
        float limit = (float)(3 * sqrt((double)pdm->eigenvalues[j]));
        if (fabsf(p[j]) > limit)
            p[j] = p[j] > 0 ? limit : -limit;
    }
}

static void extremes(int count, const float *values, float *least, float *most)
{
    float low = values[0], high = values[0];
    for (int i = 1; i < count; i++) {
        low = values[i] < low ? values[i] : low;
        high = values[i] > high ? values[i] : high;
    }
    *least = low;
    *most = high;
}

void facs_shape_extremes(int n, const float *shape_2d, float *min_x, float *max_x, float *min_y, float *max_y)
{
    extremes(n, shape_2d, min_x, max_x);
    extremes(n, shape_2d + n, min_y, max_y);
}

void facs_params_from_box(const facs_pdm *pdm, const float box[4], const float *p, const float rotation[3], float g[6])
{
    float shape_3d[3 * FACS_N_MAX], turned[2 * FACS_N_MAX], r[9];
    int n = pdm->n;
    facs_shape_3d(pdm, p, shape_3d);
    facs_euler_to_matrix(rotation, r);
    for (int axis = 0; axis < 2; axis++) /* nothing is fused here */
        for (int i = 0; i < n; i++)
            turned[axis * n + i] =
                r[3 * axis] * shape_3d[i] + r[3 * axis + 1] * shape_3d[n + i] + r[3 * axis + 2] * shape_3d[2 * n + i];
    float x0, x1, y0, y1;
    facs_shape_extremes(pdm->n, turned, &x0, &x1, &y0, &y1);
    float width = (float)fabs((double)x0 - (double)x1), height = (float)fabs((double)y0 - (double)y1);
    float s = (box[2] / width + box[3] / height) / 2;
    float tx = box[0] + box[2] / 2, ty = box[1] + box[3] / 2;
    g[0] = s;
    g[1] = rotation[0];
    g[2] = rotation[1];
    g[3] = rotation[2];
    g[4] = (float)((double)tx - (double)s * ((double)x0 + (double)x1) / 2);
    g[5] = (float)((double)ty - (double)s * ((double)y0 + (double)y1) / 2);
}

void facs_update_turned(int m, const float *delta, bool rigid, float g[6], float r[9], float *p)
{
    float product[9], axis_angle[3];
    const float wx = delta[1], wy = delta[2], wz = delta[3];
    float increment[9] = {1, -wz, wy, wz, 1, -wx, -wy, wx, 1};
    g[0] += delta[0];
    g[4] += delta[4];
    g[5] += delta[5];
    facs_orthonormalise(increment);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            product[3 * i + j] = facs_fma(r[3 * i + 2], increment[6 + j],
                                          facs_fma(r[3 * i + 1], increment[3 + j], r[3 * i] * increment[j]));
    facs_matrix_to_axis_angle(product, axis_angle);
    facs_axis_angle_to_euler(axis_angle, g + 1);
    if (isnan(g[1]) || isnan(g[2]) || isnan(g[3]))
        g[1] = g[2] = g[3] = 0;
    facs_euler_to_matrix(g + 1, r);
    if (!rigid)
        for (int j = 0; j < m; j++)
            p[j] += delta[6 + j];
}
