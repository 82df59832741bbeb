/* A folder of pictures of faces that is complete under its name, or not there: it is filled under a temporary name beside
 * the final one (PATH.part-PROCESS-RANDOM), which it gets at the end. */
#ifndef FACS_SINK_ALIGNED_FOLDER_H
#define FACS_SINK_ALIGNED_FOLDER_H

#include "base/base.h"

typedef struct facs_aligned_folder {
    facs_env env;
    char *path; /**< final */
    char *part;
    int folder;    /**< descriptor of the part */
    bool replaces; /**< a folder of such pictures had the name when this was opened */
} facs_aligned_folder;

/** A folder that is there is replaced when all it holds are pictures with the names this writes; else FACS_E_OUTPUT. */
facs_status facs_aligned_folder_open(const facs_env *env, const char *path, facs_aligned_folder *folder,
                                     facs_error *error);
/** A file of it. */
facs_status facs_aligned_folder_write(const facs_aligned_folder *folder, const char *name, const void *bytes,
                                      size_t count, facs_error *error);
/** As facs_output_set_aside(). */
const char *facs_aligned_folder_set_aside(facs_aligned_folder *folder);
/** It gets its name; on failure nothing is left. */
facs_status facs_aligned_folder_commit(facs_aligned_folder *folder, facs_error *error);
/** Removes it.  All zero: does nothing. */
void facs_aligned_folder_abandon(facs_aligned_folder *folder);

#endif
