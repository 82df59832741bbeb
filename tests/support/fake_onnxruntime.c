/* A library that looks like ONNX Runtime from outside, for tests of what facsimile does with one: it has the functions of
 * nn/onnx_api.h at their places, computes nothing, and fails where it is told to.
 *
 * Environment, read at each call:
 *   FAKE_ORT_VERSION    "1.22.0"; tables of versions above it are refused
 *   FAKE_ORT_PROVIDERS  what it was built with, with commas: "CUDAExecutionProvider,CPUExecutionProvider"
 *   FAKE_ORT_FAIL       functions that fail, with commas: "Run", "Run@cuda" (sessions of that provider), "Run#2" (only the
 *                       second such call since fake_ort_reset())
 *   FAKE_ORT_TRACE      file whose contents SessionEndProfiling() gives out for a trace
 *   FAKE_ORT_REAL       a real ONNX Runtime: all is passed on to it, but that CUDA and TensorRT are there, whose networks its
 *                       CPU runs, and
 *   FAKE_ORT_SHIFT      is added to the first number that comes out, as of an accelerator that is not accurate
 *
 * A network is a file of lines behind 16 bytes ("\x08\x08 and 14 more"):
 *   input TYPE SIZES        "input float 1x3x-1x-1"; TYPE: float, double, list (no tensor)
 *   output NAME TYPE SIZES [VALUE]   VALUE + place of each number; a size of "a": anchors of RetinaFace for the input
 *
 * What a test asks it: fake_onnxruntime.h. */
#include "support/fake_onnxruntime.h"

#include "nn/onnx_api.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORTED __attribute__((visibility("default")))
/* at the start of a function that may be told to fail */
#define MAY_FAIL(function, provider)                                                                                   \
    do {                                                                                                               \
        if (is_to_fail(#function, provider))                                                                           \
            return failed(#function, provider);                                                                        \
    } while (0)

enum { RANK = 6, TENSORS = 40, TEXT = 64, LOG_BYTES = 16384, HEAD = 16, FAILURES = 64 };
enum { TYPE_FLOAT = 1, TYPE_DOUBLE = 11, KIND_TENSOR = 1, KIND_LIST = 2 };

typedef struct tensor {
    char name[TEXT];
    int kind, type;
    size_t rank;
    int64_t size[RANK]; /* ANCHORS: by the input */
    double value;
} tensor;
enum { ANCHORS = -1000 };

struct OrtStatus {
    char text[512];
};
struct OrtEnv {
    int nothing;
};
struct OrtMemoryInfo {
    int nothing;
};
struct OrtAllocator {
    int nothing;
};
struct OrtSessionOptions {
    char provider[TEXT], prefix[512];
};
struct OrtSession {
    char provider[TEXT], prefix[512];
    int inputs, outputs, runs;
    tensor input[TENSORS], output[TENSORS];
};
struct OrtTensorTypeAndShapeInfo {
    tensor of;
};
struct OrtTypeInfo {
    struct OrtTensorTypeAndShapeInfo info;
};
struct OrtValue {
    tensor of;
    void *data; /* an output's own */
    bool own;
};
struct OrtCUDAProviderOptionsV2 {
    char text[1024];
};
struct OrtTensorRTProviderOptionsV2 {
    char text[2048];
};

/* ---- what is remembered ---- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
    int64_t alive;
    size_t length;
    char log[LOG_BYTES];
    int counts[FAILURES]; /* of the entries of FAKE_ORT_FAIL, by their place */
} memory;

static void *keep(size_t size)
{
    void *made = calloc(1, size);
    if (!made)
        abort();
    pthread_mutex_lock(&lock);
    memory.alive++;
    pthread_mutex_unlock(&lock);
    return made;
}

static void drop(void *object)
{
    if (!object)
        return;
    pthread_mutex_lock(&lock);
    memory.alive--;
    pthread_mutex_unlock(&lock);
    free(object);
}

static void note(const char *what, const char *text)
{
    pthread_mutex_lock(&lock);
    int added = snprintf(memory.log + memory.length, LOG_BYTES - memory.length, "%s %s\n", what, text);
    memory.length += added > 0 && (size_t)added < LOG_BYTES - memory.length ? (size_t)added : 0;
    pthread_mutex_unlock(&lock);
}

EXPORTED int64_t fake_ort_alive(void)
{
    return memory.alive;
}

EXPORTED const char *fake_ort_log(void)
{
    return memory.log;
}

EXPORTED void fake_ort_reset(void)
{
    memset(&memory, 0, sizeof memory);
}

/* ---- failing ---- */

static const char *setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

/* does the entry "Run@cuda#2" of FAKE_ORT_FAIL mean this call? */
static bool entry_means(char *entry, int index, const char *function, const char *provider)
{
    char *number = strchr(entry, '#'), *named;
    if (number)
        *number++ = '\0';
    named = strchr(entry, '@');
    if (named)
        *named++ = '\0';
    if (strcmp(entry, function) != 0 || (named && strcmp(named, provider) != 0) || index >= FAILURES)
        return false;
    const int count = ++memory.counts[index];
    return !number || count == atoi(number);
}

static bool is_to_fail(const char *function, const char *provider)
{
    char list[1024], *rest = NULL;
    bool fails = false;
    snprintf(list, sizeof list, "%s", setting("FAKE_ORT_FAIL", ""));
    pthread_mutex_lock(&lock);
    int index = 0;
    for (char *entry = strtok_r(list, ",", &rest); entry; entry = strtok_r(NULL, ",", &rest))
        fails = entry_means(entry, index++, function, provider) || fails;
    pthread_mutex_unlock(&lock);
    return fails;
}

static facs_ort_status *failed(const char *function, const char *provider)
{
    facs_ort_status *status = keep(sizeof *status);
    snprintf(status->text, sizeof status->text, "%s was told to fail%s%s", function, *provider ? " on " : "", provider);
    return status;
}

static int fake_GetErrorCode(const facs_ort_status *status)
{
    return status ? 1 : 0;
}

static const char *fake_GetErrorMessage(const facs_ort_status *status)
{
    return status->text;
}

/* ---- environment, options ---- */

static facs_ort_status *fake_CreateEnvWithCustomLogger(facs_ort_logger *logger, void *cookie, int severity,
                                                       const char *id, facs_ort_env **env)
{
    MAY_FAIL(CreateEnvWithCustomLogger, "");
    logger(cookie, severity, "test", id, "here", "a message of the runtime"); /* nobody may print it */
    *env = keep(sizeof **env);
    return NULL;
}

static facs_ort_status *fake_CreateSessionOptions(facs_ort_session_options **options)
{
    MAY_FAIL(CreateSessionOptions, "");
    *options = keep(sizeof **options);
    snprintf((*options)->provider, TEXT, "cpu");
    return NULL;
}

static facs_ort_status *fake_EnableProfiling(facs_ort_session_options *options, const char *prefix)
{
    MAY_FAIL(EnableProfiling, "");
    snprintf(options->prefix, sizeof options->prefix, "%s", prefix);
    return NULL;
}

static facs_ort_status *note_number(const char *what, int number)
{
    char text[16];
    snprintf(text, sizeof text, "%d", number);
    note(what, text);
    return NULL;
}

static facs_ort_status *fake_SetIntraOpNumThreads(facs_ort_session_options *options, int threads)
{
    MAY_FAIL(SetIntraOpNumThreads, options->provider);
    return note_number("intra", threads);
}

static facs_ort_status *fake_SetInterOpNumThreads(facs_ort_session_options *options, int threads)
{
    MAY_FAIL(SetInterOpNumThreads, options->provider);
    return note_number("inter", threads);
}

static facs_ort_status *fake_AddSessionConfigEntry(facs_ort_session_options *options, const char *key,
                                                   const char *value)
{
    MAY_FAIL(AddSessionConfigEntry, options->provider);
    char text[256];
    snprintf(text, sizeof text, "%s=%s", key, value);
    note("config", text);
    return NULL;
}

static void join(char *text, size_t room, const char *const *keys, const char *const *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(text);
        snprintf(text + length, room - length, "%s%s=%s", length ? " " : "", keys[i], values[i]);
    }
}

static facs_ort_status *append(facs_ort_session_options *options, const char *provider, const char *text)
{
    char line[2200];
    snprintf(options->provider, TEXT, "%s", provider);
    snprintf(line, sizeof line, "%s %s", provider, text);
    note("append", line);
    return NULL;
}

static facs_ort_status *fake_CreateCUDAProviderOptions(facs_ort_cuda **made)
{
    MAY_FAIL(CreateCUDAProviderOptions, "cuda");
    *made = keep(sizeof **made);
    return NULL;
}

static facs_ort_status *fake_UpdateCUDAProviderOptions(facs_ort_cuda *cuda, const char *const *keys,
                                                       const char *const *values, size_t count)
{
    MAY_FAIL(UpdateCUDAProviderOptions, "cuda");
    join(cuda->text, sizeof cuda->text, keys, values, count);
    return NULL;
}

static facs_ort_status *fake_SessionOptionsAppendExecutionProvider_CUDA_V2(facs_ort_session_options *options,
                                                                           const facs_ort_cuda *cuda)
{
    MAY_FAIL(SessionOptionsAppendExecutionProvider_CUDA_V2, "cuda");
    return append(options, "cuda", cuda->text);
}

static facs_ort_status *fake_CreateTensorRTProviderOptions(facs_ort_tensorrt **made)
{
    MAY_FAIL(CreateTensorRTProviderOptions, "tensorrt");
    *made = keep(sizeof **made);
    return NULL;
}

static facs_ort_status *fake_UpdateTensorRTProviderOptions(facs_ort_tensorrt *tensorrt, const char *const *keys,
                                                           const char *const *values, size_t count)
{
    MAY_FAIL(UpdateTensorRTProviderOptions, "tensorrt");
    join(tensorrt->text, sizeof tensorrt->text, keys, values, count);
    return NULL;
}

static facs_ort_status *fake_SessionOptionsAppendExecutionProvider_TensorRT_V2(facs_ort_session_options *options,
                                                                               const facs_ort_tensorrt *tensorrt)
{
    MAY_FAIL(SessionOptionsAppendExecutionProvider_TensorRT_V2, "tensorrt");
    return append(options, "tensorrt", tensorrt->text);
}

static facs_ort_status *fake_SessionOptionsAppendExecutionProvider(facs_ort_session_options *options,
                                                                   const char *provider, const char *const *keys,
                                                                   const char *const *values, size_t count)
{
    char text[2048] = "", name[TEXT];
    snprintf(name, sizeof name, "%s", provider);
    for (char *letter = name; *letter; letter++)
        *letter = (char)(*letter >= 'A' && *letter <= 'Z' ? *letter + 32 : *letter);
    MAY_FAIL(SessionOptionsAppendExecutionProvider, name);
    join(text, sizeof text, keys, values, count);
    return append(options, name, text);
}

static facs_ort_status *fake_GetAvailableProviders(char ***names, int *count)
{
    MAY_FAIL(GetAvailableProviders, "");
    char list[512], *rest = NULL;
    snprintf(list, sizeof list, "%s", setting("FAKE_ORT_PROVIDERS", "CPUExecutionProvider"));
    *names = keep(sizeof(char *[16]));
    *count = 0;
    for (char *name = strtok_r(list, ",", &rest); name && *count < 16; name = strtok_r(NULL, ",", &rest)) {
        char *copy = keep(TEXT);
        snprintf(copy, TEXT, "%s", name);
        (*names)[(*count)++] = copy;
    }
    return NULL;
}

static facs_ort_status *fake_ReleaseAvailableProviders(char **names, int count)
{
    for (int i = 0; i < count; i++)
        drop(names[i]);
    drop(names);
    MAY_FAIL(ReleaseAvailableProviders, "");
    return NULL;
}

static facs_ort_status *fake_CreateCpuMemoryInfo(int allocator, int kind, facs_ort_memory **made)
{
    (void)allocator, (void)kind;
    MAY_FAIL(CreateCpuMemoryInfo, "");
    *made = keep(sizeof **made);
    return NULL;
}

static struct OrtAllocator the_allocator;

static facs_ort_status *fake_GetAllocatorWithDefaultOptions(facs_ort_allocator **allocator)
{
    MAY_FAIL(GetAllocatorWithDefaultOptions, "");
    *allocator = &the_allocator;
    return NULL;
}

static facs_ort_status *fake_AllocatorFree(facs_ort_allocator *allocator, void *object)
{
    (void)allocator;
    drop(object);
    MAY_FAIL(AllocatorFree, "");
    return NULL;
}

/* ---- networks ---- */

static bool read_sizes(tensor *to, char *text)
{
    char *rest = NULL;
    for (char *size = strtok_r(text, "x", &rest); size && to->rank < RANK; size = strtok_r(NULL, "x", &rest))
        to->size[to->rank++] = *size == 'a' ? ANCHORS : atoll(size);
    return to->rank > 0;
}

static bool read_line(facs_ort_session *session, char *line)
{
    char type[16] = "", sizes[TEXT] = "", value[TEXT] = "0";
    tensor read = {.kind = KIND_TENSOR};
    bool input = sscanf(line, "input %15s %63s", type, sizes) == 2;
    if (!input && sscanf(line, "output %63s %15s %63s %63s", read.name, type, sizes, value) < 3)
        return line[strspn(line, " \n")] == '\0';
    read.kind = strcmp(type, "list") == 0 ? KIND_LIST : KIND_TENSOR;
    read.type = strcmp(type, "double") == 0 ? TYPE_DOUBLE : TYPE_FLOAT;
    read.value = strtod(value, NULL);
    int *count = input ? &session->inputs : &session->outputs;
    if (*count == TENSORS || !read_sizes(&read, sizes))
        return false;
    (input ? session->input : session->output)[(*count)++] = read;
    return true;
}

static facs_ort_status *fake_CreateSessionFromArray(const facs_ort_env *env, const void *bytes, size_t count,
                                                    const facs_ort_session_options *options, facs_ort_session **session)
{
    (void)env;
    MAY_FAIL(CreateSessionFromArray, options->provider);
    char *text = calloc(1, count + 1), *rest = NULL;
    facs_ort_session *made = keep(sizeof *made);
    bool good = text && count > HEAD;
    if (good)
        memcpy(text, (const char *)bytes + HEAD, count - HEAD);
    for (char *line = good ? strtok_r(text, "\n", &rest) : NULL; line && good; line = strtok_r(NULL, "\n", &rest))
        good = read_line(made, line);
    free(text);
    if (!good) {
        drop(made);
        return failed("reading the network", options->provider);
    }
    memcpy(made->provider, options->provider, sizeof made->provider);
    memcpy(made->prefix, options->prefix, sizeof made->prefix);
    note("session", made->provider);
    *session = made;
    return NULL;
}

static facs_ort_status *fake_SessionGetInputCount(const facs_ort_session *session, size_t *count)
{
    MAY_FAIL(SessionGetInputCount, session->provider);
    *count = (size_t)session->inputs;
    return NULL;
}

static facs_ort_status *fake_SessionGetOutputCount(const facs_ort_session *session, size_t *count)
{
    MAY_FAIL(SessionGetOutputCount, session->provider);
    *count = (size_t)session->outputs;
    return NULL;
}

static facs_ort_status *fake_SessionGetInputName(const facs_ort_session *session, size_t index,
                                                 facs_ort_allocator *allocator, char **name)
{
    (void)allocator;
    MAY_FAIL(SessionGetInputName, session->provider);
    *name = keep(TEXT);
    snprintf(*name, TEXT, "input%zu", index);
    return NULL;
}

static facs_ort_status *fake_SessionGetOutputName(const facs_ort_session *session, size_t index,
                                                  facs_ort_allocator *allocator, char **name)
{
    (void)allocator;
    MAY_FAIL(SessionGetOutputName, session->provider);
    *name = keep(TEXT);
    snprintf(*name, TEXT, "%s", session->output[index].name);
    return NULL;
}

static facs_ort_status *fake_SessionGetInputTypeInfo(const facs_ort_session *session, size_t index,
                                                     facs_ort_type **type)
{
    MAY_FAIL(SessionGetInputTypeInfo, session->provider);
    *type = keep(sizeof **type);
    (*type)->info.of = session->input[index];
    return NULL;
}

/* ---- tensors ---- */

static facs_ort_status *fake_CastTypeInfoToTensorInfo(const facs_ort_type *type, const facs_ort_tensor_info **info)
{
    MAY_FAIL(CastTypeInfoToTensorInfo, "");
    *info = type->info.of.kind == KIND_TENSOR ? &type->info : NULL;
    return NULL;
}

static facs_ort_status *fake_GetTensorElementType(const facs_ort_tensor_info *info, int *type)
{
    MAY_FAIL(GetTensorElementType, "");
    *type = info->of.type;
    return NULL;
}

static facs_ort_status *fake_GetDimensionsCount(const facs_ort_tensor_info *info, size_t *rank)
{
    MAY_FAIL(GetDimensionsCount, "");
    *rank = info->of.rank;
    return NULL;
}

static facs_ort_status *fake_GetDimensions(const facs_ort_tensor_info *info, int64_t *sizes, size_t rank)
{
    MAY_FAIL(GetDimensions, "");
    memcpy(sizes, info->of.size, rank * sizeof *sizes);
    return NULL;
}

static facs_ort_status *fake_GetTensorTypeAndShape(const facs_ort_value *value, facs_ort_tensor_info **info)
{
    MAY_FAIL(GetTensorTypeAndShape, "");
    *info = keep(sizeof **info);
    (*info)->of = value->of;
    return NULL;
}

static facs_ort_status *fake_GetValueType(const facs_ort_value *value, int *kind)
{
    MAY_FAIL(GetValueType, "");
    *kind = value->of.kind;
    return NULL;
}

static facs_ort_status *fake_CreateTensorWithDataAsOrtValue(const facs_ort_memory *memory_info, void *data,
                                                            size_t bytes, const int64_t *shape, size_t rank, int type,
                                                            facs_ort_value **value)
{
    MAY_FAIL(CreateTensorWithDataAsOrtValue, "");
    size_t wanted = sizeof(float);
    for (size_t i = 0; i < rank; i++)
        wanted *= (size_t)shape[i];
    if (!memory_info || rank > RANK || bytes != wanted)
        return failed("a tensor of the right size", "");
    *value = keep(sizeof **value);
    (*value)->of = (tensor){.kind = KIND_TENSOR, .type = type, .rank = rank};
    memcpy((*value)->of.size, shape, rank * sizeof *shape);
    (*value)->data = data;
    return NULL;
}

static facs_ort_status *fake_GetTensorMutableData(facs_ort_value *value, void **data)
{
    MAY_FAIL(GetTensorMutableData, "");
    *data = value->data;
    return NULL;
}

/* ---- runs ---- */

/* numbers of an output that is as large as it says, up to a million; 0 = it only says so */
static int64_t resolve(tensor *output, const tensor *input)
{
    int64_t count = 1, height = input->rank > 2 ? input->size[2] : 1, width = input->rank > 3 ? input->size[3] : 1;
    for (size_t i = 0; i < output->rank; i++) {
        if (output->size[i] == ANCHORS) {
            output->size[i] = 0;
            for (int step = 8; step <= 32; step *= 2)
                output->size[i] += 2 * ((height + step - 1) / step) * ((width + step - 1) / step);
        }
        count = count < 0 || output->size[i] < 0 || output->size[i] > 1000000 ? -1 : count * output->size[i];
        count = count > 1000000 ? -1 : count;
    }
    return count < 0 ? 0 : count;
}

static facs_ort_value *make_output(const facs_ort_session *session, const char *name, const facs_ort_value *input)
{
    int at = 0;
    while (at < session->outputs && strcmp(session->output[at].name, name) != 0)
        at++;
    if (at == session->outputs)
        return NULL;
    facs_ort_value *made = keep(sizeof *made);
    made->of = session->output[at];
    int64_t count = resolve(&made->of, &input->of);
    made->own = true;
    made->data = calloc((size_t)count + 1, sizeof(double));
    if (!made->data)
        abort();
    const float first = *(const float *)input->data;
    for (int64_t i = 0; i < count; i++)
        ((float *)made->data)[i] = made->of.value == 0 ? 0 : (float)made->of.value + (float)i + first;
    return made;
}

static facs_ort_status *fake_Run(facs_ort_session *session, const facs_ort_run_options *options,
                                 const char *const *input_names, const facs_ort_value *const *inputs,
                                 size_t input_count, const char *const *output_names, size_t output_count,
                                 facs_ort_value **outputs)
{
    (void)options;
    MAY_FAIL(Run, session->provider);
    if (input_count != (size_t)session->inputs)
        return failed("as many inputs as it has", session->provider);
    for (size_t i = 0; i < input_count; i++) {
        char name[TEXT];
        snprintf(name, sizeof name, "input%zu", i);
        if (strcmp(name, input_names[i]) != 0)
            return failed("the name of an input", session->provider);
    }
    for (size_t i = 0; i < output_count; i++) {
        for (size_t k = 0; k < i; k++)
            if (strcmp(output_names[i], output_names[k]) == 0)
                return failed("an output asked for once", session->provider);
        outputs[i] = make_output(session, output_names[i], inputs[0]);
        if (!outputs[i])
            return failed("the name of an output", session->provider);
        if (is_to_fail("RunHalf", session->provider)) /* some outputs are there when it fails */
            return failed("RunHalf", session->provider);
    }
    __atomic_fetch_add(&session->runs, 1, __ATOMIC_SEQ_CST);
    return NULL;
}

/* ---- traces ---- */

/* two nodes a run, 10 and 30 us; the first run is slower */
static void write_trace(FILE *to, const facs_ort_session *session)
{
    static const struct {
        const char *name, *provider;
    } known[] = {
        {"cpu", "CPUExecutionProvider"}, {"cuda", "CUDAExecutionProvider"}, {"tensorrt", "TensorrtExecutionProvider"}};
    const char *provider = "CPUExecutionProvider";
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        provider = strcmp(known[i].name, session->provider) == 0 ? known[i].provider : provider;
    long at = 100;
    fprintf(to, "[\n{\"cat\":\"Session\",\"pid\":1,\"tid\":1,\"dur\":50,\"ts\":1,\"ph\":\"X\","
                "\"name\":\"session_initialization\",\"args\":{}}");
    for (int i = 0; i < session->runs; i++, at += 100000) {
        int slow = i == 0 ? 1000 : 1;
        fprintf(
            to,
            ",\n{\"cat\":\"Node\",\"pid\":1,\"tid\":1,\"dur\":%d,\"ts\":%ld,\"ph\":\"X\",\"name\":\"conv_kernel_time\","
            "\"args\":{\"op_name\":\"Conv\",\"provider\":\"%s\"}}",
            30 * slow, at + 1, provider);
        fprintf(
            to,
            ",\n{\"cat\":\"Node\",\"pid\":1,\"tid\":1,\"dur\":%d,\"ts\":%ld,\"ph\":\"X\",\"name\":\"relu_kernel_time\","
            "\"args\":{\"op_name\":\"Relu\",\"provider\":\"CPUExecutionProvider\"}}",
            10 * slow, at + 40000);
        fprintf(
            to,
            ",\n{\"cat\":\"Session\",\"pid\":1,\"tid\":1,\"dur\":90000,\"ts\":%ld,\"ph\":\"X\",\"name\":\"model_run\","
            "\"args\":{}}",
            at);
    }
    fprintf(to, "\n]\n");
}

static void end_trace(facs_ort_session *session, char path[600])
{
    snprintf(path, 600, "%s_fake.json", session->prefix);
    if (!*session->prefix)
        return;
    session->prefix[0] = '\0';
    FILE *to = fopen(path, "w"),
         *from = *setting("FAKE_ORT_TRACE", "") ? fopen(setting("FAKE_ORT_TRACE", ""), "r") : NULL;
    for (int byte; to && from && (byte = getc(from)) != EOF;)
        putc(byte, to);
    if (to && !from)
        write_trace(to, session);
    if (from)
        fclose(from);
    if (to)
        fclose(to);
}

static facs_ort_status *fake_SessionEndProfiling(facs_ort_session *session, facs_ort_allocator *allocator, char **path)
{
    (void)allocator;
    MAY_FAIL(SessionEndProfiling, session->provider);
    *path = keep(600);
    end_trace(session, *path);
    return NULL;
}

/* ---- the end of things ---- */

#define RELEASE(name, type)                                                                                            \
    static void fake_Release##name(type *object)                                                                       \
    {                                                                                                                  \
        drop(object);                                                                                                  \
    }

RELEASE(Env, facs_ort_env)
RELEASE(Status, facs_ort_status)
RELEASE(MemoryInfo, facs_ort_memory)
RELEASE(TypeInfo, facs_ort_type)
RELEASE(TensorTypeAndShapeInfo, facs_ort_tensor_info)
RELEASE(SessionOptions, facs_ort_session_options)
RELEASE(CUDAProviderOptions, facs_ort_cuda)
RELEASE(TensorRTProviderOptions, facs_ort_tensorrt)

static void fake_ReleaseSession(facs_ort_session *session)
{
    char path[600];
    if (session)
        end_trace(session, path); /* a trace that nobody ended is written, as the runtime does it */
    drop(session);
}

static void fake_ReleaseValue(facs_ort_value *value)
{
    if (value && value->own)
        free(value->data);
    drop(value);
}

/* ---- a real one behind ---- */

static facs_ort real;

static facs_ort_status *real_Run(facs_ort_session *session, const facs_ort_run_options *options,
                                 const char *const *input_names, const facs_ort_value *const *inputs,
                                 size_t input_count, const char *const *output_names, size_t output_count,
                                 facs_ort_value **outputs)
{
    facs_ort_status *status =
        real.Run(session, options, input_names, inputs, input_count, output_names, output_count, outputs);
    void *data = NULL;
    if (!status)
        status = real.GetTensorMutableData(outputs[0], &data);
    if (data)
        *(float *)data += (float)atof(setting("FAKE_ORT_SHIFT", "0"));
    return status;
}

static facs_ort_status *real_append_cuda(facs_ort_session_options *options, const facs_ort_cuda *cuda)
{
    (void)options, (void)cuda;
    return NULL;
}

static facs_ort_status *real_append_tensorrt(facs_ort_session_options *options, const facs_ort_tensorrt *tensorrt)
{
    (void)options, (void)tensorrt;
    return NULL;
}

static const void *const *real_table(uint32_t version, const void **table)
{
    typedef const facs_ort_base *get_base(void);
    static const char *const ours[] = {"GetAvailableProviders",         "ReleaseAvailableProviders",
                                       "CreateCUDAProviderOptions",     "UpdateCUDAProviderOptions",
                                       "ReleaseCUDAProviderOptions",    "CreateTensorRTProviderOptions",
                                       "UpdateTensorRTProviderOptions", "ReleaseTensorRTProviderOptions"};
    void *library = dlopen(setting("FAKE_ORT_REAL", ""), RTLD_NOW | RTLD_LOCAL),
         *symbol = library ? dlsym(library, "OrtGetApiBase") : NULL;
    get_base *base = NULL;
    memcpy(&base, &symbol, sizeof symbol);
    const void *const *from = base ? base()->get_api(version) : NULL;
    if (!from)
        return NULL;
    for (int i = 0; i < FACS_ORT_PLACES; i++) {
        bool own = false;
#define IS_OWN(place, name, result, arguments)                                                                         \
    for (size_t k = 0; i == place && k < sizeof ours / sizeof *ours; k++)                                              \
        own = own || strcmp(ours[k], #name) == 0;
        FACS_ORT_FUNCTIONS(IS_OWN)
#undef IS_OWN
        table[i] = own ? table[i] : from[i];
    }
#define TAKE(place, name, result, arguments) memcpy(&real.name, &from[place], sizeof real.name);
    FACS_ORT_FUNCTIONS(TAKE)
#undef TAKE
    facs_ort changed = {.Run = real_Run,
                        .SessionOptionsAppendExecutionProvider_CUDA_V2 = real_append_cuda,
                        .SessionOptionsAppendExecutionProvider_TensorRT_V2 = real_append_tensorrt};
#define CHANGE(place, name, result, arguments)                                                                         \
    if (changed.name)                                                                                                  \
        memcpy(&table[place], &changed.name, sizeof changed.name);
    FACS_ORT_FUNCTIONS(CHANGE)
#undef CHANGE
    return table;
}

/* ---- the table ---- */

static const void *table[FACS_ORT_PLACES];

static unsigned version_of(const char *text)
{
    unsigned minor = 0;
    return sscanf(text, "1.%u", &minor) == 1 ? minor : 0;
}

static const char *get_version(void)
{
    return setting("FAKE_ORT_VERSION", "1.22.0");
}

static const void *const *get_api(uint32_t version)
{
    unsigned own = version_of(get_version());
    if (version > own)
        return NULL;
#define PUT(place, name, result, arguments)                                                                            \
    {                                                                                                                  \
        result(*function) arguments = fake_##name;                                                                     \
        memcpy(&table[place], &function, sizeof function);                                                             \
    }
    FACS_ORT_FUNCTIONS(PUT)
#undef PUT
    return *setting("FAKE_ORT_REAL", "") ? real_table(version, table) : table;
}

EXPORTED const facs_ort_base *OrtGetApiBase(void)
{
    static const facs_ort_base base = {get_api, get_version};
    return *setting("FAKE_ORT_VERSION", "1.22.0") == 'x' ? NULL : &base;
}
