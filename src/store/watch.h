/* How far a fetch is, told to the caller, who may stop it. */
#ifndef FACS_STORE_WATCH_H
#define FACS_STORE_WATCH_H

#include "base/base.h"

typedef struct facs_watch {
    int (*progress)(void *cookie, const facs_fetch_progress *progress); /* may be NULL */
    void *cookie;
    facs_fetch_progress now;
    int64_t finished; /* bytes of the files that are done */
} facs_watch;

/** Tell that `bytes` of the current file are there (file NULL: waiting or looking).  True = stop. */
bool facs_watch_tell(facs_watch *watch, int64_t bytes);
/** Still looking for what there is, so that no file is the current one.  True = stop. */
bool facs_watch_look(facs_watch *watch);
/** The current file is done. */
bool facs_watch_done(facs_watch *watch);
/** Sleep that can be stopped.  True = stop.  @param bytes of the current file */
bool facs_watch_sleep(facs_watch *watch, double seconds, int64_t bytes);
facs_status facs_watch_stopped(facs_error *error);

#endif
