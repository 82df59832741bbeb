/* Fast layers of the small convolutional networks; cnn_reference.c says what they compute.
 *
 * Convolution.  With equal strides of input and output the output plane is one long run of pixels
 *     out_k[p] = b_k + sum_in sum_r sum_c K[in][k](r,c) X_in[p + r stride + c]
 * whose last kw - 1 columns of each row mix two rows and are never read.  So there is no im2col copy and no
 * remainder per row: a block of M output maps x N vectors of pixels stays in registers over the whole window,
 * every tap costs N loads, M broadcasts and M N multiply-adds.  Reads go at most one vector beyond a plane.
 *
 * Dense layers run over the outputs, which lie next to each other in the file's layout; the last vector overlaps the
 * one before instead of reading past the row. */
#include "nn/cnn_kernels.h"

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
#define REGISTERS 32
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
#define REGISTERS 16
#elif defined(__aarch64__)
#define VECTOR_BYTES 16
#define REGISTERS 32
#else
#define VECTOR_BYTES 16
#define REGISTERS 16
#endif

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif
#define INLINE static inline __attribute__((always_inline))

enum { LANES = VECTOR_BYTES / 4, LANES64 = VECTOR_BYTES / 8 };

typedef float vector __attribute__((vector_size(VECTOR_BYTES)));
typedef float vector_at __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));
typedef int32_t vector_mask __attribute__((vector_size(VECTOR_BYTES)));
typedef double vector64 __attribute__((vector_size(VECTOR_BYTES)));
typedef float half_at __attribute__((vector_size(VECTOR_BYTES / 2), aligned(4), may_alias));

INLINE vector load(const float *at)
{
    return *(const vector_at *)at;
}

INLINE void store(float *at, vector value)
{
    *(vector_at *)at = value;
}

INLINE vector64 load64(const float *at)
{
    return __builtin_convertvector(*(const half_at *)at, vector64);
}

INLINE vector spread(float value)
{
    return value - (vector){0};
}

INLINE vector64 spread64(double value)
{
    return value - (vector64){0};
}

INLINE vector choose(vector_mask mask, vector yes, vector no)
{
    return (vector)((mask & (vector_mask)yes) | (~mask & (vector_mask)no));
}

/* ---- convolution ----------------------------------------------------------------------------------------- */

INLINE vector activate(const facs_cnn_layer *activation, int map, vector value)
{
    if (!activation)
        return value;
    const vector zero = {0};
    if (activation->kind == FACS_LAYER_RELU)
        return choose(value > zero, value, zero);
    return choose(value >= zero, value, value * activation->weights[map]);
}

/* Outputs [pixel, pixel + N vectors) of maps [map, map + M); M and N are constants after inlining. */
INLINE void conv_block(const int M, const int N, const facs_maps *in, const facs_cnn_layer *layer,
                       const facs_cnn_layer *activation, facs_maps *out, int map, size_t pixel)
{
    const ptrdiff_t taps = (ptrdiff_t)layer->kernel_h * layer->kernel_w;
    const ptrdiff_t next_input = taps * (layer->outputs - 1);
    const float *weight = layer->weights + map * taps;
    vector sum[8][6];
    UNROLL for (int m = 0; m < M; m++) UNROLL for (int n = 0; n < N; n++) sum[m][n] = spread(layer->bias[map + m]);
    for (int i = 0; i < in->maps; i++) {
        const float *row = in->data + (size_t)i * in->plane + pixel;
        for (int r = 0; r < layer->kernel_h; r++) {
            for (int c = 0; c < layer->kernel_w; c++) {
                vector value[6];
                UNROLL for (int n = 0; n < N; n++) value[n] = load(row + c + n * LANES);
                UNROLL for (int m = 0; m < M; m++) UNROLL for (int n = 0; n < N; n++) sum[m][n] +=
                    value[n] * weight[m * taps];
                weight++;
            }
            row += in->stride;
        }
        weight += next_input;
    }
    UNROLL for (int m = 0; m < M; m++) UNROLL for (int n = 0; n < N; n++)
        store(out->data + (size_t)(map + m) * out->plane + pixel + (size_t)(n * LANES),
              activate(activation, map + m, sum[m][n]));
}

/* How many maps to compute together, and how many vectors of pixels so that everything stays in registers. */
static int maps_together(int left)
{
    if (REGISTERS == 32 && left % 8 == 0)
        return 8;
    if (left % 5 == 0)
        return 5;
    return left >= 4 ? 4 : 1;
}

static int vectors_together(int maps)
{
    if (REGISTERS == 32)
        return maps == 8 ? 3 : maps == 5 ? 4 : 6;
    return maps == 5 ? 2 : 3;
}

static void conv_blocks(int maps, int vectors, const facs_maps *in, const facs_cnn_layer *layer,
                        const facs_cnn_layer *activation, facs_maps *out, int map, size_t pixel)
{
    switch (maps * 8 + vectors) {
#define BLOCK(M, N)                                                                                                    \
    case (M)*8 + (N):                                                                                                  \
        conv_block(M, N, in, layer, activation, out, map, pixel);                                                      \
        break
        BLOCK(1, 1);
        BLOCK(1, 2);
        BLOCK(1, 3);
        BLOCK(4, 1);
        BLOCK(4, 2);
        BLOCK(4, 3);
        BLOCK(5, 1);
        BLOCK(5, 2);
#if REGISTERS == 32
        BLOCK(1, 4);
        BLOCK(1, 5);
        BLOCK(1, 6);
        BLOCK(4, 4);
        BLOCK(4, 5);
        BLOCK(4, 6);
        BLOCK(5, 3);
        BLOCK(5, 4);
        BLOCK(8, 1);
        BLOCK(8, 2);
        BLOCK(8, 3);
#endif
#undef BLOCK
    }
}

static void conv(const facs_maps *in, const facs_cnn_layer *layer, const facs_cnn_layer *activation, facs_maps *out)
{
    size_t pixels = (size_t)(out->rows - 1) * (size_t)out->stride + (size_t)out->cols;
    size_t vectors = (pixels + LANES - 1) / LANES;
    for (int map = 0, maps; map < layer->outputs; map += maps) {
        maps = maps_together(layer->outputs - map);
        size_t most = (size_t)vectors_together(maps), blocks = (vectors + most - 1) / most;
        for (size_t block = 0, first = 0; block < blocks; block++) {
            /* nearly equal blocks: a single left-over vector would wait for its own sums */
            size_t now = (vectors - first + blocks - block - 1) / (blocks - block);
            conv_blocks(maps, (int)now, in, layer, activation, out, map, first * LANES);
            first += now;
        }
    }
}

/* ---- max-pooling ----------------------------------------------------------------------------------------- */

/* One row of outputs whose windows (kw columns x `rows` rows) are complete in x. */
INLINE void pool_row(int count, int kw, int sx, int rows, const float *restrict in, ptrdiff_t stride,
                     float *restrict out)
{
    for (int i = 0; i < count; i++) {
        float best = in[i * sx];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < kw; c++) {
                float value = in[r * stride + i * sx + c];
                best = value > best ? value : best;
            }
        }
        out[i] = best;
    }
}

static void pool(const facs_maps *in, const facs_cnn_layer *layer, facs_maps *out)
{
    const int kw = layer->kernel_w, kh = layer->kernel_h, sx = layer->stride_x;
    const ptrdiff_t stride = in->stride;
    int complete = in->cols >= kw ? (in->cols - kw) / sx + 1 : 0;
    complete = complete < out->cols ? complete : out->cols;
    for (int k = 0; k < out->maps; k++) {
        for (int j = 0; j < out->rows; j++) {
            int top = j * layer->stride_y, rows = in->rows - top < kh ? in->rows - top : kh;
            const float *source = in->data + (size_t)k * in->plane + (ptrdiff_t)top * stride;
            float *target = out->data + (size_t)k * out->plane + (size_t)j * (size_t)out->stride;
            if (sx == 2 && kw == 2 && rows == 2)
                pool_row(complete, 2, 2, 2, source, stride, target);
            else if (sx == 2 && kw == 3 && rows == 3)
                pool_row(complete, 3, 2, 3, source, stride, target);
            else
                pool_row(complete, kw, sx, rows, source, stride, target);
            for (int i = complete; i < out->cols; i++)
                pool_row(1, in->cols - i * sx < kw ? in->cols - i * sx : kw, sx, rows, source + i * sx, stride,
                         target + i);
        }
    }
}

/* ---- dense layers ---------------------------------------------------------------------------------------- */

/* N vectors of outputs from `first`, f64 sums */
INLINE void dense64_block(const int N, const float *in, const facs_cnn_layer *layer, int first, float *out)
{
    vector64 sum[8];
    UNROLL for (int n = 0; n < N; n++) sum[n] = (vector64){0};
    const float *weight = layer->weights + first;
    for (int i = 0; i < layer->inputs; i++, weight += layer->outputs) {
        vector64 value = spread64((double)in[i]);
        UNROLL for (int n = 0; n < N; n++) sum[n] += load64(weight + n * LANES64) * value;
    }
    UNROLL for (int n = 0; n < N; n++)
    {
        int at = first + n * LANES64;
        *(half_at *)(out + at) = __builtin_convertvector(sum[n] + load64(layer->bias + at), half_at);
    }
}

/* N vectors of outputs from `first`, f32 sums */
INLINE void dense32_block(const int N, const float *in, const facs_cnn_layer *layer, int first, float *out)
{
    vector sum[8];
    UNROLL for (int n = 0; n < N; n++) sum[n] = (vector){0};
    const float *weight = layer->weights + first;
    for (int i = 0; i < layer->inputs; i++, weight += layer->outputs) {
        UNROLL for (int n = 0; n < N; n++) sum[n] += load(weight + n * LANES) * in[i];
    }
    UNROLL for (int n = 0; n < N; n++)
    {
        int at = first + n * LANES;
        store(out + at, sum[n] + load(layer->bias + at));
    }
}

static void dense(const float *in, const facs_cnn_layer *layer, float *out)
{
    const bool f64 = layer->outputs < FACS_DENSE_F64_BELOW;
    const int lanes = f64 ? LANES64 : LANES, outputs = layer->outputs;
    if (outputs < lanes) {
        facs_cnn_dense_plain(in, layer, out);
        return;
    }
    int first = 0;
    for (; outputs - first >= 8 * lanes; first += 8 * lanes) {
        if (f64)
            dense64_block(8, in, layer, first, out);
        else
            dense32_block(8, in, layer, first, out);
    }
    for (; outputs - first >= 3 * lanes; first += 3 * lanes) {
        if (f64)
            dense64_block(3, in, layer, first, out);
        else
            dense32_block(3, in, layer, first, out);
    }
    while (first < outputs) {
        int start = first + lanes <= outputs ? first : outputs - lanes;
        if (f64)
            dense64_block(1, in, layer, start, out);
        else
            dense32_block(1, in, layer, start, out);
        first = start + lanes;
    }
}

const facs_cnn_kernels FACS_KERNEL(facs_cnn_kernels) = {
    .conv = conv,
    .pool = pool,
    .dense = dense,
};

FACS_KERNEL_SELECT(facs_cnn_kernels)
