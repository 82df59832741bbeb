/* Tables and likelihoods of the mean shift; see mean_shift.h.  Spec 02 4.3 and 4.7. */
#include "landmark/mean_shift.h"
#include "landmark/mean_shift_position.h"

#include <math.h>
#include <string.h>

void facs_kde_fill(int window, float sigma, float *table)
{
    int lanes = facs_kde_lanes(window);
    float a = (float)(-0.5 / (double)(sigma * sigma));
    for (int k = 0; k < 10 * window; k++) {
        float e = (float)k * FACS_KDE_STEP;
        for (int j = 0; j < lanes; j++) {
            double d = (double)(e - (float)j);
            table[k * lanes + j] = j < window ? (float)exp((double)a * d * d) : 0.0f;
        }
    }
}

void facs_kde_pad_maps(int n, int window, const float *maps, float *padded)
{
    int lanes = facs_kde_lanes(window);
    for (int row = 0; row < n * window; row++) {
        for (int j = 0; j < window; j++)
            padded[row * lanes + j] = maps[row * window + j];
        for (int j = window; j < lanes; j++)
            padded[row * lanes + j] = 0.0f;
    }
}

/* exp(-0.5 (d - j)^2 / sigma^2) for j < window; the product of two of them is the Gaussian of 4.7 within f64 rounding
 */
static void gaussian(int window, float d, double scale, double *k)
{
    for (int j = 0; j < window; j++) {
        double x = (double)(d - (float)j);
        k[j] = exp(scale * x * x);
    }
}

float facs_landmark_likelihoods(int n, int window, float sigma, const float *maps, const float *dxdy,
                                const uint8_t *visible, float *likelihoods)
{
    double scale = -0.5 / (double)(sigma * sigma);
    double kx[FACS_KDE_LANES_MAX], ky[FACS_KDE_LANES_MAX];
    float total = 0.0f;
    int count = 0;
    for (int i = 0; i < n; i++) {
        if (!visible[i]) {
            likelihoods[i] = -1e8f;
            continue;
        }
        gaussian(window, dxdy[i], scale, kx);
        gaussian(window, dxdy[n + i], scale, ky);
        const float *map = maps + i * window * window;
        float sum = 0.0f;
        for (int ii = 0; ii < window; ii++)
            for (int jj = 0; jj < window; jj++)
                sum += (float)((double)map[ii * window + jj] * (ky[ii] * kx[jj]));
        likelihoods[i] = sum;
        total = (float)((double)total + log((double)sum + 1e-8));
        count++;
    }
    return count > 0 ? total / (float)count : (float)log(1e-8);
}
