/* What a report is about: tables of results, each with its record and what was learnt from its video. */
#ifndef FACS_REPORT_REPORT_RESULTS_H
#define FACS_REPORT_REPORT_RESULTS_H

#include "report/report_record.h"
#include "tables/clip_rows.h"

enum { FACS_REPORT_PICTURES = 12 /* of a person */, FACS_REPORT_DATE = 11 };

/** A face of a frame. */
typedef struct facs_report_picture {
    int64_t person, row; /**< place in the list of persons */
    double frame;
    float box[4];   /**< left, top, right, bottom of its points */
    uint8_t *bytes; /**< JPEG; facs_free */
    size_t count;
} facs_report_picture;

/** The video of a result; zeros: there is none. */
typedef struct facs_report_film {
    char *path;
    bool shown; /**< it was looked at and fits */
    int width, height;
    int64_t frames;
    double duration;  /**< s */
    char *carried;    /**< the small video that the page carries, a temporary file; NULL = none */
    const char *type; /**< of it: "video/mp4" */
    char *link;       /**< relative to the report; NULL = not linked */
} facs_report_film;

typedef struct facs_report_result {
    facs_env env;
    char *path, *name,
        *input; /**< of the table; its name; of the video that was measured for it, NULL = it was given */
    char date[FACS_REPORT_DATE]; /**< "2026-11-30": when the table was made; "" = not known */
    facs_clip_rows clip;
    facs_report_record record;
    bool recorded; /**< there is one */
    char **warning;
    int64_t warnings, room;
    facs_report_picture *picture; /**< in the order of frames */
    int64_t pictures;
    facs_report_film film;
} facs_report_result;

/** Keeps a warning for the page, and logs it.  false = no memory. */
bool facs_report_warn(facs_report_result *result, const char *format, ...) FACS_PRINTF(2, 3);

/** Is it a table of results, or a folder of a mirrored face? */
bool facs_report_is_table(const facs_env *env, const char *path);

/** Reads a table, or that of the folder of a mirrored face (NAME_sides.csv).  Begin with zeros.
 *  @param shown what the table is called; NULL = as its file
 *  Errors: those of facs_clip_rows_read().  facs_report_result_free() in any case. */
facs_status facs_report_result_read(const facs_env *env, const char *path, const char *shown,
                                    facs_report_result *result, facs_error *error);
void facs_report_result_free(facs_report_result *result);

/** Behind the last '/'. */
const char *facs_report_name(const char *path);

#endif
