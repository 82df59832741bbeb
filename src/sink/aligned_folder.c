/* See aligned_folder.h. */
#ifdef __linux__
#define _GNU_SOURCE /* syncfs */
#endif
#include "sink/aligned_folder.h"

#include "base/descriptor.h"
#include "base/random.h"
#include "media/still_write.h"
#include "sink/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NUMBER = 40 /* bytes of process and random number */, TRIES = 100 };

/* a name the sink gives: frame_det_00_000001.bmp, face_det_000000.bmp; any of the kinds it writes */
static bool is_ours(const char *name)
{
    static const char frame[] = "frame_det_", face[] = "face_det_", digits[] = "0123456789";
    if (strncmp(name, frame, sizeof frame - 1) == 0) {
        name += sizeof frame - 1;
        name += strspn(name, digits);
        if (*name != '_')
            return false;
        name++;
    } else if (strncmp(name, face, sizeof face - 1) == 0) {
        name += sizeof face - 1;
    } else {
        return false;
    }
    const size_t count = strspn(name, digits);
    return count > 0 && facs_still_has_writer(name + count);
}

static bool is_entry(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

/* 0 = there is no such folder or it is empty, 1 = all of it is ours, -1 = it holds something else, or is no folder */
static int look_at(const char *path)
{
    struct stat info;
    DIR *listing = opendir(path);
    if (!listing)
        return stat(path, &info) != 0 && errno == ENOENT ? 0 : -1;
    int found = 0;
    const struct dirent *entry;
    while (found >= 0 && (entry = readdir(listing)) != NULL)
        if (is_entry(entry))
            found = is_ours(entry->d_name) ? 1 : -1;
    closedir(listing);
    return found;
}

static void remove_folder(const char *path)
{
    DIR *listing = opendir(path);
    const struct dirent *entry;
    while (listing && (entry = readdir(listing)) != NULL)
        if (is_entry(entry) && is_ours(entry->d_name))
            unlinkat(dirfd(listing), entry->d_name, 0);
    if (listing)
        closedir(listing);
    rmdir(path);
}

static void release(facs_aligned_folder *folder)
{
    if (folder->folder >= 0)
        close(folder->folder);
    facs_env env = folder->env;
    facs_free(&env, folder->path);
    facs_free(&env, folder->part);
    *folder = (facs_aligned_folder){.folder = -1};
}

static facs_status fail_at(const facs_aligned_folder *folder, int code, facs_error *error)
{
    return facs_output_fail(folder->path, code, error);
}

static facs_status fail_as_taken(const char *path, facs_error *error)
{
    return facs_fail(
        error, FACS_E_OUTPUT,
        "%s: is there and is no folder of aligned faces alone (frame_det_*.bmp, face_det_*.bmp), which could "
        "be replaced; name another folder",
        path);
}

/* 0 or an errno */
static int make_part(facs_aligned_folder *folder)
{
    const size_t length = strlen(folder->path);
    int code = EEXIST;
    for (int i = 0; i < TRIES && code == EEXIST; i++) {
        snprintf(folder->part + length, NUMBER, ".part-%ld-%016" PRIx64, (long)getpid(), facs_random());
        code = mkdir(folder->part, 0777) == 0 ? 0 : errno;
    }
    if (code) {
        folder->part[0] = '\0';
        return code;
    }
    folder->folder = open(folder->part, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder->folder >= 0 ? 0 : errno;
}

facs_status facs_aligned_folder_open(const facs_env *env, const char *path, facs_aligned_folder *folder,
                                     facs_error *error)
{
    *folder = (facs_aligned_folder){.env = *env, .folder = -1};
    if (strcmp(path, "-") == 0)
        return facs_fail(error, FACS_E_OUTPUT, "-: aligned faces are a folder of files; name one");
    const int there = look_at(path);
    if (there < 0)
        return fail_as_taken(path, error);
    char *real = realpath(path, NULL); /* a link to it stays */
    size_t length = strlen(real ? real : path);
    folder->path = facs_strdup(env, real ? real : path);
    free(real);
    folder->part = facs_calloc(env, length + NUMBER, 1);
    folder->replaces = there > 0;
    int code = folder->path && folder->part ? 0 : ENOMEM;
    if (!code) {
        while (length > 1 && folder->path[length - 1] == '/')
            folder->path[--length] = '\0';
        memcpy(folder->part, folder->path, length);
        code = make_part(folder);
    }
    if (!code)
        return FACS_OK;
    facs_status status = facs_output_fail(path, code, error);
    facs_aligned_folder_abandon(folder);
    return status;
}

facs_status facs_aligned_folder_write(const facs_aligned_folder *folder, const char *name, const void *bytes,
                                      size_t count, facs_error *error)
{
    int file = openat(folder->folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0)
        return fail_at(folder, errno, error);
    int code = facs_write_all(file, bytes, count) == count ? 0 : errno;
    if (close(file) != 0 && !code && errno != EINTR)
        code = errno;
    return code ? fail_at(folder, code, error) : FACS_OK;
}

const char *facs_aligned_folder_set_aside(facs_aligned_folder *folder)
{
    static const char ending[] = ".partial";
    if (!folder->replaces)
        return folder->path;
    const size_t length = strlen(folder->path);
    char *path = facs_calloc(&folder->env, length + sizeof ending, 1);
    if (!path)
        return NULL;
    memcpy(path, folder->path, length);
    memcpy(path + length, ending, sizeof ending);
    facs_free(&folder->env, folder->path);
    folder->path = path;
    return path;
}

facs_status facs_aligned_folder_commit(facs_aligned_folder *folder, facs_error *error)
{
#ifdef __linux__
    int code = syncfs(folder->folder) == 0 ? 0 : errno; /* all of its files at once */
#else
    int code = fsync(folder->folder) == 0 || errno == EINVAL ? 0 : errno;
#endif
    facs_status status = code ? fail_at(folder, code, error) : FACS_OK;
    const int there = look_at(folder->path);
    if (status == FACS_OK && there < 0)
        status = fail_as_taken(folder->path, error);
    if (status == FACS_OK && there > 0)
        remove_folder(folder->path);
    if (status == FACS_OK && rename(folder->part, folder->path) != 0)
        status = fail_at(folder, errno, error);
    if (status == FACS_OK)
        release(folder);
    else
        facs_aligned_folder_abandon(folder);
    return status;
}

void facs_aligned_folder_abandon(facs_aligned_folder *folder)
{
    if (!folder->path && !folder->part)
        return;
    if (folder->part && folder->part[0] && folder->folder >= 0)
        remove_folder(folder->part);
    release(folder);
}
