/* The warp of a validator view, one table per CPU level (see simd/kernels.h).  Every level gives the bits of the plain
 * twin, facs_paw_warp_view() of validator_warp.h. */
#ifndef FACS_LANDMARK_CLNF_VALIDATOR_WARP_KERNELS_H
#define FACS_LANDMARK_CLNF_VALIDATOR_WARP_KERNELS_H

#include "image/image.h"
#include "landmark/clnf/validator_warp_plan.h"
#include "simd/kernels.h"

typedef struct facs_validator_warp_kernels {
    /** facs_paw_warp_view (validator_warp.h) without the maps, bit for bit; `plan` is the view's. */
    void (*warp_view)(const facs_warp_plan *plan, const facs_validator_view *view, const facs_view *grey, int x0,
                      int y0, int width, int height, const float *landmarks, float *out);
} facs_validator_warp_kernels;

FACS_KERNEL_DECLARE(facs_validator_warp_kernels)

#endif
