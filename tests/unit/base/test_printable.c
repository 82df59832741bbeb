/* Messages can be shown whatever they quote. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/base.h"
#include "base/printable.h"

static void becomes(const char *before, const char *after)
{
    char text[64];
    snprintf(text, sizeof text, "%s", before);
    facs_make_printable(text);
    assert_string_equal(text, after);
}

static void test_text_stays(void **state)
{
    (void)state;
    becomes("", "");
    becomes("two\n\tlines ~", "two\n\tlines ~");
    becomes("Gr\xc3\xbc\xc3\x9f\x65 \xe2\x82\xac \xf0\x9f\x98\x80 \xc2\xa0",
            "Gr\xc3\xbc\xc3\x9f\x65 \xe2\x82\xac \xf0\x9f\x98\x80 \xc2\xa0");
    becomes("\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", "\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf");
}

static void test_controls(void **state)
{
    (void)state;
    becomes("\x1b[31mred\x07\r\x7f", "?[31mred???");
    becomes("\xc2\x9b"
            "31m",
            "??31m"); /* the same as one character */
}

static void test_no_utf8(void **state)
{
    (void)state;
    becomes("\xff\xfe", "??");
    becomes("\xc0\xaf \xe0\x80\xaf \xf0\x80\x80\xaf", "?? ??? ????"); /* longer than needed */
    becomes("\xed\xa0\x80", "???");                                   /* half of a pair */
    becomes("\xf4\x90\x80\x80", "????");                              /* behind the last character */
    becomes("\xe2\x82", "??");                                        /* cut */
    becomes("\xf0\x9f\x98", "???");
    becomes("\xe2\x82z", "??z");
}

static void test_messages(void **state)
{
    (void)state;
    facs_error error;
    assert_int_equal(facs_fail(&error, FACS_E_ARGUMENT, "%s: no",
                               "a\x1b"
                               "b"),
                     FACS_E_ARGUMENT);
    assert_string_equal(error.message, "a?b: no");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_stays),
        cmocka_unit_test(test_controls),
        cmocka_unit_test(test_no_utf8),
        cmocka_unit_test(test_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
