/* Evaluation of a small convolutional network, layer after layer (docs/algorithm/networks.md).
 *
 * Maps travel between two buffers.  A convolution keeps the row stride of its input, so its rows end in kw - 1 columns
 * without meaning; pooling and the final result close the gaps.  A PReLU or ReLU that follows a convolution is applied
 * while the results are still in registers.  See cnn_kernels.h for the layout and cnn_reference.c for the formulas. */
#include "nn/cnn.h"

#include "nn/cnn_kernels.h"

#include <string.h>

enum { PADDING = 2 * FACS_MAPS_ALIGN };

struct facs_cnn_workspace {
    facs_env env;
    const facs_cnn_kernels *kernels;
    float *buffer[2];
    size_t capacity; /**< floats in each buffer */
};

/* What flows from one layer to the next: maps, or a vector of `maps.maps` values. */
typedef struct activations {
    facs_maps maps;
    bool vector;
} activations;

facs_status facs_cnn_workspace_create(const facs_env *env, facs_cnn_workspace **workspace, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_cnn_workspace *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a network workspace");
    made->env = full;
    made->kernels = facs_cnn_kernels_for(full.cpu);
    *workspace = made;
    return FACS_OK;
}

void facs_cnn_workspace_destroy(facs_cnn_workspace **workspace)
{
    if (!workspace || !*workspace)
        return;
    facs_cnn_workspace *old = *workspace;
    facs_env env = old->env;
    facs_free(&env, old->buffer[0]);
    facs_free(&env, old->buffer[1]);
    facs_free(&env, old);
    *workspace = NULL;
}

/* ---- sizes ------------------------------------------------------------------------------------------------- */

static void set_size(activations *at, int maps, int rows, int cols, int stride)
{
    size_t plane = (size_t)rows * (size_t)stride;
    at->maps.maps = maps;
    at->maps.rows = rows;
    at->maps.cols = cols;
    at->maps.stride = stride;
    at->maps.plane = (plane + FACS_MAPS_ALIGN - 1) / FACS_MAPS_ALIGN * FACS_MAPS_ALIGN;
    at->vector = false;
}

static void set_vector(activations *at, int count)
{
    set_size(at, count, 1, 1, 1);
    at->maps.plane = 1;
    at->vector = true;
}

static facs_tensor shape_of(const activations *at)
{
    return (facs_tensor){at->maps.maps, at->maps.rows, at->maps.cols, at->vector, NULL};
}

static size_t floats_of(const activations *at)
{
    return (size_t)at->maps.maps * at->maps.plane + PADDING;
}

static bool is_activation(const facs_cnn_layer *layer)
{
    return layer->kind == FACS_LAYER_PRELU || layer->kind == FACS_LAYER_RELU || layer->kind == FACS_LAYER_SIGMOID;
}

/* Turn `at` into the size of the layer's result; false = the layer does not fit. */
static bool layer_size(const facs_cnn_layer *layer, activations *at)
{
    facs_tensor shape = shape_of(at);
    if (!facs_cnn_layer_shape(layer, &shape))
        return false;
    if (layer->kind == FACS_LAYER_DENSE) {
        if (shape.rows != 1 || shape.cols != 1)
            return false;
        shape.vector = true;
    }
    if (shape.vector)
        set_vector(at, shape.maps);
    else /* pooling closes the gaps between rows */
        set_size(at, shape.maps, shape.rows, shape.cols, layer->kind == FACS_LAYER_POOL ? shape.cols : at->maps.stride);
    return true;
}

/* Check all sizes and make the buffers large enough. */
facs_status facs_cnn_reserve(facs_cnn_workspace *workspace, const facs_cnn *cnn, int maps, int rows, int cols,
                             facs_tensor *shape, facs_error *error)
{
    if (maps < 1 || rows < 1 || cols < 1 || maps > FACS_CNN_SIDE_MAX || rows > FACS_CNN_SIDE_MAX ||
        cols > FACS_CNN_SIDE_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "network input of %d maps of %d x %d: each must be 1 to %d", maps,
                         cols, rows, FACS_CNN_SIDE_MAX);
    activations at = {.vector = false};
    set_size(&at, maps, rows, cols, cols);
    size_t most = floats_of(&at);
    for (int i = 0; i < cnn->layers; i++) {
        const facs_maps in = at.maps;
        if (!layer_size(&cnn->layer[i], &at))
            return facs_fail(error, FACS_E_ARGUMENT,
                             "layer %d of the network does not fit %d maps of %d x %d: use the input size and the "
                             "model file that belong together",
                             i, in.maps, in.cols, in.rows);
        most = floats_of(&at) > most ? floats_of(&at) : most;
    }
    *shape = shape_of(&at);
    if (most <= workspace->capacity)
        return FACS_OK;
    float *first = facs_calloc(&workspace->env, most, sizeof *first);
    float *second = facs_calloc(&workspace->env, most, sizeof *second);
    if (!first || !second) {
        facs_free(&workspace->env, first);
        facs_free(&workspace->env, second);
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a network input of %d x %d pixels", cols, rows);
    }
    facs_free(&workspace->env, workspace->buffer[0]);
    facs_free(&workspace->env, workspace->buffer[1]);
    workspace->buffer[0] = first;
    workspace->buffer[1] = second;
    workspace->capacity = most;
    return FACS_OK;
}

/* ---- layers ------------------------------------------------------------------------------------------------ */

static void copy_input(const float *input, facs_maps *to)
{
    size_t count = (size_t)to->rows * (size_t)to->cols;
    for (int m = 0; m < to->maps; m++)
        memcpy(to->data + (size_t)m * to->plane, input + (size_t)m * count, count * sizeof *input);
}

/* Maps without gaps between rows and planes, `to` may be anywhere but in `from`. */
static void pack(const facs_maps *from, float *to)
{
    for (int m = 0; m < from->maps; m++)
        for (int y = 0; y < from->rows; y++, to += from->cols)
            memcpy(to, from->data + (size_t)m * from->plane + (size_t)y * (size_t)from->stride,
                   (size_t)from->cols * sizeof *to);
}

/* Vector in front of a dense layer: map by map, each map column by column. */
static void flatten(const facs_maps *from, float *to)
{
    for (int m = 0; m < from->maps; m++)
        for (int x = 0; x < from->cols; x++)
            for (int y = 0; y < from->rows; y++)
                *to++ = from->data[(size_t)m * from->plane + (size_t)y * (size_t)from->stride + (size_t)x];
}

/* Activation layer in place, for the places where it does not follow a convolution. */
static void activate(const facs_cnn_layer *layer, facs_maps *maps)
{
    for (int m = 0; m < maps->maps; m++) {
        for (int y = 0; y < maps->rows; y++) {
            float *row = maps->data + (size_t)m * maps->plane + (size_t)y * (size_t)maps->stride;
            for (int x = 0; x < maps->cols; x++)
                row[x] = facs_cnn_activate(layer, m, row[x]);
        }
    }
}

/* Run one layer that is not an activation; `fused` is the activation behind it, which only a convolution takes. */
static void run_layer(facs_cnn_workspace *workspace, const facs_cnn_layer *layer, const facs_cnn_layer *fused,
                      activations *at)
{
    const activations in = *at;
    float *other = workspace->buffer[0] == in.maps.data ? workspace->buffer[1] : workspace->buffer[0];
    layer_size(layer, at);
    at->maps.data = other;
    if (layer->kind == FACS_LAYER_CONV) {
        workspace->kernels->conv(&in.maps, layer, fused, &at->maps);
    } else if (layer->kind == FACS_LAYER_POOL) {
        workspace->kernels->pool(&in.maps, layer, &at->maps);
    } else if (in.vector) {
        workspace->kernels->dense(in.maps.data, layer, other);
    } else {
        flatten(&in.maps, other);
        at->maps.data = in.maps.data;
        workspace->kernels->dense(other, layer, in.maps.data);
    }
}

facs_status facs_cnn_run(facs_cnn_workspace *workspace, const facs_cnn *cnn, const float *input, int maps, int rows,
                         int cols, facs_tensor *output, facs_error *error)
{
    facs_tensor result;
    facs_status status = facs_cnn_reserve(workspace, cnn, maps, rows, cols, &result, error);
    if (status != FACS_OK)
        return status;
    activations at = {.vector = false};
    set_size(&at, maps, rows, cols, cols);
    at.maps.data = workspace->buffer[0];
    copy_input(input, &at.maps);
    for (int i = 0; i < cnn->layers; i++) {
        const facs_cnn_layer *layer = &cnn->layer[i], *next = i + 1 < cnn->layers ? layer + 1 : NULL;
        if (is_activation(layer)) {
            activate(layer, &at.maps);
            continue;
        }
        bool fuse =
            layer->kind == FACS_LAYER_CONV && next && (next->kind == FACS_LAYER_RELU || next->kind == FACS_LAYER_PRELU);
        run_layer(workspace, layer, fuse ? next : NULL, &at);
        i += fuse;
    }
    result.data = at.maps.data;
    if (!at.vector) {
        result.data = workspace->buffer[0] == at.maps.data ? workspace->buffer[1] : workspace->buffer[0];
        pack(&at.maps, result.data);
    }
    *output = result;
    return FACS_OK;
}
