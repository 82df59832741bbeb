/* Sizes of what flows between the layers of a small convolutional network (docs/algorithm/networks.md, Layers). */
#ifndef FACS_NN_CNN_SHAPE_H
#define FACS_NN_CNN_SHAPE_H

#include "nn/network.h"

typedef struct facs_tensor {
    int maps, rows, cols; /**< a vector is maps x 1 x 1 with `vector` set */
    bool vector;
    float *data;
} facs_tensor;

/** Is a dense layer applied to every pixel of so many maps, as a 1 x 1 convolution? */
bool facs_cnn_is_pointwise(const facs_cnn_layer *layer, int maps, bool vector);

/** Turn `shape` (data is left alone) into the size of the layer's result; false = the layer does not fit. */
bool facs_cnn_layer_shape(const facs_cnn_layer *layer, facs_tensor *shape);

/** Rounded-up number of outputs of a pooling window along one axis; < 1 = does not fit. */
int facs_cnn_pooled_size(int size, int window, int stride);

#endif
