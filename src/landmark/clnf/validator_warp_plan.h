/* What the fast warp of a validator view knows before it sees a face: the mask's pixels in raster order, numbered from
 * 0, in runs of one triangle (positions are affine in a run) and in spans without a gap (values go out by copies).
 * Neither crosses a multiple of FACS_WARP_BLOCK: a block is worked on at a time. */
#ifndef FACS_LANDMARK_CLNF_VALIDATOR_WARP_PLAN_H
#define FACS_LANDMARK_CLNF_VALIDATOR_WARP_PLAN_H

#include "base/base.h"
#include "landmark/clnf/validator_model.h"

enum { FACS_WARP_RUN = 16, FACS_WARP_BLOCK = 512, FACS_WARP_TRIANGLES_MAX = 256 };

typedef struct facs_warp_run {
    int32_t first, count; /**< masked pixels; count <= FACS_WARP_RUN */
    int32_t triangle;
    float y; /**< row + view->min_y */
} facs_warp_run;

typedef struct facs_warp_span {
    int32_t first, count; /**< masked pixels */
    int32_t pixel;        /**< of the frame: row * width + column */
} facs_warp_span;

typedef struct facs_warp_plan {
    int pixels, runs, spans;
    facs_warp_run *run;
    facs_warp_span *span;
    float *x; /**< column + view->min_x of each masked pixel, then FACS_WARP_RUN zeros */
} facs_warp_plan;

/** Plan of a view; free with facs_warp_plan_free() whatever the answer.  False = no memory. */
bool facs_warp_plan_create(const facs_env *env, const facs_validator_view *view, facs_warp_plan *plan);
void facs_warp_plan_free(const facs_env *env, facs_warp_plan *plan);

#endif
