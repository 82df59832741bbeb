/* The cache folder that pyfaceau, pyclnf, pymtcnn and facsimile share (spec 05 8):
 *
 *     BASE/2.2.0/originals/...             OpenFace's files, unchanged
 *     BASE/2.2.0/derived/facsimile/1/...   what facsimile makes of them
 *
 * BASE is $OPENFACE_MODELS_DIR, else OpenFaceModels in the user's data folder. */
#ifndef FACS_MODEL_CACHE_H
#define FACS_MODEL_CACHE_H

#include "base/base.h"

/** Value of an environment variable without white space around it; NULL when unset, empty or (*no_memory set) out of
 *  memory; facs_free. */
char *facs_cache_variable(const facs_env *env, const char *name, bool *no_memory);

/** OpenFaceModels in the user's data folder; facs_free.  FACS_AGAIN: there is no such folder because the variable
 *  *home_name is not set. */
facs_status facs_cache_user(const facs_env *env, char **base, const char **home_name);

/** BASE/2.2.0/derived/facsimile/1; facs_free.  FACS_AGAIN: no base. */
facs_status facs_cache_derived(const facs_env *env, char **folder);

#endif
