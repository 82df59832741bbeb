/* Every allocation of a session fails once: the call says so, nothing leaks, nothing crashes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "session_fixture.h"
#include "support/meter.h"

/* one frame through a session */
static facs_status run(facs_models *models, const facs_picture *picture, facs_session_options options, long fail_at,
                       meter *memory)
{
    facs_env env = meter_env(memory, fail_at);
    options.env = &env;
    options.threads = 1;
    facs_session *session = NULL;
    facs_error error = {0};
    facs_status status = facs_session_create(models, &options, &session, &error);
    if (status != FACS_OK) {
        assert_null(session);
        assert_int_equal(error.status, status);
        return status;
    }
    status = push_at(session, picture, 1, 0);
    const facs_result *result = NULL;
    if (status == FACS_OK)
        status = facs_session_pull(session, &result);
    if (status != FACS_OK)
        assert_true(facs_session_message(session)[0] != '\0');
    facs_session_destroy(&session);
    return status;
}

static void check(facs_session_options options)
{
    facs_models *models = open_test_models();
    npy frame = npy_load("golden/stages/default_f000/frame_bgr.npy");
    const facs_picture picture = as_picture(&frame);
    meter memory;
    assert_int_equal(run(models, &picture, options, -1, &memory), FACS_OK);
    assert_int_equal(memory.alive, 0);
    long count = memory.made;
    assert_true(count > 10);
    for (long i = 0; i < count; i += 1 + i / 50) {
        facs_status status = run(models, &picture, options, i, &memory);
        if (status != FACS_E_MEMORY)
            fail_msg("allocation %ld of %ld fails: %s", i, count, facs_status_name(status));
        if (memory.alive != 0)
            fail_msg("allocation %ld of %ld fails: %ld blocks are left", i, count, memory.alive);
    }
    npy_free(&frame);
    facs_models_close(&models);
}

static void test_video(void **unused)
{
    (void)unused;
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    check(options);
}

static void test_many_faces(void **unused)
{
    (void)unused;
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.faces = FACS_FACES_MANY;
    check(options);
}

static void test_stills(void **unused)
{
    (void)unused;
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.image = true;
    check(options);
}

static void test_no_allocation_after_the_first_frames(void **unused)
{
    (void)unused;
    facs_models *models = open_test_models();
    npy frame = npy_load("golden/stages/default_f000/frame_bgr.npy");
    const facs_picture picture = as_picture(&frame);
    meter memory;
    facs_env env = meter_env(&memory, -1);
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.env = &env;
    options.threads = 1;
    facs_session *session = NULL;
    assert_int_equal(facs_session_create(models, &options, &session, NULL), FACS_OK);
    long after_warm_up = 0;
    for (int i = 0; i < 40; i++) {
        const facs_result *result = NULL;
        assert_int_equal(push_at(session, &picture, i, 0), FACS_OK);
        assert_int_equal(facs_session_pull(session, &result), FACS_OK);
        if (i == 3)
            after_warm_up = memory.made;
    }
    assert_int_equal(memory.made, after_warm_up);
    facs_session_destroy(&session);
    npy_free(&frame);
    facs_models_close(&models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(test_video)),
        NEEDS_DATA(cmocka_unit_test(test_many_faces)),
        NEEDS_DATA(cmocka_unit_test(test_stills)),
        NEEDS_DATA(cmocka_unit_test(test_no_allocation_after_the_first_frames)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
