/* The record of a run, beside its CSV: OUTPUT.facsimile.json says what the numbers were made with. */
#ifndef FACS_EXTRACT_SIDECAR_H
#define FACS_EXTRACT_SIDECAR_H

#include "base/base.h"

struct facs_run;

typedef struct facs_sidecar facs_sidecar;

#define FACS_SIDECAR_ENDING ".facsimile.json"

/** Notes the warnings of a run from here on.  `noting` gets the environment that does so; it must not be used after the
 *  sidecar is closed.  FACS_E_MEMORY. */
facs_status facs_sidecar_create(const facs_env *env, facs_sidecar **sidecar, facs_env *noting, facs_error *error);

/** Its name, for the CSV (or the folder of CSVs) `output`; facs_free.  NULL = no memory, or *none: there is no place
 *  beside standard output, a pipe or a device. */
char *facs_sidecar_path(const facs_env *env, const char *output, bool *none);

/** Start the file `path`.  What stands there stays until facs_sidecar_finish.  FACS_E_OUTPUT when that is no sidecar;
 *  else as facs_output_open(). */
facs_status facs_sidecar_open(facs_sidecar *sidecar, const char *path, facs_error *error);

/** It was opened and is not finished yet. */
bool facs_sidecar_is_open(const facs_sidecar *sidecar);

/** Write what the run was; before its outputs are finished, since what cannot be written is to stop them. */
facs_status facs_sidecar_write(facs_sidecar *sidecar, struct facs_run *run, facs_error *error);
/** Give it its name.  `part`: the run was stopped, see facs_output_set_aside(). */
facs_status facs_sidecar_finish(facs_sidecar *sidecar, bool part, facs_error *error);
/** What is not finished is removed. */
void facs_sidecar_close(facs_sidecar **sidecar);

#endif
