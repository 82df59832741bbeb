/* Evaluation of a small convolutional network with the sums in the order of the reference build (spec 03 2.1, 2.4;
 * base/sgemm_order.h; cnn_ordered_reference.c for the formulas, cnn_ordered_kernels.h for the layout).
 *
 * Everything that depends only on the network and the size of its input is worked out once: the maps of a layer are
 * dealt into packs, weights are copied in the order they are needed, windows and flattenings become tables of offsets.
 * Layers then run one after the other between two buffers. */
#include "detect/cnn_ordered.h"

#include "base/base.h"
#include "base/sgemm_order.h"
#include "detect/cnn_ordered_kernels.h"

typedef struct step {
    const facs_cnn_layer *layer, *slopes; /**< slopes: the PReLU behind it, or NULL */
    facs_ordered_conv conv;               /**< of a convolution */
    facs_ordered_pool pool;               /**< of a pooling */
    ptrdiff_t *place;                     /**< of a convolution: where in a pixel each of its maps is */
    ptrdiff_t *flat;                      /**< of a dense layer on maps: where each of its inputs is */
} step;

struct facs_cnn_ordered {
    facs_env env;
    const facs_cnn_ordered_kernels *kernels;
    const facs_cnn_kernels *common; /**< for small dense layers, whose f64 sums have no order to keep */
    int steps;
    step *step;
    ptrdiff_t *input_place; /**< where the maps of the input are */
    float *buffer[2], *flat;
    ptrdiff_t *result; /**< where each value of the result is, when that is maps */
    facs_tensor shape; /**< of the result */
};

/* Where the values of a layer's input or result are: map m of pixel (y, x) at y row + x pixel + place[m]. */
typedef struct layout {
    facs_tensor shape;
    ptrdiff_t row, pixel;
    const ptrdiff_t *place;
} layout;

/* ---- preparation ------------------------------------------------------------------------------------------- */

/* Maps with the same number have the same order of additions: one column of each half of a group, one behind the
 * groups. */
static int order_of(int maps, int map)
{
    enum { HALF = FACS_SGEMM_COLS / 2, PIXELS = FACS_SGEMM_COLS + 4 };
    return facs_sgemm_two(maps, PIXELS, map, 0) + 2 * facs_sgemm_two(maps, PIXELS, map, HALF) +
           4 * facs_sgemm_two(maps, PIXELS, map, FACS_SGEMM_COLS);
}

/* Deal the maps into packs: units of as many maps as are sure to have the same order, as many units of the same order
 * in a pack as fit.  place[map] = pack * lanes + lane. */
static void deal_maps(int maps, int lanes, ptrdiff_t *place, facs_ordered_conv *conv)
{
    const int unit = lanes < FACS_SGEMM_ROWS ? lanes : FACS_SGEMM_ROWS;
    for (int map = 0; map < maps; map++)
        place[map] = -1;
    conv->packs = 0;
    for (int map = 0; map < maps; map += unit) {
        if (place[map] >= 0)
            continue;
        int lane = 0;
        for (int other = map; other < maps && lane < lanes; other += unit) {
            if (place[other] >= 0 || order_of(maps, other) != order_of(maps, map))
                continue;
            for (int i = 0; i < unit && other + i < maps; i++)
                place[other + i] = (ptrdiff_t)conv->packs * lanes + lane + i;
            lane += unit;
        }
        conv->first[conv->packs++] = map;
    }
}

static void fill_weights(const step *made, int lanes)
{
    const facs_cnn_layer *layer = made->layer;
    const int area = layer->kernel_h * layer->kernel_w;
    const ptrdiff_t next_pack = (ptrdiff_t)(made->conv.taps + 1) * lanes;
    for (int map = 0; map < layer->outputs; map++) {
        const ptrdiff_t pack = made->place[map] / lanes, lane = made->place[map] % lanes;
        float *weight = made->conv.weights + pack * next_pack + lane;
        for (int i = 0; i < layer->inputs; i++) {
            const float *kernel = layer->weights + ((ptrdiff_t)i * layer->outputs + map) * area;
            for (int c = 0; c < layer->kernel_w; c++)
                for (int r = 0; r < layer->kernel_h; r++, weight += lanes)
                    *weight = kernel[r * layer->kernel_w + c];
        }
        *weight = layer->bias[map];
        made->conv.slopes[made->place[map]] = made->slopes ? made->slopes->weights[map] : 1;
    }
}

static void fill_offsets(const facs_cnn_layer *layer, const layout *in, ptrdiff_t *offset)
{
    for (int i = 0; i < layer->inputs; i++)
        for (int c = 0; c < layer->kernel_w; c++)
            for (int r = 0; r < layer->kernel_h; r++)
                *offset++ = in->place[i] + r * in->row + c * in->pixel;
}

/* Where the values are, map by map; each map column by column or row by row. */
static ptrdiff_t *make_table(const facs_env *env, const layout *in, bool by_columns)
{
    const int rows = in->shape.rows, cols = in->shape.cols, outer = by_columns ? cols : rows;
    const int inner = by_columns ? rows : cols;
    const ptrdiff_t outer_step = by_columns ? in->pixel : in->row, inner_step = by_columns ? in->row : in->pixel;
    ptrdiff_t *table = facs_calloc(env, (size_t)in->shape.maps * (size_t)rows * (size_t)cols, sizeof *table);
    ptrdiff_t *at = table;
    for (int m = 0; at && m < in->shape.maps; m++)
        for (int a = 0; a < outer; a++)
            for (int b = 0; b < inner; b++)
                *at++ = in->place[m] + a * outer_step + b * inner_step;
    return table;
}

/* Turn `at`, the layout of the input, into that of the result. */
static bool prepare_conv(facs_cnn_ordered *net, step *made, layout *at)
{
    const facs_env *env = &net->env;
    const int lanes = net->kernels->lanes;
    const facs_cnn_layer *layer = made->layer;
    const layout in = *at;
    facs_cnn_layer_shape(layer, &at->shape);
    facs_ordered_conv *conv = &made->conv;
    conv->maps = at->shape.maps;
    conv->rows = at->shape.rows;
    conv->cols = at->shape.cols;
    conv->taps = layer->inputs * layer->kernel_h * layer->kernel_w;
    conv->in_pixel = in.pixel;
    conv->in_row = in.row;
    conv->offset = facs_calloc(env, (size_t)conv->taps, sizeof *conv->offset);
    conv->first = facs_calloc(env, (size_t)layer->outputs, sizeof *conv->first);
    made->place = facs_calloc(env, (size_t)layer->outputs, sizeof *made->place);
    if (!conv->offset || !conv->first || !made->place)
        return false;
    deal_maps(layer->outputs, lanes, made->place, conv);
    const size_t pixel = (size_t)conv->packs * (size_t)lanes;
    conv->weights = facs_calloc(env, pixel * (size_t)(conv->taps + 1), sizeof *conv->weights);
    conv->slopes = facs_calloc(env, pixel, sizeof *conv->slopes);
    if (!conv->weights || !conv->slopes)
        return false;
    fill_offsets(layer, &in, conv->offset);
    fill_weights(made, lanes);
    at->pixel = (ptrdiff_t)pixel;
    at->row = at->pixel * conv->cols;
    at->place = made->place;
    return true;
}

static void prepare_pool(step *made, layout *at)
{
    made->pool = (facs_ordered_pool){
        .layer = made->layer, .in_rows = at->shape.rows, .in_cols = at->shape.cols, .pixel = at->pixel};
    facs_cnn_layer_shape(made->layer, &at->shape);
    made->pool.rows = at->shape.rows;
    made->pool.cols = at->shape.cols;
    at->row = at->pixel * at->shape.cols;
}

static bool prepare_dense(facs_cnn_ordered *net, step *made, layout *at)
{
    if (!at->shape.vector)
        made->flat = make_table(&net->env, at, true);
    bool done = at->shape.vector || made->flat;
    facs_cnn_layer_shape(made->layer, &at->shape);
    return done;
}

/* Does the layer fit, and is it one that this evaluation knows? */
static bool layer_fits(const facs_cnn_layer *layer, const layout *at, bool input)
{
    facs_tensor shape = at->shape;
    if (!facs_cnn_layer_shape(layer, &shape))
        return false;
    switch (layer->kind) {
    case FACS_LAYER_CONV:
        return true;
    case FACS_LAYER_POOL:
        return !input;
    case FACS_LAYER_DENSE:
        return shape.vector;
    default:
        return false;
    }
}

/* `size` becomes the floats that the largest result needs. */
static facs_status prepare_steps(facs_cnn_ordered *net, const facs_cnn *cnn, layout *at, size_t *size,
                                 facs_error *error)
{
    for (int i = 0; i < cnn->layers; i++) {
        step *made = &net->step[net->steps];
        made->layer = &cnn->layer[i];
        if (!layer_fits(made->layer, at, i == 0))
            return facs_fail(error, FACS_E_ARGUMENT,
                             "layer %d of the network does not fit %d maps of %d x %d: use the input size and the "
                             "model file that belong together",
                             i, at->shape.maps, at->shape.cols, at->shape.rows);
        net->steps++;
        bool conv = made->layer->kind == FACS_LAYER_CONV, pool = made->layer->kind == FACS_LAYER_POOL;
        const facs_cnn_layer *next = i + 1 < cnn->layers ? made->layer + 1 : NULL;
        if (!pool && next && next->kind == FACS_LAYER_PRELU && next->outputs == made->layer->outputs) {
            made->slopes = next;
            i++;
        }
        if (pool)
            prepare_pool(made, at);
        else if (!(conv ? prepare_conv(net, made, at) : prepare_dense(net, made, at)))
            return facs_fail(error, FACS_E_MEMORY, "out of memory for a network of %d layers", cnn->layers);
        const facs_tensor *s = &at->shape;
        const size_t needed = s->vector ? (size_t)s->maps : (size_t)s->rows * (size_t)at->row;
        *size = needed > *size ? needed : *size;
    }
    return FACS_OK;
}

static facs_status prepare(facs_cnn_ordered *net, const facs_cnn *cnn, int maps, int rows, int cols, facs_error *error)
{
    if (maps < 1 || rows < 1 || cols < 1 || cnn->layers < 1)
        return facs_fail(error, FACS_E_ARGUMENT, "network of %d layers, input of %d maps of %d x %d: none may be 0",
                         cnn->layers, maps, cols, rows);
    net->step = facs_calloc(&net->env, (size_t)cnn->layers, sizeof *net->step);
    net->input_place = facs_calloc(&net->env, (size_t)maps, sizeof *net->input_place);
    layout at = {.shape = {maps, rows, cols, false, NULL}, .row = cols, .pixel = 1, .place = net->input_place};
    for (int m = 0; net->input_place && m < maps; m++)
        net->input_place[m] = (ptrdiff_t)m * rows * cols;
    size_t size = (size_t)maps * (size_t)rows * (size_t)cols; /* flat inputs of dense layers fit too */
    facs_status status = FACS_E_MEMORY;
    if (net->step && net->input_place) {
        status = prepare_steps(net, cnn, &at, &size, error);
        if (status != FACS_OK)
            return status;
        net->shape = at.shape;
        net->buffer[0] = facs_calloc(&net->env, size, sizeof(float));
        net->buffer[1] = facs_calloc(&net->env, size, sizeof(float));
        net->flat = facs_calloc(&net->env, size, sizeof(float));
        net->result = at.shape.vector ? NULL : make_table(&net->env, &at, false);
    }
    if (status == FACS_OK && net->buffer[0] && net->buffer[1] && net->flat && (at.shape.vector || net->result))
        return FACS_OK;
    return facs_fail(error, FACS_E_MEMORY, "out of memory for a network input of %d x %d pixels", cols, rows);
}

facs_status facs_cnn_ordered_create(const facs_env *env, const facs_cnn *cnn, int maps, int rows, int cols,
                                    facs_cnn_ordered **net, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_cnn_ordered *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a network");
    made->env = full;
    made->kernels = facs_cnn_ordered_kernels_for(full.cpu);
    made->common = facs_cnn_kernels_for(full.cpu);
    facs_status status = prepare(made, cnn, maps, rows, cols, error);
    if (status == FACS_OK)
        *net = made;
    else
        facs_cnn_ordered_destroy(&made);
    return status;
}

void facs_cnn_ordered_destroy(facs_cnn_ordered **net)
{
    if (!net || !*net)
        return;
    facs_cnn_ordered *old = *net;
    facs_env env = old->env;
    for (int i = 0; i < old->steps; i++) {
        step *s = &old->step[i];
        facs_free(&env, s->conv.offset);
        facs_free(&env, s->conv.first);
        facs_free(&env, s->conv.weights);
        facs_free(&env, s->conv.slopes);
        facs_free(&env, s->place);
        facs_free(&env, s->flat);
    }
    facs_free(&env, old->step);
    facs_free(&env, old->input_place);
    facs_free(&env, old->buffer[0]);
    facs_free(&env, old->buffer[1]);
    facs_free(&env, old->flat);
    facs_free(&env, old->result);
    facs_free(&env, old);
    *net = NULL;
}

/* ---- evaluation -------------------------------------------------------------------------------------------- */

static void gather(const float *from, const ptrdiff_t *table, size_t count, float *to)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[table[i]];
}

static void run_dense(facs_cnn_ordered *net, const step *at, const float *in, float *out)
{
    const facs_cnn_layer *layer = at->layer;
    if (at->flat) {
        gather(in, at->flat, (size_t)layer->inputs, net->flat);
        in = net->flat;
    }
    if (layer->outputs < FACS_DENSE_F64_BELOW)
        net->common->dense(in, layer, out);
    else
        net->kernels->dense(in, layer, out);
    for (int o = 0; at->slopes && o < layer->outputs; o++)
        out[o] = facs_cnn_activate(at->slopes, o, out[o]);
}

facs_tensor facs_cnn_ordered_shape(const facs_cnn_ordered *net)
{
    return net->shape;
}

facs_tensor facs_cnn_ordered_run(facs_cnn_ordered *net, const float *input)
{
    const float *in = input;
    for (int i = 0; i < net->steps; i++) {
        const step *at = &net->step[i];
        float *out = net->buffer[i % 2];
        if (at->layer->kind == FACS_LAYER_CONV)
            net->kernels->conv(&at->conv, in, out);
        else if (at->layer->kind == FACS_LAYER_POOL)
            net->kernels->pool(&at->pool, in, out);
        else
            run_dense(net, at, in, out);
        in = out;
    }
    facs_tensor result = net->shape;
    result.data = net->buffer[(net->steps - 1) % 2];
    if (net->result) {
        gather(in, net->result, (size_t)result.maps * (size_t)result.rows * (size_t)result.cols, net->flat);
        result.data = net->flat;
    }
    return result;
}
