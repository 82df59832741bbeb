/* Records in memory: where values stand, names of pictures, blocks, and a receiver who stops. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "sink/results.h"
#include "sink/sink.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 256, NAME = 64 };

/* what was received */
typedef struct received {
    int calls, stop_at;
    int64_t rows, fields, bytes;
    double first_x, last_x, aus, success;
    char name[NAME], picture[NAME];
} received;

static const facs_record_field *find(const facs_records *records, const char *name)
{
    for (int64_t i = 0; i < records->field_count; i++)
        if (strcmp(records->fields[i]->name, name) == 0)
            return records->fields[i];
    fail_msg("there is no field %s", name);
    return NULL;
}

static double value(const facs_records *records, int64_t row, const char *name, int64_t index)
{
    const facs_record_field *field = find(records, name);
    const char *at = (const char *)records->records + row * records->record_bytes + field->offset;
    assert_in_range(index, 0, field->count - 1);
    switch (field->type) {
    case FACS_RECORD_INT64:
        return (double)((const int64_t *)(const void *)at)[index];
    case FACS_RECORD_UINT8:
        return ((const uint8_t *)(const void *)at)[index];
    case FACS_RECORD_FLOAT:
        return (double)((const float *)(const void *)at)[index];
    default:
        return ((const double *)(const void *)at)[index];
    }
}

static int receive(void *cookie, const facs_records *records)
{
    received *got = cookie;
    got->calls++;
    got->fields = records->field_count;
    got->bytes = records->record_bytes;
    int64_t end = 0;
    for (int64_t i = 0; i < records->field_count; i++) {
        const facs_record_field *field = records->fields[i];
        const int64_t size = field->type == FACS_RECORD_UINT8 ? 1 : field->type == FACS_RECORD_FLOAT ? 4 : 8;
        assert_true(field->offset >= end && field->offset % size == 0);
        end = field->offset + size * field->count;
    }
    assert_true(end <= records->record_bytes && records->record_bytes % 8 == 0);
    if (records->count > 0) {
        got->first_x = value(records, 0, "x_", 0);
        got->last_x = value(records, records->count - 1, "x_", FACS_LANDMARKS - 1);
        got->aus = value(records, records->count - 1, "AU12_r", 0);
        got->success = value(records, records->count - 1, "success", 0);
        snprintf(got->picture, sizeof got->picture, "%s",
                 records->pictures ? records->pictures[records->count - 1] : "");
    }
    got->rows += records->count;
    snprintf(got->name, sizeof got->name, "%s", records->pipeline);
    return got->stop_at == got->calls;
}

static facs_layout *make_receiving(facs_rows rows, received *got)
{
    facs_layout *layout = make_layout(rows, &openface_shape);
    layout->receiver = (facs_receiver){receive, got};
    layout->pipeline = "openface";
    return layout;
}

static void *open_records(const facs_layout *layout)
{
    const facs_sink_place place = {.layout = layout};
    void *state = NULL;
    assert_int_equal(facs_sink_find("records")->open(&place, &state, NULL), FACS_OK);
    return state;
}

/* `count` results with a face each, whose x_0 is the number of the result */
static facs_status write(void *state, facs_face_store *store, int count, const char *picture)
{
    facs_status status = FACS_OK;
    for (int i = 0; i < count && status == FACS_OK; i++) {
        store->result.frame = i + 1;
        store->slots[0].landmarks[0] = (float)i;
        store->slots[0].landmarks[FACS_LANDMARKS - 1] = (float)i + 0.5F;
        status = facs_sink_find("records")->write(state, &store->result, picture, NULL);
    }
    return status;
}

static facs_face_store make_face(void)
{
    facs_face_store store = make_store(&openface_shape);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    store.slots[0].face.success = true;
    return store;
}

static void test_values(void **unused)
{
    (void)unused;
    received got = {0};
    facs_layout *layout = make_receiving(FACS_ROWS_ONE, &got);
    facs_face_store store = make_face();
    void *state = open_records(layout);
    store.slots[0].face.has_aus = true;
    store.slots[0].au_r[8] = 1.0 / 3;
    assert_int_equal(write(state, &store, 2, NULL), FACS_OK);
    assert_int_equal(got.calls, 0);
    assert_int_equal(facs_sink_find("records")->finish(&state, NULL), FACS_OK);
    assert_null(state);
    assert_int_equal(got.calls, 1);
    assert_int_equal(got.rows, 2);
    assert_int_equal(got.fields, layout->fields);
    assert_true(got.first_x == 0 && got.last_x == 1.5 && got.aus == 1.0 / 3 && got.success == 1);
    assert_string_equal(got.name, "openface");
    assert_string_equal(got.picture, "");
    facs_face_store_free(&store);
    free(layout);
}

static void test_missing(void **unused)
{
    (void)unused;
    received got = {0};
    facs_layout *layout = make_receiving(FACS_ROWS_STILLS, &got);
    facs_face_store store = make_face();
    void *state = open_records(layout);
    store.slots[0].face.success = false;
    assert_int_equal(write(state, &store, 1, "anna.png"), FACS_OK);
    assert_int_equal(facs_sink_find("records")->finish(&state, NULL), FACS_OK);
    assert_true(isnan(got.aus) && got.success == 0);
    assert_string_equal(got.picture, "anna.png");
    facs_face_store_free(&store);
    free(layout);
}

static void test_blocks(void **unused)
{
    (void)unused;
    received got = {0};
    facs_layout *layout = make_receiving(FACS_ROWS_ONE, &got);
    facs_face_store store = make_face();
    void *state = open_records(layout);
    assert_int_equal(write(state, &store, 2 * BLOCK, "a.png"), FACS_OK);
    assert_int_equal(got.calls, 2);
    assert_true(got.first_x == BLOCK && got.last_x == 2 * BLOCK - 0.5);
    assert_int_equal(facs_sink_find("records")->finish(&state, NULL), FACS_OK); /* nothing is left to tell */
    assert_int_equal(got.calls, 2);
    facs_face_store_free(&store);
    free(layout);
}

static void test_none(void **unused)
{
    (void)unused;
    received got = {0};
    facs_layout *layout = make_receiving(FACS_ROWS_STILLS, &got);
    void *state = open_records(layout);
    assert_int_equal(facs_sink_find("records")->finish(&state, NULL), FACS_OK);
    assert_true(got.calls == 1 && got.rows == 0 && got.fields == layout->fields);
    free(layout);
}

static void test_stopped(void **unused)
{
    (void)unused;
    received got = {.stop_at = 1};
    facs_layout *layout = make_receiving(FACS_ROWS_ONE, &got);
    facs_face_store store = make_face();
    void *state = open_records(layout);
    assert_int_equal(write(state, &store, BLOCK, "a.png"), FACS_E_INTERRUPTED);
    assert_int_equal(write(state, &store, 1, "a.png"), FACS_OK);
    facs_sink_find("records")->abandon(&state);
    assert_null(state);
    got = (received){.stop_at = 1};
    state = open_records(layout);
    assert_int_equal(write(state, &store, 1, NULL), FACS_OK);
    assert_int_equal(facs_sink_find("records")->finish(&state, NULL), FACS_E_INTERRUPTED);
    facs_face_store_free(&store);
    free(layout);
}

static void test_nobody(void **unused)
{
    (void)unused;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &openface_shape);
    const facs_sink_place place = {.layout = layout};
    void *state = NULL;
    facs_error error = {0};
    assert_int_equal(facs_sink_find("records")->open(&place, &state, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "`records`"));
    free(layout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values), cmocka_unit_test(test_missing), cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_none),   cmocka_unit_test(test_stopped), cmocka_unit_test(test_nobody),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
