/* Mean shift and likelihoods as docs/algorithm/landmark-fit.md, Mean shift writes them; the kernels give the same bits.
 * */
#include "simd/fma.h"
#include "landmark/clnf/mean_shift_kernels.h"
#include "landmark/clnf/mean_shift_position.h"

#include <math.h>

float facs_kde_value_reference(float sigma, int row, int col, int ii, int jj)
{
    float a = (float)(-0.5 / (double)(sigma * sigma));
    float y = (float)col * FACS_KDE_STEP - (float)ii;
    float x = (float)row * FACS_KDE_STEP - (float)jj;
    return (float)exp((double)(a * facs_fma(x, x, y * y)));
}

void facs_mean_shift_reference(int n, int window, float sigma, const float *maps, const float *dxdy,
                               const uint8_t *visible, float *shift)
{
    for (int i = 0; i < n; i++) {
        shift[i] = shift[n + i] = 0.0f;
        if (!visible[i])
            continue;
        float ex = facs_kde_clamp(dxdy[i], window);
        float ey = facs_kde_clamp(dxdy[n + i], window);
        int row = facs_kde_index(ex, window);
        int col = facs_kde_index(ey, window);
        const float *map = maps + i * window * window;
        float sum = 0.0f, mx = 0.0f, my = 0.0f;
        for (int ii = 0; ii < window; ii++) {
            for (int jj = 0; jj < window; jj++) {
                float q = map[ii * window + jj] * facs_kde_value_reference(sigma, row, col, ii, jj);
                sum += q;
                mx = facs_fma(q, (float)jj, mx);
                my = facs_fma(q, (float)ii, my);
            }
        }
        /* the reference divides by zero here and loses the whole fit; staying put is the harmless answer */
        if (sum == 0.0f)
            continue;
        shift[i] = mx / sum - ex;
        shift[n + i] = my / sum - ey;
    }
}

float facs_landmark_likelihoods_reference(int n, int window, float sigma, const float *maps, const float *dxdy,
                                          const uint8_t *visible, float *likelihoods)
{
    float total = 0.0f;
    int count = 0;
    for (int i = 0; i < n; i++) {
        likelihoods[i] = -1e8f;
        if (!visible[i])
            continue;
        const float *map = maps + i * window * window;
        float sum = 0.0f;
        for (int ii = 0; ii < window; ii++) {
            for (int jj = 0; jj < window; jj++) {
                float y = dxdy[n + i] - (float)ii, x = dxdy[i] - (float)jj;
                double exponent = -0.5 * (double)(y * y + x * x) / (double)(sigma * sigma);
                sum += (float)((double)map[ii * window + jj] * exp(exponent));
            }
        }
        likelihoods[i] = sum;
        total = (float)((double)total + log((double)sum + 1e-8));
        count++;
    }
    return count > 0 ? total / (float)count : (float)log(1e-8);
}
