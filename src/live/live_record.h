/* What a live run was, beside its CSV, and beside the table of a recording (extract/sidecar.h, docs/live.md). */
#ifndef FACS_LIVE_LIVE_RECORD_H
#define FACS_LIVE_LIVE_RECORD_H

#include "live/live_run.h"

/** Warnings are noted from here on: live->env becomes the environment that does so.  FACS_E_MEMORY. */
facs_status facs_live_start_noting(facs_live *live, facs_error *error);

/** Start the record of the first output that is a CSV with a place for one, when options ask for it.  Errors: those of
 *  facs_sidecar_open_beside(). */
facs_status facs_live_open_record(facs_live *live, facs_error *error);
/** Write it, before that output is finished.  Errors: those of facs_sidecar_write(). */
facs_status facs_live_write_record(facs_live *live, facs_error *error);
/** That output is finished: give the record its name. */
facs_status facs_live_finish_record(facs_live *live, facs_error *error);

/** The record of the recording, which was stopped, written before that is finished; to be finished after it, and closed in any case.
 *  Errors: those of facs_sidecar_open_beside(), facs_sidecar_write(). */
facs_status facs_live_record_recording(facs_live *live, facs_sidecar **record, facs_error *error);

#endif
