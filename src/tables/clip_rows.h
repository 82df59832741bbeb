/* A result in memory: of each person what stands in its rows about face, head and eyes.
 *
 * Tables of facsimile (any pipeline and --format), OpenFace and PyfaceAU, packed ones too, and those that compare the sides
 * of a mirrored face (NAME_sides.csv).  Columns that are none of these groups are passed over. */
#ifndef FACS_TABLES_CLIP_ROWS_H
#define FACS_TABLES_CLIP_ROWS_H

#include "result/schema.h"

typedef enum facs_clip_group {
    FACS_CLIP_AU_R,
    FACS_CLIP_AU_C,
    FACS_CLIP_SIDE, /**< an intensity of one half of the face */
    FACS_CLIP_POSE,
    FACS_CLIP_GAZE,
    FACS_CLIP_CONFIDENCE,
    FACS_CLIP_SUCCESS,
    FACS_CLIP_X, /**< of the points of the face, one after the other */
    FACS_CLIP_Y,
} facs_clip_group;

enum { FACS_CLIP_NAME = 24, FACS_CLIP_UNIT = 8, FACS_CLIP_BLOCK = 128 /* rows */ };

typedef struct facs_clip_column {
    char name[FACS_CLIP_NAME]; /**< as facsimile calls it: "AU12L_r" for AU12_left of a mirrored face as well */
    char unit[FACS_CLIP_UNIT]; /**< "AU12"; "" = it is of no action unit */
    char side;                 /**< 'L', 'R', the person's own; 0 = both */
    facs_clip_group group;
    int64_t source; /**< column of the table */
    const facs_schema_line *line;
} facs_clip_column;

typedef struct facs_clip_person {
    int64_t id, rows, valid; /**< valid: rows with success */
    double *time, *frame;    /**< of each row */
    float **block;           /**< facs_clip_value() */
    int64_t room, blocks;
} facs_clip_person;

/** Begin with the environment (resolved) and zeros. */
typedef struct facs_clip_rows {
    facs_env env;
    facs_clip_column *column;
    int64_t columns;
    facs_clip_person **person; /**< sorted by id */
    int64_t persons, room;
    int64_t rows;          /**< of all, also of nobody in particular */
    int64_t frames, valid; /**< different ones, and those in which somebody was found */
    double last_frame;     /**< the largest number */
    bool from_zero;        /**< the smallest is 0 */
    bool numbered;         /**< frames have numbers, else rows were counted */
    bool timed;            /**< times grow from row to row; else `time` counts frames */
    bool mirrored;         /**< it compares the sides of a mirrored face */
    const char *called;    /**< "Person", "Face": what a number is that of */
} facs_clip_rows;

/** Of rows without success only confidence and success are kept.
 *  FACS_E_NOT_FOUND, FACS_E_MEDIA (no table of results; a value that cannot be, with its line), FACS_E_EMPTY (there is no
 *  row), FACS_E_MEMORY. */
facs_status facs_clip_rows_read(const char *path, facs_clip_rows *clip, facs_error *error);
void facs_clip_rows_free(facs_clip_rows *clip);

/** NAN = there is none. */
float facs_clip_value(const facs_clip_rows *clip, const facs_clip_person *person, int64_t column, int64_t row);
/** All of a column; `values` has room for the person's rows. */
void facs_clip_column_values(const facs_clip_rows *clip, const facs_clip_person *person, int64_t column, float *values);
/** The column of that group, unit and side; -1 = there is none. */
int64_t facs_clip_find(const facs_clip_rows *clip, facs_clip_group group, const char *unit, char side);

#endif
