/* Lengths have the bits of glibc on x86-64, on every processor and with every C library. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/hypot.h"

#include <string.h>

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* hash of 100000 lengths; y is up to `share` of what x is up to */
static uint64_t hash_of(double share)
{
    uint64_t state = 88172645463325252u, hash = 14695981039346656037u;
    for (int i = 0; i < 100000; i++) {
        double x = (double)(next(&state) >> 11) * 0x1p-43, y = (double)(next(&state) >> 11) * 0x1p-43 * share;
        hash = (hash ^ bits_of(facs_hypot(x, y))) * 0x100000001b3u;
        hash ^= hash >> 29;
    }
    return hash;
}

/* what glibc 2.36 on x86-64 gives: no two ways of computing them give the same 100000 numbers */
static void test_same_bits(void **state)
{
    (void)state;
    assert_int_equal(hash_of(1), 0xdb2f9110bce1540bu);
    assert_int_equal(hash_of(0.25), 0x74777900dd985da8u);
}

static void test_exact_lengths(void **state)
{
    (void)state;
    static const double sides[][3] = {{3, 4, 5},       {5, 12, 13}, {8, 15, 17}, {20, 21, 29},
                                      {119, 120, 169}, {0, 7, 7},   {0, 0, 0}};
    for (size_t i = 0; i < sizeof sides / sizeof *sides; i++) {
        for (int exponent = -1000; exponent <= 1000; exponent += 50) {
            double x = ldexp(sides[i][0], exponent), y = ldexp(sides[i][1], exponent);
            double expected = ldexp(sides[i][2], exponent);
            assert_int_equal(bits_of(facs_hypot(x, y)), bits_of(expected));
            assert_int_equal(bits_of(facs_hypot(-y, x)), bits_of(expected));
        }
    }
    assert_int_equal(bits_of(facs_hypot(-0.0, -0.0)), bits_of(0));
    assert_int_equal(bits_of(facs_hypot(1e300, -1)), bits_of(1e300));
    assert_int_equal(bits_of(facs_hypot(0x1p-1074, 0)), bits_of(0x1p-1074));
}

static void test_what_is_no_number(void **state)
{
    (void)state;
    assert_true(isinf(facs_hypot(INFINITY, NAN)) && isinf(facs_hypot(NAN, -(double)INFINITY)));
    assert_true(isinf(facs_hypot(1.7e308, 1.7e308)));
    assert_true(isnan(facs_hypot(NAN, 1)) && isnan(facs_hypot(1, NAN)) && isnan(facs_hypot(0, NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits),
        cmocka_unit_test(test_exact_lengths),
        cmocka_unit_test(test_what_is_no_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
