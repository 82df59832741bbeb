/* Video state machine of one face; docs/algorithm/tracking.md, One face.
 *
 *     tracking   fit from the last frame's parameters: small windows after a success, large ones after a failure
 *     lost       every second failing frame: look for a face; after more than 100 failures give up
 *     idle       look for a face in every 12th frame
 *
 * A face found by the detector is fitted from eleven start rotations.  The first one is accepted whatever the validator
 * says (quirk 10 of docs/fidelity.md); a later one that fails gives the old parameters back, but not success, certainty
 * and parts (quirk 11). */
#include "track/track_internal.h"

#include "shape/pdm.h"

#include <string.h>

static void set_windows(facs_track *track, const int windows[FACS_SCALES_MAX])
{
    memcpy(track->params.win_cur, windows, sizeof track->params.win_cur);
}

static void start_in_box(const facs_landmark_model *model, facs_track *track, const float box[4])
{
    static const float frontal[3] = {0, 0, 0};
    memset(track->fit.face.p, 0, sizeof track->fit.face.p);
    facs_params_from_box(model->pdm, box, track->fit.face.p, frontal, track->fit.face.g);
}

/* Go on from the last frame. */
static facs_status track_on(const facs_tracker *tracker, facs_track *track, const facs_image *grey, facs_error *error)
{
    set_windows(track, track->fit.face.success ? track->params.win_small : track->params.win_init);
    facs_status status = tracker->stages.step(tracker->stages.cookie, grey, &track->params, &track->fit, error);
    if (status == FACS_OK)
        track->failures = track->fit.face.success ? -1 : track->failures + 1;
    return status;
}

/* Is it time to look for a face?  Remainders have the sign of the dividend. */
static bool needs_detection(const facs_track *track)
{
    int every = track->params.reinit_every;
    if (!track->initialised)
        return every != 0 && (track->failures + 1) % (6 * every) == 0;
    return !track->fit.face.success && every > 0 && track->failures % every == 0;
}

/* Single-face detection; *found is false without a face of positive size. */
static facs_status find_face(const facs_tracker *tracker, const facs_image *bgr, float box[4], bool *found,
                             facs_error *error)
{
    const facs_box *boxes;
    int count;
    *found = false;
    facs_status status = tracker->stages.faces(tracker->stages.cookie, bgr, &boxes, &count, error);
    if (status != FACS_OK)
        return status;
    int chosen = facs_choose_face(boxes, count);
    if (chosen < 0 || !(boxes[chosen].width > 0.0f) || !(boxes[chosen].height > 0.0f))
        return FACS_OK;
    box[0] = boxes[chosen].x;
    box[1] = boxes[chosen].y;
    box[2] = boxes[chosen].width;
    box[3] = boxes[chosen].height;
    *found = true;
    return FACS_OK;
}

/* What a rejected re-detection gives back */
static void restore_face(const facs_fit_state *saved, facs_fit_state *face)
{
    memcpy(face->g, saved->g, sizeof face->g);
    memcpy(face->p, saved->p, sizeof face->p);
    memcpy(face->landmarks, saved->landmarks, sizeof face->landmarks);
    memcpy(face->likelihoods, saved->likelihoods, sizeof face->likelihoods);
    face->likelihood = saved->likelihood;
}

/* A face was found in a box: *accepted is the frame's return value. */
static facs_status fit_found(const facs_tracker *tracker, facs_track *track, const facs_image *grey, const float box[4],
                             bool first, bool *accepted, facs_error *error)
{
    facs_fit_state saved = track->fit.face;
    bool ok;
    track->initialised = true;
    set_windows(track, track->params.win_init);
    track->params.multi_view = true;
    facs_status status =
        tracker->stages.detect(tracker->stages.cookie, grey, box, &track->params, &track->fit, &ok, error);
    track->params.multi_view = false;
    if (status != FACS_OK)
        return status;
    *accepted = first || ok;
    if (*accepted)
        track->failures = -1;
    else
        restore_face(&saved, &track->fit.face);
    return FACS_OK;
}

facs_status facs_track_frame(const facs_tracker *tracker, facs_track *track, const facs_image *bgr,
                             const facs_image *grey, const float *box, bool *found, facs_error *error)
{
    if (box && box[2] > 0.0f) {
        start_in_box(tracker->model, track, box);
        track->initialised = true;
    }
    bool first = !track->initialised;
    if (track->initialised) {
        facs_status status = track_on(tracker, track, grey, error);
        if (status != FACS_OK)
            return status;
    }
    if (needs_detection(track)) {
        float face_box[4];
        bool any;
        facs_status status = find_face(tracker, bgr, face_box, &any, error);
        if (status != FACS_OK)
            return status;
        if (any)
            return fit_found(tracker, track, grey, face_box, first, found, error);
    }
    if (!track->initialised)
        track->failures++;
    if (track->failures > 100)
        track->initialised = false;
    *found = track->fit.face.success;
    return FACS_OK;
}
