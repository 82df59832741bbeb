/* Packs of removed models; see remove_packs.h. */
#include "store/remove_packs.h"

#include "store/cache_folder.h"
#include "store/cache_dir.h"
#include "base/whole_file.h"
#include "store/pack_set.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PACK ".pack"

/* what facsimile keeps of a pack NAME.pack: itself, NAME.pack.experts, and NAME.pack.part-... while they are written */
typedef enum pack_file { NO_PACK_FILE, THE_PACK, MATRICES, UNFINISHED } pack_file;

/* *length: of the pack's own name */
static pack_file kind_of(const char *name, size_t *length)
{
    const char *end = strstr(name, PACK);
    if (!end)
        return NO_PACK_FILE;
    end += strlen(PACK);
    *length = (size_t)(end - name);
    if (!*end)
        return THE_PACK;
    if (strcmp(end, ".experts") == 0 || strcmp(end, ".ready") == 0) /* .ready: what version 0.1 called it */
        return MATRICES;
    if (strncmp(end, ".part-", 6) == 0 || strncmp(end, ".experts.part-", 14) == 0)
        return UNFINISHED;
    return NO_PACK_FILE;
}

static facs_status delete_file(const char *path, int64_t *bytes, facs_error *error)
{
    struct stat info;
    bool there = lstat(path, &info) == 0;
    if (unlink(path) == 0)
        *bytes += there ? (int64_t)info.st_size : 0;
    else if (errno != ENOENT)
        return facs_fail(error, FACS_E_OUTPUT, "%s: cannot be deleted: %s", path, strerror(errno));
    return FACS_OK;
}

/* Is the pack, or what is kept of it, of no more use?  own: it is in a folder of `cache`. */
static facs_status useless(const facs_env *env, const char *pack, pack_file kind, const char *cache, bool own,
                           bool *answer)
{
    bool orphaned = false;
    facs_status status = facs_pack_set_orphaned(env, pack, cache, &orphaned, NULL);
    *answer = orphaned || (own && status == FACS_E_MODEL_CORRUPT) ||
              (own && status == FACS_E_NOT_FOUND && kind != UNFINISHED); /* its pack may be about to be made */
    return status == FACS_E_MEMORY ? status : FACS_OK;
}

static facs_status sweep_file(const facs_env *env, const char *folder, const char *name, bool packs, const char *cache,
                              bool own, int64_t *bytes, facs_error *error)
{
    size_t length = 0;
    pack_file kind = kind_of(name, &length);
    if (kind == NO_PACK_FILE || (kind == THE_PACK) != packs)
        return FACS_OK;
    char *path = facs_path_join(env, folder, name), *pack = facs_path_join(env, folder, name);
    bool gone = false;
    facs_status status = path && pack ? FACS_OK : FACS_E_MEMORY;
    if (status == FACS_OK) {
        pack[strlen(pack) - strlen(name) + length] = '\0';
        status = useless(env, pack, kind, cache, own, &gone);
        gone = gone || (kind == UNFINISHED && facs_whole_is_abandoned(AT_FDCWD, path));
    }
    if (status != FACS_OK)
        facs_fail(error, status, "out of memory");
    if (gone)
        status = delete_file(path, bytes, error);
    if (gone && own && status == FACS_OK)
        facs_folder_prune(env, path, cache);
    facs_free(env, path);
    facs_free(env, pack);
    return status;
}

/* packs: those; else what belongs to them */
static facs_status sweep(const facs_env *env, const char *folder, bool packs, const char *cache, bool own,
                         int64_t *bytes, facs_error *error)
{
    DIR *listing = opendir(folder);
    struct dirent *entry;
    facs_status status = FACS_OK;
    while (status == FACS_OK && listing && (entry = readdir(listing)) != NULL)
        status = sweep_file(env, folder, entry->d_name, packs, cache, own, bytes, error);
    if (listing)
        closedir(listing);
    return status;
}

static facs_status sweep_folder(const facs_env *env, const char *folder, const char *cache, bool own, int64_t *bytes,
                                facs_error *error)
{
    /* packs last: the others are judged by their pack */
    facs_status status = sweep(env, folder, false, cache, own, bytes, error);
    return status == FACS_OK ? sweep(env, folder, true, cache, own, bytes, error) : status;
}

facs_status facs_remove_packs(const facs_env *env, const char *cache, int64_t *bytes, facs_error *error)
{
    bool no_memory = false;
    char *own = facs_path_join(env, cache, "derived/facsimile/1"), *users = facs_derived_cache(env, &no_memory);
    facs_status status = own && !no_memory ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory");
    if (status == FACS_OK)
        status = sweep_folder(env, own, cache, true, bytes, error);
    if (status == FACS_OK && users && strcmp(users, own) != 0)
        status = sweep_folder(env, users, cache, false, bytes, error);
    facs_free(env, own);
    facs_free(env, users);
    return status;
}
