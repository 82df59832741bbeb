/* Patch experts on a synthetic area with known maps, every CPU level. */
#include "model/readers.h"
#include "landmark/clnf/response.h"
#include "response_support.h"
#include "support/npy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

enum { WINDOW = 7, SIDE = 17, CELLS = WINDOW * WINDOW };

static const int places[5][2] = {{0, 0}, {0, 6}, {3, 3}, {2, 5}, {6, 0}};

static void fill_area(float *area, int side)
{
    for (int y = 0; y < side; y++)
        for (int x = 0; x < side; x++)
            area[y * side + x] = (float)((7 * y * y + 13 * x + 5 * x * y) % 256);
}

/* relative 1e-4, absolute 1e-7 */
static void assert_value(double actual, double expected)
{
    if (!(fabs(actual - expected) <= 1e-4 * fabs(expected) + 1e-7))
        fail_msg("%.9g, expected %.9g", actual, expected);
}

static facs_landmark_model *load(const facs_env *env, const char *name)
{
    facs_landmark_model *model;
    facs_error error = {0};
    if (facs_landmark_model_load(env, landmark_model_path(name), &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return model;
}

static void ccnf_map(facs_cpu_level level, const facs_patch_scale *scale, int landmark, int window, const float *area,
                     facs_response_work *work, facs_sigma *sigma)
{
    static facs_spd_work inversion;
    static float weights[FACS_BLOCK * FACS_NEURONS_MAX];
    const facs_response_kernels *kernels = facs_response_kernels_for(level);
    const facs_ccnf_expert *expert = &scale->ccnf[landmark];
    *sigma = sigma_create(expert, window, scale->sigma[0].count, components_of(scale, window),
                          facs_spd_inverse_kernels_for(level)->invert, &inversion);
    facs_neuron_weights(expert, weights);
    kernels->neurons(expert, weights, window, area, NULL, work->scratch, work->sums);
    kernels->smooth(sigma, work->sums, work->map);
}

static double stored_sigma(const facs_sigma *sigma, int row, int column)
{
    assert_int_equal(sigma->kind, FACS_SIGMA_DENSE);
    return (double)sigma->columns[column * sigma->stride + row];
}

typedef struct ccnf_vector {
    int landmark;
    double value[5], sum, confidence, sigma[3];
} ccnf_vector;

static const ccnf_vector ccnf_vectors[] = {
    {8,
     {4.971505e-07, 1.212548e-04, 2.783647e-04, 4.592834e-05, 3.732565e-05},
     6.438556e-03,
     0.2703659,
     {7.171985e-03, 6.641246e-03, 4.724809e-04}},
    {30,
     {2.255208e-05, 2.348031e-05, 5.346383e-05, 2.697555e-05, 3.010594e-04},
     8.412918e-03,
     0.4102736,
     {6.215486e-03, 5.741188e-03, 3.129467e-04}},
    {36,
     {7.907435e-02, 5.0288e-03, 2.8622e-03, 1.788022e-03, 3.580137e-04},
     0.3599136,
     0.5172935,
     {5.276296e-03, 5.015049e-03, 2.062449e-04}},
};

static void test_ccnf(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model = load(&env, "main_clnf_general.txt");
    facs_response_work *work = work_create(0);
    fill_area(work->area[0], SIDE);
    FOR_EACH_LEVEL (level) {
        for (size_t i = 0; i < sizeof ccnf_vectors / sizeof *ccnf_vectors; i++) {
            const ccnf_vector *expected = &ccnf_vectors[i];
            facs_sigma sigma;
            ccnf_map(level, &model->scale[0], expected->landmark, WINDOW, work->area[0], work, &sigma);
            double sum = 0;
            for (int k = 0; k < CELLS; k++)
                sum += (double)work->map[k];
            for (int k = 0; k < 5; k++)
                assert_value((double)work->map[places[k][0] * WINDOW + places[k][1]], expected->value[k]);
            assert_value(sum, expected->sum);
            assert_value(model->scale[0].ccnf[expected->landmark].confidence, expected->confidence);
            assert_value(stored_sigma(&sigma, 0, 0), expected->sigma[0]);
            assert_value(stored_sigma(&sigma, 24, 24), expected->sigma[1]);
            assert_value(stored_sigma(&sigma, 24, 25), expected->sigma[2]);
            sigma_free(&sigma);
        }
    }
    work_free(work);
    facs_landmark_model_free(&env, &model);
}

/* no components: Sigma is a scaling */
static void test_ccnf_left_eye(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model = load(&env, "main_clnf_general.txt"), *eye = NULL;
    for (int i = 0; i < model->parts; i++)
        if (strcmp(model->part[i].name, "left_eye_28") == 0)
            eye = model->part[i].model;
    assert_non_null(eye);
    facs_response_work *work = work_create(0);
    float area[SIDE * SIDE];
    fill_area(area, SIDE);
    for (int y = 0; y < 13; y++)
        memcpy(work->area[0] + y * 13, area + y * SIDE, 13 * sizeof *area);
    FOR_EACH_LEVEL (level) {
        facs_sigma sigma;
        ccnf_map(level, &eye->scale[0], 0, 3, work->area[0], work, &sigma);
        assert_int_equal(sigma.kind, FACS_SIGMA_SCALAR);
        assert_null(sigma.columns);
        assert_value((double)work->map[0], 0.1658202);
        assert_value((double)work->map[4], 0.4288508);
        assert_value((double)work->map[7], 1.152901e-04);
    }
    work_free(work);
    facs_landmark_model_free(&env, &model);
}

static void test_svr(void **state)
{
    static const struct {
        int landmark;
        double value[5];
    } vectors[] = {
        {8, {1.527771e-04, 6.119347e-05, 4.946983e-05, 3.639816e-05, 2.461877e-04}},
        {30, {6.089743e-05, 3.422944e-05, 1.401001e-05, 1.317703e-04, 4.256256e-04}},
        {36, {1.46215e-04, 7.015734e-06, 7.41704e-05, 1.976867e-05, 4.66478e-05}},
    };
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model = load(&env, "main_clm_general.txt");
    facs_response_work *work = work_create(0);
    fill_area(work->area[0], SIDE);
    FOR_EACH_LEVEL (level) {
        for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
            float map[CELLS];
            facs_svr_map(facs_response_kernels_for(level), &model->scale[0].svr[vectors[i].landmark], WINDOW,
                         work->area[0], work, map);
            for (int k = 0; k < 5; k++) {
                double value = (double)map[places[k][0] * WINDOW + places[k][1]];
                if (!(fabs(value - vectors[i].value[k]) <= 2e-6 * vectors[i].value[k]))
                    fail_msg("%.9g, expected %.9g", value, vectors[i].value[k]);
            }
        }
    }
    work_free(work);
    facs_landmark_model_free(&env, &model);
}

/* flat areas and flat weights have their own rules */
static void test_svr_flat(void **state)
{
    (void)state;
    facs_response_work *work = work_create(0);
    facs_svr_modality modality[2] = {{.kind = 0, .scaling = 2, .bias = -1}, {.kind = 1, .scaling = 3, .bias = 0.5}};
    facs_svr_expert expert = {2, modality};
    float map[CELLS];
    const facs_response_kernels *kernels = facs_response_kernels_for(FACS_CPU_SCALAR);
    fill_area(work->area[0], SIDE);
    facs_svr_map(kernels, &expert, WINDOW, work->area[0], work, map); /* zero weights: correlation 1 */
    double expected = 1 / (1 + exp(-(2.0 - 1))) * (1 / (1 + exp(-(3.0 + 0.5))));
    for (int i = 0; i < CELLS; i++)
        assert_true(fabs((double)map[i] - expected) < 1e-7);
    for (int i = 0; i < FACS_TAPS; i++)
        modality[0].weights[i] = modality[1].weights[i] = (float)(i % 7);
    for (int i = 0; i < SIDE * SIDE; i++)
        work->area[0][i] = 77;
    facs_svr_map(kernels, &expert, WINDOW, work->area[0], work, map); /* flat area: correlation 0 */
    expected = 1 / (1 + exp(1.0)) * (1 / (1 + exp(-0.5)));
    for (int i = 0; i < CELLS; i++)
        assert_true(fabs((double)map[i] - expected) < 1e-7);
    work_free(work);
}

/* the hand-made network of B.1 */
static void make_network(facs_cen_layer layer[2], float *weights)
{
    static float bias[3] = {0.5f, 1.0f, 1.5f}, last_weights[3] = {0.8f, -0.5f, 0.3f}, last_bias[1] = {-0.2f};
    for (int r = 0; r < 3; r++)
        for (int k = 0; k < FACS_BLOCK; k++)
            weights[r * FACS_BLOCK + k] = (float)(((r + 1) * k * k + 3 * k) % 17 - 8) / 10.0f;
    layer[0] = (facs_cen_layer){2, FACS_BLOCK, 3, weights, bias};
    layer[1] = (facs_cen_layer){0, 3, 1, last_weights, last_bias};
}

static void test_cen(void **state)
{
    static const int cells[8][2] = {{0, 0}, {0, 1}, {1, 0}, {3, 3}, {3, 4}, {2, 5}, {6, 0}, {6, 5}};
    static const double direct[8] = {0.4097720, 0.4911260, 0.3284181, 0.4824917,
                                     0.4842806, 0.4801987, 0.4217103, 0.5534090};
    static const double mirrored[8] = {0.4588447, 0.3381574, 0.5795319, 0.4741758,
                                       0.3880282, 0.6083848, 0.4993157, 0.4147127};
    (void)state;
    facs_cen_layer layer[2];
    float weights[3 * FACS_BLOCK], map[CELLS], mirror[CELLS], alone[CELLS];
    make_network(layer, weights);
    facs_cen_expert expert = {2, layer, 0};
    facs_response_work *work = work_create(facs_cen_buffer(&expert));
    FOR_EACH_LEVEL (level) {
        const facs_cen_kernels *kernels = facs_cen_kernels_for(level);
        float *both[2] = {map, mirror}, *one[1] = {alone};
        fill_area(work->area[0], SIDE);
        fill_area(work->area[1], SIDE);
        facs_flip_columns(SIDE, work->area[1]);
        facs_cen_maps(kernels, &expert, WINDOW, 2, work, both);
        facs_cen_maps(kernels, &expert, WINDOW, 1, work, one);
        facs_flip_columns(WINDOW, mirror);
        for (int k = 0; k < 8; k++) {
            int cell = cells[k][0] * WINDOW + cells[k][1];
            assert_true(fabs((double)map[cell] - direct[k]) < 2e-7);
            assert_true(fabs((double)mirror[cell] - mirrored[k]) < 2e-7);
        }
        assert_close_f32("alone", alone, map, CELLS, 1e-7);
    }
    work_free(work);
}

/* cells of a network that hands one tap through, at every window: gathering and interpolation */
static void test_cen_places(void **state)
{
    (void)state;
    float weights[FACS_BLOCK] = {0}, bias[1] = {0.25f};
    facs_cen_layer layer = {1, FACS_BLOCK, 1, weights, bias};
    facs_cen_expert expert = {1, &layer, 0};
    facs_response_work *work = work_create(facs_cen_buffer(&expert));
    for (int window = 3; window <= FACS_WINDOW_MAX; window += 2) {
        int side = window + 10, rr = window % 11, cc = (3 * window) % 11;
        float map[FACS_CELLS_MAX], *maps[1] = {map}, blocks[FACS_TAPS];
        memset(weights, 0, sizeof weights);
        weights[1 + 11 * cc + rr] = 1.0f;
        for (int i = 0; i < side * side; i++)
            work->area[0][i] = 128.0f + 127.0f * random_signed();
        facs_cen_maps(facs_cen_kernels_for(FACS_CPU_SCALAR), &expert, window, 1, work, maps);
        for (int y = 0; y < window; y++) {
            for (int x = 0; x < window; x++) {
                double sum = 0;
                int count = 0;
                for (int d = 0; d < 4; d++) {
                    int ny = y + (d == 0) - (d == 1), nx = x + (d == 2) - (d == 3);
                    bool inside = ny >= 0 && nx >= 0 && ny < window && nx < window;
                    sum += inside ? (double)map[ny * window + nx] : 0;
                    count += inside;
                }
                for (int k = 0; k < FACS_TAPS; k++)
                    blocks[k] = work->area[0][(y + k % 11) * side + x + k / 11];
                facs_normalise_reference(1, blocks);
                double expected = (y + x) % 2 ? (double)blocks[11 * cc + rr] + 0.25 : sum / count;
                assert_true(fabs((double)map[y * window + x] - expected) < 1e-6);
            }
        }
    }
    work_free(work);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(test_ccnf)),
        NEEDS_MODELS(cmocka_unit_test(test_ccnf_left_eye)),
        NEEDS_MODELS(cmocka_unit_test(test_svr)),
        cmocka_unit_test(test_svr_flat),
        cmocka_unit_test(test_cen),
        cmocka_unit_test(test_cen_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
