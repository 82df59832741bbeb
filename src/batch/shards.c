/* See shards.h. */
#include "batch/shards.h"

#include "base/descriptor.h"
#include "base/file_lock.h"
#include "base/write_failure.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { NUMBERS = 48, HOLDER_ROOM = 200 };

char *facs_shard_path(const facs_env *env, const char *folder, const char *name, int64_t shard, int64_t shards)
{
    char file[NUMBERS + 64], number[NUMBERS] = "";
    if (shards > 1)
        snprintf(number, sizeof number, ".%lld-of-%lld", (long long)shard, (long long)shards);
    snprintf(file, sizeof file, "%s%s.tsv", name, number);
    return facs_path_join(env, folder, file);
}

/* FNV-1a, whose upper half is mixed into the lower */
int64_t facs_shard_of(const char *output, int64_t shards)
{
    const uint64_t start = 14695981039346656037U, factor = 1099511628211U;
    uint64_t hash = start;
    for (; *output; output++)
        hash = (hash ^ (uint8_t)*output) * factor;
    hash ^= hash >> 32;
    return (int64_t)(hash % (uint64_t)shards) + 1;
}

/* One to nine digits; NULL = something else. */
static const char *read_digits(const char *text, int64_t *value)
{
    const size_t count = strspn(text, "0123456789");
    *value = 0;
    for (size_t i = 0; i < count && count <= 9; i++)
        *value = 10 * *value + (text[i] - '0');
    return count > 0 && count <= 9 ? text + count : NULL;
}

/* "manifest.2-of-3.tsv" -> 3, "manifest.tsv" -> 1, else 0 */
static int64_t division_of(const char *name)
{
    static const char start[] = "manifest", between[] = "-of-", end[] = ".tsv";
    int64_t shard, shards;
    if (strncmp(name, start, sizeof start - 1) != 0)
        return 0;
    name += sizeof start - 1;
    if (strcmp(name, end) == 0)
        return 1;
    if (name[0] != '.' || !(name = read_digits(name + 1, &shard)) || strncmp(name, between, sizeof between - 1) != 0)
        return 0;
    name = read_digits(name + sizeof between - 1, &shards);
    return name && strcmp(name, end) == 0 && shard >= 1 && shards >= 2 && shard <= shards ? shards : 0;
}

facs_status facs_shard_check(const facs_env *env, const char *folder, int64_t shard, int64_t shards, facs_error *error)
{
    const struct dirent *entry;
    facs_status status = FACS_OK;
    DIR *listing = opendir(folder);
    if (!listing)
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be listed: %s", folder, strerror(errno));
    while (status == FACS_OK && (entry = readdir(listing)) != NULL) {
        const int64_t other = division_of(entry->d_name);
        if (other == 0 || other == shards)
            continue;
        /* what was merged stands beside its shards, and is gone on with as one */
        char *whole = facs_path_join(env, folder, "manifest.tsv");
        const bool merged = shards == 1 && whole && facs_path_exists(whole);
        facs_free(env, whole);
        if (!merged)
            status =
                facs_fail(error, FACS_E_OUTPUT,
                          "%s: holds %s, of a batch that is divided in another way than this one (shard %lld of %lld): "
                          "go on as it was begun, join the shards (--merge), or name another folder",
                          folder, entry->d_name, (long long)shard, (long long)shards);
    }
    closedir(listing);
    return status;
}

facs_status facs_shard_count(const char *folder, int64_t *shards, facs_error *error)
{
    const struct dirent *entry;
    facs_status status = FACS_OK;
    DIR *listing = opendir(folder);
    *shards = 0;
    if (!listing)
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be listed: %s", folder, strerror(errno));
    while (status == FACS_OK && (entry = readdir(listing)) != NULL) {
        const int64_t other = division_of(entry->d_name);
        if (other < 2)
            continue;
        if (*shards && other != *shards)
            status =
                facs_fail(error, FACS_E_OUTPUT, "%s: has manifests of %lld and of %lld shards: take away those of one",
                          folder, (long long)*shards, (long long)other);
        *shards = other;
    }
    closedir(listing);
    return status;
}

/* ---- lock ---- */

static char *lock_path(const facs_env *env, const char *manifest)
{
    const char *slash = strrchr(manifest, '/');
    const int head = slash ? (int)(slash + 1 - manifest) : 0;
    const size_t room = strlen(manifest) + sizeof "..lock";
    char *path = facs_calloc(env, room, 1);
    if (path)
        snprintf(path, room, "%.*s.%s.lock", head, manifest, manifest + head);
    return path;
}

/* who: "process 123 on HOST", for the message of another one */
static void sign(int file)
{
    char host[100] = "", text[HOLDER_ROOM];
    gethostname(host, sizeof host - 1);
    const int length = snprintf(text, sizeof text, "process %ld on %s\n", (long)getpid(), host);
    if (ftruncate(file, 0) == 0 && length > 0)
        facs_write_at(file, 0, text, (size_t)length); /* only for people */
}

static void read_holder(int file, char holder[HOLDER_ROOM])
{
    const ssize_t count = facs_read_at(file, 0, holder, HOLDER_ROOM - 1);
    holder[count > 0 ? count : 0] = '\0';
    holder[strcspn(holder, "\n")] = '\0';
}

facs_status facs_shard_lock(const facs_env *env, const char *manifest, int *lock, facs_error *error)
{
    char *path = lock_path(env, manifest), holder[HOLDER_ROOM];
    if (!path)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", manifest);
    facs_status status = FACS_OK;
    const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    const int code = file < 0 ? errno : facs_file_lock_try(file);
    if (file < 0) {
        status = facs_write_failure(error, path, code, NULL);
    } else if (code == ENOLCK || code == ENOSYS || code == EOPNOTSUPP || code == EINVAL) {
        facs_log(env, FACS_LOG_WARNING,
                 "%s: this file system has no locks: see to it that no second batch works on the same manifest", path);
    } else if (code != 0) {
        read_holder(file, holder);
        status = facs_fail(error, FACS_E_OUTPUT,
                           facs_file_lock_is_taken(code)
                               ? "%s: another batch is at work on it (%s): let it end, or take another shard or folder"
                               : "%s: cannot be locked: %s",
                           manifest, facs_file_lock_is_taken(code) ? holder : strerror(code));
    }
    if (status == FACS_OK) {
        sign(file);
        *lock = file;
    } else if (file >= 0) {
        close(file);
    }
    facs_free(env, path);
    return status;
}
