/* What an engine remembers of every frame for the second pass over a video, in flat memory: records of one size, in
 * chunks of 1024 frames.
 *
 * The first FACS_RECORDS_KEPT chunks (9 minutes at 30 frames a second) stay in memory; later ones go, as soon as they are
 * full, to a file without a name in $TMPDIR (with 72 bytes a frame 23 MB for three hours).  When there is no such file or
 * the disk is full, they stay in memory as well. */
#ifndef FACS_AU_AU_RECORDS_H
#define FACS_AU_AU_RECORDS_H

#include "base/base.h"

enum { FACS_RECORDS_CHUNK = 1024, FACS_RECORDS_KEPT = 16 };

/** State: the records of one video; one thread. */
typedef struct facs_au_records facs_au_records;

/** NULL = no memory.  @param size of a record, bytes */
facs_au_records *facs_au_records_create(const facs_env *env, size_t size);
void facs_au_records_destroy(facs_au_records **records);
void facs_au_records_reset(facs_au_records *records);

/** Room for record number `index`, the one behind the last or one that is there; false = no memory. */
bool facs_au_records_reserve(facs_au_records *records, int64_t index);

/** Record number `index` that has been reserved; valid until the next call.  `change`: it will be written to.  A record
 *  that cannot be read back is all zero, and facs_au_records_lost is true from then on. */
void *facs_au_records_at(facs_au_records *records, int64_t index, bool change);
bool facs_au_records_lost(const facs_au_records *records);

#endif
