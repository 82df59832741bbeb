/* Advisory lock on <folder>/.lock.
 *
 * flock() and fcntl() locks do not see each other on Linux and the other packages may use either, so both are taken; of
 * fcntl's kinds the one that belongs to the open file, as flock()'s does, so that closing another descriptor of it does
 * not drop it.  On network file systems flock() is an fcntl() lock, and on other systems they see each other: there
 * fcntl() alone is right.
 * The file stays: deleting it would let a third process lock a new file while a second holds the deleted one. */
#ifdef __linux__
#define _GNU_SOURCE /* F_OFD_SETLK */
#endif
#include "store/lock.h"

#include "store/cache_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#ifdef __linux__
#include <sys/vfs.h>
#endif
#include <unistd.h>

#define POLL 0.5 /* s */

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

/* 0 = taken, else an errno value */
static int try_lock(int file)
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

static bool is_taken(int code)
{
    return code == EWOULDBLOCK || code == EAGAIN || code == EACCES || code == EINTR;
}

facs_status facs_lock_take(const facs_env *env, const char *folder, double wait, facs_watch *watch, int *lock,
                           facs_error *error)
{
    facs_watch nobody = {0};
    char *path = facs_path_join(env, folder, ".lock");
    if (!path)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", folder);
    facs_status status = FACS_OK;
    int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file < 0)
        status = facs_fail_write(error, path, errno);
    for (double waited = 0; status == FACS_OK; waited += POLL) {
        int code = try_lock(file);
        if (code == 0)
            break;
        if (waited == 0 && is_taken(code))
            facs_log(env, FACS_LOG_INFO, "another process works on %s: waiting for it", folder);
        if (!is_taken(code))
            status = facs_fail(error, FACS_E_OUTPUT, "%s: cannot be locked: %s", path, strerror(code));
        else if (waited >= wait)
            status =
                facs_fail(error, FACS_E_OUTPUT,
                          "%s: another process has been working on the models for %.0f s: let it finish or end it, "
                          "then try again",
                          path, wait);
        else if (facs_watch_sleep(watch ? watch : &nobody, POLL, 0))
            status = facs_watch_stopped(error);
    }
    if (status == FACS_OK)
        *lock = file;
    else if (file >= 0)
        close(file);
    facs_free(env, path);
    return status;
}

void facs_lock_release(int lock)
{
    close(lock);
}
