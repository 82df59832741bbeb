/* The midline of a face over the frames of a video, from glabella to chin, and how the head is turned in each.
 *
 * One push for each frame, in the order of the frames.  docs/algorithm/mirror.md */
#ifndef FACS_MIRROR_MIDLINE_H
#define FACS_MIRROR_MIDLINE_H

#include "mirror/yaw.h"

enum { FACS_MIDLINE_HISTORY = 5, FACS_MIDLINE_POINTS = 68 };

typedef enum facs_midline_rule {
    FACS_MIDLINE_MEAN,   /**< mean of the last five frames */
    FACS_MIDLINE_COMPAT, /**< 0.6 of this frame and 0.4 of the one before */
} facs_midline_rule;

/** Of a frame; pixels, whole numbers are centres of pixels. */
typedef struct facs_midline {
    bool known; /**< false until the first frame with landmarks */
    double glabella[2], chin[2];
    bool has_yaw;   /**< this frame has landmarks, and they tell it */
    double yaw;     /**< "degrees", see yaw.h; 0 when not told */
    double quality; /**< of the frame for mirroring, 0 to 1; 0 when there is no yaw */
} facs_midline;

/** Of a video; plain data, zeroed = a new video. */
typedef struct facs_midline_history {
    float landmarks[FACS_MIDLINE_HISTORY]
                   [2 * FACS_MIDLINE_POINTS]; /**< rings: `next` is written next, also the oldest */
    double glabella[FACS_MIDLINE_HISTORY][2], chin[FACS_MIDLINE_HISTORY][2];
    int count, next;
    facs_yaw_history yaws;
    facs_midline last;
} facs_midline_history;

/** The next frame.  Landmarks are smoothed over five frames and rounded to whole pixels first.
 *  @param landmarks 136 numbers: x of all, then y; NULL (or one that is not a number, or a million pixels away) = no face
 *  in this frame: the last midline stays, nothing is remembered of it */
void facs_midline_push(facs_midline_history *history, facs_midline_rule rule, const float *landmarks,
                       facs_midline *midline);

#endif
