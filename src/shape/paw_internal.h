/* The definition of the mask, for the test of the fast one. */
#ifndef FACS_SHAPE_PAW_INTERNAL_H
#define FACS_SHAPE_PAW_INTERNAL_H

#include "model/model.h"

/** facs_paw_mask_at() as spec 01 4.3 has it, pixel by pixel. */
void facs_paw_mask_reference(const facs_triangles *triangles, int n, const float *landmarks, float min_x, float min_y,
                             int width, int height, uint8_t *mask, int32_t *index);

#endif
