/* Which frames of a video are wanted. */
#ifndef FACS_MEDIA_PICK_H
#define FACS_MEDIA_PICK_H

#include "media/media.h"

typedef struct facs_pick {
    int64_t seen; /**< frames since the start that is wanted */
    double next;  /**< s: frames before are too many for the rate */
} facs_pick;      /**< start with zeros */

typedef enum facs_picked { FACS_PICK_TAKE, FACS_PICK_LEAVE, FACS_PICK_END } facs_picked;

/** Of the next frame, shown at `time`. */
facs_picked facs_pick_frame(facs_pick *pick, const facs_media_options *options, double time);

#endif
