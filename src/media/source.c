/* Input bytes; see source.h. */
#include "media/source.h"

#include "base/descriptor.h"
#include "media/address.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static facs_status open_failed(facs_error *error, const char *path)
{
    return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", path, strerror(errno));
}

/* A pipe with a name has to be opened by its writer as well, which may be a long time away. */
static int open_pipe(const char *path, facs_waiting *waiting)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0)
        return -1;
    if (facs_waiting_for(waiting, file) && fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK) == 0)
        return file;
    close(file);
    errno = EINTR;
    return -1;
}

static int open_descriptor(const char *path, facs_waiting *waiting)
{
    struct stat info;
    if (strcmp(path, "-") == 0)
        return fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    if (waiting && waiting->interrupted && stat(path, &info) == 0 && S_ISFIFO(info.st_mode))
        return open_pipe(path, waiting);
    return open(path, O_RDONLY | O_CLOEXEC);
}

static facs_status open_file(const char *path, facs_source *source, facs_error *error)
{
    struct stat info;
    if (strncmp(path, "/dev/video", 10) == 0 && stat(path, &info) == 0 && S_ISCHR(info.st_mode))
        return facs_fail(error, FACS_E_MEDIA, "%s: is a camera; give camera:%s", path, path);
    source->file = open_descriptor(path, source->waiting);
    if (source->file < 0)
        return open_failed(error, path);
    if (fstat(source->file, &info) != 0)
        return open_failed(error, path);
    source->size = S_ISREG(info.st_mode) ? (int64_t)info.st_size : -1;
    return FACS_OK;
}

static facs_status open_path(const facs_env *env, const char *path, facs_waiting *waiting, facs_source *source,
                             facs_error *error)
{
    *source = (facs_source){.env = *env, .file = -1, .size = -1, .waiting = waiting};
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

facs_status facs_source_open(const facs_env *env, const char *path, facs_source *source, facs_error *error)
{
    return open_path(env, path, NULL, source, error);
}

static facs_status open_address(const char *address, const char *shown, facs_source *source, facs_error *error)
{
    if (!facs_address_is_network(address))
        return facs_fail(error, FACS_E_NOT_FOUND,
                         "%s: there is no such file, and no address that can be read begins like this (http, https, "
                         "rtsp, rtmp, udp, tcp, srt, ...): give a file by its path",
                         shown);
    if (!facs_address_gives_bytes(address)) {
        source->frames = facs_strdup(&source->env, address);
        return source->frames ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", shown);
    }
    facs_status status = facs_remote_open(&source->env, address, shown, source->waiting, &source->remote, error);
    if (status == FACS_OK)
        source->size = facs_remote_size(source->remote);
    if (status == FACS_OK && source->size == 0)
        status = facs_fail(error, FACS_E_EMPTY, "%s: the file is empty", shown);
    return status;
}

facs_status facs_source_open_input(const facs_env *env, const char *input, const char *shown, facs_waiting *waiting,
                                   facs_source *source, facs_error *error)
{
    const facs_input_kind kind = facs_input_kind_of(input);
    if (kind == FACS_INPUT_PATH || env->read_file)
        return open_path(env, input, waiting, source, error);
    *source = (facs_source){.env = *env, .file = -1, .size = -1, .waiting = waiting};
    facs_status status = FACS_OK;
    if (kind == FACS_INPUT_ADDRESS) {
        status = open_address(input, shown, source, error);
    } else {
        source->camera = facs_camera_path(env, input);
        if (!source->camera)
            status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", shown);
    }
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
    facs_remote_close(&source->remote);
    facs_free(&source->env, source->camera);
    facs_free(&source->env, source->frames);
    source->camera = source->frames = NULL;
}

int facs_source_failure(const facs_source *source)
{
    if (source->waiting && source->waiting->stopped)
        return -EINTR;
    return source->remote ? facs_remote_failure(source->remote) : 0;
}

/* what comes next of what is not in memory; 0 = the end, or below 0 */
static int read_next(facs_source *source, uint8_t *bytes, size_t count)
{
    enum { MOST = 1 << 30 };
    const size_t now = count < MOST ? count : MOST;
    if (source->remote)
        return facs_remote_read(source->remote, bytes, (int)now);
    if (source->size < 0 && source->waiting && source->waiting->interrupted &&
        !facs_waiting_for(source->waiting, source->file))
        return -EINTR;
    const ssize_t got = facs_read_some(source->file, bytes, now);
    return got >= 0 ? (int)got : -errno;
}

/* up to `count` bytes, fewer only at the end */
static size_t fill(facs_source *source, uint8_t *bytes, size_t count)
{
    size_t got = 0;
    for (int now = 1; got < count && now > 0; got += now > 0 ? (size_t)now : 0)
        now = read_next(source, bytes + got, count - got);
    return got;
}

static size_t look_ahead(facs_source *source, uint8_t *head, size_t count)
{
    source->ahead = facs_calloc(&source->env, count, 1);
    if (!source->ahead) /* then nobody knows what it is before it is read */
        return 0;
    source->ahead_count = fill(source, source->ahead, count);
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
    if (source->remote)
        return facs_remote_look(source->remote, position, bytes, count);
    ssize_t got = facs_read_at(source->file, position, bytes, count);
    return got > 0 ? (size_t)got : 0;
}

size_t facs_source_head(facs_source *source, uint8_t *head, size_t count)
{
    if (source->size >= 0)
        return facs_source_look(source, 0, head, count);
    return source->ahead ? 0 : look_ahead(source, head, count);
}

/* not the whole of what was promised; frees what came */
static facs_status cut_off(facs_source *source, const char *path, uint8_t *content, size_t got, facs_error *error)
{
    facs_free(&source->env, content);
    if (source->size < 0)
        return facs_fail(error, FACS_E_MEDIA, "%s: the connection was lost after %zu bytes", path, got);
    return facs_fail(error, FACS_E_MEDIA, "%s: the connection was lost: %zu of %lld bytes have come", path, got,
                     (long long)source->size);
}

/* all of a file from its start */
static facs_status read_whole(facs_source *source, const char *path, uint8_t **bytes, size_t *count, facs_error *error)
{
    size_t size = (size_t)source->size;
    uint8_t *content = facs_calloc(&source->env, size + FACS_SOURCE_PADDING, 1);
    if (!content)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while reading the file", path);
    ssize_t got = source->remote ? (ssize_t)fill(source, content, size) : facs_read_at(source->file, 0, content, size);
    if (source->remote && got < (ssize_t)size)
        return cut_off(source, path, content, (size_t)got, error);
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
        size_t now = fill(source, content + used, room - used);
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
    if (facs_source_failure(source) != 0)
        return cut_off(source, path, content, used, error);
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
    return read_next(source, buffer, (size_t)count);
}

bool facs_source_seek(facs_source *source, int64_t position)
{
    if (source->bytes) {
        if (position < 0 || position > source->size)
            return false;
        source->at = position;
        return true;
    }
    if (source->remote)
        return facs_remote_seek(source->remote, position);
    return lseek(source->file, (off_t)position, SEEK_SET) >= 0;
}

int64_t facs_source_position(const facs_source *source)
{
    if (source->remote)
        return facs_remote_position(source->remote);
    return source->bytes ? source->at : (int64_t)lseek(source->file, 0, SEEK_CUR);
}
