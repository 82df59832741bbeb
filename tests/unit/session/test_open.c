/* Sessions with the open pipeline, which needs no model files: nobody in pictures of nothing; a person in a picture and
 * in a video of it, with pose and gaze, whatever the number of threads. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "media/media.h"
#include "shape/face68.h"
#include "support/needs.h"
#include "support/npy.h"

enum { FRAMES = 8 };

static facs_models *open_models(void)
{
    facs_models_options options;
    facs_models *models = NULL;
    facs_error error = {0};
    facs_models_options_init(&options, sizeof options);
    options.pipeline = "open";
    setenv("FACSIMILE_MODELS", "/nowhere", 1);
    if (facs_models_open(&options, &models, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return models;
}

static facs_session *session_with(facs_models *models, int threads, bool image, bool many)
{
    facs_session_options options;
    facs_session *session = NULL;
    facs_error error = {0};
    facs_session_options_init(&options, sizeof options);
    options.threads = threads;
    options.image = image;
    options.faces = many ? FACS_FACES_MANY : FACS_FACES_ONE;
    if (facs_session_create(models, &options, &session, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_string_equal(facs_session_pipeline(session), "open");
    return session;
}

static void push(facs_session *session, const uint8_t *pixels, int width, int height, ptrdiff_t stride, int number)
{
    const facs_picture picture = {
        .data = pixels, .width = width, .height = height, .stride = stride, .format = FACS_PIXEL_BGR24};
    facs_frame at;
    facs_frame_init(&at, sizeof at);
    at.number = number;
    at.timestamp = 0.04 * number;
    assert_int_equal(facs_session_push(session, &picture, &at), FACS_OK);
}

static void nobody(void **state)
{
    (void)state;
    enum { SIDE = 96 };
    static uint8_t pixels[SIDE * SIDE * 3];
    facs_models *models = open_models();
    for (int kind = 0; kind < 3; kind++) {
        facs_session *session = session_with(models, 2, kind == 1, kind == 2);
        const facs_result *result;
        for (int i = 0; i < FRAMES; i++)
            push(session, pixels, SIDE, SIDE, 3 * SIDE, i);
        assert_int_equal(facs_session_finish(session), FACS_OK);
        for (int i = 0; i < FRAMES; i++) {
            assert_int_equal(facs_session_pull(session, &result), FACS_OK);
            assert_int_equal(result->face_count, kind == 0);
            if (kind == 0)
                assert_false(facs_result_face(result, 0)->success);
        }
        facs_session_destroy(&session);
    }
    facs_models_close(&models);
}

static void check_person(const facs_face *face)
{
    assert_true(face->success && face->confidence > 0.5f);
    assert_int_equal(face->landmark_count, FACS_LANDMARKS);
    assert_int_equal(face->mode_count, facs_face68_modes());
    assert_int_equal(face->eye_landmark_count, 0);
    assert_true(face->has_eyes);
    const float *x = face->landmarks, *y = x + FACS_LANDMARKS;
    assert_true(x[36] < x[45] && y[36] < y[8] && y[27] < y[30] && y[51] < y[57]);
    assert_true(face->pose[2] > 200 && face->pose[2] < 3000);
    for (int axis = 3; axis < 6; axis++)
        assert_true(fabsf(face->pose[axis]) < 0.7f);
    for (int eye = 0; eye < 2; eye++) {
        const float *g = face->gaze[eye];
        assert_true(fabsf(g[0] * g[0] + g[1] * g[1] + g[2] * g[2] - 1) < 1e-4f && g[2] < -0.7f);
    }
}

static void a_person(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {0};
    facs_models *models = open_models();
    float first[FRAMES][2 * FACS_LANDMARKS + 6];
    assert_int_equal(facs_still_read(&env, testdata_path("media/sample1.jpg"), &frame, NULL), FACS_OK);
    for (int kind = 0; kind < 4; kind++) { /* a still, then videos with 1 to 3 threads */
        facs_session *session = session_with(models, kind ? kind : 1, kind == 0, false);
        const facs_result *result;
        const int frames = kind ? FRAMES : 1;
        for (int i = 0; i < frames; i++) /* the picture wanders */
            push(session, frame.data + 3 * i, frame.width - FRAMES, frame.height, frame.stride, i);
        assert_int_equal(facs_session_finish(session), FACS_OK);
        for (int i = 0; i < frames; i++) {
            float values[2 * FACS_LANDMARKS + 6];
            assert_int_equal(facs_session_pull(session, &result), FACS_OK);
            assert_int_equal(result->face_count, 1);
            const facs_face *face = facs_result_face(result, 0);
            check_person(face);
            memcpy(values, face->landmarks, 2 * FACS_LANDMARKS * sizeof *values);
            memcpy(values + 2 * FACS_LANDMARKS, face->pose, sizeof face->pose);
            if (kind == 1)
                memcpy(first[i], values, sizeof values);
            else if (kind > 1)
                assert_memory_equal(first[i], values, sizeof values);
        }
        assert_int_equal(facs_session_pull(session, &result), FACS_END);
        facs_session_destroy(&session);
    }
    facs_pixels_free(&env, &frame);
    facs_models_close(&models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody),
        NEEDS_DATA(cmocka_unit_test(a_person)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
