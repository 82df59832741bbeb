/* Everything a result says, as one table of columns: what a value is called, its unit, range, decimals and meaning, and
 * where in a result it stands.  The sinks (through result/layout.h), `facsimile columns`, `facsimile compare` and
 * docs/columns.md derive from it. */
#ifndef FACS_RESULT_SCHEMA_H
#define FACS_RESULT_SCHEMA_H

#include "base/base.h"

/** What a row stands for; columns and decimals differ. */
typedef enum facs_rows {
    FACS_ROWS_ONE,    /**< a frame of a video with one face */
    FACS_ROWS_MANY,   /**< a face of a frame of a video */
    FACS_ROWS_STILLS, /**< a face of a picture by itself */
    FACS_ROWS_KINDS,
} facs_rows;

/** Where in a result values stand. */
typedef enum facs_source {
    FACS_FROM_FRAME,
    FACS_FROM_TIMESTAMP,
    FACS_FROM_FACE_ID,
    FACS_FROM_CONFIDENCE,
    FACS_FROM_SUCCESS,
    FACS_FROM_GAZE,
    FACS_FROM_GAZE_ANGLE,
    FACS_FROM_EYES,
    FACS_FROM_EYES_3D,
    FACS_FROM_POSE,
    FACS_FROM_LANDMARKS,
    FACS_FROM_LANDMARKS_3D,
    FACS_FROM_GLOBAL,
    FACS_FROM_LOCAL,
    FACS_FROM_AU_R,
    FACS_FROM_AU_C,
    FACS_FROM_LANDMARKS_98,
    FACS_FROM_EMOTION,
    FACS_FROM_CAPTURED, /**< these two of live results only: facs_layout_add_live() */
    FACS_FROM_LATENCY,
    FACS_FROM_LIKELIHOOD,
    FACS_FROM_TRACK,
    FACS_FROM_PERSON,
    FACS_FROM_GAZE_HEAD,
    FACS_FROM_GAZE_SCREEN, /**< only with a calibration of the gaze */
    FACS_FROM_AU_RAW,
    FACS_FROM_AU_BASELINE,
} facs_source;

typedef struct facs_schema_line {
    const char *name; /**< one that ends in '_' is a series: 0, 1, ... follow */
    const char *unit;
    double low, high;
    int decimals[FACS_ROWS_KINDS]; /**< -1 = such rows do not have it */
    facs_source source;
    int part;          /**< which value, or run of values, of the source */
    const char *group; /**< those that are compared together; "" = alone */
    const char *frame; /**< coordinate frame: "image", "camera", "head", "screen"; "" = none */
    const char *meaning;
    const char *pipelines;    /**< that fill it, with blanks between them */
    const char *experimental; /**< those in which it is only there when it was asked for; "" = none */
} facs_schema_line;

/** In the order of the columns; NULL past the last. */
const facs_schema_line *facs_schema_get(int index);

/** Which of the choices of columns ("au", "pose", "gaze", "2d", "3d", "eyes", "pdm", "likelihood", "gaze-head", "raw") values from there belong to; "" = they
 *  are always there. */
const char *facs_schema_choice(facs_source source);
/** Values from there are only in outputs whose choice names their word: OpenFace's tables have no place for them. */
bool facs_schema_on_request(facs_source source);
/** The name of a line where names must not differ only in case; for most of them the name itself. */
const char *facs_schema_safe_name(const char *name);
/** What is known of a column of that name, such as "AU12_r"; NULL = nothing. */
const facs_schema_line *facs_schema_find(const char *name);

#endif
