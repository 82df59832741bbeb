/* A loop that threads with nothing else to do may help with.
 *
 * The owner runs the loop and takes turns until there are none left; helpers that look in meanwhile take turns as well.
 * Nobody is woken up for it and nobody is waited for, but for the turns that helpers have begun, so that an owner
 * without helpers loses nothing.  Turns must not depend on each other, nor on who takes them: results are the same. */
#ifndef FACS_BASE_SHARE_H
#define FACS_BASE_SHARE_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>

/** Threads that may take turns, the owner included. */
enum { FACS_SHARE_WORKERS = 3 };

typedef void facs_share_turn(void *cookie, int index, int worker);

/** Start with zeros.  Members are on lines of their own because different threads hammer on them. */
typedef struct facs_share {
    alignas(64) atomic_bool open;  /**< there is a loop */
    alignas(64) atomic_int inside; /**< helpers that may be looking at it */
    alignas(64) atomic_int next;
    alignas(64) int count; /**< written by the owner while nobody is inside and `open` is false */
    facs_share_turn *turn;
    void *cookie;
} facs_share;

/** turn(cookie, index, worker) for all indices below `count`, worker 0 being this thread; returns when all are done.
 *  One thread owns the loops of a share.  share = NULL: a plain loop. */
void facs_share_run(facs_share *share, int count, facs_share_turn *turn, void *cookie);

/** Take turns of the loop that is open, if there is one, as `worker` 1 .. FACS_SHARE_WORKERS - 1, a different one for
 *  each helping thread.  True when some were taken. */
bool facs_share_help(facs_share *share, int worker);

#endif
