/* Who is where over time: single-face video state machine and the multi-face rule;
 * docs/algorithm/tracking.md. */
#ifndef FACS_TRACK_TRACKER_H
#define FACS_TRACK_TRACKER_H

#include "detect/mtcnn/mtcnn.h"
#include "landmark/clnf/fitter.h"

enum { FACS_MULTI_SLOTS = 4 };

/** One tracked face. */
typedef struct facs_track {
    facs_fit fit;
    bool initialised;
    int failures;           /**< in a row; -1 = none */
    facs_fit_params params; /**< owns its windows and multi_view flag */
} facs_track;

void facs_track_reset(facs_track *track);

typedef struct facs_tracker facs_tracker; /**< fitter, detector, slots; one thread */

typedef struct facs_tracker_options {
    bool many; /**< FaceLandmarkVidMulti's rule with four slots, else FeatureExtraction's */
    bool wild;
} facs_tracker_options;

facs_status facs_tracker_create(const facs_env *env, const facs_landmark_model *landmarks,
                                const facs_mtcnn_model *detector, const facs_tracker_options *options,
                                facs_tracker **tracker, facs_error *error);
void facs_tracker_destroy(facs_tracker **tracker);
void facs_tracker_reset(facs_tracker *tracker);
/** facs_fitter_set_share() */
facs_status facs_tracker_set_share(facs_tracker *tracker, facs_share *share, facs_error *error);
/** Count the time of the stages there from now on; borrowed, NULL = not measured. */
void facs_tracker_set_profiler(facs_tracker *tracker, facs_profiler *profiler);

/** One face of a processed frame. */
typedef struct facs_tracked {
    int slot;
    bool success;        /**< CSV column: return value of the video step (single) or the model's flag (many) */
    const facs_fit *fit; /**< borrowed until the next frame */
} facs_tracked;

/** Process one frame.  Single: always one entry; many: the active slots in order. */
facs_status facs_tracker_frame(facs_tracker *tracker, const facs_image *bgr, const facs_image *grey,
                               facs_tracked tracked[FACS_MULTI_SLOTS], int *count, facs_error *error);

/** Intersection over union of two boxes x, y, width, height (f32 areas, f64 quotient; NaN possible). */
double facs_box_overlap(const float a[4], const float b[4]);

#endif
