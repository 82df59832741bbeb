/* Which inputs a batch has: files, folders that are searched, patterns. */
#ifndef FACS_BATCH_GATHER_H
#define FACS_BATCH_GATHER_H

#include "batch/entries.h"

/** Add what `given` means; each entry's output is its name, with the input's extension still there:
 *    a folder       videos and pictures in it and in folders below, without hidden ones and `results`; "a/b/x.mp4"
 *    a pattern      that no file is called like: what it matches, named from its first part with a wildcard on
 *    anything else  itself, by its last name
 *  FACS_E_NOT_FOUND, FACS_E_ARGUMENT (`results` itself is to be searched), FACS_E_MEMORY.
 *  @param results folder of the results, which need not exist */
facs_status facs_gather(const char *given, const char *results, facs_entries *all, facs_error *error);

#endif
