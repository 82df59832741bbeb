/* The face mask of each CPU level, for the table of shape_kernels.c. */
#ifndef FACS_SHAPE_PAW_KERNELS_H
#define FACS_SHAPE_PAW_KERNELS_H

#include "base/kernels.h"
#include "model/model.h"
#include "shape/shape_kernels.h"

#include <stdbool.h>

#define FACS_PAW_DECLARE(level)                                                                                        \
    bool facs_edges_accept_##level(const facs_edges *edges, int count, float px, float py);                            \
    bool facs_paw_draw_##level(const facs_triangles *triangles, int n, const float *landmarks,                         \
                               const facs_paw_raster *frame, uint8_t *mask);

/** facs_edges_accept, and paw_draw of facs_shape_kernels */
FACS_PAW_DECLARE(scalar)
FACS_PAW_DECLARE(avx2)
FACS_PAW_DECLARE(avx512)
FACS_PAW_DECLARE(neon)

#endif
