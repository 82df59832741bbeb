/* Mean shift and likelihoods (mean_shift.h), one table per CPU level (see simd/kernels.h).  Every level gives the bits of
 * the plain twins. */
#ifndef FACS_LANDMARK_CLNF_MEAN_SHIFT_KERNELS_H
#define FACS_LANDMARK_CLNF_MEAN_SHIFT_KERNELS_H

#include "landmark/clnf/mean_shift.h"
#include "simd/kernels.h"

/** What was found for the landmarks of one set of maps, seen with one table.  Places are rounded to entries of the
 *  table, so a landmark that has hardly moved is drawn to where it was drawn before. */
typedef struct facs_mean_shift_memory {
    int32_t entry[FACS_N_MAX];          /**< the one a landmark was seen with last; -1 = not yet */
    int32_t drawn[FACS_N_MAX];          /**< 0: invisible, or no response at all */
    float x[FACS_N_MAX], y[FACS_N_MAX]; /**< centre of what it saw, cells */
} facs_mean_shift_memory;

/** For new maps, another table or other visible landmarks. */
static inline void facs_mean_shift_forget(facs_mean_shift_memory *memory)
{
    for (int i = 0; i < FACS_N_MAX; i++) {
        memory->entry[i] = -1;
        memory->drawn[i] = 0;
        memory->x[i] = memory->y[i] = 0;
    }
}

typedef struct facs_mean_shift_kernels {
    /** facs_mean_shift_reference with the sigma of the table, bit for bit; adds the entries it needs to the table. */
    void (*mean_shift)(int n, facs_kde *kde, const float *maps, const float *dxdy, const uint8_t *visible,
                       facs_mean_shift_memory *memory, float *shift);
    /** facs_landmark_likelihoods_reference for the window of the table, bit for bit. */
    float (*likelihoods)(int n, const facs_kde *kde, float sigma, const float *maps, const float *dxdy,
                         const uint8_t *visible, float *likelihoods);
} facs_mean_shift_kernels;

FACS_KERNEL_DECLARE(facs_mean_shift_kernels)

/* The plain twins (mean_shift_reference.c). */

/** Value of entry (row, col) at cell (ii, jj). */
float facs_kde_value_reference(float sigma, int row, int col, int ii, int jj);

/** Shift of n <= FACS_N_MAX landmarks at x = dxdy[i], y = dxdy[n + i] (cells; need not lie in the map) to shift[i],
 *  shift[n + i]; 0 where visible[i] is 0 and where the kernel sees no response at all. */
void facs_mean_shift_reference(int n, int window, float sigma, const float *maps, const float *dxdy,
                               const uint8_t *visible, float *shift);

/** Kernel-weighted sum of each visible landmark's responses at its exact place; -1e8 for invisible ones.  Returns the
 *  mean of ln(sum + 1e-8). */
float facs_landmark_likelihoods_reference(int n, int window, float sigma, const float *maps, const float *dxdy,
                                          const uint8_t *visible, float *likelihoods);

#endif
