/* Points of a shape model in the image. */
#ifndef FACS_TESTS_SHAPE_IN_IMAGE_H
#define FACS_TESTS_SHAPE_IN_IMAGE_H

#include "shape/pdm.h"

static inline void shape_in_image(const facs_pdm *pdm, const float *p, const float g[6], float *shape_2d)
{
    float shape_3d[3 * FACS_N_MAX];
    facs_shape_3d(pdm, p, shape_3d);
    facs_project(pdm->n, shape_3d, g, shape_2d);
}

#endif
