/* Every allocation of a whole run fails once: the call says so, with the name of a file, and leaves nothing behind. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/needs.h"
#include "support/meter.h"
#include "support/npy.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static char folder[] = "/tmp/facs-memory-XXXXXX";

static facs_status run(const char *input, long fail_at, bool for_good, meter *memory, facs_error *error)
{
    char output[64];
    facs_env env = meter_env(memory, fail_at);
    memory->for_good = for_good;
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    options.env = &env;
    options.model_dir = testdata_path("models/2.2.0/originals");
    options.max_frames = 2;
    options.threads = 1;
    snprintf(output, sizeof output, "%s/out.csv", folder);
    return facs_extract_file(input, output, &options, error);
}

static bool is_empty(void)
{
    int entries = -2;
    DIR *listing = opendir(folder);
    assert_non_null(listing);
    while (readdir(listing))
        entries++;
    closedir(listing);
    return entries == 0;
}

static void check(const char *name)
{
    char output[64], input[1024];
    meter memory;
    facs_error error = {0};
    snprintf(input, sizeof input, "%s", testdata_path("media/%s", name));
    if (run(input, -1, false, &memory, &error) != FACS_OK)
        fail_msg("%s", error.message);
    snprintf(output, sizeof output, "%s/out.csv", folder);
    assert_int_equal(unlink(output), 0);
    const long count = memory.made;
    for (long i = 0; i < count; i += i < count - 60 ? 1 + i / 12 : 1) {
        /* one allocation that is too large, or no memory at all */
        facs_status status = run(input, i, i % 2, &memory, &error);
        if (status != FACS_E_MEMORY)
            fail_msg("allocation %ld of %ld: %s: %s", i, count, facs_status_name(status), error.message);
        if (!strstr(error.message, "memory") || !strchr(error.message, '/') || strstr(error.message, "cannot"))
            fail_msg("allocation %ld of %ld: \"%s\"", i, count, error.message);
        assert_int_equal(memory.alive, 0);
        assert_true(is_empty());
    }
}

static void test_video(void **state)
{
    (void)state;
    check("default.wmv");
}

static void test_picture(void **state)
{
    (void)state;
    check("sample1.jpg");
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_video), cmocka_unit_test(test_picture)};
    return RUN_GROUP_NEEDING(NEED_DATA, tests, set_up, tear_down);
}
