/* A file on its way into the cache: renamed when complete and right, gone on with when not (base/whole_file.h). */
#ifndef FACS_STORE_PART_H
#define FACS_STORE_PART_H

#include "base/whole_file.h"

typedef struct facs_part {
    const facs_model_file *file; /* what it will be */
    facs_whole_file whole;
    int64_t bytes; /* written so far */
} facs_part;

/** Start, or go on with the largest piece an earlier run left (the caller holds the cache's lock, so nobody else is at
 *  it); folders are made.  FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY.
 *  @param final_path borrowed until the part is closed */
facs_status facs_part_open(const facs_env *env, const facs_model_file *file, const char *final_path, facs_part *part,
                           facs_error *error);
facs_status facs_part_write(facs_part *part, const void *bytes, size_t count, facs_error *error);
/** Forget what was written. */
facs_status facs_part_restart(facs_part *part, facs_error *error);
/** Check size and SHA-256 and give the file its name.  FACS_E_MODEL_CORRUPT: not the file that was wanted; the part is
 *  still open then, with its contents. */
facs_status facs_part_finish(facs_part *part, facs_error *error);
/** The contents begin like a web page. */
bool facs_part_is_web_page(const facs_part *part);
/** Close; unless it was finished, `keep` leaves what is there for a later run.  Works on a part never opened (zero). */
void facs_part_close(facs_part *part, bool keep);

#endif
