/* Loops with helpers; share.h says why nothing goes wrong here. */
#include "base/share.h"

#include "base/profile.h"

#include <stddef.h>

facs_status facs_share_init(facs_share *share)
{
    return facs_bell_init(&share->left);
}

void facs_share_free(facs_share *share)
{
    facs_bell_free(&share->left);
}

/* ---- owner ---- */

static bool is_looked_at(const facs_share *share, int slot)
{
    for (int i = 1; i < FACS_SHARE_WORKERS; i++)
        if (atomic_load(&share->seat[i].slot) == slot + 1)
            return true;
    return false;
}

int facs_share_slot(const facs_share *share)
{
    int slot = 0;
    while (share && is_looked_at(share, slot)) /* one is free */
        slot = (slot + 1) % FACS_SHARE_SLOTS;
    return slot;
}

static void open_loop(facs_share *share, int slot, int count, const facs_share_work *work, void *cookie)
{
    facs_share_loop *loop = &share->slot[slot];
    loop->count = count < FACS_SHARE_TURNS ? count : FACS_SHARE_TURNS;
    loop->work = work;
    loop->cookie = cookie;
    loop->number = ++share->loops;
    for (int i = 0; i < loop->count; i++)
        atomic_store_explicit(&loop->state[i], 0, memory_order_relaxed);
    atomic_store_explicit(&loop->next, 1, memory_order_relaxed); /* the first turn is the owner's */
    atomic_store(&share->open, slot + 1);
    for (int i = 1; i < FACS_SHARE_WORKERS && loop->count > 1; i++)
        if (share->bell[i])
            facs_bell_ring(share->bell[i]);
}

/* Puts results of helpers where they belong; false when the turn is not finished. */
static bool collect(facs_share_loop *loop, int index)
{
    int worker = atomic_load_explicit(&loop->state[index], memory_order_acquire);
    if (worker > 0)
        loop->work->keep(loop->cookie, index, worker);
    return worker > 0;
}

/* The helper that has the turn cannot be done without. */
static void wait_for(facs_share *share, const facs_share_loop *loop, int index)
{
    for (;;) {
        unsigned heard = facs_bell_heard(&share->left);
        if (atomic_load_explicit(&loop->state[index], memory_order_acquire) > 0)
            return;
        facs_bell_wait(&share->left, heard, FACS_NEVER);
    }
}

/* A turn that a helper has taken.  Helpers have until `deadline`. */
static void finish_turn(facs_share *share, facs_share_loop *loop, int index, int64_t deadline)
{
    while (!collect(loop, index)) {
        if (facs_clock() < deadline) {
            facs_spin();
            continue;
        }
        const facs_share_work *work = loop->work;
        if (!work->redo)
            work->turn(loop->cookie, index, 0);
        else if (!work->redo(loop->cookie, index)) {
            wait_for(share, loop, index);
            continue;
        }
        share->redone++;
        return;
    }
}

static void run_shared(facs_share *share, facs_share_loop *loop)
{
    bool own[FACS_SHARE_TURNS] = {false};
    int owns = 0;
    const int64_t start = facs_clock();
    for (int i = 0; i < loop->count; i = atomic_fetch_add(&loop->next, 1)) {
        loop->work->turn(loop->cookie, i, 0);
        own[i] = true;
        owns++;
    }
    atomic_store(&share->open, 0);
    const int64_t now = facs_clock();
    for (int i = 0; i < loop->count; i++)
        if (!own[i])
            finish_turn(share, loop, i, now + (now - start) / owns);
}

int64_t facs_share_run(facs_share *share, int slot, int count, const facs_share_work *work, void *cookie)
{
    int i = 0;
    if (share && count > 1) {
        open_loop(share, slot, count, work, cookie);
        run_shared(share, &share->slot[slot]);
        i = share->slot[slot].count;
    }
    for (; i < count; i++)
        work->turn(cookie, i, 0);
    return share ? share->loops : 0;
}

bool facs_share_left(const facs_share *share, int64_t first, int64_t last)
{
    for (int i = 1; share && i < FACS_SHARE_WORKERS; i++) {
        int seat = atomic_load(&share->seat[i].slot);
        if (seat > 0 && share->slot[seat - 1].number >= first && share->slot[seat - 1].number <= last)
            return false;
    }
    return true;
}

static bool is_worked_on(const facs_share *share, const facs_share_work *work)
{
    for (int i = 1; i < FACS_SHARE_WORKERS; i++) {
        int seat = atomic_load(&share->seat[i].slot);
        if (seat > 0 && (!work || share->slot[seat - 1].work == work))
            return true;
    }
    return false;
}

void facs_share_settle(facs_share *share, const facs_share_work *work)
{
    for (;;) {
        unsigned heard = facs_bell_heard(&share->left);
        if (!is_worked_on(share, work))
            return;
        facs_bell_wait(&share->left, heard, FACS_NEVER);
    }
}

/* ---- helpers ---- */

static bool take_turns(facs_share_loop *loop, int worker)
{
    bool helped = false;
    for (int i; (i = atomic_fetch_add(&loop->next, 1)) < loop->count; helped = true) {
        loop->work->turn(loop->cookie, i, worker);
        atomic_store_explicit(&loop->state[i], (unsigned char)worker, memory_order_release);
    }
    return helped;
}

bool facs_share_help(facs_share *share, int worker)
{
    bool helped = false;
    int open = atomic_load_explicit(&share->open, memory_order_relaxed); /* do not disturb the owner for nothing */
    if (open == 0)
        return false;
    atomic_store(&share->seat[worker].slot, open);
    if (atomic_load(&share->open) == open)
        helped = take_turns(&share->slot[open - 1], worker);
    atomic_store(&share->seat[worker].slot, 0);
    facs_bell_ring(&share->left);
    return helped;
}
