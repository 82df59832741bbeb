/* Response map of one landmark and mean shift of all, window 11; an inverse for a new view. */
#include "bench.h"

#include "landmark/clnf/mean_shift.h"
#include "landmark/clnf/response_kernels.h"
#include "linear/spd_inverse.h"

#include <string.h>

enum { WINDOW = 11, CELLS = WINDOW * WINDOW, NEURONS = 7, N = 68, SIDE = WINDOW + FACS_SUPPORT - 1 };

typedef struct response_data {
    _Alignas(64) float area[FACS_AREA_FLOATS];
    _Alignas(64) float sums[FACS_CELLS_PAD];
    _Alignas(64) float smooth[FACS_CELLS_PAD];
    _Alignas(64) uint8_t scratch[FACS_RESPONSE_SCRATCH];
    facs_ccnf_expert expert;
    float weights[NEURONS * FACS_BLOCK];
    _Alignas(64) float packed[FACS_BLOCK * FACS_NEURONS_MAX];
    double alphas[NEURONS];
    facs_sigma sigma;
    float u[4];
    facs_area_grid grid;
} response_data;

typedef struct shift_data {
    facs_kde *kde;
    float maps[N * CELLS], dxdy[2 * N], shift[2 * N];
    uint8_t visible[N];
} shift_data;

typedef struct inverse_data {
    facs_spd_work work;
    float matrix[FACS_SPD_ORDER_MAX * FACS_SPD_STRIDE_MAX];
} inverse_data;

static void neurons(void *data, facs_cpu_level level)
{
    response_data *d = data;
    if (level == BENCH_TWIN)
        facs_neurons_reference(&d->expert, WINDOW, d->area, d->sums);
    else
        facs_response_kernels_for(level)->neurons(&d->expert, d->packed, WINDOW, d->area, NULL, d->scratch, d->sums);
}

static void smooth(void *data, facs_cpu_level level)
{
    response_data *d = data;
    if (level == BENCH_TWIN)
        facs_smooth_reference(&d->sigma, d->sums, d->smooth);
    else
        facs_response_kernels_for(level)->smooth(&d->sigma, d->sums, d->smooth);
}

static void grid_rows(void *data, facs_cpu_level level)
{
    response_data *d = data;
    if (level == BENCH_TWIN)
        facs_area_grid_rows(d->u, 320, 240, SIDE, &d->grid);
    else
        facs_response_kernels_for(level)->grid_rows(d->u, 320, 240, SIDE, &d->grid);
}

static void likelihoods(void *data, facs_cpu_level level)
{
    shift_data *d = data;
    if (level == BENCH_TWIN)
        facs_landmark_likelihoods_reference(N, WINDOW, 1.5f, d->maps, d->dxdy, d->visible, d->shift);
    else
        facs_mean_shift_kernels_for(level)->likelihoods(N, d->kde, 1.5f, d->maps, d->dxdy, d->visible, d->shift);
}

static void mean_shift(void *data, facs_cpu_level level)
{
    shift_data *d = data;
    if (level == BENCH_TWIN)
        facs_mean_shift_reference(N, WINDOW, 1.5f, d->maps, d->dxdy, d->visible, d->shift);
    else
        facs_mean_shift_kernels_for(level)->mean_shift(N, d->kde, d->maps, d->dxdy, d->visible, d->shift);
}

/* with a copy of the matrix, which is destroyed */
static void inverse(void *data, facs_cpu_level level)
{
    inverse_data *d = data;
    memcpy(d->work.matrix, d->matrix, (size_t)(CELLS * facs_spd_stride(CELLS)) * sizeof(float));
    if (level == BENCH_TWIN)
        facs_spd_invert_reference(CELLS, &d->work);
    else
        facs_spd_kernels_for(level)->invert(CELLS, &d->work);
}

static void bench_responses(void)
{
    response_data *d = bench_memory(sizeof *d);
    for (int i = 0; i < SIDE * SIDE; i++)
        d->area[i] = (float)(int)(1024 * (100 + 99 * bench_random())) / 1024; /* as samples are: multiples of 2^-10 */
    bench_fill(d->weights, NEURONS * FACS_BLOCK);
    for (int i = 0; i < NEURONS; i++)
        d->alphas[i] = 2 + (double)bench_random();
    d->expert = (facs_ccnf_expert){.neurons = NEURONS, .weights = d->weights, .alphas = d->alphas};
    facs_neuron_weights(&d->expert, d->packed);
    d->sigma = (facs_sigma){.kind = FACS_SIGMA_DENSE, .window = WINDOW, .stride = (CELLS + 15) / 16 * 16};
    size_t values = (size_t)(CELLS * d->sigma.stride + FACS_SIGMA_OVERHANG);
    float *columns = bench_memory(values * sizeof(float));
    bench_fill(columns, values);
    d->sigma.columns = columns;
    bench_fill(d->sums, CELLS);
    d->u[0] = d->u[3] = 1.25f;
    d->u[2] = 0.25f;
    d->u[1] = -d->u[2];
    bench_case("landmark/rows of an area", grid_rows, d);
    bench_case("landmark/ccnf neurons", neurons, d);
    bench_case("landmark/sigma multiply", smooth, d);
}

static void bench_mean_shift(void)
{
    facs_env env = facs_env_resolve(NULL);
    shift_data *d = bench_memory(sizeof *d);
    d->kde = facs_kde_create(&env, WINDOW, 1.5f);
    if (!d->kde)
        return;
    for (int i = 0; i < N * CELLS; i++)
        d->maps[i] = 0.5f + 0.5f * bench_random();
    for (int i = 0; i < 2 * N; i++)
        d->dxdy[i] = 0.5f * (WINDOW - 1) * (1 + bench_random());
    memset(d->visible, 1, sizeof d->visible);
    bench_case("landmark/mean shift", mean_shift, d);
    bench_case("landmark/likelihoods", likelihoods, d);
    facs_kde_free(&env, d->kde);
}

void bench_landmark(void)
{
    bench_responses();
    bench_mean_shift();
    inverse_data *d = bench_memory(sizeof *d);
    int stride = facs_spd_stride(CELLS);
    for (int i = 0; i < CELLS; i++)
        for (int j = 0; j < CELLS; j++)
            d->matrix[i * stride + j] = i == j ? 150.0f : 0.5f;
    bench_case("landmark/inverse of order 121", inverse, d);
}
