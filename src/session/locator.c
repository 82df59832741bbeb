/* Frame -> faces.
 *
 * Video: the tracker's state machine (docs/algorithm/tracking.md).  Stills: the detector finds all faces and each box
 * is fitted in detection order with one and the same fit state, which is not reset in between (quirk 44).  It is before
 * the first face of a picture, so that no picture depends on another: what a fit leaves behind shows in the next one
 * only when that runs away, for which the reference has no rule.  Gaze: of stills always, of video only in frames
 * tracked with success. */
#include "session/locator.h"

#include "image/image_kernels.h"
#include "session/face.h"
#include "session/face_watch.h"
#include "session/recogniser.h"

#include <string.h>

struct facs_locator {
    facs_env env;
    facs_recipe recipe;
    const facs_image_kernels *kernels;
    facs_pixels grey;    /* when nobody else has made it */
    facs_late_rows late; /* of grey */
    facs_image bgr;      /* from which they are made */
    facs_detector detector;
    facs_landmarker landmarker;
    facs_tracker *tracker;       /* video, one face or OpenFace's four slots */
    facs_people *people;         /* video, several faces */
    facs_recogniser *recogniser; /* of people; NULL: points do not say what it has to know */
    facs_face_watch *watch;      /* video, one face; NULL = nobody wants to know whose it is */
    bool tells;                  /* points say whose face it is */
    void *fit;                   /* stills */
    facs_camera camera;          /* video: of the first frame */
    bool camera_known;
};

/* Faces are recognised by their 68 points, where these come of a shape model: what has none looked at nothing. */
static facs_status create_people(facs_locator *locator, const facs_track_stages *stages, facs_error *error)
{
    const facs_recipe *recipe = &locator->recipe;
    facs_status status = FACS_OK;
    if (locator->tells)
        status = facs_recogniser_create(&locator->env, recipe->gallery, &locator->recogniser, error);
    else if (status == FACS_OK && recipe->gallery)
        status =
            facs_fail(error, FACS_E_ARGUMENT,
                      "pipeline %s: has not the 68 points that faces are recognised by, so its persons are those of "
                      "one video: leave the gallery (--persons run) out",
                      recipe->pipeline.name);
    if (status != FACS_OK)
        return status;
    const facs_people_settings settings = {
        .most = recipe->most_faces, .order = recipe->order, .recogniser = locator->recogniser, .later = recipe->later};
    return facs_people_create(&locator->env, stages, &settings, &locator->people, error);
}

static facs_status create_parts(facs_locator *locator, const facs_models *models, facs_error *error)
{
    const facs_recipe *recipe = &locator->recipe;
    facs_status status = facs_detector_create(&locator->env, recipe->pipeline.detect, &models->loaded,
                                              recipe->landmark.profiler, &locator->detector, error);
    if (status == FACS_OK)
        status = facs_landmarker_create(&locator->env, recipe->pipeline.landmark, &models->loaded, &recipe->landmark,
                                        &locator->landmarker, error);
    facs_face_shape shape;
    if (status == FACS_OK)
        status = recipe->pipeline.landmark->shape(&models->loaded, &shape, error);
    if (status != FACS_OK)
        return status;
    locator->tells = shape.landmarks == 68 && shape.modes > 0;
    if (!recipe->image) {
        const facs_track_stages stages = {&locator->detector, &locator->landmarker};
        if (recipe->people)
            return create_people(locator, &stages, error);
        return facs_tracker_create(&locator->env, &stages, recipe->many, &locator->tracker, error);
    }
    locator->fit = facs_landmarker_fit(&locator->env, &locator->landmarker);
    return locator->fit ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory");
}

static void make_grey(void *cookie, int first, int count, int left, int width)
{
    facs_locator *locator = cookie;
    const facs_part_of_image part = {
        .first = first, .last = first + count - 1, .left = left, .right = left + width - 1};
    facs_image_grey_part(locator->kernels, &locator->bgr, &part, locator->grey.data, locator->grey.stride);
}

facs_status facs_locator_create(const facs_env *env, const facs_models *models, const facs_recipe *recipe,
                                facs_locator **locator, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_locator *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = full;
    made->kernels = facs_image_kernels_for(full.cpu);
    made->recipe = *recipe;
    made->late = (facs_late_rows){.make_columns = make_grey, .cookie = made};
    facs_late_rows_begin(&made->late);
    facs_status status = create_parts(made, models, error);
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
    facs_people_destroy(&locator->people);
    facs_recogniser_destroy(&locator->recogniser);
    facs_face_watch_destroy(&locator->watch);
    facs_free(&env, locator->fit);
    facs_landmarker_destroy(&locator->landmarker);
    facs_detector_destroy(&locator->detector);
    facs_pixels_free(&env, &locator->grey);
    facs_free(&env, locator);
}

void facs_locator_reset(facs_locator *locator)
{
    locator->camera_known = false;
    if (locator->watch)
        facs_face_watch_reset(locator->watch);
    facs_detector_reset(&locator->detector);
    if (locator->tracker)
        facs_tracker_reset(locator->tracker);
    else if (locator->people)
        facs_people_reset(locator->people);
    else
        locator->landmarker.engine->reset(locator->landmarker.state, locator->fit);
}

static facs_status run_video(facs_locator *locator, const facs_image *bgr, const facs_image *image,
                             facs_outcome *outcome, facs_error *error)
{
    facs_tracked tracked[FACS_PEOPLE_MOST];
    int count = 0;
    facs_status status = locator->people ? facs_people_frame(locator->people, bgr, image, tracked, &count, error)
                                         : facs_tracker_frame(locator->tracker, bgr, image, tracked, &count, error);
    if (locator->people && status == FACS_OK)
        outcome->news_count = facs_people_news(locator->people, outcome->news);
    if (status == FACS_OK)
        status = facs_face_store_resize(&outcome->store, count, error);
    if (status != FACS_OK)
        return status;
    outcome->analyse = count > 0 && tracked[0].located.success;
    const facs_located_shape *points = &tracked[0].located.face;
    if (locator->watch && outcome->analyse)
        status = facs_face_watch_see(locator->watch, bgr, points->n, points->landmarks, error);
    if (status != FACS_OK)
        return status;
    facs_profiler *profiler = locator->recipe.landmark.profiler;
    int64_t lap = facs_lap_start(profiler);
    for (int i = 0; i < count; i++) {
        facs_face_slot *slot = &outcome->store.slots[i];
        facs_face *face = &slot->face;
        facs_face_fill(&tracked[i].located, &locator->camera, tracked[i].success, slot);
        face->face_id = tracked[i].slot;
        face->track = tracked[i].track;
        face->person = tracked[i].person;
        face->success = tracked[i].success;
        facs_lap(profiler, FACS_STAGE_GAZE_POSE, &lap);
    }
    return FACS_OK;
}

static facs_status run_still(facs_locator *locator, const facs_image *bgr, const facs_image *image,
                             const facs_box *boxes, int box_count, facs_outcome *outcome, facs_error *error)
{
    const facs_landmark_engine *engine = locator->landmarker.engine;
    facs_profiler *profiler = locator->recipe.landmark.profiler;
    facs_status status = FACS_OK;
    facs_detector_reset(&locator->detector);
    engine->reset(locator->landmarker.state, locator->fit);
    if (!boxes)
        status = facs_detector_run(&locator->detector, bgr, &boxes, &box_count, error);
    if (status == FACS_OK)
        status = facs_face_store_resize(&outcome->store, box_count, error);
    for (int i = 0; i < box_count && status == FACS_OK; i++) {
        const float box[4] = {boxes[i].x, boxes[i].y, boxes[i].width, boxes[i].height};
        status = facs_landmarker_find(&locator->landmarker, image, box, locator->fit, error);
        if (status != FACS_OK)
            break;
        if (engine->found)
            engine->found(locator->landmarker.state, boxes[i].confidence, locator->fit);
        int64_t lap = facs_lap_start(profiler);
        const facs_located located = engine->look(locator->landmarker.state, locator->fit);
        facs_face_fill(&located, &locator->camera, true, &outcome->store.slots[i]);
        facs_lap(profiler, FACS_STAGE_GAZE_POSE, &lap);
        outcome->store.slots[i].face.face_id = i;
    }
    return status;
}

bool facs_locator_recognises(const facs_locator *locator)
{
    return locator->recogniser != NULL;
}

bool facs_locator_wants_grey(const facs_locator *locator)
{
    return locator->landmarker.engine->grey;
}

void facs_locator_grey_rows(const facs_locator *locator, const facs_image *bgr, int first, int count,
                            const facs_pixels *grey)
{
    const facs_part_of_image part = {.first = first, .last = first + count - 1, .left = 0, .right = bgr->width - 1};
    facs_image_grey_part(locator->kernels, bgr, &part, grey->data, grey->stride);
}

/* Grey pixels are made when they are needed; of a video those that the frame before needed at once, so that their time is
 * that of this stage. */
static facs_status begin_grey(facs_locator *locator, const facs_image *bgr, facs_image *grey, facs_error *error)
{
    facs_pixels *pixels = &locator->grey;
    facs_status status = facs_pixels_resize(&locator->env, pixels, bgr->width, bgr->height, 1);
    if (status != FACS_OK)
        return facs_fail(error, status, "out of memory for a frame of %d x %d pixels", bgr->width, bgr->height);
    int64_t lap = facs_lap_start(locator->recipe.landmark.profiler);
    const facs_part_of_image before = locator->late.asked;
    locator->bgr = *bgr;
    facs_late_rows_begin(&locator->late);
    pixels->late = &locator->late;
    *grey = facs_pixels_view(pixels);
    if (!locator->recipe.image)
        facs_image_need_part(grey, &before);
    facs_late_rows_forget(&locator->late);
    facs_lap(locator->recipe.landmark.profiler, FACS_STAGE_GREY, &lap);
    return FACS_OK;
}

facs_status facs_locator_run(facs_locator *locator, const facs_image *bgr, const facs_image *grey,
                             const facs_box *boxes, int box_count, facs_outcome *outcome, facs_error *error)
{
    if (locator->recipe.image || !locator->camera_known) {
        locator->camera = facs_camera_complete(&locator->recipe.camera, bgr->width, bgr->height, locator->recipe.image);
        locator->camera_known = true;
    }
    facs_image image = *bgr;
    facs_status status = FACS_OK;
    if (grey)
        image = *grey;
    else if (locator->landmarker.engine->grey)
        status = begin_grey(locator, bgr, &image, error);
    if (status != FACS_OK)
        return status;
    if (locator->recipe.image)
        return run_still(locator, bgr, &image, boxes, box_count, outcome, error);
    return run_video(locator, bgr, &image, outcome, error);
}

facs_status facs_locator_decide(facs_locator *locator, facs_outcome *outcome, facs_error *error)
{
    facs_status status = facs_people_decide(locator->people, error);
    outcome->news_count = facs_people_news(locator->people, outcome->news);
    return status;
}

facs_status facs_locator_pass(facs_locator *locator, facs_outcome *outcome, facs_error *error)
{
    const bool one = !locator->recipe.many && !locator->recipe.people && !locator->recipe.image;
    const int count = one ? 1 : 0;
    facs_status status = facs_face_store_resize(&outcome->store, count, error);
    if (status == FACS_OK && locator->people)
        status = facs_locator_decide(locator, outcome, error);
    for (int i = 0; i < count && status == FACS_OK; i++) {
        facs_face *face = &outcome->store.slots[i].face;
        facs_face_slot_clear(&outcome->store.slots[i]);
        face->face_id = face->track = face->person = 0;
    }
    return status;
}

facs_status facs_locator_same(facs_locator *locator, int keep, int drop, facs_error *error)
{
    return facs_people_same(locator->people, keep, drop, error);
}

/* ---- who is known ---- */

facs_status facs_locator_watch(facs_locator *locator, facs_error *error)
{
    if (locator->watch || !locator->tells || !locator->tracker || locator->recipe.many)
        return FACS_OK;
    return facs_face_watch_create(&locator->env, &locator->watch, error);
}

facs_status facs_locator_know(facs_locator *locator, const facs_gallery_looks *looks, int count, facs_error *error)
{
    facs_status status = FACS_OK;
    if (locator->recogniser) {
        status = facs_recogniser_know(locator->recogniser, looks, count, error);
        facs_people_reset(locator->people);
        return status;
    }
    status = facs_locator_watch(locator, error);
    if (status == FACS_OK && locator->watch)
        facs_face_watch_know(locator->watch, looks);
    return status != FACS_OK || locator->watch
               ? status
               : facs_fail(error, FACS_E_STATE, "the pipeline %s tells nobody's face from another's",
                           locator->recipe.pipeline.name);
}

bool facs_locator_looks(const facs_locator *locator, int person, facs_gallery_looks *looks)
{
    *looks = (facs_gallery_looks){.count = 0};
    return locator->recogniser ? facs_recogniser_looks(locator->recogniser, person, looks)
                               : locator->watch && facs_face_watch_looks(locator->watch, looks);
}

float facs_locator_alike(const facs_locator *locator, int64_t *views)
{
    *views = 0;
    return locator->watch ? facs_face_watch_alike(locator->watch, views) : 0;
}
