/* Overlays of a run: with the frames and times of the input, stopped, out of the way of the input. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <facsimile/facsimile.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "media/media.h"

typedef struct fixture {
    char folder[64], csv[96], overlay[96], record[128], partial[128], said[512];
    facs_env env;
    facs_output output;
    facs_extract_options options;
    int64_t stop_after, stop_drawn; /* frames; 0 = never */
} fixture;

static void keep(void *cookie, facs_log_level level, const char *message)
{
    fixture *test = cookie;
    if (level == FACS_LOG_INFO)
        snprintf(test->said, sizeof test->said, "%s", message);
}

static int watch(void *cookie, const facs_progress *progress)
{
    const fixture *test = cookie;
    return (test->stop_after && progress->frames_done >= test->stop_after) ||
           (test->stop_drawn && progress->frames_drawn >= test->stop_drawn);
}

static int enter(void **state)
{
    fixture *test = calloc(1, sizeof *test);
    strcpy(test->folder, "overlay-test-XXXXXX");
    assert_non_null(mkdtemp(test->folder));
    snprintf(test->csv, sizeof test->csv, "%s/out.csv", test->folder);
    snprintf(test->overlay, sizeof test->overlay, "%s/out.mp4", test->folder);
    snprintf(test->partial, sizeof test->partial, "%s.partial", test->overlay);
    snprintf(test->record, sizeof test->record, "%s.facsimile.json", test->csv);
    facs_env_init(&test->env, sizeof test->env);
    test->env.cookie = test;
    test->env.log = keep;
    test->output = (facs_output){"overlay", test->overlay};
    facs_extract_options_init(&test->options, sizeof test->options);
    test->options.env = &test->env;
    test->options.pipeline = "open";
    test->options.outputs = &test->output;
    test->options.output_count = 1;
    test->options.threads = 1;
    test->options.sidecar = true;
    test->options.progress = watch;
    test->options.progress_cookie = test;
    *state = test;
    return 0;
}

static int leave(void **state)
{
    fixture *test = *state;
    unlink(test->csv);
    unlink(test->overlay);
    unlink(test->partial);
    unlink(test->record);
    int left = rmdir(test->folder);
    free(test);
    return left; /* a file that was left behind fails the test */
}

/* frames; the last one's time */
static int64_t frames_of(const char *path, double *last)
{
    facs_media *media = NULL;
    facs_pixels frame = {.data = NULL};
    facs_media_frame at = {.number = 0};
    const facs_env env = facs_env_resolve(NULL);
    int64_t count = 0;
    if (facs_media_open(&env, path, 1, &media, NULL) != FACS_OK)
        return -1;
    while (facs_media_read(media, &frame, &at, NULL) == FACS_OK) {
        *last = at.timestamp;
        count++;
    }
    facs_pixels_free(&env, &frame);
    facs_media_close(&media);
    return count;
}

static int lines_of(const char *path)
{
    FILE *file = fopen(path, "r");
    int lines = 0;
    if (!file)
        return -1;
    for (int c; (c = getc(file)) != EOF;)
        lines += c == '\n';
    fclose(file);
    return lines;
}

static bool holds(const char *path, const char *text)
{
    char *content = calloc(1, 1 << 16);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(content, 1, (1 << 16) - 1, file) > 0);
    fclose(file);
    const bool found = strstr(content, text) != NULL;
    free(content);
    return found;
}

static void whole(void **state)
{
    fixture *test = *state;
    facs_error error = {0};
    double last = -1;
    test->options.max_frames = 30;
    for (int threads = 1; threads <= 3; threads += 2) {
        test->options.threads = threads;
        assert_int_equal(facs_extract_file(getenv("FACS_CLIP"), test->csv, &test->options, &error), FACS_OK);
        assert_int_equal(frames_of(test->overlay, &last), 30);
        assert_true(fabs(last - 29 / 25.0) < 1e-6);
        assert_int_equal(lines_of(test->csv), 31);
        assert_true(holds(test->record, "\"action_units\": \"final\""));
        assert_true(holds(test->record, "\"left_out\": false"));
    }
}

/* before the input was read again: the table is kept, the overlay is not begun */
static void stopped_before(void **state)
{
    fixture *test = *state;
    facs_error error = {0};
    double last;
    test->stop_after = 5;
    FILE *before = fopen(test->overlay, "w");
    assert_true(before && fputs("before", before) >= 0 && fclose(before) == 0);
    test->options.max_frames = 100;
    assert_int_equal(facs_extract_file(getenv("FACS_CLIP"), test->csv, &test->options, &error), FACS_E_INTERRUPTED);
    assert_true(lines_of(test->csv) > 5 && lines_of(test->csv) < 100);
    assert_int_equal(frames_of(test->overlay, &last), -1);
    assert_true(holds(test->overlay, "before"));
    assert_true(holds(test->record, "\"left_out\": true"));
}

/* while it was: a part of the overlay, and everything else whole */
static void stopped_while_drawn(void **state)
{
    fixture *test = *state;
    facs_error error = {0};
    double last;
    test->stop_drawn = 1;
    test->options.max_frames = 100;
    for (int replaces = 0; replaces < 2; replaces++) {
        assert_int_equal(facs_extract_file(getenv("FACS_CLIP"), test->csv, &test->options, &error), FACS_E_INTERRUPTED);
        assert_non_null(strstr(error.message, "stopped while"));
        assert_non_null(strstr(error.message, "of 100 frames; they are in"));
        assert_int_equal(lines_of(test->csv), 101);
        assert_true(holds(test->record, "\"stopped\": true"));
        const char *part = replaces ? test->partial : test->overlay;
        if (replaces)
            assert_int_equal(rename(test->partial, test->overlay), 0);
        const int64_t frames = frames_of(replaces ? test->overlay : part, &last);
        assert_true(frames >= 1 && frames < 100);
    }
    unlink(test->csv);
    unlink(test->overlay);
    unlink(test->record);
    test->options.only_whole = true;
    assert_int_equal(facs_extract_file(getenv("FACS_CLIP"), test->csv, &test->options, &error), FACS_E_INTERRUPTED);
    assert_non_null(strstr(error.message, "nothing is kept"));
    assert_int_equal(lines_of(test->csv), -1);
    assert_int_equal(access(test->overlay, F_OK), -1);
    assert_int_equal(access(test->record, F_OK), -1);
}

static void refuses(void **state)
{
    fixture *test = *state;
    facs_error error = {0};
    test->output.sink = "overlay_picture";
    assert_int_equal(facs_extract_file(getenv("FACS_CLIP"), NULL, &test->options, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "is a picture, and the input is a video"));
    test->output = (facs_output){"overlay", getenv("FACS_CLIP")};
    assert_int_equal(facs_extract_file(getenv("FACS_CLIP"), NULL, &test->options, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "is the input itself"));
    char name[96];
    snprintf(name, sizeof name, "%s/out.webm", test->folder);
    test->output = (facs_output){"overlay", name};
    assert_int_equal(facs_extract_file(getenv("FACS_CLIP"), NULL, &test->options, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "let it end with .mp4, .mov, .mkv or .avi"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(whole, enter, leave),
        cmocka_unit_test_setup_teardown(stopped_before, enter, leave),
        cmocka_unit_test_setup_teardown(stopped_while_drawn, enter, leave),
        cmocka_unit_test_setup_teardown(refuses, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
