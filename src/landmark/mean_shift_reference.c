/* Mean shift as the specification writes it (02 4.3-4.4); the kernels are measured against this. */
#include "landmark/mean_shift.h"
#include "landmark/mean_shift_position.h"

#include <math.h>

float facs_kde_entry(float sigma, int row, int col, int ii, int jj)
{
    float a = (float)(-0.5 / (double)(sigma * sigma));
    float ex = (float)row * FACS_KDE_STEP;
    float ey = (float)col * FACS_KDE_STEP;
    float y = ey - (float)ii;
    float x = ex - (float)jj;
    return (float)exp((double)(a * (y * y + x * x)));
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
                float q = map[ii * window + jj] * facs_kde_entry(sigma, row, col, ii, jj);
                sum += q;
                mx += q * (float)jj;
                my += q * (float)ii;
            }
        }
        /* the reference divides by zero here and loses the whole fit; staying put is the harmless answer */
        if (sum == 0.0f)
            continue;
        shift[i] = mx / sum - ex;
        shift[n + i] = my / sum - ey;
    }
}
