/* Fast operations of general networks; net_reference.c says what they compute.
 *
 * Vectors run over output channels, so that every lane is one sum in its fixed order.  A block of PIXELS pixels times a
 * few vectors stays in registers over all values under the kernel: each value is spread over a vector once and multiplied
 * with every vector of weights, each vector of weights is loaded once for all pixels of the block.  A single pixel
 * (behind the last block, or a whole dense layer) takes more vectors instead, or it would wait for each sum. */
#include "nn/net_kernels.h"

#include "simd/vector.h"

#if defined(__AVX512F__) || defined(__aarch64__)
enum { PIXELS = 6, VECTORS = 4, VECTORS_ALONE = 8 };
#else
enum { PIXELS = 6, VECTORS = 2, VECTORS_ALONE = 8 };
#endif
enum { PARTS = FACS_NET_PACK / LANES };

typedef int32_t mask __attribute__((vector_size(4 * LANES)));

/* ---- what happens to a sum ----------------------------------------------------------------------------------- */

INLINE vector activated(const facs_net_ending *ending, ptrdiff_t channel, vector value)
{
    const vector zero = {0};
    if (ending->activation == FACS_NET_RELU)
        return (vector)((value > zero) & (mask)value);
    if (ending->activation == FACS_NET_PRELU) {
        const mask positive = value >= zero;
        return (vector)((positive & (mask)value) | (~positive & (mask)(value * load(ending->slopes + channel))));
    }
    return value;
}

/* `pixel` = of ending->add, or NULL */
INLINE vector finished(const facs_net_ending *ending, const float *pixel, ptrdiff_t channel, vector value)
{
    if (pixel)
        value = load(pixel + channel) + value;
    return activated(ending, channel, value);
}

/* ---- convolution --------------------------------------------------------------------------------------------- */

/* Pixels that are computed together. */
typedef struct block {
    const float *in[PIXELS]; /* first value under the kernel */
    const float *add[PIXELS];
    float *out[PIXELS];
} block;

/* P pixels times V vectors from vector `first`; P and V are constants after inlining. */
INLINE void conv_block(const int P, const int V, const facs_net_conv *conv, const block *at, int first)
{
    const ptrdiff_t pack = (ptrdiff_t)conv->runs * conv->run * FACS_NET_PACK;
    const float *weight[VECTORS_ALONE];
    vector sum[PIXELS][VECTORS_ALONE];
    UNROLL_ALL for (int v = 0; v < V; v++)
    {
        const int part = first + v;
        weight[v] = conv->weights + part / PARTS * pack + part % PARTS * LANES;
        const vector bias = load(conv->bias + (ptrdiff_t)part * LANES);
        UNROLL_ALL for (int p = 0; p < P; p++) sum[p][v] = bias;
    }
    ptrdiff_t tap = 0;
    for (int r = 0; r < conv->runs; r++) {
        const float *in[PIXELS];
        UNROLL_ALL for (int p = 0; p < P; p++) in[p] = at->in[p] + conv->offset[r];
        for (ptrdiff_t i = 0; i < conv->run; i++, tap += FACS_NET_PACK) {
            vector w[VECTORS_ALONE];
            UNROLL_ALL for (int v = 0; v < V; v++) w[v] = load(weight[v] + tap);
            UNROLL_ALL for (int p = 0; p < P; p++)
            {
                const vector value = broadcast(in[p][i]);
                UNROLL_ALL for (int v = 0; v < V; v++) sum[p][v] += value * w[v];
            }
        }
    }
    UNROLL_ALL for (int p = 0; p < P; p++) UNROLL_ALL for (int v = 0; v < V; v++)
    {
        const ptrdiff_t channel = (ptrdiff_t)(first + v) * LANES;
        store(at->out[p] + channel, finished(&conv->ending, at->add[p], channel, sum[p][v]));
    }
}

static void conv_vectors(const facs_net_conv *conv, const block *at, int pixels, int first, int vectors)
{
    switch (pixels * 16 + vectors) {
#define CASE(P, V)                                                                                                     \
    case (P)*16 + (V):                                                                                                 \
        conv_block(P, V, conv, at, first);                                                                             \
        break
#define CASES(V)                                                                                                       \
    CASE(1, V);                                                                                                        \
    CASE(2, V);                                                                                                        \
    CASE(3, V);                                                                                                        \
    CASE(4, V);                                                                                                        \
    CASE(5, V);                                                                                                        \
    CASE(6, V)
        CASES(1);
        CASES(2);
#if defined(__AVX512F__) || defined(__aarch64__)
        CASES(3);
        CASES(4);
#else
        CASE(1, 3);
        CASE(1, 4);
#endif
        CASE(1, 5);
        CASE(1, 6);
        CASE(1, 7);
        CASE(1, 8);
#undef CASES
#undef CASE
    }
}

/* The `count` pixels from row *y, column *x, which move behind them. */
INLINE void make_block(const facs_net_conv *conv, int count, int *y, int *x, block *at)
{
    const facs_net_view *in = conv->in, *out = conv->out, *add = conv->ending.add;
    for (int p = 0; p < count; p++) {
        at->in[p] = in->data + conv->first + conv->stride * (*y * in->row + *x * in->pixel);
        at->add[p] = add ? add->data + *y * add->row + *x * add->pixel : NULL;
        at->out[p] = out->data + *y * out->row + *x * out->pixel;
        if (++*x == out->cols) {
            *x = 0;
            ++*y;
        }
    }
}

/* All pixels, vectors [first, end) */
static void conv_range(const facs_net_conv *conv, int first, int end)
{
    const int pixels = conv->out->rows * conv->out->cols;
    int y = 0, x = 0;
    block at;
    for (int done = 0, count; done < pixels; done += count) {
        /* blocks of about the same size: 7 pixels are 4 + 3 */
        const int left = pixels - done, blocks = (left + PIXELS - 1) / PIXELS;
        count = (left + blocks - 1) / blocks;
        make_block(conv, count, &y, &x, &at);
        const int most = count == 1 ? VECTORS_ALONE : VECTORS;
        for (int v = first, vectors; v < end; v += vectors) {
            vectors = end - v < most ? end - v : most;
            conv_vectors(conv, &at, count, v, vectors);
        }
    }
}

static void conv(const facs_net_conv *conv)
{
    const facs_net_view *in = conv->in, *out = conv->out;
    const int vectors = (out->channels + LANES - 1) / LANES;
    const ptrdiff_t weights = (ptrdiff_t)vectors * LANES * conv->runs * conv->run;
    const ptrdiff_t values = in->rows * in->row;
    if (weights <= values || out->rows * out->cols == 1) {
        conv_range(conv, 0, vectors);
        return;
    }
    /* more weights than pixels: those of a few vectors stay in the nearest cache while all pixels pass */
    for (int v = 0; v < vectors; v += VECTORS)
        conv_range(conv, v, v + VECTORS < vectors ? v + VECTORS : vectors);
}

/* ---- depth-wise ---------------------------------------------------------------------------------------------- */

/* Vector `v` of a row of outputs; H, W are constants after inlining, 0 = as the operation says. */
INLINE void depthwise_row(const int H, const int W, const facs_net_depthwise *depthwise, int y, ptrdiff_t channel)
{
    const facs_net_view *in = depthwise->in, *out = depthwise->out, *add = depthwise->ending.add;
    const ptrdiff_t packed = (out->channels + FACS_NET_PACK - 1) / FACS_NET_PACK * FACS_NET_PACK;
    const ptrdiff_t row = in->row, pixel = in->pixel, step = depthwise->stride * pixel;
    const float *from = in->data + depthwise->first + depthwise->stride * y * row + channel;
    const float *addend = add ? add->data + y * add->row : NULL;
    float *to = out->data + y * out->row + channel;
    const vector bias = load(depthwise->bias + channel);
    const int height = H ? H : depthwise->kernel_h, width = W ? W : depthwise->kernel_w;
    vector weight[9];
    UNROLL_ALL for (int t = 0; t < H * W; t++) weight[t] = load(depthwise->weights + t * packed + channel);
    for (int x = 0; x < out->cols; x++, from += step, to += out->pixel) {
        vector sum = bias;
        if (H) {
            UNROLL_ALL for (int r = 0; r < H; r++) UNROLL_ALL for (int c = 0; c < W; c++) sum +=
                load(from + r * row + c * pixel) * weight[r * W + c];
        } else {
            const float *w = depthwise->weights + channel;
            for (int r = 0; r < height; r++)
                for (int c = 0; c < width; c++, w += packed)
                    sum += load(from + r * row + c * pixel) * load(w);
        }
        store(to, finished(&depthwise->ending, addend ? addend + x * add->pixel : NULL, channel, sum));
    }
}

static void depthwise(const facs_net_depthwise *depthwise)
{
    const bool three = depthwise->kernel_h == 3 && depthwise->kernel_w == 3;
    for (int y = 0; y < depthwise->out->rows; y++) {
        for (int channel = 0; channel < depthwise->out->channels; channel += LANES) {
            if (three)
                depthwise_row(3, 3, depthwise, y, channel);
            else
                depthwise_row(0, 0, depthwise, y, channel);
        }
    }
}

const facs_net_kernels FACS_KERNEL(facs_net_kernels) = {
    .conv = conv,
    .depthwise = depthwise,
};

FACS_KERNEL_SELECT(facs_net_kernels)
