/* Shapes, boxes, Jacobians, update: known values and the stage goldens. */
#include "unit/shape/shape_fixture.h"

#include <stdio.h>

#include "shape/pdm.h"
#include "shape/rotation.h"
#include "shape/shape_kernels.h"
#include "support/shape_in_image.h"

/* facs_update_turned() from the angles in g */
static void update_params(int m, const float *delta, bool rigid, float g[6], float *p)
{
    float r[9];
    facs_euler_to_matrix(g + 1, r);
    facs_update_turned(m, delta, rigid, g, r, p);
}

static void shapes_of_q(void **state)
{
    (void)state;
    static const struct {
        int landmark;
        float in_3d[3], in_2d[2];
    } cases[] = {
        {0, {-72.8352509f, -28.9601383f, 48.7407455f}, {236.611099f, 176.995392f}},
        {8, {-0.0187024772f, 76.1683121f, 0.226919413f}, {293.452179f, 327.386353f}},
        {16, {72.5810242f, -29.9523773f, 50.7485733f}, {399.860046f, 223.624939f}},
        {30, {0.791364551f, -8.80588722f, -38.3532333f}, {333.093201f, 234.657761f}},
        {36, {-46.3552399f, -36.5447845f, 8.1829443f}, {278.667969f, 181.793839f}},
        {45, {45.3564987f, -37.6763954f, 4.70645714f}, {382.932983f, 211.17868f}},
        {48, {-28.7979412f, 28.0131092f, -2.2060926f}, {278.433838f, 262.90332f}},
        {57, {0.531940997f, 39.9003334f, -24.3723869f}, {312.540527f, 288.831238f}},
        {67, {-7.14818668f, 30.3472672f, -21.0735874f}, {306.445282f, 274.944427f}},
    };
    facs_pdm *pdm = load_pdm(PDM_FACE);
    float s3[204], s2[136], direct[136];
    facs_shape_3d(pdm, q_local, s3);
    facs_project(68, s3, q_global, s2);
    shape_in_image(pdm, q_local, q_global, direct);
    assert_memory_equal(s2, direct, sizeof s2);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int k = cases[i].landmark;
        const float point[5] = {s3[k], s3[68 + k], s3[136 + k], s2[k], s2[68 + k]};
        assert_close_f32("3d", point, cases[i].in_3d, 3, 2e-5);
        assert_close_f32("2d", point + 3, cases[i].in_2d, 2, 8e-5);
    }
    float x0, x1, y0, y1;
    facs_shape_extremes(68, s2, &x0, &x1, &y0, &y1);
    const float box[4] = {x0, y0, x1 - x0, y1 - y0};
    static const float expected[4] = {225.941513f, 156.088211f, 176.312271f, 173.751633f};
    assert_close_f32("box", box, expected, 4, 1e-4);
    free_pdm(pdm);
}

static void params_from_box(void **state)
{
    (void)state;
    static const float box[4] = {100, 120, 200, 210}, none[34] = {0};
    static const struct {
        const float *p;
        float rotation[3], g[6];
    } cases[] = {
        {none, {0, 0, 0}, {1.44161749f, 0, 0, 0, 201.454376f, 214.704269f}},
        {none, {0, -0.5236f, 0}, {1.49939632f, 0, -0.5236f, 0, 230.883209f, 214.291626f}},
        {q_local, {0, 0, 0.5236f}, {1.36774528f, 0, 0, 0.5236f, 196.452591f, 226.268829f}},
    };
    facs_pdm *pdm = load_pdm(PDM_FACE);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        float g[6];
        facs_params_from_box(pdm, box, cases[i].p, cases[i].rotation, g);
        assert_close_f32("scale and rotation", g, cases[i].g, 4, 1e-6);
        assert_close_f32("translation", g + 4, cases[i].g + 4, 2, 5e-5);
    }
    free_pdm(pdm);
}

static void params_from_box_golden(void **state)
{
    (void)state;
    facs_pdm *pdm = load_pdm(PDM_FACE);
    static const struct {
        const char *frame;
        size_t count;
    } cases[] = {{"default_f000", 11}, {"sample1", 1}};
    static const float p[34] = {0};
    for (size_t c = 0; c < 2; c++) {
        float box[4], rotation[33], expected[66];
        char path[128];
        snprintf(path, sizeof path, "%s/hypotheses/bounding_box.npy", cases[c].frame);
        stage_f32(box, 4, path);
        snprintf(path, sizeof path, "%s/hypotheses/rotation.npy", cases[c].frame);
        stage_f32(rotation, 3 * cases[c].count, path);
        snprintf(path, sizeof path, "%s/hypotheses/init_params_global.npy", cases[c].frame);
        stage_f32(expected, 6 * cases[c].count, path);
        for (size_t i = 0; i < cases[c].count; i++) {
            float g[6];
            facs_params_from_box(pdm, box, p, rotation + 3 * i, g);
            assert_close_f32("init_params_global", g, expected + 6 * i, 6, 0);
        }
    }
    free_pdm(pdm);
}

static void jacobian_of_q(void **state)
{
    (void)state;
    static const int columns[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 39};
    static const float expected[2][10] = {{10.911005f, -11.2305222f, -42.9031982f, 9.61883068f, 1, 0, 0.0160275251f,
                                           0.0830001011f, 0.052639734f, 0.0185539965f},
                                          {-4.45185995f, 45.0523148f, -12.5680637f, 3.81521297f, 0, 1, 0.0157398395f,
                                           0.000117517f, -0.0150289573f, 0.0361653939f}};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    float s3[204], full[136 * 48], rigid[136 * 16];
    facs_shape_3d(pdm, q_local, s3);
    facs_jacobian_full_reference(pdm, s3, q_global, full);
    facs_jacobian_rigid_reference(68, s3, q_global, rigid);
    for (int row = 0; row < 136; row++) {
        assert_memory_equal(full + 48 * row, rigid + 16 * row, 6 * sizeof *rigid);
        for (int column = 6; column < 16; column++)
            assert_true(rigid[16 * row + column] == 0);
        for (int column = 40; column < 48; column++)
            assert_true(full[48 * row + column] == 0);
    }
    for (int row = 0; row < 2; row++)
        for (int c = 0; c < 10; c++)
            assert_close_f32("entry", &full[(30 + 68 * row) * 48 + columns[c]], &expected[row][c], 1, 2e-5);
    free_pdm(pdm);
}

/* The Jacobian is the derivative of the shape by update_params(). */
static void jacobian_matches_differences(void **state)
{
    (void)state;
    facs_pdm *pdm = load_pdm(PDM_FACE);
    float s3[204], full[136 * 48];
    facs_shape_3d(pdm, q_local, s3);
    facs_jacobian_full_reference(pdm, s3, q_global, full);
    for (int column = 0; column < 40; column++) {
        float side[2][136], difference[136], derivative[136];
        float h = column == 0 || (column > 0 && column < 4) ? 0.01f : 0.5f;
        for (int k = 0; k < 2; k++) {
            float delta[40] = {0}, g[6], p[34];
            memcpy(g, q_global, sizeof g);
            memcpy(p, q_local, sizeof p);
            delta[column] = k ? h : -h;
            update_params(34, delta, false, g, p);
            shape_in_image(pdm, p, g, side[k]);
        }
        for (int i = 0; i < 136; i++)
            difference[i] = (side[1][i] - side[0][i]) / (2 * h);
        for (int i = 0; i < 136; i++)
            derivative[i] = full[48 * i + column];
        assert_close_f32("column", difference, derivative, 136, column < 4 ? 2e-2 : 5e-4);
    }
    free_pdm(pdm);
}

static void update_and_clamp(void **state)
{
    (void)state;
    float g[6], p[34];
    float delta[40] = {0.05f, 0.02f, -0.03f, 0.01f, 1.5f, -2, 1, -0.5f};
    static const float expected[6] = {1.25f, 0.12877986f, -0.22251572f, 0.31603202f, 321.5f, 238};
    memcpy(g, q_global, sizeof g);
    memcpy(p, q_local, sizeof p);
    update_params(34, delta, false, g, p);
    assert_close_f32("g", g, expected, 6, 2e-7);
    assert_true(p[0] == 11 && p[1] == -5.5f && p[2] == 3);
    update_params(34, delta, true, g, p);
    assert_true(p[0] == 11 && p[1] == -5.5f);

    float still[6] = {1, 0, 0, 0, 0, 0}, tiny[6] = {0, 8e-6f, 0, 0, 0, 0};
    static const float unmoved[6] = {1, 0, 0, 0, 0, 0};
    update_params(34, tiny, true, still, NULL);
    assert_close_f32("snapped", still, unmoved, 6, 0);

    facs_pdm *pdm = load_pdm(PDM_FACE);
    float wide[34] = {100, -100, 10};
    static const float limited[4] = {86.2318039f, -79.1331253f, 10, 0};
    facs_clamp_params(pdm, wide);
    assert_close_f32("clamped", wide, limited, 4, 1e-5);
    free_pdm(pdm);
}

static void update_survives_nan(void **state)
{
    (void)state;
    float g[6] = {1, 0.1f, 0.2f, 0.3f, 0, 0};
    static const float turned[6] = {0, INFINITY, 0, 0, 0, 0};
    update_params(0, turned, true, g, NULL);
    assert_true(g[1] == 0 && g[2] == 0 && g[3] == 0);
}

/* ---- stage goldens ------------------------------------------------------------------------------ */

typedef struct stage_pass {
    int n, m;
    float local[64], shape_in[136];
    npy rigid_global, global_after, local_after, rigid_update, update, rigid_jacobian, jacobian;
} stage_pass;

static stage_pass load_pass(const facs_pdm *pdm, const char *folder)
{
    stage_pass s = {.n = pdm->n, .m = pdm->m};
    s.rigid_global = npy_load("golden/stages/%s/rigid_params_global.npy", folder);
    s.global_after = npy_load("golden/stages/%s/nonrigid_params_global.npy", folder);
    s.local_after = npy_load("golden/stages/%s/nonrigid_params_local.npy", folder);
    s.rigid_update = npy_load("golden/stages/%s/rigid_update.npy", folder);
    s.update = npy_load("golden/stages/%s/nonrigid_update.npy", folder);
    s.rigid_jacobian = npy_load("golden/stages/%s/rigid_jacobian_first.npy", folder);
    s.jacobian = npy_load("golden/stages/%s/nonrigid_jacobian_first.npy", folder);
    npy shape = npy_load("golden/stages/%s/shape_in.npy", folder);
    memcpy(s.shape_in, npy_f32(&shape, (size_t)(2 * pdm->n)), (size_t)(2 * pdm->n) * sizeof(float));
    npy_free(&shape);
    memcpy(s.local, npy_f32(&s.local_after, s.local_after.count), (size_t)pdm->m * sizeof(float));
    return s;
}

static void free_pass(stage_pass *s)
{
    npy *all[] = {&s->rigid_global, &s->global_after,   &s->local_after, &s->rigid_update,
                  &s->update,       &s->rigid_jacobian, &s->jacobian};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        npy_free(all[i]);
}

/* golden Jacobians are row-major */
static void check_jacobian(const char *what, const npy *golden, int rows, int cols, const float *jacobian)
{
    const float *expected = npy_f32(golden, (size_t)(rows * cols));
    for (int row = 0; row < rows; row++)
        for (int c = 0; c < cols; c++)
            assert_close_f32(what, &jacobian[row * facs_jacobian_stride(cols) + c], &expected[row * cols + c], 1, 0);
}

/* row i + 1 = row i updated with update i */
static void check_updates(const facs_pdm *pdm, const stage_pass *s)
{
    const float *rigid = npy_f32(&s->rigid_global, s->rigid_global.count);
    const float *rigid_update = npy_f32(&s->rigid_update, s->rigid_update.count);
    for (size_t i = 0; i < s->rigid_update.dim[0]; i++) {
        float g[6];
        memcpy(g, rigid + 6 * i, sizeof g);
        update_params(s->m, rigid_update + 6 * i, true, g, NULL);
        assert_close_f32("rigid update", g, rigid + 6 * (i + 1), 6, 0);
    }
    const float *global = npy_f32(&s->global_after, s->global_after.count);
    const float *local = npy_f32(&s->local_after, s->local_after.count);
    const float *update = npy_f32(&s->update, s->update.count);
    size_t m = (size_t)s->m;
    for (size_t i = 0; i < s->update.dim[0]; i++) {
        float g[6], p[64];
        memcpy(g, global + 6 * i, sizeof g);
        memcpy(p, local + m * i, m * sizeof *p);
        update_params(s->m, update + (6 + m) * i, false, g, p);
        facs_clamp_params(pdm, p);
        assert_close_f32("update of g", g, global + 6 * (i + 1), 6, 0);
        assert_close_f32("update of p", p, local + m * (i + 1), m, 0);
    }
}

static void check_pass(const facs_pdm *pdm, const char *folder)
{
    stage_pass s = load_pass(pdm, folder);
    float s3[204], s2[136], jacobian[136 * 80];
    const float *rigid = npy_f32(&s.rigid_global, s.rigid_global.count);
    facs_shape_3d(pdm, s.local, s3);
    facs_project(s.n, s3, rigid, s2);
    assert_close_f32("shape_in", s2, s.shape_in, (size_t)(2 * s.n), 0);
    facs_jacobian_rigid_reference(s.n, s3, rigid, jacobian);
    check_jacobian("rigid_jacobian_first", &s.rigid_jacobian, 2 * s.n, 6, jacobian);
    facs_jacobian_full_reference(pdm, s3, npy_f32(&s.global_after, s.global_after.count), jacobian);
    check_jacobian("nonrigid_jacobian_first", &s.jacobian, 2 * s.n, 6 + s.m, jacobian);
    check_updates(pdm, &s);
    free_pass(&s);
}

static void stage_passes(void **state)
{
    (void)state;
    static const struct {
        const char *name, *pdm, *scale[3];
    } models[] = {
        {"face", PDM_FACE, {"scale0_win11", "scale1_win09", "scale2_win07"}},
        {"left_eye_28", PDM_LEFT_EYE, {"scale0_win03", "scale1_win05", NULL}},
        {"inner", PDM_INNER, {"scale0_win09", NULL, NULL}},
    };
    for (size_t k = 0; k < sizeof models / sizeof *models; k++) {
        facs_pdm *pdm = load_pdm(models[k].pdm);
        for (int f = 0; f < STAGE_FRAMES; f++) {
            bool tracking = strcmp(stage_frames[f].fit, "track") == 0;
            for (int c = k == 0 && tracking ? 1 : 0; c < 3 && models[k].scale[c]; c++) {
                char folder[128];
                snprintf(folder, sizeof folder, "%s/%s/%s/%s", stage_frames[f].frame, stage_frames[f].fit,
                         models[k].name, models[k].scale[c]);
                check_pass(pdm, folder);
            }
        }
        if (k == 0)
            for (int c = 0; c < 3; c++) {
                char folder[128];
                snprintf(folder, sizeof folder, "default_f000/hyp03/face/%s", models[k].scale[c]);
                check_pass(pdm, folder);
            }
        free_pdm(pdm);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(shapes_of_q)),
        NEEDS_MODELS(cmocka_unit_test(params_from_box)),
        NEEDS_DATA(cmocka_unit_test(params_from_box_golden)),
        NEEDS_MODELS(cmocka_unit_test(jacobian_of_q)),
        NEEDS_MODELS(cmocka_unit_test(jacobian_matches_differences)),
        NEEDS_MODELS(cmocka_unit_test(update_and_clamp)),
        cmocka_unit_test(update_survives_nan),
        NEEDS_DATA(cmocka_unit_test(stage_passes)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
