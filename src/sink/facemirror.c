/* Face Mirror's table as CSV: one row a face, eighteen action units as `_r` and again as `_c` (docs/algorithm/output.md, Face
 * Mirror's table).  What a run does not fill is "nan"; a face without action units has empty cells. */
#include "base/number_write.h"
#include "sink/text.h"

#include <math.h>
#include <string.h>

enum { UNITS = 18, KINDS = 2, COLUMNS = KINDS * UNITS, DECIMALS = 6, MOST = 5 };
enum { LONGEST = 4096 + 5 * FACS_DECIMAL_WIDTH }; /* bytes: values of a row are cut off to 0 .. 5 */

static const char *const unit[UNITS] = {"AU01", "AU02", "AU04", "AU05", "AU06", "AU07", "AU09", "AU10", "AU12",
                                        "AU14", "AU15", "AU16", "AU17", "AU20", "AU23", "AU25", "AU26", "AU45"};
static const char *const ending[KINDS] = {"_r", "_c"};

static char *put_column(char *at, int column)
{
    return facs_put_text(facs_put_text(at, unit[column % UNITS]), ending[column / UNITS]);
}

static char *put_names(char *at, const facs_layout *layout)
{
    (void)layout;
    at = facs_put_text(at, "frame,face_id,timestamp,confidence,success");
    for (int i = 0; i < COLUMNS; i++) {
        *at++ = ',';
        at = put_column(at, i);
    }
    *at++ = '\n';
    return at;
}

static facs_status open_facemirror(const facs_sink_place *place, void **state, facs_error *error)
{
    return facs_text_open_table(place, LONGEST, put_names, state, error);
}

/* the value of a column, NaN when nobody fills it */
static double value_of(const facs_layout *layout, const facs_result *result, const facs_face *face, int column)
{
    char name[8], *end = put_column(name, column);
    *end = '\0';
    for (int i = 0; i < layout->fields; i++) {
        const facs_field *field = &layout->field[i];
        if ((field->source == FACS_FROM_AU_R || field->source == FACS_FROM_AU_C) && strcmp(field->name, name) == 0) {
            const facs_values values = facs_field_values(field, result, face);
            const double value = values.f64 ? values.f64[0] : (double)NAN;
            return isfinite(value) ? fmin(fmax(value, 0), MOST) : (double)NAN;
        }
    }
    return (double)NAN;
}

static char *put_row(char *at, const facs_layout *layout, const facs_result *result, const facs_face *face)
{
    at = facs_decimal_integer(at, result->frame > 0 ? result->frame - 1 : 0);
    *at++ = ',';
    at = facs_decimal_integer(at, face->face_id);
    *at++ = ',';
    at = facs_decimal_fixed(at, result->timestamp, DECIMALS);
    *at++ = ',';
    at = facs_decimal_fixed(at, face->success ? (double)face->confidence : 0, DECIMALS);
    *at++ = ',';
    at = facs_decimal_integer(at, face->success);
    for (int i = 0; i < COLUMNS; i++) {
        *at++ = ',';
        if (face->has_aus)
            at = facs_decimal_fixed(at, value_of(layout, result, face, i), DECIMALS);
    }
    *at++ = '\n';
    return at;
}

static facs_status write_facemirror(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    return facs_text_write_rows(state, result, put_row, error);
}

const facs_sink facs_sink_facemirror = {.name = "facemirror",
                                        .ending = ".csv",
                                        .meaning = "Face Mirror's table: frames from 0, eighteen action units as CSV",
                                        .needs = FACS_SINK_FINAL_AUS,
                                        .whole_video = true,
                                        .file_per_picture = true,
                                        .open = open_facemirror,
                                        .write = write_facemirror,
                                        .finish = facs_text_finish,
                                        .set_aside = facs_text_set_aside,
                                        .abandon = facs_text_abandon};
