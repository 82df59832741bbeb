/* Files known by their contents, from a folder. */
#include "store/local.h"

#include "base/descriptor.h"
#include "store/hash.h"
#include "store/part.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 24, BLOCK = 1 << 14 };

bool facs_intake_wants(const facs_intake *intake, int64_t bytes)
{
    for (int i = 0; i < intake->count; i++)
        if (!intake->wanted[i].there && intake->wanted[i].file->bytes == bytes)
            return true;
    return false;
}

static facs_status copy(facs_intake *intake, int source, const char *path, facs_part *part, facs_error *error)
{
    char block[BLOCK];
    facs_status status = facs_part_restart(part, error);
    if (status == FACS_OK && lseek(source, 0, SEEK_SET) < 0)
        status = facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", path, strerror(errno));
    while (status == FACS_OK) {
        ssize_t got = facs_read_some(source, block, sizeof block);
        if (got < 0)
            return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", path, strerror(errno));
        if (got == 0)
            return FACS_OK;
        status = facs_part_write(part, block, (size_t)got, error);
        if (status == FACS_OK && facs_watch_tell(intake->watch, part->bytes))
            status = facs_watch_stopped(error);
    }
    return status;
}

static facs_status install(facs_intake *intake, int source, const char *path, facs_wanted *wanted, facs_error *error)
{
    facs_part part = {0};
    intake->watch->now.file = wanted->file;
    intake->watch->now.file_number++;
    facs_status status = facs_part_open(intake->env, wanted->file, wanted->final_path, &part, error);
    if (status == FACS_OK)
        status = copy(intake, source, path, &part, error);
    if (status == FACS_OK)
        status = facs_part_finish(&part, error);
    facs_part_close(&part, false);
    if (status != FACS_OK)
        return status == FACS_E_MODEL_CORRUPT
                   ? facs_fail(error, FACS_E_NOT_FOUND, "%s: changed while it was being copied", path)
                   : status;
    wanted->there = true;
    return facs_watch_done(intake->watch) ? facs_watch_stopped(error) : FACS_OK;
}

facs_status facs_intake_offer(facs_intake *intake, const char *path, facs_error *error)
{
    struct stat info;
    char hex[FACS_SHA256_TEXT];
    int source = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (source < 0 || fstat(source, &info) != 0 || !S_ISREG(info.st_mode) ||
        !facs_intake_wants(intake, (int64_t)info.st_size)) {
        if (source >= 0)
            close(source);
        return FACS_OK;
    }
    facs_status status = facs_sha256_file(source, path, hex, error);
    /* two files of a set may have the same contents */
    for (int i = 0; status == FACS_OK && i < intake->count; i++) {
        facs_wanted *wanted = &intake->wanted[i];
        if (!wanted->there && strcmp(wanted->file->sha256, hex) == 0)
            status = install(intake, source, path, wanted, error);
    }
    close(source);
    return status;
}

/* a folder on the way down */
typedef struct level {
    const struct level *above; /* NULL: the first */
    dev_t device;
    ino_t number;
    int depth;
} level;

/* links in circles: the folder is one of those above it */
static bool is_above(const level *here)
{
    for (const level *at = here->above; at; at = at->above)
        if (at->device == here->device && at->number == here->number)
            return true;
    return false;
}

static facs_status walk(facs_intake *intake, const char *folder, const level *above, facs_error *error);

static facs_status walk_entry(facs_intake *intake, const char *path, const level *here, facs_error *error)
{
    if (facs_watch_look(intake->watch))
        return facs_watch_stopped(error);
    if (!facs_path_is_dir(path))
        return facs_intake_offer(intake, path, error);
    return here->depth < DEPTH_MAX ? walk(intake, path, here, error) : FACS_OK;
}

static facs_status walk(facs_intake *intake, const char *folder, const level *above, facs_error *error)
{
    struct stat info;
    DIR *listing = opendir(folder);
    if (!listing || fstat(dirfd(listing), &info) != 0) {
        int code = errno;
        if (listing)
            closedir(listing);
        return above ? FACS_OK : facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", folder, strerror(code));
    }
    const level here = {above, info.st_dev, info.st_ino, above ? above->depth + 1 : 0};
    facs_status status = FACS_OK;
    struct dirent *entry;
    while (!is_above(&here) && status == FACS_OK && (entry = readdir(listing)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *path = facs_path_join(intake->env, folder, entry->d_name);
        status = path ? walk_entry(intake, path, &here, error)
                      : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", folder);
        facs_free(intake->env, path);
    }
    closedir(listing);
    return status;
}

facs_status facs_intake_folder(facs_intake *intake, const char *folder, facs_error *error)
{
    return walk(intake, folder, NULL, error);
}
