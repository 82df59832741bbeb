/* The open action units as one of the engines (au/engine.h).
 *
 * A person's frames go through running medians (neutral.h) for the values frame by frame.  For the second pass only the
 * measures of each frame are remembered: 124 bytes. */
#include "au/open/open_aus.h"

#include "au/au_records.h"
#include "au/open/neutral.h"

#include <stdlib.h>
#include <string.h>

typedef struct open_state {
    facs_env env;
    facs_au_settings settings;
    int intensities, presences;                                                    /* that are given out */
    int intensity_from[FACS_OPEN_INTENSITIES], presence_from[FACS_OPEN_PRESENCES]; /* which of all they are */
} open_state;

typedef struct record {
    float measure[FACS_OPEN_MEASURES];
    uint32_t flags; /* presences of the second pass from bit 0, and */
} record;

static const uint32_t flag_seen = 1U << 31;

typedef struct open_person {
    const open_state *engine;
    facs_au_records *records; /* NULL with online */
    int64_t frames, seen;
    int64_t finished; /* frames that have final values */
    double presence[FACS_OPEN_PRESENCES];
    facs_open_neutral neutral;
    float final_neutral[FACS_OPEN_MEASURES];
    bool calibrated; /* the neutral face is what was given, whatever is seen */
    float given[FACS_OPEN_MEASURES];
    int64_t given_frames;
} open_person;

/* ---- life ---- */

static void destroy(void **state)
{
    open_state *old = *state;
    *state = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_free(&env, old);
}

static facs_status create(const facs_env *env, const facs_loaded *models, const facs_au_settings *settings,
                          void **state, facs_error *error)
{
    (void)models;
    facs_env full = facs_env_resolve(env);
    open_state *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    made->env = full;
    made->settings = *settings;
    made->intensities = facs_au_count(&facs_open_aus, settings, FACS_AU_INTENSITY);
    made->presences = facs_au_count(&facs_open_aus, settings, FACS_AU_PRESENCE);
    for (int i = 0; i < made->intensities; i++)
        made->intensity_from[i] = facs_open_listed(FACS_AU_INTENSITY, settings->experimental, i);
    for (int i = 0; i < made->presences; i++)
        made->presence_from[i] = facs_open_listed(FACS_AU_PRESENCE, settings->experimental, i);
    *state = made;
    return FACS_OK;
}

/* Those of the values that are given out. */
static void give(const open_state *engine, const double intensity[FACS_OPEN_INTENSITIES],
                 const double presence[FACS_OPEN_PRESENCES], const facs_au_values *values)
{
    for (int i = 0; i < engine->intensities; i++)
        values->intensity[i] = intensity[engine->intensity_from[i]];
    for (int i = 0; i < engine->presences; i++)
        values->presence[i] = presence[engine->presence_from[i]];
}

static void give_nothing(const open_state *engine, const facs_au_values *values)
{
    static const double zero[FACS_OPEN_INTENSITIES];
    give(engine, zero, zero, values);
    for (int i = 0; values->raw && i < engine->intensities; i++)
        values->raw[i] = values->baseline[i] = 0;
}

/* Raw is what the face is against the neutral face of nobody in particular. */
static void give_raw(const open_state *engine, const float *measures, const float *neutral,
                     const facs_au_values *values)
{
    double raw[FACS_OPEN_INTENSITIES], value[FACS_OPEN_INTENSITIES];
    if (!values->raw)
        return;
    facs_open_values(measures, facs_open_neutral_measures, raw);
    facs_open_values(measures, neutral, value);
    for (int i = 0; i < engine->intensities; i++) {
        values->raw[i] = raw[engine->intensity_from[i]];
        values->baseline[i] = raw[engine->intensity_from[i]] - value[engine->intensity_from[i]];
    }
}

/* *seen: there are measures.  A mesh that is no face counts as not seen. */
static facs_status look(const open_state *engine, const facs_seen_face *face, float measures[FACS_OPEN_MEASURES],
                        bool *seen, facs_error *error)
{
    if (!face->mesh)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "action units: these landmarks come without a mesh of the face; choose a pipeline whose "
                         "landmark engine sees one");
    int64_t lap = facs_lap_start(engine->settings.profiler);
    *seen = facs_open_measure(face->mesh, measures);
    facs_lap(engine->settings.profiler, FACS_STAGE_PREDICT, &lap);
    return FACS_OK;
}

/* ---- a face by itself ---- */

static facs_status describe(void *state, const facs_image *bgr, const facs_seen_face *face,
                            const facs_au_values *values, facs_error *error)
{
    (void)bgr;
    const open_state *engine = state;
    float measures[FACS_OPEN_MEASURES];
    double intensity[FACS_OPEN_INTENSITIES], presence[FACS_OPEN_PRESENCES] = {0};
    bool seen = false;
    facs_status status = face->mesh || face->success ? look(engine, face, measures, &seen, error) : FACS_OK;
    if (status != FACS_OK)
        return status;
    if (!seen) {
        give_nothing(engine, values);
        return FACS_OK;
    }
    facs_open_intensities(measures, facs_open_neutral_measures, intensity);
    facs_open_presences(intensity, presence);
    give(engine, intensity, presence, values);
    return FACS_OK;
}

/* ---- a person ---- */

static void person_destroy(void **person)
{
    open_person *old = *person;
    *person = NULL;
    if (!old)
        return;
    if (old->records)
        facs_au_records_destroy(&old->records);
    facs_free(&old->engine->env, old);
}

static facs_status person_create(void *state, void **person, facs_error *error)
{
    const open_state *engine = state;
    open_person *made = facs_calloc(&engine->env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    made->engine = engine;
    if (!engine->settings.online)
        made->records = facs_au_records_create(&engine->env, sizeof(record));
    if (!engine->settings.online && !made->records) {
        facs_free(&engine->env, made);
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    }
    *person = made;
    return FACS_OK;
}

static void person_reset(void *person)
{
    open_person *known = person;
    if (known->records)
        facs_au_records_reset(known->records);
    open_person empty = {.engine = known->engine,
                         .records = known->records,
                         .calibrated = known->calibrated,
                         .given_frames = known->given_frames};
    memcpy(empty.given, known->given, sizeof empty.given);
    *known = empty;
}

static void step_values(open_person *known, const float *measures, bool seen, const facs_au_values *values)
{
    float neutral[FACS_OPEN_MEASURES];
    double intensity[FACS_OPEN_INTENSITIES];
    if (!seen) {
        memset(known->presence, 0, sizeof known->presence);
        give_nothing(known->engine, values);
        return;
    }
    if (!known->calibrated)
        facs_open_neutral_see(&known->neutral, measures);
    if (known->calibrated)
        memcpy(neutral, known->given, sizeof neutral);
    else if (known->engine->settings.dynamic)
        facs_open_neutral_get(&known->neutral, neutral);
    else
        memcpy(neutral, facs_open_neutral_measures, sizeof neutral);
    facs_open_intensities(measures, neutral, intensity);
    facs_open_presences(intensity, known->presence);
    give(known->engine, intensity, known->presence, values);
    give_raw(known->engine, measures, neutral, values);
}

static facs_status person_step(void *person, const facs_image *bgr, const facs_seen_face *face,
                               const facs_au_values *values, bool *filled, facs_error *error)
{
    (void)bgr;
    open_person *known = person;
    const facs_au_settings *settings = &known->engine->settings;
    float measures[FACS_OPEN_MEASURES];
    bool seen = false;
    facs_status status = face->success ? look(known->engine, face, measures, &seen, error) : FACS_OK;
    if (status != FACS_OK)
        return status;
    if (known->records && !facs_au_records_reserve(known->records, known->frames))
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory after %lld frames",
                         (long long)known->frames);
    if (known->records) {
        record *to = facs_au_records_at(known->records, known->frames, true);
        *to = (record){.flags = seen ? flag_seen : 0};
        if (seen)
            memcpy(to->measure, measures, sizeof measures);
    }
    known->frames++;
    known->seen += seen;
    if (!settings->final_only)
        step_values(known, measures, seen, values);
    *filled = !settings->final_only;
    return FACS_OK;
}

/* ---- a person, when the video is over ---- */

enum { FINAL_SAMPLES = 4096 };

/* Measures of the whole video's neutral face: percentiles of all frames in which it was seen, of long videos of 4096 of
 * them that are spread evenly. */
static facs_status whole_neutral(open_person *known, facs_error *error)
{
    const int64_t stride = (known->seen + FINAL_SAMPLES - 1) / FINAL_SAMPLES;
    memcpy(known->final_neutral, known->calibrated ? known->given : facs_open_neutral_measures,
           sizeof known->final_neutral);
    if (known->calibrated || known->seen == 0 || !known->engine->settings.dynamic)
        return FACS_OK;
    const facs_env *env = &known->engine->env;
    float *samples = facs_calloc(env, (size_t)FACS_OPEN_MEASURES * FINAL_SAMPLES, sizeof *samples);
    if (!samples)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory for the neutral face");
    int count = 0;
    int64_t seen = 0;
    for (int64_t i = 0; i < known->frames; i++) {
        const record *from = facs_au_records_at(known->records, i, false);
        if (!(from->flags & flag_seen) || seen++ % stride != 0)
            continue;
        for (int m = 0; m < FACS_OPEN_MEASURES; m++)
            samples[m * FINAL_SAMPLES + count] = from->measure[m];
        count++;
    }
    int at = 0;
    for (int unit = 0; unit < FACS_OPEN_UNITS; unit++) {
        const int place = facs_percentile_place(facs_open_unit_get(unit)->neutral, count);
        for (const int end = facs_open_first_measure(unit + 1); at < end; at++) {
            qsort(samples + at * FINAL_SAMPLES, (size_t)count, sizeof *samples, facs_compare_floats);
            known->final_neutral[at] = count > 0 ? samples[at * FINAL_SAMPLES + place] : 0;
        }
    }
    facs_free(env, samples);
    return FACS_OK;
}

static facs_status check_records(const open_person *known, facs_error *error)
{
    if (!facs_au_records_lost(known->records))
        return FACS_OK;
    return facs_fail(error, FACS_E_OUTPUT,
                     "action units: the temporary file with those of %lld frames cannot be read back; set TMPDIR to "
                     "another folder",
                     (long long)known->frames);
}

/* Presences hang on the frame before, so they are worked out in order and remembered. */
static void final_presences(const open_person *known)
{
    double presence[FACS_OPEN_PRESENCES] = {0}, intensity[FACS_OPEN_INTENSITIES];
    for (int64_t i = 0; i < known->frames; i++) {
        record *at = facs_au_records_at(known->records, i, true);
        if (!(at->flags & flag_seen)) {
            memset(presence, 0, sizeof presence);
            continue;
        }
        facs_open_intensities(at->measure, known->final_neutral, intensity);
        facs_open_presences(intensity, presence);
        at->flags = flag_seen;
        for (int au = 0; au < FACS_OPEN_PRESENCES; au++)
            at->flags |= presence[au] > 0 ? 1U << au : 0;
    }
}

static facs_status person_finish(void *person, facs_error *error)
{
    open_person *known = person;
    if (!known->records)
        return facs_fail(error, FACS_E_STATE, "action units: with online_aus nothing is remembered for final ones");
    int64_t lap = facs_lap_start(known->engine->settings.profiler);
    facs_status status = whole_neutral(known, error);
    if (status != FACS_OK)
        return status;
    final_presences(known);
    known->finished = known->frames;
    facs_lap(known->engine->settings.profiler, FACS_STAGE_PREDICT, &lap);
    return check_records(known, error);
}

static facs_status person_final(void *person, int64_t index, const facs_au_values *values, facs_error *error)
{
    const open_person *known = person;
    const bool there = index >= 0 && index < known->finished;
    const record *from = there ? facs_au_records_at(known->records, index, false) : NULL;
    if (!from || !(from->flags & flag_seen)) {
        give_nothing(known->engine, values);
    } else {
        double intensity[FACS_OPEN_INTENSITIES], presence[FACS_OPEN_PRESENCES];
        facs_open_intensities(from->measure, known->final_neutral, intensity);
        for (int au = 0; au < FACS_OPEN_PRESENCES; au++)
            presence[au] = from->flags >> au & 1U;
        give(known->engine, intensity, presence, values);
        give_raw(known->engine, from->measure, known->final_neutral, values);
    }
    return there ? check_records(known, error) : FACS_OK;
}

/* ---- what is learnt of a person ---- */

static const facs_calibration_part learns[] = {{"neutral", FACS_OPEN_MEASURES}, {NULL, 0}};

static void person_learnt(const void *person, facs_learnt *learnt)
{
    const open_person *known = person;
    float neutral[FACS_OPEN_MEASURES];
    if (known->calibrated)
        memcpy(neutral, known->given, sizeof neutral);
    else if (known->finished > 0)
        memcpy(neutral, known->final_neutral, sizeof neutral);
    else if (known->neutral.count > 0)
        facs_open_neutral_get(&known->neutral, neutral);
    else
        memcpy(neutral, facs_open_neutral_measures, sizeof neutral);
    for (int i = 0; i < FACS_OPEN_MEASURES; i++)
        learnt->values[i] = (double)neutral[i];
    learnt->frames = known->calibrated ? known->given_frames : known->seen;
}

static facs_status person_calibrate(void *person, const facs_learnt *learnt, facs_error *error)
{
    open_person *known = person;
    (void)error;
    for (int i = 0; i < FACS_OPEN_MEASURES; i++)
        known->given[i] = (float)learnt->values[i];
    known->given_frames = learnt->frames;
    known->calibrated = true;
    return FACS_OK;
}

static bool au_of(const facs_au_settings *settings, facs_au_kind kind, int index, facs_au_info *info)
{
    return facs_open_au(kind, facs_open_listed(kind, settings->experimental, index), info);
}

static const char *const models[] = {NULL};

const facs_au_engine facs_open_aus = {
    .name = "open",
    .meaning = "geometry of the face and blendshapes against the person's neutral face, each side by itself as well",
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
};
