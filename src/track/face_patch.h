/* What a face, or a whole picture, looks like in a few numbers: whether it is still the same, from one frame to the
 * next. */
#ifndef FACS_TRACK_FACE_PATCH_H
#define FACS_TRACK_FACE_PATCH_H

#include "image/image.h"

enum { FACS_PATCH_COLUMNS = 16, FACS_PATCH_ROWS = 12 };

/** Luma of the cells of a grid, without their mean and divided by their spread. */
typedef struct facs_face_patch {
    float value[FACS_PATCH_ROWS * FACS_PATCH_COLUMNS];
    bool flat; /**< of one colour: it is like nothing */
} facs_face_patch;

/** @param box x, y, width, height; what lies outside the picture is like its border */
void facs_face_patch_take(const facs_image *bgr, const float box[4], facs_face_patch *patch);
/** Correlation, -1 to 1; 0 with a flat one. */
float facs_face_patch_like(const facs_face_patch *a, const facs_face_patch *b);

#endif
