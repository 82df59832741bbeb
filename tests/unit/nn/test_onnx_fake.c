/* Networks with a library that stands in for ONNX Runtime (tests/support/fake_onnxruntime.c): which one is loaded, which
 * provider is taken and what it is told, files that are not what they should be, and that nothing is left behind. */
#include "support/fake_onnxruntime.h"
#include "support/meter.h"
#include "support/needs.h"

#include "nn/onnx.h"

#include <dirent.h>
#include <dlfcn.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = 512 };
static const char all_providers[] = "TensorrtExecutionProvider,CUDAExecutionProvider,CoreMLExecutionProvider,"
                                    "OpenVINOExecutionProvider,XnnpackExecutionProvider,CPUExecutionProvider";
static const char usual[] = "input float 1x3x4x4\noutput points float 1x6 10\n";

static char folder[64], network[128];
static int64_t (*alive)(void);
static const char *(*said)(void);
static void (*forget)(void);

static const facs_onnx_form small = {
    .network = "Small", .inputs = 1, .input = {{.rank = 4, .size = {1, 3, 4, 4}, .warm_up = {1, 3, 4, 4}}}};
static const facs_onnx_form any_size = {
    .network = "Any",
    .inputs = 1,
    .input = {{.rank = 4, .size = {1, 3, 0, 0}, .warm_up = {1, 3, 8, 8}}},
    .hints = {.free_size = true, .least = "input:1x3x1x1", .usual = "input:1x3x2x2", .most = "input:1x3x3x3"}};

/* ---- the stage ---- */

static const char *fake(void)
{
    return getenv("FACS_FAKE_ONNXRUNTIME");
}

static const char *in_folder(const char *name)
{
    static char paths[8][PATH_ROOM];
    static int next;
    char *path = paths[next++ % 8];
    snprintf(path, PATH_ROOM, "%s/%s", folder, name);
    return path;
}

static void write_text(const char *path, const char *head, size_t head_size, const char *text)
{
    FILE *to = fopen(path, "w");
    assert_non_null(to);
    fwrite(head, 1, head_size, to);
    fputs(text, to);
    fclose(to);
}

static void write_network(const char *text)
{
    write_text(network, "\x08\x08 stands in.\n", 14, "  ");
    FILE *to = fopen(network, "a");
    fputs(text, to);
    fclose(to);
}

/* only what a case sets is set */
static int set_stage(void **context)
{
    (void)context;
    static const char *const unset[] = {"FAKE_ORT_VERSION", "FAKE_ORT_PROVIDERS", "FAKE_ORT_FAIL",
                                        "FAKE_ORT_TRACE",   "VIRTUAL_ENV",        "TMPDIR"};
    for (size_t i = 0; i < sizeof unset / sizeof *unset; i++)
        unsetenv(unset[i]);
    setenv("FACSIMILE_ONNXRUNTIME", fake(), 1);
    setenv("HOME", folder, 1);
    setenv("XDG_DATA_HOME", in_folder("data"), 1);
    write_network(usual);
    forget();
    return 0;
}

static int start_group(void **context)
{
    (void)context;
    snprintf(folder, sizeof folder, "/tmp/facs-fake-onnx-XXXXXX");
    if (!fake() || !mkdtemp(folder))
        return -1;
    snprintf(network, sizeof network, "%.60s/net.onnx", folder);
    void *library = dlopen(fake(), RTLD_NOW | RTLD_LOCAL);
    void *symbols[] = {library ? dlsym(library, "fake_ort_alive") : NULL,
                       library ? dlsym(library, "fake_ort_log") : NULL,
                       library ? dlsym(library, "fake_ort_reset") : NULL};
    memcpy(&alive, &symbols[0], sizeof alive);
    memcpy(&said, &symbols[1], sizeof said);
    memcpy(&forget, &symbols[2], sizeof forget);
    return alive && said && forget ? 0 : -1;
}

static int end_group(void **context)
{
    (void)context;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static facs_status open_with(const facs_env *env, const facs_onnx_form *form, const facs_onnx_settings *settings,
                             facs_onnx **net, facs_error *error)
{
    facs_status status = facs_onnx_load(env, network, form, net, error);
    if (status == FACS_OK)
        status = facs_onnx_start(env, *net, settings, error);
    if (status != FACS_OK)
        facs_onnx_free(net);
    return status;
}

static facs_onnx *must_open(const facs_onnx_form *form, const facs_onnx_settings *settings)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx *net = NULL;
    facs_error error = {.message = ""};
    if (open_with(&env, form, settings, &net, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return net;
}

static void close_net(facs_onnx *net)
{
    facs_onnx_free(&net);
    assert_int_equal(alive(), 0);
}

/* with both texts, and nothing left */
static void expect_refused(const facs_onnx_form *form, facs_onnx_provider provider, facs_status wanted,
                           const char *text, const char *more)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx *net = NULL;
    facs_error error = {.message = ""};
    facs_status status = open_with(&env, form, &(facs_onnx_settings){.provider = provider}, &net, &error);
    if (status != wanted || !strstr(error.message, text) || !strstr(error.message, more))
        fail_msg("%s: %s: expected '%s' and '%s'", facs_status_name(status), error.message, text, more);
    assert_null(net);
    assert_int_equal(alive(), 0);
}

static facs_onnx_state *state_of(const facs_onnx *net, const int *wanted, int count)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx_state *state = NULL;
    assert_int_equal(facs_onnx_create_state(&env, net, wanted, count, &state, NULL), FACS_OK);
    return state;
}

static facs_status run_once(facs_onnx_state *state, float first, facs_error *error)
{
    float values[48] = {first};
    const facs_onnx_tensor input = {.rank = 4, .size = {1, 3, 4, 4}, .values = values};
    return facs_onnx_run(state, &input, 1, error);
}

/* ---- runs ---- */

static void test_runs(void **context)
{
    (void)context;
    facs_onnx *net = must_open(&small, &(facs_onnx_settings){.threads = 3});
    facs_onnx_state *state = state_of(net, (int[]){0}, 1);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(run_once(state, (float)i, NULL), FACS_OK);
        assert_int_equal(facs_onnx_output(state, 0)->size[1], 6);
        assert_true(facs_onnx_output(state, 0)->values[5] == (float)(15 + i));
    }
    const facs_network_info info = facs_onnx_info(net);
    assert_string_equal(info.provider, "cpu");
    assert_string_equal(info.runtime, "1.22.0");
    assert_string_equal(info.runtime_file, fake());
    assert_int_equal(info.runs, 3);
    assert_non_null(strstr(said(), "intra 3\n"));
    assert_non_null(strstr(said(), "inter 1\n"));
    assert_non_null(strstr(said(), "config session.intra_op.allow_spinning=0\n"));
    facs_onnx_destroy_state(&state);
    close_net(net);
}

/* a place is what is asked for; a name that two places have is asked for once */
static void test_twin_names(void **context)
{
    (void)context;
    char text[1024] = "input float 1x3x4x4\n";
    for (int i = 0; i < 17; i++) {
        size_t length = strlen(text);
        snprintf(text + length, sizeof text - length, "output %s%d float 1x%d %d\n", i == 9 ? "out3x" : "out",
                 i == 16 ? 3 : i, 2, 100 * (i == 16 ? 3 : i + 1));
    }
    write_network(text);
    facs_onnx *net = must_open(&small, &(facs_onnx_settings){0});
    assert_int_equal(facs_onnx_outputs(net), 17);
    facs_onnx_state *state = state_of(net, (int[]){16, 3, 0}, 3);
    assert_int_equal(run_once(state, 0, NULL), FACS_OK);
    assert_ptr_equal(facs_onnx_output(state, 0)->values, facs_onnx_output(state, 1)->values);
    assert_true(facs_onnx_output(state, 2)->values[0] == 100);
    facs_onnx_destroy_state(&state);
    close_net(net);
}

static void test_later_run_fails(void **context)
{
    (void)context;
    facs_error error = {.message = ""};
    facs_onnx *net = must_open(&small, &(facs_onnx_settings){0});
    facs_onnx_state *state = state_of(net, (int[]){0}, 1);
    assert_int_equal(run_once(state, 0, NULL), FACS_OK);
    setenv("FAKE_ORT_FAIL", "Run", 1);
    assert_int_equal(run_once(state, 0, &error), FACS_E_MODEL_CORRUPT);
    assert_non_null(strstr(error.message, "Run was told to fail on cpu"));
    assert_non_null(strstr(error.message, network));
    assert_null(facs_onnx_output(state, 0)->values);
    setenv("FAKE_ORT_FAIL", "RunHalf", 1);
    assert_int_equal(run_once(state, 0, &error), FACS_E_MODEL_CORRUPT);
    unsetenv("FAKE_ORT_FAIL");
    assert_int_equal(run_once(state, NAN, &error), FACS_E_MODEL_CORRUPT);
    assert_non_null(strstr(error.message, "not finite (provider cpu)"));
    assert_int_equal(run_once(state, 1, NULL), FACS_OK);
    assert_true(facs_onnx_output(state, 0)->values[0] == 11);
    facs_onnx_destroy_state(&state);
    close_net(net);
}

typedef struct runner {
    const facs_onnx *net;
    float first;
    int wrong;
} runner;

static void *run_many(void *argument)
{
    runner *self = argument;
    facs_onnx_state *state = state_of(self->net, (int[]){0}, 1);
    for (int i = 0; i < 200; i++)
        self->wrong +=
            run_once(state, self->first, NULL) != FACS_OK || facs_onnx_output(state, 0)->values[0] != 10 + self->first;
    facs_onnx_destroy_state(&state);
    return NULL;
}

static void test_threads(void **context)
{
    (void)context;
    pthread_t threads[4];
    runner runners[4];
    facs_onnx *net = must_open(&small, &(facs_onnx_settings){0});
    for (int i = 0; i < 4; i++) {
        runners[i] = (runner){net, (float)i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, run_many, &runners[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(runners[i].wrong, 0);
    }
    assert_int_equal(facs_onnx_info(net).runs, 800);
    close_net(net);
}

/* ---- files that are not what they should be ---- */

static facs_status check_six(const char *path, const facs_onnx_tensor *outputs, int count, facs_error *error)
{
    return count > 1 && outputs[1].rank == 2 && outputs[1].size[1] == 6
               ? FACS_OK
               : facs_onnx_unfit(path, outputs, count, 1, "1 x 6 (points)", error);
}

static void test_other_networks(void **context)
{
    (void)context;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"input float 1x3x4\noutput a float 1x6\n", "input 1: expected float32 numbers of 4 dimensions (Small)"},
        {"input double 1x3x4x4\noutput a float 1x6\n", "found type 11 of 4"},
        {"input list 1\noutput a float 1x6\n", "input 1: expected a tensor (Small)"},
        {"input float 1x3x5x4\noutput a float 1x6\n", "expected a size of 4 in dimension 3 (Small), found 5"},
        {"input float 1x3x4x4\ninput float 1x1x1x1\noutput a float 1x6\n", "expected 1 inputs (Small), found 2"},
        {"output a float 1x6\n", "expected 1 inputs (Small), found 0"},
        {"input float 1x3x4x4\n", "expected 1 to 24 outputs (Small), found 0"},
        {"input float 1x3x4x4\noutput a double 1x6\n", "expected outputs of float32 numbers"},
        {"input float 1x3x4x4\noutput a float 1x1x1x1x1x1\n", "of at most 5 dimensions (Small), found type 1 of 6"},
        {"input float 1x3x4x4\noutput a list 1x6\n", "expected outputs that are tensors (Small)"},
        {"input float 1x3x4x4\noutput a float 1x-6\n", "an output of more than"},
        {"input float 1x3x4x4\noutput a float 3000000x3000000\n", "an output of more than"},
        {"input float 1x3x4x4\noutput a float 1x6 nan\n", "not finite"},
        {"no network\n", "reading the network"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_network(cases[i].text);
        expect_refused(&small, FACS_PROVIDER_AUTO, FACS_E_MODEL_CORRUPT, cases[i].message, network);
    }
    char many[2048] = "input float 1x3x4x4\n";
    for (int i = 0; i < 25; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), "output o%d float 1x1\n", i);
    write_network(many);
    expect_refused(&small, FACS_PROVIDER_AUTO, FACS_E_MODEL_CORRUPT, "expected 1 to 24 outputs", "found 25");
    write_network("input float 1x3x-1x99999999999\noutput a float 1x6\n");
    expect_refused(&any_size, FACS_PROVIDER_AUTO, FACS_E_MODEL_CORRUPT, "input 1: more than", network);
}

static void test_outputs_are_checked(void **context)
{
    (void)context;
    facs_onnx_form form = small;
    form.check = check_six;
    expect_refused(&form, FACS_PROVIDER_AUTO, FACS_E_MODEL_CORRUPT, "output 2: expected 1 x 6 (points)",
                   "found only 1 outputs; is it another network?");
    write_network("input float 1x3x4x4\noutput a float 1\noutput b float 1x7x2\n");
    expect_refused(&form, FACS_PROVIDER_AUTO, FACS_E_MODEL_CORRUPT, "output 2: expected 1 x 6 (points)",
                   "found 1 x 7 x 2");
    write_network("input float 1x3x4x4\noutput a float 1\noutput b float 1x6\n");
    close_net(must_open(&form, &(facs_onnx_settings){0}));
}

/* every call of the runtime that can fail does, on each network's way: a message, and nothing left */
static void test_every_call_fails(void **context)
{
    (void)context;
    static const char *const functions[] = {"CreateEnvWithCustomLogger",
                                            "CreateCpuMemoryInfo",
                                            "GetAllocatorWithDefaultOptions",
                                            "CreateSessionOptions",
                                            "SetIntraOpNumThreads",
                                            "SetInterOpNumThreads",
                                            "AddSessionConfigEntry",
                                            "AddSessionConfigEntry#2",
                                            "CreateSessionFromArray",
                                            "SessionGetInputCount",
                                            "SessionGetOutputCount",
                                            "SessionGetInputName",
                                            "SessionGetOutputName",
                                            "SessionGetOutputName#2",
                                            "SessionGetInputTypeInfo",
                                            "CastTypeInfoToTensorInfo",
                                            "GetTensorElementType",
                                            "GetTensorElementType#2",
                                            "GetDimensionsCount",
                                            "GetDimensionsCount#2",
                                            "GetDimensions",
                                            "GetDimensions#2",
                                            "CreateTensorWithDataAsOrtValue",
                                            "Run",
                                            "RunHalf",
                                            "GetValueType",
                                            "GetTensorTypeAndShape",
                                            "GetTensorMutableData"};
    write_network("input float 1x3x4x4\noutput a float 1x6\noutput b float 1x6\n");
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        char name[96] = "";
        strncat(name, functions[i], strcspn(functions[i], "#"));
        strcat(name, " was told to fail");
        setenv("FAKE_ORT_FAIL", functions[i], 1);
        expect_refused(&small, FACS_PROVIDER_CPU, i == 0 ? FACS_E_UNSUPPORTED : FACS_E_MODEL_CORRUPT, name, "");
        forget();
    }
    /* what fails when all is over hurts nobody */
    setenv("FAKE_ORT_FAIL", "AllocatorFree,ReleaseAvailableProviders", 1);
    close_net(must_open(&small, &(facs_onnx_settings){0}));
}

static void test_every_allocation_fails(void **context)
{
    (void)context;
    meter memory;
    facs_env env = meter_env(&memory, -1);
    facs_onnx *net = NULL;
    assert_int_equal(open_with(&env, &small, &(facs_onnx_settings){0}, &net, NULL), FACS_OK);
    facs_onnx_free(&net);
    assert_true(memory.made > 3);
    for (long i = 0, count = memory.made; i < count; i++) {
        facs_error error = {.message = ""};
        env = meter_env(&memory, i);
        assert_int_equal(open_with(&env, &small, &(facs_onnx_settings){0}, &net, &error), FACS_E_MEMORY);
        assert_non_null(strstr(error.message, network));
        assert_null(net);
        assert_int_equal(alive(), 0);
        assert_int_equal(memory.alive, 0);
    }
}

static void test_file(void **context)
{
    (void)context;
    write_text(network, "", 0, "");
    expect_refused(&small, FACS_PROVIDER_AUTO, FACS_E_MODEL_CORRUPT, "expected an ONNX file (Small)", network);
    write_text(network, "", 0, "<html>this is a page of a web site</html>");
    expect_refused(&small, FACS_PROVIDER_AUTO, FACS_E_MODEL_CORRUPT, "expected an ONNX file (Small)", network);
    unlink(network);
    expect_refused(&small, FACS_PROVIDER_AUTO, FACS_E_MODELS_MISSING, network, "");
}

/* ---- providers ---- */

static void expect_auto(const char *provider, const char *skipped)
{
    facs_onnx *net = must_open(&small, &(facs_onnx_settings){0});
    const facs_network_info info = facs_onnx_info(net);
    assert_string_equal(info.provider, provider);
    assert_string_equal(info.skipped, skipped);
    close_net(net);
}

#ifndef __APPLE__
static void test_auto(void **context)
{
    (void)context;
    const char none[] = "tensorrt: this ONNX Runtime (1.22.0) was built without it\n"
                        "cuda: this ONNX Runtime (1.22.0) was built without it";
    char text[PATH_ROOM * 2];
    expect_auto("cpu", none);
    setenv("FAKE_ORT_PROVIDERS", all_providers, 1);
    expect_auto("tensorrt", "");
    setenv("FAKE_ORT_FAIL", "SessionOptionsAppendExecutionProvider_TensorRT_V2", 1);
    expect_auto("cuda", "tensorrt: SessionOptionsAppendExecutionProvider_TensorRT_V2 was told to fail on tensorrt");
    setenv("FAKE_ORT_FAIL", "CreateSessionFromArray@tensorrt,Run@cuda", 1);
    snprintf(text, sizeof text,
             "%s: CreateSessionFromArray was told to fail on tensorrt\n%s: Run was told to fail on cuda", network,
             network);
    expect_auto("cpu", text);
    /* one that comes to nothing leaves no trace in the one that is taken */
    assert_non_null(strstr(said(), "session cuda\nintra 1\ninter 1"));
    setenv("FAKE_ORT_FAIL", "GetAvailableProviders", 1);
    expect_auto("cpu", none);
}
#endif

static void test_named(void **context)
{
    (void)context;
    expect_refused(&small, FACS_PROVIDER_CUDA, FACS_E_UNSUPPORTED, "the provider cuda cannot run Small",
                   "was built without it.  --provider auto takes what works");
    setenv("FAKE_ORT_PROVIDERS", all_providers, 1);
    static const struct {
        facs_onnx_provider provider;
        const char *name, *call;
    } cases[] = {{FACS_PROVIDER_CUDA, "cuda", "CreateCUDAProviderOptions"},
                 {FACS_PROVIDER_CUDA, "cuda", "UpdateCUDAProviderOptions"},
                 {FACS_PROVIDER_CUDA, "cuda", "SessionOptionsAppendExecutionProvider_CUDA_V2"},
                 {FACS_PROVIDER_TENSORRT, "tensorrt", "CreateTensorRTProviderOptions"},
                 {FACS_PROVIDER_TENSORRT, "tensorrt", "UpdateTensorRTProviderOptions"},
                 {FACS_PROVIDER_TENSORRT, "tensorrt", "SessionOptionsAppendExecutionProvider_TensorRT_V2"},
                 {FACS_PROVIDER_COREML, "coreml", "SessionOptionsAppendExecutionProvider"},
                 {FACS_PROVIDER_OPENVINO, "openvino", "SessionOptionsAppendExecutionProvider"},
                 {FACS_PROVIDER_XNNPACK, "xnnpack", "SessionOptionsAppendExecutionProvider"},
                 {FACS_PROVIDER_CUDA, "cuda", "CreateSessionFromArray"},
                 {FACS_PROVIDER_CUDA, "cuda", "Run"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[96], more[96];
        snprintf(text, sizeof text, "the provider %s cannot run Small", cases[i].name);
        snprintf(more, sizeof more, "%s was told to fail", cases[i].call);
        setenv("FAKE_ORT_FAIL", cases[i].call, 1);
        expect_refused(&small, cases[i].provider, FACS_E_UNSUPPORTED, text, more);
    }
    unsetenv("FAKE_ORT_FAIL");
    facs_onnx *net = must_open(&small, &(facs_onnx_settings){.provider = FACS_PROVIDER_CUDA});
    assert_string_equal(facs_onnx_info(net).provider, "cuda");
    close_net(net);
}

static void expect_told(const facs_onnx_form *form, facs_onnx_provider provider, const char *cache, const char *line)
{
    char wanted[PATH_ROOM * 3];
    snprintf(wanted, sizeof wanted, "append %s\n", line);
    forget();
    facs_onnx *net = must_open(form, &(facs_onnx_settings){.provider = provider, .threads = 2, .cache = cache});
    if (!strstr(said(), wanted))
        fail_msg("expected %sfound %s", wanted, said());
    close_net(net);
}

/* the table of docs/algorithm/onnx.md */
static void test_options(void **context)
{
    (void)context;
    const char *cache = in_folder("cache/deep");
    char line[PATH_ROOM * 2];
    setenv("FAKE_ORT_PROVIDERS", all_providers, 1);
    expect_told(&small, FACS_PROVIDER_CUDA, cache, "cuda use_tf32=0");
    write_network("input float 1x3x-1x-1\noutput a float 1x6\n");
    expect_told(&any_size, FACS_PROVIDER_CUDA, cache, "cuda use_tf32=0 cudnn_conv_algo_search=HEURISTIC");
    assert_int_not_equal(access(cache, F_OK), 0); /* nothing is kept for it */
    snprintf(line, sizeof line,
             "tensorrt trt_fp16_enable=0 trt_engine_cache_enable=1 "
             "trt_engine_cache_path=%s/onnxruntime-1.22.0/tensorrt/ trt_profile_min_shapes=input:1x3x1x1 "
             "trt_profile_opt_shapes=input:1x3x2x2 trt_profile_max_shapes=input:1x3x3x3",
             cache);
    expect_told(&any_size, FACS_PROVIDER_TENSORRT, cache, line);
    assert_int_equal(access(in_folder("cache/deep/onnxruntime-1.22.0/tensorrt"), W_OK), 0);
    write_network(usual);
    expect_told(&small, FACS_PROVIDER_TENSORRT, NULL, "tensorrt trt_fp16_enable=0 trt_engine_cache_enable=0");
    snprintf(line, sizeof line,
             "coreml ModelFormat=MLProgram MLComputeUnits=ALL RequireStaticInputShapes=0 "
             "ModelCacheDirectory=%s/onnxruntime-1.22.0/coreml/",
             cache);
    expect_told(&small, FACS_PROVIDER_COREML, cache, line);
    snprintf(line, sizeof line, "openvino device_type=CPU cache_dir=%s/onnxruntime-1.22.0/openvino/", cache);
    expect_told(&small, FACS_PROVIDER_OPENVINO, cache, line);
    expect_told(&small, FACS_PROVIDER_XNNPACK, cache, "xnnpack intra_op_num_threads=2");
}

static void test_no_cache_folder(void **context)
{
    (void)context;
    facs_onnx *net = NULL;
    facs_error error = {.message = ""};
    const facs_env env = facs_env_resolve(NULL);
    const char *file = in_folder("file");
    setenv("FAKE_ORT_PROVIDERS", all_providers, 1);
    write_text(file, "", 0, "no folder");
    const facs_onnx_settings settings = {.provider = FACS_PROVIDER_TENSORRT, .cache = in_folder("file/cache")};
    assert_int_equal(open_with(&env, &small, &settings, &net, &error), FACS_E_OUTPUT);
    assert_non_null(strstr(error.message, "the folder for what tensorrt makes of networks cannot be made"));
    assert_int_equal(alive(), 0);
#ifndef __APPLE__
    /* nobody asked for it: the next one is taken */
    net = must_open(&small, &(facs_onnx_settings){.cache = in_folder("file/cache")});
    assert_string_equal(facs_onnx_info(net).provider, "cuda");
    assert_non_null(strstr(facs_onnx_info(net).skipped, "cannot be made"));
    close_net(net);
#endif
}

/* ---- traces ---- */

static int files_in(const char *path)
{
    int count = 0;
    DIR *listed = opendir(path);
    assert_non_null(listed);
    for (const struct dirent *entry; (entry = readdir(listed)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(listed);
    return count;
}

static const char *trace_folder(void)
{
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/tmp/", folder);
    assert_int_equal(facs_path_make_folders(path), 0);
    setenv("TMPDIR", in_folder("tmp"), 1);
    return in_folder("tmp");
}

static void run_times(const facs_onnx *net, int times)
{
    facs_onnx_state *state = state_of(net, (int[]){0}, 1);
    for (int i = 0; i < times; i++)
        assert_int_equal(run_once(state, 0, NULL), FACS_OK);
    facs_onnx_destroy_state(&state);
}

/* ten runs, or as many as there were */
static void test_traces(void **context)
{
    (void)context;
    static const int runs[][2] = {{3, 3}, {10, 10}, {25, 10}, {0, 0}};
    const char *where = trace_folder();
    setenv("FAKE_ORT_PROVIDERS", all_providers, 1);
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        facs_onnx *net = must_open(&small, &(facs_onnx_settings){.provider = FACS_PROVIDER_CUDA, .trace = true});
        run_times(net, runs[i][0]);
        assert_int_equal(files_in(where), runs[i][0] < 10 ? 1 : 0);
        const facs_trace_sum *sum = facs_onnx_traced(net);
        assert_int_equal(files_in(where), 0);
        assert_int_equal(sum->runs, runs[i][1]);
        assert_ptr_equal(facs_onnx_traced(net), sum);
        if (runs[i][1]) {
            assert_string_equal(sum->failure, "");
            assert_string_equal(sum->providers[0].name, "CUDAExecutionProvider");
            assert_int_equal(sum->providers[0].calls, runs[i][1]);
            assert_string_equal(sum->operators[1].name, "Relu");
        } else {
            assert_non_null(strstr(sum->failure, "tells of no nodes"));
        }
        assert_int_equal(facs_onnx_info(net).runs, runs[i][0]);
        close_net(net);
    }
    facs_onnx *plain = must_open(&small, &(facs_onnx_settings){0});
    assert_null(facs_onnx_traced(plain));
    close_net(plain);
}

static void test_trace_of_threads(void **context)
{
    (void)context;
    pthread_t threads[4];
    runner runners[4];
    trace_folder();
    facs_onnx *net = must_open(&small, &(facs_onnx_settings){.trace = true});
    for (int i = 0; i < 4; i++) {
        runners[i] = (runner){net, (float)i, 0};
        assert_int_equal(pthread_create(&threads[i], NULL, run_many, &runners[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(runners[i].wrong, 0);
    }
    assert_int_equal(facs_onnx_traced(net)->runs, 10);
    assert_int_equal(facs_onnx_info(net).runs, 800);
    close_net(net);
}

/* what goes wrong with a trace is said, and changes no run; nothing stays behind */
static void test_trace_fails(void **context)
{
    (void)context;
    const char *where = trace_folder(), *odd = in_folder("odd.json");
    facs_onnx *net = must_open(&small, &(facs_onnx_settings){.trace = true});
    setenv("FAKE_ORT_FAIL", "SessionEndProfiling", 1);
    run_times(net, 12);
    assert_string_equal(facs_onnx_traced(net)->failure, "SessionEndProfiling was told to fail on cpu");
    unsetenv("FAKE_ORT_FAIL");
    close_net(net);
    assert_int_equal(files_in(where), 0);

    write_text(odd, "", 0, "this is no trace");
    setenv("FAKE_ORT_TRACE", odd, 1);
    net = must_open(&small, &(facs_onnx_settings){.trace = true});
    run_times(net, 12);
    assert_non_null(strstr(facs_onnx_traced(net)->failure, "no JSON array"));
    close_net(net);

    /* one that nobody asks for */
    net = must_open(&small, &(facs_onnx_settings){.trace = true});
    run_times(net, 1);
    close_net(net);
    assert_int_equal(files_in(where), 0);

    /* a provider that is tried and not taken leaves one, too */
    setenv("FAKE_ORT_PROVIDERS", all_providers, 1);
    setenv("FAKE_ORT_FAIL", "Run@tensorrt,Run@cuda,Run@coreml", 1);
    net = must_open(&small, &(facs_onnx_settings){.trace = true});
    assert_string_equal(facs_onnx_info(net).provider, "cpu");
    close_net(net);
    assert_int_equal(files_in(where), 0);
    setenv("FAKE_ORT_FAIL", "EnableProfiling", 1);
    facs_error error = {.message = ""};
    const facs_env env = facs_env_resolve(NULL);
    assert_int_equal(
        open_with(&env, &small, &(facs_onnx_settings){.provider = FACS_PROVIDER_CPU, .trace = true}, &net, &error),
        FACS_E_MODEL_CORRUPT);
    assert_non_null(strstr(error.message, "EnableProfiling was told to fail"));
    assert_int_equal(files_in(where), 0);

    setenv("TMPDIR", in_folder("nowhere"), 1);
    unsetenv("FAKE_ORT_FAIL");
    assert_int_equal(open_with(&env, &small, &(facs_onnx_settings){.trace = true}, &net, &error), FACS_E_OUTPUT);
    assert_non_null(strstr(error.message, "no folder for the trace of a network can be made there (TMPDIR)"));
    assert_int_equal(alive(), 0);
}

/* ---- which library ---- */

static void test_look(void **context)
{
    (void)context;
    facs_error error = {.message = ""};
    facs_runtime_info info = {.size = sizeof info};
    setenv("FAKE_ORT_PROVIDERS", "TensorrtExecutionProvider,CPUExecutionProvider,OtherExecutionProvider", 1);
    assert_int_equal(facs_runtime_look(&info, &error), FACS_OK);
    assert_string_equal(info.version, "1.22.0");
    assert_string_equal(info.file, fake());
    assert_string_equal(info.providers, "tensorrt cpu OtherExecutionProvider");
    setenv("FAKE_ORT_FAIL", "GetAvailableProviders", 1);
    assert_int_equal(facs_runtime_look(&info, &error), FACS_OK);
    assert_string_equal(info.providers, "cpu");
    assert_int_equal(alive(), 0);
    assert_int_equal(facs_runtime_look(NULL, &error), FACS_E_ARGUMENT);
    info.size = 0;
    assert_int_equal(facs_runtime_look(&info, &error), FACS_E_ARGUMENT);
    setenv("FAKE_ORT_VERSION", "1.10.0", 1);
    assert_int_equal(facs_runtime_look(&info, &error), FACS_E_MODELS_MISSING);
    assert_non_null(strstr(error.message, "1.10.0"));
}

static void expect_no_runtime(const char *text, const char *more)
{
    facs_onnx_runtime runtime;
    facs_error error = {.message = ""};
    const facs_env env = facs_env_resolve(NULL);
    assert_int_equal(facs_onnx_runtime_load(&env, &runtime, &error), FACS_E_MODELS_MISSING);
    if (!strstr(error.message, text) || !strstr(error.message, more))
        fail_msg("%s: expected '%s' and '%s'", error.message, text, more);
}

static void expect_runtime(const char *path)
{
    facs_onnx_runtime runtime;
    facs_error error = {.message = ""};
    const facs_env env = facs_env_resolve(NULL);
    if (facs_onnx_runtime_load(&env, &runtime, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_string_equal(runtime.path, path);
}

/* the stand-in under another name, with the folders before it */
static const char *put_library(const char *name)
{
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(facs_path_make_folders(path), 0);
    unlink(path);
    assert_int_equal(symlink(fake(), path), 0);
    return in_folder(name);
}

/* not cmocka's macros: they would hide which */
static bool the_system_has_one(void)
{
    return dlopen("libonnxruntime.so.1", RTLD_LAZY | RTLD_LOCAL) ||
           dlopen("libonnxruntime.so", RTLD_LAZY | RTLD_LOCAL) ||
           dlopen("libonnxruntime.dylib", RTLD_LAZY | RTLD_LOCAL);
}

static void test_versions(void **context)
{
    (void)context;
    setenv("FAKE_ORT_VERSION", "1.10.0", 1);
    expect_no_runtime("is ONNX Runtime 1.10.0; 1.16 or newer is needed", "scripts/packages.sh onnx");
    setenv("FAKE_ORT_VERSION", "1.15.9", 1);
    expect_no_runtime("is ONNX Runtime 1.15.9", fake());
    setenv("FAKE_ORT_VERSION", "unknown", 1);
    expect_no_runtime("is ONNX Runtime unknown", fake());
    setenv("FAKE_ORT_VERSION", "x", 1);
    expect_no_runtime("is not ONNX Runtime", fake());
    static const char *const good[] = {"1.16.0", "1.22.1", "1.99.0"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        setenv("FAKE_ORT_VERSION", good[i], 1);
        expect_runtime(fake());
    }
}

static void test_named_library(void **context)
{
    (void)context;
    setenv("FACSIMILE_ONNXRUNTIME", in_folder("nowhere"), 1);
    expect_no_runtime("nowhere: there is no such file or folder", "FACSIMILE_ONNXRUNTIME=");
    setenv("FACSIMILE_ONNXRUNTIME", folder, 1);
    expect_no_runtime("no libonnxruntime in this folder", "capi");
#ifndef __APPLE__
    static const char *const layouts[][2] = {
        {"flat", "flat/libonnxruntime.so.1.22.0"},
        {"package", "package/capi/libonnxruntime.so.1"},
        {"wheel", "wheel/onnxruntime/capi/libonnxruntime.so.1.22.0"},
        {"release", "release/lib/libonnxruntime.so"},
    };
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        const char *library = put_library(layouts[i][1]);
        setenv("FACSIMILE_ONNXRUNTIME", in_folder(layouts[i][0]), 1);
        expect_runtime(library);
    }
    put_library("flat/libonnxruntime.so"); /* of several the one with the longest name */
    setenv("FACSIMILE_ONNXRUNTIME", in_folder("flat"), 1);
    expect_runtime(in_folder("flat/libonnxruntime.so.1.22.0"));
#endif
    /* a name without a slash is a file of this folder, not of the system */
    char before[PATH_ROOM];
    assert_non_null(getcwd(before, sizeof before));
    put_library("bare.so");
    assert_int_equal(chdir(folder), 0);
    setenv("FACSIMILE_ONNXRUNTIME", "bare.so", 1);
    expect_runtime("./bare.so");
    assert_int_equal(chdir(before), 0);
}

#ifdef __linux__
/* a text, and a library for another kind of machine */
static void write_unfit(const char *path, bool elf)
{
    static const unsigned char head[] = {0x7f, 'E', 'L', 'F', sizeof(void *) == 8 ? 1 : 2, 1, 1};
    char bytes[128] = {0};
    memcpy(bytes, head, sizeof head);
    FILE *to = fopen(path, "w");
    assert_non_null(to);
    if (elf)
        fwrite(bytes, 1, sizeof bytes, to);
    else
        fputs("this is a text file, which somebody has given the name of a library", to);
    fclose(to);
}

static void test_unfit_library(void **context)
{
    (void)context;
    char path[PATH_ROOM];
    snprintf(path, sizeof path, "%s/unfit/libonnxruntime.so.1", folder);
    assert_int_equal(facs_path_make_folders(path), 0);
    setenv("FACSIMILE_ONNXRUNTIME", path, 1);
    write_unfit(path, false);
    expect_no_runtime("the library cannot be loaded", "It has to be ONNX Runtime for this machine");
    write_unfit(path, true);
    expect_no_runtime("the library cannot be loaded", "ELF class");
    setenv("FACSIMILE_ONNXRUNTIME", in_folder("unfit"), 1);
    expect_no_runtime("the library cannot be loaded", "ELF class");
    unlink(path);
    assert_int_equal(symlink("/proc/self/exe", path), 0); /* a program */
    expect_no_runtime("FACSIMILE_ONNXRUNTIME=", "unfit");
    unlink(path);
    rmdir(in_folder("unfit"));
}

/* without a name: the user's data folder, then the active Python environment; one of no use is passed over */
static void test_found_library(void **context)
{
    (void)context;
    unsetenv("FACSIMILE_ONNXRUNTIME");
    expect_no_runtime("which is not on this machine", "sh scripts/packages.sh onnx");
    setenv("VIRTUAL_ENV", in_folder("venv"), 1);
    expect_no_runtime("which is not on this machine", "pip install onnxruntime");
    const char *python = put_library("venv/lib/python3.11/site-packages/onnxruntime/capi/libonnxruntime.so.1.22.0");
    expect_runtime(python);
    const char *installed = put_library("data/facsimile/onnxruntime/capi/libonnxruntime.so.1.22.0");
    expect_runtime(installed);
    unlink(installed);
    /* under another name: the system knows those it has loaded */
    installed = in_folder("data/facsimile/onnxruntime/capi/libonnxruntime.so.9");
    write_unfit(installed, false);
    expect_runtime(python);
    unlink(python);
    expect_no_runtime("the library cannot be loaded", installed);
    unlink(installed);
    unsetenv("XDG_DATA_HOME");
    installed = put_library(".local/share/facsimile/onnxruntime/libonnxruntime.so.1");
    expect_runtime(installed);
    unlink(installed);
}
#endif

int main(void)
{
#define CASE(name) cmocka_unit_test_setup(name, set_stage)
    const struct CMUnitTest tests[] = {
        CASE(test_runs),
        CASE(test_twin_names),
        CASE(test_later_run_fails),
        CASE(test_threads),
        CASE(test_other_networks),
        CASE(test_outputs_are_checked),
        CASE(test_every_call_fails),
        CASE(test_every_allocation_fails),
        CASE(test_file),
#ifndef __APPLE__
        CASE(test_auto),
#endif
        CASE(test_named),
        CASE(test_options),
        CASE(test_no_cache_folder),
        CASE(test_traces),
        CASE(test_trace_of_threads),
        CASE(test_trace_fails),
        CASE(test_look),
        CASE(test_versions),
        CASE(test_named_library),
#ifdef __linux__
        CASE(test_unfit_library),
        NEEDS_THAT(!the_system_has_one(), "the system has an ONNX Runtime of its own", CASE(test_found_library)),
#endif
    };
    return cmocka_run_group_tests(tests, start_group, end_group);
}
