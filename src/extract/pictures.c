/* See pictures.h. */
#include "extract/pictures.h"

#include <string.h>

void facs_pictures_drop_first(facs_pictures *pictures)
{
    if (pictures->count == 0)
        return;
    facs_picture_names *first = &pictures->names[pictures->first];
    facs_free(&pictures->env, first->name);
    facs_free(&pictures->env, first->stem);
    pictures->first++;
    pictures->count--;
    if (pictures->count == 0)
        pictures->first = 0;
}

void facs_pictures_drop_last(facs_pictures *pictures)
{
    if (pictures->count == 0)
        return;
    pictures->count--;
    facs_picture_names *last = &pictures->names[pictures->first + pictures->count];
    facs_free(&pictures->env, last->name);
    facs_free(&pictures->env, last->stem);
}

void facs_pictures_free(facs_pictures *pictures)
{
    while (pictures->count > 0)
        facs_pictures_drop_first(pictures);
    if (pictures->names)
        facs_free(&pictures->env, pictures->names);
    pictures->names = NULL;
    pictures->capacity = 0;
}

/* room for one more at the end */
static bool make_room(facs_pictures *pictures)
{
    if (pictures->first + pictures->count < pictures->capacity)
        return true;
    if (pictures->first > 0) {
        memmove(pictures->names, pictures->names + pictures->first, (size_t)pictures->count * sizeof *pictures->names);
        pictures->first = 0;
        return true;
    }
    const size_t size = sizeof *pictures->names, had = (size_t)pictures->capacity, room = had ? 2 * had : 8;
    facs_picture_names *grown = facs_regrow(&pictures->env, pictures->names, had * size, room * size);
    if (!grown)
        return false;
    pictures->names = grown;
    pictures->capacity = (int)room;
    return true;
}

facs_status facs_pictures_add(facs_pictures *pictures, const char *name, bool shared,
                              const facs_picture_names **picture, facs_error *error)
{
    const facs_env *env = &pictures->env;
    facs_picture_names made = {facs_strdup(env, name), facs_strdup(env, name)};
    if (!made.name || !made.stem || !make_room(pictures)) {
        facs_free(env, made.name);
        facs_free(env, made.stem);
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", name);
    }
    char *dot = shared ? NULL : strrchr(made.stem, '.');
    if (dot && dot != made.stem)
        *dot = '\0';
    facs_picture_names *last = &pictures->names[pictures->first + pictures->count];
    *last = made;
    pictures->count++;
    *picture = last;
    return FACS_OK;
}

const facs_picture_names *facs_pictures_first(const facs_pictures *pictures)
{
    return pictures->count > 0 ? &pictures->names[pictures->first] : NULL;
}

char *facs_picture_path(const facs_env *env, const char *folder, const facs_picture_names *picture, const char *ending)
{
    size_t stem = strlen(picture->stem), end = strlen(ending);
    char *file = facs_calloc(env, stem + end + 1, 1);
    if (!file)
        return NULL;
    memcpy(file, picture->stem, stem);
    memcpy(file + stem, ending, end);
    char *path = facs_path_join(env, folder, file);
    facs_free(env, file);
    return path;
}
