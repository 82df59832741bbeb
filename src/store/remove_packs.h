/* Model packs (store/pack_set.h) of models that have been removed. */
#ifndef FACS_STORE_REMOVE_PACKS_H
#define FACS_STORE_REMOVE_PACKS_H

#include "base/base.h"

/** Delete the packs that were made from files gone from the folder `cache`, with their smoothing matrices, wherever
 *  they are kept: in that cache and in the one facsimile keeps packs in.  Packs that cannot be read, and matrices
 *  without their pack, go from `cache` too, and everywhere what has been unfinished for more than an hour: they are of
 *  no use.  *bytes grows by what is freed.  The caller holds the cache's lock.  FACS_E_OUTPUT, FACS_E_MEMORY.
 *  @param env resolved */
facs_status facs_remove_packs(const facs_env *env, const char *cache, int64_t *bytes, facs_error *error);

#endif
