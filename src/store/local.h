/* Files from a copy on this machine: a folder or an archive. */
#ifndef FACS_STORE_LOCAL_H
#define FACS_STORE_LOCAL_H

#include "store/watch.h"

/** A file that is not in the cache. */
typedef struct facs_wanted {
    const facs_model_file *file;
    const char *final_path;
    bool there; /* now it is */
} facs_wanted;

typedef struct facs_intake {
    const facs_env *env;
    facs_watch *watch;
    facs_wanted *wanted;
    int count;
} facs_intake;

/** Install what `path` is a copy of: known by size and SHA-256, so its name does not matter.  A file that is none of
 *  those wanted is no error. */
facs_status facs_intake_offer(facs_intake *intake, const char *path, facs_error *error);
/** Some file of that size is still wanted. */
bool facs_intake_wants(const facs_intake *intake, int64_t bytes);

/** Offer every file below the folder. */
facs_status facs_intake_folder(facs_intake *intake, const char *folder, facs_error *error);
/** Offer every file of the archive (tar, compressed or not, zip, ...); its names are not used.
 *  FACS_E_NOT_FOUND: cannot be read; FACS_E_UNSUPPORTED: a build without libarchive.
 *  @param scratch an existing folder for the unpacked files, which are deleted again */
facs_status facs_intake_archive(facs_intake *intake, const char *archive, const char *scratch, facs_error *error);

#endif
