/* Shared by the files of this folder and their tests. */
#ifndef FACS_TRACK_TRACK_INTERNAL_H
#define FACS_TRACK_TRACK_INTERNAL_H

#include "track/tracker.h"

/** One tracked face. */
typedef struct facs_track {
    void *fit; /**< of the landmark engine */
    bool initialised;
    int failures; /**< in a row; -1 = none */
    int since;    /**< frames since the detector has found it */
} facs_track;

struct facs_tracker {
    facs_env env;
    facs_track_stages stages;
    bool many;
    int detect_every; /**< failing frames from one search for the face to the next; -1 = the many-faces rule */
    facs_track slot[FACS_MULTI_SLOTS];
    bool active[FACS_MULTI_SLOTS];
    int64_t frame; /**< of the many-faces rule, from 0 */
};

void facs_track_reset(const facs_tracker *tracker, facs_track *track);
/** The bounding box of the landmarks: x, y, width, height. */
void facs_track_box(const facs_tracker *tracker, const facs_track *track, float box[4]);
/** The face as the landmark engine shows it. */
facs_located facs_track_look(const facs_tracker *tracker, const facs_track *track);

/** One frame of one face.  `box` (NULL = none): start there as if tracking.
 *  *found is the frame's return value. */
facs_status facs_track_frame(const facs_tracker *tracker, facs_track *track, const facs_image *bgr,
                             const facs_image *image, const facs_box *box, bool *found, facs_error *error);

/** One frame of the many-faces rule. */
facs_status facs_track_many(facs_tracker *tracker, const facs_image *bgr, const facs_image *image, facs_error *error);

#endif
