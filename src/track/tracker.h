/* Who is where over time: single-face video state machine and the multi-face rule; docs/algorithm/tracking.md.
 *
 * The tracker is given its stages, a face detector and a landmark engine, and knows none of them. */
#ifndef FACS_TRACK_TRACKER_H
#define FACS_TRACK_TRACKER_H

#include "detect/engine.h"
#include "landmark/engine.h"

enum { FACS_MULTI_SLOTS = 4 };

/** What the state machines call; borrowed. */
typedef struct facs_track_stages {
    const facs_detector *detector;
    const facs_landmarker *landmarker;
} facs_track_stages;

typedef struct facs_tracker facs_tracker; /**< slots; one thread */

/** @param many FaceLandmarkVidMulti's rule with four slots, else FeatureExtraction's */
facs_status facs_tracker_create(const facs_env *env, const facs_track_stages *stages, bool many, facs_tracker **tracker,
                                facs_error *error);
void facs_tracker_destroy(facs_tracker **tracker);
void facs_tracker_reset(facs_tracker *tracker);

/** One face of a processed frame. */
typedef struct facs_tracked {
    int slot;
    int track, person;    /**< as in facs_face; -1 = not known */
    bool success;         /**< CSV column: return value of the video step (single) or the model's flag (many) */
    facs_located located; /**< pointers are borrowed until the next frame */
} facs_tracked;

/** Process one frame: `bgr` is for the detector, `image` for the landmark engine.  Single: always one entry; many: the
 *  active slots in order. */
facs_status facs_tracker_frame(facs_tracker *tracker, const facs_image *bgr, const facs_image *image,
                               facs_tracked tracked[FACS_MULTI_SLOTS], int *count, facs_error *error);

/** Intersection over union of two boxes x, y, width, height (f32 areas, f64 quotient; NaN possible). */
double facs_box_overlap(const float a[4], const float b[4]);

#endif
