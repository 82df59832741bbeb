/* Output files that are either complete or not there, and streams. */
#include "sink/output.h"

#include "base/descriptor.h"
#include "base/whole_file.h"
#include "base/write_failure.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct facs_result_file {
    facs_env env;
    char *path;           /* as it was named */
    facs_whole_file part; /* not open for streams */
    int stream;           /* -1 = none */
};

const char *facs_output_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard output" : path;
}

facs_status facs_output_fail(const char *path, int code, facs_error *error)
{
    return facs_write_failure(error, facs_output_name(path), code, NULL);
}

static void release(facs_result_file **address)
{
    facs_result_file *output = *address;
    *address = NULL;
    if (!output)
        return;
    facs_whole_abandon(&output->part, false);
    if (output->stream > STDERR_FILENO)
        close(output->stream);
    facs_env env = output->env;
    facs_free(&env, output->path);
    facs_free(&env, output);
}

static facs_status open_output(facs_result_file *output, facs_error *error)
{
    if (strcmp(output->path, "-") != 0)
        return facs_whole_open_named(&output->env, output->path, &output->part, &output->stream, error);
    output->stream = STDOUT_FILENO;
    return FACS_OK;
}

facs_status facs_output_open(const facs_env *env, const char *path, facs_result_file **output, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_result_file *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    made->env = full;
    made->stream = -1;
    made->path = facs_strdup(&full, path);
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
    if (output->part.open)
        return facs_whole_write(&output->part, bytes, count, error);
    return facs_write_all(output->stream, bytes, count) == count ? FACS_OK
                                                                 : facs_output_fail(output->path, errno, error);
}

void facs_output_keep_if_killed(facs_result_file *output)
{
    facs_whole_keep_if_killed(&output->part);
}

bool facs_output_is_stream(const facs_result_file *output)
{
    return output->stream >= 0;
}

const char *facs_output_set_aside(facs_result_file *output)
{
    if (!output->part.open)
        return output->path;
    if (output->part.replaces && facs_whole_rename(&output->part, ".partial", NULL) != FACS_OK)
        return NULL;
    return output->part.path;
}

facs_status facs_output_commit(facs_result_file **address, facs_error *error)
{
    facs_result_file *output = *address;
    facs_status status = output->part.open ? facs_whole_commit(&output->part, error) : FACS_OK;
    release(address);
    return status;
}

void facs_output_abandon(facs_result_file **address)
{
    release(address);
}
