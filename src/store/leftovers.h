/* What processes that were killed left in the cache. */
#ifndef FACS_STORE_LEFTOVERS_H
#define FACS_STORE_LEFTOVERS_H

#include "base/base.h"

/** How the names of files begin that are being unpacked in the cache. */
#define FACS_UNPACK_NAME ".unpack-"

/** Delete files unpacked from archives and unfinished records.  Both are made by the holder of the cache's lock alone,
 *  which the caller is, so nobody needs them any more. */
void facs_leftovers_delete(const facs_env *env, const char *cache);

#endif
