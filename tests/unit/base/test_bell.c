/* Sleeping until there is work: no ring is lost, and who waits sleeps. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/profile.h"
#include "base/thread.h"

enum { ROUNDS = 20000 };

static void ring_before_the_wait(void **state)
{
    (void)state;
    facs_bell bell;
    assert_int_equal(facs_bell_init(&bell), FACS_OK);
    unsigned heard = facs_bell_heard(&bell);
    facs_bell_ring(&bell);
    assert_true(facs_bell_wait(&bell, heard, FACS_NEVER));
    assert_int_equal(atomic_load(&bell.sleeps), 0);
    facs_bell_free(&bell);
}

static void deadline(void **state)
{
    (void)state;
    facs_bell bell;
    assert_int_equal(facs_bell_init(&bell), FACS_OK);
    assert_false(facs_bell_wait(&bell, facs_bell_heard(&bell), 0)); /* long ago */
    int64_t until = facs_clock() + 20000000;
    assert_false(facs_bell_wait(&bell, facs_bell_heard(&bell), until));
    assert_true(facs_clock() >= until);
    unsigned heard = facs_bell_heard(&bell);
    facs_bell_ring(&bell);
    assert_true(facs_bell_wait(&bell, heard, 0)); /* it was rung: the deadline does not matter */
    facs_bell_free(&bell);
}

/* a ball between two threads, each with a bell of its own; a lost ring would stop the game */
typedef struct game {
    facs_bell bell[2];
    atomic_int ball; /* whose turn it is */
} game;

static void play(game *g, int player)
{
    for (int i = 0; i < ROUNDS; i++) {
        for (;;) {
            unsigned heard = facs_bell_heard(&g->bell[player]);
            if (atomic_load(&g->ball) == player)
                break;
            facs_bell_wait(&g->bell[player], heard, FACS_NEVER);
        }
        atomic_store(&g->ball, 1 - player);
        facs_bell_ring(&g->bell[1 - player]);
    }
}

static void other_player(void *argument)
{
    play(argument, 1);
}

static void no_ring_is_lost(void **state)
{
    (void)state;
    game g = {.ball = 0};
    facs_thread thread;
    for (int i = 0; i < 2; i++)
        assert_int_equal(facs_bell_init(&g.bell[i]), FACS_OK);
    assert_int_equal(facs_thread_start(&thread, other_player, &g, NULL), FACS_OK);
    play(&g, 0);
    facs_thread_join(&thread);
    /* who has no turn sleeps, once for a turn */
    assert_in_range(atomic_load(&g.bell[0].sleeps) + atomic_load(&g.bell[1].sleeps), 1, 3 * ROUNDS);
    for (int i = 0; i < 2; i++)
        facs_bell_free(&g.bell[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ring_before_the_wait),
        cmocka_unit_test(deadline),
        cmocka_unit_test(no_ring_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
