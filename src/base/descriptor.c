/* Transfers that signals do not interrupt; see descriptor.h. */
#include "base/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { NAME_ATTEMPTS = 100 };

const char *facs_temporary_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && folder[0] ? folder : P_tmpdir;
}

int facs_temporary_file(void)
{
    return facs_unnamed_file(facs_temporary_folder());
}

int facs_unnamed_file(const char *folder)
{
    char name[4096];
    int length = snprintf(name, sizeof name, "%s/facsimile-XXXXXX", folder);
    if (length < 0 || (size_t)length >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int file = mkstemp(name);
    if (file >= 0)
        unlink(name);
    return file;
}

int facs_new_file_beside(const char *path, const char *before, const char *after, char *name)
{
    if (!path || !name) {
        errno = EINVAL;
        return -1;
    }
    size_t room = strlen(path) + FACS_BESIDE_ROOM;
    int file = -1;
    errno = EEXIST;
    for (int attempt = 0; file < 0 && errno == EEXIST && attempt < NAME_ATTEMPTS; attempt++) {
        struct timespec now = {0};
        clock_gettime(CLOCK_MONOTONIC, &now);
        uint64_t random = ((uint64_t)now.tv_nsec * 6364136223846793005u + (uint64_t)(uintptr_t)name) >> 24;
        int length =
            snprintf(name, room, "%s%s%ld-%08" PRIx64 "%s", path, before, (long)getpid(), random & 0xffffffff, after);
        if (length < 0 || (size_t)length >= room)
            errno = ENAMETOOLONG;
        else
            file = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    }
    return file;
}

ssize_t facs_read_some(int file, void *bytes, size_t count)
{
    for (;;) {
        ssize_t got = read(file, bytes, count);
        if (got >= 0 || errno != EINTR)
            return got;
    }
}

ssize_t facs_read_at(int file, int64_t offset, void *bytes, size_t count)
{
    size_t total = 0;
    while (total < count) {
        ssize_t got = pread(file, (char *)bytes + total, count - total, (off_t)offset + (off_t)total);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        total += (size_t)got;
    }
    return (ssize_t)total;
}

size_t facs_write_all(int file, const void *bytes, size_t count)
{
    size_t total = 0;
    while (total < count) {
        ssize_t done = write(file, (const char *)bytes + total, count - total);
        if (done < 0 && errno != EINTR)
            break;
        total += done > 0 ? (size_t)done : 0;
    }
    return total;
}

size_t facs_write_at(int file, int64_t offset, const void *bytes, size_t count)
{
    size_t total = 0;
    while (total < count) {
        ssize_t done = pwrite(file, (const char *)bytes + total, count - total, (off_t)offset + (off_t)total);
        if (done < 0 && errno != EINTR)
            break;
        total += done > 0 ? (size_t)done : 0;
    }
    return total;
}
