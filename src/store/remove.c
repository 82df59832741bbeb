/* A set out of the cache. */
#include "store/cache_folder.h"
#include "store/leftovers.h"
#include "store/lock.h"
#include "store/part.h"
#include "store/record.h"
#include "store/remove_packs.h"
#include "store/store.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define LOCK_WAIT 900.0 /* s */

static bool contains(const facs_model_set *set, const facs_model_file *file)
{
    for (int i = 0; i < set->file_count; i++)
        if (set->files[i] == file)
            return true;
    return false;
}

static bool complete(const facs_store *store, const facs_model_set *set)
{
    for (int i = 0; i < set->file_count; i++) {
        facs_file_state state = FACS_FILE_MISSING;
        facs_store_check_path(facs_store_path(store, set->files[i], false), set->files[i], false, &state, NULL);
        if (state != FACS_FILE_PRESENT)
            return false;
    }
    return true;
}

static facs_status remove_locked(facs_store *store, const facs_model_set *set, const bool *needed, int64_t *bytes,
                                 facs_error *error)
{
    const facs_manifest *manifest = store->manifest;
    facs_status status = FACS_OK;
    facs_leftovers_delete(&store->env, store->cache);
    for (int i = 0; i < set->file_count && status == FACS_OK; i++) {
        const facs_model_file *file = set->files[i];
        const char *path = facs_store_path(store, file, false);
        bool kept = false;
        for (int j = 0; j < manifest->set_count; j++)
            kept = kept || (needed[j] && contains(&manifest->sets[j], file));
        if (kept)
            continue;
        facs_whole_delete_parts(&store->env, path);
        if (unlink(path) == 0)
            *bytes += file->bytes;
        else if (errno != ENOENT && errno != ENOTDIR)
            status = facs_fail(error, FACS_E_OUTPUT, "%s: cannot be deleted: %s", path, strerror(errno));
        facs_folder_prune(&store->env, path, store->cache);
    }
    if (status == FACS_OK)
        status = facs_remove_packs(&store->env, store->cache, bytes, error);
    if (status == FACS_OK)
        status = facs_record_verified(&store->env, store->cache, set, NULL, error);
    return status;
}

facs_status facs_store_remove(facs_store *store, const facs_model_set *set, int64_t *bytes, facs_error *error)
{
    if (!store || !set)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_store_remove: give a store and a set of it");
    int64_t removed = 0;
    int lock = -1;
    if (!facs_path_is_dir(store->cache)) { /* nothing there, nothing to make either */
        if (bytes)
            *bytes = 0;
        return FACS_OK;
    }
    bool *needed = facs_calloc(&store->env, (size_t)store->manifest->set_count, sizeof *needed);
    if (!needed)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", store->cache);
    facs_status status = facs_lock_take(&store->env, store->cache, LOCK_WAIT, NULL, &lock, error);
    if (status == FACS_OK) {
        for (int i = 0; i < store->manifest->set_count; i++)
            needed[i] = &store->manifest->sets[i] != set && complete(store, &store->manifest->sets[i]);
        status = remove_locked(store, set, needed, &removed, error);
        facs_lock_release(lock);
    }
    facs_free(&store->env, needed);
    if (bytes)
        *bytes = removed;
    return facs_fail_for(error, status, store->cache);
}
