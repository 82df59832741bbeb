/* Networks with the sums in the order of the reference build: the order, strips of a picture, what is refused, memory;
 * the kernels: tests/kernels/check_cnn_ordered.c. */
#include "unit/detect/detect_support.h"

#include "simd/sgemm_order.h"
#include "nn/cnn_ordered.h"
#include "nn/cnn_ordered_kernels.h"

static float draw(uint64_t *seed, bool hostile)
{
    if (hostile && random_u32(seed) % 512 == 0) {
        static const float numbers[] = {NAN, INFINITY, -INFINITY, -0.0f, 1e-40f, 3e38f};
        return numbers[random_u32(seed) % 6];
    }
    return random_float(seed);
}

static float *random_array(uint64_t *seed, size_t count, bool hostile)
{
    float *made = malloc(count * sizeof *made + 1);
    for (size_t i = 0; i < count; i++)
        made[i] = draw(seed, hostile);
    return made;
}

static void assert_same_bits(const char *what, const float *actual, const float *expected, int count)
{
    for (int i = 0; i < count; i++)
        if (memcmp(&actual[i], &expected[i], sizeof(float)) != 0 && !(isnan(actual[i]) && isnan(expected[i])))
            fail_msg("%s: output %d is %.9g, expected %.9g", what, i, (double)actual[i], (double)expected[i]);
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

/* ---- tests ------------------------------------------------------------------------------------------------- */

static void order_of_the_products(void **state)
{
    (void)state;
    assert_int_equal(facs_sgemm_chunk(1), 1);
    assert_int_equal(facs_sgemm_chunk(320), 320);
    assert_int_equal(facs_sgemm_chunk(577), 288);
    assert_int_equal(facs_sgemm_chunk(639), 320);
    assert_int_equal(facs_sgemm_chunk(1152), 320);
    assert_int_equal(facs_sgemm_chunk(512), 256);
    assert_int_equal(facs_sgemm_paired(289), 288);
    assert_int_equal(facs_sgemm_paired(7), 0);
    /* two accumulators, O = one: rows of blocks, columns 0, 5, 6, 11 of the only group, then 12, 15, 16 */
    static const struct {
        int rows;
        const char *two[8];
    } known[] = {
        {7, {"OOOOOOO"}},
        {8, {"OOOOTTO"}},
        {16, {"TTOOTTO", "TTOOTTO"}},
        {28, {"TTOOTTO", "OOOOTTO", "OOTTTTO", "OOOOOOO"}},
        {32, {"TTOOTTO", "OOOOTTO", "OOOOTTO", "TTOOTTO"}},
        {41, {"TTOOTTO", "OOOOTTO", "OOOOTTO", "OOOOTTO", "OOTTTTO", "OOOOOOO"}},
    };
    static const int column[7] = {0, 5, 6, 11, 12, 15, 16};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        for (int row = 0; row < known[i].rows; row++)
            for (int c = 0; c < 7; c++)
                assert_int_equal(facs_sgemm_two(known[i].rows, 17, row, column[c]), known[i].two[row / 8][c] == 'T');
}

/* A strip of a picture gives the bits of the same rows of the whole result, wherever it starts. */
static void strips(void **state)
{
    (void)state;
    enum { ROWS = 40, COLS = 23 };
    facs_mtcnn_model *model = load_mtcnn();
    uint64_t seed = 6;
    float *input = random_array(&seed, 3 * ROWS * COLS, false), *strip = calloc(3 * ROWS * COLS, sizeof *strip);
    FOR_EACH_LEVEL (level) {
        facs_cnn_ordered *all = prepared(level, &model->pnet, 3, &(facs_cnn_input){ROWS, COLS, 0, ROWS});
        const facs_tensor expected = facs_cnn_ordered_run(all, input);
        for (int first = 0; first < expected.rows; first++) {
            for (int last = first + 1; last <= expected.rows; last++) {
                const int top = 2 * first, bottom = last == expected.rows ? ROWS : 2 * (last - 1) + 12;
                const int rows = bottom - top;
                for (int m = 0; m < 3; m++)
                    memcpy(strip + m * rows * COLS, input + (m * ROWS + top) * COLS,
                           (size_t)(rows * COLS) * sizeof *strip);
                facs_cnn_ordered *net = prepared(level, &model->pnet, 3, &(facs_cnn_input){rows, COLS, top, ROWS});
                const facs_tensor output = facs_cnn_ordered_run(net, strip);
                assert_true(output.rows == last - first && output.cols == expected.cols);
                const int count = output.rows * output.cols;
                for (int m = 0; m < output.maps; m++)
                    assert_same_bits("strip", output.data + m * count,
                                     expected.data + (m * expected.rows + first) * expected.cols, count);
                facs_cnn_ordered_destroy(&net);
            }
        }
        facs_cnn_ordered_destroy(&all);
    }
    free(strip);
    free(input);
    free_mtcnn(&model);
}

static void layers_that_do_not_fit(void **state)
{
    (void)state;
    uint64_t seed = 4;
    facs_cnn_layer conv = random_conv(&seed, 2, 3, 3, 3), pool = pool_of(2, 2), dense = random_dense(&seed, 3, 2);
    facs_cnn_layer prelu = random_prelu(&seed, 4), relu = {.kind = FACS_LAYER_RELU};
    const struct {
        int layers, maps;
        facs_cnn_layer layer[3];
    } bad[] = {
        {0, 2, {conv}},       {1, 3, {conv}},        {1, 0, {conv}},
        {1, 2, {pool}},       {1, 3, {relu}},        {2, 2, {conv, prelu}},
        {2, 2, {conv, conv}}, {2, 3, {prelu, conv}}, {3, 2, {conv, dense, pool}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        facs_cnn_layer layer[3] = {bad[i].layer[0], bad[i].layer[1], bad[i].layer[2]};
        const facs_cnn cnn = {bad[i].layers, layer};
        facs_cnn_ordered *net = NULL;
        facs_error error = {.message = ""};
        assert_int_equal(facs_cnn_ordered_create(NULL, &cnn, bad[i].maps, &net, &error), FACS_E_ARGUMENT);
        assert_null(net);
        assert_true(strlen(error.message) > 20);
    }
    free_layers((facs_cnn_layer[]){conv, dense, prelu}, 3);
}

static void sizes_that_do_not_fit(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    const facs_cnn_input fits = {24, 24, 0, 24};
    static const facs_cnn_input bad[] = {{24, 27, 0, 24},    {27, 24, 0, 27},    {24, 24, 0, 40},
                                         {24, 24, 1, 25},    {24, 24, 0, 23},    {24, 24, -1, 24},
                                         {0, 24, 0, 24},     {24, 0, 0, 24},     {2, 2, 0, 2},
                                         {24, 40000, 0, 24}, {24, 24, 0, 40000}, {24, 24, INT32_MAX, 24}};
    facs_cnn_ordered *net = prepared(FACS_CPU_AUTO, &model->rnet, 3, &fits);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        facs_tensor shape = {.maps = -7};
        facs_error error = {.message = ""};
        assert_int_equal(facs_cnn_ordered_prepare(net, &bad[i], &shape, &error), FACS_E_ARGUMENT);
        assert_int_equal(shape.maps, -7);
        assert_true(strlen(error.message) > 20);
    }
    facs_tensor shape;
    assert_int_equal(facs_cnn_ordered_prepare(net, &fits, &shape, NULL), FACS_OK); /* still usable */
    assert_true(shape.vector && shape.maps == 6);
    facs_cnn_ordered_destroy(&net);
    free_mtcnn(&model);
}

/* Every allocation fails once; a run, and a smaller input, allocate nothing. */
static void memory_runs_out(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    float *input = calloc(3 * 40 * 40, sizeof *input);
    int failures = 0;
    for (bool done = false; !done;) {
        meter m;
        facs_env env = meter_env(&m, failures);
        facs_cnn_ordered *net = NULL;
        facs_status status = facs_cnn_ordered_create(&env, &model->pnet, 3, &net, NULL);
        if (status == FACS_OK)
            status = facs_cnn_ordered_prepare(net, &(facs_cnn_input){40, 40, 0, 40}, NULL, NULL);
        if (status == FACS_OK) {
            long made = m.made;
            assert_true(made <= failures);
            facs_cnn_ordered_run(net, input);
            assert_int_equal(facs_cnn_ordered_prepare(net, &(facs_cnn_input){39, 40, 2, 60}, NULL, NULL), FACS_OK);
            facs_cnn_ordered_run(net, input);
            assert_int_equal(m.made, made);
            done = true;
        } else {
            assert_int_equal(status, FACS_E_MEMORY);
            failures++;
        }
        facs_cnn_ordered_destroy(&net);
        assert_int_equal(m.alive, 0);
    }
    assert_true(failures > 15);
    free(input);
    free_mtcnn(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_the_products),         NEEDS_MODELS(cmocka_unit_test(strips)),
        cmocka_unit_test(layers_that_do_not_fit),        NEEDS_MODELS(cmocka_unit_test(sizes_that_do_not_fit)),
        NEEDS_MODELS(cmocka_unit_test(memory_runs_out)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
