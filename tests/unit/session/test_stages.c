/* Single stages of the public header against the reference's values of sample1.jpg. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/finite.h"
#include "session_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static facs_models *models;

static int open_models(void **state)
{
    (void)state;
    models = open_test_models();
    return 0;
}

static int close_models(void **state)
{
    (void)state;
    facs_models_close(&models);
    return 0;
}

static void test_detect(void **unused)
{
    (void)unused;
    npy frame = npy_load("golden/stages/sample1/frame_bgr.npy");
    npy expected = npy_load("golden/stages/sample1/mtcnn/final_boxes.npy");
    const facs_picture picture = as_picture(&frame);
    facs_box boxes[4];
    int count = -1;
    assert_int_equal(facs_detect_faces(models, &picture, boxes, 4, &count, NULL), FACS_OK);
    assert_int_equal(count, (int)expected.dim[0]);
    assert_close_f32("box", &boxes[0].x, npy_f32(&expected, expected.count), 5, 1e-4);
    count = -1; /* no room: only counted */
    assert_int_equal(facs_detect_faces(models, &picture, NULL, 0, &count, NULL), FACS_OK);
    assert_int_equal(count, (int)expected.dim[0]);
    npy_free(&frame);
    npy_free(&expected);
}

static void test_fit(void **unused)
{
    (void)unused;
    npy frame = npy_load("golden/stages/sample1/frame_bgr.npy");
    npy box = npy_load("golden/stages/sample1/hypotheses/bounding_box.npy");
    npy scores = npy_load("golden/stages/sample1/final/scores.npy");
    const float *b = npy_f32(&box, 4);
    const facs_picture picture = as_picture(&frame);
    const facs_box face_box = {b[0], b[1], b[2], b[3], 1};
    facs_result *result = NULL;
    assert_int_equal(facs_fit_landmarks(models, &picture, &face_box, false, NULL, &result, NULL), FACS_OK);
    assert_int_equal(result->face_count, 1);
    assert_int_equal(result->width, picture.width);
    const facs_face *face = facs_result_face(result, 0);
    const face_tolerance tolerance = {0.0026, 0.0054, 0.0031, 2.8e-4, 0.0098, 0.053, 2.7e-4, 0.0073, 1};
    check_face("sample1", face, &tolerance);
    assert_true(face->has_eyes && !face->has_aus && face->success && face->mode_count == 34);
    assert_true(fabs((double)face->confidence - npy_get(&scores, 2)) < 1e-6);
    facs_result_destroy(&result);
    npy_free(&frame);
    npy_free(&box);
    npy_free(&scores);
}

static void test_calc_params(void **unused)
{
    (void)unused;
    npy landmarks = npy_load("golden/stages/sample1/au/landmarks_in.npy");
    npy global = npy_load("golden/stages/sample1/au/params_global.npy");
    npy local = npy_load("golden/stages/sample1/au/params_local.npy");
    float g[6], p[34];
    assert_int_equal(facs_calc_params(models, npy_f32(&landmarks, 136), g, p, NULL), FACS_OK);
    assert_close_f32("global", g, npy_f32(&global, 6), 6, 2.7e-4);
    assert_close_f32("local", p, npy_f32(&local, 34), 34, 0.0042);
    npy_free(&landmarks);
    npy_free(&global);
    npy_free(&local);
}

static void test_align(void **unused)
{
    (void)unused;
    npy frame = npy_load("golden/stages/sample1/frame_bgr.npy");
    npy landmarks = npy_load("golden/stages/sample1/au/landmarks_in.npy");
    npy global = npy_load("golden/stages/sample1/au/params_global.npy");
    npy expected = npy_load("golden/stages/sample1/au/aligned_face.npy");
    const facs_picture picture = as_picture(&frame);
    static uint8_t aligned[112 * 112 * 3];
    assert_int_equal(facs_align_face(models, &picture, npy_f32(&landmarks, 136), npy_f32(&global, 6), aligned, NULL),
                     FACS_OK);
    const uint8_t *wanted = npy_u8(&expected, sizeof aligned);
    int worst = 0;
    for (size_t i = 0; i < sizeof aligned; i++) {
        int d = abs(aligned[i] - wanted[i]);
        worst = d > worst ? d : worst;
    }
    assert_true(worst <= 2);
    npy_free(&frame);
    npy_free(&landmarks);
    npy_free(&global);
    npy_free(&expected);
}

static void test_fhog(void **unused)
{
    (void)unused;
    npy aligned = npy_load("golden/stages/sample1/au/aligned_face.npy");
    npy expected = npy_load("golden/stages/sample1/au/fhog.npy");
    static float descriptor[FACS_FHOG_SIZE];
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cpu = FACS_CPU_SCALAR;
    assert_int_equal(facs_fhog(&env, npy_u8(&aligned, 112 * 112 * 3), descriptor, NULL), FACS_OK);
    static float again[FACS_FHOG_SIZE];
    assert_int_equal(facs_fhog(NULL, npy_u8(&aligned, 112 * 112 * 3), again, NULL), FACS_OK);
    assert_memory_equal(again, descriptor, sizeof again);
    assert_int_equal(expected.count, FACS_FHOG_SIZE);
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        assert_true(fabs((double)descriptor[i] - npy_get(&expected, (size_t)i)) < 1e-5);
    npy_free(&aligned);
    npy_free(&expected);
}

static void test_predict(void **unused)
{
    (void)unused;
    npy fhog = npy_load("golden/stages/sample1/au/fhog.npy");
    npy local = npy_load("golden/stages/sample1/au/params_local.npy");
    npy expected_r = npy_load("golden/stages/sample1/au/reg_clipped.npy");
    npy expected_c = npy_load("golden/stages/sample1/au/class_raw.npy");
    static float descriptor[FACS_FHOG_SIZE];
    for (size_t i = 0; i < FACS_FHOG_SIZE; i++)
        descriptor[i] = (float)npy_get(&fhog, i);
    double r[FACS_AU_R], c[FACS_AU_C];
    assert_int_equal(facs_predict_aus(models, descriptor, npy_f32(&local, 34), r, c, NULL), FACS_OK);
    for (int i = 0; i < FACS_AU_R; i++)
        assert_true(fabs(r[i] - npy_get(&expected_r, (size_t)i)) < 1e-4);
    for (int i = 0; i < FACS_AU_C; i++)
        assert_true(c[i] == npy_get(&expected_c, (size_t)i));
    npy_free(&fhog);
    npy_free(&local);
    npy_free(&expected_r);
    npy_free(&expected_c);
}

static void test_bad_arguments(void **unused)
{
    (void)unused;
    static const uint8_t grey[64 * 64];
    const facs_picture picture = {grey, 64, 64, 64, FACS_PIXEL_GRAY8};
    facs_picture bad = picture;
    facs_box box = {0, 0, 30, 30, 1};
    facs_result *result = NULL;
    facs_error error = {0};
    int count = -1;
    bad.stride = 10;
    assert_int_equal(facs_detect_faces(models, &bad, &box, 1, &count, &error), FACS_E_ARGUMENT);
    assert_int_equal(count, -1);
    assert_int_equal(facs_detect_faces(models, &picture, NULL, 1, &count, &error), FACS_E_ARGUMENT);
    assert_int_equal(facs_detect_faces(NULL, &picture, &box, 1, &count, &error), FACS_E_ARGUMENT);
    box.width = NAN;
    assert_int_equal(facs_fit_landmarks(models, &picture, &box, false, NULL, &result, &error), FACS_E_ARGUMENT);
    box.width = 0;
    assert_int_equal(facs_fit_landmarks(models, &picture, &box, false, NULL, &result, &error), FACS_E_ARGUMENT);
    assert_null(result);
    assert_int_equal(facs_fhog(NULL, NULL, NULL, &error), FACS_E_ARGUMENT);
    /* a picture without a face is fine */
    assert_int_equal(facs_detect_faces(models, &picture, &box, 1, &count, &error), FACS_OK);
    assert_int_equal(count, 0);
}

/* the largest and smallest that is let through gives numbers, too */
static void test_far_boxes_and_cameras(void **unused)
{
    (void)unused;
    npy frame = npy_load("golden/stages/sample1/frame_bgr.npy");
    const facs_picture picture = as_picture(&frame);
    const facs_box boxes[] = {{1e6f, -1e6f, 1, 1, 1}, {-1e6f, -1e6f, 1e6f, 1e6f, 1}, {0, 0, 1e6f, 1, 1}};
    const facs_camera cameras[] = {{-1, -1, -1, -1}, {1, 1, 1e6f, 1e6f}, {1e6f, 1e6f, -1e6f, 0}};
    for (size_t i = 0; i < 9; i++) {
        facs_result *result = NULL;
        assert_int_equal(facs_fit_landmarks(models, &picture, &boxes[i / 3], false, &cameras[i % 3], &result, NULL),
                         FACS_OK);
        const facs_face *face = facs_result_face(result, 0);
        assert_true(facs_all_finite(face->landmarks, 136) && facs_all_finite(face->landmarks_3d, 204));
        assert_true(facs_all_finite(face->eye_landmarks, 112) && facs_all_finite(face->eye_landmarks_3d, 168));
        assert_true(facs_all_finite(face->pose, 6) && facs_all_finite(&face->gaze[0][0], 6));
        assert_true(facs_all_finite(face->params_global, 6) && facs_all_finite(face->params_local, 34));
        facs_result_destroy(&result);
    }
    npy_free(&frame);
}

static void test_absurd_boxes_and_cameras(void **unused)
{
    (void)unused;
    static const uint8_t grey[64 * 64];
    const facs_picture picture = {grey, 64, 64, 64, FACS_PIXEL_GRAY8};
    const facs_box boxes[] = {{1e30f, 0, 10, 10, 1}, {0, -1e7f, 10, 10, 1}, {0, 0, 1e30f, 10, 1},
                              {0, 0, 10, 0.5f, 1},   {0, NAN, 10, 10, 1},   {0, 0, 10, -INFINITY, 1},
                              {0, 0, NAN, 10, 1}};
    facs_result *result = NULL;
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        facs_error error = {0};
        assert_int_equal(facs_fit_landmarks(models, &picture, &boxes[i], false, NULL, &result, &error),
                         FACS_E_ARGUMENT);
        assert_non_null(strstr(error.message, "box"));
    }
    const facs_box box = {10, 10, 30, 30, 1};
    const facs_camera camera = {1e-30f, 1e-30f, -1, -1};
    facs_error error = {0};
    assert_int_equal(facs_fit_landmarks(models, &picture, &box, false, &camera, &result, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "fx"));
    assert_null(result);
}

/* results stay as they were */
static void test_absurd_numbers(void **unused)
{
    (void)unused;
    npy lying = npy_load("golden/stages/sample1/au/landmarks_in.npy");
    static const uint8_t grey[64 * 64];
    const facs_picture picture = {grey, 64, 64, 64, FACS_PIXEL_GRAY8};
    static const float values[] = {NAN, INFINITY, -INFINITY, 1e30f, 1.5e6f};
    static float descriptor[FACS_FHOG_SIZE];
    static uint8_t aligned[112 * 112 * 3];
    float landmarks[136], g[6] = {7}, p[34] = {7};
    double r[FACS_AU_R] = {7}, c[FACS_AU_C] = {7};
    const float global[6] = {1, 0, 0, 0, 30, 30};
    aligned[0] = 7;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        float wrong[136], wrong_global[6] = {1, 0, 0, 0, 30, values[i]}, local[34] = {0};
        facs_error error = {0};
        memcpy(wrong, npy_f32(&lying, 136), sizeof wrong);
        wrong[135] = values[i];
        assert_int_equal(facs_calc_params(models, wrong, g, p, &error), FACS_E_ARGUMENT);
        assert_non_null(strstr(error.message, "number 135"));
        assert_int_equal(facs_align_face(models, &picture, wrong, global, aligned, &error), FACS_E_ARGUMENT);
        assert_int_equal(facs_align_face(models, &picture, npy_f32(&lying, 136), wrong_global, aligned, &error),
                         FACS_E_ARGUMENT);
        descriptor[FACS_FHOG_SIZE - 1] = values[i];
        assert_int_equal(facs_predict_aus(models, descriptor, local, r, c, &error), FACS_E_ARGUMENT);
        descriptor[FACS_FHOG_SIZE - 1] = 0;
        local[33] = values[i];
        assert_int_equal(facs_predict_aus(models, descriptor, local, r, c, &error), FACS_E_ARGUMENT);
    }
    for (int kind = 0; kind < 4; kind++) { /* one point; a line across; a line down; points in no order */
        facs_error error = {0};
        for (int i = 0; i < 68; i++) {
            landmarks[i] = kind == 1 ? (float)i : kind == 3 ? (float)(i % 2) : 5;
            landmarks[68 + i] = kind == 2 ? (float)i : kind == 3 ? (float)(i % 2) : 5;
        }
        assert_int_equal(facs_calc_params(models, landmarks, g, p, &error), FACS_E_ARGUMENT);
        assert_int_equal(facs_align_face(models, &picture, landmarks, global, aligned, &error), FACS_E_ARGUMENT);
        assert_non_null(strstr(error.message, "landmarks"));
    }
    assert_true(g[0] == 7 && p[0] == 7 && r[0] == 7 && c[0] == 7 && aligned[0] == 7);
    npy_free(&lying);
}

static void test_models_without_aus(void **unused)
{
    (void)unused;
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.model_dir = model_folder();
    options.no_aus = true;
    facs_models *plain = NULL;
    assert_int_equal(facs_models_open(&options, &plain, NULL), FACS_OK);
    float landmarks[136] = {0}, g[6], p[34] = {0};
    static float descriptor[FACS_FHOG_SIZE];
    double r[FACS_AU_R], c[FACS_AU_C];
    facs_error error = {0};
    facs_session *session = NULL;
    assert_int_equal(facs_calc_params(plain, landmarks, g, p, &error), FACS_E_UNSUPPORTED);
    assert_int_equal(facs_predict_aus(plain, descriptor, p, r, c, &error), FACS_E_UNSUPPORTED);
    assert_int_equal(facs_session_create(plain, NULL, &session, &error), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(error.message, "no_aus"));
    facs_extract_options extract;
    facs_extract_options_init(&extract, sizeof extract);
    extract.models = plain;
    const char *input = testdata_path("media/sample1.jpg");
    assert_int_equal(facs_extract_file(input, "/dev/null", &extract, &error), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(error.message, "facs_models_options"));
    assert_null(strstr(error.message, "facs_session_options")); /* the caller has none */
    facs_models_close(&plain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(test_detect)),
        NEEDS_DATA(cmocka_unit_test(test_fit)),
        NEEDS_DATA(cmocka_unit_test(test_calc_params)),
        NEEDS_DATA(cmocka_unit_test(test_align)),
        NEEDS_DATA(cmocka_unit_test(test_fhog)),
        NEEDS_DATA(cmocka_unit_test(test_predict)),
        cmocka_unit_test(test_bad_arguments),
        NEEDS_DATA(cmocka_unit_test(test_far_boxes_and_cameras)),
        NEEDS_DATA(cmocka_unit_test(test_absurd_boxes_and_cameras)),
        NEEDS_DATA(cmocka_unit_test(test_absurd_numbers)),
        NEEDS_DATA(cmocka_unit_test(test_models_without_aus)),
    };
    return RUN_GROUP_NEEDING(NEED_MODELS, tests, open_models, close_models);
}
