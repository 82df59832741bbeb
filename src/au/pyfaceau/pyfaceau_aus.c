/* PyfaceAU's action units as an engine; see pyfaceau_aus.h.
 *
 * Descriptor, geometry, predictors and the bins of the medians are OpenFace's.  Which frames the medians count, which
 * frames are predicted again, when values are clipped and what failed frames do: that is different.  Of a face by itself
 * PyfaceAU says nothing; OpenFace's engine does. */
#include "au/pyfaceau/pyfaceau_aus.h"

#include "au/au_records.h"
#include "au/openface/au.h"
#include "au/openface/openface_engine.h"
#include "au/pyfaceau/pyfaceau_post.h"
#include "base/finite.h"
#include "result/au_names.h"
#include "shape/calc_params.h"

#include <math.h>
#include <string.h>

enum { EARLY = 3000 /* frames that are predicted again */ };

typedef struct pyfaceau {
    facs_env env;
    const facs_au_model *model;
    facs_au_settings settings;
    void *alone;              /* OpenFace's engine, for faces by themselves; NULL with persons */
    int intensity[FACS_AU_R]; /* predictor of each, -1 = none */
} pyfaceau;

/** What is remembered of a frame. */
typedef struct record {
    int64_t state;           /* FAILED ... */
    double value[FACS_AU_R]; /* EARLY_FRAME: products with the predictors; LATE_FRAME: clipped intensities */
} record;
enum { FAILED, EARLY_FRAME, LATE_FRAME };

typedef struct pyfaceau_person {
    const pyfaceau *engine;
    facs_calc *calc;
    facs_medians *medians; /* NULL: predictors of faces by themselves */
    facs_au_records *records;
    int64_t frames, counted;                    /* all, and those the medians have counted */
    double *products, *mean_products, *offsets; /* per predictor */
    double calibration[FACS_AU_R];
    double *given; /* medians, then offsets, whatever is seen; NULL = they are learnt */
    int64_t given_frames, seen;
    double x[FACS_AU_FEATURES];
    uint8_t aligned[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3], mask[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE];
    float fhog[FACS_FHOG_SIZE];
    double geometry[FACS_GEOM_SIZE];
} pyfaceau_person;

/* ---- life ---- */

static void destroy(void **state)
{
    pyfaceau *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    if (old->alone)
        facs_openface_aus.destroy(&old->alone);
    facs_free(&env, old);
}

static facs_status create(const facs_env *env, const facs_loaded *models, const facs_au_settings *settings,
                          void **state, facs_error *error)
{
    const facs_au_model *model = facs_loaded_aus(models, settings->persons && settings->dynamic);
    if (!model)
        return facs_fail(error, FACS_E_UNSUPPORTED, "action units: the models hold none of OpenFace's");
    if (model->pdm->n != FACS_LANDMARKS || 3 * model->pdm->n + model->pdm->m != FACS_GEOM_SIZE)
        return facs_fail(error, FACS_E_UNSUPPORTED, "action units: shape model of %d points, %d modes; 68, 34 needed",
                         model->pdm->n, model->pdm->m);
    facs_env full = facs_env_resolve(env);
    pyfaceau *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    made->env = full;
    made->model = model;
    made->settings = *settings;
    for (int au = 0; au < FACS_AU_R; au++)
        made->intensity[au] = -1;
    for (int i = 0; i < model->predictors; i++)
        if (model->predictor[i].kind == FACS_SVR_STATIC || model->predictor[i].kind == FACS_SVR_DYNAMIC)
            made->intensity[model->predictor[i].au] = i;
    facs_status status =
        settings->persons ? FACS_OK : facs_openface_aus.create(&full, models, settings, &made->alone, error);
    void *place = made;
    if (status == FACS_OK)
        *state = made;
    else
        destroy(&place);
    return status;
}

static facs_status describe(void *state, const facs_image *bgr, const facs_seen_face *face,
                            const facs_au_values *values, facs_error *error)
{
    double presence[FACS_AU_C];
    const facs_au_values all = {.intensity = values->intensity, .presence = presence};
    return facs_openface_aus.describe(((pyfaceau *)state)->alone, bgr, face, &all, error);
}

/* ---- a person ---- */

static void person_destroy(void **person)
{
    pyfaceau_person *old = *person;
    *person = NULL;
    if (!old)
        return;
    const facs_env env = old->engine->env;
    if (old->calc)
        facs_calc_destroy(&old->calc);
    facs_medians_destroy(&old->medians);
    facs_au_records_destroy(&old->records);
    facs_free(&env, old->products);
    facs_free(&env, old->mean_products);
    facs_free(&env, old->offsets);
    facs_free(&env, old->given);
    facs_free(&env, old);
}

static void person_reset(void *person)
{
    pyfaceau_person *p = person;
    p->frames = p->counted = p->seen = 0;
    facs_au_records_reset(p->records);
    if (p->medians)
        facs_medians_reset(p->medians);
    memset(p->x, 0, sizeof p->x);
    memset(p->calibration, 0, sizeof p->calibration);
}

static facs_status person_create(void *state, void **person, facs_error *error)
{
    const pyfaceau *engine = state;
    const size_t count = (size_t)engine->model->predictors;
    pyfaceau_person *made = facs_calloc(&engine->env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    made->engine = engine;
    made->records = facs_au_records_create(&engine->env, sizeof(record));
    made->products = facs_calloc(&engine->env, count, sizeof(double));
    made->mean_products = facs_calloc(&engine->env, count, sizeof(double));
    made->offsets = facs_calloc(&engine->env, count, sizeof(double));
    facs_status status = FACS_OK;
    if (!made->records || !made->products || !made->mean_products || !made->offsets)
        status = facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    if (status == FACS_OK)
        status = facs_calc_create(&engine->env, engine->model->pdm, &made->calc, error);
    if (status == FACS_OK && engine->settings.dynamic)
        status = facs_medians_create(&engine->env, &made->medians, error);
    void *place = made;
    if (status != FACS_OK) {
        person_destroy(&place);
        return status;
    }
    facs_au_mean_products(&engine->env, engine->model, made->mean_products);
    person_reset(made);
    *person = made;
    return FACS_OK;
}

static void describe_frame(pyfaceau_person *p, const facs_image *bgr, const float *landmarks)
{
    const facs_align_options au_face = facs_au_face();
    const pyfaceau *engine = p->engine;
    facs_profiler *profiler = engine->settings.profiler;
    float g[6], local[FACS_M_MAX];
    int64_t lap = facs_lap_start(profiler);
    facs_calc_params_fit(p->calc, landmarks, NULL, g, local);
    facs_au_align(engine->env.cpu, engine->model, bgr, landmarks, g, &au_face, p->aligned, p->mask);
    facs_lap(profiler, FACS_STAGE_ALIGN, &lap);
    facs_au_fhog(&engine->env, p->aligned, p->fhog);
    facs_au_geometry(engine->model->pdm, local, p->geometry);
    facs_au_input(p->fhog, p->geometry, p->x);
    facs_lap(profiler, FACS_STAGE_FHOG, &lap);
}

/* Until two frames have been counted the median is the last frame itself. */
static const double *medians_now(const pyfaceau_person *p)
{
    return p->given ? p->given : !p->medians ? NULL : p->counted < 2 ? p->x : facs_medians_values(p->medians);
}

static void update_offsets(pyfaceau_person *p)
{
    const pyfaceau *engine = p->engine;
    const double *x = medians_now(p);
    if (x)
        facs_au_products(&engine->env, engine->model, 1, &x, p->products);
    facs_au_offsets(engine->model, p->mean_products, x ? p->products : NULL, p->offsets);
}

static double decide(const pyfaceau_person *p, int au, double product)
{
    const int i = p->engine->intensity[au];
    return i < 0 ? 0 : facs_au_clip(product - p->offsets[i] + p->engine->model->predictor[i].bias);
}

static void predict_frame(pyfaceau_person *p, record *kept, double *intensity)
{
    const pyfaceau *engine = p->engine;
    const double *x = p->x;
    const bool again = p->frames < EARLY && !engine->settings.online;
    if (!again || !engine->settings.final_only)
        update_offsets(p);
    facs_au_products(&engine->env, engine->model, 1, &x, p->products);
    kept->state = again ? EARLY_FRAME : LATE_FRAME;
    for (int au = 0; au < FACS_AU_R; au++) {
        const int i = engine->intensity[au];
        const double product = i < 0 ? 0 : p->products[i];
        const double value = again && engine->settings.final_only ? 0 : decide(p, au, product);
        kept->value[au] = again ? product : value;
        intensity[au] = value;
    }
}

static facs_status person_step(void *person, const facs_image *bgr, const facs_seen_face *face,
                               const facs_au_values *values, bool *filled, facs_error *error)
{
    pyfaceau_person *p = person;
    const facs_au_settings *settings = &p->engine->settings;
    const bool success = face->success && facs_all_finite(face->landmarks, 2 * FACS_LANDMARKS);
    record kept = {.state = FAILED};
    if (!settings->online && !facs_au_records_reserve(p->records, p->frames))
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory after %lld frames", (long long)p->frames);
    memset(values->intensity, 0, FACS_AU_R * sizeof *values->intensity);
    if (success) {
        describe_frame(p, bgr, face->landmarks);
        int64_t lap = facs_lap_start(settings->profiler);
        p->seen++;
        if (p->medians && !p->given && p->frames % 2 == 1) {
            facs_medians_step(p->medians, p->fhog, p->geometry, true);
            p->counted++;
            facs_lap(settings->profiler, FACS_STAGE_MEDIANS, &lap);
        }
        predict_frame(p, &kept, values->intensity);
        for (int au = 0; p->given && au < FACS_AU_R; au++)
            values->intensity[au] = facs_au_clip(values->intensity[au] - p->given[FACS_AU_FEATURES + au]);
        facs_lap(settings->profiler, FACS_STAGE_PREDICT, &lap);
    }
    if (!settings->online)
        *(record *)facs_au_records_at(p->records, p->frames, true) = kept;
    p->frames++;
    *filled = !settings->final_only;
    return FACS_OK;
}

/* ---- the whole video ---- */

static const record *record_of(const pyfaceau_person *p, int64_t frame)
{
    return facs_au_records_at(p->records, frame, false);
}

static bool series_success(const void *cookie, int64_t frame)
{
    return record_of(cookie, frame)->state != FAILED;
}

static double series_intensity(const void *cookie, int64_t frame, int au)
{
    const pyfaceau_person *p = cookie;
    const record *kept = record_of(p, frame);
    return kept->state == EARLY_FRAME ? decide(p, au, kept->value[au]) : kept->value[au];
}

static facs_au_series series_of(const pyfaceau_person *p)
{
    return (facs_au_series){.cookie = p, .frames = p->frames, .success = series_success, .intensity = series_intensity};
}

static facs_status check(const pyfaceau_person *p, facs_error *error)
{
    if (!facs_au_records_lost(p->records))
        return FACS_OK;
    return facs_fail(error, FACS_E_OUTPUT,
                     "action units: the temporary file with those of %lld frames cannot be read back; set TMPDIR to "
                     "another folder",
                     (long long)p->frames);
}

static facs_status person_finish(void *person, facs_error *error)
{
    pyfaceau_person *p = person;
    if (p->engine->settings.online)
        return facs_fail(error, FACS_E_STATE, "action units: with online_aus nothing is remembered for final ones");
    int64_t lap = facs_lap_start(p->engine->settings.profiler);
    update_offsets(p);
    const facs_au_series series = series_of(p);
    for (int au = 0; au < FACS_AU_R; au++) {
        const int i = p->engine->intensity[au];
        const facs_predictor *predictor = i < 0 ? NULL : &p->engine->model->predictor[i];
        const bool calibrate = predictor && predictor->kind == FACS_SVR_DYNAMIC;
        p->calibration[au] = p->given    ? p->given[FACS_AU_FEATURES + au]
                             : calibrate ? facs_pyfaceau_offset(&series, au, predictor->cutoff)
                                         : 0;
    }
    facs_lap(p->engine->settings.profiler, FACS_STAGE_PREDICT, &lap);
    return check(p, error);
}

static facs_status person_final(void *person, int64_t index, const facs_au_values *values, facs_error *error)
{
    const pyfaceau_person *p = person;
    const facs_au_series series = series_of(p);
    const bool known = index >= 0 && index < p->frames;
    for (int au = 0; au < FACS_AU_R; au++)
        values->intensity[au] = known ? facs_pyfaceau_smoothed(&series, index, au, p->calibration[au]) : 0;
    return check(p, error);
}

/* ---- what is learnt of a person ---- */

static const facs_calibration_part learns[] = {{"medians", FACS_AU_FEATURES}, {"offsets", FACS_AU_R}, {NULL, 0}};

/* an offset that is no number, since too few frames succeeded, says nothing of the person */
static void person_learnt(const void *person, facs_learnt *learnt)
{
    const pyfaceau_person *p = person;
    const double *now = medians_now(p);
    double *offsets = learnt->values + FACS_AU_FEATURES;
    for (int i = 0; i < FACS_AU_FEATURES; i++)
        learnt->values[i] = now ? now[i] : 0;
    for (int au = 0; au < FACS_AU_R; au++) {
        const double offset = p->given ? p->given[FACS_AU_FEATURES + au] : p->calibration[au];
        offsets[au] = isnan(offset) ? 0 : offset;
    }
    learnt->frames = p->given ? p->given_frames : p->seen;
}

static facs_status person_calibrate(void *person, const facs_learnt *learnt, facs_error *error)
{
    pyfaceau_person *p = person;
    const size_t count = FACS_AU_FEATURES + FACS_AU_R;
    if (!p->given)
        p->given = facs_calloc(&p->engine->env, count, sizeof *p->given);
    if (!p->given)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    memcpy(p->given, learnt->values, count * sizeof *p->given);
    p->given_frames = learnt->frames;
    return FACS_OK;
}

static bool au_of(const facs_au_settings *settings, facs_au_kind kind, int index, facs_au_info *info)
{
    (void)settings; /* they never change what there is */
    return kind == FACS_AU_INTENSITY && facs_au_info_get(kind, index, info);
}

static const char *const models[] = {FACS_MODEL_AU_STATIC, FACS_MODEL_AU_DYNAMIC, NULL};

const facs_au_engine facs_pyfaceau_aus = {
    .name = "pyfaceau",
    .meaning = "OpenFace's predictors with PyfaceAU's rules for videos",
    .models = models,
    .au = au_of,
    .create = create,
    .destroy = destroy,
    .describe = describe,
    .person_create = person_create,
    .person_destroy = person_destroy,
    .person_reset = person_reset,
    .person_step = person_step,
    .person_finish = person_finish,
    .person_final = person_final,
    .learns = learns,
    .person_learnt = person_learnt,
    .person_calibrate = person_calibrate,
};
