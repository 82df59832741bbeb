/* See model_hashes.h. */
#include "store/model_hashes.h"

#include "nn/net_file.h"

#include <stdio.h>
#include <string.h>

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* networks that are part of the library, which engines of our own run */
static const char *const built_in[] = {"face-detector", "face-points", "eye-patch", "mouth-patch"};
enum { BUILT_IN = sizeof built_in / sizeof *built_in };

static bool has_own(const facs_pipeline *pipeline)
{
    return strcmp(pipeline->detect->name, "open") == 0 || strcmp(pipeline->landmark->name, "open") == 0;
}

static int hash_built_in(facs_model_hash *made)
{
    int count = 0;
    for (int i = 0; i < BUILT_IN; i++) {
        const char *hex = facs_net_builtin_sha256(built_in[i]);
        if (!hex)
            continue;
        made[count] = (facs_model_hash){.name = built_in[i], .built_in = true};
        snprintf(made[count].sha256, sizeof made[count].sha256, "%s", hex);
        count++;
    }
    return count;
}

static facs_status hash_all(facs_models *models)
{
    const int files = models->files.count;
    facs_model_hash *made = facs_calloc(&models->env, (size_t)files + BUILT_IN, sizeof *made);
    if (!made)
        return FACS_E_MEMORY;
    for (int i = 0; i < files; i++) {
        const facs_file_id *file = &models->files.item[i];
        made[i].name = name_of(file->path);
        memcpy(made[i].sha256, file->sha256, sizeof made[i].sha256);
        if (!made[i].sha256[0])
            facs_sha256_path(file->path, made[i].sha256);
    }
    models->hashes = made;
    models->hash_count = files + (has_own(&models->pipeline) ? hash_built_in(made + files) : 0);
    return FACS_OK;
}

facs_status facs_models_hash(facs_models *models, const facs_model_hash **hashes, int *count)
{
    pthread_mutex_lock(&models->hashing);
    facs_status status = models->hashes ? FACS_OK : hash_all(models);
    *hashes = models->hashes;
    *count = models->hash_count;
    pthread_mutex_unlock(&models->hashing);
    return status;
}
