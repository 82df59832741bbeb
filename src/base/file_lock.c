/* See file_lock.h. */
#ifdef __linux__
#define _GNU_SOURCE /* F_OFD_SETLK */
#endif
#include "base/file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/file.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif

/* one kind of lock is both */
static bool is_one_kind(int file)
{
#ifdef __linux__
    enum { NFS = 0x6969, SMB = 0x517B };
    const uint32_t cifs = 0xFF534D42, smb2 = 0xFE534D42;
    struct statfs info;
    if (fstatfs(file, &info) != 0)
        return false;
    uint32_t type = (uint32_t)info.f_type;
    return type == NFS || type == SMB || type == cifs || type == smb2;
#else
    (void)file;
    return true;
#endif
}

/* 0 = taken, else an errno value */
static int try_range(int file)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
#ifdef F_OFD_SETLK
    if (fcntl(file, F_OFD_SETLK, &whole) == 0)
        return 0;
    if (errno != EINVAL) /* else the kernel is older than 3.15 */
        return errno;
#endif
    return fcntl(file, F_SETLK, &whole) == 0 ? 0 : errno;
}

int facs_file_lock_try(int file)
{
    if (is_one_kind(file))
        return try_range(file);
    if (flock(file, LOCK_EX | LOCK_NB) != 0)
        return errno;
    int code = try_range(file);
    if (code != 0)
        flock(file, LOCK_UN);
    return code;
}

bool facs_file_lock_is_taken(int code)
{
    return code == EWOULDBLOCK || code == EAGAIN || code == EACCES || code == EINTR;
}
