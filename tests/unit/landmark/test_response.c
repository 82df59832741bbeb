/* facs_responses: arguments, hostile coordinates, pictures smaller than an area, memory failures, cache; view choice
 * and similarity. */
#include "support/view.h"
#include "model/readers.h"
#include "landmark/clnf/response.h"
#include "response_support.h"
#include "shape/pdm.h"
#include "support/npy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

/* environment that counts blocks and fails from a chosen allocation on */
typedef struct counter {
    long live, made, fail_at;
} counter;

static void *counted_alloc(void *cookie, size_t bytes, size_t alignment)
{
    counter *c = cookie;
    if (c->fail_at && ++c->made >= c->fail_at)
        return NULL;
    c->live++;
    return aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
}

static void counted_free(void *cookie, void *memory)
{
    counter *c = cookie;
    if (memory)
        c->live--;
    free(memory);
}

static facs_env counted_env(counter *c)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = c;
    env.alloc = counted_alloc;
    env.free = counted_free;
    return facs_env_resolve(&env);
}

static facs_landmark_model *load(const facs_env *env, const char *path)
{
    facs_landmark_model *model;
    facs_error error = {0};
    if (facs_landmark_model_load(env, path, &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return model;
}

enum { WIDTH = 120, HEIGHT = 90, MAPS_MAX = FACS_N_MAX * FACS_CELLS_MAX };
static uint8_t pixels[WIDTH * HEIGHT];
static float maps[MAPS_MAX], other_maps[MAPS_MAX];

static facs_image picture(void)
{
    for (int i = 0; i < WIDTH * HEIGHT; i++)
        pixels[i] = (uint8_t)(127 + (int)(127 * random_signed()));
    return (facs_image){pixels, WIDTH, HEIGHT, 1, WIDTH, NULL};
}

static const float plain_u[4] = {1.5f, -0.25f, 0.25f, 1.5f};

static void fill_shape(float shape[2 * FACS_N_MAX], float x, float y, float spread)
{
    for (int i = 0; i < FACS_N_MAX; i++) {
        shape[i] = x + spread * random_signed();
        shape[FACS_N_MAX + i] = y + spread * random_signed();
    }
}

static void test_arguments(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model = load(&env, landmark_model_path("main_clnf_general.txt"));
    facs_responder *responder;
    facs_error error = {0};
    float shape[2 * FACS_N_MAX];
    facs_image grey = picture(), bad = grey;
    fill_shape(shape, 60, 45, 10);
    assert_int_equal(facs_responder_create(&env, model, NULL, &responder, &error), FACS_OK);
    static const int wrong[][3] = {{-1, 0, 9}, {3, 0, 9},  {0, -1, 9}, {0, 7, 9},  {0, 0, 1},
                                   {0, 0, 0},  {0, 0, -9}, {0, 0, 8},  {0, 0, 17}, {0, 0, 225}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        error.message[0] = 0;
        assert_int_equal(
            facs_responses(responder, &grey, wrong[i][0], wrong[i][1], wrong[i][2], shape, plain_u, maps, &error),
            FACS_E_ARGUMENT);
        assert_true(error.message[0] != 0);
    }
    bad.channels = 3;
    assert_int_equal(facs_responses(responder, &bad, 0, 0, 9, shape, plain_u, maps, &error), FACS_E_ARGUMENT);
    bad = grey;
    bad.hidden = NULL;
    assert_int_equal(facs_responses(responder, &bad, 0, 0, 9, shape, plain_u, maps, &error), FACS_E_ARGUMENT);
    bad = grey;
    bad.width = 40000;
    assert_int_equal(facs_responses(responder, &bad, 0, 0, 9, shape, plain_u, maps, NULL), FACS_E_ARGUMENT);
    facs_responder_destroy(&responder);
    facs_responder_destroy(&responder);
    assert_int_equal(facs_responder_create(&env, NULL, NULL, &responder, &error), FACS_E_ARGUMENT);
    assert_null(responder);
    facs_landmark_model_free(&env, &model);
}

/* every window, view and scale; invisible landmarks are zero, others are the reference kernels' maps */
static void check_against_reference(facs_responder *responder, const facs_patch_scale *scale, int c, int v, int window,
                                    const facs_image *grey, const float *shape)
{
    static facs_spd_work work;
    int cells = window * window, n = scale->n;
    assert_int_equal(facs_responses(responder, grey, c, v, window, shape, plain_u, maps, NULL), FACS_OK);
    for (int i = 0; i < n; i += 3) {
        float area[FACS_AREA_FLOATS], sums[FACS_CELLS_MAX], expected[FACS_CELLS_MAX] = {0};
        if (scale->visible[v * n + i]) {
            const facs_ccnf_expert *expert = &scale->ccnf[v * n + i];
            facs_sigma sigma;
            sigma = sigma_create(expert, window, scale->sigma[0].count, components_of(scale, window),
                                 facs_spd_invert_reference, &work);
            sample_area(VIEW(grey), shape[i], shape[n + i], plain_u, window + 10, area);
            facs_neurons_reference(expert, window, area, sums);
            facs_smooth_reference(&sigma, sums, expected);
            sigma_free(&sigma);
        }
        assert_int_equal(count_different(maps + i * cells, expected, (size_t)cells), 0);
    }
}

static void test_every_window(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model = load(&env, landmark_model_path("main_clnf_general.txt"));
    facs_responder *responder;
    float shape[2 * FACS_N_MAX];
    facs_image grey = picture();
    fill_shape(shape, 60, 45, 60); /* areas inside, across the border and outside */
    assert_int_equal(facs_responder_create(&env, model, NULL, &responder, NULL), FACS_OK);
    for (int window = 3, v = 0; window <= FACS_WINDOW_MAX; window += 2, v++)
        check_against_reference(responder, &model->scale[v % 3], v % 3, v, window, &grey, shape);
    facs_responder_destroy(&responder);
    facs_landmark_model_free(&env, &model);
}

/* no number may crash it or give anything but finite maps; tiny pictures too */
static void check_hostile(const char *path)
{
    static const float values[] = {NAN, INFINITY, -INFINITY, 3e38f, -1e9f, 40000, -5, 1e-40f, 0};
    enum { COUNT = sizeof values / sizeof *values };
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model = load(&env, path);
    facs_responder *responder;
    facs_image grey = picture();
    assert_int_equal(facs_responder_create(&env, model, NULL, &responder, NULL), FACS_OK);
    for (int round = 0; round < 60; round++) {
        float shape[2 * FACS_N_MAX], u[4];
        for (int i = 0; i < 2 * FACS_N_MAX; i++)
            shape[i] = values[(i + round) % COUNT];
        for (int i = 0; i < 4; i++)
            u[i] = round % 3 ? values[(round + i * (round / 9)) % COUNT] : plain_u[i];
        grey.width = round % 4 ? WIDTH : 1;
        grey.height = round % 4 != 1 ? HEIGHT : 1;
        int window = 3 + 2 * (round % 4);
        assert_int_equal(facs_responses(responder, &grey, 0, round % 7, window, shape, u, maps, NULL), FACS_OK);
        for (int i = 0; i < FACS_N_MAX * window * window; i++)
            assert_true(isfinite(maps[i]) && maps[i] >= 0);
    }
    facs_responder_destroy(&responder);
    facs_landmark_model_free(&env, &model);
}

static void test_hostile(void **state)
{
    (void)state;
    check_hostile(landmark_model_path("main_clnf_general.txt"));
    check_hostile(landmark_model_path("main_clm_general.txt"));
    check_hostile(testdata_path("models/cen_synthetic/main_ceclm_general.txt"));
}

/* SVR maps of both levels agree, the rest of the model is visible only through facs_responses */
static void test_svr_model(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model = load(&env, landmark_model_path("main_clm_general.txt"));
    float shape[2 * FACS_N_MAX], area[FACS_AREA_FLOATS] = {0};
    facs_image grey = picture();
    facs_response_work *work = work_create(0);
    fill_shape(shape, 60, 45, 40);
    FOR_EACH_LEVEL (level) {
        facs_responder *responder;
        env.cpu = level;
        assert_int_equal(facs_responder_create(&env, model, NULL, &responder, NULL), FACS_OK);
        assert_int_equal(facs_responses(responder, &grey, 1, 3, 9, shape, plain_u, maps, NULL), FACS_OK);
        for (int i = 0; i < FACS_N_MAX; i++) {
            float expected[81] = {0};
            sample_area(VIEW(&grey), shape[i], shape[FACS_N_MAX + i], plain_u, 19, area);
            memcpy(work->area[0], area, sizeof area);
            if (model->scale[1].visible[3 * FACS_N_MAX + i])
                facs_svr_map(facs_response_kernels_for(FACS_CPU_SCALAR), &model->scale[1].svr[3 * FACS_N_MAX + i], 9,
                             work->area[0], work, expected);
            assert_close_f32("svr", maps + i * 81, expected, 81, 1e-7);
        }
        facs_responder_destroy(&responder);
    }
    work_free(work);
    facs_landmark_model_free(&env, &model);
}

/* every allocation may fail, at creation and while Sigma is computed; then a later call works and nothing is leaked */
static void check_memory(const char *path)
{
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model = load(&env, path);
    facs_image grey = picture();
    float shape[2 * FACS_N_MAX];
    counter c = {0};
    facs_env counting = counted_env(&c);
    facs_error error = {0};
    int failures = 0;
    fill_shape(shape, 60, 45, 20);
    for (long at = 1;; at++) {
        facs_responder *responder;
        c = (counter){.fail_at = at};
        facs_status status = facs_responder_create(&counting, model, NULL, &responder, &error);
        if (status != FACS_OK) {
            assert_int_equal(status, FACS_E_MEMORY);
            assert_null(responder);
            assert_int_equal(c.live, 0);
            failures++;
            continue;
        }
        status = facs_responses(responder, &grey, 0, 0, 7, shape, plain_u, maps, &error);
        bool failed = status != FACS_OK;
        if (failed) {
            assert_int_equal(status, FACS_E_MEMORY);
            failures++;
        }
        c.fail_at = 0;
        assert_int_equal(facs_responses(responder, &grey, 0, 0, 7, shape, plain_u, maps, &error), FACS_OK);
        long live = c.live;
        assert_int_equal(facs_responses(responder, &grey, 0, 0, 7, shape, plain_u, other_maps, &error), FACS_OK);
        assert_int_equal(c.live, live); /* no memory once everything is cached */
        assert_memory_equal(maps, other_maps, 68 * 49 * sizeof *maps);
        facs_responder_destroy(&responder);
        assert_int_equal(c.live, 0);
        if (!failed)
            break;
    }
    assert_true(failures > 3);
    facs_landmark_model_free(&env, &model);
}

static void test_memory(void **state)
{
    (void)state;
    check_memory(landmark_model_path("main_clnf_general.txt"));
    check_memory(testdata_path("models/cen_synthetic/main_ceclm_general.txt"));
}

static void test_select_view(void **state)
{
    (void)state;
    double centre[4][3] = {{0, 0, 0}, {0, -0.5, 0}, {0, 0.5, 0}, {0, 0.5, 0}};
    facs_patch_scale scale = {.views = 4, .centre = centre};
    const float front[6] = {1, 0.1f, 0.2f, 0.3f, 5, 6}, left[6] = {1, 0, -0.26f, 0, 0, 0},
                tie[6] = {1, 0, 0.25f, 0, 0, 0};
    const float right[6] = {1, 0, 0.6f, 0, 0, 0}, wrong[6] = {1, NAN, 0.6f, 0, 0, 0};
    assert_int_equal(facs_select_view(&scale, front), 0);
    assert_int_equal(facs_select_view(&scale, left), 1);
    assert_int_equal(facs_select_view(&scale, tie), 0);
    assert_int_equal(facs_select_view(&scale, right), 2);
    assert_int_equal(facs_select_view(&scale, wrong), 0);
}

/* frontal shape turned by rz and enlarged: T undoes both, U is its inverse */
static void test_similarity(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_landmark_model *model = load(&env, landmark_model_path("main_clnf_general.txt"));
    float p[FACS_M_MAX] = {3, -2, 1}, t[4], u[4];
    for (int i = 0; i < 20; i++) {
        float s = 0.5f + 0.3f * (float)i, rz = 0.3f * (float)(i - 10);
        const float g[6] = {s, 0, 0, rz, 100, 50};
        similarity_of(model->pdm, 0.35, p, g, t, u);
        double cosine = cos((double)rz), sine = sin((double)rz), down = 0.35 / (double)s, up = 1 / down;
        const float expected_t[4] = {(float)(down * cosine), (float)(down * sine), (float)(-down * sine),
                                     (float)(down * cosine)};
        const float expected_u[4] = {(float)(up * cosine), (float)(-up * sine), (float)(up * sine),
                                     (float)(up * cosine)};
        assert_close_f32("T", t, expected_t, 4, 2e-6 * down);
        assert_close_f32("U", u, expected_u, 4, 2e-6 * up);
    }
    facs_landmark_model_free(&env, &model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(test_arguments)),  NEEDS_MODELS(cmocka_unit_test(test_every_window)),
        NEEDS_DATA(cmocka_unit_test(test_hostile)),      NEEDS_MODELS(cmocka_unit_test(test_svr_model)),
        NEEDS_DATA(cmocka_unit_test(test_memory)),       cmocka_unit_test(test_select_view),
        NEEDS_MODELS(cmocka_unit_test(test_similarity)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
