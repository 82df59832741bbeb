/* Faces that the detector finds: those of lost tracks first, then new ones; docs/algorithm/tracking.md, People. */
#include "track/people_internal.h"

#include <math.h>
#include <string.h>

enum { BOXES = 2 * FACS_PEOPLE_MOST, DOUBTED_AFTER = 4 /* frames */ };

static float middle(const float box[4], int axis)
{
    return box[axis] + box[axis + 2] / 2;
}

/* the same face: much of the boxes in common, or one is in the middle of the other and of its size */
static bool is_same_place(const float a[4], const float b[4])
{
    const float size = sqrtf(fmaxf(a[2] * a[3], 1)), ratio = sqrtf(fmaxf(b[2] * b[3], 1)) / size;
    const float apart = hypotf(middle(a, 0) - middle(b, 0), middle(a, 1) - middle(b, 1)) / size;
    return facs_box_overlap(a, b) > 0.3 || (apart < 0.3F && ratio > 0.5F && ratio < 2);
}

static bool is_seen(const facs_people *people, const float box[4])
{
    for (int i = 0; i < people->count; i++)
        if (people->track[i].seen && is_same_place(people->track[i].box, box))
            return true;
    return false;
}

/* Engines that take background for faces: what the detector has not found for long is not seen any more. */
static void doubt_unfound(facs_people *people, const facs_box *boxes, int count)
{
    const facs_landmarker *landmarker = people->stages.landmarker;
    for (int i = 0; i < people->count && landmarker->engine->look_again > 0; i++) {
        facs_people_track *track = &people->track[i];
        bool found = false;
        for (int k = 0; k < count && !found; k++) {
            const float box[4] = {boxes[k].x, boxes[k].y, boxes[k].width, boxes[k].height};
            found = is_same_place(track->box, box);
            if (found && landmarker->engine->found)
                landmarker->engine->found(landmarker->state, boxes[k].confidence, track->fit);
        }
        if (found)
            track->since = 0;
        else if (track->since >= landmarker->engine->look_again && track->seen) {
            track->seen = false;
            track->lost = 1;
        }
    }
}

/* A box that is the same for all boxes that are nearly the same: sides are powers of the fourth root of 2, the middle
 * stands on a grid of an eighth of a side. */
static void round_off(float place[4])
{
    for (int axis = 0; axis < 2; axis++) {
        const float side = exp2f(roundf(4 * log2f(place[axis + 2])) / 4), step = side / 8;
        place[axis] = roundf(middle(place, axis) / step) * step - side / 2;
        place[axis + 2] = side;
    }
}

/* Put the fit into a box, as it is or turned. */
static facs_status try_box(const facs_people *people, const facs_image *image, const facs_box *box, void *fit,
                           bool *success, facs_error *error)
{
    const facs_landmarker *landmarker = people->stages.landmarker;
    const facs_landmark_engine *engine = landmarker->engine;
    float place[4] = {box->x, box->y, box->width, box->height};
    const bool rounded = people->stages.detector->engine->whole; /* what is found is to depend on the face alone */
    if (rounded)
        round_off(place);
    engine->reset(landmarker->state, fit);
    engine->start(landmarker->state, place, fit);
    if (engine->found)
        engine->found(landmarker->state, box->confidence, fit);
    facs_status status = facs_landmarker_follow(landmarker, image, fit, error);
    if (rounded && status == FACS_OK && engine->look(landmarker->state, fit).success)
        status = facs_landmarker_follow(landmarker, image, fit, error);
    *success = status == FACS_OK && engine->look(landmarker->state, fit).success;
    if (status != FACS_OK || *success)
        return status;
    status = facs_landmarker_find_again(landmarker, image, place, false, fit, success, error);
    if (status == FACS_OK && *success && engine->found)
        engine->found(landmarker->state, box->confidence, fit);
    *success = status == FACS_OK && *success && engine->look(landmarker->state, fit).success;
    return status;
}

/* A lost face is looked for soon, then less often: of others that tells nothing. */
static bool is_looked_for(const facs_people_track *track)
{
    return !track->seen && (track->lost <= 4 || track->lost % 4 == 0);
}

/* how far a box is from where a lost face is expected; -1 = too far */
static float reach(const facs_people_track *track, const float box[4])
{
    float expected[4];
    facs_people_expect(track, expected);
    const float size = sqrtf(fmaxf(expected[2] * expected[3], 1)), ratio = sqrtf(fmaxf(box[2] * box[3], 1)) / size;
    const float apart = hypotf(middle(box, 0) - middle(expected, 0), middle(box, 1) - middle(expected, 1)) / size;
    return apart < fminf(0.7F + 0.1F * (float)track->lost, 1.5F) && ratio > 0.5F && ratio < 2 ? apart : -1;
}

/* The lost track and the box that are nearest to each other; false = there are none. */
static bool nearest_pair(const facs_people *people, const facs_box *boxes, const bool *taken, int count, bool *tried,
                         int *track, int *box)
{
    float least = INFINITY;
    for (int i = 0; i < people->count; i++)
        for (int k = 0; k < count; k++) {
            const float place[4] = {boxes[k].x, boxes[k].y, boxes[k].width, boxes[k].height};
            if (!is_looked_for(&people->track[i]) || tried[i] || taken[k])
                continue;
            const float apart = reach(&people->track[i], place);
            if (apart >= 0 && apart < least) {
                least = apart;
                *track = i;
                *box = k;
            }
        }
    return least < INFINITY;
}

static facs_status find_lost(facs_people *people, const facs_image *bgr, const facs_image *image, const facs_box *boxes,
                             bool *taken, int count, facs_error *error)
{
    bool tried[FACS_PEOPLE_MOST] = {false};
    int i, k;
    while (nearest_pair(people, boxes, taken, count, tried, &i, &k)) {
        facs_people_track *track = &people->track[i];
        bool success;
        facs_status status = try_box(people, image, &boxes[k], track->fit, &success, error);
        if (status != FACS_OK)
            return status;
        tried[i] = true;
        if (!success) {
            memcpy(track->fit, track->good, people->stages.landmarker->engine->fit_size);
            continue;
        }
        taken[k] = true;
        track->doubted = track->lost > DOUBTED_AFTER || track->owner >= 0;
        track->since = 0;
        facs_people_see(people, track, bgr);
    }
    return FACS_OK;
}

static int free_place(const facs_people *people)
{
    for (int place = 0;; place++) {
        bool taken = false;
        for (int i = 0; i < people->count && !taken; i++)
            taken = people->track[i].place == place;
        if (!taken)
            return place;
    }
}

static facs_status begin(facs_people *people, const facs_image *bgr, const facs_image *image, const facs_box *box,
                         facs_error *error)
{
    facs_people_track *track = &people->track[people->count];
    float place[4];
    bool success;
    facs_status status = try_box(people, image, box, track->fit, &success, error);
    if (status != FACS_OK || !success)
        return status;
    facs_people_box(people, track->fit, place);
    if (is_seen(people, place))
        return FACS_OK;
    *track = (facs_people_track){.fit = track->fit,
                                 .good = track->good,
                                 .number = people->next_track++,
                                 .person = -1,
                                 .began = people->frame,
                                 .guess = -1,
                                 .named = -1,
                                 .place = free_place(people),
                                 .owner = -1};
    people->count++;
    facs_people_see(people, track, bgr);
    return FACS_OK;
}

static bool is_wanted(const facs_people *people, bool on_schedule)
{
    bool wanted =
        on_schedule && (people->count < people->settings.most || people->stages.landmarker->engine->look_again > 0);
    for (int i = 0; i < people->count; i++)
        wanted = wanted || is_looked_for(&people->track[i]);
    return wanted;
}

facs_status facs_people_find(facs_people *people, const facs_image *bgr, const facs_image *image, facs_error *error)
{
    const bool on_schedule = people->frame % FACS_PEOPLE_DETECT_EVERY == 0;
    if (!is_wanted(people, on_schedule))
        return FACS_OK;
    const facs_box *found;
    facs_box boxes[BOXES];
    bool taken[BOXES];
    int all, count = 0;
    facs_status status = facs_detector_run(people->stages.detector, bgr, &found, &all, error);
    if (status != FACS_OK)
        return status;
    if (on_schedule)
        doubt_unfound(people, found, all);
    for (int i = 0; i < all && count < BOXES; i++) {
        const float box[4] = {found[i].x, found[i].y, found[i].width, found[i].height};
        if (!(box[2] > 0) || !(box[3] > 0) || is_seen(people, box))
            continue;
        taken[count] = false;
        boxes[count++] = found[i];
    }
    status = find_lost(people, bgr, image, boxes, taken, count, error);
    for (int i = 0; on_schedule && i < count && status == FACS_OK && people->count < people->settings.most; i++) {
        const float box[4] = {boxes[i].x, boxes[i].y, boxes[i].width, boxes[i].height};
        if (!taken[i] && !is_seen(people, box))
            status = begin(people, bgr, image, &boxes[i], error);
    }
    return status;
}
