/* Cholesky solve of the shape fits, compiled once per CPU level.
 *
 * What: The pivots are a chain: square root, reciprocal, rounding, product, rounding, square.  Everything else has to be
 * computed while that chain waits.  So the next pivot is formed by scalars alone, and while the reciprocal of a pivot
 * is on its way, the column after the next receives all finished columns, its sums in registers.
 *
 * Layout: The factor by columns, vectors along the rows; blocks of SIDE columns of H are transposed when they are first
 * needed, those of the factor when they are complete (the backward solution runs along rows).  Entries above the
 * diagonal and behind the last row hold nothing of use.
 *
 * Bits: Each entry sees k in the order of the twin and each product is rounded to f32 before the f64 subtraction.  The
 * squares are exact in f64, so it makes no difference whether they are fused into theirs.
 *
 * Source: Spec 01 3.4 = 02 4.5.
 */
#include "shape/cholesky_kernels.h"

#include "base/transpose.h"
#include "base/vector.h"
#include "shape/solve.h"

#include <math.h>

#define PIVOT_MIN 1.1920929e-07

/* GROUP rows are worked on at once; AHEAD = how far in front of the pivot a column is prepared; FLIGHT columns of the
 * rest are kept at a time */
enum { GROUP = DOUBLES, STRIDE = FACS_SOLVE_MAX, ROOM = STRIDE + SIDE, AHEAD = 2, FLIGHT = 16, CHUNK = 5 };
_Static_assert(STRIDE % SIDE == 0 && SIDE % GROUP == 0, "rows are worked on in whole groups");
_Static_assert(FLIGHT >= AHEAD + SIDE && (FLIGHT & (FLIGHT - 1)) == 0, "a column's place is its number modulo FLIGHT");

typedef struct solution {
    _Alignas(64) float column[STRIDE][STRIDE]; /**< column[k][i] = L_ik */
    _Alignas(64) float row[STRIDE][STRIDE];    /**< row[i][k] = L_ik */
    _Alignas(64) double rest[FLIGHT][ROOM];    /**< columns of H less what has been subtracted so far */
    _Alignas(64) double pivot[ROOM], sum[ROOM];
    double inverse[STRIDE];
    float y[ROOM];
} solution;

/* a - f64(f32(b * factor)) */
INLINE wide subtracted(wide a, narrow b, float factor)
{
    return a - widen(b * factor);
}

/* Columns first .. first + SIDE - 1 of H to their places in the rest. */
static void take_block(int size, int first, const float *h, solution *s)
{
    static const float none[SIDE];
    float last[SIDE][SIDE];
    for (int top = first; top < size; top += SIDE) {
        const float *from[SIDE];
        for (int i = 0; i < SIDE; i++)
            from[i] = top + i < size ? h + (top + i) * size + first : none;
        if (first + SIDE > size) { /* rows of H end before the block does */
            memset(last, 0, sizeof last);
            for (int i = 0; i < size - first; i++) {
                memcpy(last[i], from[i], (size_t)(size - first) * sizeof *h);
                from[i] = last[i];
            }
        }
        line q[SIDE];
        for (int i = 0; i < SIDE; i++)
            q[i] = load_line(from[i]);
        transpose(q);
        for (int i = 0; i < SIDE; i++) {
            narrow part[SIDE / GROUP];
            memcpy(part, &q[i], sizeof part);
            for (int k = 0; k < SIDE / GROUP; k++)
                store_wide(s->rest[(first + i) % FLIGHT] + top + k * GROUP, widen(part[k]));
        }
    }
}

/* Columns first .. first + SIDE - 1 of the factor to its rows. */
static void turn_block(int size, int first, solution *s)
{
    for (int top = first; top < size; top += SIDE) {
        line q[SIDE];
        for (int i = 0; i < SIDE; i++)
            q[i] = load_line(s->column[first + i] + top);
        transpose(q);
        for (int i = 0; i < SIDE; i++)
            store_line(s->row[top + i] + first, q[i]);
    }
}

/* Subtract the first `count` columns of the factor from `groups` groups of column j, from row `from` on. */
INLINE void prepare_groups(const int groups, int count, int j, int from, solution *s)
{
    double *rest = s->rest[j % FLIGHT] + from;
    const float *factor = &s->column[0][j], *column = &s->column[0][from];
    wide sum[CHUNK];
    for (int g = 0; g < groups; g++)
        sum[g] = load_wide(rest + g * GROUP);
    for (int k = 0; k < count; k++, factor += STRIDE, column += STRIDE)
        for (int g = 0; g < groups; g++)
            sum[g] = subtracted(sum[g], load_narrow(column + g * GROUP), *factor);
    for (int g = 0; g < groups; g++)
        store_wide(rest + g * GROUP, sum[g]);
}

static void prepare(int size, int count, int j, solution *s)
{
    int from = j / GROUP * GROUP, groups = (size - from + GROUP - 1) / GROUP;
    for (; groups > CHUNK; groups -= CHUNK, from += CHUNK * GROUP)
        prepare_groups(CHUNK, count, j, from, s);
    if (groups == 5)
        prepare_groups(5, count, j, from, s);
    else if (groups == 4)
        prepare_groups(4, count, j, from, s);
    else if (groups == 3)
        prepare_groups(3, count, j, from, s);
    else if (groups == 2)
        prepare_groups(2, count, j, from, s);
    else
        prepare_groups(1, count, j, from, s);
}

static bool factorise(int size, const float *h, solution *s)
{
    take_block(size, 0, h, s);
    double pivot = s->pivot[0];
    for (int k = 0; k < size; k++) {
        if (!(pivot >= PIVOT_MIN))
            return false;
        double inverse = (double)(float)(1 / sqrt(pivot));
        int second = k + AHEAD;
        if (second % SIDE == 0 && second < size)
            take_block(size, second, h, s);
        if (second < size)
            prepare(size, k, second, s);
        double *rest = s->rest[k % FLIGHT], *rest1 = s->rest[(k + 1) % FLIGHT], *rest2 = s->rest[second % FLIGHT];
        float y = (float)(s->sum[k] * inverse), next = (float)(rest[k + 1] * inverse);
        float after = (float)(rest[k + 2] * inverse);
        pivot = s->pivot[k + 1] - (double)next * (double)next;
        s->inverse[k] = inverse;
        s->y[k] = y;
        for (int i = k / GROUP * GROUP; i < size; i += GROUP) {
            narrow value = narrowed(load_wide(rest + i) * inverse);
            memcpy(s->column[k] + i, &value, sizeof value);
            wide square = widen(value);
            store_wide(s->pivot + i, fused_wide(-square, square, load_wide(s->pivot + i)));
            store_wide(s->sum + i, subtracted(load_wide(s->sum + i), value, y));
            store_wide(rest1 + i, subtracted(load_wide(rest1 + i), value, next));
            store_wide(rest2 + i, subtracted(load_wide(rest2 + i), value, after));
        }
        if ((k + 1) % SIDE == 0 || k + 1 == size)
            turn_block(size, k / SIDE * SIDE, s);
    }
    return true;
}

/* Upwards: each x is subtracted from the rows above, the one right above by scalars. */
static void solve_back(int size, solution *s, float *x)
{
    for (int i = 0; i < size; i++)
        s->sum[i] = (double)s->y[i];
    double sum = s->sum[size - 1];
    for (int k = size - 1; k >= 0; k--) {
        float value = (float)(sum * s->inverse[k]);
        x[k] = value;
        if (k > 0)
            sum = s->sum[k - 1] - (double)(s->row[k][k - 1] * value);
        for (int i = 0; i < k; i += GROUP)
            store_wide(s->sum + i, subtracted(load_wide(s->sum + i), load_narrow(s->row[k] + i), value));
    }
}

bool FACS_KERNEL(facs_cholesky_solve)(int size, float *h, const float *b, float *x)
{
    solution s;
    for (int i = 0; i < size; i++) {
        s.pivot[i] = (double)h[i * size + i];
        s.sum[i] = (double)b[i];
    }
    if (!factorise(size, h, &s)) {
        memset(x, 0, (size_t)size * sizeof *x);
        return false;
    }
    solve_back(size, &s, x);
    return true;
}
