/* MTCNN's networks on an accelerator; see accelerate.h and detect/mtcnn/mtcnn_outside.h. */
#include "store/accelerate_network.h"

enum { COLOURS = 3, PNET_SIDE_MAX = 1536, USUAL = 16 };
static const double network_tolerance = 1e-4; /* of logits and of corrections, which are parts of a box's side */

static const struct {
    const char *name;
    int side;
} networks[FACS_MTCNN_NETWORKS] = {{"P-Net", 12}, {"R-Net", 24}, {"O-Net", 48}};

static facs_accelerated_sizes sizes_of(facs_mtcnn_network network)
{
    const int side = networks[network].side;
    if (network == FACS_MTCNN_PNET)
        return (facs_accelerated_sizes){.rank = 4,
                                        .pictures = true,
                                        .least = {1, COLOURS, side, side},
                                        .usual = {1, COLOURS, 96, 128},
                                        .most = {1, COLOURS, PNET_SIDE_MAX, PNET_SIDE_MAX}};
    return (facs_accelerated_sizes){.rank = 4,
                                    .least = {1, COLOURS, side, side},
                                    .usual = {USUAL, COLOURS, side, side},
                                    .most = {FACS_MTCNN_OUTSIDE_BATCH, COLOURS, side, side}};
}

/* to->mtcnn has it when it is good */
static facs_status exchange_network(const facs_accelerating *work, facs_mtcnn_network network)
{
    facs_mtcnn_outside *mtcnn = work->to->mtcnn;
    const facs_accelerated_sizes sizes = sizes_of(network);
    const char *name = networks[network].name;
    facs_accelerated_net *net = NULL;
    facs_error why = {.message = ""};
    double furthest = 0;
    facs_status status = facs_onnx_mtcnn(mtcnn->model, (int)network, work->graph, &why);
    if (status == FACS_E_UNSUPPORTED) { /* a layer that ONNX has no equal of */
        facs_log(&work->models->env, FACS_LOG_WARNING, "%s; our own kernels do %s", why.message, name);
        return FACS_OK;
    }
    if (status != FACS_OK)
        return facs_fail(work->error, status, "%s", why.message);
    status = facs_accelerating_start(work, name, "MTCNN", &sizes, &net);
    if (status != FACS_OK)
        return status;
    mtcnn->network[network] = &net->outside;
    status = facs_mtcnn_outside_check(&work->models->env, mtcnn, network, &furthest, work->error);
    if (status != FACS_OK || !facs_accelerating_keep(work, furthest, network_tolerance))
        mtcnn->network[network] = NULL;
    return status;
}

facs_status facs_accelerate_detector(const facs_accelerating *work)
{
    const facs_env *env = &work->models->env;
    const facs_mtcnn_model *model = facs_loaded_mtcnn(&work->models->loaded);
    if (work->models->pipeline.detect != &facs_mtcnn_engine || !model)
        return FACS_OK;
    work->to->mtcnn = facs_calloc(env, 1, sizeof *work->to->mtcnn);
    facs_status status = work->to->mtcnn ? FACS_OK : facs_accelerating_no_memory(work);
    if (status == FACS_OK)
        work->to->mtcnn->model = model;
    for (int i = 0; status == FACS_OK && i < FACS_MTCNN_NETWORKS; i++)
        status = exchange_network(work, (facs_mtcnn_network)i);
    if (status == FACS_OK && !facs_loaded_put(&work->models->loaded, FACS_MODEL_MTCNN_OUTSIDE, work->to->mtcnn))
        status = facs_fail(work->error, FACS_E_INTERNAL, "MTCNN: one model too many");
    return status;
}
