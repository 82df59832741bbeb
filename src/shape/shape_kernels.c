/* Hot loops of the shape fits, compiled once per CPU level.
 *
 * Layout: Modes and Jacobians are column-major, so every loop over points or rows is contiguous. The products of
 * the Gram matrix keep their sums in vector registers: BLOCK columns of A against WIDTH columns of B, which are
 * packed row by row first, so that no sum runs along a vector.
 *
 * Cholesky: Blocks of STEP columns: first everything to the left is subtracted from a block, tile by tile in
 * registers, then the block is finished column by column. Each entry still sees k in rising order and each
 * product is rounded to f32 before the f64 subtraction, hence the same bits as facs_cholesky_solve.
 *
 * Source: Spec 01 2.4, 2.9, 3.3, 3.4.
 */
#include "shape/shape_kernels.h"

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

#if defined(__AVX512F__)
enum { LANES = 16, PANEL = 1, BLOCK = 8 };
#elif defined(__AVX2__)
enum { LANES = 8, PANEL = 2, BLOCK = 4 };
#else
enum { LANES = 4, PANEL = 2, BLOCK = 4 };
#endif
enum { WIDTH = LANES * PANEL };

typedef float lanes __attribute__((vector_size(LANES * sizeof(float))));

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
        for (int row = 0; row < rows; row++)
            sum[row] += phi[row] * p0 + phi[rows + row] * p1 + (phi[2 * rows + row] * p2 + phi[3 * rows + row] * p3);
    }
    for (; mode < pdm->m; mode++) {
        const float *restrict phi = pdm->modes_t + (ptrdiff_t)mode * rows;
        for (int row = 0; row < rows; row++)
            sum[row] += phi[row] * p[mode];
    }
    for (int row = 0; row < rows; row++)
        shape[row] = sum[row] + pdm->mean[row];
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
            u[i] = s * (r0 * x[i] + r1 * y[i] + r2 * z[i]);
            v[i] = s * (r3 * x[i] + r4 * y[i] + r5 * z[i]);
        }
    }
}

/* ---- products ---------------------------------------------------------------------------------------- */

#define EACH_OF_8(X) X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7)
#define EACH_OF_16(X) EACH_OF_8(X) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)
#if defined(__AVX2__)
#define EACH_OF_WIDTH(X) EACH_OF_16(X)
#else
#define EACH_OF_WIDTH(X) EACH_OF_8(X)
#endif
#define SOURCE(k) const float *restrict from##k = b + (ptrdiff_t)(first + k < cols ? first + k : cols - 1) * rows;
#define COPY(k) packed[row * WIDTH + k] = from##k[row];

/* packed[row * WIDTH + k] = b[(first + k) * rows + row]; behind the last column that one again, nobody looks.  Written
 * out column by column because then the compiler sees a WIDTH x WIDTH transposition. */
static void pack_columns(int cols, int rows, int first, const float *restrict b, float *restrict packed)
{
    EACH_OF_WIDTH(SOURCE)
    for (int row = 0; row < rows; row++) {
        EACH_OF_WIDTH(COPY)
    }
}

/* Rows first .. first + BLOCK - 1 of h against one packed panel of columns from `panel` on. */
static void gram_block(int cols, int rows, int first, int panel, const float *restrict a, const float *restrict packed,
                       float *restrict h)
{
    lanes sum[BLOCK][PANEL];
    const float *column[BLOCK];
    for (int i = 0; i < BLOCK; i++) { /* behind the last column: work on the last one again, the result is not used */
        column[i] = a + (ptrdiff_t)(first + i < cols ? first + i : cols - 1) * rows;
        for (int k = 0; k < PANEL; k++)
            sum[i][k] = (lanes){0};
    }
    int row = 0;
    do {
        lanes value[PANEL];
        memcpy(value, packed + row * WIDTH, sizeof value);
        for (int i = 0; i < BLOCK; i++)
            for (int k = 0; k < PANEL; k++)
                sum[i][k] += column[i][row] * value[k];
    } while (++row < rows);
    float result[BLOCK][WIDTH];
    for (int i = 0; i < BLOCK; i++)
        for (int k = 0; k < PANEL; k++)
            memcpy(result[i] + k * LANES, &sum[i][k], sizeof(lanes));
    for (int i = 0; i < BLOCK && first + i < cols; i++) {
        int count = first + i - panel + 1;
        count = count < WIDTH ? count : WIDTH;
        memcpy(h + (ptrdiff_t)(first + i) * cols + panel, result[i], (size_t)count * sizeof(float));
    }
}

static void gram(int cols, int rows, const float *a, const float *b, float *h)
{
    _Alignas(64) float packed[2 * FACS_N_MAX * WIDTH];
    for (int panel = 0; panel < cols; panel += WIDTH) {
        pack_columns(cols, rows, panel, b, packed);
        for (int first = panel; first < cols; first += BLOCK)
            gram_block(cols, rows, first, panel, a, packed, h);
    }
}

/* Columns 0 .. 5 of the lower triangle of J^T J; as gram_block(), with a panel of 8. */
static void rigid_products(int cols, int rows, const float *jacobian, float *h)
{
    enum { RIGID = 6, PART = LANES < 8 ? LANES : 8, PARTS = 8 / PART, COLUMNS = 8 / PARTS };
    typedef float part __attribute__((vector_size(PART * sizeof(float))));
    _Alignas(32) float packed[2 * FACS_N_MAX][8];
    for (int row = 0; row < rows; row++)
        for (int k = 0; k < 8; k++)
            packed[row][k] = jacobian[(k < RIGID ? k : 0) * rows + row];
    for (int first = 0; first < cols; first += COLUMNS) {
        const float *column[COLUMNS];
        part sum[COLUMNS][PARTS];
        for (int i = 0; i < COLUMNS; i++) {
            column[i] = jacobian + (ptrdiff_t)(first + i < cols ? first + i : cols - 1) * rows;
            for (int k = 0; k < PARTS; k++)
                sum[i][k] = (part){0};
        }
        int row = 0;
        do {
            part value[PARTS];
            memcpy(value, packed[row], sizeof value);
            for (int i = 0; i < COLUMNS; i++)
                for (int k = 0; k < PARTS; k++)
                    sum[i][k] += column[i][row] * value[k];
        } while (++row < rows);
        float result[COLUMNS][8];
        for (int i = 0; i < COLUMNS; i++)
            for (int k = 0; k < PARTS; k++)
                memcpy(result[i] + k * PART, &sum[i][k], sizeof(part));
        for (int i = 0; i < COLUMNS && first + i < cols; i++)
            for (int k = 0; k < RIGID && k <= first + i; k++)
                h[(ptrdiff_t)(first + i) * cols + k] = result[i][k];
    }
}

static void weighted_sum(int count, const double weight[6], const double *restrict terms, float *restrict sum)
{
    const double *restrict t0 = terms, *restrict t1 = t0 + count, *restrict t2 = t1 + count;
    const double *restrict t3 = t2 + count, *restrict t4 = t3 + count, *restrict t5 = t4 + count;
    double w0 = weight[0], w1 = weight[1], w2 = weight[2], w3 = weight[3], w4 = weight[4], w5 = weight[5];
    for (int i = 0; i < count; i++)
        sum[i] = (float)((w0 * t0[i] + w1 * t1[i]) + (w2 * t2[i] + w3 * t3[i]) + (w4 * t4[i] + w5 * t5[i]));
}

/* Columns of A in fours, each with one vector of f64 sums. */
static void jt_mul(int cols, int rows, const float *a, const float *e, float *b)
{
    enum { COLUMNS = 4 };
    double values[2 * FACS_N_MAX];
    for (int row = 0; row < rows; row++)
        values[row] = (double)e[row];
    int whole = rows / GROUP * GROUP;
    for (int first = 0; first < cols; first += COLUMNS) {
        const float *column[COLUMNS];
        wide sum[COLUMNS];
        for (int k = 0; k < COLUMNS; k++) {
            column[k] = a + (ptrdiff_t)(first + k < cols ? first + k : cols - 1) * rows;
            sum[k] = (wide){0};
        }
        for (int row = 0; row < whole; row += GROUP) {
            wide value = load_wide(values + row);
            for (int k = 0; k < COLUMNS; k++)
                sum[k] += widen(load_narrow(column[k] + row)) * value;
        }
        for (int k = 0; k < COLUMNS && first + k < cols; k++) {
            double total = 0;
            for (int lane = 0; lane < GROUP; lane++)
                total += sum[k][lane];
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
    .rigid_products = rigid_products,
    .weighted_sum = weighted_sum,
};
