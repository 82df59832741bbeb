/* CSV output, column for column OpenFace 2.2's; docs/algorithm/output.md. */
#ifndef FACS_SINK_CSV_H
#define FACS_SINK_CSV_H

#include "base/base.h"

typedef struct facs_csv facs_csv;

typedef struct facs_csv_options {
    bool stills; /**< columns face, confidence(3) instead of frame, face_id, timestamp, confidence(2), success */
    bool gaze;   /**< eye models present */
    bool aus;
    bool rewrite; /**< AU fields are filled in at the end with two decimals (single-face video) */
    int modes;    /**< p_0 ... p_(modes-1) */
} facs_csv_options;

/** Opens a temporary file beside `path`.  Errors: FACS_E_OUTPUT, FACS_E_DISK_FULL. */
facs_status facs_csv_open(const facs_env *env, const char *path, const facs_csv_options *options, facs_csv **csv,
                          facs_error *error);

/** One row.  With `rewrite` the AU fields are left for facs_csv_finish. */
facs_status facs_csv_write(facs_csv *csv, int64_t frame, double timestamp, const facs_face *face, facs_error *error);

/** Final AUs of row `row` from 0. */
typedef void facs_csv_aus(void *cookie, int64_t row, double au_r[FACS_AU_R], double au_c[FACS_AU_C]);

/** Fill in AUs (rewrite mode), flush, sync and rename to the final name; frees the object.  On error nothing is left
 *  under the final name and the temporary file is removed. */
facs_status facs_csv_finish(facs_csv **csv, facs_csv_aus *aus, void *cookie, facs_error *error);
/** Before facs_csv_finish: as facs_output_set_aside. */
const char *facs_csv_set_aside(facs_csv *csv);
/** Remove the temporary file and free. */
void facs_csv_abandon(facs_csv **csv);

#endif
