/* CEN patch experts, fast: one vector lane per cell of the window (docs/algorithm/patch-experts.md, CEN).
 *
 * A layer is a matrix product, outputs x inputs times inputs x cells, whose sums have the order of simd/sgemm_order.h
 * (m = cells, n = outputs): one accumulator in most places; in the first and the last full block of 8 cells two, for one
 * half of every 12 outputs.  So tiles are half of these 12 outputs and cells that are alike in that: a few wide vectors
 * with one accumulator in each lane, as many as there are registers for their sums, or a block with two, together with
 * the one behind it where that would be left over.
 *
 * With AVX-512, where half a vector was left over in many tiles, groups have a way of their own: cen_panels.h.
 *
 * The networks of a face are more than the caches hold and every weight is used for a few cells only, so weights are
 * asked for some tiles before they are needed. */
#include "landmark/clnf/cen_kernels.h"

#include "landmark/clnf/expf.h"
#include "simd/sgemm_order.h"
#include "simd/vector.h"

#include <math.h>
#include <stdbool.h>

#if defined(__AVX512F__)
#include "landmark/clnf/cen_panels.h"
#endif

enum { TAPS = FACS_SUPPORT * FACS_SUPPORT, NORM_VECTORS = 4 };

/* a few vectors of cells */
INLINE void normalise_cells(const int vectors, int stride, float *taps)
{
    vector mean[NORM_VECTORS] = {{0}}, squares[NORM_VECTORS] = {{0}}, value;
    float factor[NORM_VECTORS * LANES];
    for (int rr = 0; rr < FACS_SUPPORT; rr++) /* row by row, as the reference build adds them */
        for (int cc = 0; cc < FACS_SUPPORT; cc++)
            for (int v = 0; v < vectors; v++)
                mean[v] += load(taps + (FACS_SUPPORT * cc + rr) * stride + v * LANES);
    for (int v = 0; v < vectors; v++)
        mean[v] /= (float)TAPS;
    for (int tap = 0; tap < TAPS; tap++) {
        for (int v = 0; v < vectors; v++) {
            value = load(taps + tap * stride + v * LANES) - mean[v];
            store(taps + tap * stride + v * LANES, value);
            squares[v] = tap < TAPS - 1 ? squares[v] + value * value : fused(value, value, squares[v]);
        }
    }
    memcpy(factor, squares, sizeof factor);
    for (int i = 0; i < vectors * LANES; i++) {
        float norm = sqrtf(factor[i]);
        factor[i] = 1.0f / (norm == 0.0f ? 1.0f : norm);
    }
    for (int tap = 0; tap < TAPS; tap++)
        for (int v = 0; v < vectors; v++)
            store(taps + tap * stride + v * LANES, load(taps + tap * stride + v * LANES) * load(factor + v * LANES));
}

static void normalise(int stride, float *taps)
{
    int vectors = stride / LANES, v = 0;
    for (; v + NORM_VECTORS <= vectors; v += NORM_VECTORS)
        normalise_cells(NORM_VECTORS, stride, taps + v * LANES);
    for (; v < vectors; v++)
        normalise_cells(1, stride, taps + v * LANES);
}

enum { ROWS = FACS_SGEMM_ROWS, HALF_GROUP = FACS_SGEMM_COLS / 2 };
/* tiles from those whose weights are fetched to those that are worked on */
enum { AHEAD = 4 };
/* blocks of cells that a vector spans, if it does; vectors of cells whose sums of half a group fit the registers */
enum { SPAN = (int)LANES > (int)ROWS ? (int)LANES / (int)ROWS : 1 };
#if defined(__AVX512F__) || defined(__aarch64__)
enum { WIDE_MOST = 4 };
#else
enum { WIDE_MOST = 2 };
#endif

/* some outputs and the cells that are looked at, which begin with a block */
typedef struct tile {
    const float *weights, *bias, *in; /* of the first output; of the first cell */
    float *out;                       /* of both */
    const float *soon;                /* weights that are wanted soon: fetched into the caches meanwhile, a row of */
    int outputs;                      /* this many values with every input */
    int inputs, stride;               /* from output to output, from input to input */
    bool rectified;
} tile;

/* what is not above 0, or not a number, becomes 0 */
INLINE vector positive(vector value)
{
    typedef int32_t flags __attribute__((vector_size(4 * LANES)));
    return (vector)((flags)value & (flags)(value > 0.0f));
}

/* all lanes have one accumulator */
INLINE void wide_tile(const int outputs, const int vectors, const tile *t)
{
    vector sum[HALF_GROUP][WIDE_MOST] = {{{0}}};
    for (int from = 0, length = 0; from < t->inputs; from += length) {
        vector part[HALF_GROUP][WIDE_MOST] = {{{0}}};
        length = facs_sgemm_chunk(t->inputs - from);
        for (int i = from; i < from + length; i++) {
            vector value[WIDE_MOST];
            __builtin_prefetch(t->soon + i * t->outputs, 0, 2);
            for (int v = 0; v < vectors; v++)
                value[v] = load(t->in + i * t->stride + v * LANES);
            for (int o = 0; o < outputs; o++)
                for (int v = 0; v < vectors; v++)
                    part[o][v] = fused_by(value[v], t->weights[o * t->inputs + i], part[o][v]);
        }
        for (int o = 0; o < outputs; o++)
            for (int v = 0; v < vectors; v++)
                sum[o][v] += part[o][v];
    }
    for (int o = 0; o < outputs; o++) {
        for (int v = 0; v < vectors; v++) {
            vector value = sum[o][v] + t->bias[o];
            store(t->out + o * t->stride + v * LANES, t->rectified ? positive(value) : value);
        }
    }
}

INLINE void add_eight(eight *sum, const eight *more)
{
    for (int i = 0; i < PARTS_OF_EIGHT; i++)
        sum->part[i] += more->part[i];
}

/* the first of them with two accumulators, if `two`, the others with one */
INLINE void block_tile(const bool two, const int outputs, const int blocks, const tile *t)
{
    enum { MOST = 2 };
    eight sum[HALF_GROUP][MOST] = {0};
    for (int from = 0, length = 0; from < t->inputs; from += length) {
        eight even[HALF_GROUP][MOST] = {0}, odd[HALF_GROUP] = {0};
        length = facs_sgemm_chunk(t->inputs - from);
        int i = from, paired = from + (two ? facs_sgemm_paired(length) : 0);
        for (; i < paired; i += 2) {
            const float *in = t->in + i * t->stride, *next = in + t->stride;
            for (int o = 0; o < outputs; o++) {
                const float *weights = t->weights + o * t->inputs + i;
                fuse_into_eight(&even[o][0], in, weights[0]);
                fuse_into_eight(&odd[o], next, weights[1]);
                for (int b = 1; b < blocks; b++) {
                    fuse_into_eight(&even[o][b], in + b * ROWS, weights[0]);
                    fuse_into_eight(&even[o][b], next + b * ROWS, weights[1]);
                }
            }
        }
        for (; i < from + length; i++)
            for (int o = 0; o < outputs; o++)
                for (int b = 0; b < blocks; b++)
                    fuse_into_eight(&even[o][b], t->in + i * t->stride + b * ROWS, t->weights[o * t->inputs + i]);
        for (int o = 0; o < outputs; o++) {
            if (two)
                add_eight(&even[o][0], &odd[o]);
            for (int b = 0; b < blocks; b++)
                add_eight(&sum[o][b], &even[o][b]);
        }
    }
    for (int o = 0; o < outputs; o++) {
        for (int i = 0; i < blocks * ROWS; i++) {
            float value = ((const float *)&sum[o][0])[i] + t->bias[o];
            t->out[o * t->stride + i] = !t->rectified || value > 0.0f ? value : 0.0f;
        }
    }
}

/* cells of `blocks` blocks that all have one accumulator */
INLINE void ones(const int outputs, int blocks, tile t)
{
    for (int left = blocks * ROWS / LANES, now = 0; left > 0; left -= now) {
        int tiles = (left + WIDE_MOST - 1) / WIDE_MOST;
        now = (left + tiles - 1) / tiles;
        if (now == 4)
            wide_tile(outputs, WIDE_MOST, &t);
        else if (now == 3)
            wide_tile(outputs, WIDE_MOST < 3 ? 1 : 3, &t);
        else if (now == 2)
            wide_tile(outputs, 2, &t);
        else
            wide_tile(outputs, 1, &t);
        t.in += now * LANES;
        t.out += now * LANES;
    }
    if (blocks % SPAN)
        block_tile(false, outputs, 1, &t);
}

/* All cells of `outputs` outputs, which are alike in their accumulators. */
INLINE void some_outputs(const int outputs, const facs_cen_layer *layer, int first, int cells, int stride,
                         const float *in, float *out)
{
    const int blocks = (cells + ROWS - 1) / ROWS;
    tile t = {.weights = layer->weights + (ptrdiff_t)first * layer->inputs,
              .bias = layer->bias + first,
              .soon = layer->weights + (ptrdiff_t)(first + AHEAD * outputs) * layer->inputs,
              .outputs = outputs,
              .inputs = layer->inputs,
              .stride = stride,
              .rectified = layer->activation == 2};
    for (int at = 0, now = 0; at < blocks; at += now) {
        bool two = facs_sgemm_two(cells, layer->outputs, at * ROWS, first);
        int run = 0;
        while (at + two + run < blocks && !facs_sgemm_two(cells, layer->outputs, (at + two + run) * ROWS, first))
            run++;
        t.in = in + at * ROWS;
        t.out = out + first * stride + at * ROWS;
        now = two ? 1 + run % SPAN : run;
        if (!two)
            ones(outputs, run, t);
        else if (now == 1)
            block_tile(true, outputs, 1, &t);
        else
            block_tile(true, outputs, 2, &t);
    }
}

/* a * b + c with one rounding, of any numbers */
INLINE wide fused_once(wide a, wide b, wide c)
{
#if defined(__AVX512F__)
    return (wide)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif defined(__AVX2__) && defined(__FMA__)
    return (wide)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#elif defined(__aarch64__)
    return (wide)vfmaq_f64((float64x2_t)c, (float64x2_t)a, (float64x2_t)b);
#else
    for (int i = 0; i < DOUBLES; i++)
        c[i] = fma(a[i], b[i], c[i]);
    return c;
#endif
}

typedef uint64_t words __attribute__((vector_size(8 * DOUBLES)));

INLINE words table_words(words index)
{
#if defined(__AVX512F__)
    __m512i part[4];
    for (int i = 0; i < 4; i++)
        part[i] = _mm512_loadu_si512(facs_expf_powers + i * DOUBLES);
    const __m512i low = _mm512_permutex2var_epi64(part[0], (__m512i)index, part[1]);
    const __m512i high = _mm512_permutex2var_epi64(part[2], (__m512i)index, part[3]);
    return (words)_mm512_mask_blend_epi64(_mm512_test_epi64_mask((__m512i)index, _mm512_set1_epi64(2 * DOUBLES)), low,
                                          high);
#elif defined(__AVX2__)
    return (words)_mm256_i64gather_epi64((const long long *)facs_expf_powers, (__m256i)index, 8);
#else
    words found;
    for (int i = 0; i < DOUBLES; i++)
        found[i] = facs_expf_powers[index[i]];
    return found;
#endif
}

INLINE wide all_lanes(double value)
{
    return value - (wide){0};
}

/* no number stays what it is */
INLINE wide limited(wide value, double limit)
{
#if defined(__AVX512F__)
    return (wide)_mm512_min_pd(_mm512_set1_pd(limit), _mm512_max_pd(_mm512_set1_pd(-limit), (__m512d)value));
#elif defined(__AVX2__)
    return (wide)_mm256_min_pd(_mm256_set1_pd(limit), _mm256_max_pd(_mm256_set1_pd(-limit), (__m256d)value));
#else
    const words above = (words)(value > limit), below = (words)(value < -limit);
    return (wide)((above & (words)all_lanes(limit)) | (below & (words)all_lanes(-limit)) |
                  (~(above | below) & (words)value));
#endif
}

/* values = 1 / (1 + e^-value); up to DOUBLES - 1 values behind them are changed, too */
static void sigmoids(int count, float *values)
{
    for (int i = 0; i < count; i += DOUBLES) {
        wide x = -widen(load_narrow(values + i)), by = all_lanes(FACS_EXPF_BY_LN2), shift = all_lanes(FACS_EXPF_SHIFT);
        x = limited(x, FACS_EXPF_LIMIT);
        wide whole = fused_once(x, by, shift), r = fused_once(x, by, shift - whole);
        wide high = fused_once(all_lanes(FACS_EXPF_C0), r, all_lanes(FACS_EXPF_C1));
        wide power = (wide)(table_words((words)whole % FACS_EXPF_STEPS) + ((words)whole << FACS_EXPF_EXPONENT));
        wide low = fused_once(all_lanes(FACS_EXPF_C2), r, all_lanes(1.0));
        narrow result = 1.0f / (1.0f + narrowed(fused_once(high, r * r, low) * power));
        memcpy(values + i, &result, sizeof result);
    }
}

static void dense_layer(const facs_cen_layer *layer, int cells, int stride, const float *in, float *out)
{
#if defined(__AVX512F__)
    int o = panel_outputs(layer, cells, stride, in, out);
#else
    int o = 0, grouped = layer->outputs / FACS_SGEMM_COLS * FACS_SGEMM_COLS;
    for (; o < grouped; o += HALF_GROUP)
        some_outputs(HALF_GROUP, layer, o, cells, stride, in, out);
#endif
    for (; o + 4 <= layer->outputs; o += 4)
        some_outputs(4, layer, o, cells, stride, in, out);
    for (; o < layer->outputs; o++)
        some_outputs(1, layer, o, cells, stride, in, out);
    for (o = 0; o < layer->outputs && layer->activation == 0; o++)
        sigmoids(cells, out + o * stride);
}

const facs_cen_kernels FACS_KERNEL(facs_cen_kernels) = {.normalise = normalise, .layer = dense_layer};

FACS_KERNEL_SELECT(facs_cen_kernels)
