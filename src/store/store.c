/* The manifest laid over the folders of this machine. */
#include "store/store.h"

#include "store/cache_folder.h"
#include "store/hash.h"
#include "store/lock.h"
#include "store/record.h"
#include "store/cache_dir.h"
#include "store/search.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ACCEPT_WAIT 900.0 /* s */

static facs_status no_memory(facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "out of memory while opening the list of models");
}

static facs_status find_cache(facs_store *store, const char *given, facs_error *error)
{
    const facs_env *env = &store->env;
    bool out_of_memory = false;
    char *named = given ? facs_strdup(env, given) : facs_environment(env, "OPENFACE_MODELS_DIR", &out_of_memory);
    if (named)
        store->cache = facs_path_join(env, named, FACS_CACHE_VERSION);
    else if (!out_of_memory && !given)
        store->cache = facs_user_cache(env, &out_of_memory);
    out_of_memory = out_of_memory || (!store->cache && (named || given));
    facs_free(env, named);
    if (out_of_memory)
        return no_memory(error);
    if (!store->cache)
        return facs_fail(error, FACS_E_MODELS_MISSING,
                         "no folder to keep models in: there is no home folder; name one with OPENFACE_MODELS_DIR");
    return FACS_OK;
}

/* where a file of OpenFace's tree is read from: `path` below one of the two folders; NULL = not of that tree */
static char *used_path(const facs_env *env, const facs_model_place *place, const char *path)
{
    static const char landmarks[] = "originals/lib/local/LandmarkDetector/model/",
                      aus[] = "originals/lib/local/FaceAnalyser/AU_predictors/";
    if (strncmp(path, landmarks, sizeof landmarks - 1) == 0)
        return facs_path_join(env, place->landmark_folder, path + sizeof landmarks - 1);
    if (strncmp(path, aus, sizeof aus - 1) == 0)
        return facs_path_join(env, place->au_folder, path + sizeof aus - 1);
    return NULL;
}

/* a folder the user named that does not hold models: what should be in it is missing there */
static facs_status named_place(const facs_env *env, const char *named_dir, facs_model_place *place)
{
    bool out_of_memory = false;
    char *named = named_dir ? facs_strdup(env, named_dir) : facs_environment(env, "FACSIMILE_MODELS", &out_of_memory);
    if (named) {
        place->landmark_folder = facs_path_join(env, named, "lib/local/LandmarkDetector/model");
        place->au_folder = facs_path_join(env, named, "lib/local/FaceAnalyser/AU_predictors");
    }
    out_of_memory = out_of_memory || (named && (!place->landmark_folder || !place->au_folder));
    facs_free(env, named);
    return out_of_memory ? FACS_E_MEMORY : FACS_OK;
}

/* A cache that was named counts with the models in it. */
static facs_status find_place(const facs_store *store, const facs_store_options *options, facs_model_place *place)
{
    const facs_env *env = &store->env;
    char *originals = NULL;
    const char *named = options->model_dir;
    if (!named && options->cache_dir) {
        named = originals = facs_path_join(env, store->cache, "originals");
        if (!originals)
            return FACS_E_MEMORY;
    }
    facs_status status = facs_model_search(env, named, true, place, NULL);
    if (status == FACS_E_MODELS_MISSING)
        status = named_place(env, named, place);
    facs_free(env, originals);
    return status;
}

static facs_status lay_out(facs_store *store, const facs_store_options *options, facs_error *error)
{
    const facs_env *env = &store->env;
    facs_model_place place = {0};
    facs_status status = find_place(store, options, &place);
    size_t count = (size_t)store->manifest->file_count;
    store->cached = facs_calloc(env, count, sizeof *store->cached);
    store->used = facs_calloc(env, count, sizeof *store->used);
    bool good = status == FACS_OK && store->cached && store->used;
    for (size_t i = 0; good && i < count; i++) {
        const char *path = store->manifest->files[i].path;
        store->cached[i] = facs_path_join(env, store->cache, path);
        store->used[i] = place.landmark_folder ? used_path(env, &place, path) : NULL;
        if (!store->used[i])
            store->used[i] = facs_path_join(env, store->cache, path);
        good = store->cached[i] && store->used[i];
    }
    store->in_use = place.directory;
    place.directory = NULL;
    facs_model_place_free(env, &place);
    return good ? FACS_OK : no_memory(error);
}

facs_status facs_store_open(const facs_store_options *given, facs_store **store, facs_error *error)
{
    facs_store_options options;
    facs_store_options_init(&options, sizeof options);
    if (!store)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_store_open: no place for the store given");
    facs_env env;
    facs_status status = facs_options_take(&options, given, sizeof options, "facs_store_options", error);
    if (status == FACS_OK)
        status = facs_env_take(options.env, &env, error);
    if (status != FACS_OK)
        return status;
    env.read_file = NULL;
    facs_store *made = facs_calloc(&env, 1, sizeof *made);
    bool out_of_memory = false;
    char *manifest = options.manifest ? NULL : facs_environment(&env, "FACSIMILE_MANIFEST", &out_of_memory);
    status = made && !out_of_memory ? FACS_OK : no_memory(error);
    if (made)
        made->env = env;
    if (status == FACS_OK)
        status = facs_manifest_open(&env, options.manifest ? options.manifest : manifest, &made->manifest, error);
    if (status == FACS_OK)
        status = find_cache(made, options.cache_dir, error);
    if (status == FACS_OK)
        status = lay_out(made, &options, error);
    facs_free(&env, manifest);
    if (status == FACS_OK)
        *store = made;
    else
        facs_store_close(&made);
    return status;
}

void facs_store_close(facs_store **store)
{
    if (!store || !*store)
        return;
    facs_store *made = *store;
    *store = NULL;
    facs_env env = made->env;
    for (int i = 0; made->manifest && i < made->manifest->file_count; i++) {
        if (made->cached)
            facs_free(&env, made->cached[i]);
        if (made->used)
            facs_free(&env, made->used[i]);
    }
    facs_free(&env, made->cached);
    facs_free(&env, made->used);
    facs_free(&env, made->cache);
    facs_free(&env, made->in_use);
    facs_manifest_free(&made->manifest);
    facs_free(&env, made);
}

const char *facs_store_cache(const facs_store *store)
{
    return store ? store->cache : NULL;
}

const char *facs_store_in_use(const facs_store *store)
{
    return store ? store->in_use : NULL;
}

const facs_model_set *facs_store_set(const facs_store *store, int index)
{
    return store && index >= 0 && index < store->manifest->set_count ? &store->manifest->sets[index] : NULL;
}

const facs_model_set *facs_store_find(const facs_store *store, const char *name)
{
    return store && name ? facs_manifest_set(store->manifest, name) : NULL;
}

const facs_model_set *facs_store_set_for(const facs_store *store, const char *landmarks)
{
    return store ? facs_manifest_set_for(store->manifest, landmarks) : NULL;
}

static int index_of(const facs_store *store, const facs_model_file *file)
{
    for (int i = 0; i < store->manifest->file_count; i++)
        if (file == &store->manifest->files[i])
            return i;
    return -1;
}

const char *facs_store_path(const facs_store *store, const facs_model_file *file, bool in_use)
{
    int index = store && file ? index_of(store, file) : -1;
    return index < 0 ? NULL : in_use ? store->used[index] : store->cached[index];
}

const char *facs_file_state_name(facs_file_state state)
{
    static const char *const names[] = {"missing", "unreadable", "wrong size", "wrong contents", "present", "good"};
    return state >= FACS_FILE_MISSING && state <= FACS_FILE_GOOD ? names[state] : "unknown";
}

facs_status facs_store_check_path(const char *path, const facs_model_file *file, bool contents, facs_file_state *state,
                                  facs_error *error)
{
    struct stat info;
    char hex[FACS_SHA256_TEXT];
    if (contents && !facs_sha256_available())
        return facs_sha256_bytes("", 0, hex, error);
    *state = FACS_FILE_UNREADABLE;
    if (stat(path, &info) != 0) {
        if (errno == ENOENT || errno == ENOTDIR)
            *state = FACS_FILE_MISSING;
        return FACS_OK;
    }
    if (!S_ISREG(info.st_mode) || access(path, R_OK) != 0)
        return FACS_OK;
    if ((int64_t)info.st_size != file->bytes) {
        *state = FACS_FILE_WRONG_SIZE;
        return FACS_OK;
    }
    if (!contents) {
        *state = FACS_FILE_PRESENT;
        return FACS_OK;
    }
    int opened = open(path, O_RDONLY | O_CLOEXEC);
    if (opened < 0)
        return FACS_OK;
    facs_status status = facs_sha256_file(opened, path, hex, error);
    close(opened);
    if (status == FACS_OK)
        *state = strcmp(hex, file->sha256) == 0 ? FACS_FILE_GOOD : FACS_FILE_WRONG_HASH;
    return status == FACS_E_NOT_FOUND ? FACS_OK : status;
}

facs_status facs_store_check(const facs_store *store, const facs_model_file *file, bool in_use, bool contents,
                             facs_file_state *state, facs_error *error)
{
    const char *path = facs_store_path(store, file, in_use);
    if (!path || !state)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_store_check: give a file of this store and a place for its state");
    return facs_fail_for(error, facs_store_check_path(path, file, contents, state, error), path);
}

bool facs_store_verified(const facs_store *store, const facs_model_set *set)
{
    return store && set && facs_record_is_verified(&store->env, store->cache, set);
}

bool facs_store_accepted(const facs_store *store, const facs_model_set *set)
{
    return store && set && facs_record_accepted(&store->env, store->cache, set);
}

bool facs_store_licence_accepted(const facs_store *store, const facs_model_set *set, const facs_licence *licence)
{
    return store && set && licence && facs_record_licence_accepted(&store->env, store->cache, set, licence);
}

facs_status facs_store_accept(facs_store *store, const facs_model_set *set, facs_error *error)
{
    if (!store || !set)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_store_accept: give a store and a set of it");
    int lock = -1;
    facs_status status = facs_folder_make(&store->env, store->cache, error);
    if (status == FACS_OK)
        status = facs_lock_take(&store->env, store->cache, ACCEPT_WAIT, NULL, &lock, error);
    if (status != FACS_OK)
        return status;
    status = facs_record_accept(&store->env, store->cache, set, error);
    facs_lock_release(lock);
    return facs_fail_for(error, status, store->cache);
}
