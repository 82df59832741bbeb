/* Products of the predictors: all levels give the same bits, whatever else is asked for; the plain twin differs by the
 * rounding of the sums. */
#include "check.h"

#include "au/openface/au_model.h"
#include "au/openface/predict_kernels.h"

enum { MANY = 37, VECTORS = 19 };

/* vectors of exactly the needed size, so that sanitizers see reads beyond */
static double *vector_of(int size)
{
    return malloc(((size_t)size + 1) * sizeof(double));
}

static void compare_products(facs_cpu_level level, int size, const double *const *weights, const double *const *x,
                             double magnitude[VECTORS][MANY])
{
    static const int groups[] = {1, 2, 3, 5, 16, 17, 19};
    static double expected[VECTORS][MANY], first[VECTORS][MANY], products[VECTORS][MANY];
    facs_products_reference(MANY, weights, VECTORS, x, size, *expected);
    for (int v = 0; v < VECTORS; v++)
        facs_predict_kernels_for(FACS_CPU_SCALAR)->products(MANY, weights, 1, x + v, size, first[v]);
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
        int count = MANY - (int)g;
        facs_predict_kernels_for(level)->products(count, weights, groups[g], x, size, *products);
        for (int v = 0; v < groups[g]; v++)
            assert_memory_equal(*products + v * count, first[v], (size_t)count * sizeof **first);
    }
    for (int v = 0; v < VECTORS; v++)
        for (int i = 0; i < MANY; i++)
            assert_true(fabs(first[v][i] - expected[v][i]) <= 1e-13 * magnitude[v][i]);
}

static void products(facs_cpu_level level)
{
    uint64_t random = 4711;
    static const int sizes[] = {0, 1, 31, 32, 33, 238, 512, 1030, 4702};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        int size = sizes[s];
        double *weights[MANY], *x[VECTORS];
        static double magnitude[VECTORS][MANY];
        for (int v = 0; v < VECTORS; v++) {
            x[v] = vector_of(size);
            for (int j = 0; j < size; j++)
                x[v][j] = random_unit(&random) - 0.5;
        }
        for (int i = 0; i < MANY; i++) {
            weights[i] = vector_of(size);
            for (int j = 0; j < size; j++)
                weights[i][j] = (random_unit(&random) - 0.5) * (i % 5 ? 1 : 1e200 * (double)(j % 3));
            for (int v = 0; v < VECTORS; v++) {
                magnitude[v][i] = 0;
                for (int j = 0; j < size; j++)
                    magnitude[v][i] += fabs(weights[i][j] * x[v][j]);
            }
        }
        compare_products(level, size, (const double *const *)weights, (const double *const *)x, magnitude);
        for (int i = 0; i < MANY; i++)
            free(weights[i]);
        for (int v = 0; v < VECTORS; v++)
            free(x[v]);
    }
}

/* ---- bench: the predictors of the shipped models on some frames ---- */

enum { PREDICTORS = 35, FRAMES = 16, STRIDE = (FACS_AU_FEATURES + 7) / 8 * 8 };

typedef struct products_input {
    _Alignas(64) double x[FRAMES][STRIDE], storage[PREDICTORS][STRIDE], out[FRAMES * PREDICTORS];
    const double *weights[PREDICTORS], *vector[FRAMES];
    int frames;
} products_input;

static void fill_doubles(double *to)
{
    static float values[FACS_AU_FEATURES];
    bench_fill(values, FACS_AU_FEATURES);
    for (int j = 0; j < FACS_AU_FEATURES; j++)
        to[j] = (double)values[j];
}

static void *frames_of(int frames)
{
    products_input *in = bench_memory(sizeof *in);
    in->frames = frames;
    for (int i = 0; i < FRAMES; i++) {
        in->vector[i] = in->x[i];
        fill_doubles(in->x[i]);
    }
    for (int i = 0; i < PREDICTORS; i++) {
        in->weights[i] = in->storage[i];
        fill_doubles(in->storage[i]);
    }
    return in;
}

static void call_products(void *input, facs_cpu_level level)
{
    products_input *in = input;
    if (level == KERNEL_TWIN)
        facs_products_reference(PREDICTORS, in->weights, in->frames, in->vector, FACS_AU_FEATURES, in->out);
    else
        facs_predict_kernels_for(level)->products(PREDICTORS, in->weights, in->frames, in->vector, FACS_AU_FEATURES,
                                                  in->out);
}

void check_predict(void)
{
    static const kernel_case cases[] = {
        {"predict/products 35 x 4702", .check = products, .input = frames_of, .size = 1, .call = call_products},
        {"predict/products 35 x 4702 x 2", .input = frames_of, .size = 2, .call = call_products},
        {"predict/products 35 x 4702 x 8", .input = frames_of, .size = 8, .call = call_products},
        {"predict/products 35 x 4702 x 12", .input = frames_of, .size = 12, .call = call_products},
    };
    REGISTER(cases);
}
