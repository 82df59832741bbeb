/* Plain twin of the inversion of a symmetric positive definite matrix: element by element in the order spd_inverse_kernels.h
 * states. */
#include "simd/fma.h"
#include "linear/spd_inverse_kernels.h"

#include <math.h>
#include <string.h>

/* matrices are row-major: element (i, j) at m[i * stride + j] */

/* ---- below FACS_SPD_BLOCKED_MIN ---- */

/* factor in the lower triangle with reciprocal pivots on the diagonal */
static bool factorise_small(int n, int stride, float *m)
{
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < i; j++) {
            double sum = (double)m[i * stride + j];
            for (int k = 0; k < j; k++)
                sum -= (double)(m[i * stride + k] * m[j * stride + k]);
            m[i * stride + j] = (float)(sum * (double)m[j * stride + j]);
        }
        double pivot = (double)m[i * stride + i];
        for (int k = 0; k < i; k++)
            pivot -= (double)m[i * stride + k] * (double)m[i * stride + k];
        if (!(pivot >= FACS_PIVOT_MIN))
            return false;
        m[i * stride + i] = (float)(1.0 / sqrt(pivot));
    }
    return true;
}

/* column j of x = unit vector, solved in place */
static void solve_small(int n, int stride, const float *factor, int j, float *x)
{
    for (int i = 0; i < n; i++) {
        double sum = i == j ? 1.0 : 0.0;
        for (int k = 0; k < i; k++)
            sum -= (double)(factor[i * stride + k] * x[k * stride + j]);
        x[i * stride + j] = (float)(sum * (double)factor[i * stride + i]);
    }
    for (int i = n - 1; i >= 0; i--) {
        double sum = (double)x[i * stride + j];
        for (int k = n - 1; k > i; k--)
            sum -= (double)(factor[k * stride + i] * x[k * stride + j]);
        x[i * stride + j] = (float)(sum * (double)factor[i * stride + i]);
    }
}

/* ---- from FACS_SPD_BLOCKED_MIN on ---- */

/* start - sum over k of row[k] * pivot[k], in the order of row number `row` of `rows` below the diagonal */
static float subtract_row(float start, int row, int rows, int count, const float *l, const float *pivot)
{
    int fours = rows / 4 * 4, k = 0;
    if (row >= fours) {
        float sum = 0.0f;
        for (; k < count; k++)
            sum += l[k] * pivot[k];
        return start - sum;
    }
    for (; k + 4 <= count; k += 4) {
        float sum = l[k] * pivot[k];
        if (row < fours % 16) {
            float odd = facs_fma(l[k + 3], pivot[k + 3], l[k + 1] * pivot[k + 1]);
            sum = facs_fma(l[k + 2], pivot[k + 2], sum) + odd;
        } else {
            for (int i = 1; i < 4; i++)
                sum = facs_fma(l[k + i], pivot[k + i], sum);
        }
        start -= sum;
    }
    for (; k < count; k++)
        start -= l[k] * pivot[k];
    return start;
}

static bool factorise_column_by_column(int n, int stride, float *m)
{
    for (int j = 0; j < n; j++) {
        float *pivot = m + j * stride;
        double squares = 0;
        int k = 0;
        for (; k + 2 <= j; k += 2)
            squares += (double)(pivot[k] * pivot[k] + pivot[k + 1] * pivot[k + 1]);
        if (k < j)
            squares += (double)(pivot[k] * pivot[k]);
        float diagonal = pivot[j] - (float)squares;
        if (!(diagonal > 0.0f))
            return false;
        pivot[j] = sqrtf(diagonal);
        for (int i = j + 1; i < n; i++) {
            float *l = m + i * stride;
            l[j] = subtract_row(l[j], i - j - 1, n - j - 1, j, l, pivot) * (1.0f / pivot[j]);
        }
    }
    return true;
}

/* sum over k = from .. to - 1 of a[k] * b[k], one accumulator */
static float dot(int from, int to, const float *a, const float *b)
{
    float sum = 0.0f;
    for (int k = from; k < to; k++)
        sum = facs_fma(a[k], b[k], sum);
    return sum;
}

/* x L^T = x of one row, L = lower triangle of order n */
static void solve_row(int n, int stride, const float *l, float *x)
{
    int fours = n / 4 * 4;
    for (int j = 0; j < n; j++) {
        const float *row = l + j * stride;
        int group = j < fours ? j / 12 * 12 : n - fours == 3 && j == n - 1 ? n - 1 : fours;
        if (group > 0)
            x[j] -= dot(0, group, x, row);
        for (int k = group; k < j; k++)
            x[j] = j < fours ? facs_fma(-x[k], row[k], x[j]) : x[j] - x[k] * row[k];
        x[j] *= 1.0f / row[j];
    }
}

static bool factorise(int n, int stride, float *m)
{
    if (n <= FACS_SPD_UNBLOCKED_MAX)
        return factorise_column_by_column(n, stride, m);
    for (int done = 0, block = n / 4; done < n; done += block) {
        int now = n - done < block ? n - done : block, next = done + now;
        if (!factorise(now, stride, m + done * stride + done))
            return false;
        for (int i = next; i < n; i++)
            solve_row(now, stride, m + done * stride + done, m + i * stride + done);
        for (int i = next; i < n; i++)
            for (int j = next; j <= i; j++)
                m[i * stride + j] -= dot(done, next, m + i * stride, m + j * stride);
    }
    return true;
}

/* column j of x = unit vector, solved in place; `last` = the last column */
static void solve(int n, int stride, const float *l, int j, float *x)
{
    bool last = j == n - 1;
    for (int i = 0; i < n; i++) {
        float sum = 0.0f, value = i == j ? 1.0f : 0.0f;
        for (int k = 0; k < i / 8 * 8; k++)
            sum = facs_fma(x[k * stride + j], l[i * stride + k], sum);
        value -= sum;
        for (int k = i / 8 * 8; k < i; k++)
            value = facs_fma(-x[k * stride + j], l[i * stride + k], value);
        x[i * stride + j] = value * (1.0f / l[i * stride + i]);
    }
    for (int i = n - 1; i >= 0; i--) {
        int end = i / 8 * 8 + 8 < n ? i / 8 * 8 + 8 : n;
        float sum = 0.0f, value = x[i * stride + j];
        for (int step = 0; step < n - end; step++) {
            int k = last ? end + step : n - 1 - step;
            sum = facs_fma(x[k * stride + j], l[k * stride + i], sum);
        }
        value -= sum;
        for (int k = end - 1; k > i; k--) {
            float factor = l[k * stride + i], known = x[k * stride + j];
            value = last ? value - known * factor : facs_fma(-known, factor, value);
        }
        x[i * stride + j] = value * (1.0f / l[i * stride + i]);
    }
}

bool facs_spd_invert_reference(int order, facs_spd_work *work)
{
    int stride = facs_spd_stride(order);
    bool small = order < FACS_SPD_BLOCKED_MIN;
    memset(work->inverse, 0, (size_t)(order * stride) * sizeof *work->inverse);
    if (!(small ? factorise_small : factorise)(order, stride, work->matrix))
        return false;
    for (int j = 0; j < order; j++)
        (small ? solve_small : solve)(order, stride, work->matrix, j, work->inverse);
    return true;
}
