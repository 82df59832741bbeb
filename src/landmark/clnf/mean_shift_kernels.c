/* Mean shift, one landmark per lane.
 *
 * The sums over the cells of a map have an order to keep, so they run one cell after the other with SIDE landmarks side
 * by side (simd/transpose.h).  Maps and table entries lie landmark by landmark: SIDE cells of SIDE landmarks are
 * multiplied as they lie, and the products transposed.  Sixteen lanes were tried and are slower: the maps lie across
 * cache lines and 68 landmarks fill no whole groups of sixteen.  Landmarks that see what they saw before (some two fifths
 * of a tracked face's) are left out; the others move up.  See mean_shift.h for the layout.
 */
#include "simd/exp_f64.h"
#include "simd/fma.h"
#include "simd/transpose.h"
#include "landmark/clnf/mean_shift_kernels.h"
#include "landmark/clnf/mean_shift_position.h"

#include <math.h>
#include <string.h>

enum { GROUPS_MAX = (FACS_N_MAX + SIDE - 1) / SIDE, CELLS_PAD = (FACS_KDE_CELLS_MAX + 15) / 16 * 16 };

/* Sum of the weights and of their moments in x and y, each lane a landmark. */
typedef struct moments {
    line sum, x, y;
} moments;

INLINE void add_cell(moments *m, line q, float column, float row)
{
    m->sum += q;
    m->x = fused_line(q, column, m->x);
    m->y = fused_line(q, row, m->y);
}

/* Where all landmarks stand; of those whose centres are not known, their maps and kernels. */
typedef struct places {
    int count;
    int landmark[FACS_N_MAX];
    float at[2 * FACS_N_MAX];
    const float *map[FACS_N_MAX + SIDE], *entry[FACS_N_MAX + SIDE]; /**< the last group is filled up with the last */
} places;

/* SIDE cells of SIDE landmarks */
INLINE void add_block(const facs_kde *kde, int first, const float *const *map, const float *const *entry, moments *m)
{
    moments sums = *m;
    line q[SIDE];
    for (int i = 0; i < SIDE; i++)
        q[i] = load_line(map[i] + first) * load_line(entry[i] + first);
    transpose(q);
    for (int i = 0; i < SIDE; i++)
        add_cell(&sums, q[i], kde->column[first + i], kde->row[first + i]);
    *m = sums;
}

/* One cell of SIDE landmarks: the last, as a rule, because windows are odd and their squares 1 modulo 8. */
INLINE void add_single(const facs_kde *kde, int cell, const float *const *map, const float *const *entry, moments *m)
{
    line q;
    for (int i = 0; i < SIDE; i++)
        q[i] = map[i][cell] * entry[i][cell];
    add_cell(m, q, kde->column[cell], kde->row[cell]);
}

/* Block after block of cells, so that the sums of one group of landmarks need not wait for those of another. */
static void moments_of(const facs_kde *kde, const places *p, moments *m)
{
    int cells = kde->window * kde->window, cell = 0, groups = (p->count + SIDE - 1) / SIDE;
    memset(m, 0, (size_t)groups * sizeof *m);
    for (; cell + SIDE <= cells; cell += SIDE)
        for (int g = 0; g < groups; g++)
            add_block(kde, cell, p->map + g * SIDE, p->entry + g * SIDE, m + g);
    for (; cell < cells; cell++)
        for (int g = 0; g < groups; g++)
            add_single(kde, cell, p->map + g * SIDE, p->entry + g * SIDE, m + g);
}

static void fill_entry(const facs_kde *kde, int row, int col, float *restrict entry)
{
    int cells = kde->window * kde->window;
    float ex = (float)row * FACS_KDE_STEP, ey = (float)col * FACS_KDE_STEP;
    for (int i = 0; i < cells; i++) {
        float x = ex - kde->column[i], y = ey - kde->row[i];
        entry[i] = (float)facs_exp_f64((double)(kde->factor * facs_fma(x, x, y * y)));
    }
}

static void find_places(int n, facs_kde *kde, const float *maps, const float *dxdy, const uint8_t *visible,
                        facs_mean_shift_memory *memory, places *p)
{
    int window = kde->window, cells = window * window, index[2 * FACS_N_MAX];
    for (int i = 0; i < 2 * n; i++) {
        p->at[i] = facs_kde_clamp(dxdy[i], window);
        index[i] = facs_kde_index(p->at[i], window);
    }
    p->count = 0;
    for (int i = 0; i < n; i++) {
        int row = index[i], col = index[n + i], number = row * 10 * window + col;
        if (!visible[i] || number == memory->entry[i])
            continue;
        memory->entry[i] = number;
        float *entry = kde->entries + (size_t)number * (size_t)cells;
        if (!kde->known[number]) {
            fill_entry(kde, row, col, entry);
            kde->known[number] = 1;
        }
        int at = p->count++;
        p->landmark[at] = i;
        p->map[at] = maps + i * cells;
        p->entry[at] = entry;
    }
    for (int i = 0; p->count > 0 && i < SIDE; i++) {
        p->map[p->count + i] = p->map[p->count - 1];
        p->entry[p->count + i] = p->entry[p->count - 1];
    }
}

static void mean_shift(int n, facs_kde *kde, const float *maps, const float *dxdy, const uint8_t *visible,
                       facs_mean_shift_memory *memory, float *shift)
{
    places p;
    find_places(n, kde, maps, dxdy, visible, memory, &p);
    moments m[GROUPS_MAX];
    moments_of(kde, &p, m);
    for (int first = 0; first < p.count; first += SIDE) {
        const moments *of = &m[first / SIDE];
        line x = of->x / of->sum, y = of->y / of->sum;
        for (int i = 0; i < SIDE && first + i < p.count; i++) {
            int landmark = p.landmark[first + i];
            memory->x[landmark] = x[i];
            memory->y[landmark] = y[i];
            memory->drawn[landmark] = of->sum[i] != 0.0f;
        }
    }
    for (int i = 0; i < n; i++) {
        shift[i] = memory->drawn[i] ? memory->x[i] - p.at[i] : 0.0f;
        shift[n + i] = memory->drawn[i] ? memory->y[i] - p.at[n + i] : 0.0f;
    }
}

/* cells that fill whole vectors at every level */
enum { WHOLE_CELLS = 8 };

/* The responses of a landmark at (dx, dy), each times a Gaussian; `cells` is a multiple of WHOLE_CELLS. */
static void weigh(int cells, const facs_kde *kde, double variance, float dx, float dy, const float *restrict map,
                  float *restrict weighted)
{
    for (int cell = 0; cell < cells; cell++) {
        float y = dy - kde->row[cell], x = dx - kde->column[cell];
        double exponent = -0.5 * (double)(y * y + x * x) / variance;
        weighted[cell] = (float)((double)map[cell] * facs_exp_f64(exponent));
    }
}

/* One cell of SIDE landmarks: those behind the last whole block of cells, where a landmark's own fill no vector. */
static void weigh_across(const facs_kde *kde, double variance, int cell, const float *restrict dx,
                         const float *restrict dy, const float *const *map, float (*restrict weighted)[CELLS_PAD])
{
    float response[SIDE], result[SIDE], row = kde->row[cell], column = kde->column[cell];
    for (int i = 0; i < SIDE; i++)
        response[i] = map[i][cell];
    for (int i = 0; i < SIDE; i++) {
        float y = dy[i] - row, x = dx[i] - column;
        double exponent = -0.5 * (double)(y * y + x * x) / variance;
        result[i] = (float)((double)response[i] * facs_exp_f64(exponent));
    }
    for (int i = 0; i < SIDE; i++)
        weighted[i][cell] = result[i];
}

/* Sum of each row's first `cells` values, in order. */
static line sums_of(int cells, float (*rows)[CELLS_PAD])
{
    line sum = {0};
    int cell = 0;
    for (; cell + SIDE <= cells; cell += SIDE) {
        line q[SIDE];
        for (int i = 0; i < SIDE; i++)
            q[i] = load_line(rows[i] + cell);
        transpose(q);
        for (int i = 0; i < SIDE; i++)
            sum += q[i];
    }
    for (; cell < cells; cell++)
        for (int i = 0; i < SIDE; i++)
            sum[i] += rows[i][cell];
    return sum;
}

static float likelihoods(int n, const facs_kde *kde, float sigma, const float *maps, const float *dxdy,
                         const uint8_t *visible, float *likelihoods)
{
    _Alignas(64) float weighted[SIDE][CELLS_PAD];
    int cells = kde->window * kde->window, count = 0, landmark[FACS_N_MAX];
    double variance = (double)(sigma * sigma);
    for (int i = 0; i < n; i++) {
        likelihoods[i] = -1e8f;
        if (visible[i])
            landmark[count++] = i;
    }
    float total = 0.0f;
    for (int first = 0; first < count; first += SIDE) {
        int lanes = count - first < SIDE ? count - first : SIDE, whole = cells / WHOLE_CELLS * WHOLE_CELLS;
        float dx[SIDE], dy[SIDE];
        const float *map[SIDE];
        for (int lane = 0; lane < SIDE; lane++) { /* what the last group lacks is filled up with its first */
            int i = landmark[first + (lane < lanes ? lane : 0)];
            dx[lane] = dxdy[i];
            dy[lane] = dxdy[n + i];
            map[lane] = maps + i * cells;
        }
        for (int lane = 0; lane < lanes; lane++)
            weigh(whole, kde, variance, dx[lane], dy[lane], map[lane], weighted[lane]);
        for (int lane = lanes; lane < SIDE; lane++)
            memset(weighted[lane], 0, (size_t)cells * sizeof **weighted);
        for (int cell = whole; cell < cells; cell++)
            weigh_across(kde, variance, cell, dx, dy, map, weighted);
        line sum = sums_of(cells, weighted);
        for (int lane = 0; lane < lanes; lane++) {
            likelihoods[landmark[first + lane]] = sum[lane];
            total = (float)((double)total + log((double)sum[lane] + 1e-8));
        }
    }
    return count > 0 ? total / (float)count : (float)log(1e-8);
}

const facs_mean_shift_kernels FACS_KERNEL(facs_mean_shift_kernels) = {mean_shift, likelihoods};

FACS_KERNEL_SELECT(facs_mean_shift_kernels)
