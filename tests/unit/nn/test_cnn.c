/* Whole networks: known outputs at every CPU level, sizes that do not fit, memory running out. */
#include "unit/detect/detect_support.h"

#include "nn/cnn_ordered.h"
#include "nn/cnn_shape.h"

enum { SIDE_MAX = 48 };

/* maps R, G, B of the synthetic input of 8.1 */
static void synthetic_input(int width, int height, float *input)
{
    for (int map = 0; map < 3; map++)
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++) {
                int value = (7 * x + 3 * y + 50 * (2 - map) + x * y / 4) % 256;
                *input++ = ((float)value - 127.5f) / 128;
            }
}

static facs_tensor run(facs_cnn_workspace *workspace, const facs_cnn *cnn, int width, int height)
{
    float input[3 * SIDE_MAX * SIDE_MAX];
    synthetic_input(width, height, input);
    facs_tensor output;
    facs_error error = {.message = ""};
    if (facs_cnn_run(workspace, cnn, input, 3, height, width, &output, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return output;
}

static facs_tensor run_ordered(facs_cnn_ordered *net, int width, int height)
{
    float input[3 * SIDE_MAX * SIDE_MAX];
    synthetic_input(width, height, input);
    assert_int_equal(facs_cnn_ordered_prepare(net, &(facs_cnn_input){height, width, 0, height}, NULL, NULL), FACS_OK);
    return facs_cnn_ordered_run(net, input);
}

static void known_outputs(void **state)
{
    (void)state;
    static const float pnet12[6] = {2.469061f, -3.460185f, -0.03295108f, -0.1449394f, 0.08351564f, 0.1890104f};
    static const float rnet[6] = {3.338007f, -3.335635f, -0.1081692f, -0.1250547f, 0.06947905f, 0.4632708f};
    static const float onet[16] = {1.907076f,  -1.90317f,  0.1554431f, -0.04699752f, 0.09397966f, 0.1037249f,
                                   0.4286777f, 0.7785613f, 0.4314888f, 0.2273116f,   0.4827003f,  0.229922f,
                                   0.3715214f, 0.5863256f, 0.7536318f, 0.8545927f};
    static const float pnet17[48] = {
        2.469061f,    2.150974f,    1.386334f,    1.840865f,     2.487459f,    1.714519f,    1.55469f,     2.119216f,
        -3.460185f,   -2.825706f,   -3.201162f,   -4.627145f,    -3.437537f,   -2.569184f,   -4.209572f,   -4.153836f,
        -0.03295103f, -0.02833775f, -0.04763785f, -0.1529905f,   -0.03788247f, -0.03315233f, -0.02346871f, 0.003337968f,
        -0.1449394f,  -0.1653719f,  -0.2344129f,  -0.2930707f,   -0.1482631f,  -0.2063774f,  -0.2790252f,  -0.1780527f,
        0.08351565f,  0.06299017f,  -0.0518915f,  -0.1321255f,   0.08911022f,  0.03178453f,  -0.1460496f,  -0.1337133f,
        0.1890104f,   0.1302962f,   -0.02899132f, -0.009849378f, 0.202408f,    0.05617862f,  -0.1124099f,  0.04134892f};
    facs_mtcnn_model *model = load_mtcnn();
    FOR_EACH_LEVEL (level) {
        facs_env env = level_env(level);
        facs_cnn_workspace *workspace = NULL;
        assert_int_equal(facs_cnn_workspace_create(&env, &workspace, NULL), FACS_OK);
        facs_cnn_ordered *pnet = NULL; /* its dense layer is applied to every pixel */
        assert_int_equal(facs_cnn_ordered_create(&env, &model->pnet, 3, &pnet, NULL), FACS_OK);
        facs_tensor output = run_ordered(pnet, 12, 12);
        assert_true(output.maps == 6 && output.rows == 1 && output.cols == 1 && !output.vector);
        assert_close_f32("P-Net 12 x 12", output.data, pnet12, 6, 3e-6);
        output = run_ordered(pnet, 17, 13);
        assert_true(output.maps == 6 && output.rows == 2 && output.cols == 4);
        assert_close_f32("P-Net 17 x 13", output.data, pnet17, 48, 4e-6);
        facs_cnn_ordered_destroy(&pnet);
        output = run(workspace, &model->rnet, 24, 24);
        assert_true(output.maps == 6 && output.vector);
        assert_close_f32("R-Net", output.data, rnet, 6, 3e-6);
        output = run(workspace, &model->onet, 48, 48);
        assert_true(output.maps == 16 && output.vector);
        assert_close_f32("O-Net", output.data, onet, 16, 3e-6);
        facs_cnn_workspace_destroy(&workspace);
        assert_null(workspace);
    }
    free_mtcnn(&model);
}

/* Layer by layer the sizes of the table in 1.4; activations apart from their convolution give the same numbers. */
static void stops_after_any_layer(void **state)
{
    (void)state;
    static const int size[15][2] = {{3, 48}, {32, 46}, {32, 46}, {32, 23}, {64, 21}, {64, 21}, {64, 10}, {64, 8},
                                    {64, 8}, {64, 4},  {128, 3}, {128, 3}, {256, 1}, {256, 1}, {16, 1}};
    facs_mtcnn_model *model = load_mtcnn();
    facs_cnn_workspace *workspace = NULL;
    assert_int_equal(facs_cnn_workspace_create(NULL, &workspace, NULL), FACS_OK);
    float input[3 * SIDE_MAX * SIDE_MAX];
    synthetic_input(48, 48, input);
    float *before = calloc(32 * 46 * 46, sizeof *before);
    for (int layers = 0; layers <= model->onet.layers; layers++) {
        const facs_cnn part = {.layers = layers, .layer = model->onet.layer};
        facs_tensor output;
        assert_int_equal(facs_cnn_run(workspace, &part, input, 3, 48, 48, &output, NULL), FACS_OK);
        assert_int_equal(output.maps, size[layers][0]);
        assert_int_equal(output.rows, size[layers][1]);
        assert_int_equal(output.cols, size[layers][1]);
        int pixels = output.rows * output.cols;
        if (layers == 0)
            assert_memory_equal(output.data, input, sizeof input);
        const facs_cnn_layer *last = layers > 0 ? &model->onet.layer[layers - 1] : NULL;
        if (last && last->kind == FACS_LAYER_PRELU) {
            for (int i = 0; i < output.maps * pixels; i++) {
                float value = before[i] >= 0 ? before[i] : before[i] * last->weights[i / pixels];
                assert_true(output.data[i] == value);
            }
        }
        memcpy(before, output.data, (size_t)(output.maps * pixels) * sizeof *before);
    }
    free(before);
    facs_cnn_workspace_destroy(&workspace);
    free_mtcnn(&model);
}

/* A small made-up network: pool, sigmoid, ReLU behind a pool, one map in front of a dense layer. */
static void unusual_order_of_layers(void **state)
{
    (void)state;
    float weights[4] = {1, 10, 100, 1000}, bias[1] = {0.5f};
    facs_cnn_layer layer[4] = {
        {.kind = FACS_LAYER_POOL, .kernel_w = 2, .kernel_h = 2, .stride_x = 2, .stride_y = 2},
        {.kind = FACS_LAYER_RELU},
        {.kind = FACS_LAYER_DENSE, .inputs = 4, .outputs = 1, .weights = weights, .bias = bias},
        {.kind = FACS_LAYER_SIGMOID},
    };
    const facs_cnn cnn = {.layers = 4, .layer = layer}, part = {.layers = 3, .layer = layer};
    /* maxima 1 2 / -3 4, after ReLU 1 2 / 0 4, column by column 1 0 2 4 */
    const float input[9] = {1, 0, 2, -9, 1, 2, -3, -4, 4};
    facs_cnn_workspace *workspace = NULL;
    assert_int_equal(facs_cnn_workspace_create(NULL, &workspace, NULL), FACS_OK);
    facs_tensor output;
    assert_int_equal(facs_cnn_run(workspace, &part, input, 1, 3, 3, &output, NULL), FACS_OK);
    assert_true(output.vector && output.maps == 1);
    assert_true(output.data[0] == 4201.5f);
    assert_int_equal(facs_cnn_run(workspace, &cnn, input, 1, 3, 3, &output, NULL), FACS_OK);
    assert_true(output.data[0] == 1.0f);
    weights[0] = weights[2] = weights[3] = 0;
    bias[0] = -1;
    assert_int_equal(facs_cnn_run(workspace, &cnn, input, 1, 3, 3, &output, NULL), FACS_OK);
    assert_close_f32("sigmoid", output.data, (const float[]){0.268941421f}, 1, 1e-7);
    facs_cnn_workspace_destroy(&workspace);
}

static void sizes_that_do_not_fit(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    facs_cnn_workspace *workspace = NULL;
    assert_int_equal(facs_cnn_workspace_create(NULL, &workspace, NULL), FACS_OK);
    float input[4 * SIDE_MAX * SIDE_MAX] = {0};
    static const struct {
        int network, maps, rows, cols;
    } bad[] = {{0, 3, 17, 13}, {0, 3, 8, 12},  {0, 3, 12, 8},  {0, 1, 12, 12}, {0, 3, 1, 1},
               {0, 3, 0, 12},  {0, 3, 12, -1}, {0, 4, 12, 12}, {1, 3, 32, 24}, {1, 3, 24, 30},
               {1, 3, 12, 12}, {2, 3, 24, 24}, {2, 0, 48, 48}};
    const facs_cnn *networks[3] = {&model->pnet, &model->rnet, &model->onet};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        facs_tensor output = {.maps = -7};
        facs_error error = {.message = ""};
        assert_int_equal(facs_cnn_run(workspace, networks[bad[i].network], input, bad[i].maps, bad[i].rows, bad[i].cols,
                                      &output, &error),
                         FACS_E_ARGUMENT);
        assert_int_equal(output.maps, -7);
        assert_int_equal(error.status, FACS_E_ARGUMENT);
        assert_true(strlen(error.message) > 20);
    }
    facs_tensor output = run(workspace, &model->rnet, 24, 24); /* still usable */
    assert_close_f32("R-Net", output.data, (const float[]){3.338007f}, 1, 3e-6);
    facs_cnn_workspace_destroy(&workspace);
    free_mtcnn(&model);
}

static void hostile_numbers_do_no_harm(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    static const float hostile[] = {NAN, INFINITY, -INFINITY, 3e38f, 1e-40f};
    FOR_EACH_LEVEL (level) {
        facs_env env = level_env(level);
        facs_cnn_workspace *workspace = NULL;
        assert_int_equal(facs_cnn_workspace_create(&env, &workspace, NULL), FACS_OK);
        float input[3 * SIDE_MAX * SIDE_MAX];
        for (int i = 0; i < 3 * SIDE_MAX * SIDE_MAX; i++)
            input[i] = hostile[i % 5];
        facs_tensor output;
        assert_int_equal(facs_cnn_run(workspace, &model->onet, input, 3, 48, 48, &output, NULL), FACS_OK);
        assert_true(isnan(output.data[0]));
        /* and nothing of it is left for the next input */
        output = run(workspace, &model->onet, 48, 48);
        assert_close_f32("O-Net", output.data, (const float[]){1.907076f, -1.90317f}, 2, 3e-6);
        facs_cnn_workspace_destroy(&workspace);
    }
    free_mtcnn(&model);
}

static void memory_runs_out(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    float input[3 * SIDE_MAX * SIDE_MAX];
    synthetic_input(48, 48, input);
    for (int fail_at = 0; fail_at <= 3; fail_at++) {
        meter m;
        facs_env env = meter_env(&m, fail_at);
        facs_cnn_workspace *workspace = NULL;
        facs_tensor output;
        facs_status status = facs_cnn_workspace_create(&env, &workspace, NULL);
        if (status == FACS_OK)
            status = facs_cnn_run(workspace, &model->onet, input, 3, 48, 48, &output, NULL);
        assert_int_equal(status, fail_at < 3 ? FACS_E_MEMORY : FACS_OK);
        if (status == FACS_OK) {
            long made = m.made;
            assert_int_equal(facs_cnn_run(workspace, &model->rnet, input, 3, 24, 24, &output, NULL), FACS_OK);
            assert_int_equal(m.made, made); /* smaller: nothing new */
        }
        facs_cnn_workspace_destroy(&workspace);
        assert_int_equal(m.alive, 0);
    }
    free_mtcnn(&model);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pooled_sizes),
        NEEDS_MODELS(cmocka_unit_test(known_outputs)),
        NEEDS_MODELS(cmocka_unit_test(stops_after_any_layer)),
        cmocka_unit_test(unusual_order_of_layers),
        NEEDS_MODELS(cmocka_unit_test(sizes_that_do_not_fit)),
        NEEDS_MODELS(cmocka_unit_test(hostile_numbers_do_no_harm)),
        NEEDS_MODELS(cmocka_unit_test(memory_runs_out)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
