/* Percentiles of what was measured, of late and of all; rates; how long to wait between tries. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "live/back_off.h"
#include "live/latencies.h"

static const int64_t ms = 1000000;

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-12;
}

static void percentiles_of_late(void **state)
{
    (void)state;
    static facs_latencies latencies;
    double median = -1, p99 = -1, longest = -1;
    memset(&latencies, 0, sizeof latencies);
    facs_latencies_recent(&latencies, &median, &p99);
    assert_true(median == 0 && p99 == 0);
    facs_latencies_all(&latencies, &median, &p99, &longest);
    assert_true(median == 0 && p99 == 0 && longest == 0);
    facs_latencies_add(&latencies, 7 * ms);
    facs_latencies_recent(&latencies, &median, &p99);
    assert_true(near(median, 0.007) && near(p99, 0.007));
    memset(&latencies, 0, sizeof latencies);
    for (int i = 100; i >= 1; i--)
        facs_latencies_add(&latencies, i * ms);
    facs_latencies_recent(&latencies, &median, &p99);
    assert_true(near(median, 0.050));
    assert_true(near(p99, 0.099)); /* one in a hundred is above */
    facs_latencies_add(&latencies, 200 * ms);
    facs_latencies_recent(&latencies, &median, &p99);
    assert_true(near(median, 0.051));
    assert_true(near(p99, 0.100));
}

static void the_old_is_forgotten(void **state)
{
    (void)state;
    static facs_latencies latencies;
    double median, p99, longest;
    memset(&latencies, 0, sizeof latencies);
    for (int i = 0; i < 3000; i++)
        facs_latencies_add(&latencies, 500 * ms);
    for (int i = 0; i < FACS_LATENCIES_RECENT; i++)
        facs_latencies_add(&latencies, 10 * ms);
    facs_latencies_recent(&latencies, &median, &p99);
    assert_true(near(median, 0.010) && near(p99, 0.010));
    facs_latencies_all(&latencies, &median, &p99, &longest);
    assert_true(fabs(median - 0.5) < 0.02 * 0.5);
    assert_true(near(longest, 0.5));
}

static void all_of_a_run(void **state)
{
    (void)state;
    static facs_latencies latencies;
    double median, p99, longest;
    memset(&latencies, 0, sizeof latencies);
    for (int i = 1; i <= 10000; i++)
        facs_latencies_add(&latencies, i * ms / 100);
    facs_latencies_all(&latencies, &median, &p99, &longest);
    assert_true(fabs(median - 0.050) < 0.02 * 0.050);
    assert_true(fabs(p99 - 0.099) < 0.02 * 0.099);
    assert_true(near(longest, 0.100));
}

static void rates(void **state)
{
    (void)state;
    facs_live_rate rate = {.marks = 0};
    int64_t now = 1234 * ms;
    assert_true(facs_live_rate_next(&rate, now, 0) == 0);
    double found = 0;
    for (int i = 1; i <= 100; i++) /* 10 s of 30 a second, asked ten times a second */
        found = facs_live_rate_next(&rate, now += 100 * ms, 3 * i);
    assert_true(fabs(found - 30) < 1e-9);
    for (int i = 1; i <= 50; i++) /* then nothing: after 4 s that is all it knows */
        found = facs_live_rate_next(&rate, now += 100 * ms, 300);
    assert_true(found == 0);
}

static void longer_and_longer(void **state)
{
    (void)state;
    static const double expected[] = {1, 2, 4, 8, 16, 30, 30, 30};
    facs_back_off ever = {.most = -1}, twice = {.most = 2}, never = {.most = 0};
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        assert_true(facs_back_off_next(&ever) == expected[i]);
    for (int i = 0; i < 1000; i++)
        assert_true(facs_back_off_next(&ever) == 30);
    facs_back_off_reset(&ever);
    assert_true(facs_back_off_next(&ever) == 1);
    assert_true(facs_back_off_next(&twice) == 1 && facs_back_off_next(&twice) == 2 && facs_back_off_next(&twice) < 0);
    facs_back_off_reset(&twice); /* tries in a row */
    assert_true(facs_back_off_next(&twice) == 1);
    assert_true(facs_back_off_next(&never) < 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_of_late), cmocka_unit_test(the_old_is_forgotten),
        cmocka_unit_test(all_of_a_run),        cmocka_unit_test(rates),
        cmocka_unit_test(longer_and_longer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
