/* Listing a folder of pictures; see folder.h. */
#include "media/picture_folder.h"

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

/* ---- names that files made from the pictures would share ---- */

typedef struct part {
    const char *text;
    size_t length, picture;
    bool stem; /* without the extension; else the whole name */
} part;

static int by_text(const void *a, const void *b)
{
    const part *x = a, *y = b;
    size_t shorter = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->text, y->text, shorter);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

/* false = out of memory */
static bool find_shared(const facs_env *env, facs_folder *folder)
{
    const size_t count = folder->count;
    folder->shared = facs_calloc(env, count, sizeof *folder->shared);
    part *parts = facs_calloc(env, 2 * count, sizeof *parts);
    if (!folder->shared || !parts) {
        facs_free(env, parts);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *slash = strrchr(folder->paths[i], '/'), *name = slash ? slash + 1 : folder->paths[i];
        parts[2 * i] = (part){name, strlen(name), i, false};
        parts[2 * i + 1] = (part){name, (size_t)(strrchr(name, '.') - name), i, true};
    }
    qsort(parts, 2 * count, sizeof *parts, by_text);
    for (size_t first = 0, end; first < 2 * count; first = end) {
        for (end = first + 1; end < 2 * count && by_text(&parts[first], &parts[end]) == 0;)
            end++;
        for (size_t i = first; i < end; i++)
            if (end - first > 1 && parts[i].stem)
                folder->shared[parts[i].picture] = true;
    }
    facs_free(env, parts);
    return true;
}

/* ---- listing ---- */

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
    if (!find_shared(env, folder))
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while listing the folder", path);
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
    facs_free(env, folder->shared);
    *folder = (facs_folder){.paths = NULL};
}
