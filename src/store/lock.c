/* Advisory lock on <folder>/.lock (base/file_lock.h). */
#include "store/lock.h"

#include "base/file_lock.h"
#include "store/cache_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define POLL 0.5 /* s */

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
        int code = facs_file_lock_try(file);
        if (code == 0)
            break;
        if (waited == 0 && facs_file_lock_is_taken(code))
            facs_log(env, FACS_LOG_INFO, "another process works on %s: waiting for it", folder);
        if (!facs_file_lock_is_taken(code))
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
