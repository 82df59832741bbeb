/* Face mask: which triangle of the landmarks each pixel lies in;
 * docs/algorithm/au-alignment.md, Triangle search. */
#ifndef FACS_SHAPE_FACE_MASK_H
#define FACS_SHAPE_FACE_MASK_H

#include "shape/face_mask_kernels.h"

/** Mask of a width x height image: 1 where the pixel lies in a triangle of `landmarks` (x of all n, then y);
 *  rules of au-alignment.md with origin (0, 0).  `index` (may be NULL) gets the triangle or -1. */
void facs_paw_mask(const facs_face_mask_kernels *kernels, const facs_triangles *triangles, int n,
                   const float *landmarks, int width, int height, uint8_t *mask, int32_t *index);

/** facs_paw_mask() with origin (min_x, min_y). */
void facs_paw_mask_at(const facs_face_mask_kernels *kernels, const facs_triangles *triangles, int n,
                      const float *landmarks, float min_x, float min_y, int width, int height, uint8_t *mask,
                      int32_t *index);

/** facs_paw_mask_at() by its definition, pixel by pixel: what the kernels are compared with, and the way for more
 *  triangles than FACS_EDGES_MAX. */
void facs_paw_mask_plain(const facs_triangles *triangles, int n, const float *landmarks, float min_x, float min_y,
                         int width, int height, uint8_t *mask, int32_t *index);

#endif
