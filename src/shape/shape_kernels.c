/* Hot loops of the shape fits, compiled once per CPU level.
 *
 * Layout: Jacobians are row-major with rows filled up to whole vectors: a vector holds neighbouring columns of one row.
 * For the Gram matrix one vector of columns of B against a group of columns of A keeps its sums in registers.
 *
 * Bits: Every kernel gives the same bits as its plain twin; products are fused where the twin says facs_fma.
 *
 * Source: Spec 01 2.4, 2.9, 3.3, 3.4.
 */
#include "shape/shape_kernels.h"

#include "base/fma.h"
#include "base/sgemm_order.h"
#include "base/vector.h"
#include "shape/cholesky_kernels.h"
#include "shape/pdm.h"
#include "shape/rotation.h"
#include "shape/solve.h"

#include <math.h>
#include <string.h>

enum { ROWS_MAX = 3 * FACS_N_MAX };

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

static void jacobian_rigid(int n, const float *shape_3d, const float g[6], float *jacobian)
{
    float r[9];
    facs_euler_to_matrix(g + 1, r);
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

static void jacobian_full(const facs_pdm *pdm, const float *shape_3d, const float g[6], float *restrict jacobian)
{
    int n = pdm->n, m = pdm->m, stride = facs_jacobian_stride(6 + m), whole = m / LANES * LANES;
    float r[9], s = g[0];
    facs_euler_to_matrix(g + 1, r);
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
enum { COLUMNS_MAX = 12, BLOCK = FACS_SGEMM_ROWS, WIDER_THAN_BLOCK = (int)LANES > (int)FACS_SGEMM_ROWS };

static sums sums_of(int cols, int panel, int column)
{
    bool first = facs_sgemm_two(cols, cols, panel, column);
    if (!WIDER_THAN_BLOCK || panel + BLOCK >= cols)
        return first ? TWO : ONE;
    bool second = facs_sgemm_two(cols, cols, panel + BLOCK, column);
    return first != second ? MIXED : first ? TWO : ONE;
}

/* result[i] = panel of B times column i of A */
INLINE void multiply_panel(const int count, const sums kind, bool first_two, int rows, int stride, const float *a,
                           const float *b, vector *result)
{
    vector even[COLUMNS_MAX], odd[COLUMNS_MAX];
    UNROLL_ALL
    for (int i = 0; i < count; i++)
        even[i] = odd[i] = (vector){0};
    int row = 0, paired = kind == ONE ? 0 : facs_sgemm_paired(rows);
#if defined(__AVX512F__)
    __mmask16 two = first_two ? 0x00ff : 0xff00, one = (__mmask16)~two;
#else
    (void)first_two;
#endif
    for (; row < paired; row += 2, a += 2 * stride, b += 2 * stride) {
        vector value = load(b), next = load(b + stride);
        UNROLL_ALL
        for (int i = 0; i < count; i++) {
            even[i] = fused_by(value, a[i], even[i]);
#if defined(__AVX512F__)
            if (kind == MIXED) {
                __m512 factor = _mm512_set1_ps(a[stride + i]);
                even[i] = (vector)_mm512_mask3_fmadd_ps((__m512)next, factor, (__m512)even[i], one);
                odd[i] = (vector)_mm512_mask3_fmadd_ps((__m512)next, factor, (__m512)odd[i], two);
                continue;
            }
#endif
            odd[i] = fused_by(next, a[stride + i], odd[i]);
        }
    }
    for (; row < rows; row++, a += stride, b += stride) {
        vector value = load(b);
        UNROLL_ALL
        for (int i = 0; i < count; i++)
            even[i] = fused_by(value, a[i], even[i]);
    }
    UNROLL_ALL
    for (int i = 0; i < count; i++) {
        result[i] = kind == TWO ? even[i] + odd[i] : even[i];
#if defined(__AVX512F__)
        if (kind == MIXED)
            result[i] = (vector)_mm512_mask_add_ps((__m512)even[i], two, (__m512)even[i], (__m512)odd[i]);
#endif
    }
}

/* Columns first .. first + count - 1 of A, alike in their sums, against the panel that starts at `panel`. */
static void gram_columns(int cols, int rows, int first, int count, int panel, const float *a, const float *b, float *h)
{
    vector result[COLUMNS_MAX];
    int stride = facs_jacobian_stride(cols);
    sums kind = sums_of(cols, panel, first);
    bool first_two = facs_sgemm_two(cols, cols, panel, first);
    a += first;
    b += panel;
    if (count == 12)
        multiply_panel(12, ONE, false, rows, stride, a, b, result);
    else if (count == 6 && kind == ONE)
        multiply_panel(6, ONE, false, rows, stride, a, b, result);
    else if (count == 6 && kind == TWO)
        multiply_panel(6, TWO, false, rows, stride, a, b, result);
    else if (count == 6 && WIDER_THAN_BLOCK)
        multiply_panel(6, MIXED, first_two, rows, stride, a, b, result);
    else if (count == 4 && kind == TWO)
        multiply_panel(4, TWO, false, rows, stride, a, b, result);
    else
        for (int i = 0; i < count; i++) {
            if (kind == ONE)
                multiply_panel(1, ONE, false, rows, stride, a + i, b, result + i);
            else if (kind == TWO)
                multiply_panel(1, TWO, false, rows, stride, a + i, b, result + i);
            else
                multiply_panel(1, MIXED, first_two, rows, stride, a + i, b, result + i);
        }
    for (int i = 0; i < count; i++) {
        int row = first + i, wanted = row - panel + 1;
        if (wanted >= LANES)
            store(h + (ptrdiff_t)row * cols + panel, result[i]);
        else if (wanted > 0)
            store_some(h + (ptrdiff_t)row * cols + panel, result[i], wanted);
    }
}

/* The order rule groups columns of A by twelve, split in halves, then by four, then one by one (base/sgemm_order.h). */
static void gram(int cols, int rows, const float *a, const float *b, float *h)
{
    int twelves = cols / FACS_SGEMM_COLS * FACS_SGEMM_COLS, fours = twelves + (cols - twelves) / 4 * 4;
    for (int panel = 0; panel < cols; panel += LANES) {
        for (int first = 0, count; first < cols; first += count) {
            if (first >= twelves)
                count = first < fours ? 4 : cols - first;
            else if (first % 12 == 0 && first + 6 > panel && sums_of(cols, panel, first) == ONE &&
                     sums_of(cols, panel, first + 6) == ONE)
                count = 12;
            else
                count = 6;
            if (first + count > panel)
                gram_columns(cols, rows, first, count, panel, a, b, h);
        }
    }
}

/* Some columns of A at a time, each with eight f64 sums; products of f32 values are exact. */
static void jt_mul(int cols, int rows, const float *a, const float *e, float *b)
{
    enum { SUMS = 8 };
    double values[2 * FACS_N_MAX];
    for (int row = 0; row < rows; row++)
        values[row] = (double)e[row];
    int stride = facs_jacobian_stride(cols), whole = rows / SUMS * SUMS;
    for (int first = 0; first < cols; first += DOUBLES) {
        const float *column = a + first;
        wide sum[SUMS] = {{0}}, total = {0};
        int row = 0;
        for (; row < whole; row += SUMS)
            for (int i = 0; i < SUMS; i++, column += stride)
                sum[i] = fused_wide(widen(load_narrow(column)), values[row + i] - (wide){0}, sum[i]);
        for (int i = 0; i < SUMS; i++)
            total += sum[i];
        for (; row < rows; row++, column += stride)
            total = fused_wide(widen(load_narrow(column)), values[row] - (wide){0}, total);
        float result[DOUBLES];
        narrow rounded = narrowed(total);
        memcpy(result, &rounded, sizeof result);
        memcpy(b + first, result, (size_t)(cols - first < DOUBLES ? cols - first : DOUBLES) * sizeof *b);
    }
}

/* ---- triangles --------------------------------------------------------------------------------------- */

static bool edges_accept(const facs_edges *edges, int count, float px, float py)
{
    typedef int32_t flags __attribute__((vector_size(4 * LANES)));
    flags any = {0};
    for (int k = 0; k < count; k += LANES) {
        flags inside = ~(flags){0};
        for (int e = 0; e < 3; e++) {
            const float(*field)[FACS_EDGES_MAX] = edges->field + 5 * e;
            vector dx = load(field[2] + k), dy = load(field[3] + k);
            vector side = fused(dx, py - load(field[1] + k), -((px - load(field[0] + k)) * dy));
            inside &= side * load(field[4] + k) >= (vector){0};
        }
        any |= inside;
    }
    int32_t lane[LANES], found = 0;
    memcpy(lane, &any, sizeof lane);
    for (int i = 0; i < LANES; i++)
        found |= lane[i];
    return found != 0;
}

const facs_shape_kernels FACS_KERNEL(facs_shape_kernels) = {
    .shape_3d = shape_3d,
    .jacobian_rigid = jacobian_rigid,
    .jacobian_full = jacobian_full,
    .gram = gram,
    .jt_mul = jt_mul,
    .cholesky_solve = FACS_KERNEL(facs_cholesky_solve),
    .shape_3d_wide = shape_3d_wide,
    .project_wide = project_wide,
    .difference_norm = difference_norm,
    .project = project,
    .edges_accept = edges_accept,
};
