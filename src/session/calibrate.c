/* Calibrations out of sessions and into sessions; see calibrate.h.
 *
 * Numbers learnt with other models or by other rules look as good and mean something else, so that a session takes only
 * those of its own pipeline, engine and model files. */
#include "session/calibrate.h"

#include <stdio.h>
#include <string.h>

facs_status facs_calibration_create(const facs_env *env, const facs_au_engine *engine, int models, int persons,
                                    facs_calibration **calibration, facs_error *error)
{
    const size_t size = (size_t)facs_calibration_size(engine->learns);
    facs_calibration *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "calibration: out of memory");
    made->env = *env;
    made->engine = engine;
    made->model = facs_calloc(env, (size_t)models + 1, sizeof *made->model);
    made->person = facs_calloc(env, (size_t)persons + 1, sizeof *made->person);
    made->looks = facs_calloc(env, (size_t)persons + 1, sizeof *made->looks);
    bool complete = made->model && made->person && made->looks;
    made->models = models;
    for (; complete && made->persons < persons; made->persons++) {
        made->person[made->persons].values = facs_calloc(env, size, sizeof(double));
        complete = made->person[made->persons].values != NULL;
    }
    if (complete)
        *calibration = made;
    else
        facs_calibration_destroy(&made);
    return complete ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "calibration: out of memory");
}

void facs_calibration_destroy(facs_calibration **address)
{
    facs_calibration *calibration = address ? *address : NULL;
    if (!calibration)
        return;
    *address = NULL;
    const facs_env env = calibration->env;
    for (int i = 0; i < calibration->persons; i++)
        facs_free(&env, calibration->person[i].values);
    facs_free(&env, calibration->person);
    facs_free(&env, calibration->looks);
    facs_free(&env, calibration->model);
    facs_free(&env, calibration);
}

int facs_calibration_person(const facs_calibration *calibration, int index, int64_t *frames)
{
    if (!calibration || index < 0 || index >= calibration->persons)
        return -1;
    if (frames)
        *frames = calibration->person[index].frames;
    return calibration->person[index].person;
}

const double *facs_calibration_values(const facs_calibration *calibration, int index, const char *name, int *count)
{
    if (!calibration || !name || index < 0 || index >= calibration->persons)
        return NULL;
    const double *values = calibration->person[index].values;
    for (const facs_calibration_part *part = calibration->engine->learns; part->name; part++) {
        if (count)
            *count = part->count;
        if (strcmp(part->name, name) == 0)
            return values;
        values += part->count;
    }
    return NULL;
}

/* ---- out of a session ---- */

static facs_status name_models(facs_calibration *calibration, facs_models *models, facs_error *error)
{
    const facs_model_hash *hashes = NULL;
    int count = 0;
    if (facs_models_hash(models, &hashes, &count) != FACS_OK)
        return facs_fail(error, FACS_E_MEMORY, "calibration: out of memory");
    for (int i = 0; i < count && i < calibration->models; i++) {
        snprintf(calibration->model[i].name, sizeof calibration->model[i].name, "%s", hashes[i].name);
        memcpy(calibration->model[i].sha256, hashes[i].sha256, sizeof hashes[i].sha256);
    }
    snprintf(calibration->pipeline, sizeof calibration->pipeline, "%s", models->pipeline.name);
    snprintf(calibration->version, sizeof calibration->version, "%s", facs_version());
    return FACS_OK;
}

/* those of whom something was learnt come first and are counted */
static facs_status learn_persons(facs_calibration *made, const facs_calibration_parts *from, facs_error *error)
{
    int kept = 0, unclear = 0;
    for (int i = 0; i < made->persons; i++) {
        facs_learnt *learnt = &made->person[kept];
        facs_status status = facs_describer_learnt(from->describer, i, learnt, error);
        if (status != FACS_OK)
            return status;
        const bool clear = facs_locator_looks(from->locator, learnt->person, &made->looks[kept]);
        const bool can =
            clear && learnt->person <= FACS_CALIBRATION_PERSON_MAX && learnt->frames >= FACS_CALIBRATION_LEAST;
        unclear += learnt->frames > 0 && from->several && !can;
        kept += learnt->frames > 0 && (!from->several || can);
    }
    for (int i = kept; i < made->persons; i++)
        facs_free(&made->env, made->person[i].values);
    made->persons = kept;
    if (kept == 0)
        return facs_fail(error, FACS_E_EMPTY, "calibration: no face was seen%s, so that nothing was learnt",
                         unclear ? " clearly and for long enough" : "");
    if (kept > FACS_CALIBRATION_PERSONS)
        return facs_fail(error, FACS_E_ARGUMENT, "calibration: there are %d persons; %d are possible", kept,
                         FACS_CALIBRATION_PERSONS);
    if (unclear)
        facs_log(&made->env, FACS_LOG_WARNING,
                 "calibration: %d of %d persons are left out: not seen in %d frames, or not clearly enough to be found "
                 "again",
                 unclear, kept + unclear, FACS_CALIBRATION_LEAST);
    return FACS_OK;
}

static facs_status check_described(const facs_describer *describer, facs_error *error)
{
    return describer ? FACS_OK : facs_fail(error, FACS_E_STATE, "calibration: the session has no action units");
}

facs_status facs_calibration_take(const facs_env *env, const facs_calibration_parts *from,
                                  facs_calibration **calibration, facs_error *error)
{
    facs_models *models = from->models;
    const facs_model_hash *hashes = NULL;
    int count = 0, persons = 0;
    facs_calibration *made = NULL;
    facs_status status = check_described(from->describer, error);
    if (status == FACS_OK)
        status = facs_describer_learns(from->describer, &persons, error);
    if (status == FACS_OK && facs_models_hash(models, &hashes, &count) != FACS_OK)
        status = facs_fail(error, FACS_E_MEMORY, "calibration: out of memory");
    if (status == FACS_OK)
        status = facs_calibration_create(env, models->pipeline.au, count, persons, &made, error);
    if (status != FACS_OK)
        return status;
    status = name_models(made, models, error);
    if (status == FACS_OK)
        status = learn_persons(made, from, error);
    if (status == FACS_OK)
        *calibration = made;
    else
        facs_calibration_destroy(&made);
    return status;
}

/* ---- into a session ---- */

static facs_status check_models(const facs_calibration *calibration, facs_models *models, facs_error *error)
{
    const facs_model_hash *hashes = NULL;
    int count = 0;
    if (facs_models_hash(models, &hashes, &count) != FACS_OK)
        return facs_fail(error, FACS_E_MEMORY, "calibration: out of memory");
    for (int i = 0; i < count; i++) {
        const facs_calibration_model *same = NULL;
        for (int j = 0; j < calibration->models && !same; j++)
            if (strncmp(calibration->model[j].name, hashes[i].name, FACS_CALIBRATION_NAME - 1) == 0)
                same = &calibration->model[j];
        if (!same || (same->sha256[0] && hashes[i].sha256[0] && strcmp(same->sha256, hashes[i].sha256) != 0))
            return facs_fail(error, FACS_E_ARGUMENT,
                             "calibration: was learnt with other model files: %s %s; learn it anew with these",
                             hashes[i].name, same ? "differs" : "is not among them");
    }
    return FACS_OK;
}

static facs_status check(const facs_calibration *calibration, facs_models *models, facs_error *error)
{
    const facs_pipeline *pipeline = &models->pipeline;
    if (strcmp(calibration->pipeline, pipeline->name) != 0)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "calibration: was learnt with the pipeline %s and says nothing to %s; learn it anew with "
                         "this one, or name that one",
                         calibration->pipeline, pipeline->name);
    if (calibration->engine != pipeline->au)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "calibration: was learnt by the action units '%s', and the pipeline %s has '%s' now; learn it "
                         "anew",
                         calibration->engine->name, pipeline->name, pipeline->au->name);
    return check_models(calibration, models, error);
}

static facs_status check_persons(const facs_calibration *calibration, bool several, facs_error *error)
{
    if (!several && calibration->persons > 1)
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "calibration: is of %d persons, and a video with one face does not say of whom: follow several "
            "(--faces many --max-faces 1), which are told apart",
            calibration->persons);
    for (int i = 0; i < calibration->persons && several; i++) {
        const int person = calibration->person[i].person;
        if (calibration->looks[i].count == 0 || person > FACS_CALIBRATION_PERSON_MAX)
            return facs_fail(error, FACS_E_ARGUMENT,
                             "calibration: does not say what person %d looks like, so that nobody can be found among "
                             "several faces: save it anew, or follow one face (--faces one)",
                             person);
    }
    return FACS_OK;
}

/* the looks of all by their numbers; *looks is facs_free's */
static facs_status list_looks(const facs_calibration *calibration, facs_gallery_looks **looks, int *count,
                              facs_error *error)
{
    *count = 0;
    for (int i = 0; i < calibration->persons; i++)
        if (calibration->person[i].person >= *count)
            *count = calibration->person[i].person + 1;
    *looks = facs_calloc(&calibration->env, (size_t)*count, sizeof **looks);
    if (!*looks)
        return facs_fail(error, FACS_E_MEMORY, "calibration: out of memory");
    for (int i = 0; i < calibration->persons; i++)
        (*looks)[calibration->person[i].person] = calibration->looks[i];
    return FACS_OK;
}

static facs_status give_several(const facs_calibration *calibration, const facs_calibration_parts *to,
                                facs_error *error)
{
    facs_gallery_looks *looks = NULL;
    int count;
    facs_status status = list_looks(calibration, &looks, &count, error);
    if (status == FACS_OK)
        status = facs_locator_know(to->locator, looks, count, error);
    facs_free(&calibration->env, looks);
    if (status == FACS_OK)
        status = facs_describer_calibrate(to->describer, calibration->person, calibration->persons, error);
    return status;
}

/* the one person, whatever his number was elsewhere */
static facs_status give_one(const facs_calibration *calibration, const facs_calibration_parts *to, facs_error *error)
{
    facs_learnt learnt = calibration->person[0];
    facs_status status = FACS_OK;
    learnt.person = 0;
    if (calibration->looks[0].count > 0)
        status = facs_locator_know(to->locator, calibration->looks, 1, error);
    return status == FACS_OK ? facs_describer_calibrate(to->describer, &learnt, 1, error) : status;
}

facs_status facs_calibration_give(const facs_calibration *calibration, const facs_calibration_parts *to,
                                  facs_error *error)
{
    int persons = 0;
    facs_status status = check_described(to->describer, error);
    if (status == FACS_OK)
        status = facs_describer_learns(to->describer, &persons, error);
    if (status == FACS_OK)
        status = check(calibration, to->models, error);
    if (status == FACS_OK)
        status = check_persons(calibration, to->several, error);
    if (status != FACS_OK)
        return status;
    return to->several ? give_several(calibration, to, error) : give_one(calibration, to, error);
}
