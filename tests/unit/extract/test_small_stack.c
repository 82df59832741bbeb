/* The stack facsimile.h asks for is enough: whole runs on a thread that has no more. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/needs.h"
#include "support/npy.h"
#include "support/sanitized.h"

#include <facsimile/facsimile.h>

#include <pthread.h>
#include <stdlib.h>

enum { STACK = SANITIZED ? 1 << 20 : 256 << 10 }; /* bytes; sanitizers take more */

typedef struct call {
    const char *video, *picture, *models;
    facs_status status[2];
    facs_error error[2];
} call;

static void *extract(void *argument)
{
    call *made = argument;
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    options.model_dir = made->models;
    options.max_frames = 12;
    options.threads = 1; /* everything on this thread */
    made->status[0] = facs_extract_file(made->video, "/dev/null", &options, &made->error[0]);
    options.max_frames = 0;
    made->status[1] = facs_extract_file(made->picture, "/dev/null", &options, &made->error[1]);
    return NULL;
}

static void whole_runs(void **state)
{
    (void)state;
    call made = {.video = testdata_path("media/default.wmv"),
                 .picture = testdata_path("media/sample1.jpg"),
                 .models = testdata_path("models/2.2.0/originals")};
    pthread_attr_t small;
    pthread_t thread;
    assert_int_equal(pthread_attr_init(&small), 0);
    assert_int_equal(pthread_attr_setstacksize(&small, STACK), 0);
    assert_int_equal(pthread_create(&thread, &small, extract, &made), 0);
    pthread_attr_destroy(&small);
    pthread_join(thread, NULL);
    for (int i = 0; i < 2; i++)
        if (made.status[i] != FACS_OK)
            fail_msg("%s", made.error[i].message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {NEEDS_DATA(cmocka_unit_test(whole_runs))};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
