/* Fixed-point text against printf. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/number_write.h"
#include "support/random.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state = 88172645463325252u;

static void check(double value, int decimals)
{
    char expected[512], actual[FACS_DECIMAL_WIDTH + 1];
    snprintf(expected, sizeof expected, "%.*f", decimals, value);
    *facs_decimal_fixed(actual, value, decimals) = '\0';
    if (strcmp(actual, expected) != 0)
        fail_msg("%a with %d decimals: %s instead of %s", value, decimals, actual, expected);
}

static void check_all(double value)
{
    for (int decimals = 0; decimals <= 9; decimals++) {
        check(value, decimals);
        check(-value, decimals);
    }
}

static void test_special_values(void **unused)
{
    (void)unused;
    const double values[] = {0,
                             1,
                             0.5,
                             1.5,
                             2.5,
                             0.05,
                             0.25,
                             0.125,
                             0.0005,
                             0.9995,
                             9.9999996,
                             999999.95,
                             1e15,
                             1e16,
                             9007199254740993.0,
                             1e22,
                             3e38,
                             DBL_MAX,
                             DBL_MIN,
                             5e-324,
                             FLT_MAX,
                             (double)FLT_MIN,
                             INFINITY,
                             0.999999999999,
                             4503599627370496.5,
                             0.49999999999999994,
                             1e38,
                             3.5e38,
                             1e39};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        check_all(values[i]);
    check((double)NAN, 3);
    check(-(double)NAN, 3);
    char text[FACS_DECIMAL_WIDTH];
    *facs_decimal_fixed(text, -0.0004, 3) = '\0';
    assert_string_equal(text, "-0.000");
}

static void test_ties(void **unused)
{
    (void)unused;
    /* k / 2^s lies half-way between two decimals now and then; all such cases up to 1/1024 */
    for (int shift = 1; shift <= 10; shift++)
        for (int k = 0; k < 8192; k++)
            for (int decimals = 0; decimals <= 6; decimals++)
                check((double)k / (double)(1 << shift), decimals);
}

static void test_random_floats(void **unused)
{
    (void)unused;
    static const int decimals[] = {1, 2, 3, 6};
    for (int i = 0; i < 1000000; i++) {
        uint32_t bits = (uint32_t)random_u64(&state);
        float value;
        memcpy(&value, &bits, sizeof value);
        check((double)value, decimals[i & 3]);
        /* and the range that occurs */
        check((double)(float)((double)(int32_t)bits / 1048576.0), decimals[i & 3]);
    }
}

static void test_random_doubles(void **unused)
{
    (void)unused;
    for (int i = 0; i < 400000; i++) {
        uint64_t bits = random_u64(&state);
        double value;
        memcpy(&value, &bits, sizeof value);
        check(value, i % 10);
        check((double)(int64_t)bits / 1e15, i % 10);
    }
}

static void test_integers(void **unused)
{
    (void)unused;
    const int64_t values[] = {0, 9, 10, 99, 100, 12345, -1, INT64_MAX, INT64_MIN, 1000000007};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        char expected[32], actual[32];
        snprintf(expected, sizeof expected, "%lld", (long long)values[i]);
        *facs_decimal_integer(actual, values[i]) = '\0';
        assert_string_equal(actual, expected);
    }
}

static void check_shortest(double value, const char *expected)
{
    char text[FACS_SHORTEST_WIDTH + 1];
    *facs_decimal_shortest(text, value) = '\0';
    if (expected)
        assert_string_equal(text, expected);
    if (strtod(text, NULL) != value)
        fail_msg("%s is not %.17g", text, value);
}

static void test_shortest(void **unused)
{
    (void)unused;
    static const struct {
        double value;
        const char *text;
    } known[] = {
        {0, "0.0"},
        {-0.0, "-0.0"},
        {1, "1.0"},
        {30, "30.0"},
        {0.1, "0.1"},
        {1.0 / 3, "0.3333333333333333"},
        {0.1 + 0.2, "0.30000000000000004"},
        {2.0 / 15, "0.13333333333333333"},
        {1234567.25, "1234567.25"},
        {0.0001, "0.0001"},
        {0.00012345, "0.00012345"},
        {0.00001, "1e-05"},
        {-1.5e-7, "-1.5e-07"},
        {123456789012345680, "1.2345678901234568e+17"},
        {1e15, "1000000000000000.0"},
        {1e16, "1e+16"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {-2.2250738585072014e-308, "-2.2250738585072014e-308"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        check_shortest(known[i].value, known[i].text);
    uint64_t seed = 9;
    for (int i = 0; i < 100000; i++) {
        const uint64_t bits = random_u64(&seed);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value))
            check_shortest(value, NULL);
        check_shortest((double)(int64_t)bits / 1e19, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_special_values), cmocka_unit_test(test_ties),     cmocka_unit_test(test_random_floats),
        cmocka_unit_test(test_random_doubles), cmocka_unit_test(test_integers), cmocka_unit_test(test_shortest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
