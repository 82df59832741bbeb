/* MTCNN as one of the face detectors (detect/engine.h). */
#include "detect/mtcnn/mtcnn_outside.h"

static facs_status create(const facs_env *env, const facs_loaded *models, void **state, facs_error *error)
{
    const facs_mtcnn_model *model = facs_loaded_mtcnn(models);
    if (!model)
        return facs_fail(error, FACS_E_UNSUPPORTED, "face detection: the models hold no MTCNN");
    facs_mtcnn *made = NULL;
    facs_status status = facs_mtcnn_create(env, model, &made, error);
    const facs_mtcnn_outside *outside = facs_loaded_mtcnn_outside(models);
    if (status == FACS_OK && outside)
        facs_mtcnn_exchange(made, outside);
    if (status == FACS_OK)
        *state = made;
    return status;
}

static void destroy(void **state)
{
    facs_mtcnn *old = *state;
    facs_mtcnn_destroy(&old);
    *state = NULL;
}

static facs_status run(void *state, const facs_image *bgr, const facs_box **boxes, int *count, facs_error *error)
{
    return facs_mtcnn_detect(state, bgr, boxes, count, error);
}

static const char *const models[] = {FACS_MODEL_MTCNN, NULL};

const facs_detect_engine facs_mtcnn_engine = {
    .name = "mtcnn",
    .meaning = "three small networks over an image pyramid, as in OpenFace 2.2",
    .models = models,
    .create = create,
    .destroy = destroy,
    .run = run,
};
