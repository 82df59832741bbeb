/* A rectangle of a picture in another size, as resizing programs with bytes and tables do it: bilinear, no low-pass
 * filter when it shrinks, weights of 11 bits.  docs/algorithm/pfld.md, Crop. */
#ifndef FACS_IMAGE_RESIZED_CUT_H
#define FACS_IMAGE_RESIZED_CUT_H

#include "image/image.h"

enum { FACS_RESIZE_SIDE_MAX = 512 };

/** The rectangle x, y, width, height of a B G R picture, black where it is outside, as `to_width` x `to_height` (at most
 *  FACS_RESIZE_SIDE_MAX) pixels R G B.  Edges of the rectangle are repeated.  Sides are 1 or more. */
void facs_resize_cut_rgb(const facs_image *bgr, int x, int y, int width, int height, int to_width, int to_height,
                         uint8_t *rgb);

#endif
