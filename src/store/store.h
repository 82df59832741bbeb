/* The inside of facs_store. */
#ifndef FACS_STORE_STORE_H
#define FACS_STORE_STORE_H

#include "store/manifest.h"

struct facs_store {
    facs_env env;
    facs_manifest *manifest;
    char *cache;   /* <base>/2.2.0 */
    char *in_use;  /* folder facs_models_open() takes OpenFace's files from; NULL = none */
    char **cached; /* path of every file of the manifest in the cache, ... */
    char **used;   /* ... and where it is read from */
};

/** As facs_store_check, of the file in the cache, which can only fail for lack of OpenSSL. */
facs_status facs_store_check_path(const char *path, const facs_model_file *file, bool contents, facs_file_state *state,
                                  facs_error *error);

#endif
