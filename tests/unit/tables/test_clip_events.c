/* Events of made signals: docs/algorithm/events.md. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "tables/clip_events.h"

#include <math.h>
#include <string.h>

enum { ROWS = 4000, FOUND = 16 };

typedef struct sample {
    double time[ROWS];
    float v[ROWS], presence[ROWS];
    int64_t count;
    double rate;
} sample;

static sample signal;

/* all at `level`, `seconds` of it */
static void begin(double rate, double seconds, float level)
{
    signal.count = (int64_t)lround(rate * seconds);
    signal.rate = rate;
    assert_true(signal.count <= ROWS);
    for (int64_t i = 0; i < signal.count; i++) {
        signal.time[i] = (double)i / rate;
        signal.v[i] = level;
        signal.presence[i] = 0;
    }
}

/* a movement: from `from` up within `up` s, held until `until`, down within `up` s; added to what is there */
static void move(double from, double up, double until, float peak)
{
    for (int64_t i = 0; i < signal.count; i++) {
        const double t = signal.time[i];
        const double part = t < from || t > until + up ? 0
                            : t < from + up            ? (t - from) / up
                            : t > until                ? (until + up - t) / up
                                                       : 1;
        signal.v[i] += peak * (float)part;
    }
}

static int64_t find(facs_clip_event found[FOUND], bool intensity, bool presence, int64_t shortest)
{
    const facs_event_rows rows = {.count = signal.count,
                                  .time = signal.time,
                                  .intensity = intensity ? signal.v : NULL,
                                  .presence = presence ? signal.presence : NULL,
                                  .shortest = shortest};
    facs_clip_events events = {.env = facs_env_resolve(NULL)};
    assert_int_equal(facs_clip_events_find(&events, &rows, NULL), FACS_OK);
    assert_true(events.count <= FOUND);
    if (events.count > 0)
        memcpy(found, events.item, (size_t)events.count * sizeof *found);
    const int64_t count = events.count;
    facs_clip_events_free(&events);
    return count;
}

static double at(int64_t row)
{
    return signal.time[row];
}

static void finds_onset_apex_and_offset(void **state)
{
    (void)state;
    facs_clip_event found[FOUND];
    begin(25, 8, 0);
    move(2, 0.4, 4, 3);
    assert_int_equal(find(found, true, false, 3), 1);
    assert_true(fabs(at(found[0].onset) - 2) < 0.09);
    assert_true(fabs(at(found[0].apex) - 3.2) < 0.05); /* the middle of what is held from 2.4 to 4 s */
    assert_true(fabs(at(found[0].offset) - 4.4) < 0.09);
    assert_float_equal(found[0].intensity, 3, 1e-6);
    assert_true(found[0].mean > 2 && found[0].mean < 3);
    assert_true(found[0].begins && found[0].ends);
}

/* strongest from 2.2 to 3 s, then two thirds of it for long: the apex is in the middle of the first part */
static void apex_is_where_it_is_strongest(void **state)
{
    (void)state;
    facs_clip_event found[FOUND];
    begin(25, 8, 0);
    move(2, 0.2, 3, 1);
    move(2, 0.2, 6, 2);
    assert_int_equal(find(found, true, false, 3), 1);
    assert_true(fabs(at(found[0].apex) - 2.6) < 0.05);
    assert_true(fabs(at(found[0].offset) - 6.2) < 0.09);
}

/* the same movement at other frame rates, over a face at rest that is no zero */
static void does_not_depend_on_the_frame_rate(void **state)
{
    (void)state;
    static const double rates[] = {10, 25, 30, 60, 240};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        facs_clip_event found[FOUND];
        const double row = 1 / rates[i];
        begin(rates[i], 8, 0.3F);
        move(2, 0.5, 4, 3);
        assert_int_equal(find(found, true, false, 3), 1);
        assert_true(fabs(at(found[0].onset) - 2) < 0.05 + row);
        assert_true(fabs(at(found[0].apex) - 3.25) < 0.05 + row);
        assert_true(fabs(at(found[0].offset) - 4.5) < 0.05 + row);
    }
}

static void weak_movements_are_none(void **state)
{
    (void)state;
    facs_clip_event found[FOUND];
    begin(25, 8, 0.2F);
    move(2, 0.4, 4, 0.7F); /* below 1 */
    assert_int_equal(find(found, true, false, 3), 0);
    begin(25, 8, 0);
    signal.v[50] = signal.v[51] = 4; /* two rows */
    assert_int_equal(find(found, true, false, 3), 0);
    assert_int_equal(find(found, true, false, 2), 1);
    assert_int_equal(found[0].onset, 50);
    assert_int_equal(found[0].offset, 51);
}

/* a trembling between LOW and HIGH neither ends an event nor begins one */
static void hysteresis_holds(void **state)
{
    (void)state;
    facs_clip_event found[FOUND];
    begin(25, 8, 0);
    for (int64_t i = 50; i < 100; i++)
        signal.v[i] = i % 2 ? 1.2F : 0.7F;
    for (int64_t i = 120; i < 150; i++)
        signal.v[i] = i % 2 ? 0.9F : 0.6F;
    assert_int_equal(find(found, true, false, 3), 1);
    assert_true(found[0].onset <= 51 && found[0].offset >= 98 && found[0].offset < 101);
}

static void two_movements_without_rest_are_two(void **state)
{
    (void)state;
    facs_clip_event found[FOUND];
    begin(25, 10, 0.8F); /* never below LOW */
    move(2, 0.4, 3, 4);
    move(6, 0.4, 7, 3);
    assert_int_equal(find(found, true, false, 3), 2);
    assert_true(fabs(at(found[0].apex) - 2.7) < 0.05 && fabs(at(found[1].apex) - 6.7) < 0.05);
    assert_true(found[0].offset < found[1].onset);
    assert_true(fabs(at(found[1].onset) - 6) < 0.09);
    /* the greater one second, and a slow fall behind it, which is no movement of its own */
    begin(25, 12, 0.6F);
    move(2, 0.4, 3, 2);
    move(5, 0.4, 6, 4.4F);
    for (int64_t i = 158; i < signal.count; i++)
        signal.v[i] = fmaxf(signal.v[i], 1.2F - 0.002F * (float)(i - 158));
    assert_int_equal(find(found, true, false, 3), 2);
    assert_true(fabs(at(found[0].apex) - 2.7) < 0.05 && fabs(at(found[1].apex) - 5.7) < 0.05);
}

/* 2 rows without a face at 25 frames a second are passed over, 0.4 s of them end the event */
static void gaps_end_events_when_they_are_long(void **state)
{
    (void)state;
    facs_clip_event found[FOUND];
    begin(25, 8, 0);
    move(2, 0.4, 4, 3);
    signal.v[70] = signal.v[71] = NAN;
    assert_int_equal(find(found, true, false, 3), 1);
    assert_true(found[0].begins && found[0].ends);
    for (int64_t i = 70; i < 80; i++)
        signal.v[i] = NAN;
    assert_int_equal(find(found, true, false, 3), 2);
    assert_int_equal(found[0].offset, 69);
    assert_int_equal(found[1].onset, 80);
    assert_true(found[0].begins && !found[0].ends && !found[1].begins && found[1].ends);
}

/* the same where rows are not there at all: the table has none of frames without the person */
static void missing_rows_are_gaps(void **state)
{
    (void)state;
    facs_clip_event found[FOUND];
    begin(25, 8, 0);
    move(2, 0.4, 4, 3);
    for (int64_t i = 75; i < signal.count; i++)
        signal.time[i] += 0.4;
    assert_int_equal(find(found, true, false, 3), 2);
    assert_int_equal(found[0].offset, 74);
    assert_int_equal(found[1].onset, 75);
}

static void presences_decide(void **state)
{
    (void)state;
    facs_clip_event found[FOUND];
    begin(25, 8, 0);
    move(1, 0.2, 2, 3);
    move(4, 0.2, 5, 3);
    for (int64_t i = 100; i < 110; i++)
        signal.presence[i] = 1;
    assert_int_equal(find(found, true, true, 3), 1);
    assert_true(fabs(at(found[0].apex) - 4.6) < 0.05);
    for (int64_t i = 0; i < signal.count; i++)
        signal.presence[i] = NAN; /* of that row not known */
    assert_int_equal(find(found, true, true, 3), 2);
    /* alone they are all that is known */
    for (int64_t i = 0; i < signal.count; i++)
        signal.presence[i] = i >= 100 && i < 110;
    assert_int_equal(find(found, false, true, 3), 1);
    assert_int_equal(found[0].onset, 100);
    assert_int_equal(found[0].offset, 109);
    assert_true(isnan(found[0].intensity) && isnan(found[0].mean));
}

static void what_goes_on_at_the_ends_is_said(void **state)
{
    (void)state;
    facs_clip_event found[FOUND];
    begin(25, 4, 2);
    assert_int_equal(find(found, true, false, 3), 1);
    assert_true(!found[0].begins && !found[0].ends);
    assert_int_equal(found[0].onset, 0);
    assert_int_equal(found[0].offset, signal.count - 1);
    signal.count = 0;
    assert_int_equal(find(found, true, false, 3), 0);
    begin(25, 4, NAN);
    assert_int_equal(find(found, true, false, 3), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_onset_apex_and_offset),
        cmocka_unit_test(apex_is_where_it_is_strongest),
        cmocka_unit_test(does_not_depend_on_the_frame_rate),
        cmocka_unit_test(weak_movements_are_none),
        cmocka_unit_test(hysteresis_holds),
        cmocka_unit_test(two_movements_without_rest_are_two),
        cmocka_unit_test(gaps_end_events_when_they_are_long),
        cmocka_unit_test(missing_rows_are_gaps),
        cmocka_unit_test(presences_decide),
        cmocka_unit_test(what_goes_on_at_the_ends_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
