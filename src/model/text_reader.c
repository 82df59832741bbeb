/* Numbers and matrices of text files: see matrix_reader.h; formats: docs/algorithm/file-formats.md. */
#include "base/number_read.h"
#include "model/matrix_reader.h"

#include <stdio.h>
#include <string.h>

static void skip_space(facs_cursor *cursor)
{
    while (cursor->at < cursor->size && facs_is_space(cursor->bytes[cursor->at]))
        cursor->at++;
}

void facs_skip_comments(facs_cursor *cursor)
{
    while (cursor->at < cursor->size) {
        uint8_t c = cursor->bytes[cursor->at];
        if (c != '#' && c != '\n' && c != ' ' && c != '\r')
            return;
        const uint8_t *from = cursor->bytes + cursor->at;
        const uint8_t *newline = memchr(from, '\n', cursor->size - cursor->at);
        cursor->at = newline ? (size_t)(newline - cursor->bytes) + 1 : cursor->size;
    }
}

/* The next word, cut and with unprintable bytes replaced, for messages. */
static void quote_word(const facs_cursor *cursor, char word[32])
{
    size_t length = 0;
    for (size_t i = cursor->at; i < cursor->size && !facs_is_space(cursor->bytes[i]) && length < 24; i++) {
        uint8_t c = cursor->bytes[i];
        word[length++] = c >= ' ' && c < 0x7f ? (char)c : '?';
    }
    word[length] = '\0';
}

static facs_status refuse_word(const facs_cursor *cursor, const char *kind, const char *what)
{
    char word[32];
    if (cursor->at >= cursor->size)
        return facs_cursor_corrupt(cursor, cursor->at, "expected %s (%s), found the end of the file", kind, what);
    quote_word(cursor, word);
    return facs_cursor_corrupt(cursor, cursor->at, "expected %s (%s), found \"%s\"", kind, what, word);
}

/* at most ten digits, so no overflow in i64 */
static bool scan_integer(facs_cursor *cursor, int64_t *value)
{
    const uint8_t *at = cursor->bytes + cursor->at, *end = cursor->bytes + cursor->size;
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    const uint8_t *digits = at;
    int64_t sum = 0;
    while (at < end && *at >= '0' && *at <= '9' && at - digits < 11)
        sum = sum * 10 + (*at++ - '0');
    if (at == digits || at - digits > 10 || (at < end && !facs_is_space(*at)))
        return false;
    *value = negative ? -sum : sum;
    cursor->at = (size_t)(at - cursor->bytes);
    return true;
}

facs_status facs_read_text_int(facs_cursor *cursor, const char *what, int low, int high, int *value)
{
    skip_space(cursor);
    size_t offset = cursor->at;
    int64_t found;
    if (!scan_integer(cursor, &found))
        return refuse_word(cursor, "an integer", what);
    if (found < low || found > high) {
        cursor->at = offset;
        char word[32];
        quote_word(cursor, word);
        return low == high
                   ? facs_cursor_corrupt(cursor, offset, "expected %s = %d, found %s", what, low, word)
                   : facs_cursor_corrupt(cursor, offset, "expected %s from %d to %d, found %s", what, low, high, word);
    }
    *value = (int)found;
    return FACS_OK;
}

facs_status facs_read_text_real(facs_cursor *cursor, const char *what, double *value)
{
    skip_space(cursor);
    double found;
    const uint8_t *after = facs_decimal_f64(cursor->bytes + cursor->at, cursor->bytes + cursor->size, &found);
    if (!after || !facs_is_sane(found))
        return refuse_word(cursor, "a number from -1e9 to 1e9", what);
    cursor->at = (size_t)(after - cursor->bytes);
    *value = found;
    return FACS_OK;
}

static facs_status read_single(facs_cursor *cursor, const char *what, float *value)
{
    skip_space(cursor);
    float found;
    const uint8_t *after = facs_decimal_f32(cursor->bytes + cursor->at, cursor->bytes + cursor->size, &found);
    if (!after || !facs_is_sane((double)found))
        return refuse_word(cursor, "a number from -1e9 to 1e9", what);
    cursor->at = (size_t)(after - cursor->bytes);
    *value = found;
    return FACS_OK;
}

/* Shape, and room in the file: an element takes at least two bytes (a digit and a blank). */
static facs_status read_head(facs_cursor *cursor, const char *what, int want_rows, int want_cols, facs_matrix *shape,
                             int *type)
{
    skip_space(cursor);
    size_t offset = cursor->at;
    int rows, cols;
    char part[128];
    snprintf(part, sizeof part, "rows of %s", what);
    facs_status status = facs_read_text_int(cursor, part, 1, FACS_MATRIX_SIDE_MAX, &rows);
    snprintf(part, sizeof part, "columns of %s", what);
    if (status == FACS_OK)
        status = facs_read_text_int(cursor, part, 1, FACS_MATRIX_SIDE_MAX, &cols);
    snprintf(part, sizeof part, "element type (4 integer, 5 single, 6 double) of %s", what);
    if (status == FACS_OK)
        status = facs_read_text_int(cursor, part, 4, 6, type);
    if (status != FACS_OK)
        return status;
    if ((want_rows && rows != want_rows) || (want_cols && cols != want_cols))
        return facs_refuse_shape(cursor, offset, what, want_rows, want_cols, rows, cols);
    if ((uint64_t)rows * (uint64_t)cols > (cursor->size - cursor->at) / 2)
        return facs_cursor_corrupt(cursor, offset, "expected the %d x %d numbers of %s, found only %zu bytes more",
                                   rows, cols, what, cursor->size - cursor->at);
    *shape = (facs_matrix){.rows = rows, .cols = cols};
    return FACS_OK;
}

static facs_status read_elements_f32(facs_cursor *cursor, const char *what, int type, size_t count, float *out)
{
    facs_status status = FACS_OK;
    for (size_t i = 0; status == FACS_OK && i < count; i++) {
        if (type == 5) {
            status = read_single(cursor, what, &out[i]);
        } else {
            double value = 0;
            status = facs_read_text_real(cursor, what, &value);
            out[i] = (float)value;
        }
    }
    return status;
}

static facs_status read_elements_f64(facs_cursor *cursor, const char *what, int type, size_t count, double *out)
{
    facs_status status = FACS_OK;
    for (size_t i = 0; status == FACS_OK && i < count; i++) {
        if (type == 5) {
            float value = 0;
            status = read_single(cursor, what, &value);
            out[i] = (double)value;
        } else {
            status = facs_read_text_real(cursor, what, &out[i]);
        }
    }
    return status;
}

static facs_status read_elements_i32(facs_cursor *cursor, const char *what, size_t count, int32_t *out)
{
    facs_status status = FACS_OK;
    for (size_t i = 0; status == FACS_OK && i < count; i++) {
        int value = 0;
        status = facs_read_text_int(cursor, what, -FACS_MODEL_VALUE_MAX, FACS_MODEL_VALUE_MAX, &value);
        out[i] = value;
    }
    return status;
}

facs_status facs_read_text_matrix_f32(const facs_env *env, facs_cursor *cursor, const char *what, int rows, int cols,
                                      facs_matrix *out)
{
    facs_matrix matrix;
    int type;
    facs_status status = read_head(cursor, what, rows, cols, &matrix, &type);
    if (status != FACS_OK)
        return status;
    size_t count = (size_t)matrix.rows * (size_t)matrix.cols;
    matrix.f32 = facs_calloc(env, count, sizeof *matrix.f32);
    if (!matrix.f32)
        return facs_cursor_no_memory(cursor);
    status = read_elements_f32(cursor, what, type, count, matrix.f32);
    if (status != FACS_OK)
        facs_free(env, matrix.f32);
    else
        *out = matrix;
    return status;
}

facs_status facs_read_text_matrix_f32_into(facs_cursor *cursor, const char *what, int rows, int cols, float *out)
{
    facs_matrix shape;
    int type;
    facs_status status = read_head(cursor, what, rows, cols, &shape, &type);
    if (status != FACS_OK)
        return status;
    return read_elements_f32(cursor, what, type, (size_t)rows * (size_t)cols, out);
}

facs_status facs_read_text_matrix_f64_into(facs_cursor *cursor, const char *what, int rows, int cols, double *out)
{
    facs_matrix shape;
    int type;
    facs_status status = read_head(cursor, what, rows, cols, &shape, &type);
    if (status != FACS_OK)
        return status;
    return read_elements_f64(cursor, what, type, (size_t)rows * (size_t)cols, out);
}

/* head of an integer matrix */
static facs_status read_head_i32(facs_cursor *cursor, const char *what, int rows, int cols, facs_matrix *shape)
{
    skip_space(cursor);
    size_t offset = cursor->at;
    int type;
    facs_status status = read_head(cursor, what, rows, cols, shape, &type);
    if (status == FACS_OK && type != 4)
        status =
            facs_cursor_corrupt(cursor, offset, "expected integers (element type 4) as %s, found type %d", what, type);
    return status;
}

facs_status facs_read_text_matrix_i32_into(facs_cursor *cursor, const char *what, int rows, int cols, int32_t *out)
{
    facs_matrix shape;
    facs_status status = read_head_i32(cursor, what, rows, cols, &shape);
    return status == FACS_OK ? read_elements_i32(cursor, what, (size_t)rows * (size_t)cols, out) : status;
}

facs_status facs_read_text_matrix_i32(const facs_env *env, facs_cursor *cursor, const char *what, int cols, int *rows,
                                      int32_t **elements)
{
    facs_matrix shape;
    facs_status status = read_head_i32(cursor, what, 0, cols, &shape);
    if (status != FACS_OK)
        return status;
    size_t count = (size_t)shape.rows * (size_t)shape.cols;
    int32_t *out = facs_calloc(env, count, sizeof *out);
    if (!out)
        return facs_cursor_no_memory(cursor);
    status = read_elements_i32(cursor, what, count, out);
    if (status != FACS_OK) {
        facs_free(env, out);
        return status;
    }
    *rows = shape.rows;
    *elements = out;
    return FACS_OK;
}

facs_status facs_expect_text_end(facs_cursor *cursor)
{
    for (;;) {
        skip_space(cursor);
        if (cursor->at >= cursor->size)
            return FACS_OK;
        if (cursor->bytes[cursor->at] != '#')
            return refuse_word(cursor, "nothing more", "end of the file");
        facs_skip_comments(cursor);
    }
}
