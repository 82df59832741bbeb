/* Providers of ONNX Runtime; see onnx_provider.h. */
#include "nn/onnx_provider.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { OPTIONS_MAX = 8, PATH_BYTES = 1024 };

/* `listed`: the runtime's name for it */
static const struct {
    const char *name, *listed;
} providers[FACS_PROVIDERS] = {
    [FACS_PROVIDER_AUTO] = {"auto", ""},
    [FACS_PROVIDER_CPU] = {"cpu", "CPUExecutionProvider"},
    [FACS_PROVIDER_CUDA] = {"cuda", "CUDAExecutionProvider"},
    [FACS_PROVIDER_TENSORRT] = {"tensorrt", "TensorrtExecutionProvider"},
    [FACS_PROVIDER_COREML] = {"coreml", "CoreMLExecutionProvider"},
    [FACS_PROVIDER_OPENVINO] = {"openvino", "OpenVINOExecutionProvider"},
    [FACS_PROVIDER_XNNPACK] = {"xnnpack", "XnnpackExecutionProvider"},
};

facs_status facs_provider_find(const char *name, facs_onnx_provider *provider, facs_error *error)
{
    *provider = FACS_PROVIDER_AUTO;
    if (!name || !*name)
        return FACS_OK;
    for (int i = 0; i < FACS_PROVIDERS; i++)
        if (strcmp(providers[i].name, name) == 0) {
            *provider = (facs_onnx_provider)i;
            return FACS_OK;
        }
    return facs_fail(error, FACS_E_ARGUMENT,
                     "%.100s: unknown provider; there are auto, cpu, cuda, tensorrt, coreml, openvino and xnnpack",
                     name);
}

const char *facs_provider_name(facs_onnx_provider provider)
{
    return providers[provider].name;
}

int facs_provider_candidates(facs_onnx_provider wanted, facs_onnx_provider tried[FACS_PROVIDERS])
{
    int count = 0;
    if (wanted != FACS_PROVIDER_AUTO) {
        tried[count++] = wanted;
        return count;
    }
#ifdef __APPLE__
    tried[count++] = FACS_PROVIDER_COREML;
#else
    tried[count++] = FACS_PROVIDER_TENSORRT;
    tried[count++] = FACS_PROVIDER_CUDA;
#endif
    tried[count++] = FACS_PROVIDER_CPU;
    return count;
}

bool facs_provider_listed(const facs_onnx_runtime *runtime, facs_onnx_provider provider)
{
    char **names = NULL;
    int count = 0;
    bool found = false;
    facs_ort_status *status = runtime->api.GetAvailableProviders(&names, &count);
    if (status) {
        runtime->api.ReleaseStatus(status);
        return provider == FACS_PROVIDER_CPU;
    }
    for (int i = 0; i < count; i++)
        found = found || strcmp(names[i], providers[provider].listed) == 0;
    status = runtime->api.ReleaseAvailableProviders(names, count);
    if (status)
        runtime->api.ReleaseStatus(status);
    return found;
}

static const char *own_name(const char *listed)
{
    for (int i = 0; i < FACS_PROVIDERS; i++)
        if (strcmp(providers[i].listed, listed) == 0)
            return providers[i].name;
    return listed;
}

void facs_provider_list(const facs_onnx_runtime *runtime, char *text, size_t room)
{
    char **names = NULL;
    int count = 0;
    size_t length = 0;
    snprintf(text, room, "cpu");
    facs_ort_status *status = runtime->api.GetAvailableProviders(&names, &count);
    for (int i = 0; !status && i < count && length < room; i++) {
        int added = snprintf(text + length, room - length, "%s%s", i ? " " : "", own_name(names[i]));
        length += added > 0 ? (size_t)added : 0;
    }
    if (!status)
        status = runtime->api.ReleaseAvailableProviders(names, count);
    if (status)
        runtime->api.ReleaseStatus(status);
}

facs_status facs_ort_check(const facs_ort *api, facs_ort_status *status, facs_status failure, const char *what,
                           facs_error *error)
{
    if (!status)
        return FACS_OK;
    facs_fail(error, failure, "%s: %.600s", what, api->GetErrorMessage(status));
    api->ReleaseStatus(status);
    return failure;
}

/* ---- options ---- */

typedef struct option_list {
    size_t count;
    const char *keys[OPTIONS_MAX], *values[OPTIONS_MAX];
} option_list;

static void add(option_list *list, const char *key, const char *value)
{
    if (!value)
        return;
    list->keys[list->count] = key;
    list->values[list->count++] = value;
}

/* what it makes of a network is kept in a folder of its own, with the runtime's version: another one reads it not */
static facs_status make_cache(const facs_onnx_runtime *runtime, facs_onnx_provider provider, const char *cache,
                              char path[PATH_BYTES], facs_error *error)
{
    int length = snprintf(path, PATH_BYTES, "%s/onnxruntime-%s/%s/", cache, runtime->version, providers[provider].name);
    if (length < 0 || length >= PATH_BYTES)
        return facs_fail(error, FACS_E_OUTPUT, "%.200s...: the path of the model cache is too long", cache);
    int code = facs_path_make_folders(path);
    if (code)
        return facs_fail(error, FACS_E_OUTPUT, "%s: the folder for what %s makes of networks cannot be made: %s", path,
                         providers[provider].name, strerror(code));
    return FACS_OK;
}

static facs_status append_cuda(const facs_ort *api, const facs_onnx_hints *hints, facs_ort_session_options *options,
                               facs_error *error)
{
    facs_ort_cuda *cuda = NULL;
    option_list list = {0};
    /* products of 10 bits move points of PFLD by up to 0.08 px */
    add(&list, "use_tf32", "0");
    if (hints->free_size)
        add(&list, "cudnn_conv_algo_search", "HEURISTIC");
    facs_status status = facs_ort_check(api, api->CreateCUDAProviderOptions(&cuda), FACS_E_UNSUPPORTED, "cuda", error);
    if (status != FACS_OK)
        return status;
    status = facs_ort_check(api, api->UpdateCUDAProviderOptions(cuda, list.keys, list.values, list.count),
                            FACS_E_UNSUPPORTED, "cuda", error);
    if (status == FACS_OK)
        status = facs_ort_check(api, api->SessionOptionsAppendExecutionProvider_CUDA_V2(options, cuda),
                                FACS_E_UNSUPPORTED, "cuda", error);
    api->ReleaseCUDAProviderOptions(cuda);
    return status;
}

static facs_status append_tensorrt(const facs_ort *api, const facs_onnx_hints *hints, const char *cache,
                                   facs_ort_session_options *options, facs_error *error)
{
    facs_ort_tensorrt *tensorrt = NULL;
    option_list list = {0};
    add(&list, "trt_fp16_enable", "0");
    add(&list, "trt_engine_cache_enable", cache ? "1" : "0"); /* an engine takes minutes to make */
    add(&list, "trt_engine_cache_path", cache);
    add(&list, "trt_profile_min_shapes", hints->least);
    add(&list, "trt_profile_opt_shapes", hints->usual);
    add(&list, "trt_profile_max_shapes", hints->most);
    facs_status status =
        facs_ort_check(api, api->CreateTensorRTProviderOptions(&tensorrt), FACS_E_UNSUPPORTED, "tensorrt", error);
    if (status != FACS_OK)
        return status;
    status = facs_ort_check(api, api->UpdateTensorRTProviderOptions(tensorrt, list.keys, list.values, list.count),
                            FACS_E_UNSUPPORTED, "tensorrt", error);
    if (status == FACS_OK)
        status = facs_ort_check(api, api->SessionOptionsAppendExecutionProvider_TensorRT_V2(options, tensorrt),
                                FACS_E_UNSUPPORTED, "tensorrt", error);
    api->ReleaseTensorRTProviderOptions(tensorrt);
    return status;
}

static facs_status append_named(const facs_ort *api, facs_onnx_provider provider, const char *name,
                                const option_list *list, facs_ort_session_options *options, facs_error *error)
{
    return facs_ort_check(
        api, api->SessionOptionsAppendExecutionProvider(options, name, list->keys, list->values, list->count),
        FACS_E_UNSUPPORTED, providers[provider].name, error);
}

facs_status facs_provider_append(const facs_env *env, const facs_onnx_runtime *runtime, facs_onnx_provider provider,
                                 const facs_onnx_settings *settings, const facs_onnx_hints *hints,
                                 facs_ort_session_options *options, facs_error *error)
{
    const facs_ort *api = &runtime->api;
    option_list list = {0};
    char cache[PATH_BYTES], threads[16];
    const char *kept = NULL;
    (void)env;
    if (provider == FACS_PROVIDER_CPU) /* the runtime's own way, nothing to put in */
        return FACS_OK;
    if (settings->cache && provider != FACS_PROVIDER_CUDA && provider != FACS_PROVIDER_XNNPACK) {
        facs_status status = make_cache(runtime, provider, settings->cache, cache, error);
        if (status != FACS_OK)
            return status;
        kept = cache;
    }
    switch (provider) {
    case FACS_PROVIDER_CUDA:
        return append_cuda(api, hints, options, error);
    case FACS_PROVIDER_TENSORRT:
        return append_tensorrt(api, hints, kept, options, error);
    case FACS_PROVIDER_COREML:
        add(&list, "ModelFormat", "MLProgram");
        add(&list, "MLComputeUnits", "ALL");
        add(&list, "RequireStaticInputShapes", "0");
        add(&list, "ModelCacheDirectory", kept);
        return append_named(api, provider, "CoreML", &list, options, error);
    case FACS_PROVIDER_OPENVINO:
        add(&list, "device_type", "CPU");
        add(&list, "cache_dir", kept);
        return append_named(api, provider, "OpenVINO", &list, options, error);
    default:
        snprintf(threads, sizeof threads, "%d", settings->threads > 1 ? settings->threads : 1);
        add(&list, "intra_op_num_threads", threads);
        return append_named(api, provider, "XNNPACK", &list, options, error);
    }
}
