/* Parameters from landmarks: known values, stage goldens, missing points, hostile input. */
#include "unit/shape/shape_fixture.h"

#include <stdio.h>

#include "shape/calc_params.h"
#include "shape/pdm.h"
#include "support/shape_in_image.h"

/* Measured against the goldens: the rounding of f32 sums in another order (noise floor of the reference).
 */
#define SCALE 1e-6
#define ROTATION 2e-6
#define TRANSLATION 7e-5
#define LOCAL 2e-4

static facs_calc *create(const facs_pdm *pdm, facs_cpu_level level)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cpu = level;
    facs_calc *calc = NULL;
    facs_error error;
    if (facs_calc_create(&env, pdm, &calc, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return calc;
}

/* Base landmarks L of the spec: shape of Q rounded to quarters. */
static void base_landmarks(const facs_pdm *pdm, float *landmarks)
{
    shape_in_image(pdm, q_local, q_global, landmarks);
    for (int i = 0; i < 136; i++)
        landmarks[i] = floorf(4 * landmarks[i] + 0.5f) / 4;
}

static void check_global(const float *g, const float *expected, double scale)
{
    assert_close_f32("scale", g, expected, 1, SCALE * scale);
    assert_close_f32("rotation", g + 1, expected + 1, 3, ROTATION * scale);
    assert_close_f32("translation", g + 4, expected + 4, 2, TRANSLATION * scale);
}

static void known_cases(void **state)
{
    (void)state;
    static const struct {
        float g[6], p[12], last;
        int iterations;
    } expected[3] = {
        {{1.1990735f, 0.0995253f, -0.2019519f, 0.3004241f, 320.00366f, 240.00000f},
         {8.9323f, -5.3814f, 2.5971f, -0.4272f, -0.1687f, -2.4476f, -0.0371f, -0.0077f, 0.1690f, 0.0694f, 0.0011f,
          -0.1116f},
         0.08651f,
         10},
        {{1.1970625f, 0.0979255f, -0.1995050f, 0.2996124f, 320.06110f, 240.01993f},
         {8.2090f, -5.0614f, 2.6953f, 0.1408f, 0.0582f, -2.1194f, -0.4048f, 0.2299f, 0.3119f, -0.1745f, -0.0217f,
          -0.1785f},
         0.05611f,
         10},
        {{1.1974673f, 0.0881612f, -0.2102210f, 0.3013546f, 320.00357f, 239.97653f},
         {6.7413f, -3.8283f, 0.4136f, -2.1665f, -1.6461f, -1.0632f, -2.1867f, -0.0420f, 0.1752f, 0.2454f, -0.7192f,
          1.1657f},
         -0.33488f,
         8},
    };
    facs_pdm *pdm = load_pdm(PDM_FACE);
    FOR_EACH_LEVEL (level) {
        facs_calc *calc = create(pdm, level);
        for (int c = 0; c < 3; c++) {
            float landmarks[136], g[6], p[34];
            base_landmarks(pdm, landmarks);
            for (int i = 0; c == 1 && i < 8; i++)
                landmarks[i] = i % 2 ? -0.0f : 0.0f;
            for (int i = 0; c == 2 && i < 136; i++)
                landmarks[i] += (float)(7 * i % 5 - 2) * 0.8f;
            int iterations = facs_calc_params_fit(calc, landmarks, NULL, g, p);
            assert_int_equal(iterations, expected[c].iterations);
            check_global(g, expected[c].g, 1);
            assert_close_f32("p", p, expected[c].p, 12, LOCAL);
            assert_close_f32("last p", p + 33, &expected[c].last, 1, 1e-4);
        }
        facs_calc_destroy(&calc);
        assert_null(calc);
    }
    free_pdm(pdm);
}

static void known_part_models(void **state)
{
    (void)state;
    static const float eye_g[6] = {1.490652f, -0.082643f, -0.141601f, 0.246819f, 296.04980f, 185.02574f};
    static const float eye_p[10] = {-0.50035f, -1.66425f, -0.30607f, -0.28047f, -0.31377f,
                                    -0.24743f, -0.00906f, 0.46998f,  0.13603f,  0.11988f};
    static const int points[4] = {0, 4, 20, 27};
    static const float places[4][2] = {
        {288.2077f, 181.6965f}, {305.3649f, 186.8469f}, {293.2094f, 186.4449f}, {292.8634f, 183.4694f}};
    static const float inner_g[6] = {1.197824f, 0.170601f, -0.163871f, 0.305088f, 326.5627f, 229.1657f};
    static const float inner_p[4] = {-6.1650f, 1.5942f, -2.5587f, 1.9874f};
    facs_pdm *face = load_pdm(PDM_FACE), *eye = load_pdm(PDM_LEFT_EYE), *inner = load_pdm(PDM_INNER);
    float landmarks[136], eye_landmarks[56] = {0}, inner_landmarks[102], g[6], p[34], shape[56];
    shape_in_image(face, q_local, q_global, landmarks);
    for (int i = 0; i < 6; i++) {
        eye_landmarks[8 + 2 * i] = landmarks[36 + i];
        eye_landmarks[28 + 8 + 2 * i] = landmarks[68 + 36 + i];
    }
    facs_calc *calc = create(eye, FACS_CPU_AUTO);
    assert_int_equal(facs_calc_params_fit(calc, eye_landmarks, NULL, g, p), 8);
    check_global(g, eye_g, 1);
    assert_close_f32("eye p", p, eye_p, 10, 2e-5);
    shape_in_image(eye, p, g, shape);
    for (int i = 0; i < 4; i++) {
        const float place[2] = {shape[points[i]], shape[28 + points[i]]};
        assert_close_f32("eye point", place, places[i], 2, 1e-4);
    }
    facs_calc_destroy(&calc);
    for (int i = 0; i < 51; i++) {
        inner_landmarks[i] = landmarks[17 + i];
        inner_landmarks[51 + i] = landmarks[68 + 17 + i];
    }
    calc = create(inner, FACS_CPU_AUTO);
    assert_int_equal(facs_calc_params_fit(calc, inner_landmarks, NULL, g, p), 11);
    check_global(g, inner_g, 1);
    assert_close_f32("inner p", p, inner_p, 4, LOCAL);
    facs_calc_destroy(&calc);
    free_pdm(face);
    free_pdm(eye);
    free_pdm(inner);
}

/* The known face (known_face.h) */
static void known_au_chain(void **state)
{
    (void)state;
    static const float made_g[6] = {1.3f, 0.1f, -0.2f, 0.05f, 320, 250};
    static const float made_p[34] = {10, -5, 8, 3, -2};
    static const float expected_g[6] = {1.298295f, 0.099275f, -0.201278f, 0.050052f, 320, 250};
    static const float expected_p[8] = {8.56811f,  -4.95942f, 7.61148f,  2.42009f,
                                        -1.95639f, 0.02795f,  -0.23859f, 0.00200f};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_calc *calc = create(pdm, FACS_CPU_AUTO);
    float landmarks[136], g[6], p[34];
    shape_in_image(pdm, made_p, made_g, landmarks);
    facs_calc_params_fit(calc, landmarks, NULL, g, p);
    check_global(g, expected_g, 1);
    assert_close_f32("p", p, expected_p, 8, 1e-4);
    facs_calc_destroy(&calc);
    free_pdm(pdm);
}

/* ---- stage goldens: bit for bit ------------------------------------------------------------------------------ */

typedef struct difference {
    double g, p;
} difference;

static void check_stage(facs_calc *calc, const facs_pdm *pdm, const char *folder, const char *from, const char *to)
{
    float landmarks[136], expected_g[6], expected_p[64], g[6], p[64];
    char path[160];
    snprintf(path, sizeof path, "%s/%s.npy", folder, from);
    stage_f32(landmarks, (size_t)(2 * pdm->n), path);
    snprintf(path, sizeof path, "%s/%sglobal.npy", folder, to);
    stage_f32(expected_g, 6, path);
    snprintf(path, sizeof path, "%s/%slocal.npy", folder, to);
    stage_f32(expected_p, (size_t)pdm->m, path);
    facs_calc_params_fit(calc, landmarks, NULL, g, p);
    assert_close_f32(path, g, expected_g, 6, 0);
    assert_close_f32(path, p, expected_p, (size_t)pdm->m, 0);
    if (strcmp(to, "merged_params_") == 0) {
        float shape[136], expected[136];
        shape_in_image(pdm, p, g, shape);
        snprintf(path, sizeof path, "%s/merged_landmarks.npy", folder);
        stage_f32(expected, 136, path);
        assert_close_f32(path, shape, expected, 136, 0);
    }
}

static void stages_of(const char *model, const char *pdm_name, const char *from, const char *to)
{
    facs_pdm *pdm = load_pdm(pdm_name);
    FOR_EACH_LEVEL (level) {
        facs_calc *calc = create(pdm, level);
        for (int f = 0; f < STAGE_FRAMES; f++) {
            char folder[128];
            if (model)
                snprintf(folder, sizeof folder, "%s/%s/%s", stage_frames[f].frame, stage_frames[f].fit, model);
            else
                snprintf(folder, sizeof folder, "%s/au", stage_frames[f].frame);
            check_stage(calc, pdm, folder, from, to);
        }
        facs_calc_destroy(&calc);
    }
    free_pdm(pdm);
}

static void stage_parts(void **state)
{
    (void)state;
    stages_of("inner", PDM_INNER, "landmarks_from_main", "init_params_");
    stages_of("left_eye_28", PDM_LEFT_EYE, "landmarks_from_main", "init_params_");
    stages_of("right_eye_28", PDM_RIGHT_EYE, "landmarks_from_main", "init_params_");
}

static void stage_merged(void **state)
{
    (void)state;
    stages_of("face", PDM_FACE, "merged_landmarks_raw", "merged_params_");
}

static void stage_au(void **state)
{
    (void)state;
    stages_of(NULL, PDM_FACE, "landmarks_in", "params_");
}

/* ---- relations ------------------------------------------------------------------------------------ */

/* Landmark that mirrors landmark i. */
static int mirrored(int i)
{
    static const int table[68] = {16, 15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1,  0,
                                  26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 27, 28, 29, 30, 35, 34, 33,
                                  32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40, 54, 53, 52,
                                  51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65};
    return table[i];
}

/* A face seen in a mirror has the same scale and pitch, and opposite yaw and roll (to some hundredths: the
 * model is not quite symmetric). */
static void mirror(void **state)
{
    (void)state;
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_calc *calc = create(pdm, FACS_CPU_AUTO);
    float landmarks[136], flipped[136], g[6], h[6], p[34], q[34], fitted[136], fitted_flipped[136];
    base_landmarks(pdm, landmarks);
    for (int i = 0; i < 68; i++) {
        flipped[i] = 639 - landmarks[mirrored(i)];
        flipped[68 + i] = landmarks[68 + mirrored(i)];
    }
    facs_calc_params_fit(calc, landmarks, NULL, g, p);
    facs_calc_params_fit(calc, flipped, NULL, h, q);
    const float expected[6] = {g[0], g[1], -g[2], -g[3], 639 - g[4], g[5]};
    assert_close_f32("scale", h, expected, 1, 0.02);
    assert_close_f32("angles", h + 1, expected + 1, 3, 0.05);
    assert_close_f32("translation", h + 4, expected + 4, 2, 2);
    shape_in_image(pdm, p, g, fitted);
    shape_in_image(pdm, q, h, fitted_flipped);
    for (int i = 0; i < 68; i++) {
        float x = 639 - fitted_flipped[mirrored(i)];
        assert_close_f32("mirrored x", &x, &fitted[i], 1, 1.5);
        assert_close_f32("mirrored y", &fitted_flipped[68 + mirrored(i)], &fitted[68 + i], 1, 1.5);
    }
    facs_calc_destroy(&calc);
    free_pdm(pdm);
}

/* Moving all landmarks moves the translation and nothing else. */
static void shift(void **state)
{
    (void)state;
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_calc *calc = create(pdm, FACS_CPU_AUTO);
    float landmarks[136], g[6], h[6], p[34], q[34];
    base_landmarks(pdm, landmarks);
    facs_calc_params_fit(calc, landmarks, NULL, g, p);
    for (int i = 0; i < 68; i++) {
        landmarks[i] += 100;
        landmarks[68 + i] -= 50;
    }
    facs_calc_params_fit(calc, landmarks, NULL, h, q);
    g[4] += 100;
    g[5] -= 50;
    check_global(h, g, 1);
    assert_close_f32("p", q, p, 34, LOCAL);
    facs_calc_destroy(&calc);
    free_pdm(pdm);
}

/* The model reduced for one set of missing points must not leak into the next fit. */
static void missing_sets_alternate(void **state)
{
    (void)state;
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_calc *calc = create(pdm, FACS_CPU_AUTO);
    float full[136], part[136], g[3][6], p[3][34];
    base_landmarks(pdm, full);
    memcpy(part, full, sizeof part);
    for (int i = 0; i < 68; i += 3)
        part[i] = 0;
    facs_calc_params_fit(calc, full, NULL, g[0], p[0]);
    facs_calc_params_fit(calc, part, NULL, g[1], p[1]);
    facs_calc_params_fit(calc, full, NULL, g[2], p[2]);
    assert_memory_equal(g[0], g[2], sizeof g[0]);
    assert_memory_equal(p[0], p[2], sizeof p[0]);
    assert_memory_not_equal(p[0], p[1], sizeof p[0]);
    facs_calc *fresh = create(pdm, FACS_CPU_AUTO);
    facs_calc_params_fit(fresh, part, NULL, g[2], p[2]);
    assert_memory_equal(p[1], p[2], sizeof p[1]);
    facs_calc_destroy(&fresh);
    facs_calc_destroy(&calc);
    free_pdm(pdm);
}

static void rotation_is_a_start_only(void **state)
{
    (void)state;
    static const float start[3] = {0.05f, -0.1f, 0.2f};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_calc *calc = create(pdm, FACS_CPU_AUTO);
    float landmarks[136], g[6], h[6], p[34];
    base_landmarks(pdm, landmarks);
    facs_calc_params_fit(calc, landmarks, NULL, g, p);
    facs_calc_params_fit(calc, landmarks, start, h, p);
    assert_memory_not_equal(g, h, sizeof g);
    assert_close_f32("scale and rotation", h, g, 4, 0.02);
    facs_calc_destroy(&calc);
    free_pdm(pdm);
}

/* ---- hostile input ---------------------------------------------------------------------------------- */

static void nothing_visible(void **state)
{
    (void)state;
    static const float landmarks[136] = {[68] = 5, [100] = 7}, untouched[6] = {1, 0, 0, 0, 0, 0}, none[34] = {0};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_calc *calc = create(pdm, FACS_CPU_AUTO);
    float g[6], p[34];
    assert_int_equal(facs_calc_params_fit(calc, landmarks, NULL, g, p), 0);
    assert_memory_equal(g, untouched, sizeof g);
    assert_memory_equal(p, none, sizeof p);
    facs_calc_destroy(&calc);
    free_pdm(pdm);
}

static void hostile_landmarks(void **state)
{
    (void)state;
    static const float bad[] = {NAN, INFINITY, -INFINITY, 3e38f, -1e30f, 1e-40f};
    facs_pdm *pdm = load_pdm(PDM_FACE);
    FOR_EACH_LEVEL (level) {
        facs_calc *calc = create(pdm, level);
        for (size_t b = 0; b < sizeof bad / sizeof *bad; b++) {
            for (int count = 1; count <= 136; count += 45) {
                float landmarks[136], g[6], p[34];
                base_landmarks(pdm, landmarks);
                for (int i = 0; i < count; i++)
                    landmarks[i] = bad[b];
                int iterations = facs_calc_params_fit(calc, landmarks, NULL, g, p);
                assert_in_range(iterations, 0, 1000);
                for (int k = 0; k < 6; k++)
                    assert_true(isfinite(g[k]));
                for (int k = 0; k < 34; k++)
                    assert_true(isfinite(p[k]));
            }
        }
        facs_calc_destroy(&calc);
    }
    free_pdm(pdm);
}

/* Fewer points than parameters, down to one: the prior keeps the system solvable or the fit gives up. */
static void few_points(void **state)
{
    (void)state;
    facs_pdm *pdm = load_pdm(PDM_FACE);
    facs_calc *calc = create(pdm, FACS_CPU_AUTO);
    for (int visible = 1; visible < 68; visible += visible < 8 ? 1 : 9) {
        float landmarks[136], g[6], p[34];
        base_landmarks(pdm, landmarks);
        for (int i = visible; i < 68; i++)
            landmarks[i] = 0;
        int iterations = facs_calc_params_fit(calc, landmarks, NULL, g, p);
        assert_in_range(iterations, 0, 1000);
        for (int k = 0; k < 6; k++)
            assert_true(isfinite(g[k]));
    }
    facs_calc_destroy(&calc);
    free_pdm(pdm);
}

/* ---- create ------------------------------------------------------------------------------------------ */

static void *limited_alloc(void *cookie, size_t bytes, size_t alignment)
{
    int *left = cookie;
    if ((*left)-- <= 0)
        return NULL;
    facs_env env = facs_env_resolve(NULL);
    return env.alloc(env.cookie, bytes, alignment);
}

static void limited_free(void *cookie, void *memory)
{
    (void)cookie;
    facs_env env = facs_env_resolve(NULL);
    env.free(env.cookie, memory);
}

static void create_fails_cleanly(void **state)
{
    (void)state;
    facs_pdm *pdm = load_pdm(PDM_LEFT_EYE);
    facs_calc *calc = NULL;
    facs_error error;
    int failures = 0;
    for (int limit = 0;; limit++, failures++) {
        int left = limit;
        facs_env env;
        facs_env_init(&env, sizeof env);
        env.cookie = &left;
        env.alloc = limited_alloc;
        env.free = limited_free;
        facs_status status = facs_calc_create(&env, pdm, &calc, &error);
        if (status == FACS_OK)
            break;
        assert_int_equal(status, FACS_E_MEMORY);
        assert_null(calc);
    }
    assert_true(failures > 0);
    facs_calc_destroy(&calc);
    facs_calc_destroy(&calc);
    facs_calc_destroy(NULL);

    facs_pdm wrong = *pdm;
    assert_int_equal(facs_calc_create(NULL, NULL, &calc, &error), FACS_E_ARGUMENT);
    wrong.n = FACS_N_MAX + 1;
    assert_int_equal(facs_calc_create(NULL, &wrong, &calc, &error), FACS_E_ARGUMENT);
    wrong = *pdm;
    wrong.m = FACS_M_MAX + 1;
    assert_int_equal(facs_calc_create(NULL, &wrong, &calc, &error), FACS_E_ARGUMENT);
    free_pdm(pdm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_MODELS(cmocka_unit_test(known_cases)),
        NEEDS_MODELS(cmocka_unit_test(known_part_models)),
        NEEDS_MODELS(cmocka_unit_test(known_au_chain)),
        NEEDS_DATA(cmocka_unit_test(stage_parts)),
        NEEDS_DATA(cmocka_unit_test(stage_merged)),
        NEEDS_DATA(cmocka_unit_test(stage_au)),
        NEEDS_MODELS(cmocka_unit_test(mirror)),
        NEEDS_MODELS(cmocka_unit_test(shift)),
        NEEDS_MODELS(cmocka_unit_test(missing_sets_alternate)),
        NEEDS_MODELS(cmocka_unit_test(rotation_is_a_start_only)),
        NEEDS_MODELS(cmocka_unit_test(nothing_visible)),
        NEEDS_MODELS(cmocka_unit_test(hostile_landmarks)),
        NEEDS_MODELS(cmocka_unit_test(few_points)),
        NEEDS_MODELS(cmocka_unit_test(create_fails_cleanly)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
