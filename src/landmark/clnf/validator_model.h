/* The landmark validator: per view a warp and a network.  Immutable after loading; format:
 * docs/algorithm/file-formats.md, Validator file. */
#ifndef FACS_LANDMARK_CLNF_VALIDATOR_MODEL_H
#define FACS_LANDMARK_CLNF_VALIDATOR_MODEL_H

#include "nn/network.h"
#include "shape/triangles.h"

/** Validator's piecewise affine warp of one view. */
typedef struct facs_validator_view {
    double orientation[3]; /**< rad */
    int pixels;            /**< mask ones */
    float *mean, *std;     /**< pixels */
    facs_cnn cnn;
    float min_x, min_y;
    int n, width, height; /**< 68; 60 x 60 */
    float *destination;   /**< 2n */
    facs_triangles triangles;
    int32_t *triangle_of_pixel; /**< height x width, -1 outside; checked < triangles.count */
    uint8_t *mask;              /**< height x width, 0/1; ones == pixels and triangle_of_pixel >= 0 there */
    float *alpha, *beta;        /**< triangles.count x 3 */
} facs_validator_view;

typedef struct facs_validator_model {
    int views;
    facs_validator_view *view;
} facs_validator_model;

#endif
