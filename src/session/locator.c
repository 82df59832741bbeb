/* Frame -> faces.
 *
 * Video: the tracker's state machine (docs/algorithm/tracking.md).  Stills: the detector finds all faces and each box
 * is fitted in detection order with one and the same fit state, which is not reset in between (quirk 44). Gaze: of
 * stills always, of video only in frames tracked with success. */
#include "session/locator.h"

#include "detect/mtcnn/mtcnn.h"
#include "image/image_kernels.h"
#include "session/face.h"
#include "track/tracker.h"

#include <string.h>

struct facs_locator {
    facs_env env;
    const facs_models *models;
    facs_locator_options options;
    const facs_image_kernels *kernels;
    facs_pixels grey;
    facs_late_rows late;   /* of grey */
    facs_image bgr;        /* from which they are made */
    facs_tracker *tracker; /* video */
    facs_mtcnn *detector;  /* stills */
    facs_fitter *fitter;
    facs_fit_params params;
    facs_fit fit;
    facs_camera camera; /* video: of the first frame */
    bool camera_known;
};

static facs_status create_parts(facs_locator *locator, facs_error *error)
{
    const facs_models *models = locator->models;
    if (!locator->options.image) {
        facs_tracker_options options = {.many = locator->options.many, .wild = locator->options.wild};
        facs_status status =
            facs_tracker_create(&locator->env, models->landmarks, models->mtcnn, &options, &locator->tracker, error);
        if (status == FACS_OK)
            facs_tracker_set_profiler(locator->tracker, locator->options.profiler);
        return status == FACS_OK ? facs_tracker_set_share(locator->tracker, locator->options.share, error) : status;
    }
    facs_status status = facs_mtcnn_create(&locator->env, models->mtcnn, &locator->detector, error);
    if (status == FACS_OK)
        status = facs_fitter_create(&locator->env, models->landmarks, &locator->fitter, error);
    if (status == FACS_OK) {
        facs_fitter_set_profiler(locator->fitter, locator->options.profiler);
        status = facs_fitter_set_share(locator->fitter, locator->options.share, error);
    }
    locator->params = facs_fit_params_main(models->landmarks, locator->options.wild);
    return status;
}

static void make_grey(void *cookie, int first, int count)
{
    facs_locator *locator = cookie;
    facs_image_grey_rows(locator->kernels, &locator->bgr, first, count, locator->grey.data, locator->grey.stride);
}

facs_status facs_locator_create(const facs_env *env, const facs_models *models, const facs_locator_options *options,
                                facs_locator **locator, facs_error *error)
{
    facs_status status = facs_face_check_model(models->landmarks, error);
    if (status != FACS_OK)
        return status;
    facs_env full = facs_env_resolve(env);
    facs_locator *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = full;
    made->kernels = facs_image_kernels_for(full.cpu);
    made->models = models;
    made->options = *options;
    made->late = (facs_late_rows){.make = make_grey, .cookie = made};
    facs_late_rows_begin(&made->late);
    facs_fit_reset(&made->fit);
    status = create_parts(made, error);
    if (status == FACS_OK)
        *locator = made;
    else
        facs_locator_destroy(&made);
    return status;
}

void facs_locator_destroy(facs_locator **address)
{
    facs_locator *locator = *address;
    *address = NULL;
    if (!locator)
        return;
    facs_env env = locator->env;
    if (locator->tracker)
        facs_tracker_destroy(&locator->tracker);
    if (locator->detector)
        facs_mtcnn_destroy(&locator->detector);
    if (locator->fitter)
        facs_fitter_destroy(&locator->fitter);
    facs_pixels_free(&env, &locator->grey);
    facs_free(&env, locator);
}

void facs_locator_reset(facs_locator *locator)
{
    locator->camera_known = false;
    if (locator->tracker)
        facs_tracker_reset(locator->tracker);
    facs_fit_reset(&locator->fit);
}

static facs_status run_video(facs_locator *locator, const facs_image *bgr, const facs_image *grey,
                             facs_outcome *outcome, facs_error *error)
{
    facs_tracked tracked[FACS_MULTI_SLOTS];
    int count = 0;
    facs_status status = facs_tracker_frame(locator->tracker, bgr, grey, tracked, &count, error);
    if (status == FACS_OK)
        status = facs_face_store_resize(&outcome->store, count, error);
    if (status != FACS_OK)
        return status;
    outcome->analyse = count > 0 && tracked[0].fit->face.success;
    int64_t lap = facs_lap_start(locator->options.profiler);
    for (int i = 0; i < count; i++) {
        facs_face *face = &outcome->store.slots[i].face;
        facs_face_fill(locator->models->landmarks, tracked[i].fit, &locator->camera, tracked[i].success,
                       &outcome->store.slots[i]);
        face->face_id = tracked[i].slot;
        if (!locator->options.many)
            face->track = face->person = 0;
        face->success = tracked[i].success;
        facs_lap(locator->options.profiler, FACS_STAGE_GAZE_POSE, &lap);
    }
    return FACS_OK;
}

static facs_status run_still(facs_locator *locator, const facs_image *bgr, const facs_image *grey,
                             const facs_box *boxes, int box_count, facs_outcome *outcome, facs_error *error)
{
    facs_profiler *profiler = locator->options.profiler;
    facs_status status = FACS_OK;
    int64_t lap = facs_lap_start(profiler);
    if (!boxes) {
        status = facs_mtcnn_detect(locator->detector, bgr, &boxes, &box_count, error);
        facs_lap(profiler, FACS_STAGE_DETECT, &lap);
    }
    if (status == FACS_OK)
        status = facs_face_store_resize(&outcome->store, box_count, error);
    for (int i = 0; i < box_count && status == FACS_OK; i++) {
        const float box[4] = {boxes[i].x, boxes[i].y, boxes[i].width, boxes[i].height};
        bool accepted;
        status = facs_fitter_fit_box(locator->fitter, grey, box, &locator->params, &locator->fit, &accepted, error);
        if (status != FACS_OK)
            break;
        lap = facs_lap_start(profiler);
        facs_face_fill(locator->models->landmarks, &locator->fit, &locator->camera, true, &outcome->store.slots[i]);
        facs_lap(profiler, FACS_STAGE_GAZE_POSE, &lap);
        outcome->store.slots[i].face.face_id = i;
    }
    return status;
}

/* Grey rows are made when they are needed; those that the frame before needed at once, so that their time is that of
 * this stage. */
static facs_status begin_grey(facs_locator *locator, const facs_image *bgr, facs_image *grey, facs_error *error)
{
    facs_status status = facs_pixels_resize(&locator->env, &locator->grey, bgr->width, bgr->height, 1);
    if (status != FACS_OK)
        return facs_fail(error, status, "out of memory for a frame of %d x %d pixels", bgr->width, bgr->height);
    int64_t lap = facs_lap_start(locator->options.profiler);
    int first = locator->late.first, last = locator->late.last;
    locator->bgr = *bgr;
    facs_late_rows_begin(&locator->late);
    locator->grey.late = &locator->late;
    *grey = facs_pixels_view(&locator->grey);
    if (first <= last)
        facs_image_need(grey, first, last);
    facs_late_rows_forget(&locator->late);
    if (locator->options.share) { /* threads that help must not find rows missing */
        facs_image_need_all(grey);
        grey->late = NULL;
    }
    facs_lap(locator->options.profiler, FACS_STAGE_GREY, &lap);
    return FACS_OK;
}

facs_status facs_locator_run(facs_locator *locator, const facs_image *bgr, const facs_box *boxes, int box_count,
                             facs_outcome *outcome, facs_error *error)
{
    if (locator->options.image || !locator->camera_known) {
        locator->camera =
            facs_camera_complete(&locator->options.camera, bgr->width, bgr->height, locator->options.image);
        locator->camera_known = true;
    }
    facs_image grey;
    facs_status status = begin_grey(locator, bgr, &grey, error);
    if (status != FACS_OK)
        return status;
    if (locator->options.image)
        return run_still(locator, bgr, &grey, boxes, box_count, outcome, error);
    return run_video(locator, bgr, &grey, outcome, error);
}
