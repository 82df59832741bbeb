/* Waiting for a camera or the network, and when it ends: the caller says so, or nothing has come for too long. */
#ifndef FACS_MEDIA_WAITING_H
#define FACS_MEDIA_WAITING_H

#include "base/base.h"

typedef struct facs_waiting {
    int (*interrupted)(void *cookie); /**< NULL = nobody stops it */
    void *cookie;
    double limit;            /**< s without anything new; 0 = for ever */
    int64_t since;           /**< when something new came last, facs_clock() */
    bool stopped, timed_out; /**< why it has ended */
} facs_waiting;

/** Something has come, or a new wait begins. */
void facs_waiting_start(facs_waiting *waiting);

/** Not 0 = do not wait any longer.  For FFmpeg's AVIOInterruptCB, whose opaque is the waiting. */
int facs_waiting_ends(void *waiting);

/** Wait a moment, 2 ms; false = do not wait any longer. */
bool facs_waiting_pause(facs_waiting *waiting);

/** Wait until a pipe has something to read, or has ended; false = do not wait any longer. */
bool facs_waiting_for(facs_waiting *waiting, int file);

#endif
