/* The set of models a program needs: finding, loading, sharing. */
#include "model/model.h"
#include "model/search.h"

#include <string.h>

facs_models_options facs_models_options_default(void)
{
    facs_models_options options = {.size = sizeof options};
    return options;
}

/* Main file of each named landmark model. */
static const struct {
    const char *name, *file;
} landmark_models[] = {
    {"clnf-general", "main_clnf_general.txt"},
    {"clnf-wild", "main_clnf_wild.txt"},
    {"clnf-multi-pie", "main_clnf_multi_pie.txt"},
    {"clm-general", "main_clm_general.txt"},
    {"clm-wild", "main_clm_wild.txt"},
    {"ce-clm", "main_ceclm_general.txt"},
};

static bool is_path(const char *name)
{
    size_t length = strlen(name);
    return strchr(name, '/') || (length > 4 && strcmp(name + length - 4, ".txt") == 0);
}

/* *path = folder/name; facs_free */
static facs_status join(const facs_env *env, const char *folder, const char *name, char **path, facs_error *error)
{
    *path = facs_path_join(env, folder, name);
    return *path ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory while opening the models");
}

/* *path: facs_free */
static facs_status landmark_path(const facs_env *env, const char *folder, const char *name, char **path,
                                 facs_error *error)
{
    if (!name || !*name)
        name = landmark_models[0].name;
    for (size_t i = 0; i < sizeof landmark_models / sizeof *landmark_models; i++)
        if (strcmp(name, landmark_models[i].name) == 0)
            return join(env, folder, landmark_models[i].file, path, error);
    if (is_path(name))
        return join(env, "", name, path, error);
    return facs_fail(error, FACS_E_ARGUMENT,
                     "%.200s: unknown landmark model; choose clnf-general, clnf-wild, clnf-multi-pie, clm-general, "
                     "clm-wild or ce-clm, or give the path of a main_*.txt",
                     name);
}

static facs_status load_aus(const facs_env *env, const char *folder, const char *name, facs_au_model **model,
                            facs_error *error)
{
    char *path;
    facs_status status = join(env, folder, name, &path, error);
    if (status == FACS_OK)
        status = facs_au_model_load(env, path, model, error);
    facs_free(env, path);
    return status;
}

static facs_status load_detector(const facs_env *env, const char *folder, facs_mtcnn_model **model, facs_error *error)
{
    char *path;
    facs_status status = join(env, folder, "mtcnn_detector/MTCNN_detector.txt", &path, error);
    if (status == FACS_OK)
        status = facs_mtcnn_load(env, path, model, error);
    facs_free(env, path);
    return status;
}

static facs_status load_all(const facs_models_options *options, const facs_model_place *place, facs_models *models,
                            facs_error *error)
{
    const facs_env *env = &models->env;
    facs_status status = landmark_path(env, place->landmark_folder, options->landmarks, &models->landmark_path, error);
    if (status == FACS_OK)
        status = facs_landmark_model_load(env, models->landmark_path, &models->landmarks, error);
    if (status == FACS_OK && models->landmarks->pdm->n != FACS_LANDMARKS)
        status = facs_fail(error, FACS_E_UNSUPPORTED, "%s: a face model of %d landmarks; choose one of %d",
                           models->landmark_path, models->landmarks->pdm->n, FACS_LANDMARKS);
    if (status == FACS_OK)
        status = load_detector(env, place->landmark_folder, &models->mtcnn, error);
    /* the static ones serve stills and many faces */
    if (status == FACS_OK && !options->no_aus)
        status = load_aus(env, place->au_folder, "main_static_svms.txt", &models->au_static, error);
    if (status == FACS_OK && !options->no_aus)
        status = load_aus(env, place->au_folder, "main_dynamic_svms.txt", &models->au_dynamic, error);
    return status;
}

static void destroy(facs_models *models)
{
    facs_env env = models->env;
    facs_mtcnn_free(&env, &models->mtcnn);
    facs_landmark_model_free(&env, &models->landmarks);
    facs_au_model_free(&env, &models->au_static);
    facs_au_model_free(&env, &models->au_dynamic);
    facs_free(&env, models->directory);
    facs_free(&env, models->landmark_path);
    facs_free(&env, models);
}

facs_status facs_models_open(const facs_models_options *options, facs_models **models, facs_error *error)
{
    facs_models_options full = facs_models_options_default();
    if (!models)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_models_open: no place for the models given");
    if (options && !facs_options_take(&full, options, sizeof full))
        return facs_fail(error, FACS_E_ARGUMENT, "options: start from facs_models_options_default()");
    facs_env env = facs_env_resolve(full.env);
    facs_models *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory while opening the models");
    made->env = env;
    made->references = 1;
    facs_model_place place = {0};
    facs_status status = facs_model_search(&env, full.model_dir, !full.no_aus, &place, error);
    if (status == FACS_OK)
        status = load_all(&full, &place, made, error);
    if (status == FACS_OK) {
        made->directory = place.directory;
        place.directory = NULL;
        *models = made;
    } else {
        destroy(made);
    }
    facs_model_place_free(&env, &place);
    return status;
}

facs_models *facs_models_retain(facs_models *models)
{
    if (models)
        __atomic_add_fetch(&models->references, 1, __ATOMIC_RELAXED);
    return models;
}

void facs_models_close(facs_models **models)
{
    if (!models || !*models)
        return;
    facs_models *closing = *models;
    *models = NULL;
    if (__atomic_sub_fetch(&closing->references, 1, __ATOMIC_ACQ_REL) == 0)
        destroy(closing);
}

const char *facs_models_directory(const facs_models *models)
{
    return models ? models->directory : NULL;
}
