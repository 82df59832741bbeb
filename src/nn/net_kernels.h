/* Hot loops of general networks (net.h), one table per CPU level (see simd/kernels.h).  Every level gives the bits of the
 * plain twins: for each output the products are added one after the other, starting from the bias, kernel row by kernel
 * row, column by column, input channel by input channel, and each product and each sum is rounded.  No product is fused:
 * a level without the instruction could only imitate that, slowly and not always to the last bit.
 *
 * Values outside a picture are zeros in memory, see facs_net_view. */
#ifndef FACS_NN_NET_KERNELS_H
#define FACS_NN_NET_KERNELS_H

#include "simd/kernels.h"

/** Weights of an operation are stored in packs of so many output channels, the last one filled up with zeros. */
enum { FACS_NET_PACK = 16 };

/** A tensor in memory: channel k of row y, column x at data[y * row + x * pixel + k].  A margin of zeros around it is as
 *  wide as the operations that read it need.  `pixel` is a multiple of FACS_NET_PACK; what lies behind the last channel
 *  means nothing and may be overwritten.  Only a tensor that nothing but convolutions reads may have pixel = channels. */
typedef struct facs_net_view {
    int rows, cols, channels;
    ptrdiff_t row, pixel; /**< floats from a pixel to the one below, to the next one */
    float *data;          /**< of the first pixel, inside the margin */
} facs_net_view;

typedef enum facs_net_activation {
    FACS_NET_NONE,
    FACS_NET_RELU,  /**< v > 0 ? v : 0 */
    FACS_NET_PRELU, /**< v >= 0 ? v : v * slope of the channel */
} facs_net_activation;

/** What happens to a sum before it is stored: another tensor of the same size is added, then the activation. */
typedef struct facs_net_ending {
    const facs_net_view *add; /**< or NULL */
    facs_net_activation activation;
    const float *slopes; /**< [packs][FACS_NET_PACK], of a PReLU */
} facs_net_ending;

/** Convolution.  The values under the kernel are `runs` stretches of `run` floats, which begin offset[i] behind the first
 *  value under it. */
typedef struct facs_net_conv {
    const facs_net_view *in, *out;
    int stride;
    ptrdiff_t first; /**< from in->data to the first value under the kernel of the first output; <= 0 */
    int runs, run;
    const ptrdiff_t *offset;
    const float *weights; /**< [packs][runs * run][FACS_NET_PACK] */
    const float *bias;    /**< [packs][FACS_NET_PACK] */
    facs_net_ending ending;
} facs_net_conv;

/** Depth-wise convolution: each channel with a kernel of its own. */
typedef struct facs_net_depthwise {
    const facs_net_view *in, *out;
    int stride, kernel_h, kernel_w;
    ptrdiff_t first;      /**< as in facs_net_conv */
    const float *weights; /**< [kernel_h][kernel_w][packs * FACS_NET_PACK] */
    const float *bias;    /**< [packs][FACS_NET_PACK] */
    facs_net_ending ending;
} facs_net_depthwise;

typedef struct facs_net_kernels {
    void (*conv)(const facs_net_conv *conv);
    void (*depthwise)(const facs_net_depthwise *depthwise);
} facs_net_kernels;

FACS_KERNEL_DECLARE(facs_net_kernels)

/* the plain twins (net_reference.c) */
void facs_net_conv_reference(const facs_net_conv *conv);
void facs_net_depthwise_reference(const facs_net_depthwise *depthwise);

#endif
