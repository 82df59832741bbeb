/* Triangles between the points of a face. */
#ifndef FACS_SHAPE_TRIANGLES_H
#define FACS_SHAPE_TRIANGLES_H

#include "base/base.h"

/** Triangles: count x 3 vertex indices, each in 0..vertices-1. */
typedef struct facs_triangles {
    int count;
    int32_t *index;
} facs_triangles;

#endif
