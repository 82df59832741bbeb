/* Folders of the cache. */
#ifndef FACS_STORE_CACHE_FOLDER_H
#define FACS_STORE_CACHE_FOLDER_H

#include "base/base.h"

/** What to do when the cache cannot be written to (facs_write_failure). */
#define FACS_OTHER_CACHE "choose another cache with OPENFACE_MODELS_DIR"

/** Status and message for an errno value of writing to `path`: FACS_E_DISK_FULL or FACS_E_OUTPUT. */
facs_status facs_fail_write(facs_error *error, const char *path, int code);

/** The folder and those above it, as far as they are missing. */
facs_status facs_folder_make(const facs_env *env, const char *path, facs_error *error);

/** Delete the folder of `path` and those above it while they are empty, but not `top` and what is above that.
 *  @param path starts with `top` */
void facs_folder_prune(const facs_env *env, const char *path, const char *top);

/** Bytes that may still be written in the file system of the folder; -1 = unknown. */
int64_t facs_folder_space(const char *folder);

#endif
