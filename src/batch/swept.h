/* What killed runs of a batch left: parts of results that were never finished. */
#ifndef FACS_BATCH_SWEPT_H
#define FACS_BATCH_SWEPT_H

#include "batch/places.h"

/** Delete the parts of results of these entries, and of their records.  For the holder of the batch's lock: nobody else
 *  writes them.  How many; -1 = no memory. */
int64_t facs_swept(const facs_places *places, const facs_entries *all);

#endif
