/* RetinaFace as an engine; see retinaface_detector.h. */
#include "detect/retinaface/retinaface_detector.h"

#include "detect/retinaface/retinaface_faces.h"
#include "image/box.h"

static const float least_score = 0.5f, most_overlap = 0.4f;

typedef struct detector {
    facs_env env;
    facs_retinaface_finder *finder;
    facs_box *boxes;
    int room;
} detector;

static void destroy(void **state)
{
    detector *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_retinaface_finder_destroy(&old->finder);
    facs_free(&env, old->boxes);
    facs_free(&env, old);
}

static facs_status create(const facs_env *env, const facs_loaded *models, void **state, facs_error *error)
{
    const facs_onnx *net = facs_loaded_retinaface(models);
    if (!net)
        return facs_fail(error, FACS_E_UNSUPPORTED, "detector: the models hold no RetinaFace");
    facs_env full = facs_env_resolve(env);
    detector *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    made->env = full;
    facs_status status = facs_retinaface_finder_create(&full, net, &made->finder, error);
    void *place = made;
    if (status == FACS_OK)
        *state = made;
    else
        destroy(&place);
    return status;
}

static facs_status make_room(detector *d, int count, facs_error *error)
{
    enum { STEP = 32 };
    if (count <= d->room)
        return FACS_OK;
    const int room = (count + STEP - 1) / STEP * STEP;
    facs_free(&d->env, d->boxes);
    d->room = 0;
    d->boxes = facs_calloc(&d->env, (size_t)room, sizeof *d->boxes);
    if (!d->boxes)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the boxes of %d faces", count);
    d->room = room;
    return FACS_OK;
}

static facs_status run(void *state, const facs_image *bgr, const facs_box **boxes, int *count, facs_error *error)
{
    detector *d = state;
    const facs_retinaface_face *faces;
    int found, kept = 0;
    facs_status status = facs_retinaface_find(d->finder, bgr, least_score, most_overlap, &faces, &found, error);
    if (status == FACS_OK)
        status = make_room(d, found, error);
    if (status != FACS_OK)
        return status;
    for (int i = 0; i < found; i++) {
        const facs_box box = {.x = faces[i].x0,
                              .y = faces[i].y0,
                              .width = faces[i].x1 - faces[i].x0,
                              .height = faces[i].y1 - faces[i].y0,
                              .confidence = faces[i].score};
        if (facs_box_is_possible(&box))
            d->boxes[kept++] = box;
    }
    *boxes = d->boxes;
    *count = kept;
    return FACS_OK;
}

static const char *const models[] = {FACS_MODEL_RETINAFACE, NULL};

const facs_detect_engine facs_retinaface_detector = {
    .name = "retinaface",
    .meaning = "RetinaFace with a small MobileNet, over the whole picture",
    .models = models,
    .create = create,
    .destroy = destroy,
    .run = run,
};
