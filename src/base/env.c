/* Environment: errors, memory, messages, whole-file reading, paths. */
#include "base/base.h"
#include "base/printable.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FACS_ALIGNMENT = 64, PIPE_ROOM = 1 << 16, PIPE_MOST = 1 << 30 };

const char *facs_version(void)
{
    return FACS_VERSION;
}

const char *facs_status_name(facs_status status)
{
    switch (status) {
#define NAME(s)                                                                                                        \
    case s:                                                                                                            \
        return #s
        NAME(FACS_OK);
        NAME(FACS_AGAIN);
        NAME(FACS_END);
        NAME(FACS_E_ARGUMENT);
        NAME(FACS_E_MEMORY);
        NAME(FACS_E_NOT_FOUND);
        NAME(FACS_E_MEDIA);
        NAME(FACS_E_EMPTY);
        NAME(FACS_E_MODELS_MISSING);
        NAME(FACS_E_MODEL_CORRUPT);
        NAME(FACS_E_OUTPUT);
        NAME(FACS_E_DISK_FULL);
        NAME(FACS_E_INTERRUPTED);
        NAME(FACS_E_UNSUPPORTED);
        NAME(FACS_E_STATE);
        NAME(FACS_E_INTERNAL);
        NAME(FACS_E_LICENCE);
        NAME(FACS_E_DOWNLOAD);
#undef NAME
    }
    return "FACS_E_UNKNOWN";
}

facs_status facs_fail(facs_error *error, facs_status status, const char *format, ...)
{
    if (error) {
        va_list arguments;
        va_start(arguments, format);
        error->status = status;
        facs_format_message(error->message, sizeof error->message, format, arguments);
        va_end(arguments);
    }
    return status;
}

facs_status facs_fail_for(facs_error *error, facs_status status, const char *path)
{
    facs_error named;
    if (status != FACS_E_MEMORY || !error)
        return status;
    facs_fail(&named, status, "%s: ", path); /* as it is shown */
    const char *said = error->status == status ? error->message : "out of memory";
    const char *slash = strchr(said, '/'), *end = strstr(said, ": ");
    if (strstr(said, named.message) || (slash && end && slash < end))
        return status; /* a file is named */
    size_t length = strlen(named.message);
    snprintf(named.message + length, sizeof named.message - length, "%s", said);
    *error = named;
    return status;
}

static void *default_alloc(void *cookie, size_t bytes, size_t alignment)
{
    (void)cookie;
    void *memory = NULL;
    return posix_memalign(&memory, alignment, bytes) ? NULL : memory;
}

static void default_free(void *cookie, void *memory)
{
    (void)cookie;
    free(memory);
}

static void default_log(void *cookie, facs_log_level level, const char *message)
{
    (void)cookie;
    (void)level;
    (void)message;
}

static const facs_env env_defaults = {.size = sizeof(facs_env), .cpu = FACS_CPU_AUTO};

void facs_env_init(facs_env *env, size_t size)
{
    facs_options_init(env, size, &env_defaults, sizeof env_defaults);
}

facs_env facs_env_resolve(const facs_env *env)
{
    facs_env full = env ? *env : env_defaults;
    if (!full.alloc || !full.free) {
        full.alloc = default_alloc;
        full.free = default_free;
    }
    if (!full.log)
        full.log = default_log;
    full.cpu = facs_cpu_effective(full.cpu);
    return full;
}

facs_status facs_env_take(const facs_env *given, facs_env *env, facs_error *error)
{
    facs_env chosen = env_defaults;
    facs_status status = facs_options_take(&chosen, given, sizeof chosen, "facs_env", error);
    if (status != FACS_OK)
        return status;
    if (!chosen.alloc != !chosen.free)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_env: alloc and free belong together, and %s is NULL",
                         chosen.alloc ? "free" : "alloc");
    *env = facs_env_resolve(&chosen);
    return FACS_OK;
}

void facs_log(const facs_env *env, facs_log_level level, const char *format, ...)
{
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    facs_format_message(message, sizeof message, format, arguments);
    va_end(arguments);
    env->log(env->cookie, level, message);
}

void *facs_calloc(const facs_env *env, size_t count, size_t size)
{
    if (size && count > (SIZE_MAX / 2) / size)
        return NULL;
    /* what alloc gives for zero bytes may be NULL, which means out of memory here */
    size_t bytes = count && size ? count * size : 1;
    void *memory = env->alloc(env->cookie, bytes, FACS_ALIGNMENT);
    if (memory)
        memset(memory, 0, bytes);
    return memory;
}

void facs_free(const facs_env *env, void *memory)
{
    if (memory)
        env->free(env->cookie, memory);
}

void *facs_regrow(const facs_env *env, void *memory, size_t old_bytes, size_t new_bytes)
{
    void *grown = facs_calloc(env, 1, new_bytes);
    if (!grown)
        return NULL;
    if (memory) {
        memcpy(grown, memory, old_bytes < new_bytes ? old_bytes : new_bytes);
        facs_free(env, memory);
    }
    return grown;
}

char *facs_strdup(const facs_env *env, const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = facs_calloc(env, bytes, 1);
    if (copy)
        memcpy(copy, text, bytes);
    return copy;
}

/* Up to the end of the file.  `expected` bytes of a regular file are the limit; others tell no size, so the block
 * grows. errno of the failure, 0 on success */
static int read_stream(const facs_env *env, FILE *file, bool regular, size_t expected, uint8_t **bytes, size_t *count)
{
    size_t room = regular ? expected : PIPE_ROOM, got = 0;
    uint8_t *content = facs_calloc(env, room + 1, 1);
    int failed = content ? 0 : ENOMEM;
    while (!failed) {
        got += fread(content + got, 1, room - got, file);
        if (ferror(file))
            failed = EIO;
        if (failed || regular || got < room)
            break;
        uint8_t *more = room < PIPE_MOST ? facs_regrow(env, content, room + 1, 2 * room + 1) : NULL;
        if (more) {
            content = more;
            room *= 2;
        } else {
            failed = room < PIPE_MOST ? ENOMEM : EFBIG;
        }
    }
    if (failed) {
        facs_free(env, content);
        return failed;
    }
    *bytes = content;
    *count = got;
    return 0;
}

static int read_stdio(const facs_env *env, const char *path, uint8_t **bytes, size_t *count)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return errno;
    if (S_ISDIR(info.st_mode))
        return EISDIR;
    if (info.st_size < 0 || (uint64_t)info.st_size > SIZE_MAX / 4)
        return EFBIG;
    FILE *file = fopen(path, "rb");
    if (!file)
        return errno ? errno : EIO;
    int failed = read_stream(env, file, S_ISREG(info.st_mode) && info.st_size > 0, (size_t)info.st_size, bytes, count);
    fclose(file);
    return failed;
}

facs_status facs_read_file(const facs_env *env, const char *path, facs_status missing, uint8_t **bytes, size_t *count,
                           facs_error *error)
{
    int code;
    if (env->read_file) {
        void *block = NULL;
        size_t size = 0;
        code = env->read_file(env->cookie, path, &block, &size);
        if (code == 0) {
            /* parsers of text rely on the closing zero, which a callback need not supply */
            uint8_t *terminated = facs_calloc(env, size + 1, 1);
            if (terminated && size)
                memcpy(terminated, block, size);
            env->free(env->cookie, block);
            if (!terminated)
                code = ENOMEM;
            *bytes = terminated;
            *count = size;
        }
    } else {
        code = read_stdio(env, path, bytes, count);
    }
    if (code == 0)
        return FACS_OK;
    if (code == ENOMEM)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while reading the file", path);
    return facs_fail(error, missing, "%s: cannot be read: %s", path, strerror(code));
}

char *facs_path_join(const facs_env *env, const char *dir, const char *name)
{
    if (name[0] == '/')
        return facs_strdup(env, name);
    size_t head = strlen(dir), tail = strlen(name);
    bool slash = head > 0 && dir[head - 1] != '/';
    char *path = facs_calloc(env, head + tail + 2, 1);
    if (!path)
        return NULL;
    memcpy(path, dir, head);
    if (slash)
        path[head++] = '/';
    memcpy(path + head, name, tail);
    return path;
}

char *facs_path_absolute(const facs_env *env, const char *path)
{
    enum { PATH_BYTES_MAX = 8192 };
    char folder[PATH_BYTES_MAX];
    if (path[0] == '/' || !getcwd(folder, sizeof folder))
        return facs_strdup(env, path);
    return facs_path_join(env, folder, path);
}

char *facs_path_dirname(const facs_env *env, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return facs_strdup(env, ".");
    size_t length = slash == path ? 1 : (size_t)(slash - path);
    char *dir = facs_calloc(env, length + 1, 1);
    if (dir)
        memcpy(dir, path, length);
    return dir;
}

int facs_path_make_folders(char *path)
{
    for (char *slash = path[0] ? strchr(path + 1, '/') : NULL; slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        int code = mkdir(path, 0777) == 0 ? 0 : errno; /* of a folder that is there it may be anything */
        if (code != 0 && !facs_path_is_dir(path))
            return code == EEXIST ? ENOTDIR : code;
        *slash = '/';
    }
    return 0;
}

bool facs_path_exists(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0;
}

bool facs_path_is_dir(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

bool facs_path_is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}
