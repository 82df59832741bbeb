/* See face_watch.h. */
#include "session/face_watch.h"

#include <string.h>

enum { EVERY = 32, EVERY_AT_FIRST = 4 /* frames with success */ };

struct facs_face_watch {
    facs_env env;
    facs_descriptor *descriptor;
    facs_gallery *seen, *known; /* person 0 of each */
    facs_gallery_looks given;
    int64_t frames, views; /* with success; looked at and clear */
    double alike;          /* sum over the views */
};

static facs_status begin(const facs_face_watch *watch, facs_error *error)
{
    static const facs_gallery_looks nothing;
    facs_gallery_reset(watch->seen);
    return facs_gallery_know(watch->seen, &nothing, 1, error);
}

facs_status facs_face_watch_create(const facs_env *env, facs_face_watch **watch, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_face_watch *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    made->env = full;
    static const facs_gallery_looks nothing;
    facs_status status = facs_descriptor_create(&full, &made->descriptor, error);
    if (status == FACS_OK)
        status = facs_gallery_create(&full, &made->seen, error);
    if (status == FACS_OK)
        status = facs_gallery_create(&full, &made->known, error);
    if (status == FACS_OK)
        status = facs_gallery_know(made->known, &nothing, 1, error);
    if (status == FACS_OK)
        status = begin(made, error);
    if (status == FACS_OK)
        *watch = made;
    else
        facs_face_watch_destroy(&made);
    return status;
}

void facs_face_watch_destroy(facs_face_watch **address)
{
    facs_face_watch *watch = *address;
    *address = NULL;
    if (!watch)
        return;
    facs_env env = watch->env;
    if (watch->descriptor)
        facs_descriptor_destroy(&watch->descriptor);
    facs_gallery_destroy(&watch->seen);
    facs_gallery_destroy(&watch->known);
    facs_free(&env, watch);
}

/* in what follows there is room for one person already */
void facs_face_watch_reset(facs_face_watch *watch)
{
    facs_error ignored;
    (void)begin(watch, &ignored);
    watch->frames = watch->views = 0;
    watch->alike = 0;
}

void facs_face_watch_know(facs_face_watch *watch, const facs_gallery_looks *looks)
{
    facs_error ignored;
    watch->given = *looks;
    facs_gallery_reset(watch->known);
    (void)facs_gallery_know(watch->known, looks, 1, &ignored);
}

facs_status facs_face_watch_see(facs_face_watch *watch, const facs_image *bgr, int n, const float *landmarks,
                                facs_error *error)
{
    float vector[FACS_DESCRIPTOR_LENGTH], quality = 0;
    if (watch->frames++ % (watch->views > 0 ? EVERY : EVERY_AT_FIRST) != 0)
        return FACS_OK;
    facs_status status = facs_descriptor_run(watch->descriptor, bgr, n, landmarks, vector, &quality, error);
    if (status != FACS_OK || quality < FACS_GALLERY_CLEAR)
        return status;
    facs_gallery_learn(watch->seen, 0, vector, quality);
    watch->views++;
    watch->alike += (double)facs_gallery_likeness(watch->known, 0, vector);
    return FACS_OK;
}

bool facs_face_watch_looks(const facs_face_watch *watch, facs_gallery_looks *looks)
{
    *looks = watch->given;
    return looks->count > 0 || facs_gallery_looks_of(watch->seen, 0, looks);
}

float facs_face_watch_alike(const facs_face_watch *watch, int64_t *views)
{
    *views = watch->given.count > 0 ? watch->views : 0;
    return *views > 0 ? (float)(watch->alike / (double)*views) : 0;
}
