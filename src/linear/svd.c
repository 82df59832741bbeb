/* Small singular value decompositions in f32.
 *
 * What: One-sided Jacobi: pairs of columns of M are turned until all are orthogonal; their lengths are the singular
 * values, the turned unit columns U, the product of the turns V.
 *
 * Roundings: Columns, sines and cosines are f32 and no product is fused; lengths and inner products are f64.  A pair
 * counts as orthogonal from |p| <= 2 eps_f32 sqrt(a b) on.  With this the similarity and the rotation increment of
 * docs/algorithm/shape-model.md come out bit for bit as in the reference (docs/fidelity.md).
 *
 * Layout: Columns of M are kept as rows, so that a turn works on contiguous numbers.
 *
 * Source: Hestenes, "Inversion of matrices by biorthogonalization" (1958); de Rijk, "A one-sided Jacobi algorithm for
 * computing the singular value decomposition on a vector computer" (1989).
 */
#include "linear/svd.h"

#include "base/hypot.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

enum { SWEEPS_MAX = 30 };

static double squared_length(int n, const float *v)
{
    double sum = 0;
    for (int k = 0; k < n; k++)
        sum += (double)v[k] * (double)v[k];
    return sum;
}

/* (v, w) <- (c v + s w, c w - s v) */
static void turn(int n, float c, float s, float *v, float *w)
{
    for (int k = 0; k < n; k++) {
        float t0 = c * v[k] + s * w[k], t1 = -s * v[k] + c * w[k];
        v[k] = t0;
        w[k] = t1;
    }
}

/* Make rows i and j of `columns` orthogonal; false when they were.  length2: squared lengths of all rows. */
static bool orthogonalise(int n, int i, int j, float *columns, float *vt, double *length2)
{
    float *v = columns + i * n, *w = columns + j * n;
    double a = length2[i], b = length2[j], p = 0;
    for (int k = 0; k < n; k++)
        p += (double)v[k] * (double)w[k];
    if (!(fabs(p) > 2.0 * (double)FLT_EPSILON * sqrt(a * b)))
        return false;
    p *= 2;
    double beta = a - b, gamma = facs_hypot(p, beta);
    float c, s;
    if (beta < 0) {
        s = (float)sqrt((gamma - beta) * 0.5 / gamma);
        c = (float)(p / (gamma * (double)s * 2));
    } else {
        c = (float)sqrt((gamma + beta) / (gamma * 2));
        s = (float)(p / (gamma * (double)c * 2));
    }
    turn(n, c, s, v, w);
    turn(n, c, s, vt + i * n, vt + j * n);
    length2[i] = squared_length(n, v);
    length2[j] = squared_length(n, w);
    return true;
}

static void swap_rows(int n, float *rows, int i, int j)
{
    for (int k = 0; k < n; k++) {
        float t = rows[i * n + k];
        rows[i * n + k] = rows[j * n + k];
        rows[j * n + k] = t;
    }
}

static void sort_falling(int n, double *sigma, float *columns, float *vt)
{
    for (int i = 0; i + 1 < n; i++) {
        int largest = i;
        for (int k = i + 1; k < n; k++)
            if (sigma[k] > sigma[largest])
                largest = k;
        if (largest == i)
            continue;
        double t = sigma[i];
        sigma[i] = sigma[largest];
        sigma[largest] = t;
        swap_rows(n, columns, i, largest);
        swap_rows(n, vt, i, largest);
    }
}

void facs_svd_f32(int n, const float *m, float *u, float *vt)
{
    float columns[FACS_SVD_MAX * FACS_SVD_MAX];
    double length2[FACS_SVD_MAX], sigma[FACS_SVD_MAX];
    for (int i = 0; i < n; i++) {
        for (int k = 0; k < n; k++) {
            columns[i * n + k] = m[k * n + i];
            vt[i * n + k] = i == k ? 1.0f : 0.0f;
        }
        length2[i] = squared_length(n, columns + i * n);
    }
    bool turned = true;
    for (int sweep = 0; sweep < SWEEPS_MAX && turned; sweep++) {
        turned = false;
        for (int i = 0; i + 1 < n; i++)
            for (int j = i + 1; j < n; j++)
                turned |= orthogonalise(n, i, j, columns, vt, length2);
    }
    for (int i = 0; i < n; i++)
        sigma[i] = sqrt(squared_length(n, columns + i * n));
    sort_falling(n, sigma, columns, vt);
    for (int i = 0; i < n; i++) {
        float inverse = sigma[i] > (double)FLT_MIN ? (float)(1 / sigma[i]) : 0.0f;
        for (int k = 0; k < n; k++)
            u[k * n + i] = columns[i * n + k] * inverse;
    }
}
