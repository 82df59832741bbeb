/* Networks of the library; see net_own.h. */
#include "nn/net_own.h"

#include "nn/net_file.h"

facs_status facs_net_own(const facs_env *env, const char *name, facs_net_runner *runner, facs_error *error)
{
    const uint8_t *bytes;
    size_t size;
    facs_net_runner made = {0};
    if (!facs_net_builtin(name, &bytes, &size))
        return facs_fail(error, FACS_E_INTERNAL, "%s: the library holds no network of that name", name);
    facs_status status = facs_net_read(env, bytes, size, name, &made.net, error);
    if (status == FACS_OK)
        status = facs_net_create_state(env, made.net, &made.state, error);
    if (status == FACS_OK)
        *runner = made;
    else
        facs_net_runner_free(&made);
    return status;
}

void facs_net_runner_free(facs_net_runner *runner)
{
    if (runner->state)
        facs_net_destroy_state(&runner->state);
    if (runner->net)
        facs_net_free(&runner->net);
}

facs_status facs_net_need_output(const facs_net_runner *runner, const char *net, const char *output, int values,
                                 int *index, facs_error *error)
{
    facs_net_shape shape = {0};
    *index = output ? facs_net_find_output(runner->net, output) : 0;
    if (*index >= 0)
        facs_net_output(runner->state, *index, &shape);
    if (*index < 0 || (values > 0 && (int64_t)shape.rows * shape.cols * shape.channels != values))
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: expected an output %s of %d values", net,
                         output ? output : "at all", values);
    return FACS_OK;
}
