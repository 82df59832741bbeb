/* Networks in TFLite files: MediaPipe's against outputs of its own interpreter; damaged files. */
#include "support/levels.h"
#include "support/meter.h"
#include "support/random.h"
#include "support/zip.h"
#include "unit/nn/tiny_net.h"

#include "nn/net.h"
#include "nn/net_graph.h"
#include "nn/tflite.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static facs_net *load(const facs_env *env, const char *member)
{
    size_t size;
    uint8_t *bytes = zip_member(testdata_path("models/mediapipe/face_landmarker.task"), member, &size);
    facs_net *net = NULL;
    facs_error error = {.message = ""};
    if (facs_tflite_read(env, bytes, size, member, &net, &error) != FACS_OK)
        fail_msg("%s", error.message);
    free(bytes);
    return net;
}

static void put_input(facs_net_run_state *state, const facs_net *net, const char *name)
{
    npy array = npz_load(testdata_path("golden/neural/face_landmarker_bundle.npz"), name);
    const facs_net_shape shape = facs_net_input_shape(net);
    assert_int_equal(array.count, shape.rows * shape.cols * shape.channels);
    float *to = facs_net_input(state);
    for (size_t i = 0; i < array.count; i++) {
        if (strcmp(array.type, "f2") == 0)
            to[i] = facs_net_half(((const uint16_t *)array.data)[i]);
        else if (strcmp(array.type, "u1") == 0)
            to[i] = (float)((const uint8_t *)array.data)[i] / 255;
        else
            to[i] = ((const float *)array.data)[i];
    }
    npy_free(&array);
}

static void check_output(const facs_net_run_state *state, int index, const char *name)
{
    npy array = npz_load(testdata_path("golden/neural/face_landmarker_bundle.npz"), name);
    facs_net_shape shape;
    const float *actual = facs_net_output(state, index, &shape);
    assert_int_equal(array.count, shape.rows * shape.cols * shape.channels);
    const float *expected = npy_f32(&array, array.count);
    double largest = 0;
    for (size_t i = 0; i < array.count; i++)
        largest = fmax(largest, fabs((double)expected[i]));
    assert_close_f32(name, actual, expected, array.count, 1e-3 * largest);
    npy_free(&array);
}

typedef struct vector {
    const char *member, *input, *output[3];
} vector;

static const vector vectors[] = {
    {"face_detector.tflite", "det_in_random", {"det_regressors_random", "det_classificators_random"}},
    {"face_landmarks_detector.tflite",
     "mesh_in_random",
     {"mesh_random_Identity", "mesh_random_Identity_1", "mesh_random_Identity_2"}},
    {"face_landmarks_detector.tflite",
     "mesh_in_crop_u8",
     {"mesh_crop_Identity", "mesh_crop_Identity_1", "mesh_crop_Identity_2"}},
    {"face_blendshapes.tflite", "bs_in_random", {"bs_out_random"}},
};

/* Every level gives MediaPipe's outputs, and the bits of the other levels. */
static void mediapipe_networks(void **unused)
{
    (void)unused;
    for (size_t v = 0; v < sizeof vectors / sizeof *vectors; v++) {
        float *first = NULL;
        FOR_EACH_LEVEL (level) {
            const facs_env env = level_env(level);
            facs_net *net = load(&env, vectors[v].member);
            facs_net_run_state *state = NULL;
            assert_int_equal(facs_net_create_state(&env, net, &state, NULL), FACS_OK);
            put_input(state, net, vectors[v].input);
            assert_int_equal(facs_net_run(state, NULL), FACS_OK);
            for (int i = 0; i < 3 && vectors[v].output[i]; i++)
                check_output(state, i, vectors[v].output[i]);
            facs_net_shape shape;
            const float *output = facs_net_output(state, 0, &shape);
            const size_t bytes = (size_t)(shape.rows * shape.cols * shape.channels) * sizeof *output;
            if (first)
                assert_memory_equal(output, first, bytes);
            else
                first = memcpy(malloc(bytes), output, bytes);
            facs_net_destroy_state(&state);
            facs_net_free(&net);
        }
        free(first);
    }
}

static void names_of_outputs(void **unused)
{
    (void)unused;
    facs_net *net = load(NULL, "face_landmarks_detector.tflite");
    assert_int_equal(net->outputs, 3);
    assert_int_equal(facs_net_find_output(net, "Identity_1"), 1);
    assert_int_equal(facs_net_find_output(net, "nobody"), -1);
    facs_net_free(&net);
}

/* What is read of a damaged file must be refused with a place, or be usable; sanitizers see the rest. */
static void read_damaged(const uint8_t *bytes, size_t size)
{
    facs_net *net = NULL;
    facs_error error = {.message = ""};
    uint8_t *copy = memcpy(malloc(size + 1), bytes, size);
    const facs_status status = facs_tflite_read(NULL, copy, size, "damaged", &net, &error);
    if (status != FACS_OK) {
        assert_true(status == FACS_E_MODEL_CORRUPT || status == FACS_E_UNSUPPORTED);
        assert_null(net);
        assert_non_null(strstr(error.message, "damaged: at byte "));
        assert_non_null(strstr(error.message, "expected "));
    }
    facs_net_free(&net);
    free(copy);
}

static void damaged_files(void **unused)
{
    (void)unused;
    size_t size;
    uint8_t *bytes =
        zip_member(testdata_path("models/mediapipe/face_landmarker.task"), "face_blendshapes.tflite", &size);
    for (size_t cut = 0; cut < size; cut += cut < 64 ? 1 : size / 61)
        read_damaged(bytes, cut);
    uint64_t seed = 1;
    for (int i = 0; i < 400; i++) {
        const size_t at = random_u32(&seed) % size;
        /* most of the file are weights; the rest is at both ends */
        const size_t where = i % 2 ? at : i % 4 ? at % 4096 : size - 1 - at % 65536;
        const uint8_t was = bytes[where];
        bytes[where] = (uint8_t)random_u32(&seed);
        read_damaged(bytes, size);
        bytes[where] = was;
    }
    free(bytes);
}

static void no_network_at_all(void **unused)
{
    (void)unused;
    static const uint8_t text[64] = "\x10\0\0\0TFL3 but nothing else: every offset leads somewhere wrong";
    for (size_t size = 0; size <= sizeof text; size++)
        read_damaged(text, size);
}

/* 4 x 4 x 2 -> convolution with weights of f16, a margin below and right of none (SAME, even size) -> PReLU */
static void a_small_network(void **unused)
{
    (void)unused;
    net_bytes file;
    facs_net *net = NULL;
    facs_net_run_state *state = NULL;
    facs_error error = {.message = ""};
    write_tiny_tflite(&file);
    if (facs_tflite_read(NULL, file.bytes, file.size, "tiny.tflite", &net, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_int_equal(facs_net_create_state(NULL, net, &state, NULL), FACS_OK);
    float input[32];
    for (int i = 0; i < 32; i++)
        input[i] = (float)(i % 7 - 3);
    memcpy(facs_net_input(state), input, sizeof input);
    assert_int_equal(facs_net_run(state, NULL), FACS_OK);
    facs_net_shape shape;
    const float *output = facs_net_output(state, facs_net_find_output(net, "aaaa"), &shape);
    assert_true(shape.rows == 1 && shape.cols == 1 && shape.channels == 12);
    static const float bias[3] = {0.5f, -0.5f, 1};
    for (int i = 0; i < 12; i++) {
        const int y = i / 6 * 2, x = i / 3 % 2 * 2, k = i % 3;
        float sum = bias[k];
        for (int t = 0; t < 8; t++)
            sum += (float)tiny_eighths(8 * k + t) / 8 * input[((y + t / 4) * 4 + x + t / 2 % 2) * 2 + t % 2];
        assert_true(output[i] == (sum < 0 ? sum * bias[k] : sum));
    }
    facs_net_destroy_state(&state);
    facs_net_free(&net);
}

static void small_damaged_files(void **unused)
{
    (void)unused;
    net_bytes file;
    write_tiny_tflite(&file);
    for (size_t size = 0; size < file.size; size++)
        read_damaged(file.bytes, size);
    static const uint8_t values[] = {0, 1, 2, 3, 8, 0x7f, 0x80, 0xff};
    for (size_t at = 0; at < file.size; at++) {
        const uint8_t was = file.bytes[at];
        for (size_t i = 0; i < sizeof values; i++) {
            file.bytes[at] = values[i];
            read_damaged(file.bytes, file.size);
        }
        file.bytes[at] = was;
    }
}

static void memory_runs_out(void **unused)
{
    (void)unused;
    net_bytes file;
    write_tiny_tflite(&file);
    facs_status status = FACS_E_MEMORY;
    for (int fail_at = 0; status != FACS_OK; fail_at++) {
        meter m;
        const facs_env env = meter_env(&m, fail_at);
        facs_net *net = NULL;
        status = facs_tflite_read(&env, file.bytes, file.size, "tiny.tflite", &net, NULL);
        facs_net_free(&net);
        assert_int_equal(m.alive, 0);
        assert_true(status == FACS_OK || status == FACS_E_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_network_at_all),
        cmocka_unit_test(a_small_network),
        cmocka_unit_test(small_damaged_files),
        cmocka_unit_test(memory_runs_out),
        NEEDS_DATA(cmocka_unit_test(mediapipe_networks)),
        NEEDS_DATA(cmocka_unit_test(names_of_outputs)),
        NEEDS_DATA(cmocka_unit_test(damaged_files)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
