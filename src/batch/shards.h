/* The files of a batch in its folder, which has its lock, and which input is of which shard. */
#ifndef FACS_BATCH_SHARDS_H
#define FACS_BATCH_SHARDS_H

#include "batch/entries.h"

/** "FOLDER/NAME.tsv" of a batch that is one, "FOLDER/NAME.I-of-N.tsv" of a shard; facs_free(); NULL = no memory. */
char *facs_shard_path(const facs_env *env, const char *folder, const char *name, int64_t shard, int64_t shards);

/** Which of the shards, from 1, an output belongs to: by a hash of its name, so that nobody has to know the others. */
int64_t facs_shard_of(const char *output, int64_t shards);

/** The shard's manifest is there, and none of another division (manifest.tsv beside manifest.1-of-2.tsv).
 *  FACS_E_OUTPUT when there is one of another; FACS_E_NOT_FOUND (the folder). */
facs_status facs_shard_check(const facs_env *env, const char *folder, int64_t shard, int64_t shards, facs_error *error);

/** How many shards the manifests in a folder are of: 0 = there is none. FACS_E_OUTPUT: they are of different divisions. */
facs_status facs_shard_count(const char *folder, int64_t *shards, facs_error *error);

/** Take the lock of a manifest, the file beside it whose name begins with a dot.  *lock: to close.
 *  FACS_E_OUTPUT: another process has it, or it cannot be made; FACS_E_MEMORY. */
facs_status facs_shard_lock(const facs_env *env, const char *manifest, int *lock, facs_error *error);

#endif
