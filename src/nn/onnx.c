/* ONNX files and their runs; see onnx.h. */
#include "nn/onnx.h"

#include "base/finite.h"
#include "nn/onnx_internal.h"

#include <stdio.h>
#include <string.h>

enum { SHAPE_TEXT = 96 };

/* ---- the file ---- */

static facs_status make(const facs_env *env, const char *path, const facs_onnx_form *form, facs_onnx **net,
                        facs_error *error)
{
    facs_onnx *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    made->env = *env;
    made->form = form;
    made->path = facs_strdup(env, path);
    made->counts = facs_calloc(env, 1, sizeof *made->counts);
    *net = made;
    return made->path && made->counts ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
}

facs_status facs_onnx_load(const facs_env *env, const char *path, const facs_onnx_form *form, facs_onnx **net,
                           facs_error *error)
{
    facs_onnx *made = NULL;
    facs_status status = make(env, path, form, &made, error);
    if (status == FACS_OK)
        status = facs_read_file(env, path, FACS_E_MODELS_MISSING, &made->bytes, &made->size, error);
    /* an ONNX file begins with field 1, its version, a small number */
    if (status == FACS_OK && (made->size < 16 || made->bytes[0] != 8 || made->bytes[1] == 0 || made->bytes[1] >= 128))
        status = facs_fail(error, FACS_E_MODEL_CORRUPT,
                           "%s: at byte 0: expected an ONNX file (%s), found something else", path, form->network);
    if (status == FACS_OK)
        *net = made;
    else
        facs_onnx_free(&made);
    return status;
}

facs_status facs_onnx_make(const facs_env *env, const facs_onnx_graph *graph, const facs_onnx_form *form,
                           facs_onnx **net, facs_error *error)
{
    facs_onnx *made = NULL;
    facs_status status = make(env, graph->name, form, &made, error);
    if (status == FACS_OK)
        status = facs_onnx_write_memory(env, graph, &made->bytes, &made->size, error);
    if (status == FACS_OK)
        *net = made;
    else
        facs_onnx_free(&made);
    return status;
}

void facs_onnx_adopt(const facs_env *env, facs_onnx *net)
{
    net->env = *env;
}

void facs_onnx_free(facs_onnx **net)
{
    facs_onnx *old = *net;
    *net = NULL;
    if (!old)
        return;
    facs_onnx_stop(old);
    facs_onnx_trace_free(&old->trace);
    facs_free(&old->env, old->bytes);
    facs_free(&old->env, old->path);
    facs_free(&old->env, old->counts);
    facs_free(&old->env, old);
}

/* ---- what is known of it ---- */

facs_network_info facs_onnx_info(const facs_onnx *net)
{
    return (facs_network_info){.size = sizeof(facs_network_info),
                               .name = net->form->network,
                               .file = net->path,
                               .runtime = net->runtime.version,
                               .runtime_file = *net->runtime.path ? net->runtime.path : net->runtime.name,
                               .provider = facs_provider_name(net->provider),
                               .skipped = net->skipped,
                               .start = net->start,
                               .runs = __atomic_load_n(&net->counts->runs, __ATOMIC_RELAXED),
                               .seconds = (double)__atomic_load_n(&net->counts->nanoseconds, __ATOMIC_RELAXED) * 1e-9};
}

const facs_trace_sum *facs_onnx_traced(const facs_onnx *net)
{
    return net->trace && net->session ? facs_onnx_trace_end(net->trace, &net->runtime.api, net->session, net->allocator)
                                      : NULL;
}

int64_t facs_onnx_input_size(const facs_onnx *net, int index, int axis)
{
    return net->declared[index][axis];
}

int facs_onnx_outputs(const facs_onnx *net)
{
    return net->outputs;
}

facs_onnx_tensor facs_onnx_seen(const facs_onnx *net, int output)
{
    return net->seen[output];
}

static void describe(const facs_onnx_tensor *tensor, char text[SHAPE_TEXT])
{
    int length = 0;
    text[0] = '\0';
    for (int i = 0; i < tensor->rank && length < SHAPE_TEXT; i++)
        length += snprintf(text + length, (size_t)(SHAPE_TEXT - length), "%s%lld", i ? " x " : "",
                           (long long)tensor->size[i]);
}

facs_status facs_onnx_unfit(const char *path, const facs_onnx_tensor *outputs, int count, int output,
                            const char *expected, facs_error *error)
{
    char found[SHAPE_TEXT];
    if (output >= count)
        return facs_fail(error, FACS_E_MODEL_CORRUPT,
                         "%s: output %d: expected %s, found only %d outputs; is it another network?", path, output + 1,
                         expected, count);
    describe(&outputs[output], found);
    return facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: output %d: expected %s, found %s; is it another network?", path,
                     output + 1, expected, found);
}

/* ---- runs ---- */

struct facs_onnx_state {
    facs_env env;
    const facs_onnx *net;
    int count;
    const char *names[FACS_ONNX_OUTPUTS];
    int from[FACS_ONNX_OUTPUTS]; /* which of the names a wanted output has */
    int named;
    facs_ort_value *values[FACS_ONNX_OUTPUTS]; /* by name, of the last run */
    facs_onnx_tensor tensors[FACS_ONNX_OUTPUTS];
};

facs_status facs_onnx_create_state(const facs_env *env, const facs_onnx *net, const int *wanted, int count,
                                   facs_onnx_state **state, facs_error *error)
{
    facs_onnx_state *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", net->path);
    made->env = *env;
    made->net = net;
    made->count = count;
    for (int i = 0; i < count; i++) {
        /* two places may have one name: it is asked for once */
        const char *name = net->output_names[wanted[i]];
        int at = 0;
        while (at < made->named && strcmp(made->names[at], name) != 0)
            at++;
        made->names[at] = name;
        made->named += at == made->named;
        made->from[i] = at;
    }
    *state = made;
    return FACS_OK;
}

static void release_values(facs_onnx_state *state)
{
    for (int i = 0; i < state->named; i++)
        if (state->values[i]) {
            state->net->runtime.api.ReleaseValue(state->values[i]);
            state->values[i] = NULL;
        }
}

void facs_onnx_destroy_state(facs_onnx_state **state)
{
    facs_onnx_state *old = *state;
    *state = NULL;
    if (!old)
        return;
    release_values(old);
    facs_free(&old->env, old);
}

/* every output named, and that all its numbers are finite */
static facs_status take_outputs(facs_onnx_state *state, facs_error *error)
{
    const facs_onnx *net = state->net;
    facs_onnx_tensor taken[FACS_ONNX_OUTPUTS];
    for (int i = 0; i < state->named; i++) {
        facs_status status = facs_onnx_tensor_of(net, state->values[i], &taken[i], error);
        if (status != FACS_OK)
            return status;
        int64_t values = 1;
        for (int k = 0; k < taken[i].rank; k++)
            values *= taken[i].size[k];
        if (!facs_all_finite(taken[i].values, (int)values))
            return facs_fail(error, FACS_E_MODEL_CORRUPT,
                             "%s: %s gives numbers that are not finite (provider %s); the file may be damaged, or "
                             "the provider unfit: try --provider cpu",
                             net->path, net->form->network, facs_provider_name(net->provider));
    }
    for (int i = 0; i < state->count; i++)
        state->tensors[i] = taken[state->from[i]];
    return FACS_OK;
}

facs_status facs_onnx_run(facs_onnx_state *state, const facs_onnx_tensor *inputs, int count, facs_error *error)
{
    release_values(state);
    facs_status status = facs_onnx_call(state->net, inputs, count, state->names, state->named, state->values, error);
    if (status == FACS_OK)
        status = take_outputs(state, error);
    if (status != FACS_OK)
        for (int i = 0; i < state->count; i++)
            state->tensors[i] = (facs_onnx_tensor){0};
    return status;
}

const facs_onnx_tensor *facs_onnx_output(const facs_onnx_state *state, int index)
{
    return &state->tensors[index];
}
