/* What PFLD is shown of a picture, and where its points lie.  docs/algorithm/pfld.md. */
#ifndef FACS_LANDMARK_PFLD_PFLD_CROP_H
#define FACS_LANDMARK_PFLD_PFLD_CROP_H

#include "landmark/pfld/pfld_model.h"
#include "image/image.h"

/** A square of the picture, out of which it may stick, and the part of it that is picture. */
typedef struct facs_pfld_crop {
    int x, y, size;
    int x0, y0, x1, y1;
} facs_pfld_crop;

/** The square around the face in a box x, y, width, height; false: nothing of it lies in the picture. */
bool facs_pfld_crop_of(const float box[4], int width, int height, facs_pfld_crop *crop);
/** 3 x 112 x 112 values for the network. */
void facs_pfld_input(const facs_image *bgr, const facs_pfld_crop *crop, float *values);
/** The network's output in the picture: x of all points, then y.
 *  @param clipped measured in the part that is picture, as PyfaceAU does, and not in the square the network saw */
void facs_pfld_points(const facs_pfld_crop *crop, const float *output, bool clipped, float *landmarks);
/** Are these points, of a face in `box`, those of a face at all? */
bool facs_pfld_plausible(const float *landmarks, const float box[4]);
/** The box in which the face of these points is looked for in the next frame. */
void facs_pfld_next_box(const float *landmarks, float box[4]);

#endif
