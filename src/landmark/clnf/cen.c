/* CEN patch expert (docs/algorithm/patch-experts.md, CEN): a small fully connected network on the contrast-normalised
 * support of every other cell of the window (x + y odd, a checkerboard); the cells between get the mean of their
 * neighbours.
 *
 * The network works on matrices [feature][cell]: cells of one or two areas side by side, rows `stride` floats apart.
 * Cells are numbered column by column (cell i is the place 2 i + 1 of the window), because the order in which the
 * products are summed depends on the number (simd/sgemm_order.h).  To gather a tap of all cells with few copies the
 * area is transposed and split into its even and its odd rows, in which every other cell of a column lies next to the
 * last one.
 * (A. Zadeh et al., "Convolutional experts constrained local model for 3D facial landmark detection", ICCVW 2017.) */
#include "landmark/clnf/experts.h"

#include <string.h>

enum { HALF_STRIDE = 16, COPY = 8 };

/* rows 2 k + parity of every column of an area */
typedef struct halves {
    float value[2][FACS_AREA_SIDE_MAX * HALF_STRIDE];
} halves;

static void split_rows(int side, const float *area, halves *out)
{
    memset(out, 0, sizeof *out);
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            out->value[y & 1][x * HALF_STRIDE + (y >> 1)] = area[y * side + x];
}

/* evaluated cells of one tap; columns are copied in one go of 8 floats, the next column overwrites what is too much */
static void gather_tap(int window, const halves *in, int rr, int cc, float *out)
{
    const float *even = in->value[(rr + 1) & 1] + cc * HALF_STRIDE + ((rr + 1) >> 1);
    const float *odd = in->value[rr & 1] + (cc + 1) * HALF_STRIDE + (rr >> 1);
    for (int x = 0; x < window; x += 2) {
        memcpy(out, even, COPY * sizeof *out);
        out += window / 2;
        even += 2 * HALF_STRIDE;
        if (x + 1 == window)
            break;
        memcpy(out, odd, COPY * sizeof *out);
        out += (window + 1) / 2;
        odd += 2 * HALF_STRIDE;
    }
}

/* means of the 2 to 4 neighbours, which are all evaluated cells */
static void fill_between(int window, float *map)
{
    for (int y = 0; y < window; y++) {
        for (int x = y & 1; x < window; x += 2) {
            float *at = map + y * window + x;
            int count = (y > 0) + (y < window - 1) + (x > 0) + (x < window - 1);
            double weight = (double)(1.0f / (float)count), sum = 0;
            if (y > 0)
                sum += weight * (double)at[-window];
            if (x > 0)
                sum += weight * (double)at[-1];
            if (x < window - 1)
                sum += weight * (double)at[1];
            if (y < window - 1)
                sum += weight * (double)at[window];
            *at = (float)sum;
        }
    }
}

size_t facs_cen_buffer(const facs_cen_expert *expert)
{
    int widest = FACS_BLOCK;
    for (int i = 0; i < expert->layers; i++)
        widest = expert->layer[i].outputs > widest ? expert->layer[i].outputs : widest;
    return (size_t)widest * FACS_BATCH_STRIDE_MAX + FACS_BATCH_PAD;
}

/* normalised taps of the cells of `count` areas: rows 1 .. 121 of `in`; row 0 are ones */
static void gather_areas(const facs_cen_kernels *kernels, int window, int count, int stride,
                         const facs_response_work *work, float *in)
{
    int cells = window * window / 2, side = window + FACS_SUPPORT - 1;
    halves split[FACS_BATCH_MAX];
    for (int i = 0; i < count; i++)
        split_rows(side, work->area[i], &split[i]);
    for (int i = 0; i < stride; i++)
        in[i] = 1.0f;
    for (int cc = 0; cc < FACS_SUPPORT; cc++)
        for (int rr = 0; rr < FACS_SUPPORT; rr++)
            for (int i = 0; i < count; i++)
                gather_tap(window, &split[i], rr, cc, in + (1 + FACS_SUPPORT * cc + rr) * stride + i * cells);
    kernels->normalise(stride, in + stride);
}

static int stride_of(int cells)
{
    return (cells + FACS_BATCH_PAD - 1) / FACS_BATCH_PAD * FACS_BATCH_PAD;
}

void facs_cen_spread(int window, const float *responses, float *map)
{
    int cells = window * window / 2;
    for (int cell = 0, place = 1; cell < cells; cell++, place += 2)
        map[place % window * window + place / window] = responses[cell];
    fill_between(window, map);
}

void facs_cen_blocks(const facs_cen_kernels *kernels, int window, facs_response_work *work, float *blocks)
{
    enum { TAPS = FACS_SUPPORT * FACS_SUPPORT };
    int cells = window * window / 2, stride = stride_of(cells);
    float *in = work->layer[0];
    gather_areas(kernels, window, 1, stride, work, in);
    for (int cell = 0; cell < cells; cell++)
        for (int tap = 0; tap < TAPS; tap++)
            blocks[cell * TAPS + tap] = in[(1 + tap) * stride + cell];
}

void facs_cen_maps(const facs_cen_kernels *kernels, const facs_cen_expert *expert, int window, int count,
                   facs_response_work *work, float *const maps[])
{
    int cells = window * window / 2, stride = stride_of(cells * count);
    float *in = work->layer[0], *out = work->layer[1];
    gather_areas(kernels, window, count, stride, work, in);
    for (int i = 0; i < expert->layers; i++) {
        kernels->layer(&expert->layer[i], cells * count, stride, in, out);
        float *swap = in;
        in = out;
        out = swap;
    }
    for (int i = 0; i < count; i++)
        facs_cen_spread(window, in + i * cells, maps[i]);
}

void facs_flip_columns(int side, float *square)
{
    for (int y = 0; y < side; y++) {
        for (int left = 0, right = side - 1; left < right; left++, right--) {
            float value = square[y * side + left];
            square[y * side + left] = square[y * side + right];
            square[y * side + right] = value;
        }
    }
}
