/* See file_ids.h. */
#include "store/file_ids.h"

#include <sys/stat.h>

/* false: there is no such file */
static bool identify(const char *path, facs_file_id *id)
{
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return false;
    *id = (facs_file_id){.device = (uint64_t)info.st_dev, .number = (uint64_t)info.st_ino};
    return true;
}

static int find(const facs_file_ids *ids, const facs_file_id *id)
{
    for (int i = 0; i < ids->count; i++)
        if (ids->item[i].device == id->device && ids->item[i].number == id->number)
            return i;
    return -1;
}

facs_status facs_file_ids_add(const facs_env *env, facs_file_ids *ids, const char *path)
{
    facs_file_id id;
    if (!identify(path, &id) || find(ids, &id) >= 0)
        return FACS_OK;
    if (ids->count == ids->capacity) {
        size_t had = (size_t)ids->capacity, room = 2 * had + 64;
        facs_file_id *grown = facs_regrow(env, ids->item, had * sizeof *grown, room * sizeof *grown);
        if (!grown)
            return FACS_E_MEMORY;
        ids->item = grown;
        ids->capacity = (int)room;
    }
    id.path = facs_strdup(env, path);
    if (!id.path)
        return FACS_E_MEMORY;
    ids->item[ids->count++] = id;
    return FACS_OK;
}

int facs_file_ids_find(const facs_file_ids *ids, const char *path)
{
    facs_file_id id;
    return identify(path, &id) ? find(ids, &id) : -1;
}

bool facs_file_ids_have(const facs_file_ids *ids, const char *path)
{
    const int number = facs_file_ids_find(ids, path);
    return number >= 0;
}

void facs_file_ids_free(const facs_env *env, facs_file_ids *ids)
{
    for (int i = 0; i < ids->count; i++)
        facs_free(env, ids->item[i].path);
    facs_free(env, ids->item);
    *ids = (facs_file_ids){0};
}
