/* Finding single model files; see lone_file.h. */
#include "store/lone_file.h"

#include "base/printable.h"
#include "store/cache_dir.h"

#include <stdio.h>
#include <string.h>

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

/* a folder to look in, in the order they are tried; facs_free(path) */
typedef struct place {
    char *path;
    const char *origin;
} place;

enum { PLACES_MAX = 3 };

static void add_place(place *places, int *count, char *path, const char *origin)
{
    if (path)
        places[(*count)++] = (place){.path = path, .origin = origin};
}

/* OpenFace's files, for the same pipeline, may be in a folder of their own: networks as ONNX files are looked for in the
 * cache, too, and in a folder that is named for them alone */
static int list_places(const facs_env *env, const char *model_dir, bool onnx, place *places, bool *no_memory)
{
    int count = 0;
    if (onnx)
        add_place(places, &count, facs_environment(env, "FACSIMILE_ONNX_MODELS", no_memory), "$FACSIMILE_ONNX_MODELS");
    if (model_dir) {
        char *copy = facs_strdup(env, model_dir);
        *no_memory = *no_memory || !copy;
        add_place(places, &count, copy, "the model folder asked for");
    } else {
        add_place(places, &count, facs_environment(env, "FACSIMILE_MODELS", no_memory), "$FACSIMILE_MODELS");
    }
    if (!*no_memory && (onnx || !count))
        add_place(places, &count, facs_derived_cache(env, no_memory), "the model cache");
    return count;
}

static facs_status fail_missing(const place *places, int count, const char *component, const char *name,
                                facs_error *error)
{
    char looked[1024] = "";
    size_t length = 0;
    for (int i = 0; i < count; i++)
        facs_add_message(looked, sizeof looked, &length, "\n  %s (%s)", places[i].path, places[i].origin);
    if (!count)
        facs_add_message(looked, sizeof looked, &length, "\n  the model cache: no home folder");
    facs_status status;
    if (strcmp(component, "onnx") == 0)
        status =
            facs_fail(error, FACS_E_MODELS_MISSING,
                      "no %s: docs/models.md says where to get it; then install it with  facsimile models fetch SET "
                      "--from FOLDER, or name its folder with FACSIMILE_ONNX_MODELS.  Looked at:",
                      name);
    else
        status = facs_fail(error, FACS_E_MODELS_MISSING,
                           "no %s: get it with  facsimile models fetch %s  (docs/models.md), or name its folder with "
                           "--model-dir (model_dir in the API) or FACSIMILE_MODELS.  Looked at:",
                           name, component);
    facs_fail_lines(error, looked);
    return status;
}

facs_status facs_lone_file_search(const facs_env *env, const char *model_dir, const char *component, const char *name,
                                  char **path, facs_error *error)
{
    bool no_memory = false;
    place places[PLACES_MAX] = {{0}};
    const int count = list_places(env, model_dir, strcmp(component, "onnx") == 0, places, &no_memory);
    facs_status status = no_memory ? FACS_E_MEMORY : FACS_AGAIN;
    for (int i = 0; i < count && status == FACS_AGAIN; i++)
        status = try_folder(env, places[i].path, component, name, path);
    if (status == FACS_E_MEMORY)
        facs_fail(error, status, "out of memory while looking for the model files");
    if (status == FACS_AGAIN)
        status = fail_missing(places, count, component, name, error);
    for (int i = 0; i < count; i++)
        facs_free(env, places[i].path);
    return status;
}
