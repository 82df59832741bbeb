/* Shape models, triangulations, landmark models and action-unit models as shipped: sizes and known values.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/readers.h"
#include "support/npy.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void assert_near(double actual, double expected, double tolerance)
{
    if (!(fabs(actual - expected) <= tolerance))
        fail_msg("%.12g is not %.12g", actual, expected);
}

static facs_pdm *load_pdm(const facs_env *env, const char *path)
{
    facs_error error = {0};
    facs_pdm *pdm = NULL;
    if (facs_pdm_load(env, path, &pdm, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return pdm;
}

static void test_pdm_values(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_pdm *pdm = load_pdm(&env, landmark_model_path("pdms/In-the-wild_aligned_PDM_68.txt"));
    assert_true(pdm->mean[0] == -73.3935242f && pdm->mean[68] == -29.8014317f && pdm->mean[136] == 47.6675339f &&
                pdm->mean[203] == -20.328022f);
    assert_true(pdm->modes[0] == -0.0073950002f && pdm->modes[203 * 34 + 33] == -0.084882997f);
    assert_true(pdm->modes_t[33 * 204 + 203] == -0.084882997f);
    assert_true(pdm->eigenvalues[0] == 826.213806f && pdm->eigenvalues[33] == 0.582660019f);
    double variances = 0, mean = 0, squares = 0;
    for (int i = 0; i < 34; i++)
        variances += (double)pdm->eigenvalues[i];
    for (int i = 0; i < 204; i++)
        mean += fabs((double)pdm->mean[i]);
    for (int i = 0; i < 204 * 34; i++)
        squares += (double)pdm->modes[i] * (double)pdm->modes[i];
    assert_near(variances, 3438.40745, 5e-6);
    assert_near(mean, 5583.09629, 5e-6);
    assert_near(squares, 33.9999926, 5e-8);
    facs_pdm_free(&env, &pdm);
}

static void test_pdm_inventory(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        int n, m;
        float first, last;
    } files[] = {
        {"pdms/In-the-wild_aligned_PDM_68.txt", 68, 34, 826.213804f, 0.582660f},
        {"pdms/Multi-PIE_aligned_PDM_68.txt", 68, 23, 795.3589f, 0.909219f},
        {"pdms/pdm_68_aligned_menpo.txt", 68, 30, 1260.9707f, 8.423463f},
        {"model_inner/pdms/pdm_51_inner.txt", 51, 32, 440.5686f, 0.307398f},
        {"model_eye/pdms/pdm_28_eye_3D_closed.txt", 28, 10, 111.570907f, 0.422800f},
        {"model_eye/pdms/pdm_28_l_eye_3D_closed.txt", 28, 10, 111.570907f, 0.422800f},
        {"../../FaceAnalyser/AU_predictors/In-the-wild_aligned_PDM_68.txt", 68, 34, 826.213804f, 0.582660f},
    };
    facs_env env = facs_env_resolve(NULL);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        facs_pdm *pdm = load_pdm(&env, landmark_model_path(files[i].file));
        assert_int_equal(pdm->n, files[i].n);
        assert_int_equal(pdm->m, files[i].m);
        assert_near((double)pdm->eigenvalues[0], (double)files[i].first, 1e-4);
        assert_near((double)pdm->eigenvalues[pdm->m - 1], (double)files[i].last, 1e-6);
        for (int k = 0; k < pdm->m; k++) { /* columns of unit length up to the printed decimals */
            double length = 0;
            for (int row = 0; row < 3 * pdm->n; row++)
                length += (double)pdm->modes_t[k * 3 * pdm->n + row] * (double)pdm->modes_t[k * 3 * pdm->n + row];
            assert_near(length, 1, 1e-4);
        }
        facs_pdm_free(&env, &pdm);
    }
}

static void test_triangles(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_error error = {0};
    facs_triangles triangles = {0};
    assert_int_equal(facs_triangles_load(&env, au_model_path("tris_68_full.txt"), 68, &triangles, &error), FACS_OK);
    assert_int_equal(triangles.count, 111);
    bool used[68] = {false};
    for (int i = 0; i < 333; i++)
        used[triangles.index[i]] = true;
    for (int i = 0; i < 68; i++)
        assert_true(used[i]);
    facs_triangles_free(&env, &triangles);
    /* the drawing triangulations are another format */
    assert_int_equal(facs_triangles_load(&env, landmark_model_path("tris_68.txt"), 68, &triangles, &error),
                     FACS_E_MODEL_CORRUPT);
}

static facs_landmark_model *load_landmarks(const facs_env *env, const char *path)
{
    facs_error error = {0};
    facs_landmark_model *model = NULL;
    if (facs_landmark_model_load(env, path, &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return model;
}

static void check_part(const facs_part *part, const char *name, int pairs, int first_main, int first_part, int n,
                       int scales)
{
    assert_string_equal(part->name, name);
    assert_int_equal(part->pairs, pairs);
    assert_true(part->pair[0][0] == first_main && part->pair[0][1] == first_part);
    assert_int_equal(part->model->pdm->n, n);
    assert_int_equal(part->model->scales, scales);
    assert_null(part->model->validator);
    assert_int_equal(part->model->parts, 0);
}

static void test_landmark_models(void **state)
{
    (void)state;
    static const struct {
        const char *stem;
        facs_patch_kind kind;
        int modes, scales, parts;
    } files[] = {
        {"main_clnf_general", FACS_PATCH_CCNF, 34, 3, 3},   {"main_clnf_wild", FACS_PATCH_CCNF, 34, 4, 2},
        {"main_clnf_multi_pie", FACS_PATCH_CCNF, 23, 3, 2}, {"main_clm_general", FACS_PATCH_SVR, 34, 3, 2},
        {"main_clm_wild", FACS_PATCH_SVR, 34, 3, 2},
    };
    facs_env env = facs_env_resolve(NULL);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char name[64];
        snprintf(name, sizeof name, "%s.txt", files[i].stem);
        facs_landmark_model *model = load_landmarks(&env, landmark_model_path(name));
        assert_string_equal(model->stem, files[i].stem);
        assert_true(model->pdm->n == 68 && model->pdm->m == files[i].modes);
        assert_int_equal(model->scales, files[i].scales);
        for (int scale = 0; scale < model->scales; scale++)
            assert_int_equal(model->scale[scale].kind, files[i].kind);
        assert_false(model->early_termination);
        assert_int_equal(model->validator->views, 7);
        assert_int_equal(model->validator->view[0].cnn.layers, 9);
        assert_int_equal(model->parts, files[i].parts);
        int eyes = model->parts - 2;
        if (eyes) {
            check_part(&model->part[0], "inner", 51, 17, 0, 51, 1);
            for (int pair = 0; pair < 51; pair++)
                assert_true(model->part[0].pair[pair][0] == pair + 17 && model->part[0].pair[pair][1] == pair);
        }
        check_part(&model->part[eyes], "left_eye_28", 6, 36, 8, 28, 2);
        check_part(&model->part[eyes + 1], "right_eye_28", 6, 42, 8, 28, 2);
        assert_true(model->part[eyes].pair[5][0] == 41 && model->part[eyes].pair[5][1] == 18);
        facs_landmark_model_free(&env, &model);
    }
}

static void test_incomplete_landmark_models(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_error error = {0};
    facs_landmark_model *model = NULL;
    assert_int_equal(facs_landmark_model_load(&env, landmark_model_path("main_clnf_demos.txt"), &model, &error),
                     FACS_E_MODELS_MISSING);
    assert_true(strstr(error.message, "AU_all_best.txt") != NULL);
    assert_int_equal(facs_landmark_model_load(&env, landmark_model_path("main_ceclm_general.txt"), &model, &error),
                     FACS_E_MODELS_MISSING);
    assert_true(strstr(error.message, "cen_patches_0.25_of.dat: missing") != NULL);
    assert_true(strstr(error.message, "separate download") != NULL);
    assert_int_equal(facs_landmark_model_load(&env, landmark_model_path("tris_68.txt"), &model, &error),
                     FACS_E_MODEL_CORRUPT);
    assert_null(model);
}

static void test_ce_clm_models(void **state)
{
    (void)state;
    static const char *const folders[] = {"", "stage2/", "later/"};
    static const double weights[] = {1.000, 1.005, 1.054, 0.976, 0.976, 1.054, 1.005};
    static const double biases[] = {0.000, 0.049, 0.121, -0.370, -0.370, 0.121, 0.049};
    static const double cutoffs[] = {-0.230, -0.200, -0.140, 0.260, 0.260, -0.140, -0.200};
    facs_env env = facs_env_resolve(NULL);
    for (int i = 0; i < 3; i++) {
        facs_landmark_model *model =
            load_landmarks(&env, testdata_path("models/cen_synthetic/%smain_ceclm_general.txt", folders[i]));
        assert_string_equal(model->stem, "main_ceclm_general");
        assert_int_equal(model->scales, 4);
        assert_int_equal(model->scale[3].kind, FACS_PATCH_CEN);
        assert_true(model->early_termination);
        for (int view = 0; view < 7; view++) {
            assert_true(model->early_weight[view] == weights[view] && model->early_bias[view] == biases[view]);
            assert_true(model->early_cutoff[view] == (i == 0 ? cutoffs[view] : i == 1 ? 100 : 0.6));
        }
        assert_int_equal(model->parts, 2);
        assert_int_equal(model->validator->view[0].cnn.layers, 12);
        facs_landmark_model_free(&env, &model);
    }
}

static facs_au_model *load_aus(const facs_env *env, const char *name)
{
    facs_error error = {0};
    facs_au_model *model = NULL;
    if (facs_au_model_load(env, au_model_path(name), &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return model;
}

static bool is_regressor(const facs_predictor *predictor)
{
    return predictor->kind == FACS_SVR_STATIC || predictor->kind == FACS_SVR_DYNAMIC;
}

static int count_kind(const facs_au_model *model, facs_predictor_kind kind)
{
    int count = 0;
    for (int i = 0; i < model->predictors; i++)
        count += model->predictor[i].kind == kind;
    return count;
}

/* Known values for x = 0. */
static void test_static_aus(void **state)
{
    (void)state;
    static const double intensities[] = {-0.159098, -1.565318, -0.609926, 1.671648,  -0.712028, -0.128467,
                                         -0.350092, -0.401182, 0.081201,  -0.321283, 0.757251,  -0.966948,
                                         1.232318,  -0.885057, 0.465752,  -1.159648, -0.207539};
    static const double decisions[] = {-1.114749, -0.718160, 0.488091,  1.278118, 0.894673,  0.734417,
                                       1.159146,  -0.145466, -0.687165, 0.258300, -0.058532, 1.095473,
                                       -0.625891, 2.932523,  0.500070,  0.832244, 1.219205,  0.123398};
    facs_env env = facs_env_resolve(NULL);
    facs_au_model *model = load_aus(&env, "main_static_svms.txt");
    assert_int_equal(model->predictors, 35);
    assert_int_equal(count_kind(model, FACS_SVR_STATIC), 17);
    assert_int_equal(count_kind(model, FACS_SVM_STATIC), 18);
    assert_int_equal(model->triangles.count, 111);
    for (int i = 0; i < 35; i++) {
        const facs_predictor *predictor = &model->predictor[i];
        assert_int_equal(predictor->au, i < 18 ? i : i - 18); /* classifiers, then regressors */
        const double *mean = model->mean[predictor->kind];
        double value = predictor->bias;
        for (int k = 0; k < FACS_AU_FEATURES; k++)
            value -= mean[k] * predictor->weights[k];
        assert_near(value, is_regressor(predictor) ? intensities[predictor->au] : decisions[predictor->au], 6e-7);
        assert_true(predictor->cutoff == -1);
    }
    facs_au_model_free(&env, &model);
}

static void test_dynamic_aus(void **state)
{
    (void)state;
    /* intensity index, bias, sum of weights, cutoff */
    static const struct {
        const char *name;
        double bias, sum, cutoff;
    } dynamic[] = {
        {"AU01", -0.321608, 6.68603206, 0.55},
        {"AU02", 0.059760, 14.4276012, 0.75},
        {"AU05", -0.000475, 8.80207778, 0.8},
        {"AU09", 0.000109, -20.2777484, 0.7000000000000001},
        {"AU15", -0.007363, 367.114268, 0.55},
        {"AU17", 0.098099, -2.19685955, 0.2},
        {"AU20", 0.000535, 47.6666637, 0.65},
        {"AU23", -0.373287, 43.2537111, 0.65},
        {"AU25", -0.139728, 10.8135158, 0.30000000000000004},
        {"AU26", -0.379325, -27.2930568, 0.30000000000000004},
        {"AU45", -0.140089, -18.2247874, 0.6000000000000001},
    };
    facs_env env = facs_env_resolve(NULL);
    facs_au_model *model = load_aus(&env, "main_dynamic_svms.txt");
    assert_int_equal(model->predictors, 35);
    assert_int_equal(count_kind(model, FACS_SVR_STATIC), 6);
    assert_int_equal(count_kind(model, FACS_SVR_DYNAMIC), 11);
    assert_int_equal(count_kind(model, FACS_SVM_STATIC), 8);
    assert_int_equal(count_kind(model, FACS_SVM_DYNAMIC), 10);
    int found = 0;
    for (int i = 0; i < 35; i++) {
        const facs_predictor *predictor = &model->predictor[i];
        if (!is_regressor(predictor)) {
            const char *name = facs_au_presence_name(predictor->au);
            bool upright = !strcmp(name, "AU10") || !strcmp(name, "AU12") || !strcmp(name, "AU25");
            assert_true(predictor->positive == upright && predictor->negative == !upright);
        }
        if (predictor->kind != FACS_SVR_DYNAMIC)
            continue;
        assert_string_equal(facs_au_intensity_name(predictor->au), dynamic[found].name);
        double sum = 0;
        for (int k = 0; k < FACS_AU_FEATURES; k++)
            sum += predictor->weights[k];
        assert_near(predictor->bias, dynamic[found].bias, 6e-7);
        assert_near(sum, dynamic[found].sum, 6e-9 * fmax(1, fabs(sum)) * 10);
        assert_true(predictor->cutoff == dynamic[found].cutoff);
        found++;
    }
    assert_int_equal(found, 11);
    double total = 0, geometry = 0;
    for (int k = 0; k < FACS_FHOG_SIZE; k++)
        total += model->mean[FACS_SVR_DYNAMIC][k];
    for (int k = FACS_FHOG_SIZE; k < FACS_AU_FEATURES; k++)
        geometry += fabs(model->mean[FACS_SVR_DYNAMIC][k]);
    assert_near(model->mean[FACS_SVR_DYNAMIC][0], 0.344803, 6e-7);
    assert_near(total, 585.489719141, 1e-9);
    assert_true(geometry == 0);
    for (int kind = 0; kind < 6; kind++)
        if (kind != 2 && kind != 3)
            assert_memory_equal(model->mean[kind], model->mean[0], FACS_AU_FEATURES * sizeof(double));
    facs_au_model_free(&env, &model);
}

static void test_disfa_aus(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_au_model *dynamic = load_aus(&env, "DISFA_dynamic_svms.txt"), *fixed = load_aus(&env, "DISFA_static_svms.txt");
    assert_int_equal(dynamic->predictors, 24);
    assert_int_equal(count_kind(dynamic, FACS_SVM_STATIC), 12); /* also the files named dynamic */
    assert_int_equal(count_kind(dynamic, FACS_SVR_DYNAMIC), 12);
    assert_int_equal(count_kind(fixed, FACS_SVR_STATIC), 12);
    facs_au_model_free(&env, &dynamic);
    facs_au_model_free(&env, &fixed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(test_pdm_values)),
        NEEDS_DATA(cmocka_unit_test(test_pdm_inventory)),
        NEEDS_MODELS(cmocka_unit_test(test_triangles)),
        NEEDS_MODELS(cmocka_unit_test(test_landmark_models)),
        NEEDS_DATA(cmocka_unit_test(test_incomplete_landmark_models)),
        NEEDS_DATA(cmocka_unit_test(test_ce_clm_models)),
        NEEDS_MODELS(cmocka_unit_test(test_static_aus)),
        NEEDS_MODELS(cmocka_unit_test(test_dynamic_aus)),
        NEEDS_DATA(cmocka_unit_test(test_disfa_aus)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
