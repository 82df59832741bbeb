/* Layers of the networks whose sums may be in any order.  Whole numbers make every sum exact, so that results must be
 * equal to the last bit, also with NaN and infinities among the inputs; real numbers must agree to rounding. */
#include "check.h"

#include "nn/cnn_kernels.h"
#include "nn/cnn_shape.h"

enum { CANARY = 64 };

/* Maps with the guarantees of cnn_kernels.h and a canary behind them. */
static facs_maps new_maps(int maps, int rows, int cols, int stride)
{
    facs_maps made = {.maps = maps, .rows = rows, .cols = cols, .stride = stride};
    made.plane = ((size_t)rows * (size_t)stride + FACS_MAPS_ALIGN - 1) / FACS_MAPS_ALIGN * FACS_MAPS_ALIGN;
    size_t count = (size_t)maps * made.plane + FACS_MAPS_ALIGN;
    void *memory = NULL;
    assert_int_equal(posix_memalign(&memory, 64, count * sizeof(float) + CANARY), 0);
    memset(memory, 0, count * sizeof(float));
    memset((char *)memory + count * sizeof(float), 0x5a, CANARY);
    made.data = memory;
    return made;
}

static void free_maps(facs_maps *maps)
{
    const unsigned char *end = (const unsigned char *)(maps->data + (size_t)maps->maps * maps->plane + FACS_MAPS_ALIGN);
    for (int i = 0; i < CANARY; i++)
        assert_int_equal(end[i], 0x5a);
    free(maps->data);
}

typedef enum numbers { WHOLE, HOSTILE, REAL } numbers;

static float draw(uint64_t *seed, numbers kind)
{
    if (kind == REAL)
        return random_signed(seed);
    if (kind == HOSTILE && random_u32(seed) % 64 == 0) {
        static const float hostile[] = {NAN, INFINITY, -INFINITY, -0.0f};
        return hostile[random_u32(seed) % 4];
    }
    return (float)random_int(seed, -8, 8);
}

static float *random_array(uint64_t *seed, size_t count, numbers kind)
{
    float *made = malloc(count * sizeof *made + 1);
    for (size_t i = 0; i < count; i++)
        made[i] = draw(seed, kind);
    return made;
}

static void fill_maps(uint64_t *seed, facs_maps *maps, numbers kind)
{
    for (size_t i = 0; i < (size_t)maps->maps * maps->plane + FACS_MAPS_ALIGN; i++)
        maps->data[i] = draw(seed, kind);
}

static void compare_value(float actual, float expected, double tolerance, int place)
{
    if (isnan(actual) && isnan(expected))
        return;
    if (!(actual == expected || fabs((double)actual - (double)expected) <= tolerance))
        fail_msg("output %d is %.9g, expected %.9g", place, (double)actual, (double)expected);
}

static void compare_maps(const facs_maps *actual, const facs_maps *expected, double tolerance)
{
    for (int m = 0; m < expected->maps; m++)
        for (int y = 0; y < expected->rows; y++)
            for (int x = 0; x < expected->cols; x++) {
                size_t at = (size_t)m * expected->plane + (size_t)y * (size_t)expected->stride + (size_t)x;
                compare_value(actual->data[at], expected->data[at], tolerance, (int)at);
            }
}

/* ---- convolution ---- */

static void convolve(facs_cpu_level level, uint64_t *seed, const int shape[6], numbers kind)
{
    const int inputs = shape[0], outputs = shape[1], kh = shape[2], kw = shape[3], rows = shape[4], cols = shape[5];
    const int stride = cols + random_int(seed, 0, 3);
    facs_maps in = new_maps(inputs, rows, cols, stride);
    fill_maps(seed, &in, kind);
    const numbers weights = kind == HOSTILE ? WHOLE : kind;
    facs_cnn_layer layer = {
        .kind = FACS_LAYER_CONV, .inputs = inputs, .outputs = outputs, .kernel_w = kw, .kernel_h = kh};
    layer.weights = random_array(seed, (size_t)(inputs * outputs * kh * kw), weights);
    layer.bias = random_array(seed, (size_t)outputs, weights);
    facs_cnn_layer prelu = {.kind = FACS_LAYER_PRELU, .outputs = outputs};
    prelu.weights = random_array(seed, (size_t)outputs, weights);
    const facs_cnn_layer relu = {.kind = FACS_LAYER_RELU};
    const facs_cnn_layer *activation[3] = {NULL, &prelu, &relu};
    for (int a = 0; a < 3; a++) {
        facs_maps expected = new_maps(outputs, rows - kh + 1, cols - kw + 1, stride);
        facs_maps actual = new_maps(outputs, rows - kh + 1, cols - kw + 1, stride);
        facs_cnn_conv_reference(&in, &layer, activation[a], &expected);
        facs_cnn_kernels_for(level)->conv(&in, &layer, activation[a], &actual);
        compare_maps(&actual, &expected, kind == REAL ? 2e-6 * inputs * kh * kw : 0);
        free_maps(&actual);
        free_maps(&expected);
    }
    free_maps(&in);
    free(layer.weights);
    free(layer.bias);
    free(prelu.weights);
}

static void conv(facs_cpu_level level)
{
    uint64_t seed = 1;
    /* the shapes of the shipped networks */
    static const int shapes[][6] = {{1, 10, 9, 9, 60, 60}, {10, 10, 7, 7, 26, 26}, {50, 20, 3, 3, 12, 12},
                                    {3, 10, 3, 3, 15, 23}, {28, 48, 3, 3, 11, 11}, {48, 64, 2, 2, 4, 4},
                                    {3, 28, 3, 3, 24, 24}, {64, 128, 2, 2, 4, 4}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (numbers kind = WHOLE; kind <= REAL; kind++)
            convolve(level, &seed, shapes[i], kind);
    for (int i = 0; i < 300; i++) {
        int kh = random_int(&seed, 1, 5), kw = random_int(&seed, 1, 5);
        const int shape[6] = {random_int(&seed, 1, 4),       random_int(&seed, 1, 19),     kh, kw,
                              kh + random_int(&seed, 0, 12), kw + random_int(&seed, 0, 24)};
        convolve(level, &seed, shape, (numbers)(i % 3));
    }
}

/* ---- max-pooling ---- */

static void compare_pool(facs_cpu_level level, uint64_t *seed, facs_cnn_layer layer, int rows, int cols, numbers kind)
{
    layer.kind = FACS_LAYER_POOL;
    const int out_rows = facs_cnn_pooled_size(rows, layer.kernel_h, layer.stride_y);
    const int out_cols = facs_cnn_pooled_size(cols, layer.kernel_w, layer.stride_x);
    if (out_rows < 1 || out_cols < 1)
        return;
    facs_maps in = new_maps(2, rows, cols, cols + random_int(seed, 0, 9));
    fill_maps(seed, &in, kind);
    facs_maps expected = new_maps(2, out_rows, out_cols, out_cols), actual = new_maps(2, out_rows, out_cols, out_cols);
    facs_cnn_pool_reference(&in, &layer, &expected);
    facs_cnn_kernels_for(level)->pool(&in, &layer, &actual);
    compare_maps(&actual, &expected, 0);
    free_maps(&actual);
    free_maps(&expected);
    free_maps(&in);
}

static void pool(facs_cpu_level level)
{
    uint64_t seed = 2;
    for (int i = 0; i < 600; i++) {
        int window = random_int(&seed, 2, 3);
        facs_cnn_layer usual = {.kernel_w = window, .kernel_h = window, .stride_x = 2, .stride_y = 2};
        compare_pool(level, &seed, usual, random_int(&seed, 1, 12), random_int(&seed, 1, 70), (numbers)(i % 3));
        facs_cnn_layer any = {.kernel_w = random_int(&seed, 1, 4),
                              .kernel_h = random_int(&seed, 1, 4),
                              .stride_x = random_int(&seed, 1, 4),
                              .stride_y = random_int(&seed, 1, 4)};
        compare_pool(level, &seed, any, random_int(&seed, 1, 12), random_int(&seed, 1, 20), (numbers)(i % 3));
    }
}

/* ---- dense ---- */

static void compare_dense(facs_cpu_level level, uint64_t *seed, int inputs, int outputs, numbers kind)
{
    facs_cnn_layer layer = {.kind = FACS_LAYER_DENSE, .inputs = inputs, .outputs = outputs};
    const numbers weights = kind == HOSTILE ? WHOLE : kind;
    layer.weights = random_array(seed, (size_t)(inputs * outputs), weights);
    layer.bias = random_array(seed, (size_t)outputs, weights);
    float *in = random_array(seed, (size_t)inputs, kind);
    float *expected = random_array(seed, (size_t)outputs, WHOLE), *actual = random_array(seed, (size_t)outputs, WHOLE);
    facs_cnn_dense_plain(in, &layer, expected);
    facs_cnn_kernels_for(level)->dense(in, &layer, actual);
    /* below 100 outputs both sum in f64: equal but for the last rounding */
    double tolerance = kind != REAL ? 0 : outputs < FACS_DENSE_F64_BELOW ? 1e-7 * (1 + inputs) : 2e-6 * inputs;
    for (int o = 0; o < outputs; o++)
        compare_value(actual[o], expected[o], tolerance, o);
    free(layer.weights);
    free(layer.bias);
    free(in);
    free(expected);
    free(actual);
}

static void dense(facs_cpu_level level)
{
    uint64_t seed = 3;
    static const int shapes[][2] = {{1000, 50}, {50, 30}, {576, 128}, {128, 6}, {256, 16}, {500, 50}, {50, 20}};
    for (numbers kind = WHOLE; kind <= REAL; kind++) {
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
            compare_dense(level, &seed, shapes[i][0], shapes[i][1], kind);
        for (int outputs = 1; outputs < 150; outputs++)
            compare_dense(level, &seed, random_int(&seed, 1, 20), outputs, kind);
    }
}

/* ---- bench ---- */

typedef struct layer_input {
    facs_cnn_layer layer, slopes;
    facs_maps in, out;
} layer_input;

static facs_maps bench_maps(int maps, int rows, int cols, int stride)
{
    facs_maps made = {.maps = maps, .rows = rows, .cols = cols, .stride = stride};
    made.plane = ((size_t)rows * (size_t)stride + FACS_MAPS_ALIGN - 1) / FACS_MAPS_ALIGN * FACS_MAPS_ALIGN;
    size_t count = (size_t)maps * made.plane + FACS_MAPS_ALIGN;
    made.data = bench_memory(count * sizeof *made.data);
    bench_fill(made.data, count);
    return made;
}

static float *bench_floats(int count)
{
    float *made = bench_memory((size_t)count * sizeof *made);
    bench_fill(made, (size_t)count);
    return made;
}

static void *conv_of(int inputs, int outputs, int side, int kernel)
{
    layer_input *in = bench_memory(sizeof *in);
    in->layer = (facs_cnn_layer){.kind = FACS_LAYER_CONV,
                                 .inputs = inputs,
                                 .outputs = outputs,
                                 .kernel_w = kernel,
                                 .kernel_h = kernel,
                                 .weights = bench_floats(inputs * outputs * kernel * kernel),
                                 .bias = bench_floats(outputs)};
    in->slopes = (facs_cnn_layer){.kind = FACS_LAYER_PRELU, .outputs = outputs, .weights = bench_floats(outputs)};
    in->in = bench_maps(inputs, side, side, side);
    in->out = bench_maps(outputs, side - kernel + 1, side - kernel + 1, side);
    return in;
}

static void *large_conv(int size)
{
    return conv_of(3, 10, size, 3);
}

static void *small_conv(int size)
{
    return conv_of(32, 64, size, 3);
}

static void call_conv(void *input, facs_cpu_level level)
{
    layer_input *in = input;
    if (level == KERNEL_TWIN)
        facs_cnn_conv_reference(&in->in, &in->layer, &in->slopes, &in->out);
    else
        facs_cnn_kernels_for(level)->conv(&in->in, &in->layer, &in->slopes, &in->out);
}

static void *pool_of(int size)
{
    layer_input *in = bench_memory(sizeof *in);
    in->layer = (facs_cnn_layer){.kind = FACS_LAYER_POOL, .kernel_w = 2, .kernel_h = 2, .stride_x = 2, .stride_y = 2};
    in->in = bench_maps(10, size, size, size);
    in->out = bench_maps(10, size / 2, size / 2, size / 2);
    return in;
}

static void call_pool(void *input, facs_cpu_level level)
{
    layer_input *in = input;
    if (level == KERNEL_TWIN)
        facs_cnn_pool_reference(&in->in, &in->layer, &in->out);
    else
        facs_cnn_kernels_for(level)->pool(&in->in, &in->layer, &in->out);
}

static void *dense_of(int outputs)
{
    layer_input *in = bench_memory(sizeof *in);
    in->layer = (facs_cnn_layer){.kind = FACS_LAYER_DENSE,
                                 .inputs = 576,
                                 .outputs = outputs,
                                 .weights = bench_floats(576 * outputs),
                                 .bias = bench_floats(outputs)};
    in->in = bench_maps(1, 1, 576, 576);
    in->out = bench_maps(1, 1, outputs, outputs);
    return in;
}

static void call_dense(void *input, facs_cpu_level level)
{
    layer_input *in = input;
    if (level == KERNEL_TWIN)
        facs_cnn_dense_plain(in->in.data, &in->layer, in->out.data);
    else
        facs_cnn_kernels_for(level)->dense(in->in.data, &in->layer, in->out.data);
}

void check_cnn(void)
{
    static const kernel_case cases[] = {
        {"cnn/conv 3->10 of 100 x 100", .check = conv, .input = large_conv, .size = 100, .call = call_conv},
        {"cnn/conv 32->64 of 10 x 10", .input = small_conv, .size = 10, .call = call_conv},
        {"cnn/pool 10 of 52 x 52", .check = pool, .input = pool_of, .size = 52, .call = call_pool},
        {"cnn/dense 576->128", .check = dense, .input = dense_of, .size = 128, .call = call_dense},
    };
    REGISTER(cases);
}
