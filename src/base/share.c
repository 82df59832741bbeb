/* Loops with helpers; see share.h. */
#include "base/share.h"

#include <stddef.h>

void facs_share_run(facs_share *share, int count, facs_share_turn *turn, void *cookie)
{
    if (!share) {
        for (int i = 0; i < count; i++)
            turn(cookie, i, 0);
        return;
    }
    share->count = count;
    share->turn = turn;
    share->cookie = cookie;
    atomic_store(&share->next, 0);
    atomic_store(&share->open, true);
    for (int i; (i = atomic_fetch_add(&share->next, 1)) < count;)
        turn(cookie, i, 0);
    atomic_store(&share->open, false);
    /* a helper that came in before sees the loop until it leaves; all turns are taken, so that this is soon */
    while (atomic_load(&share->inside) > 0)
        ;
}

bool facs_share_help(facs_share *share, int worker)
{
    bool helped = false;
    if (!atomic_load_explicit(&share->open, memory_order_relaxed)) /* do not disturb the owner for nothing */
        return false;
    atomic_fetch_add(&share->inside, 1);
    if (atomic_load(&share->open)) {
        for (int i; (i = atomic_fetch_add(&share->next, 1)) < share->count; helped = true)
            share->turn(share->cookie, i, worker);
    }
    atomic_fetch_sub(&share->inside, 1);
    return helped;
}
