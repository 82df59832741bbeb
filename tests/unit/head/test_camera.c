/* Intrinsics and camera-space landmarks: known values, stage goldens. */
#include "unit/shape/shape_fixture.h"

#include <stdio.h>

#include "head/head.h"
#include "shape/pdm.h"
#include "support/shape_in_image.h"

static void assert_camera(facs_camera camera, float fx, float fy, float cx, float cy)
{
    const float actual[4] = {camera.fx, camera.fy, camera.cx, camera.cy}, expected[4] = {fx, fy, cx, cy};
    assert_close_f32("camera", actual, expected, 4, 0);
}

static void derived_from_the_size(void **state)
{
    (void)state;
    const facs_camera open = {-1, -1, -1, -1};
    assert_camera(facs_camera_complete(&open, 640, 480, false), 500, 500, 320, 240);
    assert_camera(facs_camera_complete(NULL, 640, 480, true), 500, 500, 320, 240);
    assert_camera(facs_camera_complete(&open, 321, 241, false),
                  500.0f * (321 / 640.0f) / 2 + 500.0f * (241 / 480.0f) / 2,
                  500.0f * (321 / 640.0f) / 2 + 500.0f * (241 / 480.0f) / 2, 160.5f, 120.5f);
}

static void video_looks_at_the_first_of_a_pair(void **state)
{
    (void)state;
    const facs_camera first = {600, -1, 300, -1}, second = {-1, 700, -1, 250};
    assert_camera(facs_camera_complete(&first, 640, 480, false), 600, -1, 300, -1);
    assert_camera(facs_camera_complete(&second, 640, 480, false), 500, 500, 320, 240);
}

static void stills_want_both_of_a_pair(void **state)
{
    (void)state;
    const facs_camera first = {600, -1, 300, -1}, second = {-1, 700, -1, 250}, both = {600, 700, 300, 250};
    assert_camera(facs_camera_complete(&first, 640, 480, true), 500, 500, 320, 240);
    assert_camera(facs_camera_complete(&second, 640, 480, true), 500, 500, 320, 240);
    assert_camera(facs_camera_complete(&both, 640, 480, true), 600, 700, 300, 250);
}

static void impossible_cameras(void **state)
{
    (void)state;
    const facs_camera good[] = {
        {-1, -1, -1, -1}, {1, 1, 0, 0}, {1e6f, 1e6f, -1e6f, 1e6f}, {500, 510, -1, -1}, {-1, -1, 320, 240}};
    const facs_camera bad[] = {{0, 500, -1, -1},          {1e-30f, 500, -1, -1},  {-500, -500, -1, -1},
                               {500, -500, -1, -1},       {NAN, NAN, -1, -1},     {INFINITY, 500, -1, -1},
                               {500, 2e6f, -1, -1},       {500, -1, -1, -1},      {-1, 500, -1, -1},
                               {-1, -1, 320, -1},         {-1, -1, -1, 240},      {500, 500, NAN, 240},
                               {500, 500, 320, INFINITY}, {500, 500, 320, -2e6f}, {0.5f, 0.5f, 320, 240}};
    assert_int_equal(facs_camera_check(NULL, NULL), FACS_OK);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_int_equal(facs_camera_check(&good[i], NULL), FACS_OK);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        facs_error error = {0};
        if (facs_camera_check(&bad[i], &error) != FACS_E_ARGUMENT)
            fail_msg("camera %zu is accepted", i);
        assert_non_null(strstr(error.message, "camera: "));
    }
}

static void camera_stages(void **state)
{
    (void)state;
    for (int f = 0; f < STAGE_FRAMES; f++) {
        npy gray = npy_load("golden/stages/%s/frame_gray.npy", stage_frames[f].frame);
        npy golden = npy_load("golden/stages/%s/final/camera.npy", stage_frames[f].frame);
        const double *expected = npy_f64(&golden, 4);
        bool still = strcmp(stage_frames[f].frame, "sample1") == 0;
        facs_camera camera = facs_camera_complete(NULL, (int)gray.dim[1], (int)gray.dim[0], still);
        assert_camera(camera, (float)expected[0], (float)expected[1], (float)expected[2], (float)expected[3]);
        npy_free(&gray);
        npy_free(&golden);
    }
}

/* ---- shapes -------------------------------------------------------------------------------------- */

static const facs_camera vga = {500, 500, 320, 240};

static void shape_vectors(void **state)
{
    (void)state;
    static const float g[3][6] = {
        {1.2f, 0.1f, -0.2f, 0.3f, 320, 240}, {1.2f, 0.1f, -0.2f, 0.3f, 420, 140}, {2, -0.25f, 0.8f, -0.1f, 200, 300}};
    static const float expected[3][3] = {
        {9.9276f, -4.0506f, 379.1131f}, {85.7502f, -79.8732f, 379.1131f}, {-79.2958f, 13.4362f, 226.3607f}};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    for (int i = 0; i < 3; i++) {
        float landmarks[136], shape[204];
        shape_in_image(pdm, q_local, g[i], landmarks);
        facs_shape_camera(pdm, landmarks, g[i], q_local, &vga, shape);
        const float point[3] = {shape[30], shape[98], shape[166]};
        assert_close_f32("point 30", point, expected[i], 3, 1e-4);
    }
    free_pdm(pdm);
}

/* Parameters fitted to landmarks made with others */
static void chain_vectors(void **state)
{
    (void)state;
    static const float g[6] = {1.3f, 0.1f, -0.2f, 0.05f, 320, 250}, p[34] = {10, -5, 8, 3, -2};
    static const int points[5] = {0, 8, 30, 36, 45};
    static const float expected[5][3] = {{-84.7187f, -30.4325f, 414.7867f},
                                         {-3.9990f, 86.1810f, 391.6154f},
                                         {8.1621f, 2.7181f, 345.2240f},
                                         {-44.2210f, -30.8182f, 379.9762f},
                                         {46.1165f, -30.0374f, 394.6369f}};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    float landmarks[136], shape[204];
    shape_in_image(pdm, p, g, landmarks);
    facs_shape_camera(pdm, landmarks, g, p, &vga, shape);
    for (int i = 0; i < 5; i++) {
        const float point[3] = {shape[points[i]], shape[68 + points[i]], shape[136 + points[i]]};
        assert_close_f32("point", point, expected[i], 3, 1e-4);
    }
    free_pdm(pdm);
}

static facs_camera stage_camera(const char *frame)
{
    npy golden = npy_load("golden/stages/%s/final/camera.npy", frame);
    const double *c = npy_f64(&golden, 4);
    facs_camera camera = {(float)c[0], (float)c[1], (float)c[2], (float)c[3]};
    npy_free(&golden);
    return camera;
}

static void check_shape(const facs_pdm *pdm, const char *frame, const char *prefix, float *shape)
{
    float g[6], p[64], landmarks[136];
    char path[128];
    snprintf(path, sizeof path, "%s/final/%sparams_global.npy", frame, prefix);
    stage_f32(g, 6, path);
    snprintf(path, sizeof path, "%s/final/%sparams_local.npy", frame, prefix);
    stage_f32(p, (size_t)pdm->m, path);
    snprintf(path, sizeof path, "%s/final/%slandmarks.npy", frame, prefix);
    stage_f32(landmarks, (size_t)(2 * pdm->n), path);
    facs_camera camera = stage_camera(frame);
    facs_shape_camera(pdm, landmarks, g, p, &camera, shape);
}

static void shape_stages(void **state)
{
    (void)state;
    facs_pdm *face = load_pdm(PDM_FACE), *left = load_pdm(PDM_LEFT_EYE), *right = load_pdm(PDM_RIGHT_EYE);
    for (int f = 0; f < STAGE_FRAMES; f++) {
        const char *frame = stage_frames[f].frame;
        float shape[204], expected[204], eye[84];
        char path[128];
        check_shape(face, frame, "", shape);
        snprintf(path, sizeof path, "%s/final/landmarks_3d.npy", frame);
        stage_f32(expected, 204, path);
        assert_close_f32("landmarks_3d", shape, expected, 204, 0);
        snprintf(path, sizeof path, "%s/final/eye_landmarks_3d.npy", frame);
        stage_f32(expected, 168, path);
        for (int side = 0; side < 2; side++) {
            check_shape(side ? right : left, frame, side ? "right_eye_28_" : "left_eye_28_", eye);
            for (int i = 0; i < 28; i++)
                for (int axis = 0; axis < 3; axis++)
                    assert_close_f32("eye_landmarks_3d", &eye[28 * axis + i], &expected[3 * (28 * side + i) + axis], 1,
                                     0);
        }
    }
    free_pdm(face);
    free_pdm(left);
    free_pdm(right);
}

/* A camera-space point projects back to its landmark. */
static void shapes_project_to_their_landmarks(void **state)
{
    (void)state;
    facs_pdm *pdm = load_pdm(PDM_FACE);
    float landmarks[136], shape[204];
    shape_in_image(pdm, q_local, q_global, landmarks);
    facs_shape_camera(pdm, landmarks, q_global, q_local, &vga, shape);
    for (int i = 0; i < 68; i++) {
        float u = 500 * shape[i] / shape[136 + i] + 320, v = 500 * shape[68 + i] / shape[136 + i] + 240;
        assert_close_f32("u", &u, &landmarks[i], 1, 1e-4);
        assert_close_f32("v", &v, &landmarks[68 + i], 1, 1e-4);
    }
    free_pdm(pdm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derived_from_the_size),
        cmocka_unit_test(video_looks_at_the_first_of_a_pair),
        cmocka_unit_test(stills_want_both_of_a_pair),
        cmocka_unit_test(impossible_cameras),
        cmocka_unit_test(camera_stages),
        cmocka_unit_test(shape_vectors),
        cmocka_unit_test(chain_vectors),
        cmocka_unit_test(shape_stages),
        cmocka_unit_test(shapes_project_to_their_landmarks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
