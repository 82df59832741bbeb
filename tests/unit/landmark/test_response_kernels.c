/* Kernels of every CPU level against their plain twins on random and hostile input, and Sigma.  All but the correlation
 * have to agree to the last bit. */
#include "support/view.h"
#include "model/readers.h"
#include "landmark/clnf/logistic.h"
#include "landmark/clnf/response.h"
#include "response_support.h"
#include "support/npy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

typedef void level_check(const facs_response_kernels *kernels, facs_response_work *work);

static void each_level(level_check *check)
{
    facs_response_work *work = work_create(0);
    FOR_EACH_LEVEL (level)
        check(facs_response_kernels_for(level), work);
    work_free(work);
}

/* ---- sampling ---- */

static void compare_rows(const facs_response_kernels *kernels, const float u[4], float x, float y, int side,
                         const facs_area_grid *expected)
{
    facs_area_grid fast;
    kernels->grid_rows(u, x, y, side, &fast);
    assert_memory_equal(fast.x_row, expected->x_row, (size_t)side * sizeof *fast.x_row);
    assert_memory_equal(fast.y_row, expected->y_row, (size_t)side * sizeof *fast.y_row);
}

static void check_sample(const facs_response_kernels *kernels, facs_response_work *work)
{
    enum { WIDTH = 90, HEIGHT = 70, STRIDE = 101 };
    static uint8_t pixels[HEIGHT * STRIDE];
    int inside = 0;
    for (int i = 0; i < HEIGHT * STRIDE; i++)
        pixels[i] = i % 3 ? (uint8_t)(127 + (int)(128 * random_signed())) : i % 2 ? 255 : 0;
    facs_image grey = {pixels, WIDTH, HEIGHT, 1, STRIDE, NULL};
    for (int round = 0; round < 4000; round++) {
        int window = 3 + 2 * (round % 7), side = window + 10;
        float angle = 3.2f * random_signed(), scale = 1.5f + 1.45f * random_signed();
        float u[4] = {scale * cosf(angle), -scale * sinf(angle), scale * sinf(angle), scale * cosf(angle)};
        float x = WIDTH * 0.5f * (1 + random_signed()), y = HEIGHT * 0.5f * (1 + random_signed());
        float expected[FACS_AREA_FLOATS];
        facs_area_grid grid;
        facs_area_grid_columns(u, side, &grid);
        facs_area_grid_rows(u, x, y, side, &grid);
        compare_rows(kernels, u, x, y, side, &grid);
        if (!facs_area_inside(VIEW(&grey), &grid, side))
            continue;
        inside++;
        kernels->sample(VIEW(&grey), &grid, side, work->scratch, work->area[0]);
        sample_area(VIEW(&grey), x, y, u, side, expected);
        assert_memory_equal(work->area[0], expected, (size_t)(side * side) * sizeof *expected);
    }
    assert_true(inside > 300);
}

static void test_sample(void **state)
{
    (void)state;
    each_level(check_sample);
}

/* the fast kernel may be used exactly as long as all four pixels of every sample exist */
static void test_area_inside(void **state)
{
    (void)state;
    static uint8_t pixels[40 * 40];
    facs_image grey = {pixels, 40, 40, 1, 40, NULL};
    const float u[4] = {1, 0, 0, 1};
    facs_area_grid grid;
    facs_area_grid_columns(u, 13, &grid);
    static const struct {
        float x, y;
        bool inside;
    } cases[] = {{6, 6, true},        {5.98f, 6, false}, {6, 5.98f, false}, {32, 32, true},
                 {32.99f, 32, false}, {33, 32, false},   {32, 33, false},   {32.9f, 32.9f, true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        facs_area_grid_rows(u, cases[i].x, cases[i].y, 13, &grid);
        assert_int_equal(facs_area_inside(VIEW(&grey), &grid, 13), cases[i].inside);
    }
    grey.stride = INT32_MAX / 8; /* offsets of 32 bits would not reach */
    facs_area_grid_rows(u, 20, 20, 13, &grid);
    assert_false(facs_area_inside(VIEW(&grey), &grid, 13));
}

/* zeros outside: the same pixels in a picture with a black frame */
static void test_area_border(void **state)
{
    enum { SIDE = 30, FRAME = 64, BIG = SIDE + 2 * FRAME };
    (void)state;
    static uint8_t small[SIDE * SIDE], big[BIG * BIG];
    for (int i = 0; i < SIDE * SIDE; i++) {
        small[i] = (uint8_t)(127 + (int)(128 * random_signed()));
        big[(i / SIDE + FRAME) * BIG + i % SIDE + FRAME] = small[i];
    }
    facs_image inner = {small, SIDE, SIDE, 1, SIDE, NULL}, framed = {big, BIG, BIG, 1, BIG, NULL};
    for (int round = 0; round < 500; round++) {
        /* multiples of 1/32 keep the f32 coordinates of both pictures equal */
        float x = (float)(int)(32 * 20 * random_signed()) / 32 + 15,
              y = (float)(int)(32 * 20 * random_signed()) / 32 + 15;
        const float u[4] = {1.25f, -0.5f, 0.5f, 1.25f};
        float a[FACS_AREA_FLOATS], b[FACS_AREA_FLOATS];
        sample_area(VIEW(&inner), x, y, u, 19, a);
        sample_area(VIEW(&framed), x + FRAME, y + FRAME, u, 19, b);
        assert_memory_equal(a, b, 19 * 19 * sizeof *a);
    }
}

static void test_area_hostile(void **state)
{
    (void)state;
    static const float values[] = {NAN,    INFINITY, -INFINITY,    3e38f,   -3e38f,   1e9f,          -1e9f, 32767,
                                   -32768, 2097151,  2097151.875f, 2097152, -2097152, -2097151.875f, 0};
    enum { COUNT = sizeof values / sizeof *values };
    static uint8_t pixels[20 * 20];
    memset(pixels, 200, sizeof pixels);
    facs_image grey = {pixels, 20, 20, 1, 20, NULL};
    for (int i = 0; i < COUNT * COUNT * COUNT; i++) {
        float x = values[i % COUNT], y = values[i / COUNT % COUNT], a = values[i / COUNT / COUNT];
        const float u[4] = {a, -a, a, a};
        float area[FACS_AREA_FLOATS];
        sample_area(VIEW(&grey), x, y, u, FACS_AREA_SIDE_MAX, area);
        for (int k = 0; k < FACS_AREA_SIDE_MAX * FACS_AREA_SIDE_MAX; k++)
            assert_true(area[k] >= 0 && area[k] <= 200);
        facs_area_grid grid;
        facs_area_grid_columns(u, FACS_AREA_SIDE_MAX, &grid);
        facs_area_grid_rows(u, x, y, FACS_AREA_SIDE_MAX, &grid);
        assert_int_equal(facs_area_inside(VIEW(&grey), &grid, FACS_AREA_SIDE_MAX), x == 0 && y == 0 && a == 0);
        FOR_EACH_LEVEL (level)
            compare_rows(facs_response_kernels_for(level), u, x, y, FACS_AREA_SIDE_MAX, &grid);
    }
}

/* ---- CCNF ---- */

typedef struct random_expert {
    facs_ccnf_expert expert;
    float weights[FACS_NEURONS_MAX * FACS_BLOCK];
    double alphas[FACS_NEURONS_MAX];
} random_expert;

static void make_expert(random_expert *e, int neurons, float scale)
{
    random_fill(e->weights, FACS_NEURONS_MAX * FACS_BLOCK, scale);
    for (int k = 0; k < neurons; k++)
        e->alphas[k] = k % 4 == 3 ? 1e-4 : 10.0 * (1.01 + (double)random_signed());
    e->expert = (facs_ccnf_expert){.neurons = neurons, .weights = e->weights, .alphas = e->alphas};
}

/* like samples: multiples of 2^-10 from 0 to 255 */
static void make_area(facs_response_work *work, int kind)
{
    for (int i = 0; i < FACS_AREA_SIDE_MAX * FACS_AREA_SIDE_MAX; i++) {
        float noise = (float)(int)(130560.0f * random_signed()) / 1024.0f + 127.5f;
        work->area[0][i] = kind == 0   ? noise
                           : kind == 1 ? 0.0f
                           : kind == 2 ? 255.0f
                           : kind == 3 ? (i % 97 == 5 ? 255.0f : 0.0f)
                           : kind == 4 ? 200.0f + noise / 1024.0f
                           : kind == 5 ? (i % 25 < 12 ? 20.0f : 240.0f) + noise / 32.0f
                           : kind == 6 ? noise / 3.0f            /* sums of 121 are exact */
                                       : 130.0f + noise / 24.0f; /* and some are not */
        work->area[0][i] = floorf(work->area[0][i] * 1024.0f) / 1024.0f;
    }
}

/* the kernel's sums are those of the plain twin */
static void compare_neurons(const facs_response_kernels *kernels, facs_response_work *work, const random_expert *e,
                            int window)
{
    static float by_tap[FACS_BLOCK * FACS_NEURONS_MAX];
    float expected[FACS_CELLS_MAX];
    facs_neuron_weights(&e->expert, by_tap);
    memset(work->sums, 0x7f, sizeof work->sums);
    kernels->neurons(&e->expert, by_tap, window, work->area[0], NULL, work->scratch, work->sums);
    facs_neurons_reference(&e->expert, window, work->area[0], expected);
    assert_int_equal(count_different(work->sums, expected, (size_t)(window * window)), 0);
}

static void check_neurons(const facs_response_kernels *kernels, facs_response_work *work)
{
    static const int counts[] = {0, 1, 3, 4, 6, 7, 8, 11, 12, 17, 28, FACS_NEURONS_MAX};
    static random_expert e;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        for (int window = 3; window <= FACS_WINDOW_MAX; window += 2) {
            for (int kind = 0; kind < 8; kind += counts[i] == 7 ? 1 : 5) {
                make_expert(&e, counts[i], 8.0f);
                make_area(work, kind);
                compare_neurons(kernels, work, &e, window);
            }
        }
    }
}

static void test_neurons(void **state)
{
    (void)state;
    each_level(check_neurons);
}

/* arguments far beyond exp's range */
static void check_neurons_saturated(const facs_response_kernels *kernels, facs_response_work *work)
{
    static random_expert e;
    make_expert(&e, 7, 3e4f);
    make_area(work, 0);
    compare_neurons(kernels, work, &e, 9);
    for (int k = 0; k < 7; k++)
        for (int i = 0; i < FACS_BLOCK; i++)
            e.weights[k * FACS_BLOCK + i] = i ? 0 : k % 2 ? 1e6f : -1e6f;
    compare_neurons(kernels, work, &e, 9);
    float expected = 0; /* the odd ones are full on, the fourth is too weak to count */
    for (int k = 1; k < 7; k += 4)
        expected += (float)(2.0 * e.alphas[k]);
    assert_close_f32("bias only", work->sums, &expected, 1, 1e-5);
    e.weights[FACS_BLOCK] = NAN; /* counts as off */
    compare_neurons(kernels, work, &e, 9);
    expected -= (float)(2.0 * e.alphas[1]);
    assert_close_f32("not a number", work->sums, &expected, 1, 1e-5);
}

static void test_neurons_saturated(void **state)
{
    (void)state;
    each_level(check_neurons_saturated);
}

/* against the library's exp */
static void test_logistic(void **state)
{
    (void)state;
    double worst = 0;
    for (int i = 0; i < 400000; i++) {
        float z = (i % 4 ? 30.0f : 690.0f) * random_signed();
        double expected = 1.0 + exp(-(double)z);
        worst = fmax(worst, fabs(facs_one_plus_exp_negative(z) - expected) / expected);
    }
    print_message("# 1 + exp(-z) to %.2g\n", worst);
    assert_true(worst < 4e-16);
    assert_true(facs_add_logistic_reference(1.0f, 3.0, -INFINITY) == 1.0f &&
                facs_add_logistic_reference(1.0f, 3.0, INFINITY) == 4.0f);
    assert_true(facs_add_logistic_reference(1.0f, 3.0, NAN) == 1.0f &&
                facs_add_logistic_reference(0.0f, 3.0, -1e30f) == 0.0f);
    assert_true(facs_add_logistic_reference(0.0f, 3.0, 0.0f) == 1.5f);
}

static void check_smooth(const facs_response_kernels *kernels, facs_response_work *work)
{
    for (int window = 3; window <= FACS_WINDOW_MAX; window += 2) {
        int cells = window * window;
        for (int kind = FACS_SIGMA_SCALAR; kind <= FACS_SIGMA_DENSE; kind++) {
            facs_sigma sigma = {.kind = (facs_sigma_kind)kind, .window = window, .stride = cells, .factor = 0.3f};
            size_t count = (size_t)(cells * cells + FACS_SIGMA_OVERHANG);
            float *columns = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
            sigma.columns = columns;
            for (int sign = 0; sign < 2; sign++) {
                float expected[FACS_CELLS_MAX];
                random_fill(columns, (int)count, 1.0f / (float)window);
                random_fill(work->sums, cells, 1.0f);
                for (int i = 0; i < cells && sign == 0; i++) /* without anything negative nothing is subtracted */
                    work->sums[i] = fabsf(work->sums[i]);
                for (size_t i = 0; i < count && sign == 0; i++)
                    columns[i] = fabsf(columns[i]);
                kernels->smooth(&sigma, work->sums, work->map);
                facs_smooth_reference(&sigma, work->sums, expected);
                assert_int_equal(count_different(work->map, expected, (size_t)cells), 0);
            }
            free(columns);
        }
    }
}

static void test_smooth(void **state)
{
    (void)state;
    each_level(check_smooth);
}

/* ---- SVR and CEN ---- */

static void check_correlate(const facs_response_kernels *kernels, facs_response_work *work)
{
    for (int window = 3; window <= FACS_WINDOW_MAX; window += 2) {
        float weights[FACS_TAPS];
        double expected[FACS_CELLS_MAX];
        make_area(work, 0);
        random_fill(weights, FACS_TAPS, 1.0f);
        kernels->correlate(window, work->area[0], weights, work->scratch, work->correlation);
        facs_correlate_reference(window, work->area[0], weights, expected);
        assert_close_f64("correlate", work->correlation, expected, (size_t)(window * window), 1e-10);
    }
}

static void test_correlate(void **state)
{
    (void)state;
    each_level(check_correlate);
}

static void check_normalise(const facs_response_kernels *kernels, facs_response_work *work)
{
    static float taps[FACS_TAPS * FACS_BATCH_STRIDE_MAX] __attribute__((aligned(64)));
    static float expected[FACS_TAPS * FACS_BATCH_STRIDE_MAX];
    (void)work;
    for (int stride = FACS_BATCH_PAD; stride <= FACS_BATCH_STRIDE_MAX; stride += FACS_BATCH_PAD) {
        for (int i = 0; i < FACS_TAPS * stride; i++)
            taps[i] = i % stride == 3 ? 77.0f : 127.5f * (1 + random_signed());
        memcpy(expected, taps, sizeof taps);
        kernels->normalise(stride, taps);
        facs_normalise_reference(stride, expected);
        assert_int_equal(count_different(taps, expected, (size_t)(FACS_TAPS * stride)), 0);
        assert_true(taps[3] == 0.0f);
    }
}

static void test_normalise(void **state)
{
    (void)state;
    each_level(check_normalise);
}

static void check_layer(const facs_response_kernels *kernels, facs_response_work *work)
{
    enum { WIDEST = 700, OUTPUTS = 41 };
    static const int inputs[] = {1, 6, 20, 122, 122, 128, 321, 400, WIDEST};
    static float weights[OUTPUTS * WIDEST], bias[OUTPUTS];
    static float in[WIDEST * FACS_BATCH_STRIDE_MAX], out[OUTPUTS * FACS_BATCH_STRIDE_MAX],
        expected[OUTPUTS * FACS_BATCH_STRIDE_MAX];
    (void)work;
    for (int round = 0; round < 90; round++) {
        static const int sizes[] = {4, 12, 24, 40, 60, 84, 112, 8, 24, 48, 80, 120, 168, 224};
        int cells = sizes[round % 14], stride = (cells + FACS_BATCH_PAD - 1) / FACS_BATCH_PAD * FACS_BATCH_PAD;
        facs_cen_layer layer = {round % 3, inputs[round % 9], 1 + round * 7 % OUTPUTS, weights, bias};
        random_fill(weights, OUTPUTS * WIDEST, round == 59 ? 1e4f : 1.0f);
        random_fill(bias, OUTPUTS, 3.0f);
        random_fill(in, WIDEST * FACS_BATCH_STRIDE_MAX, 1.0f);
        kernels->layer(&layer, cells, stride, in, out);
        facs_layer_reference(&layer, cells, stride, in, expected);
        for (int o = 0; o < layer.outputs; o++)
            assert_int_equal(count_different(out + o * stride, expected + o * stride, (size_t)cells), 0);
    }
}

static void test_layer(void **state)
{
    (void)state;
    each_level(check_layer);
}

/* ---- Sigma ---- */

/* Sigma of the shipped experts times the matrix it is the inverse of */
static void check_inverse(const facs_sigma *sigma, const facs_ccnf_expert *expert, const facs_sigma_window *source)
{
    int cells = sigma->window * sigma->window;
    double diagonal = 0, largest = 0;
    for (int k = 0; k < expert->neurons; k++)
        diagonal += 2 * expert->alphas[k];
    for (int i = 0; i < cells; i++) {
        static double row[FACS_CELLS_MAX];
        for (int j = 0; j < cells; j++) {
            row[j] = i == j ? diagonal : 0;
            for (int b = 0; b < source->count; b++)
                row[j] += 2 * expert->betas[b] *
                          (double)source->components[(size_t)(b * cells + i) * (size_t)cells + (size_t)j];
        }
        for (int j = 0; j < cells; j++) {
            double sum = i == j ? -1 : 0;
            for (int k = 0; k < cells; k++)
                sum += row[k] * (double)sigma->columns[j * sigma->stride + k];
            largest = fmax(largest, fabs(sum));
        }
    }
    assert_true(largest < 1e-5);
}

static void test_sigma(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model;
    static facs_spd_work work;
    const char *path = landmark_model_path("main_clnf_general.txt");
    assert_int_equal(facs_landmark_model_load(&env, path, &model, NULL), FACS_OK);
    const facs_patch_scale *scale = &model->scale[0];
    assert_int_equal(scale->sigma_windows, 4);
    for (int i = 0; i < scale->sigma_windows; i++) {
        int window = scale->sigma[i].window;
        size_t values = (size_t)(window * window) * (size_t)(window * window);
        for (int landmark = 0; landmark < (window > 9 ? 20 : 68); landmark += 10) {
            const facs_ccnf_expert *expert = &scale->ccnf[landmark];
            facs_sigma plain, sigma;
            plain = sigma_create(expert, window, 3, &scale->sigma[i], facs_spd_invert_reference, &work);
            check_inverse(&plain, expert, &scale->sigma[i]);
            FOR_EACH_LEVEL (level) {
                sigma = sigma_create(expert, window, 3, &scale->sigma[i], facs_spd_inverse_kernels_for(level)->invert,
                                     &work);
                assert_int_equal(count_different(sigma.columns, plain.columns, values), 0);
                sigma_free(&sigma);
            }
            sigma_free(&plain);
        }
    }
    facs_landmark_model_free(&env, &model);
}

/* one component that couples neighbouring cells of a 3 x 3 window */
static void make_component(float component[81])
{
    for (int a = 0; a < 9; a++) {
        for (int b = 0; b < 9; b++) {
            int distance = abs(a / 3 - b / 3) + abs(a % 3 - b % 3);
            component[a * 9 + b] = distance == 0 ? 4.0f : distance == 1 ? -1.0f : 0.0f;
        }
    }
}

static void test_sigma_kinds(void **state)
{
    (void)state;
    static float component[81 + 169 * 169];
    double alphas[2] = {1.5, 0.00005}, betas[1] = {0.7};
    facs_ccnf_expert expert = {.neurons = 2, .alphas = alphas, .betas = betas};
    static facs_spd_work work;
    facs_sigma_window source = {3, 1, component};
    facs_sigma sigma;
    make_component(component);
    for (int positive = 0; positive < 2; positive++) {
        float r[9] = {1}, q[9];
        betas[0] = positive ? 0.7 : -3.0;
        sigma = sigma_create(&expert, 3, 1, &source, facs_spd_invert_reference, &work);
        assert_int_equal(sigma.kind, FACS_SIGMA_DENSE);
        facs_smooth_reference(&sigma, r, q);
        assert_int_equal(q[0] > 0.1f, positive);
        for (int a = 0; a < 9 && !positive; a++) /* not positive definite: zeros */
            assert_true(q[a] == 0.0f);
        sigma_free(&sigma);
    }
    sigma = sigma_create(&expert, 5, 1, NULL, facs_spd_invert_reference, &work);
    assert_int_equal(sigma.kind, FACS_SIGMA_SCALAR);
    assert_true(fabs((double)sigma.factor - 1 / (2 * 1.50005)) < 1e-7); /* weak neurons count here */
    /* the scaling is what the inversion of the diagonal matrix gives, of either size */
    for (int window = 3; window <= 13; window += 10) {
        facs_sigma scaling;
        source = (facs_sigma_window){window, 1, component};
        memset(component, 0, sizeof component);
        alphas[0] = 2.3;
        sigma = sigma_create(&expert, window, 1, &source, facs_spd_invert_reference, &work);
        scaling = sigma_create(&expert, window, 0, &source, facs_spd_invert_reference, &work);
        assert_int_equal(scaling.kind, FACS_SIGMA_SCALAR);
        for (int i = 0; i < window * window; i++)
            assert_true(sigma.columns[i * (sigma.stride + 1)] == scaling.factor);
        sigma_free(&sigma);
    }
    alphas[0] = -1;
    sigma = sigma_create(&expert, 5, 1, NULL, facs_spd_invert_reference, &work);
    assert_true(sigma.factor == 0.0f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample),      cmocka_unit_test(test_area_inside),
        cmocka_unit_test(test_area_border), cmocka_unit_test(test_area_hostile),
        cmocka_unit_test(test_neurons),     cmocka_unit_test(test_neurons_saturated),
        cmocka_unit_test(test_logistic),    cmocka_unit_test(test_smooth),
        cmocka_unit_test(test_correlate),   cmocka_unit_test(test_normalise),
        cmocka_unit_test(test_layer),       cmocka_unit_test(test_sigma),
        cmocka_unit_test(test_sigma_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
