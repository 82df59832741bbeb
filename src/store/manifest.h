/* The manifest: which model files exist, their sizes, hashes, sources and licences (manifest.json). */
#ifndef FACS_STORE_MANIFEST_H
#define FACS_STORE_MANIFEST_H

#include "base/base.h"

/** Immutable; everything it points to lives as long as it does. */
typedef struct facs_manifest {
    facs_env env;
    void *json; /* the parsed text, which owns every string */
    facs_licence *licences;
    facs_model_file *files;
    facs_model_set *sets;
    int licence_count, file_count, set_count;
    void *lists; /* what the arrays of pointers in sets and files point into */
} facs_manifest;

/** The manifest in the file `path`, or with NULL the one built into the library; facs_manifest_free.
 *  `env` must be resolved.  FACS_E_NOT_FOUND, FACS_E_MODEL_CORRUPT with the entry that is wrong,
 *  FACS_E_MEMORY. */
facs_status facs_manifest_open(const facs_env *env, const char *path, facs_manifest **manifest, facs_error *error);
void facs_manifest_free(facs_manifest **manifest);

/** NULL = there is none of that name. */
const facs_model_set *facs_manifest_set(const facs_manifest *manifest, const char *name);
/** The set that lists the landmark model `landmarks`; NULL or a name no set lists = the standard one. */
const facs_model_set *facs_manifest_set_for(const facs_manifest *manifest, const char *landmarks);

#endif
