/* Which files something was made from, to see later whether they are still the same. */
#ifndef FACS_STORE_ORIGINALS_H
#define FACS_STORE_ORIGINALS_H

#include "base/noted_env.h"
#include "store/hash.h"

/** A file as it was just before it was read. */
typedef struct facs_original {
    char *path;                    /**< absolute */
    int64_t size, time;            /**< bytes, of the last change in ns since 1970; size -1: it was not there */
    char sha256[FACS_SHA256_TEXT]; /**< in packs; "" = not known */
} facs_original;

/** Notes every file that is read through its environment.  Must outlive that environment. */
typedef struct facs_originals {
    facs_noted noted; /**< first */
    facs_original *item;
    int count, capacity;
} facs_originals;

/** Environment that reads files through `env` (resolved, without read_file) and notes them; memory from it may be freed
 *  through `env`.  One thread. */
facs_env facs_originals_init(facs_originals *originals, const facs_env *env);
void facs_originals_free(facs_originals *originals);

/** Is the file as it was? */
bool facs_original_same(const facs_original *original);

#endif
