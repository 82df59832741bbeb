/* Evaluation of a small convolutional network with the sums in the order of the reference build
 * (docs/algorithm/networks.md; simd/sgemm_order.h; cnn_ordered_reference.c for the formulas, cnn_ordered_kernels.h for
 * the layout).
 *
 * create   deals the maps of every layer into packs and copies the weights in the order in which they are needed
 * prepare  works out what depends on the size of the input: tables of offsets, numbers of pixels, memory
 * run      goes from layer to layer, between two buffers */
#include "nn/cnn_ordered.h"

#include "base/base.h"
#include "simd/sgemm_order.h"
#include "nn/cnn_ordered_kernels.h"

/* Where the values of a layer's input or result are: map m of pixel (y, x) at y row + x pixel + place[m]. */
typedef struct layout {
    facs_tensor shape;
    ptrdiff_t row, pixel;
    const ptrdiff_t *place;
} layout;

typedef struct step {
    const facs_cnn_layer *layer, *slopes; /**< slopes: the PReLU behind it, or NULL */
    facs_ordered_conv conv;
    facs_ordered_planes planes; /**< of a first convolution with a pooling layer behind it; else no units */
    facs_ordered_pool pool;
    facs_ordered_pointwise pointwise;
    ptrdiff_t *place; /**< of convolutions and dense layers per pixel: where in a pixel each map of the result is */
    int32_t *half;    /**< planes.half */
    size_t half_capacity;
    ptrdiff_t *plane; /**< of pooling layers: where each map is when they are stored map by map */
    layout in, out;
} step;

struct facs_cnn_ordered {
    facs_env env;
    const facs_cnn_ordered_kernels *kernels;
    const facs_cnn_kernels *common; /**< for small dense layers, whose f64 sums have no order to keep */
    int steps, maps;                /**< maps of the input */
    step *step;
    ptrdiff_t *input_place; /**< where the maps of the input are */

    facs_cnn_input prepared_for;
    size_t capacity, flat_capacity; /**< floats in each of the buffers, in each of `flat` */
    float *buffer[2], *flat[2];     /**< flat: vectors of several inputs; or [0] the result in a row */
};

/* ---- create ------------------------------------------------------------------------------------------------ */

/* Maps with the same number have the same order of additions in groups of pixels: a column of each half. */
static int order_of(int maps, int map)
{
    enum { HALF = FACS_SGEMM_COLS / 2 };
    return facs_sgemm_two(maps, FACS_SGEMM_COLS, map, 0) + 2 * facs_sgemm_two(maps, FACS_SGEMM_COLS, map, HALF);
}

/* Deal the maps into packs: units of as many maps as are sure to have the same order, as many units of the same order
 * in a pack as fit.  place[map] = pack * lanes + lane. */
static void deal_maps(int maps, int lanes, ptrdiff_t *place, facs_ordered_conv *conv)
{
    const int unit = lanes < FACS_SGEMM_ROWS ? lanes : FACS_SGEMM_ROWS;
    for (int map = 0; map < maps; map++)
        place[map] = -1;
    for (int map = 0; map < maps; map += unit) {
        if (place[map] >= 0)
            continue;
        int lane = 0;
        for (int other = map; other < maps && lane < lanes; other += unit) {
            if (place[other] >= 0 || order_of(maps, other) != order_of(maps, map))
                continue;
            for (int i = 0; i < unit && other + i < maps; i++, conv->used[conv->packs]++)
                place[other + i] = (ptrdiff_t)conv->packs * lanes + lane + i;
            lane += unit;
            if (other / FACS_SGEMM_ROWS < maps / FACS_SGEMM_ROWS)
                conv->whole[conv->packs] = lane;
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

static bool create_conv(const facs_cnn_ordered *net, step *made)
{
    const facs_env *env = &net->env;
    const int lanes = net->kernels->lanes;
    const facs_cnn_layer *layer = made->layer;
    facs_ordered_conv *conv = &made->conv;
    conv->maps = layer->outputs;
    conv->taps = layer->inputs * layer->kernel_h * layer->kernel_w;
    conv->offset = facs_calloc(env, (size_t)conv->taps, sizeof *conv->offset);
    conv->first = facs_calloc(env, (size_t)conv->maps, sizeof *conv->first);
    conv->whole = facs_calloc(env, (size_t)conv->maps, sizeof *conv->whole);
    conv->used = facs_calloc(env, (size_t)conv->maps, sizeof *conv->used);
    made->place = facs_calloc(env, (size_t)conv->maps, sizeof *made->place);
    if (!conv->offset || !conv->first || !conv->whole || !conv->used || !made->place)
        return false;
    deal_maps(conv->maps, lanes, made->place, conv);
    const size_t pixel = (size_t)conv->packs * (size_t)lanes;
    conv->weights = facs_calloc(env, pixel * (size_t)(conv->taps + 1), sizeof *conv->weights);
    conv->slopes = facs_calloc(env, pixel, sizeof *conv->slopes);
    if (!conv->weights || !conv->slopes)
        return false;
    fill_weights(made, lanes);
    return true;
}

/* A first convolution whose sums are one chunk, and what pools its result. */
static bool create_planes(const facs_cnn_ordered *net, step *made)
{
    const facs_env *env = &net->env;
    const facs_cnn_layer *layer = made->layer;
    facs_ordered_planes *planes = &made->planes;
    const int taps = made->conv.taps, units = (layer->outputs + FACS_SGEMM_ROWS - 1) / FACS_SGEMM_ROWS;
    const size_t maps = (size_t)units * FACS_SGEMM_ROWS;
    planes->weights = facs_calloc(env, maps * (size_t)(taps + 1), sizeof *planes->weights);
    planes->slopes = facs_calloc(env, maps, sizeof *planes->slopes);
    if (!planes->weights || !planes->slopes)
        return false;
    planes->units = units;
    for (int map = 0; map < layer->outputs; map++) {
        const ptrdiff_t first = (ptrdiff_t)(map / FACS_SGEMM_ROWS) * (taps + 1) * FACS_SGEMM_ROWS;
        const float *packed =
            made->conv.weights + made->place[map] / net->kernels->lanes * (taps + 1) * net->kernels->lanes;
        for (int k = 0; k <= taps; k++)
            planes->weights[first + k * FACS_SGEMM_ROWS + map % FACS_SGEMM_ROWS] =
                packed[(ptrdiff_t)k * net->kernels->lanes + made->place[map] % net->kernels->lanes];
        planes->slopes[map] = made->conv.slopes[made->place[map]];
    }
    return true;
}

static bool create_pointwise(const facs_cnn_ordered *net, step *made)
{
    const facs_env *env = &net->env;
    const int lanes = net->kernels->lanes / 2;
    const facs_cnn_layer *layer = made->layer;
    facs_ordered_pointwise *dense = &made->pointwise;
    dense->inputs = layer->inputs;
    dense->vectors = (layer->outputs + lanes - 1) / lanes;
    const size_t outputs = (size_t)dense->vectors * (size_t)lanes;
    dense->weights = facs_calloc(env, outputs * (size_t)layer->inputs, sizeof *dense->weights);
    dense->bias = facs_calloc(env, outputs, sizeof *dense->bias);
    made->place = facs_calloc(env, (size_t)layer->outputs, sizeof *made->place);
    if (!dense->weights || !dense->bias || !made->place)
        return false;
    for (int o = 0; o < layer->outputs; o++) {
        double *weight = dense->weights + (ptrdiff_t)(o / lanes) * layer->inputs * lanes + o % lanes;
        for (int i = 0; i < layer->inputs; i++)
            weight[(ptrdiff_t)i * lanes] = (double)layer->weights[(ptrdiff_t)i * layer->outputs + o];
        dense->bias[o] = layer->bias[o];
        made->place[o] = o;
    }
    return true;
}

/* Does this evaluation know the layer?  Sizes are checked by prepare. */
static bool is_known(const facs_cnn *cnn, int index, int maps, bool vector)
{
    const facs_cnn_layer *layer = &cnn->layer[index];
    switch (layer->kind) {
    case FACS_LAYER_CONV:
        return !vector && layer->inputs == maps && layer->outputs >= 1 && layer->kernel_h >= 1 && layer->kernel_w >= 1;
    case FACS_LAYER_POOL:
        return !vector && index > 0;
    case FACS_LAYER_DENSE: /* per pixel: only at the end */
        return layer->outputs >= 1 && (!facs_cnn_is_pointwise(layer, maps, vector) || index == cnn->layers - 1);
    default:
        return false;
    }
}

static facs_status out_of_memory(const facs_cnn *cnn, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "out of memory for a network of %d layers", cnn->layers);
}

static facs_status create_steps(facs_cnn_ordered *net, const facs_cnn *cnn, facs_error *error)
{
    int maps = net->maps;
    bool vector = false;
    for (int i = 0; i < cnn->layers; i++) {
        step *made = &net->step[net->steps];
        made->layer = &cnn->layer[i];
        if (!is_known(cnn, i, maps, vector))
            return facs_fail(error, FACS_E_ARGUMENT, "layer %d of the network cannot follow %d maps", i, maps);
        net->steps++;
        const bool pointwise = facs_cnn_is_pointwise(made->layer, maps, vector);
        if (made->layer->kind == FACS_LAYER_POOL) {
            made->plane = facs_calloc(&net->env, (size_t)maps, sizeof *made->plane);
            if (!made->plane)
                return out_of_memory(cnn, error);
            continue;
        }
        maps = made->layer->outputs;
        vector = vector || (made->layer->kind == FACS_LAYER_DENSE && !pointwise);
        const facs_cnn_layer *next = i + 1 < cnn->layers ? made->layer + 1 : NULL;
        if (next && next->kind == FACS_LAYER_PRELU && next->outputs == maps) {
            made->slopes = next;
            i++;
        }
        const bool pooled = i + 1 < cnn->layers && cnn->layer[i + 1].kind == FACS_LAYER_POOL;
        const bool conv = made->layer->kind == FACS_LAYER_CONV;
        if ((conv && !create_conv(net, made)) || (pointwise && !create_pointwise(net, made)) ||
            (conv && net->steps == 1 && pooled && facs_sgemm_chunk(made->conv.taps + 1) == made->conv.taps + 1 &&
             !create_planes(net, made)))
            return out_of_memory(cnn, error);
    }
    return FACS_OK;
}

facs_status facs_cnn_ordered_create(const facs_env *env, const facs_cnn *cnn, int maps, facs_cnn_ordered **net,
                                    facs_error *error)
{
    if (maps < 1 || cnn->layers < 1)
        return facs_fail(error, FACS_E_ARGUMENT, "network of %d layers for %d maps: none may be 0", cnn->layers, maps);
    facs_env full = facs_env_resolve(env);
    facs_cnn_ordered *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a network");
    made->env = full;
    made->kernels = facs_cnn_ordered_kernels_for(full.cpu);
    made->common = facs_cnn_kernels_for(full.cpu);
    made->maps = maps;
    made->step = facs_calloc(&full, (size_t)cnn->layers, sizeof *made->step);
    made->input_place = facs_calloc(&full, (size_t)maps, sizeof *made->input_place);
    facs_status status = FACS_E_MEMORY;
    if (made->step && made->input_place)
        status = create_steps(made, cnn, error);
    else
        out_of_memory(cnn, error);
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
        facs_free(&env, s->conv.whole);
        facs_free(&env, s->conv.used);
        facs_free(&env, s->conv.weights);
        facs_free(&env, s->conv.slopes);
        facs_free(&env, s->planes.weights);
        facs_free(&env, s->planes.slopes);
        facs_free(&env, s->half);
        facs_free(&env, s->plane);
        facs_free(&env, s->pointwise.weights);
        facs_free(&env, s->pointwise.bias);
        facs_free(&env, s->place);
    }
    facs_free(&env, old->step);
    facs_free(&env, old->input_place);
    facs_free(&env, old->buffer[0]);
    facs_free(&env, old->buffer[1]);
    facs_free(&env, old->flat[0]);
    facs_free(&env, old->flat[1]);
    facs_free(&env, old);
    *net = NULL;
}

/* ---- prepare ----------------------------------------------------------------------------------------------- */

/* The result's first row has number `first` of `all_rows`. */
static void prepare_conv(const facs_cnn_ordered *net, step *at, int first, int all_rows)
{
    const facs_cnn_layer *layer = at->layer;
    const layout *in = &at->in;
    facs_ordered_conv *conv = &at->conv;
    conv->rows = at->out.shape.rows;
    conv->cols = at->out.shape.cols;
    conv->first_pixel = first * conv->cols;
    conv->pixels = all_rows * conv->cols;
    conv->in_pixel = in->pixel;
    conv->in_row = in->row;
    ptrdiff_t *offset = conv->offset;
    for (int i = 0; i < layer->inputs; i++)
        for (int c = 0; c < layer->kernel_w; c++)
            for (int r = 0; r < layer->kernel_h; r++)
                *offset++ = in->place[i] + r * in->row + c * in->pixel;
    at->out.pixel = (ptrdiff_t)conv->packs * net->kernels->lanes;
    at->out.row = at->out.pixel * at->out.shape.cols;
    at->out.place = at->place;
}

static int place_of(const facs_ordered_conv *conv, int64_t pixel)
{
    const int64_t last = (int64_t)conv->rows * conv->cols, own = pixel - conv->first_pixel;
    const int64_t at = own < 0 ? 0 : own > last ? last : own;
    return (int)(at / conv->cols * conv->in_row + at % conv->cols);
}

/* Floats of a map whose rows are `row` apart */
static ptrdiff_t plane_of(const facs_tensor *shape, ptrdiff_t row)
{
    return (shape->rows * row + FACS_MAPS_ALIGN - 1) / FACS_MAPS_ALIGN * FACS_MAPS_ALIGN;
}

static bool fill_half(const facs_cnn_ordered *net, step *at)
{
    const facs_ordered_conv *conv = &at->conv;
    const size_t needed = (size_t)conv->rows * (size_t)conv->in_row;
    if (needed > at->half_capacity) {
        facs_free(&net->env, at->half);
        at->half = facs_calloc(&net->env, needed, sizeof *at->half);
        at->half_capacity = at->half ? needed : 0;
    }
    for (int y = 0; at->half && y < conv->rows; y++)
        for (int x = 0; x < conv->cols; x++)
            at->half[y * conv->in_row + x] =
                (conv->first_pixel + y * conv->cols + x) % FACS_SGEMM_COLS < FACS_SGEMM_COLS / 2 ? -1 : 0;
    return at->half != NULL;
}

/* The same with vectors of pixels, where there are enough. */
static facs_status prepare_planes(const facs_cnn_ordered *net, step *at, facs_error *error)
{
    const facs_ordered_conv *conv = &at->conv;
    facs_ordered_planes *planes = &at->planes;
    planes->conv = conv;
    planes->places = (int)((conv->rows - 1) * conv->in_row) + conv->cols;
    if (planes->units == 0 || planes->places < net->kernels->lanes)
        return FACS_OK;
    planes->tail = place_of(conv, conv->pixels / FACS_SGEMM_COLS * FACS_SGEMM_COLS);
    planes->tail_end = place_of(conv, conv->pixels / 4 * 4);
    planes->plane = plane_of(&at->out.shape, conv->in_row);
    at->out.row = conv->in_row;
    at->out.pixel = 1;
    at->out.place = NULL; /* only a pooling layer comes behind, and that knows */
    /* one block of maps has the same order everywhere but at the end */
    if (conv->maps >= 2 * FACS_SGEMM_ROWS && !fill_half(net, at))
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a network input of %d pixels", planes->places);
    planes->half = at->half;
    return FACS_OK;
}

static void prepare_pool(step *at)
{
    at->pool = (facs_ordered_pool){.layer = at->layer,
                                   .in_rows = at->in.shape.rows,
                                   .in_cols = at->in.shape.cols,
                                   .rows = at->out.shape.rows,
                                   .cols = at->out.shape.cols,
                                   .pixel = at->in.pixel};
    at->out.row = at->out.pixel * at->out.shape.cols;
    if (at->in.pixel != 1)
        return;
    at->out.row = at->out.shape.cols;
    at->out.place = at->plane;
    for (int m = 0; m < at->out.shape.maps; m++)
        at->plane[m] = m * plane_of(&at->out.shape, at->out.row);
}

static void prepare_pointwise(const facs_cnn_ordered *net, step *at)
{
    at->pointwise.offset = at->in.place;
    at->pointwise.pixels = at->in.shape.rows * at->in.shape.cols;
    at->pointwise.in_pixel = at->in.pixel;
    at->out.pixel = (ptrdiff_t)at->pointwise.vectors * (net->kernels->lanes / 2);
    at->out.row = at->out.pixel * at->out.shape.cols;
    at->out.place = at->place;
}

/* Floats that the result takes */
static size_t size_of(const step *at)
{
    const facs_tensor *shape = &at->out.shape;
    if (shape->vector)
        return (size_t)shape->maps;
    if (at->out.pixel != 1)
        return (size_t)shape->rows * (size_t)at->out.row;
    /* of a first convolution one unit at a time */
    const size_t maps = at->planes.units > 0 ? FACS_SGEMM_ROWS : (size_t)shape->maps;
    return maps * (size_t)plane_of(shape, at->out.row) + FACS_ORDERED_BEHIND;
}

/* Step by step the layouts, for the strip and the shape of the whole picture; `needed` = floats of the largest one. */
static facs_status prepare_steps(facs_cnn_ordered *net, const facs_cnn_input *input, size_t *needed, facs_error *error)
{
    for (int m = 0; m < net->maps; m++)
        net->input_place[m] = (ptrdiff_t)m * input->rows * input->cols;
    layout now = {.shape = {net->maps, input->rows, input->cols, false, NULL}};
    now.row = input->cols;
    now.pixel = 1;
    now.place = net->input_place;
    facs_tensor whole = {net->maps, input->all_rows, input->cols, false, NULL};
    int first = input->first;
    *needed = (size_t)net->maps * (size_t)input->rows * (size_t)input->cols;
    for (int i = 0; i < net->steps; i++) {
        step *at = &net->step[i];
        const bool pool = at->layer->kind == FACS_LAYER_POOL;
        at->in = at->out = now;
        if (!facs_cnn_layer_shape(at->layer, &at->out.shape) || !facs_cnn_layer_shape(at->layer, &whole) ||
            (pool && first % at->layer->stride_y != 0))
            return facs_fail(error, FACS_E_ARGUMENT,
                             "step %d of the network does not fit %d maps of %d x %d: use the input size and the "
                             "model file that belong together",
                             i, now.shape.maps, now.shape.cols, now.shape.rows);
        if (pool) {
            first /= at->layer->stride_y;
            prepare_pool(at);
        } else if (at->layer->kind == FACS_LAYER_CONV) {
            prepare_conv(net, at, first, whole.rows);
            facs_status status = prepare_planes(net, at, error);
            if (status != FACS_OK)
                return status;
        } else if (!at->out.shape.vector) {
            prepare_pointwise(net, at);
        }
        now = at->out;
        const size_t count = size_of(at);
        *needed = count > *needed ? count : *needed;
    }
    return FACS_OK;
}

static bool grow(const facs_env *env, float **memory, size_t needed)
{
    facs_free(env, *memory);
    *memory = facs_calloc(env, needed, sizeof **memory);
    return *memory != NULL;
}

static bool ends_in_vector(const facs_cnn_ordered *net)
{
    return net->step[net->steps - 1].out.shape.vector;
}

static size_t values_of(const facs_tensor *shape)
{
    return (size_t)shape->maps * (size_t)shape->rows * (size_t)shape->cols;
}

/* Values in a row: the result of one input, or the vectors of several, what the first dense layer takes included. */
static size_t flat_size(const facs_cnn_ordered *net)
{
    if (!ends_in_vector(net))
        return values_of(&net->step[net->steps - 1].out.shape);
    size_t most = 0;
    for (int i = 0; i < net->steps; i++) {
        const step *at = &net->step[i];
        const size_t before = values_of(&at->in.shape), behind = values_of(&at->out.shape);
        if (at->out.shape.vector)
            most = most > before && most > behind ? most : before > behind ? before : behind;
    }
    return most * FACS_CNN_ORDERED_INPUTS;
}

static facs_status reserve(facs_cnn_ordered *net, size_t needed, const facs_cnn_input *input, facs_error *error)
{
    const size_t flat = flat_size(net);
    bool done = true;
    if (needed > net->capacity) {
        net->capacity = 0;
        done = grow(&net->env, &net->buffer[0], needed) && grow(&net->env, &net->buffer[1], needed);
        net->capacity = done ? needed : 0;
    }
    if (done && flat > net->flat_capacity) {
        net->flat_capacity = 0;
        done = grow(&net->env, &net->flat[0], flat) && (!ends_in_vector(net) || grow(&net->env, &net->flat[1], flat));
        net->flat_capacity = done ? flat : 0;
    }
    return done ? FACS_OK
                : facs_fail(error, FACS_E_MEMORY, "out of memory for a network input of %d x %d pixels", input->cols,
                            input->rows);
}

facs_status facs_cnn_ordered_prepare(facs_cnn_ordered *net, const facs_cnn_input *input, facs_tensor *shape,
                                     facs_error *error)
{
    if (input->rows < 1 || input->cols < 1 || input->cols > FACS_CNN_SIDE_MAX || input->all_rows > FACS_CNN_SIDE_MAX ||
        input->first < 0 || input->first > input->all_rows - input->rows)
        return facs_fail(error, FACS_E_ARGUMENT, "network input of %d x %d pixels, row %d of %d: use 1 to %d",
                         input->cols, input->rows, input->first, input->all_rows, FACS_CNN_SIDE_MAX);
    const facs_cnn_input *old = &net->prepared_for;
    if (input->rows != old->rows || input->cols != old->cols || input->first != old->first ||
        input->all_rows != old->all_rows) {
        net->prepared_for = (facs_cnn_input){0};
        size_t needed;
        facs_status status = prepare_steps(net, input, &needed, error);
        if (status == FACS_OK)
            status = reserve(net, needed, input, error);
        if (status != FACS_OK)
            return status;
        net->prepared_for = *input;
    }
    if (shape)
        *shape = net->step[net->steps - 1].out.shape;
    return FACS_OK;
}

/* ---- run --------------------------------------------------------------------------------------------------- */

/* Values map by map, each map column by column or row by row. */
static void in_a_row(const float *from, const layout *at, bool by_columns, float *to)
{
    const int outer = by_columns ? at->shape.cols : at->shape.rows;
    const int inner = by_columns ? at->shape.rows : at->shape.cols;
    const ptrdiff_t outer_step = by_columns ? at->pixel : at->row, inner_step = by_columns ? at->row : at->pixel;
    for (int m = 0; m < at->shape.maps; m++)
        for (int a = 0; a < outer; a++)
            for (int b = 0; b < inner; b++)
                *to++ = from[at->place[m] + a * outer_step + b * inner_step];
}

static void run_dense(const facs_cnn_ordered *net, const step *at, int count, const float *in, float *out)
{
    const facs_cnn_layer *layer = at->layer;
    if (layer->outputs >= FACS_DENSE_F64_BELOW)
        net->kernels->dense(in, count, layer, out);
    for (int i = 0; i < count; i++, in += layer->inputs, out += layer->outputs) {
        if (layer->outputs < FACS_DENSE_F64_BELOW)
            net->common->dense(in, layer, out);
        for (int o = 0; at->slopes && o < layer->outputs; o++)
            out[o] = facs_cnn_activate(at->slopes, o, out[o]);
    }
}

static facs_maps maps_of(const layout *at, float *data)
{
    const facs_tensor *shape = &at->shape;
    return (facs_maps){shape->maps, shape->rows, shape->cols, (int)at->row, (size_t)plane_of(shape, at->row), data};
}

static void pool_maps(const facs_cnn_ordered *net, const step *at, const facs_maps *from, facs_maps *to)
{
    if (at->layer->kernel_w <= 3 && at->layer->stride_x == 2)
        net->kernels->pool_planes(from, at->layer, to);
    else
        net->common->pool(from, at->layer, to);
}

static void run_pool(const facs_cnn_ordered *net, const step *at, float *in, float *out)
{
    if (at->in.pixel != 1) {
        net->kernels->pool(&at->pool, in, out);
        return;
    }
    const facs_maps from = maps_of(&at->in, in);
    facs_maps to = maps_of(&at->out, out);
    pool_maps(net, at, &from, &to);
}

/* The first convolution and its pooling layer, unit by unit, so that what is between them stays in the first cache. */
static void run_first(const facs_cnn_ordered *net, const float *in, float *between, float *out)
{
    const step *conv = &net->step[0], *pool = &net->step[1];
    facs_maps from = maps_of(&conv->out, between), to = maps_of(&pool->out, out);
    const int maps = to.maps;
    for (int unit = 0; unit < conv->planes.units; unit++, to.data += FACS_SGEMM_ROWS * to.plane) {
        const int left = maps - unit * FACS_SGEMM_ROWS;
        from.maps = to.maps = left < FACS_SGEMM_ROWS ? left : FACS_SGEMM_ROWS;
        net->kernels->planes(&conv->planes, unit, in, between);
        pool_maps(net, pool, &from, &to);
    }
}

void facs_cnn_ordered_begin(facs_cnn_ordered *net, const float *input, int number)
{
    const float *in = input;
    int i = 0;
    if (net->step[0].out.pixel == 1) {
        run_first(net, input, net->buffer[0], net->buffer[1]);
        in = net->buffer[1];
        i = 2;
    }
    for (; i < net->steps && !net->step[i].out.shape.vector; i++) {
        const step *at = &net->step[i];
        float *out = net->buffer[i % 2];
        if (at->layer->kind == FACS_LAYER_CONV)
            net->kernels->conv(&at->conv, in, out);
        else if (at->layer->kind == FACS_LAYER_POOL)
            run_pool(net, at, net->buffer[(i + 1) % 2], out);
        else
            net->kernels->pointwise(&at->pointwise, in, out);
        in = out;
    }
    if (i == net->steps)
        in_a_row(in, &net->step[i - 1].out, false, net->flat[0]);
    else
        in_a_row(in, &net->step[i].in, true, net->flat[0] + (size_t)number * values_of(&net->step[i].in.shape));
}

float *facs_cnn_ordered_end(facs_cnn_ordered *net, int count)
{
    int now = 0;
    for (int i = 0; i < net->steps; i++) {
        if (!net->step[i].out.shape.vector)
            continue;
        run_dense(net, &net->step[i], count, net->flat[now], net->flat[1 - now]);
        now = 1 - now;
    }
    return net->flat[now];
}

facs_tensor facs_cnn_ordered_run(facs_cnn_ordered *net, const float *input)
{
    facs_tensor result = net->step[net->steps - 1].out.shape;
    facs_cnn_ordered_begin(net, input, 0);
    result.data = result.vector ? facs_cnn_ordered_end(net, 1) : net->flat[0];
    return result;
}
