/* Similarity (scale and rotation) that maps one set of 2D points onto another in the least-squares sense.
 *
 * What: A = k R with dst_i ~ A src_i after the means are removed. k is the ratio of the root-mean-square sizes, R
 * the proper rotation of Kabsch's algorithm; there are no reflections.
 *
 * Formula: M = src^T dst over the normalised points, M = U S V^T in f32, R = V diag(1, +-1) U^T.
 *
 * Degenerate: Sets without extent or with numbers that are not finite have no answer: A is then the identity.
 *
 * Source: docs/algorithm/shape-model.md, Similarity. Sizes divide by the number of points; x / k means multiplication
 * by f32(1 / k).
 */
#include "shape/similarity.h"

#include "shape/pdm.h"
#include "linear/svd.h"

#include <math.h>

static float mean(int n, const float *values)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)values[i];
    return (float)(sum / n);
}

/* Sum of f32 numbers as the reference's library forms it: one by one in f64 while whole groups of sixteen last, then
 * groups of four that are summed in f32 first, then the rest. */
static double sum_in_groups(int count, const float *values)
{
    enum { WHOLE = 16, GROUP = 4 };
    double sum = 0;
    int k = 0;
    for (; k < count / WHOLE * WHOLE; k++)
        sum += (double)values[k];
    for (; k + GROUP <= count; k += GROUP)
        sum += (double)(values[k] + values[k + 1] + values[k + 2] + values[k + 3]);
    for (; k < count; k++)
        sum += (double)values[k];
    return sum;
}

/* Means and root-mean-square size of the centred points. */
static float measure(int n, const float *points, float centre[2])
{
    float squares[2 * FACS_N_MAX];
    centre[0] = mean(n, points);
    centre[1] = mean(n, points + n);
    for (int i = 0; i < n; i++) {
        float x = points[i] - centre[0], y = points[n + i] - centre[1];
        squares[2 * i] = x * x;
        squares[2 * i + 1] = y * y;
    }
    return (float)sqrt(sum_in_groups(2 * n, squares) / n);
}

void facs_align_similarity(int n, const float *src, const float *dst, float a[4])
{
    float src_centre[2], dst_centre[2];
    float src_size = measure(n, src, src_centre), dst_size = measure(n, dst, dst_centre);
    float src_inverse = (float)(1 / (double)src_size), dst_inverse = (float)(1 / (double)dst_size);
    double m[4] = {0, 0, 0, 0};
    for (int i = 0; i < n; i++) {
        double x = (double)((src[i] - src_centre[0]) * src_inverse);
        double y = (double)((src[n + i] - src_centre[1]) * src_inverse);
        double u = (double)((dst[i] - dst_centre[0]) * dst_inverse);
        double v = (double)((dst[n + i] - dst_centre[1]) * dst_inverse);
        m[0] += x * u;
        m[1] += x * v;
        m[2] += y * u;
        m[3] += y * v;
    }
    const float product[4] = {(float)m[0], (float)m[1], (float)m[2], (float)m[3]};
    float scale = dst_size / src_size;
    if (!isfinite(product[0] + product[1] + product[2] + product[3]) || !isfinite(scale) || !isfinite(src_size)) {
        a[0] = a[3] = 1;
        a[1] = a[2] = 0;
        return;
    }
    float u[4], vt[4];
    facs_svd_f32(2, product, u, vt);
    double det = ((double)vt[0] * (double)vt[3] - (double)vt[1] * (double)vt[2]) *
                 ((double)u[0] * (double)u[3] - (double)u[1] * (double)u[2]);
    double flip = det > 0 ? 1 : -1;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) /* V diag(1, flip) U^T */
            a[2 * i + j] =
                scale * (float)((double)vt[i] * (double)u[2 * j] + flip * (double)vt[2 + i] * (double)u[2 * j + 1]);
}
