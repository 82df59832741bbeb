/* Structures of callers that were compiled against another version of the public header.  They start with their size;
 * later versions append members, and nothing else. */
#include "base/base.h"

#include <string.h>

enum { SIZE_MOST = 1 << 16 }; /* larger is a size nobody filled in */

/* More than the size itself: with that alone no member of the caller would count, which is what sizeof of a pointer
 * gives. */
bool facs_size_is_possible(const void *object)
{
    size_t size;
    memcpy(&size, object, sizeof size);
    return size > sizeof size && size <= SIZE_MOST;
}

void facs_options_init(void *object, size_t size, const void *defaults, size_t full)
{
    if (!object || size < sizeof size)
        return;
    memcpy(object, defaults, size < full ? size : full);
    if (size > full)
        memset((char *)object + full, 0, size - full);
    memcpy(object, &size, sizeof size);
}

facs_status facs_options_take(void *chosen, const void *given, size_t full, const char *type, facs_error *error)
{
    if (!given)
        return FACS_OK;
    size_t size;
    memcpy(&size, given, sizeof size);
    if (!facs_size_is_possible(given))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: size is %zu: fill it with %s_init(&..., sizeof ...)", type, size,
                         type);
    for (size_t i = full; i < size; i++)
        if (((const char *)given)[i] != 0)
            return facs_fail(error, FACS_E_ARGUMENT,
                             "%s: a member is set that facsimile " FACS_VERSION " does not know: the program was made "
                             "for a newer version, install that",
                             type);
    memcpy(chosen, given, size < full ? size : full);
    memcpy(chosen, &full, sizeof full);
    return FACS_OK;
}

bool facs_give(const void *from, void *to, size_t full)
{
    if (!facs_size_is_possible(to))
        return false;
    size_t size;
    memcpy(&size, to, sizeof size);
    facs_options_init(to, size, from, full);
    return true;
}
