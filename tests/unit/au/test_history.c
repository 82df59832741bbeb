/* Whole videos: frame by frame, second pass, calibration; against a plain twin that keeps every descriptor. */
#include "au_fixture.h"

#include "au/openface/au_outside.h"

#include "au/openface/postprocess.h"

static facs_au_history *create(const facs_au_model *model, bool dynamic)
{
    facs_au_history *history = NULL;
    facs_error error = {.status = FACS_OK};
    if (facs_au_history_create(NULL, model, dynamic, &history, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return history;
}

/* ---- twin ---- */

enum { TWIN_FRAMES = 60 };

typedef struct twin {
    const facs_au_model *model;
    facs_env env;
    facs_medians *medians;
    bool dynamic;
    int frames;
    bool success[TWIN_FRAMES];
    float fhog[TWIN_FRAMES][FACS_FHOG_SIZE];
    double geometry[TWIN_FRAMES][FACS_GEOM_SIZE];
    double intensity[TWIN_FRAMES][FACS_AU_R], presence[TWIN_FRAMES][FACS_AU_C];
} twin;

static void twin_predict(const twin *t, int frame, double *au_r, double *au_c)
{
    memset(au_r, 0, FACS_AU_R * sizeof *au_r);
    memset(au_c, 0, FACS_AU_C * sizeof *au_c);
    if (!t->success[frame])
        return;
    const double *medians = facs_medians_values(t->medians);
    for (int i = 0; i < t->model->predictors; i++) {
        const facs_predictor *predictor = &t->model->predictor[i];
        bool moving = predictor->kind == FACS_SVR_DYNAMIC || predictor->kind == FACS_SVM_DYNAMIC;
        double y = predictor->bias;
        for (int j = 0; j < FACS_AU_FEATURES; j++) {
            double x = j < FACS_FHOG_SIZE ? (double)t->fhog[frame][j] : t->geometry[frame][j - FACS_FHOG_SIZE];
            y += (x - t->model->mean[predictor->kind][j] - (moving ? medians[j] : 0)) * predictor->weights[j];
        }
        if (predictor->kind == FACS_SVR_STATIC || predictor->kind == FACS_SVR_DYNAMIC)
            au_r[predictor->au] = y;
        else
            au_c[predictor->au] = y > 0 ? predictor->positive : predictor->negative;
    }
}

static void twin_step(twin *t, const float *fhog, const double *geometry, bool success)
{
    int i = t->frames++;
    t->success[i] = success;
    memset(t->fhog[i], 0, sizeof t->fhog[i]);
    memset(t->geometry[i], 0, sizeof t->geometry[i]);
    if (success) {
        memcpy(t->fhog[i], fhog, sizeof t->fhog[i]);
        memcpy(t->geometry[i], geometry, sizeof t->geometry[i]);
    }
    if (i % 2 == 0)
        facs_medians_step(t->medians, t->fhog[i], t->geometry[i], success);
    twin_predict(t, i, t->intensity[i], t->presence[i]);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double twin_offset(const twin *t, int au)
{
    double sorted[TWIN_FRAMES], cutoff = -1;
    int n = 0;
    for (int i = 0; i < t->model->predictors; i++)
        if (t->model->predictor[i].kind == FACS_SVR_DYNAMIC && t->model->predictor[i].au == au)
            cutoff = t->model->predictor[i].cutoff;
    for (int i = 0; i < t->frames; i++)
        if (t->success[i])
            sorted[n++] = t->intensity[i][au];
    if (n == 0 || cutoff < 0 || !t->dynamic)
        return 0;
    qsort(sorted, (size_t)n, sizeof *sorted, by_value);
    return sorted[(int)(n * cutoff)];
}

/* Second pass and everything behind it, in place; rows before smoothing are copied. */
static void twin_finish(twin *t)
{
    static double clipped[TWIN_FRAMES][FACS_AU_R], present[TWIN_FRAMES][FACS_AU_C];
    for (int i = 0; i < t->frames; i++)
        twin_predict(t, i, t->intensity[i], t->presence[i]);
    for (int au = 0; au < FACS_AU_R; au++) {
        double offset = twin_offset(t, au);
        for (int i = 0; i < t->frames; i++)
            clipped[i][au] = t->success[i] ? fmin(fmax(t->intensity[i][au] - offset, 0), 5) : 0;
    }
    memcpy(present, t->presence, sizeof present);
    for (int i = 0; i < t->frames; i++)
        for (int au = 0; au < FACS_AU_R; au++)
            t->intensity[i][au] = i == 0 || i == t->frames - 1
                                      ? clipped[i][au]
                                      : (clipped[i - 1][au] + clipped[i][au] + clipped[i + 1][au]) / 3;
    for (int i = 3; i < t->frames - 3; i++)
        for (int au = 0; au < FACS_AU_C; au++) {
            double sum = 0;
            for (int j = i - 3; j <= i + 3; j++)
                sum += present[j][au];
            t->presence[i][au] = sum / 7 < 0.5 ? 0 : 1;
        }
}

/* ---- inputs: golden descriptors with noise ---- */

static float base_fhog[2][FACS_FHOG_SIZE];
static double base_geometry[2][FACS_GEOM_SIZE];

static void load_bases(void)
{
    for (int i = 0; i < 2; i++) {
        load_fhog(golden_frames[i ? 5 : 0], base_fhog[i]);
        load_f64(golden_frames[i ? 5 : 0], "geom", base_geometry[i], FACS_GEOM_SIZE);
    }
}

static void blend(uint64_t *random, float *fhog, double *geometry)
{
    double part = random_unit(random);
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        fhog[i] =
            (float)(part * (double)base_fhog[0][i] + (1 - part) * (double)base_fhog[1][i] + 0.01 * random_unit(random));
    for (int i = 0; i < FACS_GEOM_SIZE; i++)
        geometry[i] = part * base_geometry[0][i] + (1 - part) * base_geometry[1][i] + random_unit(random);
}

/* raw intensities less what is subtracted, limited and smoothed, are the final ones of the frames from `first` on */
static void check_raw(const facs_au_history *history, int64_t first, int64_t frames, double tolerance)
{
    static double rest[3][FACS_AU_R];
    double raw[FACS_AU_R], baseline[FACS_AU_R], au_r[FACS_AU_R], au_c[FACS_AU_C];
    for (int64_t i = first; i < frames; i++) {
        const bool alone = i == 0 || i == frames - 1;
        for (int k = 0; k < 3; k++) {
            facs_au_history_final_raw(history, i + k - 1, raw, baseline);
            for (int au = 0; au < FACS_AU_R; au++)
                rest[k][au] = fmin(fmax(raw[au] - baseline[au], 0), 5);
        }
        facs_au_history_final(history, i, au_r, au_c);
        for (int au = 0; au < FACS_AU_R; au++) {
            const double expected = alone ? rest[1][au] : (rest[0][au] + rest[1][au] + rest[2][au]) / 3;
            if (!(fabs(au_r[au] - expected) <= tolerance))
                fail_msg("frame %d, intensity %d: %.12g, raw less baseline %.12g", (int)i, au, au_r[au], expected);
        }
    }
}

static void run_against_twin(bool dynamic, const char *successes)
{
    static twin t;
    static float fhog[FACS_FHOG_SIZE];
    static double geometry[FACS_GEOM_SIZE];
    facs_au_model *model = load_au_model(dynamic ? "main_dynamic_svms.txt" : "main_static_svms.txt");
    facs_au_history *history = create(model, dynamic);
    assert_int_equal(facs_au_history_keep_raw(history, NULL), FACS_OK);
    memset(&t, 0, sizeof t);
    t.model = model;
    t.dynamic = dynamic;
    assert_int_equal(facs_medians_create(NULL, &t.medians, NULL), FACS_OK);
    load_bases();
    uint64_t random = 17;
    double au_r[FACS_AU_R], au_c[FACS_AU_C];
    int frames = (int)strlen(successes);
    for (int i = 0; i < frames; i++) {
        bool success = successes[i] == '1';
        blend(&random, fhog, geometry);
        twin_step(&t, fhog, geometry, success);
        assert_int_equal(facs_au_history_step_described(history, fhog, geometry, success, au_r, au_c, NULL, NULL),
                         FACS_OK);
        assert_close_f64("raw intensity", au_r, t.intensity[i], FACS_AU_R, 1e-9);
        assert_close_f64("raw presence", au_c, t.presence[i], FACS_AU_C, 0);
    }
    assert_int_equal(facs_au_history_frames(history), frames);
    twin_finish(&t);
    assert_int_equal(facs_au_history_finish(history, NULL), FACS_OK);
    for (int i = 0; i < frames; i++) {
        facs_au_history_final(history, i, au_r, au_c);
        assert_close_f64("final intensity", au_r, t.intensity[i], FACS_AU_R, 1e-9);
        assert_close_f64("final presence", au_c, t.presence[i], FACS_AU_C, 0);
    }
    facs_au_history_final(history, frames, au_r, au_c);
    for (int i = 0; i < FACS_AU_R; i++)
        assert_true(au_r[i] == 0);
    check_raw(history, 0, frames, 1e-9);
    facs_medians_destroy(&t.medians);
    facs_au_history_destroy(&history);
    free_au_model(&model);
}

static void dynamic_videos(void **state)
{
    (void)state;
    run_against_twin(true, "11111111111111111111");
    run_against_twin(true, "0001011101111011111111100111"); /* first success on an even frame */
    run_against_twin(true, "100000111110101010101");
    run_against_twin(true, "0000000000");
    run_against_twin(true, "1");
    run_against_twin(true, "01");
    run_against_twin(true, "111111");
}

static void static_videos(void **state)
{
    (void)state;
    run_against_twin(false, "1111101111001111111");
    run_against_twin(false, "0");
}

static void static_needs_static_models(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    facs_au_history *history = NULL;
    facs_error error;
    assert_int_equal(facs_au_history_create(NULL, model, false, &history, &error), FACS_E_ARGUMENT);
    assert_null(history);
    assert_non_null(strstr(error.message, "static set"));
    free_au_model(&model);
}

/* 3000 frames are predicted again, later ones keep what they had, with the precision of the compact record. */
static void beyond_3000(void **state)
{
    (void)state;
    enum { LONG = 4300, FAILED = 5 };
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    facs_au_history *history = create(model, true);
    assert_int_equal(facs_au_history_keep_raw(history, NULL), FACS_OK);
    load_bases();
    uint64_t random = 5;
    enum { VARIANTS = 16 };
    static float fhog[VARIANTS][FACS_FHOG_SIZE];
    static double geometry[VARIANTS][FACS_GEOM_SIZE], raw[LONG][FACS_AU_R], au_c[FACS_AU_C];
    for (int i = 0; i < VARIANTS; i++)
        blend(&random, fhog[i], geometry[i]);
    for (int i = 0; i < LONG; i++) {
        int variant = i < 2000 ? i % 3 : i * 7 % VARIANTS;
        bool success = i % (LONG / FAILED) != 10;
        assert_int_equal(facs_au_history_step_described(history, fhog[variant], geometry[variant], success, raw[i],
                                                        au_c, NULL, NULL),
                         FACS_OK);
    }
    assert_int_equal(facs_au_history_finish(history, NULL), FACS_OK);
    /* the calibration offset, recomputed from final medians (first 3000 successes) and on-line values (the rest) */
    const double *medians = facs_au_history_medians(history);
    static double again[VARIANTS][FACS_AU_R];
    for (int i = 0; i < VARIANTS; i++)
        predict_alone(model, fhog[i], geometry[i], medians, again[i], au_c, NULL);
    int successes = 0, moved = 0;
    for (int i = 0; i < LONG; i++) {
        if (i % (LONG / FAILED) == 10)
            continue;
        int variant = i < 2000 ? i % 3 : i * 7 % VARIANTS;
        if (successes++ < 3000) {
            moved += fabs(raw[i][0] - again[variant][0]) > 0.01;
            memcpy(raw[i], again[variant], sizeof raw[i]);
        }
    }
    assert_true(moved > 100); /* the second pass matters in this video */
    check_raw(history, 2980, LONG, 1.2e-8);
    /* nothing of the person is in the raw ones, before and behind the border */
    for (int i = 2900; i < LONG; i += 3) {
        double found[FACS_AU_R], baseline[FACS_AU_R], expected[FACS_AU_R] = {0};
        const bool failed = i % (LONG / FAILED) == 10;
        if (!failed)
            predict_alone(model, fhog[i * 7 % VARIANTS], geometry[i * 7 % VARIANTS], NULL, expected, au_c, NULL);
        facs_au_history_final_raw(history, i, found, baseline);
        assert_close_f64("raw intensity", found, expected, FACS_AU_R, 1e-9);
        assert_true(!failed || baseline[0] == 0);
    }
    for (int p = 0; p < model->predictors; p++) {
        const facs_predictor *predictor = &model->predictor[p];
        if (predictor->kind != FACS_SVR_DYNAMIC && predictor->kind != FACS_SVR_STATIC)
            continue;
        static double sorted[LONG];
        int n = 0, au = predictor->au;
        for (int i = 0; i < LONG; i++)
            if (i % (LONG / FAILED) != 10)
                sorted[n++] = raw[i][au];
        qsort(sorted, (size_t)n, sizeof *sorted, by_value);
        double offset = predictor->kind == FACS_SVR_DYNAMIC ? sorted[(int)(n * predictor->cutoff)] : 0;
        for (int i = 1; i < LONG - 1; i++) {
            double sum = 0, au_r[FACS_AU_R];
            for (int j = i - 1; j <= i + 1; j++)
                sum += j % (LONG / FAILED) == 10 ? 0 : fmin(fmax(raw[j][au] - offset, 0), 5);
            if (i % 50 > 3 && i < 2990)
                continue;
            facs_au_history_final(history, i, au_r, au_c);
            if (!(fabs(au_r[au] - sum / 3) < 1.2e-8))
                fail_msg("frame %d, intensity %d: %.12g, expected %.12g", i, au, au_r[au], sum / 3);
        }
    }
    facs_au_history_destroy(&history);
    free_au_model(&model);
}

/* ---- values that nobody waits for ---- */

typedef struct pair {
    facs_au_history *at_once, *deferred;
    float fhog[32][FACS_FHOG_SIZE];
    double geometry[32][FACS_GEOM_SIZE];
} pair;

static void pair_step(pair *p, int i, bool success)
{
    double au_r[FACS_AU_R], au_c[FACS_AU_C], zeros[FACS_AU_R] = {0}, online[FACS_AU_R] = {42};
    int variant = i * 7 % 32;
    assert_int_equal(facs_au_history_step_described(p->at_once, p->fhog[variant], p->geometry[variant], success, au_r,
                                                    au_c, NULL, NULL),
                     FACS_OK);
    assert_int_equal(facs_au_history_step_described(p->deferred, p->fhog[variant], p->geometry[variant], success, au_r,
                                                    au_c, online, NULL),
                     FACS_OK);
    assert_memory_equal(au_r, zeros, sizeof au_r);
    assert_true(online[0] == 42);
}

/* Both histories give the same bits for the frames from `first` on; some value there is not 0. */
static void assert_pair_equal(const pair *p, int64_t first)
{
    double au_r[2][FACS_AU_R], au_c[2][FACS_AU_C], sum = 0;
    int64_t frames = facs_au_history_frames(p->at_once);
    assert_int_equal(facs_au_history_frames(p->deferred), frames);
    assert_int_equal(facs_au_history_finish(p->at_once, NULL), FACS_OK);
    assert_int_equal(facs_au_history_finish(p->deferred, NULL), FACS_OK);
    for (int64_t i = first; i < frames; i++) {
        facs_au_history_final(p->at_once, i, au_r[0], au_c[0]);
        facs_au_history_final(p->deferred, i, au_r[1], au_c[1]);
        assert_memory_equal(au_r[0], au_r[1], sizeof *au_r);
        assert_memory_equal(au_c[0], au_c[1], sizeof *au_c);
        for (int au = 0; au < FACS_AU_R; au++)
            sum += au_r[0][au];
    }
    assert_true(frames < 10 || sum > 0);
}

/* those of the last step: less the baseline they are the corrected ones */
static void check_raw_at_once(const facs_au_history *history, const double corrected[FACS_AU_R])
{
    double raw[FACS_AU_R], baseline[FACS_AU_R];
    facs_au_history_last_raw(history, true, raw, baseline);
    for (int au = 0; au < FACS_AU_R; au++)
        assert_true(fabs(fmin(fmax(raw[au] - baseline[au], 0), 5) - corrected[au]) < 1e-9);
}

/* What was learnt of a video, given to another history: the same final values; at once those before they are smoothed;
 * through a reset, too.  What it has learnt is what it was given. */
static void known_person(void **state)
{
    enum { KNOWN = 40 };
    (void)state;
    static pair p;
    static double learnt[2][FACS_AU_FEATURES], at_once[KNOWN][FACS_AU_R];
    double offsets[2][FACS_AU_R], cut_offs[FACS_AU_R], au_r[2][FACS_AU_R], au_c[2][FACS_AU_C];
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    uint64_t random = 5;
    load_bases();
    for (int i = 0; i < 32; i++)
        blend(&random, p.fhog[i], p.geometry[i]);
    p.at_once = create(model, true);
    p.deferred = create(model, true);
    facs_au_history_defer(p.deferred);
    assert_int_equal(facs_au_history_keep_raw(p.deferred, NULL), FACS_OK);
    for (int i = 0; i < KNOWN; i++)
        pair_step(&p, i, i % 9 != 4);
    assert_pair_equal(&p, 0);
    const int64_t frames = facs_au_history_learnt(p.at_once, learnt[0], offsets[0], cut_offs);
    assert_int_equal(frames, KNOWN - 4);
    check_raw(p.deferred, 0, KNOWN, 1e-9);
    facs_au_history *known = create(model, true);
    assert_int_equal(facs_au_history_keep_raw(known, NULL), FACS_OK);
    assert_int_equal(facs_au_history_calibrate(known, learnt[0], offsets[0], frames, NULL), FACS_OK);
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < KNOWN; i++) {
            assert_int_equal(facs_au_history_step_described(known, p.fhog[i * 7 % 32], p.geometry[i * 7 % 32],
                                                            i % 9 != 4, au_r[0], au_c[0], at_once[i], NULL),
                             FACS_OK);
            check_raw_at_once(known, at_once[i]);
        }
        assert_int_equal(facs_au_history_finish(known, NULL), FACS_OK);
        check_raw(known, 0, KNOWN, 1e-9);
        for (int i = 0; i < KNOWN; i++) {
            facs_au_history_final(p.at_once, i, au_r[0], au_c[0]);
            facs_au_history_final(known, i, au_r[1], au_c[1]);
            assert_memory_equal(au_r[0], au_r[1], sizeof *au_r);
            assert_memory_equal(au_c[0], au_c[1], sizeof *au_c);
            for (int au = 0; i > 0 && i < KNOWN - 1 && au < FACS_AU_R; au++)
                assert_true(fabs(au_r[1][au] - (at_once[i - 1][au] + at_once[i][au] + at_once[i + 1][au]) / 3) < 1e-12);
        }
        assert_int_equal(facs_au_history_learnt(known, learnt[1], offsets[1], cut_offs), frames);
        assert_memory_equal(learnt[0], learnt[1], sizeof *learnt);
        assert_memory_equal(offsets[0], offsets[1], sizeof *offsets);
        facs_au_history_reset(known);
    }
    facs_au_history_destroy(&known);
    facs_au_history_destroy(&p.at_once);
    facs_au_history_destroy(&p.deferred);
    free_au_model(&model);
}

static void compare_deferred(const facs_au_model *model, bool dynamic)
{
    static pair p;
    uint64_t random = 11;
    p.at_once = create(model, dynamic);
    p.deferred = create(model, dynamic);
    facs_au_history_defer(p.deferred);
    for (int i = 0; i < 32; i++)
        blend(&random, p.fhog[i], p.geometry[i]);
    /* short videos: any number of frames waits at the end, and none is left over by a reset */
    for (int length = 0; length < 20; length++) {
        for (int i = 0; i < length; i++)
            pair_step(&p, i, i % 5 != 3);
        assert_pair_equal(&p, 0);
        pair_step(&p, 1, true);
        facs_au_history_reset(p.at_once);
        facs_au_history_reset(p.deferred);
    }
    /* a long one: beyond 3000 successes values are those of their time.  Finished on the way, with each number of
     * frames waiting, before, at and after the border */
    for (int i = 0, left = 2950, round = 0; i < 3300; i++) {
        pair_step(&p, i, i % 40 != 17 && (i < 3150 || i % 3));
        if (--left > 0)
            continue;
        left = ++round % 17 + 1;
        assert_pair_equal(&p, i - 40);
    }
    assert_pair_equal(&p, 0);
    facs_au_history_destroy(&p.at_once);
    facs_au_history_destroy(&p.deferred);
}

static void deferred(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    load_bases();
    compare_deferred(model, true);
    free_au_model(&model);
    model = load_au_model("main_static_svms.txt");
    compare_deferred(model, false);
    free_au_model(&model);
}

/* ---- products done elsewhere ---- */

/* f32 sums from left to right, as an accelerator might give */
typedef struct elsewhere {
    const facs_au_model *model;
    int runs, rows, most;
    float wrong; /* added to each */
    bool fails;
} elsewhere;

static facs_status multiply(const facs_env *env, void *cookie, const facs_onnx_tensor *input, float *out, size_t count,
                            facs_error *error)
{
    elsewhere *e = cookie;
    (void)env;
    const int rows = (int)input->size[0], predictors = e->model->predictors;
    assert_true(input->rank == 2 && input->size[1] == FACS_AU_FEATURES && count == (size_t)(rows * predictors));
    if (e->fails)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "gone");
    for (int v = 0; v < rows; v++)
        for (int i = 0; i < predictors; i++) {
            float sum = 0;
            for (int k = 0; k < FACS_AU_FEATURES; k++)
                sum += input->values[v * FACS_AU_FEATURES + k] * (float)e->model->predictor[i].weights[k];
            out[v * predictors + i] = sum + e->wrong;
        }
    e->runs++;
    e->rows += rows;
    e->most = rows > e->most ? rows : e->most;
    return FACS_OK;
}

/* furthest final intensity of the two */
static double furthest_intensity(const pair *p)
{
    double au_r[2][FACS_AU_R], au_c[FACS_AU_C], furthest = 0;
    assert_int_equal(facs_au_history_finish(p->at_once, NULL), FACS_OK);
    assert_int_equal(facs_au_history_finish(p->deferred, NULL), FACS_OK);
    for (int64_t i = 0; i < facs_au_history_frames(p->at_once); i++) {
        facs_au_history_final(p->at_once, i, au_r[0], au_c);
        facs_au_history_final(p->deferred, i, au_r[1], au_c);
        for (int au = 0; au < FACS_AU_R; au++)
            furthest = fmax(furthest, fabs(au_r[0][au] - au_r[1][au]));
    }
    return furthest;
}

/* Frames that wait are predicted many at a time, those beyond 3000 with their medians; the values are ours but for
 * rounding, and ours to the bit when it fails. */
static void exchanged(void **state)
{
    (void)state;
    enum { FRAMES = 3140 };
    static pair p;
    uint64_t random = 11;
    const facs_env env = facs_env_resolve(NULL);
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    elsewhere there = {.model = model};
    facs_outside run = {.name = "AU regressions", .cookie = &there, .run = multiply};
    facs_au_outside *outside = NULL;
    assert_int_equal(facs_au_outside_create(&env, model, &run, &outside, NULL), FACS_OK);
    load_bases();
    for (int i = 0; i < 32; i++)
        blend(&random, p.fhog[i], p.geometry[i]);
    p.at_once = create(model, true);
    p.deferred = create(model, true);
    facs_au_history_defer(p.deferred);
    assert_int_equal(facs_au_history_exchange(p.deferred, outside, NULL), FACS_OK);
    for (int i = 0; i < FRAMES; i++)
        pair_step(&p, i, i % 400 != 17);
    const double furthest = furthest_intensity(&p);
    print_message("# furthest intensity %g\n", furthest);
    assert_true(furthest > 0 && furthest <= 1e-4);
    assert_int_equal(there.runs, 25); /* 128 frames each, and what is left at the end */
    assert_true(there.most > 128 && there.most <= FACS_AU_OUTSIDE_ROWS);
    assert_true(there.rows > FRAMES && there.rows < FRAMES + 100);
    there.fails = true;
    facs_au_history_reset(p.at_once);
    facs_au_history_reset(p.deferred);
    for (int i = 0; i < 300; i++)
        pair_step(&p, i, true);
    assert_pair_equal(&p, 0);
    assert_true(run.failed && there.runs == 25);
    facs_au_history_destroy(&p.at_once);
    facs_au_history_destroy(&p.deferred);
    facs_au_outside_destroy(&env, &outside);
    free_au_model(&model);
}

/* What is wrong is seen by the check before it is used. */
static void check_of_products(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    elsewhere there = {.model = model};
    facs_outside run = {.name = "AU regressions", .cookie = &there, .run = multiply};
    facs_au_outside *outside = NULL;
    double furthest = 0;
    assert_int_equal(facs_au_outside_create(&env, model, &run, &outside, NULL), FACS_OK);
    assert_int_equal(facs_au_outside_check(&env, outside, &furthest, NULL), FACS_OK);
    print_message("# furthest product %g\n", furthest);
    assert_true(furthest > 0 && furthest < 1e-4);
    there.wrong = 2e-4f;
    assert_int_equal(facs_au_outside_check(&env, outside, &furthest, NULL), FACS_OK);
    assert_true(furthest > 1e-4 && furthest < 3e-4);
    there.fails = true;
    assert_int_equal(facs_au_outside_check(&env, outside, &furthest, NULL), FACS_OK);
    assert_true(isinf(furthest));
    facs_au_outside_destroy(&env, &outside);
    free_au_model(&model);
}

/* A reset history equals a new one. */
static void reset(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    facs_au_history *history = create(model, true);
    load_bases();
    static float fhog[FACS_FHOG_SIZE];
    static double geometry[FACS_GEOM_SIZE];
    double first[30][FACS_AU_R], first_c[30][FACS_AU_C], first_online[30][FACS_AU_R];
    double au_r[FACS_AU_R], au_c[FACS_AU_C], online[FACS_AU_R];
    for (int round = 0; round < 2; round++) {
        uint64_t random = 3;
        for (int i = 0; i < 30; i++) {
            blend(&random, fhog, geometry);
            facs_au_history_step_described(history, fhog, geometry, i % 4 != 2, au_r, au_c, online, NULL);
            if (round == 0) {
                memcpy(first_online[i], online, sizeof online);
                continue;
            }
            assert_memory_equal(online, first_online[i], sizeof online);
        }
        assert_int_equal(facs_au_history_finish(history, NULL), FACS_OK);
        for (int i = 0; i < 30; i++) {
            facs_au_history_final(history, i, au_r, au_c);
            if (round == 0) {
                memcpy(first[i], au_r, sizeof au_r);
                memcpy(first_c[i], au_c, sizeof au_c);
            } else {
                assert_memory_equal(au_r, first[i], sizeof au_r);
                assert_memory_equal(au_c, first_c[i], sizeof au_c);
            }
        }
        facs_au_history_reset(history);
        assert_int_equal(facs_au_history_frames(history), 0);
        facs_au_history_final(history, 0, au_r, au_c);
        assert_true(au_r[0] == 0);
    }
    facs_au_history_destroy(&history);
    free_au_model(&model);
}

/* ---- pictures ---- */

/* Golden frames 0 to 3 with the golden landmarks: the whole chain from picture to raw values. */
static void golden_pictures(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    facs_au_history *history = create(model, true);
    static const int order[FACS_AU_R] = {2, 4, 5, 7, 8, 9, 0, 1, 3, 6, 10, 11, 12, 13, 14, 15, 16};
    double worst = 0, worst_fhog = 0, worst_median = 0;
    for (int i = 0; i < 4; i++) {
        float landmarks[136];
        static float fhog[FACS_FHOG_SIZE];
        double au_r[FACS_AU_R], au_c[FACS_AU_C], expected[FACS_AU_R], medians[FACS_GEOM_SIZE];
        npy frame = npy_load("golden/stages/%s/frame_bgr.npy", golden_frames[i]);
        facs_image image = npy_image(&frame);
        load_f32(golden_frames[i], "landmarks_in", landmarks, 136);
        assert_int_equal(facs_au_history_step(history, &image, landmarks, true, au_r, au_c, NULL, NULL), FACS_OK);
        npy_free(&frame);
        facs_au_trace trace = facs_au_history_last(history);
        load_fhog(golden_frames[i], fhog);
        load_f64(golden_frames[i], "geom_median", medians, FACS_GEOM_SIZE);
        load_f64(golden_frames[i], "reg_raw", expected, FACS_AU_R);
        worst_fhog = fmax(worst_fhog, assert_close_f32("fhog", trace.fhog, fhog, FACS_FHOG_SIZE, 0.02));
        /* bins of the medians are 0.012 wide */
        worst_median = fmax(worst_median, assert_close_f64("median", facs_au_history_medians(history) + FACS_FHOG_SIZE,
                                                           medians, FACS_GEOM_SIZE, i < 2 ? 1e-3 : 0.0121));
        for (int j = 0; j < FACS_AU_R; j++) {
            worst = fmax(worst, fabs(au_r[order[j]] - expected[j]));
            assert_true(fabs(au_r[order[j]] - expected[j]) < 0.005);
        }
    }
    print_message("largest difference: intensity %.3g, fhog %.3g, geometry median %.3g\n", worst, worst_fhog,
                  worst_median);
    facs_au_history_destroy(&history);
    free_au_model(&model);
}

/* Without success neither picture nor landmarks are looked at; landmarks that are no numbers count as no success. */
static void failed_frames(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    facs_au_history *history = create(model, true);
    double au_r[FACS_AU_R], au_c[FACS_AU_C], online[FACS_AU_R];
    float landmarks[136];
    for (int i = 0; i < 136; i++)
        landmarks[i] = i == 77 ? NAN : (float)i;
    for (int i = 0; i < 3; i++) {
        memset(au_r, 0xff, sizeof au_r);
        memset(au_c, 0xff, sizeof au_c);
        memset(online, 0xff, sizeof online);
        assert_int_equal(facs_au_history_step(history, NULL, i ? landmarks : NULL, i > 0, au_r, au_c, online, NULL),
                         FACS_OK);
        for (int j = 0; j < FACS_AU_R; j++)
            assert_true(au_r[j] == 0 && au_c[j] == 0 && online[j] == 0);
    }
    facs_au_trace trace = facs_au_history_last(history);
    const double *medians = facs_au_history_medians(history);
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        assert_true(trace.fhog[i] == 0 && medians[i] == 0);
    for (int i = 0; i < FACS_GEOM_SIZE; i++)
        assert_true(fabs(medians[FACS_FHOG_SIZE + i] + 59.994) < 1e-12);
    facs_au_history_destroy(&history);
    free_au_model(&model);
}

/* ---- memory ---- */

/* Every allocation fails once: creation fails cleanly, a step fails and works when memory is back. */
static void out_of_memory(void **state)
{
    (void)state;
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    meter memory;
    facs_env env = meter_env(&memory, 0);
    memory.for_good = true;
    facs_au_history *history = NULL;
    facs_error error;
    int failures = 0;
    for (; !history; failures++) {
        memory.fail_at = memory.made + failures;
        facs_status status = facs_au_history_create(&env, model, true, &history, &error);
        assert_int_equal(status, history ? FACS_OK : FACS_E_MEMORY);
        if (!history)
            assert_int_equal(memory.alive, 0);
        assert_in_range(failures, 0, 100);
    }
    assert_true(failures > 10);
    double au_r[FACS_AU_R], au_c[FACS_AU_C];
    static float fhog[FACS_FHOG_SIZE];
    static double geometry[FACS_GEOM_SIZE];
    /* list of chunks, chunk, early products: one more is granted each time and kept */
    for (int granted = 0; granted < 3; granted++) {
        memory.fail_at = memory.made + (granted > 0);
        au_r[0] = 42;
        assert_int_equal(facs_au_history_step_described(history, fhog, geometry, true, au_r, au_c, NULL, &error),
                         FACS_E_MEMORY);
        assert_int_equal(error.status, FACS_E_MEMORY);
        assert_int_equal(facs_au_history_frames(history), 0);
        assert_true(au_r[0] == 42);
    }
    memory.fail_at = memory.made + 100;
    assert_int_equal(facs_au_history_step_described(history, fhog, geometry, true, au_r, au_c, NULL, &error), FACS_OK);
    assert_int_equal(facs_au_history_frames(history), 1);
    /* nothing is allocated again until a chunk is full */
    memory.fail_at = memory.made;
    for (int i = 0; i < 400; i++)
        assert_int_equal(facs_au_history_step_described(history, fhog, geometry, i % 2, au_r, au_c, NULL, &error),
                         FACS_OK);
    facs_au_history_defer(history);
    for (int i = 0; i < 400; i++)
        assert_int_equal(facs_au_history_step_described(history, fhog, geometry, i % 2, au_r, au_c, NULL, &error),
                         FACS_OK);
    assert_int_equal(facs_au_history_finish(history, NULL), FACS_OK);
    facs_au_history_destroy(&history);
    assert_int_equal(memory.alive, 0);
    free_au_model(&model);
}

/* Of a live stream nothing is remembered: the values of the steps are the same, memory stays as it is. */
static void live(void **state)
{
    (void)state;
    enum { FRAMES = 2100 }; /* more than two blocks of records, four of early frames */
    facs_au_model *model = load_au_model("main_dynamic_svms.txt");
    meter memory;
    facs_env env = meter_env(&memory, -1);
    facs_au_history *usual = create(model, true), *history = NULL;
    assert_int_equal(facs_au_history_create(&env, model, true, &history, NULL), FACS_OK);
    facs_au_history_live(history);
    static float fhog[FACS_FHOG_SIZE];
    static double geometry[FACS_GEOM_SIZE];
    uint64_t random = 3;
    blend(&random, fhog, geometry);
    long made = 0;
    for (int i = 0; i < FRAMES; i++) {
        double r[2][FACS_AU_R], c[2][FACS_AU_C], online[2][FACS_AU_R];
        bool success = i % 7 != 3, compared = i < 100 || i >= FRAMES - 20;
        geometry[i % FACS_GEOM_SIZE] += 0.01;
        assert_int_equal(facs_au_history_step_described(history, fhog, geometry, success, r[0], c[0], online[0], NULL),
                         FACS_OK);
        assert_int_equal(facs_au_history_step_described(usual, fhog, geometry, success, r[1], c[1], online[1], NULL),
                         FACS_OK);
        if (compared) {
            assert_memory_equal(r[0], r[1], sizeof *r);
            assert_memory_equal(c[0], c[1], sizeof *c);
            assert_memory_equal(online[0], online[1], sizeof *online);
        }
        if (i == 0)
            made = memory.made;
    }
    assert_int_equal(memory.made, made);
    assert_int_equal(facs_au_history_frames(history), FRAMES);
    facs_error error;
    assert_int_equal(facs_au_history_finish(history, &error), FACS_E_STATE);
    facs_au_history_destroy(&history);
    assert_int_equal(memory.alive, 0);
    facs_au_history_destroy(&usual);
    free_au_model(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(dynamic_videos)),
        NEEDS_DATA(cmocka_unit_test(static_videos)),
        NEEDS_MODELS(cmocka_unit_test(static_needs_static_models)),
        NEEDS_DATA(cmocka_unit_test(beyond_3000)),
        NEEDS_DATA(cmocka_unit_test(known_person)),
        NEEDS_DATA(cmocka_unit_test(deferred)),
        NEEDS_DATA(cmocka_unit_test(exchanged)),
        NEEDS_MODELS(cmocka_unit_test(check_of_products)),
        NEEDS_DATA(cmocka_unit_test(reset)),
        NEEDS_DATA(cmocka_unit_test(golden_pictures)),
        NEEDS_MODELS(cmocka_unit_test(failed_frames)),
        NEEDS_MODELS(cmocka_unit_test(out_of_memory)),
        NEEDS_MODELS(cmocka_unit_test(live)),
    };
    return cmocka_run_group_tests_name("au-history", tests, NULL, NULL);
}
