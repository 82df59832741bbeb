/* Finding single model files; see lone_file.h. */
#include "store/lone_file.h"

#include "base/printable.h"
#include "store/cache_dir.h"

#include <stdio.h>

enum { BELOW_BYTES = 512 };

/* With the caller's own reader there may be no files on disk to ask for. */
static facs_status is_there(const facs_env *env, const char *path, bool *there)
{
    *there = facs_path_exists(path) && !facs_path_is_dir(path);
    if (*there || !env->read_file)
        return FACS_OK;
    uint8_t *bytes = NULL;
    size_t count = 0;
    facs_status status = facs_read_file(env, path, FACS_E_MODELS_MISSING, &bytes, &count, NULL);
    facs_free(env, bytes);
    *there = status == FACS_OK;
    return status == FACS_E_MEMORY ? status : FACS_OK;
}

/* FACS_AGAIN: not in this folder */
static facs_status try_folder(const facs_env *env, const char *folder, const char *component, const char *name,
                              char **path)
{
    static const struct {
        const char *above;
        bool component;
    } layouts[] = {
        {"", false},
        {"", true},
        {"derived/facsimile/1/", true},
        {FACS_CACHE_VERSION "/derived/facsimile/1/", true},
        {"../derived/facsimile/1/", true},
    };
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        char below[BELOW_BYTES];
        bool there = false;
        snprintf(below, sizeof below, "%s%s%s%s", layouts[i].above, layouts[i].component ? component : "",
                 layouts[i].component ? "/" : "", name);
        char *tried = facs_path_join(env, folder, below);
        facs_status status = tried ? is_there(env, tried, &there) : FACS_E_MEMORY;
        if (status == FACS_OK && there) {
            *path = tried;
            return FACS_OK;
        }
        facs_free(env, tried);
        if (status != FACS_OK)
            return status;
    }
    return FACS_AGAIN;
}

facs_status facs_lone_file_search(const facs_env *env, const char *model_dir, const char *component, const char *name,
                                  char **path, facs_error *error)
{
    bool no_memory = false;
    const char *origin = model_dir ? "the model folder asked for" : "$FACSIMILE_MODELS";
    char *folder = model_dir ? facs_strdup(env, model_dir) : facs_environment(env, "FACSIMILE_MODELS", &no_memory);
    no_memory = no_memory || (model_dir && !folder);
    if (!folder && !no_memory) {
        origin = "the model cache";
        folder = facs_derived_cache(env, &no_memory);
    }
    facs_status status = no_memory ? FACS_E_MEMORY : FACS_AGAIN;
    if (folder && !no_memory)
        status = try_folder(env, folder, component, name, path);
    if (status == FACS_E_MEMORY)
        facs_fail(error, status, "out of memory while looking for the model files");
    if (status == FACS_AGAIN) {
        char looked[1024] = "";
        size_t length = 0;
        if (folder)
            facs_add_message(looked, sizeof looked, &length, "\n  %s (%s)", folder, origin);
        else
            facs_add_message(looked, sizeof looked, &length, "\n  the model cache: no home folder");
        status = facs_fail(error, FACS_E_MODELS_MISSING,
                           "no %s: get it with  facsimile models fetch %s  (docs/models.md), or name its folder with "
                           "--model-dir (model_dir in the API) or FACSIMILE_MODELS.  Looked at:",
                           name, component);
        facs_fail_lines(error, looked);
    }
    facs_free(env, folder);
    return status;
}
