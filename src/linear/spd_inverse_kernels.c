/* Fast inversion of a symmetric positive definite matrix, bit for bit what spd_inverse_kernels.h states.
 *
 * The order of the operations on each element is fixed, so vectors run across elements that share it: over the rows
 * below the pivot while factorising, over the columns of the unit matrix while solving.  The factor is column-major,
 * L_ij at m[j * stride + i] (the given matrix is symmetric), the inverse row-major.
 *
 * Y = L^-1 is a lower triangle: products with the zeros above its diagonal change nothing and are left out. */
#include "simd/fma.h"
#include "linear/spd_inverse_kernels.h"
#include "simd/vector.h"

#include <math.h>

enum { BLOCK = 4, ROWS = 8 }; /* vectors worked on at once; rows of a block of the solution */

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

/* vectors from `from` to `to`, at most BLOCK */
static int vectors_between(int from, int to, int lanes)
{
    return smaller((to - from + lanes - 1) / lanes, BLOCK);
}

/* ---- below FACS_SPD_BLOCKED_MIN: sums in f64 ---- */

/* columns of sums -= products with the column just finished; diagonal squares exact */
static void eliminate(int n, int stride, int j, const float *restrict column, double *restrict sums,
                      double *restrict pivots)
{
    for (int k = j + 1; k < n; k++) {
        double *restrict sum = sums + k * stride;
        float factor = column[k];
        for (int i = k / DOUBLES * DOUBLES; i < n; i += DOUBLES)
            store_wide(sum + i, load_wide(sum + i) - widen(load_narrow(column + i) * factor));
        pivots[k] -= (double)factor * (double)factor;
    }
}

/* columns of L in `m`, reciprocal pivots on the diagonal */
static bool factorise_small(int n, int stride, float *m, double *sums)
{
    double pivots[FACS_SPD_BLOCKED_MIN];
    for (int j = 0; j < n; j++) {
        for (int i = 0; i < n; i++)
            sums[j * stride + i] = (double)m[j * stride + i];
        pivots[j] = sums[j * stride + j];
    }
    for (int j = 0; j < n; j++) {
        float *restrict column = m + j * stride;
        const double *restrict sum = sums + j * stride;
        if (!(pivots[j] >= FACS_PIVOT_MIN))
            return false;
        float reciprocal = (float)(1.0 / sqrt(pivots[j]));
        for (int i = j & ~15; i < (n + 15) / 16 * 16; i++)
            column[i] = (float)(sum[i] * (double)reciprocal);
        column[j] = reciprocal;
        eliminate(n, stride, j, column, sums, pivots);
    }
    return true;
}

/* x = (x - sum over `count` rows of factor * row) * scale for `vectors` of columns; rows `row_step`, factors `step`
 * values apart */
INLINE void solve_row_small(const int vectors, int count, const float *factor, int step, const float *rows,
                            int row_step, double scale, float *x)
{
    wide sum[BLOCK];
    narrow value;
    for (int v = 0; v < vectors; v++) {
        memcpy(&value, x + v * DOUBLES, sizeof value);
        sum[v] = widen(value);
    }
    for (int k = 0; k < count; k++, factor += step, rows += row_step) {
        for (int v = 0; v < vectors; v++) {
            memcpy(&value, rows + v * DOUBLES, sizeof value);
            sum[v] -= widen(value * *factor);
        }
    }
    for (int v = 0; v < vectors; v++) {
        value = narrowed(sum[v] * scale);
        memcpy(x + v * DOUBLES, &value, sizeof value);
    }
}

static void solve_columns_small(int vectors, int count, const float *factor, int step, const float *rows, int row_step,
                                double scale, float *x)
{
    if (vectors == 4)
        solve_row_small(4, count, factor, step, rows, row_step, scale, x);
    else if (vectors == 3)
        solve_row_small(3, count, factor, step, rows, row_step, scale, x);
    else if (vectors == 2)
        solve_row_small(2, count, factor, step, rows, row_step, scale, x);
    else
        solve_row_small(1, count, factor, step, rows, row_step, scale, x);
}

static void solve_small(int n, int stride, const float *m, float *x)
{
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j += BLOCK * DOUBLES)
            solve_columns_small(vectors_between(j, i + 1, DOUBLES), i - j, m + j * stride + i, stride,
                                x + j * stride + j, stride, (double)m[i * stride + i], x + i * stride + j);
    }
    for (int i = n - 1; i >= 0; i--) {
        for (int j = 0; j < n; j += BLOCK * DOUBLES)
            solve_columns_small(vectors_between(j, n, DOUBLES), n - 1 - i, m + i * stride + n - 1, -1,
                                x + (n - 1) * stride + j, -stride, (double)m[i * stride + i], x + i * stride + j);
    }
}

/* ---- from FACS_SPD_BLOCKED_MIN on: one accumulator in f32 ---- */

/* y -= l[0 .. 3] * factor[0], stride, ... of `rows` rows; `paired` = the order of the first rows */
INLINE void subtract_four(const bool paired, int rows, int stride, const float *restrict l, const float *restrict pivot,
                          float *restrict y)
{
    const float a = pivot[0], b = pivot[stride], c = pivot[2 * stride], d = pivot[3 * stride];
    for (int i = 0; i < rows; i++) {
        float sum = l[i] * a;
        if (paired)
            sum = facs_fma(l[i + 2 * stride], c, sum) + facs_fma(l[i + 3 * stride], d, l[i + stride] * b);
        else
            sum = facs_fma(l[i + 3 * stride], d, facs_fma(l[i + 2 * stride], c, facs_fma(l[i + stride], b, sum)));
        y[i] -= sum;
    }
}

/* column j below the diagonal minus the products with the columns before it */
static void subtract_columns(int n, int stride, int j, float *m)
{
    int rows = n - 1 - j, fours = rows / 4 * 4, first = fours % 16, k = 0;
    float *restrict y = m + j * stride + j + 1;
    const float *restrict pivot = m + j, *restrict l = pivot + 1;
    for (int i = fours; i < rows; i++) {
        float sum = 0.0f;
        for (int c = 0; c < j; c++)
            sum += l[c * stride + i] * pivot[c * stride];
        y[i] -= sum;
    }
    for (; k + 4 <= j; k += 4) {
        subtract_four(true, first, stride, l + k * stride, pivot + k * stride, y);
        subtract_four(false, fours - first, stride, l + k * stride + first, pivot + k * stride, y + first);
    }
    for (; k < j; k++)
        for (int i = 0; i < fours; i++)
            y[i] -= l[k * stride + i] * pivot[k * stride];
}

static bool factorise_column_by_column(int n, int stride, float *m)
{
    for (int j = 0; j < n; j++) {
        const float *row = m + j;
        double squares = 0;
        int k = 0;
        for (; k + 2 <= j; k += 2)
            squares += (double)(row[k * stride] * row[k * stride] + row[(k + 1) * stride] * row[(k + 1) * stride]);
        if (k < j)
            squares += (double)(row[k * stride] * row[k * stride]);
        float diagonal = m[j * stride + j] - (float)squares;
        if (!(diagonal > 0.0f))
            return false;
        m[j * stride + j] = sqrtf(diagonal);
        subtract_columns(n, stride, j, m);
        float reciprocal = 1.0f / m[j * stride + j];
        for (int i = j + 1; i < n; i++)
            m[j * stride + i] *= reciprocal;
    }
    return true;
}

/* how a vector of values is finished after one or two runs of products */
typedef struct run {
    int count, factor_step, row_step;
    const float *factor, *rows;
} run;

/* values that lie beyond the matrix at hand belong to another one and stay */
INLINE void store_first(int count, float *to, vector value)
{
    if (count >= LANES)
        store(to, value);
    else
        for (int i = 0; i < count; i++)
            to[i] = value[i];
}

/* x = (x - sum over `summed` - the products of `fused_in` one by one) * scale, `count` values in `vectors` vectors */
INLINE void finish_block(const int vectors, int count, const run *summed, const run *fused_in, float scale, float *x)
{
    vector sum[BLOCK] = {{0}}, value[BLOCK];
    const float *factor = summed->factor, *rows = summed->rows;
    for (int k = 0; k < summed->count; k++, factor += summed->factor_step, rows += summed->row_step)
        for (int v = 0; v < vectors; v++)
            sum[v] = fused_by(load(rows + v * LANES), *factor, sum[v]);
    for (int v = 0; v < vectors; v++)
        value[v] = load(x + v * LANES) - sum[v];
    factor = fused_in->factor;
    rows = fused_in->rows;
    for (int k = 0; k < fused_in->count; k++, factor += fused_in->factor_step, rows += fused_in->row_step)
        for (int v = 0; v < vectors; v++)
            value[v] = fused_by(load(rows + v * LANES), -*factor, value[v]);
    for (int v = 0; v < vectors; v++)
        store_first(count - v * LANES, x + v * LANES, value[v] * scale);
}

/* at most BLOCK vectors of the `count` values; those that lie beyond the last vector are never touched */
static void finish(int count, run summed, run fused_in, float scale, float *x)
{
    int vectors = vectors_between(0, count, LANES);
    if (vectors == 4)
        finish_block(4, count, &summed, &fused_in, scale, x);
    else if (vectors == 3)
        finish_block(3, count, &summed, &fused_in, scale, x);
    else if (vectors == 2)
        finish_block(2, count, &summed, &fused_in, scale, x);
    else
        finish_block(1, count, &summed, &fused_in, scale, x);
}

/* the last one to three columns of x L^T = x, `rows` of them: products rounded within the pair */
static void solve_last_columns(int n, int stride, const float *l, int rows, float *x)
{
    for (int j = n / 4 * 4; j < n; j++) {
        int before = n % 4 == 3 && j == n - 1 ? j : n / 4 * 4;
        for (int i = 0; i < rows; i += LANES) {
            vector sum = {0}, value;
            for (int k = 0; k < before; k++)
                sum = fused_by(load(x + k * stride + i), l[k * stride + j], sum);
            value = load(x + j * stride + i) - sum;
            for (int k = before; k < j; k++)
                value -= load(x + k * stride + i) * l[k * stride + j];
            store_first(rows - i, x + j * stride + i, value * (1.0f / l[j * stride + j]));
        }
    }
}

/* x L^T = x of `rows` rows, columns of x `stride` values apart, L of order n */
static void solve_rows(int n, int stride, const float *l, int rows, float *x)
{
    for (int j = 0; j < n / 4 * 4; j++) {
        int group = j / 12 * 12;
        for (int i = 0; i < rows; i += BLOCK * LANES) {
            run summed = {group, stride, stride, l + j, x + i};
            run own = {j - group, stride, stride, l + group * stride + j, x + group * stride + i};
            finish(rows - i, summed, own, 1.0f / l[j * stride + j], x + j * stride + i);
        }
    }
    solve_last_columns(n, stride, l, rows, x);
}

/* `rest` (lower triangle of order n) -= x x^T, `count` columns of x */
static void subtract_square(int n, int stride, int count, const float *x, float *rest)
{
    const run none = {0};
    for (int j = 0; j < n; j++) {
        for (int i = j; i < n; i += BLOCK * LANES) {
            run summed = {count, stride, stride, x + j, x + i};
            finish(n - i, summed, none, 1.0f, rest + j * stride + i);
        }
    }
}

static bool factorise(int n, int stride, float *m)
{
    if (n <= FACS_SPD_UNBLOCKED_MAX)
        return factorise_column_by_column(n, stride, m);
    for (int done = 0, block = n / 4; done < n; done += block) {
        int now = smaller(block, n - done), next = done + now;
        if (!factorise(now, stride, m + done * stride + done))
            return false;
        if (next == n)
            break;
        solve_rows(now, stride, m + done * stride + done, n - next, m + done * stride + next);
        subtract_square(n - next, stride, now, m + done * stride + next, m + next * stride + next);
    }
    return true;
}

/* L Y = 1 in place: Y's rows are `x` */
static void solve_down(int n, int stride, const float *m, float *x)
{
    for (int i = 0; i < n; i++) {
        int own = i / ROWS * ROWS;
        for (int j = 0; j <= i; j += BLOCK * LANES) {
            int from = smaller(j, own), next = j > own ? j : own;
            run summed = {own - from, stride, stride, m + from * stride + i, x + from * stride + j};
            run rest = {i - next, stride, stride, m + next * stride + i, x + next * stride + j};
            finish(i + 1 - j, summed, rest, 1.0f / m[i * stride + i], x + i * stride + j);
        }
    }
}

/* last column of L^T X = Y, whose only value is 1 / L_nn in the last row */
static void solve_last_column(int n, int stride, const float *m, float *x)
{
    x[n - 1] = (1.0f / m[(n - 1) * stride + n - 1]) * (1.0f / m[(n - 1) * stride + n - 1]);
    for (int own = n - 1 - ROWS; own >= 0; own -= ROWS) {
        float value[ROWS] = {0};
        for (int k = own + ROWS; k < n; k++)
            for (int i = 0; i < ROWS; i++)
                value[i] = facs_fma(x[k], m[(own + i) * stride + k], value[i]);
        for (int i = ROWS - 1; i >= 0; i--) {
            value[i] = 0.0f - value[i];
            for (int k = ROWS - 1; k > i; k--)
                value[i] -= x[own + k] * m[(own + i) * stride + own + k];
            x[own + i] = value[i] * (1.0f / m[(own + i) * stride + own + i]);
        }
    }
}

/* L^T X = Y in place */
static void solve_up(int n, int stride, const float *m, float *x)
{
    float last[FACS_SPD_ORDER_MAX];
    solve_last_column(n, stride, m, last);
    for (int i = n - 1; i >= 0; i--) {
        int end = smaller(i / ROWS * ROWS + ROWS, n);
        const float *column = m + i * stride;
        for (int j = 0; j < n; j += BLOCK * LANES) {
            run summed = {n - end, -1, -stride, column + n - 1, x + (n - 1) * stride + j};
            run own = {end - 1 - i, -1, -stride, column + end - 1, x + (end - 1) * stride + j};
            finish(n - j, summed, own, 1.0f / column[i], x + i * stride + j);
        }
    }
    for (int i = 0; i < n; i++)
        x[i * stride + n - 1] = last[i];
}

static bool invert(int order, facs_spd_work *work)
{
    int stride = facs_spd_stride(order);
    bool small = order < FACS_SPD_BLOCKED_MIN;
    if (small ? !factorise_small(order, stride, work->matrix, work->sums) : !factorise(order, stride, work->matrix))
        return false;
    memset(work->inverse, 0, (size_t)(order * stride) * sizeof *work->inverse);
    for (int i = 0; i < order; i++)
        work->inverse[i * stride + i] = 1.0f;
    if (small) {
        solve_small(order, stride, work->matrix, work->inverse);
    } else {
        solve_down(order, stride, work->matrix, work->inverse);
        solve_up(order, stride, work->matrix, work->inverse);
    }
    return true;
}

const facs_spd_inverse_kernels FACS_KERNEL(facs_spd_inverse_kernels) = {.invert = invert};

FACS_KERNEL_SELECT(facs_spd_inverse_kernels)
