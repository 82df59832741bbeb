/* The manifest of a batch: what is known of each input, in a file that only grows while the batch runs.
 *
 *     line 1   #facsimile-manifest 1 and what the batch decided (decided.h), NAME=VALUE with tabs between
 *     line 2   names of the columns
 *     else     an input; what comes later of the same output counts
 *
 * A row is added with one write() when an input begins and when it ends, so that a killed process loses no row but the one
 * it was writing, which does not end and is passed over.  It is not synced: what a power cut takes is done again.  At the
 * beginning and at the end of a run the file is written anew, a row for each input, and replaced as a whole. */
#ifndef FACS_BATCH_JOURNAL_H
#define FACS_BATCH_JOURNAL_H

#include "batch/entries.h"

#define FACS_JOURNAL_MARK "#facsimile-manifest 1"

/** Is a column of every manifest called so? */
bool facs_journal_has_column(const char *name);

/** All rows, the last one of each output, sorted.
 *  @param all  its environment, else zeros; what is there stays
 *  @param head gets the first line without its end; facs_free()
 *  FACS_E_NOT_FOUND; FACS_E_OUTPUT: it is no manifest of ours, or of another version, or damaged; FACS_E_MEMORY. */
facs_status facs_journal_read(const char *path, facs_entries *all, char **head, facs_error *error);

/** Replace the file as a whole.
 *  @param only_failed leave out all that did not fail
 *  FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
facs_status facs_journal_write(const char *path, const char *head, const facs_entries *all, bool only_failed,
                               facs_error *error);

/** A row at the end of the open file; one thread at a time.  FACS_E_OUTPUT, FACS_E_DISK_FULL, FACS_E_MEMORY. */
facs_status facs_journal_note(int file, const char *path, const facs_entries *all, const facs_entry *entry,
                              facs_error *error);

#endif
