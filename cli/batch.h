/* Several inputs, some at the same time. */
#ifndef FACSIMILE_CLI_BATCH_H
#define FACSIMILE_CLI_BATCH_H

#include "output_names.h"
#include "screen.h"

/* Runs all tasks, up to `jobs` at the same time, each with `options`; models are loaded once.  One that fails is
 * reported and does not stop the others; the last message sums up.  After Ctrl-C what is not complete leaves no file.
 * Returns the exit status: that of the failed ones where they agree, else EXIT_OTHER; 128 + the signal. */
int batch_run(const task *tasks, int count, int jobs, const facs_extract_options *options, screen *shown);

#endif
