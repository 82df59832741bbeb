/* Shared by the files of this folder and their tests. */
#ifndef FACS_TRACK_TRACK_INTERNAL_H
#define FACS_TRACK_TRACK_INTERNAL_H

#include "track/tracker.h"

/** What the state machines call; the tracker's own are the fitter and the face detector. */
typedef struct facs_track_stages {
    void *cookie;
    /** One detection step from fit's parameters (facs_fitter_step). */
    facs_status (*step)(void *cookie, const facs_image *grey, const facs_fit_params *params, facs_fit *fit,
                        facs_error *error);
    /** Landmarks in a box from start rotations (facs_fitter_fit_box). */
    facs_status (*detect)(void *cookie, const facs_image *grey, const float box[4], const facs_fit_params *params,
                          facs_fit *fit, bool *ok, facs_error *error);
    /** All faces of a colour image (facs_mtcnn_detect). */
    facs_status (*faces)(void *cookie, const facs_image *bgr, const facs_box **boxes, int *count, facs_error *error);
} facs_track_stages;

struct facs_tracker {
    facs_env env;
    const facs_landmark_model *model;
    facs_track_stages stages;
    facs_fitter *fitter;
    facs_mtcnn *mtcnn;
    bool many;
    facs_track slot[FACS_MULTI_SLOTS];
    bool active[FACS_MULTI_SLOTS];
    int64_t frame;           /**< of the many-faces rule, from 0 */
    facs_profiler *profiler; /**< NULL = not measured */
};

/** One frame of one face.  `box` (x, y, width, height; NULL = none): start there as if tracking.
 *  *found is the frame's return value. */
facs_status facs_track_frame(const facs_tracker *tracker, facs_track *track, const facs_image *bgr,
                             const facs_image *grey, const float *box, bool *found, facs_error *error);

/** One frame of the many-faces rule. */
facs_status facs_track_many(facs_tracker *tracker, const facs_image *bgr, const facs_image *grey, facs_error *error);

#endif
