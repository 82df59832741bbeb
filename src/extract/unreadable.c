/* See unreadable.h. */
#include "extract/unreadable.h"

#include <stdio.h>
#include <string.h>

bool facs_unreadable_is(facs_status status)
{
    return status == FACS_E_MEDIA || status == FACS_E_EMPTY || status == FACS_E_NOT_FOUND ||
           status == FACS_E_UNSUPPORTED;
}

void facs_unreadable_add(const facs_env *env, facs_unreadable *unreadable, const char *name, const facs_error *why)
{
    if (unreadable->count == 0)
        unreadable->first = *why;
    if (unreadable->count < FACS_UNREADABLE_NAMED)
        unreadable->name[unreadable->count] = facs_strdup(env, name); /* without memory it is counted only */
    unreadable->count++;
}

void facs_unreadable_free(const facs_env *env, facs_unreadable *unreadable)
{
    for (int i = 0; i < FACS_UNREADABLE_NAMED; i++)
        facs_free(env, unreadable->name[i]);
    *unreadable = (facs_unreadable){.count = 0};
}

facs_status facs_unreadable_fail(const facs_unreadable *unreadable, const char *folder, int64_t read, facs_error *error)
{
    enum { ROOM = 400, NAME_MOST = 60 };
    char names[ROOM] = "", more[40] = "";
    if (unreadable->count == 0)
        return FACS_OK;
    for (int i = 0; i < FACS_UNREADABLE_NAMED && i < unreadable->count; i++) {
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%.*s", i ? ", " : "", NAME_MOST,
                 unreadable->name[i] ? unreadable->name[i] : "?");
    }
    if (unreadable->count > FACS_UNREADABLE_NAMED)
        snprintf(more, sizeof more, " and %lld more", (long long)(unreadable->count - FACS_UNREADABLE_NAMED));
    return facs_fail(error, unreadable->first.status,
                     "%s: %lld of %lld pictures could not be read, what the others gave is kept: %s%s.  The first: %s",
                     folder, (long long)unreadable->count, (long long)read, names, more, unreadable->first.message);
}
