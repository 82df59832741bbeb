/* Similarity (scale and rotation) that maps one set of 2D points onto another in the least-squares sense.
 *
 * What: A = k R with dst_i ~ A src_i after the means are removed. k is the ratio of the root-mean-square sizes, R
 * the proper rotation of Kabsch's algorithm; there are no reflections.
 *
 * Formula: M = src^T dst over the normalised points; the SVD solution of the 2x2 case has the closed form R =
 * [[c, -s], [s, c]] with (c, s) along (M00 + M11, M01 - M10).
 *
 * Degenerate: Sets without extent or with numbers that are not finite have no answer: A is then the identity.
 *
 * Source: Spec 01 5.7. Sizes divide by the number of points; x / k means multiplication by f32(1 / k).
 */
#include "shape/align.h"

#include <math.h>

static float mean(int n, const float *values)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (double)values[i];
    return (float)(sum / n);
}

/* Means and root-mean-square size of the centred points. */
static float measure(int n, const float *points, float centre[2])
{
    centre[0] = mean(n, points);
    centre[1] = mean(n, points + n);
    double sum = 0;
    for (int i = 0; i < n; i++) {
        float x = points[i] - centre[0], y = points[n + i] - centre[1];
        sum += (double)(x * x) + (double)(y * y);
    }
    return (float)sqrt(sum / n);
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
    double c = (double)(float)m[0] + (double)(float)m[3], s = (double)(float)m[1] - (double)(float)m[2];
    double norm = sqrt(c * c + s * s);
    float scale = dst_size / src_size;
    if (!isfinite(norm) || !isfinite(scale) || !isfinite(src_size)) {
        a[0] = a[3] = 1;
        a[1] = a[2] = 0;
        return;
    }
    float cosine = norm > 0 ? (float)(c / norm) : 1.0f, sine = norm > 0 ? (float)(s / norm) : 0.0f;
    a[0] = scale * cosine;
    a[1] = scale * -sine;
    a[2] = scale * sine;
    a[3] = scale * cosine;
}
