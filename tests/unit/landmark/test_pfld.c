/* PFLD: crops, what the network is shown, points with both mappings, boxes, faces that are followed. */
#include "support/onnx.h"

#include "landmark/pfld/pfld_crop.h"
#include "landmark/pfld/pfld_landmarks.h"
#include "media/media.h"
#include "model/readers.h"
#include "support/meter.h"
#include "support/npy.h"
#include "support/view.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = FACS_PFLD_SIDE, POINTS = FACS_PFLD_VALUES / 2 };

/* ---- golden files: JSON, of which only arrays of numbers and names are looked for ---- */

static char *read_text(const char *path)
{
    const facs_env env = facs_env_resolve(NULL);
    uint8_t *bytes = NULL;
    size_t size = 0;
    assert_int_equal(facs_read_file(&env, path, FACS_E_NOT_FOUND, &bytes, &size, NULL), FACS_OK);
    char *text = calloc(size + 1, 1);
    memcpy(text, bytes, size);
    facs_free(&env, bytes);
    return text;
}

/* behind "key": from `text` on; NULL = it is not there */
static const char *find_key(const char *text, const char *key)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(text, quoted);
    return at ? at + strlen(quoted) : NULL;
}

static void read_numbers(const char *text, const char *key, float *to, int count)
{
    const char *at = find_key(text, key);
    if (!at)
        fail_msg("no %s", key);
    for (int i = 0; i < count; i++) {
        at += strcspn(at, "-0123456789");
        char *end;
        to[i] = strtof(at, &end);
        at = end;
    }
}

static void read_name(const char *text, const char *key, char name[64])
{
    const char *at = find_key(text, key);
    assert_non_null(at);
    at = strchr(at, '"') + 1;
    snprintf(name, 64, "%.*s", (int)strcspn(at, "\""), at);
}

static facs_pixels picture(const char *path)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {0};
    facs_error error = {.message = ""};
    if (facs_still_read(&env, path, &frame, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return frame;
}

/* ---- models ---- */

static facs_onnx *net;
static facs_pdm *pdm;
static facs_loaded models;

static int load_models(void **state)
{
    (void)state;
    if (!onnx_runtime_there() || !is_there(NEED_DATA))
        return 0;
    const facs_env env = facs_env_resolve(NULL);
    facs_error error = {.message = ""};
    if (facs_onnx_load(&env, testdata_path("models/onnx/pfld_cunjian.onnx"), &facs_pfld_form, &net, &error) !=
            FACS_OK ||
        facs_onnx_start(&env, net, &(facs_onnx_settings){0}, &error) != FACS_OK ||
        facs_pdm_load(&env, landmark_model_path("pdms/In-the-wild_aligned_PDM_68.txt"), &pdm, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_true(facs_loaded_put(&models, FACS_MODEL_PFLD, net) && facs_loaded_put(&models, FACS_MODEL_PFLD_SHAPE, pdm));
    return 0;
}

static int free_models(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    if (net)
        facs_onnx_free(&net);
    if (pdm)
        facs_pdm_free(&env, &pdm);
    return 0;
}

/* ---- crops ---- */

static void crops_of_boxes(void **state)
{
    (void)state;
    static const struct {
        float box[4]; /* x, y, width, height */
        int x, y, size, x0, y0, x1, y1;
    } known[] = {
        {{104.9f, 41.8f, 187.7f, 226.6f}, 74, 30, 249, 74, 30, 323, 279}, /* corners lose their fractions */
        {{-46, 41, 188, 227}, -76, 30, 249, 0, 30, 173, 279},
        {{10, 10, 1, 1}, 10, 10, 1, 10, 10, 11, 11},
        {{-100, -100, 90, 90}, -104, -104, 99, 0, 0, 0, 0}, /* outside: clipped extents do not count */
    };
    facs_pfld_crop crop;
    for (int i = 0; i < 3; i++) {
        assert_true(facs_pfld_crop_of(known[i].box, 640, 400, &crop));
        const facs_pfld_crop expected = {known[i].x,  known[i].y,  known[i].size, known[i].x0,
                                         known[i].y0, known[i].x1, known[i].y1};
        assert_memory_equal(&crop, &expected, sizeof crop);
    }
    assert_false(facs_pfld_crop_of(known[3].box, 640, 400, &crop));
    const float none[][4] = {{700, 10, 50, 50},      {10, 500, 50, 50},      {10, 10, 0.5f, 0.5f}, {10, 10, -5, -5},
                             {NAN, 10, 50, 50},      {10, 10, INFINITY, 50}, {1e30f, 0, 10, 10},   {0, 0, 1e9f, 1e9f},
                             {-1e30f, -1e30f, 5, 5}, {10, 10, 0, 0}};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_false(facs_pfld_crop_of(none[i], 640, 400, &crop));
    /* larger than the picture on all sides */
    assert_true(facs_pfld_crop_of((const float[4]){-500, -500, 1640, 1400}, 640, 400, &crop));
    assert_true(crop.x0 == 0 && crop.y0 == 0 && crop.x1 == 640 && crop.y1 == 400);
}

static void points_plausible(void **state)
{
    (void)state;
    float points[2 * POINTS];
    const float box[4] = {0, 0, 100, 100};
    static const struct {
        float wide, high;
        bool plausible;
    } known[] = {{80, 80, true},   {29, 29, false},   {31, 31, true}, {31, 57, true}, {31, 58, false},
                 {185, 100, true}, {186, 100, false}, {0, 50, false}, {50, 0, false}, {31, 17, true}};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        for (int i = 0; i < POINTS; i++) {
            points[i] = known[k].wide * (float)i / (POINTS - 1) - 7;
            points[POINTS + i] = known[k].high * (float)(i % 2) + 3;
        }
        if (facs_pfld_plausible(points, box) != known[k].plausible)
            fail_msg("%g x %g", (double)known[k].wide, (double)known[k].high);
    }
    const float tall[4] = {0, 0, 100, 700}; /* 15 % of it are 105 */
    for (int i = 0; i < POINTS; i++) {
        points[i] = (float)i * 2;
        points[POINTS + i] = 100 * (float)(i % 2);
    }
    assert_false(facs_pfld_plausible(points, tall));
    assert_true(facs_pfld_plausible(points, box));
    points[5] = NAN;
    assert_false(facs_pfld_plausible(points, box));
}

static void next_box(void **state)
{
    (void)state;
    float points[2 * POINTS], box[4];
    for (int i = 0; i < POINTS; i++) {
        points[i] = 10 + (float)(i % 3) * 20;          /* 10 .. 50 */
        points[POINTS + i] = 30 + (float)(i % 2) * 50; /* 30 .. 80 */
    }
    facs_pfld_next_box(points, box);
    const float expected[4] = {10, 16, 40, 64}; /* 0.28 x 50 above */
    assert_close_f32("box", box, expected, 4, 1e-4);
}

/* ---- network ---- */

static facs_onnx_state *state_of(void)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx_state *state = NULL;
    assert_int_equal(facs_onnx_create_state(&env, net, (int[]){0}, 1, &state, NULL), FACS_OK);
    return state;
}

static void assert_same_input(const char *name, const float *input)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_pixels golden = picture(testdata_path("golden/neural/%s", name));
    assert_true(golden.width == SIDE && golden.height == SIDE);
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++) {
                const int expected = golden.data[y * golden.stride + 3 * x + 2 - c];
                const int actual = (int)lrintf(input[(c * SIDE + y) * SIDE + x] * 255);
                if (actual != expected)
                    fail_msg("%s: colour %d at %d, %d is %d, not %d", name, c, x, y, actual, expected);
            }
    facs_pixels_free(&env, &golden);
}

/* The face that `text` describes, with its box in `image`. */
static void check_face(facs_onnx_state *state, const char *text, const char *box_key, const char *square_key,
                       const char *clipped_key, const facs_image *image)
{
    float box[4], full[4], clipped[4], output[2 * POINTS], square[2 * POINTS], cut[2 * POINTS], actual[2 * POINTS];
    static float input[3 * SIDE * SIDE];
    char name[64];
    facs_pfld_crop crop;
    read_numbers(text, box_key, box, 4);
    read_numbers(text, "crop_full_xyxy", full, 4);
    read_numbers(text, "crop_clipped_xyxy", clipped, 4);
    read_numbers(text, "output_normalised", output, 2 * POINTS);
    read_numbers(text, square_key, square, 2 * POINTS);
    read_numbers(text, clipped_key, cut, 2 * POINTS);
    read_name(text, "input_png", name);
    const float sides[4] = {box[0], box[1], box[2] - box[0], box[3] - box[1]};
    assert_true(facs_pfld_crop_of(sides, image->width, image->height, &crop));
    const float corners[] = {(float)crop.x, (float)crop.y, (float)(crop.x + crop.size), (float)(crop.y + crop.size)};
    const float inner[] = {(float)crop.x0, (float)crop.y0, (float)crop.x1, (float)crop.y1};
    assert_memory_equal(corners, full, sizeof full);
    assert_memory_equal(inner, clipped, sizeof clipped);
    facs_pfld_input(image, &crop, input);
    assert_same_input(name, input);
    const facs_onnx_tensor tensor = {.rank = 4, .size = {1, 3, SIDE, SIDE}, .values = input};
    assert_int_equal(facs_onnx_run(state, &tensor, 1, NULL), FACS_OK);
    assert_close_f32(name, facs_onnx_output(state, 0)->values, output, 2 * POINTS, 2e-4);
    for (int mapping = 0; mapping < 2; mapping++) {
        const float *expected = mapping ? cut : square;
        facs_pfld_points(&crop, facs_onnx_output(state, 0)->values, mapping == 1, actual);
        for (int i = 0; i < POINTS; i++) {
            assert_close_f32(name, &actual[i], &expected[2 * i], 1, 2e-4 * crop.size + 1e-3);
            assert_close_f32(name, &actual[POINTS + i], &expected[2 * i + 1], 1, 2e-4 * crop.size + 1e-3);
        }
    }
}

static void faces_of_the_samples(void **unused)
{
    (void)unused;
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx_state *state = state_of();
    int faces = 0;
    for (int sample = 1; sample <= 6; sample++) {
        char *text = read_text(testdata_path("golden/neural/retinaface_pfld_sample%d.json", sample));
        facs_pixels frame = picture(testdata_path("media/sample%d.jpg", sample));
        const facs_image image = facs_pixels_view(&frame);
        const char *face = strstr(text, "\"faces\"");
        while ((face = find_key(face, "prior_index")) != NULL) {
            const char *next = find_key(face, "prior_index"), *square = find_key(face, "landmarks68_xy_padding_aware");
            const bool padded = square && (!next || square < next);
            check_face(state, face, "box_int", padded ? "landmarks68_xy_padding_aware" : "landmarks68_xy",
                       "landmarks68_xy", &image);
            faces++;
        }
        facs_pixels_free(&env, &frame);
        free(text);
    }
    assert_int_equal(faces, 17);
    facs_onnx_destroy_state(&state);
}

/* faces that reach over the border: parts of the samples */
static void faces_at_the_border(void **unused)
{
    (void)unused;
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx_state *state = state_of();
    char *text = read_text(testdata_path("golden/neural/pfld_border.json"));
    const char *at = text;
    int cases = 0;
    while ((at = find_key(at, "case")) != NULL) {
        char source[64];
        float part[4];
        read_name(at, "source", source);
        read_numbers(at, "sub_image_x_y_w_h", part, 4);
        facs_pixels frame = picture(testdata_path("media/%s", source));
        const facs_view view = {frame.data + (int)part[1] * frame.stride + 3 * (int)part[0], (int)part[2], (int)part[3],
                                3, frame.stride};
        const facs_image image = image_of(&view);
        check_face(state, at, "box", "landmarks68_xy_padding_aware", "landmarks68_xy_clipped_extent", &image);
        facs_pixels_free(&env, &frame);
        cases++;
    }
    assert_int_equal(cases, 6);
    free(text);
    facs_onnx_destroy_state(&state);
}

/* ---- engine ---- */

static facs_landmarker landmarker_of(const facs_env *env, const facs_landmark_engine *engine)
{
    facs_landmarker made = {0};
    facs_error error = {.message = ""};
    if (facs_landmarker_create(env, engine, &models, &(facs_landmark_settings){0}, &made, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return made;
}

static const float face_box[4] = {104, 41, 188, 227}; /* of sample1.jpg */

/* Found, followed into its place, lost when the picture has no face there; no memory once it runs. */
static void follows_a_face(void **unused)
{
    (void)unused;
    meter m;
    const facs_env env = meter_env(&m, -1), plain = facs_env_resolve(NULL);
    facs_pixels frame = picture(testdata_path("media/sample1.jpg"));
    const facs_image image = facs_pixels_view(&frame);
    facs_landmarker l = landmarker_of(&env, &facs_pfld_landmarks);
    void *fit = facs_landmarker_fit(&env, &l);
    assert_false(l.engine->look(l.state, fit).success);
    bool accepted = false;
    assert_int_equal(l.engine->find_again(l.state, &image, face_box, true, fit, &accepted, NULL), FACS_OK);
    assert_true(accepted);
    l.engine->found(l.state, 0.75f, fit);
    const facs_located first = l.engine->look(l.state, fit);
    assert_true(first.success && first.certainty == 0.75f && first.face.n == POINTS && first.face.pdm->m == 34);
    assert_true(first.face.g[0] > 1 && fabsf(first.face.g[4] - 200) < 40); /* scale, place */
    float before[2 * POINTS];
    memcpy(before, first.face.landmarks, sizeof before);
    const long made = m.made;
    for (int i = 0; i < 5; i++)
        assert_int_equal(l.engine->follow(l.state, &image, fit, NULL), FACS_OK);
    assert_int_equal(m.made, made);
    const facs_located then = l.engine->look(l.state, fit);
    assert_true(then.success && then.certainty == 0.75f);
    for (int i = 0; i < 2 * POINTS; i++)
        assert_true(fabsf(then.face.landmarks[i] - before[i]) < 15);
    /* a picture far too small for the box, and a box outside of it */
    const facs_view corner = {frame.data, 8, 8, 3, frame.stride};
    const facs_image small = image_of(&corner);
    assert_int_equal(l.engine->follow(l.state, &small, fit, NULL), FACS_OK);
    assert_false(l.engine->look(l.state, fit).success);
    const float outside[4] = {5000, 5000, 100, 100};
    assert_int_equal(l.engine->find_again(l.state, &image, outside, false, fit, &accepted, NULL), FACS_OK);
    assert_false(accepted || l.engine->look(l.state, fit).success);
    /* the box is still where the face was */
    assert_int_equal(l.engine->follow(l.state, &image, fit, NULL), FACS_OK);
    assert_true(l.engine->look(l.state, fit).success);
    facs_free(&env, fit);
    facs_landmarker_destroy(&l);
    assert_int_equal(m.alive, 0);
    facs_pixels_free(&plain, &frame);
}

/* PyfaceAU's rules: the same box again and again, whatever comes out. */
static void keeps_its_box(void **unused)
{
    (void)unused;
    const facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = picture(testdata_path("media/sample1.jpg"));
    const facs_image image = facs_pixels_view(&frame);
    facs_landmarker l = landmarker_of(&env, &facs_pfld_fixed_landmarks);
    void *fit = facs_landmarker_fit(&env, &l);
    float before[2 * POINTS];
    l.engine->start(l.state, face_box, fit);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(l.engine->follow(l.state, &image, fit, NULL), FACS_OK);
        const facs_located seen = l.engine->look(l.state, fit);
        assert_true(seen.success);
        if (i > 0)
            assert_memory_equal(before, seen.face.landmarks, sizeof before);
        memcpy(before, seen.face.landmarks, sizeof before);
    }
    static const uint8_t black[3 * 400 * 640];
    const facs_view nothing = {black, 640, 400, 3, 3 * 640};
    const facs_image dark = image_of(&nothing);
    assert_int_equal(l.engine->follow(l.state, &dark, fit, NULL), FACS_OK);
    assert_true(l.engine->look(l.state, fit).success);
    const float outside[4] = {5000, 5000, 100, 100};
    l.engine->start(l.state, outside, fit);
    assert_int_equal(l.engine->follow(l.state, &image, fit, NULL), FACS_OK);
    assert_false(l.engine->look(l.state, fit).success);
    facs_free(&env, fit);
    facs_landmarker_destroy(&l);
    facs_pixels_free(&env, &frame);
}

static void without_models(void **unused)
{
    (void)unused;
    const facs_env env = facs_env_resolve(NULL);
    const facs_loaded none = {0};
    facs_landmarker l = {0};
    facs_error error = {.message = ""};
    assert_int_equal(
        facs_landmarker_create(&env, &facs_pfld_landmarks, &none, &(facs_landmark_settings){0}, &l, &error),
        FACS_E_UNSUPPORTED);
    assert_non_null(strstr(error.message, "PFLD"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crops_of_boxes),
        cmocka_unit_test(points_plausible),
        cmocka_unit_test(next_box),
        cmocka_unit_test(without_models),
        NEEDS_ONNX(cmocka_unit_test(faces_of_the_samples)),
        NEEDS_ONNX(cmocka_unit_test(faces_at_the_border)),
        NEEDS_ONNX(cmocka_unit_test(follows_a_face)),
        NEEDS_ONNX(cmocka_unit_test(keeps_its_box)),
    };
    return cmocka_run_group_tests(tests, load_models, free_models);
}
