/* Fast layers with the sums in the order of the reference build; cnn_ordered_reference.c says what they compute.
 *
 * Convolution.  Six pixels at a time, because simd/sgemm_order.h treats pixels in groups of twice six: within six
 * pixels a pack of maps has one accumulator everywhere or two everywhere (but see `mixed`).  Every tap costs one load of
 * weights per pack and one broadcast per pixel, which packs that are computed together share, whether they have one
 * accumulator or two; the window is read in place, through one pointer per pixel and a table of offsets. */
#include "nn/cnn_ordered_kernels.h"

#include "simd/fma.h"
#include "simd/sgemm_order.h"

#if defined(__AVX512F__) || defined(__AVX2__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#if defined(__AVX512F__)
#define VECTOR_BYTES 64
enum { SUMS = 4 }; /* accumulators for each pixel, so that all stay in registers */
#elif defined(__AVX2__)
#define VECTOR_BYTES 32
enum { SUMS = 2 };
#elif defined(__aarch64__)
#define VECTOR_BYTES 16
enum { SUMS = 4 };
#else
#define VECTOR_BYTES 16
enum { SUMS = 2 };
#endif

#if defined(__clang__)
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 8")
#endif
#define INLINE static inline __attribute__((always_inline))

enum { LANES = VECTOR_BYTES / 4, LANES64 = LANES / 2 };
enum { PIXELS = FACS_SGEMM_COLS / 2, PACKS_MAX = 4, DENSE_VECTORS = 8 };

typedef float vector __attribute__((vector_size(VECTOR_BYTES)));
typedef float vector_at __attribute__((vector_size(VECTOR_BYTES), aligned(4), may_alias));
typedef float half __attribute__((vector_size(VECTOR_BYTES / 2)));
typedef float half_at __attribute__((vector_size(VECTOR_BYTES / 2), aligned(4), may_alias));
typedef double vector64 __attribute__((vector_size(VECTOR_BYTES), may_alias));
typedef int32_t vector_mask __attribute__((vector_size(VECTOR_BYTES)));

INLINE vector load(const float *at)
{
    return *(const vector_at *)at;
}

INLINE void store(float *at, vector value)
{
    *(vector_at *)at = value;
}

INLINE vector spread(float value)
{
    return value - (vector){0};
}

INLINE vector choose(vector_mask mask, vector yes, vector no)
{
    return (vector)((mask & (vector_mask)yes) | (~mask & (vector_mask)no));
}

/* value > best ? value : best, which is what the instruction does also with NaN */
INLINE vector larger(vector value, vector best)
{
#if defined(__AVX512F__)
    return (vector)_mm512_max_ps((__m512)value, (__m512)best);
#elif defined(__AVX2__)
    return (vector)_mm256_max_ps((__m256)value, (__m256)best);
#else
    return choose(value > best, value, best);
#endif
}

/* facs_fma of every lane */
INLINE vector fused(vector a, vector b, vector c)
{
#if defined(__AVX512F__)
    return (vector)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__AVX2__)
    return (vector)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__)
    return (vector)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
    typedef double wide __attribute__((vector_size(2 * VECTOR_BYTES)));
    wide sum = __builtin_convertvector(a, wide) * __builtin_convertvector(b, wide) + __builtin_convertvector(c, wide);
    return __builtin_convertvector(sum, vector);
#endif
}

/* ---- convolution ----------------------------------------------------------------------------------------- */

/* Up to PIXELS pixels that have the same order of additions. */
typedef struct panel {
    int first, count;        /**< first = number in the whole result */
    const float *in[PIXELS]; /**< first value under the kernel; the first pixel's again beyond `count` */
} panel;

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* Pixels from `first` to the next place where the order of additions may change. */
static int panel_count(int pixels, int first)
{
    const int grouped = pixels / FACS_SGEMM_COLS * FACS_SGEMM_COLS, fours = pixels / 4 * 4;
    if (first < grouped)
        return PIXELS - first % PIXELS;
    return first < fours ? 4 - first % 4 : pixels - first;
}

/* `at` = number of the first pixel in this result, (y, x) = its place */
static panel make_panel(const facs_ordered_conv *conv, const float *in, int at, int y, int x)
{
    panel made = {.first = conv->first_pixel + at};
    made.count = smaller(panel_count(conv->pixels, made.first), conv->rows * conv->cols - at);
    for (int n = 0; n < PIXELS; n++) {
        made.in[n] = n < made.count ? in + y * conv->in_row + x * conv->in_pixel : made.in[0];
        if (++x == conv->cols) {
            x = 0;
            y++;
        }
    }
    return made;
}

/* PReLU and store; `total` holds M packs x N pixels. */
INLINE void finish(const int M, const int N, const facs_ordered_conv *conv, int pack, const panel *at,
                   vector total[PACKS_MAX][PIXELS], float *out)
{
    const vector zero = {0};
    const ptrdiff_t pixel = (ptrdiff_t)conv->packs * LANES;
    out += (at->first - conv->first_pixel) * pixel + pack * LANES;
    UNROLL for (int m = 0; m < M; m++)
    {
        vector slope = load(conv->slopes + (ptrdiff_t)(pack + m) * LANES);
        UNROLL for (int n = 0; n < N; n++)
        {
            vector value = total[m][n];
            if (n < at->count)
                store(out + n * pixel + m * LANES, choose(value >= zero, value, value * slope));
        }
    }
}

/* sum += tap k, M packs x N pixels */
INLINE void add_tap(const int M, const int N, const float *weight, ptrdiff_t next_pack, const float *const *pixel,
                    ptrdiff_t offset, vector sum[PACKS_MAX][PIXELS])
{
    vector w[PACKS_MAX];
    UNROLL for (int m = 0; m < M; m++) w[m] = load(weight + m * next_pack);
    UNROLL for (int n = 0; n < N; n++)
    {
        vector value = spread(pixel[n][offset]);
        UNROLL for (int m = 0; m < M; m++) sum[m][n] = fused(w[m], value, sum[m][n]);
    }
}

/* Bit m of TWO: the elements of pack m have two accumulators (simd/sgemm_order.h). */
INLINE bool has_two(const int TWO, int m)
{
    return (TWO >> m & 1) != 0;
}

/* sum += tap k + 1 behind tap k, for packs with two accumulators into the second one */
INLINE void add_second(const int M, const int TWO, const int N, const float *weight, ptrdiff_t next_pack,
                       const float *const *pixel, ptrdiff_t offset, vector even[PACKS_MAX][PIXELS],
                       vector odd[PACKS_MAX][PIXELS])
{
    vector w[PACKS_MAX];
    UNROLL for (int m = 0; m < M; m++) w[m] = load(weight + m * next_pack);
    UNROLL for (int n = 0; n < N; n++)
    {
        vector value = spread(pixel[n][offset]);
        UNROLL for (int m = 0; m < M; m++)
        {
            if (has_two(TWO, m))
                odd[m][n] = fused(w[m], value, odd[m][n]);
            else
                even[m][n] = fused(w[m], value, even[m][n]);
        }
    }
}

INLINE void conv_block(const int M, const int TWO, const int N, const facs_ordered_conv *conv, int pack,
                       const panel *at, float *out)
{
    const int taps = conv->taps;
    const ptrdiff_t next_pack = (ptrdiff_t)(taps + 1) * LANES, *offset = conv->offset;
    const float *weight = conv->weights + pack * next_pack, *pixel[PIXELS];
    vector total[PACKS_MAX][PIXELS];
    UNROLL for (int n = 0; n < N; n++) pixel[n] = at->in[n];
    UNROLL for (int m = 0; m < M; m++) UNROLL for (int n = 0; n < N; n++) total[m][n] = (vector){0};
    for (int k = 0, end; k <= taps; k = end) {
        const int length = facs_sgemm_chunk(taps + 1 - k), paired = TWO ? facs_sgemm_paired(length) : 0;
        end = k + length;
        vector even[PACKS_MAX][PIXELS], odd[PACKS_MAX][PIXELS];
        UNROLL for (int m = 0; m < M; m++) UNROLL for (int n = 0; n < N; n++) even[m][n] = odd[m][n] = (vector){0};
        if (TWO) {
            for (int last = smaller(k + paired, taps); k + 1 < last; k += 2, weight += (ptrdiff_t)2 * LANES) {
                add_tap(M, N, weight, next_pack, pixel, offset[k], even);
                add_second(M, TWO, N, weight + LANES, next_pack, pixel, offset[k + 1], even, odd);
            }
        }
        /* of two accumulators at most 8 taps without partner; the one whose partner is the bias is among them */
        for (int last = smaller(end, taps); k < last; k++, weight += LANES)
            add_tap(M, N, weight, next_pack, pixel, offset[k], even);
        UNROLL for (int m = 0; m < M && end > taps; m++)
        {
            vector *sum = has_two(TWO, m) && paired == length ? odd[m] : even[m];
            const vector bias = load(weight + m * next_pack);
            UNROLL for (int n = 0; n < N; n++) sum[n] += bias;
        }
        UNROLL for (int m = 0; m < M; m++) UNROLL for (int n = 0; n < N; n++) total[m][n] +=
            has_two(TWO, m) ? even[m][n] + odd[m][n] : even[m][n];
    }
    finish(M, N, conv, pack, at, total, out);
}

/* Packs of one panel; bit m of `two` as above. */
static void conv_packs(const facs_ordered_conv *conv, int pack, int packs, int two, const panel *at, float *out)
{
    const bool four = at->count <= 4;
    switch (packs * 8 + two * 2 + four) {
#define CASE(M, TWO, FOUR, N)                                                                                          \
    case (M)*8 + (TWO)*2 + (FOUR):                                                                                     \
        conv_block(M, TWO, N, conv, pack, at, out);                                                                    \
        break
#define CASES(M, TWO)                                                                                                  \
    CASE(M, TWO, 0, PIXELS);                                                                                           \
    CASE(M, TWO, 1, 4)
        CASES(1, 0);
        CASES(2, 0);
        CASES(1, 1);
#if defined(__AVX512F__) || defined(__aarch64__)
        CASES(3, 0);
        CASES(4, 0);
        CASES(2, 1);
        CASES(2, 2);
        CASES(2, 3);
#endif
#undef CASES
#undef CASE
    }
}

/* The last few pixels, where maps beyond the last whole block have one accumulator and the others of their pack two:
 * both ways, and of each its lanes. */
static void mixed(const facs_ordered_conv *conv, int pack, const panel *at, float *out)
{
    const ptrdiff_t pixel = (ptrdiff_t)conv->packs * LANES;
    float *to = out + (at->first - conv->first_pixel) * pixel + pack * LANES;
    vector kept[PIXELS];
    conv_packs(conv, pack, 1, 1, at, out);
    for (int n = 0; n < at->count; n++)
        kept[n] = load(to + n * pixel);
    conv_packs(conv, pack, 1, 0, at, out);
    for (int n = 0; n < at->count; n++)
        for (int lane = 0; lane < conv->whole[pack]; lane++)
            to[n * pixel + lane] = kept[n][lane];
}

static bool is_mixed(const facs_ordered_conv *conv, int pack, int pixel)
{
    const int grouped = conv->pixels / FACS_SGEMM_COLS * FACS_SGEMM_COLS;
    return pixel >= grouped && conv->whole[pack] > 0 && conv->whole[pack] < conv->used[pack] &&
           facs_sgemm_two(conv->maps, conv->pixels, conv->first[pack], pixel);
}

static void conv(const facs_ordered_conv *conv, const float *in, float *out)
{
    const int pixels = conv->rows * conv->cols;
    panel at;
    for (int first = 0, y = 0, x = 0; first < pixels; first += at.count) {
        at = make_panel(conv, in, first, y, x);
        for (x += at.count; x >= conv->cols; x -= conv->cols)
            y++;
        for (int pack = 0, packs; pack < conv->packs; pack += packs) {
            packs = 1;
            if (is_mixed(conv, pack, at.first)) {
                mixed(conv, pack, &at, out);
                continue;
            }
            int two = facs_sgemm_two(conv->maps, conv->pixels, conv->first[pack], at.first), sums = 1 + two;
            for (; pack + packs < conv->packs && !is_mixed(conv, pack + packs, at.first); packs++) {
                const int next = facs_sgemm_two(conv->maps, conv->pixels, conv->first[pack + packs], at.first);
                /* with one that has two accumulators only pairs are there; four that have one are best */
                if (sums + 1 + next > SUMS || (packs > 1 && (two || next)))
                    break;
                two |= next << packs;
                sums += 1 + next;
            }
            conv_packs(conv, pack, packs, two, &at, out);
        }
    }
}

/* ---- max-pooling ----------------------------------------------------------------------------------------- */

static void pool(const facs_ordered_pool *pool, const float *in, float *out)
{
    const facs_cnn_layer *layer = pool->layer;
    const ptrdiff_t pixel = pool->pixel, row = pixel * pool->in_cols;
    for (int j = 0; j < pool->rows; j++) {
        const int top = j * layer->stride_y, height = smaller(layer->kernel_h, pool->in_rows - top);
        for (int i = 0; i < pool->cols; i++) {
            const int left = i * layer->stride_x, width = smaller(layer->kernel_w, pool->in_cols - left);
            const float *corner = in + top * row + left * pixel;
            for (ptrdiff_t m = 0; m < pixel; m += LANES, out += LANES) {
                vector best = load(corner + m);
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++)
                        best = larger(load(corner + y * row + x * pixel + m), best);
                store(out, best);
            }
        }
    }
}

/* ---- dense layers ---------------------------------------------------------------------------------------- */

/* Vector `v` of the outputs for N pixels */
INLINE void pointwise_block(const int N, const facs_ordered_pointwise *dense, int v, const float *in, float *out)
{
    const double *weight = dense->weights + (ptrdiff_t)v * dense->inputs * LANES64;
    const ptrdiff_t in_pixel = dense->in_pixel, out_pixel = (ptrdiff_t)dense->vectors * LANES64;
    const half bias = *(const half_at *)(dense->bias + (ptrdiff_t)v * LANES64);
    vector64 sum[PIXELS];
    UNROLL for (int n = 0; n < N; n++) sum[n] = (vector64){0};
    for (int i = 0; i < dense->inputs; i++, weight += LANES64) {
        const vector64 w = *(const vector64 *)weight;
        const float *value = in + dense->offset[i];
        UNROLL for (int n = 0; n < N; n++) sum[n] += w * (double)value[n * in_pixel];
    }
    UNROLL for (int n = 0; n < N; n++) * (half_at *)(out + n * out_pixel + (ptrdiff_t)v * LANES64) =
        __builtin_convertvector(sum[n], half) + bias;
}

static void pointwise(const facs_ordered_pointwise *dense, const float *in, float *out)
{
    const ptrdiff_t in_pixel = dense->in_pixel, out_pixel = (ptrdiff_t)dense->vectors * LANES64;
    for (int v = 0; v < dense->vectors; v++) {
        int pixel = 0;
        for (; pixel + PIXELS <= dense->pixels; pixel += PIXELS)
            pointwise_block(PIXELS, dense, v, in + pixel * in_pixel, out + pixel * out_pixel);
        for (; pixel < dense->pixels; pixel++)
            pointwise_block(1, dense, v, in + pixel * in_pixel, out + pixel * out_pixel);
    }
}

/* N vectors of outputs from `first`; one accumulator, as there is only one column */
INLINE void dense_block(const int N, const float *in, const facs_cnn_layer *layer, int first, float *out)
{
    vector total[DENSE_VECTORS];
    UNROLL for (int n = 0; n < N; n++) total[n] = load(layer->bias + first + n * LANES);
    const float *weight = layer->weights + first;
    for (int k = 0, end; k < layer->inputs; k = end) {
        end = k + facs_sgemm_chunk(layer->inputs - k);
        vector sum[DENSE_VECTORS];
        UNROLL for (int n = 0; n < N; n++) sum[n] = (vector){0};
        for (; k < end; k++, weight += layer->outputs) {
            vector value = spread(in[k]);
            UNROLL for (int n = 0; n < N; n++) sum[n] = fused(load(weight + n * LANES), value, sum[n]);
        }
        UNROLL for (int n = 0; n < N; n++) total[n] += sum[n];
    }
    UNROLL for (int n = 0; n < N; n++) store(out + first + n * LANES, total[n]);
}

static void dense(const float *in, const facs_cnn_layer *layer, float *out)
{
    const int block = DENSE_VECTORS * LANES, outputs = layer->outputs;
    int first = 0;
    for (; outputs - first >= block; first += block)
        dense_block(DENSE_VECTORS, in, layer, first, out);
    while (first < outputs) {
        /* the last vector overlaps the one before instead of reading past the row */
        int start = smaller(first, outputs - LANES);
        dense_block(1, in, layer, start, out);
        first = start + LANES;
    }
}

const facs_cnn_ordered_kernels FACS_KERNEL(facs_cnn_ordered_kernels) = {
    .lanes = LANES,
    .conv = conv,
    .pool = pool,
    .pointwise = pointwise,
    .dense = dense,
};

FACS_KERNEL_SELECT(facs_cnn_ordered_kernels)
