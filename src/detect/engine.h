/* Face detectors: a frame -> boxes of the faces in it.
 *
 * An engine is a folder beside this file with a table of functions in it, and a line in detect_engines.c.  Nothing else
 * knows it by name. */
#ifndef FACS_DETECT_ENGINE_H
#define FACS_DETECT_ENGINE_H

#include "base/loaded.h"
#include "base/profile.h"
#include "image/image.h"

typedef struct facs_detect_engine {
    const char *name;
    const char *meaning;       /**< a few words for people */
    const char *const *models; /**< names of those it needs (base/loaded.h), NULL at the end */
    bool whole;                /**< its boxes depend a little on what else there is in the picture */
    /** *state gets what the other functions are handed; models outlive it.  FACS_E_UNSUPPORTED: a model is not there.
     */
    facs_status (*create)(const facs_env *env, const facs_loaded *models, void **state, facs_error *error);
    void (*destroy)(void **state);
    void (*reset)(void *state); /**< another video begins; NULL = remembers nothing */
    /** All faces of a picture (B G R), most probable first; *boxes borrowed until the next call. */
    facs_status (*run)(void *state, const facs_image *bgr, const facs_box **boxes, int *count, facs_error *error);
} facs_detect_engine;

/** Number `index` from 0, NULL past the last. */
const facs_detect_engine *facs_detect_engine_get(int index);
/** NULL = there is none of that name. */
const facs_detect_engine *facs_detect_engine_find(const char *name);

/** A detector: an engine and its state; all zero = none.  One thread. */
typedef struct facs_detector {
    const facs_detect_engine *engine;
    void *state;
    facs_profiler *profiler; /**< counts FACS_STAGE_DETECT there; borrowed, NULL = not measured */
} facs_detector;

facs_status facs_detector_create(const facs_env *env, const facs_detect_engine *engine, const facs_loaded *models,
                                 facs_profiler *profiler, facs_detector *detector, facs_error *error);
void facs_detector_destroy(facs_detector *detector);
void facs_detector_reset(const facs_detector *detector);
facs_status facs_detector_run(const facs_detector *detector, const facs_image *bgr, const facs_box **boxes, int *count,
                              facs_error *error);

/** Index of the widest box, the first of equals; -1 = no box. */
int facs_choose_face(const facs_box *boxes, int count);

#endif
