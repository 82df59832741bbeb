/* Plain twins of the response and CEN kernels: the formulas of docs/algorithm/patch-experts.md with the roundings and
 * the order of the reference build.  See response_kernels.h for layouts, simd/sgemm_order.h for the order of sums. */
#include "landmark/clnf/response_kernels.h"

#include "landmark/clnf/cen_kernels.h"
#include "simd/fma.h"
#include "simd/sgemm_order.h"
#include "landmark/clnf/expf.h"
#include "landmark/clnf/logistic.h"

#include <math.h>
#include <string.h>

/* Block vector of the cell (y, x): 1, then the normalised pixels column-major.  The last square is fused
 * into the sum, the others are rounded before they are added. */
static void block_vector(const float *area, int side, int y, int x, float block[FACS_BLOCK])
{
    float sum = 0.0f;
    for (int rr = 0; rr < FACS_SUPPORT; rr++)
        for (int cc = 0; cc < FACS_SUPPORT; cc++)
            sum += area[(y + rr) * side + x + cc];
    float mean = sum / (float)FACS_TAPS, squares = 0.0f;
    block[0] = 1.0f;
    for (int i = 1; i < FACS_BLOCK; i++) {
        int cc = (i - 1) / FACS_SUPPORT, rr = (i - 1) % FACS_SUPPORT;
        float value = area[(y + rr) * side + x + cc] - mean;
        block[i] = value;
        squares = i < FACS_BLOCK - 1 ? squares + value * value : facs_fma(value, value, squares);
    }
    float norm = sqrtf(squares), factor = 1.0f / (norm == 0.0f ? 1.0f : norm);
    for (int i = 1; i < FACS_BLOCK; i++)
        block[i] *= factor;
}

/* element (cell, k) of the product of `count` values each, block vectors times weights */
static float product(bool two, int count, const float *a, int a_step, const float *b, int b_step)
{
    float sum = 0.0f;
    for (int from = 0, length = 0; from < count; from += length) {
        length = facs_sgemm_chunk(count - from);
        int paired = two ? facs_sgemm_paired(length) : 0;
        float even = 0.0f, odd = 0.0f;
        for (int i = 0; i < length; i++) {
            float *part = i < paired && i % 2 ? &odd : &even;
            *part = facs_fma(a[(from + i) * a_step], b[(from + i) * b_step], *part);
        }
        sum += two ? even + odd : even;
    }
    return sum;
}

double facs_one_plus_exp_negative_reference(float z)
{
    union {
        double f;
        uint64_t u;
    } rounded, power;
    z = z > -FACS_EXP_LIMIT ? z : -FACS_EXP_LIMIT;
    z = z < FACS_EXP_LIMIT ? z : FACS_EXP_LIMIT;
    double x = -(double)z;
    rounded.f = x * FACS_EXP_RLN2 + FACS_EXP_SHIFT;
    double n = rounded.f - FACS_EXP_SHIFT;
    double r = x - n * FACS_EXP_LN2 - n * FACS_EXP_LN2_REST, r2 = r * r;
    double t = r + r2 * FACS_EXP_Q(r, r2);
    power.u = (rounded.u + 1023u) << 52;
    return (1.0 + power.f) + power.f * t;
}

float facs_add_logistic_reference(float sum, double weight, float z)
{
    return (float)((double)sum + weight / facs_one_plus_exp_negative_reference(z));
}

void facs_neurons_reference(const facs_ccnf_expert *expert, int window, const float *area, float *sums)
{
    int side = window + FACS_SUPPORT - 1, cells = window * window;
    for (int cell = 0; cell < cells; cell++) {
        float block[FACS_BLOCK], r = 0.0f;
        block_vector(area, side, cell / window, cell % window, block);
        for (int k = 0; k < expert->neurons; k++) {
            if (!(expert->alphas[k] > 1e-4))
                continue;
            bool two = facs_sgemm_two(cells, expert->neurons, cell, k);
            float z = product(two, FACS_BLOCK, expert->weights + k * FACS_BLOCK, 1, block, 1);
            r = facs_add_logistic_reference(r, 2.0 * expert->alphas[k], z);
        }
        sums[cell] = r;
    }
}

void facs_smooth_reference(const facs_sigma *sigma, const float *r, float *q)
{
    int cells = sigma->window * sigma->window;
    float lowest = 0.0f;
    for (int a = 0; a < cells; a++) {
        if (sigma->kind == FACS_SIGMA_SCALAR) {
            q[a] = sigma->factor * r[a];
        } else {
            q[a] = 0.0f;
            for (int b = 0; b < cells; b++)
                q[a] = facs_fma(sigma->columns[b * sigma->stride + a], r[b], q[a]);
        }
        lowest = q[a] < lowest ? q[a] : lowest;
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

float facs_expf_reference(float x)
{
    union {
        double f;
        uint64_t u;
    } whole, power;
    double limited = (double)x;
    limited = limited > FACS_EXPF_LIMIT ? FACS_EXPF_LIMIT : limited;
    limited = limited < -FACS_EXPF_LIMIT ? -FACS_EXPF_LIMIT : limited;
    whole.f = fma(limited, FACS_EXPF_BY_LN2, FACS_EXPF_SHIFT);
    double r = fma(limited, FACS_EXPF_BY_LN2, FACS_EXPF_SHIFT - whole.f), high = fma(FACS_EXPF_C0, r, FACS_EXPF_C1);
    power.u = facs_expf_powers[whole.u % FACS_EXPF_STEPS] + (whole.u << FACS_EXPF_EXPONENT);
    return (float)(fma(high, r * r, fma(FACS_EXPF_C2, r, 1.0)) * power.f);
}

void facs_layer_reference(const facs_cen_layer *layer, int cells, int stride, const float *in, float *out)
{
    for (int o = 0; o < layer->outputs; o++) {
        for (int cell = 0; cell < cells; cell++) {
            bool two = facs_sgemm_two(cells, layer->outputs, cell, o);
            float h = product(two, layer->inputs, layer->weights + o * layer->inputs, 1, in + cell, stride);
            h += layer->bias[o];
            if (layer->activation == 0)
                h = 1.0f / (1.0f + facs_expf_reference(-h));
            else if (layer->activation == 2)
                h = h > 0.0f ? h : 0.0f;
            out[o * stride + cell] = h;
        }
    }
}
