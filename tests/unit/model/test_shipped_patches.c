/* Patch experts as shipped, and the synthetic CEN files. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/readers.h"
#include "support/npy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double DEGREE = 3.14159265358979323846 / 180;
static const double seven_yaws[] = {0, -20, -45, -70, 70, 45, 20};

static void check_views(const facs_patch_scale *scale, int views, double a)
{
    assert_int_equal(scale->views, views);
    assert_true(scale->scale == a);
    for (int i = 0; i < views; i++) {
        double yaw = views == 3 && i == 2 ? 20 : seven_yaws[i];
        assert_true(scale->centre[i][0] == 0 && scale->centre[i][2] == 0);
        assert_true(fabs(scale->centre[i][1] - yaw * DEGREE) < 1e-15);
    }
}

static int visible(const facs_patch_scale *scale, int view)
{
    int count = 0;
    for (int i = 0; i < scale->n; i++)
        count += scale->visible[view * scale->n + i];
    return count;
}

static facs_patch_scale load_ccnf(const facs_env *env, const char *path, int n)
{
    facs_error error = {0};
    facs_patch_scale scale = {0};
    if (facs_ccnf_load(env, path, n, &scale, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return scale;
}

static const struct {
    const char *file;
    int n, views, windows, components, experts;
    double scale;
} ccnf_files[] = {
    {"patch_experts/ccnf_patches_0.25_general.txt", 68, 7, 4, 3, 410, 0.25},
    {"patch_experts/ccnf_patches_0.35_general.txt", 68, 7, 4, 3, 410, 0.35},
    {"patch_experts/ccnf_patches_0.5_general.txt", 68, 7, 4, 3, 410, 0.5},
    {"patch_experts/ccnf_patches_0.25_multi_pie.txt", 68, 7, 4, 3, 410, 0.25},
    {"patch_experts/ccnf_patches_0.35_multi_pie.txt", 68, 7, 4, 3, 410, 0.35},
    {"patch_experts/ccnf_patches_0.5_multi_pie.txt", 68, 7, 4, 3, 410, 0.5},
    {"patch_experts/ccnf_patches_0.25_wild.txt", 68, 3, 4, 3, 204, 0.25},
    {"patch_experts/ccnf_patches_0.35_wild.txt", 68, 3, 4, 3, 204, 0.35},
    {"patch_experts/ccnf_patches_0.5_wild.txt", 68, 3, 4, 3, 204, 0.5},
    {"patch_experts/ccnf_patches_1_wild.txt", 68, 3, 4, 3, 204, 1},
    {"model_inner/patch_experts/ccnf_patches_1.00_inner.txt", 51, 7, 4, 3, 307, 1},
    {"model_eye/patch_experts/ccnf_patches_1.00_synth_lid_.txt", 28, 1, 4, 0, 28, 1},
    {"model_eye/patch_experts/ccnf_patches_1.50_synth_lid_.txt", 28, 1, 4, 0, 28, 1.5},
    {"model_eye/patch_experts/left_ccnf_patches_1.00_synth_lid_.txt", 28, 1, 6, 0, 28, 1},
    {"model_eye/patch_experts/left_ccnf_patches_1.50_synth_lid_.txt", 28, 1, 6, 0, 28, 1.5},
};

static void test_ccnf_inventory(void **state)
{
    (void)state;
    static const int sizes[2][6] = {{7, 9, 11, 15}, {3, 5, 7, 9, 11, 15}};
    facs_env env = facs_env_resolve(NULL);
    for (size_t i = 0; i < sizeof ccnf_files / sizeof *ccnf_files; i++) {
        facs_patch_scale scale = load_ccnf(&env, landmark_model_path(ccnf_files[i].file), ccnf_files[i].n);
        check_views(&scale, ccnf_files[i].views, ccnf_files[i].scale);
        assert_int_equal(scale.sigma_windows, ccnf_files[i].windows);
        for (int window = 0; window < scale.sigma_windows; window++) {
            assert_int_equal(scale.sigma[window].window, sizes[ccnf_files[i].windows == 6][window]);
            assert_int_equal(scale.sigma[window].count, ccnf_files[i].components);
        }
        int experts = 0;
        for (int record = 0; record < scale.views * scale.n; record++) {
            assert_true(scale.ccnf[record].neurons == 7 || scale.ccnf[record].neurons == 0);
            assert_int_equal(scale.ccnf[record].neurons > 0, scale.visible[record]);
            experts += scale.ccnf[record].neurons > 0;
        }
        assert_int_equal(experts, ccnf_files[i].experts);
        facs_patch_scale_free(&env, &scale);
    }
}

/* Sums over the file made by an independent reader. */
static void test_ccnf_values(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_patch_scale scale = load_ccnf(&env, landmark_model_path(ccnf_files[0].file), 68);
    double weights = 0, alphas = 0, betas = 0, confidence = 0;
    for (int record = 0; record < 7 * 68; record++) {
        const facs_ccnf_expert *expert = &scale.ccnf[record];
        for (int i = 0; i < expert->neurons * FACS_BLOCK; i++)
            weights += i % FACS_BLOCK ? (double)expert->weights[i] : 0;
        for (int i = 0; i < expert->neurons; i++)
            alphas += expert->alphas[i];
        for (int i = 0; expert->neurons && i < 3; i++)
            betas += expert->betas[i];
        confidence += expert->confidence;
    }
    assert_true(fabs(weights + 210.19061090515606) < 1e-9);
    assert_true(fabs(alphas - 28463.926596869038) < 1e-9);
    assert_true(fabs(betas - 2977.405884961606) < 1e-9);
    assert_true(fabs(confidence - 182.45543882975556) < 1e-10);
    const facs_ccnf_expert *first = &scale.ccnf[0], *other = &scale.ccnf[4 * 68 + 30];
    assert_true(first->weights[0] == -10.343199672760921f && first->alphas[0] == 5.930141895828995);
    assert_true(first->weights[1 + 11] == -0.25023937f); /* theta[0][1]: the block vector goes column by column */
    assert_true(first->weights[1 + 1] == 0.50943613f && first->weights[1 + 10] == 3.5271878f);
    assert_true(first->confidence == 0.23381420743325737);
    const float *last = other->weights + 6 * FACS_BLOCK;
    assert_true(last[0] == -16.657272234791822f && last[1 + 11] == 0.28221476f && last[1 + 1] == -0.042440362f);
    assert_true(other->alphas[6] == 10.917037302629515);
    facs_patch_scale_free(&env, &scale);
}

/* Appendix A.3: graph Laplacians of neighbours across and down, and of diagonal neighbours; a third, positive one. */
static void test_ccnf_components(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_patch_scale scale = load_ccnf(&env, landmark_model_path(ccnf_files[0].file), 68);
    for (int i = 0; i < 4; i++) {
        const facs_sigma_window *sigma = &scale.sigma[i];
        int w = sigma->window, cells = w * w;
        for (int p = 0; p < cells; p++) {
            double diagonal[2] = {0, 0};
            for (int q = 0; q < cells; q++) {
                int dx = abs(p % w - q % w), dy = abs(p / w - q / w);
                bool joined[2] = {dx + dy == 1, dx == 1 && dy == 1};
                for (int c = 0; c < 3; c++) {
                    const float *component = sigma->components + (size_t)c * (size_t)(cells * cells);
                    assert_true(component[p * cells + q] == component[q * cells + p]);
                    if (c < 2 && p != q)
                        assert_true(component[p * cells + q] == (joined[c] ? -1.0f : 0.0f));
                    if (c < 2)
                        diagonal[c] += joined[c];
                    else
                        assert_true(component[p * cells + q] >= 0);
                }
            }
            for (int c = 0; c < 2; c++)
                assert_true((double)sigma->components[(size_t)(c * cells + p) * (size_t)cells + (size_t)p] ==
                            diagonal[c]);
        }
    }
    facs_patch_scale_free(&env, &scale);
}

/* Appendix A.2, counts and the view in which the kinds differ. */
static void test_visibilities(void **state)
{
    (void)state;
    static const int hidden_ccnf[] = {0,  1,  2,  3,  4,  5,  6,  7,  17, 18, 19, 20, 21, 22, 31, 32, 34,
                                      36, 37, 38, 39, 40, 41, 42, 48, 49, 50, 58, 59, 60, 61, 64, 67};
    static const int hidden_svr[] = {0,  1,  2,  3,  4,  5,  6,  7,  17, 18, 19, 20, 21, 22, 31, 32, 34,
                                     36, 37, 38, 39, 40, 41, 42, 48, 49, 50, 58, 59, 62, 63, 64, 65};
    facs_env env = facs_env_resolve(NULL);
    facs_error error = {0};
    facs_patch_scale ccnf = load_ccnf(&env, landmark_model_path(ccnf_files[0].file), 68), svr = {0};
    assert_int_equal(
        facs_svr_load(&env, landmark_model_path("patch_experts/svr_patches_0.5_general.txt"), 68, &svr, &error),
        FACS_OK);
    for (int view = 0; view < 7; view++) {
        int expected = view == 3 || view == 4 ? 35 : 68;
        assert_int_equal(visible(&ccnf, view), expected);
        assert_int_equal(visible(&svr, view), expected);
    }
    for (int i = 0; i < 33; i++) {
        assert_int_equal(ccnf.visible[4 * 68 + hidden_ccnf[i]], 0);
        assert_int_equal(svr.visible[4 * 68 + hidden_svr[i]], 0);
    }
    assert_memory_equal(ccnf.visible + 3 * 68, svr.visible + 3 * 68, 68);
    facs_patch_scale_free(&env, &ccnf);
    facs_patch_scale_free(&env, &svr);
}

static void test_svr(void **state)
{
    (void)state;
    static const char *const names[] = {"0.25_general", "0.35_general", "0.5_general",
                                        "0.25_wild",    "0.35_wild",    "0.5_wild"};
    static const double scales[] = {0.25, 0.35, 0.5};
    facs_env env = facs_env_resolve(NULL);
    for (int i = 0; i < 6; i++) {
        facs_error error = {0};
        facs_patch_scale scale = {0};
        char name[64];
        snprintf(name, sizeof name, "patch_experts/svr_patches_%s.txt", names[i]);
        const char *path = landmark_model_path(name);
        if (facs_svr_load(&env, path, 68, &scale, &error) != FACS_OK)
            fail_msg("%s", error.message);
        check_views(&scale, i < 3 ? 7 : 3, scales[i % 3]);
        double weights = 0, confidence = 0, scaling = 0, bias = 0;
        for (int record = 0; record < scale.views * 68; record++) {
            assert_int_equal(scale.svr[record].modalities, 2);
            for (int kind = 0; kind < 2; kind++) {
                const facs_svr_modality *modality = &scale.svr[record].modality[kind];
                assert_int_equal(modality->kind, kind);
                confidence += modality->confidence;
                scaling += modality->scaling;
                bias += modality->bias;
                for (int k = 0; k < 121; k++)
                    weights += (double)modality->weights[k];
            }
        }
        if (i == 0) {
            assert_true(fabs(weights - 0.00010570080485194921) < 1e-12);
            assert_true(fabs(confidence - 158.604657) < 1e-9 && fabs(scaling - 9564.848445) < 1e-8 &&
                        fabs(bias + 4270.741375) < 1e-8);
            const facs_svr_modality *nose = &scale.svr[2 * 68 + 30].modality[1];
            assert_true(nose->confidence == 0.201962 && nose->scaling == 11.542216 && nose->bias == -5.386191);
            assert_true(nose->weights[11] == 0.022821f && nose->weights[1] == -0.050973f); /* transposed */
        }
        facs_patch_scale_free(&env, &scale);
    }
}

/* Appendix A.1. */
static void check_mirrors(const facs_patch_scale *scale)
{
    static const int pairs[29][2] = {{0, 16},  {1, 15},  {2, 14},  {3, 13},  {4, 12},  {5, 11},  {6, 10},  {7, 9},
                                     {17, 26}, {18, 25}, {19, 24}, {20, 23}, {21, 22}, {31, 35}, {32, 34}, {36, 45},
                                     {37, 44}, {38, 43}, {39, 42}, {40, 47}, {41, 46}, {48, 54}, {49, 53}, {50, 52},
                                     {59, 55}, {58, 56}, {60, 64}, {61, 63}, {67, 65}};
    static const int views[] = {0, 6, 5, 4, 3, 2, 1};
    bool paired[68] = {false};
    for (int i = 0; i < 29; i++) {
        int left = pairs[i][0], right = pairs[i][1];
        assert_int_equal(scale->mirror_landmark[left], right);
        assert_int_equal(scale->mirror_landmark[right], left);
        assert_true(scale->cen[left].layers > 0 && scale->cen[right].layers == 0);
        paired[left] = paired[right] = true;
    }
    for (int i = 0; i < 68; i++)
        if (!paired[i])
            assert_true(scale->mirror_landmark[i] == i && scale->cen[i].layers > 0);
    for (int i = 0; i < 7; i++)
        assert_int_equal(scale->mirror_view[i], views[i]);
}

static void test_synthetic_cen(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double scale;
        int widest;
        double weights, biases, confidence;
        float second, first_bias;
    } files[] = {
        {"0.25", 0.25, 20, 6108.549055194266, -1950.2432093438692, 209.63185672654384, 0.13446763f, -0.052892722f},
        {"0.35", 0.35, 20, NAN, 0, 0, 0, 0},
        {"0.50", 0.5, 24, NAN, 0, 0, 0, 0},
        {"1.00", 1, 24, 6596.779611656118, -2339.2024735800806, 137.42058176940068, 0.32714996f, 0.15354605f},
    };
    facs_env env = facs_env_resolve(NULL);
    for (int i = 0; i < 4; i++) {
        facs_error error = {0};
        facs_patch_scale scale = {0};
        const char *path = testdata_path("models/cen_synthetic/cen_patches_%s_of.dat", files[i].name);
        if (facs_cen_load(&env, path, 68, &scale, &error) != FACS_OK)
            fail_msg("%s", error.message);
        check_views(&scale, 7, files[i].scale);
        check_mirrors(&scale);
        int networks = 0;
        double weights = 0, biases = 0, confidence = 0;
        for (int record = 0; record < 7 * 68; record++) {
            const facs_cen_expert *expert = &scale.cen[record];
            networks += expert->layers > 0;
            confidence += expert->confidence;
            assert_true(expert->layers == 0 || expert->layers == 4);
            for (int layer = 0; layer < expert->layers; layer++) {
                const facs_cen_layer *one = &expert->layer[layer];
                assert_int_equal(one->activation, layer < 2 ? 2 : 0);
                for (int k = 0; k < one->inputs * one->outputs; k++)
                    weights += (double)one->weights[k];
                for (int k = 0; k < one->outputs; k++)
                    biases += (double)one->bias[k];
            }
        }
        assert_int_equal(networks, 210);
        assert_true(scale.cen[0].layer[0].inputs == 122 && scale.cen[0].layer[0].outputs == files[i].widest);
        assert_int_equal(scale.cen[0].layer[3].outputs, 1);
        if (!isnan(files[i].weights)) {
            assert_true(fabs(weights - files[i].weights) < 1e-8 && fabs(biases - files[i].biases) < 1e-8);
            assert_true(fabs(confidence - files[i].confidence) < 1e-10);
            assert_true(scale.cen[0].layer[0].weights[1] == files[i].second);
            assert_true(scale.cen[0].layer[0].bias[0] == files[i].first_bias);
        }
        facs_patch_scale_free(&env, &scale);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(test_ccnf_inventory)),
        NEEDS_MODELS(cmocka_unit_test(test_ccnf_values)),
        NEEDS_MODELS(cmocka_unit_test(test_ccnf_components)),
        NEEDS_MODELS(cmocka_unit_test(test_visibilities)),
        NEEDS_MODELS(cmocka_unit_test(test_svr)),
        NEEDS_DATA(cmocka_unit_test(test_synthetic_cen)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
