/* Records that are read back in the order they were written: the first 64 KB of them in memory, more in a
 * file without a name.  Memory does not grow with their number. */
#ifndef FACS_EXTRACT_SPOOL_H
#define FACS_EXTRACT_SPOOL_H

#include "base/base.h"

typedef struct facs_spool facs_spool; /**< state; one thread */

/** @param name   what the records are for, in messages
 *  @param folder where the file is made, if need be; NULL or no room there: in facs_temporary_folder()
 *  Errors: FACS_E_MEMORY. */
facs_status facs_spool_create(const facs_env *env, const char *name, const char *folder, facs_spool **spool,
                              facs_error *error);
void facs_spool_destroy(facs_spool **spool);

/** Room for a record of `bytes`, to be filled at once; aligned to 8; NULL after an error.
 *  Errors: FACS_E_MEMORY, FACS_E_OUTPUT, FACS_E_DISK_FULL. */
facs_status facs_spool_add(facs_spool *spool, size_t bytes, void **record, facs_error *error);

/** Records come from the first one on; none may be added any more.  Errors: as facs_spool_add. */
facs_status facs_spool_rewind(facs_spool *spool, facs_error *error);
/** Next record, borrowed until the next call.  FACS_END: there is none.  Errors: FACS_E_OUTPUT, FACS_E_MEMORY. */
facs_status facs_spool_next(facs_spool *spool, const void **record, size_t *bytes, facs_error *error);

#endif
