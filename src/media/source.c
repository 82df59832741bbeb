/* Input bytes; see source.h. */
#include "media/source.h"

#include "base/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static facs_status open_failed(facs_error *error, const char *path)
{
    return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", path, strerror(errno));
}

static facs_status open_file(const char *path, facs_source *source, facs_error *error)
{
    source->file = open(path, O_RDONLY | O_CLOEXEC);
    if (source->file < 0)
        return open_failed(error, path);
    struct stat info;
    if (fstat(source->file, &info) != 0)
        return open_failed(error, path);
    source->size = S_ISREG(info.st_mode) ? (int64_t)info.st_size : -1;
    return FACS_OK;
}

facs_status facs_source_open(const facs_env *env, const char *path, facs_source *source, facs_error *error)
{
    *source = (facs_source){.env = *env, .file = -1, .size = -1};
    facs_status status;
    if (env->read_file) {
        size_t count = 0;
        status = facs_read_file(env, path, FACS_E_NOT_FOUND, &source->bytes, &count, error);
        source->size = (int64_t)count;
    } else {
        status = open_file(path, source, error);
    }
    if (status == FACS_OK && source->size == 0)
        status = facs_fail(error, FACS_E_EMPTY, "%s: the file is empty", path);
    if (status != FACS_OK)
        facs_source_close(source);
    return status;
}

void facs_source_close(facs_source *source)
{
    if (source->file >= 0)
        close(source->file);
    source->file = -1;
    facs_free(&source->env, source->bytes);
    source->bytes = NULL;
}

size_t facs_source_look(const facs_source *source, int64_t position, uint8_t *bytes, size_t count)
{
    if (position < 0 || position >= source->size)
        return 0;
    if (source->bytes) {
        const int64_t left = source->size - position;
        size_t got = (int64_t)count < left ? count : (size_t)left;
        memcpy(bytes, source->bytes + position, got);
        return got;
    }
    ssize_t got = facs_read_at(source->file, position, bytes, count);
    return got > 0 ? (size_t)got : 0;
}

/* all of a regular file from its start */
static facs_status read_whole(facs_source *source, const char *path, uint8_t **bytes, size_t *count, facs_error *error)
{
    size_t size = (size_t)source->size;
    uint8_t *content = facs_calloc(&source->env, size + 1, 1);
    if (!content)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while reading the file", path);
    ssize_t got = facs_read_at(source->file, 0, content, size);
    if (got < 0) {
        facs_free(&source->env, content);
        return open_failed(error, path);
    }
    *bytes = content;
    *count = (size_t)got;
    return FACS_OK;
}

facs_status facs_source_take(facs_source *source, const char *path, int64_t limit, uint8_t **bytes, size_t *count,
                             facs_error *error)
{
    if (source->size < 0)
        return facs_fail(error, FACS_E_MEDIA, "%s: is not an ordinary file", path);
    if (source->size > limit)
        return facs_fail(error, FACS_E_MEDIA, "%s: has %lld bytes, too many for a picture (at most %lld)", path,
                         (long long)source->size, (long long)limit);
    if (!source->bytes)
        return read_whole(source, path, bytes, count, error);
    *bytes = source->bytes;
    *count = (size_t)source->size;
    source->bytes = NULL;
    return FACS_OK;
}

int facs_source_read(facs_source *source, uint8_t *buffer, int count)
{
    if (source->bytes) {
        int64_t left = source->size - source->at;
        int now = left < count ? (int)left : count;
        memcpy(buffer, source->bytes + source->at, (size_t)now);
        source->at += now;
        return now;
    }
    ssize_t now = facs_read_some(source->file, buffer, (size_t)count);
    return now >= 0 ? (int)now : -errno;
}

bool facs_source_seek(facs_source *source, int64_t position)
{
    if (source->bytes) {
        if (position < 0 || position > source->size)
            return false;
        source->at = position;
        return true;
    }
    return lseek(source->file, (off_t)position, SEEK_SET) >= 0;
}

int64_t facs_source_position(const facs_source *source)
{
    return source->bytes ? source->at : (int64_t)lseek(source->file, 0, SEEK_CUR);
}
