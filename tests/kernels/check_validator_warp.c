/* Warp of a validator view: the same bits as the plain twin, faces inside the sub-image, across its border and outside,
 * sub-images of a few pixels, undefined landmarks. */
#include "check.h"

#include "grid.h"
#include "landmark/clnf/validator_warp.h"
#include "landmark/clnf/validator_warp_kernels.h"
#include "model/readers.h"
#include "support/npy.h"

enum { SIDE = 60, PIXELS = SIDE * SIDE, WIDTH = 150, HEIGHT = 120, STRIDE = 160 };

/* A view like the validator's: an oval of triangles of a grid. */
typedef struct grid_view {
    facs_validator_view view;
    int32_t index[3 * GRID_TRIANGLES], triangle[PIXELS];
    uint8_t mask[PIXELS];
    float alpha[3 * GRID_TRIANGLES], beta[3 * GRID_TRIANGLES];
} grid_view;

/* alpha and beta of a triangle, whose legs are a step long */
static void make_coefficients(grid_view *made, int triangle)
{
    const float step = (float)SIDE / GRID_CELLS;
    const int cell = triangle / 2, half = triangle % 2, way = half ? -1 : 1;
    const float x = (float)(cell % GRID_CELLS + half), y = (float)(cell / GRID_CELLS + half), sign = (float)way / step;
    const float alpha[3] = {-x * (float)way, sign, 0}, beta[3] = {-y * (float)way, 0, sign};
    memcpy(made->alpha + 3 * triangle, alpha, sizeof alpha);
    memcpy(made->beta + 3 * triangle, beta, sizeof beta);
}

static void make_view(grid_view *made)
{
    grid_triangles(made->index);
    for (int triangle = 0; triangle < GRID_TRIANGLES; triangle++)
        make_coefficients(made, triangle);
    for (int i = 0; i < PIXELS; i++) {
        int x = i % SIDE, y = i / SIDE, column = x * GRID_CELLS / SIDE, row = y * GRID_CELLS / SIDE;
        int beyond = (x * GRID_CELLS - column * SIDE) + (y * GRID_CELLS - row * SIDE) > SIDE;
        made->mask[i] = (2 * x - SIDE) * (2 * x - SIDE) + (2 * y - SIDE) * (2 * y - SIDE) < SIDE * SIDE;
        made->triangle[i] = made->mask[i] ? 2 * (row * GRID_CELLS + column) + beyond : -1;
    }
    made->view = (facs_validator_view){
        .n = GRID_POINTS, .width = SIDE, .height = SIDE, .triangle_of_pixel = made->triangle, .mask = made->mask};
    made->view.triangles = (facs_triangles){GRID_TRIANGLES, made->index};
    made->view.alpha = made->alpha;
    made->view.beta = made->beta;
}

/* ---- checks ---- */

/* A picture, and how much of it was seen in all warps. */
typedef struct warped {
    uint8_t pixels[HEIGHT * STRIDE];
    facs_view grey;
    int seen;
} warped;

static void make_picture(warped *made, uint64_t *seed)
{
    for (int i = 0; i < HEIGHT * STRIDE; i++)
        made->pixels[i] = (uint8_t)(256 * random_unit_f32(seed));
    made->grey = (facs_view){made->pixels, WIDTH, HEIGHT, 1, STRIDE};
    made->seen = 0;
}

/* The view's points (2n, about the origin) enlarged, turned, moved; now and then one of them is nowhere. */
static void place_points(int round, int n, const float *points, float *landmarks, uint64_t *seed)
{
    const float size = round % 4 == 3 ? 3.0f : 0.5f, angle = random_unit_f32(seed);
    for (int i = 0; i < n; i++) {
        float x = points[i] * size, y = points[n + i] * size;
        landmarks[i] = x * cosf(angle) - y * sinf(angle) + 55 + 10 * random_unit_f32(seed);
        landmarks[n + i] = x * sinf(angle) + y * cosf(angle) + 45 + 10 * random_unit_f32(seed);
    }
    if (round % 5 == 4)
        landmarks[round % (2 * n)] = round % 2 ? NAN : 1e9f;
}

static void compare_warp(facs_cpu_level level, warped *picture, const facs_validator_view *view, int round,
                         const float *landmarks)
{
    static const int sizes[][2] = {{120, 100}, {40, 90}, {2, 2}, {1, 5}, {5, 1}, {131, 97}};
    static float plain[PIXELS], fast[PIXELS];
    const int width = sizes[round % 6][0], height = sizes[round % 6][1], count = view->width * view->height;
    facs_env env = facs_env_resolve(NULL);
    facs_warp_plan plan;
    assert_true(facs_warp_plan_create(&env, view, &plan));
    facs_paw_warp_view(view, &picture->grey, 17, 11, width, height, landmarks, plain, NULL, NULL);
    memset(fast, 1, sizeof fast);
    facs_validator_warp_kernels_for(level)->warp_view(&plan, view, &picture->grey, 17, 11, width, height, landmarks,
                                                      fast);
    assert_memory_equal(fast, plain, (size_t)count * sizeof *fast);
    for (int i = 0; i < count; i++)
        picture->seen += plain[i] > 0;
    facs_warp_plan_free(&env, &plan);
}

static void grids(facs_cpu_level level)
{
    static warped picture;
    static grid_view made;
    uint64_t seed = 5;
    float points[2 * GRID_POINTS], landmarks[2 * GRID_POINTS];
    make_picture(&picture, &seed);
    make_view(&made);
    for (int i = 0; i < GRID_POINTS; i++) {
        points[i] = 20 * ((float)(i % GRID_SIDE) - 3.5f);
        points[GRID_POINTS + i] = 20 * ((float)(i / GRID_SIDE) - 3.5f);
    }
    for (int round = 0; round < 120; round++) {
        place_points(round, GRID_POINTS, points, landmarks, &seed);
        compare_warp(level, &picture, &made.view, round, landmarks);
    }
    assert_true(picture.seen > 20000);
}

static void shipped_views(facs_cpu_level level)
{
    static warped picture;
    uint64_t seed = 5;
    facs_env env = facs_env_resolve(NULL);
    facs_validator_model *model = NULL;
    facs_pdm *pdm = NULL;
    facs_error error;
    if (facs_validator_load(&env, landmark_model_path("detection_validation/validator_cnn_68.txt"), &model, &error) !=
            FACS_OK ||
        facs_pdm_load(&env, landmark_model_path("pdms/In-the-wild_aligned_PDM_68.txt"), &pdm, &error) != FACS_OK)
        fail_msg("%s", error.message);
    make_picture(&picture, &seed);
    for (int round = 0; round < 60; round++) {
        float landmarks[136];
        place_points(round, 68, pdm->mean, landmarks, &seed);
        compare_warp(level, &picture, &model->view[round % model->views], round, landmarks);
    }
    assert_true(picture.seen > 20000);
    facs_pdm_free(&env, &pdm);
    facs_validator_free(&env, &model);
}

/* ---- bench: a face of 140 pixels ---- */

enum { BENCH_PICTURE = 160 };

typedef struct warp_input {
    grid_view made;
    facs_warp_plan plan;
    facs_view grey;
    float landmarks[2 * GRID_POINTS], out[PIXELS];
} warp_input;

static void *face_of(int size)
{
    warp_input *in = bench_memory(sizeof *in);
    facs_env env = bench_env(FACS_CPU_AUTO);
    uint64_t seed = 1;
    make_view(&in->made);
    for (int i = 0; i < GRID_POINTS; i++) {
        const float step = (float)size / GRID_CELLS;
        in->landmarks[i] = 10 + step * ((float)(i % GRID_SIDE) + 0.3f * random_signed(&seed));
        in->landmarks[GRID_POINTS + i] = 10 + step * ((float)(i / GRID_SIDE) + 0.3f * random_signed(&seed));
    }
    in->grey = (facs_view){bench_bytes(BENCH_PICTURE * BENCH_PICTURE), BENCH_PICTURE, BENCH_PICTURE, 1, BENCH_PICTURE};
    if (!facs_warp_plan_create(&env, &in->made.view, &in->plan))
        abort();
    return in;
}

static void call_warp(void *input, facs_cpu_level level)
{
    warp_input *in = input;
    if (level == KERNEL_TWIN)
        facs_paw_warp_view(&in->made.view, &in->grey, 0, 0, BENCH_PICTURE, BENCH_PICTURE, in->landmarks, in->out, NULL,
                           NULL);
    else
        facs_validator_warp_kernels_for(level)->warp_view(&in->plan, &in->made.view, &in->grey, 0, 0, BENCH_PICTURE,
                                                          BENCH_PICTURE, in->landmarks, in->out);
}

void check_validator_warp(void)
{
    static const kernel_case cases[] = {
        {"validator_warp/warp_view 60 x 60", .check = grids, .input = face_of, .size = 140, .call = call_warp},
        {"validator_warp/warp_view shipped views", .check = shipped_views, .needs = NEED_DATA},
    };
    REGISTER(cases);
}
