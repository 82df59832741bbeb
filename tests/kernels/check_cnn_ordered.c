/* Networks with the sums in the order of the reference build: every CPU level gives the bits of the plain twins, which
 * follow simd/sgemm_order.h word for word.  (That this is the reference's order is shown by test_mtcnn.c: the golden
 * outputs come out to the last bit.)
 *
 * The twins work on maps stored one after the other, the kernels on packs of maps; so whole networks are compared. */
#include "check.h"

#include "model/readers.h"
#include "nn/cnn_ordered.h"
#include "nn/cnn_ordered_kernels.h"
#include "nn/cnn_shape.h"
#include "support/npy.h"

static float draw(uint64_t *seed, bool hostile)
{
    if (hostile && random_u32(seed) % 512 == 0) {
        static const float numbers[] = {NAN, INFINITY, -INFINITY, -0.0f, 1e-40f, 3e38f};
        return numbers[random_u32(seed) % 6];
    }
    return random_signed(seed);
}

static float *random_array(uint64_t *seed, size_t count, bool hostile)
{
    float *made = malloc(count * sizeof *made + 1);
    for (size_t i = 0; i < count; i++)
        made[i] = draw(seed, hostile);
    return made;
}

/* ---- networks made up of random layers --------------------------------------------------------------------- */

static facs_cnn_layer random_conv(uint64_t *seed, int inputs, int outputs, int kh, int kw)
{
    return (facs_cnn_layer){.kind = FACS_LAYER_CONV,
                            .inputs = inputs,
                            .outputs = outputs,
                            .kernel_w = kw,
                            .kernel_h = kh,
                            .weights = random_array(seed, (size_t)(inputs * outputs * kh * kw), false),
                            .bias = random_array(seed, (size_t)outputs, false)};
}

static facs_cnn_layer random_dense(uint64_t *seed, int inputs, int outputs)
{
    return (facs_cnn_layer){.kind = FACS_LAYER_DENSE,
                            .inputs = inputs,
                            .outputs = outputs,
                            .weights = random_array(seed, (size_t)inputs * (size_t)outputs, false),
                            .bias = random_array(seed, (size_t)outputs, false)};
}

static facs_cnn_layer random_prelu(uint64_t *seed, int slopes)
{
    return (facs_cnn_layer){
        .kind = FACS_LAYER_PRELU, .outputs = slopes, .weights = random_array(seed, (size_t)slopes, false)};
}

static facs_cnn_layer pool_of(int window, int stride)
{
    return (facs_cnn_layer){
        .kind = FACS_LAYER_POOL, .kernel_w = window, .kernel_h = window, .stride_x = stride, .stride_y = stride};
}

static void free_layers(facs_cnn_layer *layer, int layers)
{
    for (int i = 0; i < layers; i++) {
        free(layer[i].weights);
        free(layer[i].bias);
    }
}

/* ---- the plain evaluation ---------------------------------------------------------------------------------- */

static facs_maps plain_maps(const facs_tensor *shape)
{
    const size_t plane = (size_t)shape->rows * (size_t)shape->cols;
    return (facs_maps){shape->maps, shape->rows, shape->cols,
                       shape->cols, plane,       calloc(plane * (size_t)shape->maps, sizeof(float))};
}

static float *flattened(const facs_maps *maps)
{
    float *flat = malloc((size_t)maps->maps * maps->plane * sizeof *flat), *to = flat;
    for (int m = 0; m < maps->maps; m++)
        for (int x = 0; x < maps->cols; x++)
            for (int y = 0; y < maps->rows; y++)
                *to++ = maps->data[(size_t)m * maps->plane + (size_t)y * (size_t)maps->stride + (size_t)x];
    return flat;
}

static void plain_layer(const facs_cnn_layer *layer, const facs_maps *in, facs_maps *out)
{
    if (layer->kind == FACS_LAYER_CONV) {
        facs_ordered_conv_reference(in, layer, NULL, out);
    } else if (layer->kind == FACS_LAYER_POOL) {
        facs_cnn_pool_reference(in, layer, out);
    } else if (layer->kind == FACS_LAYER_DENSE && in->maps > 1 && in->maps == layer->inputs && in->plane > 1) {
        facs_cnn_pointwise_reference(in, layer, out);
    } else if (layer->kind == FACS_LAYER_DENSE) {
        float *flat = flattened(in);
        if (layer->outputs < FACS_DENSE_F64_BELOW)
            facs_cnn_dense_plain(flat, layer, out->data);
        else
            facs_ordered_dense_reference(flat, layer, out->data);
        free(flat);
    } else {
        for (size_t i = 0; i < (size_t)out->maps * out->plane; i++)
            out->data[i] = facs_cnn_activate(layer, (int)(i / out->plane), in->data[i]);
    }
}

/* Result of all layers, one after the other; free it. */
static float *plain_run(const facs_cnn *cnn, const float *input, facs_tensor *shape)
{
    facs_maps in = plain_maps(shape);
    memcpy(in.data, input, (size_t)in.maps * in.plane * sizeof *input);
    for (int i = 0; i < cnn->layers; i++) {
        assert_true(facs_cnn_layer_shape(&cnn->layer[i], shape));
        facs_maps out = plain_maps(shape);
        plain_layer(&cnn->layer[i], &in, &out);
        free(in.data);
        in = out;
    }
    return in.data;
}

static facs_cnn_ordered *prepared(facs_cpu_level level, const facs_cnn *cnn, int maps, const facs_cnn_input *size)
{
    facs_env env = level_env(level);
    facs_cnn_ordered *net = NULL;
    facs_error error = {.message = ""};
    if (facs_cnn_ordered_create(&env, cnn, maps, &net, &error) != FACS_OK)
        fail_msg("%s", error.message);
    if (facs_cnn_ordered_prepare(net, size, NULL, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return net;
}

static void compare(facs_cpu_level level, const facs_cnn *cnn, int maps, int rows, int cols, const float *input)
{
    facs_tensor shape = {maps, rows, cols, false, NULL};
    float *expected = plain_run(cnn, input, &shape);
    facs_cnn_ordered *net = prepared(level, cnn, maps, &(facs_cnn_input){rows, cols, 0, rows});
    facs_tensor output = facs_cnn_ordered_run(net, input);
    assert_true(output.maps == shape.maps && output.rows == shape.rows && output.cols == shape.cols);
    assert_true(output.vector == shape.vector);
    assert_same_bits("output", output.data, expected, output.maps * output.rows * output.cols);
    facs_cnn_ordered_destroy(&net);
    assert_null(net);
    free(expected);
}

/* ---- checks -------------------------------------------------------------------------------------------------- */

static void single_convolution(facs_cpu_level level, uint64_t *seed, int inputs, int outputs, int kh, int kw, int rows,
                               int cols, bool hostile)
{
    facs_cnn_layer layer[2] = {random_conv(seed, inputs, outputs, kh, kw), random_prelu(seed, outputs)};
    float *input = random_array(seed, (size_t)(inputs * rows * cols), hostile);
    for (int layers = 1; layers <= 2; layers++)
        compare(level, &(facs_cnn){layers, layer}, inputs, rows, cols, input);
    free(input);
    free_layers(layer, 2);
}

static void conv(facs_cpu_level level)
{
    uint64_t seed = 1;
    /* the shapes of R-Net and O-Net */
    static const int shapes[][5] = {{3, 28, 3, 24, 24},  {28, 48, 3, 11, 11}, {48, 64, 2, 4, 4}, {3, 32, 3, 48, 48},
                                    {32, 64, 3, 23, 23}, {64, 64, 3, 10, 10}, {64, 128, 2, 4, 4}};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
        single_convolution(level, &seed, shapes[i][0], shapes[i][1], shapes[i][2], shapes[i][2], shapes[i][3],
                           shapes[i][4], false);
    for (int i = 0; i < 300; i++) {
        int kh = random_int(&seed, 1, 5), kw = random_int(&seed, 1, 5);
        single_convolution(level, &seed, random_int(&seed, 1, 5), random_int(&seed, 1, 70), kh, kw,
                           kh + random_int(&seed, 0, 6), kw + random_int(&seed, 0, 9), i % 2);
    }
    /* several chunks, every remainder of the last one */
    for (int i = 0; i < 16; i++)
        single_convolution(level, &seed, 312 + i, 24, 1, 1, 5, 5, false);
    for (int i = 0; i < 16; i++)
        single_convolution(level, &seed, 632 + i, 16, 1, 1, 4, 4, false);
}

/* Maps that went through packs: the second convolution and the dense layer find each where the first one put it. */
static void layers_in_a_row(facs_cpu_level level)
{
    uint64_t seed = 2;
    for (int i = 0; i < 60; i++) {
        const int maps = random_int(&seed, 1, 70), more = random_int(&seed, 1, 70);
        const int outputs = random_int(&seed, 90, 200), few = random_int(&seed, 1, 40);
        const int rows = random_int(&seed, 8, 13), cols = random_int(&seed, 8, 13), stride = random_int(&seed, 1, 2);
        facs_tensor shape = {2, rows, cols, false, NULL};
        facs_cnn_layer layer[8] = {random_conv(&seed, 2, maps, 3, 2), random_prelu(&seed, maps),
                                   pool_of(stride + random_int(&seed, 0, 1), stride),
                                   random_conv(&seed, maps, more, 2, 2), random_prelu(&seed, more)};
        for (int j = 0; j < 5; j++)
            assert_true(facs_cnn_layer_shape(&layer[j], &shape));
        layer[5] = random_dense(&seed, shape.maps * shape.rows * shape.cols, outputs);
        layer[6] = random_prelu(&seed, outputs);
        layer[7] = random_dense(&seed, outputs, few);
        float *input = random_array(&seed, (size_t)(2 * rows * cols), i % 3 == 0);
        for (int layers = 1; layers <= 8; layers++)
            compare(level, &(facs_cnn){layers, layer}, 2, rows, cols, input);
        free(input);
        free_layers(layer, 8);
    }
}

/* A first convolution and what pools it are done map by map where the input is large enough, and whole or in strips. */
static void first_layers(facs_cpu_level level)
{
    uint64_t seed = 9;
    for (int i = 0; i < 200; i++) {
        const int inputs = random_int(&seed, 1, 4), maps = random_int(&seed, 1, 50), more = random_int(&seed, 1, 20);
        const int kh = random_int(&seed, 1, 4), kw = random_int(&seed, 1, 4), stride = random_int(&seed, 1, 3);
        const int rows = kh + random_int(&seed, 4, 26), cols = kw + random_int(&seed, 4, 40);
        facs_cnn_layer layer[5] = {random_conv(&seed, inputs, maps, kh, kw), random_prelu(&seed, maps),
                                   pool_of(random_int(&seed, 1, 4), stride), random_conv(&seed, maps, more, 2, 1),
                                   random_prelu(&seed, more)};
        facs_tensor shape = {inputs, rows, cols, false, NULL};
        bool fits = true;
        for (int j = 0; j < 4; j++)
            fits = fits && facs_cnn_layer_shape(&layer[j], &shape);
        float *input = random_array(&seed, (size_t)(inputs * rows * cols), i % 2);
        for (int layers = 3; fits && layers <= 5; layers++)
            compare(level, &(facs_cnn){layers, layer}, inputs, rows, cols, input);
        free(input);
        free_layers(layer, 5);
    }
}

static void pointwise(facs_cpu_level level)
{
    uint64_t seed = 5;
    for (int i = 0; i < 60; i++) {
        const int maps = random_int(&seed, 2, 40), outputs = random_int(&seed, 1, 19);
        const int rows = random_int(&seed, 2, 6), cols = random_int(&seed, 1, 9);
        facs_cnn_layer layer[2] = {random_conv(&seed, 3, maps, 1, 1), random_dense(&seed, maps, outputs)};
        float *input = random_array(&seed, (size_t)(3 * rows * cols), i % 3 == 0);
        compare(level, &(facs_cnn){2, layer}, 3, rows, cols, input);
        free(input);
        free_layers(layer, 2);
    }
}

/* the kernel's maps lie side by side in every pixel */
static void compare_pool(facs_cpu_level level, uint64_t *seed, const facs_cnn_layer *layer, int rows, int cols, int i)
{
    const facs_cnn_ordered_kernels *kernels = facs_cnn_ordered_kernels_for(level);
    const int maps = kernels->lanes * random_int(seed, 1, 3);
    facs_tensor shape = {maps, rows, cols, false, NULL};
    facs_maps in = plain_maps(&shape);
    if (!facs_cnn_layer_shape(layer, &shape)) {
        free(in.data);
        return;
    }
    facs_maps out = plain_maps(&shape);
    float *packed = random_array(seed, (size_t)maps * in.plane, i % 2);
    float *pooled = malloc((size_t)maps * out.plane * sizeof *pooled);
    for (size_t at = 0; at < (size_t)maps * in.plane; at++)
        in.data[at % (size_t)maps * in.plane + at / (size_t)maps] = packed[at];
    facs_cnn_pool_reference(&in, layer, &out);
    kernels->pool(&(facs_ordered_pool){layer, rows, cols, out.rows, out.cols, maps}, packed, pooled);
    for (size_t at = 0; at < (size_t)maps * out.plane; at++)
        assert_same_bits("maximum", &pooled[at], &out.data[at % (size_t)maps * out.plane + at / (size_t)maps], 1);
    free(packed);
    free(pooled);
    free(in.data);
    free(out.data);
}

static void pool(facs_cpu_level level)
{
    uint64_t seed = 7;
    for (int i = 0; i < 300; i++) {
        facs_cnn_layer layer = pool_of(random_int(&seed, 1, 4), random_int(&seed, 1, 3));
        compare_pool(level, &seed, &layer, random_int(&seed, 1, 12), random_int(&seed, 1, 20), i);
    }
}

/* Maps stored one after the other, with leftovers between rows and maps that mean nothing. */
static facs_maps spread_maps(uint64_t *seed, const facs_tensor *shape, int more, bool hostile)
{
    const int stride = shape->cols + more;
    const size_t plane = (size_t)(shape->rows * stride + FACS_MAPS_ALIGN - 1) / FACS_MAPS_ALIGN * FACS_MAPS_ALIGN;
    const size_t count = (size_t)shape->maps * plane + FACS_ORDERED_BEHIND;
    return (facs_maps){shape->maps, shape->rows, shape->cols, stride, plane, random_array(seed, count, hostile)};
}

static void pool_planes(facs_cpu_level level)
{
    uint64_t seed = 10;
    for (int i = 0; i < 300; i++) {
        const facs_cnn_layer layer = {.kind = FACS_LAYER_POOL,
                                      .kernel_w = random_int(&seed, 1, 3),
                                      .kernel_h = random_int(&seed, 1, 4),
                                      .stride_x = 2,
                                      .stride_y = random_int(&seed, 1, 3)};
        facs_tensor shape = {random_int(&seed, 1, 9), random_int(&seed, 1, 12), random_int(&seed, 1, 70), false, NULL};
        facs_maps in = spread_maps(&seed, &shape, random_int(&seed, 0, 3), i % 2);
        if (!facs_cnn_layer_shape(&layer, &shape)) {
            free(in.data);
            continue;
        }
        facs_maps out = spread_maps(&seed, &shape, 0, false), expected = spread_maps(&seed, &shape, 0, false);
        facs_cnn_pool_reference(&in, &layer, &expected);
        facs_cnn_ordered_kernels_for(level)->pool_planes(&in, &layer, &out);
        for (int m = 0; m < out.maps; m++)
            assert_same_bits("maximum", out.data + (size_t)m * out.plane, expected.data + (size_t)m * out.plane,
                             out.rows * out.cols);
        free(in.data);
        free(out.data);
        free(expected.data);
    }
}

static void dense(facs_cpu_level level)
{
    uint64_t seed = 8;
    for (int i = 0; i < 150; i++) {
        const int outputs = random_int(&seed, FACS_DENSE_F64_BELOW, 200), inputs = random_int(&seed, 1, 700);
        const int count = random_int(&seed, 1, 14);
        facs_cnn_layer layer = random_dense(&seed, inputs, outputs);
        float *in = random_array(&seed, (size_t)(inputs * count), i % 2);
        float *expected = random_array(&seed, (size_t)(outputs * count), false);
        float *actual = random_array(&seed, (size_t)(outputs * count), false);
        for (int c = 0; c < count; c++)
            facs_ordered_dense_reference(in + (ptrdiff_t)c * inputs, &layer, expected + (ptrdiff_t)c * outputs);
        facs_cnn_ordered_kernels_for(level)->dense(in, count, &layer, actual);
        assert_same_bits("output", actual, expected, count * outputs);
        free(in);
        free(expected);
        free(actual);
        free_layers(&layer, 1);
    }
}

static void shipped_networks(facs_cpu_level level)
{
    facs_env env = facs_env_resolve(NULL);
    facs_mtcnn_model *model = NULL;
    facs_error error = {.message = ""};
    if (facs_mtcnn_load(&env, landmark_model_path("mtcnn_detector/MTCNN_detector.txt"), &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    uint64_t seed = 3;
    const facs_cnn *networks[3] = {&model->pnet, &model->rnet, &model->onet};
    static const int rows[3] = {29, 24, 48}, cols[3] = {34, 24, 48};
    for (int i = 0; i < 3; i++) {
        float *input = random_array(&seed, (size_t)(3 * rows[i] * cols[i]), false);
        compare(level, networks[i], 3, rows[i], cols[i], input);
        free(input);
    }
    facs_mtcnn_free(&env, &model);
}

/* ---- bench ----------------------------------------------------------------------------------------------------- */

enum { LEVELS = FACS_CPU_NEON + 1, MAPS = 32, SIDE = 48 };

typedef struct ordered_input {
    facs_cnn_layer layer;
    facs_cnn cnn;
    facs_cnn_ordered *net[LEVELS];
    float *in, *out;
    facs_maps maps_in, maps_out;
    _Alignas(64) double weights[MAPS * MAPS];
    ptrdiff_t offset[MAPS];
} ordered_input;

static float *bench_floats(size_t count)
{
    float *made = bench_memory(count * sizeof *made);
    bench_fill(made, count);
    return made;
}

static facs_maps bench_maps(int maps, int rows, int cols)
{
    const size_t plane = (size_t)rows * (size_t)cols;
    return (facs_maps){maps, rows, cols, cols, plane, bench_floats(plane * (size_t)maps)};
}

static void *conv_of(int side)
{
    ordered_input *in = bench_memory(sizeof *in);
    in->layer = (facs_cnn_layer){.kind = FACS_LAYER_CONV,
                                 .inputs = 3,
                                 .outputs = MAPS,
                                 .kernel_w = 3,
                                 .kernel_h = 3,
                                 .weights = bench_floats(3 * 9 * MAPS),
                                 .bias = bench_floats(MAPS)};
    in->cnn = (facs_cnn){1, &in->layer};
    in->maps_in = bench_maps(3, side, side);
    in->maps_out = bench_maps(MAPS, side - 2, side - 2);
    FOR_EACH_LEVEL (level) {
        facs_env env = bench_env(level);
        if (facs_cnn_ordered_create(&env, &in->cnn, 3, &in->net[level], NULL) != FACS_OK ||
            facs_cnn_ordered_prepare(in->net[level], &(facs_cnn_input){side, side, 0, side}, NULL, NULL) != FACS_OK)
            abort();
    }
    return in;
}

static void call_conv(void *input, facs_cpu_level level)
{
    ordered_input *in = input;
    if (level == KERNEL_TWIN)
        facs_ordered_conv_reference(&in->maps_in, &in->layer, NULL, &in->maps_out);
    else
        facs_cnn_ordered_run(in->net[level], in->maps_in.data);
}

/* the same with a pooling layer behind it, which makes it another kernel */
static void *first_of(int side)
{
    ordered_input *in = conv_of(side);
    facs_cnn_layer *layer = bench_memory(2 * sizeof *layer);
    layer[0] = in->layer;
    layer[1] = pool_of(3, 2);
    in->cnn = (facs_cnn){2, layer};
    FOR_EACH_LEVEL (level) {
        facs_env env = bench_env(level);
        if (facs_cnn_ordered_create(&env, &in->cnn, 3, &in->net[level], NULL) != FACS_OK ||
            facs_cnn_ordered_prepare(in->net[level], &(facs_cnn_input){side, side, 0, side}, NULL, NULL) != FACS_OK)
            abort();
    }
    return in;
}

static void call_first(void *input, facs_cpu_level level)
{
    ordered_input *in = input;
    if (level == KERNEL_TWIN) {
        facs_maps pooled = in->maps_out;
        pooled.rows = pooled.cols = (in->maps_out.rows + 1) / 2;
        facs_ordered_conv_reference(&in->maps_in, &in->layer, NULL, &in->maps_out);
        facs_cnn_pool_reference(&in->maps_out, &in->cnn.layer[1], &pooled);
    } else {
        facs_cnn_ordered_run(in->net[level], in->maps_in.data);
    }
}

static void *pool_input(int side)
{
    ordered_input *in = bench_memory(sizeof *in);
    in->layer = pool_of(2, 2);
    in->maps_in = bench_maps(MAPS, side, side);
    in->maps_out = bench_maps(MAPS, side / 2, side / 2);
    return in;
}

static void call_pool(void *input, facs_cpu_level level)
{
    ordered_input *in = input;
    const int side = in->maps_in.rows;
    const facs_ordered_pool pool = {&in->layer, side, side, side / 2, side / 2, MAPS};
    if (level == KERNEL_TWIN)
        facs_cnn_pool_reference(&in->maps_in, &in->layer, &in->maps_out);
    else
        facs_cnn_ordered_kernels_for(level)->pool(&pool, in->maps_in.data, in->maps_out.data);
}

static void *pool_planes_input(int side)
{
    ordered_input *in = pool_input(side);
    in->maps_in = bench_maps(MAPS + 1, side, side);
    in->maps_out = bench_maps(MAPS + 1, side / 2, side / 2);
    in->maps_in.maps = in->maps_out.maps = MAPS;
    return in;
}

static void call_pool_planes(void *input, facs_cpu_level level)
{
    ordered_input *in = input;
    if (level == KERNEL_TWIN)
        facs_cnn_pool_reference(&in->maps_in, &in->layer, &in->maps_out);
    else
        facs_cnn_ordered_kernels_for(level)->pool_planes(&in->maps_in, &in->layer, &in->maps_out);
}

static void *pointwise_input(int side)
{
    ordered_input *in = bench_memory(sizeof *in);
    in->layer = (facs_cnn_layer){.kind = FACS_LAYER_DENSE,
                                 .inputs = MAPS,
                                 .outputs = MAPS,
                                 .weights = bench_floats(MAPS * MAPS),
                                 .bias = bench_floats(MAPS)};
    in->maps_in = bench_maps(MAPS, side, side);
    in->maps_out = bench_maps(MAPS, side, side);
    for (int i = 0; i < MAPS; i++)
        in->offset[i] = i;
    for (int i = 0; i < MAPS * MAPS; i++)
        in->weights[i] = (double)in->layer.weights[i];
    return in;
}

static void call_pointwise(void *input, facs_cpu_level level)
{
    ordered_input *in = input;
    if (level == KERNEL_TWIN) {
        facs_cnn_pointwise_reference(&in->maps_in, &in->layer, &in->maps_out);
        return;
    }
    const facs_cnn_ordered_kernels *kernels = facs_cnn_ordered_kernels_for(level);
    const facs_ordered_pointwise pointwise = {.inputs = MAPS,
                                              .vectors = 2 * MAPS / kernels->lanes,
                                              .weights = in->weights,
                                              .bias = in->layer.bias,
                                              .offset = in->offset,
                                              .pixels = in->maps_in.rows * in->maps_in.cols,
                                              .in_pixel = MAPS};
    kernels->pointwise(&pointwise, in->maps_in.data, in->maps_out.data);
}

static void *dense_of(int outputs)
{
    ordered_input *in = bench_memory(sizeof *in);
    in->layer = (facs_cnn_layer){.kind = FACS_LAYER_DENSE,
                                 .inputs = 576,
                                 .outputs = outputs,
                                 .weights = bench_floats(576 * (size_t)outputs),
                                 .bias = bench_floats((size_t)outputs)};
    in->in = bench_floats(576);
    in->out = bench_floats((size_t)outputs);
    return in;
}

static void call_dense(void *input, facs_cpu_level level)
{
    ordered_input *in = input;
    if (level == KERNEL_TWIN)
        facs_ordered_dense_reference(in->in, &in->layer, in->out);
    else
        facs_cnn_ordered_kernels_for(level)->dense(in->in, 1, &in->layer, in->out);
}

void check_cnn_ordered(void)
{
    static const kernel_case cases[] = {
        {"cnn_ordered/conv 3->32 of 48 x 48", .check = conv, .input = conv_of, .size = SIDE, .call = call_conv},
        {"cnn_ordered/planes 3->32 of 48 x 48, pooled", .check = first_layers, .input = first_of, .size = SIDE,
         .call = call_first},
        {"cnn_ordered/pool 32 of 46 x 46", .check = pool, .input = pool_input, .size = SIDE - 2, .call = call_pool},
        {"cnn_ordered/pool_planes 32 of 46 x 46", .check = pool_planes, .input = pool_planes_input, .size = SIDE - 2,
         .call = call_pool_planes},
        {"cnn_ordered/pointwise 32->32 of 46 x 46", .check = pointwise, .input = pointwise_input, .size = SIDE - 2,
         .call = call_pointwise},
        {"cnn_ordered/dense 576->128", .check = dense, .input = dense_of, .size = 128, .call = call_dense},
        {"cnn_ordered/layers in a row", .check = layers_in_a_row},
        {"cnn_ordered/shipped networks", .check = shipped_networks, .needs = NEED_MODELS},
    };
    REGISTER(cases);
}
