/* The warp of a validator view of each CPU level, for the table of shape_kernels.c. */
#ifndef FACS_SHAPE_WARP_KERNELS_H
#define FACS_SHAPE_WARP_KERNELS_H

#include "image/image.h"
#include "shape/warp_plan.h"

/** facs_paw_warp_view (paw.h) without the maps, bit for bit; `plan` is the view's. */
typedef void facs_warp_kernel(const facs_warp_plan *plan, const facs_validator_view *view, const facs_image *grey,
                              int x0, int y0, int width, int height, const float *landmarks, float *out);

facs_warp_kernel facs_warp_view_scalar, facs_warp_view_avx2, facs_warp_view_avx512, facs_warp_view_neon;

#endif
