/* What the action units of a face were told from: the aligned face and its descriptor, for outputs that keep them.
 *
 * It goes from the action-unit engine with the result to the sinks.  A frame of a video in which the face was lost is a
 * black face with a descriptor of zeros.  docs/algorithm/au-alignment.md, docs/algorithm/fhog.md. */
#ifndef FACS_RESULT_LOOK_H
#define FACS_RESULT_LOOK_H

#include "base/base.h"

typedef struct facs_look {
    float fhog[FACS_FHOG_SIZE];
    uint8_t aligned[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3]; /**< B G R, row after row */
} facs_look;

/** How an aligned face is made that is only kept, besides the one of the look. */
typedef struct facs_portrait {
    int side; /**< pixels; 0 = none is made */
    float scale;
    bool mask;
} facs_portrait;

#endif
