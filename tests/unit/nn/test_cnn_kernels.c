/* Network kernels of every CPU level against their plain twins.  Whole numbers make every sum exact in any order, so
 * that results must be equal to the last bit, also with NaN and infinities among the inputs; real numbers must agree
 * to rounding. */
#include "unit/detect/detect_support.h"

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
        return random_float(seed);
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

static void fill(uint64_t *seed, facs_maps *maps, numbers kind)
{
    for (size_t i = 0; i < (size_t)maps->maps * maps->plane + FACS_MAPS_ALIGN; i++)
        maps->data[i] = draw(seed, kind);
}

static void compare_value(float actual, float expected, double tolerance, const char *what, int place)
{
    if (isnan(actual) && isnan(expected))
        return;
    if (!(actual == expected || fabs((double)actual - (double)expected) <= tolerance))
        fail_msg("%s: output %d is %.9g, expected %.9g", what, place, (double)actual, (double)expected);
}

static void compare_maps(const facs_maps *actual, const facs_maps *expected, double tolerance, const char *what)
{
    for (int m = 0; m < expected->maps; m++)
        for (int y = 0; y < expected->rows; y++)
            for (int x = 0; x < expected->cols; x++) {
                size_t at = (size_t)m * expected->plane + (size_t)y * (size_t)expected->stride + (size_t)x;
                compare_value(actual->data[at], expected->data[at], tolerance, what, (int)at);
            }
}

static void convolve(uint64_t *seed, int inputs, int outputs, int kh, int kw, int rows, int cols, numbers kind)
{
    const int stride = cols + random_int(seed, 0, 3);
    facs_maps in = new_maps(inputs, rows, cols, stride);
    fill(seed, &in, kind);
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
        facs_cnn_conv_reference(&in, &layer, activation[a], &expected);
        FOR_EACH_LEVEL (level) {
            facs_maps actual = new_maps(outputs, rows - kh + 1, cols - kw + 1, stride);
            facs_cnn_kernels_for(level)->conv(&in, &layer, activation[a], &actual);
            compare_maps(&actual, &expected, kind == REAL ? 2e-6 * inputs * kh * kw : 0, facs_cpu_name(level));
            free_maps(&actual);
        }
        free_maps(&expected);
    }
    free_maps(&in);
    free(layer.weights);
    free(layer.bias);
    free(prelu.weights);
}

static void convolution(void **state)
{
    (void)state;
    uint64_t seed = 1;
    /* the shapes of the shipped networks */
    static const int shapes[][6] = {{1, 10, 9, 9, 60, 60}, {10, 10, 7, 7, 26, 26}, {50, 20, 3, 3, 12, 12},
                                    {3, 10, 3, 3, 15, 23}, {28, 48, 3, 3, 11, 11}, {48, 64, 2, 2, 4, 4},
                                    {3, 28, 3, 3, 24, 24}, {64, 128, 2, 2, 4, 4}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        for (numbers kind = WHOLE; kind <= REAL; kind++)
            convolve(&seed, shapes[i][0], shapes[i][1], shapes[i][2], shapes[i][3], shapes[i][4], shapes[i][5], kind);
    for (int i = 0; i < 300; i++) {
        int kh = random_int(&seed, 1, 5), kw = random_int(&seed, 1, 5);
        convolve(&seed, random_int(&seed, 1, 4), random_int(&seed, 1, 19), kh, kw, kh + random_int(&seed, 0, 12),
                 kw + random_int(&seed, 0, 24), (numbers)(i % 3));
    }
}

static void pool(uint64_t *seed, int window_w, int window_h, int stride_x, int stride_y, int rows, int cols,
                 numbers kind)
{
    const facs_cnn_layer layer = {.kind = FACS_LAYER_POOL,
                                  .kernel_w = window_w,
                                  .kernel_h = window_h,
                                  .stride_x = stride_x,
                                  .stride_y = stride_y};
    const int out_rows = facs_cnn_pooled_size(rows, window_h, stride_y);
    const int out_cols = facs_cnn_pooled_size(cols, window_w, stride_x);
    if (out_rows < 1 || out_cols < 1)
        return;
    facs_maps in = new_maps(2, rows, cols, cols + random_int(seed, 0, 9));
    fill(seed, &in, kind);
    facs_maps expected = new_maps(2, out_rows, out_cols, out_cols);
    facs_cnn_pool_reference(&in, &layer, &expected);
    FOR_EACH_LEVEL (level) {
        facs_maps actual = new_maps(2, out_rows, out_cols, out_cols);
        facs_cnn_kernels_for(level)->pool(&in, &layer, &actual);
        compare_maps(&actual, &expected, 0, facs_cpu_name(level));
        free_maps(&actual);
    }
    free_maps(&expected);
    free_maps(&in);
}

static void pooling(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int i = 0; i < 600; i++) {
        int window = random_int(&seed, 2, 3);
        pool(&seed, window, window, 2, 2, random_int(&seed, 1, 12), random_int(&seed, 1, 70), (numbers)(i % 3));
        pool(&seed, random_int(&seed, 1, 4), random_int(&seed, 1, 4), random_int(&seed, 1, 4), random_int(&seed, 1, 4),
             random_int(&seed, 1, 12), random_int(&seed, 1, 20), (numbers)(i % 3));
    }
}

static void pooled_sizes(void **state)
{
    (void)state;
    static const int window2[][2] = {{8, 4}, {10, 5}, {15, 8}, {17, 9}, {2, 1}, {1, 0}};
    static const int window3[][2] = {{9, 4}, {21, 10}, {22, 11}, {46, 23}, {3, 1}, {2, 0}};
    for (int i = 0; i < 6; i++) {
        assert_int_equal(facs_cnn_pooled_size(window2[i][0], 2, 2), window2[i][1]);
        assert_int_equal(facs_cnn_pooled_size(window3[i][0], 3, 2), window3[i][1]);
    }
    /* the second window would start behind the image */
    assert_int_equal(facs_cnn_pooled_size(3, 1, 3), 0);
}

static void dense_layer(uint64_t *seed, int inputs, int outputs, numbers kind)
{
    facs_cnn_layer layer = {.kind = FACS_LAYER_DENSE, .inputs = inputs, .outputs = outputs};
    const numbers weights = kind == HOSTILE ? WHOLE : kind;
    layer.weights = random_array(seed, (size_t)(inputs * outputs), weights);
    layer.bias = random_array(seed, (size_t)outputs, weights);
    float *in = random_array(seed, (size_t)inputs, kind);
    float *expected = random_array(seed, (size_t)outputs, WHOLE), *actual = random_array(seed, (size_t)outputs, WHOLE);
    facs_cnn_dense_plain(in, &layer, expected);
    FOR_EACH_LEVEL (level) {
        facs_cnn_kernels_for(level)->dense(in, &layer, actual);
        /* below 100 outputs both sum in f64: equal but for the last rounding */
        double tolerance = kind != REAL ? 0 : outputs < FACS_DENSE_F64_BELOW ? 1e-7 * (1 + inputs) : 2e-6 * inputs;
        for (int o = 0; o < outputs; o++)
            compare_value(actual[o], expected[o], tolerance, facs_cpu_name(level), o);
    }
    free(layer.weights);
    free(layer.bias);
    free(in);
    free(expected);
    free(actual);
}

static void dense(void **state)
{
    (void)state;
    uint64_t seed = 3;
    static const int shapes[][2] = {{1000, 50}, {50, 30}, {576, 128}, {128, 6}, {256, 16}, {500, 50}, {50, 20}};
    for (numbers kind = WHOLE; kind <= REAL; kind++) {
        for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
            dense_layer(&seed, shapes[i][0], shapes[i][1], kind);
        for (int outputs = 1; outputs < 150; outputs++)
            dense_layer(&seed, random_int(&seed, 1, 20), outputs, kind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(convolution),
        cmocka_unit_test(pooling),
        cmocka_unit_test(pooled_sizes),
        cmocka_unit_test(dense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
