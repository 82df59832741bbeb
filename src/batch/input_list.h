/* A list of inputs that somebody wrote (docs/batch.md): a row for each, with columns for the input, its result, options and
 * metadata. */
#ifndef FACS_BATCH_INPUT_LIST_H
#define FACS_BATCH_INPUT_LIST_H

#include "batch/entries.h"

/** Add what the list names.  Inputs are relative to its folder; outputs are what its column says, else "".
 *  FACS_E_NOT_FOUND, FACS_E_ARGUMENT, FACS_E_MEMORY. */
facs_status facs_input_list_read(const facs_env *env, const char *path, facs_entries *all, facs_error *error);

#endif
