/* The set of models a program needs: finding, loading, sharing. */
#include "store/models.h"
#include "landmark/clnf/landmark_model.h"

#include "pack/pack.h"
#include "store/accelerate.h"
#include "store/cache_dir.h"
#include "store/choose.h"
#include "store/lone_file.h"
#include "store/pack_set.h"
#include "store/search.h"

#include <string.h>

enum { NETWORK_THREADS_MOST = 255 };

void facs_models_options_init(facs_models_options *options, size_t size)
{
    const facs_models_options defaults = {.size = sizeof defaults};
    facs_options_init(options, size, &defaults, sizeof defaults);
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

/* *path: facs_free */
static facs_status path_of(const facs_models *models, const facs_model_place *place, const facs_model_kind *kind,
                           char **path, facs_error *error)
{
    if (kind->component)
        return facs_lone_file_search(&models->env, models->named, kind->component, kind->file, path, error);
    const char *folder = kind->aus ? place->au_folder : place->landmark_folder;
    if (!kind->file)
        return join(&models->env, "", models->landmark_path, path, error);
    return join(&models->env, folder, kind->file, path, error);
}

/* Sessions keep the environment they are started with: not that of loading, which goes away. */
static facs_status start(const facs_models *models, facs_onnx *net, facs_error *error)
{
    bool no_memory = false;
    char *cache = facs_derived_cache(&models->env, &no_memory);
    facs_onnx_settings settings = models->networks;
    settings.cache = cache;
    facs_status status = no_memory ? facs_fail(error, FACS_E_MEMORY, "out of memory while opening the models")
                                   : facs_onnx_start(&models->env, net, &settings, error);
    facs_free(&models->env, cache);
    return status;
}

/* *model stays NULL when there is no file and that may be */
static facs_status read_from(const facs_env *env, const char *path, const facs_model_kind *kind, void **model,
                             facs_error *error)
{
    facs_error why = {0};
    facs_status status = kind->load(env, path, model, &why);
    if (status == FACS_E_MODELS_MISSING && kind->may_lack) {
        facs_log(env, FACS_LOG_DEBUG, "%s; going on without", why.message);
        return FACS_OK;
    }
    return status == FACS_OK ? FACS_OK : facs_fail(error, status, "%s", why.message);
}

static facs_status load_one(const facs_env *env, const facs_model_place *place, const facs_model_kind *kind,
                            facs_models *models, facs_error *error)
{
    char *path = NULL;
    void *model = NULL;
    facs_status status = path_of(models, place, kind, &path, error);
    if (status == FACS_OK)
        status = read_from(env, path, kind, &model, error);
    facs_free(env, path);
    if (status == FACS_OK && !model)
        return FACS_OK;
    if (status == FACS_OK && !facs_loaded_put(&models->loaded, kind->name, model)) {
        kind->free(env, &model);
        return facs_fail(error, FACS_E_INTERNAL, "%s: one model too many", kind->name);
    }
    if (status == FACS_OK && kind->adopt)
        kind->adopt(&models->env, model);
    if (status == FACS_OK && kind->onnx)
        status = start(models, model, error);
    return status;
}

/* every model the pipeline needs from the original files, through `env` */
static facs_status load_originals(const facs_env *env, const facs_model_place *place, facs_models *models,
                                  facs_error *error)
{
    const facs_model_kind *kind;
    for (int i = 0; (kind = facs_model_kind_get(i)) != NULL; i++) {
        if (!facs_models_want(models, kind))
            continue;
        facs_status status = load_one(env, place, kind, models, error);
        if (status != FACS_OK)
            return status;
        const facs_landmark_model *face = facs_loaded_landmarks(&models->loaded);
        if (face && face->pdm->n != FACS_LANDMARKS)
            return facs_fail(error, FACS_E_UNSUPPORTED, "%s: a face model of %d landmarks; choose one of %d",
                             models->landmark_path, face->pdm->n, FACS_LANDMARKS);
    }
    return FACS_OK;
}

static void free_loaded(facs_models *models)
{
    const facs_model_kind *kind;
    for (int i = 0; !models->pack && (kind = facs_model_kind_get(i)) != NULL; i++) {
        void *model = facs_loaded_find(&models->loaded, kind->name);
        if (model)
            kind->free(&models->env, &model);
    }
    if (models->pack)
        facs_pack_close(&models->pack);
    models->loaded = (facs_loaded){0};
}

bool facs_models_want(const facs_models *models, const facs_model_kind *kind)
{
    return facs_pipeline_needs(&models->pipeline, models->aus, kind->name);
}

/* ---- pack ---- */

/* FACS_OK: they are from the pack */
static facs_status read_pack(facs_models *models)
{
    facs_error why = {0};
    facs_status status = facs_pack_set_read(models->pack_path, models, &why);
    if (status == FACS_E_MODEL_CORRUPT)
        facs_log(&models->env, FACS_LOG_WARNING, "%s; it is not used", why.message);
    else if (status == FACS_AGAIN)
        facs_log(&models->env, FACS_LOG_DEBUG, "%s: the model files have changed, the pack is made anew",
                 models->pack_path);
    if (status != FACS_OK)
        return status;
    facs_landmark_model *landmarks = facs_loaded_landmarks(&models->loaded);
    if (landmarks) {
        landmarks->derived_path = models->pack_path;
        landmarks->identity = facs_pack_identity(models->pack);
    }
    return FACS_OK;
}

/* The models as loaded go on serving when the pack cannot be written or read. */
static facs_status write_pack(facs_models *models, const facs_originals *originals, facs_error *error)
{
    facs_status status = facs_pack_set_write(models->pack_path, models, originals, error);
    if (status != FACS_OK)
        return status;
    facs_models loaded = *models;
    status = read_pack(models);
    if (status == FACS_AGAIN) /* inside only: callers take positive numbers for success */
        return facs_fail(error, FACS_E_MODEL_CORRUPT,
                         "%s: the model files were changed while their pack was made; make it again when that is over",
                         models->pack_path);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: the model pack cannot be read back", models->pack_path);
    free_loaded(&loaded);
    return FACS_OK;
}

/* the files the models were read from */
static facs_status keep_ids(facs_models *models, const facs_originals *originals, facs_error *error)
{
    facs_file_ids_free(&models->env, &models->files);
    for (int i = 0; i < originals->count; i++)
        if (facs_file_ids_add(&models->env, &models->files, originals->item[i].path) != FACS_OK)
            return facs_fail(error, FACS_E_MEMORY, "out of memory while opening the models");
    return FACS_OK;
}

static facs_status load_only(const facs_model_place *place, facs_models *models, facs_error *error)
{
    if (models->env.read_file) /* the caller's own files */
        return load_originals(&models->env, place, models, error);
    facs_originals originals;
    facs_env noting = facs_originals_init(&originals, &models->env);
    facs_status status = load_originals(&noting, place, models, error);
    if (status == FACS_OK)
        status = keep_ids(models, &originals, error);
    facs_originals_free(&originals);
    return status;
}

static facs_status load_and_pack(const facs_model_place *place, bool must, facs_models *models, facs_error *error)
{
    facs_originals originals;
    facs_env noting = facs_originals_init(&originals, &models->env);
    facs_status status = load_originals(&noting, place, models, error);
    if (status == FACS_OK)
        status = keep_ids(models, &originals, error);
    if (status == FACS_OK) {
        facs_error why = {0};
        facs_status written = write_pack(models, &originals, &why);
        if (written != FACS_OK && must)
            status = facs_fail(error, written, "%s", why.message);
        else if (written != FACS_OK)
            facs_log(&models->env, FACS_LOG_DEBUG, "%s; going on without", why.message);
        else
            facs_log(&models->env, FACS_LOG_DEBUG, "%s: made this model pack; later runs start faster with it",
                     models->pack_path);
    }
    facs_originals_free(&originals);
    return status;
}

/* Does it need a model whose file comes by itself, or else one of OpenFace's? */
static bool needs(const facs_models *models, bool lone)
{
    const facs_model_kind *kind;
    for (int i = 0; (kind = facs_model_kind_get(i)) != NULL; i++)
        if (facs_models_want(models, kind) && (kind->component != NULL) == lone)
            return true;
    return false;
}

static facs_status load_all(const facs_models_options *options, const facs_model_place *place, facs_pack_use use,
                            facs_models *models, facs_error *error)
{
    const facs_env *env = &models->env;
    if (needs(models, true) && use == FACS_PACK_FORCE)
        return facs_fail(error, FACS_E_UNSUPPORTED, "the models of the pipeline %s need no pack",
                         models->pipeline.name);
    if (needs(models, true)) /* those are not packed */
        return load_only(place, models, error);
    facs_status status = landmark_path(env, place->landmark_folder, options->landmarks, &models->landmark_path, error);
    if (status != FACS_OK)
        return status;
    if (env->read_file && use == FACS_PACK_FORCE)
        return facs_fail(
            error, FACS_E_UNSUPPORTED,
            "model files that are read through a callback cannot be packed: leave facs_env.read_file NULL");
    /* a caller with read functions of its own decides itself what lies on disk */
    bool allowed = use == FACS_PACK_FORCE || (!options->no_pack && !facs_pack_set_disabled());
    if (env->read_file || !allowed)
        return load_only(place, models, error);
    status = facs_pack_set_path(models, options->no_aus ? NULL : place->au_folder, &models->pack_path);
    if (status == FACS_E_MEMORY)
        return facs_fail(error, status, "out of memory while opening the models");
    if (status == FACS_AGAIN && use == FACS_PACK_FORCE)
        return facs_fail(error, FACS_E_OUTPUT, "no folder for a model pack: set OPENFACE_MODELS_DIR or HOME");
    if (status == FACS_AGAIN)
        return load_only(place, models, error);
    if (use != FACS_PACK_FORCE && read_pack(models) == FACS_OK)
        return FACS_OK;
    return load_and_pack(place, use == FACS_PACK_FORCE, models, error);
}

static void destroy(facs_models *models)
{
    facs_env env = models->env;
    facs_accelerated_free(&env, &models->accelerated);
    free_loaded(models);
    facs_file_ids_free(&env, &models->files);
    facs_free(&env, models->hashes);
    pthread_mutex_destroy(&models->hashing);
    facs_free(&env, models->directory);
    facs_free(&env, models->landmark_path);
    facs_free(&env, models->pack_path);
    facs_free(&env, models);
}

facs_status facs_models_open(const facs_models_options *options, facs_models **models, facs_error *error)
{
    return facs_models_open_with(options, FACS_PACK_IF_ALLOWED, models, error);
}

facs_status facs_models_open_with(const facs_models_options *options, facs_pack_use use, facs_models **models,
                                  facs_error *error)
{
    facs_models_options full;
    facs_models_options_init(&full, sizeof full);
    if (!models)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_models_open: no place for the models given");
    facs_env env;
    facs_status status = facs_options_take(&full, options, sizeof full, "facs_models_options", error);
    if (status == FACS_OK)
        status = facs_env_take(full.env, &env, error);
    if (status != FACS_OK)
        return status;
    facs_models *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory while opening the models");
    if (pthread_mutex_init(&made->hashing, NULL) != 0) {
        facs_free(&env, made);
        return facs_fail(error, FACS_E_MEMORY, "out of memory while opening the models");
    }
    made->env = env;
    made->references = 1;
    made->aus = !full.no_aus;
    if (full.network_threads < 0 || full.network_threads > NETWORK_THREADS_MOST)
        status = facs_fail(error, FACS_E_ARGUMENT, "network_threads: 1 to %d are possible, and 0 for one",
                           NETWORK_THREADS_MOST);
    else
        made->networks.threads = full.network_threads > 0 ? (int)full.network_threads : 1;
    made->networks.trace = full.network_trace != 0;
    facs_model_place place = {0};
    if (use == FACS_PACK_FORCE && !full.pipeline)
        full.pipeline = "openface"; /* the one with files to pack */
    if (status == FACS_OK)
        status = facs_provider_find(full.provider, &made->networks.provider, error);
    if (status == FACS_OK)
        status = facs_pipeline_choose(&env, &full, &made->pipeline, &made->automatic, error);
    bool openface = status == FACS_OK && needs(made, false), lone = status == FACS_OK && needs(made, true);
    if (status == FACS_OK && !openface && use == FACS_PACK_FORCE)
        status = facs_fail(error, FACS_E_UNSUPPORTED, "pipeline %s: has no model files to pack", made->pipeline.name);
    made->named = full.model_dir;
    if (openface)
        status = facs_model_search(&env, full.model_dir, made->aus, &place, error);
    if ((openface || lone) && status == FACS_OK)
        status = load_all(&full, &place, use, made, error);
    made->named = NULL;
    if (status == FACS_OK && use != FACS_PACK_FORCE && !lone && openface &&
        facs_provider_accelerates(made->networks.provider))
        status = facs_models_accelerate(made, &made->networks, error);
    if (status == FACS_OK) {
        made->directory = place.directory;
        place.directory = NULL;
        *models = made;
    } else {
        facs_fail_for(error, status,
                      made->landmark_path ? made->landmark_path
                      : full.model_dir    ? full.model_dir
                                          : "models");
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

const char *facs_models_pipeline(const facs_models *models, bool *automatic)
{
    if (models && automatic)
        *automatic = models->automatic;
    return models ? models->pipeline.name : NULL;
}

/* the pack and what is kept beside it */
static facs_status is_pack(const facs_models *models, const char *path, bool *found)
{
    static const char end[] = ".experts";
    facs_file_ids packs = {0};
    size_t length = strlen(models->pack_path);
    char *experts = facs_calloc(&models->env, length + sizeof end, 1);
    if (!experts)
        return FACS_E_MEMORY;
    memcpy(experts, models->pack_path, length);
    memcpy(experts + length, end, sizeof end);
    facs_status status = facs_file_ids_add(&models->env, &packs, models->pack_path);
    if (status == FACS_OK)
        status = facs_file_ids_add(&models->env, &packs, experts);
    *found = facs_file_ids_have(&packs, path);
    facs_file_ids_free(&models->env, &packs);
    facs_free(&models->env, experts);
    return status;
}

facs_status facs_models_check_output(const facs_models *models, const char *output, facs_error *error)
{
    bool found = facs_file_ids_have(&models->files, output);
    if (!found && models->pack_path && is_pack(models, output, &found) != FACS_OK)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", output);
    return found ? facs_fail(error, FACS_E_ARGUMENT, "%s: is a model file that is in use; name another output", output)
                 : FACS_OK;
}
