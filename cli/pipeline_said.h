/* Which pipeline runs: what was given says so, or a line does. */
#ifndef FACSIMILE_CLI_PIPELINE_SAID_H
#define FACSIMILE_CLI_PIPELINE_SAID_H

#include "screen.h"

/** Once, when what is installed has decided: which pipeline it is and how to get the other, also with -q.  For the
 *  progress callback of a run: nothing is said of runs that never begin. */
void pipeline_say(screen *shown, const facs_progress *progress);

/** The pipeline the options mean when they are to be given to facs_models_open(): `name`, or the one that --compat
 *  is for, or the only one that knows --wild, --static-au and outputs that only it has (`asked`). */
const char *pipeline_meant(const char *name, const char *compat, bool wild, bool asked);

#endif
