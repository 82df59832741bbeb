/* Pictures of a folder that could not be read: none of them spoils the others. */
#ifndef FACS_EXTRACT_UNREADABLE_H
#define FACS_EXTRACT_UNREADABLE_H

#include "base/base.h"

enum { FACS_UNREADABLE_NAMED = 5 };

typedef struct facs_unreadable {
    int64_t count;
    facs_error first;
    char *name[FACS_UNREADABLE_NAMED]; /**< of the first ones, without the folder */
} facs_unreadable;

/** The failure is one picture's, and the next one may do better. */
bool facs_unreadable_is(facs_status status);

/** One more.  @param why what its reader said */
void facs_unreadable_add(const facs_env *env, facs_unreadable *unreadable, const char *name, const facs_error *why);
void facs_unreadable_free(const facs_env *env, facs_unreadable *unreadable);

/** Says which they were, and why the first was one; returns its status.  FACS_OK: there was none. */
facs_status facs_unreadable_fail(const facs_unreadable *unreadable, const char *folder, int64_t read,
                                 facs_error *error);

#endif
