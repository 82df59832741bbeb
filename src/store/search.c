/* Search for the model folder.
 *
 * Places, in order: the folder the program names; $FACSIMILE_MODELS; $OPENFACE_MODELS_DIR/2.2.0/originals; the cache
 * that pyfaceau, pyclnf and pymtcnn share (OpenFaceModels in the user's data folder), in it 2.2.0/originals.  Whoever
 * names a folder in one of the first three ways means that one, so when it does not hold the models this is an error
 * and the search ends.  What lies in or beside the working directory is never taken unasked.
 *
 * A folder counts when it holds the tree of OpenFace's repository (lib/local/...), that of an installed OpenFace (model
 * and AU_predictors side by side), or is a cache or its 2.2.0 folder. */
#include "store/search.h"

#include "base/printable.h"
#include "store/cache_dir.h"

#include <stdio.h>
#include <string.h>

#define ORIGINALS FACS_CACHE_VERSION "/originals"

typedef struct layout {
    const char *landmarks, *aus;
} layout;

static const layout layouts[] = {
    {"lib/local/LandmarkDetector/model", "lib/local/FaceAnalyser/AU_predictors"},
    {"model", "AU_predictors"},
    {"originals/lib/local/LandmarkDetector/model", "originals/lib/local/FaceAnalyser/AU_predictors"},
    {ORIGINALS "/lib/local/LandmarkDetector/model", ORIGINALS "/lib/local/FaceAnalyser/AU_predictors"},
};

/* Growing report of the places looked at. */
typedef struct report {
    char text[900];
    size_t length;
} report;

#define ADD_LINE(places, ...) facs_add_message((places)->text, sizeof(places)->text, &(places)->length, __VA_ARGS__)

/* With the caller's own reader there may be no folders to ask for, so ask for a file. */
static facs_status has_folder(const facs_env *env, const char *folder, const char *probe, bool *has)
{
    *has = facs_path_is_dir(folder);
    if (*has || !env->read_file)
        return FACS_OK;
    char *path = facs_path_join(env, folder, probe);
    if (!path)
        return FACS_E_MEMORY;
    uint8_t *bytes = NULL;
    size_t count = 0;
    facs_status status = facs_read_file(env, path, FACS_E_MODELS_MISSING, &bytes, &count, NULL);
    facs_free(env, path);
    facs_free(env, bytes);
    *has = status == FACS_OK;
    return status == FACS_E_MEMORY ? status : FACS_OK;
}

/* FACS_AGAIN: not this layout; *what then names the folder that is not there */
static facs_status try_layout(const facs_env *env, const char *directory, const layout *tree, bool need_aus,
                              facs_model_place *place, const char **what)
{
    facs_model_place made = {
        .directory = facs_strdup(env, directory),
        .landmark_folder = facs_path_join(env, directory, tree->landmarks),
        .au_folder = facs_path_join(env, directory, tree->aus),
    };
    bool landmarks = false, aus = !need_aus;
    facs_status status = FACS_E_MEMORY;
    if (made.directory && made.landmark_folder && made.au_folder)
        status = has_folder(env, made.landmark_folder, "mtcnn_detector/MTCNN_detector.txt", &landmarks);
    if (status == FACS_OK && need_aus)
        status = has_folder(env, made.au_folder, "main_static_svms.txt", &aus);
    if (status == FACS_OK && landmarks && aus) {
        *place = made;
        return FACS_OK;
    }
    if (status == FACS_OK && landmarks != aus)
        *what = landmarks ? tree->aus : tree->landmarks;
    facs_model_place_free(env, &made);
    return status == FACS_OK ? FACS_AGAIN : status;
}

/* FACS_AGAIN: does not count, the report says why */
static facs_status try_directory(const facs_env *env, const char *directory, const char *origin, bool need_aus,
                                 facs_model_place *place, report *places)
{
    const char *what = NULL;
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        facs_status status = try_layout(env, directory, &layouts[i], need_aus, place, &what);
        if (status != FACS_AGAIN)
            return status;
    }
    if (what)
        ADD_LINE(places, "\n  %s (%s): no %s in it", directory, origin, what);
    else if (!facs_path_is_dir(directory))
        ADD_LINE(places, "\n  %s (%s): %s", directory, origin,
                 facs_path_exists(directory) ? "is no folder" : "does not exist");
    else
        ADD_LINE(places, "\n  %s (%s): neither %s nor %s in it", directory, origin, layouts[0].landmarks,
                 layouts[1].landmarks);
    return FACS_AGAIN;
}

static facs_status try_in(const facs_env *env, const char *base, const char *name, const char *origin, bool need_aus,
                          facs_model_place *place, report *places)
{
    char *directory = facs_path_join(env, base, name);
    if (!directory)
        return FACS_E_MEMORY;
    facs_status status = try_directory(env, directory, origin, need_aus, place, places);
    facs_free(env, directory);
    return status;
}

static facs_status try_user_data(const facs_env *env, bool need_aus, facs_model_place *place, report *places)
{
    bool no_memory = false;
    char *cache = facs_user_cache(env, &no_memory);
    facs_status status = FACS_AGAIN;
    if (no_memory)
        status = FACS_E_MEMORY;
    else if (cache)
        status = try_in(env, cache, "originals", "the user's model cache", need_aus, place, places);
    else
        ADD_LINE(places, "\n  the user's model cache: no home folder");
    facs_free(env, cache);
    return status;
}

static facs_status try_usual_places(const facs_env *env, bool need_aus, facs_model_place *place, report *places)
{
    bool no_memory = false;
    char *base = facs_environment(env, "OPENFACE_MODELS_DIR", &no_memory);
    facs_status status = no_memory ? FACS_E_MEMORY : FACS_AGAIN;
    if (base)
        status = try_in(env, base, ORIGINALS, "$OPENFACE_MODELS_DIR", need_aus, place, places);
    else if (!no_memory)
        ADD_LINE(places, "\n  $FACSIMILE_MODELS, $OPENFACE_MODELS_DIR: not set");
    facs_free(env, base);
    if (base) /* the cache this machine was told to use: no other one */
        return status;
    if (status == FACS_AGAIN)
        status = try_user_data(env, need_aus, place, places);
    return status;
}

facs_status facs_model_search(const facs_env *env, const char *model_dir, bool need_aus, facs_model_place *place,
                              facs_error *error)
{
    report places = {.length = 0};
    bool no_memory = false;
    char *named = model_dir ? NULL : facs_environment(env, "FACSIMILE_MODELS", &no_memory);
    const char *directory = model_dir ? model_dir : named;
    facs_status status;
    if (no_memory)
        status = FACS_E_MEMORY;
    else if (directory)
        status = try_directory(env, directory, model_dir ? "the model folder asked for" : "$FACSIMILE_MODELS", need_aus,
                               place, &places);
    else
        status = try_usual_places(env, need_aus, place, &places);
    facs_free(env, named);
    if (status == FACS_E_MEMORY)
        return facs_fail(error, status, "out of memory while looking for the model files");
    if (status != FACS_AGAIN)
        return status;
    facs_fail(error, FACS_E_MODELS_MISSING,
              "no model files: get OpenFace 2.2's with  facsimile models fetch  (docs/models.md), or name their "
              "folder with --model-dir (model_dir in the API) or FACSIMILE_MODELS.  Looked at:");
    facs_fail_lines(error, places.text);
    return FACS_E_MODELS_MISSING;
}

void facs_model_place_free(const facs_env *env, facs_model_place *place)
{
    facs_free(env, place->directory);
    facs_free(env, place->landmark_folder);
    facs_free(env, place->au_folder);
    *place = (facs_model_place){0};
}
