/* Results in a spool, until their action units are final. */
#ifndef FACS_EXTRACT_KEPT_H
#define FACS_EXTRACT_KEPT_H

#include "extract/spool.h"
#include "result/face_store.h"

/** Errors: those of facs_spool_add(). */
facs_status facs_kept_add(facs_spool *spool, const facs_result *result, facs_error *error);
/** The next result into a store of the same shape.  FACS_END: there is none.  Errors: those of facs_spool_next(). */
facs_status facs_kept_next(facs_spool *spool, facs_face_store *store, facs_error *error);

#endif
