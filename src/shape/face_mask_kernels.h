/* The face mask, one table per CPU level (see simd/kernels.h).  Every level gives the mask of the plain twins. */
#ifndef FACS_SHAPE_FACE_MASK_KERNELS_H
#define FACS_SHAPE_FACE_MASK_KERNELS_H

#include "simd/kernels.h"
#include "shape/triangles.h"

#include <stdbool.h>

enum { FACS_EDGES_MAX = 256 };

/** Edges of triangles by field: bx, by, dx, dy, inner of edge 0, then of edge 1 and 2 (see face_mask.c).  Places behind
 * the last triangle up to a multiple of 16 must not accept anything (inner = NaN). */
typedef struct facs_edges {
    float field[15][FACS_EDGES_MAX];
} facs_edges;

/** Frame of a mask: pixel (x, y) lies at (min_x + x, min_y + y). */
typedef struct facs_paw_raster {
    float min_x, min_y;
    int width, height;
} facs_paw_raster;

typedef struct facs_face_mask_kernels {
    /** Does some triangle have the point on the inner side of its three edges?  Bounding boxes are not looked at. */
    bool (*edges_accept)(const facs_edges *edges, int count, float px, float py);
    /** facs_paw_mask_at() (face_mask.h) without the index: the mask as the union of all triangles.  False if that may
     * not be the mask or for landmarks too far away; the mask's contents are then undefined. */
    bool (*draw)(const facs_triangles *triangles, int n, const float *landmarks, const facs_paw_raster *frame,
                 uint8_t *mask);
} facs_face_mask_kernels;

FACS_KERNEL_DECLARE(facs_face_mask_kernels)

/** The plain twin of edges_accept (face_mask_reference.c); that of draw is facs_paw_mask_plain() of face_mask.h. */
bool facs_edges_accept_reference(const facs_edges *edges, int count, float px, float py);

#endif
