/* Prediction: known values, golden raw values. */
#include "known_face.h"

static const double known_static_intensities[FACS_AU_R] = {1.39963, 0.94696, -0.57338, 3.13219,  0.75847, 1.98093,
                                                           0.94749, 1.30613, 0.35390,  -0.78279, 1.09267, 1.12456,
                                                           1.68427, 1.14664, 0.17222,  -1.52872, -0.13311};
static const double known_static_decisions[FACS_AU_C] = {-1.66064, -1.16659, 0.61036,  -1.00228, 0.96896,  1.92933,
                                                         -0.36107, -0.05323, -1.02985, 1.46205,  0.49120,  -0.08749,
                                                         -1.22879, -5.41463, 0.36300,  -0.19709, -0.20983, 0.17903};
static const double known_static_presences[FACS_AU_C] = {1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0};

/* decision values of the classifiers in output order */
static void class_decisions(const facs_au_model *model, const double *decision, double *out)
{
    for (int i = 0; i < model->predictors; i++)
        if (model->predictor[i].kind == FACS_SVM_STATIC || model->predictor[i].kind == FACS_SVM_DYNAMIC)
            out[model->predictor[i].au] = decision[i];
}

/* Known values for x = 0 */
static void known_zero_input(void **state)
{
    (void)state;
    static const double intensities[FACS_AU_R] = {-0.159098, -1.565318, -0.609926, 1.671648,  -0.712028, -0.128467,
                                                  -0.350092, -0.401182, 0.081201,  -0.321283, 0.757251,  -0.966948,
                                                  1.232318,  -0.885057, 0.465752,  -1.159648, -0.207539};
    static const double decisions[FACS_AU_C] = {-1.114749, -0.718160, 0.488091,  1.278118, 0.894673,  0.734417,
                                                1.159146,  -0.145466, -0.687165, 0.258300, -0.058532, 1.095473,
                                                -0.625891, 2.932523,  0.500070,  0.832244, 1.219205,  0.123398};
    static float fhog[FACS_FHOG_SIZE];
    double geometry[FACS_GEOM_SIZE] = {0}, au_r[FACS_AU_R], au_c[FACS_AU_C], decision[PREDICTORS], out[FACS_AU_C];
    facs_au_model *model = load_au_model("main_static_svms.txt");
    predict_alone(model, fhog, geometry, NULL, au_r, au_c, decision);
    class_decisions(model, decision, out);
    assert_close_f64("intensity", au_r, intensities, FACS_AU_R, 6e-7);
    assert_close_f64("decision", out, decisions, FACS_AU_C, 6e-7);
    free_au_model(&model);
}

static void known_sums_of_weights(void **state)
{
    (void)state;
    static const double expected[][3] = {
        {0, -0.321608, 6.68603206},   {1, 0.059760, 14.4276012},    {3, -0.000475, 8.80207778},
        {6, 0.000109, -20.2777484},   {10, -0.007363, 367.114268},  {11, 0.098099, -2.19685955},
        {12, 0.000535, 47.6666637},   {13, -0.373287, 43.2537111},  {14, -0.139728, 10.8135158},
        {15, -0.379325, -27.2930568}, {16, -0.140089, -18.2247874},
    };
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    int found = 0;
    for (int i = 0; i < model->predictors; i++) {
        const facs_predictor *predictor = &model->predictor[i];
        if (predictor->kind != FACS_SVR_DYNAMIC)
            continue;
        assert_in_range(found, 0, 10);
        double sum = 0;
        for (int j = 0; j < FACS_AU_FEATURES; j++)
            sum += predictor->weights[j];
        assert_int_equal(predictor->au, (int)expected[found][0]);
        assert_true(fabs(predictor->bias - expected[found][1]) < 6e-7);
        assert_true(fabs(sum / expected[found][2] - 1) < 1e-8);
        found++;
    }
    assert_int_equal(found, 11);
    double mean_sum = 0;
    for (int j = 0; j < FACS_FHOG_SIZE; j++)
        mean_sum += model->mean[FACS_SVR_DYNAMIC][j];
    assert_true(fabs(mean_sum - 585.489720) < 1e-5);
    assert_true(fabs(model->mean[FACS_SVR_DYNAMIC][0] - 0.344803) < 6e-7);
    free_au_model(&model);
}

/* The known face: the static set at the end of the whole chain. */
static void known_static_set(void **state)
{
    (void)state;
    known_face chain = known_face_create();
    facs_env env = facs_env_resolve(NULL);
    const facs_align_options au_face = facs_au_face();
    static uint8_t aligned[ALIGNED_BYTES], mask[ALIGNED_PIXELS];
    static float fhog[FACS_FHOG_SIZE];
    facs_au_align(env.cpu, chain.model, &chain.image, chain.landmarks, chain.g, &au_face, aligned, mask);
    facs_au_fhog(&env, aligned, fhog);
    double sum = 0;
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        sum += (double)fhog[i];
    assert_true(fabs(sum - 366.4991) < 2e-3);
    static const struct {
        int index;
        double value;
    } values[] = {{0, 0.0003584},    {1377, 0.0868341}, {2418, 0.0013614}, {2427, 0.0230635}, {2438, 0.4},
                  {2445, 0.1256089}, {2446, 0.1293642}, {2447, 0.1269842}, {2448, 0.1299053}};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        assert_true(fabs((double)fhog[values[i].index] - values[i].value) < 2e-6);

    double geometry[FACS_GEOM_SIZE], au_r[FACS_AU_R], au_c[FACS_AU_C], decision[PREDICTORS], out[FACS_AU_C];
    facs_au_geometry(chain.model->pdm, chain.p, geometry);
    predict_alone(chain.model, fhog, geometry, NULL, au_r, au_c, decision);
    class_decisions(chain.model, decision, out);
    assert_close_f64("intensity", au_r, known_static_intensities, FACS_AU_R, 2e-5);
    assert_close_f64("decision", out, known_static_decisions, FACS_AU_C, 2e-5);
    assert_close_f64("presence", au_c, known_static_presences, FACS_AU_C, 0);

    double clipped[FACS_AU_R], presences[FACS_AU_C];
    facs_au_static(&env, chain.model, fhog, chain.p, clipped, presences);
    for (int i = 0; i < FACS_AU_R; i++)
        assert_true(fabs(clipped[i] - fmin(fmax(au_r[i], 0), 5)) < 1e-12);
    assert_close_f64("presence", presences, au_c, FACS_AU_C, 0);
    known_face_free(&chain);
}

/* Position of the golden values in output order: static predictors, then dynamic ones. */
static void golden_order(const facs_au_model *model, const double *golden_r, const double *golden_c, double *r,
                         double *c)
{
    int next_r = 0, next_c = 0;
    for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < model->predictors; i++) {
            const facs_predictor *predictor = &model->predictor[i];
            if (predictor->kind == (pass ? FACS_SVR_DYNAMIC : FACS_SVR_STATIC))
                r[predictor->au] = golden_r[next_r++];
            else if (predictor->kind == (pass ? FACS_SVM_DYNAMIC : FACS_SVM_STATIC))
                c[predictor->au] = golden_c[next_c++];
        }
    assert_int_equal(next_r, FACS_AU_R);
    assert_int_equal(next_c, FACS_AU_C);
}

static void load_decisions(const char *frame, double *decisions)
{
    npy fixed = npy_load("golden/stages/%s/au/class_decision_static.npy", frame);
    memcpy(decisions, fixed.data, fixed.count * sizeof *decisions);
    if (fixed.count < FACS_AU_C) {
        npy moving = npy_load("golden/stages/%s/au/class_decision_dynamic.npy", frame);
        memcpy(decisions + fixed.count, npy_f64(&moving, FACS_AU_C - fixed.count), moving.count * sizeof *decisions);
        npy_free(&moving);
    }
    npy_free(&fixed);
}

static void stages(void **state)
{
    (void)state;
    double worst = 0;
    for (int frame = 0; frame < GOLDEN_FRAMES; frame++) {
        const char *name = golden_frames[frame];
        bool video = frame < GOLDEN_VIDEO_FRAMES;
        facs_au_model *model = load_au_model(video ? "main_dynamic_svms.txt" : "main_static_svms.txt");
        static float fhog[FACS_FHOG_SIZE];
        static double geometry[FACS_GEOM_SIZE], medians[FACS_AU_FEATURES];
        double golden_r[FACS_AU_R], golden_c[FACS_AU_C], golden_d[FACS_AU_C], r[FACS_AU_R], c[FACS_AU_C], d[FACS_AU_C];
        load_fhog(name, fhog);
        load_f64(name, "geom", geometry, FACS_GEOM_SIZE);
        if (video) {
            load_f64(name, "fhog_median", medians, FACS_FHOG_SIZE);
            load_f64(name, "geom_median", medians + FACS_FHOG_SIZE, FACS_GEOM_SIZE);
        }
        load_f64(name, "reg_raw", golden_r, FACS_AU_R);
        load_f64(name, "class_raw", golden_c, FACS_AU_C);
        load_decisions(name, golden_d);

        double au_r[FACS_AU_R], au_c[FACS_AU_C], decision[PREDICTORS], out[FACS_AU_C];
        predict_alone(model, fhog, geometry, video ? medians : NULL, au_r, au_c, decision);
        class_decisions(model, decision, out);
        golden_order(model, golden_r, golden_c, r, c);
        worst = fmax(worst, assert_close_f64("reg_raw", au_r, r, FACS_AU_R, 1e-12));
        assert_close_f64("class_raw", au_c, c, FACS_AU_C, 0);
        golden_order(model, golden_r, golden_d, r, d);
        worst = fmax(worst, assert_close_f64("class_decision", out, d, FACS_AU_C, 1e-12));
        if (!video) {
            facs_env env = facs_env_resolve(NULL);
            float p[34];
            load_f32(name, "params_local", p, 34);
            load_f64(name, "reg_clipped", r, FACS_AU_R);
            facs_au_static(&env, model, fhog, p, au_r, au_c);
            assert_close_f64("reg_clipped", au_r, r, FACS_AU_R, 1e-12);
            assert_close_f64("class_raw", au_c, c, FACS_AU_C, 0);
        }
        free_au_model(&model);
    }
    print_message("largest difference %.3g\n", worst);
}

/* A hostile number spreads to the outputs it belongs to and nowhere else. */
static void not_a_number(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_static_svms.txt");
    static float fhog[FACS_FHOG_SIZE];
    double geometry[FACS_GEOM_SIZE] = {0}, au_r[FACS_AU_R], au_c[FACS_AU_C];
    geometry[5] = NAN;
    predict_alone(model, fhog, geometry, NULL, au_r, au_c, NULL);
    for (int i = 0; i < FACS_AU_R; i++)
        assert_true(isnan(au_r[i]));
    for (int i = 0; i < model->predictors; i++)
        if (model->predictor[i].kind == FACS_SVM_STATIC)
            assert_true(au_c[model->predictor[i].au] == model->predictor[i].negative);
    free_au_model(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(known_zero_input)), NEEDS_MODELS(cmocka_unit_test(known_sums_of_weights)),
        NEEDS_MODELS(cmocka_unit_test(known_static_set)), NEEDS_DATA(cmocka_unit_test(stages)),
        NEEDS_MODELS(cmocka_unit_test(not_a_number)),
    };
    return cmocka_run_group_tests_name("au-predict", tests, NULL, NULL);
}
