/* The session of an ONNX file: which provider runs it, what goes in and comes out; see onnx.h. */
#include "base/profile.h"
#include "nn/onnx_internal.h"

#include <stdio.h>
#include <string.h>

enum { LOG_ERROR = 3, MEMORY_OF_ARENA = 1, MEMORY_DEFAULT = 0, VALUES_MOST = 1 << 28 };

/* Its messages come back with the status of the call that failed; the library prints nothing. */
static void ignore_message(void *cookie, int severity, const char *category, const char *id, const char *where,
                           const char *message)
{
    (void)cookie, (void)severity, (void)category, (void)id, (void)where, (void)message;
}

static facs_status corrupt(const facs_onnx *net, facs_ort_status *status, facs_error *error)
{
    return facs_ort_check(&net->runtime.api, status, FACS_E_MODEL_CORRUPT, net->path, error);
}

/* ---- what goes in and comes out ---- */

static facs_status read_names(facs_onnx *net, facs_error *error)
{
    const facs_ort *api = &net->runtime.api;
    size_t inputs = 0, outputs = 0;
    facs_status status = corrupt(net, api->SessionGetInputCount(net->session, &inputs), error);
    if (status == FACS_OK)
        status = corrupt(net, api->SessionGetOutputCount(net->session, &outputs), error);
    if (status == FACS_OK && inputs != (size_t)net->form->inputs)
        status =
            facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: expected %d inputs (%s), found %zu; is it another network?",
                      net->path, net->form->inputs, net->form->network, inputs);
    if (status == FACS_OK && (outputs < 1 || outputs > FACS_ONNX_OUTPUTS))
        status = facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: expected 1 to %d outputs (%s), found %zu", net->path,
                           FACS_ONNX_OUTPUTS, net->form->network, outputs);
    for (size_t i = 0; status == FACS_OK && i < inputs; i++)
        status = corrupt(net, api->SessionGetInputName(net->session, i, net->allocator, &net->input_names[i]), error);
    for (size_t i = 0; status == FACS_OK && i < outputs; i++)
        status = corrupt(net, api->SessionGetOutputName(net->session, i, net->allocator, &net->output_names[i]), error);
    net->outputs = status == FACS_OK ? (int)outputs : 0;
    return status;
}

/* declared size of an input, which has to be as the form wants it where both say something */
static facs_status read_input(facs_onnx *net, int index, const facs_ort_tensor_info *info, facs_error *error)
{
    const facs_ort *api = &net->runtime.api;
    const int rank = net->form->input[index].rank;
    const int64_t *wanted = net->form->input[index].size;
    int type = 0;
    size_t found = 0;
    facs_status status = corrupt(net, api->GetTensorElementType(info, &type), error);
    if (status == FACS_OK)
        status = corrupt(net, api->GetDimensionsCount(info, &found), error);
    if (status != FACS_OK)
        return status;
    if (type != FACS_ORT_FLOAT || found != (size_t)rank)
        return facs_fail(error, FACS_E_MODEL_CORRUPT,
                         "%s: input %d: expected float32 numbers of %d dimensions (%s), found type %d of %zu; is it "
                         "another network?",
                         net->path, index + 1, rank, net->form->network, type, found);
    status = corrupt(net, api->GetDimensions(info, net->declared[index], found), error);
    for (int i = 0; status == FACS_OK && i < rank; i++) {
        int64_t *size = &net->declared[index][i];
        *size = *size > 0 ? *size : -1;
        if (wanted[i] && *size > 0 && *size != wanted[i])
            status = facs_fail(error, FACS_E_MODEL_CORRUPT,
                               "%s: input %d: expected a size of %lld in dimension %d (%s), found %lld; is it another "
                               "network?",
                               net->path, index + 1, (long long)wanted[i], i + 1, net->form->network, (long long)*size);
    }
    return status;
}

static facs_status read_inputs(facs_onnx *net, facs_error *error)
{
    const facs_ort *api = &net->runtime.api;
    facs_status status = FACS_OK;
    for (int i = 0; status == FACS_OK && i < net->form->inputs; i++) {
        facs_ort_type *type = NULL;
        const facs_ort_tensor_info *info = NULL;
        status = corrupt(net, api->SessionGetInputTypeInfo(net->session, (size_t)i, &type), error);
        if (status == FACS_OK)
            status = corrupt(net, api->CastTypeInfoToTensorInfo(type, &info), error);
        if (status == FACS_OK)
            status = info ? read_input(net, i, info, error)
                          : facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: input %d: expected a tensor (%s)", net->path,
                                      i + 1, net->form->network);
        if (type)
            api->ReleaseTypeInfo(type);
    }
    return status;
}

static facs_status tensor_of_info(const facs_onnx *net, const facs_ort_tensor_info *info, facs_ort_value *value,
                                  facs_onnx_tensor *tensor, facs_error *error)
{
    const facs_ort *api = &net->runtime.api;
    int type = 0;
    size_t rank = 0;
    void *data = NULL;
    facs_status status = corrupt(net, api->GetTensorElementType(info, &type), error);
    if (status == FACS_OK)
        status = corrupt(net, api->GetDimensionsCount(info, &rank), error);
    if (status == FACS_OK && (type != FACS_ORT_FLOAT || rank > FACS_ONNX_RANK))
        status =
            facs_fail(error, FACS_E_MODEL_CORRUPT,
                      "%s: expected outputs of float32 numbers of at most %d dimensions (%s), found type %d of %zu",
                      net->path, FACS_ONNX_RANK, net->form->network, type, rank);
    *tensor = (facs_onnx_tensor){.rank = (int)rank};
    if (status == FACS_OK)
        status = corrupt(net, api->GetDimensions(info, tensor->size, rank), error);
    int64_t values = 1;
    for (size_t i = 0; status == FACS_OK && i < rank; i++) {
        if (tensor->size[i] < 0 || tensor->size[i] > VALUES_MOST || values * tensor->size[i] > VALUES_MOST)
            status = facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: an output of more than %d numbers (%s)", net->path,
                               VALUES_MOST, net->form->network);
        values *= tensor->size[i];
    }
    if (status == FACS_OK)
        status = corrupt(net, api->GetTensorMutableData(value, &data), error);
    if (status == FACS_OK && values > 0 && !data)
        status =
            facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: an output without numbers (%s)", net->path, net->form->network);
    tensor->values = data;
    return status;
}

facs_status facs_onnx_tensor_of(const facs_onnx *net, facs_ort_value *value, facs_onnx_tensor *tensor,
                                facs_error *error)
{
    const facs_ort *api = &net->runtime.api;
    int kind = 0;
    facs_ort_tensor_info *info = NULL;
    facs_status status = corrupt(net, api->GetValueType(value, &kind), error);
    if (status == FACS_OK && kind != FACS_ORT_TENSOR)
        status = facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: expected outputs that are tensors (%s)", net->path,
                           net->form->network);
    if (status == FACS_OK)
        status = corrupt(net, api->GetTensorTypeAndShape(value, &info), error);
    if (status == FACS_OK)
        status = tensor_of_info(net, info, value, tensor, error);
    if (info)
        api->ReleaseTensorTypeAndShapeInfo(info);
    return status;
}

facs_status facs_onnx_call(const facs_onnx *net, const facs_onnx_tensor *inputs, int count, const char *const *names,
                           int named, facs_ort_value **outputs, facs_error *error)
{
    const facs_ort *api = &net->runtime.api;
    facs_ort_value *values[FACS_ONNX_INPUTS] = {NULL};
    facs_status status = FACS_OK;
    const bool traced = facs_onnx_trace_enter(net->trace);
    const int64_t began = facs_clock();
    for (int i = 0; status == FACS_OK && i < count; i++) {
        size_t bytes = sizeof(float);
        for (int k = 0; k < inputs[i].rank; k++)
            bytes *= (size_t)inputs[i].size[k];
        void *data = NULL; /* the runtime takes it without const, and reads it only */
        memcpy(&data, &inputs[i].values, sizeof data);
        status = corrupt(net,
                         api->CreateTensorWithDataAsOrtValue(net->memory, data, bytes, inputs[i].size,
                                                             (size_t)inputs[i].rank, FACS_ORT_FLOAT, &values[i]),
                         error);
    }
    if (status == FACS_OK)
        status = corrupt(net,
                         api->Run(net->session, NULL, (const char *const *)net->input_names,
                                  (const facs_ort_value *const *)values, (size_t)count, names, (size_t)named, outputs),
                         error);
    const int64_t taken = facs_clock() - began;
    if (traced)
        facs_onnx_trace_leave(net->trace, api, net->session, net->allocator);
    for (int i = 0; i < count; i++)
        if (values[i])
            api->ReleaseValue(values[i]);
    for (int i = 0; status != FACS_OK && i < named; i++)
        if (outputs[i]) {
            api->ReleaseValue(outputs[i]);
            outputs[i] = NULL;
        }
    __atomic_fetch_add(&net->counts->runs, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&net->counts->nanoseconds, taken, __ATOMIC_RELAXED);
    return status;
}

/* ---- the first run ---- */

/* Zeros go in; what comes out shows the sizes. */
static facs_status warm_up(facs_onnx *net, facs_error *error)
{
    const facs_onnx_form *form = net->form;
    facs_onnx_tensor inputs[FACS_ONNX_INPUTS] = {{0}};
    float *zeros[FACS_ONNX_INPUTS] = {NULL};
    facs_status status = FACS_OK;
    for (int i = 0; status == FACS_OK && i < form->inputs; i++) {
        size_t values = 1;
        inputs[i].rank = form->input[i].rank;
        for (int k = 0; k < inputs[i].rank; k++) {
            const int64_t size = net->declared[i][k] > 0 ? net->declared[i][k] : form->input[i].warm_up[k];
            inputs[i].size[k] = size;
            values = size <= VALUES_MOST && values <= VALUES_MOST ? values * (size_t)size : VALUES_MOST + (size_t)1;
        }
        if (values > VALUES_MOST) {
            status = facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: input %d: more than %d numbers (%s)", net->path, i + 1,
                               VALUES_MOST, form->network);
            break;
        }
        inputs[i].values = zeros[i] = facs_calloc(&net->env, values, sizeof(float));
        if (!zeros[i])
            status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", net->path);
    }
    facs_onnx_state *state = NULL;
    int all[FACS_ONNX_OUTPUTS];
    for (int i = 0; i < net->outputs; i++)
        all[i] = i;
    if (status == FACS_OK)
        status = facs_onnx_create_state(&net->env, net, all, net->outputs, &state, error);
    if (status == FACS_OK)
        status = facs_onnx_run(state, inputs, form->inputs, error);
    for (int i = 0; status == FACS_OK && i < net->outputs; i++)
        net->seen[i] = *facs_onnx_output(state, i);
    if (status == FACS_OK && form->check)
        status = form->check(net->path, net->seen, net->outputs, error);
    for (int i = 0; i < net->outputs; i++)
        net->seen[i].values = NULL;
    facs_onnx_destroy_state(&state);
    for (int i = 0; i < form->inputs; i++)
        facs_free(&net->env, zeros[i]);
    return status;
}

/* ---- the session ---- */

static void close_session(facs_onnx *net)
{
    const facs_ort *api = &net->runtime.api;
    for (int i = 0; i < FACS_ONNX_INPUTS; i++)
        if (net->input_names[i])
            (void)facs_ort_check(api, api->AllocatorFree(net->allocator, net->input_names[i]), FACS_OK, "", NULL);
    for (int i = 0; i < FACS_ONNX_OUTPUTS; i++)
        if (net->output_names[i])
            (void)facs_ort_check(api, api->AllocatorFree(net->allocator, net->output_names[i]), FACS_OK, "", NULL);
    memset(net->input_names, 0, sizeof net->input_names);
    memset(net->output_names, 0, sizeof net->output_names);
    if (net->session)
        api->ReleaseSession(net->session);
    net->session = NULL;
    net->outputs = 0;
}

void facs_onnx_stop(facs_onnx *net)
{
    if (!net->ort)
        return;
    close_session(net);
    if (net->memory)
        net->runtime.api.ReleaseMemoryInfo(net->memory);
    net->memory = NULL;
    net->runtime.api.ReleaseEnv(net->ort);
    net->ort = NULL;
}

/* A thread that waits does not spin: on a busy machine two that do are slower than one that works. */
static facs_status set_options(const facs_onnx *net, const facs_onnx_settings *settings,
                               facs_ort_session_options *options, facs_error *error)
{
    const facs_ort *api = &net->runtime.api;
    static const char *const quiet[] = {"session.intra_op.allow_spinning", "session.inter_op.allow_spinning"};
    facs_status status =
        corrupt(net, api->SetIntraOpNumThreads(options, settings->threads > 1 ? settings->threads : 1), error);
    if (status == FACS_OK)
        status = corrupt(net, api->SetInterOpNumThreads(options, 1), error);
    for (size_t i = 0; status == FACS_OK && i < sizeof quiet / sizeof *quiet; i++)
        status = corrupt(net, api->AddSessionConfigEntry(options, quiet[i], "0"), error);
    if (status == FACS_OK && net->trace)
        status = corrupt(net, api->EnableProfiling(options, facs_onnx_trace_prefix(net->trace)), error);
    return status;
}

/* with this provider, up to and including the first run */
static facs_status try_provider(facs_onnx *net, facs_onnx_provider provider, const facs_onnx_settings *settings,
                                facs_error *error)
{
    const facs_ort *api = &net->runtime.api;
    facs_ort_session_options *options = NULL;
    if (provider != FACS_PROVIDER_CPU && !facs_provider_listed(&net->runtime, provider))
        return facs_fail(error, FACS_E_UNSUPPORTED, "%s: this ONNX Runtime (%s) was built without it",
                         facs_provider_name(provider), net->runtime.version);
    facs_status status = corrupt(net, api->CreateSessionOptions(&options), error);
    if (status == FACS_OK)
        status = set_options(net, settings, options, error);
    if (status == FACS_OK)
        status = facs_provider_append(&net->env, &net->runtime, provider, settings, &net->form->hints, options, error);
    if (status == FACS_OK)
        status =
            corrupt(net, api->CreateSessionFromArray(net->ort, net->bytes, net->size, options, &net->session), error);
    if (options)
        api->ReleaseSessionOptions(options);
    net->provider = provider;
    if (status == FACS_OK)
        status = read_names(net, error);
    if (status == FACS_OK)
        status = read_inputs(net, error);
    if (status == FACS_OK)
        status = warm_up(net, error);
    if (status != FACS_OK)
        close_session(net);
    return status;
}

static facs_status open_runtime(const facs_env *env, facs_onnx *net, facs_error *error)
{
    facs_status status = facs_onnx_runtime_load(env, &net->runtime, error);
    const facs_ort *api = &net->runtime.api;
    if (status == FACS_OK)
        status =
            facs_ort_check(api, api->CreateEnvWithCustomLogger(ignore_message, NULL, LOG_ERROR, "facsimile", &net->ort),
                           FACS_E_UNSUPPORTED, "ONNX Runtime", error);
    if (status == FACS_OK)
        status = corrupt(net, api->CreateCpuMemoryInfo(MEMORY_OF_ARENA, MEMORY_DEFAULT, &net->memory), error);
    if (status == FACS_OK)
        status = corrupt(net, api->GetAllocatorWithDefaultOptions(&net->allocator), error);
    return status;
}

/* the last of several candidates has to work; of those before it is kept why they were not taken */
static facs_status choose_provider(facs_onnx *net, const facs_onnx_settings *settings, facs_error *error)
{
    facs_onnx_provider tried[FACS_PROVIDERS];
    const int count = facs_provider_candidates(settings->provider, tried);
    size_t length = 0;
    for (int i = 0; i < count; i++) {
        facs_error why = {0};
        facs_status status = try_provider(net, tried[i], settings, &why);
        if (status == FACS_OK)
            return FACS_OK;
        if (i == count - 1) {
            /* CPU runs whatever ONNX Runtime reads: then it is the file */
            bool file = status == FACS_E_MODEL_CORRUPT && tried[i] == FACS_PROVIDER_CPU;
            if (file || status == FACS_E_MEMORY || status == FACS_E_OUTPUT)
                return facs_fail(error, status, "%s", why.message);
            return facs_fail(error, FACS_E_UNSUPPORTED,
                             "%s: the provider %s cannot run %s: %.600s.  --provider auto takes what works, "
                             "facsimile doctor shows what there is",
                             net->path, facs_provider_name(tried[i]), net->form->network, why.message);
        }
        int added =
            snprintf(net->skipped + length, sizeof net->skipped - length, "%s%.300s", length ? "\n" : "", why.message);
        length += added > 0 ? (size_t)added : 0;
        length = length < sizeof net->skipped ? length : sizeof net->skipped - 1;
    }
    return FACS_E_INTERNAL;
}

facs_status facs_onnx_start(const facs_env *env, facs_onnx *net, const facs_onnx_settings *settings, facs_error *error)
{
    const int64_t began = facs_clock();
    facs_status status = open_runtime(env, net, error);
    if (status == FACS_OK && settings->trace)
        status = facs_onnx_trace_create(&net->env, &net->trace, error);
    if (status == FACS_OK)
        status = choose_provider(net, settings, error);
    if (status != FACS_OK) {
        facs_onnx_stop(net);
        facs_onnx_trace_free(&net->trace);
        return status;
    }
    if (net->trace)
        facs_onnx_trace_begin(net->trace);
    net->start = (double)(facs_clock() - began) * 1e-9;
    *net->counts = (facs_onnx_counts){0};
    facs_free(&net->env, net->bytes);
    net->bytes = NULL;
    net->size = 0;
    return FACS_OK;
}
