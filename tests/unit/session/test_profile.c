/* Times of the stages of a session and of a file: what is counted, and when it may be asked for. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "session_fixture.h"

#include <string.h>

enum { FRAMES = 6 };

static facs_models *models;
static npy frame;

static int open_all(void **state)
{
    (void)state;
    models = open_test_models();
    frame = npy_load("golden/stages/default_f000/frame_bgr.npy");
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    npy_free(&frame);
    facs_models_close(&models);
    return 0;
}

static facs_session *create(int threads, bool profile)
{
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.threads = threads;
    options.profile = profile;
    facs_session *session = NULL;
    assert_int_equal(facs_session_create(models, &options, &session, NULL), FACS_OK);
    return session;
}

static void push_all(facs_session *session)
{
    const facs_picture picture = as_picture(&frame);
    for (int i = 0; i < FRAMES; i++)
        assert_int_equal(push_at(session, &picture, i + 1, i), FACS_OK);
}

static void pull_all(facs_session *session)
{
    const facs_result *result = NULL;
    assert_int_equal(facs_session_finish(session), FACS_OK);
    for (int i = 0; i < FRAMES; i++)
        assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
}

static void check_calls(const facs_profile *profile, facs_stage stage, int64_t calls)
{
    const facs_stage_profile *times = &profile->stage[stage];
    if (times->calls != calls)
        fail_msg("%s: %lld calls instead of %lld", facs_stage_name(stage), (long long)times->calls, (long long)calls);
    if (calls == 0)
        return;
    assert_true(times->shortest > 0 && times->shortest <= times->median && times->median <= times->p95);
    assert_true(times->p95 <= times->longest && times->longest <= times->seconds * (1 + 1e-9));
}

static void check_video(const facs_profile *profile)
{
    check_calls(profile, FACS_STAGE_GREY, FRAMES);
    check_calls(profile, FACS_STAGE_DETECT, 1);
    /* first frame: of the likeliest and of the last of eleven start rotations */
    check_calls(profile, FACS_STAGE_PARTS, FRAMES - 1 + 2);
    check_calls(profile, FACS_STAGE_GAZE_POSE, FRAMES);
    check_calls(profile, FACS_STAGE_ALIGN, FRAMES);
    check_calls(profile, FACS_STAGE_FHOG, FRAMES);
    check_calls(profile, FACS_STAGE_MEDIANS, FRAMES / 2);
    check_calls(profile, FACS_STAGE_PREDICT, FRAMES);
    const facs_stage_profile *responses = &profile->stage[FACS_STAGE_RESPONSES];
    assert_true(responses->calls >= 2 * FRAMES);
    check_calls(profile, FACS_STAGE_OPTIMISATION, responses->calls);
    assert_true(profile->stage[FACS_STAGE_VALIDATOR].calls >= FRAMES);
    double sum = 0;
    for (int i = 0; i < FACS_STAGES; i++)
        sum += profile->stage[i].seconds;
    assert_int_equal(profile->frames, FRAMES);
    assert_true(profile->wall > 0 && profile->cpu > 0);
    assert_true(sum <= 3 * profile->wall);
}

static void test_stages(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 3; threads++) {
        facs_session *session = create(threads, true);
        push_all(session);
        pull_all(session);
        facs_profile profile;
        facs_profile_init(&profile, sizeof profile);
        assert_int_equal(facs_session_profile(session, &profile), FACS_OK);
        check_video(&profile);
        check_calls(&profile, FACS_STAGE_LOAD, 0);
        check_calls(&profile, FACS_STAGE_DECODE, 0);
        /* from the start after a reset */
        assert_int_equal(facs_session_reset(session), FACS_OK);
        assert_int_equal(facs_session_profile(session, &profile), FACS_OK);
        assert_int_equal(profile.frames, 0);
        check_calls(&profile, FACS_STAGE_GREY, 0);
        push_all(session);
        pull_all(session);
        assert_int_equal(facs_session_profile(session, &profile), FACS_OK);
        check_video(&profile);
        facs_session_destroy(&session);
    }
}

static void test_state(void **state)
{
    (void)state;
    facs_profile profile, before;
    facs_profile_init(&profile, sizeof profile);
    facs_session *session = create(1, false);
    assert_int_equal(facs_session_profile(session, &profile), FACS_E_STATE);
    assert_non_null(strstr(facs_session_message(session), "facs_session_options"));
    facs_session_destroy(&session);
    session = create(3, true);
    assert_int_equal(facs_session_profile(session, NULL), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_profile(NULL, &profile), FACS_E_ARGUMENT);
    push_all(session);
    before = profile;
    assert_int_equal(facs_session_profile(session, &profile), FACS_E_STATE); /* frames are on their way */
    assert_memory_equal(&profile, &before, sizeof profile);
    pull_all(session);
    profile.size = 1;
    assert_int_equal(facs_session_profile(session, &profile), FACS_E_ARGUMENT);
    profile.size = sizeof profile;
    assert_int_equal(facs_session_profile(session, &profile), FACS_OK);
    facs_session_destroy(&session);
}

static void test_file(void **state)
{
    (void)state;
    facs_profile profile;
    facs_profile_init(&profile, sizeof profile);
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    options.model_dir = model_folder();
    options.max_frames = FRAMES;
    options.threads = 2;
    options.profile = &profile;
    const char *input = testdata_path("media/default.wmv");
    assert_int_equal(facs_extract_file(input, "/dev/null", &options, NULL), FACS_OK);
    check_calls(&profile, FACS_STAGE_LOAD, 1);
    check_calls(&profile, FACS_STAGE_DECODE, FRAMES);
    check_calls(&profile, FACS_STAGE_PREDICT, FRAMES + 1);
    check_calls(&profile, FACS_STAGE_WRITE, FRAMES + 1);
    check_calls(&profile, FACS_STAGE_FHOG, FRAMES);
    assert_int_equal(profile.frames, FRAMES);
    assert_int_equal(profile.warm_frames, 0);
    assert_true(profile.startup >= profile.stage[FACS_STAGE_LOAD].seconds);
    assert_true(profile.first_result > profile.startup);
    assert_true(profile.wall > 0 && profile.cpu > 0 && profile.peak_memory > 0);
    profile.size = 3;
    assert_int_equal(facs_extract_file(input, "/dev/null", &options, NULL), FACS_E_ARGUMENT);
    /* a failure leaves it alone */
    facs_profile_init(&profile, sizeof profile);
    facs_profile before = profile;
    assert_int_equal(facs_extract_file("no-such-file", "/dev/null", &options, NULL), FACS_E_NOT_FOUND);
    assert_memory_equal(&profile, &before, sizeof profile);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages),
        cmocka_unit_test(test_state),
        cmocka_unit_test(test_file),
    };
    return RUN_GROUP_NEEDING(NEED_DATA, tests, open_all, close_all);
}
