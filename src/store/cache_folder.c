/* Making, pruning and measuring folders. */
#include "store/cache_folder.h"

#include "base/write_failure.h"

#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

facs_status facs_fail_write(facs_error *error, const char *path, int code)
{
    return facs_write_failure(error, path, code, FACS_OTHER_CACHE);
}

facs_status facs_folder_make(const facs_env *env, const char *path, facs_error *error)
{
    char *copy = facs_path_join(env, path, "");
    if (!copy)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    int code = facs_path_make_folders(copy);
    facs_status status = code ? facs_fail_write(error, copy, code) : FACS_OK;
    facs_free(env, copy);
    return status;
}

void facs_folder_prune(const facs_env *env, const char *path, const char *top)
{
    char *copy = facs_strdup(env, path);
    char *slash;
    while (copy && (slash = strrchr(copy, '/')) != NULL) {
        *slash = '\0';
        if (strlen(copy) <= strlen(top) || rmdir(copy) != 0)
            break;
    }
    facs_free(env, copy);
}

int64_t facs_folder_space(const char *folder)
{
    struct statvfs info;
    if (statvfs(folder, &info) != 0 || info.f_frsize == 0)
        return -1;
    uint64_t blocks = info.f_bavail, size = info.f_frsize;
    return blocks > (uint64_t)INT64_MAX / size ? INT64_MAX : (int64_t)(blocks * size);
}
