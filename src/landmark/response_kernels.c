/* Response maps, fast: one vector lane per cell of the window.
 *
 * Strips.  A tap (rr, cc) of the 11 x 11 support reads area[y + rr][x + cc] in cell (y, x).  For a fixed column cc the
 * w columns cc .. cc + w - 1 of the area are copied to a strip with rows of w floats, so that the values of all cells
 * (numbered y * w + x) for tap (rr, cc) lie one after the other from strip + rr * w on: 11 strips instead of 121 maps.
 *
 * Neurons.  One pass over the taps in the order of the block vector subtracts the cell's mean and accumulates the sum
 * of squares and all neurons in registers; 1 / norm multiplies the finished sums.  (Taking the mean out of the finished
 * sums would be cheaper, but the weights are 25 to 100 times unit length and the error with them.)  Since w^2 = 1
 * modulo 8 the last cell often has a vector to itself; it is done with the lanes along the taps instead.
 *
 * Sampling.  Fixed-point coordinates by vectors, pixels by scalar loads, interpolation by vectors, each for the whole
 * area.  See response_kernels.h for the contracts. */
#include "landmark/response_kernels.h"

#include <math.h>
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

/* as many lanes as a register of the level has: wider GCC vectors would live in memory */
#if defined(__AVX512F__)
enum { LANES = 16 };
#elif defined(__AVX__)
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif
enum { DOUBLES = LANES / 2 };
typedef float vector __attribute__((vector_size(4 * LANES)));
typedef double wide __attribute__((vector_size(8 * DOUBLES)));
typedef float narrow __attribute__((vector_size(4 * DOUBLES)));

INLINE vector load(const float *from)
{
    vector v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINE void store(float *to, vector v)
{
    memcpy(to, &v, sizeof v);
}

INLINE float sum_lanes(vector v)
{
    float part[LANES];
    memcpy(part, &v, sizeof part);
    for (int half = LANES / 2; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            part[i] += part[i + half];
    return part[0];
}

/* exp(x) to 1e-7 relative for -87.3 < x < 88.3, clamped beyond; not-a-number gives the upper end */
INLINE float exp_clamped(float x)
{
    const float shift = 12582912.0f; /* 1.5 * 2^23: adding it rounds to an integer in the low bits */
    union {
        float f;
        uint32_t u;
    } rounded, power;
    x = x < 88.3f ? x : 88.3f;
    x = x > -87.3f ? x : -87.3f;
    rounded.f = x * 1.44269504f + shift;
    float n = rounded.f - shift;
    float r = x - n * 0.693359375f + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    power.u = (rounded.u + 127u) << 23;
    return p * power.f;
}

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

/* vectors of cells and neurons worked on at once, so that their sums stay in registers: 3 x (7 neurons + squares) of
 * 32 registers, 1 x the same of 16 (2 x 4 and 3 x 4 are slower: compilers spill, and means are subtracted twice) */
enum { BLOCK_MAX = 3, VECTORS = LANES == 16 ? BLOCK_MAX : 1, MEAN_VECTORS = 6, GROUP = 7 };

typedef struct neuron_work {
    float strips[STRIPS_FLOATS];
    float mean[FACS_CELLS_PAD], squares[FACS_CELLS_PAD], factor[FACS_CELLS_PAD];
    float z[GROUP][FACS_CELLS_PAD];
} neuron_work;
_Static_assert(sizeof(neuron_work) <= FACS_RESPONSE_SCRATCH, "scratch too small");

INLINE void mean_block(const int vectors, const strips *s, int cell, float *mean)
{
    vector sum[MEAN_VECTORS] = {{0}};
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

static void block_means(const strips *s, float *mean)
{
    int cells = s->window * s->window, cell = 0;
    for (; cell + (MEAN_VECTORS - 1) * LANES < cells; cell += MEAN_VECTORS * LANES)
        mean_block(MEAN_VECTORS, s, cell, mean);
    int left = (cells - cell + LANES - 1) / LANES;
    if (left >= 5)
        mean_block(5, s, cell, mean);
    else if (left >= 3)
        mean_block(4, s, cell, mean);
    else if (left >= 1)
        mean_block(2, s, cell, mean);
}

/* z[k] = sum over the taps of weights * (value - mean), and the sum of squares, of `vectors` vectors of cells */
INLINE void accumulate(const int vectors, const int neurons, const bool with_squares, const strips *s, int cell,
                       const float *weights, neuron_work *work)
{
    vector sum[GROUP][BLOCK_MAX] = {{{0}}};
    vector squares[BLOCK_MAX] = {{0}}, mean[BLOCK_MAX], value[BLOCK_MAX];
    for (int v = 0; v < vectors; v++)
        mean[v] = load(work->mean + cell + v * LANES);
    for (int cc = 0; cc < FACS_SUPPORT; cc++) {
        const float *from = s->values + cc * s->stride + cell;
        for (int rr = 0; rr < FACS_SUPPORT; rr++, from += s->window, weights++) {
            for (int v = 0; v < vectors; v++)
                value[v] = load(from + v * LANES) - mean[v];
            for (int v = 0; v < vectors && with_squares; v++)
                squares[v] += value[v] * value[v];
            for (int k = 0; k < neurons; k++)
                for (int v = 0; v < vectors; v++)
                    sum[k][v] += value[v] * weights[k * FACS_BLOCK];
        }
    }
    for (int v = 0; v < vectors && with_squares; v++)
        store(work->squares + cell + v * LANES, squares[v]);
    for (int k = 0; k < neurons; k++)
        for (int v = 0; v < vectors; v++)
            store(work->z[k] + cell + v * LANES, sum[k][v]);
}

/* size of the next block of `left` vectors: no single one if it can be helped */
static inline int block_size(int left, int largest)
{
    if (largest == 3 && left == 4)
        return 2;
    return left < largest ? left : largest;
}

INLINE void accumulate_all(int count, const int neurons, const bool with_squares, const strips *s, const float *weights,
                           neuron_work *work)
{
    for (int done = 0; done < count;) {
        int cell = done * LANES, now = block_size(count - done, VECTORS);
        if (now == 3)
            accumulate(3, neurons, with_squares, s, cell, weights, work);
        else if (now == 2)
            accumulate(2, neurons, with_squares, s, cell, weights, work);
        else
            accumulate(1, neurons, with_squares, s, cell, weights, work);
        done += now;
    }
}

/* the last cell by itself, lanes along the taps; the last vector overlaps the one before with zeros */
static void last_cell(int neurons, bool with_squares, int window, const float *area, const float *weights,
                      neuron_work *work)
{
    enum { WHOLE = FACS_TAPS / LANES, REST = FACS_TAPS % LANES, LAST = FACS_TAPS - LANES };
    int side = window + FACS_SUPPORT - 1, cell = window * window - 1;
    float values[FACS_TAPS], rest[LANES] = {0};
    for (int rr = 0; rr < FACS_SUPPORT; rr++)
        for (int cc = 0; cc < FACS_SUPPORT; cc++)
            values[FACS_SUPPORT * cc + rr] = area[(window - 1 + rr) * side + window - 1 + cc] - work->mean[cell];
    memcpy(rest + LANES - REST, values + FACS_TAPS - REST, REST * sizeof *rest);
    vector last = load(rest);
    if (with_squares) {
        vector squares = last * last;
        for (int i = 0; i < WHOLE; i++)
            squares += load(values + i * LANES) * load(values + i * LANES);
        work->squares[cell] = sum_lanes(squares);
    }
    for (int k = 0; k < neurons; k++) {
        vector sum = last * load(weights + k * FACS_BLOCK + LAST);
        for (int i = 0; i < WHOLE; i++)
            sum += load(values + i * LANES) * load(weights + k * FACS_BLOCK + i * LANES);
        work->z[k][cell] = sum_lanes(sum);
    }
}

/* sums += 2 alpha / (1 + exp(-(bias + z / norm))) */
static void add_logistic(int cells, float bias, float weight, const float *restrict z, const float *restrict factor,
                         float *restrict sums)
{
    for (int i = 0; i < cells; i++)
        sums[i] += weight / (1.0f + exp_clamped(-(bias + z[i] * factor[i])));
}

static void reciprocal_norms(int cells, const float *restrict squares, float *restrict factor)
{
    for (int i = 0; i < cells; i++) {
        float norm = sqrtf(squares[i]);
        factor[i] = 1.0f / (norm == 0.0f ? 1.0f : norm);
    }
}

/* `group` neurons from `first` on; the first group also finds the norms */
static void neuron_group(const facs_ccnf_expert *expert, const strips *s, const float *area, int first, int group,
                         bool with_squares, neuron_work *work, float *sums)
{
    int cells = s->window * s->window, padded = (cells + LANES - 1) / LANES * LANES;
    bool single = cells % LANES == 1;
    int count = single ? cells / LANES : padded / LANES;
    const float *weights = expert->weights + first * FACS_BLOCK + 1;
    if (with_squares && group == GROUP)
        accumulate_all(count, GROUP, true, s, weights, work);
    else if (with_squares)
        accumulate_all(count, 0, true, s, weights, work);
    else if (group == GROUP)
        accumulate_all(count, GROUP, false, s, weights, work);
    else
        accumulate_all(count, 1, false, s, weights, work);
    if (single)
        last_cell(group, with_squares, s->window, area, weights, work);
    if (with_squares)
        reciprocal_norms(padded, work->squares, work->factor);
    for (int k = 0; k < group; k++)
        if (expert->alphas[first + k] > 1e-4)
            add_logistic(padded, weights[k * FACS_BLOCK - 1], (float)(2.0 * expert->alphas[first + k]), work->z[k],
                         work->factor, sums);
}

static void neurons(const facs_ccnf_expert *expert, int window, const float *area, void *scratch, float *sums)
{
    neuron_work *work = scratch;
    strips s = build_strips(window, area, work->strips);
    block_means(&s, work->mean);
    memset(sums, 0, FACS_CELLS_PAD * sizeof *sums);
    int done = expert->neurons >= GROUP ? GROUP : 0;
    neuron_group(expert, &s, area, 0, done, true, work, sums);
    while (done < expert->neurons) {
        int group = expert->neurons - done >= GROUP ? GROUP : 1;
        neuron_group(expert, &s, area, done, group, false, work, sums);
        done += group;
    }
}

/* ---- smoothing ---- */

/* y[side] = columns * x[side] for `sides` vectors at once, `vectors` vectors of rows from `row` on */
INLINE void multiply_block(const int vectors, const int sides, int count, int stride, const float *columns,
                           const float *const x[], const int step[], int row, float *y)
{
    vector sum[4][4] = {{{0}}};
    for (int b = 0; b < count; b++) {
        vector column[4];
        for (int v = 0; v < vectors; v++)
            column[v] = load(columns + b * stride + row + v * LANES);
        for (int side = 0; side < sides; side++)
            for (int v = 0; v < vectors; v++)
                sum[side][v] += column[v] * x[side][b * step[side]];
    }
    for (int side = 0; side < sides; side++)
        for (int v = 0; v < vectors; v++)
            store(y + side * FACS_CELLS_PAD + row + v * LANES, sum[side][v]);
}

typedef struct smooth_work {
    float mirrored[FACS_CELLS_PAD];
    float quadrant[4][FACS_CELLS_PAD];
} smooth_work;
_Static_assert(sizeof(smooth_work) <= FACS_RESPONSE_SCRATCH, "scratch too small");

/* quadrant[F] = stored rows of Sigma times the map mirrored by F = none, x, y, both */
static void multiply_quadrants(const facs_sigma *sigma, const float *r, smooth_work *work)
{
    int w = sigma->window, cells = w * w;
    for (int y = 0; y < w; y++)
        for (int x = 0; x < w; x++)
            work->mirrored[y * w + x] = r[y * w + w - 1 - x];
    const float *const x[4] = {r, work->mirrored, work->mirrored + cells - 1, r + cells - 1};
    const int step[4] = {1, 1, -1, -1};
#if defined(__AVX512F__)
    if (sigma->stride == LANES)
        multiply_block(1, 4, cells, LANES, sigma->columns, x, step, 0, work->quadrant[0]);
    else if (sigma->stride == 2 * LANES)
        multiply_block(2, 4, cells, 2 * LANES, sigma->columns, x, step, 0, work->quadrant[0]);
    else if (sigma->stride == 3 * LANES)
        multiply_block(3, 4, cells, 3 * LANES, sigma->columns, x, step, 0, work->quadrant[0]);
    else
        multiply_block(4, 4, cells, 4 * LANES, sigma->columns, x, step, 0, work->quadrant[0]);
#else
    for (int row = 0; row < sigma->rows; row += 2 * LANES)
        multiply_block(2, 4, cells, sigma->stride, sigma->columns, x, step, row, work->quadrant[0]);
#endif
}

static void scatter_quadrants(int w, const smooth_work *work, float *restrict q)
{
    int h = w / 2, a = 0;
    for (int i = 0; i <= h; i++) {
        float *below = q + (h + i) * w + h, *above = q + (h - i) * w + h;
        for (int j = 0; j <= h; j++, a++) { /* cells on the centre lines are written again with their own rows */
            above[-j] = work->quadrant[3][a];
            above[j] = work->quadrant[2][a];
            below[-j] = work->quadrant[1][a];
            below[j] = work->quadrant[0][a];
        }
    }
}

static void smooth(const facs_sigma *sigma, const float *r, void *scratch, float *restrict q)
{
    int cells = sigma->window * sigma->window;
    smooth_work *work = scratch;
    if (sigma->kind == FACS_SIGMA_SCALAR) {
        for (int i = 0; i < cells; i++)
            q[i] = sigma->factor * r[i];
    } else if (sigma->kind == FACS_SIGMA_QUADRANT) {
        multiply_quadrants(sigma, r, work);
        scatter_quadrants(sigma->window, work, q);
    } else {
        const int step = 1;
        for (int row = 0; row < cells; row += LANES)
            multiply_block(1, 1, cells, sigma->stride, sigma->columns, &r, &step, row, q);
    }
    float lowest = 0.0f;
    for (int i = 0; i < cells; i++)
        lowest = q[i] < lowest ? q[i] : lowest;
    for (int i = 0; i < cells; i++)
        q[i] -= lowest;
}

/* Gauss-Jordan without pivoting, stride a multiple of 8; its pivots are those of the Cholesky factorisation.  Column k
 * is set after its row was worked on by vectors: a vector load right after a scalar store to the same place would
 * stall. */
static bool invert(int n, int stride, double *matrix)
{
    for (int k = 0; k < n; k++) {
        double *restrict pivot_row = matrix + k * stride;
        if (!(pivot_row[k] >= FACS_PIVOT_MIN))
            return false;
        double reciprocal = 1.0 / pivot_row[k];
        for (int j = 0; j < stride; j++)
            pivot_row[j] *= reciprocal;
        for (int i = 0; i < n; i++) {
            double *restrict row = matrix + i * stride, factor = row[k];
            if (i == k)
                continue;
            for (int j = 0; j < stride; j += DOUBLES) {
                wide from, pivot;
                memcpy(&from, row + j, sizeof from);
                memcpy(&pivot, pivot_row + j, sizeof pivot);
                from -= factor * pivot;
                memcpy(row + j, &from, sizeof from);
            }
            row[k] = -factor * reciprocal;
        }
        pivot_row[k] = reciprocal;
    }
    return true;
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
    .invert = invert,
    .correlate = correlate,
    .normalise = normalise,
    .layer = dense_layer,
};
