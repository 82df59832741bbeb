/* CSV rows, column for column OpenFace 2.2's.
 *
 * docs/algorithm/output.md.  AU fields are filled in after the last frame: final AUs lie in 0..5 and
 * presences are 0 or 1, so with two decimals each of the 35 fields is four characters wide: rows are written with
 * "0.00" in their place and patched block by block at the end, in place and in flat memory. */
#include "sink/csv.h"

#include "base/number_write.h"
#include "sink/output.h"

#include <string.h>

enum {
    AU_FIELDS = FACS_AU_R + FACS_AU_C,
    FIELD_WIDTH = 5,                                  /* ",0.00" */
    NUMBERS = 700 + FACS_MODES_MAX,                   /* f32 fields of a row, more than enough */
    ROW_MAX = 48 * NUMBERS + 40 * FACS_DECIMAL_WIDTH, /* widest f32: "-", 39 digits, ".", 6 decimals, "," */
    BUFFER = 4 * ROW_MAX,
};

struct facs_csv {
    facs_env env;
    facs_csv_options options;
    facs_output *output;
    int64_t rows;
    size_t used;
    char buffer[BUFFER];
};

static char *put_text(char *at, const char *text)
{
    while (*text)
        *at++ = *text++;
    return at;
}

/* ",name_0,name_1,..." */
static char *put_series(char *at, const char *name, int count)
{
    for (int i = 0; i < count; i++) {
        at = put_text(at, name);
        at = facs_decimal_integer(at, i);
    }
    return at;
}

static char *put_header(char *at, const facs_csv_options *options)
{
    at = put_text(at, options->stills ? "face,confidence" : "frame,face_id,timestamp,confidence,success");
    if (options->gaze) {
        at = put_text(at, ",gaze_0_x,gaze_0_y,gaze_0_z,gaze_1_x,gaze_1_y,gaze_1_z,gaze_angle_x,gaze_angle_y");
        at = put_series(at, ",eye_lmk_x_", FACS_EYE_LANDMARKS);
        at = put_series(at, ",eye_lmk_y_", FACS_EYE_LANDMARKS);
        at = put_series(at, ",eye_lmk_X_", FACS_EYE_LANDMARKS);
        at = put_series(at, ",eye_lmk_Y_", FACS_EYE_LANDMARKS);
        at = put_series(at, ",eye_lmk_Z_", FACS_EYE_LANDMARKS);
    }
    at = put_text(at, ",pose_Tx,pose_Ty,pose_Tz,pose_Rx,pose_Ry,pose_Rz");
    at = put_series(at, ",x_", FACS_LANDMARKS);
    at = put_series(at, ",y_", FACS_LANDMARKS);
    at = put_series(at, ",X_", FACS_LANDMARKS);
    at = put_series(at, ",Y_", FACS_LANDMARKS);
    at = put_series(at, ",Z_", FACS_LANDMARKS);
    at = put_text(at, ",p_scale,p_rx,p_ry,p_rz,p_tx,p_ty");
    at = put_series(at, ",p_", options->modes);
    for (int i = 0; options->aus && i < FACS_AU_R; i++) {
        *at++ = ',';
        at = put_text(put_text(at, facs_au_intensity_name(i)), "_r");
    }
    for (int i = 0; options->aus && i < FACS_AU_C; i++) {
        *at++ = ',';
        at = put_text(put_text(at, facs_au_presence_name(i)), "_c");
    }
    *at++ = '\n';
    return at;
}

static char *put_floats(char *at, const float *values, int count, int decimals)
{
    for (int i = 0; i < count; i++) {
        *at++ = ',';
        at = facs_decimal_fixed(at, (double)values[i], decimals);
    }
    return at;
}

static char *put_doubles(char *at, const double *values, int count, int decimals)
{
    for (int i = 0; i < count; i++) {
        *at++ = ',';
        at = facs_decimal_fixed(at, values[i], decimals);
    }
    return at;
}

static char *put_row(char *at, const facs_csv_options *options, int64_t frame, double timestamp, const facs_face *face)
{
    if (options->stills) {
        at = facs_decimal_integer(at, face->face_id);
        at = put_floats(at, &face->confidence, 1, 3);
    } else {
        at = facs_decimal_integer(at, frame);
        *at++ = ',';
        at = facs_decimal_integer(at, face->face_id);
        at = put_doubles(at, &timestamp, 1, 3);
        at = put_floats(at, &face->confidence, 1, 2);
        at = put_text(at, face->success ? ",1" : ",0");
    }
    if (options->gaze) {
        at = put_floats(at, &face->gaze[0][0], 6, 6);
        at = put_floats(at, face->gaze_angle, 2, 3);
        at = put_floats(at, face->eye_landmarks, 2 * FACS_EYE_LANDMARKS, 1);
        at = put_floats(at, face->eye_landmarks_3d, 3 * FACS_EYE_LANDMARKS, 1);
    }
    at = put_floats(at, face->pose, 3, 1);
    at = put_floats(at, face->pose + 3, 3, 3);
    at = put_floats(at, face->landmarks, 2 * FACS_LANDMARKS, 1);
    at = put_floats(at, face->landmarks_3d, 3 * FACS_LANDMARKS, 1);
    at = put_floats(at, face->params_global, 6, 3);
    at = put_floats(at, face->params_local, options->modes, 3);
    if (options->aus && options->rewrite) {
        for (int i = 0; i < AU_FIELDS; i++)
            at = put_text(at, ",0.00");
    } else if (options->aus) {
        at = put_doubles(at, face->au_r, FACS_AU_R, 2);
        at = put_doubles(at, face->au_c, FACS_AU_C, 1);
    }
    *at++ = '\n';
    return at;
}

static facs_status flush_buffer(facs_csv *csv, facs_error *error)
{
    size_t count = csv->used;
    csv->used = 0;
    return facs_output_write(csv->output, csv->buffer, count, error);
}

facs_status facs_csv_open(const facs_env *env, const char *path, const facs_csv_options *options, facs_csv **csv,
                          facs_error *error)
{
    if (options->modes < 0 || options->modes > FACS_MODES_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: %d shape modes; 0 to %d are possible", path, options->modes,
                         FACS_MODES_MAX);
    facs_env full = facs_env_resolve(env);
    facs_csv *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    made->env = full;
    made->options = *options;
    made->options.rewrite = options->rewrite && options->aus;
    facs_status status = facs_output_open(&full, path, made->options.rewrite, &made->output, error);
    if (status != FACS_OK) {
        facs_free(&full, made);
        return status;
    }
    made->used = (size_t)(put_header(made->buffer, &made->options) - made->buffer);
    *csv = made;
    return FACS_OK;
}

facs_status facs_csv_write(facs_csv *csv, int64_t frame, double timestamp, const facs_face *face, facs_error *error)
{
    if (csv->used > BUFFER - ROW_MAX) {
        facs_status status = flush_buffer(csv, error);
        if (status != FACS_OK)
            return status;
    }
    char *start = csv->buffer + csv->used;
    csv->used += (size_t)(put_row(start, &csv->options, frame, timestamp, face) - start);
    csv->rows++;
    return FACS_OK;
}

/* four characters, whatever the value */
static void put_field(char *at, double value)
{
    char text[FACS_DECIMAL_WIDTH];
    size_t length = (size_t)(facs_decimal_fixed(text, value < 0 ? 0 : value > 9.99 ? 9.99 : value, 2) - text);
    const char *start = text;
    if (length > FIELD_WIDTH - 1) { /* -0.00 */
        start = text + length - (FIELD_WIDTH - 1);
        length = FIELD_WIDTH - 1;
    }
    memset(at, ' ', FIELD_WIDTH - 1); /* " nan" */
    memcpy(at + FIELD_WIDTH - 1 - length, start, length);
}

static void fill_row(char *line_end, int64_t row, facs_csv_aus *aus, void *cookie)
{
    double au_r[FACS_AU_R] = {0}, au_c[FACS_AU_C] = {0};
    aus(cookie, row, au_r, au_c);
    char *at = line_end - AU_FIELDS * FIELD_WIDTH + 1;
    for (int i = 0; i < FACS_AU_R; i++, at += FIELD_WIDTH)
        put_field(at, au_r[i]);
    for (int i = 0; i < FACS_AU_C; i++, at += FIELD_WIDTH)
        put_field(at, au_c[i]);
}

/* block by block: whole lines are patched and written, the broken one at the end is read again with the next block */
static facs_status fill_rows(facs_csv *csv, facs_csv_aus *aus, void *cookie, facs_error *error)
{
    int64_t offset = 0, row = -1; /* the header is line -1 */
    for (;;) {
        size_t got = 0;
        facs_status status = facs_output_read(csv->output, offset, csv->buffer, BUFFER, &got, error);
        if (status != FACS_OK)
            return status;
        size_t done = 0;
        for (char *end; done < got && (end = memchr(csv->buffer + done, '\n', got - done)) != NULL; row++) {
            if (row >= 0)
                fill_row(end, row, aus, cookie);
            done = (size_t)(end - csv->buffer) + 1;
        }
        if (done == 0)
            return row == csv->rows ? FACS_OK
                                    : facs_fail(error, FACS_E_INTERNAL, "CSV has %lld rows instead of %lld",
                                                (long long)row, (long long)csv->rows);
        status = facs_output_replace(csv->output, offset, csv->buffer, done, error);
        if (status != FACS_OK)
            return status;
        offset += (int64_t)done;
    }
}

facs_status facs_csv_finish(facs_csv **address, facs_csv_aus *aus, void *cookie, facs_error *error)
{
    facs_csv *csv = *address;
    facs_status status = flush_buffer(csv, error);
    if (status == FACS_OK && csv->options.rewrite)
        status = fill_rows(csv, aus, cookie, error);
    if (status == FACS_OK)
        status = facs_output_commit(&csv->output, error);
    facs_csv_abandon(address);
    return status;
}

const char *facs_csv_set_aside(facs_csv *csv)
{
    return facs_output_set_aside(csv->output);
}

void facs_csv_abandon(facs_csv **address)
{
    facs_csv *csv = *address;
    *address = NULL;
    if (!csv)
        return;
    facs_output_abandon(&csv->output);
    facs_env env = csv->env;
    facs_free(&env, csv);
}
