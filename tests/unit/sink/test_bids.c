/* BIDS tables: rows without names, n/a, what the JSON says of columns and time; both files or neither. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "sink/results.h"
#include "sink/sink.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { ROOM = 1 << 16, PATH = 256 };

static const facs_face_shape small = {.landmarks = 2, .modes = 1, .au_r = FACS_AU_R, .au_c = FACS_AU_C};
static char table[PATH], description[PATH];

static int enter(void **state)
{
    char *folder = strdup("bids-test-XXXXXX");
    assert_non_null(mkdtemp(folder));
    snprintf(table, sizeof table, "%s/sub-01_task-rest_run-2_beh.tsv.gz", folder);
    snprintf(description, sizeof description, "%s/sub-01_task-rest_run-2_beh.json", folder);
    *state = folder;
    return 0;
}

/* a file that was left behind fails the test */
static int leave(void **state)
{
    int left = rmdir(*state);
    free(*state);
    return left;
}

static void *open_table(const facs_layout *layout, facs_status wanted, facs_error *error)
{
    const facs_sink_place place = {.path = table, .layout = layout};
    void *state = NULL;
    assert_int_equal(facs_sink_find("bids")->open(&place, &state, error), wanted);
    return state;
}

/* one face in each; `late` seconds are added to the time of the last */
static void write_rows(void *state, int rows, double step, double late)
{
    facs_face_store store = make_store(&small);
    for (int frame = 1; frame <= rows; frame++) {
        assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
        store.result.frame = frame;
        store.result.timestamp = .5 + (frame - 1) * step + (frame == rows ? late : 0);
        facs_face_slot *slot = &store.slots[0];
        slot->face.success = frame % 2;
        slot->face.has_aus = frame != 2;
        slot->face.pose[1] = NAN;
        slot->au_r[0] = frame / 8.0;
        for (int j = 0; j < 4; j++)
            slot->landmarks[j] = (float)(10 * frame + j);
        assert_int_equal(facs_sink_find("bids")->write(state, &store.result, NULL, NULL), FACS_OK);
    }
    facs_face_store_free(&store);
}

/* the text of the table; free() */
static char *read_table(const char *path)
{
    char *text = calloc(ROOM, 1);
    gzFile file = gzopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(gzdirect(file), 0);
    assert_true(gzread(file, text, ROOM - 1) > 0);
    gzclose(file);
    return text;
}

static cJSON *read_json(const char *path)
{
    char *text = calloc(ROOM, 1);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_true(fread(text, 1, ROOM - 1, file) > 0);
    fclose(file);
    cJSON *json = cJSON_Parse(text);
    assert_non_null(json);
    free(text);
    return json;
}

static const cJSON *item(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static void check_text(const cJSON *object, const char *name, const char *wanted)
{
    assert_string_equal(cJSON_GetStringValue(item(object, name)), wanted);
}

static int column_index(const cJSON *json, const char *name)
{
    const cJSON *columns = item(json, "Columns");
    for (int i = 0; i < cJSON_GetArraySize(columns); i++)
        if (strcmp(cJSON_GetStringValue(cJSON_GetArrayItem(columns, i)), name) == 0)
            return i;
    fail_msg("no column %s", name);
    return -1;
}

/* cell number `index` of line number `line`, both from 0 */
static void check_cell(const char *text, int line, int index, const char *wanted)
{
    for (int i = 0; i < line; i++)
        text = strchr(text, '\n') + 1;
    for (int i = 0; i < index; i++)
        text = strchr(text, '\t') + 1;
    const size_t length = strcspn(text, "\t\n");
    if (length != strlen(wanted) || strncmp(text, wanted, length) != 0)
        fail_msg("line %d, cell %d: %.*s instead of %s", line, index, (int)length, text, wanted);
}

static void test_both_files(void **state)
{
    (void)state;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &small);
    layout->input = "/data/sub-01_task-rest_run-2_video.mp4";
    layout->pipeline = "open";
    layout->width = 640;
    layout->height = 480;
    layout->rate_num = 25;
    layout->rate_den = 1;
    void *sink = open_table(layout, FACS_OK, NULL);
    write_rows(sink, 3, .04, 0);
    assert_int_equal(access(table, F_OK), -1);
    assert_int_equal(facs_sink_find("bids")->finish(&sink, NULL), FACS_OK);
    cJSON *json = read_json(description);
    char *text = read_table(table);
    assert_string_equal(cJSON_GetStringValue(item(cJSON_GetArrayItem(item(json, "GeneratedBy"), 0), "Name")),
                        "facsimile");
    check_text(cJSON_GetArrayItem(item(json, "GeneratedBy"), 0), "Description", "pipeline open");
    assert_string_equal(cJSON_GetStringValue(cJSON_GetArrayItem(item(json, "Sources"), 0)),
                        strrchr(layout->input, '/') + 1);
    check_text(json, "TaskName", "rest");
    assert_true(item(json, "PictureWidth")->valuedouble == 640 && item(json, "StartTime")->valuedouble == .5);
    assert_true(item(json, "SamplingFrequency")->valuedouble == 25 && cJSON_IsTrue(item(json, "SamplingIsConstant")));
    assert_null(item(json, "MeanFrameRate"));
    check_cell(text, 0, column_index(json, "frame"), "1");
    check_cell(text, 1, column_index(json, "timestamp"), "0.540");
    check_cell(text, 2, column_index(json, "x_1"), "31.0");
    check_cell(text, 0, column_index(json, "AU01_r"), "0.12");
    check_cell(text, 1, column_index(json, "AU01_r"), "n/a");
    check_cell(text, 0, column_index(json, "pose_Ty"), "n/a");
    check_cell(text, 1, column_index(json, "success"), "0");
    check_text(item(json, "x_1"), "Units", "px");
    assert_non_null(strstr(cJSON_GetStringValue(item(item(json, "x_0"), "Description")), "(image coordinates)"));
    assert_null(item(item(json, "confidence"), "Units"));
    assert_true(item(item(json, "AU12_r"), "Maximum")->valuedouble == 5);
    assert_non_null(item(item(item(json, "success"), "Levels"), "1"));
    assert_null(item(item(json, "AU12_c"), "Levels")); /* smoothed over time */
    const cJSON *columns = item(json, "Columns"), *name;
    int cells = 1;
    for (const char *at = text; *at != '\n'; at++)
        cells += *at == '\t';
    assert_int_equal(cells, cJSON_GetArraySize(columns));
    cJSON_ArrayForEach(name, columns)
    {
        assert_non_null(item(item(json, cJSON_GetStringValue(name)), "Description"));
    }
    cJSON_Delete(json);
    free(text);
    unlink(table);
    unlink(description);
    free(layout);
}

/* what is said of time; frames that come when they like have no sampling frequency, nor have rows of several faces */
static void check_time(facs_rows rows, double step, double late, int rate, bool steady, double frequency, double mean)
{
    facs_layout *layout = make_layout(rows, &small);
    layout->rate_num = rate;
    layout->rate_den = 1;
    void *sink = open_table(layout, FACS_OK, NULL);
    write_rows(sink, 11, step, late);
    assert_int_equal(facs_sink_find("bids")->finish(&sink, NULL), FACS_OK);
    cJSON *json = read_json(description);
    const cJSON *found = item(json, "SamplingFrequency"), *frames = item(json, "MeanFrameRate");
    assert_int_equal(cJSON_IsTrue(item(json, "SamplingIsConstant")), steady);
    assert_int_equal(found != NULL, frequency > 0);
    assert_int_equal(frames != NULL, mean > 0);
    assert_true(!found || fabs(found->valuedouble - frequency) < 1e-6);
    assert_true(!frames || fabs(frames->valuedouble - mean) < 1e-6);
    cJSON_Delete(json);
    free(layout);
}

static void test_time(void **state)
{
    (void)state;
    check_time(FACS_ROWS_ONE, .04, 0, 25, true, 25, 0);
    check_time(FACS_ROWS_ONE, .08, 0, 25, true, 12.5, 0); /* every second frame */
    check_time(FACS_ROWS_ONE, .033, .001, 30, true, 10 / .331, 0);
    check_time(FACS_ROWS_ONE, .04, .04, 25, false, 0, 10 / .44);
    check_time(FACS_ROWS_ONE, 0, 0, 0, false, 0, 0); /* pictures without a rate */
    check_time(FACS_ROWS_MANY, .04, 0, 25, true, 0, 25);
    unlink(table);
    unlink(description);
}

static void test_the_same_bytes(void **state)
{
    (void)state;
    facs_layout *layout = make_layout(FACS_ROWS_MANY, &small);
    static unsigned char first[ROOM], second[ROOM];
    size_t size[2];
    for (int i = 0; i < 2; i++) {
        void *sink = open_table(layout, FACS_OK, NULL);
        write_rows(sink, 40, .04, 0);
        assert_int_equal(facs_sink_find("bids")->finish(&sink, NULL), FACS_OK);
        FILE *file = fopen(table, "rb");
        assert_non_null(file);
        size[i] = fread(i ? second : first, 1, ROOM, file);
        fclose(file);
    }
    assert_true(size[0] == size[1] && memcmp(first, second, size[0]) == 0);
    assert_int_equal(first[4] | first[5] | first[6] | first[7] | first[3], 0); /* no time, no name */
    unlink(table);
    unlink(description);
    free(layout);
}

static void test_refused(void **state)
{
    (void)state;
    facs_layout *layout = make_layout(FACS_ROWS_STILLS, &small);
    facs_error error = {0};
    open_table(layout, FACS_E_ARGUMENT, &error);
    assert_non_null(strstr(error.message, "BIDS tables are for videos"));
    free(layout);
    layout = make_layout(FACS_ROWS_ONE, &small);
    const facs_sink_place place = {.path = "-", .layout = layout};
    void *sink = NULL;
    assert_int_equal(facs_sink_find("bids")->open(&place, &sink, &error), FACS_E_ARGUMENT);
    /* somebody else's description, which nobody has named */
    FILE *file = fopen(description, "wb");
    assert_non_null(file);
    fputs("{\"TaskName\": \"rest\"}\n", file);
    fclose(file);
    open_table(layout, FACS_E_OUTPUT, &error);
    assert_non_null(strstr(error.message, "is not facsimile's"));
    unlink(description);
    free(layout);
}

static void test_parts(void **state)
{
    (void)state;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &small);
    void *sink = open_table(layout, FACS_OK, NULL);
    write_rows(sink, 2, .04, 0);
    facs_sink_find("bids")->abandon(&sink);
    assert_null(sink);
    assert_int_equal(access(table, F_OK) == 0 || access(description, F_OK) == 0, 0);
    for (int i = 0; i < 2; i++) { /* a run that was stopped: the first is there, the second stands aside */
        char part[2][PATH + 16];
        snprintf(part[0], sizeof part[0], "%s%s", table, i ? ".partial" : "");
        snprintf(part[1], sizeof part[1], "%s%s", description, i ? ".partial" : "");
        sink = open_table(layout, FACS_OK, NULL);
        write_rows(sink, 2 + i, .04, 0);
        assert_string_equal(facs_sink_find("bids")->set_aside(sink), part[0]);
        assert_int_equal(facs_sink_find("bids")->finish(&sink, NULL), FACS_OK);
        char *text = read_table(part[0]);
        check_cell(text, 1 + i, 0, i ? "3" : "2");
        free(text);
        cJSON_Delete(read_json(part[1]));
        if (i) {
            unlink(part[0]);
            unlink(part[1]);
        }
    }
    unlink(table);
    unlink(description);
    free(layout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_both_files, enter, leave),
        cmocka_unit_test_setup_teardown(test_time, enter, leave),
        cmocka_unit_test_setup_teardown(test_the_same_bytes, enter, leave),
        cmocka_unit_test_setup_teardown(test_refused, enter, leave),
        cmocka_unit_test_setup_teardown(test_parts, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
