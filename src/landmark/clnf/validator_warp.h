/* Piecewise affine warp of an image through the stored tables of a validator view;
 * docs/algorithm/validator.md, Piecewise affine warp. */
#ifndef FACS_LANDMARK_CLNF_VALIDATOR_WARP_H
#define FACS_LANDMARK_CLNF_VALIDATOR_WARP_H

#include "image/image.h"
#include "landmark/clnf/validator_model.h"

/** Warp the grey sub-image [x0, x0+width) x [y0, y0+height) of `grey` to the view's frame:
 *  `landmarks` are relative to the sub-image.  out: view->height x view->width floats, 0 outside the mask.
 *  map_x, map_y get where each pixel comes from; may be NULL.  The plain twin of the kernels, and the way for
 *  sub-images of one row or column and more triangles than FACS_WARP_TRIANGLES_MAX. */
void facs_paw_warp_view(const facs_validator_view *view, const facs_view *grey, int x0, int y0, int width, int height,
                        const float *landmarks, float *out, float *map_x, float *map_y);

/** A part of a grey picture. */
typedef struct facs_paw_window {
    const uint8_t *origin;
    ptrdiff_t stride;
    int width, height;
} facs_paw_window;

/** Bilinear sample at (x, y) rounded to 1/32 pixel; what lies outside the window, or nowhere, counts as 0. */
float facs_paw_sample(const facs_paw_window *window, float x, float y);

/** x = c0 + c1 X + c2 Y and y = c3 + c4 X + c5 Y in the triangle */
static inline void facs_paw_coefficients(const facs_validator_view *view, int triangle, const float *landmarks,
                                         float c[6])
{
    const int32_t *vertex = view->triangles.index + 3 * triangle;
    const float *alpha = view->alpha + 3 * triangle, *beta = view->beta + 3 * triangle;
    for (int axis = 0; axis < 2; axis++) {
        const float *q = landmarks + axis * view->n;
        float c1 = q[vertex[0]], c2 = q[vertex[1]] - c1, c3 = q[vertex[2]] - c1;
        c[3 * axis] = c1 + c2 * alpha[0] + c3 * beta[0];
        c[3 * axis + 1] = c2 * alpha[1] + c3 * beta[1];
        c[3 * axis + 2] = c2 * alpha[2] + c3 * beta[2];
    }
}

#endif
