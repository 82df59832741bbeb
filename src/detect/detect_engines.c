/* The face detectors there are, and what all of them share. */
#include "detect/engine.h"
#include "detect/mediapipe/mediapipe_detector.h"
#include "detect/mtcnn/mtcnn.h"
#include "detect/null/null_detector.h"
#include "detect/open/open_detector.h"
#include "detect/retinaface/retinaface_detector.h"

#include <string.h>

static const facs_detect_engine *const engines[] = {
    &facs_mtcnn_engine,
    &facs_open_detector,
    &facs_mediapipe_detector,
    &facs_retinaface_detector,
    &facs_null_detector,
};

const facs_detect_engine *facs_detect_engine_get(int index)
{
    const int count = sizeof engines / sizeof engines[0]; /* NOLINT(bugprone-sizeof-expression): an array of pointers */
    return index >= 0 && index < count ? engines[index] : NULL;
}

const facs_detect_engine *facs_detect_engine_find(const char *name)
{
    const facs_detect_engine *engine;
    for (int i = 0; (engine = facs_detect_engine_get(i)) != NULL; i++)
        if (strcmp(engine->name, name) == 0)
            break;
    return engine;
}

facs_status facs_detector_create(const facs_env *env, const facs_detect_engine *engine, const facs_loaded *models,
                                 facs_profiler *profiler, facs_detector *detector, facs_error *error)
{
    facs_detector made = {.engine = engine, .profiler = profiler};
    facs_status status = engine->create(env, models, &made.state, error);
    if (status == FACS_OK)
        *detector = made;
    return status;
}

void facs_detector_destroy(facs_detector *detector)
{
    if (detector->engine)
        detector->engine->destroy(&detector->state);
    *detector = (facs_detector){0};
}

void facs_detector_reset(const facs_detector *detector)
{
    if (detector->engine->reset)
        detector->engine->reset(detector->state);
}

facs_status facs_detector_run(const facs_detector *detector, const facs_image *bgr, const facs_box **boxes, int *count,
                              facs_error *error)
{
    int64_t lap = facs_lap_start(detector->profiler);
    facs_status status = detector->engine->run(detector->state, bgr, boxes, count, error);
    facs_lap(detector->profiler, FACS_STAGE_DETECT, &lap);
    return status;
}

int facs_choose_face(const facs_box *boxes, int count)
{
    int best = -1;
    for (int i = 0; i < count; i++)
        if (best < 0 || boxes[i].width > boxes[best].width)
            best = i;
    return best;
}
