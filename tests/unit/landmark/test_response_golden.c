/* Response maps against the reference's dumps: every scale of every fit under golden/stages and
 * golden/cen_synthetic, fed with the dumped shape and similarity.  Every cell has to agree to the last bit. */
#include "support/view.h"
#include "model/readers.h"
#include "landmark/clnf/area.h"
#include "landmark/clnf/response.h"
#include "response_support.h"
#include "shape/pdm.h"
#include "support/levels.h"
#include "support/npy.h"
#include "support/shape_in_image.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

/* largest differences met, printed at the end of each test */
static double worst_similarity, worst_reference;
static int scales_seen, areas_seen;
static long cells_seen;

/* 0 equals -0 */
static void check_maps(const char *what, const float *maps, const float *expected, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!(maps[i] == expected[i]))
            fail_msg("%s: value %zu is %.9g, expected %.9g", what, i, (double)maps[i], (double)expected[i]);
    cells_seen += (long)count;
}

typedef struct fixture {
    facs_env env;
    facs_landmark_model *model;
    facs_responder *main, *part[FACS_PARTS_MAX];
} fixture;

static void open_fixture(fixture *f, const char *path, facs_cpu_level cpu)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    facs_error error = {0};
    env.cpu = cpu;
    memset(f, 0, sizeof *f);
    f->env = facs_env_resolve(&env);
    if (facs_landmark_model_load(&f->env, path, &f->model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_int_equal(facs_responder_create(&env, f->model, NULL, &f->main, &error), FACS_OK);
    for (int i = 0; i < f->model->parts; i++)
        assert_int_equal(facs_responder_create(&env, f->model->part[i].model, NULL, &f->part[i], &error), FACS_OK);
}

static void close_fixture(fixture *f)
{
    for (int i = 0; i < f->model->parts; i++)
        facs_responder_destroy(&f->part[i]);
    facs_responder_destroy(&f->main);
    facs_landmark_model_free(&f->env, &f->model);
    assert_null(f->main);
}

static const facs_landmark_model *model_named(const fixture *f, const char *name, facs_responder **responder)
{
    *responder = f->main;
    if (strcmp(name, "face") == 0)
        return f->model;
    for (int i = 0; i < f->model->parts; i++) {
        *responder = f->part[i];
        if (strcmp(name, f->model->part[i].name) == 0)
            return f->model->part[i].model;
    }
    fail_msg("no model %s", name);
    return NULL;
}

static void check_area(const char *dir, int landmark, const facs_image *grey, const float *shape, int n,
                       const float u[4], int side)
{
    const char *file = testdata_path("%s/aoi_lm%02d.npy", dir, landmark);
    FILE *exists = fopen(file, "rb");
    if (!exists)
        return;
    fclose(exists);
    npy area = npy_load("%s/aoi_lm%02d.npy", dir, landmark), warp = npy_load("%s/aoi_lm%02d_warp.npy", dir, landmark);
    float matrix[6], sampled[FACS_AREA_FLOATS];
    facs_area_matrix(shape[landmark], shape[n + landmark], u, side, matrix);
    assert_memory_equal(matrix, npy_f32(&warp, 6), sizeof matrix);
    sample_area(VIEW(grey), shape[landmark], shape[n + landmark], u, side, sampled);
    assert_memory_equal(sampled, npy_f32(&area, (size_t)(side * side)), (size_t)(side * side) * sizeof(float));
    npy_free(&area);
    npy_free(&warp);
    areas_seen++;
}

static void note(double *worst, double difference)
{
    *worst = difference > *worst ? difference : *worst;
}

/* `p` = local parameters with which the scale was entered, NULL = not known */
static void check_similarity(const char *dir, const facs_pdm *pdm, const facs_patch_scale *scale, const float *p,
                             const float *sim)
{
    npy rigid = npy_load("%s/rigid_params_global.npy", dir);
    const float *g = rigid.data;
    float t[4], u[4];
    similarity_of(pdm, scale->scale, p, g, t, u);
    note(&worst_similarity, assert_close_f32(dir, t, sim, 4, 2e-7));
    note(&worst_similarity, assert_close_f32(dir, u, sim + 4, 4, 2e-6));
    const char *file = testdata_path("%s/reference_shape.npy", dir);
    FILE *exists = fopen(file, "rb");
    if (exists) {
        float shape[2 * FACS_N_MAX];
        const float frontal[6] = {(float)scale->scale, 0, 0, 0, 0, 0};
        npy reference = npy_load("%s/reference_shape.npy", dir);
        shape_in_image(pdm, p, frontal, shape);
        note(&worst_reference,
             assert_close_f32(dir, shape, npy_f32(&reference, 2 * (size_t)pdm->n), 2 * (size_t)pdm->n, 2e-5));
        npy_free(&reference);
        fclose(exists);
    }
    npy_free(&rigid);
}

/* one dumped scale; returns its last local parameters (m floats, malloc) */
static void check_scale(const fixture *f, const char *model_name, const char *dir, const facs_image *grey, float *p)
{
    facs_responder *responder;
    const facs_landmark_model *model = model_named(f, model_name, &responder);
    npy meta = npy_load("%s/meta.npy", dir), sim = npy_load("%s/sim.npy", dir);
    npy shape = npy_load("%s/shape_in.npy", dir), maps = npy_load("%s/responses.npy", dir);
    npy visibility = npy_load("%s/visibility.npy", dir), rigid = npy_load("%s/rigid_params_global.npy", dir);
    int c = (int)npy_get(&meta, 0), window = (int)npy_get(&meta, 1), v = (int)npy_get(&meta, 2), n = model->pdm->n;
    const facs_patch_scale *scale = &model->scale[c];
    size_t count = (size_t)(n * window * window);
    assert_true(scale->scale == npy_get(&meta, 3));
    assert_int_equal(facs_select_view(scale, rigid.data), v);
    for (int i = 0; i < n; i++)
        assert_int_equal(scale->visible[v * n + i], npy_i32(&visibility, (size_t)n)[i]);
    check_similarity(dir, model->pdm, scale, p, npy_f32(&sim, 8));

    float *result = malloc(count * sizeof *result);
    facs_error error = {0};
    const float *u = npy_f32(&sim, 8) + 4, *points = npy_f32(&shape, 2 * (size_t)n);
    for (int repeat = 0; repeat < 2; repeat++) { /* the second time with matrices from the cache */
        assert_int_equal(facs_responses(responder, grey, c, v, window, points, u, result, &error), FACS_OK);
        check_maps(dir, result, npy_f32(&maps, count), count);
    }
    free(result);
    for (int i = 0; i < n; i++)
        check_area(dir, i, grey, points, n, u, window + 10);

    npy local = npy_load("%s/nonrigid_params_local.npy", dir);
    memcpy(p, (const float *)local.data + local.count - (size_t)model->pdm->m, (size_t)model->pdm->m * sizeof *p);
    npy_free(&local);
    npy_free(&meta);
    npy_free(&sim);
    npy_free(&shape);
    npy_free(&maps);
    npy_free(&visibility);
    npy_free(&rigid);
    scales_seen++;
}

static int list(const char *dir, struct dirent ***names)
{
    int count = scandir(testdata_path("%s", dir), names, NULL, alphasort);
    return count < 0 ? 0 : count;
}

static void free_list(struct dirent **names, int count)
{
    for (int i = 0; i < count; i++)
        free(names[i]);
    if (count)
        free(names);
}

static void check_model(const fixture *f, const char *model_name, const char *dir, const facs_image *grey)
{
    struct dirent **names = NULL;
    int count = list(dir, &names);
    float p[FACS_M_MAX] = {0};
    bool started = false;
    for (int i = 0; i < count; i++) {
        char scale_dir[1400];
        if (strncmp(names[i]->d_name, "scale", 5) != 0)
            continue;
        if (!started) {
            npy local = npy_load("%s/init_params_local.npy", dir);
            memcpy(p, local.data, local.count * sizeof *p);
            npy_free(&local);
            started = true;
        }
        snprintf(scale_dir, sizeof scale_dir, "%s/%s", dir, names[i]->d_name);
        check_scale(f, model_name, scale_dir, grey, p);
    }
    free_list(names, count);
}

/* root/frame/FIT/MODEL/SCALE, grey image from golden/stages/grey_frame */
static void check_frame(const fixture *f, const char *root, const char *frame, const char *grey_frame)
{
    static const char *const models[] = {"face", "inner", "left_eye_28", "right_eye_28"};
    npy pixels = npy_load("golden/stages/%s/frame_gray.npy", grey_frame);
    facs_image grey = {
        npy_u8(&pixels, pixels.count), (int)pixels.dim[1], (int)pixels.dim[0], 1, (ptrdiff_t)pixels.dim[1], NULL};
    char dir[512];
    snprintf(dir, sizeof dir, "%s/%s", root, frame);
    struct dirent **names = NULL;
    int count = list(dir, &names);
    for (int i = 0; i < count; i++) {
        bool is_fit = strncmp(names[i]->d_name, "hyp", 3) == 0 || strcmp(names[i]->d_name, "track") == 0;
        for (size_t m = 0; m < sizeof models / sizeof *models && is_fit; m++) {
            char model_dir[1000];
            snprintf(model_dir, sizeof model_dir, "%s/%s/%s", dir, names[i]->d_name, models[m]);
            check_model(f, models[m], model_dir, &grey);
        }
    }
    free_list(names, count);
    npy_free(&pixels);
}

static void start(void)
{
    worst_similarity = worst_reference = 0;
    scales_seen = areas_seen = 0;
    cells_seen = 0;
}

static void finish(const char *what, int scales)
{
    print_message("# %s: %d scales, %d areas and %ld cells bit-exact, similarity to %.2g, reference shape to %.2g\n",
                  what, scales_seen, areas_seen, cells_seen, worst_similarity, worst_reference);
    assert_int_equal(scales_seen, scales);
    assert_true(areas_seen >= scales);
}

static void check_ccnf(facs_cpu_level cpu)
{
    static const char *const frames[] = {"default_f000", "default_f001", "default_f002", "default_f003",
                                         "default_f030", "default_f031", "sample1"};
    fixture f;
    start();
    open_fixture(&f, landmark_model_path("main_clnf_general.txt"), cpu);
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        check_frame(&f, "golden/stages", frames[i], frames[i]);
    finish(facs_cpu_name(cpu), 42);
    close_fixture(&f);
}

static void check_cen(facs_cpu_level cpu)
{
    static const char *const frames[][2] = {{"default_f000", "default_f000"}, {"default_f001", "default_f001"},
                                            {"default_f030", "default_f030"}, {"sample1", "sample1"},
                                            {"sample1_wild", "sample1"},      {"sample1_wild_stage2", "sample1"}};
    fixture f;
    start();
    open_fixture(&f, testdata_path("models/cen_synthetic/main_ceclm_general.txt"), cpu);
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++)
        check_frame(&f, "golden/cen_synthetic/stages", frames[i][0], frames[i][1]);
    finish(facs_cpu_name(cpu), 28);
    close_fixture(&f);
}

/* maps of single starts, no fit */
static void check_cen_responses(facs_cpu_level cpu)
{
    const char *root = "golden/cen_synthetic/responses";
    npy pixels = npy_load("%s/gray.npy", root), landmarks = npy_load("%s/landmarks.npy", root);
    facs_image grey = {
        npy_u8(&pixels, pixels.count), (int)pixels.dim[1], (int)pixels.dim[0], 1, (ptrdiff_t)pixels.dim[1], NULL};
    fixture f;
    start();
    open_fixture(&f, testdata_path("models/cen_synthetic/main_ceclm_general.txt"), cpu);
    struct dirent **names = NULL;
    int count = list(root, &names), found = 0;
    for (int i = 0; i < count; i++) {
        int v, c, w;
        if (sscanf(names[i]->d_name, "view%d_scale%d_win%d", &v, &c, &w) != 3)
            continue;
        npy g = npy_load("%s/%s/params_global.npy", root, names[i]->d_name);
        npy shape = npy_load("%s/%s/shape_in.npy", root, names[i]->d_name);
        npy sim = npy_load("%s/%s/sim.npy", root, names[i]->d_name);
        npy areas = npy_load("%s/%s/aoi.npy", root, names[i]->d_name);
        npy maps = npy_load("%s/%s/all_responses.npy", root, names[i]->d_name);
        const float *u = npy_f32(&sim, 8) + 4, *points = npy_f32(&shape, 136), *expected = npy_f32(&maps, maps.count);
        float area[FACS_AREA_FLOATS], p[FACS_M_MAX] = {0}, t[4], own_u[4];
        static float result[FACS_N_MAX * FACS_WINDOW_MAX * FACS_WINDOW_MAX];
        size_t side = (size_t)w + 10;
        facs_error error = {0};
        assert_int_equal(facs_select_view(&f.model->scale[c], npy_f32(&g, 6)), v);
        similarity_of(f.model->pdm, f.model->scale[c].scale, p, npy_f32(&g, 6), t, own_u);
        note(&worst_similarity, assert_close_f32("image to reference", t, u - 4, 4, 2e-7));
        note(&worst_similarity, assert_close_f32("reference to image", own_u, u, 4, 2e-6));
        for (size_t k = 0; k < landmarks.count; k++) {
            int landmark = npy_i32(&landmarks, landmarks.count)[k];
            sample_area(VIEW(&grey), points[landmark], points[68 + landmark], u, (int)side, area);
            if (f.model->scale[c].visible[v * 68 + landmark])
                assert_memory_equal(area, npy_f32(&areas, areas.count) + k * side * side, side * side * sizeof *area);
        }
        assert_int_equal(facs_responses(f.main, &grey, c, v, w, points, u, result, &error), FACS_OK);
        check_maps(names[i]->d_name, result, expected, maps.count);
        npy_free(&g);
        npy_free(&shape);
        npy_free(&sim);
        npy_free(&areas);
        npy_free(&maps);
        found++;
    }
    free_list(names, count);
    print_message("# %s: %ld cells of CEN maps bit-exact, similarity to %.2g\n", facs_cpu_name(cpu), cells_seen,
                  worst_similarity);
    assert_int_equal(found, 18);
    npy_free(&pixels);
    npy_free(&landmarks);
    close_fixture(&f);
}

/* every level up to the machine's best */
static void each_level(void (*check)(facs_cpu_level))
{
    FOR_EACH_LEVEL (level)
        check(level);
}

static void test_ccnf_stages(void **state)
{
    (void)state;
    each_level(check_ccnf);
}

static void test_cen_stages(void **state)
{
    (void)state;
    each_level(check_cen);
}

static void test_cen_responses(void **state)
{
    (void)state;
    each_level(check_cen_responses);
}

int main(void)
{
    const struct CMUnitTest tests[] = {NEEDS_DATA(cmocka_unit_test(test_ccnf_stages)),
                                       NEEDS_DATA(cmocka_unit_test(test_cen_stages)),
                                       NEEDS_DATA(cmocka_unit_test(test_cen_responses))};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
