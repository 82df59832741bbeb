/* What mirroring went by, drawn on the frame: the midline, and whether the head is held straight enough. */
#ifndef FACS_MIRROR_DEBUG_PICTURE_H
#define FACS_MIRROR_DEBUG_PICTURE_H

#include "image/image.h"
#include "mirror/midline.h"

/** Onto a copy of the frame: a red line where a midline is known, a banner with words where there is a yaw. */
void facs_mirror_debug(const facs_midline *midline, facs_pixels *bgr);

#endif
