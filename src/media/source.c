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
    source->file = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) : open(path, O_RDONLY | O_CLOEXEC);
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
    facs_free(&source->env, source->ahead);
    source->bytes = source->ahead = NULL;
}

/* up to `count` bytes of a pipe, fewer only at its end */
static size_t fill(int file, uint8_t *bytes, size_t count)
{
    size_t got = 0;
    for (ssize_t now = 1; got < count && now > 0; got += now > 0 ? (size_t)now : 0)
        now = facs_read_some(file, bytes + got, count - got);
    return got;
}

static size_t look_ahead(facs_source *source, uint8_t *head, size_t count)
{
    source->ahead = facs_calloc(&source->env, count, 1);
    if (!source->ahead) /* then nobody knows what it is before it is read */
        return 0;
    source->ahead_count = fill(source->file, source->ahead, count);
    memcpy(head, source->ahead, source->ahead_count);
    return source->ahead_count;
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

size_t facs_source_head(facs_source *source, uint8_t *head, size_t count)
{
    if (source->size >= 0)
        return facs_source_look(source, 0, head, count);
    return source->ahead ? 0 : look_ahead(source, head, count);
}

/* all of a regular file from its start */
static facs_status read_whole(facs_source *source, const char *path, uint8_t **bytes, size_t *count, facs_error *error)
{
    size_t size = (size_t)source->size;
    uint8_t *content = facs_calloc(&source->env, size + FACS_SOURCE_PADDING, 1);
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

/* all that comes through a pipe */
static facs_status read_to_end(facs_source *source, const char *path, int64_t limit, uint8_t **bytes, size_t *count,
                               facs_error *error)
{
    enum { FIRST = 1 << 20 };
    const facs_env *env = &source->env;
    size_t room = FIRST, used = source->ahead_count;
    uint8_t *content = facs_calloc(env, room + FACS_SOURCE_PADDING, 1);
    if (content && used)
        memcpy(content, source->ahead, used);
    while (content) {
        size_t now = fill(source->file, content + used, room - used);
        used += now;
        if (used < room)
            break;
        if ((int64_t)used > limit) {
            facs_free(env, content);
            return facs_fail(error, FACS_E_MEDIA, "%s: has more bytes than a picture may have (%lld)", path,
                             (long long)limit);
        }
        uint8_t *grown = facs_regrow(env, content, room + FACS_SOURCE_PADDING, 2 * room + FACS_SOURCE_PADDING);
        if (!grown)
            facs_free(env, content);
        content = grown;
        room *= 2;
    }
    if (!content)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while reading the file", path);
    memset(content + used, 0, FACS_SOURCE_PADDING);
    *bytes = content;
    *count = used;
    return FACS_OK;
}

facs_status facs_source_take(facs_source *source, const char *path, int64_t limit, uint8_t **bytes, size_t *count,
                             facs_error *error)
{
    if (source->size < 0)
        return read_to_end(source, path, limit, bytes, count, error);
    if (source->size > limit)
        return facs_fail(error, FACS_E_MEDIA, "%s: has %lld bytes, too many for a picture (at most %lld)", path,
                         (long long)source->size, (long long)limit);
    if (!source->bytes)
        return read_whole(source, path, bytes, count, error);
    const size_t size = (size_t)source->size;
    uint8_t *padded = facs_regrow(&source->env, source->bytes, size, size + FACS_SOURCE_PADDING);
    if (!padded)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while reading the file", path);
    source->bytes = NULL;
    memset(padded + size, 0, FACS_SOURCE_PADDING);
    *bytes = padded;
    *count = size;
    return FACS_OK;
}

facs_status facs_source_hold(facs_source *source, const char *path, int64_t limit, facs_error *error)
{
    size_t count = 0;
    if (source->size >= 0)
        return FACS_OK;
    facs_status status = read_to_end(source, path, limit, &source->bytes, &count, error);
    if (status != FACS_OK)
        return status;
    source->size = (int64_t)count;
    source->at = 0;
    source->ahead_count = 0;
    return FACS_OK;
}

int facs_source_read(facs_source *source, uint8_t *buffer, int count)
{
    if (source->ahead_at < source->ahead_count) {
        size_t left = source->ahead_count - source->ahead_at, now = left < (size_t)count ? left : (size_t)count;
        memcpy(buffer, source->ahead + source->ahead_at, now);
        source->ahead_at += now;
        return (int)now;
    }
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
