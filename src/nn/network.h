/* A small convolutional network as read from its file.  Immutable after loading. */
#ifndef FACS_NN_NETWORK_H
#define FACS_NN_NETWORK_H

#include "base/base.h"

typedef enum facs_layer_kind {
    FACS_LAYER_CONV,
    FACS_LAYER_POOL,
    FACS_LAYER_DENSE,
    FACS_LAYER_PRELU,
    FACS_LAYER_RELU,
    FACS_LAYER_SIGMOID,
} facs_layer_kind;

typedef struct facs_cnn_layer {
    facs_layer_kind kind;
    int inputs, outputs;    /**< conv: maps; dense: neurons; prelu: outputs = slopes */
    int kernel_w, kernel_h; /**< conv, pool */
    int stride_x, stride_y; /**< pool */
    float *weights;         /**< conv: [in][out][kh][kw]; dense: inputs x outputs as stored; prelu: slopes */
    float *bias;            /**< conv, dense: outputs */
} facs_cnn_layer;

typedef struct facs_cnn {
    int layers;
    facs_cnn_layer *layer;
} facs_cnn;

#endif
