/* Loops with helpers: every turn is taken once, whoever takes it; nothing is left running behind a loop. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/share.h"
#include "base/thread.h"

#include <sched.h>
#include <string.h>

enum { TURNS = 200 };

typedef struct record {
    int taken[TURNS];
    int by[FACS_SHARE_WORKERS];
    atomic_bool slow; /* the owner waits for a helper in its first turn */
    atomic_int helped;
} record;

static void take(void *cookie, int index, int worker)
{
    record *r = cookie;
    r->taken[index]++; /* not atomic: TSan tells when two threads take the same turn */
    r->by[worker]++;   /* one thread for each number */
    if (worker > 0)
        atomic_fetch_add(&r->helped, 1);
    while (worker == 0 && atomic_load(&r->slow) && atomic_load(&r->helped) == 0)
        sched_yield();
}

static void assert_complete(const record *r, int count)
{
    int sum = 0;
    for (int i = 0; i < TURNS; i++)
        assert_int_equal(r->taken[i], i < count);
    for (int i = 0; i < FACS_SHARE_WORKERS; i++)
        sum += r->by[i];
    assert_int_equal(sum, count);
}

static void alone(void **state)
{
    (void)state;
    facs_share share = {0};
    for (int count = 0; count <= 3; count++) {
        record plain = {{0}, {0}, false, 0}, shared = {{0}, {0}, false, 0};
        facs_share_run(NULL, count, take, &plain);
        facs_share_run(&share, count, take, &shared);
        assert_complete(&plain, count);
        assert_complete(&shared, count);
        assert_int_equal(shared.by[0], count);
    }
    assert_false(facs_share_help(&share, 1)); /* no loop is open */
}

typedef struct helper {
    facs_share *share;
    int worker;
    atomic_bool stop;
} helper;

static void help(void *argument)
{
    helper *h = argument;
    while (!atomic_load(&h->stop))
        if (!facs_share_help(h->share, h->worker))
            sched_yield();
}

static void with_helpers(void **state)
{
    (void)state;
    facs_share share = {0};
    helper helpers[2] = {{.share = &share, .worker = 1}, {.share = &share, .worker = 2}};
    facs_thread threads[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(facs_thread_start(&threads[i], help, &helpers[i], NULL), FACS_OK);
    for (int round = 0; round < 300; round++) {
        int count = 1 + round % TURNS;
        record r;
        memset(&r, 0, sizeof r);
        facs_share_run(&share, count, take, &r); /* helpers must not touch r any more when this returns */
        assert_complete(&r, count);
    }
    record r;
    memset(&r, 0, sizeof r);
    atomic_store(&r.slow, true); /* goes on only when a helper has taken a turn */
    facs_share_run(&share, TURNS, take, &r);
    assert_complete(&r, TURNS);
    assert_true(r.by[1] + r.by[2] > 0);
    for (int i = 0; i < 2; i++) {
        atomic_store(&helpers[i].stop, true);
        facs_thread_join(&threads[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone),
        cmocka_unit_test(with_helpers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
