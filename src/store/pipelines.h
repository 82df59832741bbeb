/* Pipelines: engines that work together. */
#ifndef FACS_STORE_PIPELINES_H
#define FACS_STORE_PIPELINES_H

#include "au/engine.h"
#include "detect/engine.h"
#include "landmark/engine.h"

typedef struct facs_pipeline {
    const char *name, *meaning;
    const facs_detect_engine *detect;
    const facs_landmark_engine *landmark;
    const facs_au_engine *au;
} facs_pipeline;

/** The one of that name; NULL or "auto" = the first one (which one a machine can run: store/choose.h).  FACS_E_ARGUMENT names those there are. */
facs_status facs_pipeline_find(const char *name, facs_pipeline *pipeline, facs_error *error);

/** Exchange engines of the pipeline for those that keep to every rule of the program called `compat`, which is also the
 *  name of the pipeline it is for.  FACS_E_ARGUMENT: there is none, or the pipeline is another one. */
facs_status facs_pipeline_compat(const char *compat, facs_pipeline *pipeline, facs_error *error);

/** Does the pipeline, with or without its action units, need the model of that name? */
bool facs_pipeline_needs(const facs_pipeline *pipeline, bool aus, const char *model);

#endif
