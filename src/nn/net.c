/* Running general networks: sizes, one block of memory for all tensors, and the operations in their order. */
#include "nn/net.h"

#include "nn/net_graph.h"

#include <string.h>

/* What belongs to a tensor in a state. */
typedef struct place {
    facs_net_view view;
    int top, left, bottom, right; /* margin of zeros */
    bool packed;                  /* pixels begin at whole packs */
    int first, last;              /* operations between which its values are needed */
    size_t offset, count;         /* floats in the block */
} place;

/* What belongs to an operation. */
typedef struct step {
    facs_net_placing placing;
    ptrdiff_t first; /* as in net_kernels.h, and so on */
    int runs, run;
    ptrdiff_t *offset;
} step;

struct facs_net_run_state {
    facs_env env;
    const facs_net *net;
    const facs_net_kernels *kernels;
    place *place;          /* of each tensor */
    step *step;            /* of each operation */
    ptrdiff_t *offset;     /* of all operations */
    facs_net_sides *sizes; /* of each tensor */
    bool *placed;          /* each tensor has its offset; while offsets are looked for */
    float *block, *input, **output;
    size_t input_offset; /* in the block, where the first results come to lie when the input has been read */
    size_t block_capacity, *output_capacity;
    bool ready;
};

/* ---- sizes --------------------------------------------------------------------------------------------------- */

static facs_status find_sizes(facs_net_run_state *state, int rows, int cols, facs_error *error)
{
    const facs_net *net = state->net;
    for (int i = 0; i < net->tensors; i++)
        state->sizes[i] = net->tensor[i].size;
    facs_net_sides *input = &state->sizes[net->input];
    input->side[0] = rows;
    input->side[1] = cols;
    if (!facs_net_is_possible(input))
        return facs_fail(error, FACS_E_ARGUMENT, "network input of %d x %d pixels: use 1 to %d, and fewer in all", cols,
                         rows, FACS_NET_SIDE_MAX);
    for (int i = 0; i < net->operations; i++) {
        const facs_net_operation *operation = &net->operation[i];
        facs_net_sides *out = &state->sizes[operation->out], result;
        bool fits = facs_net_result(operation, state->sizes, &result, &state->step[i].placing);
        if (fits && operation->add != FACS_NET_NOBODY)
            fits = memcmp(&state->sizes[operation->add], &result, sizeof result) == 0;
        if (!fits)
            return facs_fail(
                error, FACS_E_ARGUMENT,
                "network input of %d x %d pixels: operation %d does not fit it; use %d x %d, or sides that "
                "can be divided as often as the network halves them",
                cols, rows, i, net->tensor[net->input].size.side[1], net->tensor[net->input].size.side[0]);
        *out = result;
    }
    return FACS_OK;
}

static void widen(int *margin, int needed)
{
    if (needed > *margin)
        *margin = needed;
}

/* Margins, and whose pixels have to begin at whole packs. */
static void find_margins(facs_net_run_state *state)
{
    const facs_net *net = state->net;
    for (int i = 0; i < net->tensors; i++)
        state->place[i] = (place){.packed = i != net->input};
    for (int i = 0; i < net->operations; i++) {
        const facs_net_operation *operation = &net->operation[i];
        const facs_net_placing *at = &state->step[i].placing;
        const int *in = state->sizes[operation->a].side, *out = state->sizes[operation->out].side;
        if (operation->kind == FACS_NET_CONV || operation->kind == FACS_NET_DEPTHWISE) {
            place *a = &state->place[operation->a];
            widen(&a->top, at->top);
            widen(&a->left, at->left);
            widen(&a->bottom, (out[0] - 1) * operation->stride + operation->kernel_h - at->top - in[0]);
            widen(&a->right, (out[1] - 1) * operation->stride + operation->kernel_w - at->left - in[1]);
        }
        if (operation->kind == FACS_NET_DEPTHWISE)
            state->place[operation->a].packed = true;
        if (operation->add != FACS_NET_NOBODY)
            state->place[operation->add].packed = true;
    }
}

static void find_lives(facs_net_run_state *state)
{
    const facs_net *net = state->net;
    for (int i = 0; i < net->tensors; i++)
        state->place[i].first = state->place[i].last = -2; /* not in memory at all */
    state->place[net->input].first = state->place[net->input].last = -1;
    for (int i = 0; i < net->operations; i++) {
        const facs_net_operation *operation = &net->operation[i];
        const int used[3] = {operation->a, operation->b, operation->add};
        for (int j = 0; j < 3; j++) {
            if (used[j] == FACS_NET_NOBODY)
                continue;
            place *at = &state->place[used[j]];
            at->last = i;
            if (net->tensor[used[j]].constant) {
                at->first = -1;
                at->last = net->operations;
            }
        }
        state->place[operation->out].first = state->place[operation->out].last = i;
    }
    for (int i = 0; i < net->outputs; i++) {
        place *at = &state->place[net->output[i].tensor];
        at->last = net->operations;
        if (at->first == -2)
            at->first = -1;
    }
}

/* ---- memory -------------------------------------------------------------------------------------------------- */

/* Most floats of all tensors together. */
#define BLOCK_MAX ((size_t)1 << 28)

static void shape_view(const facs_net_run_state *state, int tensor)
{
    place *at = &state->place[tensor];
    const int *side = state->sizes[tensor].side;
    const ptrdiff_t pixel = at->packed ? (side[2] + FACS_NET_PACK - 1) / FACS_NET_PACK * FACS_NET_PACK : side[2];
    const ptrdiff_t width = (ptrdiff_t)at->left + side[1] + at->right,
                    height = (ptrdiff_t)at->top + side[0] + at->bottom;
    at->view = (facs_net_view){side[0], side[1], side[2], width * pixel, pixel, NULL};
    /* every tensor begins at a whole pack, so that vectors are aligned */
    at->count = ((size_t)(height * width * pixel) + FACS_NET_PACK - 1) / FACS_NET_PACK * FACS_NET_PACK;
}

/* The lowest offset at which nothing lies that is needed at the same time.  Tensors before `tensor` in time have theirs. */
static size_t find_offset(const facs_net_run_state *state, const place *at)
{
    size_t offset = 0;
    for (int i = 0; i < state->net->tensors; i++) {
        const place *other = &state->place[i];
        if (!state->placed[i] || other->last < at->first || at->last < other->first ||
            other->offset >= offset + at->count || offset >= other->offset + other->count)
            continue;
        offset = other->offset + other->count;
        i = -1; /* look again at all */
    }
    return offset;
}

static void place_input(facs_net_run_state *state, size_t *most)
{
    place given = {.first = -1, .last = -1};
    given.count =
        ((size_t)facs_net_values(&state->sizes[state->net->input]) + FACS_NET_PACK - 1) / FACS_NET_PACK * FACS_NET_PACK;
    state->input_offset = find_offset(state, &given);
    *most = state->input_offset + given.count > *most ? state->input_offset + given.count : *most;
}

/* Offsets of all tensors; floats of the block */
static size_t find_offsets(facs_net_run_state *state)
{
    const facs_net *net = state->net;
    size_t most = FACS_NET_PACK;
    memset(state->placed, 0, (size_t)net->tensors * sizeof *state->placed);
    for (int time = -1; time < net->operations; time++) {
        for (int i = 0; i < net->tensors; i++) {
            place *at = &state->place[i];
            /* one tensor for each operation; constants and the input at -1 */
            if (at->first != time || (time >= 0 && net->operation[time].out != i))
                continue;
            shape_view(state, i);
            at->offset = find_offset(state, at);
            state->placed[i] = true;
            most = at->offset + at->count > most ? at->offset + at->count : most;
        }
        if (time == -1)
            place_input(state, &most);
    }
    return most;
}

static bool reserve(const facs_env *env, float **memory, size_t *capacity, size_t needed)
{
    if (needed <= *capacity)
        return true;
    facs_free(env, *memory);
    *memory = facs_calloc(env, needed, sizeof **memory);
    *capacity = *memory ? needed : 0;
    return *memory != NULL;
}

static facs_status take_memory(facs_net_run_state *state, facs_error *error)
{
    const facs_net *net = state->net;
    const facs_env *env = &state->env;
    const size_t block = find_offsets(state);
    if (block > BLOCK_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "a network of %zu values: use a smaller input", block);
    bool done = reserve(env, &state->block, &state->block_capacity, block);
    for (int i = 0; done && i < net->outputs; i++)
        done = reserve(env, &state->output[i], &state->output_capacity[i],
                       (size_t)facs_net_values(&state->sizes[net->output[i].tensor]));
    if (!done)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a network of %zu values", block);
    return FACS_OK;
}

/* Where everything lies in the block. */
static void lay_out(facs_net_run_state *state)
{
    const facs_net *net = state->net;
    state->input = state->block + state->input_offset;
    for (int i = 0; i < net->tensors; i++) {
        place *at = &state->place[i];
        if (at->first != -2)
            at->view.data = state->block + at->offset + at->top * at->view.row + at->left * at->view.pixel;
    }
    ptrdiff_t *offset = state->offset;
    for (int i = 0; i < net->operations; i++) {
        const facs_net_operation *operation = &net->operation[i];
        const facs_net_view *in = &state->place[operation->a].view;
        step *now = &state->step[i];
        if (operation->kind != FACS_NET_CONV && operation->kind != FACS_NET_DEPTHWISE)
            continue;
        now->first = -(now->placing.top * in->row + now->placing.left * in->pixel);
        if (operation->kind == FACS_NET_DEPTHWISE)
            continue;
        /* the columns under a kernel lie next to each other when nothing is between the pixels */
        const bool whole = in->pixel == in->channels;
        now->run = whole ? operation->kernel_w * in->channels : in->channels;
        now->runs = whole ? operation->kernel_h : operation->kernel_h * operation->kernel_w;
        now->offset = offset;
        offset += operation->kernel_h * operation->kernel_w;
        for (int r = 0; r < now->runs; r++)
            now->offset[r] =
                whole ? r * in->row : r / operation->kernel_w * in->row + r % operation->kernel_w * in->pixel;
    }
}

static void copy_from_rows(const float *from, const facs_net_view *to)
{
    const size_t pixel = (size_t)to->channels;
    for (int y = 0; y < to->rows; y++) {
        if (to->pixel == to->channels) {
            memcpy(to->data + y * to->row, from, pixel * (size_t)to->cols * sizeof *from);
            from += pixel * (size_t)to->cols;
            continue;
        }
        for (int x = 0; x < to->cols; x++, from += pixel)
            memcpy(to->data + y * to->row + x * to->pixel, from, pixel * sizeof *from);
    }
}

static void copy_to_rows(const facs_net_view *from, float *to)
{
    const size_t pixel = (size_t)from->channels;
    for (int y = 0; y < from->rows; y++)
        for (int x = 0; x < from->cols; x++, to += pixel)
            memcpy(to, from->data + y * from->row + x * from->pixel, pixel * sizeof *to);
}

/* Other tensors have been where the margin is. */
static void clear_margin(const place *at)
{
    const facs_net_view *view = &at->view;
    const size_t row = (size_t)view->row * sizeof(float);
    if (at->top + at->bottom + at->left + at->right == 0)
        return;
    float *first = view->data - at->left * view->pixel;
    if (at->top > 0)
        memset(first - at->top * view->row, 0, (size_t)at->top * row);
    if (at->bottom > 0)
        memset(first + view->rows * view->row, 0, (size_t)at->bottom * row);
    for (int y = 0; y < view->rows; y++) {
        float *line = view->data + y * view->row;
        memset(line - at->left * view->pixel, 0, (size_t)(at->left * view->pixel) * sizeof *line);
        memset(line + view->cols * view->pixel, 0, (size_t)(at->right * view->pixel) * sizeof *line);
    }
}

facs_status facs_net_resize(facs_net_run_state *state, int rows, int cols, facs_error *error)
{
    const facs_net *net = state->net;
    const int *now = state->sizes[net->input].side;
    if (state->ready && rows == now[0] && cols == now[1])
        return FACS_OK;
    state->ready = false;
    facs_status status = find_sizes(state, rows, cols, error);
    if (status != FACS_OK)
        return status;
    find_margins(state);
    find_lives(state);
    status = take_memory(state, error);
    if (status != FACS_OK)
        return status;
    lay_out(state);
    for (int i = 0; i < net->tensors; i++) {
        const place *at = &state->place[i];
        if (at->first == -2 || !net->tensor[i].constant)
            continue;
        clear_margin(at);
        copy_from_rows(net->tensor[i].constant, &at->view);
    }
    state->ready = true;
    return FACS_OK;
}

facs_status facs_net_create_state(const facs_env *env, const facs_net *net, facs_net_run_state **state,
                                  facs_error *error)
{
    const facs_env full = facs_env_resolve(env);
    facs_net_run_state *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a network");
    made->env = full;
    made->net = net;
    made->kernels = facs_net_kernels_for(full.cpu);
    size_t offsets = 0;
    for (int i = 0; i < net->operations; i++)
        if (net->operation[i].kind == FACS_NET_CONV)
            offsets += (size_t)net->operation[i].kernel_h * (size_t)net->operation[i].kernel_w;
    made->place = facs_calloc(&full, (size_t)net->tensors, sizeof *made->place);
    made->step = facs_calloc(&full, (size_t)net->operations, sizeof *made->step);
    made->offset = facs_calloc(&full, offsets, sizeof *made->offset);
    made->sizes = facs_calloc(&full, (size_t)net->tensors, sizeof *made->sizes);
    made->placed = facs_calloc(&full, (size_t)net->tensors, sizeof *made->placed);
    made->output = facs_calloc(&full, (size_t)net->outputs, sizeof *made->output);
    made->output_capacity = facs_calloc(&full, (size_t)net->outputs, sizeof *made->output_capacity);
    facs_status status;
    if (made->place && made->step && made->offset && made->sizes && made->placed && made->output &&
        made->output_capacity) {
        const facs_net_shape shape = facs_net_input_shape(net);
        status = facs_net_resize(made, shape.rows, shape.cols, error);
    } else {
        status = facs_fail(error, FACS_E_MEMORY, "out of memory for a network of %d operations", net->operations);
    }
    if (status == FACS_OK)
        *state = made;
    else
        facs_net_destroy_state(&made);
    return status;
}

void facs_net_destroy_state(facs_net_run_state **state)
{
    if (!state || !*state)
        return;
    facs_net_run_state *old = *state;
    const facs_env env = old->env;
    for (int i = 0; old->output && i < old->net->outputs; i++)
        facs_free(&env, old->output[i]);
    facs_free(&env, old->output);
    facs_free(&env, old->output_capacity);
    facs_free(&env, old->place);
    facs_free(&env, old->step);
    facs_free(&env, old->offset);
    facs_free(&env, old->sizes);
    facs_free(&env, old->placed);
    facs_free(&env, old->block);
    facs_free(&env, old);
    *state = NULL;
}

/* ---- run ----------------------------------------------------------------------------------------------------- */

float *facs_net_input(facs_net_run_state *state)
{
    return state->input;
}

static void run_step(const facs_net_run_state *state, int index)
{
    const facs_net_operation *operation = &state->net->operation[index];
    const step *now = &state->step[index];
    const facs_net_view *in = &state->place[operation->a].view, *out = &state->place[operation->out].view;
    const facs_net_ending ending = {
        .add = operation->add != FACS_NET_NOBODY ? &state->place[operation->add].view : NULL,
        .activation = operation->activation,
        .slopes = operation->slopes,
    };
    if (operation->kind == FACS_NET_CONV)
        state->kernels->conv(&(facs_net_conv){in, out, operation->stride, now->first, now->runs, now->run, now->offset,
                                              operation->weights, operation->bias, ending});
    else if (operation->kind == FACS_NET_DEPTHWISE)
        state->kernels->depthwise(&(facs_net_depthwise){in, out, operation->stride, operation->kernel_h,
                                                        operation->kernel_w, now->first, operation->weights,
                                                        operation->bias, ending});
    else
        facs_net_run_plain(operation, in, operation->b != FACS_NET_NOBODY ? &state->place[operation->b].view : NULL,
                           out);
}

facs_status facs_net_run(facs_net_run_state *state, facs_error *error)
{
    const facs_net *net = state->net;
    if (!state->ready)
        return facs_fail(error, FACS_E_STATE,
                         "a network whose size could not be set was to run: set another one first");
    clear_margin(&state->place[net->input]);
    copy_from_rows(state->input, &state->place[net->input].view);
    for (int i = 0; i < net->operations; i++) {
        clear_margin(&state->place[net->operation[i].out]);
        run_step(state, i);
    }
    for (int i = 0; i < net->outputs; i++)
        copy_to_rows(&state->place[net->output[i].tensor].view, state->output[i]);
    return FACS_OK;
}

const float *facs_net_output(const facs_net_run_state *state, int index, facs_net_shape *shape)
{
    const int *side = state->sizes[state->net->output[index].tensor].side;
    if (shape)
        *shape = (facs_net_shape){side[0], side[1], side[2]};
    return state->output[index];
}
