/* Dot products for the linear predictors, compiled per CPU level.
 *
 * 35 weight vectors of 4702 f64 are 1.3 MB read once a frame: the memory's speed decides.  32 running sums hide the
 * latency of the additions; their number is the same at every level and no product is fused with its sum, so that
 * all levels give the same bits.
 */
#include "au/predict_kernels.h"

/* four neighbours, wherever they lie (wider vectors bring nothing: the weights come from the second-level cache) */
typedef double lanes __attribute__((vector_size(32), aligned(8), may_alias));

enum { LANES = 4, SUMS = 8, STEP = LANES * SUMS };

static double dot(const double *w, const double *x, int size)
{
    lanes sum[SUMS] = {{0}};
    int i = 0;
    for (; i + STEP <= size; i += STEP)
        for (int j = 0; j < SUMS; j++)
            sum[j] += *(const lanes *)(w + i + j * LANES) * *(const lanes *)(x + i + j * LANES);
    lanes all = ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
    double total = (all[0] + all[1]) + (all[2] + all[3]);
    for (; i < size; i++)
        total += w[i] * x[i];
    return total;
}

static void products(int count, const double *const *weights, const double *x, int size, double *out)
{
    for (int i = 0; i < count; i++)
        out[i] = dot(weights[i], x, size);
}

const facs_predict_kernels FACS_KERNEL(facs_predict_kernels) = {.products = products};
