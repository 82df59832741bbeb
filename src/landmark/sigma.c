/* Building Sigma: folding of the components, inversion by blocks, unfolding.  See sigma.h.
 *
 * Orthonormal folded basis of a line of w = 2h + 1 cells: even functions e_0 = centre, e_i = (d(-i) + d(+i)) / sqrt 2,
 * odd ones o_i = (d(+i) - d(-i)) / sqrt 2, i = 1..h.  On the window the products (y function, x function) are used.
 * Block "even-odd" is even in y and odd in x with index i * h + (j - 1); "odd-even" has the same matrix with the roles
 * of x and y exchanged, index j * h + (i - 1). */
#include "landmark/sigma.h"

#include <math.h>

enum { EVEN_EVEN, EVEN_ODD, ODD_ODD, BLOCKS = FACS_SIGMA_BLOCKS };

typedef struct fold {
    int window, h;
    int size[BLOCKS], offset[BLOCKS + 1]; /* rows; place in a component's folded values */
} fold;

static fold fold_of(int window)
{
    fold f = {.window = window, .h = window / 2};
    f.size[EVEN_EVEN] = (f.h + 1) * (f.h + 1);
    f.size[EVEN_ODD] = (f.h + 1) * f.h;
    f.size[ODD_ODD] = f.h * f.h;
    for (int block = 0; block < BLOCKS; block++)
        f.offset[block + 1] = f.offset[block] + f.size[block] * f.size[block];
    return f;
}

/* ---- folding ---- */

static size_t mirrored(int window, int cell)
{
    return (size_t)(cell / window * window + window - 1 - cell % window);
}

static size_t transposed(int window, int cell)
{
    return (size_t)(cell % window * window + cell / window);
}

/* mirroring in x and transposition generate all eight symmetries of the square */
static bool is_invariant(int window, const float *component)
{
    size_t cells = (size_t)(window * window);
    for (int a = 0; a < window * window; a++) {
        const float *row = component + (size_t)a * cells;
        const float *mirror_row = component + mirrored(window, a) * cells;
        const float *transposed_row = component + transposed(window, a) * cells;
        for (int b = 0; b < window * window; b++) {
            float value = row[b];
            if (value != mirror_row[mirrored(window, b)] || value != transposed_row[transposed(window, b)] ||
                value != component[(size_t)b * cells + (size_t)a])
                return false;
        }
    }
    return true;
}

/* Element of a block: sum over the orbit of cell (i2, j2), with the sign of its function, of the row of cell (i, j),
 * scaled to the orthonormal basis.  The row is constant on its own orbit, hence the ratio of the norms. */
static double folded_element(const fold *f, const float *component, int block, const int cell[2], const int other[2])
{
    int w = f->window, h = f->h;
    const float *row = component + (size_t)((h + cell[0]) * w + h + cell[1]) * (size_t)(w * w);
    bool odd_y = block == ODD_ODD, odd_x = block != EVEN_EVEN;
    double sum = 0;
    for (int sy = other[0] ? -1 : 1; sy <= 1; sy += 2)
        for (int sx = other[1] ? -1 : 1; sx <= 1; sx += 2)
            sum += (odd_y ? sy : 1) * (odd_x ? sx : 1) * (double)row[(h + sy * other[0]) * w + h + sx * other[1]];
    int orbit = (cell[0] ? 2 : 1) * (cell[1] ? 2 : 1), other_orbit = (other[0] ? 2 : 1) * (other[1] ? 2 : 1);
    return sum * sqrt((double)orbit / other_orbit);
}

/* distances (i, j) from the centre lines of row `index` of a block */
static void cell_of(const fold *f, int block, int index, int cell[2])
{
    int width = block == EVEN_EVEN ? f->h + 1 : f->h;
    cell[0] = index / width + (block == ODD_ODD);
    cell[1] = index % width + (block != EVEN_EVEN);
}

static void fold_component(const fold *f, const float *component, double *folded)
{
    for (int block = 0; block < BLOCKS; block++) {
        double *out = folded + f->offset[block];
        for (int a = 0; a < f->size[block]; a++) {
            for (int b = 0; b < f->size[block]; b++) {
                int cell[2], other[2];
                cell_of(f, block, a, cell);
                cell_of(f, block, b, other);
                out[a * f->size[block] + b] = folded_element(f, component, block, cell, other);
            }
        }
    }
}

facs_status facs_sigma_basis_create(const facs_env *env, const facs_sigma_window *source, facs_sigma_basis *basis,
                                    facs_error *error)
{
    *basis = (facs_sigma_basis){.source = source};
    if (!source || source->count == 0)
        return FACS_OK;
    fold f = fold_of(source->window);
    size_t component_size = (size_t)(source->window * source->window) * (size_t)(source->window * source->window);
    for (int i = 0; i < source->count; i++)
        if (!is_invariant(source->window, source->components + (size_t)i * component_size))
            return FACS_OK;
    size_t folded_size = (size_t)f.offset[BLOCKS];
    basis->folded = facs_calloc(env, (size_t)source->count * folded_size, sizeof *basis->folded);
    if (!basis->folded)
        return facs_fail(error, FACS_E_MEMORY, "no memory for the folded components of window %d", source->window);
    for (int i = 0; i < source->count; i++)
        fold_component(&f, source->components + (size_t)i * component_size, basis->folded + (size_t)i * folded_size);
    basis->symmetric = true;
    return FACS_OK;
}

void facs_sigma_basis_free(const facs_env *env, facs_sigma_basis *basis)
{
    facs_free(env, basis->folded);
    *basis = (facs_sigma_basis){0};
}

/* ---- inversion ---- */

/* s_alpha: running sum stored as f32 after each f64 addition, over all neurons */
static float alpha_sum(const facs_ccnf_expert *expert)
{
    float sum = 0.0f;
    for (int k = 0; k < expert->neurons; k++)
        sum = (float)((double)sum + expert->alphas[k]);
    return sum;
}

/* 2 (s 1 + sum of beta C) of one block, rows `stride` apart */
static void block_matrix(const fold *f, const facs_sigma_basis *basis, const facs_ccnf_expert *expert, int betas,
                         int block, int stride, double *matrix)
{
    int n = f->size[block];
    double diagonal = 2.0 * (double)alpha_sum(expert);
    for (int a = 0; a < n; a++) {
        double *row = matrix + a * stride;
        for (int b = 0; b < stride; b++)
            row[b] = 0.0;
        row[a] = diagonal;
        for (int i = 0; i < basis->source->count && i < betas; i++) {
            double beta = 2.0 * (double)(float)expert->betas[i];
            const double *component = basis->folded + (size_t)i * (size_t)f->offset[BLOCKS] + f->offset[block] + a * n;
            for (int b = 0; b < n; b++)
                row[b] += beta * component[b];
        }
    }
}

/* One column of Sigma, rows of the quadrant: unfold column cell (y, x).  With m = distance from the centre lines and
 * signs s: Sigma(a, b) = sum over the blocks of sign * inverse(a, m) / sqrt(orbit a * orbit b). */
static void unfold_column(const fold *f, const facs_sigma_work *work, int y, int x, float *column)
{
    int h = f->h, e = h + 1;
    int my = y < h ? h - y : y - h, mx = x < h ? h - x : x - h;
    int odd_y = my ? my - 1 : 0, odd_x = mx ? mx - 1 : 0; /* a centre line has no odd part: sign 0 */
    double sy = my ? (y < h ? -1.0 : 1.0) : 0.0, sx = mx ? (x < h ? -1.0 : 1.0) : 0.0;
    double scale_b = (my ? M_SQRT1_2 : 1.0) * (mx ? M_SQRT1_2 : 1.0);
    const double *ee = work->value[EVEN_EVEN] + (my * e + mx) * work->stride[EVEN_EVEN];
    const double *eo = work->value[EVEN_ODD] + (my * h + odd_x) * work->stride[EVEN_ODD];
    const double *oe = work->value[EVEN_ODD] + (mx * h + odd_y) * work->stride[EVEN_ODD];
    const double *oo = work->value[ODD_ODD] + (odd_y * h + odd_x) * work->stride[ODD_ODD];
    for (int j = 0; j <= h; j++)
        column[j] = (float)((ee[j] + (j ? sx * eo[j - 1] : 0.0)) * scale_b * (j ? M_SQRT1_2 : 1.0));
    for (int i = 1; i <= h; i++) {
        double scale = scale_b * M_SQRT1_2;
        const double *ee_row = ee + i * e, *eo_row = eo + i * h, *oe_column = oe + i - 1, *oo_row = oo + (i - 1) * h;
        column[i * e] = (float)((ee_row[0] + sy * oe_column[0]) * scale);
        for (int j = 1; j <= h; j++) {
            double sum = ee_row[j] + sx * eo_row[j - 1] + sy * oe_column[j * h] + sy * sx * oo_row[j - 1];
            column[i * e + j] = (float)(sum * scale * M_SQRT1_2);
        }
    }
}

static int padded(int count, int step)
{
    return (count + step - 1) / step * step;
}

static facs_status quadrant_create(const facs_env *env, const facs_ccnf_expert *expert, int betas,
                                   const facs_sigma_basis *basis, facs_invert_function *invert, facs_sigma_work *work,
                                   facs_sigma *sigma)
{
    fold f = fold_of(sigma->window);
    int cells = f.window * f.window;
    sigma->kind = FACS_SIGMA_QUADRANT;
    sigma->rows = f.size[EVEN_EVEN];
    sigma->stride = padded(sigma->rows, FACS_SIGMA_PAD);
    sigma->columns = facs_calloc(env, (size_t)cells * (size_t)sigma->stride, sizeof *sigma->columns);
    if (!sigma->columns)
        return FACS_E_MEMORY;
    bool positive = true;
    for (int block = 0; block < BLOCKS && positive; block++) {
        work->stride[block] = padded(f.size[block], 8);
        block_matrix(&f, basis, expert, betas, block, work->stride[block], work->value[block]);
        positive = invert(f.size[block], work->stride[block], work->value[block]);
    }
    for (int cell = 0; cell < cells && positive; cell++)
        unfold_column(&f, work, cell / f.window, cell % f.window, sigma->columns + cell * sigma->stride);
    return FACS_OK;
}

static facs_status dense_create(const facs_env *env, const facs_ccnf_expert *expert, int betas,
                                const facs_sigma_window *source, facs_sigma *sigma)
{
    int cells = sigma->window * sigma->window;
    size_t count = (size_t)cells * (size_t)cells;
    sigma->kind = FACS_SIGMA_DENSE;
    sigma->rows = cells;
    sigma->stride = padded(cells, FACS_SIGMA_PAD);
    sigma->columns = facs_calloc(env, (size_t)cells * (size_t)sigma->stride, sizeof *sigma->columns);
    float *dense = facs_calloc(env, count, sizeof *dense), *scratch = facs_calloc(env, count, sizeof *scratch);
    bool complete = sigma->columns && dense && scratch;
    if (complete) {
        facs_sigma_dense_reference(expert, sigma->window, betas, source, dense, scratch);
        for (int column = 0; column < cells; column++)
            for (int row = 0; row < cells; row++)
                sigma->columns[column * sigma->stride + row] = dense[row * cells + column];
    }
    facs_free(env, dense);
    facs_free(env, scratch);
    return complete ? FACS_OK : FACS_E_MEMORY;
}

/* 1 / (2 s) with the roundings of the Cholesky inversion */
static float scalar_factor(const facs_ccnf_expert *expert)
{
    double pivot = (double)(2.0f * alpha_sum(expert));
    if (!(pivot >= FACS_PIVOT_MIN))
        return 0.0f;
    float d = (float)(1.0 / sqrt(pivot));
    return d * d;
}

facs_status facs_sigma_create(const facs_env *env, const facs_ccnf_expert *expert, int window, int betas,
                              const facs_sigma_basis *basis, facs_invert_function *invert, facs_sigma_work *work,
                              facs_sigma *sigma, facs_error *error)
{
    *sigma = (facs_sigma){.kind = FACS_SIGMA_SCALAR, .window = window};
    if (!basis->source || basis->source->count == 0 || betas == 0) {
        sigma->factor = scalar_factor(expert);
        return FACS_OK;
    }
    facs_status status = basis->symmetric ? quadrant_create(env, expert, betas, basis, invert, work, sigma)
                                          : dense_create(env, expert, betas, basis->source, sigma);
    if (status == FACS_OK)
        return FACS_OK;
    facs_sigma_free(env, sigma);
    return facs_fail(error, status, "no memory for the smoothing matrix of window %d", window);
}

void facs_sigma_free(const facs_env *env, facs_sigma *sigma)
{
    facs_free(env, sigma->columns);
    *sigma = (facs_sigma){0};
}
