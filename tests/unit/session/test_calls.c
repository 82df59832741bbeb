/* Push and pull: who waits, what piles up, what is refused, what messages say; docs/api.md. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "session_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct fixture {
    facs_models *models;
    npy frame;
    facs_picture picture;
} fixture;

static int open_all(void **state)
{
    static fixture opened;
    opened.models = open_test_models();
    opened.frame = npy_load("golden/stages/default_f000/frame_bgr.npy");
    opened.picture = as_picture(&opened.frame);
    *state = &opened;
    return 0;
}

static int close_all(void **state)
{
    fixture *opened = *state;
    facs_models_close(&opened->models);
    npy_free(&opened->frame);
    return 0;
}

static facs_session *create(const fixture *opened, int threads, bool image)
{
    facs_session *session = NULL;
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.threads = threads;
    options.image = image;
    assert_int_equal(facs_session_create(opened->models, &options, &session, NULL), FACS_OK);
    return session;
}

/* Push never waits for pull: nobody pulls here until everything is pushed, and nothing is lost. */
static void test_results_wait_for_pull(void **state)
{
    enum { COUNT = 24 }; /* many times what the pipeline holds */
    fixture *opened = *state;
    for (int threads = 1; threads <= 4; threads++) {
        facs_session *session = create(opened, threads, false);
        const facs_result *result = NULL;
        for (int i = 0; i < COUNT; i++)
            assert_int_equal(push_at(session, &opened->picture, 100 + i, i), FACS_OK);
        assert_int_equal(facs_session_finish(session), FACS_OK);
        for (int i = 0; i < COUNT; i++) {
            assert_int_equal(facs_session_pull(session, &result), FACS_OK); /* waits, never FACS_AGAIN */
            assert_int_equal(result->frame, 100 + i);
        }
        assert_int_equal(facs_session_pull(session, &result), FACS_END);
        facs_session_destroy(&session);
    }
}

/* Before the end pull does not wait; with one thread the frame pushed last is ready. */
static void test_pull_does_not_wait_before_the_end(void **state)
{
    fixture *opened = *state;
    for (int threads = 1; threads <= 3; threads++) {
        facs_session *session = create(opened, threads, false);
        const facs_result *result = NULL;
        int pulled = 0;
        assert_int_equal(facs_session_pull(session, &result), FACS_AGAIN);
        for (int i = 0; i < 6; i++) {
            assert_int_equal(push_at(session, &opened->picture, i, i), FACS_OK);
            facs_status status = facs_session_pull(session, &result);
            assert_true(status == FACS_OK || (threads > 1 && status == FACS_AGAIN));
            pulled += status == FACS_OK;
        }
        facs_session_finish(session);
        while (facs_session_pull(session, &result) == FACS_OK)
            pulled++;
        assert_int_equal(pulled, 6);
        facs_session_destroy(&session);
    }
}

static void test_times(void **state)
{
    fixture *opened = *state;
    facs_session *session = create(opened, 1, false);
    const facs_result *result = NULL;
    assert_int_equal(push_at(session, &opened->picture, 1, (double)NAN), FACS_E_ARGUMENT);
    assert_non_null(strstr(facs_session_message(session), "timestamp"));
    assert_int_equal(facs_session_push(session, &opened->picture, NULL), FACS_E_ARGUMENT);
    assert_int_equal(push_at(session, &opened->picture, 1, -2.5), FACS_OK); /* may be negative, */
    assert_int_equal(push_at(session, &opened->picture, 2, 3), FACS_OK);
    assert_int_equal(push_at(session, &opened->picture, 3, 3), FACS_OK);           /* may stand still, */
    assert_int_equal(push_at(session, &opened->picture, 4, 2.9), FACS_E_ARGUMENT); /* must not fall */
    assert_non_null(strstr(facs_session_message(session), "facs_session_reset"));
    assert_int_equal(push_at(session, &opened->picture, 5, 3.1), FACS_OK);
    facs_session_finish(session);
    static const int64_t numbers[] = {1, 2, 3, 5};
    for (int i = 0; i < 4; i++) { /* what was refused has left nothing */
        assert_int_equal(facs_session_pull(session, &result), FACS_OK);
        assert_int_equal(result->frame, numbers[i]);
    }
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
    assert_int_equal(facs_session_reset(session), FACS_OK);
    assert_int_equal(push_at(session, &opened->picture, 1, 0), FACS_OK); /* another video */
    facs_session_destroy(&session);
}

static void test_stills_need_no_frame(void **state)
{
    fixture *opened = *state;
    facs_session *session = create(opened, 2, true);
    const facs_result *result = NULL;
    for (int i = 0; i < 3; i++)
        assert_int_equal(facs_session_push(session, &opened->picture, NULL), FACS_OK);
    assert_int_equal(push_at(session, &opened->picture, 77, -5), FACS_OK); /* times of stills are in no order */
    facs_session_finish(session);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(facs_session_pull(session, &result), FACS_OK);
        assert_int_equal(result->frame, i < 3 ? i : 77);
    }
    facs_session_destroy(&session);
}

/* rows from the bottom up: the address of the last row and a stride below 0 */
static void test_negative_stride(void **state)
{
    fixture *opened = *state;
    const facs_picture upright = opened->picture;
    const size_t row = (size_t)upright.stride;
    uint8_t *turned = malloc(row * (size_t)upright.height);
    assert_non_null(turned);
    for (int y = 0; y < upright.height; y++)
        memcpy(turned + row * (size_t)(upright.height - 1 - y), upright.data + row * (size_t)y, row);
    facs_picture picture = upright;
    picture.data = turned + row * (size_t)(upright.height - 1);
    picture.stride = -upright.stride;
    facs_session *session = create(opened, 1, true);
    const facs_result *result = NULL;
    facs_result *kept = NULL;
    assert_int_equal(facs_session_push(session, &upright, NULL), FACS_OK);
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    assert_int_equal(facs_result_copy(result, &kept), FACS_OK);
    assert_int_equal(facs_session_reset(session), FACS_OK);
    assert_int_equal(facs_session_push(session, &picture, NULL), FACS_OK);
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    assert_int_equal(result->face_count, 1);
    same_face(facs_result_face(result, 0), facs_result_face(kept, 0));
    picture.stride = -upright.stride + 1; /* rows overlap */
    assert_int_equal(facs_session_push(session, &picture, NULL), FACS_E_ARGUMENT);
    picture.stride = PTRDIFF_MAX;
    assert_int_equal(facs_session_push(session, &picture, NULL), FACS_E_ARGUMENT);
    picture.stride = PTRDIFF_MIN;
    assert_int_equal(facs_session_push(session, &picture, NULL), FACS_E_ARGUMENT);
    facs_result_destroy(&kept);
    facs_session_destroy(&session);
    free(turned);
}

/* a quarter of the pixels, then all again; the face is found anew or lost, and every frame has its size */
static void test_changing_sizes(void **state)
{
    fixture *opened = *state;
    facs_picture part = opened->picture;
    part.width /= 2;
    part.height /= 2;
    for (int threads = 1; threads <= 2; threads++) {
        facs_session *session = create(opened, threads, false);
        const facs_result *result = NULL;
        for (int i = 0; i < 6; i++)
            assert_int_equal(push_at(session, i % 3 == 1 ? &part : &opened->picture, i, i), FACS_OK);
        facs_session_finish(session);
        for (int i = 0; i < 6; i++) {
            assert_int_equal(facs_session_pull(session, &result), FACS_OK);
            assert_int_equal(result->width, i % 3 == 1 ? part.width : opened->picture.width);
        }
        facs_session_destroy(&session);
    }
}

/* no camera = one derived from the picture */
static void test_no_camera(void **state)
{
    fixture *opened = *state;
    const facs_camera derive = {-1, -1, -1, -1}, other = {900, 900, 300, 200};
    facs_box box;
    int count;
    facs_result *without = NULL, *derived = NULL, *given = NULL;
    const facs_picture *picture = &opened->picture;
    assert_int_equal(facs_detect_faces(opened->models, picture, &box, 1, &count, NULL), FACS_OK);
    assert_int_equal(facs_fit_landmarks(opened->models, picture, &box, false, NULL, &without, NULL), FACS_OK);
    assert_int_equal(facs_fit_landmarks(opened->models, picture, &box, false, &derive, &derived, NULL), FACS_OK);
    assert_int_equal(facs_fit_landmarks(opened->models, picture, &box, false, &other, &given, NULL), FACS_OK);
    same_face(facs_result_face(without, 0), facs_result_face(derived, 0));
    assert_true(facs_result_face(given, 0)->pose[2] > facs_result_face(without, 0)->pose[2] + 10);
    facs_result_destroy(&without);
    facs_result_destroy(&derived);
    facs_result_destroy(&given);
}

/* The message is about the last call, whatever failed before. */
static void test_messages(void **state)
{
    fixture *opened = *state;
    facs_session *session = create(opened, 1, false);
    const facs_result *result = NULL;
    facs_profile profile;
    assert_string_equal(facs_session_message(session), "");
    assert_int_equal(push_at(session, NULL, 1, 0), FACS_E_ARGUMENT);
    assert_true(facs_session_message(session)[0] != '\0');
    assert_int_equal(push_at(session, &opened->picture, 1, 0), FACS_OK);
    assert_string_equal(facs_session_message(session), "");
    assert_int_equal(facs_session_pull(session, NULL), FACS_E_ARGUMENT);
    assert_non_null(strstr(facs_session_message(session), "facs_session_pull"));
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    assert_string_equal(facs_session_message(session), "");
    assert_int_equal(facs_session_profile(session, NULL), FACS_E_ARGUMENT);
    assert_non_null(strstr(facs_session_message(session), "facs_session_profile"));
    assert_int_equal(facs_session_pull(session, &result), FACS_AGAIN);
    assert_string_equal(facs_session_message(session), "");
    profile.size = 0;
    assert_int_equal(facs_session_profile(session, &profile), FACS_E_ARGUMENT);
    assert_non_null(strstr(facs_session_message(session), "facs_profile_init"));
    assert_int_equal(facs_session_finish(session), FACS_OK);
    assert_string_equal(facs_session_message(session), "");
    assert_int_equal(push_at(session, &opened->picture, 2, 1), FACS_E_STATE);
    assert_int_equal(facs_session_reset(session), FACS_OK);
    assert_string_equal(facs_session_message(session), "");
    assert_int_equal(facs_session_final_aus(session, 0, 0, NULL, 0, NULL, 0), FACS_E_STATE);
    assert_true(facs_session_message(session)[0] != '\0');
    facs_session_destroy(&session);
    assert_string_equal(facs_session_message(session), "");
}

int main(void)
{
    if (testdata_skips_all())
        return 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results_wait_for_pull),
        cmocka_unit_test(test_pull_does_not_wait_before_the_end),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_stills_need_no_frame),
        cmocka_unit_test(test_negative_stride),
        cmocka_unit_test(test_changing_sizes),
        cmocka_unit_test(test_no_camera),
        cmocka_unit_test(test_messages),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
