/* The slot of one: the newest frame is taken, what was not taken is dropped and counted, nothing is used twice. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/thread.h"
#include "live/latest.h"

typedef struct slot {
    facs_bell bell;
    facs_latest latest;
} slot;

static void begin(slot *s)
{
    facs_env env = facs_env_resolve(NULL);
    assert_int_equal(facs_bell_init(&s->bell), FACS_OK);
    assert_int_equal(facs_latest_init(&s->latest, &env, &s->bell), FACS_OK);
}

static void end(slot *s)
{
    facs_latest_free(&s->latest);
    facs_bell_free(&s->bell);
}

static void put(slot *s, int64_t number)
{
    facs_latest_room(&s->latest)->at.number = number;
    facs_latest_put(&s->latest);
}

static void check_counts(slot *s, int64_t put_so_far, int64_t dropped_so_far)
{
    int64_t all = -1, dropped = -1;
    facs_latest_count(&s->latest, &all, &dropped);
    assert_int_equal(all, put_so_far);
    assert_int_equal(dropped, dropped_so_far);
}

static void the_newest_is_taken(void **state)
{
    (void)state;
    slot s;
    begin(&s);
    assert_null(facs_latest_take(&s.latest));
    put(&s, 1);
    check_counts(&s, 1, 0);
    const facs_live_frame *taken = facs_latest_take(&s.latest);
    assert_non_null(taken);
    assert_int_equal(taken->at.number, 1);
    assert_null(facs_latest_take(&s.latest)); /* once */
    for (int64_t number = 2; number <= 7; number++) {
        put(&s, number);
        assert_int_equal(taken->at.number, 1); /* what is used stays as it is */
    }
    check_counts(&s, 7, 5);
    taken = facs_latest_take(&s.latest);
    assert_int_equal(taken->at.number, 7);
    assert_null(facs_latest_take(&s.latest));
    put(&s, 8);
    assert_int_equal(facs_latest_take(&s.latest)->at.number, 8);
    check_counts(&s, 8, 5);
    end(&s);
}

static void pixels_may_change_places(void **state)
{
    (void)state;
    slot s;
    begin(&s);
    facs_pixels mine = {.data = NULL};
    for (int i = 0; i < 20; i++) {
        facs_live_frame *room = facs_latest_room(&s.latest);
        assert_int_equal(facs_pixels_resize(&s.latest.env, &room->pixels, 8 + i % 3, 4, 3), FACS_OK);
        room->pixels.data[0] = (uint8_t)i;
        facs_latest_put(&s.latest);
        if (i % 2)
            continue; /* dropped or taken later */
        facs_live_frame *taken = facs_latest_take(&s.latest);
        assert_int_equal(taken->pixels.data[0], i);
        const facs_pixels before = mine;
        mine = taken->pixels;
        taken->pixels = before;
    }
    facs_pixels_free(&s.latest.env, &mine);
    end(&s);
}

enum { FRAMES = 20000 };

static void put_many(void *argument)
{
    slot *s = argument;
    for (int64_t number = 1; number <= FRAMES; number++)
        put(s, number);
}

/* two threads: numbers rise, none is torn, all are accounted for */
static void two_threads(void **state)
{
    (void)state;
    slot s;
    begin(&s);
    facs_thread writer;
    assert_int_equal(facs_thread_start(&writer, put_many, &s, NULL), FACS_OK);
    int64_t last = 0, taken = 0;
    while (last < FRAMES) {
        const unsigned heard = facs_bell_heard(&s.bell);
        const facs_live_frame *frame = facs_latest_take(&s.latest);
        if (!frame) {
            facs_bell_wait(&s.bell, heard, FACS_NEVER);
            continue;
        }
        assert_true(frame->at.number > last);
        last = frame->at.number;
        taken++;
    }
    facs_thread_join(&writer);
    check_counts(&s, FRAMES, FRAMES - taken);
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newest_is_taken),
        cmocka_unit_test(pixels_may_change_places),
        cmocka_unit_test(two_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
