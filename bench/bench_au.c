/* Descriptor of an aligned face and its products with the predictors' weights. */
#include "bench.h"

#include "au/openface/fhog_kernels.h"
#include "au/openface/predict_kernels.h"
#include "au/openface/au_model.h"

enum { PREDICTORS = 35, VECTORS = 16, STRIDE = (FACS_AU_FEATURES + 7) / 8 * 8 };

typedef struct au_data {
    uint8_t aligned[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3];
    float descriptor[FACS_FHOG_SIZE];
    _Alignas(64) double x[VECTORS][STRIDE], storage[PREDICTORS][STRIDE], out[VECTORS * PREDICTORS];
    const double *weights[PREDICTORS], *vector[VECTORS];
    int vectors;
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
        facs_products_reference(PREDICTORS, d->weights, d->vectors, d->vector, FACS_AU_FEATURES, d->out);
    else
        facs_predict_kernels_for(level)->products(PREDICTORS, d->weights, d->vectors, d->vector, FACS_AU_FEATURES,
                                                  d->out);
}

void bench_au(void)
{
    au_data *d = bench_memory(sizeof *d);
    for (size_t i = 0; i < sizeof d->aligned; i++)
        d->aligned[i] = (uint8_t)(128 + (int)(127 * bench_random()));
    for (int i = 0; i < VECTORS; i++) {
        d->vector[i] = d->x[i];
        for (int j = 0; j < FACS_AU_FEATURES; j++)
            d->x[i][j] = (double)bench_random();
    }
    for (int i = 0; i < PREDICTORS; i++) {
        d->weights[i] = d->storage[i];
        for (int j = 0; j < FACS_AU_FEATURES; j++)
            d->storage[i][j] = (double)bench_random();
    }
    bench_case("au/fhog", fhog, d);
    static const struct {
        const char *name;
        int vectors;
    } cases[] = {{"au/products 35 x 4702", 1},
                 {"au/products 35 x 4702 x 2", 2},
                 {"au/products 35 x 4702 x 8", 8},
                 {"au/products 35 x 4702 x 12", 12}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        d->vectors = cases[i].vectors;
        bench_case(cases[i].name, products, d);
    }
}
