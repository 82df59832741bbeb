/* Sizes between the layers of a network: see cnn_shape.h. */
#include "nn/cnn_shape.h"

#include <math.h>

bool facs_cnn_is_pointwise(const facs_cnn_layer *layer, int maps, bool vector)
{
    return layer->kind == FACS_LAYER_DENSE && !vector && maps > 1 && maps == layer->inputs;
}

int facs_cnn_pooled_size(int size, int window, int stride)
{
    int pooled = (int)roundf((float)(size - window) / (float)stride) + 1;
    /* a window that would start outside the image has nothing to take the maximum of */
    return pooled >= 1 && (int64_t)(pooled - 1) * stride < size ? pooled : 0;
}

bool facs_cnn_layer_shape(const facs_cnn_layer *layer, facs_tensor *shape)
{
    const facs_tensor in = *shape;
    switch (layer->kind) {
    case FACS_LAYER_CONV:
        if (in.vector || in.maps != layer->inputs || layer->outputs < 1 || layer->kernel_h < 1 || layer->kernel_w < 1 ||
            in.rows < layer->kernel_h || in.cols < layer->kernel_w)
            return false;
        shape->maps = layer->outputs;
        shape->rows = in.rows - layer->kernel_h + 1;
        shape->cols = in.cols - layer->kernel_w + 1;
        return true;
    case FACS_LAYER_POOL:
        if (in.vector || layer->kernel_h < 1 || layer->kernel_w < 1 || layer->stride_x < 1 || layer->stride_y < 1)
            return false;
        shape->rows = facs_cnn_pooled_size(in.rows, layer->kernel_h, layer->stride_y);
        shape->cols = facs_cnn_pooled_size(in.cols, layer->kernel_w, layer->stride_x);
        return shape->rows >= 1 && shape->cols >= 1;
    case FACS_LAYER_DENSE:
        if (layer->outputs < 1)
            return false;
        shape->maps = layer->outputs;
        if (facs_cnn_is_pointwise(layer, in.maps, in.vector))
            return true;
        shape->rows = shape->cols = 1;
        shape->vector = true;
        return (int64_t)in.maps * in.rows * in.cols == layer->inputs;
    case FACS_LAYER_PRELU:
        return layer->outputs == in.maps;
    case FACS_LAYER_RELU:
    case FACS_LAYER_SIGMOID:
        return true;
    }
    return false;
}
