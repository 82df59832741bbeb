/* Sigma, the matrix that smooths the sum of a CCNF expert's neurons over the window; docs/algorithm/patch-experts.md,
 * Sigma.
 *
 *     Sigma = (2 (s 1 + sum of beta_b C_b))^-1,   s = sum of alphas,   order w^2
 *
 * All numbers are rounded as in the reference build; spd_inverse_kernels.h says how.  Sigma is not quite symmetric then, so it
 * is stored whole, by columns. */
#ifndef FACS_LANDMARK_CLNF_SIGMA_H
#define FACS_LANDMARK_CLNF_SIGMA_H

#include "linear/spd_inverse_kernels.h"
#include "landmark/clnf/patch_experts.h"

enum {
    FACS_CELLS_MAX = FACS_WINDOW_MAX * FACS_WINDOW_MAX,
    FACS_CELLS_PAD = 304,      /**< cells of the largest window and room for the last vectors of the kernels */
    FACS_SIGMA_OVERHANG = 128, /**< values the kernels may read behind the last column */
};
_Static_assert((int)FACS_CELLS_MAX == (int)FACS_SPD_ORDER_MAX, "the inversion's memory is for another window");

/** SCALAR: `factor` times the unit matrix.  DENSE: w^2 columns, `stride` values apart. */
typedef enum facs_sigma_kind { FACS_SIGMA_SCALAR, FACS_SIGMA_DENSE } facs_sigma_kind;

typedef struct facs_sigma {
    facs_sigma_kind kind;
    int window, stride;
    float factor;
    const float *columns; /**< borrowed */
} facs_sigma;

/** Floats the columns take: 0 when `source` holds no components (or is NULL) or the expert has no betas. */
size_t facs_sigma_floats(int window, int betas, const facs_sigma_window *source);

/** Compute the columns of `expert` for `window`.  `source` holds the window's components, `betas` = number of betas the
 *  expert has, `columns` has room for facs_sigma_floats.  A matrix that is not positive definite gives zeros. */
void facs_sigma_compute(const facs_ccnf_expert *expert, int window, int betas, const facs_sigma_window *source,
                        facs_spd_invert_function *invert, facs_spd_work *work, float *columns);

/** Sigma whose columns were computed before; FACS_SIGMA_OVERHANG more values must be readable behind them. */
facs_sigma facs_sigma_at(const facs_ccnf_expert *expert, int window, int betas, const facs_sigma_window *source,
                         const float *columns);

#endif
