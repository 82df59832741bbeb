/* The record of a run, beside its CSV: OUTPUT.facsimile.json says what the numbers were made with.  Here are the file and the
 * warnings; what else stands in it is written by run_record.c and live/live_record.c. */
#ifndef FACS_EXTRACT_SIDECAR_H
#define FACS_EXTRACT_SIDECAR_H

#include "base/json_text.h"
#include "extract/outputs.h"

typedef struct facs_sidecar facs_sidecar;

#define FACS_SIDECAR_ENDING ".facsimile.json"
/** First member, by which a record is known as one; its value is the version of the format. */
#define FACS_SIDECAR_MARK "facsimile_sidecar"

/** Notes the warnings of a run from here on.  `noting` gets the environment that does so; it must not be used after the
 *  sidecar is closed.  FACS_E_MEMORY. */
facs_status facs_sidecar_create(const facs_env *env, facs_sidecar **sidecar, facs_env *noting, facs_error *error);

/** Its name, for the CSV (or the folder of CSVs) `output`; facs_free.  NULL = no memory, or *none: there is no place
 *  beside standard output, a pipe or a device. */
char *facs_sidecar_path(const facs_env *env, const char *output, bool *none);

/** Start the file `path`.  What stands there stays until facs_sidecar_finish.  FACS_E_OUTPUT when that is no sidecar;
 *  else as facs_output_open(). */
facs_status facs_sidecar_open(facs_sidecar *sidecar, const char *path, facs_error *error);

/** Start the record beside the file or folder `csv`.  Where there is no place for one, none is opened; nor without a sidecar
 *  or a CSV, which are then NULL.
 *  @param outputs of the run, none of which may be the record
 *  Errors: those of facs_sidecar_open(), facs_models_check_output(), FACS_E_ARGUMENT. */
facs_status facs_sidecar_open_beside(facs_sidecar *sidecar, const facs_models *models, const char *csv,
                                     const facs_output *outputs, int64_t count, facs_error *error);

/** It was opened and is not finished yet. */
bool facs_sidecar_is_open(const facs_sidecar *sidecar);

/** "warnings": those noted so far. */
void facs_sidecar_add_warnings(facs_json *json, facs_sidecar *sidecar);
/** Write the record, whose text is freed; before outputs are finished, since what cannot be written is to stop them.
 *  @param output for messages
 *  FACS_E_MEMORY, also when the text is not whole, FACS_E_OUTPUT, FACS_E_DISK_FULL. */
facs_status facs_sidecar_write(facs_sidecar *sidecar, facs_json *json, const char *output, facs_error *error);
/** Give it its name.  `part`: the run was stopped, see facs_output_set_aside(). */
facs_status facs_sidecar_finish(facs_sidecar *sidecar, bool part, facs_error *error);
/** What is not finished is removed. */
void facs_sidecar_close(facs_sidecar **sidecar);

#endif
