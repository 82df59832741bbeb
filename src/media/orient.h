/* Turning pictures upright.  Orientations are numbered as in EXIF:
 *   1 upright, 2 mirrored, 3 turned by 180 degrees, 4 mirrored top to bottom, 5 transposed,
 *   6 to be turned 90 degrees clockwise, 7 transposed along the other diagonal, 8 to be turned 90 degrees
 *   counter-clockwise */
#ifndef FACS_MEDIA_ORIENT_H
#define FACS_MEDIA_ORIENT_H

#include "image/image.h"

/** Orientation in an EXIF block (starting with "II" or "MM"); 1 when it says nothing or is damaged. */
int facs_exif_orientation(const uint8_t *exif, size_t count);

/** Orientation that a whole TIFF or WebP file states; 1 when it says nothing or is another kind of file. */
int facs_file_orientation(const uint8_t *bytes, size_t count);

/** Upright copy of a three-channel image; width and height are swapped by orientations 5 to 8. */
facs_status facs_pixels_orient(const facs_env *env, const facs_view *image, int orientation, facs_pixels *upright);

/** Turn `pixels` itself upright. */
facs_status facs_pixels_orient_in_place(const facs_env *env, facs_pixels *pixels, int orientation);

#endif
