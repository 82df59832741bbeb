/* PyfaceAU's table: frame from 0, time, success, seventeen intensities (docs/algorithm/pyfaceau.md, Table).
 *
 * All columns are always there; what a pipeline does not tell, and what is no number, stays empty.  Numbers have as many
 * digits as are needed to read the same double again. */
#include "base/number_write.h"
#include "result/au_names.h"
#include "sink/text.h"

#include <math.h>
#include <string.h>

enum { LONGEST = 64 + FACS_AU_R * (FACS_SHORTEST_WIDTH + 1) };

/* the intensity of that column, NULL = the layout has none */
static const facs_field *find(const facs_layout *layout, int au)
{
    const facs_field *field = layout->field;
    facs_au_info info;
    facs_au_info_get(FACS_AU_INTENSITY, au, &info);
    for (int i = 0; i < layout->fields; i++, field++)
        if (field->source == FACS_FROM_AU_R && strcmp(field->name, info.column) == 0)
            return field;
    return NULL;
}

static char *put_names(char *at, const facs_layout *layout)
{
    (void)layout;
    at = facs_put_text(at, "frame,timestamp,success");
    for (int au = 0; au < FACS_AU_R; au++) {
        facs_au_info info;
        facs_au_info_get(FACS_AU_INTENSITY, au, &info);
        *at++ = ',';
        at = facs_put_text(at, info.column);
    }
    *at++ = '\n';
    return at;
}

static char *put_row(char *at, const facs_layout *layout, const facs_result *result, const facs_face *face)
{
    at = facs_decimal_integer(at, result->frame > 0 ? result->frame - 1 : 0);
    *at++ = ',';
    at = facs_decimal_shortest(at, result->timestamp);
    at = facs_put_text(at, face->success ? ",True" : ",False");
    for (int au = 0; au < FACS_AU_R; au++) {
        const facs_field *field = find(layout, au);
        *at++ = ',';
        if (!field)
            continue;
        const facs_values values = facs_field_values(field, result, face);
        if (values.f64 && isfinite(values.f64[0]))
            at = facs_decimal_shortest(at, values.f64[0]);
    }
    *at++ = '\n';
    return at;
}

static facs_status open_table(const facs_sink_place *place, void **state, facs_error *error)
{
    return facs_text_open_table(place, LONGEST, put_names, state, error);
}

static facs_status write_table(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    return facs_text_write_rows(state, result, put_row, error);
}

const facs_sink facs_sink_pyfaceau = {.name = "pyfaceau",
                                      .ending = ".csv",
                                      .meaning = "PyfaceAU's table: frame, time, success, 17 intensities",
                                      .needs = FACS_SINK_FINAL_AUS,
                                      .whole_video = true,
                                      .file_per_picture = true,
                                      .open = open_table,
                                      .write = write_table,
                                      .finish = facs_text_finish,
                                      .set_aside = facs_text_set_aside,
                                      .abandon = facs_text_abandon};
