/* The tracks of people from frame to frame; docs/algorithm/tracking.md, People.
 *
 *     cut?      the picture is another one: all tracks end
 *     follow    every track by itself
 *     settle    tracks that stand on one face: whose is it?
 *     find      faces of lost tracks; every 8th frame: new faces
 *     name      who are the new ones?
 *     end       tracks that have been lost for too long
 *
 * people_find.c and people_name.c have the last parts of it. */
#include "track/people_internal.h"

#include "shape/pdm.h"

#include <math.h>
#include <string.h>

static const float cut_below = 0.4F;    /* correlation of a picture with the one before */
static const float surely = 0.1F;       /* of two persons a face is more alike to one */
static const float other_below = 0.25F; /* of a face */

/* ---- life ---- */

facs_status facs_people_create(const facs_env *env, const facs_track_stages *stages,
                               const facs_people_settings *settings, facs_people **people, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_people *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "tracker: out of memory");
    made->env = full;
    made->stages = *stages;
    made->settings = *settings;
    for (int i = 0; i < settings->most; i++) {
        made->track[i].fit = facs_landmarker_fit(&full, stages->landmarker);
        made->track[i].good = facs_landmarker_fit(&full, stages->landmarker);
        if (!made->track[i].fit || !made->track[i].good) {
            facs_people_destroy(&made);
            return facs_fail(error, FACS_E_MEMORY, "tracker: out of memory for %d faces", settings->most);
        }
    }
    facs_people_reset(made);
    *people = made;
    return FACS_OK;
}

void facs_people_destroy(facs_people **people)
{
    facs_people *old = *people;
    *people = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    for (int i = 0; i < FACS_PEOPLE_MOST; i++) {
        facs_free(&env, old->track[i].fit);
        facs_free(&env, old->track[i].good);
    }
    facs_free(&env, old->same);
    facs_free(&env, old);
}

void facs_people_reset(facs_people *people)
{
    const facs_recogniser *recogniser = people->settings.recogniser;
    people->count = people->next_track = people->same_count = 0;
    people->lately_count = people->news_count = 0;
    people->frame = 0;
    people->picture = (facs_face_patch){.flat = true};
    people->next_person = recogniser ? recogniser->reset(recogniser->state) : 0;
}

void facs_people_tell(facs_people *people, facs_people_track *track)
{
    if (track->waits)
        people->news[people->news_count++] = (facs_track_person){track->number, track->person};
    track->waits = false;
}

void facs_people_end(facs_people *people, int index)
{
    facs_people_track *track = people->track;
    facs_people_tell(people, &track[index]);
    const facs_people_track ended = track[index];
    people->count--;
    memmove(&track[index], &track[index + 1], (size_t)(people->count - index) * sizeof *track);
    track[people->count] = (facs_people_track){.fit = ended.fit, .good = ended.good};
}

/* A track whose face is gone ends; who was never seen clearly was somebody, too. */
static facs_status leave(facs_people *people, int index, facs_error *error)
{
    facs_people_track *track = &people->track[index];
    facs_status status =
        track->waits && track->person < 0 ? facs_people_suppose(people, index, &track->person, error) : FACS_OK;
    facs_people_end(people, index);
    return status;
}

/* ---- where faces are ---- */

void facs_people_box(const facs_people *people, const void *fit, float box[4])
{
    const facs_landmarker *landmarker = people->stages.landmarker;
    float min_x, max_x, min_y, max_y;
    const facs_located_shape face = landmarker->engine->look(landmarker->state, fit).face;
    facs_shape_extremes(face.n, face.landmarks, &min_x, &max_x, &min_y, &max_y);
    box[0] = min_x;
    box[1] = min_y;
    box[2] = max_x - min_x;
    box[3] = max_y - min_y;
}

/* Speeds are not trusted for long: a face that is hidden stops or turns back. */
void facs_people_expect(const facs_people_track *track, float box[4])
{
    enum { TRUSTED = 12 };
    const float frames = (float)(track->lost < TRUSTED ? track->lost : TRUSTED);
    memcpy(box, track->box, 4 * sizeof *box);
    box[0] += frames * track->speed[0];
    box[1] += frames * track->speed[1];
}

static float size_of(const float box[4])
{
    return sqrtf(fmaxf(box[2] * box[3], 1));
}

/* how far a box is from where the face of a track is expected, in sizes of the face */
static float distance(const facs_people_track *track, const float box[4])
{
    float expected[4];
    facs_people_expect(track, expected);
    const float x = box[0] + box[2] / 2 - expected[0] - expected[2] / 2;
    const float y = box[1] + box[3] / 2 - expected[1] - expected[3] / 2;
    return hypotf(x, y) / size_of(expected);
}

/* from one frame to the next a face does not move by half of itself, nor grow by half */
static bool is_plausible(const facs_people_track *track, const float box[4])
{
    const float patience = 1 + 0.2F * (float)(track->lost - 1);
    const float growth = fabsf(logf(size_of(box) / size_of(track->box)));
    return distance(track, box) < 0.5F * patience && growth < 0.4F * patience;
}

bool facs_people_is_covered(const facs_people *people, const facs_people_track *track)
{
    for (int i = 0; i < people->count; i++) {
        float box[4];
        facs_people_expect(&people->track[i], box);
        if (&people->track[i] != track && facs_box_overlap(track->box, box) > 0.1)
            return true;
    }
    return false;
}

/* ---- following ---- */

static void go_back(const facs_people *people, facs_people_track *track)
{
    memcpy(track->fit, track->good, people->stages.landmarker->engine->fit_size);
}

facs_status facs_people_follow(facs_people *people, const facs_image *image, facs_error *error)
{
    const facs_landmarker *landmarker = people->stages.landmarker;
    for (int i = 0; i < people->count; i++) {
        facs_people_track *track = &people->track[i];
        float box[4];
        facs_status status = facs_landmarker_follow(landmarker, image, track->fit, error);
        if (status != FACS_OK)
            return status;
        track->lost++;
        track->since++;
        track->seen = landmarker->engine->look(landmarker->state, track->fit).success;
        facs_people_box(people, track->fit, box);
        if (track->seen && !is_plausible(track, box)) {
            track->seen = false;
            go_back(people, track);
        }
    }
    return FACS_OK;
}

/* ---- two on one face ---- */

/* how badly it suits a track that its face is here */
static float strangeness(const facs_people_track *track, const float box[4], const facs_face_patch *look)
{
    const float growth = fabsf(logf(size_of(box) / size_of(track->box)));
    return distance(track, box) + growth + 0.5F * (1 - facs_face_patch_like(&track->look, look));
}

/* Which of two settled tracks has the face in `box`? */
static facs_status owner_of(facs_people *people, const facs_image *bgr, int a, int b, int *owner, facs_error *error)
{
    const facs_recogniser *recogniser = people->settings.recogniser;
    const facs_landmarker *landmarker = people->stages.landmarker;
    const facs_people_track *one = &people->track[a], *two = &people->track[b];
    float box[4];
    facs_face_patch look;
    if (one->owner == two->number || two->owner == one->number) {
        *owner = one->owner == two->number ? b : a;
        return FACS_OK;
    }
    if (recogniser && one->person >= 0 && two->person >= 0) {
        bool clear;
        const facs_located_shape face = landmarker->engine->look(landmarker->state, one->fit).face;
        facs_status status = recogniser->see(recogniser->state, bgr, face.n, face.landmarks, &clear, error);
        if (status != FACS_OK)
            return status;
        const float more =
            recogniser->like(recogniser->state, one->person) - recogniser->like(recogniser->state, two->person);
        if (clear && fabsf(more) > surely) {
            *owner = more > 0 ? a : b;
            return FACS_OK;
        }
    }
    facs_people_box(people, one->fit, box);
    facs_face_patch_take(bgr, box, &look);
    const float first = strangeness(one, box, &look);
    facs_people_box(people, two->fit, box);
    facs_face_patch_take(bgr, box, &look);
    *owner = first <= strangeness(two, box, &look) ? a : b;
    return FACS_OK;
}

/* Tracks a, the older one, and b are on one face.  *ended: b is no more. */
static facs_status share_out(facs_people *people, const facs_image *bgr, int a, int b, bool *ended, facs_error *error)
{
    *ended = people->track[b].frames < FACS_PEOPLE_SETTLED;
    if (*ended) {
        facs_people_end(people, b);
        return FACS_OK;
    }
    int owner;
    facs_status status = owner_of(people, bgr, a, b, &owner, error);
    if (status != FACS_OK)
        return status;
    facs_people_track *loser = &people->track[owner == a ? b : a];
    loser->seen = false;
    loser->owner = people->track[owner].number;
    return FACS_OK;
}

/* points of lost tracks do not wander onto faces that others have */
static void keep_off(facs_people *people)
{
    for (int i = 0; i < people->count; i++) {
        float lost[4], box[4];
        if (people->track[i].seen)
            continue;
        facs_people_box(people, people->track[i].fit, lost);
        for (int k = 0; k < people->count; k++) {
            facs_people_box(people, people->track[k].fit, box);
            if (people->track[k].seen && facs_box_overlap(lost, box) > 0.3)
                go_back(people, &people->track[i]);
        }
    }
}

facs_status facs_people_settle(facs_people *people, const facs_image *bgr, facs_error *error)
{
    for (int a = 0; a < people->count; a++)
        for (int b = a + 1; b < people->count && people->track[a].seen; b++) {
            float one[4], two[4];
            bool ended;
            facs_people_box(people, people->track[a].fit, one);
            facs_people_box(people, people->track[b].fit, two);
            if (!people->track[b].seen || !(facs_box_overlap(one, two) > 0.5))
                continue;
            facs_status status = share_out(people, bgr, a, b, &ended, error);
            if (status != FACS_OK)
                return status;
            b -= ended;
        }
    keep_off(people);
    return FACS_OK;
}

/* ---- what is remembered ---- */

void facs_people_see(facs_people *people, facs_people_track *track, const facs_image *bgr)
{
    const float slowly = 0.3F;
    float box[4];
    facs_people_box(people, track->fit, box);
    for (int axis = 0; axis < 2 && track->frames > 0; axis++) {
        const float moved = box[axis] + box[axis + 2] / 2 - track->box[axis] - track->box[axis + 2] / 2;
        track->speed[axis] += slowly * (moved / (float)track->lost - track->speed[axis]);
    }
    memcpy(track->box, box, sizeof box);
    memcpy(track->good, track->fit, people->stages.landmarker->engine->fit_size);
    track->seen = true;
    track->lost = 0;
    track->owner = -1;
    track->frames++;
    if (track->frames > 1 && facs_people_is_covered(people, track))
        return;
    const facs_face_patch before = track->look;
    facs_face_patch_take(bgr, box, &track->look);
    const bool shown = track->frames > 1 && !before.flat && !track->look.flat;
    track->doubted = track->doubted || (shown && facs_face_patch_like(&before, &track->look) < other_below);
}

void facs_people_note(facs_people *people, const facs_image *bgr)
{
    for (int i = 0; i < people->count; i++)
        if (people->track[i].seen)
            facs_people_see(people, &people->track[i], bgr);
}

/* ---- a frame ---- */

static facs_status cut(facs_people *people, const facs_image *bgr, facs_error *error)
{
    const float whole[4] = {0, 0, (float)bgr->width, (float)bgr->height};
    const facs_face_patch before = people->picture;
    facs_face_patch_take(bgr, whole, &people->picture);
    if (before.flat || people->picture.flat || facs_face_patch_like(&before, &people->picture) >= cut_below)
        return FACS_OK;
    facs_status status = FACS_OK;
    while (people->count > 0 && status == FACS_OK)
        status = leave(people, people->count - 1, error);
    people->frame = 0;
    people->lately_count = 0;
    return status;
}

static facs_status end_lost(facs_people *people, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = people->count - 1; i >= 0 && status == FACS_OK; i--)
        if (people->track[i].lost > (people->track[i].person < 0 ? 0 : FACS_PEOPLE_LOST_MOST))
            status = leave(people, i, error);
    return status;
}

/* does face a come before face b? */
static bool comes_first(facs_order order, const facs_people_track *a, const facs_people_track *b)
{
    if (order == FACS_ORDER_SIZE)
        return a->box[2] * a->box[3] > b->box[2] * b->box[3];
    if (order == FACS_ORDER_LEFT)
        return a->box[0] + a->box[2] / 2 < b->box[0] + b->box[2] / 2;
    return a->place < b->place;
}

static void give(facs_people *people, facs_tracked tracked[FACS_PEOPLE_MOST], int *count)
{
    const facs_landmarker *landmarker = people->stages.landmarker;
    const facs_order order = people->settings.order;
    const facs_people_track *sorted[FACS_PEOPLE_MOST];
    *count = 0;
    for (int i = 0; i < people->count; i++) { /* stable, so of equals the older one comes first */
        int k = *count;
        if (people->track[i].person >= 0)
            facs_people_tell(people, &people->track[i]);
        else if (people->settings.later)
            people->track[i].waits = true;
        else
            continue;
        ++*count;
        for (; k > 0 && comes_first(order, &people->track[i], sorted[k - 1]); k--)
            sorted[k] = sorted[k - 1];
        sorted[k] = &people->track[i];
    }
    for (int i = 0; i < *count; i++)
        tracked[i] = (facs_tracked){.slot = order == FACS_ORDER_FIRST ? sorted[i]->place : i,
                                    .track = sorted[i]->number,
                                    .person = sorted[i]->person,
                                    .success = sorted[i]->seen,
                                    .located = landmarker->engine->look(landmarker->state, sorted[i]->fit)};
}

facs_status facs_people_frame(facs_people *people, const facs_image *bgr, const facs_image *image,
                              facs_tracked tracked[FACS_PEOPLE_MOST], int *count, facs_error *error)
{
    facs_status status = cut(people, bgr, error);
    if (status == FACS_OK)
        status = facs_people_follow(people, image, error);
    if (status == FACS_OK)
        status = facs_people_settle(people, bgr, error);
    if (status != FACS_OK)
        return status;
    facs_people_note(people, bgr);
    status = facs_people_find(people, bgr, image, error);
    if (status == FACS_OK)
        status = facs_people_name(people, bgr, error);
    if (status == FACS_OK)
        status = end_lost(people, error);
    if (status != FACS_OK)
        return status;
    people->frame++;
    give(people, tracked, count);
    return FACS_OK;
}

int facs_people_news(facs_people *people, facs_track_person news[FACS_PEOPLE_MOST])
{
    const int count = people->news_count;
    memcpy(news, people->news, (size_t)count * sizeof *news);
    people->news_count = 0;
    return count;
}
