/* Geometric descriptor: golden values, a known vector. */
#include "known_face.h"

static void stages(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    double worst = 0;
    for (int i = 0; i < GOLDEN_FRAMES; i++) {
        float p[34];
        double geometry[FACS_GEOM_SIZE], expected[FACS_GEOM_SIZE];
        load_f32(golden_frames[i], "params_local", p, 34);
        load_f64(golden_frames[i], "geom", expected, FACS_GEOM_SIZE);
        facs_au_geometry(model->pdm, p, geometry);
        worst = fmax(worst, assert_close_f64("geom", geometry, expected, FACS_GEOM_SIZE, 1e-13));
    }
    print_message("largest difference %.3g\n", worst);
    free_au_model(&model);
}

/* The known face: the fit, then the descriptor. */
static void known_geometry(void **state)
{
    (void)state;
    known_face chain = known_face_create();
    static const struct {
        int index;
        float x, y;
    } points[] = {{0, 217.87680f, 203.31554f},  {8, 314.89429f, 350.03262f},  {16, 399.75775f, 207.41484f},
                  {30, 331.82150f, 243.93669f}, {36, 261.81085f, 199.44714f}, {45, 378.42908f, 201.94305f},
                  {57, 324.55890f, 305.10641f}};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        assert_true(fabsf(chain.landmarks[points[i].index] - points[i].x) < 1e-4f);
        assert_true(fabsf(chain.landmarks[68 + points[i].index] - points[i].y) < 1e-4f);
    }
    static const float g[6] = {1.298295f, 0.099275f, -0.201278f, 0.050052f, 320, 250};
    static const float p[8] = {8.56811f, -4.95942f, 7.61148f, 2.42009f, -1.95639f, 0.02795f, -0.23859f, 0.00200f};
    assert_close_f32("g", chain.g, g, 4, 5e-6);
    assert_close_f32("g", chain.g + 4, g + 4, 2, 5e-4);
    assert_close_f32("p", chain.p, p, 8, 2e-4);
    double geometry[FACS_GEOM_SIZE], sum = 0;
    facs_au_geometry(chain.model->pdm, chain.p, geometry);
    for (int i = 0; i < FACS_GEOM_SIZE; i++)
        sum += geometry[i];
    print_message("sum %.6f\n", sum);
    assert_true(fabs(sum - 11.732092) < 2e-3);
    assert_true(fabs(geometry[0] - 1.399976) < 2e-4);
    assert_true(fabs(geometry[67] + 0.130909) < 2e-4);
    assert_true(fabs(geometry[68] - 0.529683) < 2e-4);
    assert_true(fabs(geometry[136] - 0.594497) < 2e-4);
    assert_true(fabs(geometry[204] - 8.568112) < 2e-4);
    known_face_free(&chain);
}

static void zero_is_zero(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    float p[FACS_M_MAX] = {0};
    double geometry[FACS_GEOM_SIZE];
    facs_au_geometry(model->pdm, p, geometry);
    for (int i = 0; i < FACS_GEOM_SIZE; i++)
        assert_true(geometry[i] == 0.0);
    free_au_model(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(stages)),
        NEEDS_MODELS(cmocka_unit_test(known_geometry)),
        NEEDS_MODELS(cmocka_unit_test(zero_is_zero)),
    };
    return cmocka_run_group_tests_name("au-geometry", tests, NULL, NULL);
}
