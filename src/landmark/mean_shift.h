/* Mean shift of landmarks inside their response maps, spec 02 4.3-4.4.
 *
 * A landmark at (x, y) of its w x w map moves to the mean of the cells, weighted by response and a Gaussian around the
 * landmark.  The Gaussian is looked up at (x, y) rounded to 0.1 cells.
 *
 * Padded maps: padded[(landmark * w + row) * lanes + column], lanes = facs_kde_lanes(w), columns from w on are 0.
 * Kernel table: table[k * lanes + j] = exp(-0.5 (k / 10 - j)^2 / sigma^2), k < 10 w, j < w, 0 from w on.  The Gaussian
 * of the reference's (10 w)^2 tables of w x w is the product of two of its rows. */
#ifndef FACS_LANDMARK_MEAN_SHIFT_H
#define FACS_LANDMARK_MEAN_SHIFT_H

#include "base/base.h"
#include "base/kernels.h"

enum { FACS_KDE_LANES_MAX = 16 };

/** Row length of padded maps and tables for window w <= 15. */
static inline int facs_kde_lanes(int window)
{
    return window <= 8 ? 8 : FACS_KDE_LANES_MAX;
}

/** Fill a table of 10 w x lanes floats. */
void facs_kde_fill(int window, float sigma, float *table);

/** Copy n maps of w x w to padded ones. */
void facs_kde_pad_maps(int n, int window, const float *maps, float *padded);

typedef struct facs_mean_shift_kernels {
    /** Shift of n landmarks at x = dxdy[i], y = dxdy[n + i] (cells; need not lie in the map) to shift[i], shift[n + i];
     *  0 where visible[i] is 0 and where the kernel sees no response at all. */
    void (*mean_shift)(int n, int window, const float *padded, const float *table, const float *dxdy,
                       const uint8_t *visible, float *shift);
} facs_mean_shift_kernels;

FACS_KERNEL_DECLARE(facs_mean_shift_kernels)

/** Entry (ii, jj) of the reference's table for quantised position (row, col): horizontal row, vertical col. */
float facs_kde_entry(float sigma, int row, int col, int ii, int jj);

/** The plain twin: the formulas of the spec, on maps without padding. */
void facs_mean_shift_reference(int n, int window, float sigma, const float *maps, const float *dxdy,
                               const uint8_t *visible, float *shift);

/** Kernel-weighted sum of each visible landmark's responses at its exact position, spec 02 4.7; -1e8 for invisible
 * ones. Returns the mean of ln(sum + 1e-8).  `maps` without padding. */
float facs_landmark_likelihoods(int n, int window, float sigma, const float *maps, const float *dxdy,
                                const uint8_t *visible, float *likelihoods);

#endif
