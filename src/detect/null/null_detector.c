/* The whole picture as one face; see null_detector.h. */
#include "detect/null/null_detector.h"

typedef struct null_detector {
    facs_env env;
    facs_box box;
} null_detector;

static facs_status create(const facs_env *env, const facs_loaded *models, void **state, facs_error *error)
{
    (void)models;
    facs_env full = facs_env_resolve(env);
    null_detector *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    made->env = full;
    *state = made;
    return FACS_OK;
}

static void destroy(void **state)
{
    null_detector *old = *state;
    if (!old)
        return;
    facs_env env = old->env;
    facs_free(&env, old);
    *state = NULL;
}

static facs_status run(void *state, const facs_image *bgr, const facs_box **boxes, int *count, facs_error *error)
{
    (void)error;
    null_detector *detector = state;
    detector->box = (facs_box){.width = (float)bgr->width, .height = (float)bgr->height, .confidence = 1};
    *boxes = &detector->box;
    *count = 1;
    return FACS_OK;
}

static const char *const models[] = {NULL};

const facs_detect_engine facs_null_detector = {
    .name = "null",
    .meaning = "the whole picture is one face",
    .models = models,
    .create = create,
    .destroy = destroy,
    .run = run,
};
