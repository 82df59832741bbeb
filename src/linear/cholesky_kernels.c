/* Cholesky solve of the shape fits, compiled once per CPU level.
 *
 * What: The pivots are a chain: square root, reciprocal, rounding, product, rounding, square.  Scalars follow it as
 * fast as it goes; everything else is done while the next reciprocal is on its way: one column of the factor is
 * finished, and the one right of it receives all columns to its left, its sums in registers.
 *
 * Layout: The factor by columns, vectors along the rows.  H is transposed by tiles, a few at each step, and so are the
 * columns for the backward solution, which runs along rows.  Entries above the diagonal and behind the last row hold
 * nothing of use.
 *
 * Bits: Each entry sees k in the order of the twin and each product is rounded to f32 before the f64 subtraction.  The
 * squares are exact in f64, so it makes no difference whether they are fused into theirs.
 *
 * Source: docs/algorithm/shape-model.md, Cholesky solve.
 */
#include "linear/cholesky_kernels.h"

#include "simd/transpose.h"
#include "simd/vector.h"

#include <math.h>

#define PIVOT_MIN 1.1920929e-07

/* GROUP rows are worked on at once, up to CHUNK groups at a time; the tiles of a block of columns are taken during all
 * steps of the block before but the last, which needs them */
enum { GROUP = DOUBLES, CHUNK = 5, STRIDE = FACS_SOLVE_MAX, TAKERS = SIDE - 1 };
_Static_assert(STRIDE % SIDE == 0 && SIDE % GROUP == 0, "rows are worked on in whole groups");

typedef struct solution {
    _Alignas(64) float column[STRIDE][STRIDE]; /**< column[k][i] = H_ik, then L_ik for i > k */
    _Alignas(64) float row[STRIDE][STRIDE];    /**< row[i][k] = L_ik */
    _Alignas(64) double rest[STRIDE];          /**< column k of H less all products: still to be divided by the pivot */
    _Alignas(64) double pivot[STRIDE];         /**< squares of pivots so far */
    _Alignas(64) double sum[STRIDE];           /**< right-hand side so far */
    double inverse[STRIDE];                    /**< 1 / pivot, rounded to f32 */
    float y[STRIDE];                           /**< forward solution */
} solution;

/* a - f64(f32(b * factor)) */
INLINE wide subtracted(wide a, narrow b, float factor)
{
    return a - widen(b * factor);
}

INLINE double inverse_root(double square)
{
    return (double)(float)(1 / sqrt(square));
}

/* The tile of H with SIDE columns from `first` on and SIDE rows from `top` on. */
static void take_tile(int size, int first, int top, const float *h, solution *s)
{
    line q[SIDE];
    if (top + SIDE <= size) {
        for (int i = 0; i < SIDE; i++)
            q[i] = load_line(h + (top + i) * size + first);
    } else { /* nothing behind the end is read */
        float part[SIDE][SIDE] = {{0}};
        int columns = first + SIDE <= size ? SIDE : size - first;
        for (int i = 0; i < size - top; i++)
            memcpy(part[i], h + (top + i) * size + first, (size_t)columns * sizeof *h);
        for (int i = 0; i < SIDE; i++)
            q[i] = load_line(part[i]);
    }
    transpose(q);
    for (int i = 0; i < SIDE; i++)
        store_line(s->column[first + i] + top, q[i]);
}

/* The tile of the factor with SIDE rows from `top` on and SIDE columns from `first` on. */
static void turn_tile(int top, int first, solution *s)
{
    line q[SIDE];
    for (int i = 0; i < SIDE; i++)
        q[i] = load_line(s->column[first + i] + top);
    transpose(q);
    for (int i = 0; i < SIDE; i++)
        store_line(s->row[top + i] + first, q[i]);
}

/* Rows from `from` on, `groups` groups: finish column k, and subtract it and those before from column k + 1. */
INLINE void advance_groups(const int groups, int k, int from, double inverse, float next, solution *s)
{
    wide sum[CHUNK];
    for (int g = 0; g < groups; g++)
        sum[g] = widen(load_narrow(s->column[k + 1] + from + g * GROUP));
    const float *factor = &s->column[0][k + 1], *column = &s->column[0][from];
    for (int i = 0; i < k; i++, factor += STRIDE, column += STRIDE)
        for (int g = 0; g < groups; g++)
            sum[g] = subtracted(sum[g], load_narrow(column + g * GROUP), *factor);
    for (int g = 0, i = from; g < groups; g++, i += GROUP) {
        narrow value = narrowed(load_wide(s->rest + i) * inverse);
        memcpy(s->column[k] + i, &value, sizeof value);
        wide square = widen(value);
        store_wide(s->pivot + i, fused_wide(-square, square, load_wide(s->pivot + i)));
        store_wide(s->sum + i, subtracted(load_wide(s->sum + i), value, s->y[k]));
        store_wide(s->rest + i, subtracted(sum[g], value, next));
    }
}

static void advance(int size, int k, double inverse, float next, solution *s)
{
    int from = (k + 1) / GROUP * GROUP, groups = (size - from + GROUP - 1) / GROUP;
    for (; groups > CHUNK; groups -= CHUNK, from += CHUNK * GROUP)
        advance_groups(CHUNK, k, from, inverse, next, s);
    if (groups == 5)
        advance_groups(5, k, from, inverse, next, s);
    else if (groups == 4)
        advance_groups(4, k, from, inverse, next, s);
    else if (groups == 3)
        advance_groups(3, k, from, inverse, next, s);
    else if (groups == 2)
        advance_groups(2, k, from, inverse, next, s);
    else
        advance_groups(1, k, from, inverse, next, s);
}

static bool factorise(int size, const float *h, solution *s)
{
    double pivot = s->pivot[0], inverse = inverse_root(pivot);
    for (int top = 0; top < size; top += SIDE)
        take_tile(size, 0, top, h, s);
    for (int i = 0; i < size; i += GROUP)
        store_wide(s->rest + i, widen(load_narrow(s->column[0] + i)));
    for (int k = 0;; k++) {
        if (!(pivot >= PIVOT_MIN))
            return false;
        s->inverse[k] = inverse;
        s->y[k] = (float)(s->sum[k] * inverse);
        if (k + 1 == size)
            return true;
        float next = (float)(s->rest[k + 1] * inverse);
        pivot = s->pivot[k + 1] - (double)next * (double)next;
        advance(size, k, inverse, next, s);
        int step = k % SIDE, block = k - step;
        for (int top = block + SIDE + step * SIDE; step < TAKERS && top < size; top += TAKERS * SIDE)
            take_tile(size, block + SIDE, top, h, s);
        inverse = inverse_root(pivot);
    }
}

/* Upwards: each x is subtracted from the rows above, from the one right above by scalars. */
static void solve_back(int size, solution *s, float *x)
{
    int last = (size - 1) / SIDE * SIDE;
    for (int first = 0; first <= last; first += SIDE)
        turn_tile(last, first, s);
    for (int i = 0; i < size; i++)
        s->sum[i] = (double)s->y[i];
    double sum = s->sum[size - 1];
    for (int k = size - 1;; k--) {
        float value = x[k] = (float)(sum * s->inverse[k]);
        if (k == 0)
            return;
        sum = s->sum[k - 1] - (double)(s->row[k][k - 1] * value);
        for (int i = 0; i < k; i += GROUP)
            store_wide(s->sum + i, subtracted(load_wide(s->sum + i), load_narrow(s->row[k] + i), value));
        int block = k - k % SIDE, steps = size - block < SIDE ? size - block : SIDE;
        for (int first = k % SIDE * SIDE; first < block; first += steps * SIDE)
            turn_tile(block - SIDE, first, s);
    }
}

static bool solve(int size, float *h, const float *b, float *x)
{
    if (size < 1)
        return true;
    solution s;
    for (int i = 0; i < size; i++) {
        s.pivot[i] = (double)h[i * size + i];
        s.sum[i] = (double)b[i];
    }
    for (int i = size; i % SIDE != 0; i++)
        s.pivot[i] = s.sum[i] = 0;
    if (!factorise(size, h, &s)) {
        memset(x, 0, (size_t)size * sizeof *x);
        return false;
    }
    solve_back(size, &s, x);
    return true;
}

const facs_cholesky_kernels FACS_KERNEL(facs_cholesky_kernels) = {.solve = solve};

FACS_KERNEL_SELECT(facs_cholesky_kernels)
