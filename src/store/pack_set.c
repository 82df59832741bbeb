/* Packs of whole sets of models; see pack_set.h. */
#include "store/pack_set.h"

#include "store/cache_dir.h"
#include "model/matrix_reader.h"
#include "pack/pack_internal.h"
#include "landmark/clnf/landmark_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ORIGINALS_MAX = 4096, NAME_BYTES_MAX = 160, PATH_BYTES = 2 * FACS_MODEL_PATH_MAX };

bool facs_pack_set_disabled(void)
{
    const char *value = getenv("FACSIMILE_PACK");
    return value && (strcmp(value, "0") == 0 || strcmp(value, "off") == 0 || strcmp(value, "no") == 0);
}

/* ---- name ---- */

/* main_clnf_general-0123456789abcdef.pack: the number tells apart where the originals are */
static facs_status file_name(const facs_models *models, const char *au_folder, char name[NAME_BYTES_MAX])
{
    const facs_env *env = &models->env;
    char *landmarks = facs_path_absolute(env, models->landmark_path);
    char *aus = facs_path_absolute(env, au_folder ? au_folder : "/");
    facs_status status = landmarks && aus ? FACS_OK : FACS_E_MEMORY;
    if (status == FACS_OK) {
        uint64_t parts[2] = {facs_pack_checksum(landmarks, strlen(landmarks)), facs_pack_checksum(aus, strlen(aus))};
        const char *slash = strrchr(landmarks, '/'), *stem = slash ? slash + 1 : landmarks;
        int length = (int)strcspn(stem, ".");
        snprintf(name, NAME_BYTES_MAX, "%.*s-%016llx.pack", length < 100 ? length : 100, stem,
                 (unsigned long long)facs_pack_checksum(parts, sizeof parts));
    }
    facs_free(env, landmarks);
    facs_free(env, aus);
    return status;
}

facs_status facs_pack_set_path(const facs_models *models, const char *au_folder, char **path)
{
    char name[NAME_BYTES_MAX];
    bool no_memory = false;
    char *folder = facs_derived_cache(&models->env, &no_memory);
    facs_status status = no_memory ? FACS_E_MEMORY : folder ? FACS_OK : FACS_AGAIN;
    if (status == FACS_OK)
        status = file_name(models, au_folder, name);
    if (status == FACS_OK) {
        *path = facs_path_join(&models->env, folder, name);
        status = *path ? FACS_OK : FACS_E_MEMORY;
    }
    facs_free(&models->env, folder);
    return status;
}

/* ---- content ---- */

/* Writing: path, size, time and hash of `original`.  Reading: they are put there, the path into its place of PATH_BYTES. */
static void walk_original(facs_pack_walk *walk, facs_original *original)
{
    int length = walk->reading ? 0 : (int)strlen(original->path);
    facs_pack_int(walk, &length, 1, PATH_BYTES - 1);
    facs_pack_text(walk, original->path, (size_t)length + 1);
    uint64_t size = (uint64_t)original->size, time = (uint64_t)original->time;
    facs_pack_u64(walk, &size);
    facs_pack_u64(walk, &time);
    original->size = (int64_t)size;
    original->time = (int64_t)time;
    facs_pack_text(walk, original->sha256, sizeof original->sha256);
}

static void walk_set(facs_pack_walk *walk, const facs_models *models, facs_loaded *loaded)
{
    const facs_model_kind *kind;
    for (int i = 0; walk->status == FACS_OK && (kind = facs_model_kind_get(i)) != NULL; i++) {
        void *model = facs_loaded_find(loaded, kind->name);
        bool wanted = facs_models_want(models, kind), present = wanted;
        if (kind->optional)
            facs_pack_bool(walk, &present);
        facs_pack_expect(walk, present == wanted, "it holds other models than its name says");
        if (walk->status != FACS_OK || !wanted)
            continue;
        kind->pack(walk, &model);
        if (walk->reading)
            facs_pack_expect(walk, facs_loaded_put(loaded, kind->name, model), "it holds too many models");
    }
}

/* The hash is one of the content that the pack was made from; where it is not well formed it is made anew. */
static facs_status add_file(facs_models *models, const facs_original *original)
{
    facs_status status = facs_file_ids_add(&models->env, &models->files, original->path);
    int number = status == FACS_OK ? facs_file_ids_find(&models->files, original->path) : -1;
    if (number >= 0 && strspn(original->sha256, "0123456789abcdef") == FACS_SHA256_TEXT - 1)
        memcpy(models->files.item[number].sha256, original->sha256, sizeof original->sha256);
    return status;
}

facs_status facs_pack_set_read(const char *path, facs_models *models, facs_error *error)
{
    facs_pack_walk walk;
    facs_status status = facs_pack_read_begin(&models->env, path, 0, &walk, error);
    if (status != FACS_OK)
        return status;
    int count = 0;
    bool same = true;
    facs_pack_int(&walk, &count, 1, ORIGINALS_MAX);
    for (int i = 0; same && i < count && walk.status == FACS_OK; i++) {
        char original_path[PATH_BYTES] = "";
        facs_original original = {.path = original_path};
        walk_original(&walk, &original);
        same = walk.status != FACS_OK || facs_original_same(&original);
        if (same && walk.status == FACS_OK)
            walk.status = add_file(models, &original);
    }
    if (!same)
        walk.status = FACS_AGAIN;
    facs_loaded read = {0};
    if (walk.status == FACS_OK)
        walk_set(&walk, models, &read);
    const facs_landmark_model *face = walk.status == FACS_OK ? facs_loaded_landmarks(&read) : NULL;
    if (face)
        facs_pack_expect(&walk, face->pdm->n == FACS_LANDMARKS, "it is no model of a face");
    status = facs_pack_read_end(&walk, &models->pack);
    if (status != FACS_OK)
        return status;
    models->loaded = read;
    return FACS_OK;
}

facs_status facs_pack_set_write(const char *path, const facs_models *models, const facs_originals *originals,
                                facs_error *error)
{
    facs_pack_walk walk;
    facs_status status = facs_pack_write_begin(&models->env, path, &walk, error);
    if (status != FACS_OK)
        return status;
    int count = originals->count;
    facs_pack_int(&walk, &count, 1, ORIGINALS_MAX);
    for (int i = 0; i < count && walk.status == FACS_OK; i++) {
        char original_path[PATH_BYTES] = "";
        facs_original original = originals->item[i];
        snprintf(original_path, sizeof original_path, "%s", original.path);
        original.path = original_path;
        facs_sha256_path(original_path, original.sha256);
        if (!facs_original_same(&original))
            memset(original.sha256, 0, sizeof original.sha256);
        walk_original(&walk, &original);
    }
    facs_loaded written = models->loaded;
    walk_set(&walk, models, &written);
    return facs_pack_write_end(&walk, 0);
}

/* ---- removal ---- */

/* The path leads nowhere, and what exists of it is `top` or a folder below. */
static bool lost_below(char *path, const char *top)
{
    if (access(path, F_OK) == 0)
        return false;
    char *slash;
    while (access(path, F_OK) != 0 && (slash = strrchr(path, '/')) != NULL && slash != path)
        *slash = '\0';
    char *there = realpath(path, NULL), *folder = realpath(top, NULL);
    size_t length = folder ? strlen(folder) : 0;
    bool below =
        there && folder && strncmp(there, folder, length) == 0 && (there[length] == '/' || there[length] == '\0');
    free(there);
    free(folder);
    return below;
}

facs_status facs_pack_set_orphaned(const facs_env *env, const char *path, const char *top, bool *orphaned,
                                   facs_error *error)
{
    *orphaned = false;
    facs_pack_walk walk;
    facs_status status = facs_pack_read_begin(env, path, 0, &walk, error);
    if (status != FACS_OK)
        return status;
    int count = 0;
    facs_pack_int(&walk, &count, 1, ORIGINALS_MAX);
    for (int i = 0; !*orphaned && i < count && walk.status == FACS_OK; i++) {
        char original_path[PATH_BYTES] = "";
        facs_original original = {.path = original_path};
        walk_original(&walk, &original);
        *orphaned = walk.status == FACS_OK && original.size >= 0 && lost_below(original_path, top);
    }
    if (walk.status == FACS_OK)
        walk.status = FACS_AGAIN; /* only the list was wanted: nothing to keep */
    status = facs_pack_read_end(&walk, &(facs_pack *){NULL});
    return status == FACS_AGAIN ? FACS_OK : status;
}
