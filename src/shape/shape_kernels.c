/* Hot loops of the shape fits, compiled once per CPU level.
 *
 * Layout: Modes and Jacobians are column-major, so every loop over points or rows is contiguous. For the Gram matrix
 * the columns of B are packed row by row in panels of eight; a panel against a group of columns of A keeps its sums in
 * registers.
 *
 * Bits: Every kernel gives the same bits as its plain twin; products are fused where the twin says facs_fma.
 *
 * Cholesky: Blocks of STEP columns: first everything to the left is subtracted from a block, tile by tile in
 * registers, then the block is finished column by column. Each entry still sees k in rising order and each
 * product is rounded to f32 before the f64 subtraction, hence the same bits as facs_cholesky_solve.
 *
 * Source: Spec 01 2.4, 2.9, 3.3, 3.4.
 */
#include "shape/shape_kernels.h"

#include "base/fma.h"
#include "base/sgemm_order.h"
#include "shape/pdm.h"
#include "shape/rotation.h"
#include "shape/solve.h"

#include <math.h>
#include <string.h>
#if defined(__AVX__)
#include <immintrin.h>
#endif

#define PIVOT_MIN 1.1920929e-07

enum { ROWS_MAX = 3 * FACS_N_MAX };

enum { PANEL = 8 };
typedef float panel_sum __attribute__((vector_size(PANEL * sizeof(float))));

enum { STRIDE = FACS_SOLVE_MAX, STEP = 8 };

#if defined(__AVX512F__)
enum { GROUP = 8, TILE = 8 };
#elif defined(__AVX__)
enum { GROUP = 4, TILE = 8 };
#else
enum { GROUP = 2, TILE = 4 };
#endif
_Static_assert(STRIDE % STEP == 0 && STEP % GROUP == 0 && STEP % TILE == 0, "columns are worked on in whole steps");

typedef double wide __attribute__((vector_size(GROUP * sizeof(double))));
typedef float narrow __attribute__((vector_size(GROUP * sizeof(float))));

/* Intrinsics because gcc 12 takes __builtin_convertvector apart: half the speed of the whole solve. */
static inline wide widen(narrow value)
{
#if defined(__AVX512F__)
    return (wide)_mm512_cvtps_pd((__m256)value);
#elif defined(__AVX__)
    return (wide)_mm256_cvtps_pd((__m128)value);
#else
    return __builtin_convertvector(value, wide);
#endif
}

static inline narrow narrowed(wide value)
{
#if defined(__AVX512F__)
    return (narrow)_mm512_cvtpd_ps((__m512d)value);
#elif defined(__AVX__)
    return (narrow)_mm256_cvtpd_ps((__m256d)value);
#else
    return __builtin_convertvector(value, narrow);
#endif
}

static inline narrow load_narrow(const float *from)
{
    narrow value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline wide load_wide(const double *from)
{
    wide value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline void store_wide(double *to, wide value)
{
    memcpy(to, &value, sizeof value);
}

static void shape_3d(const facs_pdm *pdm, const float *restrict p, float *restrict shape)
{
    int rows = 3 * pdm->n;
    float sum[ROWS_MAX];
    memset(sum, 0, (size_t)rows * sizeof *sum);
    int mode = 0;
    for (; mode + 4 <= pdm->m; mode += 4) {
        const float *restrict phi = pdm->modes_t + (ptrdiff_t)mode * rows;
        float p0 = p[mode], p1 = p[mode + 1], p2 = p[mode + 2], p3 = p[mode + 3];
        for (int row = 0; row < rows; row++) {
            float s = facs_fma(phi[row], p0, sum[row]);
            s = facs_fma(phi[rows + row], p1, s);
            s = facs_fma(phi[2 * rows + row], p2, s);
            sum[row] = facs_fma(phi[3 * rows + row], p3, s);
        }
    }
    for (; mode < pdm->m; mode++) {
        const float *restrict phi = pdm->modes_t + (ptrdiff_t)mode * rows;
        for (int row = 0; row < rows; row++)
            sum[row] = facs_fma(phi[row], p[mode], sum[row]);
    }
    for (int row = 0; row < rows; row++)
        shape[row] = pdm->mean[row] + sum[row];
}

static void project(int n, const float *restrict shape, const float g[6], float *restrict shape_2d)
{
    float r[9];
    facs_euler_to_matrix(g + 1, r);
    float s = g[0];
    for (int axis = 0; axis < 2; axis++) {
        float r0 = r[3 * axis], r1 = r[3 * axis + 1], r2 = r[3 * axis + 2], t = g[4 + axis];
        float *restrict out = shape_2d + axis * n;
        for (int i = 0; i < n; i++)
            out[i] = facs_fma(s, facs_fma(r2, shape[2 * n + i], facs_fma(r0, shape[i], r1 * shape[n + i])), t);
    }
}

static void shape_3d_wide(const facs_pdm *pdm, const float *restrict p, float *restrict shape)
{
    int rows = 3 * pdm->n;
    double sum[ROWS_MAX];
    for (int row = 0; row < rows; row++)
        sum[row] = (double)pdm->mean[row];
    int mode = 0;
    for (; mode + 4 <= pdm->m; mode += 4) {
        const float *restrict phi = pdm->modes_t + (ptrdiff_t)mode * rows;
        double p0 = (double)p[mode], p1 = (double)p[mode + 1], p2 = (double)p[mode + 2], p3 = (double)p[mode + 3];
        for (int row = 0; row < rows; row++) {
            double s = sum[row] + (double)phi[row] * p0;
            s += (double)phi[rows + row] * p1;
            s += (double)phi[2 * rows + row] * p2;
            sum[row] = s + (double)phi[3 * rows + row] * p3;
        }
    }
    for (; mode < pdm->m; mode++) {
        const float *restrict phi = pdm->modes_t + (ptrdiff_t)mode * rows;
        double weight = (double)p[mode];
        for (int row = 0; row < rows; row++)
            sum[row] += (double)phi[row] * weight;
    }
    for (int row = 0; row < rows; row++)
        shape[row] = (float)sum[row];
}

static void project_wide(int n, const float *restrict shape, const float g[6], const float r[9],
                         float *restrict shape_2d)
{
    double s = (double)g[0];
    for (int axis = 0; axis < 2; axis++) {
        double r0 = (double)r[3 * axis], r1 = (double)r[3 * axis + 1], r2 = (double)r[3 * axis + 2];
        float t = g[4 + axis];
        float *restrict out = shape_2d + axis * n;
        for (int i = 0; i < n; i++)
            out[i] =
                (float)(s * (r0 * (double)shape[i] + r1 * (double)shape[n + i] + r2 * (double)shape[2 * n + i])) + t;
    }
}

static float difference_norm(int count, const float *restrict a, const float *restrict b, float *restrict difference)
{
    double sum[8] = {0};
    int i = 0;
    for (; i + 8 <= count; i += 8) {
        for (int lane = 0; lane < 8; lane++) {
            float d = a[i + lane] - b[i + lane];
            difference[i + lane] = d;
            sum[lane] += (double)d * (double)d;
        }
    }
    for (; i < count; i++) {
        difference[i] = a[i] - b[i];
        sum[i & 7] += (double)difference[i] * (double)difference[i];
    }
    return (float)sqrt(((sum[0] + sum[4]) + (sum[1] + sum[5])) + ((sum[2] + sum[6]) + (sum[3] + sum[7])));
}

static void jacobian_full(const facs_pdm *pdm, const float *shape, const float g[6], float *restrict jacobian)
{
    int n = pdm->n;
    float r[9];
    facs_jacobian_rigid(n, shape, g, jacobian);
    facs_euler_to_matrix(g + 1, r);
    float s = g[0], r0 = r[0], r1 = r[1], r2 = r[2], r3 = r[3], r4 = r[4], r5 = r[5];
    for (int mode = 0; mode < pdm->m; mode++) {
        const float *restrict x = pdm->modes_t + (ptrdiff_t)mode * 3 * n;
        const float *restrict y = x + n, *restrict z = y + n;
        float *restrict u = jacobian + (ptrdiff_t)(6 + mode) * 2 * n;
        float *restrict v = u + n;
        for (int i = 0; i < n; i++) {
            u[i] = s * facs_fma(r2, z[i], facs_fma(r0, x[i], r1 * y[i]));
            v[i] = s * facs_fma(r5, z[i], facs_fma(r3, x[i], r4 * y[i]));
        }
    }
}

/* ---- products ---------------------------------------------------------------------------------------- */

/* packed[row][k] = b[(first + k) * rows + row]; columns behind the last are zero */
static void pack_panel(int cols, int rows, int first, const float *restrict b, float (*restrict packed)[PANEL])
{
    int count = cols - first < PANEL ? cols - first : PANEL;
    if (count < PANEL)
        memset(packed, 0, (size_t)rows * sizeof *packed);
    if (count == PANEL) {
        const float *restrict f = b + (ptrdiff_t)first * rows;
        for (int row = 0; row < rows; row++)
            for (int k = 0; k < PANEL; k++)
                packed[row][k] = f[k * rows + row];
        return;
    }
    for (int k = 0; k < count; k++)
        for (int row = 0; row < rows; row++)
            packed[row][k] = b[(ptrdiff_t)(first + k) * rows + row];
}

static inline void fma_panel(const panel_sum *value, float factor, panel_sum *sum)
{
#if defined(__AVX__) && defined(__FMA__)
    *sum = (panel_sum)_mm256_fmadd_ps((__m256)*value, _mm256_set1_ps(factor), (__m256)*sum);
#else
    for (int k = 0; k < PANEL; k++)
        (*sum)[k] = facs_fma((*value)[k], factor, (*sum)[k]);
#endif
}

/* result[i] = packed^T times column i of a, for `count` neighbouring columns whose sums use one or `two` accumulators
 */
__attribute__((always_inline)) static inline void multiply_panel(const int count, const bool two, int rows,
                                                                 const float *a, const float (*packed)[PANEL],
                                                                 panel_sum *result)
{
    panel_sum even[12], odd[12];
    for (int i = 0; i < count; i++)
        even[i] = odd[i] = (panel_sum){0};
    int row = 0;
    if (two) {
        for (; row < (rows & ~7); row += 2) {
            panel_sum value[2];
            memcpy(value, packed[row], sizeof value);
            for (int i = 0; i < count; i++) {
                fma_panel(&value[0], a[i * rows + row], &even[i]);
                fma_panel(&value[1], a[i * rows + row + 1], &odd[i]);
            }
        }
    }
    for (; row < rows; row++) {
        panel_sum value;
        memcpy(&value, packed[row], sizeof value);
        for (int i = 0; i < count; i++)
            fma_panel(&value, a[i * rows + row], &even[i]);
    }
    for (int i = 0; i < count; i++)
        result[i] = two ? even[i] + odd[i] : even[i];
}

/* Columns [first, first + count) of a against the panel that starts at `panel`: all in one group of the order rule */
static void gram_columns(int cols, int rows, int first, int count, int panel, const float *a,
                         const float (*packed)[PANEL], float *h)
{
    panel_sum result[12];
    bool two = facs_sgemm_two(cols, cols, panel, first);
    const float *from = a + (ptrdiff_t)first * rows;
    if (count == 6 && two)
        multiply_panel(6, true, rows, from, packed, result);
    else if (count == 6)
        multiply_panel(6, false, rows, from, packed, result);
    else if (count == 4 && two)
        multiply_panel(4, true, rows, from, packed, result);
    else if (two)
        multiply_panel(count, true, rows, from, packed, result);
    else
        multiply_panel(count, false, rows, from, packed, result);
    for (int i = 0; i < count; i++) {
        int row = first + i, wanted = row - panel + 1;
        if (wanted > 0)
            memcpy(h + (ptrdiff_t)row * cols + panel, &result[i],
                   (size_t)(wanted < PANEL ? wanted : PANEL) * sizeof(float));
    }
}

/* The order rule groups columns of A by twelve, split in halves, then by four, then one by one (base/sgemm_order.h) */
static void gram(int cols, int rows, const float *a, const float *b, float *h)
{
    _Alignas(32) float packed[2 * FACS_N_MAX][PANEL];
    int twelves = cols / 12 * 12, fours = twelves + (cols - twelves) / 4 * 4;
    for (int panel = 0; panel < cols; panel += PANEL) {
        pack_panel(cols, rows, panel, b, packed);
        for (int first = 0; first < cols;) {
            int count = first < twelves ? 6 : first < fours ? 4 : cols - first;
            if (first + count > panel)
                gram_columns(cols, rows, first, count, panel, a, (const float(*)[PANEL])packed, h);
            first += count;
        }
    }
}

/* A few columns of A at a time, each with eight f64 sums at every level: see facs_jt_mul_reference. */
static void jt_mul(int cols, int rows, const float *a, const float *e, float *b)
{
    enum { SUMS = 8, PARTS = SUMS / GROUP, COLUMNS = PARTS > 2 ? 2 : 4 };
    double values[2 * FACS_N_MAX];
    for (int row = 0; row < rows; row++)
        values[row] = (double)e[row];
    int whole = rows / SUMS * SUMS;
    for (int first = 0; first < cols; first += COLUMNS) {
        const float *column[COLUMNS];
        wide sum[COLUMNS][PARTS];
        for (int k = 0; k < COLUMNS; k++)
            column[k] = a + (ptrdiff_t)(first + k < cols ? first + k : cols - 1) * rows;
        memset(sum, 0, sizeof sum);
        for (int row = 0; row < whole; row += SUMS) {
            for (int part = 0; part < PARTS; part++) {
                wide value = load_wide(values + row + part * GROUP);
                for (int k = 0; k < COLUMNS; k++)
                    sum[k][part] += widen(load_narrow(column[k] + row + part * GROUP)) * value;
            }
        }
        for (int k = 0; k < COLUMNS && first + k < cols; k++) {
            double lane[SUMS], total = 0;
            memcpy(lane, sum[k], sizeof lane);
            for (int i = 0; i < SUMS; i++)
                total += lane[i];
            for (int row = whole; row < rows; row++)
                total += (double)column[k][row] * values[row];
            b[first + k] = (float)total;
        }
    }
}

/* ---- Cholesky ---------------------------------------------------------------------------------------- */

static inline int round_up(int count)
{
    return (count + STEP - 1) & ~(STEP - 1);
}

/* target[i] -= f64(f32(column[i] * factor)) for i in first .. end - 1, both multiples of STEP */
static inline void subtract(int first, int end, const float *restrict column, float factor, double *restrict target)
{
    for (int i = first; i < end; i += GROUP)
        store_wide(target + i, load_wide(target + i) - widen(load_narrow(column + i) * factor));
}

/* Subtract columns 0 .. count - 1 of the factor from entries (i, j) for i in group .. group + GROUP - 1 and
 * j in first .. first + TILE - 1. */
static inline void subtract_tile(int count, int first, int group, float (*restrict column)[STRIDE],
                                 double (*restrict rest)[STRIDE])
{
    wide sum[TILE];
    for (int j = 0; j < TILE; j++)
        sum[j] = load_wide(rest[first + j] + group);
    int k = 0;
    do {
        narrow value = load_narrow(column[k] + group);
        for (int j = 0; j < TILE; j++)
            sum[j] -= widen(value * column[k][first + j]);
    } while (++k < count);
    for (int j = 0; j < TILE; j++)
        store_wide(rest[first + j] + group, sum[j]);
}

/* The factor by columns, column[k][i] = L_ik for i > k; column[k][k] = 1 / pivot.  `rest` starts as H by columns, `sum`
 * as b; y = forward solution.  Entries (i, j) with i < j and with i >= size hold nothing of use. */
static bool factorise(int size, float (*restrict column)[STRIDE], double (*restrict rest)[STRIDE], double *restrict sum,
                      float *restrict y)
{
    int end = round_up(size);
    double pivot[STRIDE];
    for (int k = 0; k < end; k++)
        pivot[k] = rest[k][k];
    for (int first = 0; first < end; first += STEP) {
        for (int group = first; first > 0 && group < end; group += GROUP)
            for (int tile = first; tile < first + STEP; tile += TILE)
                subtract_tile(first, tile, group, column, rest);
        int last = first + STEP < size ? first + STEP : size;
        for (int k = first; k < last; k++) {
            if (!(pivot[k] >= PIVOT_MIN))
                return false;
            float inverse = (float)(1 / sqrt(pivot[k]));
            for (int i = first; i < end; i += GROUP) {
                narrow value = narrowed(load_wide(rest[k] + i) * (double)inverse);
                wide square = widen(value);
                memcpy(column[k] + i, &value, sizeof value);
                store_wide(pivot + i, load_wide(pivot + i) - square * square);
            }
            column[k][k] = inverse;
            y[k] = (float)(sum[k] * (double)inverse);
            subtract(first, end, column[k], y[k], sum);
            for (int j = k + 1; j < last; j++)
                subtract(first, end, column[k], column[k][j], rest[j]);
        }
    }
    return true;
}

static bool cholesky_solve(int size, float *restrict h, const float *restrict b, float *restrict x)
{
    float column[STRIDE][STRIDE], row[STRIDE][STRIDE], y[STRIDE];
    double rest[STRIDE][STRIDE], sum[STRIDE];
    int end = round_up(size);
    for (int step = 0; step < end; step += STEP) {
        const float *from[STEP]; /* behind the last row that one again */
        for (int q = 0; q < STEP; q++) {
            from[q] = h + (step + q < size ? step + q : size - 1) * size;
            sum[step + q] = step + q < size ? (double)b[step + q] : 0;
        }
        for (int k = 0; k < step + STEP; k++)
            for (int q = 0; q < STEP; q++)
                rest[k][step + q] = (double)from[q][k < size ? k : size - 1];
    }
    if (!factorise(size, column, rest, sum, y)) {
        memset(x, 0, (size_t)size * sizeof *x);
        return false;
    }
    for (int step = 0; step < size; step += STEP)
        for (int k = step; k < size; k++)
            for (int q = 0; q < STEP; q++)
                row[k][step + q] = column[step + q][k];
    for (int i = 0; i < end; i++)
        sum[i] = i < size ? (double)y[i] : 0;
    for (int k = size - 1; k >= 0; k--) {
        x[k] = (float)(sum[k] * (double)column[k][k]);
        subtract(0, round_up(k), row[k], x[k], sum);
    }
    return true;
}

const facs_shape_kernels FACS_KERNEL(facs_shape_kernels) = {
    .shape_3d = shape_3d,
    .jacobian_full = jacobian_full,
    .gram = gram,
    .jt_mul = jt_mul,
    .cholesky_solve = cholesky_solve,
    .shape_3d_wide = shape_3d_wide,
    .project_wide = project_wide,
    .difference_norm = difference_norm,
    .project = project,
};
