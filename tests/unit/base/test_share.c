/* Loops with helpers: every turn is taken and its result arrives once, whoever takes it; a helper that stops in the
 * middle of a turn holds nobody up, and what it does later is not seen. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/crew.h"

#include <sched.h>
#include <string.h>

enum { TURNS = FACS_SHARE_TURNS + 50 };

/* One loop; not atomic: TSan tells when two threads touch the same. */
typedef struct record {
    int result[TURNS];                   /* where results belong: only the owner's */
    int left[FACS_SHARE_WORKERS][TURNS]; /* what helpers leave */
    int by[FACS_SHARE_WORKERS];
    int redone;
    bool redo_fails;
    atomic_bool patient; /* the owner waits in its first turn until a helper has taken one */
    atomic_int helped;
    atomic_int stall;    /* helpers that are to stop in their next turn: bits */
    atomic_int stalled;  /* those that have */
    atomic_int released; /* those that may go on */
} record;

static int value_of(int index)
{
    return 7 * index + 3;
}

static void stop_here(record *r, int worker)
{
    const int bit = 1 << worker;
    if (!(atomic_load(&r->stall) & bit))
        return;
    atomic_fetch_or(&r->stalled, bit);
    while (!(atomic_load(&r->released) & bit))
        sched_yield();
}

static void take(void *cookie, int index, int worker)
{
    record *r = cookie;
    r->by[worker]++; /* one thread for each number */
    stop_here(r, worker);
    while (atomic_load(&r->stalled) != atomic_load(&r->stall)) /* leave turns for those that are to stop */
        sched_yield();
    if (worker > 0) {
        r->left[worker][index] = value_of(index);
        atomic_fetch_add(&r->helped, 1);
        return;
    }
    while (atomic_load(&r->patient) && atomic_load(&r->helped) == 0)
        sched_yield();
    r->result[index] += value_of(index);
}

static void keep(void *cookie, int index, int worker)
{
    record *r = cookie;
    r->result[index] += r->left[worker][index];
}

static bool redo(void *cookie, int index)
{
    record *r = cookie;
    if (r->redo_fails) { /* without another thread: then the helper gets on */
        atomic_store(&r->released, atomic_load(&r->stall));
        return false;
    }
    r->redone++;
    r->result[index] += value_of(index);
    return true;
}

static const facs_share_work plain = {.turn = take, .keep = keep};
static const facs_share_work with_redo = {.turn = take, .keep = keep, .redo = redo};

static void assert_complete(const record *r, int count)
{
    for (int i = 0; i < TURNS; i++)
        assert_int_equal(r->result[i], i < count ? value_of(i) : 0);
}

static void alone(void **state)
{
    (void)state;
    const int counts[] = {0, 1, 2, 3, FACS_SHARE_TURNS, TURNS};
    static facs_share share;
    assert_int_equal(facs_share_init(&share), FACS_OK);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        record r[2];
        memset(r, 0, sizeof r);
        facs_share_run(NULL, facs_share_slot(NULL), counts[i], &plain, &r[0]);
        facs_share_run(&share, facs_share_slot(&share), counts[i], &plain, &r[1]);
        assert_complete(&r[0], counts[i]);
        assert_complete(&r[1], counts[i]);
        assert_int_equal(r[1].by[0], counts[i]);
    }
    assert_false(facs_share_help(&share, 1)); /* no loop is open */
    assert_true(facs_share_left(&share, 0, INT64_MAX));
    assert_true(facs_share_left(NULL, 0, INT64_MAX));
    facs_share_settle(&share, NULL);
    facs_share_free(&share);
}

static void start_helpers(crew *c)
{
    assert_int_equal(facs_share_init(&c->share), FACS_OK);
    crew_start(c);
}

static void helpers_take_turns(void **state)
{
    (void)state;
    static crew c;
    static record r[300]; /* helpers that are late may still write to them */
    start_helpers(&c);
    memset(r, 0, sizeof r);
    for (int round = 0; round < 300; round++) {
        int count = 1 + round % TURNS;
        facs_share_run(&c.share, facs_share_slot(&c.share), count, &plain, &r[round]);
        assert_complete(&r[round], count);
    }
    facs_share_settle(&c.share, NULL);
    memset(r, 0, sizeof r);
    atomic_store(&r[0].patient, true); /* goes on only when a sleeping helper was woken and has taken a turn */
    facs_share_run(&c.share, facs_share_slot(&c.share), TURNS, &plain, &r[0]);
    assert_complete(&r[0], TURNS);
    crew_end(&c);
    assert_true(r[0].by[1] + r[0].by[2] > 0);
}

/* Both helpers stop inside a turn.  The owner takes these turns itself, goes on with other loops, and does not see what
 * the helpers leave when they wake up. */
static void helpers_that_stop(void **state)
{
    (void)state;
    static crew c;
    static record r[4];
    start_helpers(&c);
    memset(r, 0, sizeof r);
    int64_t number[2];
    for (int i = 0; i < 2; i++) { /* one of them in each loop; helper 2 may have helped in the first */
        atomic_store(&r[i].stall, 1 << (i + 1));
        number[i] = facs_share_run(&c.share, facs_share_slot(&c.share), TURNS, i ? &with_redo : &plain, &r[i]);
        assert_complete(&r[i], TURNS);
        assert_false(facs_share_left(&c.share, number[i], number[i]));
    }
    assert_true(c.share.redone >= 2);
    assert_true(r[1].redone >= 1);
    int taken = facs_share_slot(&c.share);
    for (int i = 0; i < 2; i++)
        assert_int_not_equal(atomic_load(&c.share.seat[i + 1].slot), taken + 1);
    for (int i = 2; i < 4; i++) { /* nobody helps, nobody is waited for */
        facs_share_run(&c.share, facs_share_slot(&c.share), TURNS, &plain, &r[i]);
        assert_complete(&r[i], TURNS);
        assert_int_equal(r[i].by[0], TURNS);
    }
    atomic_store(&r[1].released, 4);
    while (!facs_share_left(&c.share, number[1], number[1]))
        sched_yield();
    assert_false(facs_share_left(&c.share, number[0], number[0]));
    assert_false(facs_share_left(&c.share, 0, INT64_MAX));
    atomic_store(&r[0].released, 2);
    facs_share_settle(&c.share, NULL);
    for (int i = 0; i < 4; i++)
        assert_complete(&r[i], TURNS);
    crew_end(&c);
}

static void helper_that_cannot_be_replaced(void **state)
{
    (void)state;
    static crew c;
    static record r;
    start_helpers(&c);
    memset(&r, 0, sizeof r);
    r.redo_fails = true;
    atomic_store(&r.stall, 2 | 4);
    facs_share_run(&c.share, facs_share_slot(&c.share), TURNS, &with_redo, &r);
    assert_complete(&r, TURNS);
    assert_int_equal(c.share.redone, 0);
    crew_end(&c);
}

typedef struct release {
    facs_share *share;
    record *r;
    atomic_bool settled;
} release;

/* lets the helper go on when the owner sleeps, or when it did not wait */
static void release_later(void *argument)
{
    release *later = argument;
    while (atomic_load(&later->share->left.sleepers) == 0 && !atomic_load(&later->settled))
        sched_yield();
    atomic_store(&later->r->released, atomic_load(&later->r->stall));
}

static void settling_waits(void **state)
{
    (void)state;
    static crew c;
    static record r;
    start_helpers(&c);
    memset(&r, 0, sizeof r);
    atomic_store(&r.stall, 2 | 4);
    facs_share_run(&c.share, facs_share_slot(&c.share), TURNS, &plain, &r);
    assert_complete(&r, TURNS);
    facs_share_settle(&c.share, &with_redo); /* they do other work */
    release later = {.share = &c.share, .r = &r};
    facs_thread thread;
    assert_int_equal(facs_thread_start(&thread, release_later, &later, NULL), FACS_OK);
    facs_share_settle(&c.share, NULL);
    assert_int_equal(atomic_load(&r.released), 2 | 4);
    memset(r.left, 0, sizeof r.left); /* TSan: they have left */
    atomic_store(&later.settled, true);
    facs_thread_join(&thread);
    crew_end(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone),
        cmocka_unit_test(helpers_take_turns),
        cmocka_unit_test(helpers_that_stop),
        cmocka_unit_test(helper_that_cannot_be_replaced),
        cmocka_unit_test(settling_waits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
