/* Mean shift, one landmark per vector lane.
 *
 * The sums over the cells of a map have an order to keep, so they run one cell after the other with as many landmarks
 * side by side as a vector has lanes.  Maps and table entries lie landmark by landmark: LANES cells of LANES landmarks
 * are multiplied as they lie, and the products transposed.  See mean_shift.h for the layout; spec 02 4.3-4.4, 4.7. */
#include "base/exp_f64.h"
#include "base/fma.h"
#include "landmark/mean_shift.h"
#include "landmark/mean_shift_position.h"

#include <math.h>
#include <string.h>

/* registers of the level being compiled: wider GCC vectors would live in memory */
#if defined(__AVX__)
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif
typedef float lanes __attribute__((vector_size(4 * LANES)));

static inline lanes load(const float *from)
{
    lanes value;
    memcpy(&value, from, sizeof value);
    return value;
}

/* a b + c with one rounding */
static inline lanes fma_lanes(lanes a, lanes b, lanes c)
{
    lanes sum;
    for (int i = 0; i < LANES; i++)
        sum[i] = facs_fma(a[i], b[i], c[i]);
    return sum;
}

#if defined(__AVX__)
static inline void transpose(lanes q[LANES])
{
    lanes a[LANES], b[LANES];
    for (int i = 0; i < 8; i += 2) {
        a[i] = __builtin_shufflevector(q[i], q[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        a[i + 1] = __builtin_shufflevector(q[i], q[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (int i = 0; i < 8; i += 4) {
        for (int k = 0; k < 2; k++) {
            b[i + 2 * k] = __builtin_shufflevector(a[i + k], a[i + 2 + k], 0, 1, 8, 9, 4, 5, 12, 13);
            b[i + 2 * k + 1] = __builtin_shufflevector(a[i + k], a[i + 2 + k], 2, 3, 10, 11, 6, 7, 14, 15);
        }
    }
    for (int i = 0; i < 4; i++) {
        q[i] = __builtin_shufflevector(b[i], b[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        q[i + 4] = __builtin_shufflevector(b[i], b[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}
#else
static inline void transpose(lanes q[LANES])
{
    lanes a0 = __builtin_shufflevector(q[0], q[1], 0, 4, 1, 5);
    lanes a1 = __builtin_shufflevector(q[0], q[1], 2, 6, 3, 7);
    lanes a2 = __builtin_shufflevector(q[2], q[3], 0, 4, 1, 5);
    lanes a3 = __builtin_shufflevector(q[2], q[3], 2, 6, 3, 7);
    q[0] = __builtin_shufflevector(a0, a2, 0, 1, 4, 5);
    q[1] = __builtin_shufflevector(a0, a2, 2, 3, 6, 7);
    q[2] = __builtin_shufflevector(a1, a3, 0, 1, 4, 5);
    q[3] = __builtin_shufflevector(a1, a3, 2, 3, 6, 7);
}
#endif

/* Sum of the weights and of their moments in x and y, each lane a landmark. */
typedef struct moments {
    lanes sum, x, y;
} moments;

static inline void add_cell(moments *m, lanes q, float column, float row)
{
    m->sum += q;
    m->x = fma_lanes(q, column - (lanes){0}, m->x);
    m->y = fma_lanes(q, row - (lanes){0}, m->y);
}

/* The landmarks to move: where they stand, their maps and kernels. */
typedef struct places {
    int count;
    int landmark[FACS_N_MAX];
    float ex[FACS_N_MAX], ey[FACS_N_MAX];
    const float *map[FACS_N_MAX + LANES], *entry[FACS_N_MAX + LANES]; /**< the last group is filled up with the last */
} places;

static moments moments_of(const facs_kde *kde, const float *const map[LANES], const float *const entry[LANES])
{
    int cells = kde->window * kde->window, cell = 0;
    moments m = {{0}, {0}, {0}};
    for (; cell + LANES <= cells; cell += LANES) {
        lanes q[LANES];
        for (int i = 0; i < LANES; i++)
            q[i] = load(map[i] + cell) * load(entry[i] + cell);
        transpose(q);
        for (int i = 0; i < LANES; i++)
            add_cell(&m, q[i], kde->column[cell + i], kde->row[cell + i]);
    }
    for (; cell < cells; cell++) {
        lanes q;
        for (int i = 0; i < LANES; i++)
            q[i] = map[i][cell] * entry[i][cell];
        add_cell(&m, q, kde->column[cell], kde->row[cell]);
    }
    return m;
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

static void find_places(int n, facs_kde *kde, const float *maps, const float *dxdy, const uint8_t *visible, places *p)
{
    int window = kde->window, cells = window * window;
    p->count = 0;
    for (int i = 0; i < n; i++) {
        if (!visible[i])
            continue;
        float ex = facs_kde_clamp(dxdy[i], window), ey = facs_kde_clamp(dxdy[n + i], window);
        int row = facs_kde_index(ex, window), col = facs_kde_index(ey, window);
        int place = row * 10 * window + col;
        float *entry = kde->entries + (size_t)place * (size_t)cells;
        if (!kde->known[place]) {
            fill_entry(kde, row, col, entry);
            kde->known[place] = 1;
        }
        int at = p->count++;
        p->landmark[at] = i;
        p->ex[at] = ex;
        p->ey[at] = ey;
        p->map[at] = maps + i * cells;
        p->entry[at] = entry;
    }
    for (int i = 0; p->count > 0 && i < LANES; i++) {
        p->map[p->count + i] = p->map[p->count - 1];
        p->entry[p->count + i] = p->entry[p->count - 1];
    }
}

static void mean_shift(int n, facs_kde *kde, const float *maps, const float *dxdy, const uint8_t *visible, float *shift)
{
    places p;
    find_places(n, kde, maps, dxdy, visible, &p);
    memset(shift, 0, (size_t)(2 * n) * sizeof *shift);
    for (int first = 0; first < p.count; first += LANES) {
        moments m = moments_of(kde, p.map + first, p.entry + first);
        for (int i = 0; i < LANES && first + i < p.count; i++) {
            if (m.sum[i] == 0.0f)
                continue;
            int landmark = p.landmark[first + i];
            shift[landmark] = m.x[i] / m.sum[i] - p.ex[first + i];
            shift[n + landmark] = m.y[i] / m.sum[i] - p.ey[first + i];
        }
    }
}

static float likelihoods(int n, const facs_kde *kde, float sigma, const float *maps, const float *dxdy,
                         const uint8_t *visible, float *likelihoods)
{
    int cells = kde->window * kde->window, count = 0;
    double variance = (double)(sigma * sigma);
    float total = 0.0f;
    for (int i = 0; i < n; i++) {
        likelihoods[i] = -1e8f;
        if (!visible[i])
            continue;
        const float *map = maps + i * cells;
        float dx = dxdy[i], dy = dxdy[n + i], weighted[FACS_KDE_CELLS_MAX];
        for (int cell = 0; cell < cells; cell++) {
            float y = dy - kde->row[cell], x = dx - kde->column[cell];
            double exponent = -0.5 * (double)(y * y + x * x) / variance;
            weighted[cell] = (float)((double)map[cell] * facs_exp_f64(exponent));
        }
        float sum = 0.0f;
        for (int cell = 0; cell < cells; cell++)
            sum += weighted[cell];
        likelihoods[i] = sum;
        total = (float)((double)total + log((double)sum + 1e-8));
        count++;
    }
    return count > 0 ? total / (float)count : (float)log(1e-8);
}

const facs_mean_shift_kernels FACS_KERNEL(facs_mean_shift_kernels) = {mean_shift, likelihoods};
