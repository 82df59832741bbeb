/* The definition of the mask, for the test of the fast one; what the plain and the fast warp share. */
#ifndef FACS_SHAPE_PAW_INTERNAL_H
#define FACS_SHAPE_PAW_INTERNAL_H

#include "model/model.h"
#include "shape/shape_kernels.h"

/** facs_paw_mask() with origin (min_x, min_y). */
void facs_paw_mask_at(const facs_shape_kernels *kernels, const facs_triangles *triangles, int n, const float *landmarks,
                      float min_x, float min_y, int width, int height, uint8_t *mask, int32_t *index);

/** facs_paw_mask_at() as spec 01 4.3 has it, pixel by pixel. */
void facs_paw_mask_reference(const facs_triangles *triangles, int n, const float *landmarks, float min_x, float min_y,
                             int width, int height, uint8_t *mask, int32_t *index);

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
