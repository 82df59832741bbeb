/* Networks of CEN patch experts: the same bits as the plain twins. */
#include "check.h"

#include "landmark/clnf/experts.h"

enum { TAPS = FACS_SUPPORT * FACS_SUPPORT };

static void check_normalise(const facs_cen_kernels *kernels)
{
    uint64_t seed = 1;
    static float taps[TAPS * FACS_BATCH_STRIDE_MAX] __attribute__((aligned(64)));
    static float expected[TAPS * FACS_BATCH_STRIDE_MAX];
    for (int stride = FACS_BATCH_PAD; stride <= FACS_BATCH_STRIDE_MAX; stride += FACS_BATCH_PAD) {
        for (int i = 0; i < TAPS * stride; i++)
            taps[i] = i % stride == 3 ? 77.0f : 127.5f * (1 + random_signed(&seed));
        memcpy(expected, taps, sizeof taps);
        kernels->normalise(stride, taps);
        facs_normalise_reference(stride, expected);
        assert_int_equal(count_different(taps, expected, (size_t)(TAPS * stride)), 0);
        assert_true(taps[3] == 0.0f);
    }
}

static void check_layer(const facs_cen_kernels *kernels)
{
    enum { WIDEST = 700, MOST = 41 };
    static const int inputs[] = {1, 6, 20, 122, 122, 128, 321, 400, WIDEST};
    static float weights[MOST * WIDEST], bias[MOST];
    static float in[WIDEST * FACS_BATCH_STRIDE_MAX], out[MOST * FACS_BATCH_STRIDE_MAX],
        expected[MOST * FACS_BATCH_STRIDE_MAX];
    uint64_t seed = 1;
    for (int round = 0; round < 90; round++) {
        static const int sizes[] = {4, 12, 24, 40, 60, 84, 112, 8, 24, 48, 80, 120, 168, 224};
        int cells = sizes[round % 14], stride = (cells + FACS_BATCH_PAD - 1) / FACS_BATCH_PAD * FACS_BATCH_PAD;
        facs_cen_layer layer = {round % 3, inputs[round % 9], 1 + round * 7 % MOST, weights, bias};
        random_fill(weights, MOST * WIDEST, round == 59 ? 1e4f : 1.0f, &seed);
        random_fill(bias, MOST, 3.0f, &seed);
        random_fill(in, WIDEST * FACS_BATCH_STRIDE_MAX, 1.0f, &seed);
        static const float far[] = {200.0f, -200.0f, -101.0f, 88.5f, INFINITY, -INFINITY}; /* sigmoids saturate */
        memcpy(bias, far, sizeof far);
        kernels->layer(&layer, cells, stride, in, out);
        facs_layer_reference(&layer, cells, stride, in, expected);
        for (int o = 0; o < layer.outputs; o++)
            assert_int_equal(count_different(out + o * stride, expected + o * stride, (size_t)cells), 0);
    }
}

/* The C library's may be another algorithm, and is rounded well all the same.  (Every argument was compared with glibc's
 * once: none differs where the processor has fused multiply-add.) */
static void check_exp(facs_cpu_level level)
{
    (void)level;
    long count = 0, different = 0;
    for (uint64_t i = 0; i <= UINT32_MAX; i += 4099, count++) {
        const uint32_t bits = (uint32_t)i;
        float x;
        memcpy(&x, &bits, sizeof x);
        const float ours = facs_expf_reference(x), theirs = expf(x);
        if (isnan(x))
            assert_true(isnan(ours));
        else if (ours != theirs)
            assert_true(nextafterf(ours, theirs) == theirs && ++different);
    }
    assert_true(different * 100 < count);
}

static void normalise(facs_cpu_level level)
{
    check_normalise(facs_cen_kernels_for(level));
}

static void layer(facs_cpu_level level)
{
    check_layer(facs_cen_kernels_for(level));
}

/* ---- bench: the widest layer of the published networks, two areas of window 11 ---- */

enum { BATCH = 128, CELLS = 120, INPUTS = FACS_BLOCK, OUTPUTS = 300 };

typedef struct layer_input {
    facs_cen_layer layer;
    _Alignas(64) float taps[TAPS * BATCH];
    _Alignas(64) float in[INPUTS * BATCH];
    _Alignas(64) float out[OUTPUTS * BATCH];
} layer_input;

static void *make_layer(int size)
{
    (void)size;
    layer_input *in = bench_memory(sizeof *in);
    float *weights = bench_memory(OUTPUTS * INPUTS * sizeof *weights), *bias = bench_memory(OUTPUTS * sizeof *bias);
    bench_fill(weights, OUTPUTS * INPUTS);
    bench_fill(bias, OUTPUTS);
    bench_fill(in->in, INPUTS * BATCH);
    bench_fill(in->taps, TAPS * BATCH);
    in->layer = (facs_cen_layer){2, INPUTS, OUTPUTS, weights, bias};
    return in;
}

static void call_normalise(void *input, facs_cpu_level level)
{
    layer_input *in = input;
    if (level == KERNEL_TWIN)
        facs_normalise_reference(BATCH, in->taps);
    else
        facs_cen_kernels_for(level)->normalise(BATCH, in->taps);
}

static void call_layer(void *input, facs_cpu_level level)
{
    layer_input *in = input;
    if (level == KERNEL_TWIN)
        facs_layer_reference(&in->layer, CELLS, BATCH, in->in, in->out);
    else
        facs_cen_kernels_for(level)->layer(&in->layer, CELLS, BATCH, in->in, in->out);
}

void check_cen(void)
{
    static const kernel_case cases[] = {
        {"cen/normalise 128 cells", .check = normalise, .input = make_layer, .call = call_normalise},
        {"cen/exp", .check = check_exp},
        {"cen/layer 122->300, 120 cells", .check = layer, .input = make_layer, .call = call_layer},
    };
    REGISTER(cases);
}
