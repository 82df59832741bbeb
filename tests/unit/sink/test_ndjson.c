/* NDJSON: every line is an object that a JSON parser takes, its values are those of the CSV, its keys those of the
 * schema; and the table of sinks. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/needs.h"
#include "sink/results.h"
#include "sink/sink.h"

#include <cjson/cJSON.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TEXT = 1 << 16 };

static const facs_face_shape small = {
    .landmarks = 2, .eye_landmarks = 1, .modes = 2, .au_r = FACS_AU_R, .au_c = FACS_AU_C};

static facs_face_store make_faces(int count)
{
    facs_face_store store = make_store(&small);
    assert_int_equal(facs_face_store_resize(&store, count, NULL), FACS_OK);
    store.result.frame = 7;
    store.result.timestamp = 0.2;
    for (int i = 0; i < count; i++) {
        facs_face_slot *slot = &store.slots[i];
        slot->face.face_id = i;
        slot->face.success = i == 0;
        slot->face.has_aus = true;
        slot->face.confidence = 0.975f;
        slot->face.pose[0] = NAN;
        slot->face.pose[1] = -INFINITY;
        slot->landmarks[0] = 10.25f;
        slot->landmarks[1] = 20.25f;
        slot->landmarks[2] = 30.25f;
        slot->landmarks[3] = NAN;
        slot->params_local[1] = 0.5f;
        slot->au_r[0] = 1.005;
        slot->au_c[0] = 1;
    }
    return store;
}

/* what the sink writes of the result, `times` over */
static char *write_text(facs_rows rows, const facs_result *result, const char *picture, int times)
{
    const facs_sink *sink = facs_sink_find("ndjson");
    char path[] = "ndjson-test-XXXXXX", *text = calloc(TEXT, 1);
    int file = mkstemp(path);
    assert_non_null(text);
    assert_true(file >= 0);
    facs_layout *layout = make_layout(rows, &small);
    const facs_sink_place place = {.path = path, .layout = layout};
    void *state = NULL;
    facs_error error = {0};
    assert_int_equal(sink->open(&place, &state, &error), FACS_OK);
    for (int i = 0; i < times; i++)
        assert_int_equal(sink->write(state, result, picture, &error), FACS_OK);
    assert_int_equal(sink->finish(&state, &error), FACS_OK);
    assert_null(state);
    close(file);
    file = open(path, O_RDONLY);
    assert_true(read(file, text, TEXT - 1) >= 0);
    close(file);
    unlink(path);
    free(layout);
    return text;
}

/* the only line */
static cJSON *write_object(facs_rows rows, const facs_result *result, const char *picture)
{
    char *text = write_text(rows, result, picture, 1);
    char *end = strchr(text, '\n');
    assert_non_null(end);
    assert_int_equal(end[1], '\0');
    const char *rest = NULL;
    cJSON *object = cJSON_ParseWithOpts(text, &rest, false);
    assert_non_null(object);
    assert_ptr_equal(rest, end);
    free(text);
    return object;
}

static double number(const cJSON *object, const char *name)
{
    const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);
    if (!cJSON_IsNumber(item))
        fail_msg("%s is no number", name);
    return item->valuedouble;
}

static const cJSON *item(const cJSON *object, const char *name)
{
    const cJSON *found = cJSON_GetObjectItemCaseSensitive(object, name);
    if (!found)
        fail_msg("there is no %s", name);
    return found;
}

static void test_frame(void **state)
{
    (void)state;
    facs_face_store store = make_faces(2);
    cJSON *object = write_object(FACS_ROWS_MANY, &store.result, NULL);
    assert_int_equal(cJSON_GetArraySize(object), 3); /* frame, time, faces */
    assert_true(number(object, "frame") == 7);
    assert_true(number(object, "timestamp_s") == 0.2);
    const cJSON *faces = item(object, "faces"), *one = cJSON_GetArrayItem(faces, 0),
                *two = cJSON_GetArrayItem(faces, 1);
    assert_int_equal(cJSON_GetArraySize(faces), 2);
    assert_true(number(one, "face_id") == 0);
    assert_true(number(two, "face_id") == 1);
    assert_true(cJSON_IsTrue(item(one, "success")));
    assert_true(cJSON_IsFalse(item(two, "success")));
    assert_true(number(one, "confidence") == 0.98);
    assert_true(cJSON_IsNull(item(one, "pose_Tx_mm")));
    assert_true(cJSON_IsNull(item(one, "pose_Ty_mm")));
    assert_true(number(one, "pose_Rz_rad") == 0);
    assert_true(number(one, "p_scale_px_per_mm") == 0);
    const cJSON *x = item(one, "x_px"), *y = item(one, "y_px"), *p = item(one, "p");
    assert_int_equal(cJSON_GetArraySize(x), 2);
    assert_true(cJSON_GetArrayItem(x, 0)->valuedouble == 10.2);
    assert_true(cJSON_GetArrayItem(x, 1)->valuedouble == 20.2);
    assert_true(cJSON_GetArrayItem(y, 0)->valuedouble == 30.2);
    assert_true(cJSON_IsNull(cJSON_GetArrayItem(y, 1)));
    assert_true(cJSON_GetArrayItem(p, 1)->valuedouble == 0.5);
    assert_int_equal(cJSON_GetArraySize(item(one, "eye_lmk_Z_mm")), 1); /* a series of one is an array */
    assert_true(number(one, "AU01_r") == 1);
    assert_true(number(one, "AU01_c") == 1);
    cJSON_Delete(object);
    facs_face_store_free(&store);
}

/* every column of the layout is there, and nothing else */
static void test_all_columns(void **state)
{
    (void)state;
    facs_face_store store = make_faces(1);
    for (facs_rows rows = 0; rows < FACS_ROWS_KINDS; rows++) {
        facs_layout *layout = make_layout(rows, &small);
        cJSON *object = write_object(rows, &store.result, NULL);
        int of_frame = 0;
        for (int i = 0; i < layout->fields; i++)
            of_frame += facs_field_of_frame(&layout->field[i]);
        assert_int_equal(cJSON_GetArraySize(object), of_frame + 1);
        assert_int_equal(cJSON_GetArraySize(cJSON_GetArrayItem(item(object, "faces"), 0)), layout->fields - of_frame);
        cJSON_Delete(object);
        free(layout);
    }
    facs_face_store_free(&store);
}

static void test_no_face(void **state)
{
    (void)state;
    facs_face_store store = make_faces(0);
    cJSON *object = write_object(FACS_ROWS_MANY, &store.result, NULL);
    assert_int_equal(cJSON_GetArraySize(item(object, "faces")), 0);
    cJSON_Delete(object);
    facs_face_store_free(&store);
}

static void test_pictures(void **state)
{
    (void)state;
    facs_face_store store = make_faces(1);
    cJSON *object = write_object(FACS_ROWS_STILLS, &store.result, "a \"quoted\" \\ \t\n \xff.jpg");
    assert_string_equal(item(object, "picture")->valuestring, "a \"quoted\" \\ \t\n ?.jpg");
    assert_null(cJSON_GetObjectItemCaseSensitive(object, "frame"));
    const cJSON *face = cJSON_GetArrayItem(item(object, "faces"), 0);
    assert_true(number(face, "face") == 0);
    assert_true(number(face, "confidence") == 0.975);
    cJSON_Delete(object);
    char name[3000]; /* longer than any */
    memset(name, '"', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    object = write_object(FACS_ROWS_STILLS, &store.result, name);
    assert_int_equal(strncmp(item(object, "picture")->valuestring, name, 1000), 0);
    cJSON_Delete(object);
    facs_face_store_free(&store);
}

static void test_lines(void **state)
{
    (void)state;
    facs_face_store store = make_faces(1);
    char *text = write_text(FACS_ROWS_ONE, &store.result, NULL, 20);
    int lines = 0;
    for (const char *at = text; (at = strchr(at, '\n')) != NULL; at++)
        lines++;
    assert_int_equal(lines, 20);
    free(text);
    facs_face_store_free(&store);
}

/* somebody who reads along has a line when its frame is written */
static void test_reading_along(void **state)
{
    (void)state;
    const facs_sink *sink = facs_sink_find("ndjson");
    char path[64], *line = calloc(TEXT, 1);
    int ends[2];
    assert_non_null(line);
    assert_int_equal(pipe(ends), 0);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[1]);
    facs_face_store store = make_faces(1);
    facs_layout *layout = make_layout(FACS_ROWS_MANY, &small);
    const facs_sink_place place = {.path = path, .layout = layout};
    void *sinking = NULL;
    assert_int_equal(sink->open(&place, &sinking, NULL), FACS_OK);
    assert_int_equal(sink->write(sinking, &store.result, NULL, NULL), FACS_OK);
    assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
    const ssize_t got = read(ends[0], line, TEXT - 1);
    assert_true(got > 0);
    assert_int_equal(line[got - 1], '\n');
    assert_int_equal(sink->finish(&sinking, NULL), FACS_OK);
    close(ends[0]);
    close(ends[1]);
    free(line);
    free(layout);
    facs_face_store_free(&store);
}

/* ---- the table ---- */

static void test_table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *ending;
    } known[] = {{"csv", ".csv"},
                 {"ndjson", ".ndjson"},
                 {"pyfaceau", ".csv"},
                 {"facemirror", ".csv"},
                 {"hog", ".hog"},
                 {"aligned", "_aligned"},
                 {"aligned_video", ".mp4"},
                 {"tracked_video", ".avi"},
                 {"tracked_image", ".jpg"},
                 {"hdf5", ".h5"},
                 {"bids", "_beh.tsv.gz"},
                 {"lsl", ""},
                 {"osc", ""},
                 {"overlay", ".mp4"},
                 {"overlay_picture", ".png"},
                 {"null", ""},
                 {"records", ""}};
    enum { SINKS = sizeof known / sizeof *known };
    facs_sink_info info = {.size = sizeof info};
    for (int i = 0; i < SINKS; i++) {
        assert_true(facs_sink_get(i, &info));
        assert_string_equal(info.name, known[i].name);
        assert_string_equal(info.ending, known[i].ending);
        assert_true(strlen(info.meaning) > 10);
        assert_ptr_equal(facs_sink_find(known[i].name), facs_sink_at(i));
    }
    assert_false(facs_sink_get(SINKS, &info));
    assert_false(facs_sink_get(-1, &info));
    assert_false(facs_sink_get(0, NULL));
    assert_null(facs_sink_find("parquet"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frame),
        cmocka_unit_test(test_all_columns),
        cmocka_unit_test(test_no_face),
        cmocka_unit_test(test_pictures),
        cmocka_unit_test(test_lines),
        NEEDS_THAT(access("/dev/fd", R_OK) == 0, "no /dev/fd", cmocka_unit_test(test_reading_along)),
        cmocka_unit_test(test_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
