/* STAR: crop, points in the picture, which 68 of the 98, which output, faces followed and lost. */
#include "support/golden_json.h"
#include "support/levels.h"
#include "support/onnx.h"
#include "support/view.h"

#include "landmark/engine.h"
#include "landmark/star/star_crop.h"
#include "landmark/star/star_landmarks.h"
#include "media/media.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = FACS_STAR_SIDE, ALL = FACS_STAR_POINTS };

static const facs_env *env(void)
{
    static facs_env resolved;
    resolved = facs_env_resolve(NULL);
    return &resolved;
}

static facs_onnx *load_file(const char *path)
{
    facs_onnx *net = NULL;
    facs_error error = {.message = ""};
    if (facs_onnx_load(env(), path, &facs_star_form, &net, &error) != FACS_OK ||
        facs_onnx_start(env(), net, &(facs_onnx_settings){0}, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return net;
}

static facs_onnx *load(void)
{
    return load_file(testdata_path("models/onnx/star_random.onnx"));
}

static void assert_near(const char *what, int index, double actual, double expected, double tolerance)
{
    if (!(fabs(actual - expected) <= tolerance))
        fail_msg("%s %d: %g, not %g", what, index, actual, expected);
}

/* ---- geometry ---- */

static facs_star_crop crop_of(const double corner[4])
{
    const float box[4] = {(float)corner[0], (float)corner[1], (float)(corner[2] - corner[0]),
                          (float)(corner[3] - corner[1])};
    facs_star_crop crop;
    assert_true(facs_star_place(box, &crop));
    return crop;
}

static void no_crop(void **state)
{
    (void)state;
    facs_star_crop crop;
    static const float boxes[][4] = {
        {10, 10, 0, 100}, {10, 10, 5, 100}, {10, 10, 100, -3},   {NAN, 0, 100, 100},
        {0, 0, NAN, 100}, {0, 0, 100, NAN}, {0, 0, INFINITY, 9}, {1e9f, 0, 100, 100},
    };
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++)
        assert_false(facs_star_place(boxes[i], &crop));
    assert_true(facs_star_place((float[4]){10, 10, 6, 100}, &crop));
}

/* numbers -1 and 1 and 0 of both rules: half a crop pixel apart at the borders, the same in the middle */
static void rules_of_points(void **state)
{
    (void)state;
    const facs_star_crop crop = {.scale = 0.5f, .centre = {100, 50}};
    const float values[] = {-1, -1, 0, 0, 1, 0.5f};
    float centres[6], corners[6];
    facs_star_points(&crop, FACS_STAR_CENTRES, values, 3, centres);
    facs_star_points(&crop, FACS_STAR_CORNERS, values, 3, corners);
    const float expected_centres[6] = {100 - 256, 100, 100 + 256, 50 - 256, 50, 50 + 128};
    const float expected_corners[6] = {100 - 255, 100, 100 + 255, 50 - 255, 50, 50 + 127.5f};
    for (int i = 0; i < 6; i++) {
        assert_near("by centres", i, (double)centres[i], (double)expected_centres[i], 1e-4);
        assert_near("by corners", i, (double)corners[i], (double)expected_corners[i], 1e-4);
    }
}

/* Left and right exchanged in the 98 points are left and right exchanged in the 68. */
static void exchange98(int to[ALL])
{
    static const int pairs[][2] = {
        {33, 46}, {34, 45}, {35, 44}, {36, 43}, {37, 42}, {38, 50}, {39, 49}, {40, 48}, {41, 47}, {55, 59},
        {56, 58}, {60, 72}, {61, 71}, {62, 70}, {63, 69}, {64, 68}, {65, 75}, {66, 74}, {67, 73}, {76, 82},
        {77, 81}, {78, 80}, {87, 83}, {86, 84}, {88, 92}, {89, 91}, {95, 93}, {96, 97},
    };
    for (int i = 0; i < ALL; i++)
        to[i] = i <= 32 ? 32 - i : i;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        to[pairs[i][0]] = pairs[i][1];
        to[pairs[i][1]] = pairs[i][0];
    }
}

static void exchange68(int to[FACS_LANDMARKS])
{
    static const int pairs[][2] = {{17, 26}, {18, 25}, {19, 24}, {20, 23}, {21, 22}, {31, 35}, {32, 34},
                                   {36, 45}, {37, 44}, {38, 43}, {39, 42}, {41, 46}, {40, 47}, {48, 54},
                                   {49, 53}, {50, 52}, {59, 55}, {58, 56}, {60, 64}, {61, 63}, {67, 65}};
    for (int i = 0; i < FACS_LANDMARKS; i++)
        to[i] = i <= 16 ? 16 - i : i;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        to[pairs[i][0]] = pairs[i][1];
        to[pairs[i][1]] = pairs[i][0];
    }
}

static void sides_of_the_68(void **state)
{
    (void)state;
    int to98[ALL], to68[FACS_LANDMARKS];
    float points[2 * ALL], other[2 * ALL], few[2 * FACS_LANDMARKS], few_other[2 * FACS_LANDMARKS];
    exchange98(to98);
    exchange68(to68);
    for (int i = 0; i < ALL; i++) {
        points[i] = (float)i;
        points[ALL + i] = (float)(1000 + i);
        other[i] = (float)to98[i];
        other[ALL + i] = (float)(1000 + to98[i]);
    }
    facs_star_to_68(points, few);
    facs_star_to_68(other, few_other);
    for (int i = 0; i < FACS_LANDMARKS; i++) {
        assert_true(few_other[i] == few[to68[i]]);
        assert_true(few[FACS_LANDMARKS + i] == few[i] + 1000);
    }
    /* the brow at the image's left, which others have exchanged; chin, nose, corners of the eyes and the mouth */
    static const int known[][2] = {{0, 0},   {8, 16},  {16, 32}, {17, 33}, {21, 37}, {22, 42}, {26, 46},
                                   {27, 51}, {30, 54}, {33, 57}, {36, 60}, {39, 64}, {42, 68}, {45, 72},
                                   {48, 76}, {54, 82}, {57, 85}, {60, 88}, {64, 92}, {67, 95}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(few[known[i][0]] == (float)known[i][1]);
}

/* ---- golden crops ---- */

static void check_bytes(const uint8_t *actual, const facs_view *expected)
{
    for (int y = 0; y < SIDE; y++)
        assert_memory_equal(actual + (ptrdiff_t)y * 3 * SIDE, expected->data + y * expected->stride, 3 * SIDE);
}

static void check_points(const cJSON *json, const facs_star_crop *crop, const char *numbers, const char *corners,
                         const char *centres, double tolerance)
{
    double given[2 * ALL], expected[2][2 * ALL];
    float values[2 * ALL], at[2 * ALL];
    const int count = golden_numbers(golden_member(json, numbers), given, 2 * ALL);
    assert_true(count > 0 && count % 2 == 0);
    assert_int_equal(golden_numbers(golden_member(json, centres), expected[FACS_STAR_CENTRES], 2 * ALL), count);
    assert_int_equal(golden_numbers(golden_member(json, corners), expected[FACS_STAR_CORNERS], 2 * ALL), count);
    for (int i = 0; i < count; i++)
        values[i] = (float)given[i];
    for (int rule = 0; rule < 2; rule++) {
        facs_star_points(crop, (facs_star_rule)rule, values, count / 2, at);
        for (int i = 0; i < count; i++)
            assert_near(numbers, i, (double)at[i % 2 * (count / 2) + i / 2], expected[rule][i], tolerance);
    }
}

static void check_network(const facs_onnx *net, const float *input, const cJSON *json)
{
    double expected[2 * ALL];
    int points = 0;
    const int output = facs_star_output(net, &points);
    assert_int_equal(points, ALL);
    facs_onnx_state *state = NULL;
    assert_int_equal(facs_onnx_create_state(env(), net, &output, 1, &state, NULL), FACS_OK);
    const facs_onnx_tensor tensor = {.rank = 4, .size = {1, 3, SIDE, SIDE}, .values = input};
    assert_int_equal(facs_onnx_run(state, &tensor, 1, NULL), FACS_OK);
    assert_int_equal(golden_numbers(json, expected, 2 * ALL), 2 * ALL);
    for (int i = 0; i < 2 * ALL; i++)
        assert_near("point", i, (double)facs_onnx_output(state, 0)->values[i], expected[i], 2e-3);
    facs_onnx_destroy_state(&state);
}

static void check_case(const facs_onnx *net, const cJSON *json)
{
    double corner[4], matrix[9];
    float made[6];
    static uint8_t bytes[3 * SIDE * SIDE];
    static float input[3 * SIDE * SIDE];
    facs_pixels frame = {0}, png = {0};
    assert_int_equal(golden_numbers(golden_member(json, "box"), corner, 4), 4);
    const facs_star_crop crop = crop_of(corner);
    assert_near("scale", 0, (double)crop.scale, golden_number(json, "scale"), 1e-6);
    facs_star_matrix(&crop, made);
    assert_int_equal(golden_numbers(golden_member(json, "matrix_image_to_crop"), matrix, 9), 9);
    for (int i = 0; i < 6; i++)
        assert_near("matrix", i, (double)made[i], matrix[i], 1e-4);
    check_points(json, &crop, "probe_normalised", "probe_image_xy_aligned_corners", "probe_image_xy_pixel_centres",
                 1e-3);
    check_points(json, &crop, "random_weights_landmarks98_normalised",
                 "random_weights_landmarks98_image_xy_aligned_corners",
                 "random_weights_landmarks98_image_xy_pixel_centres", 1e-3);

    assert_int_equal(facs_still_read(env(), testdata_path("media/%s", golden_text(json, "source")), &frame, NULL),
                     FACS_OK);
    assert_int_equal(
        facs_still_read(env(), testdata_path("golden/neural/%s", golden_text(json, "crop_png")), &png, NULL), FACS_OK);
    const facs_image image = facs_pixels_view(&frame), wanted = facs_pixels_view(&png);
    FOR_EACH_LEVEL (level) {
        facs_star_cut(facs_image_kernels_for(level), &image, &crop, bytes);
        check_bytes(bytes, VIEW(&wanted));
    }
    for (int y = 0; y < SIDE; y++)
        memcpy(bytes + (ptrdiff_t)y * 3 * SIDE, VIEW(&wanted)->data + y * VIEW(&wanted)->stride, (size_t)3 * SIDE);
    facs_star_input(bytes, input);
    check_network(net, input, golden_member(json, "random_weights_landmarks98_normalised"));
    facs_pixels_free(env(), &frame);
    facs_pixels_free(env(), &png);
}

static void golden_crops(void **state)
{
    (void)state;
    facs_onnx *net = load();
    cJSON *json = golden_json(testdata_path("golden/neural/star_crop.json"));
    const cJSON *item;
    int cases = 0;
    cJSON_ArrayForEach(item, golden_member(json, "cases"))
    {
        check_case(net, item);
        cases++;
    }
    assert_int_equal(cases, 4);
    cJSON_Delete(json);
    facs_onnx_free(&net);
}

static void golden_formula(void **state)
{
    (void)state;
    static uint8_t bytes[3 * SIDE * SIDE];
    static float input[3 * SIDE * SIDE];
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            for (int c = 0; c < 3; c++)
                bytes[3 * (y * SIDE + x) + c] = (uint8_t)((3 * x + 5 * y + 40 * c + x * y / 16) % 256);
    facs_star_input(bytes, input);
    facs_onnx *net = load();
    cJSON *json = golden_json(testdata_path("golden/neural/formula_inputs.json"));
    const cJSON *star = golden_member(json, "star_random");
    int points;
    assert_int_equal(facs_star_output(net, &points), (int)golden_number(star, "landmarks_output_index"));
    check_network(net, input, golden_member(star, "landmarks"));
    cJSON_Delete(json);
    facs_onnx_free(&net);
}

/* ---- which files, which output ---- */

static facs_status check(const facs_onnx_tensor *outputs, int count, facs_error *error)
{
    return facs_star_form.check("points.onnx", outputs, count, error);
}

static void outputs_of_files(void **state)
{
    (void)state;
    facs_error error;
    const facs_onnx_tensor points98 = {.rank = 3, .size = {1, 98, 2}}, points68 = {.rank = 3, .size = {1, 68, 2}},
                           maps = {.rank = 4, .size = {1, 98, 64, 64}}, flat = {.rank = 2, .size = {1, 196}},
                           other = {.rank = 3, .size = {1, 29, 2}}, deep = {.rank = 3, .size = {1, 98, 3}},
                           two = {.rank = 3, .size = {2, 98, 2}};
    assert_int_equal(check((facs_onnx_tensor[]){points98}, 1, &error), FACS_OK);
    assert_int_equal(check((facs_onnx_tensor[]){points68}, 1, &error), FACS_OK);
    assert_int_equal(check((facs_onnx_tensor[]){points98, maps, maps}, 3, &error), FACS_OK);
    const facs_onnx_tensor refused[] = {maps, flat, other, deep, two};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        assert_int_equal(check(&refused[i], 1, &error), FACS_E_MODEL_CORRUPT);
        assert_non_null(strstr(error.message, "1 x 98 x 2 or 1 x 68 x 2"));
    }
}

static void other_networks(void **state)
{
    (void)state;
    static const char *const files[] = {"mtl_random.onnx", "pfld_cunjian.onnx", "retinaface_mobilenet025.onnx"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        facs_onnx *net = NULL;
        facs_error error = {.message = ""};
        assert_int_equal(
            facs_onnx_load(env(), testdata_path("models/onnx/%s", files[i]), &facs_star_form, &net, &error), FACS_OK);
        assert_int_equal(facs_onnx_start(env(), net, &(facs_onnx_settings){0}, &error), FACS_E_MODEL_CORRUPT);
        assert_non_null(strstr(error.message, "another network?"));
        facs_onnx_free(&net);
    }
}

/* ---- engine ---- */

typedef struct bench {
    facs_onnx *net;
    facs_loaded models;
    facs_landmarker landmarker;
    void *fit;
    facs_pixels frame;
} bench;

static bench bench_with(const facs_landmark_engine *engine)
{
    bench made = {.net = load()};
    assert_true(facs_loaded_put(&made.models, FACS_MODEL_STAR, made.net));
    assert_int_equal(
        facs_landmarker_create(env(), engine, &made.models, &(facs_landmark_settings){0}, &made.landmarker, NULL),
        FACS_OK);
    made.fit = facs_landmarker_fit(env(), &made.landmarker);
    assert_non_null(made.fit);
    assert_int_equal(facs_still_read(env(), testdata_path("media/sample1.jpg"), &made.frame, NULL), FACS_OK);
    return made;
}

static void bench_free(bench *b)
{
    facs_pixels_free(env(), &b->frame);
    facs_free(env(), b->fit);
    facs_landmarker_destroy(&b->landmarker);
    facs_onnx_free(&b->net);
}

static const float sample_box[4] = {104.9165f, 41.7895f, 187.7313f, 226.648f};

static void finds_a_face(void **state)
{
    (void)state;
    bench b = bench_with(&facs_star_landmarks);
    facs_face_shape shape;
    assert_int_equal(b.landmarker.engine->shape(&b.models, &shape, NULL), FACS_OK);
    assert_int_equal(shape.landmarks, 68);
    assert_int_equal(shape.landmarks_98, 98);
    assert_true(shape.modes > 0 && !shape.gaze);
    const facs_image image = facs_pixels_view(&b.frame);
    assert_int_equal(b.landmarker.engine->find(b.landmarker.state, &image, sample_box, b.fit, NULL), FACS_OK);
    b.landmarker.engine->found(b.landmarker.state, 0.75f, b.fit);
    facs_located seen = b.landmarker.engine->look(b.landmarker.state, b.fit);
    assert_true(seen.success && seen.certainty == 0.75f);
    assert_memory_equal(seen.box, sample_box, sizeof sample_box);
    cJSON *json = golden_json(testdata_path("golden/neural/star_crop.json"));
    double expected[2 * ALL];
    const cJSON *first = cJSON_GetArrayItem(golden_member(json, "cases"), 0);
    golden_numbers(golden_member(first, "random_weights_landmarks98_image_xy_pixel_centres"), expected, 2 * ALL);
    for (int i = 0; i < 2 * ALL; i++)
        assert_near("point", i, (double)seen.landmarks_98[i % 2 * ALL + i / 2], expected[i], 0.01);
    float few[2 * FACS_LANDMARKS];
    facs_star_to_68(seen.landmarks_98, few);
    assert_memory_equal(few, seen.face.landmarks, sizeof few);
    /* the shape model's own points are near */
    float mean[3 * FACS_N_MAX], at[2 * FACS_N_MAX];
    facs_shape_3d(seen.face.pdm, seen.face.p, mean);
    facs_project(seen.face.pdm->n, mean, seen.face.g, at);
    double off = 0;
    for (int i = 0; i < 2 * FACS_LANDMARKS; i++)
        off += fabs((double)(at[i] - seen.face.landmarks[i])) / (2 * FACS_LANDMARKS);
    assert_true(off < 30); /* random weights: points that are no face */
    cJSON_Delete(json);
    bench_free(&b);
}

/* a box with nothing in it keeps the points; the box of the next frame is that of the points */
static void follows_and_loses(void **state)
{
    (void)state;
    bench b = bench_with(&facs_star_landmarks);
    const facs_landmark_engine *engine = b.landmarker.engine;
    const facs_image image = facs_pixels_view(&b.frame);
    bool accepted = false;
    assert_int_equal(engine->follow(b.landmarker.state, &image, b.fit, NULL), FACS_OK);
    assert_false(engine->look(b.landmarker.state, b.fit).success);
    assert_int_equal(engine->find_again(b.landmarker.state, &image, sample_box, false, b.fit, &accepted, NULL),
                     FACS_OK);
    assert_true(accepted);
    engine->found(b.landmarker.state, 0.875f, b.fit);
    float before[2 * ALL];
    memcpy(before, engine->look(b.landmarker.state, b.fit).landmarks_98, sizeof before);
    assert_int_equal(engine->follow(b.landmarker.state, &image, b.fit, NULL), FACS_OK);
    facs_located seen = engine->look(b.landmarker.state, b.fit);
    assert_true(seen.success && seen.certainty == 0.875f);
    assert_true(seen.box[0] != sample_box[0] && seen.box[3] < sample_box[3]);
    memcpy(before, seen.landmarks_98, sizeof before);
    static const float nothing[4] = {10, 10, 3, 3};
    assert_int_equal(engine->find_again(b.landmarker.state, &image, nothing, false, b.fit, &accepted, NULL), FACS_OK);
    assert_false(accepted);
    seen = engine->look(b.landmarker.state, b.fit);
    assert_true(!seen.success && seen.certainty == 0);
    assert_memory_equal(seen.landmarks_98, before, sizeof before);
    /* in the whole picture the points of random weights are too flat or too small for the box */
    static const float wide[4] = {0, 190, 640, 12};
    assert_int_equal(engine->find_again(b.landmarker.state, &image, wide, false, b.fit, &accepted, NULL), FACS_OK);
    assert_false(accepted);
    bench_free(&b);
}

/* Face Mirror's: the box stays, anything is a face, points by the other rule */
static void face_mirrors_rules(void **state)
{
    (void)state;
    bench b = bench_with(&facs_star_facemirror_landmarks);
    const facs_landmark_engine *engine = b.landmarker.engine;
    const facs_image image = facs_pixels_view(&b.frame);
    bool accepted = false;
    static const float wide[4] = {0, 190, 640, 12};
    assert_int_equal(engine->find_again(b.landmarker.state, &image, wide, false, b.fit, &accepted, NULL), FACS_OK);
    assert_true(accepted);
    assert_int_equal(engine->find_again(b.landmarker.state, &image, sample_box, false, b.fit, &accepted, NULL),
                     FACS_OK);
    assert_int_equal(engine->follow(b.landmarker.state, &image, b.fit, NULL), FACS_OK);
    const facs_located seen = engine->look(b.landmarker.state, b.fit);
    assert_memory_equal(seen.box, sample_box, sizeof sample_box);
    cJSON *json = golden_json(testdata_path("golden/neural/star_crop.json"));
    double expected[2 * ALL];
    const cJSON *first = cJSON_GetArrayItem(golden_member(json, "cases"), 0);
    golden_numbers(golden_member(first, "random_weights_landmarks98_image_xy_aligned_corners"), expected, 2 * ALL);
    for (int i = 0; i < 2 * ALL; i++)
        assert_near("point", i, (double)seen.landmarks_98[i % 2 * ALL + i / 2], expected[i], 0.01);
    cJSON_Delete(json);
    bench_free(&b);
}

/* pictures smaller than the crop, boxes that stick out or lie beside */
static void small_pictures(void **state)
{
    (void)state;
    bench b = bench_with(&facs_star_landmarks);
    const facs_landmark_engine *engine = b.landmarker.engine;
    static const int sizes[][2] = {{1, 1}, {16, 16}, {300, 7}, {40, 400}};
    static const float boxes[][4] = {{0, 0, 16, 16}, {-100, -100, 120, 120}, {500, 500, 50, 50}, {-9, 3, 300, 8}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        facs_pixels frame = {0};
        assert_int_equal(facs_pixels_resize(env(), &frame, sizes[i][0], sizes[i][1], 3), FACS_OK);
        const facs_image image = facs_pixels_view(&frame);
        for (size_t k = 0; k < sizeof boxes / sizeof *boxes; k++) {
            assert_int_equal(engine->find(b.landmarker.state, &image, boxes[k], b.fit, NULL), FACS_OK);
            const facs_located seen = engine->look(b.landmarker.state, b.fit);
            for (int p = 0; p < 2 * FACS_LANDMARKS; p++)
                assert_true(isfinite(seen.face.landmarks[p]));
            for (int p = 0; p < 6; p++)
                assert_true(isfinite(seen.face.g[p]));
        }
        facs_pixels_free(env(), &frame);
    }
    bench_free(&b);
}

static void without_a_network(void **state)
{
    (void)state;
    facs_landmarker landmarker = {0};
    facs_face_shape shape;
    const facs_loaded none = {0};
    assert_int_equal(
        facs_landmarker_create(env(), &facs_star_landmarks, &none, &(facs_landmark_settings){0}, &landmarker, NULL),
        FACS_E_UNSUPPORTED);
    assert_int_equal(facs_star_landmarks.shape(&none, &shape, NULL), FACS_E_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_crop),
        cmocka_unit_test(rules_of_points),
        cmocka_unit_test(sides_of_the_68),
        cmocka_unit_test(outputs_of_files),
        cmocka_unit_test(without_a_network),
        NEEDS_ONNX(cmocka_unit_test(golden_crops)),
        NEEDS_ONNX(cmocka_unit_test(golden_formula)),
        NEEDS_ONNX(cmocka_unit_test(other_networks)),
        NEEDS_ONNX(cmocka_unit_test(finds_a_face)),
        NEEDS_ONNX(cmocka_unit_test(follows_and_loses)),
        NEEDS_ONNX(cmocka_unit_test(face_mirrors_rules)),
        NEEDS_ONNX(cmocka_unit_test(small_pictures)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
