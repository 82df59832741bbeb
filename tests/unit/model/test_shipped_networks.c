/* MTCNN's networks and the validators as shipped. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/readers.h"
#include "support/npy.h"

#include <math.h>
#include <string.h>

static double sum(const float *values, int count)
{
    double total = 0;
    for (int i = 0; i < count; i++)
        total += (double)values[i];
    return total;
}

/* One layer: sizes; first bias (or slope), second weight, last weight; sums of biases (slopes), weights.
 */
typedef struct row {
    facs_layer_kind kind;
    int inputs, outputs, kernel, stride;
    float first, second, last;
    double sum_first, sum_weights;
} row;

#define CONV FACS_LAYER_CONV
#define POOL FACS_LAYER_POOL
#define DENSE FACS_LAYER_DENSE
#define PRELU FACS_LAYER_PRELU

static const row pnet[] = {
    {CONV, 3, 10, 3, 0, -0.0828368664f, 0.835915446f, 0.508719981f, 2.816679, 2.348767},
    {PRELU, 10, 10, 0, 0, -0.625406325f, 0, 0, -2.304575, 0},
    {POOL, 0, 0, 2, 2, 0, 0, 0, 0, 0},
    {CONV, 10, 16, 3, 0, 1.02053678f, 0.318882108f, -1.13007355f, 20.17025, -38.56579},
    {PRELU, 16, 16, 0, 0, 0.0670023933f, 0, 0, 1.459171, 0},
    {CONV, 16, 32, 3, 0, -0.0897409618f, 0.460204214f, 0.151849911f, 14.90496, -43.27973},
    {PRELU, 32, 32, 0, 0, 0.0527821705f, 0, 0, -0.137406, 0},
    {DENSE, 32, 6, 0, 0, 0.000530267425f, -0.342883855f, 0.0184837356f, -0.09452621, -0.4431067},
};
static const row rnet[] = {
    {CONV, 3, 28, 3, 0, -0.353075981f, 0.0188699309f, -0.257102728f, -0.6750336, 0.2354865},
    {PRELU, 28, 28, 0, 0, 1.29572952f, 0, 0, 2.559025, 0},
    {POOL, 0, 0, 3, 2, 0, 0, 0, 0, 0},
    {CONV, 28, 48, 3, 0, 0.0940292329f, -0.0808508173f, 0.00244429195f, 3.219185, -81.35157},
    {PRELU, 48, 48, 0, 0, 0.186703593f, 0, 0, 9.674319, 0},
    {POOL, 0, 0, 3, 2, 0, 0, 0, 0, 0},
    {CONV, 48, 64, 2, 0, -0.0445628539f, 0.023504857f, 0.00044070094f, 6.381507, -32.82775},
    {PRELU, 64, 64, 0, 0, -0.0565686449f, 0, 0, -6.750261, 0},
    {DENSE, 576, 128, 0, 0, 0.02815165f, 0.0243465304f, -0.0430696867f, 10.94722, -73.59475},
    {PRELU, 128, 128, 0, 0, -0.069321543f, 0, 0, -15.9861, 0},
    {DENSE, 128, 6, 0, 0, -0.0944935232f, -0.154422298f, -0.0254670754f, -0.2804131, -0.05740806},
};
static const row onet[] = {
    {CONV, 3, 32, 3, 0, 0.0910050645f, 0.453282982f, 0.0478993692f, -2.212344, -0.9298089},
    {PRELU, 32, 32, 0, 0, 0.0601909943f, 0, 0, 2.327695, 0},
    {POOL, 0, 0, 3, 2, 0, 0, 0, 0, 0},
    {CONV, 32, 64, 3, 0, 0.0612614788f, -0.0749976113f, -0.0296662524f, 2.585513, -118.8728},
    {PRELU, 64, 64, 0, 0, -0.116739944f, 0, 0, 5.455085, 0},
    {POOL, 0, 0, 3, 2, 0, 0, 0, 0, 0},
    {CONV, 64, 64, 3, 0, -0.0196249522f, -0.0144401612f, 0.00476048049f, 0.339375, -52.35706},
    {PRELU, 64, 64, 0, 0, -0.24755469f, 0, 0, 7.241569, 0},
    {POOL, 0, 0, 2, 2, 0, 0, 0, 0, 0},
    {CONV, 64, 128, 2, 0, 0.170342237f, 0.0521293469f, -0.0279604048f, 7.317367, -56.9071},
    {PRELU, 128, 128, 0, 0, -0.13472715f, 0, 0, -10.44719, 0},
    {DENSE, 1152, 256, 0, 0, 0.102011964f, -0.00940872077f, 0.0117407916f, 13.97065, -147.4867},
    {PRELU, 256, 256, 0, 0, -0.0348816328f, 0, 0, -10.84062, 0},
    {DENSE, 256, 16, 0, 0, -0.174772382f, -0.0297286212f, -0.022812549f, 5.436027, 0.9408279},
};

/* seven printed digits */
static void assert_sum(const char *what, double actual, double expected)
{
    double tolerance = 6e-7 * fmax(1, fabs(expected));
    assert_close_f64(what, &actual, &expected, 1, tolerance);
}

static void check_network(const facs_cnn *cnn, const row *rows, int count)
{
    assert_int_equal(cnn->layers, count);
    for (int i = 0; i < count; i++) {
        const facs_cnn_layer *layer = &cnn->layer[i];
        const row *expected = &rows[i];
        assert_int_equal(layer->kind, expected->kind);
        assert_int_equal(layer->kernel_w, expected->kernel);
        assert_int_equal(layer->kernel_h, expected->kernel);
        assert_int_equal(layer->stride_x, expected->stride);
        assert_int_equal(layer->stride_y, expected->stride);
        assert_int_equal(layer->outputs, expected->outputs);
        assert_int_equal(layer->inputs, expected->inputs);
        if (layer->kind == PRELU) {
            assert_true(layer->weights[0] == expected->first);
            assert_sum("slopes", sum(layer->weights, layer->outputs), expected->sum_first);
        } else if (layer->kind != POOL) {
            int weights = layer->inputs * layer->outputs;
            if (layer->kind == CONV)
                weights *= layer->kernel_w * layer->kernel_h;
            assert_true(layer->bias[0] == expected->first);
            assert_true(layer->weights[1] == expected->second);
            assert_true(layer->weights[weights - 1] == expected->last);
            assert_sum("biases", sum(layer->bias, layer->outputs), expected->sum_first);
            assert_sum("weights", sum(layer->weights, weights), expected->sum_weights);
        }
    }
}

static void test_mtcnn(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_error error = {0};
    facs_mtcnn_model *model = NULL;
    if (facs_mtcnn_load(&env, landmark_model_path("mtcnn_detector/MTCNN_detector.txt"), &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    check_network(&model->pnet, pnet, sizeof pnet / sizeof *pnet);
    check_network(&model->rnet, rnet, sizeof rnet / sizeof *rnet);
    check_network(&model->onet, onet, sizeof onet / sizeof *onet);
    facs_mtcnn_free(&env, &model);
}

static facs_validator_model *load_validator(const facs_env *env, const char *name)
{
    facs_error error = {0};
    facs_validator_model *model = NULL;
    if (facs_validator_load(env, landmark_model_path(name), &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return model;
}

static const struct {
    double yaw;
    int pixels, triangles;
    double min_x, mean, std;
} views[] = {
    {0, 2642, 97, -29.763987446501343, -0.32161855697631836, 0.004929294344037771},
    {-20, 2469, 97, -35.51286312552035, -0.4863232672214508, 0.00506456708535552},
    {-45, 1665, 36, -36.642817514871666, -0.732353925704956, 0.0055391741916537285},
    {-70, 1491, 31, -30.906478579861925, -0.5457815527915955, 0.004889901261776686},
    {20, 2494, 97, -20.803360808446044, -0.21634282171726227, 0.005298345349729061},
    {45, 1690, 36, -12.637546732588717, 0.5117552280426025, 0.006473290268331766},
    {70, 1536, 31, -15.612191450478864, 0.0710831955075264, 0.006451662164181471},
};

static void check_warp(const facs_validator_view *view)
{
    float least[2] = {INFINITY, INFINITY};
    for (int i = 0; i < 68; i++) {
        least[0] = fminf(least[0], view->destination[i]);
        least[1] = fminf(least[1], view->destination[68 + i]);
    }
    assert_true(least[0] == view->min_x && least[1] == view->min_y);
    for (int i = 0; i < 3600; i++)
        assert_int_equal(view->mask[i], view->triangle_of_pixel[i] >= 0);
    /* barycentric forms: alpha is 1 at the second vertex, beta at the third */
    for (int t = 0; t < view->triangles.count; t++)
        for (int corner = 0; corner < 3; corner++) {
            int vertex = view->triangles.index[3 * t + corner];
            const float *a = view->alpha + 3 * t, *b = view->beta + 3 * t;
            double x = (double)view->destination[vertex], y = (double)view->destination[68 + vertex];
            assert_true(fabs((double)a[0] + (double)a[1] * x + (double)a[2] * y - (corner == 1)) < 1e-4);
            assert_true(fabs((double)b[0] + (double)b[1] * x + (double)b[2] * y - (corner == 2)) < 1e-4);
        }
}

static void test_validators(void **state)
{
    (void)state;
    static const char *const names[] = {"detection_validation/validator_cnn.txt",
                                        "detection_validation/validator_cnn_68.txt"};
    facs_env env = facs_env_resolve(NULL);
    for (int file = 0; file < 2; file++) {
        facs_validator_model *model = load_validator(&env, names[file]);
        assert_int_equal(model->views, 7);
        for (int i = 0; i < 7; i++) {
            const facs_validator_view *view = &model->view[i];
            assert_true(view->orientation[0] == 0 && view->orientation[2] == 0);
            assert_true(view->orientation[1] == views[i].yaw * 3.14159265358979323846 / 180);
            assert_int_equal(view->pixels, views[i].pixels);
            assert_int_equal(view->triangles.count, views[i].triangles);
            assert_true(view->n == 68 && view->width == 60 && view->height == 60);
            assert_true(view->min_x == (float)views[i].min_x && view->min_y == -25.129874326651368f);
            assert_true(view->mean[0] == (float)views[i].mean && view->std[0] == (float)views[i].std);
            check_warp(view);
            const facs_cnn *cnn = &view->cnn;
            assert_int_equal(cnn->layers, file == 0 ? 9 : 12);
            assert_int_equal(cnn->layer[0].kernel_w, file == 0 ? 9 : 5);
            assert_int_equal(cnn->layer[3].outputs, file == 0 ? 10 : 50);
            assert_int_equal(cnn->layer[cnn->layers - 3].inputs, file == 0 ? 1000 : 500);
            assert_int_equal(cnn->layer[cnn->layers - 1].outputs, file == 0 ? 30 : 20);
            assert_int_equal(cnn->layer[1].kind, FACS_LAYER_RELU);
            assert_int_equal(cnn->layer[2].kind, FACS_LAYER_POOL);
        }
        facs_validator_free(&env, &model);
    }
}

/* Everything but the networks is the same in the two files. */
static void test_validators_share_their_warps(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_validator_model *a = load_validator(&env, "detection_validation/validator_cnn.txt");
    facs_validator_model *b = load_validator(&env, "detection_validation/validator_cnn_68.txt");
    for (int i = 0; i < 7; i++) {
        const facs_validator_view *one = &a->view[i], *other = &b->view[i];
        size_t pixels = (size_t)one->pixels * sizeof(float);
        assert_memory_equal(one->mean, other->mean, pixels);
        assert_memory_equal(one->std, other->std, pixels);
        assert_memory_equal(one->triangle_of_pixel, other->triangle_of_pixel, 3600 * sizeof(int32_t));
    }
    facs_validator_free(&env, &a);
    facs_validator_free(&env, &b);
}

static void test_old_validator(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_error error = {0};
    facs_validator_model *model = NULL;
    assert_int_equal(
        facs_validator_load(&env, landmark_model_path("detection_validation/validator_general_68.txt"), &model, &error),
        FACS_E_UNSUPPORTED);
    assert_null(model);
    assert_true(strstr(error.message, "type 2") != NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(test_mtcnn)),
        NEEDS_DATA(cmocka_unit_test(test_validators)),
        NEEDS_DATA(cmocka_unit_test(test_validators_share_their_warps)),
        NEEDS_DATA(cmocka_unit_test(test_old_validator)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
