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

/* The box that overlaps that of the track most, -1 = none does. */
static int nearest(const facs_tracker *tracker, const facs_track *track, const facs_box *boxes, int count)
{
    float own[4];
    double most = 0;
    int chosen = -1;
    facs_track_box(tracker, track, own);
    for (int i = 0; i < count; i++) {
        const float box[4] = {boxes[i].x, boxes[i].y, boxes[i].width, boxes[i].height};
        const double overlap = facs_box_overlap(own, box);
        if (overlap > most) {
            most = overlap;
            chosen = i;
        }
    }
    return chosen;
}

/* Single-face detection; `known` = a track whose face is looked for anew: rather that one than another.
 * *found is false without a face of positive size. */
static facs_status find_face(const facs_tracker *tracker, const facs_image *bgr, const facs_track *known, facs_box *box,
                             bool *found, facs_error *error)
{
    const facs_box *boxes;
    int count;
    *found = false;
    facs_status status = facs_detector_run(tracker->stages.detector, bgr, &boxes, &count, error);
    if (status != FACS_OK)
        return status;
    int chosen = known ? nearest(tracker, known, boxes, count) : -1;
    if (chosen < 0 && count > 0 && tracker->stages.landmarker->engine->most_probable)
        chosen = 0;
    else if (chosen < 0)
        chosen = facs_choose_face(boxes, count);
    if (chosen < 0 || !(boxes[chosen].width > 0.0f) || !(boxes[chosen].height > 0.0f))
        return FACS_OK;
    *box = boxes[chosen];
    *found = true;
    return FACS_OK;
}

/* A face was found in a box: *accepted is the frame's return value. */
static facs_status fit_found(const facs_tracker *tracker, facs_track *track, const facs_image *image,
                             const facs_box *box, bool first, bool *accepted, facs_error *error)
{
    const facs_landmarker *landmarker = tracker->stages.landmarker;
    const float place[4] = {box->x, box->y, box->width, box->height};
    track->initialised = true;
    facs_status status =
        landmarker->engine->find_again(landmarker->state, image, place, first, track->fit, accepted, error);
    if (status != FACS_OK || !*accepted)
        return status;
    track->failures = -1;
    track->since = 0;
    if (landmarker->engine->found)
        landmarker->engine->found(landmarker->state, box->confidence, track->fit);
    return FACS_OK;
}

static facs_status look_for_face(const facs_tracker *tracker, facs_track *track, const facs_image *bgr,
                                 const facs_image *image, bool known, bool *found, facs_error *error)
{
    facs_box box;
    bool any;
    *found = false;
    facs_status status = find_face(tracker, bgr, known ? track : NULL, &box, &any, error);
    return status == FACS_OK && any ? fit_found(tracker, track, image, &box, false, found, error) : status;
}

/* The rule of engines that know when they have lost a face: look for it in the very frame.  Some do not know it of every
 * face: theirs are looked for anew now and then, and followed when that finds none. */
static facs_status track_by_flag(const facs_tracker *tracker, facs_track *track, const facs_image *bgr,
                                 const facs_image *image, bool detect, bool *found, facs_error *error)
{
    const int look_again = tracker->stages.landmarker->engine->look_again;
    facs_status status = FACS_OK;
    *found = false;
    if (detect && look_again > 0 && track->initialised && ++track->since >= look_again) {
        track->since = 0;
        status = look_for_face(tracker, track, bgr, image, true, found, error);
        if (status != FACS_OK || *found)
            return status;
    }
    if (track->initialised)
        status = track_on(tracker, track, image, error);
    *found = status == FACS_OK && track->initialised && track->failures < 0;
    if (status != FACS_OK || *found || !detect)
        return status;
    status = look_for_face(tracker, track, bgr, image, false, found, error);
    if (status == FACS_OK)
        track->initialised = *found;
    return status;
}

facs_status facs_track_frame(const facs_tracker *tracker, facs_track *track, const facs_image *bgr,
                             const facs_image *image, const facs_box *box, bool *found, facs_error *error)
{
    if (box && box->width > 0.0f) {
        const facs_landmarker *landmarker = tracker->stages.landmarker;
        const float place[4] = {box->x, box->y, box->width, box->height};
        landmarker->engine->start(landmarker->state, place, track->fit);
        if (landmarker->engine->found)
            landmarker->engine->found(landmarker->state, box->confidence, track->fit);
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
        facs_box face_box;
        bool any;
        facs_status status = find_face(tracker, bgr, NULL, &face_box, &any, error);
        if (status != FACS_OK)
            return status;
        if (any)
            return fit_found(tracker, track, image, &face_box, first, found, error);
    }
    if (!track->initialised)
        track->failures++;
    if (track->failures > 100)
        track->initialised = false;
    *found = facs_track_look(tracker, track).success;
    return FACS_OK;
}
