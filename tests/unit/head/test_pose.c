/* Head pose: known values, stage goldens, relations, degenerate input; the 6 x 6 solver. */
#include "unit/shape/shape_fixture.h"

#include <stdio.h>

#include "head/head.h"
#include "linear/solve6.h"
#include "shape/pdm.h"
#include "shape/rotation.h"
#include "support/shape_in_image.h"

static const facs_camera vga = {500, 500, 320, 240};

static void known_vectors(void **state)
{
    (void)state;
    static const struct {
        float g[6], pose[6];
    } cases[] = {
        {{1.2f, 0.1f, -0.2f, 0.3f, 320, 240}, {0.22107f, 0.08674f, 408.17078f, 0.06568f, -0.176642f, 0.297234f}},
        {{1.2f, 0.1f, -0.2f, 0.3f, 420, 140}, {83.21743f, -82.73485f, 418.04242f, 0.249871f, -0.004836f, 0.265441f}},
        {{2, -0.25f, 0.8f, -0.1f, 200, 300}, {-61.67358f, 29.07773f, 255.44624f, -0.325143f, 0.516747f, -0.200476f}},
    };
    facs_pdm *pdm = load_pdm(PDM_FACE);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        float landmarks[136], pose[6];
        shape_in_image(pdm, q_local, cases[i].g, landmarks);
        facs_head_pose(pdm, landmarks, cases[i].g, q_local, &vga, pose);
        assert_close_f32("translation", pose, cases[i].pose, 3, 1e-3);
        assert_close_f32("angles", pose + 3, cases[i].pose + 3, 3, 2e-6);
    }
    free_pdm(pdm);
}

static void chain_vector(void **state)
{
    (void)state;
    static const float g[6] = {1.3f, 0.1f, -0.2f, 0.05f, 320, 250}, p[34] = {10, -5, 8, 3, -2};
    static const float expected[6] = {0.20769f, 7.63841f, 376.74728f, 0.052220f, -0.170972f, 0.047426f};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    float landmarks[136], pose[6];
    shape_in_image(pdm, p, g, landmarks);
    facs_head_pose(pdm, landmarks, g, p, &vga, pose);
    assert_close_f32("translation", pose, expected, 3, 1e-3);
    assert_close_f32("angles", pose + 3, expected + 3, 3, 2e-6);
    free_pdm(pdm);
}

static void stages(void **state)
{
    (void)state;
    facs_pdm *pdm = load_pdm(PDM_FACE);
    for (int f = 0; f < STAGE_FRAMES; f++) {
        const char *frame = stage_frames[f].frame;
        float g[6], p[34], landmarks[136], pose[6];
        char path[128];
        snprintf(path, sizeof path, "%s/final/params_global.npy", frame);
        stage_f32(g, 6, path);
        snprintf(path, sizeof path, "%s/final/params_local.npy", frame);
        stage_f32(p, 34, path);
        snprintf(path, sizeof path, "%s/final/landmarks.npy", frame);
        stage_f32(landmarks, 136, path);
        npy golden_camera = npy_load("golden/stages/%s/final/camera.npy", frame);
        npy golden = npy_load("golden/stages/%s/final/pose.npy", frame);
        const double *c = npy_f64(&golden_camera, 4), *expected = npy_f64(&golden, 6);
        const facs_camera camera = {(float)c[0], (float)c[1], (float)c[2], (float)c[3]};
        facs_head_pose(pdm, landmarks, g, p, &camera, pose);
        double wide[6];
        for (int k = 0; k < 6; k++)
            wide[k] = (double)pose[k];
        assert_close_f64("pose_T", wide, expected, 3, 0);
        assert_close_f64("pose_R", wide + 3, expected + 3, 3, 0);
        npy_free(&golden_camera);
        npy_free(&golden);
    }
    free_pdm(pdm);
}

/* Points made with a perspective camera give back the pose they were made with. */
static void recovers_a_perspective_pose(void **state)
{
    (void)state;
    static const float pose_in[6] = {20, -15, 500, 0.12f, -0.25f, 0.08f};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    float shape[204], r[9], landmarks[136], pose[6];
    facs_shape_3d(pdm, q_local, shape);
    facs_euler_to_matrix(pose_in + 3, r);
    for (int i = 0; i < 68; i++) {
        double v[3];
        for (int k = 0; k < 3; k++)
            v[k] = (double)r[3 * k] * (double)shape[i] + (double)r[3 * k + 1] * (double)shape[68 + i] +
                   (double)r[3 * k + 2] * (double)shape[136 + i] + (double)pose_in[k];
        landmarks[i] = (float)(500 * v[0] / v[2] + 320);
        landmarks[68 + i] = (float)(500 * v[1] / v[2] + 240);
    }
    static const float g[6] = {1, 0.1f, -0.2f, 0.1f, 340, 225};
    facs_head_pose(pdm, landmarks, g, q_local, &vga, pose);
    assert_close_f32("translation", pose, pose_in, 3, 1e-3);
    assert_close_f32("angles", pose + 3, pose_in + 3, 3, 2e-6);
    free_pdm(pdm);
}

static void no_scale_no_pose(void **state)
{
    (void)state;
    static const float g[6] = {0, 1, 1, 1, 1, 1}, zero[6] = {0};
    float landmarks[136] = {0}, pose[6];
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_head_pose(pdm, landmarks, g, q_local, &vga, pose);
    assert_close_f32("pose", pose, zero, 6, 0);
    free_pdm(pdm);
}

/* Before the first detection, and worse: no crash and no endless loop; the numbers mean nothing. */
static void degenerate_input_ends(void **state)
{
    (void)state;
    static const float bad[] = {0, NAN, INFINITY, 3e38f, 1e-40f};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    float untouched[6] = {1, 0, 0, 0, 0, 0}, p[34] = {0}, landmarks[136] = {0}, pose[6];
    facs_head_pose(pdm, landmarks, untouched, p, &vga, pose);
    assert_true(fabsf(pose[2]) > 1000 || !isfinite(pose[2])); /* the fit runs away, as the reference's does */
    for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
        for (int i = 0; i < 136; i++)
            landmarks[i] = bad[b];
        pose[2] = 77;
        facs_head_pose(pdm, landmarks, q_global, q_local, &vga, pose);
        assert_true(pose[2] != 77);
        const facs_camera camera = {bad[b], bad[b], bad[b], bad[b]};
        facs_head_pose(pdm, landmarks, q_global, q_local, &camera, pose);
    }
    free_pdm(pdm);
}

/* ---- 6 x 6 systems ------------------------------------------------------------------------------------ */

/* m m^T for random m with `rank` columns */
static void semidefinite(int rank, double a[6][6], uint64_t *seed)
{
    double m[6][6];
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < 6; k++)
            m[i][k] = (double)random_unit_f32(seed) - 0.5;
    for (int i = 0; i < 6; i++) {
        for (int j = 0; j < 6; j++) {
            a[i][j] = 0;
            for (int k = 0; k < rank; k++)
                a[i][j] += m[i][k] * m[j][k];
        }
    }
}

/* Least-norm solutions: a x = b for b in the range of a, x in the range too. */
static void solves_of_every_rank(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int rank = 0; rank <= 6; rank++) {
        for (int i = 0; i < 50; i++) {
            double a[6][6], copy[6][6], in_range[6], b[6], x[6], product[6];
            semidefinite(rank, a, &seed);
            memcpy(copy, a, sizeof a);
            double weight[6];
            for (int k = 0; k < 6; k++)
                weight[k] = (double)random_unit_f32(&seed) - 0.5;
            for (int r = 0; r < 6; r++) {
                in_range[r] = 0;
                for (int c = 0; c < 6; c++)
                    in_range[r] += a[r][c] * weight[c];
            }
            for (int r = 0; r < 6; r++) {
                b[r] = 0;
                for (int c = 0; c < 6; c++)
                    b[r] += a[r][c] * in_range[c];
            }
            facs_solve6(copy, b, x);
            for (int r = 0; r < 6; r++) {
                product[r] = 0;
                for (int c = 0; c < 6; c++)
                    product[r] += a[r][c] * x[c];
            }
            assert_close_f64("a x", product, b, 6, 1e-12);
            assert_close_f64("least norm", x, in_range, 6, 1e-6);
        }
    }
}

static void solve_of_hostile_systems(void **state)
{
    (void)state;
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1e300, -1, 1e-310};
    uint64_t seed = 6;
    for (int i = 0; i < 216; i++) {
        double a[6][6], b[6] = {1, 2, 3, 4, 5, 6}, x[6];
        semidefinite(6, a, &seed);
        a[i / 6 % 6][i % 6] = a[i % 6][i / 6 % 6] = bad[i / 36];
        for (int k = 0; k < 6; k++)
            x[k] = 77;
        facs_solve6(a, b, x);
        for (int k = 0; k < 6; k++)
            assert_true(x[k] != 77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(known_vectors)),
        NEEDS_MODELS(cmocka_unit_test(chain_vector)),
        NEEDS_DATA(cmocka_unit_test(stages)),
        NEEDS_MODELS(cmocka_unit_test(recovers_a_perspective_pose)),
        NEEDS_MODELS(cmocka_unit_test(no_scale_no_pose)),
        NEEDS_MODELS(cmocka_unit_test(degenerate_input_ends)),
        cmocka_unit_test(solves_of_every_rank),
        cmocka_unit_test(solve_of_hostile_systems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
