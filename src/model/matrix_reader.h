/* Bounded cursor over a model file's bytes with the matrix formats of docs/algorithm/file-formats.md.
 * No length in a file is trusted: every read checks what is left, every count has a ceiling.
 *
 * A failing read leaves a message with file, byte offset, what was expected, what was found, and what to do. */
#ifndef FACS_MODEL_MATRIX_READER_H
#define FACS_MODEL_MATRIX_READER_H

#include "base/file_map.h"
#include "base/finite.h"

enum {
    FACS_MATRIX_SIDE_MAX = 1 << 20, /**< most rows or columns of any matrix */
    FACS_INDEX_BYTES_MAX = 1 << 20, /**< largest index file */
    FACS_MODEL_PATH_MAX = 4096,     /**< longest path in an index file, bytes */
};

typedef struct facs_cursor {
    const char *path;     /**< for messages; borrowed */
    const uint8_t *bytes; /**< followed by a zero byte */
    size_t size, at;
    facs_file_map map; /**< where the bytes are, if not in memory of their own */
    facs_error *error; /**< where failures are described: file, offset, what was expected */
} facs_cursor;

/** Matrix converted to f32, row-major. */
typedef struct facs_matrix {
    int rows, cols;
    float *f32;
} facs_matrix;

/** Where a binary matrix lies in the file. */
typedef struct facs_matrix_head {
    int rows, cols, type;
    size_t offset;           /**< of the header */
    const uint8_t *elements; /**< rows * cols of `type`, little-endian, not aligned */
} facs_matrix_head;

/** Read `path` as a file of `what` ("CCNF patch experts") that is binary or text; refuses the other kind, web pages
 *  and empty files.  FACS_E_MODELS_MISSING when it cannot be read.  facs_cursor_close in every case of success. */
facs_status facs_cursor_open(const facs_env *env, const char *path, const char *what, bool binary, facs_cursor *cursor,
                             facs_error *error);
/** Same for a binary file whose bytes are not changed: mapped, if it is an ordinary one; no zero byte follows. */
facs_status facs_cursor_map(const facs_env *env, const char *path, const char *what, facs_cursor *cursor,
                            facs_error *error);
void facs_cursor_close(const facs_env *env, facs_cursor *cursor);

/** Describe damage at byte `offset`: "expected ..., found ..." in `format`; returns FACS_E_MODEL_CORRUPT. */
facs_status facs_cursor_corrupt(const facs_cursor *cursor, size_t offset, const char *format, ...) FACS_PRINTF(3, 4);
/** Something well-formed that facsimile cannot use; returns FACS_E_UNSUPPORTED. */
facs_status facs_cursor_unsupported(const facs_cursor *cursor, size_t offset, const char *format, ...)
    FACS_PRINTF(3, 4);
/** Either of the two by its status, with the arguments of `format` in a list. */
facs_status facs_cursor_refuse(const facs_cursor *cursor, size_t offset, facs_status status, const char *format,
                               va_list arguments) FACS_PRINTF(4, 0);
/** A matrix of another shape than wanted; one of the wanted sides may be 0 = any. */
facs_status facs_refuse_shape(const facs_cursor *cursor, size_t offset, const char *what, int want_rows, int want_cols,
                              int rows, int cols);
facs_status facs_cursor_no_memory(const facs_cursor *cursor);

/** false for NaN */
static inline bool facs_is_sane(double value)
{
    return value >= -FACS_MODEL_VALUE_MAX && value <= FACS_MODEL_VALUE_MAX;
}

/** Angles in model files are degrees. */
static inline double facs_radians(double degrees)
{
    return degrees * 3.14159265358979323846 / 180.0;
}

/* binary, little-endian */
facs_status facs_read_i32(facs_cursor *cursor, const char *what, int32_t *value);
facs_status facs_read_i32_range(facs_cursor *cursor, const char *what, int32_t low, int32_t high, int32_t *value);
facs_status facs_read_f32(facs_cursor *cursor, const char *what, float *value);
facs_status facs_read_f64(facs_cursor *cursor, const char *what, double *value);
/** Header of a matrix of rows x cols (0 = any), whose elements are in the file; the cursor moves behind it. */
facs_status facs_read_matrix_head(facs_cursor *cursor, const char *what, int rows, int cols, facs_matrix_head *head);
/** Same for `count` (0 = any) elements stored as one row or one column. */
facs_status facs_read_vector_head(facs_cursor *cursor, const char *what, int count, facs_matrix_head *head);
/** Elements of a matrix into memory of the caller; every one finite and within FACS_MODEL_VALUE_MAX, integers any:
 * their range is the caller's to check. */
facs_status facs_convert_f32(const facs_cursor *cursor, const char *what, const facs_matrix_head *head, float *out);
facs_status facs_convert_f64(const facs_cursor *cursor, const char *what, const facs_matrix_head *head, double *out);
facs_status facs_convert_i32(const facs_cursor *cursor, const char *what, const facs_matrix_head *head, int32_t *out);
/** Binary matrix of exactly rows x cols (0 = any from 1 to limit); entries must be finite; converted to f32.  Caller
 *  frees out->f32 with facs_free. */
facs_status facs_read_matrix_f32(const facs_env *env, facs_cursor *cursor, const char *what, int rows, int cols,
                                 facs_matrix *out);
/** Same into memory of the caller, rows x cols exactly. */
facs_status facs_read_matrix_f32_into(facs_cursor *cursor, const char *what, int rows, int cols, float *out);
facs_status facs_read_matrix_f64_into(facs_cursor *cursor, const char *what, int rows, int cols, double *out);
facs_status facs_read_matrix_i32_into(facs_cursor *cursor, const char *what, int rows, int cols, int32_t *out);
/** All bytes must have been read. */
facs_status facs_expect_end(const facs_cursor *cursor);

/* text */
void facs_skip_comments(facs_cursor *cursor); /**< file-formats.md, Comments */
facs_status facs_read_text_int(facs_cursor *cursor, const char *what, int low, int high, int *value);
facs_status facs_read_text_real(facs_cursor *cursor, const char *what, double *value);
/** Text matrix; element type 6 goes decimal -> f64 (-> f32), 5 decimal -> f32, 4 integers. */
facs_status facs_read_text_matrix_f32(const facs_env *env, facs_cursor *cursor, const char *what, int rows, int cols,
                                      facs_matrix *out);
facs_status facs_read_text_matrix_f32_into(facs_cursor *cursor, const char *what, int rows, int cols, float *out);
facs_status facs_read_text_matrix_f64_into(facs_cursor *cursor, const char *what, int rows, int cols, double *out);
facs_status facs_read_text_matrix_i32_into(facs_cursor *cursor, const char *what, int rows, int cols, int32_t *out);
/** Integer matrix of any number of rows; *elements from facs_calloc. */
facs_status facs_read_text_matrix_i32(const facs_env *env, facs_cursor *cursor, const char *what, int cols, int *rows,
                                      int32_t **elements);
/** Only white space and comments may be left. */
facs_status facs_expect_text_end(facs_cursor *cursor);

#endif
