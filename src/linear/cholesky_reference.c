/* Plain twin of the Cholesky solve of the shape fits (cholesky_kernels.h).
 *
 * What: H x = b for symmetric positive definite H, with f32 storage and f64 accumulators; every product of two
 * entries is rounded to f32 before it is subtracted, squares on the diagonal are not.
 *
 * Formula: H = L L^T; the diagonal holds reciprocals of the pivots.
 *
 * Guard: A pivot that is not a number counts as not positive, so that hostile input cannot spread through x.
 *
 * Source: docs/algorithm/shape-model.md, Cholesky solve. This text defines the right answer; cholesky_kernels.c gives
 * the same bits.
 */
#include "linear/cholesky_kernels.h"

#include <math.h>

#define PIVOT_MIN 1.1920929e-07

static bool factorise(int size, float *h)
{
    for (int i = 0; i < size; i++) {
        float *row = h + i * size;
        for (int j = 0; j < i; j++) {
            double sum = (double)row[j];
            for (int k = 0; k < j; k++)
                sum -= (double)(row[k] * h[j * size + k]);
            row[j] = (float)(sum * (double)h[j * size + j]);
        }
        double pivot = (double)row[i];
        for (int k = 0; k < i; k++)
            pivot -= (double)row[k] * (double)row[k];
        if (!(pivot >= PIVOT_MIN))
            return false;
        row[i] = (float)(1 / sqrt(pivot));
    }
    return true;
}

bool facs_cholesky_reference(int size, float *h, const float *b, float *x)
{
    if (!factorise(size, h)) {
        for (int i = 0; i < size; i++)
            x[i] = 0;
        return false;
    }
    for (int i = 0; i < size; i++) {
        double sum = (double)b[i];
        for (int k = 0; k < i; k++)
            sum -= (double)(h[i * size + k] * x[k]);
        x[i] = (float)(sum * (double)h[i * size + i]);
    }
    for (int i = size - 1; i >= 0; i--) {
        double sum = (double)x[i];
        for (int k = size - 1; k > i; k--)
            sum -= (double)(h[k * size + i] * x[k]);
        x[i] = (float)(sum * (double)h[i * size + i]);
    }
    return true;
}
