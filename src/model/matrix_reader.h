/* Bounded cursor over a model file's bytes with the matrix formats of spec 01 1.1-1.4.
 * No length in a file is trusted: every read checks what is left, every count has a ceiling. */
#ifndef FACS_MODEL_MATRIX_READER_H
#define FACS_MODEL_MATRIX_READER_H

#include "base/base.h"

typedef struct facs_cursor {
    const char *path;     /**< for messages; borrowed */
    const uint8_t *bytes; /**< followed by a zero byte */
    size_t size, at;
    facs_error *error;    /**< where failures are described: file, offset, what was expected */
} facs_cursor;

/** Matrix converted to f64 or f32, row-major. */
typedef struct facs_matrix {
    int rows, cols;
    double *f64; /**< one of the two is set */
    float *f32;
} facs_matrix;

/* binary, little-endian */
facs_status facs_read_i32(facs_cursor *cursor, const char *what, int32_t *value);
facs_status facs_read_i32_range(facs_cursor *cursor, const char *what, int32_t low, int32_t high, int32_t *value);
facs_status facs_read_f32(facs_cursor *cursor, const char *what, float *value);
facs_status facs_read_f64(facs_cursor *cursor, const char *what, double *value);
/** Binary matrix of exactly rows x cols (0 = any from 1 to limit); entries must be finite; converted to the type
 *  asked for.  Caller frees out->f64/out->f32 with facs_free. */
facs_status facs_read_matrix_f64(const facs_env *env, facs_cursor *cursor, const char *what, int rows, int cols,
                                 facs_matrix *out);
facs_status facs_read_matrix_f32(const facs_env *env, facs_cursor *cursor, const char *what, int rows, int cols,
                                 facs_matrix *out);
/** Same into memory of the caller, rows x cols exactly. */
facs_status facs_read_matrix_f32_into(facs_cursor *cursor, const char *what, int rows, int cols, float *out);
facs_status facs_read_matrix_i32_into(facs_cursor *cursor, const char *what, int rows, int cols, int32_t *out);

/* text */
void facs_skip_comments(facs_cursor *cursor); /**< spec 01 1.3 */
facs_status facs_read_text_int(facs_cursor *cursor, const char *what, int low, int high, int *value);
facs_status facs_read_text_real(facs_cursor *cursor, const char *what, double *value);
/** Text matrix; element type 6 goes decimal -> f64 (-> f32), 5 decimal -> f32, 4 integers. */
facs_status facs_read_text_matrix_f32(const facs_env *env, facs_cursor *cursor, const char *what, int rows, int cols,
                                      facs_matrix *out);
facs_status facs_read_text_matrix_f64(const facs_env *env, facs_cursor *cursor, const char *what, int rows, int cols,
                                      facs_matrix *out);
facs_status facs_read_text_matrix_i32_into(facs_cursor *cursor, const char *what, int rows, int cols, int32_t *out);

#endif
