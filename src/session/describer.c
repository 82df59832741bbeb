/* Faces -> action units: of a person, who is remembered, or of faces by themselves (stills, several faces). */
#include "session/describer.h"

#include "au/persons.h"

struct facs_describer {
    facs_env env;
    facs_au_describer au;
    facs_au_settings settings;
    facs_persons *persons; /* NULL = every face by itself */
};

facs_status facs_describer_create(const facs_env *env, const facs_models *models, const facs_recipe *recipe,
                                  facs_describer **describer, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_describer *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = full;
    made->settings = recipe->au;
    facs_status status =
        facs_au_describer_create(&full, recipe->pipeline.au, &models->loaded, &recipe->au, &made->au, error);
    if (status == FACS_OK && recipe->au.persons)
        status = facs_persons_create(&full, &made->au, &made->persons, error);
    /* single-face video is of one person, whether seen or not */
    if (status == FACS_OK && recipe->au.persons)
        status = facs_persons_expect(made->persons, 0, error);
    if (status == FACS_OK)
        *describer = made;
    else
        facs_describer_destroy(&made);
    return status;
}

void facs_describer_destroy(facs_describer **address)
{
    facs_describer *describer = *address;
    *address = NULL;
    if (!describer)
        return;
    facs_persons_destroy(&describer->persons);
    facs_au_describer_destroy(&describer->au);
    facs_env env = describer->env;
    facs_free(&env, describer);
}

void facs_describer_reset(facs_describer *describer)
{
    if (describer->persons)
        facs_persons_reset(describer->persons);
}

static facs_status describe_person(const facs_describer *describer, const facs_image *bgr, facs_outcome *outcome,
                                   facs_error *error)
{
    if (outcome->store.result.face_count == 0)
        return FACS_OK;
    facs_face_slot *slot = &outcome->store.slots[0];
    const facs_seen_face seen = {slot->shape.landmarks, slot->landmarks, outcome->analyse,
                                 slot->has_mesh ? slot->mesh : NULL};
    const facs_au_values values = {slot->au_r, slot->au_c};
    facs_status status = facs_persons_see(describer->persons, 0, bgr, &seen, &values, &slot->face.has_aus, error);
    slot->has_look = status == FACS_OK && slot->look;
    if (slot->has_look)
        facs_persons_look(describer->persons, 0, slot->look);
    return status;
}

static facs_status describe_alone(const facs_describer *describer, const facs_image *bgr, facs_face_slot *slot,
                                  facs_error *error)
{
    const facs_au_engine *engine = describer->au.engine;
    const facs_seen_face seen = {slot->shape.landmarks, slot->landmarks, slot->face.success,
                                 slot->has_mesh ? slot->mesh : NULL};
    const facs_au_values values = {slot->au_r, slot->au_c};
    facs_status status = engine->describe(describer->au.state, bgr, &seen, &values, error);
    slot->face.has_aus = status == FACS_OK && describer->au.intensities + describer->au.presences > 0;
    slot->has_look = status == FACS_OK && slot->look;
    if (slot->has_look)
        engine->look(describer->au.state, slot->look);
    return status;
}

facs_status facs_describer_run(facs_describer *describer, const facs_image *bgr, facs_outcome *outcome,
                               facs_error *error)
{
    facs_status status = outcome->status;
    if (!describer->persons) {
        for (int i = 0; i < outcome->store.result.face_count && status == FACS_OK; i++)
            status = describe_alone(describer, bgr, &outcome->store.slots[i], error);
        return status;
    }
    if (status == FACS_OK)
        status = describe_person(describer, bgr, outcome, error);
    facs_persons_end_frame(describer->persons);
    return status;
}

facs_status facs_describer_final(facs_describer *describer, int person, int64_t index, const facs_au_values *values,
                                 facs_error *error)
{
    if (!describer->persons)
        return facs_fail(error, FACS_E_STATE, "only single-face video has final AUs");
    return facs_persons_final(describer->persons, person, index, values, error);
}

bool facs_describer_au(const facs_describer *describer, facs_au_kind kind, int index, facs_au_info *info)
{
    return describer->au.engine->au(&describer->settings, kind, index, info);
}
