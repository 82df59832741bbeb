/* Face mask and the validator's warp: known values and stage goldens, hostile landmarks; the kernels: tests/kernels. */
#include "support/view.h"
#include "support/shape_in_image.h"
#include "unit/shape/shape_fixture.h"
#include "model/readers.h"
#include "landmark/clnf/validator_warp.h"

#include <stdio.h>
#include <stdlib.h>

#include "shape/face_mask.h"
#include "shape/pdm.h"

/* a frame made for the points: origin = minima of the landmarks */
static void frame_of(int n, const float *landmarks, int *width, int *height, float *min_x, float *min_y)
{
    float max_x, max_y;
    facs_shape_extremes(n, landmarks, min_x, &max_x, min_y, &max_y);
    *width = (int)((double)max_x - (double)*min_x + 1.5);
    *height = (int)((double)max_y - (double)*min_y + 1.5);
}

static facs_triangles load_triangles(void)
{
    facs_env env = facs_env_resolve(NULL);
    facs_triangles triangles;
    facs_error error;
    if (facs_triangles_load(&env, au_model_path("tris_68_full.txt"), 68, &triangles, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return triangles;
}

static void free_triangles(facs_triangles *triangles)
{
    facs_env env = facs_env_resolve(NULL);
    facs_triangles_free(&env, triangles);
}

static int32_t raster_hash(const int32_t *index, int count)
{
    int64_t hash = 0;
    for (int i = 0; i < count; i++)
        hash = (31 * hash + index[i] + 1) % 1000000007;
    return (int32_t)hash;
}

static int count_ones(const uint8_t *mask, int count)
{
    int ones = 0;
    for (int i = 0; i < count; i++) {
        assert_in_range(mask[i], 0, 1);
        ones += mask[i];
    }
    return ones;
}

static void automatic_frame(void **state)
{
    (void)state;
    static const int rows[5] = {10, 40, 70, 100, 130};
    static const int expected[5][10] = {{-1, -1, 20, 24, 26, 86, 92, 8, 4, -1},
                                        {-1, 9, 39, 37, 35, 17, 84, 19, 19, 95},
                                        {-1, 51, 51, 51, 56, 57, 70, 16, 16, 16},
                                        {-1, 43, 44, 46, 0, 67, 69, 62, 72, -1},
                                        {-1, -1, -1, 48, 65, 63, 68, 68, -1, -1}};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_triangles triangles = load_triangles();
    int width, height;
    float min_x, min_y;
    frame_of(68, pdm->mean, &width, &height, &min_x, &min_y);
    assert_int_equal(width, 146);
    assert_int_equal(height, 141);
    assert_true(min_x == -73.3935242f && min_y == -62.7777138f);
    static uint8_t mask[146 * 141], only_mask[146 * 141];
    static int32_t index[146 * 141];
    facs_paw_mask_at(facs_face_mask_kernels_for(facs_cpu_detect()), &triangles, 68, pdm->mean, min_x, min_y, width,
                     height, mask, index);
    facs_paw_mask_at(facs_face_mask_kernels_for(facs_cpu_detect()), &triangles, 68, pdm->mean, min_x, min_y, width,
                     height, only_mask, NULL);
    assert_int_equal(count_ones(mask, width * height), 16612);
    assert_memory_equal(mask, only_mask, sizeof mask);
    for (int r = 0; r < 5; r++)
        for (int c = 0; c < 10; c++)
            assert_int_equal(index[rows[r] * width + 15 * c], expected[r][c]);
    assert_int_equal(raster_hash(index, width * height), 626894199);
    free_triangles(&triangles);
    free_pdm(pdm);
}

/* Landmarks of the face mask: raised brows and upper jaw points. */
static void mask_landmarks(const facs_pdm *pdm, float *landmarks)
{
    for (int i = 0; i < 136; i++)
        landmarks[i] = 0.7f * pdm->mean[i] + 56;
    for (int i = 0; i <= 26; i++)
        if (i == 0 || i >= 16)
            landmarks[68 + i] -= 30;
}

static void face_mask(void **state)
{
    (void)state;
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_triangles triangles = load_triangles();
    static uint8_t mask[112 * 112], only_mask[112 * 112];
    static int32_t index[112 * 112];
    float landmarks[136];
    mask_landmarks(pdm, landmarks);
    facs_paw_mask(facs_face_mask_kernels_for(facs_cpu_detect()), &triangles, 68, landmarks, 112, 112, mask, index);
    facs_paw_mask(facs_face_mask_kernels_for(facs_cpu_detect()), &triangles, 68, landmarks, 112, 112, only_mask, NULL);
    assert_int_equal(count_ones(mask, 112 * 112), 9765);
    assert_memory_equal(mask, only_mask, sizeof mask);
    assert_int_equal(raster_hash(index, 112 * 112), 445464213);
    free_triangles(&triangles);
    free_pdm(pdm);
}

static void face_mask_stages(void **state)
{
    (void)state;
    facs_triangles triangles = load_triangles();
    for (int f = 0; f < STAGE_FRAMES; f++) {
        static uint8_t mask[112 * 112];
        float landmarks[136];
        char path[128];
        snprintf(path, sizeof path, "%s/au/align_landmarks.npy", stage_frames[f].frame);
        stage_f32(landmarks, 136, path);
        npy expected = npy_load("golden/stages/%s/au/align_mask.npy", stage_frames[f].frame);
        facs_paw_mask(facs_face_mask_kernels_for(facs_cpu_detect()), &triangles, 68, landmarks, 112, 112, mask, NULL);
        assert_memory_equal(mask, npy_u8(&expected, 112 * 112), 112 * 112);
        npy_free(&expected);
    }
    free_triangles(&triangles);
}

static void no_triangles_no_pixels(void **state)
{
    (void)state;
    const facs_triangles none = {0};
    static const float landmarks[2] = {3, 3};
    uint8_t mask[64];
    memset(mask, 1, sizeof mask);
    facs_paw_mask(facs_face_mask_kernels_for(facs_cpu_detect()), &none, 1, landmarks, 8, 8, mask, NULL);
    assert_int_equal(count_ones(mask, 64), 0);
}

/* ---- validator warp -------------------------------------------------------------------------------- */

static facs_validator_model *load_validator(void)
{
    facs_env env = facs_env_resolve(NULL);
    facs_validator_model *model = NULL;
    facs_error error;
    if (facs_validator_load(&env, landmark_model_path("detection_validation/validator_cnn_68.txt"), &model, &error) !=
        FACS_OK)
        fail_msg("%s", error.message);
    return model;
}

static void free_validator(facs_validator_model *model)
{
    facs_env env = facs_env_resolve(NULL);
    facs_validator_free(&env, &model);
}

enum { VIEW = 60 * 60 };

static void validator_vectors(void **state)
{
    (void)state;
    static const struct {
        int row, column, triangle;
        float x, y;
    } expected[] = {
        {30, 30, 57, 322.77374f, 257.34906f}, {20, 10, 39, 265.55136f, 207.47806f}, {50, 28, 65, 295.6731f, 309.4987f}};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_validator_model *model = load_validator();
    const facs_validator_view *view = &model->view[0];
    static uint8_t pixels[480 * 640];
    for (int y = 0; y < 480; y++)
        for (int x = 0; x < 640; x++)
            pixels[y * 640 + x] = (uint8_t)(3 * x + 5 * y);
    const facs_image grey = {pixels, 640, 480, 1, 640, NULL};
    float landmarks[136];
    static float out[VIEW], map_x[VIEW], map_y[VIEW];
    shape_in_image(pdm, q_local, q_global, landmarks);
    facs_paw_warp_view(view, VIEW(&grey), 0, 0, 640, 480, landmarks, out, map_x, map_y);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        int at = expected[i].row * 60 + expected[i].column;
        assert_int_equal(view->triangle_of_pixel[at], expected[i].triangle);
        assert_close_f32("map_x", &map_x[at], &expected[i].x, 1, 1e-4);
        assert_close_f32("map_y", &map_y[at], &expected[i].y, 1, 1e-4);
    }
    for (int i = 0; i < VIEW; i++) {
        if (view->mask[i])
            continue;
        assert_true(out[i] == 0 && map_x[i] == -1 && map_y[i] == -1);
    }
    free_validator(model);
    free_pdm(pdm);
}

/* Known values: sampling of I(x, y) = (3x + 5y) mod 256 on the automatic frame. */
static void sampling_vectors(void **state)
{
    (void)state;
    static const struct {
        int row, column, triangle;
        float x, y, value;
    } expected[] = {
        {20, 30, 6, 283.8841f, 176.89915f, 200.15625f},   {20, 73, 29, 336.87033f, 193.25557f, 184.875f},
        {20, 110, 103, 375.46112f, 203.48144f, 95.75f},   {60, 30, 53, 269.32146f, 220.95653f, 120.78125f},
        {60, 73, 83, 328.19244f, 240.05818f, 136.875f},   {60, 110, 80, 361.30399f, 248.44534f, 22.125f},
        {90, 30, 41, 258.56360f, 254.30073f, 175.25f},    {90, 73, 107, 315.81207f, 273.05383f, 8.75f},
        {90, 110, 79, 350.87238f, 282.19940f, 159.5625f},
    };
    static const float alpha0[3] = {4.63858509f, 0.0324871838f, -0.110382475f};
    static const float beta0[3] = {-0.592551053f, -0.0924833864f, -0.00237215962f};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_triangles triangles = load_triangles();
    static uint8_t mask[146 * 141], pixels[480 * 640];
    static int32_t index[146 * 141];
    static float alpha[111 * 3], beta[111 * 3], out[146 * 141], map_x[146 * 141], map_y[146 * 141];
    facs_validator_view view = {.n = 68, .width = 146, .height = 141, .mask = mask, .triangle_of_pixel = index};
    view.triangles = triangles;
    view.alpha = alpha;
    view.beta = beta;
    frame_of(68, pdm->mean, &view.width, &view.height, &view.min_x, &view.min_y);
    facs_paw_mask_at(facs_face_mask_kernels_for(facs_cpu_detect()), &triangles, 68, pdm->mean, view.min_x, view.min_y,
                     view.width, view.height, mask, index);
    for (int t = 0; t < triangles.count; t++) {
        const int32_t *v = triangles.index + 3 * t;
        const float *x = pdm->mean, *y = pdm->mean + 68;
        float c1 = y[v[2]] - y[v[0]], c2 = x[v[2]] - x[v[0]], c3 = x[v[1]] - x[v[0]], c4 = y[v[1]] - y[v[0]];
        float c5 = c3 * c1 - c2 * c4;
        const float a[3] = {(y[v[0]] * c2 - x[v[0]] * c1) / c5, c1 / c5, -c2 / c5};
        const float b[3] = {(x[v[0]] * c4 - y[v[0]] * c3) / c5, -c4 / c5, c3 / c5};
        memcpy(alpha + 3 * t, a, sizeof a);
        memcpy(beta + 3 * t, b, sizeof b);
    }
    assert_close_f32("alpha of triangle 0", alpha, alpha0, 3, 1e-6);
    assert_close_f32("beta of triangle 0", beta, beta0, 3, 1e-6);
    for (int y = 0; y < 480; y++)
        for (int x = 0; x < 640; x++)
            pixels[y * 640 + x] = (uint8_t)(3 * x + 5 * y);
    const facs_image grey = {pixels, 640, 480, 1, 640, NULL};
    float landmarks[136];
    shape_in_image(pdm, q_local, q_global, landmarks);
    facs_paw_warp_view(&view, VIEW(&grey), 0, 0, 640, 480, landmarks, out, map_x, map_y);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        int at = expected[i].row * 146 + expected[i].column;
        assert_int_equal(index[at], expected[i].triangle);
        assert_close_f32("map_x", &map_x[at], &expected[i].x, 1, 1e-4);
        assert_close_f32("map_y", &map_y[at], &expected[i].y, 1, 1e-4);
        assert_close_f32("value", &out[at], &expected[i].value, 1, 0);
    }
    free_triangles(&triangles);
    free_pdm(pdm);
}

/* Largest difference; `beyond` counts those above `limit`. */
static double largest(const float *a, const float *b, double limit, int *beyond)
{
    double worst = 0;
    *beyond = 0;
    for (int i = 0; i < VIEW; i++) {
        double d = fabs((double)a[i] - (double)b[i]);
        worst = fmax(worst, d);
        *beyond += !(d <= limit);
    }
    return worst;
}

static void validator_stages(void **state)
{
    (void)state;
    facs_validator_model *model = load_validator();
    for (int f = 0; f < STAGE_FRAMES; f++) {
        const char *frame = stage_frames[f].frame, *fit = stage_frames[f].fit;
        npy gray = npy_load("golden/stages/%s/frame_gray.npy", frame);
        npy roi = npy_load("golden/stages/%s/%s/validator/orientation_id_and_roi.npy", frame, fit);
        npy expected = npy_load("golden/stages/%s/%s/validator/warped.npy", frame, fit);
        npy expected_x = npy_load("golden/stages/%s/%s/validator/warp_map_x.npy", frame, fit);
        npy expected_y = npy_load("golden/stages/%s/%s/validator/warp_map_y.npy", frame, fit);
        npy expected_mask = npy_load("golden/stages/%s/%s/validator/pixel_mask.npy", frame, fit);
        const int32_t *r = npy_i32(&roi, 5);
        float landmarks[136];
        static float out[VIEW], map_x[VIEW], map_y[VIEW];
        char path[128];
        snprintf(path, sizeof path, "%s/%s/face/merged_landmarks.npy", frame, fit);
        stage_f32(landmarks, 136, path);
        for (int i = 0; i < 136; i++)
            landmarks[i] -= (float)(i < 68 ? r[1] : r[2]);
        const facs_image grey = npy_image(&gray);
        assert_memory_equal(model->view[r[0]].mask, npy_u8(&expected_mask, VIEW), VIEW);
        facs_paw_warp_view(&model->view[r[0]], VIEW(&grey), r[1], r[2], r[3] - r[1], r[4] - r[2], landmarks, out, map_x,
                           map_y);
        assert_close_f32("map_x", map_x, npy_f32(&expected_x, VIEW), VIEW, 1e-4);
        assert_close_f32("map_y", map_y, npy_f32(&expected_y, VIEW), VIEW, 1e-4);
        /* rounding of the map (the golden build fuses multiply-adds) may pick the next 1/32 pixel here and there */
        int beyond;
        assert_true(largest(out, npy_f32(&expected, VIEW), 0, &beyond) < 3);
        assert_in_range(beyond, 0, 10);
        npy_free(&gray);
        npy_free(&roi);
        npy_free(&expected);
        npy_free(&expected_x);
        npy_free(&expected_y);
        npy_free(&expected_mask);
    }
    free_validator(model);
}

/* Landmarks outside the sub-image, undefined ones, sub-images of a few pixels: zeros, and no access outside. */
static void warp_of_hostile_landmarks(void **state)
{
    (void)state;
    static const float bad[] = {NAN, INFINITY, -INFINITY, 3e38f, -1e9f, -40, 1000};
    facs_validator_model *model = load_validator();
    facs_pdm *pdm = load_pdm(PDM_FACE);
    uint8_t *pixels = malloc(6); /* exactly the window, for the sanitisers */
    memset(pixels, 200, 6);
    const facs_image grey = {pixels, 3, 2, 1, 3, NULL};
    static float out[VIEW];
    for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
        for (int v = 0; v < model->views; v++) {
            float landmarks[136];
            for (int i = 0; i < 136; i++)
                landmarks[i] = i % 3 == 0 ? bad[b] : pdm->mean[i] * 0.02f + 1;
            facs_paw_warp_view(&model->view[v], VIEW(&grey), 0, 0, 3, 2, landmarks, out, NULL, NULL);
            for (int i = 0; i < VIEW; i++)
                assert_true(out[i] >= 0 && out[i] <= 200);
        }
    }
    /* a pixel of the window must arrive, or the loop above proves nothing */
    float landmarks[136];
    for (int i = 0; i < 136; i++)
        landmarks[i] = i < 68 ? 1 : 0.5f;
    facs_paw_warp_view(&model->view[0], VIEW(&grey), 0, 0, 3, 2, landmarks, out, NULL, NULL);
    float sum = 0;
    for (int i = 0; i < VIEW; i++)
        sum += out[i];
    assert_true(sum == 200.0f * (float)model->view[0].pixels);
    free(pixels);
    free_pdm(pdm);
    free_validator(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(automatic_frame)), NEEDS_MODELS(cmocka_unit_test(face_mask)),
        NEEDS_DATA(cmocka_unit_test(face_mask_stages)),  cmocka_unit_test(no_triangles_no_pixels),
        NEEDS_DATA(cmocka_unit_test(validator_vectors)), NEEDS_MODELS(cmocka_unit_test(sampling_vectors)),
        NEEDS_DATA(cmocka_unit_test(validator_stages)),  NEEDS_DATA(cmocka_unit_test(warp_of_hostile_landmarks)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
