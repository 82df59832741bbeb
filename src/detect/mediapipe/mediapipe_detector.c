/* MediaPipe's face detector as an engine; see mediapipe_detector.h. */
#include "detect/mediapipe/mediapipe_detector.h"

#include "detect/mediapipe/mediapipe_faces.h"

typedef struct detector {
    facs_env env;
    facs_mediapipe_finder *finder;
    facs_box boxes[FACS_MEDIAPIPE_FACES_MAX];
} detector;

static void destroy(void **state)
{
    detector *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_mediapipe_finder_destroy(&old->finder);
    facs_free(&env, old);
}

static facs_status create(const facs_env *env, const facs_loaded *models, void **state, facs_error *error)
{
    const facs_mediapipe_model *model = facs_loaded_mediapipe(models);
    if (!model)
        return facs_fail(error, FACS_E_UNSUPPORTED, "detector: the models hold no networks of MediaPipe");
    facs_env full = facs_env_resolve(env);
    detector *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    made->env = full;
    facs_status status = facs_mediapipe_finder_create(&full, model, &made->finder, error);
    void *place = made;
    if (status == FACS_OK)
        *state = made;
    else
        destroy(&place);
    return status;
}

static facs_status run(void *state, const facs_image *bgr, const facs_box **boxes, int *count, facs_error *error)
{
    detector *d = state;
    const facs_mediapipe_face *faces;
    facs_status status = facs_mediapipe_find(d->finder, bgr, &faces, count, error);
    if (status != FACS_OK)
        return status;
    for (int i = 0; i < *count; i++)
        d->boxes[i] = (facs_box){.x = faces[i].x0,
                                 .y = faces[i].y0,
                                 .width = faces[i].x1 - faces[i].x0,
                                 .height = faces[i].y1 - faces[i].y0,
                                 .confidence = faces[i].score};
    *boxes = d->boxes;
    return FACS_OK;
}

static const char *const models[] = {FACS_MODEL_MEDIAPIPE, NULL};

const facs_detect_engine facs_mediapipe_detector = {
    .name = "mediapipe",
    .meaning = "MediaPipe's short-range face detector",
    .models = models,
    .create = create,
    .destroy = destroy,
    .run = run,
};
