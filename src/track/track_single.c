/* Video state machine of one face; docs/algorithm/tracking.md, One face.
 *
 *     tracking   fit from the last frame's parameters: small windows after a success, large ones after a failure
 *     lost       every second failing frame: look for a face; after more than 100 failures give up
 *     idle       look for a face in every 12th frame
 *
 * The first face found by the detector is accepted whatever the landmark engine says of the fit (quirk 10 of
 * docs/fidelity.md); a later one that it rejects leaves the points where they were. */
#include "track/track_internal.h"

/* Go on from the last frame. */
static facs_status track_on(const facs_tracker *tracker, facs_track *track, const facs_image *image, facs_error *error)
{
    const facs_landmarker *landmarker = tracker->stages.landmarker;
    facs_status status = landmarker->engine->follow(landmarker->state, image, track->fit, error);
    if (status == FACS_OK)
        track->failures = facs_track_look(tracker, track).success ? -1 : track->failures + 1;
    return status;
}

/* Is it time to look for a face?  Remainders have the sign of the dividend */
static bool needs_detection(const facs_tracker *tracker, const facs_track *track)
{
    int every = tracker->detect_every;
    if (!track->initialised)
        return (track->failures + 1) % (6 * every) == 0;
    return every > 0 && track->failures % every == 0 && !facs_track_look(tracker, track).success;
}

/* Single-face detection; *found is false without a face of positive size. */
static facs_status find_face(const facs_tracker *tracker, const facs_image *bgr, float box[4], bool *found,
                             facs_error *error)
{
    const facs_box *boxes;
    int count;
    *found = false;
    facs_status status = facs_detector_run(tracker->stages.detector, bgr, &boxes, &count, error);
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

/* A face was found in a box: *accepted is the frame's return value. */
static facs_status fit_found(const facs_tracker *tracker, facs_track *track, const facs_image *image,
                             const float box[4], bool first, bool *accepted, facs_error *error)
{
    const facs_landmarker *landmarker = tracker->stages.landmarker;
    track->initialised = true;
    facs_status status =
        landmarker->engine->find_again(landmarker->state, image, box, first, track->fit, accepted, error);
    if (status == FACS_OK && *accepted)
        track->failures = -1;
    return status;
}

/* The rule of engines that know when they have lost a face: look for it in the very frame. */
static facs_status track_by_flag(const facs_tracker *tracker, facs_track *track, const facs_image *bgr,
                                 const facs_image *image, bool detect, bool *found, facs_error *error)
{
    facs_status status = FACS_OK;
    if (track->initialised)
        status = track_on(tracker, track, image, error);
    *found = status == FACS_OK && track->initialised && track->failures < 0;
    if (status != FACS_OK || *found || !detect)
        return status;
    float box[4];
    bool any;
    status = find_face(tracker, bgr, box, &any, error);
    if (status == FACS_OK && any)
        status = fit_found(tracker, track, image, box, false, found, error);
    if (status == FACS_OK)
        track->initialised = *found;
    return status;
}

facs_status facs_track_frame(const facs_tracker *tracker, facs_track *track, const facs_image *bgr,
                             const facs_image *image, const float *box, bool *found, facs_error *error)
{
    if (box && box[2] > 0.0f) {
        const facs_landmarker *landmarker = tracker->stages.landmarker;
        landmarker->engine->start(landmarker->state, box, track->fit);
        track->initialised = true;
    }
    if (tracker->stages.landmarker->engine->rule == FACS_TRACK_FLAG)
        return track_by_flag(tracker, track, bgr, image, tracker->detect_every > 0, found, error);
    bool first = !track->initialised;
    if (track->initialised) {
        facs_status status = track_on(tracker, track, image, error);
        if (status != FACS_OK)
            return status;
    }
    if (needs_detection(tracker, track)) {
        float face_box[4];
        bool any;
        facs_status status = find_face(tracker, bgr, face_box, &any, error);
        if (status != FACS_OK)
            return status;
        if (any)
            return fit_found(tracker, track, image, face_box, first, found, error);
    }
    if (!track->initialised)
        track->failures++;
    if (track->failures > 100)
        track->initialised = false;
    *found = facs_track_look(tracker, track).success;
    return FACS_OK;
}
