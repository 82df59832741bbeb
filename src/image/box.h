/* Boxes that people give. */
#ifndef FACS_IMAGE_BOX_H
#define FACS_IMAGE_BOX_H

#include <facsimile/facsimile.h>

/** Farthest place and largest side, pixels: many times the largest picture, so that boxes may stick out.  Beyond, and
 *  with sides of less than a pixel, numbers that follow from the box are none any more. */
enum { FACS_BOX_SIDE_MIN = 1, FACS_BOX_MOST = 1000000 };

#define FACS_BOX_RULE "its sides must be 1 to 1000000 pixels, its corner -1000000 to 1000000"

/** Can a face lie in the box?  Not when one of its numbers is none, its sides are too small or it is too far away. */
bool facs_box_is_possible(const facs_box *box);

#endif
