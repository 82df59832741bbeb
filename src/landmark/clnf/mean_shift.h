/* Mean shift of landmarks inside their response maps, and likelihoods; docs/algorithm/landmark-fit.md, Mean shift.
 *
 * A landmark at (x, y) of its w x w map moves to the mean of the cells, weighted by response and a Gaussian around the
 * landmark.  The Gaussian is looked up at (x, y) rounded to 0.1 cells, in a table of (10 w)^2 entries of w x w values:
 *
 *     entry (row, col) at cell (ii, jj) = exp( -0.5 / sigma^2 ((col / 10 - ii)^2 + (row / 10 - jj)^2) )
 *
 * `row` belongs to the horizontal place, ii to the rows of the map.  An entry is computed when it is first asked for;
 * the landmarks of one face use a few hundred of the thousands.
 *
 * Maps: maps[landmark * w * w + ii * w + jj]. */
#ifndef FACS_LANDMARK_CLNF_MEAN_SHIFT_H
#define FACS_LANDMARK_CLNF_MEAN_SHIFT_H

#include "base/base.h"
#include "landmark/clnf/patch_experts.h"
#include "shape/pdm.h"

enum { FACS_KDE_CELLS_MAX = FACS_WINDOW_MAX * FACS_WINDOW_MAX };

/** Kernel table of one window size w. */
typedef struct facs_kde {
    int window;
    float factor;                     /**< -0.5 / sigma^2 */
    float column[FACS_KDE_CELLS_MAX]; /**< jj of each cell */
    float row[FACS_KDE_CELLS_MAX];    /**< ii of each cell */
    uint8_t *known;                   /**< [row * 10 w + col]: this entry is computed */
    float *entries;                   /**< [(row * 10 w + col) * w * w + ii * w + jj]; memory is touched where known */
} facs_kde;

/** Empty table for window 1 .. FACS_WINDOW_MAX; NULL = no memory.  env must be resolved. */
facs_kde *facs_kde_create(const facs_env *env, int window, float sigma);
/** `kde` may be NULL. */
void facs_kde_free(const facs_env *env, facs_kde *kde);

#endif
