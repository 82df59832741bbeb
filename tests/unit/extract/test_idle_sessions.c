/* Inputs of one call that share a session have the bytes of inputs that do not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/meter.h"
#include "support/needs.h"
#include "support/npy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TASKS = 4 };

static void check_same(const char *a, const char *b)
{
    FILE *one = fopen(a, "rb"), *other = fopen(b, "rb");
    assert_non_null(one);
    assert_non_null(other);
    int byte;
    long count = 0;
    do {
        byte = fgetc(one);
        assert_int_equal(byte, fgetc(other));
    } while (byte != EOF && ++count);
    assert_true(count > 100);
    fclose(one);
    fclose(other);
}

/* A, one that cannot be read, B, A */
static void check(const char *pipeline)
{
    char folder[] = "/tmp/facs-idle-XXXXXX", input[TASKS][1024], output[TASKS][64], alone[64];
    const char *const name[TASKS] = {"default.wmv", "README.md", "franck.mp4", "default.wmv"};
    meter memory;
    facs_env env = meter_env(&memory, -1);
    facs_models_options with;
    facs_models_options_init(&with, sizeof with);
    with.pipeline = pipeline;
    with.model_dir = strcmp(pipeline, "openface") == 0 ? testdata_path("models/2.2.0/originals") : NULL;
    facs_models *models = NULL;
    assert_int_equal(facs_models_open(&with, &models, NULL), FACS_OK);
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    options.env = &env;
    options.models = models;
    options.max_frames = 4;
    options.threads = 1;
    assert_non_null(mkdtemp(folder));
    facs_task task[TASKS];
    for (int i = 0; i < TASKS; i++) {
        snprintf(input[i], sizeof input[i], "%s", testdata_path("media/%s", name[i]));
        snprintf(output[i], sizeof output[i], "%s/%d.csv", folder, i);
        task[i] = (facs_task){input[i], output[i], &options};
    }
    facs_tasks_options tasks;
    facs_tasks_options_init(&tasks, sizeof tasks);
    tasks.jobs = 1;
    assert_int_equal(facs_extract_tasks(task, TASKS, &tasks, NULL), FACS_OK);
    assert_int_equal(memory.alive, 0);
    snprintf(alone, sizeof alone, "%s/alone.csv", folder);
    for (int i = 0; i < TASKS; i++) {
        if (i == 1)
            continue;
        assert_int_equal(facs_extract_file(input[i], alone, &options, NULL), FACS_OK);
        check_same(output[i], alone);
        unlink(output[i]);
    }
    unlink(alone);
    rmdir(folder);
    facs_models_close(&models);
}

static void openface(void **state)
{
    (void)state;
    check("openface");
}

static void null_pipeline(void **state)
{
    (void)state;
    check("null");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(openface)),
        NEEDS_DATA(cmocka_unit_test(null_pipeline)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
