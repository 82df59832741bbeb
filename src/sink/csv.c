/* CSV, column for column OpenFace 2.2's: a line with the names, then a row for each face (docs/algorithm/output.md). */
#include "base/number_write.h"
#include "sink/text.h"

#include <string.h>

/* bytes of the longer of a row and the line with the names */
static size_t longest_line(const facs_layout *layout)
{
    enum { INDEX = 11 }; /* "2147483647," */
    size_t names = 1, row = 1;
    for (int i = 0; i < layout->fields; i++) {
        const facs_field *field = &layout->field[i];
        names += (size_t)field->count * (strlen(field->name) + INDEX);
        row += (size_t)field->count * (facs_value_room(field) + 1);
    }
    return names > row ? names : row;
}

static char *put_names(char *at, const facs_layout *layout)
{
    for (int i = 0; i < layout->fields; i++) {
        const facs_field *field = &layout->field[i];
        for (int j = 0; j < field->count; j++) {
            if (i + j > 0)
                *at++ = ',';
            at = facs_put_text(at, field->name);
            if (field->series)
                at = facs_decimal_integer(at, j);
        }
    }
    *at++ = '\n';
    return at;
}

static char *put_row(char *at, const facs_layout *layout, const facs_result *result, const facs_face *face)
{
    for (int i = 0; i < layout->fields; i++) {
        const facs_field *field = &layout->field[i];
        const facs_values values = facs_field_values(field, result, face);
        if (i > 0)
            *at++ = ',';
        at = facs_put_values(at, field, &values);
    }
    *at++ = '\n';
    return at;
}

static facs_status open_csv(const facs_sink_place *place, void **state, facs_error *error)
{
    return facs_text_open_table(place, longest_line(place->layout), put_names, state, error);
}

/* the names alone were written */
static facs_status finish_csv(void **state, facs_error *error)
{
    const facs_text *text = *state;
    if (!facs_text_layout(text)->no_empty || facs_text_lines(text) > 1)
        return facs_text_finish(state, error);
    facs_text_abandon(state);
    return FACS_OK;
}

static facs_status write_csv(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    return facs_text_write_rows(state, result, put_row, error);
}

const facs_sink facs_sink_csv = {.name = "csv",
                                 .ending = ".csv",
                                 .meaning = "a row for each face, with OpenFace 2.2's columns",
                                 .needs = FACS_SINK_FINAL_AUS,
                                 .file_per_picture = true,
                                 .open = open_csv,
                                 .write = write_csv,
                                 .finish = finish_csv,
                                 .set_aside = facs_text_set_aside,
                                 .abandon = facs_text_abandon};
