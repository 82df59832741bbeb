/* facs_extract_file() into several outputs, into none, and into what cannot be. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/needs.h"
#include "support/npy.h"

#include <facsimile/facsimile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FRAMES = 5 };

typedef struct fixture {
    char folder[64], csv[96], ndjson[96], said[256];
    facs_env env;
    facs_extract_options options;
} fixture;

/* keeps the last message that is no warning */
static void keep(void *cookie, facs_log_level level, const char *message)
{
    fixture *test = cookie;
    if (level == FACS_LOG_INFO)
        snprintf(test->said, sizeof test->said, "%s", message);
}

static int enter(void **state)
{
    fixture *test = calloc(1, sizeof *test);
    strcpy(test->folder, "sinks-test-XXXXXX");
    assert_non_null(mkdtemp(test->folder));
    snprintf(test->csv, sizeof test->csv, "%s/out.csv", test->folder);
    snprintf(test->ndjson, sizeof test->ndjson, "%s/out.ndjson", test->folder);
    facs_env_init(&test->env, sizeof test->env);
    test->env.cookie = test;
    test->env.log = keep;
    facs_extract_options_init(&test->options, sizeof test->options);
    test->options.env = &test->env;
    test->options.max_frames = FRAMES;
    test->options.threads = 1;
    *state = test;
    return 0;
}

static int leave(void **state)
{
    fixture *test = *state;
    unlink(test->csv);
    unlink(test->ndjson);
    int left = rmdir(test->folder);
    free(test);
    return left; /* a file that was left behind fails the test */
}

static int count_lines(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return -1;
    int lines = 0;
    for (int c; (c = getc(file)) != EOF;)
        lines += c == '\n';
    fclose(file);
    return lines;
}

static facs_status extract(fixture *test, const char *csv, const facs_output *outputs, int count, facs_error *error)
{
    const char *video = testdata_path("media/default.wmv");
    test->options.model_dir = model_folder();
    test->options.outputs = outputs;
    test->options.output_count = count;
    return facs_extract_file(video, csv, &test->options, error);
}

static void test_several(void **state)
{
    fixture *test = *state;
    const facs_output outputs[] = {{"null", NULL}, {"ndjson", test->ndjson}};
    assert_int_equal(extract(test, test->csv, outputs, 2, NULL), FACS_OK);
    assert_int_equal(count_lines(test->csv), FRAMES + 1);
    assert_int_equal(count_lines(test->ndjson), FRAMES);
    assert_non_null(strstr(test->said, test->csv));
    assert_non_null(strstr(test->said, test->ndjson));
}

/* a CSV among the outputs is the same as the one that is named first */
static void test_without_the_first(void **state)
{
    fixture *test = *state;
    const facs_output csv = {"csv", test->csv};
    assert_int_equal(extract(test, NULL, &csv, 1, NULL), FACS_OK);
    assert_int_equal(count_lines(test->csv), FRAMES + 1);
}

/* nothing is written, and the caller hears of the frames all the same */
static void test_null(void **state)
{
    fixture *test = *state;
    const facs_output null = {"null", NULL};
    facs_profile profile;
    facs_profile_init(&profile, sizeof profile);
    test->options.profile = &profile;
    assert_int_equal(extract(test, NULL, &null, 1, NULL), FACS_OK);
    assert_int_equal(profile.frames, FRAMES);
    assert_non_null(strstr(test->said, "5 frames"));
    assert_non_null(strstr(test->said, "no file is written"));
}

typedef struct received {
    int64_t rows;
    int calls, stop;
} received;

static int receive(void *cookie, const facs_records *records)
{
    received *got = cookie;
    got->calls++;
    got->rows += records->count;
    assert_string_equal(records->pipeline, "openface");
    assert_true(records->width > 0 && records->height > 0 && records->rate_den > 0 && !records->pictures);
    return got->stop;
}

/* to the program itself, with and without files beside it */
static void test_records(void **state)
{
    fixture *test = *state;
    received got = {0};
    facs_error error = {0};
    test->options.records = receive;
    test->options.records_cookie = &got;
    assert_int_equal(extract(test, NULL, NULL, 0, NULL), FACS_OK);
    assert_true(got.rows == FRAMES && got.calls == 1);
    assert_int_equal(extract(test, test->csv, NULL, 0, NULL), FACS_OK);
    assert_int_equal(got.rows, 2 * FRAMES);
    assert_int_equal(count_lines(test->csv), FRAMES + 1);
    got.stop = 1;
    assert_int_equal(extract(test, NULL, NULL, 0, &error), FACS_E_INTERRUPTED);
    const facs_output by_name = {"records", NULL};
    test->options.records = NULL;
    assert_int_equal(extract(test, NULL, &by_name, 1, &error), FACS_E_ARGUMENT);
}

static void refuses(fixture *test, const char *csv, const facs_output *outputs, int count, const char *said)
{
    facs_error error = {0};
    assert_int_equal(extract(test, csv, outputs, count, &error), FACS_E_ARGUMENT);
    if (!strstr(error.message, said))
        fail_msg("\"%s\" lacks \"%s\"", error.message, said);
}

static void test_what_cannot_be(void **state)
{
    fixture *test = *state;
    const facs_output unknown = {"parquet", test->ndjson}, no_path = {"ndjson", NULL}, same = {"ndjson", test->csv},
                      no_name = {NULL, test->ndjson};
    char other[160];
    snprintf(other, sizeof other, "./%s/../%s/out.csv", test->folder, test->folder);
    const facs_output spelt = {"ndjson", other}, standard[] = {{"csv", "-"}, {"ndjson", "-"}};
    refuses(test, test->csv, &unknown, 1, "\"parquet\"");
    refuses(test, test->csv, &no_name, 1, "no sink");
    refuses(test, test->csv, &no_path, 1, "ndjson has no path");
    refuses(test, test->csv, &same, 1, "is named for two outputs");
    refuses(test, test->csv, &spelt, 1, "is named for two outputs");
    refuses(test, NULL, standard, 2, "is named for two outputs");
    refuses(test, NULL, NULL, 0, "no name");
    refuses(test, test->csv, NULL, 1, "output_count");
    refuses(test, test->csv, standard, -1, "output_count");
    refuses(test, test->csv, standard, 17, "output_count");
    const facs_output input = {"ndjson", testdata_path("media/default.wmv")};
    refuses(test, test->csv, &input, 1, "is the input itself");
}

/* what OpenFace's programs can be told, outside of its range or for the wrong output */
static void test_wrong_faces(void **state)
{
    fixture *test = *state;
    const facs_output video = {"aligned_video", test->ndjson};
    facs_fit_settings fit;
    facs_extract_options *options = &test->options;
    const facs_extract_options usual = *options;
    options->aligned_side = 4097;
    refuses(test, test->csv, NULL, 0, "aligned_side");
    *options = usual;
    options->aligned_scale = -1;
    refuses(test, test->csv, NULL, 0, "aligned_scale");
    *options = usual;
    options->aligned_format = "gif";
    refuses(test, test->csv, NULL, 0, "'gif' is none of bmp");
    options->aligned_format = "png";
    refuses(test, test->csv, &video, 1, "not for aligned_video");
    *options = usual;
    options->fit = &fit;
    fit.size = 1;
    refuses(test, test->csv, NULL, 0, "facs_fit_settings: size is 1");
    facs_fit_settings_init(&fit, sizeof fit);
    fit.sigma = 0;
    refuses(test, test->csv, NULL, 0, "settings of the landmark fit");
    facs_fit_settings_init(&fit, sizeof fit);
    fit.multi_view = 2;
    refuses(test, test->csv, NULL, 0, "settings of the landmark fit");
    facs_fit_settings_init(&fit, sizeof fit);
    options->pipeline = "null";
    refuses(test, test->csv, NULL, 0, "has no settings of a landmark fit");
}

/* faces of a side that the descriptors are not made with, of which these and the rows know nothing */
static void test_other_faces(void **state)
{
    fixture *test = *state;
    char hog[2][160], faces[160], name[224];
    for (int i = 0; i < 2; i++)
        snprintf(hog[i], sizeof hog[i], "%s/%d.hog", test->folder, i);
    snprintf(faces, sizeof faces, "%s/faces", test->folder);
    const facs_output plain[] = {{"hog", hog[0]}}, other[] = {{"hog", hog[1]}, {"aligned", faces}};
    test->options.threads = 3;
    assert_int_equal(extract(test, NULL, plain, 1, NULL), FACS_OK);
    test->options.aligned_side = 20;
    test->options.aligned_unmasked = 1;
    assert_int_equal(extract(test, NULL, other, 2, NULL), FACS_OK);
    FILE *a = fopen(hog[0], "rb"), *b = fopen(hog[1], "rb");
    int c, bytes = 0;
    while ((c = getc(a)) != EOF) {
        assert_int_equal(c, getc(b));
        bytes++;
    }
    assert_int_equal(bytes, FRAMES * 17872);
    fclose(a);
    fclose(b);
    for (int i = 1; i <= FRAMES; i++) {
        snprintf(name, sizeof name, "%s/frame_det_00_%06d.bmp", faces, i);
        struct stat info;
        assert_int_equal(stat(name, &info), 0);
        assert_int_equal(info.st_size, 54 + 20 * 60);
        unlink(name);
    }
    rmdir(faces);
    unlink(hog[0]);
    unlink(hog[1]);
}

/* frames go with their results whatever the number of threads */
static void test_tracked(void **state)
{
    fixture *test = *state;
    char video[2][160];
    for (int i = 0; i < 2; i++) {
        snprintf(video[i], sizeof video[i], "%s/%d.avi", test->folder, i);
        const facs_output outputs[] = {{"tracked_video", video[i]}};
        test->options.threads = i == 0 ? 1 : 3;
        assert_int_equal(extract(test, NULL, outputs, 1, NULL), FACS_OK);
    }
    FILE *a = fopen(video[0], "rb"), *b = fopen(video[1], "rb");
    int c, bytes = 0;
    while ((c = getc(a)) != EOF) {
        assert_int_equal(c, getc(b));
        bytes++;
    }
    assert_int_equal(getc(b), EOF);
    assert_true(bytes > 10000);
    fclose(a);
    fclose(b);
    unlink(video[0]);
    unlink(video[1]);
}

/* a picture without a face gets a CSV, unless none is wanted */
static void test_no_empty(void **state)
{
    fixture *test = *state;
    char path[160], boxes[160];
    snprintf(path, sizeof path, "%s/boxes.txt", test->folder);
    snprintf(boxes, sizeof boxes, "%s", path);
    fclose(fopen(path, "w"));
    test->options.boxes = boxes;
    test->options.model_dir = model_folder();
    const char *picture = testdata_path("media/sample1.jpg");
    assert_int_equal(facs_extract_file(picture, test->csv, &test->options, NULL), FACS_OK);
    assert_int_equal(count_lines(test->csv), 1);
    assert_non_null(strstr(test->said, "wrote "));
    unlink(test->csv);
    test->options.no_empty_csv = 1;
    assert_int_equal(facs_extract_file(picture, test->csv, &test->options, NULL), FACS_OK);
    assert_int_equal(count_lines(test->csv), -1);
    assert_non_null(strstr(test->said, "no file is written"));
    test->options.boxes = NULL;
    assert_int_equal(facs_extract_file(picture, test->csv, &test->options, NULL), FACS_OK);
    assert_int_equal(count_lines(test->csv), 2);
    unlink(path);
}

static int look_at_camera(void *cookie, const facs_progress *progress)
{
    facs_progress *last = cookie;
    *last = *progress;
    return 0;
}

/* the caller hears of the camera and the rows */
static void test_progress(void **state)
{
    fixture *test = *state;
    facs_progress last = {0};
    test->options.progress = look_at_camera;
    test->options.progress_cookie = &last;
    assert_int_equal(extract(test, test->csv, NULL, 0, NULL), FACS_OK);
    assert_int_equal(last.rows, FRAMES);
    assert_true(last.camera.fx == 500 && last.camera.fy == 500 && last.camera.cx == 320 && last.camera.cy == 240);
}

/* an output that cannot be opened leaves nothing of the others */
static void test_one_that_cannot_be_opened(void **state)
{
    fixture *test = *state;
    const facs_output ndjson = {"ndjson", "no/such/folder/out.ndjson"};
    facs_error error = {0};
    assert_int_equal(extract(test, test->csv, &ndjson, 1, &error), FACS_E_OUTPUT);
    assert_non_null(strstr(error.message, "no/such/folder"));
}

static int stop(void *cookie, const facs_progress *progress)
{
    (void)cookie;
    return progress->frames_done >= 2;
}

static void test_stopped(void **state)
{
    fixture *test = *state;
    const facs_output ndjson = {"ndjson", test->ndjson};
    facs_error error = {0};
    test->options.progress = stop;
    test->options.max_frames = 0;
    assert_int_equal(extract(test, test->csv, &ndjson, 1, &error), FACS_E_INTERRUPTED);
    assert_non_null(strstr(error.message, test->ndjson));
    assert_true(count_lines(test->ndjson) >= 2);
    assert_int_equal(count_lines(test->csv), count_lines(test->ndjson) + 1);
    unlink(test->csv);
    unlink(test->ndjson);
    test->options.only_whole = true;
    assert_int_equal(extract(test, test->csv, &ndjson, 1, &error), FACS_E_INTERRUPTED);
    assert_int_equal(count_lines(test->csv), -1);
    assert_int_equal(count_lines(test->ndjson), -1);
}

int main(void)
{
#define IN_FOLDER(test) NEEDS_DATA(cmocka_unit_test_setup_teardown(test, enter, leave))
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_several),  IN_FOLDER(test_without_the_first), IN_FOLDER(test_null),
        IN_FOLDER(test_records),  IN_FOLDER(test_what_cannot_be),    IN_FOLDER(test_one_that_cannot_be_opened),
        IN_FOLDER(test_stopped),  IN_FOLDER(test_wrong_faces),       IN_FOLDER(test_other_faces),
        IN_FOLDER(test_no_empty), IN_FOLDER(test_tracked),           IN_FOLDER(test_progress),
    };
    return RUN_GROUP_NEEDING(NEED_DATA, tests, NULL, NULL);
}
