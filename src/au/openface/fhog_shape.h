/* Sizes and directions of the FHOG descriptor, for the kernels and their plain twin; what they mean is told in fhog.c.
 */
#ifndef FACS_AU_OPENFACE_FHOG_SHAPE_H
#define FACS_AU_OPENFACE_FHOG_SHAPE_H

#include <facsimile/facsimile.h>

enum {
    FHOG_SIDE = FACS_ALIGNED_SIDE,
    FHOG_CELL = 8,
    FHOG_CELLS = FHOG_SIDE / FHOG_CELL,
    FHOG_OUT = FHOG_CELLS - 2, /* without the outer ring */
    FHOG_DIRECTIONS = 9,
    FHOG_BINS = 2 * FHOG_DIRECTIONS,
    FHOG_CHANNELS = 31,
    FHOG_BLOCK_END =
        105, /* columns 1..104 follow the rules of eight columns at a time, 105..110 those of single ones */
};

static const float fhog_direction_x[FHOG_DIRECTIONS] = {1.0f,     0.9397f, 0.7660f,  0.5f,    0.1736f,
                                                        -0.1736f, -0.5f,   -0.7660f, -0.9397f};
static const float fhog_direction_y[FHOG_DIRECTIONS] = {0.0f,    0.3420f, 0.6428f, 0.8660f, 0.9848f,
                                                        0.9848f, 0.8660f, 0.6428f, 0.3420f};

#endif
