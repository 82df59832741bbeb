/* Folders of videos, for callers. */
#include "media/picture_folder.h"

struct facs_paths {
    facs_env env;
    facs_folder folder;
};

facs_status facs_folder_videos(const facs_env *env, const char *folder, facs_paths **videos, facs_error *error)
{
    facs_env full;
    if (!folder || !videos)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_folder_videos: folder or videos is NULL");
    facs_status status = facs_env_take(env, &full, error);
    facs_paths *made = status == FACS_OK ? facs_calloc(&full, 1, sizeof *made) : NULL;
    if (status == FACS_OK && !made)
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", folder);
    if (status != FACS_OK)
        return status;
    made->env = full;
    status = facs_folder_open_videos(&full, folder, &made->folder, error);
    if (status == FACS_OK)
        *videos = made;
    else
        facs_free(&full, made);
    return status;
}

const char *facs_paths_get(const facs_paths *paths, int index)
{
    return paths && index >= 0 && (size_t)index < paths->folder.count ? paths->folder.paths[index] : NULL;
}

void facs_paths_free(facs_paths **address)
{
    facs_paths *paths = address ? *address : NULL;
    if (!paths)
        return;
    *address = NULL;
    facs_env env = paths->env;
    facs_folder_close(&env, &paths->folder);
    facs_free(&env, paths);
}
