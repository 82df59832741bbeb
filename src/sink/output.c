/* Output files that are either complete or not there.
 *
 * Two runs that write the same name work in two temporary files; the last rename wins and nothing is ever mixed. */
#include "sink/output.h"

#include "base/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct facs_result_file {
    facs_env env;
    char *path;      /* final name, links resolved; for messages when it is a stream */
    char *temporary; /* NULL for streams */
    int file;        /* -1 = none */
    int stream;      /* -1 = none */
    bool replaces;   /* a file had the final name when this one was opened */
};

const char *facs_output_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard output" : path;
}

facs_status facs_output_fail(const char *path, int code, facs_error *error)
{
    const char *name = facs_output_name(path);
    if (code == ENOSPC || code == EDQUOT)
        return facs_fail(error, FACS_E_DISK_FULL, "%s: no space left on the device: free some or choose another place",
                         name);
    if (code == EFBIG)
        return facs_fail(error, FACS_E_DISK_FULL, "%s: the file may not grow further: raise the limit (ulimit -f)",
                         name);
    char copy[4096]; /* for dirname(), which may write to it */
    snprintf(copy, sizeof copy, "%s", path);
    const char *folder = dirname(copy);
    if (code == ENOENT && strcmp(folder, ".") != 0)
        return facs_fail(error, FACS_E_OUTPUT, "%s: cannot be written: there is no folder %s: make it first", name,
                         folder);
    return facs_fail(error, FACS_E_OUTPUT, "%s: cannot be written: %s", name, strerror(code));
}

static facs_status fail_errno(const facs_result_file *output, int code, facs_error *error)
{
    return facs_output_fail(output->path, code, error);
}

static void release(facs_result_file **address)
{
    facs_result_file *output = *address;
    *address = NULL;
    if (!output)
        return;
    if (output->file >= 0)
        close(output->file);
    if (output->temporary)
        unlink(output->temporary);
    if (output->stream > STDERR_FILENO)
        close(output->stream);
    facs_env env = output->env;
    facs_free(&env, output->path);
    facs_free(&env, output->temporary);
    facs_free(&env, output);
}

static facs_status open_temporary(facs_result_file *output, facs_error *error)
{
    output->temporary = facs_calloc(&output->env, strlen(output->path) + FACS_BESIDE_ROOM, 1);
    if (!output->temporary)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", output->path);
    output->file = facs_new_file_beside(output->path, ".", ".part", output->temporary);
    if (output->file >= 0)
        return FACS_OK;
    int code = errno;
    facs_free(&output->env, output->temporary);
    output->temporary = NULL;
    return fail_errno(output, code, error);
}

/* where a symbolic link leads, so that the link itself survives the rename */
static char *resolve(const facs_env *env, const char *path)
{
    struct stat info;
    if (lstat(path, &info) == 0 && S_ISLNK(info.st_mode)) {
        char *target = realpath(path, NULL);
        if (target) {
            char *copy = facs_strdup(env, target);
            free(target);
            return copy;
        }
    }
    return facs_strdup(env, path);
}

static facs_status open_output(facs_result_file *output, facs_error *error)
{
    struct stat info;
    bool standard = strcmp(output->path, "-") == 0;
    bool exists = !standard && stat(output->path, &info) == 0;
    if (exists && S_ISDIR(info.st_mode))
        return facs_fail(error, FACS_E_OUTPUT, "%s: is a folder: name a file in it", output->path);
    output->replaces = exists;
    if (!standard && (!exists || S_ISREG(info.st_mode)))
        return open_temporary(output, error);
    output->stream = standard ? STDOUT_FILENO : open(output->path, O_WRONLY | O_CLOEXEC);
    return output->stream < 0 ? fail_errno(output, errno, error) : FACS_OK;
}

facs_status facs_output_open(const facs_env *env, const char *path, facs_result_file **output, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_result_file *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    made->env = full;
    made->file = made->stream = -1;
    made->path = resolve(&full, path);
    facs_status status =
        made->path ? open_output(made, error) : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    if (status == FACS_OK)
        *output = made;
    else
        release(&made);
    return status;
}

facs_status facs_output_write(facs_result_file *output, const char *bytes, size_t count, facs_error *error)
{
    int file = output->file >= 0 ? output->file : output->stream;
    return facs_write_all(file, bytes, count) == count ? FACS_OK : fail_errno(output, errno, error);
}

bool facs_output_is_stream(const facs_result_file *output)
{
    return output->stream >= 0;
}

const char *facs_output_set_aside(facs_result_file *output)
{
    static const char end[] = ".partial";
    if (!output->temporary || !output->replaces)
        return output->path;
    size_t length = strlen(output->path);
    char *path = facs_calloc(&output->env, length + sizeof end, 1);
    if (!path)
        return NULL;
    memcpy(path, output->path, length);
    memcpy(path + length, end, sizeof end);
    facs_free(&output->env, output->path);
    output->path = path;
    output->replaces = false;
    return path;
}

facs_status facs_output_commit(facs_result_file **address, facs_error *error)
{
    facs_result_file *output = *address;
    facs_status status = FACS_OK;
    if (output->temporary) {
        /* some file systems cannot sync (EINVAL); a full disk may show only here */
        if (fsync(output->file) != 0 && errno != EINVAL && errno != EROFS)
            status = fail_errno(output, errno, error);
        int file = output->file;
        output->file = -1;
        if (close(file) != 0 && errno != EINTR && status == FACS_OK)
            status = fail_errno(output, errno, error);
        if (status == FACS_OK && rename(output->temporary, output->path) != 0)
            status = fail_errno(output, errno, error);
        if (status == FACS_OK) {
            facs_free(&output->env, output->temporary);
            output->temporary = NULL;
        }
    }
    release(address);
    return status;
}

void facs_output_abandon(facs_result_file **address)
{
    release(address);
}
