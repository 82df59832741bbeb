/* Hot loops of the networks whose sums follow the reference build's order (cnn_ordered.h), one table per CPU level (see
 * simd/kernels.h).  Every level gives the bits of the plain twins.
 *
 * Feature maps are stored pixel by pixel: all maps of a pixel lie next to each other, in packs of `lanes` maps.  A pack
 * is one vector; its maps have the same order of additions (simd/sgemm_order.h) except in the last few pixels, so they
 * need not be in ascending order, and the last ones of a pack may be empty.  Only the network's input is stored map by map, and
 * what the first convolution makes of it for a pooling layer. */
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

/** The first convolution laid out for vectors of pixels: input and result are stored map by map, and where a row of the
 *  input goes on behind the last pixel of one of the result, the result has leftovers.  A unit is FACS_SGEMM_ROWS maps,
 *  which have the same order of additions in every pixel. */
typedef struct facs_ordered_planes {
    const facs_ordered_conv *conv; /**< maps, taps, sizes and offsets; no more taps than one chunk has */
    int units;
    float *weights,
        *slopes; /**< [units][taps + 1][FACS_SGEMM_ROWS], the last row is the bias; [units][FACS_SGEMM_ROWS] */

    /* for the size of the input; a place is a pixel's row of the result times in_row, plus its column */
    int places;          /**< up to the last pixel; a vector or more */
    int tail, tail_end;  /**< places of the first pixel behind the last whole group, and behind the last whole four */
    const int32_t *half; /**< [places] -1 in the first half of a group of pixels, else 0; NULL = no unit asks */
    ptrdiff_t plane;     /**< floats from a map of the result to the next one */
} facs_ordered_planes;

/** Max-pooling of maps stored pixel by pixel; windows are clipped at the right and bottom border. */
typedef struct facs_ordered_pool {
    const facs_cnn_layer *layer;
    int in_rows, in_cols, rows, cols; /**< rows, cols: of the result */
    ptrdiff_t pixel;                  /**< floats per pixel: a multiple of lanes */
} facs_ordered_pool;

/** Floats behind the last map that pool_planes reads, of `in`, and writes, of `out`. */
enum { FACS_ORDERED_BEHIND = 64 };

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
    /** The same from maps stored one after the other to such maps, the FACS_SGEMM_ROWS of a unit. */
    void (*planes)(const facs_ordered_planes *planes, int unit, const float *in, float *out);
    void (*pool)(const facs_ordered_pool *pool, const float *in, float *out);
    /** The same of maps stored one after the other, for windows of at most 3 columns every 2; leftovers are written
     *  behind each row of the result, and FACS_ORDERED_BEHIND floats may be touched behind the last map. */
    void (*pool_planes)(const facs_maps *in, const facs_cnn_layer *layer, facs_maps *out);
    void (*pointwise)(const facs_ordered_pointwise *dense, const float *in, float *out);
    /** Dense layer with at least FACS_DENSE_F64_BELOW outputs on `count` vectors that lie one behind the other, as their
     *  results do; no activation. */
    void (*dense)(const float *in, int count, const facs_cnn_layer *layer, float *out);
} facs_cnn_ordered_kernels;

FACS_KERNEL_DECLARE(facs_cnn_ordered_kernels)

/** The plain twins (cnn_ordered_reference.c; those of pool and pointwise are in cnn_reference.c), on maps stored one
 *  after the other.  `slopes` is a PReLU layer or NULL. */
void facs_ordered_conv_reference(const facs_maps *in, const facs_cnn_layer *layer, const facs_cnn_layer *slopes,
                                 facs_maps *out);
void facs_ordered_dense_reference(const float *in, const facs_cnn_layer *layer, float *out);

#endif
