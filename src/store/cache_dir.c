/* Where the shared cache is: what PyfaceAU's packages do, so that nothing is downloaded twice. */
#include "store/cache_dir.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *facs_environment(const facs_env *env, const char *name, bool *no_memory)
{
    static const char space[] = " \t\r\n\v\f";
    const char *value = getenv(name);
    if (!value)
        return NULL;
    value += strspn(value, space);
    size_t length = strlen(value);
    while (length && strchr(space, value[length - 1]))
        length--;
    if (!length)
        return NULL;
    char *copy = facs_calloc(env, length + 1, 1);
    if (copy)
        memcpy(copy, value, length);
    else
        *no_memory = true;
    return copy;
}

/* $HOME, else what the system knows; facs_free */
static char *home_folder(const facs_env *env, bool *no_memory)
{
    char *home = facs_environment(env, "HOME", no_memory), text[4096];
    struct passwd entry, *found = NULL;
    if (home || *no_memory || getpwuid_r(getuid(), &entry, text, sizeof text, &found) != 0 || !found ||
        found->pw_dir[0] != '/')
        return home;
    home = facs_strdup(env, found->pw_dir);
    *no_memory = !home;
    return home;
}

char *facs_user_cache(const facs_env *env, bool *no_memory)
{
#if defined(__APPLE__)
    static const char *const variable = NULL, *const below_home = "Library/Application Support";
#else
    static const char *const variable = "XDG_DATA_HOME", *const below_home = ".local/share";
#endif
    char *data = variable ? facs_environment(env, variable, no_memory) : NULL;
    if (data && data[0] != '/') { /* the XDG specification says to ignore relative paths */
        facs_free(env, data);
        data = NULL;
    }
    char *home = data ? NULL : home_folder(env, no_memory);
    if (home) {
        data = facs_path_join(env, home, below_home);
        *no_memory = *no_memory || !data;
    }
    facs_free(env, home);
    char *cache = data && !*no_memory ? facs_path_join(env, data, "OpenFaceModels/" FACS_CACHE_VERSION) : NULL;
    *no_memory = *no_memory || (data && !cache);
    facs_free(env, data);
    return cache;
}

char *facs_derived_cache(const facs_env *env, bool *no_memory)
{
    char *base = facs_environment(env, "OPENFACE_MODELS_DIR", no_memory), *folder = NULL;
    char *cache = base || *no_memory ? NULL : facs_user_cache(env, no_memory);
    if (base)
        folder = facs_path_join(env, base, FACS_CACHE_VERSION "/derived/facsimile/1");
    else if (cache)
        folder = facs_path_join(env, cache, "derived/facsimile/1");
    *no_memory = *no_memory || ((base || cache) && !folder);
    facs_free(env, base);
    facs_free(env, cache);
    return folder;
}
