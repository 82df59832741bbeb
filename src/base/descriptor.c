/* Transfers that signals do not interrupt; see descriptor.h. */
#include "base/descriptor.h"

#include "base/random.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    char start[4096], name[sizeof start + FACS_NEW_FILE_ROOM];
    int length = snprintf(start, sizeof start, "%s/facsimile-", folder);
    if (length < 0 || (size_t)length >= sizeof start) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int file = facs_new_file(AT_FDCWD, start, 0600, name);
    if (file >= 0)
        unlink(name);
    return file;
}

int facs_new_file(int folder, const char *start, mode_t mode, char *name)
{
    size_t length = strlen(start);
    int file = -1;
    errno = EEXIST;
    memcpy(name, start, length);
    for (int attempt = 0; file < 0 && errno == EEXIST && attempt < NAME_ATTEMPTS; attempt++) {
        snprintf(name + length, FACS_NEW_FILE_ROOM, "%ld-%016" PRIx64, (long)getpid(), facs_random());
        file = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
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
