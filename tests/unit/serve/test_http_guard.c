/* Who may ask: places, tokens, cookies, hosts, origins, numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "serve/http_guard.h"

static void places(void **state)
{
    (void)state;
    static const struct {
        const char *text, *address;
        int port;
        bool six, loopback;
    } good[] = {
        {"8080", "127.0.0.1", 8080, false, true},     {"0", "127.0.0.1", 0, false, true},
        {"localhost:1", "127.0.0.1", 1, false, true}, {"127.3.2.1:65535", "127.3.2.1", 65535, false, true},
        {"0.0.0.0:80", "0.0.0.0", 80, false, false},  {"192.168.1.7:8080", "192.168.1.7", 8080, false, false},
        {"[::1]:8080", "::1", 8080, true, true},      {"[0:0::1]:8080", "0:0::1", 8080, true, true},
        {"[::]:8080", "::", 8080, true, false},       {"[::ffff:1.2.3.4]:8", "::ffff:1.2.3.4", 8, true, false},
    };
    static const char *const bad[] = {"",
                                      "65536",
                                      "-1",
                                      "x",
                                      ":80",
                                      "8080 ",
                                      "::1:80",
                                      "1.2.3.4",
                                      "1.2.3.4:",
                                      "[::1]",
                                      "[::1]8080",
                                      "[::1",
                                      "[1.2.3.4]:80",
                                      "me.example:80",
                                      "127.0.0.1:65536",
                                      "127.1:80",
                                      "1.2.3.4:80:80"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        facs_http_place place;
        assert_int_equal(facs_http_place_read(good[i].text, &place, NULL), FACS_OK);
        assert_string_equal(place.address, good[i].address);
        assert_int_equal(place.port, good[i].port);
        assert_true(place.six == good[i].six && place.loopback == good[i].loopback);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        facs_http_place place;
        facs_error error;
        assert_int_equal(facs_http_place_read(bad[i], &place, &error), FACS_E_ARGUMENT);
        assert_non_null(strstr(error.message, "8080"));
    }
}

static void tokens(void **state)
{
    (void)state;
    static const char longest[] = "0123456789012345678901234567890123456789012345678901234567890123";
    static const char longer[] = "01234567890123456789012345678901234567890123456789012345678901234";
    assert_true(facs_http_token_is_possible("abc-EFG_09") && facs_http_token_is_possible(longest));
    assert_false(facs_http_token_is_possible("abcdefg") || facs_http_token_is_possible(longer) ||
                 facs_http_token_is_possible("abcd efgh") || facs_http_token_is_possible("abcd;efgh"));
    assert_true(facs_http_token_same("abcdefgh", "abcdefgh") && facs_http_token_same(longest, longest));
    assert_false(facs_http_token_same("abcdefgh", "abcdefgi") || facs_http_token_same("abcdefgh", "abcdefghi") ||
                 facs_http_token_same("abcdefgh", "abcdefg") || facs_http_token_same("abcdefgh", "") ||
                 facs_http_token_same("abcdefgh", NULL) || facs_http_token_same("", "") ||
                 facs_http_token_same(longest, longer));
}

static void cookies(void **state)
{
    (void)state;
    char value[9];
    assert_true(facs_http_cookie("a=1; facsimile-80=abcdefgh; b=2", "facsimile-80", value, sizeof value));
    assert_string_equal(value, "abcdefgh");
    assert_true(facs_http_cookie("facsimile-80=", "facsimile-80", value, sizeof value));
    assert_string_equal(value, "");
    assert_false(facs_http_cookie("facsimile-8=abc; xfacsimile-80=abc; facsimile-801=abc", "facsimile-80", value, 9));
    assert_false(facs_http_cookie("facsimile-80=abcdefghi", "facsimile-80", value, sizeof value));
    assert_false(facs_http_cookie(NULL, "a", value, sizeof value) || facs_http_cookie("", "a", value, sizeof value));
}

static void hosts_and_origins(void **state)
{
    (void)state;
    static const char *const known[] = {"localhost",   "localhost:80", "127.0.0.1:80",
                                        "192.168.0.1", "[::1]:80",     "[::1]"};
    static const char *const strange[] = {
        "evil.example", "evil.example:80", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::1",
        "[evil]:80",    "127.0.0.1:x",     "localhost:80:80"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_null(facs_http_refusal(&(facs_http_asker){.host = known[i]}, false));
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        assert_non_null(facs_http_refusal(&(facs_http_asker){.host = strange[i]}, false));
    assert_non_null(facs_http_refusal(&(facs_http_asker){.host = NULL}, true));
    assert_null(facs_http_refusal(&(facs_http_asker){.host = "box.example:80"}, true)); /* who knows the token may */

    facs_http_asker asker = {.host = "localhost:80", .origin = "http://localhost:80", .mark = "1", .changes = true};
    assert_null(facs_http_refusal(&asker, false));
    asker.mark = NULL;
    assert_non_null(facs_http_refusal(&asker, false));
    asker.mark = "1";
    static const char *const others[] = {"http://evil.example", "http://localhost:81", "https://localhost:80", "null",
                                         ""};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        asker.origin = others[i];
        assert_non_null(facs_http_refusal(&asker, false));
    }
    asker = (facs_http_asker){.host = "localhost", .site = "cross-site", .mode = "no-cors"};
    assert_non_null(facs_http_refusal(&asker, false)); /* an image of another page */
    asker.mode = "navigate";
    assert_null(facs_http_refusal(&asker, false)); /* a link of another page */
    asker.changes = true;
    asker.mark = "1";
    assert_non_null(facs_http_refusal(&asker, false)); /* a form of another page */
    asker.site = "same-origin";
    assert_null(facs_http_refusal(&asker, false));
}

static void numbers(void **state)
{
    (void)state;
    assert_true(facs_http_number_read("0") == 0 && facs_http_number_read("42") == 42 &&
                facs_http_number_read("999999999999999") == 999999999999999);
    static const char *const bad[] = {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "1000000000000000", "../1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_true(facs_http_number_read(bad[i]) == -1);
    assert_true(facs_http_number_read(NULL) == -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places),  cmocka_unit_test(tokens),
        cmocka_unit_test(cookies), cmocka_unit_test(hosts_and_origins),
        cmocka_unit_test(numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
