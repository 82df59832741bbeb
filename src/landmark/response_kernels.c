/* Response maps, fast: one vector lane per cell of the window.
 *
 * Strips.  A tap (rr, cc) of the 11 x 11 support reads area[y + rr][x + cc] in cell (y, x).  For a fixed column cc the
 * w columns cc .. cc + w - 1 of the area are copied to a strip with rows of w floats, so that the values of all cells
 * (numbered y * w + x) for tap (rr, cc) lie one after the other from strip + rr * w on: 11 strips instead of 121 maps.
 *
 * Neurons.  Every number is rounded as in the reference build, so the order of the operations is fixed: mean, sum of
 * squares, then each tap normalised and fused into the sums of the neurons, in the order of base/sgemm_order.h (m =
 * cells, n = neurons).  Windows have an odd side, so w^2 = 1 modulo 8: all cells but the last lie in full blocks of 8
 * rows and, with the usual 7 neurons, have two accumulators for neurons 0 to 3; the last cell has one for each neuron.
 *
 * Sampling.  Fixed-point coordinates by vectors, pixels by scalar loads, interpolation by vectors, each for the whole
 * area.  See response_kernels.h for the contracts. */
#include "landmark/response_kernels.h"

#include "base/sgemm_order.h"
#include "landmark/logistic.h"
#include "landmark/vector.h"

#include <math.h>
#include <string.h>

/* ---- sampling ---- */

enum { GRID_SHIFT = 5, GRID_MASK = 31, GRID_STEP = 16 };

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

static void sample(const facs_image *grey, const facs_area_grid *grid, int side, void *scratch, float *restrict area)
{
    int32_t *restrict offset = scratch, *restrict fraction = offset + FACS_AREA_FLOATS;
    uint32_t *restrict pixels = (uint32_t *)(void *)(fraction + FACS_AREA_FLOATS);
    int count = side * side, padded = (count + 15) / 16 * 16;
    sample_places(grid, side, (int)grey->stride, offset, fraction);
    for (int i = 0; i < count; i++) {
        const uint8_t *top = grey->data + offset[i], *bottom = top + grey->stride;
        uint32_t top_pair = (uint32_t)top[0] | (uint32_t)top[1] << 8;
        uint32_t bottom_pair = (uint32_t)bottom[0] | (uint32_t)bottom[1] << 8;
        pixels[i] = top_pair | bottom_pair << 16;
    }
    for (int i = 0; i < padded; i++) {
        float fx = (float)(fraction[i] & 0xffff), fy = (float)(fraction[i] >> 16);
        float p00 = (float)(int32_t)(pixels[i] & 255), p01 = (float)(int32_t)(pixels[i] >> 8 & 255);
        float p10 = (float)(int32_t)(pixels[i] >> 16 & 255), p11 = (float)(int32_t)(pixels[i] >> 24);
        float top = p00 * 32.0f + fx * (p01 - p00), bottom = p10 * 32.0f + fx * (p11 - p10);
        area[i] = (top * 32.0f + fy * (bottom - top)) * (1.0f / 1024.0f);
    }
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

typedef struct neuron_work {
    float strips[STRIPS_FLOATS];
    int32_t tap[FACS_TAPS]; /* place of the value of a tap of cell 0, taps in the order of the block vector */
    float mean[FACS_CELLS_PAD], factor[FACS_CELLS_PAD];
    float z[GROUP][FACS_CELLS_PAD];
} neuron_work;
_Static_assert(sizeof(neuron_work) <= FACS_RESPONSE_SCRATCH, "scratch too small");

static void find_taps(const strips *s, int32_t tap[FACS_TAPS])
{
    for (int cc = 0; cc < FACS_SUPPORT; cc++)
        for (int rr = 0; rr < FACS_SUPPORT; rr++)
            tap[cc * FACS_SUPPORT + rr] = (int32_t)(cc * s->stride + rr * s->window);
}

/* means (sum row by row) and sums of squares (column by column); of the squares only the last is fused */
INLINE void norm_block(const int vectors, const strips *s, int cell, neuron_work *work)
{
    vector mean[NORM_VECTORS] = {{0}}, squares[NORM_VECTORS] = {{0}}, value;
    for (int rr = 0; rr < FACS_SUPPORT; rr++) {
        for (int cc = 0; cc < FACS_SUPPORT; cc++) {
            const float *from = s->values + cc * s->stride + rr * s->window + cell;
            for (int v = 0; v < vectors; v++)
                mean[v] += load(from + v * LANES);
        }
    }
    for (int v = 0; v < vectors; v++)
        mean[v] /= (float)FACS_TAPS;
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
        store(work->mean + cell + v * LANES, mean[v]);
    }
}

static void find_norms(const strips *s, neuron_work *work)
{
    int cells = s->window * s->window, cell = 0, left = cells;
    for (; left > (NORM_VECTORS - 1) * LANES; left = cells - cell) {
        norm_block(NORM_VECTORS, s, cell, work);
        cell += NORM_VECTORS * LANES;
    }
    if (left > 3 * LANES)
        norm_block(5, s, cell, work);
    else if (left > LANES)
        norm_block(3, s, cell, work);
    else if (left > 0)
        norm_block(1, s, cell, work);
    for (int i = 0; i < cells; i++) {
        float norm = sqrtf(work->factor[i]);
        work->factor[i] = 1.0f / (norm == 0.0f ? 1.0f : norm);
    }
}

/* Neurons of `vectors` vectors of cells: the first `twos` neurons with two accumulators, then `ones` with one.
 * `weights` = their rows of FACS_BLOCK values, of which the first is the bias. */
INLINE void accumulate(const int vectors, const int twos, const int ones, const strips *s, int cell,
                       const float *weights, neuron_work *work)
{
    enum { V = NEURON_VECTORS };
    vector even[GROUP][V], odd[GROUP][V] = {{{0}}}, mean[V], factor[V];
    for (int v = 0; v < vectors; v++) {
        mean[v] = load(work->mean + cell + v * LANES);
        factor[v] = load(work->factor + cell + v * LANES);
        for (int k = 0; k < twos + ones; k++)
            even[k][v] = broadcast(weights[k * FACS_BLOCK]);
    }
    const float *values = s->values + cell, *row = weights + 1;
    for (int tap = 0; tap < FACS_TAPS - 1; tap += 2, row += 2) { /* the bias comes first: tap 0 is an odd one */
        for (int next = 0; next < 2; next++) {
            vector value[V];
            for (int v = 0; v < vectors; v++)
                value[v] = (load(values + work->tap[tap + next] + v * LANES) - mean[v]) * factor[v];
            for (int k = 0; k < twos + ones; k++) {
                vector weight = broadcast(row[k * FACS_BLOCK + next]);
                for (int v = 0; v < vectors; v++) {
                    vector *sum = k < twos && next == 0 ? &odd[k][v] : &even[k][v];
                    *sum = fused(weight, value[v], *sum);
                }
            }
        }
    }
    for (int v = 0; v < vectors; v++) {
        vector value = (load(values + work->tap[FACS_TAPS - 1] + v * LANES) - mean[v]) * factor[v];
        for (int k = 0; k < twos + ones; k++) {
            vector sum = fused(broadcast(row[k * FACS_BLOCK]), value, even[k][v]);
            store(work->z[k] + cell + v * LANES, k < twos ? sum + odd[k][v] : sum);
        }
    }
}
_Static_assert(FACS_BLOCK <= 320 && (FACS_BLOCK - 2) % 8 == 0 && FACS_BLOCK % 8 == 2, "two values are not paired");

INLINE void accumulate_cells(int cells, const int twos, const int ones, const strips *s, const float *weights,
                             neuron_work *work)
{
    int cell = 0;
    for (; cell + LANES < cells && NEURON_VECTORS == 2; cell += 2 * LANES)
        accumulate(NEURON_VECTORS, twos, ones, s, cell, weights, work);
    for (; cell < cells; cell += LANES)
        accumulate(1, twos, ones, s, cell, weights, work);
}

/* sums += 2 alpha / (1 + exp(-z)) */
static void add_neuron(int cells, double alpha, const float *restrict z, float *restrict sums)
{
    double weight = 2.0 * alpha;
    if (!(alpha > 1e-4))
        return;
    for (int i = 0; i < cells; i++)
        sums[i] = facs_add_logistic(sums[i], weight, z[i]);
}

/* Any number of neurons, one by one: both ways of summing, then each block of cells takes its own. */
static void other_neurons(const facs_ccnf_expert *expert, const strips *s, neuron_work *work, float *sums)
{
    enum { ROWS = FACS_SGEMM_ROWS };
    int cells = s->window * s->window, padded = (cells + ROWS - 1) / ROWS * ROWS;
    for (int k = 0; k < expert->neurons; k++) {
        const float *weights = expert->weights + k * FACS_BLOCK;
        float *z = work->z[0], *one = work->z[1];
        accumulate_cells(cells, 0, 1, s, weights, work);
        memcpy(one, z, (size_t)padded * sizeof *one);
        accumulate_cells(cells, 1, 0, s, weights, work);
        for (int cell = 0; cell < padded; cell += ROWS)
            if (!facs_sgemm_two(cells, expert->neurons, cell, k))
                memcpy(z + cell, one + cell, ROWS * sizeof *z);
        add_neuron(padded, expert->alphas[k], z, sums);
    }
}

static void neurons(const facs_ccnf_expert *expert, int window, const float *area, void *scratch, float *sums)
{
    neuron_work *work = scratch;
    strips s = build_strips(window, area, work->strips);
    int cells = window * window;
    find_taps(&s, work->tap);
    find_norms(&s, work);
    memset(sums, 0, FACS_CELLS_PAD * sizeof *sums);
    if (expert->neurons != GROUP) {
        other_neurons(expert, &s, work, sums);
        return;
    }
    accumulate_cells(cells - 1, GROUP_TWO, GROUP - GROUP_TWO, &s, expert->weights, work);
    accumulate(1, 0, GROUP, &s, cells - 1, expert->weights, work);
    for (int k = 0; k < GROUP; k++)
        add_neuron((cells + DOUBLES - 1) / DOUBLES * DOUBLES, expert->alphas[k], work->z[k], sums);
}

/* ---- smoothing ---- */

enum { SMOOTH_VECTORS = 8 };

/* q = columns * r of `vectors` vectors of rows, one accumulator each */
INLINE void multiply_rows(const int vectors, int count, int stride, const float *columns, const float *r, float *q)
{
    vector sum[SMOOTH_VECTORS] = {{0}};
    for (int k = 0; k < count; k++) {
        vector factor = broadcast(r[k]);
        for (int v = 0; v < vectors; v++)
            sum[v] = fused(load(columns + k * stride + v * LANES), factor, sum[v]);
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

static void smooth(const facs_sigma *sigma, const float *restrict r, float *restrict q)
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

/* ---- networks ---- */

static void normalise(int stride, float *restrict taps)
{
    float mean[FACS_CELLS_PAD] = {0}, squares[FACS_CELLS_PAD] = {0};
    for (int rr = 0; rr < FACS_SUPPORT; rr++) {
        for (int cc = 0; cc < FACS_SUPPORT; cc++) {
            const float *row = taps + (FACS_SUPPORT * cc + rr) * stride;
            for (int i = 0; i < stride; i++)
                mean[i] += row[i];
        }
    }
    for (int i = 0; i < stride; i++)
        mean[i] /= (float)FACS_TAPS;
    for (int tap = 0; tap < FACS_TAPS; tap++) {
        float *restrict row = taps + tap * stride;
        for (int i = 0; i < stride; i++) {
            row[i] -= mean[i];
            squares[i] += row[i] * row[i];
        }
    }
    for (int i = 0; i < stride; i++) {
        float norm = sqrtf(squares[i]);
        squares[i] = 1.0f / (norm == 0.0f ? 1.0f : norm);
    }
    for (int tap = 0; tap < FACS_TAPS; tap++) {
        float *restrict row = taps + tap * stride;
        for (int i = 0; i < stride; i++)
            row[i] *= squares[i];
    }
}

/* outputs whose sums fit the registers together with BLOCK_MAX vectors of cells */
enum { OUTPUTS = LANES == 16 ? 8 : 4 };

INLINE void layer_block(const int vectors, const int outputs, int inputs, int stride, const float *weights,
                        const float *bias, const float *in, float *out)
{
    vector sum[OUTPUTS][BLOCK_MAX] = {{{0}}};
    for (int i = 0; i < inputs; i++) {
        vector value[BLOCK_MAX];
        for (int v = 0; v < vectors; v++)
            value[v] = load(in + i * stride + v * LANES);
        for (int o = 0; o < outputs; o++)
            for (int v = 0; v < vectors; v++)
                sum[o][v] += value[v] * weights[o * inputs + i];
    }
    for (int o = 0; o < outputs; o++)
        for (int v = 0; v < vectors; v++)
            store(out + o * stride + v * LANES, sum[o][v] + bias[o]);
}

INLINE void layer_rows(const int outputs, int inputs, int stride, const float *weights, const float *bias,
                       const float *in, float *out)
{
    for (int cell = 0; cell < stride;) {
        int now = block_size((stride - cell) / LANES, BLOCK_MAX);
        if (now == 3)
            layer_block(3, outputs, inputs, stride, weights, bias, in + cell, out + cell);
        else if (now == 2)
            layer_block(2, outputs, inputs, stride, weights, bias, in + cell, out + cell);
        else
            layer_block(1, outputs, inputs, stride, weights, bias, in + cell, out + cell);
        cell += now * LANES;
    }
}

static void activate(int activation, int count, float *restrict values)
{
    if (activation == 0)
        for (int i = 0; i < count; i++)
            values[i] = 1.0f / (1.0f + exp_clamped(-values[i]));
    else if (activation == 2)
        for (int i = 0; i < count; i++)
            values[i] = values[i] > 0.0f ? values[i] : 0.0f;
}

static void dense_layer(const facs_cen_layer *layer, int stride, const float *in, float *out)
{
    int o = 0;
    for (; o + OUTPUTS <= layer->outputs; o += OUTPUTS)
        layer_rows(OUTPUTS, layer->inputs, stride, layer->weights + o * layer->inputs, layer->bias + o, in,
                   out + o * stride);
    for (; o < layer->outputs; o++)
        layer_rows(1, layer->inputs, stride, layer->weights + o * layer->inputs, layer->bias + o, in, out + o * stride);
    activate(layer->activation, layer->outputs * stride, out);
}

const facs_response_kernels FACS_KERNEL(facs_response_kernels) = {
    .sample = sample,
    .neurons = neurons,
    .smooth = smooth,
    .correlate = correlate,
    .normalise = normalise,
    .layer = dense_layer,
};
