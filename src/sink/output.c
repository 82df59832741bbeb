/* Output files that are either complete or not there, and streams. */
#include "sink/output.h"

#include "base/descriptor.h"
#include "base/whole_file.h"
#include "base/write_failure.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct facs_output {
    facs_env env;
    char *path;           /* as it was named */
    facs_whole_file part; /* not open for streams */
    int stream;           /* -1 = none */
    int file;             /* written and read back: the part's or the spool of a stream; -1 = none */
};

const char *facs_output_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard output" : path;
}

facs_status facs_output_fail(const char *path, int code, facs_error *error)
{
    return facs_write_failure(error, facs_output_name(path), code, NULL);
}

static facs_status fail_errno(const facs_output *output, int code, facs_error *error)
{
    return output->part.open ? facs_whole_fail(&output->part, code, error)
                             : facs_output_fail(output->path, code, error);
}

static void release(facs_output **address)
{
    facs_output *output = *address;
    *address = NULL;
    if (!output)
        return;
    if (output->file >= 0 && !output->part.open)
        close(output->file);
    facs_whole_abandon(&output->part, false);
    if (output->stream > STDERR_FILENO)
        close(output->stream);
    facs_env env = output->env;
    facs_free(&env, output->path);
    facs_free(&env, output);
}

/* a file without a name */
static facs_status open_spool(facs_output *output, facs_error *error)
{
    output->file = facs_temporary_file();
    if (output->file >= 0)
        return FACS_OK;
    return facs_fail(error, FACS_E_OUTPUT, "%s: temporary file cannot be made: %s; set TMPDIR", facs_temporary_folder(),
                     strerror(errno));
}

static facs_status open_output(facs_output *output, bool spool, facs_error *error)
{
    facs_status status = FACS_OK;
    if (strcmp(output->path, "-") == 0)
        output->stream = STDOUT_FILENO;
    else
        status = facs_whole_open_named(&output->env, output->path, &output->part, &output->stream, error);
    if (status != FACS_OK)
        return status;
    output->file = output->part.open ? output->part.file : -1;
    return spool && output->stream >= 0 ? open_spool(output, error) : FACS_OK;
}

facs_status facs_output_open(const facs_env *env, const char *path, bool spool, facs_output **output, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_output *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    made->env = full;
    made->file = made->stream = -1;
    made->path = facs_strdup(&full, path);
    facs_status status =
        made->path ? open_output(made, spool, error) : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    if (status == FACS_OK)
        *output = made;
    else
        release(&made);
    return status;
}

static facs_status write_all(facs_output *output, int file, const char *bytes, size_t count, facs_error *error)
{
    return facs_write_all(file, bytes, count) == count ? FACS_OK : fail_errno(output, errno, error);
}

facs_status facs_output_write(facs_output *output, const char *bytes, size_t count, facs_error *error)
{
    return write_all(output, output->file >= 0 ? output->file : output->stream, bytes, count, error);
}

facs_status facs_output_read(facs_output *output, int64_t offset, char *bytes, size_t count, size_t *got,
                             facs_error *error)
{
    ssize_t done = facs_read_at(output->file, offset, bytes, count);
    if (done < 0)
        return facs_fail(error, FACS_E_OUTPUT, "%s: cannot be read back: %s", facs_output_name(output->path),
                         strerror(errno));
    *got = (size_t)done;
    return FACS_OK;
}

facs_status facs_output_replace(facs_output *output, int64_t offset, const char *bytes, size_t count, facs_error *error)
{
    if (output->stream >= 0)
        return write_all(output, output->stream, bytes, count, error);
    bool whole = facs_write_at(output->file, offset, bytes, count) == count;
    return whole ? FACS_OK : fail_errno(output, errno, error);
}

const char *facs_output_set_aside(facs_output *output)
{
    if (!output->part.open)
        return output->path;
    if (output->part.replaces && facs_whole_rename(&output->part, ".partial", NULL) != FACS_OK)
        return NULL;
    return output->part.path;
}

facs_status facs_output_commit(facs_output **address, facs_error *error)
{
    facs_output *output = *address;
    facs_status status = FACS_OK;
    if (output->part.open) {
        output->file = -1;
        status = facs_whole_commit(&output->part, error);
    }
    release(address);
    return status;
}

void facs_output_abandon(facs_output **address)
{
    release(address);
}
