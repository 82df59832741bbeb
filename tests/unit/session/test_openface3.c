/* The pipeline openface3 through the public calls: what faces have, with and without action units, single stages. */
#include "support/onnx.h"

#include "media/media.h"
#include "store/models.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 3, PATH = 2048 };
static const char *const files[FILES][2] = {
    {"retinaface_mobilenet025.onnx", "retinaface_mobilenet025.onnx"},
    {"star_random.onnx", "star_landmark_98_coreml.onnx"},
    {"mtl_random.onnx", "mtl_efficientnet_b0_coreml.onnx"},
};

typedef struct world {
    char folder[64];
    facs_models *models;
    facs_pixels frame;
    facs_picture picture;
} world;

static void name_in(const world *w, int file, char path[PATH])
{
    snprintf(path, PATH, "%s/%s", w->folder, files[file][1]);
}

static int enter(void **state)
{
    world *w = calloc(1, sizeof *w);
    const facs_env env = facs_env_resolve(NULL);
    facs_error error = {.message = ""};
    char path[PATH];
    strcpy(w->folder, "/tmp/facs-openface3-XXXXXX");
    assert_non_null(mkdtemp(w->folder));
    for (int i = 0; i < FILES; i++) {
        name_in(w, i, path);
        char *whole = realpath(testdata_path("models/onnx/%s", files[i][0]), NULL);
        assert_int_equal(symlink(whole, path), 0);
        free(whole);
    }
    setenv("FACSIMILE_ONNX_MODELS", w->folder, 1);
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.pipeline = "openface3";
    if (facs_models_open(&options, &w->models, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_int_equal(facs_still_read(&env, testdata_path("media/sample1.jpg"), &w->frame, NULL), FACS_OK);
    w->picture = (facs_picture){w->frame.data, w->frame.width, w->frame.height, w->frame.stride, FACS_PIXEL_BGR24};
    *state = w;
    return 0;
}

static int leave(void **state)
{
    world *w = *state;
    const facs_env env = facs_env_resolve(NULL);
    char path[PATH];
    facs_models_close(&w->models);
    facs_pixels_free(&env, &w->frame);
    for (int i = 0; i < FILES; i++) {
        name_in(w, i, path);
        unlink(path);
    }
    const int left = rmdir(w->folder);
    free(w);
    return left;
}

static facs_session *session_of(const world *w, const facs_session_options *options)
{
    facs_session *session = NULL;
    facs_error error = {.message = ""};
    if (facs_session_create(w->models, options, &session, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return session;
}

static facs_session_options options_of(bool image, bool no_aus)
{
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.image = image;
    options.no_aus = no_aus;
    options.threads = 1;
    return options;
}

static const facs_face *face_of(facs_session *session, const facs_picture *picture, int64_t number)
{
    facs_frame frame;
    facs_frame_init(&frame, sizeof frame);
    frame.number = number;
    frame.timestamp = 0.04 * (double)number;
    const facs_result *result = NULL;
    assert_int_equal(facs_session_push(session, picture, &frame), FACS_OK);
    assert_int_equal(facs_session_pull(session, &result), FACS_OK);
    assert_int_equal(result->face_count, 1);
    return facs_result_face(result, 0);
}

static void assert_full(const facs_face *face)
{
    assert_true(face->success && face->has_aus && face->has_eyes);
    assert_true(fabsf(face->confidence - 0.999677f) < 1e-3f); /* the detector's */
    assert_int_equal(face->landmark_count, 68);
    assert_int_equal(face->landmark_98_count, 98);
    assert_int_equal(face->eye_landmark_count, 0);
    assert_int_equal(face->mode_count, 30);
    assert_int_equal(face->au_r_count, 9);
    assert_int_equal(face->au_c_count, 8);
    assert_int_equal(face->emotion_count, FACS_EMOTIONS);
    double sum = 0;
    for (int i = 0; i < FACS_EMOTIONS; i++)
        sum += face->emotion[i];
    assert_true(fabs(sum - 1) < 1e-9);
    assert_memory_equal(face->gaze[0], face->gaze[1], sizeof face->gaze[0]);
    assert_true(fabs((double)face->gaze_angle[0] - atan2((double)face->gaze[0][0], -(double)face->gaze[0][2])) < 1e-6);
    for (int i = 0; i < 196; i++)
        assert_true(isfinite(face->landmarks_98[i]));
}

/* of a video: values are final when they come, whether they are asked for so or not */
static void video(void **state)
{
    const world *w = *state;
    for (int final_only = 0; final_only < 2; final_only++) {
        facs_session_options options = options_of(false, false);
        options.final_aus_only = final_only == 1;
        facs_session *session = session_of(w, &options);
        assert_full(face_of(session, &w->picture, 0));
        facs_au_info info = {.size = sizeof info};
        assert_true(facs_session_au(session, FACS_AU_INTENSITY, 4, &info));
        assert_string_equal(info.name, "AU09");
        assert_int_equal(facs_session_finish(session), FACS_OK);
        const facs_result *none;
        assert_int_equal(facs_session_pull(session, &none), FACS_END);
        double r[9], c[8];
        assert_int_equal(facs_session_final_aus(session, 0, 0, r, 9, c, 8), FACS_E_STATE);
        assert_non_null(strstr(facs_session_message(session), "final already"));
        facs_session_destroy(&session);
    }
}

/* A second video begins with nothing: the same values again. */
static void reset(void **state)
{
    const world *w = *state;
    const facs_session_options options = options_of(false, false);
    facs_session *session = session_of(w, &options);
    double first[9], again[9];
    for (int video_number = 0; video_number < 2; video_number++) {
        for (int i = 0; i < 4; i++) {
            const facs_face *face = face_of(session, &w->picture, i);
            memcpy(video_number ? again : first, face->au_r, sizeof first);
        }
        assert_int_equal(facs_session_reset(session), FACS_OK);
    }
    assert_memory_equal(first, again, sizeof first);
    facs_session_destroy(&session);
}

static void still(void **state)
{
    const world *w = *state;
    const facs_session_options options = options_of(true, false);
    facs_session *session = session_of(w, &options);
    assert_full(face_of(session, &w->picture, 0));
    facs_session_destroy(&session);
}

/* without action units nothing of the multi-task network: neither emotion nor gaze */
static void without_aus(void **state)
{
    const world *w = *state;
    const facs_session_options options = options_of(false, true);
    facs_session *session = session_of(w, &options);
    const facs_face *face = face_of(session, &w->picture, 0);
    assert_true(face->success && !face->has_aus && !face->has_eyes);
    assert_int_equal(face->landmark_98_count, 98);
    assert_int_equal(face->emotion_count, 0);
    assert_int_equal(face->au_r_count, 0);
    facs_session_destroy(&session);
}

static void stages(void **state)
{
    const world *w = *state;
    facs_box boxes[4];
    int count = 0;
    assert_int_equal(facs_detect_faces(w->models, &w->picture, boxes, 4, &count, NULL), FACS_OK);
    assert_int_equal(count, 1);
    facs_result *result = NULL;
    assert_int_equal(facs_fit_landmarks(w->models, &w->picture, &boxes[0], false, NULL, &result, NULL), FACS_OK);
    const facs_face *face = facs_result_face(result, 0);
    assert_true(face->success && face->confidence == boxes[0].confidence && face->landmark_98_count == 98);
    facs_result_destroy(&result);
    facs_network_info info = {.size = sizeof info};
    int networks = 0;
    while (facs_models_network(w->models, networks, &info))
        networks++;
    assert_int_equal(networks, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_ONNX(cmocka_unit_test_setup_teardown(video, enter, leave)),
        NEEDS_ONNX(cmocka_unit_test_setup_teardown(reset, enter, leave)),
        NEEDS_ONNX(cmocka_unit_test_setup_teardown(still, enter, leave)),
        NEEDS_ONNX(cmocka_unit_test_setup_teardown(without_aus, enter, leave)),
        NEEDS_ONNX(cmocka_unit_test_setup_teardown(stages, enter, leave)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
