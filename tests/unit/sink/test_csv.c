/* CSV files: header against the reference's, rows, what is left after failures. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "result/au_names.h"
#include "sink/results.h"
#include "sink/sink.h"
#include "support/npy.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE = 1 << 16 };

typedef struct folder {
    char path[64], file[96];
} folder;

static int enter(void **state)
{
    folder *place = calloc(1, sizeof *place);
    strcpy(place->path, "csv-test-XXXXXX");
    assert_non_null(mkdtemp(place->path));
    snprintf(place->file, sizeof place->file, "%s/out.csv", place->path);
    *state = place;
    return 0;
}

static int count_files(const char *path)
{
    int count = 0;
    DIR *directory = opendir(path);
    assert_non_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(directory);
    return count;
}

static int leave(void **state)
{
    folder *place = *state;
    unlink(place->file);
    int left = rmdir(place->path);
    free(place);
    return left; /* a file that was left behind fails the test */
}

/* line `index` of a file, without its end */
static char *get_line(const char *path, int index)
{
    static char line[LINE];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (int i = 0; i <= index; i++)
        if (!fgets(line, sizeof line, file))
            fail_msg("%s has no line %d", path, i);
    fclose(file);
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static char *get_piped_line(const char *command)
{
    static char line[LINE];
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(line, sizeof line, pipe));
    pclose(pipe);
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static facs_status open_csv(const char *path, const facs_layout *layout, void **csv, facs_error *error)
{
    const facs_sink_place place = {.path = path, .layout = layout};
    *csv = NULL;
    return facs_sink_find("csv")->open(&place, csv, error);
}

static facs_status write_row(void *csv, facs_face_store *store, int64_t frame, facs_error *error)
{
    store->result.frame = frame;
    store->result.timestamp = (double)(frame - 1) / 15.0;
    return facs_sink_find("csv")->write(csv, &store->result, NULL, error);
}

/* `rows` frames with the same faces */
static void write_file(const char *path, const facs_layout *layout, int rows, facs_face_store *store)
{
    facs_error error = {0};
    void *csv;
    assert_int_equal(open_csv(path, layout, &csv, &error), FACS_OK);
    for (int i = 0; i < rows; i++)
        assert_int_equal(write_row(csv, store, i + 1, &error), FACS_OK);
    assert_int_equal(facs_sink_find("csv")->finish(&csv, &error), FACS_OK);
    assert_null(csv);
}

static int count_columns(const char *header)
{
    int commas = 0;
    for (const char *at = header; *at; at++)
        commas += *at == ',';
    return commas + 1;
}

static void check_header(const char *file, facs_rows rows, int modes, const char *golden, int columns)
{
    char command[2048];
    facs_face_shape shape = openface_shape;
    shape.modes = modes;
    facs_layout *layout = make_layout(rows, &shape);
    if (rows == FACS_ROWS_MANY)
        facs_layout_slots(layout);
    if (rows == FACS_ROWS_STILLS) /* the reference's have none */
        facs_layout_drop(layout, FACS_FROM_SUCCESS);
    write_file(file, layout, 0, NULL);
    free(layout);
    char *ours = get_line(file, 0);
    assert_int_equal(count_columns(ours), columns);
    const char *path = testdata_path("golden/%s", golden);
    snprintf(command, sizeof command, "%s '%s' | head -n 1", strstr(path, ".gz") ? "zcat" : "cat", path);
    assert_string_equal(ours, get_piped_line(command));
}

static void test_headers_are_the_reference_s(void **state)
{
    folder *place = *state;
    check_header(place->file, FACS_ROWS_ONE, 34, "default/FeatureExtraction.csv.gz", 714);
    check_header(place->file, FACS_ROWS_MANY, 34, "multi_face/FaceLandmarkVidMulti.csv.gz", 714);
    check_header(place->file, FACS_ROWS_ONE, 23, "default/FeatureExtraction_main_clnf_multi_pie.csv.gz", 703);
    check_header(place->file, FACS_ROWS_STILLS, 34, "sample1_jpg/FaceLandmarkImg.csv", 711);
}

/* other numbers of everything, and halves of the face */
static void test_another_shape(void **state)
{
    folder *place = *state;
    static const char *const r[] = {"AU12_r", "AU12L_r", "AU12R_r", NULL}, *const c[] = {"AU43_c", NULL};
    const au_columns columns = {r, c};
    const facs_env env = facs_env_resolve(NULL);
    const facs_face_shape shape = {.landmarks = 3, .modes = 2, .au_r = 3, .au_c = 1};
    facs_layout *layout = facs_layout_create(&env, FACS_ROWS_MANY, &shape, list_au, &columns);
    facs_face_store store = make_store(&shape);
    assert_int_equal(facs_face_store_resize(&store, 2, NULL), FACS_OK);
    for (int i = 0; i < 2; i++) {
        facs_face_slot *slot = &store.slots[i];
        slot->face.face_id = i;
        slot->face.track = 4 + i;
        slot->face.person = 2;
        slot->face.has_aus = i == 0;
        for (int j = 0; j < 6; j++)
            slot->landmarks[j] = (float)j;
        for (int j = 0; j < 9; j++)
            slot->landmarks_3d[j] = (float)(10 + j);
        slot->params_local[1] = 0.5f;
        slot->au_r[1] = 1.25;
        slot->au_r[2] = 2.5;
        slot->au_c[0] = 1;
    }
    write_file(place->file, layout, 1, &store);
    assert_string_equal(
        get_line(place->file, 0),
        "frame,face_id,timestamp,confidence,success,track,person,pose_Tx,pose_Ty,pose_Tz,pose_Rx,pose_Ry,pose_Rz,"
        "x_0,x_1,x_2,y_0,y_1,y_2,X_0,X_1,X_2,Y_0,Y_1,Y_2,Z_0,Z_1,Z_2,p_scale,p_rx,p_ry,p_rz,p_tx,p_ty,"
        "p_0,p_1,AU12_r,AU12L_r,AU12R_r,AU43_c");
    assert_string_equal(
        get_line(place->file, 1),
        "1,0,0.000,0.00,0,4,2,0.0,0.0,0.0,0.000,0.000,0.000,0.0,1.0,2.0,3.0,4.0,5.0,10.0,11.0,12.0,13.0,"
        "14.0,15.0,16.0,17.0,18.0,0.000,0.000,0.000,0.000,0.000,0.000,0.000,0.500,0.00,1.25,2.50,1.00");
    /* what a face does not have is no 0 */
    assert_non_null(strstr(get_line(place->file, 2), ",0.500,nan,nan,nan,nan"));
    facs_face_store_free(&store);
    free(layout);
}

static facs_face_store make_faces(const facs_face_shape *shape)
{
    facs_face_store store = make_store(shape);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    facs_face_slot *slot = &store.slots[0];
    facs_face *face = &slot->face;
    face->face_id = 2;
    face->confidence = 0.975f;
    face->success = face->has_aus = true;
    face->gaze[0][0] = 0.1f;
    face->gaze[0][1] = -0.0000001f;
    face->gaze[1][2] = -1;
    face->gaze_angle[0] = -0.0001f;
    face->pose[0] = 1e6f;
    face->pose[5] = 0.5f;
    slot->landmarks[0] = NAN;
    slot->landmarks[1] = INFINITY;
    slot->params_local[0] = 1.0005f;
    for (int i = 0; i < FACS_AU_R; i++)
        slot->au_r[i] = 0.125 * i;
    for (int i = 0; i < FACS_AU_C; i++)
        slot->au_c[i] = i % 2;
    return store;
}

/* field `index` (from 0) of a line */
static const char *field(const char *line, int index)
{
    static char text[64];
    for (int i = 0; i < index; i++) {
        line = strchr(line, ',');
        assert_non_null(line);
        line++;
    }
    size_t length = strcspn(line, ",");
    assert_true(length < sizeof text);
    memcpy(text, line, length);
    text[length] = '\0';
    return text;
}

typedef struct cell {
    int column;
    const char *text;
} cell;

static void check_row(const char *path, facs_rows rows, int line, const cell *cells)
{
    facs_face_shape shape = openface_shape;
    shape.modes = 1;
    facs_layout *layout = make_layout(rows, &shape);
    if (rows == FACS_ROWS_MANY)
        facs_layout_slots(layout);
    facs_face_store store = make_faces(&shape);
    write_file(path, layout, 2, &store);
    facs_face_store_free(&store);
    free(layout);
    for (; cells->text; cells++)
        assert_string_equal(field(get_line(path, line), cells->column), cells->text);
}

static void test_row(void **state)
{
    folder *place = *state;
    static const cell cells[] = {
        {0, "2"},         {1, "2"},          {2, "0.067"},   {3, "0.98"},   {4, "1"},           {5, "0.100000"},
        {6, "-0.000000"}, {10, "-1.000000"}, {11, "-0.000"}, {13, "0.0"},   {293, "1000000.0"}, {298, "0.500"},
        {299, "nan"},     {300, "inf"},      {645, "1.000"}, {646, "0.00"}, {647, "0.12"},      {649, "0.38"},
        {663, "0.0"},     {664, "1.0"},      {0, NULL}};
    check_row(place->file, FACS_ROWS_MANY, 2, cells);
}

/* presences of one face have two decimals */
static void test_row_of_one_face(void **state)
{
    folder *place = *state;
    static const cell cells[] = {{646, "0.00"}, {647, "0.12"}, {663, "0.00"}, {664, "1.00"}, {0, NULL}};
    check_row(place->file, FACS_ROWS_ONE, 2, cells);
}

static void test_still_row(void **state)
{
    folder *place = *state;
    static const cell cells[] = {{0, "2"},           {1, "0.975"}, {2, "1"}, {3, "0.100000"},
                                 {291, "1000000.0"}, {661, "0.0"}, {0, NULL}};
    check_row(place->file, FACS_ROWS_STILLS, 1, cells);
}

static void test_into_a_stream(void **state)
{
    folder *place = *state;
    enum { ROWS = 300 }; /* more than the buffer holds */
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &openface_shape);
    facs_face_store store = make_faces(&openface_shape);
    assert_int_equal(mkfifo(place->file, 0600), 0);
    char command[256], copy[128];
    snprintf(copy, sizeof copy, "%s/copy", place->path);
    snprintf(command, sizeof command, "cat '%s' > '%s'", place->file, copy);
    FILE *reader = popen(command, "r");
    assert_non_null(reader);
    write_file(place->file, layout, ROWS, &store);
    pclose(reader);
    struct stat info;
    assert_int_equal(stat(place->file, &info), 0);
    assert_true(S_ISFIFO(info.st_mode)); /* not replaced by a file */
    assert_string_equal(field(get_line(copy, ROWS), 0), "300");
    assert_string_equal(field(get_line(copy, ROWS), 679 + 1), "0.12");
    unlink(copy);
    facs_face_store_free(&store);
    free(layout);
}

static void test_nothing_under_the_final_name_before_the_end(void **state)
{
    folder *place = *state;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &openface_shape);
    facs_face_store store = make_faces(&openface_shape);
    void *csv;
    assert_int_equal(open_csv(place->file, layout, &csv, NULL), FACS_OK);
    assert_int_equal(write_row(csv, &store, 1, NULL), FACS_OK);
    assert_int_equal(access(place->file, F_OK), -1);
    assert_int_equal(count_files(place->path), 1);
    facs_sink_find("csv")->abandon(&csv);
    assert_null(csv);
    assert_int_equal(count_files(place->path), 0);
    facs_face_store_free(&store);
    free(layout);
}

static void test_two_writers_of_one_name(void **state)
{
    folder *place = *state;
    const facs_sink *sink = facs_sink_find("csv");
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &openface_shape);
    facs_face_store store = make_faces(&openface_shape);
    void *one, *two;
    assert_int_equal(open_csv(place->file, layout, &one, NULL), FACS_OK);
    assert_int_equal(open_csv(place->file, layout, &two, NULL), FACS_OK);
    assert_int_equal(write_row(one, &store, 1, NULL), FACS_OK);
    assert_int_equal(write_row(two, &store, 2, NULL), FACS_OK);
    assert_int_equal(sink->finish(&one, NULL), FACS_OK);
    assert_string_equal(field(get_line(place->file, 1), 0), "1");
    assert_int_equal(sink->finish(&two, NULL), FACS_OK);
    assert_string_equal(field(get_line(place->file, 1), 0), "2");
    assert_int_equal(count_files(place->path), 1);
    facs_face_store_free(&store);
    free(layout);
}

static void test_a_link_survives(void **state)
{
    folder *place = *state;
    char target[128];
    snprintf(target, sizeof target, "%s/target.csv", place->path);
    FILE *file = fopen(target, "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(symlink("target.csv", place->file), 0);
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &openface_shape);
    write_file(place->file, layout, 0, NULL);
    free(layout);
    struct stat info;
    assert_int_equal(lstat(place->file, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(strncmp(get_line(target, 0), "frame,face_id", 13), 0);
    unlink(target);
}

static void test_places_that_cannot_be_written(void **state)
{
    folder *place = *state;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &openface_shape);
    void *csv;
    facs_error error = {0};
    assert_int_equal(open_csv(place->path, layout, &csv, &error), FACS_E_OUTPUT); /* a folder */
    assert_non_null(strstr(error.message, place->path));
    assert_null(csv);
    assert_int_equal(open_csv("missing-folder/out.csv", layout, &csv, &error), FACS_E_OUTPUT);
    assert_null(csv);
    free(layout);
}

static void test_full_disk(void **state)
{
    (void)state;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &openface_shape);
    facs_face_store store = make_faces(&openface_shape);
    void *csv;
    facs_error error = {0};
    assert_int_equal(open_csv("/dev/full", layout, &csv, &error), FACS_OK);
    assert_int_equal(write_row(csv, &store, 1, &error), FACS_OK); /* still in memory */
    assert_int_equal(facs_sink_find("csv")->finish(&csv, &error), FACS_E_DISK_FULL);
    assert_non_null(strstr(error.message, "/dev/full"));
    assert_null(csv);
    facs_face_store_free(&store);
    free(layout);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(IN_FOLDER(test_headers_are_the_reference_s)),
        IN_FOLDER(test_another_shape),
        IN_FOLDER(test_row),
        IN_FOLDER(test_row_of_one_face),
        IN_FOLDER(test_still_row),
        IN_FOLDER(test_into_a_stream),
        IN_FOLDER(test_nothing_under_the_final_name_before_the_end),
        IN_FOLDER(test_two_writers_of_one_name),
        IN_FOLDER(test_a_link_survives),
        IN_FOLDER(test_places_that_cannot_be_written),
        NEEDS_THAT(access("/dev/full", W_OK) == 0, "no /dev/full", IN_FOLDER(test_full_disk)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
