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

static void says(const char *wanted, const char *format, ...) FACS_PRINTF(2, 3);

static void says(const char *wanted, const char *format, ...)
{
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    facs_format_message(text, sizeof text, format, arguments);
    va_end(arguments);
    assert_string_equal(text, wanted);
}

/* names stay in their line, the lines of a message are its own */
static void test_names(void **state)
{
    (void)state;
    says("a\\nb: no\n  2 c\\td \\x1b[31m\\x7f", "%s: no\n  %d %s %s", "a\nb", 2, "c\td", "\x1b[31m\x7f");
    says("\\xff \\xc2\\x9b \xc3\xbc", "%s %s %s", "\xff", "\xc2\x9b", "\xc3\xbc");
    says("", "%s", "");
    /* whatever byte a name holds, it does not become a line end */
    char every[32];
    for (int i = 0; i < 31; i++)
        every[i] = (char)(i + 1);
    every[31] = '\0';
    char text[512];
    size_t length = 0;
    facs_add_message(text, sizeof text, &length, "%s\n%s", every, every);
    assert_null(strchr(text, '\n'));
    every[2] = 'c'; /* \x03 is free */
    length = 0;
    facs_add_message(text, sizeof text, &length, "%s\n%s", every, every);
    assert_non_null(strchr(text, '\n'));
    assert_ptr_equal(strchr(text, '\n'), strrchr(text, '\n'));
    assert_int_equal(length, strlen(text));
}

static void test_room(void **state)
{
    (void)state;
    char text[6];
    size_t length = 0;
    facs_add_message(text, sizeof text, &length, "%s", "a\nbcde");
    assert_string_equal(text, "a\\nbc");
    assert_int_equal(length, 5);
    facs_add_message(text, sizeof text, &length, "more");
    assert_string_equal(text, "a\\nbc");
    length = 0;
    facs_add_message(text, sizeof text, &length, "%s", "abcd\xe2\x82\xac"); /* no half character */
    assert_string_equal(text, "abcd");
    length = 0;
    facs_add_message(text, sizeof text, &length, "%s", "abc\x1b");
    assert_string_equal(text, "abc");
}

static void test_messages(void **state)
{
    (void)state;
    facs_error error;
    char lines[64];
    size_t length = 0;
    assert_int_equal(facs_fail(&error, FACS_E_ARGUMENT, "%s: no", "a\n\x1bz"), FACS_E_ARGUMENT);
    assert_string_equal(error.message, "a\\n\\x1bz: no");
    facs_add_message(lines, sizeof lines, &length, "\n  %s", "b\nc");
    facs_add_message(lines, sizeof lines, &length, "\n  %s", "d");
    facs_fail_lines(&error, lines);
    facs_fail_lines(NULL, lines);
    assert_string_equal(error.message, "a\\n\\x1bz: no\n  b\\nc\n  d");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_stays), cmocka_unit_test(test_controls), cmocka_unit_test(test_no_utf8),
        cmocka_unit_test(test_names),      cmocka_unit_test(test_room),     cmocka_unit_test(test_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
