/* Listing a folder of pictures; see folder.h. */
#include "media/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool is_picture_name(const char *name)
{
    static const char *const extensions[] = {".jpg", ".jpeg", ".png", ".bmp"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof extensions / sizeof *extensions; i++)
        if (strcmp(dot, extensions[i]) == 0)
            return true;
    return false;
}

static int by_path(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* false = out of memory */
static bool add(const facs_env *env, facs_folder *folder, size_t *room, char *path)
{
    if (!path)
        return false;
    if (folder->count == *room) {
        size_t more = *room ? 2 * *room : 64;
        char **paths = facs_regrow(env, folder->paths, *room * sizeof *paths, more * sizeof *paths);
        if (!paths) {
            facs_free(env, path);
            return false;
        }
        folder->paths = paths;
        *room = more;
    }
    folder->paths[folder->count++] = path;
    return true;
}

static facs_status list(const facs_env *env, const char *path, DIR *dir, facs_folder *folder, facs_error *error)
{
    size_t room = 0;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry)
            break;
        if (!is_picture_name(entry->d_name))
            continue;
        char *file = facs_path_join(env, path, entry->d_name);
        if (file && facs_path_is_dir(file)) {
            facs_free(env, file);
            continue;
        }
        if (!add(env, folder, &room, file))
            return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while listing the folder", path);
    }
    if (errno)
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be listed: %s", path, strerror(errno));
    if (folder->count == 0)
        return facs_fail(error, FACS_E_EMPTY, "%s: the folder holds no .jpg, .jpeg, .png or .bmp file", path);
    qsort(folder->paths, folder->count, sizeof *folder->paths, by_path);
    return FACS_OK;
}

facs_status facs_folder_open(const facs_env *env, const char *path, facs_folder *folder, facs_error *error)
{
    *folder = (facs_folder){.paths = NULL};
    DIR *dir = opendir(path);
    if (!dir)
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be listed: %s", path, strerror(errno));
    facs_status status = list(env, path, dir, folder, error);
    closedir(dir);
    if (status != FACS_OK)
        facs_folder_close(env, folder);
    return status;
}

void facs_folder_close(const facs_env *env, facs_folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        facs_free(env, folder->paths[i]);
    facs_free(env, folder->paths);
    *folder = (facs_folder){.paths = NULL};
}
