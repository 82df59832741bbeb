/* A loop that threads with nothing else to do may help with.
 *
 * The owner runs the loop and takes turns until there are none left; helpers that look in meanwhile take turns as well.
 * Turns must not depend on each other, nor on who takes them: results are the same.
 *
 * The owner never waits for a helper that does not get on, because the system may have given its core to another
 * program for longer than the whole loop takes.  A helper leaves the result of a turn in memory of its own and says
 * that it is there; the owner puts it where it belongs.  When all turns are taken and some are not finished, the owner
 * waits for about as long as a turn takes, and then takes them itself.  A helper that is late finishes its turn into
 * its own memory, where nobody looks for it any more.
 *
 * So a late helper may read what its loop read after the loop has ended, and that must stay as it is until the helper
 * has left:
 *
 *   - What a loop reads is in memory of its slot.  Slots are handed out by facs_share_slot(), which gives one that no
 *     helper looks at.  There is one more than there are helpers, and a helper looks at one at a time, so one is free.
 *   - Larger things: the picture of a frame stays as it is until its helpers have done something else with that frame,
 *     which they do after its loops; facs_share_left() says which of other things are free.
 *   - What cannot be kept twice is changed after facs_share_settle(), which does wait; that is for rare things.
 *
 * No result depends on which of two threads was faster: the owner's turn and the helper's give the same bits, only the
 * owner writes to where results belong, and it reads a helper's result only after the helper has said that it is
 * finished (release and acquire of `state`).
 *
 * A helper takes a seat before it looks at a slot: it writes down which one, and then looks again whether that one is
 * open.  The owner closes a slot, and then looks at the seats before it gives the slot away.  All threads agree on the
 * order of these four steps, so that either the owner sees the seat and does not touch the slot, or the helper sees
 * that the slot is closed and does not touch it (or that it has been opened again, which is as good). */
#ifndef FACS_BASE_SHARE_H
#define FACS_BASE_SHARE_H

#include "base/bell.h"

enum {
    FACS_SHARE_WORKERS = 3, /**< threads that may take turns, the owner included */
    FACS_SHARE_SLOTS = FACS_SHARE_WORKERS,
    FACS_SHARE_TURNS = 256, /**< turns of a loop that helpers may take; the owner takes those behind them */
};

/** What to do in a loop. */
typedef struct facs_share_work {
    /** Take the turn.  Worker 0 is the owner and puts the result where it belongs; others leave it in memory of the
     *  worker or of the turn, and touch nothing else. */
    void (*turn)(void *cookie, int index, int worker);
    /** Owner: put the result that the worker left where it belongs. */
    void (*keep)(void *cookie, int index, int worker);
    /** Owner: take the turn though a helper that has begun it works with its tools.  False = impossible: wait for the
     *  helper.  NULL: turn() with worker 0 does. */
    bool (*redo)(void *cookie, int index);
} facs_share_work;

/** One loop.  Written by the owner while no helper looks at it. */
typedef struct facs_share_loop {
    alignas(64) atomic_int next; /**< turn that is taken next */
    alignas(64) int count;
    const facs_share_work *work;
    void *cookie;
    int64_t number;                                   /**< loops are counted */
    alignas(64) atomic_uchar state[FACS_SHARE_TURNS]; /**< the helper that has finished the turn; 0 = none yet */
} facs_share_loop;

/** Members are on lines of their own because different threads hammer on them. */
typedef struct facs_share {
    facs_share_loop slot[FACS_SHARE_SLOTS];
    struct {
        alignas(64) atomic_int slot; /**< 1 + slot that the helper may be looking at; 0 = none */
    } seat[FACS_SHARE_WORKERS];
    facs_bell left;                      /**< rung by helpers that leave */
    alignas(64) atomic_int open;         /**< 1 + slot of the loop that is open; 0 = none */
    facs_bell *bell[FACS_SHARE_WORKERS]; /**< borrowed; of helpers that want to be woken for a loop; NULL = none */
    int64_t loops;                       /**< number of the last loop */
    int64_t redone;                      /**< turns that the owner took from helpers, for tests */
} facs_share;

/** `share` is all zero.  FACS_E_MEMORY. */
facs_status facs_share_init(facs_share *share);
void facs_share_free(facs_share *share);

/** Slot of the next loop: memory of that number may be written to.  share = NULL: 0. */
int facs_share_slot(const facs_share *share);

/** All turns below `count`; returns when all results are where they belong.  One thread owns the loops of a share.
 *  @param slot  facs_share_slot(); share = NULL: a plain loop
 *  @return number of the loop */
int64_t facs_share_run(facs_share *share, int slot, int count, const facs_share_work *work, void *cookie);

/** Owner: no helper looks at one of the loops numbered first .. last any more.  True for share = NULL. */
bool facs_share_left(const facs_share *share, int64_t first, int64_t last);
/** Owner: wait until no helper looks at a loop with this work; NULL = at any loop. */
void facs_share_settle(facs_share *share, const facs_share_work *work);

/** Take turns of the loop that is open, if there is one, as `worker` 1 .. FACS_SHARE_WORKERS - 1, a different one for
 *  each helping thread.  True when some were taken. */
bool facs_share_help(facs_share *share, int worker);

#endif
