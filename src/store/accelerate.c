/* OpenFace's stages on an accelerator; see accelerate.h. */
#include "store/accelerate_network.h"

#include "store/cache_dir.h"

#include <stdio.h>
#include <string.h>

bool facs_provider_accelerates(facs_onnx_provider provider)
{
    return provider == FACS_PROVIDER_CUDA || provider == FACS_PROVIDER_TENSORRT || provider == FACS_PROVIDER_COREML;
}

/* ---- a network ----------------------------------------------------------------------------------------------- */

facs_status facs_accelerating_no_memory(const facs_accelerating *work)
{
    return facs_fail(work->error, FACS_E_MEMORY, "out of memory for networks of the accelerator");
}

static void free_net(const facs_env *env, facs_accelerated_net **address)
{
    facs_accelerated_net *old = *address;
    *address = NULL;
    if (old)
        facs_onnx_free(&old->net);
    facs_free(env, old);
}

/* The input's name holds a sum of the whole graph: TensorRT tells engines it has kept apart by names, not by weights. */
static facs_status name_input(const facs_accelerating *work, facs_accelerated_net *made)
{
    const facs_env *env = &work->models->env;
    uint8_t *bytes = NULL;
    size_t count = 0;
    facs_status status = facs_onnx_write_memory(env, work->graph, &bytes, &count, work->error);
    uint64_t sum = 14695981039346656037u;
    for (size_t i = 0; status == FACS_OK && i < count; i++)
        sum = (sum ^ bytes[i]) * 1099511628211u;
    facs_free(env, bytes);
    snprintf(made->input, sizeof made->input, "in_%016llx", (unsigned long long)sum);
    facs_onnx_name_input(work->graph, made->input);
    return status;
}

/* "input:1x3x160x160" */
static void write_hint(const char *input, int rank, const int64_t *size, char text[64])
{
    int length = snprintf(text, 64, "%s:", input);
    for (int i = 0; i < rank && length < 64; i++)
        length += snprintf(text + length, 64 - (size_t)length, "%s%lld", i ? "x" : "", (long long)size[i]);
}

static void make_form(facs_accelerated_net *made, const facs_accelerated_sizes *sizes)
{
    const int64_t *const of[3] = {sizes->least, sizes->usual, sizes->most};
    made->form = (facs_onnx_form){.network = made->name, .inputs = 1, .input = {{.rank = sizes->rank}}};
    for (int i = 0; i < 3; i++)
        write_hint(made->input, sizes->rank, of[i], made->hint[i]);
    for (int i = 0; i < sizes->rank; i++) {
        made->form.input[0].size[i] = sizes->least[i] == sizes->most[i] ? sizes->most[i] : 0;
        made->form.input[0].warm_up[i] = sizes->usual[i];
    }
    made->form.hints = (facs_onnx_hints){
        .free_size = sizes->pictures, .least = made->hint[0], .usual = made->hint[1], .most = made->hint[2]};
}

facs_status facs_accelerating_start(const facs_accelerating *work, const char *name, const char *stage,
                                    const facs_accelerated_sizes *sizes, facs_accelerated_net **net)
{
    const facs_env *env = &work->models->env;
    facs_accelerated_net *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_accelerating_no_memory(work);
    snprintf(made->name, sizeof made->name, "%s", name);
    snprintf(made->stage, sizeof made->stage, "%s", stage);
    facs_status status = work->to->count < FACS_ACCELERATED_MAX
                             ? name_input(work, made)
                             : facs_fail(work->error, FACS_E_INTERNAL, "%s: one network too many", name);
    make_form(made, sizes);
    if (status == FACS_OK)
        status = facs_onnx_make(env, work->graph, &made->form, &made->net, work->error);
    if (status == FACS_OK)
        status = facs_onnx_start(env, made->net, work->settings, work->error);
    if (status != FACS_OK) {
        free_net(env, &made);
        return status;
    }
    made->outside = facs_outside_of(made->name, made->net);
    work->to->item[work->to->count++] = made;
    *net = made;
    return FACS_OK;
}

bool facs_accelerating_keep(const facs_accelerating *work, double furthest, double tolerance)
{
    facs_accelerated_net **last = &work->to->item[work->to->count - 1];
    if (furthest <= tolerance) /* not so for one that is no number */
        return true;
    facs_log(&work->models->env, FACS_LOG_WARNING,
             "%s: the provider %s gives numbers that are %.3g away from ours, %g is allowed; it is not used, our own "
             "kernels do this",
             (*last)->name, facs_onnx_info((*last)->net).provider, furthest, tolerance);
    free_net(&work->models->env, last);
    work->to->count--;
    return false;
}

/* ---- all ----------------------------------------------------------------------------------------------------- */

facs_status facs_models_accelerate(facs_models *models, const facs_onnx_settings *settings, facs_error *error)
{
    const facs_env *env = &models->env;
    bool out_of_memory = false;
    char *cache = facs_derived_cache(env, &out_of_memory);
    facs_onnx_settings full = *settings;
    full.cache = cache;
    facs_accelerating work = {.models = models, .settings = &full, .error = error};
    work.graph = facs_calloc(env, 1, sizeof *work.graph);
    work.to = facs_calloc(env, 1, sizeof *work.to);
    models->accelerated = work.to;
    facs_status status = out_of_memory || !work.graph || !work.to ? facs_accelerating_no_memory(&work) : FACS_OK;
    static const struct {
        facs_status (*stage)(const facs_accelerating *work);
    } stages[] = {{facs_accelerate_detector}, {facs_accelerate_experts}, {facs_accelerate_aus}};
    for (size_t i = 0; status == FACS_OK && i < sizeof stages / sizeof *stages; i++)
        status = stages[i].stage(&work);
    facs_free(env, work.graph);
    facs_free(env, cache);
    return status; /* what there is goes with the models */
}

void facs_accelerated_free(const facs_env *env, facs_accelerated **accelerated)
{
    facs_accelerated *old = *accelerated;
    *accelerated = NULL;
    if (!old)
        return;
    facs_au_outside_destroy(env, &old->aus);
    facs_free(env, old->cen);
    facs_free(env, old->mtcnn);
    for (int i = 0; i < old->count; i++)
        free_net(env, &old->item[i]);
    facs_free(env, old);
}

const facs_onnx *facs_accelerated_network(const facs_accelerated *accelerated, int index)
{
    return accelerated && index >= 0 && index < accelerated->count ? accelerated->item[index]->net : NULL;
}

void facs_accelerated_list(const facs_accelerated *accelerated, bool aus, char *text, size_t room)
{
    size_t length = 0;
    const char *last = "", *provider = "";
    *text = '\0';
    for (int i = 0; accelerated && i < accelerated->count && length < room; i++) {
        const facs_accelerated_net *net = accelerated->item[i];
        if (strcmp(last, net->stage) == 0 || (!aus && accelerated->aus && accelerated->aus->outside == &net->outside))
            continue;
        length += (size_t)snprintf(text + length, room - length, "%s%s", *last ? ", " : "", net->stage);
        last = net->stage;
        provider = facs_onnx_info(net->net).provider;
    }
    if (*last && length < room)
        snprintf(text + length, room - length, " (%s)", provider);
}
