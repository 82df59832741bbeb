/* Response maps, fast: one vector lane per cell of the window.
 *
 * Strips.  A tap (rr, cc) of the 11 x 11 support reads area[y + rr][x + cc] in cell (y, x).  For a fixed column cc the
 * w columns cc .. cc + w - 1 of the area are copied to a strip with rows of w floats, so that the values of all cells
 * (numbered y * w + x) for tap (rr, cc) lie one after the other from strip + rr * w on: 11 strips instead of 121 maps.
 *
 * Neurons.  Every number is rounded as in the reference build, so the order of the operations is fixed: mean, sum of
 * squares, then each tap normalised and fused into the sums of the neurons, in the order of simd/sgemm_order.h (m =
 * cells, n = neurons).  Windows have an odd side, so w^2 = 1 modulo 8: all cells but the last lie in full blocks of 8
 * rows and, with the usual 7 neurons, have two accumulators for neurons 0 to 3; the last cell has one for each neuron.
 *
 * Sampling.  Fixed-point coordinates by vectors, pixels by scalar loads, interpolation by vectors, each for the whole
 * area.  See response_kernels.h for the contracts. */
#include "landmark/clnf/response_kernels.h"

#include "simd/fma.h"
#include "simd/sgemm_order.h"
#include "landmark/clnf/logistic.h"
#include "simd/vector.h"
#include "image/interpolate.h"

#include <math.h>
#include <string.h>

/* ---- sampling ---- */

enum { GRID_SHIFT = 5, GRID_MASK = 31, GRID_STEP = 16 };

#if defined(__SSE2__)
_Static_assert(FACS_GRID_PAD % DOUBLES == 0 && FACS_GRID_PAD >= FACS_AREA_SIDE_MAX, "rows are written by vectors");

/* round(value) + 16 to nearest even, saturated.  The conversions turn what is too low and not-a-number into the lowest
 * integer; min gives its second operand where one is not a number. */
INLINE void store_rounded(int32_t *to, wide value)
{
    const double most = (double)(INT32_MAX - 16);
#if defined(__AVX512F__)
    __m256i whole = _mm512_cvtpd_epi32(_mm512_min_pd(_mm512_set1_pd(most), (__m512d)value));
    _mm256_storeu_si256((__m256i *)(void *)to, _mm256_add_epi32(whole, _mm256_set1_epi32(16)));
#elif defined(__AVX2__)
    __m128i whole = _mm256_cvtpd_epi32(_mm256_min_pd(_mm256_set1_pd(most), (__m256d)value));
    _mm_storeu_si128((__m128i *)(void *)to, _mm_add_epi32(whole, _mm_set1_epi32(16)));
#else
    __m128i whole = _mm_cvtpd_epi32(_mm_min_pd(_mm_set1_pd(most), (__m128d)value));
    _mm_storel_epi64((__m128i *)(void *)to, _mm_add_epi32(whole, _mm_set1_epi32(16)));
#endif
}

static void grid_rows(const float u[4], float x, float y, int side, facs_area_grid *grid)
{
    static const double lanes[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    float matrix[6];
    facs_area_matrix(x, y, u, side, matrix);
    double dx = (double)matrix[1], x0 = (double)matrix[2], dy = (double)matrix[4], y0 = (double)matrix[5];
    wide row = load_wide(lanes);
    for (int i = 0; i < side; i += DOUBLES, row += (double)DOUBLES) {
        store_rounded(grid->x_row + i, (dx * row + x0) * 1024.0);
        store_rounded(grid->y_row + i, (dy * row + y0) * 1024.0);
    }
}
#else
static void grid_rows(const float u[4], float x, float y, int side, facs_area_grid *grid)
{
    facs_area_grid_rows(u, x, y, side, grid);
}
#endif

/* byte offsets of the top left pixels and fractions (x, y << 16) of a whole area */
static void sample_places(const facs_area_grid *restrict grid, int side, int stride, int32_t *restrict offset,
                          int32_t *restrict fraction)
{
    int padded = side <= GRID_STEP ? GRID_STEP : 2 * GRID_STEP;
    for (int v = 0; v < side; v++) {
        int32_t x_row = grid->x_row[v], y_row = grid->y_row[v];
        for (int u = 0; u < padded; u++) { /* what a row writes too much is overwritten by the next */
            uint32_t x_sum = (uint32_t)x_row + (uint32_t)grid->x_col[u];
            uint32_t y_sum = (uint32_t)y_row + (uint32_t)grid->y_col[u];
            int32_t x = (int32_t)x_sum >> GRID_SHIFT, y = (int32_t)y_sum >> GRID_SHIFT;
            uint32_t row_offset = (uint32_t)(y >> GRID_SHIFT) * (uint32_t)stride;
            offset[v * side + u] = (int32_t)(row_offset + (uint32_t)(x >> GRID_SHIFT));
            fraction[v * side + u] = (x & GRID_MASK) | (y & GRID_MASK) << 16;
        }
    }
}

static void sample(const facs_view *grey, const facs_area_grid *grid, int side, void *scratch, float *restrict area)
{
    int32_t *restrict offset = scratch, *restrict fraction = offset + FACS_AREA_FLOATS;
    uint32_t *restrict pixels = (uint32_t *)(void *)(fraction + FACS_AREA_FLOATS);
    int count = side * side, padded = (count + 15) / 16 * 16;
    sample_places(grid, side, (int)grey->stride, offset, fraction);
    UNROLL_BY_4
    for (int i = 0; i < count; i++)
        pixels[i] = four_pixels(grey->data + offset[i], grey->stride);
    interpolate(padded, pixels, fraction, area);
}

/* ---- strips ---- */

enum {
    STRIP_OVERHANG = 64, /* what the last row's copy and the last vectors reach beyond a strip */
    STRIPS_FLOATS = FACS_SUPPORT * (FACS_AREA_SIDE_MAX * FACS_WINDOW_MAX + STRIP_OVERHANG + 16),
};

typedef struct strips {
    int window, stride; /* stride: from strip to strip */
    const float *values;
} strips;

/* rows are copied in whole vectors; the next row overwrites what is too much */
INLINE void copy_strips(const int vectors, int window, int stride, const float *area, float *values)
{
    int side = window + FACS_SUPPORT - 1;
    for (int cc = 0; cc < FACS_SUPPORT; cc++) {
        const float *from = area + cc;
        float *to = values + cc * stride;
        for (int row = 0; row < side; row++, from += side, to += window)
            for (int v = 0; v < vectors; v++)
                store(to + v * LANES, load(from + v * LANES));
    }
}

static strips build_strips(int window, const float *area, float *values)
{
    int side = window + FACS_SUPPORT - 1;
    int stride = (side * window + STRIP_OVERHANG + 15) / 16 * 16;
    if (window <= LANES)
        copy_strips(1, window, stride, area, values);
    else if (window <= 2 * LANES)
        copy_strips(2, window, stride, area, values);
    else
        copy_strips(4, window, stride, area, values);
    return (strips){window, stride, values};
}

/* ---- neurons ---- */

/* vectors of cells worked on at once, so that all accumulators of 7 neurons stay in registers */
enum { NEURON_VECTORS = LANES == 16 ? 2 : 1, NORM_VECTORS = 6, GROUP = 7, GROUP_TWO = 4 };
enum { LOGISTIC_CELLS = 128, SUM_VECTORS = 4, CACHE_LINE = 64 };

/* Memory to be fetched into the caches, a line with every tap: the matrices of a view are more than the caches near the
 * processor hold, and asking for a whole one at once would wait for it. */
typedef struct fetch {
    const char *at;
    int lines;
} fetch;

typedef struct neuron_work {
    float strips[STRIPS_FLOATS];
    int32_t tap[FACS_TAPS]; /* place of the value of a tap of cell 0, taps in the order of the block vector */
    float mean[FACS_CELLS_PAD], factor[FACS_CELLS_PAD];
    float z[GROUP][FACS_CELLS_PAD];
    double rest[GROUP][LOGISTIC_CELLS], power[GROUP][LOGISTIC_CELLS];
} neuron_work;
_Static_assert(sizeof(neuron_work) <= FACS_RESPONSE_SCRATCH, "scratch too small");

static void find_taps(const strips *s, int32_t tap[FACS_TAPS])
{
    for (int cc = 0; cc < FACS_SUPPORT; cc++)
        for (int rr = 0; rr < FACS_SUPPORT; rr++)
            tap[cc * FACS_SUPPORT + rr] = (int32_t)(cc * s->stride + rr * s->window);
}

/* Means: sums row by row, as the reference build adds them. */
INLINE void ordered_means(const int vectors, const strips *s, int cell, float *mean)
{
    vector sum[NORM_VECTORS] = {{0}};
    for (int rr = 0; rr < FACS_SUPPORT; rr++) {
        for (int cc = 0; cc < FACS_SUPPORT; cc++) {
            const float *from = s->values + cc * s->stride + rr * s->window + cell;
            for (int v = 0; v < vectors; v++)
                sum[v] += load(from + v * LANES);
        }
    }
    for (int v = 0; v < vectors; v++)
        store(mean + cell + v * LANES, sum[v] / (float)FACS_TAPS);
}

/* to[i] = from[i] + from[i + shift] */
static void add_shifted(int count, int shift, const float *from, float *to)
{
    for (int i = 0; i < count; i += LANES)
        store(to + i, load(from + i) + load(from + i + shift));
}

/* to[i] = sum of from[i], from[i + step] .. from[i + 10 step], for count values; `two` and `four` are working memory */
static void add_eleven(int count, int step, const float *from, float *two, float *four, float *to)
{
    add_shifted(count + 8 * step, step, from, two);
    add_shifted(count + 4 * step, 2 * step, two, four);
    for (int i = 0; i < count; i += LANES) {
        vector first = load(four + i) + load(four + i + 4 * step);
        store(to + i, (first + load(two + i + 8 * step)) + load(from + i + 10 * step));
    }
}

/* Means of an area that is not too bright.  Its values are multiples of 2^-10, so that sums below 2^14 are exact in any
 * order: columns, then rows, instead of 121 values for every cell.  False when a sum is larger. */
static bool exact_means(int window, const float *area, float *mean)
{
    enum { ROOM = FACS_AREA_SIDE_MAX * FACS_AREA_SIDE_MAX + 2 * FACS_AREA_PAD };
    float two[ROOM], four[ROOM], columns[ROOM], sums[ROOM];
    int side = window + FACS_SUPPORT - 1, count = window * side, cells = window * window, cell = 0;
    add_eleven(count, side, area, two, four, columns);
    memset(columns + count, 0, FACS_AREA_PAD * sizeof *columns);
    add_eleven(count, 1, columns, two, four, sums);
    for (int y = 0; y < window; y++) /* what a row writes too much is overwritten by the next */
        for (int x = 0; x < window; x += LANES)
            store(mean + y * window + x, load(sums + y * side + x));
    typedef int32_t flags __attribute__((vector_size(4 * LANES)));
    const float limit = 16384.0f;
    flags large = {0};
    int32_t inexact = 0;
    for (; cell + LANES <= cells; cell += LANES) {
        large |= load(mean + cell) >= broadcast(limit);
        store(mean + cell, load(mean + cell) / (float)FACS_TAPS);
    }
    for (; cell < cells; cell++) {
        inexact |= mean[cell] >= limit;
        mean[cell] /= (float)FACS_TAPS;
    }
    for (int i = 0; i < LANES; i++)
        inexact |= large[i];
    return inexact == 0;
}

/* sums of squares (column by column), of which only the last is fused */
INLINE void norm_block(const int vectors, const strips *s, int cell, neuron_work *work)
{
    vector mean[NORM_VECTORS], squares[NORM_VECTORS] = {{0}}, value;
    for (int v = 0; v < vectors; v++)
        mean[v] = load(work->mean + cell + v * LANES);
    for (int tap = 0; tap < FACS_TAPS - 1; tap++) {
        const float *from = s->values + work->tap[tap] + cell;
        for (int v = 0; v < vectors; v++) {
            value = load(from + v * LANES) - mean[v];
            squares[v] += value * value;
        }
    }
    for (int v = 0; v < vectors; v++) {
        value = load(s->values + work->tap[FACS_TAPS - 1] + cell + v * LANES) - mean[v];
        store(work->factor + cell + v * LANES, fused(value, value, squares[v]));
    }
}

static void find_norms(const strips *s, const float *area, neuron_work *work)
{
    int cells = s->window * s->window, cell = 0, left = (cells + LANES - 1) / LANES;
    if (!exact_means(s->window, area, work->mean))
        for (int i = 0; i < left; i += 4)
            ordered_means(4, s, i * LANES, work->mean);
    for (; left >= NORM_VECTORS; left -= NORM_VECTORS, cell += NORM_VECTORS * LANES)
        norm_block(NORM_VECTORS, s, cell, work);
    if (left == 5)
        norm_block(5, s, cell, work);
    else if (left >= 3)
        norm_block(4, s, cell, work);
    else if (left > 0)
        norm_block(2, s, cell, work);
    for (int i = 0; i < (cells + LANES - 1) / LANES * LANES; i++) {
        float norm = sqrtf(work->factor[i]);
        work->factor[i] = 1.0f / (norm == 0.0f ? 1.0f : norm);
    }
}

/* what does not change while one block of cells is worked on */
typedef struct cells_block {
    const float *values; /* strips from the first cell on */
    int last;            /* place of the last cell of the window */
    float last_mean, last_factor;
    vector mean[NEURON_VECTORS], factor[NEURON_VECTORS];
} cells_block;

/* One tap: into `sum` of `neurons` neurons, or for the first `others` of them into `other`. */
INLINE void fuse_tap(const int vectors, const int neurons, const int others, const bool with_last,
                     const cells_block *block, int tap, const float *row, vector sum[][NEURON_VECTORS],
                     vector other[][NEURON_VECTORS], eight *last)
{
    const float *from = block->values + tap;
    vector value[NEURON_VECTORS];
    for (int v = 0; v < vectors; v++)
        value[v] = (load(from + v * LANES) - block->mean[v]) * block->factor[v];
    for (int k = 0; k < neurons; k++) {
        for (int v = 0; v < vectors; v++) {
            if (k < others)
                other[k][v] = fused_by(value[v], row[k], other[k][v]);
            else
                sum[k][v] = fused_by(value[v], row[k], sum[k][v]);
        }
    }
    if (with_last)
        fuse_into_eight(last, row, (from[block->last] - block->last_mean) * block->last_factor);
}

/* Neurons of `vectors` vectors of cells: the first `twos` neurons with two accumulators, then `ones` with one;
 * with_last = also those of the last cell, one accumulator each, with the lanes along the neurons.  `weights` = bias
 * and taps, `stride` neurons each; `z` = rows of FACS_CELLS_PAD cells. */
INLINE void accumulate(const int vectors, const int twos, const int ones, const bool with_last, const strips *s,
                       int cell, const float *weights, int stride, const neuron_work *work, fetch soon, float *z)
{
    const int neurons = twos + ones, last_cell = s->window * s->window - 1;
    vector even[GROUP][NEURON_VECTORS], odd[GROUP][NEURON_VECTORS] = {{{0}}};
    cells_block block = {.values = s->values + cell,
                         .last = last_cell - cell,
                         .last_mean = work->mean[last_cell],
                         .last_factor = work->factor[last_cell]};
    eight last = load_eight(weights);
    for (int v = 0; v < vectors; v++) {
        block.mean[v] = load(work->mean + cell + v * LANES);
        block.factor[v] = load(work->factor + cell + v * LANES);
        for (int k = 0; k < neurons; k++)
            even[k][v] = broadcast(weights[k]);
    }
    const float *row = weights + stride;
    for (int tap = 0; tap < FACS_TAPS - 1;
         tap += 2, row += 2 * stride) { /* the bias comes first: tap 0 is an odd one */
        if (tap < soon.lines) {
            __builtin_prefetch(soon.at + tap * CACHE_LINE, 0, 2);
            __builtin_prefetch(soon.at + (tap + 1) * CACHE_LINE, 0, 2);
        }
        fuse_tap(vectors, neurons, twos, with_last, &block, work->tap[tap], row, even, odd, &last);
        fuse_tap(vectors, neurons, 0, with_last, &block, work->tap[tap + 1], row + stride, even, odd, &last);
    }
    fuse_tap(vectors, neurons, 0, with_last, &block, work->tap[FACS_TAPS - 1], row, even, odd, &last);
    for (int k = 0; k < neurons; k++)
        for (int v = 0; v < vectors; v++)
            store(z + k * FACS_CELLS_PAD + cell + v * LANES, k < twos ? even[k][v] + odd[k][v] : even[k][v]);
    float lane[8];
    memcpy(lane, &last, sizeof lane);
    for (int k = 0; with_last && k < neurons; k++)
        z[k * FACS_CELLS_PAD + last_cell] = lane[k];
}
_Static_assert(FACS_BLOCK <= 320 && FACS_BLOCK % 8 == 2, "bias and all taps but the last one are paired");

static fetch fetch_sigma(const facs_sigma *sigma)
{
    if (!sigma || !sigma->columns)
        return (fetch){0};
    int cells = sigma->window * sigma->window;
    return (fetch){(const char *)sigma->columns, cells * sigma->stride * (int)sizeof(float) / CACHE_LINE};
}

static fetch rest_of(fetch soon)
{
    return soon.lines > FACS_TAPS ? (fetch){soon.at + (FACS_TAPS - 1) * CACHE_LINE, soon.lines - FACS_TAPS + 1}
                                  : (fetch){0};
}

/* the usual number of neurons */
static void seven_neurons(const strips *s, const float *weights, const neuron_work *work, fetch soon, float *z)
{
    int vectors = (s->window * s->window - 1 + LANES - 1) / LANES, done = 0;
    for (; done + NEURON_VECTORS < vectors; done += NEURON_VECTORS, soon = rest_of(soon))
        accumulate(NEURON_VECTORS, GROUP_TWO, GROUP - GROUP_TWO, false, s, done * LANES, weights, 8, work, soon, z);
    for (; done + 1 < vectors; done++, soon = rest_of(soon))
        accumulate(1, GROUP_TWO, GROUP - GROUP_TWO, false, s, done * LANES, weights, 8, work, soon, z);
    accumulate(1, GROUP_TWO, GROUP - GROUP_TWO, true, s, done * LANES, weights, 8, work, soon, z);
}

/* Neuron k of any number: both ways of summing, then each block of cells takes its own.  z has two rows. */
static void any_neuron(const strips *s, int k, int neurons, const float *weights, const neuron_work *work, float *z)
{
    enum { ROWS = FACS_SGEMM_ROWS };
    int cells = s->window * s->window, stride = facs_neuron_stride(neurons);
    float *one = z + FACS_CELLS_PAD;
    for (int cell = 0; cell < cells; cell += LANES) {
        accumulate(1, 1, 0, false, s, cell, weights + k, stride, work, (fetch){0}, z);
        accumulate(1, 0, 1, false, s, cell, weights + k, stride, work, (fetch){0}, one);
    }
    for (int cell = 0; cell < cells; cell += ROWS)
        if (!facs_sgemm_two(cells, neurons, cell, k))
            memcpy(z + cell, one + cell, ROWS * sizeof *z);
}

/* The first steps of facs_one_plus_exp_negative_reference for some cells of one neuron.  (The steps are taken apart because the
 * whole is a long chain of operations: processors would hold too few of them at a time.) */
static void logistic_first(int cells, const float *z, double *rest, double *powers)
{
    typedef uint64_t bits __attribute__((vector_size(8 * DOUBLES)));
    for (int cell = 0; cell < cells; cell += DOUBLES) {
        wide x = -widen(clamp(load_narrow(z + cell), FACS_EXP_LIMIT));
        wide rounded = x * FACS_EXP_RLN2 + FACS_EXP_SHIFT, n = rounded - FACS_EXP_SHIFT;
        store_wide(rest + cell, x - n * FACS_EXP_LN2 - n * FACS_EXP_LN2_REST);
        store_wide(powers + cell, (wide)(((bits)rounded + 1023u) << 52));
    }
}

/* rest = weight / (1 + exp(-z)) */
static void logistic_second(int cells, double weight, double *rest, const double *powers)
{
    for (int cell = 0; cell < cells; cell += DOUBLES) {
        wide r = load_wide(rest + cell), power = load_wide(powers + cell), r2 = r * r;
        wide t = r + r2 * FACS_EXP_Q(r, r2);
        store_wide(rest + cell, weight / ((1.0 + power) + power * t));
    }
}

/* sums += work->rest of `count` neurons, rounded after each */
INLINE void add_parts(int count, int cell, const neuron_work *work, float *sums)
{
    narrow sum[SUM_VECTORS];
    memcpy(sum, sums, sizeof sum);
    for (int k = 0; k < count; k++)
        for (int v = 0; v < SUM_VECTORS; v++)
            sum[v] = narrowed(widen(sum[v]) + load_wide(work->rest[k] + cell + v * DOUBLES));
    memcpy(sums, sum, sizeof sum);
}

/* sums += 2 alpha / (1 + exp(-z)) of up to GROUP neurons, rounded after each */
static void add_logistic(int cells, int neurons, const double *alphas, neuron_work *work, float *sums)
{
    for (int from = 0; from < cells; from += LOGISTIC_CELLS) {
        int now = cells - from < LOGISTIC_CELLS ? cells - from : LOGISTIC_CELLS, active = 0;
        for (int k = 0; k < neurons; k++) {
            if (!(alphas[k] > 1e-4))
                continue;
            logistic_first(now, work->z[k] + from, work->rest[active], work->power[active]);
            logistic_second(now, 2.0 * alphas[k], work->rest[active], work->power[active]);
            active++;
        }
        for (int cell = 0; cell < now; cell += SUM_VECTORS * DOUBLES)
            add_parts(active, cell, work, sums + from + cell);
    }
}

static void neurons(const facs_ccnf_expert *expert, const float *weights, int window, const float *area,
                    const facs_sigma *next, void *scratch, float *sums)
{
    neuron_work *work = scratch;
    strips s = build_strips(window, area, work->strips);
    find_taps(&s, work->tap);
    find_norms(&s, area, work);
    memset(sums, 0, FACS_CELLS_PAD * sizeof *sums);
    if (expert->neurons == GROUP) {
        seven_neurons(&s, weights, work, fetch_sigma(next), work->z[0]);
        add_logistic(window * window, GROUP, expert->alphas, work, sums);
        return;
    }
    for (int k = 0; k < expert->neurons; k++) {
        any_neuron(&s, k, expert->neurons, weights, work, work->z[0]);
        add_logistic(window * window, 1, expert->alphas + k, work, sums);
    }
}

/* ---- smoothing ---- */

enum { SMOOTH_VECTORS = 8 };

/* q = columns * r of `vectors` vectors of rows, one accumulator each */
INLINE void multiply_rows(const int vectors, int count, int stride, const float *columns, const float *r, float *q)
{
    vector sum[SMOOTH_VECTORS] = {{0}};
    for (int k = 0; k < count; k++) {
        for (int v = 0; v < vectors; v++)
            sum[v] = fused_by(load(columns + k * stride + v * LANES), r[k], sum[v]);
    }
    for (int v = 0; v < vectors; v++)
        store(q + v * LANES, sum[v]);
}

static void multiply(const facs_sigma *sigma, const float *r, float *q)
{
    int cells = sigma->window * sigma->window, left = (cells + LANES - 1) / LANES;
    for (int row = 0; left > 0;) {
        int blocks = (left + SMOOTH_VECTORS - 1) / SMOOTH_VECTORS, now = (left + blocks - 1) / blocks;
        const float *columns = sigma->columns + row;
        if (now > 6) {
            now = SMOOTH_VECTORS;
            multiply_rows(SMOOTH_VECTORS, cells, sigma->stride, columns, r, q + row);
        } else if (now > 4) {
            now = 6;
            multiply_rows(6, cells, sigma->stride, columns, r, q + row);
        } else if (now > 2) {
            now = 4;
            multiply_rows(4, cells, sigma->stride, columns, r, q + row);
        } else {
            now = 2;
            multiply_rows(2, cells, sigma->stride, columns, r, q + row);
        }
        row += now * LANES;
        left -= now;
    }
}

static void smooth(const facs_sigma *sigma, const float *r, float *restrict q)
{
    int cells = sigma->window * sigma->window;
    if (sigma->kind == FACS_SIGMA_SCALAR)
        for (int i = 0; i < cells; i++)
            q[i] = sigma->factor * r[i];
    else
        multiply(sigma, r, q);
    float lowest = 0.0f;
    for (int i = 0; i < cells; i++)
        lowest = q[i] < lowest ? q[i] : lowest;
    for (int i = 0; i < cells; i++)
        q[i] -= lowest;
}

/* ---- correlation ---- */

enum { SUMS = 4 };

static void correlate(int window, const float *area, const float *weights, void *scratch, double *sums)
{
    strips s = build_strips(window, area, scratch);
    int cells = window * window;
    for (int cell = 0; cell < cells; cell += SUMS * DOUBLES) {
        wide sum[SUMS] = {{0}};
        for (int cc = 0; cc < FACS_SUPPORT; cc++) {
            const float *from = s.values + cc * s.stride + cell;
            for (int rr = 0; rr < FACS_SUPPORT; rr++, from += window) {
                double weight = (double)weights[rr * FACS_SUPPORT + cc];
                for (int i = 0; i < SUMS; i++) {
                    narrow value;
                    memcpy(&value, from + i * DOUBLES, sizeof value);
                    sum[i] += weight * __builtin_convertvector(value, wide);
                }
            }
        }
        memcpy(sums + cell, sum, sizeof sum);
    }
}

const facs_response_kernels FACS_KERNEL(facs_response_kernels) = {
    .grid_rows = grid_rows,
    .sample = sample,
    .neurons = neurons,
    .smooth = smooth,
    .correlate = correlate,
};

FACS_KERNEL_SELECT(facs_response_kernels)
