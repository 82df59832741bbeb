/* Decimal parsing against strtod and strtof of the "C" locale, bit for bit. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/number_read.h"

#include <locale.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_same(const char *text)
{
    const uint8_t *start = (const uint8_t *)text, *end = start + strlen(text);
    double wide = 77, wide_expected = strtod(text, NULL);
    float narrow = 77, narrow_expected = strtof(text, NULL);
    if (facs_decimal_f64(start, end, &wide) != end || memcmp(&wide, &wide_expected, sizeof wide) != 0)
        fail_msg("f64 of \"%s\" is %.17g, expected %.17g", text, wide, wide_expected);
    if (facs_decimal_f32(start, end, &narrow) != end || memcmp(&narrow, &narrow_expected, sizeof narrow) != 0)
        fail_msg("f32 of \"%s\" is %.9g, expected %.9g", text, (double)narrow, (double)narrow_expected);
}

static void test_known_numbers(void **state)
{
    (void)state;
    static const char *const numbers[] = {
        "0",
        "-0",
        "+0.0",
        "1",
        "-1",
        "+1",
        ".5",
        "-.5e1",
        "5.",
        "0.1",
        "-73.393523",
        "826.213804",
        "1e22",
        "1e23",
        "-1e-22",
        "1e-23",
        "00000000000000000000000000012.50",
        "0.000000000000000000000000000000000012",
        "9007199254740992",
        "9007199254740993",
        "9007199254740994",
        "123456789012345678",
        "1234567890123456789",
        "12345678901234567890",
        "0.30000000000000004",
        "0.7000000000000001",
        "1e308",
        "1.7976931348623157e308",
        "1e309",
        "-1e400",
        "4.9e-324",
        "2.4e-324",
        "1e-400",
        "2.2250738585072011e-308",
        "1.17549429e-38",
        "1e-45",
        "7e-46",
        "3.4028235e38",
        "3.4028236e38",
        "1e39",
        "16777217",
        "16777219",
        "33554433.5",
        /* exactly between two f32, a hair above, a hair below: rounding twice gives wrong results */
        "1.000000059604644775390625",
        "1.00000005960464477539062500000000001",
        "1.00000005960464477539062499999999999",
        "1.0000000596046448",
        "1.0000000596046447",
        "0.1e1",
        "1E5",
        "1e+5",
        "1e-5",
        "0e999999",
        "1e0000000001",
    };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        check_same(numbers[i]);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void test_random_numbers(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 200000; i++) {
        char text[128];
        int digits = 1 + (int)(next_random(&seed) % 21), point = (int)(next_random(&seed) % 23), length = 0;
        if (next_random(&seed) % 2)
            text[length++] = '-';
        for (int d = 0; d < digits; d++) {
            if (d == point)
                text[length++] = '.';
            text[length++] = (char)('0' + next_random(&seed) % 10);
        }
        if (next_random(&seed) % 4 == 0)
            length += snprintf(text + length, 16, "e%d", (int)(next_random(&seed) % 90) - 50);
        text[length] = '\0';
        check_same(text);
    }
}

static void test_end_of_number(void **state)
{
    (void)state;
    static const uint8_t text[] = "12.75 \t3";
    double value;
    assert_ptr_equal(facs_decimal_f64(text, text + 8, &value), text + 5);
    assert_true(value == 12.75);
    assert_ptr_equal(facs_decimal_f64(text, text + 4, &value), text + 4); /* nothing behind `end` is read */
    assert_true(value == 12.7);
    assert_null(facs_decimal_f64(text, text, &value));
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const words[] = {"",    " 1",  "-",    "+",   ".",   "-.",    "e5",    "1e",
                                        "1e+", "1e ", "0x10", "inf", "nan", "-inf",  "NAN",   "1.2.3",
                                        "1,5", "--1", "+-1",  "1-",  "1f",  "1e5e5", "1e5.0", "#"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const uint8_t *text = (const uint8_t *)words[i];
        double wide;
        float narrow;
        if (facs_decimal_f64(text, text + strlen(words[i]), &wide) ||
            facs_decimal_f32(text, text + strlen(words[i]), &narrow))
            fail_msg("\"%s\" was taken for a number", words[i]);
    }
    char longest[140];
    memset(longest, '1', sizeof longest);
    const uint8_t *text = (const uint8_t *)longest;
    double value;
    assert_ptr_equal(facs_decimal_f64(text, text + 127, &value), text + 127);
    assert_null(facs_decimal_f64(text, text + 128, &value));
    assert_null(facs_decimal_f64(text, text + sizeof longest, &value));
}

static void test_locale_does_not_matter(void **state)
{
    (void)state;
    /* the program's locale: one with a decimal comma where the machine has any */
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8", "de_DE", "C"};
    const char *set = NULL;
    for (size_t i = 0; !set && i < sizeof names / sizeof *names; i++)
        set = setlocale(LC_ALL, names[i]);
    assert_non_null(set);
    char before[8], after[8];
    snprintf(before, sizeof before, "%.1f", 0.5);
    /* the thread's own locale */
    locale_t mine = newlocale(LC_ALL_MASK, "C", (locale_t)0), program = uselocale(mine);
    static const uint8_t slow[] = "0.30000000000000004"; /* goes through strtod */
    double value = 0;
    const uint8_t *end = facs_decimal_f64(slow, slow + sizeof slow - 1, &value);
    bool kept = uselocale(program) == mine;
    freelocale(mine);
    double again = 0;
    facs_decimal_f64(slow, slow + sizeof slow - 1, &again);
    snprintf(after, sizeof after, "%.1f", 0.5);
    setlocale(LC_ALL, "C");
    assert_ptr_equal(end, slow + sizeof slow - 1);
    assert_true(value == 0.30000000000000004 && again == value);
    assert_true(kept);
    assert_string_equal(before, after);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_numbers),          cmocka_unit_test(test_random_numbers),
        cmocka_unit_test(test_end_of_number),          cmocka_unit_test(test_refused),
        cmocka_unit_test(test_locale_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
