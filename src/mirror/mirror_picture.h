/* One picture of a face becomes two symmetric ones, each made of one half and its reflection. */
#ifndef FACS_MIRROR_MIRROR_PICTURE_H
#define FACS_MIRROR_MIRROR_PICTURE_H

#include "image/image.h"
#include "mirror/midline.h"

enum { FACS_MIRROR_BAND = 6, FACS_MIRROR_BAND_WIDE = 20 /* of the first version */ };

/** How the halves are made. */
typedef struct facs_mirror_style {
    int band;     /**< columns that are blended around the midline; below 2: none */
    bool nearest; /**< reflected pixels are copied, as the early versions did, not interpolated */
    bool feather; /**< blend only what is reflected, fading out from the midline; else as the original does */
} facs_mirror_style;

/** Patient's right half with its reflection, patient's left half with its reflection.  Without a midline (not known, ends
 *  that are the same point, not finite or a million pixels away) both are copies.
 *  @param bgr 3 channels
 *  @param right, left have its size already and share no pixels with it */
void facs_mirror_picture(const facs_image *bgr, const facs_midline *midline, const facs_mirror_style *style,
                         facs_pixels *right, facs_pixels *left);

#endif
