/* States of persons side by side; see persons.h.
 *
 * Frames that a person owes, because he was not seen in them or memory ran out, are made up for before his next one. */
#include "au/persons.h"

#include <string.h>

typedef struct person {
    int id;
    bool expected; /* from the first frame of every video on */
    void *state;   /* of the engine */
    int64_t first; /* frame of the stream in which he was first seen */
    int64_t steps; /* frames the engine has had */
    bool finished; /* his second pass is done */
} person;

struct facs_persons {
    facs_env env;
    facs_au_describer describer;
    person *known;
    int count, capacity;
    int64_t frames;
    facs_learnt *given; /* of people who are known already; numbers of all behind it */
    int given_count;
};

facs_status facs_persons_create(const facs_env *env, const facs_au_describer *describer, facs_persons **persons,
                                facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_persons *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory");
    made->env = full;
    made->describer = *describer;
    *persons = made;
    return FACS_OK;
}

void facs_persons_destroy(facs_persons **persons)
{
    facs_persons *old = *persons;
    *persons = NULL;
    if (!old)
        return;
    for (int i = 0; i < old->count; i++)
        old->describer.engine->person_destroy(&old->known[i].state);
    facs_env env = old->env;
    facs_free(&env, old->known);
    facs_free(&env, old->given);
    facs_free(&env, old);
}

void facs_persons_reset(facs_persons *persons)
{
    const facs_au_engine *engine = persons->describer.engine;
    int kept = 0;
    for (int i = 0; i < persons->count; i++) {
        person *known = &persons->known[i];
        if (!known->expected) {
            engine->person_destroy(&known->state);
            continue;
        }
        engine->person_reset(known->state);
        persons->known[kept++] = (person){.id = known->id, .expected = true, .state = known->state};
    }
    persons->count = kept;
    persons->frames = 0;
}

static person *find(const facs_persons *persons, int id)
{
    for (int i = 0; i < persons->count; i++)
        if (persons->known[i].id == id)
            return &persons->known[i];
    return NULL;
}

static bool grow(facs_persons *persons)
{
    if (persons->count < persons->capacity)
        return true;
    int capacity = persons->capacity ? 2 * persons->capacity : 4;
    person *grown = facs_regrow(&persons->env, persons->known, (size_t)persons->capacity * sizeof *grown,
                                (size_t)capacity * sizeof *grown);
    if (!grown)
        return false;
    persons->known = grown;
    persons->capacity = capacity;
    return true;
}

/* a person who is known already is not learnt again */
static facs_status calibrate(const facs_persons *persons, const person *known, facs_error *error)
{
    for (int i = 0; i < persons->given_count; i++)
        if (persons->given[i].person == known->id)
            return persons->describer.engine->person_calibrate(known->state, &persons->given[i], error);
    return FACS_OK;
}

static facs_status meet(facs_persons *persons, int id, person **met, facs_error *error)
{
    *met = find(persons, id);
    if (*met)
        return FACS_OK;
    if (!grow(persons))
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory for %d persons", persons->count + 1);
    person made = {.id = id, .first = persons->frames};
    facs_status status = persons->describer.engine->person_create(persons->describer.state, &made.state, error);
    if (status != FACS_OK)
        return status;
    status = calibrate(persons, &made, error);
    if (status != FACS_OK) {
        persons->describer.engine->person_destroy(&made.state);
        return status;
    }
    *met = &persons->known[persons->count++];
    **met = made;
    return FACS_OK;
}

facs_status facs_persons_expect(facs_persons *persons, int id, facs_error *error)
{
    person *met;
    facs_status status = meet(persons, id, &met, error);
    if (status == FACS_OK)
        met->expected = true;
    return status;
}

/* Frames he owes, as frames in which he was not seen. */
static facs_status catch_up(const facs_persons *persons, person *known, facs_error *error)
{
    double unseen[2][FACS_AU_VALUES_MAX];
    const facs_au_values values = {.intensity = unseen[0], .presence = unseen[1]};
    static const facs_seen_face nobody = {0};
    while (known->steps < persons->frames - known->first) {
        bool filled;
        facs_status status =
            persons->describer.engine->person_step(known->state, NULL, &nobody, &values, &filled, error);
        if (status != FACS_OK)
            return status;
        known->steps++;
    }
    return FACS_OK;
}

facs_status facs_persons_see(facs_persons *persons, int id, const facs_image *bgr, const facs_seen_face *face,
                             const facs_au_values *values, bool *filled, facs_error *error)
{
    person *known;
    facs_status status = meet(persons, id, &known, error);
    if (status == FACS_OK)
        status = catch_up(persons, known, error);
    if (status == FACS_OK && known->steps > persons->frames - known->first)
        return facs_fail(error, FACS_E_INTERNAL, "action units: person %d is twice in one frame", id);
    if (status == FACS_OK)
        status = persons->describer.engine->person_step(known->state, bgr, face, values, filled, error);
    if (status == FACS_OK)
        known->steps++;
    return status;
}

void facs_persons_look(const facs_persons *persons, int id, facs_look *look, uint8_t *portrait)
{
    const person *known = find(persons, id);
    if (known)
        persons->describer.engine->person_look(known->state, look, portrait);
}

void facs_persons_end_frame(facs_persons *persons)
{
    persons->frames++;
}

static facs_status finish(const facs_persons *persons, person *known, facs_error *error)
{
    if (known->finished)
        return FACS_OK;
    facs_status status = catch_up(persons, known, error);
    if (status == FACS_OK)
        status = persons->describer.engine->person_finish(known->state, error);
    known->finished = status == FACS_OK;
    return status;
}

facs_status facs_persons_final(facs_persons *persons, int id, int64_t index, const facs_au_values *values,
                               facs_error *error)
{
    const facs_au_engine *engine = persons->describer.engine;
    person *known = find(persons, id);
    if (!known)
        return facs_fail(error, FACS_E_ARGUMENT, "person %d: was never seen", id);
    if (index < 0 || index >= persons->frames)
        return facs_fail(error, FACS_E_ARGUMENT, "frame %lld: there are %lld", (long long)index,
                         (long long)persons->frames);
    facs_status status = finish(persons, known, error);
    if (status != FACS_OK)
        return status;
    if (index >= known->first)
        return engine->person_final(known->state, index - known->first, values, error);
    memset(values->intensity, 0, (size_t)persons->describer.intensities * sizeof(double));
    memset(values->presence, 0, (size_t)persons->describer.presences * sizeof(double));
    if (values->raw) {
        memset(values->raw, 0, (size_t)persons->describer.intensities * sizeof(double));
        memset(values->baseline, 0, (size_t)persons->describer.intensities * sizeof(double));
    }
    return FACS_OK;
}

facs_status facs_persons_calibrate(facs_persons *persons, const facs_learnt *learnt, int count, facs_error *error)
{
    const size_t size = (size_t)facs_calibration_size(persons->describer.engine->learns);
    facs_learnt *given = facs_calloc(&persons->env, (size_t)count + 1, sizeof *given + size * sizeof(double));
    if (!given)
        return facs_fail(error, FACS_E_MEMORY, "action units: out of memory for %d persons", count);
    double *values = (double *)(given + count + 1);
    for (int i = 0; i < count; i++, values += size) {
        given[i] = learnt[i];
        given[i].values = values;
        memcpy(values, learnt[i].values, size * sizeof *values);
    }
    facs_free(&persons->env, persons->given);
    persons->given = given;
    persons->given_count = count;
    facs_status status = FACS_OK;
    for (int i = 0; i < persons->count && status == FACS_OK; i++)
        status = calibrate(persons, &persons->known[i], error);
    return status;
}

static bool is_given(const facs_persons *persons, int id)
{
    for (int i = 0; i < persons->given_count; i++)
        if (persons->given[i].person == id)
            return true;
    return false;
}

bool facs_persons_tell(const facs_persons *persons, int index, facs_person_told *told)
{
    if (index >= 0 && index < persons->given_count) {
        const int id = persons->given[index].person;
        *told = (facs_person_told){.person = id, .known = true, .met = find(persons, id) != NULL};
        return true;
    }
    index -= persons->given_count;
    for (int i = 0; i < persons->count; i++)
        if (!is_given(persons, persons->known[i].id) && index-- == 0) {
            *told = (facs_person_told){.person = persons->known[i].id, .met = true};
            return true;
        }
    return false;
}

int facs_persons_count(const facs_persons *persons)
{
    return persons->count;
}

facs_status facs_persons_learnt(facs_persons *persons, int index, bool whole, facs_learnt *learnt, facs_error *error)
{
    person *known = &persons->known[index];
    facs_status status = whole ? finish(persons, known, error) : FACS_OK;
    learnt->person = known->id;
    if (status == FACS_OK)
        persons->describer.engine->person_learnt(known->state, learnt);
    return status;
}
