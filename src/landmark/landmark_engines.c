/* The landmark engines there are, and what all of them share. */
#include "landmark/clnf/clnf_engine.h"
#include "landmark/engine.h"
#include "landmark/mediapipe/mediapipe_landmarks.h"
#include "landmark/null/null_landmarks.h"
#include "landmark/open/open_landmarks.h"
#include "landmark/pfld/pfld_landmarks.h"

#include <string.h>

static const facs_landmark_engine *const engines[] = {
    &facs_clnf_engine,
    &facs_open_landmarks,
    &facs_mediapipe_landmarks,
    &facs_pfld_landmarks,
    &facs_pfld_fixed_landmarks,
    &facs_null_landmarks,
};

const facs_landmark_engine *facs_landmark_engine_get(int index)
{
    const int count = sizeof engines / sizeof engines[0]; /* NOLINT(bugprone-sizeof-expression): an array of pointers */
    return index >= 0 && index < count ? engines[index] : NULL;
}

const facs_landmark_engine *facs_landmark_engine_find(const char *name)
{
    const facs_landmark_engine *engine;
    for (int i = 0; (engine = facs_landmark_engine_get(i)) != NULL; i++)
        if (strcmp(engine->name, name) == 0)
            break;
    return engine;
}

facs_status facs_landmarker_create(const facs_env *env, const facs_landmark_engine *engine, const facs_loaded *models,
                                   const facs_landmark_settings *settings, facs_landmarker *landmarker,
                                   facs_error *error)
{
    facs_landmarker made = {.engine = engine};
    facs_status status = engine->create(env, models, settings, &made.state, error);
    if (status == FACS_OK)
        *landmarker = made;
    return status;
}

void facs_landmarker_destroy(facs_landmarker *landmarker)
{
    if (landmarker->engine)
        landmarker->engine->destroy(&landmarker->state);
    *landmarker = (facs_landmarker){0};
}

void *facs_landmarker_fit(const facs_env *env, const facs_landmarker *landmarker)
{
    void *fit = facs_calloc(env, 1, landmarker->engine->fit_size);
    if (fit)
        landmarker->engine->reset(landmarker->state, fit);
    return fit;
}
