/* What the fuzz targets of both formats do with a network they have read. */
#ifndef FACS_TESTS_USE_NET_H
#define FACS_TESTS_USE_NET_H

#include "fuzz_world.h"

#include "nn/net_graph.h"

/* A half float becomes a whole pack of floats where there is only one output. */
enum { NET_BYTES_PER_BYTE = 2 * FACS_NET_PACK };

/* Multiplications and the like of a run */
static inline double net_work(const facs_net *net)
{
    double work = 0;
    for (int i = 0; i < net->tensors; i++)
        work += (double)facs_net_values(&net->tensor[i].size);
    for (int i = 0; i < net->operations; i++) {
        const facs_net_operation *operation = &net->operation[i];
        work += (double)operation->kernel_h * operation->kernel_w * (operation->inputs + 1) *
                (double)facs_net_values(&net->tensor[operation->out].size);
        work += (double)facs_net_values(&net->tensor[operation->a].size);
    }
    return work;
}

static inline void use_net(const facs_env *env, const facs_net *net)
{
    if (net_work(net) > 1e6)
        return;
    facs_net_run_state *state = NULL;
    facs_error error = {.message = ""};
    const facs_status status = facs_net_create_state(env, net, &state, &error);
    fuzz_check(status == FACS_OK, "no state for a network that was accepted: %s", error.message);
    const facs_net_shape shape = facs_net_input_shape(net);
    for (int i = 0; i < shape.rows * shape.cols * shape.channels; i++)
        facs_net_input(state)[i] = (float)(i % 9) - 4;
    fuzz_check(facs_net_run(state, NULL) == FACS_OK, "the network does not run");
    if (facs_net_resize(state, shape.rows + 2, shape.cols + 2, NULL) == FACS_OK)
        fuzz_check(facs_net_run(state, NULL) == FACS_OK, "the network does not run in another size");
    facs_net_destroy_state(&state);
}

#endif
