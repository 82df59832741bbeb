/* Every lane gets every item once, in order, as long as its slot holds it; one that fails gets no more. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "extract/lanes.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum { LANES = 4, SLOTS = 3, ITEMS = 200 };

typedef struct stream {
    int item[SLOTS];
    int next[LANES];          /* what the lane expects */
    atomic_int inside[LANES]; /* threads in the lane */
    int fails_at[LANES];      /* item; -1 = none */
    int after[LANES];         /* items it got after that */
    atomic_int wrong;
} stream;

static facs_status work(void *cookie, int lane, int slot, facs_error *error)
{
    stream *s = cookie;
    if (atomic_fetch_add(&s->inside[lane], 1) != 0 || s->item[slot] != s->next[lane])
        atomic_fetch_add(&s->wrong, 1);
    nanosleep(&(struct timespec){.tv_nsec = 20000 * lane}, NULL); /* others get on meanwhile */
    if (s->item[slot] != s->next[lane]++)
        atomic_fetch_add(&s->wrong, 1);
    atomic_fetch_sub(&s->inside[lane], 1);
    s->after[lane] += s->fails_at[lane] >= 0 && s->item[slot] > s->fails_at[lane];
    if (s->item[slot] == s->fails_at[lane])
        return facs_fail(error, FACS_E_OUTPUT, "lane %d failed", lane);
    return FACS_OK;
}

static void begin(stream *s, int helpers, facs_lanes **lanes)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_error error;
    memset(s, 0, sizeof *s);
    for (int i = 0; i < LANES; i++)
        s->fails_at[i] = -1;
    assert_int_equal(facs_lanes_create(&env, LANES, SLOTS, helpers, work, s, lanes, &error), FACS_OK);
}

static void submit(stream *s, facs_lanes *lanes, int number)
{
    s->item[facs_lanes_claim(lanes)] = number;
    facs_lanes_submit(lanes);
}

static void test_order(void **state)
{
    (void)state;
    for (int helpers = 0; helpers <= LANES + 2; helpers++) {
        stream s;
        facs_lanes *lanes = NULL;
        facs_error error = {0};
        begin(&s, helpers, &lanes);
        assert_int_equal(facs_lanes_drain(lanes, &error), FACS_OK); /* of none */
        for (int i = 0; i < ITEMS; i++)
            submit(&s, lanes, i);
        assert_int_equal(facs_lanes_drain(lanes, &error), FACS_OK);
        assert_int_equal(atomic_load(&s.wrong), 0);
        for (int i = 0; i < LANES; i++)
            assert_int_equal(s.next[i], ITEMS);
        facs_lanes_destroy(&lanes);
        assert_null(lanes);
    }
}

static void test_failure(void **state)
{
    (void)state;
    for (int helpers = 0; helpers < 3; helpers++) {
        stream s;
        facs_lanes *lanes = NULL;
        facs_error error = {0};
        begin(&s, helpers, &lanes);
        s.fails_at[1] = 7;
        s.fails_at[3] = 5;
        for (int i = 0; i < 20; i++)
            submit(&s, lanes, i);
        /* of several the first lane's, whichever came first */
        assert_int_equal(facs_lanes_drain(lanes, &error), FACS_E_OUTPUT);
        assert_string_equal(error.message, "lane 1 failed");
        assert_int_equal(facs_lanes_check(lanes, NULL), FACS_E_OUTPUT);
        assert_int_equal(s.next[0], 20);
        assert_int_equal(s.next[2], 20);
        assert_int_equal(s.after[1] + s.after[3], 0);
        facs_lanes_destroy(&lanes);
    }
}

/* what is on its way is left behind */
static void test_end(void **state)
{
    (void)state;
    for (int helpers = 0; helpers < 3; helpers++) {
        stream s;
        facs_lanes *lanes = NULL;
        begin(&s, helpers, &lanes);
        submit(&s, lanes, 0);
        submit(&s, lanes, 1);
        facs_lanes_destroy(&lanes);
        for (int i = 0; i < LANES; i++)
            assert_int_equal(atomic_load(&s.inside[i]), 0);
        facs_lanes_destroy(&lanes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_failure),
                                       cmocka_unit_test(test_end)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
