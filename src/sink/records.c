/* Results for the program itself: rows as those of the CSV, one record after the other in memory, not rounded. */
#include "sink/sink.h"

enum { RECORDS = 256 /* that are handed over together */, ALIGNED = 8 };

typedef struct records {
    facs_env env;
    const facs_layout *layout;
    facs_record_field *fields;
    const facs_record_field **field; /* each of them */
    char *bytes;                     /* of RECORDS */
    char *picture[RECORDS];          /* facs_free() */
    facs_records given;
    bool told; /* at least once */
} records;

static facs_record_type type_of(const facs_field *field)
{
    switch (facs_field_type(field)) {
    case FACS_VALUE_INTEGER:
        return FACS_RECORD_INT64;
    case FACS_VALUE_BOOL:
        return FACS_RECORD_UINT8;
    case FACS_VALUE_F32:
        return FACS_RECORD_FLOAT;
    case FACS_VALUE_F64:
        return FACS_RECORD_DOUBLE;
    }
    return FACS_RECORD_DOUBLE;
}

static int64_t round_up(int64_t offset, int64_t step)
{
    return (offset + step - 1) / step * step;
}

static void place_fields(records *to)
{
    int64_t end = 0;
    for (int i = 0; i < to->layout->fields; i++) {
        const facs_field *from = &to->layout->field[i];
        const int64_t value = (int64_t)facs_field_value_size(from), offset = round_up(end, value);
        to->fields[i] = (facs_record_field){.size = sizeof to->fields[i],
                                            .name = from->name,
                                            .unit = from->unit,
                                            .meaning = from->meaning,
                                            .frame = from->frame,
                                            .low = from->low,
                                            .high = from->high,
                                            .decimals = from->decimals,
                                            .type = type_of(from),
                                            .offset = offset,
                                            .count = from->count};
        to->field[i] = &to->fields[i];
        end = offset + value * from->count;
    }
    to->given.record_bytes = round_up(end, ALIGNED);
}

static void forget_pictures(records *to)
{
    for (int64_t i = 0; i < to->given.count; i++) {
        facs_free(&to->env, to->picture[i]);
        to->picture[i] = NULL;
    }
    to->given.count = 0;
}

static void abandon_records(void **state)
{
    records *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    facs_env env = lost->env;
    forget_pictures(lost);
    facs_free(&env, lost->bytes);
    facs_free(&env, (void *)lost->field);
    facs_free(&env, lost->fields);
    facs_free(&env, lost);
}

static facs_status no_memory(facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "records: out of memory");
}

static facs_status open_records(const facs_sink_place *place, void **state, facs_error *error)
{
    const facs_layout *layout = place->layout;
    if (!layout->receiver.records)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "the output \"records\" is that of `records` in facs_extract_options; set it instead");
    facs_env env = facs_env_resolve(place->env);
    const size_t fields = (size_t)layout->fields;
    records *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return no_memory(error);
    *state = made;
    made->env = env;
    made->layout = layout;
    made->fields = facs_calloc(&env, fields, sizeof *made->fields);
    made->field = facs_calloc(&env, fields, sizeof(facs_record_field *));
    if (made->fields && made->field) {
        place_fields(made);
        made->bytes = facs_calloc(&env, RECORDS, (size_t)made->given.record_bytes);
    }
    if (!made->bytes) {
        abandon_records(state);
        return no_memory(error);
    }
    made->given.size = sizeof made->given;
    made->given.records = made->bytes;
    made->given.field_count = layout->fields;
    made->given.fields = made->field;
    made->given.pipeline = layout->pipeline;
    made->given.width = layout->width;
    made->given.height = layout->height;
    made->given.rate_num = layout->rate_num;
    made->given.rate_den = layout->rate_den;
    return FACS_OK;
}

static facs_status hand_over(records *to, facs_error *error)
{
    const facs_receiver *receiver = &to->layout->receiver;
    to->given.pictures = to->picture[0] ? (const char *const *)to->picture : NULL;
    to->told = true;
    const int stop = receiver->records(receiver->cookie, &to->given);
    forget_pictures(to);
    return stop ? facs_fail(error, FACS_E_INTERRUPTED, "stopped by the one who gets the records") : FACS_OK;
}

static facs_status write_records(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    records *to = state;
    facs_status status = FACS_OK;
    for (int i = 0; i < result->face_count && status == FACS_OK; i++) {
        char *at = to->bytes + to->given.count * to->given.record_bytes;
        for (int j = 0; j < to->layout->fields; j++) {
            const facs_values values = facs_field_values(&to->layout->field[j], result, facs_result_face(result, i));
            facs_values_copy(at + to->fields[j].offset, &to->layout->field[j], &values);
        }
        if (picture) {
            char *name = facs_strdup(&to->env, picture);
            if (!name)
                return no_memory(error);
            to->picture[to->given.count] = name;
        }
        if (++to->given.count == RECORDS)
            status = hand_over(to, error);
    }
    return status;
}

static facs_status finish_records(void **state, facs_error *error)
{
    records *done = *state;
    facs_status status = done->given.count > 0 || !done->told ? hand_over(done, error) : FACS_OK;
    abandon_records(state);
    return status;
}

static const char *set_records_aside(void *state)
{
    (void)state;
    return "";
}

const facs_sink facs_sink_records = {.name = "records",
                                     .ending = "",
                                     .meaning = "rows in memory, for the program that asked for them",
                                     .needs = FACS_SINK_FINAL_AUS,
                                     .open = open_records,
                                     .write = write_records,
                                     .finish = finish_records,
                                     .set_aside = set_records_aside,
                                     .abandon = abandon_records};
