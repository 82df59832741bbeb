/* See source_copy.h. */
#include "extract/source_copy.h"

#include "media/source.h"

#include <string.h>

enum { BLOCK = 1 << 20 }; /* bytes */

static facs_status copy_blocks(facs_source *source, const char *from, char *block, int (*stopped)(void *cookie),
                               void *cookie, facs_result_file *to, facs_error *error)
{
    for (;;) {
        if (stopped(cookie) != 0)
            return FACS_E_INTERRUPTED;
        const int got = facs_source_read(source, (uint8_t *)block, BLOCK);
        if (got < 0)
            return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", from, strerror(-got));
        if (got == 0)
            return FACS_OK;
        facs_status status = facs_output_write(to, block, (size_t)got, error);
        if (status != FACS_OK)
            return status;
    }
}

facs_status facs_source_copy(const facs_env *env, const char *from, const char *to, int (*stopped)(void *cookie),
                             void *cookie, struct facs_result_file **copy, facs_error *error)
{
    facs_source source;
    *copy = NULL;
    facs_status status = facs_source_open(env, from, &source, error);
    if (status != FACS_OK)
        return status;
    char *block = facs_calloc(env, BLOCK, 1);
    status = block ? facs_output_open(env, to, copy, error) : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", to);
    if (status == FACS_OK)
        status = copy_blocks(&source, from, block, stopped, cookie, *copy, error);
    if (status != FACS_OK && *copy)
        facs_output_abandon(copy);
    facs_free(env, block);
    facs_source_close(&source);
    return status;
}
