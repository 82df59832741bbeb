/* What STAR is shown of a picture, and where its points are in it; docs/algorithm/star.md. */
#ifndef FACS_LANDMARK_STAR_STAR_CROP_H
#define FACS_LANDMARK_STAR_STAR_CROP_H

#include "image/image_kernels.h"
#include "landmark/star/star_model.h"

/** How a number of the network becomes a place in the crop. */
typedef enum facs_star_rule {
    FACS_STAR_CENTRES, /**< -1 and 1 are the borders of the outermost pixels, as in training */
    FACS_STAR_CORNERS, /**< -1 and 1 are their centres, as in Face Mirror */
} facs_star_rule;

/** The square that is cut: u = scale (x - centre[0]) + 127.5, v alike. */
typedef struct facs_star_crop {
    float scale, centre[2];
} facs_star_crop;

/** Around a box x, y, width, height, whose corners are cut off to whole pixels; its smaller side decides.  False: that is
 *  less than 6 pixels. */
bool facs_star_place(const float box[4], facs_star_crop *crop);
/** The matrix from the picture to the crop, 2 x 3. */
void facs_star_matrix(const facs_star_crop *crop, float matrix[6]);
/** The crop of a picture: 256 x 256 pixels B G R, packed; black outside. */
void facs_star_cut(const facs_image_kernels *kernels, const facs_image *bgr, const facs_star_crop *crop,
                   uint8_t *pixels);
/** B G R bytes of the crop, packed -> the network's input, planar. */
void facs_star_input(const uint8_t *bgr, float *input);
/** `values` = x, y of each point -> pixels of the picture: x of all, then y. */
void facs_star_points(const facs_star_crop *crop, facs_star_rule rule, const float *values, int points,
                      float *landmarks);
/** 98 points -> those of them that are the 68. */
void facs_star_to_68(const float *landmarks98, float *landmarks);

#endif
