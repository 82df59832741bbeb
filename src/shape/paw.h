/* Piecewise affine warp, spec 01 4: mask and triangle search (face mask of the AU module), warp of an image through
 * stored tables (detection validator). */
#ifndef FACS_SHAPE_PAW_H
#define FACS_SHAPE_PAW_H

#include "model/model.h"
#include "shape/shape_kernels.h"
#include "image/image.h"

/** Mask of a width x height image: 1 where the pixel lies in a triangle of `landmarks` (x of all n, then y);
 *  rules of spec 01 4.3 with origin (0, 0).  `index` (may be NULL) gets the triangle or -1. */
void facs_paw_mask(const facs_shape_kernels *kernels, const facs_triangles *triangles, int n, const float *landmarks,
                   int width, int height, uint8_t *mask, int32_t *index);

/** Warp the grey sub-image [x0, x0+width) x [y0, y0+height) of `grey` to the view's frame (spec 01 4.4-4.6):
 *  `landmarks` are relative to the sub-image.  out: view->height x view->width floats, 0 outside the mask.
 *  map_x, map_y may be NULL. */
void facs_paw_warp_view(const facs_validator_view *view, const facs_image *grey, int x0, int y0, int width, int height,
                        const float *landmarks, float *out, float *map_x, float *map_y);

#endif
