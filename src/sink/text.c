/* See text.h. */
#include "sink/text.h"

#include "base/number_write.h"
#include "sink/output.h"

enum {
    PIECES = 4,          /* that fit the buffer, at least */
    LEAST = 1 << 16,     /* bytes of the buffer */
    WIDEST_INTEGER = 20, /* "-9223372036854775808" */
    WIDEST_F32 = 48,     /* "-", 39 digits, ".", up to 6 decimals */
};

struct facs_text {
    facs_env env;
    const facs_layout *layout;
    facs_result_file *output;
    size_t most, size, used;
    int64_t lines; /* that were put */
    char buffer[];
};

facs_status facs_text_open(const facs_sink_place *place, size_t most, facs_text **text, facs_error *error)
{
    facs_env env = facs_env_resolve(place->env);
    size_t size = PIECES * most > LEAST ? PIECES * most : LEAST;
    facs_text *made = facs_calloc(&env, 1, sizeof *made + size);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", facs_output_name(place->path));
    made->env = env;
    made->layout = place->layout;
    made->most = most;
    made->size = size;
    facs_status status = facs_output_open(&env, place->path, &made->output, error);
    if (status == FACS_OK && place->layout->live)
        facs_output_keep_if_killed(made->output);
    if (status == FACS_OK)
        *text = made;
    else
        facs_free(&env, made);
    return status;
}

const facs_layout *facs_text_layout(const facs_text *text)
{
    return text->layout;
}

static facs_status flush(facs_text *text, facs_error *error)
{
    size_t count = text->used;
    text->used = 0;
    return count ? facs_output_write(text->output, text->buffer, count, error) : FACS_OK;
}

facs_status facs_text_begin(facs_text *text, char **at, facs_error *error)
{
    facs_status status = text->size - text->used < text->most ? flush(text, error) : FACS_OK;
    *at = text->buffer + text->used;
    return status;
}

void facs_text_end(facs_text *text, const char *end)
{
    text->used = (size_t)(end - text->buffer);
    text->lines++;
}

int64_t facs_text_lines(const facs_text *text)
{
    return text->lines;
}

facs_status facs_text_show(facs_text *text, facs_error *error)
{
    return facs_output_is_stream(text->output) || text->layout->live ? flush(text, error) : FACS_OK;
}

facs_status facs_text_open_table(const facs_sink_place *place, size_t most, facs_text_put_names *put_names,
                                 void **state, facs_error *error)
{
    facs_text *text = NULL;
    char *at = NULL;
    facs_status status = facs_text_open(place, most, &text, error);
    if (status != FACS_OK)
        return status;
    *state = text;
    status = facs_text_begin(text, &at, error);
    if (status == FACS_OK)
        facs_text_end(text, put_names(at, place->layout));
    else
        facs_text_abandon(state);
    return status;
}

facs_status facs_text_write_rows(facs_text *text, const facs_result *result, facs_text_put_row *put_row,
                                 facs_error *error)
{
    for (int i = 0; i < result->face_count; i++) {
        char *at = NULL;
        facs_status status = facs_text_begin(text, &at, error);
        if (status != FACS_OK)
            return status;
        facs_text_end(text, put_row(at, text->layout, result, facs_result_face(result, i)));
    }
    return text->layout->live ? facs_text_show(text, error) : FACS_OK;
}

facs_status facs_text_finish(void **address, facs_error *error)
{
    facs_text *text = *address;
    facs_status status = flush(text, error);
    if (status == FACS_OK)
        status = facs_output_commit(&text->output, error);
    facs_text_abandon(address);
    return status;
}

const char *facs_text_set_aside(void *state)
{
    facs_text *text = state;
    return facs_output_set_aside(text->output);
}

void facs_text_abandon(void **address)
{
    facs_text *text = *address;
    *address = NULL;
    if (!text)
        return;
    facs_output_abandon(&text->output);
    facs_env env = text->env;
    facs_free(&env, text);
}

/* ---- values ---- */

char *facs_put_text(char *at, const char *text)
{
    while (*text)
        *at++ = *text++;
    return at;
}

static const char missing[] = "nan"; /* a face that lacks what the others have */

char *facs_put_value(char *at, const facs_field *field, const facs_values *values, int index)
{
    switch (values->type) {
    case FACS_VALUE_INTEGER:
    case FACS_VALUE_BOOL:
        return facs_decimal_integer(at, values->integer);
    case FACS_VALUE_F32:
        return values->f32 ? facs_decimal_fixed(at, (double)values->f32[index], field->decimals)
                           : facs_put_text(at, missing);
    case FACS_VALUE_F64:
        return values->f64 ? facs_decimal_fixed(at, values->f64[index], field->decimals) : facs_put_text(at, missing);
    }
    return at;
}

char *facs_put_values(char *at, const facs_field *field, const facs_values *values)
{
    at = facs_put_value(at, field, values, 0);
    const int decimals = field->decimals;
    if (values->type == FACS_VALUE_F32 && values->f32) { /* most of them */
        for (int i = 1; i < field->count; i++) {
            *at++ = ',';
            at = facs_decimal_fixed(at, (double)values->f32[i], decimals);
        }
        return at;
    }
    for (int i = 1; i < field->count; i++) {
        *at++ = ',';
        at = facs_put_value(at, field, values, i);
    }
    return at;
}

size_t facs_value_room(const facs_field *field)
{
    switch (facs_field_type(field)) {
    case FACS_VALUE_INTEGER:
    case FACS_VALUE_BOOL:
        return WIDEST_INTEGER;
    case FACS_VALUE_F32:
        return WIDEST_F32;
    case FACS_VALUE_F64:
        return FACS_DECIMAL_WIDTH;
    }
    return FACS_DECIMAL_WIDTH;
}
