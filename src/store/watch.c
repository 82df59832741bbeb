/* Progress: see watch.h. */
#include "store/watch.h"

#include <time.h>

#define SLICE 0.1 /* s between two questions whether to stop */

bool facs_watch_tell(facs_watch *watch, int64_t bytes)
{
    watch->now.file_bytes = bytes;
    watch->now.bytes_done = watch->finished + bytes;
    watch->now.file_done = false;
    return watch->progress && watch->progress(watch->cookie, &watch->now) != 0;
}

bool facs_watch_look(facs_watch *watch)
{
    watch->now.file = NULL;
    return facs_watch_tell(watch, 0);
}

bool facs_watch_done(facs_watch *watch)
{
    watch->finished += watch->now.file->bytes;
    watch->now.file_bytes = watch->now.file->bytes;
    watch->now.bytes_done = watch->finished;
    watch->now.file_done = true;
    return watch->progress && watch->progress(watch->cookie, &watch->now) != 0;
}

bool facs_watch_sleep(facs_watch *watch, double seconds, int64_t bytes)
{
    double left = seconds;
    while (left > 0) {
        if (facs_watch_tell(watch, bytes))
            return true;
        double slice = left < SLICE ? left : SLICE;
        struct timespec span = {.tv_nsec = (long)(slice * 1e9)};
        nanosleep(&span, NULL);
        left -= SLICE;
    }
    return facs_watch_tell(watch, bytes);
}

facs_status facs_watch_stopped(facs_error *error)
{
    return facs_fail(error, FACS_E_INTERRUPTED,
                     "stopped; files that are complete are kept, a download is continued the next time");
}
