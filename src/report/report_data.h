/* What the script of a report's page reads: one object (format 1), which src/page/report.js unfolds.
 *
 *   format, made {program, time}, title
 *   results      [name, input, pipeline, versions, date, warnings, frames, valid, video, persons]
 *     persons    [person, label, rows, valid, first, last, confidence, time, frame, columns, points, pictures, events, sides]
 *   dictionary   [name, unit, range, meaning]
 *
 * time, frame, columns and points are packed (packed_column.h), with name, group, unit, label, low and high. */
#ifndef FACS_REPORT_REPORT_DATA_H
#define FACS_REPORT_REPORT_DATA_H

#include "base/json_text.h"
#include "report/report_results.h"

typedef struct facs_report_matter {
    const char *title;
    facs_report_result *result;
    int64_t results;
    int64_t shortest; /**< rows of an event at least */
    bool points;
    int64_t events; /**< gets how many there are */
} facs_report_matter;

/** The text so far goes out: called after each column, so that no more than one of them is in memory.  It sets
 *  json->length to 0. */
typedef facs_status facs_report_flush(void *cookie, facs_json *json, facs_error *error);

/** FACS_E_MEMORY, and what `flush` returns. */
facs_status facs_report_data(facs_report_matter *matter, facs_json *json, facs_report_flush *flush, void *cookie,
                             facs_error *error);

#endif
