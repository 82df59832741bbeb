/* See whole_file.h. */
#ifdef __linux__
#define _GNU_SOURCE /* O_PATH */
#endif
#include "base/whole_file.h"

#include "base/descriptor.h"
#include "base/write_failure.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#define MARK ".part-"
#define PRECIOUS_MARK ".unfinished-" /* in place of it */
enum {
    NAME_KEPT = FACS_WHOLE_KEPT,
    ABANDONED_AFTER = 3600, /* s without a write */
    PRIVATE = 0600,
    PUBLIC = 0666, /* less what the umask says */
    PERMISSIONS = 0777,
};

#ifdef O_PATH
enum { LOOK_AT_FOLDER = O_PATH | O_DIRECTORY | O_CLOEXEC }; /* also one that may be written but not listed */
#else
enum { LOOK_AT_FOLDER = O_RDONLY | O_DIRECTORY | O_CLOEXEC };
#endif

/* ---- names ---- */

static const char *last_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

size_t facs_whole_part_stem(const char *name)
{
    static const char digits[] = "0123456789", hex[] = "0123456789abcdef";
    const char *mark = NULL;
    for (const char *at = name; (at = strstr(at, MARK)) != NULL; at++)
        mark = at;
    const char *process = mark ? mark + strlen(MARK) : "";
    size_t length = strspn(process, digits);
    if (!length || process[length] != '-')
        return 0;
    const char *random = process + length + 1;
    size_t count = strspn(random, hex);
    return count >= 1 && count <= 16 && random[count] == '\0' ? (size_t)(mark - name) : 0;
}

static size_t kept_length(const char *name)
{
    size_t length = strlen(name);
    return length < NAME_KEPT ? length : NAME_KEPT;
}

static bool is_part_of(const char *name, const char *final)
{
    size_t kept = kept_length(final);
    return facs_whole_part_stem(name) == kept && strncmp(name, final, kept) == 0;
}

/* ---- failing ---- */

facs_status facs_whole_fail(const facs_whole_file *file, int code, facs_error *error)
{
    return facs_write_failure(error, file->path, code, file->advice);
}

static void release(facs_whole_file *file, bool unfinished)
{
    if (file->file >= 0)
        close(file->file);
    if (unfinished && file->part && file->part[0])
        unlinkat(file->folder, file->part, 0);
    if (file->folder >= 0)
        close(file->folder);
    facs_env env = file->env;
    facs_free(&env, file->path);
    facs_free(&env, file->part);
    facs_free(&env, file->name);
    *file = (facs_whole_file){.folder = -1, .file = -1};
}

/* ---- opening ---- */

/* memory and folder of what will be `path`; 0 or an errno */
static int prepare(facs_whole_file *file, const char *path)
{
    const facs_env *env = &file->env;
    const char *name = last_name(path);
    char *folder = facs_path_dirname(env, path);
    facs_free(env, file->path);
    facs_free(env, file->name);
    file->path = facs_strdup(env, path);
    file->name = facs_strdup(env, name);
    file->part = facs_calloc(env, kept_length(name) + strlen(PRECIOUS_MARK) + FACS_NEW_FILE_ROOM, 1);
    int code = folder && file->path && file->name && file->part ? 0 : ENOMEM;
    if (!code && !name[0])
        code = EISDIR;
    if (!code) {
        file->folder = open(folder, LOOK_AT_FOLDER);
        code = file->folder < 0 ? errno : 0;
    }
    facs_free(env, folder);
    return code;
}

/* 0 or an errno */
static int make_part(facs_whole_file *file, mode_t mode)
{
    char start[NAME_KEPT + sizeof MARK];
    size_t kept = kept_length(file->name);
    memcpy(start, file->name, kept);
    memcpy(start + kept, MARK, sizeof MARK);
    file->file = facs_new_file(file->folder, start, mode, file->part);
    if (file->file < 0) {
        file->part[0] = '\0';
        return errno;
    }
    flock(file->file, LOCK_EX | LOCK_NB); /* where there are no locks, nobody sweeps either */
    return 0;
}

static facs_status end_opening(facs_whole_file *file, const char *path, int code, facs_error *error)
{
    file->open = code == 0;
    if (!code)
        return FACS_OK;
    facs_status status = facs_write_failure(error, file->path ? file->path : path, code, file->advice);
    release(file, true);
    return status;
}

facs_status facs_whole_open(const facs_env *env, const char *path, const char *advice, facs_whole_file *file,
                            facs_error *error)
{
    *file = (facs_whole_file){.env = *env, .advice = advice, .folder = -1, .file = -1};
    int code = prepare(file, path);
    struct stat info;
    file->replaces = !code && fstatat(file->folder, file->name, &info, AT_SYMLINK_NOFOLLOW) == 0;
    if (!code)
        code = make_part(file, PUBLIC);
    return end_opening(file, path, code, error);
}

/* ---- opening what somebody named ---- */

static bool is_link(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0 && S_ISLNK(info.st_mode);
}

/* What stands there, as the kernel opens it to write; -1 and errno. *made: a link led to nothing, which now is an empty
 * file. */
static int open_there(const char *path, bool *made)
{
    enum { HOW = O_WRONLY | O_CLOEXEC | O_NOCTTY };
    int there = open(path, HOW);
    *made = there < 0 && errno == ENOENT && is_link(path);
    if (!*made)
        return there;
    return open(path, HOW | O_CREAT, PUBLIC);
}

static bool is_same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* The path without the link that the kernel has followed to the file `there`; free(); NULL and errno. */
static char *follow(const char *path, const struct stat *there)
{
    struct stat info;
    char *real = realpath(path, NULL);
    if (!real || (lstat(real, &info) == 0 && is_same(&info, there)))
        return real;
    free(real);
    errno = EAGAIN; /* the link was changed meanwhile */
    return NULL;
}

bool facs_whole_may_replace(const struct stat *folder, const struct stat *file, uid_t user)
{
    return !(folder->st_mode & S_ISVTX) || file->st_uid == user ||
           (folder->st_uid == user && !(folder->st_mode & S_IWOTH));
}

/* Owner and group where that is allowed; who would now be another group may do what everybody may.  Never set-user-id:
 * the content is new. */
static void keep_permissions(int file, const struct stat *old)
{
    struct stat made;
    mode_t mode = old->st_mode & PERMISSIONS, group = mode & S_IRWXG, others = (mode_t)((mode & S_IRWXO) << 3);
    if (fstat(file, &made) == 0 && (made.st_uid != old->st_uid || made.st_gid != old->st_gid) &&
        fchown(file, old->st_uid, old->st_gid) != 0 && made.st_gid != old->st_gid &&
        fchown(file, (uid_t)-1, old->st_gid) != 0)
        mode = (mode & ~(mode_t)S_IRWXG) | (group & others);
    if (fchmod(file, mode) != 0)
        return; /* a file system without permissions */
}

/* 0 or an errno */
static int open_replacement(facs_whole_file *file, const char *path, const struct stat *old)
{
    struct stat folder;
    int code = prepare(file, path);
    if (!code && old && fstat(file->folder, &folder) == 0 && !facs_whole_may_replace(&folder, old, geteuid()))
        code = EPERM; /* the kernel would say so at the end, after all the work */
    if (!code)
        code = make_part(file, old ? PRIVATE : PUBLIC);
    if (!code && old)
        keep_permissions(file->file, old);
    file->replaces = old != NULL;
    return code;
}

/* `there` is open and a file; 0 or an errno */
static int replace_there(facs_whole_file *file, const char *path, const struct stat *old, bool made)
{
    char *real = is_link(path) ? follow(path, old) : NULL;
    if (is_link(path) && !real)
        return errno;
    if (made)
        unlink(real); /* again: nothing that is not complete stands there */
    int code = open_replacement(file, real ? real : path, made ? NULL : old);
    free(real);
    return code;
}

facs_status facs_whole_open_named(const facs_env *env, const char *path, facs_whole_file *file, int *stream,
                                  facs_error *error)
{
    *file = (facs_whole_file){.env = *env, .folder = -1, .file = -1};
    *stream = -1;
    struct stat old;
    bool made;
    int there = open_there(path, &made), code = there < 0 ? errno : 0;
    if (!code && fstat(there, &old) != 0)
        code = errno;
    if (code == ENOENT && made)
        return facs_fail(error, FACS_E_OUTPUT, "%s: is a link into a folder that does not exist", path);
    if (!code && !S_ISREG(old.st_mode)) {
        *stream = there;
        return FACS_OK;
    }
    if (!code)
        code = replace_there(file, path, &old, made);
    else if (code == ENOENT)
        code = open_replacement(file, path, NULL);
    if (there >= 0)
        close(there);
    return end_opening(file, path, code, error);
}

void facs_whole_keep_if_killed(facs_whole_file *file)
{
    const size_t stem = file->open ? facs_whole_part_stem(file->part) : 0;
    char name[NAME_KEPT + sizeof PRECIOUS_MARK + FACS_NEW_FILE_ROOM];
    if (stem == 0)
        return;
    snprintf(name, sizeof name, "%.*s%s%s", (int)stem, file->part, PRECIOUS_MARK, file->part + stem + strlen(MARK));
    if (renameat(file->folder, file->part, file->folder, name) == 0)
        memcpy(file->part, name, strlen(name) + 1); /* there is room for the longer mark */
}

/* ---- parts that others left ---- */

/* the descriptor when the part is one of ours and can be gone on with; -1 */
static int open_leftover(int folder, const char *name, int how, off_t *size)
{
    struct stat info;
    int file = openat(folder, name, how | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file >= 0 && fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_nlink == 1 &&
        info.st_uid == geteuid() && flock(file, LOCK_EX | LOCK_NB) == 0) {
        *size = info.st_size;
        return file;
    }
    if (file >= 0)
        close(file);
    return -1;
}

static bool is_regular(int folder, const char *name)
{
    struct stat info;
    return fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode);
}

/* The part takes the place of the one being written when it is larger; else it goes. */
static void take_larger(facs_whole_file *file, int folder, const char *name, off_t *largest)
{
    off_t size = 0;
    int other = open_leftover(folder, name, O_RDWR, &size);
    if (other >= 0 && size > *largest && renameat(folder, name, file->folder, file->part) == 0) {
        close(file->file);
        file->file = other;
        *largest = size;
        return;
    }
    if (other >= 0)
        close(other);
    unlinkat(folder, name, 0);
}

void facs_whole_take_over(facs_whole_file *file)
{
    int folder = openat(file->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *listing = folder >= 0 ? fdopendir(folder) : NULL;
    const struct dirent *entry;
    off_t largest = 0;
    while (listing && (entry = readdir(listing)) != NULL)
        if (is_part_of(entry->d_name, file->name) && strcmp(entry->d_name, file->part) != 0 &&
            is_regular(folder, entry->d_name))
            take_larger(file, folder, entry->d_name, &largest);
    if (listing)
        closedir(listing);
    else if (folder >= 0)
        close(folder);
    lseek(file->file, 0, SEEK_END);
}

void facs_whole_delete_parts(const facs_env *env, const char *path)
{
    const char *name = last_name(path);
    char *folder = facs_path_dirname(env, path);
    DIR *listing = folder ? opendir(folder) : NULL;
    const struct dirent *entry;
    while (listing && (entry = readdir(listing)) != NULL)
        if (is_part_of(entry->d_name, name) && is_regular(dirfd(listing), entry->d_name))
            unlinkat(dirfd(listing), entry->d_name, 0);
    if (listing)
        closedir(listing);
    facs_free(env, folder);
}

bool facs_whole_is_abandoned(int folder, const char *name)
{
    struct stat info;
    off_t size;
    if (facs_whole_part_stem(last_name(name)) == 0)
        return false;
    int file = open_leftover(folder, name, O_RDWR, &size); /* some file systems lock only what may be written */
    if (file < 0)
        file = open_leftover(folder, name, O_RDONLY, &size);
    bool old = file >= 0 && fstat(file, &info) == 0 && info.st_mtime < time(NULL) - ABANDONED_AFTER;
    if (file >= 0)
        close(file);
    return old;
}

void facs_whole_sweep(const char *folder)
{
    DIR *listing = opendir(folder);
    const struct dirent *entry;
    while (listing && (entry = readdir(listing)) != NULL)
        if (facs_whole_is_abandoned(dirfd(listing), entry->d_name))
            unlinkat(dirfd(listing), entry->d_name, 0);
    if (listing)
        closedir(listing);
}

/* ---- writing ---- */

facs_status facs_whole_write(facs_whole_file *file, const void *bytes, size_t count, facs_error *error)
{
    return facs_write_all(file->file, bytes, count) == count ? FACS_OK : facs_whole_fail(file, errno, error);
}

static char *append(const facs_env *env, const char *text, const char *ending)
{
    size_t length = strlen(text), more = strlen(ending) + 1;
    char *joined = facs_calloc(env, length + more, 1);
    if (!joined)
        return NULL;
    memcpy(joined, text, length);
    memcpy(joined + length, ending, more);
    return joined;
}

facs_status facs_whole_rename(facs_whole_file *file, const char *ending, facs_error *error)
{
    const facs_env *env = &file->env;
    char *path = append(env, file->path, ending), *name = append(env, file->name, ending);
    if (!path || !name) {
        facs_free(env, path);
        facs_free(env, name);
        return facs_whole_fail(file, ENOMEM, error);
    }
    facs_free(env, file->path);
    facs_free(env, file->name);
    file->path = path;
    file->name = name;
    file->replaces = false;
    return FACS_OK;
}

/* 0 or an errno */
static int complete(facs_whole_file *file)
{
    /* some file systems cannot sync (EINVAL); a full disk may show only here */
    if (!file->unsynced && fsync(file->file) != 0 && errno != EINVAL && errno != EROFS)
        return errno;
    int descriptor = file->file;
    file->file = -1;
    if (close(descriptor) != 0 && errno != EINTR)
        return errno;
    return renameat(file->folder, file->part, file->folder, file->name) == 0 ? 0 : errno;
}

facs_status facs_whole_commit(facs_whole_file *file, facs_error *error)
{
    int code = complete(file);
    facs_status status = code ? facs_whole_fail(file, code, error) : FACS_OK;
    release(file, code != 0);
    return status;
}

void facs_whole_abandon(facs_whole_file *file, bool keep)
{
    if (file->open)
        release(file, !keep);
}
