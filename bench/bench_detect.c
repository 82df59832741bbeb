/* Layers of the face detector's and the validator's networks. */
#include "bench.h"

#include "nn/cnn_kernels.h"

typedef struct layer_data {
    facs_cnn_layer layer, slopes;
    facs_maps in, out;
} layer_data;

static facs_maps make_maps(int maps, int rows, int cols, int stride)
{
    facs_maps made = {.maps = maps, .rows = rows, .cols = cols, .stride = stride};
    made.plane = ((size_t)rows * (size_t)stride + FACS_MAPS_ALIGN - 1) / FACS_MAPS_ALIGN * FACS_MAPS_ALIGN;
    size_t count = (size_t)maps * made.plane + FACS_MAPS_ALIGN;
    made.data = bench_memory(count * sizeof *made.data);
    bench_fill(made.data, count);
    return made;
}

static float *make_floats(int count)
{
    float *made = bench_memory((size_t)count * sizeof *made);
    bench_fill(made, (size_t)count);
    return made;
}

static void conv(void *data, facs_cpu_level level)
{
    layer_data *d = data;
    if (level == BENCH_TWIN)
        facs_cnn_conv_reference(&d->in, &d->layer, &d->slopes, &d->out);
    else
        facs_cnn_kernels_for(level)->conv(&d->in, &d->layer, &d->slopes, &d->out);
}

static void dense(void *data, facs_cpu_level level)
{
    layer_data *d = data;
    if (level == BENCH_TWIN)
        facs_cnn_dense_plain(d->in.data, &d->layer, d->out.data);
    else
        facs_cnn_kernels_for(level)->dense(d->in.data, &d->layer, d->out.data);
}

static layer_data make_conv(int inputs, int outputs, int side, int kernel)
{
    layer_data made = {.layer = {.kind = FACS_LAYER_CONV,
                                 .inputs = inputs,
                                 .outputs = outputs,
                                 .kernel_w = kernel,
                                 .kernel_h = kernel,
                                 .weights = make_floats(inputs * outputs * kernel * kernel),
                                 .bias = make_floats(outputs)},
                       .slopes = {.kind = FACS_LAYER_PRELU, .outputs = outputs, .weights = make_floats(outputs)}};
    made.in = make_maps(inputs, side, side, side);
    made.out = make_maps(outputs, side - kernel + 1, side - kernel + 1, side);
    return made;
}

void bench_detect(void)
{
    layer_data large = make_conv(3, 10, 100, 3), small = make_conv(32, 64, 10, 3);
    bench_case("detect/conv 3->10 of 100x100", conv, &large);
    bench_case("detect/conv 32->64 of 10x10", conv, &small);
    layer_data vector = {.layer = {.kind = FACS_LAYER_DENSE,
                                   .inputs = 576,
                                   .outputs = 128,
                                   .weights = make_floats(576 * 128),
                                   .bias = make_floats(128)}};
    vector.in = make_maps(1, 1, 576, 576);
    vector.out = make_maps(1, 1, 128, 128);
    bench_case("detect/dense 576->128", dense, &vector);
}
