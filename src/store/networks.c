/* The networks of a set of models that ONNX Runtime runs, and that library itself: what the public header tells of them. */
#include "nn/onnx.h"
#include "store/accelerate.h"
#include "store/model_hashes.h"

#include <stdio.h>
#include <string.h>

static const facs_onnx *network_at(const facs_models *models, int index)
{
    const facs_model_kind *kind;
    for (int i = 0; (kind = facs_model_kind_get(i)) != NULL; i++) {
        const facs_onnx *net = kind->onnx ? facs_loaded_find(&models->loaded, kind->name) : NULL;
        if (net && index-- == 0)
            return net;
    }
    return facs_accelerated_network(models->accelerated, index);
}

bool facs_models_network(const facs_models *models, int index, facs_network_info *info)
{
    const facs_onnx *net = models && info && index >= 0 ? network_at(models, index) : NULL;
    if (!net)
        return false;
    const facs_network_info found = facs_onnx_info(net);
    return facs_give(&found, info, sizeof found);
}

bool facs_models_network_part(const facs_models *models, int network, int index, facs_network_part *part)
{
    const facs_onnx *net = models && network >= 0 ? network_at(models, network) : NULL;
    const facs_trace_sum *sum = net && part && index >= 0 ? facs_onnx_traced(net) : NULL;
    if (!sum)
        return false;
    facs_network_part found = {.size = sizeof found, .kind = "", .name = "", .trouble = sum->failure};
    const int count = sum->provider_count + sum->operator_count;
    if (index >= count && (count || index > 0 || !*sum->failure))
        return false;
    if (count) {
        const bool provider = index < sum->provider_count;
        const facs_trace_row *row = provider ? &sum->providers[index] : &sum->operators[index - sum->provider_count];
        found.kind = provider ? "provider" : "operator";
        found.name = row->name;
        found.runs = sum->runs;
        found.calls = row->calls;
        found.seconds = row->seconds;
    }
    return facs_give(&found, part, sizeof found);
}

const char *facs_models_network_sha256(facs_models *models, int index)
{
    const facs_onnx *net = models && index >= 0 ? network_at(models, index) : NULL;
    const facs_model_hash *hashes = NULL;
    int count = 0;
    if (!net)
        return NULL;
    const char *path = facs_onnx_info(net).file, *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (facs_models_hash(models, &hashes, &count) == FACS_OK)
        for (int i = 0; i < count; i++)
            if (!hashes[i].built_in && strcmp(hashes[i].name, name) == 0)
                return hashes[i].sha256;
    return "";
}

/* ---- the library ---- */

facs_status facs_runtime_look(facs_runtime_info *info, facs_error *error)
{
    facs_onnx_runtime runtime;
    facs_runtime_info found = {.size = sizeof found};
    const facs_env env = facs_env_resolve(NULL);
    if (!info)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_runtime_look: no place for what is found given");
    facs_status status = facs_onnx_runtime_load(&env, &runtime, error);
    if (status != FACS_OK)
        return status;
    snprintf(found.version, sizeof found.version, "%s", runtime.version);
    snprintf(found.file, sizeof found.file, "%s", *runtime.path ? runtime.path : runtime.name);
    facs_provider_list(&runtime, found.providers, sizeof found.providers);
    return facs_give(&found, info, sizeof found)
               ? FACS_OK
               : facs_fail(error, FACS_E_ARGUMENT, "facs_runtime_look: set info.size = sizeof info");
}
