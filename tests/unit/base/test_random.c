/* Random numbers use all their bits, also where they come from a coarse clock. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/random.h"

enum { TIMES = 200 };

static void check_bits(const uint64_t numbers[TIMES])
{
    uint64_t ones = 0, zeros = 0;
    for (int i = 0; i < TIMES; i++) {
        ones |= numbers[i];
        zeros |= ~numbers[i];
        for (int j = 0; j < i; j++)
            assert_int_not_equal(numbers[i], numbers[j]);
    }
    assert_int_equal(ones, UINT64_MAX); /* fails by chance once in 2^193 runs */
    assert_int_equal(zeros, UINT64_MAX);
}

static void numbers(void **state)
{
    (void)state;
    uint64_t numbers[TIMES];
    for (int i = 0; i < TIMES; i++)
        numbers[i] = facs_random();
    check_bits(numbers);
}

static void coarse_clocks(void **state)
{
    (void)state;
    uint64_t numbers[TIMES];
    for (int i = 0; i < TIMES; i++)
        numbers[i] = facs_random_mix(1700000000000000000u + (uint64_t)i * 10000000, 4711); /* 10 ms steps */
    check_bits(numbers);
}

static void fractions(void **state)
{
    (void)state;
    double least = 1, most = 0;
    for (int i = 0; i < TIMES; i++) {
        double fraction = facs_random_fraction();
        least = fraction < least ? fraction : least;
        most = fraction > most ? fraction : most;
    }
    assert_true(least >= 0 && most < 1);
    assert_true(least < 0.5 && most > 0.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(coarse_clocks),
        cmocka_unit_test(fractions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
