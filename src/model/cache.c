/* Where the shared model cache is; see cache.h. */
#include "model/cache.h"

#include <stdlib.h>
#include <string.h>

char *facs_cache_variable(const facs_env *env, const char *name, bool *no_memory)
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

facs_status facs_cache_user(const facs_env *env, char **base, const char **home_name)
{
#if defined(_WIN32)
    static const char *const variable = "LOCALAPPDATA", *const below_home = "AppData/Local/OpenFaceModels";
    *home_name = "USERPROFILE";
#elif defined(__APPLE__)
    static const char *const variable = NULL, *const below_home = "Library/Application Support/OpenFaceModels";
    *home_name = "HOME";
#else
    static const char *const variable = "XDG_DATA_HOME", *const below_home = ".local/share/OpenFaceModels";
    *home_name = "HOME";
#endif
    bool no_memory = false;
    char *data = variable ? facs_cache_variable(env, variable, &no_memory) : NULL;
#if !defined(_WIN32)
    if (data && data[0] != '/') { /* the XDG specification says to ignore relative paths */
        facs_free(env, data);
        data = NULL;
    }
#endif
    char *home = data ? NULL : facs_cache_variable(env, *home_name, &no_memory);
    *base = NULL;
    if (data)
        *base = facs_path_join(env, data, "OpenFaceModels");
    else if (home)
        *base = facs_path_join(env, home, below_home);
    no_memory = no_memory || ((data || home) && !*base);
    facs_free(env, data);
    facs_free(env, home);
    return no_memory ? FACS_E_MEMORY : *base ? FACS_OK : FACS_AGAIN;
}

facs_status facs_cache_derived(const facs_env *env, char **folder)
{
    bool no_memory = false;
    const char *home_name;
    char *base = facs_cache_variable(env, "OPENFACE_MODELS_DIR", &no_memory);
    facs_status status = no_memory ? FACS_E_MEMORY : FACS_OK;
    if (!base && status == FACS_OK)
        status = facs_cache_user(env, &base, &home_name);
    if (status == FACS_OK) {
        *folder = facs_path_join(env, base, "2.2.0/derived/facsimile/1");
        status = *folder ? FACS_OK : FACS_E_MEMORY;
    }
    facs_free(env, base);
    return status;
}
