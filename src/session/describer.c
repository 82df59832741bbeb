/* Faces -> action units: of a person, who is remembered, or of faces by themselves (stills, several faces). */
#include "session/describer.h"

#include "head/head.h"
#include "session/face.h"

#include <string.h>

enum { TOGETHER = 16 }; /* faces that an engine gets at a time */

struct facs_describer {
    facs_env env;
    facs_au_describer au;
    facs_au_settings settings;
    facs_persons *persons; /* NULL = every face by itself */
    bool several;          /* persons, as the faces say */
    bool failed;           /* faces whose fit failed are described as well */
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
    made->failed = recipe->failed_aus;
    made->several = recipe->people;
    facs_status status =
        facs_au_describer_create(&full, recipe->pipeline.au, &models->loaded, &recipe->au, &made->au, error);
    if (status == FACS_OK && recipe->au.persons)
        status = facs_persons_create(&full, &made->au, &made->persons, error);
    /* single-face video is of one person, whether seen or not */
    if (status == FACS_OK && recipe->au.persons && !recipe->people)
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

/* The face as action units are told from it, and where they go. */
static facs_seen_face seen_of(const facs_face_slot *slot, bool success)
{
    return (facs_seen_face){.n = slot->shape.landmarks,
                            .landmarks = slot->landmarks,
                            .success = success,
                            .mesh = slot->has_mesh ? slot->mesh : NULL,
                            .landmarks_98 = slot->shape.landmarks_98 > 0 ? slot->landmarks_98 : NULL,
                            .box = slot->box[2] > 0 ? slot->box : NULL};
}

static facs_au_values values_of(facs_face_slot *slot)
{
    return (facs_au_values){.intensity = slot->au_r,
                            .presence = slot->au_c,
                            .emotion = slot->shape.emotions > 0 ? slot->emotion : NULL,
                            .gaze = slot->face.gaze[0],
                            .raw = slot->shape.au_raw > 0 ? slot->au_raw : NULL,
                            .baseline = slot->shape.au_raw > 0 ? slot->au_baseline : NULL};
}

/* the engine told where the face looks, which it does not for each eye; a face that was not seen looks nowhere */
static void finish_gaze(const facs_describer *describer, bool seen, facs_face *face)
{
    if (!describer->au.engine->gaze)
        return;
    face->has_eyes = true;
    memcpy(face->gaze[1], face->gaze[0], sizeof face->gaze[1]);
    if (seen)
        facs_face_fill_gaze_angles(face);
}

/* One face of one who is remembered.
 * @param success the face counts as seen */
static facs_status describe_person(const facs_describer *describer, const facs_image *bgr, bool success,
                                   facs_face_slot *slot, facs_error *error)
{
    const int person = slot->face.person;
    const facs_seen_face seen = seen_of(slot, success);
    const facs_au_values values = values_of(slot);
    facs_status status = facs_persons_see(describer->persons, person, bgr, &seen, &values, &slot->face.has_aus, error);
    slot->has_look = status == FACS_OK && slot->look;
    if (slot->has_look)
        facs_persons_look(describer->persons, person, slot->look, slot->portrait);
    if (status == FACS_OK)
        finish_gaze(describer, slot->face.has_aus && seen.success, &slot->face);
    return status;
}

static facs_status describe_persons(const facs_describer *describer, const facs_image *bgr, facs_outcome *outcome,
                                    facs_error *error)
{
    const int count = outcome->blank ? 0 : outcome->store.result.face_count;
    facs_status status = FACS_OK;
    for (int i = 0; i < count && status == FACS_OK; i++) {
        facs_face_slot *slot = &outcome->store.slots[i];
        status =
            describe_person(describer, bgr, describer->several ? slot->face.success : outcome->analyse, slot, error);
    }
    return status;
}

static facs_status describe_alone(const facs_describer *describer, const facs_image *bgr, facs_face_slot *slot,
                                  facs_error *error)
{
    if (!slot->face.success && !describer->failed)
        return FACS_OK;
    const facs_au_engine *engine = describer->au.engine;
    const facs_seen_face seen = seen_of(slot, slot->face.success);
    const facs_au_values values = values_of(slot);
    facs_status status = engine->describe(describer->au.state, bgr, &seen, &values, error);
    slot->face.has_aus = status == FACS_OK && describer->au.intensities + describer->au.presences > 0;
    slot->has_look = status == FACS_OK && slot->look;
    if (slot->has_look)
        engine->look(describer->au.state, slot->look, slot->portrait);
    return status;
}

/* faces [first .. first + count) of the result, count <= TOGETHER */
static facs_status describe_some(const facs_describer *describer, const facs_image *bgr, facs_face_slot *slots,
                                 int count, facs_error *error)
{
    facs_seen_face seen[TOGETHER] = {{0}};
    facs_au_values values[TOGETHER] = {{0}};
    bool filled[TOGETHER] = {false};
    for (int i = 0; i < count; i++) {
        seen[i] = seen_of(&slots[i], slots[i].face.success);
        values[i] = values_of(&slots[i]);
    }
    facs_status status =
        describer->au.engine->describe_all(describer->au.state, bgr, seen, values, filled, count, error);
    for (int i = 0; i < count && status == FACS_OK; i++) {
        slots[i].face.has_aus = filled[i];
        finish_gaze(describer, filled[i] && seen[i].success, &slots[i].face);
    }
    return status;
}

static facs_status describe_faces(const facs_describer *describer, const facs_image *bgr, facs_outcome *outcome,
                                  facs_error *error)
{
    const int count = outcome->store.result.face_count;
    facs_face_slot *slots = outcome->store.slots;
    facs_status status = FACS_OK;
    if (!describer->au.engine->describe_all) {
        for (int i = 0; i < count && status == FACS_OK; i++)
            status = describe_alone(describer, bgr, &slots[i], error);
        return status;
    }
    for (int i = 0; i < count && status == FACS_OK; i += TOGETHER)
        status = describe_some(describer, bgr, slots + i, count - i < TOGETHER ? count - i : TOGETHER, error);
    return status;
}

facs_status facs_describer_run(facs_describer *describer, const facs_image *bgr, facs_outcome *outcome,
                               facs_error *error)
{
    facs_status status = outcome->status;
    if (!describer->persons)
        return status == FACS_OK ? describe_faces(describer, bgr, outcome, error) : status;
    if (status == FACS_OK)
        status = describe_persons(describer, bgr, outcome, error);
    facs_persons_end_frame(describer->persons);
    return status;
}

facs_status facs_describer_final(facs_describer *describer, int person, int64_t index, const facs_au_values *values,
                                 facs_error *error)
{
    if (!describer->persons)
        return facs_fail(error, FACS_E_STATE, "stills, and several faces with compat, have no final AUs");
    if (describer->au.engine->final_at_once)
        return facs_fail(error, FACS_E_STATE, "final AUs: those of each frame are final already with this pipeline");
    return facs_persons_final(describer->persons, person, index, values, error);
}

facs_status facs_describer_learns(const facs_describer *describer, int *persons, facs_error *error)
{
    const facs_au_engine *engine = describer->au.engine;
    if (!engine->learns)
        return facs_fail(error, FACS_E_STATE, "calibration: the action units '%s' learn nothing of a person",
                         engine->name);
    if (!describer->persons || !describer->settings.dynamic)
        return facs_fail(
            error, FACS_E_STATE,
            "calibration: nothing is learnt of faces by themselves: pictures, several faces with compat, or "
            "without calibration (static_au)");
    *persons = facs_persons_count(describer->persons);
    return FACS_OK;
}

facs_status facs_describer_calibrate(facs_describer *describer, const facs_learnt *learnt, int count, facs_error *error)
{
    return facs_persons_calibrate(describer->persons, learnt, count, error);
}

facs_status facs_describer_learnt(facs_describer *describer, int index, facs_learnt *learnt, facs_error *error)
{
    return facs_persons_learnt(describer->persons, index, !describer->settings.online, learnt, error);
}

bool facs_describer_tell(const facs_describer *describer, int index, facs_person_told *told)
{
    return describer->persons && facs_persons_tell(describer->persons, index, told);
}

bool facs_describer_au(const facs_describer *describer, facs_au_kind kind, int index, facs_au_info *info)
{
    return describer->au.engine->au(&describer->settings, kind, index, info);
}
