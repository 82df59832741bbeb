/* The folder that facsimile, PyfaceAU, pyclnf and pymtcnn keep model files in (docs/models.md, The cache):
 *
 *     BASE/2.2.0/originals/...             OpenFace's files, unchanged
 *     BASE/2.2.0/derived/facsimile/1/...   what facsimile makes of them
 *
 * BASE is $OPENFACE_MODELS_DIR, else OpenFaceModels in the user's data folder. */
#ifndef FACS_STORE_CACHE_DIR_H
#define FACS_STORE_CACHE_DIR_H

#include "base/base.h"

#define FACS_CACHE_VERSION "2.2.0"

/** Value of the environment variable without white space around it, NULL when unset or empty; facs_free.
 *  Sets *no_memory when it runs out of it. */
char *facs_environment(const facs_env *env, const char *name, bool *no_memory);

/** Cache in the user's data folder (.../OpenFaceModels/2.2.0); facs_free.  NULL when $HOME is not set and the
 *  system knows no home folder either, or with *no_memory. */
char *facs_user_cache(const facs_env *env, bool *no_memory);

/** BASE/2.2.0/derived/facsimile/1; facs_free.  NULL when there is no base, or with *no_memory. */
char *facs_derived_cache(const facs_env *env, bool *no_memory);

#endif
