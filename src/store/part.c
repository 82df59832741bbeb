/* Parts: see part.h. */
#include "store/part.h"

#include "base/descriptor.h"
#include "store/cache_folder.h"
#include "store/hash.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* pieces of `final_path`: the largest goes to *best (facs_free), the others are deleted; with best = NULL all */
static void collect(const facs_env *env, const char *final_path, char **best)
{
    char *folder = facs_path_dirname(env, final_path);
    const char *slash = strrchr(final_path, '/'), *name = slash ? slash + 1 : final_path;
    size_t length = strlen(name);
    DIR *listing = folder ? opendir(folder) : NULL;
    struct dirent *entry;
    int64_t most = -1;
    while (listing && (entry = readdir(listing)) != NULL) {
        struct stat info;
        if (strncmp(entry->d_name, name, length) != 0 || strncmp(entry->d_name + length, ".part-", 6) != 0)
            continue;
        char *path = facs_path_join(env, folder, entry->d_name);
        if (!path || lstat(path, &info) != 0 || !S_ISREG(info.st_mode)) {
            facs_free(env, path);
            continue;
        }
        if (best && (int64_t)info.st_size > most) {
            most = (int64_t)info.st_size;
            if (*best)
                unlink(*best);
            facs_free(env, *best);
            *best = path;
        } else {
            unlink(path);
            facs_free(env, path);
        }
    }
    if (listing)
        closedir(listing);
    facs_free(env, folder);
}

void facs_part_sweep(const facs_env *env, const char *final_path)
{
    collect(env, final_path, NULL);
}

/* a name nobody else has; leftover becomes it */
static bool create(facs_part *part, const char *leftover)
{
    part->descriptor = facs_new_file_beside(part->final_path, ".part-", "", part->path);
    if (part->descriptor < 0 || !leftover || rename(leftover, part->path) != 0)
        return part->descriptor >= 0;
    close(part->descriptor);
    part->descriptor = open(part->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (part->descriptor < 0) { /* not ours to write: start afresh */
        unlink(part->path);
        part->descriptor = facs_new_file_beside(part->final_path, ".part-", "", part->path);
    }
    return part->descriptor >= 0;
}

facs_status facs_part_open(const facs_env *env, const facs_model_file *file, const char *final_path, facs_part *part,
                           facs_error *error)
{
    *part = (facs_part){.env = *env, .file = file, .descriptor = -1};
    char *folder = facs_path_dirname(env, final_path), *leftover = NULL;
    part->final_path = facs_strdup(env, final_path);
    part->path = facs_calloc(env, strlen(final_path) + FACS_BESIDE_ROOM, 1);
    facs_status status = folder && part->final_path && part->path
                             ? facs_folder_make(env, folder, error)
                             : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", final_path);
    if (status == FACS_OK) {
        collect(env, final_path, &leftover);
        if (!create(part, leftover))
            status = facs_fail_write(error, final_path, errno);
    }
    if (status == FACS_OK) {
        struct stat info;
        part->bytes = fstat(part->descriptor, &info) == 0 ? (int64_t)info.st_size : 0;
        if (part->bytes > file->bytes || lseek(part->descriptor, 0, SEEK_END) < 0)
            status = facs_part_restart(part, error);
    }
    facs_free(env, folder);
    facs_free(env, leftover);
    if (status != FACS_OK)
        facs_part_close(part, false);
    return status;
}

facs_status facs_part_write(facs_part *part, const void *bytes, size_t count, facs_error *error)
{
    size_t done = facs_write_all(part->descriptor, bytes, count);
    part->bytes += (int64_t)done;
    return done == count ? FACS_OK : facs_fail_write(error, part->final_path, errno);
}

facs_status facs_part_restart(facs_part *part, facs_error *error)
{
    part->bytes = 0;
    if (ftruncate(part->descriptor, 0) != 0 || lseek(part->descriptor, 0, SEEK_SET) < 0)
        return facs_fail_write(error, part->final_path, errno);
    return FACS_OK;
}

bool facs_part_is_web_page(const facs_part *part)
{
    char start[64] = "";
    ssize_t got = facs_read_at(part->descriptor, 0, start, sizeof start - 1);
    if (got <= 0)
        return false;
    const char *text = start + strspn(start, " \t\r\n\xef\xbb\xbf");
    return strncasecmp(text, "<!doctype html", 14) == 0 || strncasecmp(text, "<html", 5) == 0;
}

facs_status facs_part_finish(facs_part *part, facs_error *error)
{
    const facs_model_file *file = part->file;
    char hex[FACS_SHA256_TEXT];
    if (part->bytes != file->bytes)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "%lld bytes instead of %lld", (long long)part->bytes,
                         (long long)file->bytes);
    if (lseek(part->descriptor, 0, SEEK_SET) < 0)
        return facs_fail_write(error, part->final_path, errno);
    facs_status status = facs_sha256_file(part->descriptor, part->path, hex, error);
    if (status != FACS_OK)
        return status;
    if (strcmp(hex, file->sha256) != 0)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "other contents (SHA-256 %.12s... instead of %.12s...)", hex,
                         file->sha256);
    /* some file systems cannot sync (EINVAL); a full disk may show only here */
    if (fsync(part->descriptor) != 0 && errno != EINVAL && errno != EROFS)
        return facs_fail_write(error, part->final_path, errno);
    int descriptor = part->descriptor;
    part->descriptor = -1;
    if (close(descriptor) != 0 && errno != EINTR) {
        int code = errno;
        unlink(part->path);
        return facs_fail_write(error, part->final_path, code);
    }
    if (rename(part->path, part->final_path) != 0) {
        int code = errno;
        unlink(part->path);
        return facs_fail_write(error, part->final_path, code);
    }
    return FACS_OK;
}

void facs_part_close(facs_part *part, bool keep)
{
    if (part->path && part->descriptor >= 0) {
        close(part->descriptor);
        if (!keep || part->bytes == 0)
            unlink(part->path);
    }
    if (part->path) {
        facs_env env = part->env;
        facs_free(&env, part->path);
        facs_free(&env, part->final_path);
    }
    *part = (facs_part){.descriptor = -1};
}
