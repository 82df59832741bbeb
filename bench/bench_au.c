/* Descriptor of an aligned face and its products with the predictors' weights. */
#include "bench.h"

#include "au/fhog_kernels.h"
#include "au/predict_kernels.h"
#include "model/model.h"

enum { PREDICTORS = 35 };

typedef struct au_data {
    uint8_t aligned[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3];
    float descriptor[FACS_FHOG_SIZE];
    double x[FACS_AU_FEATURES], storage[PREDICTORS][FACS_AU_FEATURES], out[PREDICTORS];
    const double *weights[PREDICTORS];
} au_data;

static void fhog(void *data, facs_cpu_level level)
{
    au_data *d = data;
    if (level == BENCH_TWIN)
        facs_fhog_reference(d->aligned, d->descriptor);
    else
        facs_fhog_kernels_for(level)->describe(d->aligned, d->descriptor);
}

static void products(void *data, facs_cpu_level level)
{
    au_data *d = data;
    if (level == BENCH_TWIN)
        facs_products_reference(PREDICTORS, d->weights, d->x, FACS_AU_FEATURES, d->out);
    else
        facs_predict_kernels_for(level)->products(PREDICTORS, d->weights, d->x, FACS_AU_FEATURES, d->out);
}

void bench_au(void)
{
    au_data *d = bench_memory(sizeof *d);
    for (size_t i = 0; i < sizeof d->aligned; i++)
        d->aligned[i] = (uint8_t)(128 + (int)(127 * bench_random()));
    for (int j = 0; j < FACS_AU_FEATURES; j++)
        d->x[j] = (double)bench_random();
    for (int i = 0; i < PREDICTORS; i++) {
        d->weights[i] = d->storage[i];
        for (int j = 0; j < FACS_AU_FEATURES; j++)
            d->storage[i][j] = (double)bench_random();
    }
    bench_case("au/fhog", fhog, d);
    bench_case("au/products 35 x 4702", products, d);
}
