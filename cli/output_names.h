/* What the results of extract's inputs are called. */
#ifndef FACSIMILE_CLI_OUTPUT_NAMES_H
#define FACSIMILE_CLI_OUTPUT_NAMES_H

#include <stdbool.h>

/* Kinds of results besides the CSV (more_outputs.h). */
enum { MORE_NDJSON, MORE_HOG, MORE_ALIGNED, MORE_HDF5, MORE_BIDS, MORE_LSL, MORE_OSC, MORE_OVERLAY, MORE_OUTPUTS };

/* An input and where its results go. */
typedef struct task {
    const char *input;
    char *shown;              /* how messages call it; free() */
    char *output;             /* CSV; NULL = none is wanted; free() */
    char *more[MORE_OUTPUTS]; /* the same for the other kinds */
} task;

/* Is there such a folder? */
bool is_folder(const char *path);

/* Drops the inputs that are there twice, by any way of writing their path.  Returns how many are left, -1 = no memory.
 */
int tasks_without_repeats(task *tasks, int count);

/* Fills in the outputs: in `folder` (NULL = the current one) the input's name without folder and extension, and ".csv";
 * "_csv" for a folder with `image`, which gets a folder of results.  No two outputs are the same: where names clash
 * they get longer, by the extension, then by the folder the input is in, and so on.  False after a message. */
bool tasks_name_outputs(task *tasks, int count, const char *folder, bool image);

/* Fills in where results of one kind go: under the names the CSV files would have, with another ending.  False after a
 * message. */
bool tasks_name_more(task *tasks, int count, int kind, const char *ending, const char *folder, bool image);

void tasks_free(task *tasks, int count);

#endif
