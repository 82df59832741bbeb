/* Videos of patients, one after the other, each mirrored. */
#ifndef FACSIMILE_CLI_PATIENTS_H
#define FACSIMILE_CLI_PATIENTS_H

#include "screen.h"

/* What happens to a video whose files are all there already. */
typedef enum existing { EXISTING_ASK, EXISTING_ALL, EXISTING_MISSING } existing;

/* Every input by itself, with models that are loaded once.  One that fails is reported and does not stop the others; at
 * the end: how many were processed, skipped, failed, and why.  Returns the exit status: that of the failed ones where
 * they agree, else EXIT_OTHER; 128 + the signal. */
int patients_run(const char *const *inputs, int count, existing what, const facs_mirror_options *options,
                 screen *shown);

#endif
