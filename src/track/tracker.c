/* Tracker: the objects behind the state machines of track_single.c and track_multi.c. */
#include "track/track_internal.h"

static facs_status run_step(void *cookie, const facs_image *grey, const facs_fit_params *params, facs_fit *fit,
                            facs_error *error)
{
    return facs_fitter_step(((facs_tracker *)cookie)->fitter, grey, params, fit, error);
}

static facs_status run_detect(void *cookie, const facs_image *grey, const float box[4], const facs_fit_params *params,
                              facs_fit *fit, bool *ok, facs_error *error)
{
    return facs_fitter_fit_box(((facs_tracker *)cookie)->fitter, grey, box, params, fit, ok, error);
}

static facs_status run_faces(void *cookie, const facs_image *bgr, const facs_box **boxes, int *count, facs_error *error)
{
    facs_tracker *tracker = cookie;
    int64_t lap = facs_lap_start(tracker->profiler);
    facs_status status = facs_mtcnn_detect(tracker->mtcnn, bgr, boxes, count, error);
    facs_lap(tracker->profiler, FACS_STAGE_DETECT, &lap);
    return status;
}

void facs_track_reset(facs_track *track)
{
    facs_fit_reset(&track->fit);
    track->initialised = false;
    track->failures = -1;
}

void facs_tracker_reset(facs_tracker *tracker)
{
    for (int k = 0; k < FACS_MULTI_SLOTS; k++) {
        facs_track_reset(&tracker->slot[k]);
        tracker->active[k] = false;
    }
    tracker->frame = 0;
}

facs_status facs_tracker_set_share(facs_tracker *tracker, facs_share *share, facs_error *error)
{
    return facs_fitter_set_share(tracker->fitter, share, error);
}

void facs_tracker_set_profiler(facs_tracker *tracker, facs_profiler *profiler)
{
    tracker->profiler = profiler;
    facs_fitter_set_profiler(tracker->fitter, profiler);
}

facs_status facs_tracker_create(const facs_env *env, const facs_landmark_model *landmarks,
                                const facs_mtcnn_model *detector, const facs_tracker_options *options,
                                facs_tracker **tracker, facs_error *error)
{
    if (!landmarks || !detector)
        return facs_fail(error, FACS_E_ARGUMENT, "tracker: the models hold no %s",
                         landmarks ? "face detector" : "landmark model");
    facs_env resolved = facs_env_resolve(env);
    facs_tracker *made = facs_calloc(&resolved, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "tracker: out of memory");
    made->env = resolved;
    made->model = landmarks;
    made->many = options->many;
    made->stages = (facs_track_stages){made, run_step, run_detect, run_faces};
    for (int k = 0; k < FACS_MULTI_SLOTS; k++) {
        made->slot[k].params = facs_fit_params_main(landmarks, options->wild);
        if (options->many) {
            made->slot[k].params.reinit_every = -1;
            made->slot[k].params.multi_view = false;
        }
    }
    facs_tracker_reset(made);
    facs_status status = facs_fitter_create(&resolved, landmarks, &made->fitter, error);
    if (status == FACS_OK)
        status = facs_mtcnn_create(&resolved, detector, &made->mtcnn, error);
    if (status != FACS_OK) {
        facs_tracker_destroy(&made);
        return status;
    }
    *tracker = made;
    return FACS_OK;
}

void facs_tracker_destroy(facs_tracker **tracker)
{
    facs_tracker *old = *tracker;
    if (!old)
        return;
    facs_env env = old->env;
    facs_fitter_destroy(&old->fitter);
    facs_mtcnn_destroy(&old->mtcnn);
    facs_free(&env, old);
    *tracker = NULL;
}

facs_status facs_tracker_frame(facs_tracker *tracker, const facs_image *bgr, const facs_image *grey,
                               facs_tracked tracked[FACS_MULTI_SLOTS], int *count, facs_error *error)
{
    if (!bgr->hidden || !grey->hidden || bgr->channels != 3 || grey->channels != 1 || bgr->width != grey->width ||
        bgr->height != grey->height || grey->width < 1 || grey->height < 1)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "tracker: a colour image and the grey image of the same size are needed");
    if (!tracker->many) {
        bool found;
        facs_status status = facs_track_frame(tracker, &tracker->slot[0], bgr, grey, NULL, &found, error);
        if (status != FACS_OK)
            return status;
        tracked[0] = (facs_tracked){0, found, &tracker->slot[0].fit};
        *count = 1;
        return FACS_OK;
    }
    facs_status status = facs_track_many(tracker, bgr, grey, error);
    if (status != FACS_OK)
        return status;
    *count = 0;
    for (int k = 0; k < FACS_MULTI_SLOTS; k++)
        if (tracker->active[k])
            tracked[(*count)++] = (facs_tracked){k, tracker->slot[k].fit.face.success, &tracker->slot[k].fit};
    return FACS_OK;
}
