/* General networks: every CPU level gives the bits of the plain twins, on operations of all shapes and with hostile
 * numbers; and the networks that are part of the library give the same bits at every level. */
#include "check.h"

#include "nn/net.h"
#include "nn/net_file.h"
#include "nn/net_graph.h"
#include "nn/net_kernels.h"

#include <stdio.h>
#include <string.h>

/* A tensor with a margin on all sides, and with a guard behind it. */
typedef struct tensor {
    facs_net_view view;
    float *memory;
    int count;
} tensor;

static float draw(uint64_t *seed, bool hostile)
{
    if (hostile && random_u32(seed) % 256 == 0) {
        static const float numbers[] = {NAN, INFINITY, -INFINITY, -0.0f, 1e-40f, 3e38f};
        return numbers[random_u32(seed) % 6];
    }
    return random_signed(seed);
}

static tensor make_tensor(int rows, int cols, int channels, int margin, bool packed)
{
    const int pixel = packed ? (channels + FACS_NET_PACK - 1) / FACS_NET_PACK * FACS_NET_PACK : channels;
    const int width = cols + 2 * margin, height = rows + 2 * margin;
    tensor made = {.count = width * height * pixel};
    made.memory = calloc((size_t)made.count + GUARD, sizeof *made.memory);
    guard(made.memory + made.count);
    made.view = (facs_net_view){rows,     cols,
                                channels, (ptrdiff_t)width * pixel,
                                pixel,    made.memory + (ptrdiff_t)(margin * width + margin) * pixel};
    return made;
}

static void fill_tensor(const tensor *to, uint64_t *seed, bool hostile)
{
    const facs_net_view *view = &to->view;
    for (int y = 0; y < view->rows; y++)
        for (int x = 0; x < view->cols; x++)
            for (int k = 0; k < view->channels; k++)
                view->data[y * view->row + x * view->pixel + k] = draw(seed, hostile);
}

static void compare_tensors(const char *what, const tensor *actual, const tensor *expected)
{
    const facs_net_view *view = &actual->view;
    for (int y = 0; y < view->rows; y++)
        for (int x = 0; x < view->cols; x++)
            assert_same_bits(what, view->data + y * view->row + x * view->pixel,
                             expected->view.data + y * view->row + x * view->pixel, view->channels);
    assert_guarded(actual->memory + actual->count);
}

static int whole_packs(int channels)
{
    return (channels + FACS_NET_PACK - 1) / FACS_NET_PACK * FACS_NET_PACK;
}

static float *packed_numbers(uint64_t *seed, int rows, int channels)
{
    const int row = whole_packs(channels);
    float *made = calloc((size_t)(rows * row), sizeof *made);
    for (int r = 0; r < rows; r++)
        random_fill(made + r * row, channels, 1, seed);
    return made;
}

/* as facs_net_pack: zeros behind the last output of each tap */
static float *packed_weights(uint64_t *seed, int taps, int outputs)
{
    float *made = calloc((size_t)(taps * whole_packs(outputs)), sizeof *made);
    for (int k = 0; k < outputs; k++)
        for (int t = 0; t < taps; t++)
            made[(k / FACS_NET_PACK * taps + t) * FACS_NET_PACK + k % FACS_NET_PACK] = random_signed(seed);
    return made;
}

/* ---- checks -------------------------------------------------------------------------------------------------- */

enum { KERNEL_MAX = 5 };

typedef struct op_shape {
    int rows, cols, inputs, outputs, kernel_h, kernel_w, stride, margin;
    bool packed, hostile;
} op_shape;

static facs_net_ending random_ending(uint64_t *seed, int outputs, const tensor *add, float *slopes)
{
    random_fill(slopes, outputs, 1, seed);
    return (facs_net_ending){.add = random_u32(seed) % 2 ? &add->view : NULL,
                             .activation = (facs_net_activation)(random_u32(seed) % 3),
                             .slopes = slopes};
}

static void one_shape(facs_cpu_level level, uint64_t *seed, const op_shape *s, bool depthwise)
{
    const int rows = (s->rows + 2 * s->margin - s->kernel_h) / s->stride + 1;
    const int cols = (s->cols + 2 * s->margin - s->kernel_w) / s->stride + 1;
    tensor in = make_tensor(s->rows, s->cols, s->inputs, s->margin, s->packed || depthwise);
    tensor add = make_tensor(rows, cols, s->outputs, 0, true);
    tensor out[2] = {make_tensor(rows, cols, s->outputs, 1, true), make_tensor(rows, cols, s->outputs, 1, true)};
    fill_tensor(&in, seed, s->hostile);
    fill_tensor(&add, seed, s->hostile);
    const int taps = s->kernel_h * s->kernel_w * (depthwise ? 1 : s->inputs);
    float *weights = depthwise ? packed_numbers(seed, taps, s->outputs) : packed_weights(seed, taps, s->outputs);
    float *bias = packed_numbers(seed, 1, s->outputs),
          *slopes = calloc((size_t)whole_packs(s->outputs), sizeof *slopes);
    const facs_net_ending ending = random_ending(seed, s->outputs, &add, slopes);
    const ptrdiff_t first = -s->margin * (in.view.row + in.view.pixel);
    const bool whole = in.view.pixel == s->inputs;
    ptrdiff_t offset[KERNEL_MAX * KERNEL_MAX];
    for (int r = 0; r < s->kernel_h * s->kernel_w; r++)
        offset[r] = whole ? r * in.view.row : r / s->kernel_w * in.view.row + r % s->kernel_w * in.view.pixel;
    for (int twin = 0; twin < 2; twin++) {
        if (depthwise) {
            const facs_net_depthwise work = {&in.view, &out[twin].view, s->stride, s->kernel_h, s->kernel_w,
                                             first,    weights,         bias,      ending};
            (twin ? facs_net_depthwise_reference : facs_net_kernels_for(level)->depthwise)(&work);
        } else {
            const int runs = whole ? s->kernel_h : s->kernel_h * s->kernel_w, run = taps / runs;
            const facs_net_conv work = {&in.view, &out[twin].view, s->stride, first, runs,
                                        run,      offset,          weights,   bias,  ending};
            (twin ? facs_net_conv_reference : facs_net_kernels_for(level)->conv)(&work);
        }
    }
    compare_tensors(depthwise ? "depthwise" : "conv", &out[0], &out[1]);
    free(in.memory);
    free(add.memory);
    free(out[0].memory);
    free(out[1].memory);
    free(weights);
    free(bias);
    free(slopes);
}

static void conv(facs_cpu_level level)
{
    uint64_t seed = 1;
    for (int i = 0; i < 400; i++) {
        const int kernel_h = random_int(&seed, 1, 3), kernel_w = random_int(&seed, 1, 3), point = i % 2;
        const op_shape s = {.rows = random_int(&seed, 3, 9),
                            .cols = random_int(&seed, 3, 9),
                            .inputs = random_int(&seed, 1, 40),
                            .outputs = random_int(&seed, 1, 150),
                            .kernel_h = point ? 1 : kernel_h,
                            .kernel_w = point ? 1 : kernel_w,
                            .stride = random_int(&seed, 1, 2),
                            .margin = random_int(&seed, 0, 2),
                            .packed = i % 3 > 0,
                            .hostile = i % 5 == 0};
        one_shape(level, &seed, &s, false);
    }
    /* dense layers: a kernel as large as the tensor, more weights than values */
    for (int i = 1; i < 300; i += 17) {
        const op_shape s = {
            .rows = 3, .cols = 4, .inputs = 16, .outputs = i, .kernel_h = 3, .kernel_w = 4, .stride = 1};
        one_shape(level, &seed, &s, false);
    }
}

static void depthwise(facs_cpu_level level)
{
    uint64_t seed = 2;
    for (int i = 0; i < 400; i++) {
        op_shape s = {.rows = random_int(&seed, 5, 9),
                      .cols = random_int(&seed, 5, 9),
                      .inputs = random_int(&seed, 1, 70),
                      .kernel_h = i % 2 ? 3 : random_int(&seed, 1, 5),
                      .kernel_w = i % 2 ? 3 : random_int(&seed, 1, 5),
                      .stride = random_int(&seed, 1, 2),
                      .margin = random_int(&seed, 0, 2),
                      .hostile = i % 5 == 0};
        s.outputs = s.inputs;
        one_shape(level, &seed, &s, true);
    }
}

static facs_net *builtin_net(const facs_env *env, const char *name)
{
    const uint8_t *bytes;
    size_t size;
    facs_net *net = NULL;
    facs_error error = {.message = ""};
    if (!facs_net_builtin(name, &bytes, &size))
        abort();
    if (facs_net_read(env, bytes, size, name, &net, &error) != FACS_OK) {
        fputs(error.message, stderr);
        abort();
    }
    return net;
}

static int input_count(const facs_net *net)
{
    const facs_net_shape shape = facs_net_input_shape(net);
    return shape.rows * shape.cols * shape.channels;
}

static const char *const builtin_names[] = {"face-detector", "face-points", "eye-patch", "mouth-patch"};

static void builtin_networks(facs_cpu_level level)
{
    for (int i = 0; i < 4; i++) {
        uint64_t seed = 3;
        facs_net *net = builtin_net(NULL, builtin_names[i]);
        facs_net_run_state *state[2] = {NULL};
        for (int j = 0; j < 2; j++) {
            uint64_t again = seed;
            const facs_env env = level_env(j ? FACS_CPU_SCALAR : level);
            assert_int_equal(facs_net_create_state(&env, net, &state[j], NULL), FACS_OK);
            random_fill(facs_net_input(state[j]), input_count(net), 2, &again);
            assert_int_equal(facs_net_run(state[j], NULL), FACS_OK);
        }
        for (int o = 0; o < net->outputs; o++) {
            facs_net_shape shape;
            const float *actual = facs_net_output(state[0], o, &shape), *expected = facs_net_output(state[1], o, NULL);
            assert_same_bits(builtin_names[i], actual, expected, shape.rows * shape.cols * shape.channels);
            assert_true(isfinite(actual[0]) && actual[0] != 0);
        }
        facs_net_destroy_state(&state[0]);
        facs_net_destroy_state(&state[1]);
        facs_net_free(&net);
    }
}

/* ---- bench --------------------------------------------------------------------------------------------------- */

typedef struct kernel_input {
    facs_net_view in, out;
    facs_net_conv conv;
    facs_net_depthwise depthwise;
    ptrdiff_t offset[3];
} kernel_input;

static float *bench_floats(size_t count)
{
    float *made = bench_memory(count * sizeof *made);
    bench_fill(made, count);
    return made;
}

static facs_net_view bench_view(int rows, int cols, int channels, bool packed)
{
    const ptrdiff_t pixel = packed ? whole_packs(channels) : channels, row = pixel * (cols + 2);
    float *memory = bench_floats((size_t)(row * (rows + 2)));
    return (facs_net_view){rows, cols, channels, row, pixel, memory + row + pixel};
}

static kernel_input *bench_conv(int side, int inputs, int outputs, int kernel, int stride)
{
    kernel_input *in = bench_memory(sizeof *in);
    const int out_side = (side + 2 * (kernel / 2) - kernel) / stride + 1, taps = kernel * kernel * inputs;
    in->in = bench_view(side, side, inputs, kernel == 1);
    in->out = bench_view(out_side, out_side, outputs, true);
    for (int r = 0; r < kernel; r++)
        in->offset[r] = r * in->in.row;
    in->conv = (facs_net_conv){.in = &in->in,
                               .out = &in->out,
                               .stride = stride,
                               .first = -(kernel / 2) * (in->in.row + in->in.pixel),
                               .runs = kernel,
                               .run = taps / kernel,
                               .offset = in->offset,
                               .weights = bench_floats((size_t)(taps * whole_packs(outputs))),
                               .bias = bench_floats((size_t)whole_packs(outputs)),
                               .ending = {.activation = FACS_NET_RELU}};
    return in;
}

static void *pointwise_input(int side)
{
    return bench_conv(side, 64, 64, 1, 1);
}

static void *first_input(int side)
{
    return bench_conv(side, 1, 16, 3, 2);
}

static void *dense_input(int outputs)
{
    return bench_conv(1, 1568, outputs, 1, 1);
}

static void call_conv(void *input, facs_cpu_level level)
{
    kernel_input *in = input;
    (level == KERNEL_TWIN ? facs_net_conv_reference : facs_net_kernels_for(level)->conv)(&in->conv);
}

static void *depthwise_input(int side)
{
    kernel_input *in = bench_memory(sizeof *in);
    in->in = bench_view(side, side, 64, true);
    in->out = bench_view(side, side, 64, true);
    in->depthwise = (facs_net_depthwise){.in = &in->in,
                                         .out = &in->out,
                                         .stride = 1,
                                         .kernel_h = 3,
                                         .kernel_w = 3,
                                         .first = -(in->in.row + in->in.pixel),
                                         .weights = bench_floats(9 * 64),
                                         .bias = bench_floats(64),
                                         .ending = {.activation = FACS_NET_RELU}};
    return in;
}

static void call_depthwise(void *input, facs_cpu_level level)
{
    kernel_input *in = input;
    (level == KERNEL_TWIN ? facs_net_depthwise_reference : facs_net_kernels_for(level)->depthwise)(&in->depthwise);
}

enum { LEVELS = FACS_CPU_NEON + 1 };

typedef struct net_input {
    facs_net_run_state *state[LEVELS];
    float *values;
    size_t count;
} net_input;

static void *net_of(int which)
{
    net_input *in = bench_memory(sizeof *in);
    FOR_EACH_LEVEL (level) {
        const facs_env env = bench_env(level);
        facs_net *net = builtin_net(&env, builtin_names[which]);
        if (facs_net_create_state(&env, net, &in->state[level], NULL) != FACS_OK)
            abort();
        in->count = (size_t)input_count(net);
    }
    in->values = bench_memory(in->count * sizeof *in->values);
    bench_fill(in->values, in->count);
    return in;
}

/* whole networks have no twin; the scalar level stands for it */
static void call_net(void *input, facs_cpu_level level)
{
    net_input *in = input;
    facs_net_run_state *state = in->state[level == KERNEL_TWIN ? FACS_CPU_SCALAR : level];
    memcpy(facs_net_input(state), in->values, in->count * sizeof *in->values); /* a run uses it up */
    facs_net_run(state, NULL);
}

void check_net(void)
{
    static const kernel_case cases[] = {
        {"net/conv 64->64 of 14 x 14", .check = conv, .input = pointwise_input, .size = 14, .call = call_conv},
        {"net/conv 1->16, 3 x 3, of 112 x 112", .input = first_input, .size = 112, .call = call_conv},
        {"net/conv 1568->160, dense", .input = dense_input, .size = 160, .call = call_conv},
        {"net/depthwise 64 of 14 x 14", .check = depthwise, .input = depthwise_input, .size = 14,
         .call = call_depthwise},
        {"net/whole face-detector 640 x 480", .check = builtin_networks, .input = net_of, .size = 0, .call = call_net},
        {"net/whole face-points", .input = net_of, .size = 1, .call = call_net},
        {"net/whole eye-patch", .input = net_of, .size = 2, .call = call_net},
        {"net/whole mouth-patch", .input = net_of, .size = 3, .call = call_net},
    };
    REGISTER(cases);
}
