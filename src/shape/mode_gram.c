/* Normal matrix J^T J of a shape fit with unit weights.
 *
 * What: The mode columns of J are projections of constant vectors, so their inner products need no sum over the
 * points in every iteration.
 *
 * Formula: Column j is s (R0 . phi_j) in the x rows and s (R1 . phi_j) in the y rows. Hence (J^T J)_jk = s^2
 * sum_ab P_ab <phi_j^a, phi_k^b> with P = R0^T R0 + R1^T R1 and a, b over x, y, z. Symmetry leaves six matrices:
 * xx, yy, zz and xy + yx, xz + zx, yz + zy.
 *
 * Layout: Each matrix is its lower triangle, row by row; the six follow each other.
 *
 * Source: Spec 01 2.9 and 3.3 step 6 (class P32b, f32 in any order; here f64, rounded once).
 */
#include "shape/mode_gram.h"

#include "shape/rotation.h"

#include <string.h>

enum { TERMS = 6 };

static int pairs(int m)
{
    return m * (m + 1) / 2;
}

size_t facs_mode_gram_size(int m)
{
    return TERMS * (size_t)pairs(m);
}

static double inner_product(int n, const float *a, const float *b)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)a[i] * (double)b[i];
    return sum;
}

void facs_mode_gram_build(const facs_pdm *pdm, double *grams)
{
    static const int axes[TERMS][2] = {{0, 0}, {1, 1}, {2, 2}, {0, 1}, {0, 2}, {1, 2}};
    int n = pdm->n;
    for (int term = 0; term < TERMS; term++) {
        int a = axes[term][0], b = axes[term][1];
        for (int j = 0; j < pdm->m; j++) {
            for (int k = 0; k <= j; k++) {
                const float *phi_j = pdm->modes_t + (ptrdiff_t)j * 3 * n, *phi_k = pdm->modes_t + (ptrdiff_t)k * 3 * n;
                double product = inner_product(n, phi_j + a * n, phi_k + b * n);
                if (a != b)
                    product += inner_product(n, phi_j + b * n, phi_k + a * n);
                *grams++ = product;
            }
        }
    }
}

void facs_normal_matrix(const facs_shape_kernels *kernels, const facs_pdm *pdm, const double *grams, const float g[6],
                        const float *jacobian, float *h)
{
    int m = pdm->m, size = 6 + m;
    float r[9], triangle[FACS_MODE_PAIRS_MAX];
    double weight[TERMS], w[9];
    facs_euler_to_matrix(g + 1, r);
    double s2 = (double)g[0] * (double)g[0];
    for (int k = 0; k < 9; k++)
        w[k] = (double)r[k];
    for (int a = 0; a < 3; a++)
        weight[a] = s2 * (w[a] * w[a] + w[3 + a] * w[3 + a]);
    weight[3] = s2 * (w[0] * w[1] + w[3] * w[4]);
    weight[4] = s2 * (w[0] * w[2] + w[3] * w[5]);
    weight[5] = s2 * (w[1] * w[2] + w[4] * w[5]);
    kernels->weighted_sum(pairs(m), weight, grams, triangle);
    for (int j = 0; j < m; j++)
        memcpy(h + (ptrdiff_t)(6 + j) * size + 6, triangle + pairs(j), (size_t)(j + 1) * sizeof *h);
    kernels->rigid_products(size, 2 * pdm->n, jacobian, h);
}
