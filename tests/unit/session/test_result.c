/* Results a caller keeps, defaults, and calls without objects. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "result/face_store.h"
#include "support/meter.h"

#include <string.h>

static facs_face_store make_store(int faces)
{
    const facs_env env = facs_env_resolve(NULL);
    const facs_face_shape shape = {.landmarks = 5, .eye_landmarks = 3, .modes = 2, .au_r = 4, .au_c = 1};
    facs_face_store store;
    facs_face_store_init(&store, &env, &shape);
    assert_int_equal(facs_face_store_resize(&store, faces, NULL), FACS_OK);
    return store;
}

/* every array of a face, each value another one */
static void fill(facs_face_slot *slot, float start)
{
    float *const arrays[] = {slot->landmarks, slot->landmarks_3d, slot->eye_landmarks, slot->eye_landmarks_3d,
                             slot->params_local};
    const int counts[] = {2 * 5, 3 * 5, 2 * 3, 3 * 3, 2};
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < counts[i]; k++)
            arrays[i][k] = start++;
    for (int k = 0; k < 4; k++)
        slot->au_r[k] = (double)start++;
    slot->au_c[0] = (double)start;
}

static void check(const facs_face *face, float start)
{
    const float *const arrays[] = {face->landmarks, face->landmarks_3d, face->eye_landmarks, face->eye_landmarks_3d,
                                   face->params_local};
    const int counts[] = {2 * face->landmark_count, 3 * face->landmark_count, 2 * face->eye_landmark_count,
                          3 * face->eye_landmark_count, face->mode_count};
    for (int i = 0; i < 5; i++)
        for (int k = 0; k < counts[i]; k++)
            assert_true(arrays[i][k] == start++);
    for (int k = 0; k < face->au_r_count; k++)
        assert_true(face->au_r[k] == (double)start++);
    assert_true(face->au_c[0] == (double)start);
}

/* no array of a face lies in another's, in any number of faces */
static void test_arrays_have_room_of_their_own(void **unused)
{
    (void)unused;
    facs_face_store store = make_store(3);
    for (int i = 0; i < 3; i++)
        fill(&store.slots[i], 1000.0f * (float)i);
    for (int i = 0; i < 3; i++) {
        const facs_face *face = facs_result_face(&store.result, i);
        assert_int_equal(face->size, sizeof *face);
        assert_true(face->landmark_count == 5 && face->eye_landmark_count == 3 && face->mode_count == 2);
        assert_true(face->au_r_count == 4 && face->au_c_count == 1);
        check(face, 1000.0f * (float)i);
    }
    assert_null(facs_result_face(&store.result, 3));
    assert_null(facs_result_face(&store.result, -1));
    assert_null(facs_result_face(NULL, 0));
    facs_face_store_free(&store);
}

static void test_faces_start_at_zero(void **unused)
{
    (void)unused;
    facs_face_store store = make_store(2);
    fill(&store.slots[1], 7);
    store.slots[1].face.success = true;
    assert_int_equal(facs_face_store_resize(&store, 2, NULL), FACS_OK);
    const facs_face *face = facs_result_face(&store.result, 1);
    assert_false(face->success);
    assert_true(face->track == -1 && face->person == -1);
    assert_true(face->landmarks[0] == 0 && face->params_local[1] == 0 && face->au_r[3] == 0 && face->au_c[0] == 0);
    facs_face_store_free(&store);
}

static void test_copy_is_deep(void **unused)
{
    (void)unused;
    int user;
    facs_face_store store = make_store(2);
    store.result.frame = 12;
    store.result.timestamp = 0.5;
    store.result.user = &user;
    for (int i = 0; i < 2; i++)
        fill(&store.slots[i], 100.0f * (float)i);
    store.slots[1].face.face_id = 3;
    facs_result *copy = NULL, *second = NULL;
    assert_int_equal(facs_result_copy(&store.result, &copy), FACS_OK);
    assert_int_equal(facs_face_store_resize(&store, 2, NULL), FACS_OK); /* all zero */
    facs_face_store_free(&store);
    assert_int_equal(facs_result_copy(copy, &second), FACS_OK);
    facs_result_destroy(&copy);
    assert_null(copy);
    facs_result_destroy(&copy);
    facs_result_destroy(NULL);
    assert_int_equal(second->frame, 12);
    assert_true(second->timestamp == 0.5);
    assert_ptr_equal(second->user, &user);
    assert_int_equal(second->face_count, 2);
    check(facs_result_face(second, 0), 0);
    check(facs_result_face(second, 1), 100);
    assert_int_equal(facs_result_face(second, 1)->face_id, 3);
    facs_result_destroy(&second);
}

static void test_copy_without_faces(void **unused)
{
    (void)unused;
    facs_face_store store = make_store(0);
    facs_result *copy = NULL;
    assert_int_equal(facs_result_copy(&store.result, &copy), FACS_OK);
    assert_int_equal(copy->face_count, 0);
    assert_null(facs_result_face(copy, 0));
    facs_result_destroy(&copy);
    assert_int_equal(facs_result_copy(NULL, &copy), FACS_E_ARGUMENT);
    assert_int_equal(facs_result_copy(&store.result, NULL), FACS_E_ARGUMENT);
    assert_null(copy);
    facs_face_store_free(&store);
}

/* a copy lives in the memory of its session; without memory nothing is left behind */
static void test_memory_of_copies(void **unused)
{
    (void)unused;
    for (long fail_at = 1; fail_at <= 3; fail_at++) {
        meter memory;
        const facs_env env = meter_env(&memory, fail_at);
        const facs_face_shape shape = {.landmarks = 2};
        facs_face_store store;
        facs_result *copy = NULL;
        facs_face_store_init(&store, &env, &shape);
        assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
        facs_status status = facs_result_copy(&store.result, &copy);
        assert_int_equal(status, fail_at < 3 ? FACS_E_MEMORY : FACS_OK);
        assert_int_equal(memory.alive, fail_at < 3 ? 1 : 3);
        facs_result_destroy(&copy);
        facs_face_store_free(&store);
        assert_int_equal(memory.alive, 0);
    }
}

static void test_no_session(void **unused)
{
    (void)unused;
    const facs_result *result;
    facs_session *session = NULL;
    facs_error error = {0};
    double r[FACS_AU_R], c[FACS_AU_C];
    facs_session_destroy(&session);
    facs_session_destroy(NULL);
    assert_int_equal(facs_session_create(NULL, NULL, &session, &error), FACS_E_ARGUMENT);
    assert_int_equal(error.status, FACS_E_ARGUMENT);
    assert_int_equal(facs_session_push(NULL, NULL, NULL), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_pull(NULL, &result), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_finish(NULL), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_reset(NULL), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_final_aus(NULL, 0, 0, r, FACS_AU_R, c, FACS_AU_C), FACS_E_ARGUMENT);
    assert_string_equal(facs_session_message(NULL), "");
}

static void test_defaults(void **unused)
{
    (void)unused;
    facs_session_options session;
    facs_extract_options extract;
    facs_session_options_init(&session, sizeof session);
    facs_extract_options_init(&extract, sizeof extract);
    assert_int_equal(session.size, sizeof session);
    assert_int_equal(extract.size, sizeof extract);
    assert_true(session.camera.fx == -1 && extract.camera.cy == -1);
    assert_int_equal(extract.threads, 0);
    assert_int_equal(extract.faces, FACS_FACES_ONE);
}

static void test_extract_arguments(void **unused)
{
    (void)unused;
    facs_error error = {0};
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    assert_int_equal(facs_extract_file(NULL, "a.csv", NULL, &error), FACS_E_ARGUMENT);
    assert_int_equal(facs_extract_file("a.avi", "", NULL, &error), FACS_E_ARGUMENT);
    assert_int_equal(facs_extract_file("no-such-file.avi", "a.csv", NULL, &error), FACS_E_NOT_FOUND);
    assert_non_null(strstr(error.message, "no-such-file.avi"));
    options.threads = -1;
    assert_int_equal(facs_extract_file("a.avi", "a.csv", &options, &error), FACS_E_ARGUMENT);
    options = (facs_extract_options){0};
    assert_int_equal(facs_extract_file("a.avi", "a.csv", &options, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "facs_extract_options_init"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arrays_have_room_of_their_own),
        cmocka_unit_test(test_faces_start_at_zero),
        cmocka_unit_test(test_copy_is_deep),
        cmocka_unit_test(test_copy_without_faces),
        cmocka_unit_test(test_memory_of_copies),
        cmocka_unit_test(test_no_session),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_extract_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
