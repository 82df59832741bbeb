/* SVR patch expert (docs/algorithm/patch-experts.md, SVR): per modality a normalised cross-correlation with the weights
 * and a logistic; maps of several modalities are multiplied.
 *
 *     rho = (sum P theta - t mean(theta)) / (sqrt(q - t^2 / A) |theta - mean|),  t = sum P, q = sum P^2 over the block
 *
 * (J. M. Saragih, S. Lucey, J. F. Cohn, "Deformable model fitting by regularized landmark mean-shift", IJCV 2011.) */
#include "landmark/clnf/experts.h"

#include "simd/fma.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { INTEGRAL_SIDE = FACS_AREA_SIDE_MAX + 1, GRADIENT = 1 };

/* zero mean, unit deviation over the whole area, as an affine map with coefficients rounded to f32 and one rounding */
static void standardise(int count, const float *area, float *out)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < count; i++) {
        sum += (double)area[i];
        squares += (double)area[i] * (double)area[i];
    }
    double mean = sum / count, variance = squares / count - mean * mean;
    double deviation = variance > 0 ? sqrt(variance) : 0;
    double alpha = 1.0 / (deviation == 0 ? 1.0 : deviation), beta = -mean * alpha;
    for (int i = 0; i < count; i++)
        out[i] = (float)((double)(float)alpha * (double)area[i] + (double)(float)beta);
}

static void gradient_squared(int side, const float *area, float *out)
{
    memset(out, 0, (size_t)(side * side) * sizeof *out);
    for (int y = 1; y < side - 1; y++) {
        for (int x = 1; x < side - 1; x++) {
            const float *at = area + y * side + x;
            float dx = at[1] - at[-1], dy = at[side] - at[-side];
            out[y * side + x] = facs_fma(dx, dx, dy * dy); /* fused in the reference build */
        }
    }
}

typedef struct integrals {
    double sum[INTEGRAL_SIDE * INTEGRAL_SIDE], squares[INTEGRAL_SIDE * INTEGRAL_SIDE];
} integrals;

/* row and column 0 are zero: entry (y, x) sums the pixels above and left of it */
static void integrate(int side, const float *area, integrals *out)
{
    memset(out, 0, sizeof *out);
    for (int y = 0; y < side; y++) {
        double sum = 0, squares = 0;
        for (int x = 0; x < side; x++) {
            double value = (double)area[y * side + x];
            int at = (y + 1) * INTEGRAL_SIDE + x + 1;
            sum += value;
            squares += value * value;
            out->sum[at] = out->sum[at - INTEGRAL_SIDE] + sum;
            out->squares[at] = out->squares[at - INTEGRAL_SIDE] + squares;
        }
    }
}

static double block_sum(const double *integral, int y, int x)
{
    const double *top = integral + y * INTEGRAL_SIDE + x, *bottom = top + FACS_SUPPORT * INTEGRAL_SIDE;
    return top[0] - top[FACS_SUPPORT] - bottom[0] + bottom[FACS_SUPPORT];
}

static double correlation(double product, double mean, double norm, const integrals *in, int y, int x)
{
    double t = block_sum(in->sum, y, x), q = block_sum(in->squares, y, x);
    double numerator = (double)(float)product - t * mean;
    double variance = q - t * t / FACS_TAPS;
    double denominator = sqrt(variance > 0 ? variance : 0) * norm;
    if (fabs(numerator) < denominator)
        return numerator / denominator;
    if (fabs(numerator) < 1.125 * denominator)
        return numerator > 0 ? 1 : -1;
    return 0;
}

/* multiply `map` by the response of one modality */
static void apply_modality(const facs_response_kernels *kernels, const facs_svr_modality *modality, int window,
                           const float *prepared, facs_response_work *work, float *map)
{
    double sum = 0, squares = 0;
    for (int i = 0; i < FACS_TAPS; i++)
        sum += (double)modality->weights[i];
    double mean = sum / FACS_TAPS;
    for (int i = 0; i < FACS_TAPS; i++)
        squares += ((double)modality->weights[i] - mean) * ((double)modality->weights[i] - mean);
    double variance = squares / FACS_TAPS;
    bool flat = variance < DBL_EPSILON;
    double norm = sqrt(variance) / sqrt(1.0 / FACS_TAPS);
    integrals in;
    integrate(window + FACS_SUPPORT - 1, prepared, &in);
    kernels->correlate(window, prepared, modality->weights, work->scratch, work->correlation);
    for (int cell = 0; cell < window * window; cell++) {
        double rho = 1;
        if (!flat)
            rho = correlation(work->correlation[cell], mean, norm, &in, cell / window, cell % window);
        double z = (double)(float)rho * modality->scaling + modality->bias;
        map[cell] *= (float)(1.0 / (1.0 + exp(-z)));
    }
}

void facs_svr_map(const facs_response_kernels *kernels, const facs_svr_expert *expert, int window, const float *area,
                  facs_response_work *work, float *map)
{
    int side = window + FACS_SUPPORT - 1;
    for (int cell = 0; cell < window * window; cell++)
        map[cell] = 1.0f;
    float *prepared = work->area[1];
    for (int i = 0; i < expert->modalities; i++) {
        if (expert->modality[i].kind == GRADIENT)
            gradient_squared(side, area, prepared);
        else
            standardise(side * side, area, prepared);
        apply_modality(kernels, &expert->modality[i], window, prepared, work, map);
    }
}
