/* MediaPipe's older models as ONNX files, on pictures of the test data: the detector's best candidates, the mesh in the
 * region that is given.  Channels come last in them. */
#include "support/golden_json.h"
#include "support/onnx.h"

#include "image/patch.h"
#include "media/media.h"
#include "nn/onnx.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DETECTOR = 128, MESH = 192, SAMPLES = 5 };

static const facs_onnx_form detector_form = {
    .network = "BlazeFace",
    .inputs = 1,
    .input = {{.rank = 4, .size = {1, DETECTOR, DETECTOR, 3}, .warm_up = {1, DETECTOR, DETECTOR, 3}}}};
static const facs_onnx_form mesh_form = {
    .network = "face mesh",
    .inputs = 1,
    .input = {{.rank = 4, .size = {1, MESH, MESH, 3}, .warm_up = {1, MESH, MESH, 3}}}};

typedef struct network {
    facs_env env;
    facs_onnx *net;
    facs_onnx_state *state;
    facs_pixels picture;
    uint8_t *rgb;
    float *input;
} network;

static void open_network(network *one, const char *file, const facs_onnx_form *form, int side)
{
    facs_error error = {.message = ""};
    *one = (network){.env = facs_env_resolve(NULL)};
    if (facs_onnx_load(&one->env, testdata_path("models/onnx/%s", file), form, &one->net, &error) != FACS_OK ||
        facs_onnx_start(&one->env, one->net, &(facs_onnx_settings){0}, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_int_equal(facs_onnx_outputs(one->net), 2);
    assert_int_equal(facs_onnx_create_state(&one->env, one->net, (int[]){0, 1}, 2, &one->state, NULL), FACS_OK);
    one->rgb = malloc((size_t)side * (size_t)side * 3);
    one->input = malloc((size_t)side * (size_t)side * 3 * sizeof(float));
}

static void close_network(network *one)
{
    facs_onnx_destroy_state(&one->state);
    facs_onnx_free(&one->net);
    facs_pixels_free(&one->env, &one->picture);
    free(one->rgb);
    free(one->input);
}

/* a square of the picture, turned by `angle` around its middle; value * scale + shift goes in */
static void run(network *one, double x, double y, double size, double angle, int side, facs_patch_border border,
                float scale, float shift)
{
    const double zoom = side / size,
                 middle = side / 2.0; /* corners go to corners, centres of pixels count as corners */
    const double c = zoom * cos(angle), s = zoom * sin(angle);
    const double matrix[6] = {c, s, middle - c * x - s * y, -s, c, middle + s * x - c * y};
    const facs_image bgr = facs_pixels_view(&one->picture);
    facs_error error = {.message = ""};
    assert_int_equal(facs_patch_cut_rgb(&bgr, matrix, side, side, border, one->rgb, &error), FACS_OK);
    for (int i = 0; i < side * side * 3; i++)
        one->input[i] = (float)one->rgb[i] * scale + shift;
    const facs_onnx_tensor input = {.rank = 4, .size = {1, side, side, 3}, .values = one->input};
    if (facs_onnx_run(one->state, &input, 1, &error) != FACS_OK)
        fail_msg("%s", error.message);
}

static void read_sample(network *one, int sample)
{
    assert_int_equal(facs_still_read(&one->env, testdata_path("media/sample%d.jpg", sample), &one->picture, NULL),
                     FACS_OK);
}

static void test_detector(void **state)
{
    (void)state;
    network one;
    open_network(&one, "blazeface_short_range.onnx", &detector_form, DETECTOR);
    cJSON *golden = golden_json(testdata_path("golden/neural/mediapipe_style.json"));
    for (int i = 0; i < SAMPLES; i++) {
        const cJSON *sample = cJSON_GetArrayItem(golden, i), *candidate;
        read_sample(&one, i + 1);
        const int w = one.picture.width, h = one.picture.height;
        run(&one, w / 2.0, h / 2.0, golden_number(sample, "letterbox_size"), 0, DETECTOR, FACS_PATCH_BLACK, 2.0F / 255,
            -1);
        int kept = 0;
        for (int k = 0; k < 896; k++)
            kept += facs_onnx_output(one.state, 1)->values[k] >= 0;
        assert_int_equal(kept, golden_number(sample, "candidates_ge_0_5"));
        cJSON_ArrayForEach(candidate, golden_member(sample, "top_candidates"))
        {
            double raw[16];
            const int index = (int)golden_number(candidate, "index");
            assert_int_equal(golden_numbers(golden_member(candidate, "raw"), raw, 16), 16);
            assert_true(fabs(facs_onnx_output(one.state, 1)->values[index] - golden_number(candidate, "raw_score")) <
                        0.05);
            for (int k = 0; k < 16; k++) /* 128ths of the square */
                if (!(fabs(facs_onnx_output(one.state, 0)->values[index * 16 + k] - raw[k]) < 0.1))
                    fail_msg("sample%d, candidate %d, value %d: %g, not %g", i + 1, index, k,
                             (double)facs_onnx_output(one.state, 0)->values[index * 16 + k], raw[k]);
        }
    }
    cJSON_Delete(golden);
    close_network(&one);
}

static void test_mesh(void **state)
{
    (void)state;
    network one;
    open_network(&one, "face_mesh_468.onnx", &mesh_form, MESH);
    cJSON *golden = golden_json(testdata_path("golden/neural/mediapipe_style.json"));
    for (int i = 0; i < SAMPLES; i++) {
        const cJSON *face = cJSON_GetArrayItem(golden_member(cJSON_GetArrayItem(golden, i), "faces"), 0), *point;
        const cJSON *roi = golden_member(face, "roi");
        const double x = golden_number(roi, "cx"), y = golden_number(roi, "cy"), size = golden_number(roi, "size");
        const double angle = golden_number(roi, "rotation");
        read_sample(&one, i + 1);
        run(&one, x, y, size, angle, MESH, FACS_PATCH_REPEAT, 1.0F / 255, 0);
        const float *mesh = facs_onnx_output(one.state, 0)->values;
        assert_true(fabs(facs_onnx_output(one.state, 1)->values[0] - golden_number(face, "face_flag_raw")) < 0.5);
        cJSON_ArrayForEach(point, golden_member(face, "mesh_landmarks_xyz_image_pixels"))
        {
            double wanted[3];
            assert_int_equal(golden_numbers(point, wanted, 3), 3);
            const float *at = mesh + 3 * (ptrdiff_t)atoi(point->string);
            const double u = at[0] / MESH - 0.5, v = at[1] / MESH - 0.5;
            const double found[3] = {x + size * (u * cos(angle) - v * sin(angle)),
                                     y + size * (u * sin(angle) + v * cos(angle)), size * at[2] / MESH};
            for (int k = 0; k < 3; k++)
                if (!(fabs(found[k] - wanted[k]) < 0.5)) /* pixels */
                    fail_msg("sample%d, point %s, value %d: %g, not %g", i + 1, point->string, k, found[k], wanted[k]);
        }
    }
    cJSON_Delete(golden);
    close_network(&one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_ONNX(cmocka_unit_test(test_detector)),
        NEEDS_ONNX(cmocka_unit_test(test_mesh)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
