/* ONNX files run by ONNX Runtime: outputs against those of its Python package, files that are not what they should be. */
#include "support/npy.h"
#include "support/onnx.h"

#include "detect/retinaface/retinaface_model.h"
#include "landmark/pfld/pfld_model.h"
#include "nn/onnx.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const facs_onnx_form any_224 = {
    .network = "a network", .inputs = 1, .input = {{.rank = 4, .size = {1, 3, 224, 224}, .warm_up = {1, 3, 224, 224}}}};
static const facs_onnx_form any_256 = {
    .network = "a network", .inputs = 1, .input = {{.rank = 4, .size = {1, 3, 256, 256}, .warm_up = {1, 3, 256, 256}}}};

static facs_status open_net(const char *path, const facs_onnx_form *form, const facs_onnx_settings *settings,
                            facs_onnx **net, facs_error *error)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_status status = facs_onnx_load(&env, path, form, net, error);
    if (status == FACS_OK)
        status = facs_onnx_start(&env, *net, settings, error);
    if (status != FACS_OK)
        facs_onnx_free(net);
    return status;
}

static facs_onnx *must_open(const char *file, const facs_onnx_form *form, const facs_onnx_settings *settings)
{
    facs_onnx *net = NULL;
    facs_error error = {.message = ""};
    if (open_net(testdata_path("models/onnx/%s", file), form, settings, &net, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return net;
}

/* the picture of the golden files: channel c of the network's order */
static int formula(int x, int y, int c)
{
    return (3 * x + 5 * y + 40 * c + x * y / 16) % 256;
}

static float *formula_input(int width, int height, const float scale[3], const float shift[3])
{
    float *values = malloc(sizeof *values * 3 * (size_t)width * (size_t)height), *to = values;
    for (int c = 0; c < 3; c++)
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                *to++ = (float)formula(x, y, c) * scale[c] + shift[c];
    return values;
}

static facs_onnx_state *state_of(const facs_onnx *net, const int *wanted, int count)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx_state *state = NULL;
    assert_int_equal(facs_onnx_create_state(&env, net, wanted, count, &state, NULL), FACS_OK);
    return state;
}

static void run(facs_onnx_state *state, int width, int height, const float *values)
{
    const facs_onnx_tensor input = {.rank = 4, .size = {1, 3, height, width}, .values = values};
    facs_error error = {.message = ""};
    if (facs_onnx_run(state, &input, 1, &error) != FACS_OK)
        fail_msg("%s", error.message);
}

static void check_first(const float *actual, const double *expected, int count, double tolerance)
{
    for (int i = 0; i < count; i++)
        if (!(fabs(actual[i] - expected[i]) <= tolerance))
            fail_msg("value %d is %g, not %g", i, (double)actual[i], expected[i]);
}

static double sum(const facs_onnx_tensor *tensor, bool absolute)
{
    double total = 0;
    int64_t count = 1;
    for (int i = 0; i < tensor->rank; i++)
        count *= tensor->size[i];
    for (int64_t i = 0; i < count; i++)
        total += absolute ? fabsf(tensor->values[i]) : tensor->values[i];
    return total;
}

static void test_pfld(void **context)
{
    (void)context;
    const float scale[3] = {1.0f / 255, 1.0f / 255, 1.0f / 255}, shift[3] = {0};
    const double expected[] = {0.13994, 0.221663, 0.134406, 0.297684, 0.132886, 0.371355};
    facs_onnx *net = must_open("pfld_cunjian.onnx", &facs_pfld_form, &(facs_onnx_settings){0});
    assert_int_equal(facs_onnx_outputs(net), 1);
    facs_onnx_state *state = state_of(net, (int[]){0}, 1);
    float *input = formula_input(112, 112, scale, shift);
    run(state, 112, 112, input);
    check_first(facs_onnx_output(state, 0)->values, expected, 6, 2e-4);
    const facs_network_info info = facs_onnx_info(net);
    assert_string_equal(info.name, "PFLD");
    assert_string_equal(info.provider, "cpu");
    assert_int_equal(info.runs, 1);
    assert_true(info.start > 0);
    free(input);
    facs_onnx_destroy_state(&state);
    facs_onnx_free(&net);
}

static void test_retinaface(void **context)
{
    (void)context;
    const float scale[3] = {1, 1, 1}, shift[3] = {-104, -117, -123};
    facs_onnx *net = must_open("retinaface_mobilenet025.onnx", &facs_retinaface_form, &(facs_onnx_settings){0});
    assert_int_equal(facs_onnx_input_size(net, 0, 2), -1);
    facs_onnx_state *state =
        state_of(net, (int[]){FACS_RETINAFACE_BOXES, FACS_RETINAFACE_SCORES, FACS_RETINAFACE_POINTS}, 3);
    float *input = formula_input(203, 157, scale, shift);
    run(state, 203, 157, input);
    assert_int_equal(facs_onnx_output(state, 0)->size[1], 1370);
    assert_true(fabs(sum(facs_onnx_output(state, 0), false) - 837.7582) < 0.01);
    assert_true(fabs(sum(facs_onnx_output(state, 0), true) - 3294.9622) < 0.01);
    assert_true(fabs(sum(facs_onnx_output(state, 2), true) - 16933.567) < 0.05);
    free(input);
    facs_onnx_destroy_state(&state);
    facs_onnx_free(&net);
}

/* two of its outputs have the same name */
static void test_twin_names(void **context)
{
    (void)context;
    const float scale[3] = {2.0f / 255, 2.0f / 255, 2.0f / 255}, shift[3] = {-1, -1, -1};
    const double last[] = {0.095107, -0.088, 0.005622, -0.443284}, first[] = {-0.359784, 0.082581, -0.198385};
    facs_onnx *net = must_open("star_random.onnx", &any_256, &(facs_onnx_settings){0});
    assert_int_equal(facs_onnx_outputs(net), 17);
    assert_int_equal(facs_onnx_seen(net, 16).size[1], 98);
    facs_onnx_state *state = state_of(net, (int[]){16, 0, 9}, 3);
    float *input = formula_input(256, 256, scale, shift);
    run(state, 256, 256, input);
    check_first(facs_onnx_output(state, 0)->values, last, 4, 2e-3);
    check_first(facs_onnx_output(state, 1)->values, first, 3, 2e-3);
    assert_memory_equal(facs_onnx_output(state, 0)->values, facs_onnx_output(state, 2)->values, 98 * 2 * sizeof(float));
    free(input);
    facs_onnx_destroy_state(&state);
    facs_onnx_free(&net);
}

/* the number of threads changes no bit */
static void test_threads(void **context)
{
    (void)context;
    const float scale[3] = {1.0f / 255, 1.0f / 255, 1.0f / 255}, shift[3] = {0};
    float *input = formula_input(224, 224, scale, shift), kept[18];
    for (int threads = 1; threads <= 3; threads++) {
        facs_onnx *net = must_open("mtl_random.onnx", &any_224, &(facs_onnx_settings){.threads = threads});
        facs_onnx_state *state = state_of(net, (int[]){0, 1, 2}, 3);
        float now[18];
        run(state, 224, 224, input);
        memcpy(now, facs_onnx_output(state, 0)->values, sizeof(float[8]));
        memcpy(now + 8, facs_onnx_output(state, 1)->values, sizeof(float[2]));
        memcpy(now + 10, facs_onnx_output(state, 2)->values, sizeof(float[8]));
        if (threads == 1)
            memcpy(kept, now, sizeof kept);
        assert_memory_equal(now, kept, sizeof kept);
        facs_onnx_destroy_state(&state);
        facs_onnx_free(&net);
    }
    free(input);
}

static void expect_refused(const char *path, const facs_onnx_form *form, const facs_onnx_settings *settings,
                           facs_status status, const char *text)
{
    facs_onnx *net = NULL;
    facs_error error = {.message = ""};
    assert_int_equal(open_net(path, form, settings, &net, &error), status);
    assert_null(net);
    if (!strstr(error.message, text) || (status == FACS_E_MODEL_CORRUPT && !strstr(error.message, path)))
        fail_msg("%s: expected '%s'", error.message, text);
}

static void test_other_networks(void **context)
{
    (void)context;
    const facs_onnx_settings plain = {0};
    expect_refused(testdata_path("models/onnx/retinaface_mobilenet025.onnx"), &facs_pfld_form, &plain,
                   FACS_E_MODEL_CORRUPT, "another network?");
    expect_refused(testdata_path("models/onnx/pfld_cunjian.onnx"), &facs_retinaface_form, &plain, FACS_E_MODEL_CORRUPT,
                   "another network?");
    expect_refused(testdata_path("models/onnx/mtl_random.onnx"), &facs_pfld_form, &plain, FACS_E_MODEL_CORRUPT,
                   "another network?");
    expect_refused(testdata_path("models/onnx/blazeface_short_range.onnx"), &facs_retinaface_form, &plain,
                   FACS_E_MODEL_CORRUPT, "another network?");
}

static void test_cut_short(void **context)
{
    (void)context;
    const facs_env env = facs_env_resolve(NULL);
    const char *path = testdata_path("models/onnx/pfld_cunjian.onnx");
    uint8_t *bytes = NULL;
    size_t size = 0;
    assert_int_equal(facs_read_file(&env, path, FACS_E_NOT_FOUND, &bytes, &size, NULL), FACS_OK);
    const size_t kept[] = {0, 10, 100, 10000, size / 2, size - 1};
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        char name[] = "/tmp/facs-onnx-XXXXXX";
        int file = mkstemp(name);
        assert_true(file >= 0);
        assert_int_equal(write(file, bytes, kept[i]), kept[i]);
        close(file);
        expect_refused(name, &facs_pfld_form, &(facs_onnx_settings){0}, FACS_E_MODEL_CORRUPT, name);
        unlink(name);
    }
    facs_free(&env, bytes);
}

static void test_named_provider(void **context)
{
    (void)context;
    facs_onnx_runtime runtime;
    const facs_env env = facs_env_resolve(NULL);
    assert_int_equal(facs_onnx_runtime_load(&env, &runtime, NULL), FACS_OK);
    assert_true(facs_provider_listed(&runtime, FACS_PROVIDER_CPU));
    for (int i = FACS_PROVIDER_CUDA; i < FACS_PROVIDERS; i++)
        if (!facs_provider_listed(&runtime, (facs_onnx_provider)i))
            expect_refused(testdata_path("models/onnx/pfld_cunjian.onnx"), &facs_pfld_form,
                           &(facs_onnx_settings){.provider = (facs_onnx_provider)i}, FACS_E_UNSUPPORTED,
                           "was built without it");
}

static void test_provider_names(void **context)
{
    (void)context;
    facs_onnx_provider provider;
    facs_error error;
    for (int i = 0; i < FACS_PROVIDERS; i++) {
        assert_int_equal(facs_provider_find(facs_provider_name((facs_onnx_provider)i), &provider, NULL), FACS_OK);
        assert_int_equal(provider, i);
    }
    assert_int_equal(facs_provider_find(NULL, &provider, NULL), FACS_OK);
    assert_int_equal(provider, FACS_PROVIDER_AUTO);
    assert_int_equal(facs_provider_find("gpu", &provider, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "tensorrt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_ONNX(cmocka_unit_test(test_pfld)),           NEEDS_ONNX(cmocka_unit_test(test_retinaface)),
        NEEDS_ONNX(cmocka_unit_test(test_twin_names)),     NEEDS_ONNX(cmocka_unit_test(test_threads)),
        NEEDS_ONNX(cmocka_unit_test(test_other_networks)), NEEDS_ONNX(cmocka_unit_test(test_cut_short)),
        NEEDS_ONNX(cmocka_unit_test(test_named_provider)), cmocka_unit_test(test_provider_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
