/* The multi-task network: the piece of the picture, its input, what its numbers mean; blink from the lids; persons. */
#include "support/golden_json.h"
#include "support/onnx.h"

#include "au/mtl/eye_closure.h"
#include "au/mtl/mtl_aus.h"
#include "au/mtl/mtl_face.h"
#include "au/persons.h"
#include "head/head.h"
#include "image/resized_cut.h"
#include "media/media.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIDE = FACS_MTL_SIDE, PLANE = SIDE * SIDE, AUS = FACS_MTL_AUS };

static const facs_env *env(void)
{
    static facs_env resolved;
    resolved = facs_env_resolve(NULL);
    return &resolved;
}

static void assert_near(const char *what, int index, double actual, double expected, double tolerance)
{
    if (!(fabs(actual - expected) <= tolerance))
        fail_msg("%s %d: %g, not %g", what, index, actual, expected);
}

static facs_onnx *load_file(const char *path)
{
    facs_onnx *net = NULL;
    facs_error error = {.message = ""};
    if (facs_onnx_load(env(), path, &facs_mtl_form, &net, &error) != FACS_OK ||
        facs_onnx_start(env(), net, &(facs_onnx_settings){0}, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return net;
}

static facs_onnx *load(void)
{
    return load_file(testdata_path("models/onnx/mtl_random.onnx"));
}

/* ---- the piece ---- */

static void assert_piece(const float box[4], double margin, int left, int top, int width, int height)
{
    const facs_image image = {.width = 640, .height = 400, .channels = 3};
    facs_rectangle piece = {0};
    assert_int_equal(facs_mtl_place(box, margin, &image, &piece), width > 0);
    if (width > 0) {
        assert_int_equal(piece.left, left);
        assert_int_equal(piece.top, top);
        assert_int_equal(piece.width, width);
        assert_int_equal(piece.height, height);
    }
}

static void pieces(void **state)
{
    (void)state;
    static const float face[4] = {104.9f, 41.7f, 187.8f, 226.7f}, out[4] = {-30.5f, 350, 100, 100},
                       gone[4] = {640, 10, 50, 50}, before[4] = {-60, 10, 50, 50}, flat[4] = {10, 10, 50, 0.5f};
    assert_piece(face, 0, 104, 41, 188, 227);
    assert_piece(face, 0.15, 104 - 28, 41 - 34, 188 + 56, 227 + 68);
    assert_piece(out, 0, 0, 350, 69, 50);
    assert_piece(out, 0.15, 0, 335, 83, 65);
    assert_piece(gone, 0, 0, 0, 0, 0);
    assert_piece(gone, 0.15, 633, 3, 7, 64);
    assert_piece(before, 0.15, 0, 0, 0, 0);
    assert_piece(flat, 0, 0, 0, 0, 0);
    assert_piece((float[4]){NAN, 0, 10, 10}, 0, 0, 0, 0, 0);
    assert_piece((float[4]){0, 0, INFINITY, 10}, 0, 0, 0, 0, 0);
}

/* ---- numbers ---- */

static void emotions(void **state)
{
    (void)state;
    static const float logits[8] = {0, 1, 2, 3, 1000, 5, 6, 7}, even[8] = {-3, -3, -3, -3, -3, -3, -3, -3},
                       steps[8] = {0, 0.5f, 1, 1.5f, 2, 2.5f, 3, 3.5f};
    double found[FACS_EMOTIONS], sum = 0;
    facs_mtl_emotion(logits, found);
    assert_near("sure", 4, found[FACS_EMOTION_FEAR], 1, 1e-12);
    facs_mtl_emotion(even, found);
    for (int i = 0; i < FACS_EMOTIONS; i++)
        assert_near("even", i, found[i], 0.125, 1e-12);
    facs_mtl_emotion(steps, found);
    static const facs_emotion order[] = {FACS_EMOTION_NEUTRAL,  FACS_EMOTION_HAPPY,   FACS_EMOTION_SAD,
                                         FACS_EMOTION_SURPRISE, FACS_EMOTION_FEAR,    FACS_EMOTION_DISGUST,
                                         FACS_EMOTION_ANGER,    FACS_EMOTION_CONTEMPT};
    for (int i = 0; i < FACS_EMOTIONS; i++) {
        sum += found[i];
        if (i > 0)
            assert_near("ratio", i, found[order[i]] / found[order[i - 1]], exp(0.5), 1e-9);
    }
    assert_near("sum", 0, sum, 1, 1e-12);
}

/* straight ahead is into the camera; yaw turns to the image's left, pitch up */
static void gaze(void **state)
{
    (void)state;
    static const struct {
        float angles[2];
        float direction[3];
        float seen[2]; /* facs_gaze_angle */
    } cases[] = {
        {{0, 0}, {0, 0, -1}, {0, 0}},
        {{0.5f, 0}, {-0.479426f, 0, -0.877583f}, {-0.5f, 0}},
        {{0, 0.25f}, {0, -0.247404f, -0.968912f}, {0, -0.25f}},
        {{-0.3f, -0.2f}, {0.289629f, 0.198669f, -0.936293f}, {0.3f, 0.209086f}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        float direction[3], angle[2];
        facs_mtl_gaze(cases[i].angles, direction);
        facs_gaze_angle(direction, direction, angle);
        for (int k = 0; k < 3; k++)
            assert_near("direction", (int)i, (double)direction[k], (double)cases[i].direction[k], 2e-5);
        for (int k = 0; k < 2; k++)
            assert_near("angle", (int)i, (double)angle[k], (double)cases[i].seen[k], 2e-5);
    }
}

static void names(void **state)
{
    (void)state;
    static const char *const own[] = {"AU01", "AU02", "AU04", "AU06", "AU09", "AU12", "AU25", "AU26", "AU45"},
                             *const theirs[] = {"AU01", "AU02", "AU04", "AU06", "AU12", "AU15", "AU20", "AU25", "AU45"};
    const facs_au_settings settings = {0};
    facs_au_info info;
    assert_int_equal(facs_au_count(&facs_mtl_aus, &settings, FACS_AU_INTENSITY), 9);
    assert_int_equal(facs_au_count(&facs_mtl_aus, &settings, FACS_AU_PRESENCE), 8);
    assert_int_equal(facs_au_count(&facs_mtl_facemirror_aus, &settings, FACS_AU_INTENSITY), 9);
    assert_int_equal(facs_au_count(&facs_mtl_facemirror_aus, &settings, FACS_AU_PRESENCE), 0);
    for (int i = 0; i < 9; i++) {
        assert_true(facs_mtl_aus.au(&settings, FACS_AU_INTENSITY, i, &info));
        assert_string_equal(info.name, own[i]);
        if (i < 8) {
            assert_true(facs_mtl_aus.au(&settings, FACS_AU_PRESENCE, i, &info));
            assert_string_equal(info.name, own[i]);
        }
        assert_true(facs_mtl_facemirror_aus.au(&settings, FACS_AU_INTENSITY, i, &info));
        assert_string_equal(info.name, theirs[i]);
    }
}

/* ---- golden ---- */

static void run(const facs_onnx *net, const float *input, int faces, float emotion[], float direction[], float au[])
{
    static const int wanted[] = {FACS_MTL_EMOTION, FACS_MTL_GAZE, FACS_MTL_AU};
    facs_onnx_state *state = NULL;
    assert_int_equal(facs_onnx_create_state(env(), net, wanted, 3, &state, NULL), FACS_OK);
    const facs_onnx_tensor tensor = {.rank = 4, .size = {faces, 3, SIDE, SIDE}, .values = input};
    assert_int_equal(facs_onnx_run(state, &tensor, 1, NULL), FACS_OK);
    memcpy(emotion, facs_onnx_output(state, 0)->values, sizeof(float) * 8 * (size_t)faces);
    memcpy(direction, facs_onnx_output(state, 1)->values, sizeof(float) * 2 * (size_t)faces);
    memcpy(au, facs_onnx_output(state, 2)->values, sizeof(float) * 8 * (size_t)faces);
    facs_onnx_destroy_state(&state);
}

static void check_outputs(const facs_onnx *net, const float *input, const cJSON *json)
{
    float emotion[8], direction[2], au[8];
    double expected[8], probability[FACS_EMOTIONS];
    run(net, input, 1, emotion, direction, au);
    assert_int_equal(golden_numbers(golden_member(json, "emotion"), expected, 8), 8);
    for (int i = 0; i < 8; i++)
        assert_near("emotion", i, (double)emotion[i], expected[i], 2e-4);
    assert_int_equal(golden_numbers(golden_member(json, "gaze"), expected, 8), 2);
    for (int i = 0; i < 2; i++)
        assert_near("gaze", i, (double)direction[i], expected[i], 2e-4);
    assert_int_equal(golden_numbers(golden_member(json, "au"), expected, 8), 8);
    for (int i = 0; i < 8; i++)
        assert_near("au", i, (double)au[i], expected[i], 2e-4);
    if (!cJSON_GetObjectItemCaseSensitive(json, "emotion_softmax"))
        return;
    assert_int_equal(golden_numbers(golden_member(json, "emotion_softmax"), expected, 8), 8);
    facs_mtl_emotion(emotion, probability);
    for (int i = 0; i < 8; i++)
        assert_near("probability", i, probability[i], expected[i], 1e-4);
}

static void check_statistics(const float *input, const cJSON *statistics)
{
    for (int c = 0; c < 3; c++) {
        const cJSON *json = cJSON_GetArrayItem(statistics, c);
        double sum = 0, absolute = 0, least = 1e9, most = -1e9;
        for (int i = 0; i < PLANE; i++) {
            const double value = (double)input[c * PLANE + i];
            sum += value;
            absolute += fabs(value);
            least = fmin(least, value);
            most = fmax(most, value);
        }
        assert_near("sum", c, sum, golden_number(json, "sum"), 0.02);
        assert_near("sum of magnitudes", c, absolute, golden_number(json, "sum_abs"), 0.02);
        assert_near("least", c, least, golden_number(json, "min"), 2e-6);
        assert_near("most", c, most, golden_number(json, "max"), 2e-6);
    }
}

/* golden pictures are resized without a filter, as Face Mirror does it */
static void check_case(const facs_onnx *net, const cJSON *json)
{
    static uint8_t rgb[3 * PLANE];
    static float input[3 * PLANE];
    double corner[4];
    facs_pixels frame = {0}, png = {0};
    facs_rectangle piece;
    assert_int_equal(golden_numbers(golden_member(json, "face_box_int"), corner, 4), 4);
    const float box[4] = {(float)corner[0], (float)corner[1], (float)(corner[2] - corner[0]),
                          (float)(corner[3] - corner[1])};
    assert_int_equal(facs_still_read(env(), testdata_path("media/%s", golden_text(json, "source")), &frame, NULL),
                     FACS_OK);
    assert_int_equal(
        facs_still_read(env(), testdata_path("golden/neural/%s", golden_text(json, "input_png")), &png, NULL), FACS_OK);
    const facs_image image = facs_pixels_view(&frame);
    assert_true(facs_mtl_place(box, 0, &image, &piece));
    facs_resize_cut_rgb(&image, piece.left, piece.top, piece.width, piece.height, SIDE, SIDE, rgb);
    for (int i = 0; i < PLANE; i++)
        for (int c = 0; c < 3; c++)
            if (rgb[3 * i + c] != png.data[i / SIDE * png.stride + i % SIDE * 3 + 2 - c])
                fail_msg("pixel %d, %d differs", i % SIDE, i / SIDE);
    facs_mtl_input_bytes(rgb, input);
    check_statistics(input, golden_member(json, "tensor_stats_rgb"));
    check_outputs(net, input, json);
    facs_pixels_free(env(), &frame);
    facs_pixels_free(env(), &png);
}

static void golden_faces(void **state)
{
    (void)state;
    facs_onnx *net = load();
    cJSON *json = golden_json(testdata_path("golden/neural/mtl_input.json"));
    const cJSON *item;
    int cases = 0;
    cJSON_ArrayForEach(item, golden_member(json, "cases"))
    {
        check_case(net, item);
        cases++;
    }
    assert_int_equal(cases, 3);
    cJSON_Delete(json);
    facs_onnx_free(&net);
}

static void golden_formula(void **state)
{
    (void)state;
    static uint8_t rgb[3 * PLANE];
    static float input[3 * PLANE], same[3 * PLANE], bgr[3 * PLANE];
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            for (int c = 0; c < 3; c++) {
                const int at = 3 * (y * SIDE + x);
                rgb[at + c] = (uint8_t)((3 * x + 5 * y + 40 * c + x * y / 16) % 256);
                bgr[at + 2 - c] = rgb[at + c];
            }
    facs_mtl_input_bytes(rgb, input);
    facs_mtl_input(bgr, same);
    assert_memory_equal(input, same, sizeof input);
    facs_onnx *net = load();
    cJSON *json = golden_json(testdata_path("golden/neural/formula_inputs.json"));
    check_outputs(net, input, golden_member(json, "mtl_random"));
    cJSON_Delete(json);
    facs_onnx_free(&net);
}

static void other_networks(void **state)
{
    (void)state;
    static const char *const files[] = {"star_random.onnx", "pfld_cunjian.onnx", "retinaface_mobilenet025.onnx"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        facs_onnx *net = NULL;
        facs_error error = {.message = ""};
        assert_int_equal(facs_onnx_load(env(), testdata_path("models/onnx/%s", files[i]), &facs_mtl_form, &net, &error),
                         FACS_OK);
        assert_int_equal(facs_onnx_start(env(), net, &(facs_onnx_settings){0}, &error), FACS_E_MODEL_CORRUPT);
        assert_non_null(strstr(error.message, "another network?"));
        facs_onnx_free(&net);
    }
    facs_error error;
    const facs_onnx_tensor eight = {.rank = 2, .size = {1, 8}}, two = {.rank = 2, .size = {1, 2}},
                           deep = {.rank = 3, .size = {1, 8, 1}};
    assert_int_equal(facs_mtl_form.check("f", (facs_onnx_tensor[]){eight, two, eight}, 3, &error), FACS_OK);
    assert_int_equal(facs_mtl_form.check("f", (facs_onnx_tensor[]){two, eight, eight}, 3, &error),
                     FACS_E_MODEL_CORRUPT);
    assert_int_equal(facs_mtl_form.check("f", (facs_onnx_tensor[]){eight, two, deep}, 3, &error), FACS_E_MODEL_CORRUPT);
    assert_int_equal(facs_mtl_form.check("f", (facs_onnx_tensor[]){eight, two}, 2, &error), FACS_E_MODEL_CORRUPT);
    assert_non_null(strstr(error.message, "found only 2 outputs"));
}

/* ---- blink ---- */

static void take_eye(const cJSON *frame, const char *name, int first, float *landmarks)
{
    double at[16];
    assert_int_equal(golden_numbers(golden_member(frame, name), at, 16), 16);
    for (int i = 0; i < 8; i++) {
        landmarks[first + i] = (float)at[2 * i];
        landmarks[FACS_LANDMARKS_98 + first + i] = (float)at[2 * i + 1];
    }
}

static double or_nan(const cJSON *json, const char *name)
{
    const cJSON *found = golden_member(json, name);
    return cJSON_IsNumber(found) ? found->valuedouble : (double)NAN;
}

static void assert_same(const char *what, int frame, double actual, double expected)
{
    if (isnan(expected) ? !isnan(actual) : !(fabs(actual - expected) < 2e-5))
        fail_msg("%s of frame %d: %g, not %g", what, frame, actual, expected);
}

static void golden_blink(void **state)
{
    (void)state;
    cJSON *json = golden_json(testdata_path("golden/neural/au45.json"));
    static const struct {
        facs_eye_rule rule;
        const char *raw, *smoothed;
    } rules[] = {{FACS_EYE_EARLY, "au45_raw_early", "au45_smoothed_early"},
                 {FACS_EYE_FACEMIRROR, "au45_raw_late", "au45_smoothed_late"}};
    for (int k = 0; k < 2; k++) {
        facs_eye_history history = {0};
        const cJSON *frame;
        int frames = 0;
        cJSON_ArrayForEach(frame, golden_member(json, "frames"))
        {
            float landmarks[2 * FACS_LANDMARKS_98] = {0};
            take_eye(frame, "right_eye_points_60_67", 60, landmarks);
            take_eye(frame, "left_eye_points_68_75", 68, landmarks);
            const float *x = landmarks + 60, *y = x + FACS_LANDMARKS_98;
            assert_same("opening", frames, facs_eye_opening(rules[k].rule, x, y, 8), or_nan(frame, "ear_right"));
            assert_same("opening", frames, facs_eye_opening(rules[k].rule, x + 8, y + 8, 8), or_nan(frame, "ear_left"));
            const double raw = facs_eye_closure(rules[k].rule, landmarks, FACS_LANDMARKS_98);
            assert_same(rules[k].raw, frames, raw, or_nan(frame, rules[k].raw));
            assert_same(rules[k].smoothed, frames, facs_eye_smooth(&history, raw), or_nan(frame, rules[k].smoothed));
            frames++;
        }
        assert_int_equal(frames, 8);
    }
    cJSON_Delete(json);
}

/* eyes of 100 pixels, lids `open` above and below the middle */
static void eyes(double right, double left, float *landmarks, int points)
{
    const int per_eye = points == 98 ? 8 : 6, first = points == 98 ? 60 : 36, lid = per_eye / 2 - 1;
    memset(landmarks, 0, sizeof(float) * 2 * (size_t)points);
    for (int eye = 0; eye < 2; eye++) {
        float *x = landmarks + first + eye * per_eye, *y = x + points;
        const float high = (float)(eye ? left : right);
        x[lid + 1] = 100;
        for (int i = 1; i <= lid; i++) {
            x[i] = x[per_eye - i] = 100.0f * (float)i / (float)(lid + 1);
            y[i] = -high;
            y[per_eye - i] = high;
        }
    }
}

static void own_blink(void **state)
{
    (void)state;
    static const int counts[] = {98, 68};
    for (int k = 0; k < 2; k++) {
        float landmarks[2 * 98];
        static const double openings[][2] = {{15, 0}, {20, 0}, {10, 2.5}, {5, 5}, {2, 5}, {0, 5}};
        for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
            eyes(openings[i][0], openings[i][0], landmarks, counts[k]);
            assert_near("blink", (int)i, facs_eye_closure(FACS_EYE_LIDS, landmarks, counts[k]), openings[i][1], 1e-5);
        }
        eyes(15, 5, landmarks, counts[k]); /* the mean of both */
        assert_near("blink", 0, facs_eye_closure(FACS_EYE_LIDS, landmarks, counts[k]), 2.5, 1e-5);
        eyes(15, 5, landmarks, counts[k]);
        const int inner = counts[k] == 98 ? 64 : 39;
        landmarks[inner] = landmarks[counts[k] == 98 ? 60 : 36]; /* one eye without a length: the other */
        assert_near("blink", 1, facs_eye_closure(FACS_EYE_LIDS, landmarks, counts[k]), 5, 1e-5);
        memset(landmarks, 0, sizeof landmarks);
        assert_true(isnan(facs_eye_closure(FACS_EYE_LIDS, landmarks, counts[k])));
        eyes(15, 5, landmarks, counts[k]);
        landmarks[inner] = NAN;
        assert_near("blink", 2, facs_eye_closure(FACS_EYE_LIDS, landmarks, counts[k]), 5, 1e-5);
    }
}

static void smoothing(void **state)
{
    (void)state;
    facs_eye_history history = {0};
    assert_near("first", 0, facs_eye_smooth(&history, 3), 3, 1e-12);
    assert_true(isnan(facs_eye_smooth(&history, NAN)));
    assert_near("second", 1, facs_eye_smooth(&history, 0), 1, 1e-12);
    assert_true(isnan(facs_eye_smooth(&history, INFINITY)));
    assert_near("third", 2, facs_eye_smooth(&history, 4.5), (2 * 3 + 3 * 0 + 4 * 4.5) / 9, 1e-12);
    assert_near("fourth", 3, facs_eye_smooth(&history, 5), (2 * 0 + 3 * 4.5 + 4 * 5) / 9, 1e-12);
}

/* ---- the engine ---- */

typedef struct bench {
    facs_onnx *net;
    facs_loaded models;
    facs_au_describer describer;
    facs_pixels frame;
    facs_image image;
} bench;

static bench bench_with(const facs_au_engine *engine, facs_onnx *net)
{
    bench made = {.net = net};
    const facs_au_settings settings = {.persons = true};
    assert_true(facs_loaded_put(&made.models, FACS_MODEL_MTL, made.net));
    assert_int_equal(facs_au_describer_create(env(), engine, &made.models, &settings, &made.describer, NULL), FACS_OK);
    assert_int_equal(facs_still_read(env(), testdata_path("media/sample1.jpg"), &made.frame, NULL), FACS_OK);
    made.image = facs_pixels_view(&made.frame);
    return made;
}

static void bench_free(bench *b)
{
    facs_pixels_free(env(), &b->frame);
    facs_au_describer_destroy(&b->describer);
    facs_onnx_free(&b->net);
}

typedef struct values {
    double r[9], c[8], emotion[FACS_EMOTIONS];
    float gaze[3];
} values;

static facs_au_values places(values *to)
{
    return (facs_au_values){.intensity = to->r, .presence = to->c, .emotion = to->emotion, .gaze = to->gaze};
}

static const float face_box[4] = {104, 41, 188, 227};

static facs_seen_face face_with(const float *landmarks)
{
    return (facs_seen_face){.n = FACS_LANDMARKS, .success = true, .landmarks_98 = landmarks, .box = face_box};
}

static facs_status describe(bench *b, const facs_seen_face *faces, values *to, bool *filled, int count)
{
    facs_au_values list[8];
    for (int i = 0; i < count; i++)
        list[i] = places(&to[i]);
    return b->describer.engine->describe_all(b->describer.state, &b->image, faces, list, filled, count, NULL);
}

/* Face Mirror's values are those of the golden file; ours 5 times a score, and whether it is a half */
static void scales(void **state)
{
    (void)state;
    float landmarks[2 * 98];
    values found, theirs;
    bool filled = false;
    eyes(10, 10, landmarks, 98);
    const facs_seen_face face = face_with(landmarks);
    bench b = bench_with(&facs_mtl_facemirror_aus, load());
    assert_int_equal(describe(&b, &face, &theirs, &filled, 1), FACS_OK);
    assert_true(filled);
    cJSON *json = golden_json(testdata_path("golden/neural/mtl_input.json"));
    const cJSON *first = cJSON_GetArrayItem(golden_member(json, "cases"), 0);
    double expected[8];
    golden_numbers(golden_member(first, "au"), expected, 8);
    for (int i = 0; i < AUS; i++)
        assert_near("score", i, theirs.r[i], expected[i], 2e-4);
    golden_numbers(golden_member(first, "emotion_softmax"), expected, 8);
    for (int i = 0; i < FACS_EMOTIONS; i++)
        assert_near("probability", i, theirs.emotion[i], expected[i], 1e-4);
    assert_near("blink", 0, theirs.r[AUS], facs_eye_closure(FACS_EYE_FACEMIRROR, landmarks, 98), 1e-9);
    cJSON_Delete(json);
    bench_free(&b);
    b = bench_with(&facs_mtl_aus, load());
    assert_int_equal(describe(&b, &face, &found, &filled, 1), FACS_OK);
    for (int i = 0; i < AUS; i++) {
        assert_true(found.r[i] >= 0 && found.r[i] <= 5);
        assert_near("scale", i, found.r[i], 5 * theirs.r[i], 1); /* another piece of the picture */
        assert_true(found.c[i] == (found.r[i] >= 2.5));
    }
    assert_near("blink", 0, found.r[AUS], 2.5, 1e-5);
    assert_near(
        "gaze", 0,
        sqrt((double)(found.gaze[0] * found.gaze[0] + found.gaze[1] * found.gaze[1] + found.gaze[2] * found.gaze[2])),
        1, 1e-5);
    bench_free(&b);
}

/* whoever is not there has no values, with Face Mirror's rules zeros */
static void nobody(void **state)
{
    (void)state;
    static const float beside[4] = {700, 41, 188, 227};
    float landmarks[2 * 98];
    eyes(10, 10, landmarks, 98);
    facs_seen_face faces[3] = {face_with(landmarks), face_with(landmarks), face_with(landmarks)};
    faces[0].success = false;
    faces[1].box = beside;
    faces[2].box = NULL;
    for (int k = 0; k < 2; k++) {
        bench b = bench_with(k ? &facs_mtl_facemirror_aus : &facs_mtl_aus, load());
        values found[3];
        bool filled[3];
        assert_int_equal(describe(&b, faces, found, filled, 3), FACS_OK);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(filled[i], k);
            for (int au = 0; k && au < AUS; au++)
                assert_true(found[i].r[au] == 0);
            assert_true(!k || isnan(found[i].r[AUS]));
        }
        bench_free(&b);
    }
}

/* The same file, which says that it takes any number of faces: the size 1 of its input becomes one without a value. */
static const char *free_batch(void)
{
    static char name[] = "/tmp/facs-mtl-XXXXXX";
    static const uint8_t input[] = {0x0a, 0x02, 0x08, 0x01, 0x0a, 0x02, 0x08, 0x03, 0x0a, 0x03, 0x08, 0xe0, 0x01};
    uint8_t *bytes = NULL;
    size_t size = 0;
    int changed = 0;
    assert_int_equal(
        facs_read_file(env(), testdata_path("models/onnx/mtl_random.onnx"), FACS_E_NOT_FOUND, &bytes, &size, NULL),
        FACS_OK);
    for (size_t i = 0; i + sizeof input <= size; i++)
        if (memcmp(bytes + i, input, sizeof input) == 0) {
            bytes[i + 2] = 0x12; /* dim_param "" */
            bytes[i + 3] = 0;
            changed++;
        }
    assert_int_equal(changed, 1);
    strcpy(name + strlen(name) - 6, "XXXXXX");
    int file = mkstemp(name);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), size);
    close(file);
    facs_free(env(), bytes);
    return name;
}

/* together or one by one: the same numbers */
static void together(void **state)
{
    (void)state;
    enum { FACES = 7 };
    static const float boxes[FACES][4] = {{104, 41, 188, 227},  {300, 50, 90, 100},  {0, 0, 640, 400}, {9, 9, 9, 9},
                                          {500, 300, 300, 300}, {104, 41, 188, 227}, {50, 50, 60, 70}};
    float landmarks[2 * 98];
    facs_seen_face faces[FACES];
    values alone[FACES], all[FACES];
    bool filled[FACES];
    eyes(10, 10, landmarks, 98);
    for (int i = 0; i < FACES; i++) {
        faces[i] = face_with(landmarks);
        faces[i].box = boxes[i];
    }
    faces[4].success = false;
    bench b = bench_with(&facs_mtl_aus, load());
    assert_int_equal(facs_onnx_input_size(b.net, 0, 0), 1);
    memset(alone, 0, sizeof alone);
    for (int i = 0; i < FACES; i++)
        assert_int_equal(describe(&b, &faces[i], &alone[i], &filled[i], 1), FACS_OK);
    bench_free(&b);
    for (int k = 0; k < 2; k++) {
        const char *path = k ? free_batch() : testdata_path("models/onnx/mtl_random.onnx");
        b = bench_with(&facs_mtl_aus, load_file(path));
        if (k) {
            assert_int_equal(facs_onnx_input_size(b.net, 0, 0), -1);
            unlink(path);
        }
        memset(all, 0, sizeof all);
        const int64_t before = facs_onnx_info(b.net).runs;
        assert_int_equal(describe(&b, faces, all, filled, FACES), FACS_OK);
        assert_int_equal(facs_onnx_info(b.net).runs - before, k ? 2 : FACES - 1); /* four at a time, or one */
        for (int i = 0; i < FACES; i++) {
            assert_int_equal(filled[i], i != 4);
            for (int au = 0; au < 9; au++)
                assert_near("value", au, all[i].r[au], alone[i].r[au], 1e-4);
            for (int e = 0; e < FACS_EMOTIONS; e++)
                assert_near("emotion", e, all[i].emotion[e], alone[i].emotion[e], 1e-5);
            for (int axis = 0; axis < 3; axis++)
                assert_near("gaze", axis, (double)all[i].gaze[axis], (double)alone[i].gaze[axis], 1e-5);
        }
        bench_free(&b);
    }
}

/* frames in which he was not seen, or whose lids tell nothing, are no part of what is smoothed */
static void persons(void **state)
{
    (void)state;
    bench b = bench_with(&facs_mtl_aus, load());
    facs_persons *known = NULL;
    assert_int_equal(facs_persons_create(env(), &b.describer, &known, NULL), FACS_OK);
    assert_int_equal(facs_persons_expect(known, 0, NULL), FACS_OK);
    for (int video = 0; video < 2; video++) {
        facs_eye_history history = {0};
        for (int frame = 0; frame < 9; frame++) {
            float landmarks[2 * 98];
            eyes(5 + frame, 6 + frame, landmarks, 98);
            if (frame == 2)
                memset(landmarks, 0, sizeof landmarks);
            facs_seen_face face = face_with(landmarks);
            face.success = frame != 4;
            values found;
            const facs_au_values to = places(&found);
            bool filled = false;
            if (frame != 6) /* nobody asks */
                assert_int_equal(facs_persons_see(known, 0, &b.image, &face, &to, &filled, NULL), FACS_OK);
            facs_persons_end_frame(known);
            assert_int_equal(filled, frame != 4 && frame != 6);
            if (!filled)
                continue;
            const double expected = facs_eye_smooth(&history, facs_eye_closure(FACS_EYE_LIDS, landmarks, 98));
            if (frame == 2)
                assert_true(isnan(expected) && isnan(found.r[AUS]));
            else
                assert_near("blink", frame, found.r[AUS], expected, 1e-9);
        }
        facs_persons_reset(known); /* the next video begins with nothing */
    }
    facs_persons_destroy(&known);
    bench_free(&b);
}

static void without_a_network(void **state)
{
    (void)state;
    facs_au_describer describer = {0};
    assert_int_equal(
        facs_au_describer_create(env(), &facs_mtl_aus, &(facs_loaded){0}, &(facs_au_settings){0}, &describer, NULL),
        FACS_E_UNSUPPORTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces),
        cmocka_unit_test(emotions),
        cmocka_unit_test(gaze),
        cmocka_unit_test(names),
        cmocka_unit_test(own_blink),
        cmocka_unit_test(smoothing),
        cmocka_unit_test(without_a_network),
        NEEDS_DATA(cmocka_unit_test(golden_blink)),
        NEEDS_ONNX(cmocka_unit_test(golden_faces)),
        NEEDS_ONNX(cmocka_unit_test(golden_formula)),
        NEEDS_ONNX(cmocka_unit_test(other_networks)),
        NEEDS_ONNX(cmocka_unit_test(scales)),
        NEEDS_ONNX(cmocka_unit_test(nobody)),
        NEEDS_ONNX(cmocka_unit_test(together)),
        NEEDS_ONNX(cmocka_unit_test(persons)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
