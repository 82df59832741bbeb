/* Results a caller keeps, defaults, and calls without objects. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <facsimile/facsimile.h>

#include <string.h>

static void test_copy_is_deep(void **unused)
{
    (void)unused;
    facs_face faces[2] = {{.face_id = 0, .confidence = 0.5f}, {.face_id = 3, .confidence = 0.25f}};
    int user;
    const facs_result result = {
        .frame = 12, .timestamp = 0.5, .user = &user, .width = 64, .height = 48, .face_count = 2, .faces = faces};
    facs_result *copy = NULL;
    assert_int_equal(facs_result_copy(&result, &copy), FACS_OK);
    memset(faces, 0, sizeof faces);
    assert_int_equal(copy->frame, 12);
    assert_ptr_equal(copy->user, &user);
    assert_int_equal(copy->face_count, 2);
    assert_ptr_not_equal(copy->faces, faces);
    assert_int_equal(copy->faces[1].face_id, 3);
    assert_true(copy->faces[0].confidence == 0.5f);
    facs_result_destroy(&copy);
    assert_null(copy);
    facs_result_destroy(&copy);
    facs_result_destroy(NULL);
}

static void test_copy_without_faces(void **unused)
{
    (void)unused;
    const facs_result result = {.frame = 1};
    facs_result *copy = NULL;
    assert_int_equal(facs_result_copy(&result, &copy), FACS_OK);
    assert_int_equal(copy->face_count, 0);
    facs_result_destroy(&copy);
}

static void test_copy_of_nonsense(void **unused)
{
    (void)unused;
    const facs_result broken = {.face_count = 1};
    facs_result *copy = NULL;
    assert_int_equal(facs_result_copy(NULL, &copy), FACS_E_ARGUMENT);
    assert_int_equal(facs_result_copy(&broken, &copy), FACS_E_ARGUMENT);
    assert_int_equal(facs_result_copy(&broken, NULL), FACS_E_ARGUMENT);
    assert_null(copy);
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
    assert_int_equal(facs_session_push(NULL, NULL, 0, 0, NULL), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_push_boxes(NULL, NULL, 0, NULL, 0, NULL), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_pull(NULL, &result), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_finish(NULL), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_reset(NULL), FACS_E_ARGUMENT);
    assert_int_equal(facs_session_final_aus(NULL, 0, r, c), FACS_E_ARGUMENT);
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
        cmocka_unit_test(test_copy_is_deep),     cmocka_unit_test(test_copy_without_faces),
        cmocka_unit_test(test_copy_of_nonsense), cmocka_unit_test(test_no_session),
        cmocka_unit_test(test_defaults),         cmocka_unit_test(test_extract_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
