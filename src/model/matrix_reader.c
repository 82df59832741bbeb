/* Files, messages and binary matrices: see matrix_reader.h; formats: docs/algorithm/file-formats.md. */
#include "model/matrix_reader.h"
#include "base/noted_env.h"
#include "base/number_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* ---- opening ------------------------------------------------------------------------------------------------------
 */

/* A binary model file has a zero or another unprintable byte among its first; a text file has none. */
static bool looks_like_text(const uint8_t *bytes, size_t size)
{
    size_t count = size < 64 ? size : 64;
    for (size_t i = 0; i < count; i++)
        if ((bytes[i] < ' ' && (bytes[i] < '\t' || bytes[i] > '\r')) || bytes[i] == 0x7f)
            return false;
    return true;
}

static bool looks_like_web_page(const uint8_t *bytes, size_t size)
{
    while (size && facs_is_space(*bytes)) {
        bytes++;
        size--;
    }
    return size >= 5 && *bytes == '<' && (bytes[1] == '!' || (bytes[1] | 0x20) == 'h');
}

/* A name in an index file is not to make the program wait for a pipe or read from a device. */
static bool is_special(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && !S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode);
}

/* a cursor that is refused is closed */
static facs_status check_kind(const facs_env *env, const char *what, bool binary, facs_cursor *cursor)
{
    const uint8_t *bytes = cursor->bytes;
    const size_t size = cursor->size;
    facs_status status = FACS_OK;
    if (size == 0)
        status = facs_cursor_corrupt(cursor, 0, "expected %s, found an empty file", what);
    else if (looks_like_web_page(bytes, size))
        status = facs_cursor_corrupt(cursor, 0, "expected %s, found a web page (the download went wrong)", what);
    else if (binary && looks_like_text(bytes, size))
        status = facs_cursor_corrupt(cursor, 0, "expected %s (a binary file), found text", what);
    else if (!binary && !looks_like_text(bytes, size))
        status = facs_cursor_corrupt(cursor, 0, "expected %s (a text file), found binary data", what);
    if (status != FACS_OK)
        facs_cursor_close(env, cursor);
    return status;
}

facs_status facs_cursor_open(const facs_env *env, const char *path, const char *what, bool binary, facs_cursor *cursor,
                             facs_error *error)
{
    uint8_t *bytes = NULL;
    size_t size = 0;
    *cursor = (facs_cursor){.path = path, .error = error};
    if (is_special(path))
        return facs_cursor_corrupt(cursor, 0, "expected %s, found a pipe or device", what);
    facs_status status = facs_read_file(env, path, FACS_E_MODELS_MISSING, &bytes, &size, error);
    if (status != FACS_OK)
        return status;
    cursor->bytes = bytes;
    cursor->size = size;
    return check_kind(env, what, binary, cursor);
}

facs_status facs_cursor_map(const facs_env *env, const char *path, const char *what, facs_cursor *cursor,
                            facs_error *error)
{
    *cursor = (facs_cursor){.path = path, .error = error};
    if (is_special(path) || !facs_env_has_files(env))
        return facs_cursor_open(env, path, what, true, cursor, error);
    facs_status status = facs_env_note(env, path, error);
    if (status == FACS_OK)
        status = facs_file_map_open(env, path, FACS_E_MODELS_MISSING, &cursor->map, error);
    if (status != FACS_OK)
        return status;
    cursor->bytes = cursor->map.bytes;
    cursor->size = cursor->map.size;
    return check_kind(env, what, true, cursor);
}

void facs_cursor_close(const facs_env *env, facs_cursor *cursor)
{
    if (cursor->map.path)
        facs_file_map_close(env, &cursor->map);
    else
        facs_free(env, (void *)(uintptr_t)cursor->bytes);
    cursor->bytes = NULL;
    cursor->size = cursor->at = 0;
}

/* ---- messages -----------------------------------------------------------------------------------------------------
 */

facs_status facs_cursor_refuse(const facs_cursor *cursor, size_t offset, facs_status status, const char *format,
                               va_list arguments)
{
    char found[512];
    vsnprintf(found, sizeof found, format, arguments);
    return facs_fail(cursor->error, status, "%s: at byte %zu: %s; %s", cursor->path, offset, found,
                     status == FACS_E_UNSUPPORTED
                         ? "use OpenFace 2.2's own model files, or fetch this one again if it should be one of them"
                         : "the file is damaged or of another kind: fetch it again");
}

facs_status facs_cursor_corrupt(const facs_cursor *cursor, size_t offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    facs_status status = facs_cursor_refuse(cursor, offset, FACS_E_MODEL_CORRUPT, format, arguments);
    va_end(arguments);
    return status;
}

facs_status facs_cursor_unsupported(const facs_cursor *cursor, size_t offset, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    facs_status status = facs_cursor_refuse(cursor, offset, FACS_E_UNSUPPORTED, format, arguments);
    va_end(arguments);
    return status;
}

facs_status facs_cursor_no_memory(const facs_cursor *cursor)
{
    return facs_fail(cursor->error, FACS_E_MEMORY, "%s: out of memory while loading the model", cursor->path);
}

/* ---- scalars ------------------------------------------------------------------------------------------------------
 */

static uint32_t load_u32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static uint64_t load_u64(const uint8_t *at)
{
    return (uint64_t)load_u32(at) | (uint64_t)load_u32(at + 4) << 32;
}

static float load_f32(const uint8_t *at)
{
    uint32_t bits = load_u32(at);
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static double load_f64(const uint8_t *at)
{
    uint64_t bits = load_u64(at);
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* the next bytes of the file; NULL with a message (FACS_E_MODEL_CORRUPT) when there are fewer */
static const uint8_t *take(facs_cursor *cursor, const char *what, uint64_t bytes)
{
    size_t left = cursor->size - cursor->at;
    if (bytes > left) {
        facs_cursor_corrupt(cursor, cursor->at, "expected %" PRIu64 " bytes of %s, found only %zu", bytes, what, left);
        return NULL;
    }
    const uint8_t *at = cursor->bytes + cursor->at;
    cursor->at += (size_t)bytes;
    return at;
}

facs_status facs_read_i32(facs_cursor *cursor, const char *what, int32_t *value)
{
    const uint8_t *at = take(cursor, what, 4);
    if (!at)
        return FACS_E_MODEL_CORRUPT;
    *value = (int32_t)load_u32(at);
    return FACS_OK;
}

facs_status facs_read_i32_range(facs_cursor *cursor, const char *what, int32_t low, int32_t high, int32_t *value)
{
    size_t offset = cursor->at;
    int32_t found;
    facs_status status = facs_read_i32(cursor, what, &found);
    if (status != FACS_OK)
        return status;
    if (found >= low && found <= high) {
        *value = found;
        return FACS_OK;
    }
    if (low == high)
        return facs_cursor_corrupt(cursor, offset, "expected %s = %" PRId32 ", found %" PRId32, what, low, found);
    return facs_cursor_corrupt(cursor, offset, "expected %s from %" PRId32 " to %" PRId32 ", found %" PRId32, what, low,
                               high, found);
}

facs_status facs_read_f32(facs_cursor *cursor, const char *what, float *value)
{
    size_t offset = cursor->at;
    const uint8_t *at = take(cursor, what, 4);
    if (!at)
        return FACS_E_MODEL_CORRUPT;
    float found = load_f32(at);
    if (!facs_is_sane((double)found))
        return facs_cursor_corrupt(cursor, offset, "expected a number from -1e9 to 1e9 as %s, found %g", what,
                                   (double)found);
    *value = found;
    return FACS_OK;
}

facs_status facs_read_f64(facs_cursor *cursor, const char *what, double *value)
{
    size_t offset = cursor->at;
    const uint8_t *at = take(cursor, what, 8);
    if (!at)
        return FACS_E_MODEL_CORRUPT;
    double found = load_f64(at);
    if (!facs_is_sane(found))
        return facs_cursor_corrupt(cursor, offset, "expected a number from -1e9 to 1e9 as %s, found %g", what, found);
    *value = found;
    return FACS_OK;
}

/* ---- matrices -----------------------------------------------------------------------------------------------------
 */

/* bytes of an element, 0 = a type no model uses */
static size_t element_size(int32_t type)
{
    switch (type) {
    case 0:
        return 1;
    case 4:
    case 5:
        return 4;
    case 6:
        return 8;
    default:
        return 0;
    }
}

/* header and bounds; the shape is checked by the callers */
static facs_status read_head(facs_cursor *cursor, const char *what, facs_matrix_head *head)
{
    size_t offset = cursor->at;
    const uint8_t *at = take(cursor, what, 12);
    if (!at)
        return FACS_E_MODEL_CORRUPT;
    int32_t rows = (int32_t)load_u32(at), cols = (int32_t)load_u32(at + 4), type = (int32_t)load_u32(at + 8);
    if (rows < 1 || cols < 1 || rows > FACS_MATRIX_SIDE_MAX || cols > FACS_MATRIX_SIDE_MAX)
        return facs_cursor_corrupt(cursor, offset,
                                   "expected a matrix of 1 to %d rows and columns (%s), found %" PRId32 " x %" PRId32,
                                   FACS_MATRIX_SIDE_MAX, what, rows, cols);
    size_t size = element_size(type);
    if (size == 0)
        return facs_cursor_corrupt(cursor, offset + 8,
                                   "expected element type 0, 4, 5 or 6 of the matrix (%s), found %" PRId32, what, type);
    *head = (facs_matrix_head){.rows = rows, .cols = cols, .type = type, .offset = offset};
    head->elements = take(cursor, what, (uint64_t)rows * (uint64_t)cols * size);
    return head->elements ? FACS_OK : FACS_E_MODEL_CORRUPT;
}

facs_status facs_refuse_shape(const facs_cursor *cursor, size_t offset, const char *what, int want_rows, int want_cols,
                              int rows, int cols)
{
    if (want_rows && want_cols)
        return facs_cursor_corrupt(cursor, offset, "expected a matrix of %d x %d as %s, found %d x %d", want_rows,
                                   want_cols, what, rows, cols);
    int want = want_rows ? want_rows : want_cols;
    return facs_cursor_corrupt(cursor, offset, "expected a matrix of %d %s%s as %s, found %d x %d", want,
                               want_rows ? "row" : "column", want == 1 ? "" : "s", what, rows, cols);
}

facs_status facs_read_matrix_head(facs_cursor *cursor, const char *what, int rows, int cols, facs_matrix_head *head)
{
    facs_status status = read_head(cursor, what, head);
    if (status != FACS_OK)
        return status;
    if ((rows && head->rows != rows) || (cols && head->cols != cols))
        return facs_refuse_shape(cursor, head->offset, what, rows, cols, head->rows, head->cols);
    return FACS_OK;
}

facs_status facs_read_vector_head(facs_cursor *cursor, const char *what, int count, facs_matrix_head *head)
{
    facs_status status = read_head(cursor, what, head);
    if (status != FACS_OK)
        return status;
    bool vector = head->rows == 1 || head->cols == 1;
    if (!vector || (count && (int64_t)head->rows * head->cols != count))
        return count ? facs_cursor_corrupt(cursor, head->offset,
                                           "expected one row or column of %d elements as %s, found %d x %d", count,
                                           what, head->rows, head->cols)
                     : facs_cursor_corrupt(cursor, head->offset, "expected one row or column as %s, found %d x %d",
                                           what, head->rows, head->cols);
    return FACS_OK;
}

static facs_status refuse_value(const facs_cursor *cursor, const char *what, const facs_matrix_head *head,
                                size_t element)
{
    size_t size = element_size(head->type);
    const uint8_t *at = head->elements + element * size;
    double value = head->type == 5   ? (double)load_f32(at)
                   : head->type == 6 ? load_f64(at)
                                     : (double)(int32_t)load_u32(at);
    return facs_cursor_corrupt(cursor, head->offset + 12 + element * size,
                               "expected numbers from -1e9 to 1e9 in %s, found %g as element %zu", what, value,
                               element);
}

/* Convert, then one pass that finds out whether all are sane; only on failure the culprit is searched. */
#define DEFINE_CONVERT(NAME, TYPE)                                                                                     \
    facs_status NAME(const facs_cursor *cursor, const char *what, const facs_matrix_head *head, TYPE *out)             \
    {                                                                                                                  \
        size_t count = (size_t)head->rows * (size_t)head->cols;                                                        \
        const uint8_t *from = head->elements;                                                                          \
        switch (head->type) {                                                                                          \
        case 0:                                                                                                        \
            for (size_t i = 0; i < count; i++)                                                                         \
                out[i] = (TYPE)from[i];                                                                                \
            return FACS_OK;                                                                                            \
        case 4:                                                                                                        \
            for (size_t i = 0; i < count; i++)                                                                         \
                out[i] = (TYPE)(int32_t)load_u32(from + 4 * i);                                                        \
            break;                                                                                                     \
        case 5:                                                                                                        \
            for (size_t i = 0; i < count; i++)                                                                         \
                out[i] = (TYPE)load_f32(from + 4 * i);                                                                 \
            break;                                                                                                     \
        default:                                                                                                       \
            for (size_t i = 0; i < count; i++)                                                                         \
                out[i] = (TYPE)load_f64(from + 8 * i);                                                                 \
            break;                                                                                                     \
        }                                                                                                              \
        int bad = 0;                                                                                                   \
        for (size_t i = 0; i < count; i++)                                                                             \
            bad |= !(out[i] >= -(TYPE)FACS_MODEL_VALUE_MAX && out[i] <= (TYPE)FACS_MODEL_VALUE_MAX);                   \
        for (size_t i = 0; bad && i < count; i++)                                                                      \
            if (!facs_is_sane((double)out[i]))                                                                         \
                return refuse_value(cursor, what, head, i);                                                            \
        return FACS_OK;                                                                                                \
    }

DEFINE_CONVERT(facs_convert_f32, float)
DEFINE_CONVERT(facs_convert_f64, double)

facs_status facs_convert_i32(const facs_cursor *cursor, const char *what, const facs_matrix_head *head, int32_t *out)
{
    size_t count = (size_t)head->rows * (size_t)head->cols;
    if (head->type != 4 && head->type != 0)
        return facs_cursor_corrupt(cursor, head->offset + 8, "expected integers (element type 4) in %s, found type %d",
                                   what, head->type);
    for (size_t i = 0; i < count; i++)
        out[i] = head->type == 0 ? head->elements[i] : (int32_t)load_u32(head->elements + 4 * i);
    return FACS_OK;
}

facs_status facs_read_matrix_f32(const facs_env *env, facs_cursor *cursor, const char *what, int rows, int cols,
                                 facs_matrix *out)
{
    facs_matrix_head head = {0};
    facs_status status = facs_read_matrix_head(cursor, what, rows, cols, &head);
    if (status != FACS_OK)
        return status;
    float *elements = facs_calloc(env, (size_t)head.rows * (size_t)head.cols, sizeof *elements);
    if (!elements)
        return facs_cursor_no_memory(cursor);
    status = facs_convert_f32(cursor, what, &head, elements);
    if (status != FACS_OK)
        facs_free(env, elements);
    else
        *out = (facs_matrix){.rows = head.rows, .cols = head.cols, .f32 = elements};
    return status;
}

facs_status facs_read_matrix_f32_into(facs_cursor *cursor, const char *what, int rows, int cols, float *out)
{
    facs_matrix_head head;
    facs_status status = facs_read_matrix_head(cursor, what, rows, cols, &head);
    return status == FACS_OK ? facs_convert_f32(cursor, what, &head, out) : status;
}

facs_status facs_read_matrix_f64_into(facs_cursor *cursor, const char *what, int rows, int cols, double *out)
{
    facs_matrix_head head;
    facs_status status = facs_read_matrix_head(cursor, what, rows, cols, &head);
    return status == FACS_OK ? facs_convert_f64(cursor, what, &head, out) : status;
}

facs_status facs_read_matrix_i32_into(facs_cursor *cursor, const char *what, int rows, int cols, int32_t *out)
{
    facs_matrix_head head;
    facs_status status = facs_read_matrix_head(cursor, what, rows, cols, &head);
    return status == FACS_OK ? facs_convert_i32(cursor, what, &head, out) : status;
}

facs_status facs_expect_end(const facs_cursor *cursor)
{
    if (cursor->at == cursor->size)
        return FACS_OK;
    return facs_cursor_corrupt(cursor, cursor->at, "expected the end of the file, found %zu more bytes",
                               cursor->size - cursor->at);
}
