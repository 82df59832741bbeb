/* The networks of the face detector as ONNX graphs; see onnx_export.h.
 *
 *     convolution   Conv (no padding, stride 1), kernels [in][out] -> [out][in]
 *     PReLU         PRelu, a slope for each map
 *     max-pool      MaxPool with ceil_mode, which rounds sizes up; nn/cnn_shape.c rounds to the nearest, halves up: the same
 *                   for strides 1 and 2
 *     dense         Gemm on a vector.  Maps become one by columns in our order (index m H W + x H + y) and by rows in
 *                   ONNX's Flatten, so the weights are put in ONNX's order.  Dense layer for each pixel: Conv of 1 x 1
 *
 * The first layer's input is what mtcnn_input.c makes: R, G, B, (v - 127.5) / 128. */
#include "model/onnx_export.h"

#include "nn/cnn_shape.h"

#include <stdio.h>

enum { COLOURS = 3 };

static const struct {
    const char *name, *meaning, *input;
    int side; /* of the input; P-Net: the smallest one */
} networks[] = {
    {"pnet",
     "P-Net of the MTCNN face detector of OpenFace 2.2.  Runs over each level of an image pyramid (factor 0.709, the "
     "first level 0.2 of the picture's size, for faces of 60 pixels and more).",
     "a level of the pyramid, maps R, G, B, each (v - 127.5) / 128 with v from 0 to 255", 12},
    {"rnet", "R-Net of the MTCNN face detector of OpenFace 2.2.  Looks at the candidates that P-Net leaves.",
     "squares of the picture resized to 24 x 24 (bilinear, outside the picture v = 0), maps R, G, B, each "
     "(v - 127.5) / 128 with v from 0 to 255",
     24},
    {"onet", "O-Net of the MTCNN face detector of OpenFace 2.2.  Looks at the candidates that R-Net leaves.",
     "squares of the picture resized to 48 x 48 (bilinear, outside the picture v = 0), maps R, G, B, each "
     "(v - 127.5) / 128 with v from 0 to 255",
     48},
};

static const char output_meaning[] =
    "0: logit of no face, 1: logit of a face (probability 1 / (1 + exp(o0 - o1))), 2 to 5: shift of the left, top, "
    "right and bottom edge in widths and heights of the box; what follows is not used";

/* ---- constants ----------------------------------------------------------------------------------------------- */

/* kernels [out][in][h][w] */
static void fill_kernels(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    const facs_cnn_layer *layer = tensor->source;
    const size_t kernel = (size_t)layer->kernel_h * (size_t)layer->kernel_w;
    const size_t inputs = (size_t)layer->inputs, outputs = (size_t)layer->outputs;
    for (size_t i = 0; i < count; i++) {
        const size_t at = first + i, to = at / (kernel * inputs), from = at / kernel % inputs;
        out[i] = layer->weights[(from * outputs + to) * kernel + at % kernel];
    }
}

/* of a dense layer for each pixel: [out][in][1][1] */
static void fill_pointwise(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    const facs_cnn_layer *layer = tensor->source;
    const size_t inputs = (size_t)layer->inputs, outputs = (size_t)layer->outputs;
    for (size_t i = 0; i < count; i++) {
        const size_t at = first + i;
        out[i] = layer->weights[at % inputs * outputs + at / inputs];
    }
}

/* of a dense layer on maps or a vector: [in][out], inputs in the order of Flatten; `number` = rows << 16 | columns of the
 * maps */
static void fill_dense(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    const facs_cnn_layer *layer = tensor->source;
    const size_t rows = (size_t)tensor->number >> 16, cols = (size_t)tensor->number & 65535;
    const size_t outputs = (size_t)layer->outputs;
    for (size_t i = 0; i < count; i++) {
        const size_t at = first + i, from = at / outputs;
        const size_t map = from / (rows * cols), y = from / cols % rows, x = from % cols;
        out[i] = layer->weights[(map * rows * cols + x * rows + y) * outputs + at % outputs];
    }
}

static void fill_bias(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    const facs_cnn_layer *layer = tensor->source;
    for (size_t i = 0; i < count; i++)
        out[i] = layer->bias[first + i];
}

static void fill_slopes(const facs_onnx_constant *tensor, size_t first, size_t count, float *out)
{
    const facs_cnn_layer *layer = tensor->source;
    for (size_t i = 0; i < count; i++)
        out[i] = layer->weights[first + i];
}

/* ---- layers -------------------------------------------------------------------------------------------------- */

/* What is being translated. */
typedef struct translation {
    facs_onnx_graph *graph;
    bool any_size;                /* inputs may be larger than `shape` says */
    facs_tensor shape;            /* of what flows there, with the smallest input */
    char flowing[FACS_ONNX_NAME]; /* its name */
} translation;

/* names of a layer's result and constants */
typedef struct names {
    char result[FACS_ONNX_NAME], weights[FACS_ONNX_NAME], bias[FACS_ONNX_NAME], flat[FACS_ONNX_NAME];
} names;

static names names_of(int layer)
{
    names made;
    snprintf(made.result, sizeof made.result, "layer%d", layer);
    snprintf(made.weights, sizeof made.weights, "layer%d_weights", layer);
    snprintf(made.bias, sizeof made.bias, "layer%d_bias", layer);
    snprintf(made.flat, sizeof made.flat, "layer%d_flat", layer);
    return made;
}

static void add_flatten(translation *t, const char *out)
{
    facs_onnx_node *node = facs_onnx_add_node(t->graph, "Flatten", out, t->flowing, NULL, NULL);
    facs_onnx_add_attribute(node, "axis", 0, &(int64_t){1});
    snprintf(t->flowing, sizeof t->flowing, "%s", out);
    t->shape.vector = true;
}

static void add_conv(translation *t, const facs_cnn_layer *layer, const names *name, bool pointwise)
{
    const int64_t height = pointwise ? 1 : layer->kernel_h, width = pointwise ? 1 : layer->kernel_w;
    facs_onnx_add_tensor(t->graph, name->weights, 4, (int64_t[]){layer->outputs, layer->inputs, height, width},
                         pointwise ? fill_pointwise : fill_kernels, layer, 0);
    facs_onnx_add_tensor(t->graph, name->bias, 1, (int64_t[]){layer->outputs}, fill_bias, layer, 0);
    facs_onnx_node *node = facs_onnx_add_node(t->graph, "Conv", name->result, t->flowing, name->weights, name->bias);
    facs_onnx_add_attribute(node, "kernel_shape", 2, (int64_t[]){height, width});
}

static void add_dense(translation *t, const facs_cnn_layer *layer, const names *name)
{
    const bool maps = !t->shape.vector;
    const int rows = maps ? t->shape.rows : 1, cols = maps ? t->shape.cols : 1;
    if (maps)
        add_flatten(t, name->flat);
    facs_onnx_add_tensor(t->graph, name->weights, 2, (int64_t[]){layer->inputs, layer->outputs}, fill_dense, layer,
                         rows << 16 | cols);
    facs_onnx_add_tensor(t->graph, name->bias, 1, (int64_t[]){layer->outputs}, fill_bias, layer, 0);
    facs_onnx_add_node(t->graph, "Gemm", name->result, t->flowing, name->weights, name->bias);
}

static void add_pool(translation *t, const facs_cnn_layer *layer, const names *name)
{
    facs_onnx_node *node = facs_onnx_add_node(t->graph, "MaxPool", name->result, t->flowing, NULL, NULL);
    facs_onnx_add_attribute(node, "ceil_mode", 0, &(int64_t){1});
    facs_onnx_add_attribute(node, "kernel_shape", 2, (int64_t[]){layer->kernel_h, layer->kernel_w});
    facs_onnx_add_attribute(node, "strides", 2, (int64_t[]){layer->stride_y, layer->stride_x});
}

/* Does ONNX give the result the same size along an axis? */
static bool pools_alike(const translation *t, int size, int window, int stride)
{
    return stride <= 2 ||
           (!t->any_size && facs_cnn_pooled_size(size, window, stride) == (size - window + stride - 1) / stride + 1);
}

static void add_prelu(translation *t, const facs_cnn_layer *layer, const names *name)
{
    facs_onnx_add_tensor(t->graph, name->weights, t->shape.vector ? 1 : 3, (int64_t[]){layer->outputs, 1, 1},
                         fill_slopes, layer, 0);
    facs_onnx_add_node(t->graph, "PRelu", name->result, t->flowing, name->weights, NULL);
}

/* false: ONNX has nothing like it */
static bool add_layer(translation *t, const facs_cnn_layer *layer, const names *name)
{
    const bool pointwise = facs_cnn_is_pointwise(layer, t->shape.maps, t->shape.vector);
    switch (layer->kind) {
    case FACS_LAYER_CONV:
        add_conv(t, layer, name, false);
        return true;
    case FACS_LAYER_POOL:
        add_pool(t, layer, name);
        return pools_alike(t, t->shape.rows, layer->kernel_h, layer->stride_y) &&
               pools_alike(t, t->shape.cols, layer->kernel_w, layer->stride_x);
    case FACS_LAYER_DENSE:
        if (pointwise)
            add_conv(t, layer, name, true);
        else
            add_dense(t, layer, name);
        return true;
    case FACS_LAYER_PRELU:
        add_prelu(t, layer, name);
        return true;
    default:
        return false;
    }
}

static facs_status add_layers(translation *t, const facs_cnn *cnn, facs_error *error)
{
    for (int i = 0; i < cnn->layers; i++) {
        const names name = names_of(i);
        if (!add_layer(t, &cnn->layer[i], &name))
            return facs_fail(error, FACS_E_UNSUPPORTED,
                             "the face detector's %s has a layer %d that ONNX has no equal of; other networks can be "
                             "used, but not written",
                             t->graph->name, i);
        if (!facs_cnn_layer_shape(&cnn->layer[i], &t->shape))
            return facs_fail(error, FACS_E_MODEL_CORRUPT,
                             "the face detector's %s has a layer %d that does not fit: fetch the model files again",
                             t->graph->name, i);
        snprintf(t->flowing, sizeof t->flowing, "%s", name.result);
    }
    return FACS_OK;
}

facs_status facs_onnx_mtcnn(const facs_mtcnn_model *model, int network, facs_onnx_graph *graph, facs_error *error)
{
    const facs_cnn *const cnns[] = {&model->pnet, &model->rnet, &model->onet};
    const int side = networks[network].side;
    *graph = (facs_onnx_graph){.name = networks[network].name, .meaning = networks[network].meaning};
    translation t = {.graph = graph,
                     .any_size = network == 0,
                     .shape = {.maps = COLOURS, .rows = side, .cols = side},
                     .flowing = "input"};
    facs_status status = add_layers(&t, cnns[network], error);
    if (status != FACS_OK)
        return status;
    facs_onnx_value input = {.name = "input",
                             .meaning = networks[network].input,
                             .rank = 4,
                             .size = {0, COLOURS, side, side},
                             .free = {"batch"}};
    facs_onnx_value output = {
        .name = "output", .meaning = output_meaning, .rank = 2, .size = {0, t.shape.maps}, .free = {"batch"}};
    if (network == 0) {
        input.free[2] = "height";
        input.free[3] = "width";
        output.rank = 4;
        output.free[2] = "map_height";
        output.free[3] = "map_width";
        facs_onnx_add_node(graph, "Identity", output.name, t.flowing, NULL, NULL);
    } else if (t.shape.vector) {
        facs_onnx_add_node(graph, "Identity", output.name, t.flowing, NULL, NULL);
    } else {
        add_flatten(&t, output.name);
    }
    facs_onnx_add_input(graph, &input);
    facs_onnx_add_output(graph, &output);
    facs_onnx_add_property(graph, "input", input.meaning);
    facs_onnx_add_property(graph, "output", output.meaning);
    return FACS_OK;
}
