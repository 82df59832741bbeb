/* NDJSON: an object for each frame, in a line of its own.
 *
 *     {"frame":1,"timestamp_s":0.000,"faces":[{"face_id":0,"confidence":0.98,"success":true, ... ,"x_px":[...], ... }]}
 *
 * Names are those of the schema, with the unit behind them; a series is an array.  JSON has no NaN: null. */
#include "base/printable.h"
#include "sink/text.h"

#include <math.h>
#include <string.h>

enum {
    PICTURE_MOST = 1024,                 /* bytes of a picture's name */
    ESCAPED = 6,                         /* bytes a byte of it becomes at most */
    HEAD = 256 + ESCAPED * PICTURE_MOST, /* what is before the faces, without values */
    NAME = 16,                           /* what a name takes besides itself and its unit */
};

static size_t longest_piece(const facs_layout *layout)
{
    size_t bytes = HEAD;
    for (int i = 0; i < layout->fields; i++) {
        const facs_field *field = &layout->field[i];
        bytes += strlen(field->name) + 4 * strlen(field->unit) + NAME;
        bytes += (size_t)field->count * (facs_value_room(field) + 1);
    }
    return bytes;
}

static char *put_name(char *at, const facs_field *field)
{
    *at++ = '"';
    at = facs_put_text(at, field->name);
    if (field->series)
        at--; /* its '_' */
    if (field->unit[0])
        *at++ = '_';
    for (const char *unit = field->unit; *unit; unit++)
        if (*unit == '/')
            at = facs_put_text(at, "_per_");
        else
            *at++ = *unit;
    return facs_put_text(at, "\":");
}

static char *put_one(char *at, const facs_field *field, const facs_values *values, int index)
{
    if (values->type == FACS_VALUE_BOOL)
        return facs_put_text(at, values->integer ? "true" : "false");
    if ((values->type == FACS_VALUE_F32 && !(values->f32 && isfinite(values->f32[index]))) ||
        (values->type == FACS_VALUE_F64 && !(values->f64 && isfinite(values->f64[index]))))
        return facs_put_text(at, "null");
    return facs_put_value(at, field, values, index);
}

/* "name":value, or "name":[values] */
static char *put_field(char *at, const facs_field *field, const facs_result *result, const facs_face *face)
{
    const facs_values values = facs_field_values(field, result, face);
    at = put_name(at, field);
    if (!field->series)
        return put_one(at, field, &values, 0);
    *at++ = '[';
    for (int i = 0; i < field->count; i++) {
        if (i > 0)
            *at++ = ',';
        at = put_one(at, field, &values, i);
    }
    *at++ = ']';
    return at;
}

/* the fields of the frame, or of a face, with commas between them */
static char *put_fields(char *at, const facs_layout *layout, const facs_result *result, const facs_face *face)
{
    bool first = true;
    for (int i = 0; i < layout->fields; i++) {
        if (facs_field_of_frame(&layout->field[i]) != !face)
            continue;
        if (!first)
            *at++ = ',';
        first = false;
        at = put_field(at, &layout->field[i], result, face);
    }
    return at;
}

/* a name from outside as a JSON string; what is no UTF-8 becomes '?' */
static char *put_string(char *at, const char *name)
{
    char text[PICTURE_MOST];
    size_t length = strlen(name) < sizeof text ? strlen(name) : sizeof text - 1;
    memcpy(text, name, length);
    text[length] = '\0';
    facs_make_printable(text);
    *at++ = '"';
    for (const char *byte = text; *byte; byte++) {
        if (*byte == '"' || *byte == '\\')
            *at++ = '\\';
        if (*byte == '\n' || *byte == '\t')
            at = facs_put_text(at, *byte == '\n' ? "\\n" : "\\t");
        else
            *at++ = *byte;
    }
    *at++ = '"';
    return at;
}

static char *put_head(char *at, const facs_layout *layout, const facs_result *result, const char *picture)
{
    *at++ = '{';
    const char *start = at;
    at = put_fields(at, layout, result, NULL);
    if (picture) {
        at = facs_put_text(at, at > start ? ",\"picture\":" : "\"picture\":");
        at = put_string(at, picture);
    }
    return facs_put_text(at, at > start ? ",\"faces\":[" : "\"faces\":[");
}

static facs_status open_ndjson(const facs_sink_place *place, void **state, facs_error *error)
{
    facs_text *text = NULL;
    facs_status status = facs_text_open(place, longest_piece(place->layout), &text, error);
    *state = text;
    return status;
}

static facs_status write_ndjson(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    facs_text *text = state;
    const facs_layout *layout = facs_text_layout(text);
    char *at = NULL;
    facs_status status = facs_text_begin(text, &at, error);
    if (status != FACS_OK)
        return status;
    facs_text_end(text, put_head(at, layout, result, picture));
    for (int i = 0; i < result->face_count && status == FACS_OK; i++) {
        status = facs_text_begin(text, &at, error);
        if (status != FACS_OK)
            return status;
        at = put_fields(facs_put_text(at, i > 0 ? ",{" : "{"), layout, result, facs_result_face(result, i));
        facs_text_end(text, facs_put_text(at, "}"));
    }
    status = facs_text_begin(text, &at, error);
    if (status != FACS_OK)
        return status;
    facs_text_end(text, facs_put_text(at, "]}\n"));
    return facs_text_show(text, error);
}

const facs_sink facs_sink_ndjson = {.name = "ndjson",
                                    .ending = ".ndjson",
                                    .meaning = "a JSON object for each frame, one a line",
                                    .needs = FACS_SINK_FINAL_AUS,
                                    .open = open_ndjson,
                                    .write = write_ndjson,
                                    .finish = facs_text_finish,
                                    .set_aside = facs_text_set_aside,
                                    .abandon = facs_text_abandon};
