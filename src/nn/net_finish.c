/* The last step of reading a general network: is it one that can run, and which operations can run as one? */
#include "nn/net_graph.h"

#include <string.h>

/* ---- checks -------------------------------------------------------------------------------------------------- */

/* The size a reader has given to a tensor, for the checks of facs_net_result. */
static facs_net_sides *sizes_of(const facs_net *net)
{
    facs_net_sides *sizes = facs_calloc(&net->env, (size_t)net->tensors, sizeof *sizes);
    for (int i = 0; sizes && i < net->tensors; i++)
        sizes[i] = net->tensor[i].size;
    return sizes;
}

static facs_status check_operation(const facs_net *net, const facs_net_source *source, int index,
                                   const facs_net_sides *sizes, bool *made)
{
    const facs_net_operation *operation = &net->operation[index];
    const int used[3] = {operation->a, operation->b, operation->out};
    for (int i = 0; i < 3; i++) {
        if (used[i] == FACS_NET_NOBODY && i == 1)
            continue;
        if (used[i] < 0 || used[i] >= net->tensors || made[used[i]] != (i < 2))
            return facs_net_corrupt(source, operation->where, "expected operation %d to %s, found tensor %d of %d",
                                    index, i < 2 ? "read a tensor made before it" : "make a new tensor", used[i],
                                    net->tensors);
    }
    facs_net_sides result;
    if (!facs_net_result(operation, sizes, &result, NULL))
        return facs_net_corrupt(source, operation->where,
                                "expected operation %d to fit its tensors, found one of %d x %d x %d", index,
                                sizes[operation->a].side[0], sizes[operation->a].side[1], sizes[operation->a].side[2]);
    const int *said = sizes[operation->out].side;
    if (memcmp(result.side, said, sizeof result.side) != 0)
        return facs_net_corrupt(source, operation->where,
                                "expected the result of operation %d to have %d x %d x %d values, found %d x %d x %d",
                                index, result.side[0], result.side[1], result.side[2], said[0], said[1], said[2]);
    made[operation->out] = true;
    return FACS_OK;
}

static facs_status check(const facs_net *net, const facs_net_source *source, const facs_net_sides *sizes, bool *made)
{
    for (int i = 0; i < net->tensors; i++) {
        if (!facs_net_is_possible(&sizes[i]))
            return facs_net_corrupt(source, 0, "expected tensor %d to have 1 to %d values a side, found %d x %d x %d",
                                    i, FACS_NET_SIDE_MAX, sizes[i].side[0], sizes[i].side[1], sizes[i].side[2]);
        made[i] = net->tensor[i].constant != NULL;
    }
    if (net->input < 0 || net->input >= net->tensors || made[net->input])
        return facs_net_corrupt(source, 0, "expected an input that is not constant, found tensor %d", net->input);
    made[net->input] = true;
    for (int i = 0; i < net->operations; i++) {
        facs_status status = check_operation(net, source, i, sizes, made);
        if (status != FACS_OK)
            return status;
    }
    for (int i = 0; i < net->outputs; i++) {
        const int tensor = net->output[i].tensor;
        if (tensor < 0 || tensor >= net->tensors || !made[tensor])
            return facs_net_corrupt(source, 0, "expected output %d to be a tensor that is made, found tensor %d", i,
                                    tensor);
    }
    return FACS_OK;
}

/* ---- operations in one --------------------------------------------------------------------------------------- */

/* `user`, the only operation that reads the convolution's result, disappears into it: false = it cannot.  What else it
 * reads has to be there when the convolution runs; `maker` = operation that makes a tensor. */
static bool absorb(const facs_net *net, int index, int user, int *maker)
{
    facs_net_operation *conv = &net->operation[index], *next = &net->operation[user];
    if (conv->activation != FACS_NET_NONE)
        return false;
    if (next->kind == FACS_NET_ADD) {
        const int other = next->a == conv->out ? next->b : next->a;
        if (other == conv->out || conv->add != FACS_NET_NOBODY || maker[other] >= index ||
            memcmp(&net->tensor[other].size, &net->tensor[conv->out].size, sizeof(facs_net_sides)) != 0)
            return false;
        conv->add = other;
    } else if (next->kind != FACS_NET_ACTIVATE) {
        return false;
    }
    conv->activation = next->activation;
    conv->slopes = next->slopes;
    conv->slopes_count = next->slopes_count;
    next->slopes = NULL;
    maker[next->out] = index;
    conv->out = next->out;
    return true;
}

/* The operations that read each tensor: how many (an output counts, too), and the last one. */
static void find_users(const facs_net *net, int *users, int *user)
{
    for (int i = 0; i < net->operations; i++) {
        const facs_net_operation *operation = &net->operation[i];
        users[operation->a]++;
        user[operation->a] = i;
        if (operation->b != FACS_NET_NOBODY) {
            users[operation->b]++;
            user[operation->b] = i;
        }
    }
    for (int i = 0; i < net->outputs; i++)
        users[net->output[i].tensor] += 2;
}

static void fuse(facs_net *net, int *users, int *user, int *maker)
{
    for (int i = 0; i < net->tensors; i++)
        maker[i] = -1;
    for (int i = 0; i < net->operations; i++)
        maker[net->operation[i].out] = i;
    find_users(net, users, user);
    for (int i = 0; i < net->operations; i++) {
        const facs_net_operation *conv = &net->operation[i];
        if (conv->kind != FACS_NET_CONV && conv->kind != FACS_NET_DEPTHWISE)
            continue;
        for (int next; users[conv->out] == 1;) {
            next = user[conv->out];
            if (!absorb(net, i, next, maker))
                break;
            net->operation[next].kind = FACS_NET_GONE;
        }
    }
    int left = 0;
    for (int i = 0; i < net->operations; i++)
        if (net->operation[i].kind != FACS_NET_GONE)
            net->operation[left++] = net->operation[i];
    net->operations = left;
}

facs_status facs_net_finish(facs_net *net, const facs_net_source *source)
{
    const facs_env *env = &net->env;
    facs_net_sides *sizes = sizes_of(net);
    bool *made = facs_calloc(env, (size_t)net->tensors, sizeof *made);
    int *work = facs_calloc(env, 3 * (size_t)net->tensors, sizeof *work);
    facs_status status = sizes && made && work ? check(net, source, sizes, made) : facs_net_no_memory(source);
    if (status == FACS_OK)
        fuse(net, work, work + net->tensors, work + 2 * net->tensors);
    facs_free(env, sizes);
    facs_free(env, made);
    facs_free(env, work);
    return status;
}
