/* What an earlier run's manifest says is checked before it is believed. */
#ifndef FACS_BATCH_BELIEVE_H
#define FACS_BATCH_BELIEVE_H

#include "batch/places.h"

enum { FACS_STARTS_MOST = 3 }; /**< so often an input may be at work when the program ends; then it counts as failed */

/** Entries get the state they have in the manifest when that is still true: what is done has its result, of the size and
 *  with the hash that are written there, and its input is as it was (size and time, or with `full` its hash).  Else they
 *  wait.  What failed stays so unless `retry`.  Entries of the manifest that are no input any more are added as `gone`.
 *  FACS_E_MEMORY.
 *  @param all sorted, and sorted again afterwards */
facs_status facs_believe(const facs_places *places, facs_entries *all, const facs_entries *earlier, bool retry,
                         bool full, facs_error *error);

/** Size and time of an input; false = it cannot be looked at. */
bool facs_look_at_input(facs_entry *entry);
/** Hashes of the input, and size and hash of the first result, as they are now. */
void facs_look_at_result(const facs_places *places, facs_entry *entry);

#endif
