/* Noting files; see originals.h. */
#include "store/originals.h"

#include <string.h>
#include <sys/stat.h>

static void look(const char *path, int64_t *size, int64_t *time)
{
    struct stat info;
    *size = -1;
    *time = 0;
    if (stat(path, &info) != 0)
        return;
    *size = (int64_t)info.st_size;
#if defined(__APPLE__)
    *time = (int64_t)info.st_mtimespec.tv_sec * 1000000000 + info.st_mtimespec.tv_nsec;
#else
    *time = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
#endif
}

bool facs_original_same(const facs_original *original)
{
    int64_t size, time;
    look(original->path, &size, &time);
    return size == original->size && time == original->time;
}

static bool note(facs_noted *noted, const char *path)
{
    facs_originals *originals = (facs_originals *)noted; /* its first member */
    const facs_env *env = &noted->inner;
    if (originals->count == originals->capacity) {
        size_t had = (size_t)originals->capacity, room = 2 * had + 64;
        facs_original *grown = facs_regrow(env, originals->item, had * sizeof *grown, room * sizeof *grown);
        if (!grown)
            return false;
        originals->item = grown;
        originals->capacity = (int)room;
    }
    facs_original *item = &originals->item[originals->count];
    item->path = facs_path_absolute(env, path);
    if (!item->path)
        return false;
    memset(item->sha256, 0, sizeof item->sha256);
    look(item->path, &item->size, &item->time);
    originals->count++;
    return true;
}

facs_env facs_originals_init(facs_originals *originals, const facs_env *env)
{
    *originals = (facs_originals){.noted = {.inner = *env, .note = note}};
    return facs_noted_env(&originals->noted);
}

void facs_originals_free(facs_originals *originals)
{
    for (int i = 0; i < originals->count; i++)
        facs_free(&originals->noted.inner, originals->item[i].path);
    facs_free(&originals->noted.inner, originals->item);
    *originals = (facs_originals){0};
}
