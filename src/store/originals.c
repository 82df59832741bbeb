/* Noting files; see originals.h. */
#include "store/originals.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES_MAX = 8192 };

char *facs_path_absolute(const facs_env *env, const char *path)
{
    char folder[PATH_BYTES_MAX];
    if (path[0] == '/' || !getcwd(folder, sizeof folder))
        return facs_strdup(env, path);
    return facs_path_join(env, folder, path);
}

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

static bool note(facs_originals *originals, const char *path)
{
    if (originals->count == originals->capacity) {
        size_t had = (size_t)originals->capacity, room = 2 * had + 64;
        facs_original *grown =
            facs_regrow(&originals->inner, originals->item, had * sizeof *grown, room * sizeof *grown);
        if (!grown)
            return false;
        originals->item = grown;
        originals->capacity = (int)room;
    }
    facs_original *item = &originals->item[originals->count];
    item->path = facs_path_absolute(&originals->inner, path);
    if (!item->path)
        return false;
    look(item->path, &item->size, &item->time);
    originals->count++;
    return true;
}

static int noted_read(void *cookie, const char *path, void **bytes, size_t *count)
{
    facs_originals *originals = cookie;
    uint8_t *content = NULL;
    if (!note(originals, path))
        return ENOMEM;
    errno = 0;
    facs_status status = facs_read_file(&originals->inner, path, FACS_E_MODELS_MISSING, &content, count, NULL);
    if (status == FACS_OK)
        *bytes = content;
    return status == FACS_OK ? 0 : status == FACS_E_MEMORY ? ENOMEM : errno ? errno : EIO;
}

static void *pass_alloc(void *cookie, size_t bytes, size_t alignment)
{
    const facs_originals *originals = cookie;
    return originals->inner.alloc(originals->inner.cookie, bytes, alignment);
}

static void pass_free(void *cookie, void *memory)
{
    const facs_originals *originals = cookie;
    originals->inner.free(originals->inner.cookie, memory);
}

static void pass_log(void *cookie, facs_log_level level, const char *message)
{
    const facs_originals *originals = cookie;
    originals->inner.log(originals->inner.cookie, level, message);
}

facs_env facs_originals_init(facs_originals *originals, const facs_env *env)
{
    *originals = (facs_originals){.inner = *env};
    facs_env noting = *env;
    noting.cookie = originals;
    noting.alloc = pass_alloc;
    noting.free = pass_free;
    noting.log = pass_log;
    noting.read_file = noted_read;
    return noting;
}

void facs_originals_free(facs_originals *originals)
{
    for (int i = 0; i < originals->count; i++)
        facs_free(&originals->inner, originals->item[i].path);
    facs_free(&originals->inner, originals->item);
    *originals = (facs_originals){0};
}
