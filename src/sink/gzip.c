/* See gzip.h. */
#include "sink/gzip.h"

#include "sink/output.h"

#include <limits.h>
#include <zlib.h>

enum { ROOM = 1 << 16, WINDOW = 15, GZIP = 16 /* the wrapper, not zlib's own */, MEMORY = 8 };

struct facs_gzip {
    facs_env env;
    facs_result_file *output;
    z_stream stream;
    bool started;
    char room[ROOM];
};

static void *take(void *cookie, unsigned count, unsigned size)
{
    return facs_calloc(cookie, count, size);
}

static void give_back(void *cookie, void *memory)
{
    facs_free(cookie, memory);
}

facs_status facs_gzip_open(const facs_env *env, const char *path, facs_gzip **gzip, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_gzip *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", facs_output_name(path));
    made->env = full;
    made->stream = (z_stream){.zalloc = take, .zfree = give_back, .opaque = &made->env};
    made->started = deflateInit2(&made->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, WINDOW + GZIP, MEMORY,
                                 Z_DEFAULT_STRATEGY) == Z_OK;
    facs_status status = made->started ? facs_output_open(&full, path, &made->output, error)
                                       : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", facs_output_name(path));
    if (status == FACS_OK)
        *gzip = made;
    else
        facs_gzip_abandon(&made);
    return status;
}

/* what is in the stream, up to where `flush` says */
static facs_status deflate_all(facs_gzip *gzip, int flush, facs_error *error)
{
    facs_status status = FACS_OK;
    do {
        gzip->stream.next_out = (Bytef *)gzip->room;
        gzip->stream.avail_out = sizeof gzip->room;
        deflate(&gzip->stream, flush); /* fails only when it was called wrongly */
        const size_t count = sizeof gzip->room - gzip->stream.avail_out;
        if (count > 0)
            status = facs_output_write(gzip->output, gzip->room, count, error);
    } while (status == FACS_OK && gzip->stream.avail_out == 0);
    return status;
}

facs_status facs_gzip_write(facs_gzip *gzip, const char *bytes, size_t count, facs_error *error)
{
    facs_status status = FACS_OK;
    while (count > 0 && status == FACS_OK) {
        const size_t now = count < INT_MAX ? count : INT_MAX;
        gzip->stream.next_in = (Bytef *)(uintptr_t)bytes;
        gzip->stream.avail_in = (uInt)now;
        status = deflate_all(gzip, Z_NO_FLUSH, error);
        bytes += now;
        count -= now;
    }
    return status;
}

const char *facs_gzip_set_aside(facs_gzip *gzip)
{
    return facs_output_set_aside(gzip->output);
}

facs_status facs_gzip_end(facs_gzip *gzip, facs_error *error)
{
    gzip->stream.avail_in = 0;
    return deflate_all(gzip, Z_FINISH, error);
}

facs_status facs_gzip_commit(facs_gzip **gzip, facs_error *error)
{
    facs_status status = facs_output_commit(&(*gzip)->output, error);
    facs_gzip_abandon(gzip);
    return status;
}

void facs_gzip_abandon(facs_gzip **address)
{
    facs_gzip *gzip = *address;
    *address = NULL;
    if (!gzip)
        return;
    facs_output_abandon(&gzip->output);
    if (gzip->started)
        deflateEnd(&gzip->stream);
    facs_env env = gzip->env;
    facs_free(&env, gzip);
}
