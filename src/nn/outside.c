/* What runs a stage in place of our own kernels; see outside.h. */
#include "nn/outside.h"

#include <string.h>

/* FACS_E_MODEL_CORRUPT: not as many numbers as the stage needs */
static facs_status run_network(const facs_env *env, void *cookie, const facs_onnx_tensor *input, float *out,
                               size_t count, facs_error *error)
{
    const facs_onnx *net = cookie;
    const int first = 0;
    facs_onnx_state *state = NULL;
    facs_status status = facs_onnx_create_state(env, net, &first, 1, &state, error);
    if (status == FACS_OK)
        status = facs_onnx_run(state, input, 1, error);
    if (status == FACS_OK) {
        const facs_onnx_tensor *output = facs_onnx_output(state, 0);
        size_t found = 1;
        for (int i = 0; i < output->rank; i++)
            found *= (size_t)output->size[i];
        if (found == count)
            memcpy(out, output->values, count * sizeof *out);
        else
            status = facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: %zu numbers were expected, %zu came out",
                               facs_onnx_info(net).name, count, found);
    }
    facs_onnx_destroy_state(&state);
    return status;
}

facs_outside facs_outside_of(const char *name, const facs_onnx *net)
{
    facs_outside outside = {.name = name, .run = run_network};
    memcpy(&outside.cookie, &net, sizeof outside.cookie); /* without const; it is only read */
    return outside;
}

bool facs_outside_run(const facs_env *env, facs_outside *outside, const facs_onnx_tensor *input, float *out,
                      size_t count)
{
    facs_error error = {.message = ""};
    if (__atomic_load_n(&outside->failed, __ATOMIC_ACQUIRE))
        return false;
    if (outside->run(env, outside->cookie, input, out, count, &error) == FACS_OK)
        return true;
    if (!__atomic_exchange_n(&outside->failed, 1, __ATOMIC_ACQ_REL))
        facs_log(env, FACS_LOG_WARNING, "%s: failed on the accelerator, and is done by our own kernels from now on: %s",
                 outside->name, error.message);
    return false;
}
