/* See gallery.h.
 *
 * A person is up to FACS_GALLERY_LOOKS vectors.  A face is as alike to him as to the look it is most alike to.  A look
 * is kept when it adds something: of two looks that are more alike than any others the one of poorer quality makes
 * room. */
#include "identity/gallery.h"

#include <stdatomic.h>
#include <string.h>

/* A look that is so like another adds nothing; one so unlike all others may be somebody else's. */
static const float same_look = 0.8f, stranger = 0.2f;
static const float good = FACS_GALLERY_CLEAR; /* quality of looks that are kept */

typedef struct look {
    float vector[FACS_DESCRIPTOR_LENGTH];
    float quality;
} look;

typedef struct person {
    int now; /* himself, or who he turned out to be */
    int count;
    look looks[FACS_GALLERY_LOOKS];
} person;

struct facs_gallery {
    facs_env env;
    person *persons;
    int count, capacity;
    atomic_bool taken;
};

facs_status facs_gallery_create(const facs_env *env, facs_gallery **gallery, facs_error *error)
{
    facs_env full;
    if (!gallery)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_gallery_create: no place for it given");
    facs_status status = facs_env_take(env, &full, error);
    if (status != FACS_OK)
        return status;
    facs_gallery *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "identity: out of memory");
    made->env = full;
    atomic_init(&made->taken, false);
    *gallery = made;
    return FACS_OK;
}

void facs_gallery_destroy(facs_gallery **address)
{
    facs_gallery *gallery = address ? *address : NULL;
    if (!gallery)
        return;
    *address = NULL;
    facs_env env = gallery->env;
    facs_free(&env, gallery->persons);
    facs_free(&env, gallery);
}

facs_status facs_gallery_take(facs_gallery *gallery, facs_error *error)
{
    if (!atomic_exchange(&gallery->taken, true))
        return FACS_OK;
    return facs_fail(error, FACS_E_STATE, "gallery: another session has it; one at a time may use it");
}

void facs_gallery_give(facs_gallery *gallery)
{
    atomic_store(&gallery->taken, false);
}

void facs_gallery_reset(facs_gallery *gallery)
{
    gallery->count = 0;
}

int facs_gallery_count(const facs_gallery *gallery)
{
    return gallery->count;
}

int facs_gallery_now(const facs_gallery *gallery, int id)
{
    while (id >= 0 && id < gallery->count && gallery->persons[id].now != id)
        id = gallery->persons[id].now;
    return id;
}

static float likeness(const person *one, const float *vector)
{
    float best = -1;
    for (int i = 0; i < one->count; i++) {
        const float alike = facs_descriptor_likeness(one->looks[i].vector, vector);
        best = alike > best ? alike : best;
    }
    return best;
}

float facs_gallery_likeness(const facs_gallery *gallery, int id, const float vector[FACS_DESCRIPTOR_LENGTH])
{
    id = facs_gallery_now(gallery, id);
    return id >= 0 && id < gallery->count ? likeness(&gallery->persons[id], vector) : -1;
}

/* The look to give up for another: of the two that are most alike the poorer one; `extra` is number `count`. */
static int least_useful(const person *one, const look *extra)
{
    int worst = one->count;
    float most = -2;
    for (int a = 0; a <= one->count; a++) {
        const look *first = a < one->count ? &one->looks[a] : extra;
        for (int b = 0; b < a; b++) {
            const float alike = facs_descriptor_likeness(first->vector, one->looks[b].vector);
            if (alike <= most)
                continue;
            most = alike;
            worst = first->quality < one->looks[b].quality ? a : b;
        }
    }
    return worst;
}

static void keep_look(person *one, const look *extra)
{
    if (one->count < FACS_GALLERY_LOOKS) {
        one->looks[one->count++] = *extra;
        return;
    }
    const int worst = least_useful(one, extra);
    if (worst < one->count)
        one->looks[worst] = *extra;
}

static look look_of(const float *vector, float quality)
{
    look made = {.quality = quality};
    memcpy(made.vector, vector, sizeof made.vector);
    return made;
}

void facs_gallery_learn(facs_gallery *gallery, int id, const float vector[FACS_DESCRIPTOR_LENGTH], float quality)
{
    id = facs_gallery_now(gallery, id);
    if (id < 0 || id >= gallery->count || !(quality > 0))
        return;
    person *one = &gallery->persons[id];
    const look extra = look_of(vector, quality);
    if (one->count == 0) { /* better than nothing */
        keep_look(one, &extra);
        return;
    }
    const float alike = likeness(one, vector);
    if (quality >= good && alike >= stranger && alike < same_look)
        keep_look(one, &extra);
    else if (one->count == 1 && one->looks[0].quality < good && quality >= good && alike >= stranger)
        one->looks[0] = extra;
}

static bool is_present(const facs_gallery *gallery, int id, const int *present, int count)
{
    for (int i = 0; i < count; i++)
        if (facs_gallery_now(gallery, present[i]) == id)
            return true;
    return false;
}

static facs_status add(facs_gallery *gallery, int *id, facs_error *error)
{
    if (gallery->count == gallery->capacity) {
        const int capacity = gallery->capacity ? 2 * gallery->capacity : 4;
        person *grown = facs_regrow(&gallery->env, gallery->persons, (size_t)gallery->capacity * sizeof *grown,
                                    (size_t)capacity * sizeof *grown);
        if (!grown)
            return facs_fail(error, FACS_E_MEMORY, "identity: out of memory for %d persons", gallery->count + 1);
        gallery->persons = grown;
        gallery->capacity = capacity;
    }
    *id = gallery->count++;
    gallery->persons[*id] = (person){.now = *id};
    return FACS_OK;
}

facs_status facs_gallery_who(facs_gallery *gallery, const float *vector, float quality, const int *present,
                             int present_count, int *id, facs_error *error)
{
    int best = -1;
    float most = FACS_GALLERY_KNOWN;
    const bool told = vector && quality > 0;
    for (int i = 0; told && i < gallery->count; i++) {
        if (gallery->persons[i].now != i || is_present(gallery, i, present, present_count))
            continue;
        const float alike = likeness(&gallery->persons[i], vector);
        if (alike < most)
            continue;
        most = alike;
        best = i;
    }
    facs_status status = FACS_OK;
    if (best < 0)
        status = add(gallery, &best, error);
    if (status != FACS_OK)
        return status;
    if (told)
        facs_gallery_learn(gallery, best, vector, quality);
    *id = best;
    return FACS_OK;
}

facs_status facs_gallery_same(facs_gallery *gallery, int keep, int drop, facs_error *error)
{
    if (keep < 0 || drop < 0 || keep >= gallery->count || drop >= gallery->count)
        return facs_fail(error, FACS_E_ARGUMENT, "there is no person %d; %d were seen",
                         keep < 0 || keep >= gallery->count ? keep : drop, gallery->count);
    keep = facs_gallery_now(gallery, keep);
    drop = facs_gallery_now(gallery, drop);
    if (keep == drop)
        return FACS_OK;
    person *kept = &gallery->persons[keep], *dropped = &gallery->persons[drop];
    for (int i = 0; i < dropped->count; i++)
        keep_look(kept, &dropped->looks[i]);
    dropped->count = 0;
    dropped->now = keep;
    return FACS_OK;
}

facs_status facs_gallery_know(facs_gallery *gallery, const facs_gallery_looks *looks, int count, facs_error *error)
{
    for (int i = 0, id; i < count; i++) {
        facs_status status = add(gallery, &id, error);
        if (status != FACS_OK)
            return status;
        person *one = &gallery->persons[id];
        one->count = looks[i].count;
        for (int k = 0; k < one->count; k++)
            one->looks[k] = look_of(looks[i].vector[k], looks[i].quality[k]);
    }
    return FACS_OK;
}

bool facs_gallery_looks_of(const facs_gallery *gallery, int id, facs_gallery_looks *looks)
{
    *looks = (facs_gallery_looks){.count = 0};
    if (id < 0 || id >= gallery->count || gallery->persons[id].now != id)
        return false;
    const person *one = &gallery->persons[id];
    looks->count = one->count;
    for (int k = 0; k < one->count; k++) {
        looks->quality[k] = one->looks[k].quality;
        memcpy(looks->vector[k], one->looks[k].vector, sizeof looks->vector[k]);
    }
    return one->count > 0;
}
