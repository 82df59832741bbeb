/* Hot loops of the networks whose sums follow the reference build's order (cnn_ordered.h), one table per CPU level (see
 * simd/kernels.h).  Every level gives the bits of the plain twins.
 *
 * Feature maps are stored pixel by pixel: all maps of a pixel lie next to each other, in packs of `lanes` maps.  A pack
 * is one vector; its maps have the same order of additions (simd/sgemm_order.h) except in the last few pixels, so they
 * need not be in ascending order, and the last ones of a pack may be empty.  Only the network's input is stored map by map. */
#ifndef FACS_NN_CNN_ORDERED_KERNELS_H
#define FACS_NN_CNN_ORDERED_KERNELS_H

#include "simd/kernels.h"
#include "nn/cnn_kernels.h"

/** A convolution laid out for the kernels. */
typedef struct facs_ordered_conv {
    int maps;       /**< of the result */
    int taps;       /**< values under the kernel, in all input maps together */
    int packs;      /**< the result has packs * lanes floats per pixel */
    int *first;     /**< [packs] one of the pack's maps, in lane 0 */
    int *whole;     /**< [packs] lanes with maps of whole blocks of simd/sgemm_order.h, which come first */
    int *used;      /**< [packs] lanes with maps */
    float *weights; /**< [packs][taps + 1][lanes]; the last row is the bias */
    float *slopes;  /**< [packs][lanes] of the PReLU behind it; 1 = none */

    /* for the size of the input */
    int rows, cols;             /**< of the result */
    int first_pixel, pixels;    /**< number of the result's first pixel in the whole result; pixels of that */
    ptrdiff_t in_pixel, in_row; /**< floats from an input pixel to the next one, to the one below */
    ptrdiff_t *offset;          /**< [taps] from the first pixel under the kernel to the tap; map by map, each kernel
                                     column by column */
} facs_ordered_conv;

/** Max-pooling of maps stored pixel by pixel; windows are clipped at the right and bottom border. */
typedef struct facs_ordered_pool {
    const facs_cnn_layer *layer;
    int in_rows, in_cols, rows, cols; /**< rows, cols: of the result */
    ptrdiff_t pixel;                  /**< floats per pixel: a multiple of lanes */
} facs_ordered_pool;

/** Dense layer applied to every pixel: f64 sums, f32 bias. */
typedef struct facs_ordered_pointwise {
    int inputs, vectors;     /**< the result has vectors * lanes / 2 floats per pixel */
    double *weights;         /**< [vectors][inputs][lanes / 2] */
    float *bias;             /**< [vectors][lanes / 2] */
    const ptrdiff_t *offset; /**< [inputs] where in a pixel each input is */
    int pixels;
    ptrdiff_t in_pixel; /**< floats per input pixel */
} facs_ordered_pointwise;

typedef struct facs_cnn_ordered_kernels {
    int lanes; /**< maps per pack */
    void (*conv)(const facs_ordered_conv *conv, const float *in, float *out);
    void (*pool)(const facs_ordered_pool *pool, const float *in, float *out);
    void (*pointwise)(const facs_ordered_pointwise *dense, const float *in, float *out);
    /** Dense layer with at least FACS_DENSE_F64_BELOW outputs on a vector, no activation. */
    void (*dense)(const float *in, const facs_cnn_layer *layer, float *out);
} facs_cnn_ordered_kernels;

FACS_KERNEL_DECLARE(facs_cnn_ordered_kernels)

/** The plain twins (cnn_ordered_reference.c; those of pool and pointwise are in cnn_reference.c), on maps stored one
 *  after the other.  `slopes` is a PReLU layer or NULL. */
void facs_ordered_conv_reference(const facs_maps *in, const facs_cnn_layer *layer, const facs_cnn_layer *slopes,
                                 facs_maps *out);
void facs_ordered_dense_reference(const float *in, const facs_cnn_layer *layer, float *out);

#endif
