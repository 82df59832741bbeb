/* Hot loops of the shape fits, compiled once per CPU level.
 *
 * Layout: Jacobians are row-major with rows filled up to whole vectors: a vector holds neighbouring columns of one row.
 * For the Gram matrix one vector of columns of B against a group of columns of A keeps its sums in registers.
 *
 * Bits: Every kernel gives the same bits as its plain twin; products are fused where the twin says facs_fma.
 *
 * Source: docs/algorithm/shape-model.md and calc-params.md.
 */
#include "shape/shape_kernels.h"

#include "simd/fma.h"
#include "simd/sgemm_order.h"
#include "simd/vector.h"
#include "shape/pdm.h"

#include <math.h>
#include <string.h>

enum { ROWS_MAX = 3 * FACS_N_MAX };

/* mean + sum of modes of `vectors` vectors of rows, the last of which may hold fewer than LANES rows */
INLINE void shape_rows(const int vectors, int last, int rows, int modes, const float *phi, const float *p,
                       const float *mean, float *shape)
{
    enum { MOST = 13 };
    vector sum[MOST];
    UNROLL_ALL
    for (int v = 0; v < vectors; v++)
        sum[v] = (vector){0};
    for (int mode = 0; mode < modes; mode++, phi += rows) {
        vector weight = broadcast(p[mode]);
        UNROLL_ALL
        for (int v = 0; v < vectors - 1; v++)
            sum[v] = fused(load(phi + v * LANES), weight, sum[v]);
        const float *end = phi + (vectors - 1) * LANES;
        sum[vectors - 1] = fused(last == LANES ? load(end) : load_some(end, last), weight, sum[vectors - 1]);
    }
    UNROLL_ALL
    for (int v = 0; v < vectors - 1; v++)
        store(shape + v * LANES, load(mean + v * LANES) + sum[v]);
    mean += (vectors - 1) * LANES;
    shape += (vectors - 1) * LANES;
    if (last == LANES)
        store(shape, load(mean) + sum[vectors - 1]);
    else
        store_some(shape, load_some(mean, last) + sum[vectors - 1], last);
}

/* The shipped models have 204, 153 and 84 rows: sums in registers, in one go or in two. */
static void shape_3d(const facs_pdm *pdm, const float *restrict p, float *restrict shape)
{
    if (LANES < 8) { /* fused sums of SSE go through f64: nothing is gained */
        facs_shape_3d(pdm, p, shape);
        return;
    }
    int rows = 3 * pdm->n, all = (rows + LANES - 1) / LANES;
    int parts = all > 13 ? 2 : 1, each = (all + parts - 1) / parts;
    for (int row = 0; row < rows; row += each * LANES) {
        int left = rows - row, now = (left + LANES - 1) / LANES < each ? (left + LANES - 1) / LANES : each;
        int last = left - (now - 1) * LANES < LANES ? left - (now - 1) * LANES : LANES;
        const float *phi = pdm->modes_t + row, *mean = pdm->mean + row;
#define CASE(vectors)                                                                                                  \
    case vectors:                                                                                                      \
        shape_rows(vectors, last, rows, pdm->m, phi, p, mean, shape + row);                                            \
        break
        switch (now) {
            CASE(6);
            CASE(9);
            CASE(10);
            CASE(11);
            CASE(13);
        default:
            for (int v = 0; v < now; v++)
                shape_rows(1, v < now - 1 ? LANES : last, rows, pdm->m, phi + v * LANES, p, mean + v * LANES,
                           shape + row + v * LANES);
        }
#undef CASE
    }
}

static void project(int n, const float *restrict shape, const float g[6], const float r[9], float *restrict shape_2d)
{
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

/* ---- Jacobian ---------------------------------------------------------------------------------------- */

/* The rigid columns, computed for all points of an axis and then put into their rows. */
static void rigid_columns(int n, int stride, const float *restrict shape_3d, float s, const float r[3], int axis,
                          float *restrict jacobian)
{
    const float *x = shape_3d, *y = shape_3d + n, *z = shape_3d + 2 * n;
    float r0 = r[0], r1 = r[1], r2 = r[2];
    float column[4][FACS_N_MAX];
    for (int i = 0; i < n; i++) {
        column[0][i] = facs_fma(r2, z[i], facs_fma(r0, x[i], r1 * y[i]));
        column[1][i] = s * facs_fma(y[i], r2, -(z[i] * r1));
        column[2][i] = -s * facs_fma(x[i], r2, -(z[i] * r0));
        column[3][i] = s * facs_fma(x[i], r1, -(y[i] * r0));
    }
    float *row = jacobian + (ptrdiff_t)axis * n * stride;
    for (int i = 0; i < n; i++, row += stride) {
        for (int k = 0; k < 4; k++)
            row[k] = column[k][i];
        row[4] = axis == 0 ? 1.0f : 0.0f;
        row[5] = axis == 0 ? 0.0f : 1.0f;
    }
}

static void jacobian_rigid(int n, const float *shape_3d, const float g[6], const float r[9], float *jacobian)
{
    int stride = facs_jacobian_stride(6);
    memset(jacobian, 0, (size_t)(2 * n * stride) * sizeof *jacobian);
    rigid_columns(n, stride, shape_3d, g[0], r, 0, jacobian);
    rigid_columns(n, stride, shape_3d, g[0], r + 3, 1, jacobian);
}

/* s (r . (x, y, z)) of some modes */
INLINE vector turned(const float r[3], float s, vector x, vector y, vector z)
{
    vector r0 = broadcast(r[0]), r1 = broadcast(r[1]), r2 = broadcast(r[2]);
    return broadcast(s) * fused(r2, z, fused(r0, x, r1 * y));
}

/* zeros from column `from` to the end of a row */
INLINE void clear_rest(float *row, int from, int stride)
{
    for (; from + LANES <= stride; from += LANES)
        store(row + from, (vector){0});
    if (from < stride)
        store_some(row + from, (vector){0}, stride - from);
}

static void jacobian_full(const facs_pdm *pdm, const float *shape_3d, const float g[6], const float r[9],
                          float *restrict jacobian)
{
    int n = pdm->n, m = pdm->m, stride = facs_jacobian_stride(6 + m), whole = m / LANES * LANES;
    float s = g[0];
    for (int i = 0; i < n; i++) {
        const float *x = pdm->modes + (ptrdiff_t)i * m, *y = x + (ptrdiff_t)n * m, *z = y + (ptrdiff_t)n * m;
        float *u = jacobian + (ptrdiff_t)i * stride, *v = u + (ptrdiff_t)n * stride;
        for (int mode = 0; mode < whole; mode += LANES) {
            vector vx = load(x + mode), vy = load(y + mode), vz = load(z + mode);
            store(u + 6 + mode, turned(r, s, vx, vy, vz));
            store(v + 6 + mode, turned(r + 3, s, vx, vy, vz));
        }
        int left = m - whole;
        if (left > 0) {
            vector vx = load_some(x + whole, left), vy = load_some(y + whole, left), vz = load_some(z + whole, left);
            store_some(u + 6 + whole, turned(r, s, vx, vy, vz), left);
            store_some(v + 6 + whole, turned(r + 3, s, vx, vy, vz), left);
        }
        clear_rest(u, 6 + m, stride);
        clear_rest(v, 6 + m, stride);
    }
    rigid_columns(n, stride, shape_3d, s, r, 0, jacobian);
    rigid_columns(n, stride, shape_3d, s, r + 3, 1, jacobian);
}

/* ---- products ---------------------------------------------------------------------------------------- */

/* How the sums of a panel (a vector of columns of B) with some columns of A are to be taken: with one accumulator, with
 * two, or with two in some lanes only: a vector of 16 covers two blocks of the order rule. */
typedef enum sums { ONE, TWO, MIXED } sums;
enum { COLUMNS_MAX = 6, BLOCK = FACS_SGEMM_ROWS, WIDER_THAN_BLOCK = (int)LANES > (int)FACS_SGEMM_ROWS };

static sums sums_of(int cols, int panel, int column)
{
    bool first = facs_sgemm_two(cols, cols, panel, column);
    if (!WIDER_THAN_BLOCK || panel + BLOCK >= cols)
        return first ? TWO : ONE;
    bool second = facs_sgemm_two(cols, cols, panel + BLOCK, column);
    return first != second ? MIXED : first ? TWO : ONE;
}

/* Some neighbouring panels and what is known of them. */
enum { PANELS_MAX = 3 };
typedef struct panels {
    sums kind[PANELS_MAX];
    bool first_two[PANELS_MAX]; /* MIXED: are the lanes with two accumulators those of the first block? */
} panels;

/* Which lanes of a mixed panel have two accumulators. */
#if defined(__AVX512F__)
#define TWO_LANES(group, p) ((__mmask16)((group)->first_two[p] ? 0x00ff : 0xff00))
#endif

/* result[p][i] = panel p of B times column i of A.  All loops over panels and columns vanish. */
INLINE void multiply(const int columns, const int count, const sums k0, const sums k1, const sums k2,
                     const panels *group, int rows, int stride, const float *a, const float *b,
                     vector result[PANELS_MAX][COLUMNS_MAX])
{
    const sums kind[PANELS_MAX] = {k0, k1, k2};
    vector even[PANELS_MAX][COLUMNS_MAX], odd[PANELS_MAX][COLUMNS_MAX], value[PANELS_MAX], next[PANELS_MAX];
    UNROLL_ALL
    for (int p = 0; p < count; p++)
        UNROLL_ALL
    for (int i = 0; i < columns; i++)
        even[p][i] = odd[p][i] = (vector){0};
    const bool all_one = k0 == ONE && (count < 2 || k1 == ONE) && (count < 3 || k2 == ONE);
    int row = 0, paired = all_one ? 0 : facs_sgemm_paired(rows);
    for (; row < paired; row += 2, a += 2 * stride, b += 2 * stride) {
        UNROLL_ALL
        for (int p = 0; p < count; p++) {
            value[p] = load(b + p * LANES);
            next[p] = load(b + stride + p * LANES);
        }
        UNROLL_ALL
        for (int i = 0; i < columns; i++) {
            vector factor = broadcast(a[i]), next_factor = broadcast(a[stride + i]);
            UNROLL_ALL
            for (int p = 0; p < count; p++) {
                even[p][i] = fused(value[p], factor, even[p][i]);
                if (kind[p] == TWO)
                    odd[p][i] = fused(next[p], next_factor, odd[p][i]);
                else if (kind[p] == ONE)
                    even[p][i] = fused(next[p], next_factor, even[p][i]);
#if defined(__AVX512F__)
                else {
                    __mmask16 two = TWO_LANES(group, p);
                    even[p][i] = (vector)_mm512_mask3_fmadd_ps((__m512)next[p], (__m512)next_factor, (__m512)even[p][i],
                                                               (__mmask16)~two);
                    odd[p][i] =
                        (vector)_mm512_mask3_fmadd_ps((__m512)next[p], (__m512)next_factor, (__m512)odd[p][i], two);
                }
#endif
            }
        }
    }
    for (; row < rows; row++, a += stride, b += stride) {
        UNROLL_ALL
        for (int p = 0; p < count; p++)
            value[p] = load(b + p * LANES);
        UNROLL_ALL
        for (int i = 0; i < columns; i++) {
            vector factor = broadcast(a[i]);
            UNROLL_ALL
            for (int p = 0; p < count; p++)
                even[p][i] = fused(value[p], factor, even[p][i]);
        }
    }
    UNROLL_ALL
    for (int p = 0; p < count; p++) {
        UNROLL_ALL
        for (int i = 0; i < columns; i++) {
            result[p][i] = kind[p] == TWO ? even[p][i] + odd[p][i] : even[p][i];
#if defined(__AVX512F__)
            if (kind[p] == MIXED)
                result[p][i] = (vector)_mm512_mask_add_ps((__m512)even[p][i], TWO_LANES(group, p), (__m512)even[p][i],
                                                          (__m512)odd[p][i]);
#endif
        }
    }
    (void)group;
}

/* multiply() for the combinations that occur in the shipped models' sizes; false for any other */
static bool multiply_known(int columns, int count, const panels *group, int rows, int stride, const float *a,
                           const float *b, vector result[PANELS_MAX][COLUMNS_MAX])
{
#define KEY(columns, count, k0, k1, k2) ((((columns)*4 + (count)) * 3 + (k0)) * 9 + (k1)*3 + (k2))
#define CASE(columns, count, k0, k1, k2)                                                                               \
    case KEY(columns, count, k0, k1, k2):                                                                              \
        multiply(columns, count, k0, k1, k2, group, rows, stride, a, b, result);                                       \
        return true
    switch (KEY(columns, count, (int)group->kind[0], count > 1 ? (int)group->kind[1] : 0,
                count > 2 ? (int)group->kind[2] : 0)) {
        CASE(1, 1, ONE, ONE, ONE);
        CASE(1, 1, TWO, ONE, ONE);
        CASE(4, 1, TWO, ONE, ONE);
        CASE(6, 1, ONE, ONE, ONE);
        CASE(6, 1, TWO, ONE, ONE);
        CASE(6, 2, ONE, ONE, ONE);
#if defined(__AVX512F__)
        CASE(1, 1, MIXED, ONE, ONE);
        CASE(2, 3, ONE, ONE, ONE);
        CASE(4, 3, TWO, TWO, TWO);
        CASE(6, 1, MIXED, ONE, ONE);
        CASE(6, 2, MIXED, ONE, ONE);
        CASE(6, 2, MIXED, MIXED, ONE);
        CASE(6, 3, ONE, ONE, ONE);
        CASE(6, 3, ONE, ONE, TWO);
#endif
    default:
        return false;
    }
#undef CASE
#undef KEY
}

/* Columns first .. first + columns - 1 of A, alike in their sums, against one panel or as many as are known together;
 * returns how many. */
static int gram_panels(int cols, int rows, int first, int columns, int panel, const float *a, const float *b, float *h)
{
    vector result[PANELS_MAX][COLUMNS_MAX];
    panels group = {{ONE, ONE, ONE}, {false, false, false}};
    int stride = facs_jacobian_stride(cols), end = first + columns, count = (end - panel + LANES - 1) / LANES;
    count = count < PANELS_MAX ? count : PANELS_MAX;
    for (int p = 0; p < count; p++) {
        group.kind[p] = sums_of(cols, panel + p * LANES, first);
        group.first_two[p] = facs_sgemm_two(cols, cols, panel + p * LANES, first);
    }
    while (count > 1 && !multiply_known(columns, count, &group, rows, stride, a + first, b + panel, result))
        count--;
    if (count == 1 && !multiply_known(columns, 1, &group, rows, stride, a + first, b + panel, result)) {
        for (int i = 0; i < columns; i++) {
            vector one[PANELS_MAX][COLUMNS_MAX];
            multiply_known(1, 1, &group, rows, stride, a + first + i, b + panel, one);
            result[0][i] = one[0][0];
        }
    }
    for (int p = 0; p < count; p++) {
        int at = panel + p * LANES;
        for (int i = 0; i < columns; i++) {
            int wanted = first + i - at + 1;
            if (wanted >= LANES)
                store(h + (ptrdiff_t)(first + i) * cols + at, result[p][i]);
            else if (wanted > 0)
                store_some(h + (ptrdiff_t)(first + i) * cols + at, result[p][i], wanted);
        }
    }
    return count;
}

/* The order rule groups columns of A by twelve, split in halves, then by four, then one by one (simd/sgemm_order.h). */
static void gram(int cols, int rows, const float *a, const float *b, float *h)
{
    int twelves = cols / FACS_SGEMM_COLS * FACS_SGEMM_COLS, fours = twelves + (cols - twelves) / 4 * 4;
    for (int first = 0, columns; first < cols; first += columns) {
        columns = first < twelves ? 6 : first < fours ? 4 : cols - first;
        for (int panel = 0; panel < first + columns;)
            panel += LANES * gram_panels(cols, rows, first, columns, panel, a, b, h);
    }
}

enum { JT_SUMS = 8, JT_PARTS = LANES == 16 ? 2 : 1 };

/* JT_SUMS f64 sums of `parts` vectors of columns; products of f32 values are exact. */
INLINE void jt_columns(const int parts, int rows, int stride, const float *column, const double *values, wide *total)
{
    wide sum[JT_PARTS][JT_SUMS];
    UNROLL_ALL
    for (int part = 0; part < parts; part++) {
        total[part] = (wide){0};
        UNROLL_ALL
        for (int i = 0; i < JT_SUMS; i++)
            sum[part][i] = (wide){0};
    }
    int row = 0;
    for (; row + JT_SUMS <= rows; row += JT_SUMS) {
        UNROLL_ALL
        for (int i = 0; i < JT_SUMS; i++, column += stride) {
            wide value = values[row + i] - (wide){0};
            UNROLL_ALL
            for (int part = 0; part < parts; part++)
                sum[part][i] = fused_wide(widen(load_narrow(column + part * DOUBLES)), value, sum[part][i]);
        }
    }
    UNROLL_ALL
    for (int part = 0; part < parts; part++)
        for (int i = 0; i < JT_SUMS; i++)
            total[part] += sum[part][i];
    for (; row < rows; row++, column += stride)
        for (int part = 0; part < parts; part++)
            total[part] = fused_wide(widen(load_narrow(column + part * DOUBLES)), values[row] - (wide){0}, total[part]);
}

static void jt_mul(int cols, int rows, const float *a, const float *e, float *b)
{
    double values[2 * FACS_N_MAX];
    for (int row = 0; row < rows; row++)
        values[row] = (double)e[row];
    int stride = facs_jacobian_stride(cols);
    for (int first = 0, now; first < cols; first += now * DOUBLES) {
        wide total[JT_PARTS];
        float result[JT_PARTS * DOUBLES];
        now = cols - first > DOUBLES ? JT_PARTS : 1;
        if (now == JT_PARTS)
            jt_columns(JT_PARTS, rows, stride, a + first, values, total);
        else
            jt_columns(1, rows, stride, a + first, values, total);
        for (int part = 0; part < now; part++) {
            narrow rounded = narrowed(total[part]);
            memcpy(result + part * DOUBLES, &rounded, sizeof rounded);
        }
        int count = cols - first < now * DOUBLES ? cols - first : now * DOUBLES;
        memcpy(b + first, result, (size_t)count * sizeof *b);
    }
}

const facs_shape_kernels FACS_KERNEL(facs_shape_kernels) = {
    .shape_3d = shape_3d,
    .jacobian_rigid = jacobian_rigid,
    .jacobian_full = jacobian_full,
    .gram = gram,
    .jt_mul = jt_mul,
    .shape_3d_wide = shape_3d_wide,
    .project_wide = project_wide,
    .difference_norm = difference_norm,
    .project = project,
};

FACS_KERNEL_SELECT(facs_shape_kernels)
