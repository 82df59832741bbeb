/* See file_map.h. */
#include "base/file_map.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int facs_map_whole(const char *path, const uint8_t **bytes, size_t *size)
{
    struct stat info;
    *bytes = NULL;
    *size = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is refused, not waited for */
    if (file < 0)
        return errno;
    int code = fstat(file, &info) != 0 ? errno : 0;
    if (!code && !S_ISREG(info.st_mode))
        code = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
    if (!code && (info.st_size < 0 || (uint64_t)info.st_size > SIZE_MAX / 4))
        code = EFBIG;
    if (!code && info.st_size > 0) { /* nothing cannot be mapped */
        void *found = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_SHARED, file, 0);
        code = found == MAP_FAILED ? errno : 0;
        *bytes = code ? NULL : found;
        *size = code ? 0 : (size_t)info.st_size;
    }
    close(file);
    return code;
}

facs_status facs_file_map_open(const facs_env *env, const char *path, facs_status missing, facs_file_map *map,
                               facs_error *error)
{
    *map = (facs_file_map){.path = facs_path_absolute(env, path)};
    int code = map->path ? facs_map_whole(path, &map->bytes, &map->size) : ENOMEM;
    if (!code)
        return FACS_OK;
    facs_file_map_close(env, map);
    if (code == ENOMEM)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while reading the file", path);
    return facs_fail(error, missing, "%s: cannot be read: %s", path, strerror(code));
}

void facs_file_map_close(const facs_env *env, facs_file_map *map)
{
    if (map->bytes)
        munmap((void *)(uintptr_t)map->bytes, map->size);
    facs_free(env, map->path);
    *map = (facs_file_map){0};
}

static size_t page_size(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

void facs_file_map_fetch(const facs_file_map *map, size_t from, size_t to)
{
#if defined(MADV_POPULATE_READ)
    /* a few pages come together anyway; a kernel that does not know how fetches them when they are read */
    enum { WORTH_IT = 128 << 10 };
    if (to < from + WORTH_IT)
        return;
    from = from / page_size() * page_size();
    madvise((void *)(uintptr_t)(map->bytes + from), to - from, MADV_POPULATE_READ);
#else
    (void)map;
    (void)from;
    (void)to;
#endif
}

void facs_file_map_release(const facs_file_map *map, size_t from, size_t to)
{
    const size_t page = page_size();
    from = (from + page - 1) / page * page;
    to = to / page * page;
    if (to > from)
        madvise((void *)(uintptr_t)(map->bytes + from), to - from, MADV_DONTNEED);
}
