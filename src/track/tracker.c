/* Tracker: the objects behind the state machines of track_single.c and track_multi.c. */
#include "track/track_internal.h"

static const int detect_every = 2;

void facs_track_reset(const facs_tracker *tracker, facs_track *track)
{
    const facs_landmarker *landmarker = tracker->stages.landmarker;
    landmarker->engine->reset(landmarker->state, track->fit);
    track->initialised = false;
    track->failures = -1;
    track->since = 0;
}

facs_located facs_track_look(const facs_tracker *tracker, const facs_track *track)
{
    const facs_landmarker *landmarker = tracker->stages.landmarker;
    return landmarker->engine->look(landmarker->state, track->fit);
}

void facs_tracker_reset(facs_tracker *tracker)
{
    for (int k = 0; k < FACS_MULTI_SLOTS; k++) {
        facs_track_reset(tracker, &tracker->slot[k]);
        tracker->active[k] = false;
    }
    tracker->frame = 0;
}

facs_status facs_tracker_create(const facs_env *env, const facs_track_stages *stages, bool many, facs_tracker **tracker,
                                facs_error *error)
{
    facs_env resolved = facs_env_resolve(env);
    facs_tracker *made = facs_calloc(&resolved, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "tracker: out of memory");
    made->env = resolved;
    made->stages = *stages;
    made->many = many;
    made->detect_every = many ? -1 : detect_every;
    for (int k = 0; k < FACS_MULTI_SLOTS; k++) {
        made->slot[k].fit = facs_landmarker_fit(&resolved, stages->landmarker);
        if (!made->slot[k].fit) {
            facs_tracker_destroy(&made);
            return facs_fail(error, FACS_E_MEMORY, "tracker: out of memory");
        }
    }
    facs_tracker_reset(made);
    *tracker = made;
    return FACS_OK;
}

void facs_tracker_destroy(facs_tracker **tracker)
{
    facs_tracker *old = *tracker;
    if (!old)
        return;
    facs_env env = old->env;
    for (int k = 0; k < FACS_MULTI_SLOTS; k++)
        facs_free(&env, old->slot[k].fit);
    facs_free(&env, old);
    *tracker = NULL;
}

facs_status facs_tracker_frame(facs_tracker *tracker, const facs_image *bgr, const facs_image *image,
                               facs_tracked tracked[FACS_MULTI_SLOTS], int *count, facs_error *error)
{
    int channels = tracker->stages.landmarker->engine->grey ? 1 : 3;
    if (!bgr->hidden || !image->hidden || bgr->channels != 3 || image->channels != channels ||
        bgr->width != image->width || bgr->height != image->height || image->width < 1 || image->height < 1)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "tracker: a B G R image and one of the same size with %d channels are needed", channels);
    if (!tracker->many) {
        bool found;
        facs_status status = facs_track_frame(tracker, &tracker->slot[0], bgr, image, NULL, &found, error);
        if (status != FACS_OK)
            return status;
        tracked[0] = (facs_tracked){.success = found, .located = facs_track_look(tracker, &tracker->slot[0])};
        *count = 1;
        return FACS_OK;
    }
    facs_status status = facs_track_many(tracker, bgr, image, error);
    if (status != FACS_OK)
        return status;
    *count = 0;
    for (int k = 0; k < FACS_MULTI_SLOTS; k++) {
        if (!tracker->active[k])
            continue;
        facs_located located = facs_track_look(tracker, &tracker->slot[k]);
        tracked[(*count)++] =
            (facs_tracked){.slot = k, .track = -1, .person = -1, .success = located.success, .located = located};
    }
    return FACS_OK;
}
