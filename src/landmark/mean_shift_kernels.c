/* Mean shift, one or two vectors per map row.
 *
 * With the separable kernel K(ii, jj) = ky[ii] kx[jj] the three sums need only the column sums
 *     c0[jj] = sum over ii of R(ii, jj) ky[ii]        c1[jj] = sum over ii of R(ii, jj) ky[ii] ii
 *     S = sum c0 kx      Mx = sum c0 kx jj      My = sum c1 kx
 * so a landmark costs two multiply-adds per row vector and three horizontal sums.  See mean_shift.h for the layout. */
#include "landmark/mean_shift.h"
#include "landmark/mean_shift_position.h"

#include <string.h>

/* registers of the level being compiled: wider GCC vectors would live in memory */
#if defined(__AVX__)
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif
enum { PARTS_MAX = FACS_KDE_LANES_MAX / LANES };
typedef float lanes __attribute__((vector_size(4 * LANES)));
typedef float quad __attribute__((vector_size(16)));

/* 0, 1, ...: index of a column or row as a float */
static const float index_of[FACS_KDE_LANES_MAX] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

static inline float sum_lanes(const lanes *v)
{
    quad sum, next;
    memcpy(&sum, v, sizeof sum);
    for (size_t at = 1; at < LANES / 4; at++) {
        memcpy(&next, (const char *)v + at * sizeof next, sizeof next);
        sum += next;
    }
    return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

/* S, Mx, My of one landmark; `parts` vectors per row, known at compile time so that all sums stay in registers */
__attribute__((always_inline)) static inline void weighted_sums(int window, int parts, const float *map,
                                                                const float *kx, const float *ky, float sums[3])
{
    lanes c0[PARTS_MAX] = {{0}}, c1[PARTS_MAX] = {{0}};
    for (int ii = 0; ii < window; ii++) {
        float weight = ky[ii], moment = weight * index_of[ii];
        for (int part = 0; part < parts; part++) {
            lanes r;
            memcpy(&r, map + (ii * parts + part) * LANES, sizeof r);
            c0[part] += r * weight;
            c1[part] += r * moment;
        }
    }
    lanes s = {0}, x = {0}, y = {0};
    for (int part = 0; part < parts; part++) {
        lanes k, j;
        memcpy(&k, kx + part * LANES, sizeof k);
        memcpy(&j, index_of + part * LANES, sizeof j);
        lanes weighted = c0[part] * k;
        s += weighted;
        x += weighted * j;
        y += c1[part] * k;
    }
    sums[0] = sum_lanes(&s);
    sums[1] = sum_lanes(&x);
    sums[2] = sum_lanes(&y);
}

static void mean_shift(int n, int window, const float *padded, const float *table, const float *dxdy,
                       const uint8_t *visible, float *shift)
{
    int width = facs_kde_lanes(window);
    for (int i = 0; i < n; i++) {
        shift[i] = shift[n + i] = 0.0f;
        if (!visible[i])
            continue;
        float ex = facs_kde_clamp(dxdy[i], window);
        float ey = facs_kde_clamp(dxdy[n + i], window);
        const float *kx = table + facs_kde_index(ex, window) * width;
        const float *ky = table + facs_kde_index(ey, window) * width;
        const float *map = padded + i * window * width;
        float sums[3];
        if (width == 8)
            weighted_sums(window, 8 / LANES, map, kx, ky, sums);
        else
            weighted_sums(window, 16 / LANES, map, kx, ky, sums);
        if (sums[0] == 0.0f)
            continue;
        shift[i] = sums[1] / sums[0] - ex;
        shift[n + i] = sums[2] / sums[0] - ey;
    }
}

const facs_mean_shift_kernels FACS_KERNEL(facs_mean_shift_kernels) = {mean_shift};
