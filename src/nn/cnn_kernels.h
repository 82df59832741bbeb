/* Hot loops of the small convolutional networks, one table per CPU level (see simd/kernels.h).
 * Sums may be added in any order: every level agrees with the plain twins to rounding, and exactly where all sums are
 * exact.  pool gives the same bits. */
#ifndef FACS_NN_CNN_KERNELS_H
#define FACS_NN_CNN_KERNELS_H

#include "simd/kernels.h"
#include "nn/network.h"

/** Feature maps as the kernels see them: map m, row y, column x at data[m * plane + y * stride + x].
 *  stride >= cols; the columns between hold leftovers and mean nothing.  plane is a multiple of FACS_MAPS_ALIGN,
 *  and FACS_MAPS_ALIGN readable floats follow the last plane. */
typedef struct facs_maps {
    int maps, rows, cols, stride;
    size_t plane;
    float *data;
} facs_maps;

enum { FACS_MAPS_ALIGN = 16 };

/** Layers with fewer outputs than this sum their products in f64 (networks.md, Precision). */
enum { FACS_DENSE_F64_BELOW = 100 };

/* `out` (`in` for the vector functions: `layer` says it) has its sizes set by the caller; the layer fits them. */
typedef struct facs_cnn_kernels {
    /** Valid cross-correlation plus bias, then `activation` (a PReLU or ReLU layer, or NULL).  out->stride ==
     *  in->stride, so that the whole plane is one run of outputs. */
    void (*conv)(const facs_maps *in, const facs_cnn_layer *layer, const facs_cnn_layer *activation, facs_maps *out);
    /** Maxima of windows clipped at the right and bottom border. */
    void (*pool)(const facs_maps *in, const facs_cnn_layer *layer, facs_maps *out);
    /** Dense layer on a vector of layer->inputs values. */
    void (*dense)(const float *in, const facs_cnn_layer *layer, float *out);
} facs_cnn_kernels;

FACS_KERNEL_DECLARE(facs_cnn_kernels)

/* The plain twins (cnn_reference.c); facs_cnn_pointwise_reference is that of cnn_ordered_kernels.h. */
void facs_cnn_conv_reference(const facs_maps *in, const facs_cnn_layer *layer, const facs_cnn_layer *activation,
                             facs_maps *out);
void facs_cnn_pool_reference(const facs_maps *in, const facs_cnn_layer *layer, facs_maps *out);
void facs_cnn_pointwise_reference(const facs_maps *in, const facs_cnn_layer *layer, facs_maps *out);

/** Dense layer on a vector, plainly (cnn_plain.c): the twin of `dense`, and the way for few outputs. */
void facs_cnn_dense_plain(const float *in, const facs_cnn_layer *layer, float *out);

/** One value of a PReLU, ReLU or sigmoid layer; `channel` = map or neuron. */
float facs_cnn_activate(const facs_cnn_layer *layer, int channel, float value);

#endif
