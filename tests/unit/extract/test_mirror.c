/* facs_mirror_file(): what it leaves, what it refuses, and what happens when memory runs out. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/meter.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/facs-mirror-XXXXXX";
static const char *clip;

static int entries(bool delete)
{
    int count = 0;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    for (const struct dirent *entry; (entry = readdir(listing)) != NULL;) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        if (delete)
            assert_int_equal(unlinkat(dirfd(listing), entry->d_name, 0), 0);
    }
    closedir(listing);
    return count;
}

static facs_mirror_options defaults(const facs_env *env)
{
    facs_mirror_options options;
    facs_mirror_options_init(&options, sizeof options);
    options.env = env;
    options.folder = folder;
    options.pipeline = "open";
    options.max_frames = 2;
    options.threads = 1;
    return options;
}

static void run(const facs_mirror_options *options)
{
    facs_error error;
    if (facs_mirror_file(clip, options, &error) != FACS_OK)
        fail_msg("%s", error.message);
}

static void test_summary(void **state)
{
    (void)state;
    facs_mirror_options options = defaults(NULL);
    facs_mirror_summary summary;
    facs_mirror_summary_init(&summary, sizeof summary);
    options.summary = &summary;
    run(&options);
    assert_int_equal(summary.frames, 2);
    assert_int_equal(summary.with_face, 2);
    assert_int_equal(summary.measured, 2);
    assert_string_equal(summary.pipeline, "open");
    assert_string_equal(summary.points, "open");
    assert_true(summary.encoder[0] != 0);
    assert_string_equal(summary.folder, folder);
    assert_true(summary.unit_count > 5 && summary.unit_count <= FACS_MIRROR_UNITS_MAX);
    for (int64_t i = 0; i < summary.unit_count; i++) {
        assert_memory_equal(summary.unit[i].name, "AU", 2);
        assert_true(isfinite(summary.unit[i].peak[FACS_RIGHT]) && isfinite(summary.unit[i].mean[FACS_LEFT]));
    }
    assert_int_equal(entries(true), 8);
}

static void count_path(void *cookie, const char *path)
{
    *(int *)cookie += access(path, F_OK) == 0;
    assert_memory_equal(path, folder, strlen(folder));
}

/* the files that are named are those that are there */
static void test_outputs(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        facs_error error;
        facs_mirror_options options = defaults(NULL);
        options.no_aus = kind == 1;
        options.no_videos = kind == 2;
        options.no_debug = kind == 3;
        run(&options);
        int there = 0;
        assert_int_equal(facs_mirror_outputs(clip, &options, count_path, &there, &error), FACS_OK);
        assert_int_equal(there, entries(true));
        assert_int_equal(there, ((const int[]){8, 4, 4, 7})[kind]);
    }
}

static int stop(void *cookie, const facs_progress *progress)
{
    (void)progress;
    return ++*(int *)cookie >= 1;
}

static void test_stopped(void **state)
{
    (void)state;
    int calls = 0;
    facs_error error;
    facs_mirror_options options = defaults(NULL);
    options.max_frames = 0;
    options.threads = 2;
    options.progress = stop;
    options.progress_cookie = &calls;
    assert_int_equal(facs_mirror_file(clip, &options, &error), FACS_E_INTERRUPTED);
    assert_non_null(strstr(error.message, "nothing is kept"));
    assert_int_equal(entries(true), 0);
}

static void refuses(const char *input, const facs_mirror_options *options, facs_status status, const char *said)
{
    facs_error error = {0};
    assert_int_equal(facs_mirror_file(input, options, &error), status);
    if (!strstr(error.message, said))
        fail_msg("\"%s\" lacks \"%s\"", error.message, said);
    assert_int_equal(entries(true), 0);
}

static void test_refusals(void **state)
{
    (void)state;
    facs_mirror_options options = defaults(NULL);
    refuses(NULL, &options, FACS_E_ARGUMENT, "no name");
    refuses("", &options, FACS_E_ARGUMENT, "no name");
    refuses("/nowhere/a.mp4", &options, FACS_E_NOT_FOUND, "/nowhere/a.mp4");
    refuses(folder, &options, FACS_E_UNSUPPORTED, folder);
    options.no_aus = options.no_videos = 1;
    refuses(clip, &options, FACS_E_ARGUMENT, "nothing is left");
    options = defaults(NULL);
    options.band = -1;
    refuses(clip, &options, FACS_E_ARGUMENT, "band = -1");
    options = defaults(NULL);
    options.midline = 3;
    refuses(clip, &options, FACS_E_ARGUMENT, "midline = 3");
    options.midline = FACS_MIRROR_LINE;
    refuses(clip, &options, FACS_E_ARGUMENT, "same height");
    options.line[3] = NAN;
    refuses(clip, &options, FACS_E_ARGUMENT, "no place in a picture");
    options = defaults(NULL);
    options.pipeline = "no such";
    refuses(clip, &options, FACS_E_ARGUMENT, "no such");
    options = defaults(NULL);
    options.encoder = "no such";
    refuses(clip, &options, FACS_E_UNSUPPORTED, "no such");
    facs_mirror_summary summary = {.size = 0};
    options = defaults(NULL);
    options.summary = &summary;
    refuses(clip, &options, FACS_E_ARGUMENT, "facs_mirror_summary");
}

/* Every allocation fails once: the call says so, with the name of a file, and leaves nothing behind. */
static void test_out_of_memory(void **state)
{
    (void)state;
    meter memory;
    facs_env env = meter_env(&memory, -1);
    facs_mirror_options options = defaults(&env);
    run(&options);
    assert_int_equal(memory.alive, 0);
    entries(true);
    const long count = memory.made;
    for (long i = 0; i < count; i += 1 + i / 40) {
        facs_error error;
        env = meter_env(&memory, i);
        memory.for_good = i % 2;
        const facs_status status = facs_mirror_file(clip, &options, &error);
        if (status != FACS_E_MEMORY || !strstr(error.message, "memory") || !strchr(error.message, '/'))
            fail_msg("allocation %ld of %ld: %s: \"%s\"", i, count, facs_status_name(status), error.message);
        assert_int_equal(memory.alive, 0);
        assert_int_equal(entries(true), 0);
    }
}

static int set_up(void **state)
{
    (void)state;
    clip = getenv("FACS_CLIP");
    return clip && mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_summary), cmocka_unit_test(test_outputs),
                                       cmocka_unit_test(test_stopped), cmocka_unit_test(test_refusals),
                                       cmocka_unit_test(test_out_of_memory)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
