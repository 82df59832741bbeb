/* See choose.h.
 *
 * OpenFace's files count as installed when some are there that no other complete set has brought: half a set is
 * something to mend, and the one who opens it says so. */
#include "store/choose.h"

#include "store/search.h"

#include <stdlib.h>
#include <string.h>

static bool is_text(const char *text)
{
    return text && text[0];
}

static bool is_auto(const char *name)
{
    return !is_text(name) || strcmp(name, "auto") == 0;
}

/* what the user has set for all runs; NULL = nothing */
static const char *from_environment(void)
{
    const char *name = getenv("FACSIMILE_PIPELINE");
    return is_auto(name) ? NULL : name;
}

bool facs_pipeline_is_free(const char *name)
{
    return is_text(name) ? is_auto(name) : !from_environment();
}

/* every file of the set is there, damaged or not */
static bool is_whole(const facs_store *store, const facs_model_set *set)
{
    for (int i = 0; i < set->file_count; i++) {
        facs_file_state state = FACS_FILE_MISSING;
        if (facs_store_check(store, set->files[i], true, false, &state, NULL) != FACS_OK || state == FACS_FILE_MISSING)
            return false;
    }
    return true;
}

/* the file is there because another set is */
static bool is_of_another(const facs_store *store, const facs_model_set *standard, const facs_model_file *file)
{
    const facs_model_set *set;
    for (int i = 0; (set = facs_store_set(store, i)) != NULL; i++)
        for (int j = 0; set != standard && j < set->file_count; j++)
            if (set->files[j] == file && is_whole(store, set))
                return true;
    return false;
}

/* the files of OpenFace's tree, of the standard set */
static bool some_installed(const facs_store *store)
{
    const facs_model_set *set = facs_store_set_for(store, NULL);
    if (is_whole(store, set))
        return true;
    for (int i = 0; i < set->file_count; i++) {
        facs_file_state state = FACS_FILE_MISSING;
        if (facs_store_check(store, set->files[i], true, false, &state, NULL) == FACS_OK &&
            state != FACS_FILE_MISSING && !is_of_another(store, set, set->files[i]))
            return true;
    }
    return false;
}

static facs_status is_installed(const facs_env *env, const facs_models_options *options, bool *installed,
                                facs_error *error)
{
    facs_store_options where;
    facs_store_options_init(&where, sizeof where);
    where.env = env;
    facs_store *store = NULL;
    /* the list knows what lies on disk; without it (no cJSON, files through a callback) the folders tell */
    if (!env->read_file && facs_store_open(&where, &store, NULL) == FACS_OK) {
        *installed = some_installed(store);
        facs_store_close(&store);
        return FACS_OK;
    }
    facs_model_place place = {0};
    facs_status status = facs_model_search(env, NULL, !options->no_aus, &place, error);
    *installed = status == FACS_OK;
    facs_model_place_free(env, &place);
    return status == FACS_E_MEMORY ? status : FACS_OK;
}

static bool only_openface_knows(const facs_models_options *options)
{
    return options->landmarks || options->model_dir || is_text(getenv("FACSIMILE_MODELS"));
}

/* a named one with options it does not know */
static facs_status find_named(const char *name, const facs_models_options *options, facs_pipeline *pipeline,
                              facs_error *error)
{
    facs_status status = facs_pipeline_find(name, pipeline, error);
    if (status == FACS_OK && options->landmarks && strcmp(pipeline->landmark->name, "clnf") != 0)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "pipeline %s: has no landmark models to choose from: leave out %s (--landmarks), or name the "
                         "pipeline openface",
                         pipeline->name, options->landmarks);
    return status;
}

facs_status facs_pipeline_choose(const facs_env *env, const facs_models_options *options, facs_pipeline *pipeline,
                                 bool *automatic, facs_error *error)
{
    const char *name = is_text(options->pipeline) ? options->pipeline : from_environment();
    *automatic = false;
    if (!is_auto(name))
        return find_named(name, options, pipeline, error);
    if (only_openface_knows(options))
        return facs_pipeline_find("openface", pipeline, error);
    bool installed = false;
    facs_status status = is_installed(env, options, &installed, error);
    if (status != FACS_OK)
        return status;
    *automatic = true;
    return facs_pipeline_find(installed ? "openface" : "open", pipeline, error);
}
