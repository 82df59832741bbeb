/* The part of the schema that one run fills, with as many landmarks, modes and action units as its session gives: what
 * a sink has to know before the first result, and how it gets at the values. */
#ifndef FACS_RESULT_LAYOUT_H
#define FACS_RESULT_LAYOUT_H

#include "result/face_store.h"
#include "result/schema.h"

/** Names of the action units: those of a session are facs_session_au(). */
typedef bool facs_au_lister(const void *cookie, facs_au_kind kind, int index, facs_au_info *info);

/** A column, or a series of them: `count` names that are `name` and 0, 1, ... */
typedef struct facs_field {
    const char *name, *unit;
    const char *meaning, *frame; /**< as in the schema; of coordinates: "" = none */
    double low, high;            /**< likewise; -INFINITY, INFINITY = there is no bound */
    int count, decimals;
    bool series;
    facs_source source;
    int part; /**< which value, or which run of `count` values, of the source */
} facs_field;

/** Of the sink "aligned": which faces it keeps, and how. */
typedef struct facs_aligned_choice {
    int portrait; /**< pixels of the side of the faces that are made for it; 0 = it takes those of the look */
    bool grey, good_only;
    const char *ending; /**< with the dot; NULL = .bmp */
} facs_aligned_choice;

/** Of the sink "records": who gets them. */
typedef struct facs_receiver {
    int (*records)(void *cookie, const facs_records *records); /**< NULL = nobody */
    void *cookie;
} facs_receiver;

typedef struct facs_layout {
    facs_rows rows;
    int rate_num, rate_den;       /**< frames per second of the input; 0 = it states none */
    bool live;                    /**< of facs_live_run(): somebody may read along */
    bool chosen;                  /**< columns were named */
    bool no_empty;                /**< a file of rows without a row is not wanted */
    const char *input, *pipeline; /**< borrowed; NULL = not known */
    int width, height;            /**< of the pictures as shown; 0 = not known, or they differ */
    facs_camera camera;           /**< as it was given */
    facs_aligned_choice aligned;
    facs_receiver receiver;
    int fields;
    facs_field field[];
} facs_layout;

/** NULL = no memory; facs_free().
 *  @param shape of the faces */
facs_layout *facs_layout_create(const facs_env *env, facs_rows rows, const facs_face_shape *shape, facs_au_lister *au,
                                const void *cookie);
/** Without the fields of this source. */
void facs_layout_drop(facs_layout *layout, facs_source source);
/** Of several faces by OpenFace's rule: without tracks and persons, and presences that nobody smooths. */
void facs_layout_slots(facs_layout *layout);
/** Only these columns, words of facs_schema_choice() with commas between them; "all" = each but those that are only there
 *  on request, and so is NULL: nobody chose.  FACS_E_ARGUMENT: there is no such word. */
facs_status facs_layout_choose(facs_layout *layout, const char *columns, facs_error *error);
/** These columns, NULL = nobody chose, are to be with raw action units and baselines. */
bool facs_layout_asks_raw(const char *columns);
/** A word of these columns of which the layout has nothing; the first goes to `word`. */
bool facs_layout_lacks(const facs_layout *layout, const char *columns, char *word, size_t room);
/** Names of the kind: "safe" = those of facs_schema_safe_name().  FACS_E_ARGUMENT: there is no such kind. */
facs_status facs_layout_rename(facs_layout *layout, const char *names, facs_error *error);
/** Also when the frame was captured and how long its result took, at the end: of facs_live_run(). */
void facs_layout_add_live(facs_layout *layout);
/** Some field has this source. */
bool facs_layout_has(const facs_layout *layout, facs_source source);

typedef enum facs_value_type { FACS_VALUE_INTEGER, FACS_VALUE_BOOL, FACS_VALUE_F32, FACS_VALUE_F64 } facs_value_type;

facs_value_type facs_field_type(const facs_field *field);

/** The values of a field: that member is set which `type` names. */
typedef struct facs_values {
    facs_value_type type;
    int64_t integer;  /**< 0 or 1 for FACS_VALUE_BOOL */
    const float *f32; /**< NULL = this face lacks them */
    const double *f64;
} facs_values;

/** Bytes of one value, and of a truth 1. */
size_t facs_field_value_size(const facs_field *field);
/** All values of a field into memory that is aligned for them; NAN where the face lacks them. */
void facs_values_copy(void *at, const facs_field *field, const facs_values *values);

/** Whether the field belongs to the frame and not to one of its faces. */
bool facs_field_of_frame(const facs_field *field);
/** Values of a field; `face` may be NULL for fields of the frame. */
facs_values facs_field_values(const facs_field *field, const facs_result *result, const facs_face *face);

#endif
