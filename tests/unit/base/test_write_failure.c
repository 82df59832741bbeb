/* One errno, one status and one text. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/write_failure.h"

#include <errno.h>
#include <string.h>

static void statuses_and_texts(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int code;
        const char *advice;
        facs_status status;
        const char *text;
    } cases[] = {
        {"a/b.csv", ENOSPC, NULL, FACS_E_DISK_FULL,
         "a/b.csv: no space left on the device: free some or choose another place"},
        {"b", EDQUOT, "use C", FACS_E_DISK_FULL, "b: no space left on the device: free some or use C"},
        {"b", EFBIG, NULL, FACS_E_DISK_FULL, "b: the file may not grow further: raise the limit (ulimit -f)"},
        {"b", ENOMEM, NULL, FACS_E_MEMORY, "b: out of memory"},
        {"b", EISDIR, NULL, FACS_E_OUTPUT, "b: is a folder: name a file in it"},
        {"a/d/b", ENOENT, NULL, FACS_E_OUTPUT, "a/d/b: cannot be written: there is no folder a/d: make it first"},
        {"a//b//", ENOENT, NULL, FACS_E_OUTPUT, "a//b//: cannot be written: there is no folder a: make it first"},
        {"/b", ENOENT, NULL, FACS_E_OUTPUT, "/b: cannot be written: No such file or directory"},
        {"", ENOENT, NULL, FACS_E_OUTPUT, ": cannot be written: No such file or directory"},
        {"a/b", EACCES, NULL, FACS_E_OUTPUT, "a/b: cannot be written: Permission denied"},
        {"a/b", EROFS, "use C", FACS_E_OUTPUT, "a/b: cannot be written: Read-only file system; use C if need be"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        facs_error error = {0};
        assert_int_equal(facs_write_failure(&error, cases[i].path, cases[i].code, cases[i].advice), cases[i].status);
        assert_string_equal(error.message, cases[i].text);
        assert_int_equal(error.status, cases[i].status);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(statuses_and_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
