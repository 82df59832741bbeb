/* What the record of a run (extract/sidecar.h) says of a table of results. */
#ifndef FACS_REPORT_REPORT_RECORD_H
#define FACS_REPORT_REPORT_RECORD_H

#include "media/media.h"

enum { FACS_REPORT_MODELS = 32, FACS_REPORT_WARNINGS = 100, FACS_REPORT_HASH = 13 };

typedef struct facs_report_model {
    char *name;
    char hash[FACS_REPORT_HASH]; /**< how its SHA-256 begins; "" = not known */
} facs_report_model;

/** NULL and 0: not known. */
typedef struct facs_report_record {
    facs_env env;
    char *version;        /**< of the facsimile that wrote it */
    char *input, *output; /**< as they were given */
    char *pipeline;
    char *compat, *format; /**< when they were asked for */
    facs_report_model model[FACS_REPORT_MODELS];
    int models;
    int64_t frames, width, height;
    bool from_zero;             /**< frames are counted from 0 */
    facs_media_options reading; /**< how the input was read */
    char *warning[FACS_REPORT_WARNINGS];
    int warnings;
    int64_t left_out; /**< more of them */
    bool stopped, lost;
    bool online;      /**< live: action units were corrected by what had been seen so far */
    int64_t repeated; /**< of a recording: frames of its video that are the one before again */
} facs_report_record;

/** @param path of the table
 *  @param there false: there is none, or this build cannot read it; that is no failure, and neither is one that is damaged,
 *               which is logged
 *  FACS_E_MEMORY.  facs_report_record_free() in any case. */
facs_status facs_report_record_read(const facs_env *env, const char *path, facs_report_record *record, bool *there,
                                    facs_error *error);
void facs_report_record_free(facs_report_record *record);

#endif
