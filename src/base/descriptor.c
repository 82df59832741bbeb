/* Transfers that signals do not interrupt; see descriptor.h. */
#include "base/descriptor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *facs_temporary_folder(void)
{
    const char *folder = getenv("TMPDIR");
    return folder && folder[0] ? folder : P_tmpdir;
}

int facs_temporary_file(void)
{
    char name[4096];
    int length = snprintf(name, sizeof name, "%s/facsimile-XXXXXX", facs_temporary_folder());
    if (length < 0 || (size_t)length >= sizeof name) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int file = mkstemp(name);
    if (file >= 0)
        unlink(name);
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
