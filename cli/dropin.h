/* facsimile in the place of OpenFace 2.2's programs: their arguments, their files (docs/openface-programs.md). */
#ifndef FACSIMILE_CLI_DROPIN_H
#define FACSIMILE_CLI_DROPIN_H

#include "dropin_arguments.h"

/* The program that a name or path is; NULL = it is none. */
const dropin_program *dropin_program_of(const char *name);

/* Runs it; argv[0] is its name.  Returns the exit status. */
int dropin_run(const dropin_program *program, int argc, char **argv);

#endif
