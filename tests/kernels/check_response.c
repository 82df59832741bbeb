/* Response maps: the same bits as the plain twins, but for the correlation, whose sums may be in any order. */
#include "check.h"

#include "landmark/clnf/experts.h"
#include "landmark/clnf/response_kernels.h"
#include "support/npy.h"
#include "support/view.h"

static uint64_t response_seed;

/* zeroed; free it */
static facs_response_work *new_work(void)
{
    facs_response_work *work = aligned_alloc(64, (sizeof *work + 63) / 64 * 64);
    memset(work, 0, sizeof *work);
    return work;
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
        pixels[i] = i % 3 ? (uint8_t)(127 + (int)(128 * random_signed(&response_seed))) : i % 2 ? 255 : 0;
    facs_image grey = {pixels, WIDTH, HEIGHT, 1, STRIDE, NULL};
    for (int round = 0; round < 4000; round++) {
        int window = 3 + 2 * (round % 7), side = window + 10;
        float angle = 3.2f * random_signed(&response_seed), scale = 1.5f + 1.45f * random_signed(&response_seed);
        float u[4] = {scale * cosf(angle), -scale * sinf(angle), scale * sinf(angle), scale * cosf(angle)};
        float x = WIDTH * 0.5f * (1 + random_signed(&response_seed)),
              y = HEIGHT * 0.5f * (1 + random_signed(&response_seed));
        float expected[FACS_AREA_FLOATS];
        facs_area_grid grid;
        facs_area_grid_columns(u, side, &grid);
        facs_area_grid_rows(u, x, y, side, &grid);
        compare_rows(kernels, u, x, y, side, &grid);
        if (!facs_area_inside(VIEW(&grey), &grid, side))
            continue;
        inside++;
        kernels->sample(VIEW(&grey), &grid, side, work->scratch, work->area[0]);
        facs_area_sample(VIEW(&grey), &grid, side, expected);
        assert_memory_equal(work->area[0], expected, (size_t)(side * side) * sizeof *expected);
    }
    assert_true(inside > 300);
}

/* not-a-numbers, numbers beyond those of the grid and on its limits */
static void check_hostile_rows(const facs_response_kernels *kernels, facs_response_work *work)
{
    static const float values[] = {NAN,    INFINITY, -INFINITY,    3e38f,   -3e38f,   1e9f,          -1e9f, 32767,
                                   -32768, 2097151,  2097151.875f, 2097152, -2097152, -2097151.875f, 0};
    enum { COUNT = sizeof values / sizeof *values };
    (void)work;
    for (int i = 0; i < COUNT * COUNT * COUNT; i++) {
        float x = values[i % COUNT], y = values[i / COUNT % COUNT], a = values[i / COUNT / COUNT];
        const float u[4] = {a, -a, a, a};
        facs_area_grid grid;
        facs_area_grid_columns(u, FACS_AREA_SIDE_MAX, &grid);
        facs_area_grid_rows(u, x, y, FACS_AREA_SIDE_MAX, &grid);
        compare_rows(kernels, u, x, y, FACS_AREA_SIDE_MAX, &grid);
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
    random_fill(e->weights, FACS_NEURONS_MAX * FACS_BLOCK, scale, &response_seed);
    for (int k = 0; k < neurons; k++)
        e->alphas[k] = k % 4 == 3 ? 1e-4 : 10.0 * (1.01 + (double)random_signed(&response_seed));
    e->expert = (facs_ccnf_expert){.neurons = neurons, .weights = e->weights, .alphas = e->alphas};
}

/* like samples: multiples of 2^-10 from 0 to 255 */
static void make_area(facs_response_work *work, int kind)
{
    for (int i = 0; i < FACS_AREA_SIDE_MAX * FACS_AREA_SIDE_MAX; i++) {
        float noise = (float)(int)(130560.0f * random_signed(&response_seed)) / 1024.0f + 127.5f;
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
                random_fill(columns, (int)count, 1.0f / (float)window, &response_seed);
                random_fill(work->sums, cells, 1.0f, &response_seed);
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

/* ---- SVR and CEN ---- */

static void check_correlate(const facs_response_kernels *kernels, facs_response_work *work)
{
    for (int window = 3; window <= FACS_WINDOW_MAX; window += 2) {
        float weights[FACS_TAPS];
        double expected[FACS_CELLS_MAX];
        make_area(work, 0);
        random_fill(weights, FACS_TAPS, 1.0f, &response_seed);
        kernels->correlate(window, work->area[0], weights, work->scratch, work->correlation);
        facs_correlate_reference(window, work->area[0], weights, expected);
        assert_close_f64("correlate", work->correlation, expected, (size_t)(window * window), 1e-10);
    }
}

/* ---- the checks of one level ---- */

typedef void level_check(const facs_response_kernels *kernels, facs_response_work *work);

static void run(level_check *check, facs_cpu_level level)
{
    facs_response_work *work = new_work();
    response_seed = 1;
    check(facs_response_kernels_for(level), work);
    free(work);
}

static void hostile_rows(facs_cpu_level level)
{
    run(check_hostile_rows, level);
}

static void sample(facs_cpu_level level)
{
    run(check_sample, level);
}

static void neurons(facs_cpu_level level)
{
    run(check_neurons, level);
}

static void neurons_saturated(facs_cpu_level level)
{
    run(check_neurons_saturated, level);
}

static void smooth(facs_cpu_level level)
{
    run(check_smooth, level);
}

static void correlate(facs_cpu_level level)
{
    run(check_correlate, level);
}

/* ---- bench: one landmark, window 11 ---- */

enum { WINDOW = 11, CELLS = WINDOW * WINDOW, NEURONS = 7, SIDE = WINDOW + FACS_SUPPORT - 1, PICTURE = 100 };

typedef struct response_input {
    facs_response_work work;
    facs_view grey;
    facs_ccnf_expert expert;
    float weights[NEURONS * FACS_BLOCK];
    _Alignas(64) float packed[FACS_BLOCK * FACS_NEURONS_MAX];
    double alphas[NEURONS];
    facs_sigma sigma;
    float u[4];
    facs_area_grid grid;
} response_input;

static void *landmark(int size)
{
    (void)size;
    response_input *in = bench_memory(sizeof *in);
    response_seed = 1;
    make_area(&in->work, 0);
    bench_fill(in->weights, NEURONS * FACS_BLOCK);
    for (int i = 0; i < NEURONS; i++)
        in->alphas[i] = 2 + (double)random_signed(&response_seed);
    in->expert = (facs_ccnf_expert){.neurons = NEURONS, .weights = in->weights, .alphas = in->alphas};
    facs_neuron_weights(&in->expert, in->packed);
    in->sigma = (facs_sigma){.kind = FACS_SIGMA_DENSE, .window = WINDOW, .stride = (CELLS + 15) / 16 * 16};
    size_t values = (size_t)(CELLS * in->sigma.stride + FACS_SIGMA_OVERHANG);
    float *columns = bench_memory(values * sizeof(float));
    bench_fill(columns, values);
    in->sigma.columns = columns;
    bench_fill(in->work.sums, CELLS);
    in->u[0] = in->u[3] = 1.25f;
    in->u[2] = 0.25f;
    in->u[1] = -in->u[2];
    in->grey = (facs_view){bench_bytes(PICTURE * PICTURE), PICTURE, PICTURE, 1, PICTURE};
    facs_area_grid_columns(in->u, SIDE, &in->grid);
    facs_area_grid_rows(in->u, PICTURE / 2, PICTURE / 2, SIDE, &in->grid);
    return in;
}

static void call_grid_rows(void *input, facs_cpu_level level)
{
    response_input *in = input;
    if (level == KERNEL_TWIN)
        facs_area_grid_rows(in->u, PICTURE / 2, PICTURE / 2, SIDE, &in->grid);
    else
        facs_response_kernels_for(level)->grid_rows(in->u, PICTURE / 2, PICTURE / 2, SIDE, &in->grid);
}

static void call_sample(void *input, facs_cpu_level level)
{
    response_input *in = input;
    if (level == KERNEL_TWIN)
        facs_area_sample(&in->grey, &in->grid, SIDE, in->work.area[1]);
    else
        facs_response_kernels_for(level)->sample(&in->grey, &in->grid, SIDE, in->work.scratch, in->work.area[1]);
}

static void call_neurons(void *input, facs_cpu_level level)
{
    response_input *in = input;
    facs_response_work *work = &in->work;
    if (level == KERNEL_TWIN)
        facs_neurons_reference(&in->expert, WINDOW, work->area[0], work->sums);
    else
        facs_response_kernels_for(level)->neurons(&in->expert, in->packed, WINDOW, work->area[0], NULL, work->scratch,
                                                  work->sums);
}

static void call_smooth(void *input, facs_cpu_level level)
{
    response_input *in = input;
    if (level == KERNEL_TWIN)
        facs_smooth_reference(&in->sigma, in->work.sums, in->work.map);
    else
        facs_response_kernels_for(level)->smooth(&in->sigma, in->work.sums, in->work.map);
}

static void call_correlate(void *input, facs_cpu_level level)
{
    response_input *in = input;
    facs_response_work *work = &in->work;
    if (level == KERNEL_TWIN)
        facs_correlate_reference(WINDOW, work->area[0], in->weights, work->correlation);
    else
        facs_response_kernels_for(level)->correlate(WINDOW, work->area[0], in->weights, work->scratch,
                                                    work->correlation);
}

/* in place, again and again: normalised values stay normal numbers */
void check_response(void)
{
    static const kernel_case cases[] = {
        {"response/grid_rows", .check = hostile_rows, .input = landmark, .call = call_grid_rows},
        {"response/sample 21 x 21", .check = sample, .input = landmark, .call = call_sample},
        {"response/neurons 7, window 11", .check = neurons, .input = landmark, .call = call_neurons},
        {"response/neurons saturated", .check = neurons_saturated},
        {"response/smooth window 11", .check = smooth, .input = landmark, .call = call_smooth},
        {"response/correlate window 11", .check = correlate, .input = landmark, .call = call_correlate},
    };
    REGISTER(cases);
}
