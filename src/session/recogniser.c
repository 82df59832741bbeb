/* See recogniser.h. */
#include "session/recogniser.h"

#include <string.h>

static const float clear_from = FACS_GALLERY_CLEAR; /* quality */

typedef struct known_faces {
    facs_recogniser functions; /* first: what the tracker has */
    facs_env env;
    facs_descriptor *descriptor;
    facs_gallery *gallery;
    bool kept;                            /* it is not this recogniser's own */
    float vector[FACS_DESCRIPTOR_LENGTH]; /* of the face that was seen last */
    float quality;                        /* 0 = there is none */
    facs_gallery_looks *given;            /* of persons who are known in every video */
    int given_count;
} known_faces;

static facs_status see(void *state, const facs_image *bgr, int n, const float *landmarks, bool *clear,
                       facs_error *error)
{
    known_faces *known = state;
    facs_status status =
        facs_descriptor_run(known->descriptor, bgr, n, landmarks, known->vector, &known->quality, error);
    *clear = status == FACS_OK && known->quality >= clear_from;
    return status;
}

static float like(const void *state, int person)
{
    const known_faces *known = state;
    return known->quality > 0 ? facs_gallery_likeness(known->gallery, person, known->vector) : -1;
}

static facs_status who(void *state, const int *present, int present_count, int *person, facs_error *error)
{
    const known_faces *known = state;
    const float *vector = known->quality >= clear_from ? known->vector : NULL;
    return facs_gallery_who(known->gallery, vector, known->quality, present, present_count, person, error);
}

static facs_status stranger(void *state, int *person, facs_error *error)
{
    const known_faces *known = state;
    return facs_gallery_who(known->gallery, NULL, 0, NULL, 0, person, error);
}

static void learn(void *state, int person)
{
    const known_faces *known = state;
    facs_gallery_learn(known->gallery, person, known->vector, known->quality);
}

/* Numbers that nobody has had mean nobody, as they do without a gallery. */
static void same(void *state, int keep, int drop)
{
    const known_faces *known = state;
    facs_error ignored;
    (void)facs_gallery_same(known->gallery, keep, drop, &ignored);
}

static int now(const void *state, int person)
{
    const known_faces *known = state;
    return facs_gallery_now(known->gallery, person);
}

static int reset(void *state)
{
    const known_faces *known = state;
    facs_error ignored; /* there is room already */
    if (!known->kept) {
        facs_gallery_reset(known->gallery);
        (void)facs_gallery_know(known->gallery, known->given, known->given_count, &ignored);
    }
    return facs_gallery_count(known->gallery);
}

facs_status facs_recogniser_create(const facs_env *env, facs_gallery *gallery, facs_recogniser **recogniser,
                                   facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    known_faces *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = full;
    made->functions = (facs_recogniser){made, see, like, who, stranger, learn, same, now, reset};
    *recogniser = &made->functions;
    facs_status status = facs_descriptor_create(&full, &made->descriptor, error);
    if (status == FACS_OK)
        status = gallery ? facs_gallery_take(gallery, error) : facs_gallery_create(&full, &made->gallery, error);
    if (status == FACS_OK && gallery) {
        made->gallery = gallery;
        made->kept = true;
    }
    if (status != FACS_OK)
        facs_recogniser_destroy(recogniser);
    return status;
}

void facs_recogniser_destroy(facs_recogniser **address)
{
    facs_recogniser *recogniser = *address;
    *address = NULL;
    if (!recogniser)
        return;
    known_faces *known = recogniser->state;
    facs_env env = known->env;
    facs_descriptor_destroy(&known->descriptor);
    if (known->kept)
        facs_gallery_give(known->gallery);
    else
        facs_gallery_destroy(&known->gallery);
    facs_free(&env, known->given);
    facs_free(&env, known);
}

facs_status facs_recogniser_know(facs_recogniser *recogniser, const facs_gallery_looks *looks, int count,
                                 facs_error *error)
{
    known_faces *known = recogniser->state;
    if (known->kept) /* both say who has which number */
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "gallery (--persons run): the persons of a calibration have numbers of their own; leave one of the two "
            "out");
    facs_gallery_looks *given = facs_calloc(&known->env, (size_t)count + 1, sizeof *given);
    if (!given)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for %d persons", count);
    memcpy(given, looks, (size_t)count * sizeof *given);
    facs_free(&known->env, known->given);
    known->given = given;
    known->given_count = count;
    facs_gallery_reset(known->gallery);
    return facs_gallery_know(known->gallery, given, count, error);
}

bool facs_recogniser_looks(const facs_recogniser *recogniser, int person, facs_gallery_looks *looks)
{
    const known_faces *known = recogniser->state;
    if (person >= 0 && person < known->given_count && known->given[person].count > 0) {
        *looks = known->given[person];
        return true;
    }
    return facs_gallery_looks_of(known->gallery, person, looks);
}
