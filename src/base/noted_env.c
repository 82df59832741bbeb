/* See noted_env.h. */
#include "base/noted_env.h"

#include <errno.h>

static int noted_read(void *cookie, const char *path, void **bytes, size_t *count)
{
    facs_noted *noted = cookie;
    uint8_t *content = NULL;
    if (!noted->note(noted, path))
        return ENOMEM;
    errno = 0;
    facs_status status = facs_read_file(&noted->inner, path, FACS_E_MODELS_MISSING, &content, count, NULL);
    if (status == FACS_OK)
        *bytes = content;
    return status == FACS_OK ? 0 : status == FACS_E_MEMORY ? ENOMEM : errno ? errno : EIO;
}

static void *pass_alloc(void *cookie, size_t bytes, size_t alignment)
{
    const facs_noted *noted = cookie;
    return noted->inner.alloc(noted->inner.cookie, bytes, alignment);
}

static void pass_free(void *cookie, void *memory)
{
    const facs_noted *noted = cookie;
    noted->inner.free(noted->inner.cookie, memory);
}

static void pass_log(void *cookie, facs_log_level level, const char *message)
{
    const facs_noted *noted = cookie;
    noted->inner.log(noted->inner.cookie, level, message);
}

facs_env facs_noted_env(facs_noted *noted)
{
    facs_env env = noted->inner;
    env.cookie = noted;
    env.alloc = pass_alloc;
    env.free = pass_free;
    env.log = pass_log;
    env.read_file = noted_read;
    return env;
}

bool facs_env_has_files(const facs_env *env)
{
    return !env->read_file || env->read_file == noted_read;
}

facs_status facs_env_note(const facs_env *env, const char *path, facs_error *error)
{
    facs_noted *noted = env->read_file == noted_read ? env->cookie : NULL;
    if (noted && !noted->note(noted, path))
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while reading the file", path);
    return FACS_OK;
}
