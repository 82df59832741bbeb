/* OpenFace's action units as one of the engines (au/engine.h).
 *
 * A person's frames go through facs_au_history, which remembers (docs/algorithm/action-units.md).  A face by itself: shape parameters of
 * the AU model, aligned face, FHOG, static predictors, nothing remembered, and done even when the landmark fit was
 * judged bad (quirk 38 of docs/fidelity.md). */
#include "au/openface/openface_engine.h"

#include "au/openface/au_outside.h"
#include "au/openface/history_internal.h"
#include "result/au_names.h"
#include "shape/calc_params.h"

#include <string.h>

typedef struct openface {
    facs_env env;
    const facs_au_model *model;
    facs_au_outside *outside; /* of these; NULL = own kernels */
    facs_au_settings settings;
    facs_calc *calc; /* of faces by themselves; NULL with persons */
    uint8_t aligned[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3], mask[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE];
    float fhog[FACS_FHOG_SIZE];
    uint8_t *portrait, *portrait_mask; /* the other aligned face; NULL = none is wanted */
} openface;

/* ---- life ---- */

static void destroy(void **state)
{
    openface *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    if (old->calc)
        facs_calc_destroy(&old->calc);
    facs_free(&env, old->portrait);
    facs_free(&env, old->portrait_mask);
    facs_free(&env, old);
}

static facs_status create(const facs_env *env, const facs_loaded *models, const facs_au_settings *settings,
                          void **state, facs_error *error)
{
    const facs_au_model *model = facs_loaded_aus(models, settings->persons && settings->dynamic);
    if (!model)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "these models were opened without action units: open them without no_aus in "
                         "facs_models_options, or set no_aus in facs_session_options");
    facs_env full = facs_env_resolve(env);
    openface *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    made->env = full;
    made->model = model;
    made->settings = *settings;
    facs_au_outside *outside = facs_loaded_au_outside(models);
    made->outside = outside && outside->model == model ? outside : NULL;
    facs_status status = settings->persons ? FACS_OK : facs_calc_create(&full, model->pdm, &made->calc, error);
    const size_t side = (size_t)settings->portrait.side;
    if (status == FACS_OK && side > 0) {
        made->portrait = facs_calloc(&full, 3 * side, side);
        made->portrait_mask = facs_calloc(&full, side, side);
        if (!made->portrait || !made->portrait_mask)
            status = facs_fail(error, FACS_E_MEMORY, "aligned faces: out of memory");
    }
    void *block = made;
    if (status == FACS_OK)
        *state = made;
    else
        destroy(&block);
    return status;
}

/* the other aligned face */
static void make_portrait(const openface *engine, const facs_image *bgr, const float *landmarks, const float g[6])
{
    const facs_portrait *wanted = &engine->settings.portrait;
    const facs_align_options alignment = {.scale = wanted->scale, .size = wanted->side, .mask = wanted->mask};
    if (engine->portrait)
        facs_au_align(engine->env.cpu, engine->model, bgr, landmarks, g, &alignment, engine->portrait,
                      engine->portrait_mask);
}

/* ---- a face by itself ---- */

static facs_status describe(void *state, const facs_image *bgr, const facs_seen_face *face,
                            const facs_au_values *values, facs_error *error)
{
    (void)error;
    openface *engine = state;
    const facs_align_options alignment = facs_au_face();
    facs_profiler *profiler = engine->settings.profiler;
    float g[6], p[FACS_M_MAX];
    int64_t lap = facs_lap_start(profiler);
    facs_calc_params_fit(engine->calc, face->landmarks, NULL, g, p);
    facs_au_align(engine->env.cpu, engine->model, bgr, face->landmarks, g, &alignment, engine->aligned, engine->mask);
    make_portrait(engine, bgr, face->landmarks, g);
    facs_lap(profiler, FACS_STAGE_ALIGN, &lap);
    facs_au_fhog(&engine->env, engine->aligned, engine->fhog);
    facs_lap(profiler, FACS_STAGE_FHOG, &lap);
    facs_au_static(&engine->env, engine->model, engine->fhog, p, values->intensity, values->presence);
    facs_lap(profiler, FACS_STAGE_PREDICT, &lap);
    return FACS_OK;
}

/* ---- a person ---- */

typedef struct openface_person {
    const openface *engine;
    facs_au_history *history;
} openface_person;

static void person_destroy(void **person)
{
    openface_person *old = *person;
    *person = NULL;
    if (!old)
        return;
    facs_au_history_destroy(&old->history);
    facs_free(&old->engine->env, old);
}

static facs_status person_create(void *state, void **person, facs_error *error)
{
    const openface *engine = state;
    openface_person *made = facs_calloc(&engine->env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    made->engine = engine;
    facs_status status =
        facs_au_history_create(&engine->env, engine->model, engine->settings.dynamic, &made->history, error);
    if (status == FACS_OK) {
        facs_au_history_set_profiler(made->history, engine->settings.profiler);
        if (engine->settings.final_only)
            facs_au_history_defer(made->history);
        if (engine->settings.raw)
            status = facs_au_history_keep_raw(made->history, error);
        if (engine->settings.online)
            facs_au_history_live(made->history);
        else if (status == FACS_OK && engine->settings.final_only && engine->outside)
            status = facs_au_history_exchange(made->history, engine->outside, error);
    }
    void *block = made;
    if (status == FACS_OK)
        *person = made;
    else
        person_destroy(&block);
    return status;
}

static void person_reset(void *person)
{
    facs_au_history_reset(((openface_person *)person)->history);
}

static facs_status person_step(void *person, const facs_image *bgr, const facs_seen_face *face,
                               const facs_au_values *values, bool *filled, facs_error *error)
{
    const openface_person *known = person;
    const facs_au_settings *settings = &known->engine->settings;
    double online[FACS_AU_R];
    facs_status status = facs_au_history_step(known->history, bgr, face->landmarks, face->success, values->intensity,
                                              values->presence, settings->corrected ? online : NULL, error);
    if (status != FACS_OK)
        return status;
    if (settings->corrected)
        memcpy(values->intensity, online, sizeof online);
    if (values->raw && !settings->final_only)
        facs_au_history_last_raw(known->history, settings->corrected, values->raw, values->baseline);
    const facs_au_trace last = facs_au_history_last(known->history);
    if (last.aligned)
        make_portrait(known->engine, bgr, face->landmarks, last.g);
    *filled = !settings->final_only;
    return FACS_OK;
}

static facs_status person_finish(void *person, facs_error *error)
{
    return facs_au_history_finish(((openface_person *)person)->history, error);
}

static facs_status person_final(void *person, int64_t index, const facs_au_values *values, facs_error *error)
{
    const openface_person *known = person;
    facs_au_history_final(known->history, index, values->intensity, values->presence);
    if (values->raw)
        facs_au_history_final_raw(known->history, index, values->raw, values->baseline);
    return facs_au_history_check(known->history, error);
}

/* ---- what is learnt of a person ---- */

static const facs_calibration_part learns[] = {
    {"medians", FACS_AU_FEATURES}, {"offsets", FACS_AU_R}, {"cut_offs", FACS_AU_R}, {NULL, 0}};

static void person_learnt(const void *person, facs_learnt *learnt)
{
    const openface_person *known = person;
    double *medians = learnt->values, *offsets = medians + FACS_AU_FEATURES;
    learnt->frames = facs_au_history_learnt(known->history, medians, offsets, offsets + FACS_AU_R);
}

static facs_status person_calibrate(void *person, const facs_learnt *learnt, facs_error *error)
{
    const openface_person *known = person;
    return facs_au_history_calibrate(known->history, learnt->values, learnt->values + FACS_AU_FEATURES, learnt->frames,
                                     error);
}

/* ---- what they are told from ---- */

static size_t portrait_bytes(const openface *engine)
{
    const size_t side = (size_t)engine->settings.portrait.side;
    return 3 * side * side;
}

static void fill_look(const openface *engine, const float *fhog, const uint8_t *aligned, facs_look *to,
                      uint8_t *portrait)
{
    memcpy(to->fhog, fhog, sizeof to->fhog);
    memcpy(to->aligned, aligned, sizeof to->aligned);
    if (portrait)
        memcpy(portrait, engine->portrait, portrait_bytes(engine));
}

static void look(const void *state, facs_look *to, uint8_t *portrait)
{
    const openface *engine = state;
    fill_look(engine, engine->fhog, engine->aligned, to, portrait);
}

static void person_look(const void *person, facs_look *to, uint8_t *portrait)
{
    const openface_person *known = person;
    const facs_au_trace last = facs_au_history_last(known->history);
    if (last.aligned) {
        fill_look(known->engine, last.fhog, last.aligned, to, portrait);
        return;
    }
    *to = (facs_look){0}; /* as in the reference: black faces */
    if (portrait)
        memset(portrait, 0, portrait_bytes(known->engine));
}

static bool au_of(const facs_au_settings *settings, facs_au_kind kind, int index, facs_au_info *info)
{
    (void)settings; /* they never change what there is */
    return facs_au_info_get(kind, index, info);
}

static const char *const models[] = {FACS_MODEL_AU_STATIC, FACS_MODEL_AU_DYNAMIC, NULL};

const facs_au_engine facs_openface_aus = {
    .name = "openface",
    .meaning = "FHOG and geometry, linear predictors, calibrated to the person, as in OpenFace 2.2",
    .models = models,
    .raws = true,
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
    .look = look,
    .person_look = person_look,
};
