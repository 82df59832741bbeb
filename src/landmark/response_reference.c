/* Plain twins of the response kernels: the formulas of spec 02 3.4-3.7 and 4.5, in the spec's order and number formats,
 * with f64 exp where the spec says so.  See response_kernels.h for layouts. */
#include "landmark/response_kernels.h"

#include <math.h>
#include <string.h>

/* Block vector of the cell (y, x), spec 02 3.4: 1, then the normalised pixels column-major. */
static void block_vector(const float *area, int side, int y, int x, float block[FACS_BLOCK])
{
    float sum = 0.0f;
    for (int rr = 0; rr < FACS_SUPPORT; rr++)
        for (int cc = 0; cc < FACS_SUPPORT; cc++)
            sum += area[(y + rr) * side + x + cc];
    float mean = sum / (float)FACS_TAPS, squares = 0.0f;
    block[0] = 1.0f;
    for (int cc = 0; cc < FACS_SUPPORT; cc++) {
        for (int rr = 0; rr < FACS_SUPPORT; rr++) {
            float value = area[(y + rr) * side + x + cc] - mean;
            block[1 + FACS_SUPPORT * cc + rr] = value;
            squares += value * value;
        }
    }
    float norm = sqrtf(squares), factor = 1.0f / (norm == 0.0f ? 1.0f : norm);
    for (int i = 1; i < FACS_BLOCK; i++)
        block[i] *= factor;
}

void facs_neurons_reference(const facs_ccnf_expert *expert, int window, const float *area, float *sums)
{
    int side = window + FACS_SUPPORT - 1;
    for (int cell = 0; cell < window * window; cell++) {
        float block[FACS_BLOCK], r = 0.0f;
        block_vector(area, side, cell / window, cell % window, block);
        for (int k = 0; k < expert->neurons; k++) {
            if (!(expert->alphas[k] > 1e-4))
                continue;
            float z = 0.0f;
            for (int i = 0; i < FACS_BLOCK; i++)
                z += expert->weights[k * FACS_BLOCK + i] * block[i];
            r = (float)((double)r + 2.0 * expert->alphas[k] / (1.0 + exp(-(double)z)));
        }
        sums[cell] = r;
    }
}

/* element (a, b) of Sigma; the rows outside the stored quadrant are those inside with the map mirrored */
static float sigma_element(const facs_sigma *sigma, int a, int b)
{
    int w = sigma->window, h = w / 2;
    if (sigma->kind == FACS_SIGMA_SCALAR)
        return a == b ? sigma->factor : 0.0f;
    if (sigma->kind == FACS_SIGMA_DENSE)
        return sigma->columns[b * sigma->stride + a];
    int ay = a / w, ax = a % w, by = b / w, bx = b % w;
    if (ay < h) {
        ay = w - 1 - ay;
        by = w - 1 - by;
    }
    if (ax < h) {
        ax = w - 1 - ax;
        bx = w - 1 - bx;
    }
    return sigma->columns[(by * w + bx) * sigma->stride + (ay - h) * (h + 1) + ax - h];
}

void facs_smooth_reference(const facs_sigma *sigma, const float *r, float *q)
{
    int cells = sigma->window * sigma->window;
    float lowest = 0.0f;
    for (int a = 0; a < cells; a++) {
        float sum = 0.0f;
        for (int b = 0; b < cells; b++)
            sum += sigma_element(sigma, a, b) * r[b];
        q[a] = sum;
        lowest = sum < lowest ? sum : lowest;
    }
    for (int a = 0; a < cells; a++)
        q[a] -= lowest;
}

void facs_correlate_reference(int window, const float *area, const float *weights, double *sums)
{
    int side = window + FACS_SUPPORT - 1;
    for (int y = 0; y < window; y++) {
        for (int x = 0; x < window; x++) {
            double sum = 0;
            for (int rr = 0; rr < FACS_SUPPORT; rr++)
                for (int cc = 0; cc < FACS_SUPPORT; cc++)
                    sum += (double)area[(y + rr) * side + x + cc] * (double)weights[rr * FACS_SUPPORT + cc];
            sums[y * window + x] = sum;
        }
    }
}

void facs_normalise_reference(int stride, float *taps)
{
    for (int cell = 0; cell < stride; cell++) {
        float area[FACS_TAPS], block[FACS_BLOCK];
        for (int rr = 0; rr < FACS_SUPPORT; rr++)
            for (int cc = 0; cc < FACS_SUPPORT; cc++)
                area[rr * FACS_SUPPORT + cc] = taps[(FACS_SUPPORT * cc + rr) * stride + cell];
        block_vector(area, FACS_SUPPORT, 0, 0, block);
        for (int i = 0; i < FACS_TAPS; i++)
            taps[i * stride + cell] = block[1 + i];
    }
}

void facs_layer_reference(const facs_cen_layer *layer, int stride, const float *in, float *out)
{
    for (int o = 0; o < layer->outputs; o++) {
        for (int cell = 0; cell < stride; cell++) {
            float sum = 0.0f;
            for (int i = 0; i < layer->inputs; i++)
                sum += layer->weights[o * layer->inputs + i] * in[i * stride + cell];
            float h = sum + layer->bias[o];
            if (layer->activation == 0)
                h = 1.0f / (1.0f + expf(-h));
            else if (layer->activation == 2)
                h = h > 0.0f ? h : 0.0f;
            out[o * stride + cell] = h;
        }
    }
}

/* ---- inversion ---- */

/* Cholesky factor in the lower triangle with reciprocal pivots on the diagonal, style [D] of spec 02 0.2 */
static bool factorise(int n, float *m)
{
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = (double)m[i * n + j];
            if (j == i)
                break;
            for (int k = 0; k < j; k++)
                sum -= (double)(m[i * n + k] * m[j * n + k]);
            m[i * n + j] = (float)(sum * (double)m[j * n + j]);
        }
        double pivot = (double)m[i * n + i];
        for (int k = 0; k < i; k++)
            pivot -= (double)m[i * n + k] * (double)m[i * n + k];
        if (!(pivot >= FACS_PIVOT_MIN))
            return false;
        m[i * n + i] = (float)(1.0 / sqrt(pivot));
    }
    return true;
}

/* column `column` of the inverse from the factor */
static void solve_unit(int n, const float *factor, int column, float *x, int x_stride)
{
    for (int i = 0; i < n; i++) {
        double sum = i == column ? 1.0 : 0.0;
        for (int k = 0; k < i; k++)
            sum -= (double)(factor[i * n + k] * x[k * x_stride]);
        x[i * x_stride] = (float)(sum * (double)factor[i * n + i]);
    }
    for (int i = n - 1; i >= 0; i--) {
        double sum = (double)x[i * x_stride];
        for (int k = n - 1; k > i; k--)
            sum -= (double)(factor[k * n + i] * x[k * x_stride]);
        x[i * x_stride] = (float)(sum * (double)factor[i * n + i]);
    }
}

bool facs_sigma_dense_reference(const facs_ccnf_expert *expert, int window, int betas, const facs_sigma_window *source,
                                float *dense, float *scratch)
{
    int n = window * window;
    float alpha_sum = 0.0f;
    for (int k = 0; k < expert->neurons; k++)
        alpha_sum = (float)((double)alpha_sum + expert->alphas[k]);
    int components = source ? source->count : 0;
    for (int i = 0; i < n * n; i++) {
        float sum = 0.0f;
        for (int b = 0; b < components && b < betas; b++)
            sum += (float)expert->betas[b] * source->components[(size_t)b * (size_t)(n * n) + (size_t)i];
        scratch[i] = 2.0f * ((i % (n + 1) == 0 ? alpha_sum : 0.0f) + sum);
    }
    bool positive = factorise(n, scratch);
    memset(dense, 0, (size_t)(n * n) * sizeof *dense);
    for (int column = 0; column < n && positive; column++)
        solve_unit(n, scratch, column, dense + column, n);
    return positive;
}

bool facs_invert_reference(int n, int stride, double *matrix)
{
    for (int k = 0; k < n; k++) {
        double *pivot_row = matrix + k * stride, pivot = pivot_row[k];
        if (!(pivot >= FACS_PIVOT_MIN))
            return false;
        pivot_row[k] = 1.0;
        for (int j = 0; j < n; j++)
            pivot_row[j] /= pivot;
        for (int i = 0; i < n; i++) {
            double *row = matrix + i * stride, factor = row[k];
            if (i == k)
                continue;
            row[k] = 0.0;
            for (int j = 0; j < n; j++)
                row[j] -= factor * pivot_row[j];
        }
    }
    return true;
}
