/* Reader of small convolutional networks; docs/algorithm/file-formats.md, Networks. */
#include "model/cnn_file.h"
#include "model/readers.h"
#include "nn/cnn_shape.h"

enum {
    LAYERS_MAX = 64,
    MAPS_MAX = 1024,
    KERNEL_MAX = 64,
    DENSE_MAX = 1 << 16,
};

void facs_cnn_free(const facs_env *env, facs_cnn *cnn)
{
    for (int i = 0; cnn->layer && i < cnn->layers; i++) {
        facs_free(env, cnn->layer[i].weights);
        facs_free(env, cnn->layer[i].bias);
    }
    facs_free(env, cnn->layer);
    *cnn = (facs_cnn){0};
}

/* kernel matrices in file order: input map outermost, output map inside */
static facs_status read_kernels(const facs_env *env, facs_cursor *cursor, facs_cnn_layer *layer)
{
    size_t kernels = (size_t)layer->inputs * (size_t)layer->outputs;
    size_t offset = cursor->at;
    facs_matrix_head head;
    facs_status status = facs_read_matrix_head(cursor, "convolution kernel", 0, 0, &head);
    if (status != FACS_OK)
        return status;
    if (head.rows > KERNEL_MAX || head.cols > KERNEL_MAX)
        return facs_cursor_corrupt(cursor, offset, "expected a convolution kernel up to %d x %d, found %d x %d",
                                   KERNEL_MAX, KERNEL_MAX, head.rows, head.cols);
    layer->kernel_h = head.rows;
    layer->kernel_w = head.cols;
    size_t entries = (size_t)head.rows * (size_t)head.cols;
    /* an element takes at least one byte in the file */
    if (kernels > (cursor->size - offset) / (12 + entries))
        return facs_cursor_corrupt(cursor, offset, "expected %zu kernels of %d x %d, found only %zu bytes", kernels,
                                   head.rows, head.cols, cursor->size - offset);
    layer->weights = facs_calloc(env, kernels * entries, sizeof *layer->weights);
    if (!layer->weights)
        return facs_cursor_no_memory(cursor);
    cursor->at = offset;
    for (size_t i = 0; status == FACS_OK && i < kernels; i++)
        status = facs_read_matrix_f32_into(cursor, "convolution kernel", layer->kernel_h, layer->kernel_w,
                                           layer->weights + i * entries);
    return status;
}

static facs_status read_conv(const facs_env *env, facs_cursor *cursor, facs_cnn_layer *layer)
{
    layer->kind = FACS_LAYER_CONV;
    facs_status status = facs_read_i32_range(cursor, "input maps of a convolution", 1, MAPS_MAX, &layer->inputs);
    if (status == FACS_OK)
        status = facs_read_i32_range(cursor, "output maps of a convolution", 1, MAPS_MAX, &layer->outputs);
    if (status != FACS_OK)
        return status;
    layer->bias = facs_calloc(env, (size_t)layer->outputs, sizeof *layer->bias);
    if (!layer->bias)
        return facs_cursor_no_memory(cursor);
    for (int i = 0; status == FACS_OK && i < layer->outputs; i++)
        status = facs_read_f32(cursor, "bias of a convolution", &layer->bias[i]);
    return status == FACS_OK ? read_kernels(env, cursor, layer) : status;
}

static facs_status read_dense(const facs_env *env, facs_cursor *cursor, facs_cnn_layer *layer)
{
    layer->kind = FACS_LAYER_DENSE;
    size_t offset = cursor->at;
    facs_matrix matrix;
    facs_status status = facs_read_matrix_f32(env, cursor, "biases of a fully connected layer", 0, 1, &matrix);
    if (status != FACS_OK)
        return status;
    layer->bias = matrix.f32;
    layer->outputs = matrix.rows;
    status = facs_read_matrix_f32(env, cursor, "weights of a fully connected layer", 0, layer->outputs, &matrix);
    if (status != FACS_OK)
        return status;
    layer->weights = matrix.f32;
    layer->inputs = matrix.rows;
    if (layer->outputs > DENSE_MAX || layer->inputs > DENSE_MAX)
        return facs_cursor_corrupt(cursor, offset, "expected a fully connected layer up to %d, found %d x %d",
                                   DENSE_MAX, layer->inputs, layer->outputs);
    return FACS_OK;
}

static facs_status read_pool(facs_cursor *cursor, facs_cnn_dialect dialect, facs_cnn_layer *layer)
{
    layer->kind = FACS_LAYER_POOL;
    layer->kernel_w = layer->kernel_h = layer->stride_x = layer->stride_y = 2;
    if (dialect == FACS_CNN_VALIDATOR)
        return FACS_OK;
    int32_t *fields[] = {&layer->kernel_w, &layer->kernel_h, &layer->stride_x, &layer->stride_y};
    facs_status status = FACS_OK;
    for (int i = 0; status == FACS_OK && i < 4; i++)
        status = facs_read_i32_range(cursor, "window or stride of a pooling", 1, KERNEL_MAX, fields[i]);
    /* else a window could lie behind the end of the picture */
    if (status == FACS_OK && (layer->stride_x > layer->kernel_w || layer->stride_y > layer->kernel_h))
        status = facs_cursor_corrupt(cursor, cursor->at - 16,
                                     "expected the stride of a pooling to be at most its "
                                     "window, found %d x %d for %d x %d",
                                     layer->stride_x, layer->stride_y, layer->kernel_w, layer->kernel_h);
    return status;
}

static facs_status read_prelu(const facs_env *env, facs_cursor *cursor, facs_cnn_layer *layer)
{
    layer->kind = FACS_LAYER_PRELU;
    facs_matrix matrix;
    facs_status status = facs_read_matrix_f32(env, cursor, "slopes of a PReLU", 0, 1, &matrix);
    if (status == FACS_OK) {
        layer->weights = matrix.f32;
        layer->inputs = layer->outputs = matrix.rows;
    }
    return status;
}

static facs_status read_layer(const facs_env *env, facs_cursor *cursor, facs_cnn_dialect dialect, facs_cnn_layer *layer)
{
    int32_t code = 0;
    facs_status status = facs_read_i32_range(cursor, "layer code", 0, 4, &code);
    if (status != FACS_OK)
        return status;
    switch (code) {
    case 0:
        return read_conv(env, cursor, layer);
    case 1:
        return read_pool(cursor, dialect, layer);
    case 2:
        return read_dense(env, cursor, layer);
    case 3:
        if (dialect == FACS_CNN_MTCNN)
            return read_prelu(env, cursor, layer);
        layer->kind = FACS_LAYER_RELU;
        return FACS_OK;
    default:
        layer->kind = FACS_LAYER_SIGMOID;
        return FACS_OK;
    }
}

facs_status facs_cnn_check(const facs_cursor *cursor, size_t offset, const facs_cnn *cnn, int maps, int height,
                           int width, int least_outputs)
{
    facs_tensor shape = {maps, height, width, false, NULL};
    for (int i = 0; i < cnn->layers; i++) {
        const facs_tensor in = shape;
        const bool dense = cnn->layer[i].kind == FACS_LAYER_DENSE;
        /* on an input of this size a fully connected layer takes everything and leaves a vector */
        if (!facs_cnn_layer_shape(&cnn->layer[i], &shape) || (dense && (shape.rows != 1 || shape.cols != 1)))
            return facs_cursor_corrupt(cursor, offset,
                                       "expected layer %d of a network to take %d maps of %d x %d, "
                                       "found %d",
                                       i, in.maps, in.rows, in.cols, cnn->layer[i].inputs);
        shape.vector = shape.vector || dense;
    }
    if (shape.rows != 1 || shape.cols != 1 || shape.maps < least_outputs)
        return facs_cursor_corrupt(cursor, offset, "expected a network with at least %d outputs, found %d x %d x %d",
                                   least_outputs, shape.maps, shape.rows, shape.cols);
    return FACS_OK;
}

facs_status facs_cnn_read(const facs_env *env, facs_cursor *cursor, facs_cnn_dialect dialect, facs_cnn *cnn)
{
    facs_cnn made = {0};
    int32_t layers = 0;
    facs_status status = facs_read_i32_range(cursor, "number of layers", 1, LAYERS_MAX, &layers);
    if (status != FACS_OK)
        return status;
    made.layer = facs_calloc(env, (size_t)layers, sizeof *made.layer);
    if (!made.layer)
        return facs_cursor_no_memory(cursor);
    made.layers = layers;
    for (int i = 0; status == FACS_OK && i < layers; i++)
        status = read_layer(env, cursor, dialect, &made.layer[i]);
    if (status != FACS_OK)
        facs_cnn_free(env, &made);
    else
        *cnn = made;
    return status;
}
