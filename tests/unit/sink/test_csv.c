/* CSV files: header against the reference's, rows, AUs filled in at the end, what is left after failures. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "result/face_store.h"
#include "sink/csv.h"
#include "support/npy.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE = 1 << 16 };

static facs_face_store store; /* of the face that is written */

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
    facs_face_store_free(&store);
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

static void write_file(const char *path, const facs_csv_options *options, int rows, const facs_face *face,
                       facs_csv_aus *aus)
{
    facs_error error = {0};
    facs_csv *csv = NULL;
    assert_int_equal(facs_csv_open(NULL, path, options, &csv, &error), FACS_OK);
    for (int i = 0; i < rows; i++)
        assert_int_equal(facs_csv_write(csv, i + 1, i / 15.0, face, &error), FACS_OK);
    assert_int_equal(facs_csv_finish(&csv, aus, NULL, &error), FACS_OK);
    assert_null(csv);
}

static void check_header(const char *file, const facs_csv_options *options, const char *golden, int columns)
{
    char command[2048];
    write_file(file, options, 0, NULL, NULL);
    char *ours = get_line(file, 0);
    int commas = 0;
    for (const char *at = ours; *at; at++)
        commas += *at == ',';
    assert_int_equal(commas + 1, columns);
    const char *path = testdata_path("golden/%s", golden);
    snprintf(command, sizeof command, "%s '%s' | head -n 1", strstr(path, ".gz") ? "zcat" : "cat", path);
    assert_string_equal(ours, get_piped_line(command));
}

static void test_headers_are_the_reference_s(void **state)
{
    folder *place = *state;
    facs_csv_options options = {.gaze = true, .aus = true, .rewrite = true, .modes = 34};
    check_header(place->file, &options, "default/FeatureExtraction.csv.gz", 714);
    options.rewrite = false;
    check_header(place->file, &options, "multi_face/FaceLandmarkVidMulti.csv.gz", 714);
    options.modes = 23;
    check_header(place->file, &options, "default/FeatureExtraction_main_clnf_multi_pie.csv.gz", 703);
    options = (facs_csv_options){.stills = true, .gaze = true, .aus = true, .modes = 34};
    check_header(place->file, &options, "sample1_jpg/FaceLandmarkImg.csv", 711);
}

static const facs_face *make_face(void)
{
    const facs_env env = facs_env_resolve(NULL);
    const facs_face_shape shape = {FACS_LANDMARKS, FACS_EYE_LANDMARKS, 34, FACS_AU_R, FACS_AU_C};
    facs_face_store_init(&store, &env, &shape);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    facs_face_slot *slot = &store.slots[0];
    facs_face *face = &slot->face;
    face->face_id = 2;
    face->confidence = 0.975f;
    face->success = true;
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
    return face;
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

static void test_row(void **state)
{
    folder *place = *state;
    const facs_face *face = make_face();
    facs_csv_options options = {.gaze = true, .aus = true, .modes = 1};
    write_file(place->file, &options, 2, face, NULL);
    const char *line = get_line(place->file, 2);
    static const struct {
        int column;
        const char *text;
    } expected[] = {{0, "2"},           {1, "2"},         {2, "0.067"},      {3, "0.98"},    {4, "1"},
                    {5, "0.100000"},    {6, "-0.000000"}, {10, "-1.000000"}, {11, "-0.000"}, {13, "0.0"},
                    {293, "1000000.0"}, {298, "0.500"},   {299, "nan"},      {300, "inf"},   {645, "1.000"},
                    {646, "0.00"},      {647, "0.12"},    {649, "0.38"},     {663, "0.0"},   {664, "1.0"}};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        assert_string_equal(field(line, expected[i].column), expected[i].text);
}

static void test_still_row(void **state)
{
    folder *place = *state;
    const facs_face *face = make_face();
    facs_csv_options options = {.stills = true, .modes = 1};
    write_file(place->file, &options, 1, face, NULL);
    assert_string_equal(field(get_line(place->file, 1), 0), "2");
    assert_string_equal(field(get_line(place->file, 1), 1), "0.975");
    assert_string_equal(field(get_line(place->file, 1), 2), "1000000.0"); /* no gaze columns */
}

static void give_aus(void *cookie, int64_t row, double au_r[FACS_AU_R], double au_c[FACS_AU_C])
{
    (void)cookie;
    for (int i = 0; i < FACS_AU_R; i++)
        au_r[i] = (double)((row + i) % 501) / 100;
    for (int i = 0; i < FACS_AU_C; i++)
        au_c[i] = (double)((row + i) % 2);
}

static void test_rewriting(void **state)
{
    folder *place = *state;
    const facs_face *face = make_face();
    facs_csv_options options = {.gaze = true, .aus = true, .rewrite = true, .modes = 34};
    enum { ROWS = 1000 }; /* several blocks */
    write_file(place->file, &options, ROWS, face, give_aus);
    for (int row = 0; row < ROWS; row += 37) {
        const char *line = get_line(place->file, row + 1);
        char text[16];
        snprintf(text, sizeof text, "%d", row + 1);
        assert_string_equal(field(line, 0), text);
        snprintf(text, sizeof text, "%.3f", row / 15.0);
        assert_string_equal(field(line, 2), text);
        for (int i = 0; i < FACS_AU_R; i++) {
            snprintf(text, sizeof text, "%.2f", (double)((row + i) % 501) / 100);
            assert_string_equal(field(line, 679 + i), text);
        }
        assert_string_equal(field(line, 696), row % 2 ? "1.00" : "0.00");
        assert_string_equal(field(line, 713), (row + 17) % 2 ? "1.00" : "0.00");
    }
}

static void test_rewriting_into_a_stream(void **state)
{
    folder *place = *state;
    const facs_face *face = make_face();
    facs_csv_options options = {.aus = true, .rewrite = true, .modes = 34};
    assert_int_equal(mkfifo(place->file, 0600), 0);
    char command[256], copy[128];
    snprintf(copy, sizeof copy, "%s/copy", place->path);
    snprintf(command, sizeof command, "cat '%s' > '%s' &", place->file, copy);
    assert_int_equal(system(command), 0);
    write_file(place->file, &options, 300, face, give_aus);
    for (int i = 0; i < 500; i++) { /* the reader may need a moment */
        struct stat info;
        if (stat(copy, &info) == 0 && info.st_size > 0)
            break;
        usleep(10000);
    }
    usleep(100000);
    struct stat info;
    assert_int_equal(stat(place->file, &info), 0);
    assert_true(S_ISFIFO(info.st_mode)); /* not replaced by a file */
    assert_string_equal(field(get_line(copy, 300), 0), "300");
    assert_string_equal(field(get_line(copy, 300), 5 + 6 + 340 + 6 + 34 + 1), "3.00");
    unlink(copy);
}

static void test_nothing_under_the_final_name_before_the_end(void **state)
{
    folder *place = *state;
    const facs_face *face = make_face();
    facs_csv_options options = {.modes = 1};
    facs_csv *csv = NULL;
    assert_int_equal(facs_csv_open(NULL, place->file, &options, &csv, NULL), FACS_OK);
    assert_int_equal(facs_csv_write(csv, 1, 0, face, NULL), FACS_OK);
    assert_int_equal(access(place->file, F_OK), -1);
    assert_int_equal(count_files(place->path), 1);
    facs_csv_abandon(&csv);
    assert_null(csv);
    assert_int_equal(count_files(place->path), 0);
}

static void test_two_writers_of_one_name(void **state)
{
    folder *place = *state;
    const facs_face *face = make_face();
    facs_csv_options options = {.modes = 1};
    facs_csv *one = NULL, *two = NULL;
    assert_int_equal(facs_csv_open(NULL, place->file, &options, &one, NULL), FACS_OK);
    assert_int_equal(facs_csv_open(NULL, place->file, &options, &two, NULL), FACS_OK);
    assert_int_equal(facs_csv_write(one, 1, 0, face, NULL), FACS_OK);
    assert_int_equal(facs_csv_write(two, 2, 0, face, NULL), FACS_OK);
    assert_int_equal(facs_csv_finish(&one, NULL, NULL, NULL), FACS_OK);
    assert_string_equal(field(get_line(place->file, 1), 0), "1");
    assert_int_equal(facs_csv_finish(&two, NULL, NULL, NULL), FACS_OK);
    assert_string_equal(field(get_line(place->file, 1), 0), "2");
    assert_int_equal(count_files(place->path), 1);
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
    facs_csv_options options = {.modes = 1};
    write_file(place->file, &options, 0, NULL, NULL);
    struct stat info;
    assert_int_equal(lstat(place->file, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(strncmp(get_line(target, 0), "frame,face_id", 13), 0);
    unlink(target);
}

static void test_places_that_cannot_be_written(void **state)
{
    folder *place = *state;
    facs_csv_options options = {.modes = 1};
    facs_csv *csv = NULL;
    facs_error error = {0};
    assert_int_equal(facs_csv_open(NULL, place->path, &options, &csv, &error), FACS_E_OUTPUT); /* a folder */
    assert_non_null(strstr(error.message, place->path));
    assert_int_equal(facs_csv_open(NULL, "missing-folder/out.csv", &options, &csv, &error), FACS_E_OUTPUT);
    options.modes = FACS_MODES_MAX + 1;
    assert_int_equal(facs_csv_open(NULL, place->file, &options, &csv, &error), FACS_E_ARGUMENT);
    assert_null(csv);
}

static void test_full_disk(void **state)
{
    (void)state;
    const facs_face *face = make_face();
    facs_csv_options options = {.modes = 1};
    facs_csv *csv = NULL;
    facs_error error = {0};
    assert_int_equal(facs_csv_open(NULL, "/dev/full", &options, &csv, &error), FACS_OK);
    assert_int_equal(facs_csv_write(csv, 1, 0, face, &error), FACS_OK); /* still in memory */
    assert_int_equal(facs_csv_finish(&csv, NULL, NULL, &error), FACS_E_DISK_FULL);
    assert_non_null(strstr(error.message, "/dev/full"));
    assert_null(csv);
}

int main(void)
{
#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter, leave)
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(IN_FOLDER(test_headers_are_the_reference_s)),
        IN_FOLDER(test_row),
        IN_FOLDER(test_still_row),
        IN_FOLDER(test_rewriting),
        IN_FOLDER(test_rewriting_into_a_stream),
        IN_FOLDER(test_nothing_under_the_final_name_before_the_end),
        IN_FOLDER(test_two_writers_of_one_name),
        IN_FOLDER(test_a_link_survives),
        IN_FOLDER(test_places_that_cannot_be_written),
        NEEDS_THAT(access("/dev/full", W_OK) == 0, "no /dev/full", IN_FOLDER(test_full_disk)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
