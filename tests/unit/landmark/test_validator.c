/* Landmark-fit validator: synthetic faces with known outputs for every view and both files, the arrays of
 * golden/stages fed from the fit before, degenerate input, memory running out. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/readers.h"
#include "landmark/clnf/validator.h"
#include "support/meter.h"
#include "support/npy.h"
#include "support/picture.h"

enum { N = 68, SIDE = 60, VIEWS = 7 };

static facs_validator_model *load_model(const char *name)
{
    facs_env env = facs_env_resolve(NULL);
    facs_validator_model *model = NULL;
    facs_error error = {.message = ""};
    const char *path = landmark_model_path("detection_validation");
    char *full = facs_path_join(&env, path, name);
    if (facs_validator_load(&env, full, &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    facs_free(&env, full);
    return model;
}

static void free_model(facs_validator_model **model)
{
    facs_env env = facs_env_resolve(NULL);
    facs_validator_free(&env, model);
}

static facs_validator *new_validator(facs_cpu_level cpu, const facs_validator_model *model)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cpu = cpu;
    facs_validator *validator = NULL;
    facs_error error = {.message = ""};
    if (facs_validator_create(&env, model, &validator, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return validator;
}

/* ---- synthetic picture ------------------------------------------------------------------------------------- */

enum { WIDTH = 200, HEIGHT = 180 };

static facs_image synthetic_picture(uint8_t *pixels)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            pixels[y * WIDTH + x] = (uint8_t)((x * x / 64 + y * y / 48 + x * y / 32) % 256);
    return (facs_image){pixels, WIDTH, HEIGHT, 1, WIDTH, NULL};
}

static void synthetic_landmarks(const facs_validator_view *view, float *landmarks)
{
    for (int i = 0; i < N; i++) {
        landmarks[i] = 2 * view->destination[i] + 100;
        landmarks[N + i] = 2 * view->destination[N + i] + 90;
    }
}

typedef struct vector30 {
    int x0, y0, width, height;
    float warped[2];           /* at (30,30), (20,40) */
    double mean, std;          /* of the masked pixels */
    double first, at1000, sum; /* of the normalised vector */
} vector30;

static const vector30 inputs[VIEWS] = {
    {37, 36, 124, 119, {165.0625f, 146.59375f}, 129.219427, 70.5921479, 257.6104, -27.11362, -11231.997},
    {25, 36, 119, 119, {95.09375f, 76.3359375f}, 129.706318, 72.6899279, 197.7513, -72.30759, -6602.140},
    {23, 36, 109, 119, {81.8125f, 63.0234375f}, 128.829814, 73.9911582, 209.2574, 151.2726, -5519.074},
    {35, 36, 99, 119, {151.375f, 132.375f}, 124.816608, 73.0514653, 313.1621, 316.7787, -2999.663},
    {55, 36, 119, 119, {26.09375f, 45.5390625f}, 128.988043, 70.0976445, 236.4074, -188.965, -10596.117},
    {71, 36, 107, 119, {141.03125f, 123.03125f}, 130.239539, 69.9270476, 5.588378, -162.1676, -11879.298},
    {65, 36, 103, 119, {99.46875f, 79.6875f}, 127.705338, 68.799262, -6.252954, -383.5541, -4602.574},
};

typedef struct answer {
    int best;
    float score, first, second, last, certainty;
} answer;

static const struct {
    const char *file;
    int outputs;
    answer view[VIEWS];
} answers[2] = {
    {"validator_cnn.txt",
     30,
     {{29, 4.723896f, -3.029149f, -3.382995f, 4.723896f, 0.0166666675f},
      {15, 4.615181f, -6.3171f, -4.534039f, 0.89977f, 0.483333319f},
      {29, 2.93781f, 0.6124465f, -2.729473f, 2.93781f, 0.0166666675f},
      {26, 14.54832f, 2.835747f, -3.978363f, 11.99002f, 0.116666667f},
      {29, 2.490283f, -2.487618f, -2.033434f, 2.490283f, 0.0166666675f},
      {29, 11.76655f, -5.402132f, -4.722357f, 11.76655f, 0.0166666675f},
      {29, 23.92789f, 1.724697f, -1.924178f, 23.92789f, 0.0166666675f}}},
    {"validator_cnn_68.txt",
     20,
     {{19, 6.862515f, -5.237017f, -6.238396f, 6.862515f, 0.0250000004f},
      {13, 8.427309f, -14.07726f, -10.57473f, 3.539737f, 0.324999988f},
      {17, 3.619454f, -3.727376f, -5.172171f, 3.272667f, 0.125f},
      {19, 18.02042f, 2.226266f, -2.998302f, 18.02042f, 0.0250000004f},
      {19, 9.031894f, -1.376071f, -3.109648f, 9.031894f, 0.0250000004f},
      {15, 7.397774f, -5.387364f, -5.914525f, 5.945622f, 0.224999994f},
      {19, 18.21266f, 7.050547f, -3.664106f, 18.21266f, 0.0250000004f}}},
};

static void close_to(const char *what, double actual, double expected, double tolerance)
{
    assert_close_f64(what, &actual, &expected, 1, tolerance);
}

static void check_input(const facs_validator_view *view, const facs_validator_trace *trace, const vector30 *expected)
{
    assert_int_equal(trace->x0, expected->x0);
    assert_int_equal(trace->y0, expected->y0);
    assert_int_equal(trace->x1 - trace->x0, expected->width);
    assert_int_equal(trace->y1 - trace->y0, expected->height);
    assert_true(trace->warped[30 * SIDE + 30] == expected->warped[0]);
    assert_true(trace->warped[20 * SIDE + 40] == expected->warped[1]);
    double sum = 0, squares = 0, normalised = 0;
    int count = 0;
    for (int x = 0; x < SIDE; x++) {
        for (int y = 0; y < SIDE; y++) {
            int pixel = y * SIDE + x;
            double value = (double)trace->warped[pixel], f = (double)trace->cnn_input[pixel];
            if (!view->mask[pixel]) {
                assert_true(f == 0);
                continue;
            }
            sum += value;
            squares += value * value;
            normalised += f;
            if (count == 0)
                close_to("f[0]", f, expected->first, 1e-4);
            if (count == 1000)
                close_to("f[1000]", f, expected->at1000, 1e-4);
            count++;
        }
    }
    close_to("mean", sum / count, expected->mean, 1e-6);
    close_to("std", sqrt(squares / count - sum / count * (sum / count)), expected->std, 1e-6);
    close_to("sum of f", normalised, expected->sum, 1e-3);
}

static void synthetic_vectors(void **state)
{
    (void)state;
    uint8_t pixels[WIDTH * HEIGHT];
    const facs_image grey = synthetic_picture(pixels);
    for (int file = 0; file < 2; file++) {
        facs_validator_model *model = load_model(answers[file].file);
        assert_int_equal(model->views, VIEWS);
        for (facs_cpu_level cpu = FACS_CPU_SCALAR; cpu <= FACS_CPU_NEON; cpu++) {
            facs_validator *validator = new_validator(cpu, model); /* a level the machine lacks becomes its best */
            for (int v = 0; v < VIEWS; v++) {
                const facs_validator_view *view = &model->view[v];
                const answer *expected = &answers[file].view[v];
                const float rotation[3] = {(float)view->orientation[0], (float)view->orientation[1],
                                           (float)view->orientation[2]};
                float landmarks[2 * N], certainty = -1;
                synthetic_landmarks(view, landmarks);
                assert_int_equal(facs_validator_check(validator, &grey, rotation, landmarks, &certainty, NULL),
                                 FACS_OK);
                facs_validator_trace trace;
                facs_validator_last(validator, &trace);
                assert_int_equal(trace.view, v);
                check_input(view, &trace, &inputs[v]);
                assert_int_equal(trace.output_count, answers[file].outputs);
                close_to("o[best]", (double)trace.outputs[expected->best], (double)expected->score, 1e-5);
                close_to("o[0]", (double)trace.outputs[0], (double)expected->first, 1e-5);
                close_to("o[1]", (double)trace.outputs[1], (double)expected->second, 1e-5);
                close_to("o[last]", (double)trace.outputs[trace.output_count - 1], (double)expected->last, 1e-5);
                assert_true(certainty == expected->certainty);
            }
            facs_validator_destroy(&validator);
            assert_null(validator);
        }
        free_model(&model);
    }
}

/* Values between the layers for view 0. */
static void synthetic_vectors_between_layers(void **state)
{
    (void)state;
    static const struct {
        int layers, at;
        float value, tolerance;
    } expected[2][9] = {
        {{1, 0, 14.58552f, 2e-5f},
         {1, 10 * 52 + 5, 237.4012f, 2e-4f},
         {4, 0, -129.319f, 2e-4f},
         {4, 10 * 20 + 5, 7.035357f, 2e-5f},
         {7, 0, 1.54082f, 2e-5f},
         {7, 1, -25.78259f, 2e-5f},
         {7, 2, -60.33886f, 5e-5f},
         {9, 1, -3.382995f, 2e-5f},
         {9, 2, -2.841286f, 2e-5f}},
        {{1, 0, 3.526055e-05f, 1e-10f},
         {1, 10 * 56 + 5, 68.74708f, 5e-5f},
         {4, 0, 12.2699f, 2e-5f},
         {4, 10 * 24 + 5, -72.30922f, 5e-5f},
         {7, 0, -49.88134f, 5e-5f},
         {10, 0, -2.229599f, 2e-5f},
         {10, 1, -7.012374f, 2e-5f},
         {10, 2, -16.47412f, 2e-5f},
         {12, 2, -4.49866f, 2e-5f}},
    };
    uint8_t pixels[WIDTH * HEIGHT];
    const facs_image grey = synthetic_picture(pixels);
    for (int file = 0; file < 2; file++) {
        facs_validator_model *model = load_model(answers[file].file);
        facs_validator *validator = new_validator(FACS_CPU_AUTO, model);
        facs_cnn_workspace *workspace = NULL;
        assert_int_equal(facs_cnn_workspace_create(NULL, &workspace, NULL), FACS_OK);
        float landmarks[2 * N], certainty;
        synthetic_landmarks(&model->view[0], landmarks);
        close_to("landmark 0", (double)landmarks[0], 40.47203, 1e-5);
        close_to("landmark 33", (double)landmarks[N + 33], 94.55035, 1e-5);
        assert_int_equal(facs_validator_check(validator, &grey, (const float[]){0, 0, 0}, landmarks, &certainty, NULL),
                         FACS_OK);
        facs_validator_trace trace;
        facs_validator_last(validator, &trace);
        for (int i = 0; i < 9; i++) {
            const facs_cnn part = {.layers = expected[file][i].layers, .layer = model->view[0].cnn.layer};
            facs_tensor output;
            assert_int_equal(facs_cnn_run(workspace, &part, trace.cnn_input, 1, SIDE, SIDE, &output, NULL), FACS_OK);
            assert_close_f32("between layers", output.data + expected[file][i].at, &expected[file][i].value, 1,
                             (double)expected[file][i].tolerance);
        }
        facs_cnn_workspace_destroy(&workspace);
        facs_validator_destroy(&validator);
        free_model(&model);
    }
}

/* ---- stages of the reference ------------------------------------------------------------------------------- */

static const struct {
    const char *fit;
    bool all_layers;
} fits[] = {{"default_f000/hyp00", true},  {"sample1/hyp00", true},       {"default_f001/track", false},
            {"default_f002/track", false}, {"default_f003/track", false}, {"default_f030/track", false},
            {"default_f031/track", false}};

static void check_layers(const facs_validator_view *view, const char *fit)
{
    static const int type[9] = {0, 3, 1, 0, 3, 1, 2, 3, 2};
    /* values go up to 10^4 behind the second convolution */
    facs_cnn_workspace *workspace = NULL;
    assert_int_equal(facs_cnn_workspace_create(NULL, &workspace, NULL), FACS_OK);
    npy input = npy_load("golden/stages/%s/validator/cnn_input.npy", fit);
    for (int layer = 0; layer < 9; layer++) {
        npy golden = npy_load("golden/stages/%s/validator/cnn_layer%02d_type%d.npy", fit, layer, type[layer]);
        const facs_cnn part = {.layers = layer + 1, .layer = view->cnn.layer};
        facs_tensor output;
        assert_int_equal(facs_cnn_run(workspace, &part, npy_f32(&input, SIDE * SIDE), 1, SIDE, SIDE, &output, NULL),
                         FACS_OK);
        assert_int_equal(output.maps * output.rows * output.cols, golden.count);
        const float *expected = npy_f32(&golden, golden.count);
        double largest = 1;
        for (size_t i = 0; i < golden.count; i++)
            largest = fmax(largest, fabs((double)expected[i]));
        assert_close_f32("cnn_layer", output.data, expected, golden.count, 1e-6 * largest);
        npy_free(&golden);
    }
    npy_free(&input);
    facs_cnn_workspace_destroy(&workspace);
}

static void check_fit(facs_validator *validator, const facs_validator_model *model, const char *fit, bool all_layers)
{
    char folder[32] = "";
    memcpy(folder, fit, (size_t)(strchr(fit, '/') - fit));
    npy frame = npy_load("golden/stages/%s/frame_gray.npy", folder);
    npy landmarks = npy_load("golden/stages/%s/face/merged_landmarks.npy", fit);
    npy parameters = npy_load("golden/stages/%s/face/merged_params_global.npy", fit);
    npy region = npy_load("golden/stages/%s/validator/orientation_id_and_roi.npy", fit);
    npy warped = npy_load("golden/stages/%s/validator/warped.npy", fit);
    npy input = npy_load("golden/stages/%s/validator/cnn_input.npy", fit);
    npy outputs = npy_load("golden/stages/%s/validator/cnn_layer08_type2.npy", fit);
    npy mask = npy_load("golden/stages/%s/validator/pixel_mask.npy", fit);
    npy decision = npy_load("golden/stages/%s/validator/decision_certainty.npy", fit);
    const facs_image grey = npy_image(&frame);
    float certainty = -1;
    assert_int_equal(facs_validator_check(validator, &grey, npy_f32(&parameters, 6) + 1, npy_f32(&landmarks, 2 * N),
                                          &certainty, NULL),
                     FACS_OK);
    facs_validator_trace trace;
    facs_validator_last(validator, &trace);
    const int32_t found[5] = {trace.view, trace.x0, trace.y0, trace.x1, trace.y1};
    assert_memory_equal(found, npy_i32(&region, 5), sizeof found);
    assert_memory_equal(model->view[trace.view].mask, npy_u8(&mask, SIDE * SIDE), SIDE * SIDE);
    assert_memory_equal(trace.warped, npy_f32(&warped, SIDE * SIDE), SIDE * SIDE * sizeof(float));
    assert_close_f32("cnn_input", trace.cnn_input, npy_f32(&input, SIDE * SIDE), SIDE * SIDE, 1e-4);
    assert_close_f32("outputs", trace.outputs, npy_f32(&outputs, 30), 30, 2e-5);
    assert_close_f64("decision", &trace.decision, npy_f64(&decision, 2), 1, 0);
    close_to("certainty", (double)certainty, npy_f64(&decision, 2)[1], 1e-7);
    if (all_layers)
        check_layers(&model->view[trace.view], fit);
    npy_free(&decision);
    npy_free(&mask);
    npy_free(&outputs);
    npy_free(&input);
    npy_free(&warped);
    npy_free(&region);
    npy_free(&parameters);
    npy_free(&landmarks);
    npy_free(&frame);
}

static void fits_of_the_reference(void **state)
{
    (void)state;
    facs_validator_model *model = load_model("validator_cnn.txt");
    facs_validator *validator = new_validator(FACS_CPU_AUTO, model);
    for (size_t i = 0; i < sizeof fits / sizeof *fits; i++)
        check_fit(validator, model, fits[i].fit, fits[i].all_layers);
    facs_validator_destroy(&validator);
    free_model(&model);
}

/* ---- unusual input ----------------------------------------------------------------------------------------- */

static int view_at(facs_validator *validator, const facs_image *grey, const float *landmarks, float pitch, float yaw)
{
    float certainty;
    assert_int_equal(
        facs_validator_check(validator, grey, (const float[]){pitch, yaw, 0.1f}, landmarks, &certainty, NULL), FACS_OK);
    facs_validator_trace trace;
    facs_validator_last(validator, &trace);
    return trace.view;
}

static void nearest_yaw_is_the_view(void **state)
{
    (void)state;
    facs_validator_model *model = load_model("validator_cnn.txt");
    facs_validator *validator = new_validator(FACS_CPU_AUTO, model);
    uint8_t pixels[WIDTH * HEIGHT];
    const facs_image grey = synthetic_picture(pixels);
    float landmarks[2 * N];
    synthetic_landmarks(&model->view[0], landmarks);
    static const struct {
        float degrees;
        int view;
    } turns[] = {{0, 0},     {9.9f, 0},   {10.1f, 4},  {32.4f, 4},  {32.6f, 5}, {57.4f, 5}, {57.6f, 6},
                 {-9.9f, 0}, {-10.1f, 1}, {-32.6f, 2}, {-57.6f, 3}, {170, 6},   {-170, 3}};
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++)
        assert_int_equal(view_at(validator, &grey, landmarks, 0.3f, turns[i].degrees * 0.0174532925f), turns[i].view);
    assert_int_equal(view_at(validator, &grey, landmarks, NAN, 1), 0);
    facs_validator_destroy(&validator);
    free_model(&model);
}

static void nothing_to_look_at_is_certainty_0(void **state)
{
    (void)state;
    facs_validator_model *model = load_model("validator_cnn.txt");
    facs_validator *validator = new_validator(FACS_CPU_AUTO, model);
    uint8_t pixels[WIDTH * HEIGHT];
    const facs_image grey = synthetic_picture(pixels);
    const float rotation[3] = {0, 0, 0};
    static const float shifts[][2] = {{1e4f, 0},      {-1e4f, 0},    {0, 1e4f}, {0, -1e4f}, {1e30f, 0},
                                      {0, -INFINITY}, {INFINITY, 0}, {NAN, 0},  {0, NAN}};
    for (size_t i = 0; i < sizeof shifts / sizeof *shifts; i++) {
        float landmarks[2 * N], certainty = -1;
        synthetic_landmarks(&model->view[0], landmarks);
        for (int k = 0; k < N; k++) {
            landmarks[k] += shifts[i][0];
            landmarks[N + k] += shifts[i][1];
        }
        assert_int_equal(facs_validator_check(validator, &grey, rotation, landmarks, &certainty, NULL), FACS_OK);
        assert_true(certainty == 0);
        facs_validator_trace trace;
        facs_validator_last(validator, &trace);
        assert_null(trace.outputs);
    }
    /* one landmark that is not a number among good ones */
    float landmarks[2 * N], certainty = -1;
    synthetic_landmarks(&model->view[0], landmarks);
    landmarks[40] = NAN;
    assert_int_equal(facs_validator_check(validator, &grey, rotation, landmarks, &certainty, NULL), FACS_OK);
    assert_true(certainty == 0);
    /* a picture of two columns leaves one, of three columns two: X1 - X0 must exceed 1 */
    for (int width = 1; width <= 3; width++) {
        facs_image narrow = grey;
        narrow.width = width;
        synthetic_landmarks(&model->view[0], landmarks);
        for (int k = 0; k < N; k++)
            landmarks[k] -= 100;
        assert_int_equal(facs_validator_check(validator, &narrow, rotation, landmarks, &certainty, NULL), FACS_OK);
        assert_true(width < 3 ? certainty == 0 : certainty > 0);
    }
    facs_validator_destroy(&validator);
    free_model(&model);
}

static void partly_outside_and_flat_pictures(void **state)
{
    (void)state;
    facs_validator_model *model = load_model("validator_cnn.txt");
    facs_validator *validator = new_validator(FACS_CPU_AUTO, model);
    uint8_t pixels[WIDTH * HEIGHT];
    const facs_image grey = synthetic_picture(pixels);
    float landmarks[2 * N], certainty = -1;
    synthetic_landmarks(&model->view[0], landmarks);
    for (int k = 0; k < N; k++)
        landmarks[k] -= 70;
    facs_validator_trace trace;
    assert_int_equal(facs_validator_check(validator, &grey, (const float[]){0, 0, 0}, landmarks, &certainty, NULL),
                     FACS_OK);
    facs_validator_last(validator, &trace);
    assert_int_equal(trace.x0, 0);
    assert_true(certainty > 0 && certainty < 1);
    for (int i = 0; i < SIDE * SIDE; i++)
        assert_true(isfinite(trace.cnn_input[i]));
    /* a flat picture has no deviation: 1 takes its place, and only the view's mean remains */
    memset(pixels, 77, sizeof pixels);
    synthetic_landmarks(&model->view[0], landmarks);
    assert_int_equal(facs_validator_check(validator, &grey, (const float[]){0, 0, 0}, landmarks, &certainty, NULL),
                     FACS_OK);
    facs_validator_last(validator, &trace);
    const facs_validator_view *view = &model->view[0];
    int next = 0;
    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y < SIDE; y++)
            if (view->mask[y * SIDE + x]) {
                assert_true(trace.cnn_input[y * SIDE + x] == -view->mean[next] / view->std[next]);
                next++;
            }
    assert_int_equal(next, view->pixels);
    /* colour is refused */
    facs_image colour = {pixels, 60, 60, 3, 180, NULL};
    facs_error error = {.message = ""};
    certainty = -1;
    assert_int_equal(facs_validator_check(validator, &colour, (const float[]){0, 0, 0}, landmarks, &certainty, &error),
                     FACS_E_ARGUMENT);
    assert_true(certainty == -1 && strlen(error.message) > 20);
    facs_validator_destroy(&validator);
    facs_validator_destroy(&validator);
    free_model(&model);
}

static void network_that_does_not_fit_the_warp(void **state)
{
    (void)state;
    facs_validator_model *model = load_model("validator_cnn.txt");
    facs_validator_view *view = &model->view[3];
    const int width = view->width;
    view->width = 8; /* the table for 60 columns is larger: nothing is read outside */
    facs_validator *validator = NULL;
    facs_error error = {.message = ""};
    assert_int_equal(facs_validator_create(NULL, model, &validator, &error), FACS_E_MODEL_CORRUPT);
    assert_null(validator);
    assert_non_null(strstr(error.message, "view 3"));
    view->width = width;
    const facs_validator_model empty = {.views = 0};
    assert_int_equal(facs_validator_create(NULL, &empty, &validator, &error), FACS_E_MODEL_CORRUPT);
    free_model(&model);
}

static void memory_runs_out(void **state)
{
    (void)state;
    facs_validator_model *model = load_model("validator_cnn.txt");
    uint8_t pixels[WIDTH * HEIGHT];
    const facs_image grey = synthetic_picture(pixels);
    float landmarks[2 * N];
    facs_status status = FACS_E_MEMORY;
    int failures = 0;
    for (int fail_at = 0; status == FACS_E_MEMORY; fail_at++, failures++) {
        meter m;
        facs_env env = meter_env(&m, fail_at);
        facs_validator *validator = NULL;
        status = facs_validator_create(&env, model, &validator, NULL);
        if (status == FACS_OK) {
            /* checks allocate nothing, whatever the view */
            long made = m.made;
            assert_true(made <= fail_at);
            for (int v = 0; v < VIEWS; v++) {
                float certainty;
                synthetic_landmarks(&model->view[v], landmarks);
                const float rotation[3] = {0, (float)model->view[v].orientation[1], 0};
                assert_int_equal(facs_validator_check(validator, &grey, rotation, landmarks, &certainty, NULL),
                                 FACS_OK);
            }
            assert_int_equal(m.made, made);
        }
        facs_validator_destroy(&validator);
        assert_int_equal(m.alive, 0);
    }
    assert_int_equal(status, FACS_OK);
    assert_true(failures > 10);
    free_model(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(synthetic_vectors)),
        NEEDS_DATA(cmocka_unit_test(synthetic_vectors_between_layers)),
        NEEDS_DATA(cmocka_unit_test(fits_of_the_reference)),
        NEEDS_MODELS(cmocka_unit_test(nearest_yaw_is_the_view)),
        NEEDS_MODELS(cmocka_unit_test(nothing_to_look_at_is_certainty_0)),
        NEEDS_MODELS(cmocka_unit_test(partly_outside_and_flat_pictures)),
        NEEDS_MODELS(cmocka_unit_test(network_that_does_not_fit_the_warp)),
        NEEDS_MODELS(cmocka_unit_test(memory_runs_out)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
