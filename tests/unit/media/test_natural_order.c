/* The order of pictures in a folder. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "media/picture_folder.h"

static void every_pair(void **state)
{
    (void)state;
    static const char *const names[] = {
        "1",
        "2.png",
        "02.png.b",
        "10.png",
        "A1.png",
        "a1.png",
        "a2.png",
        "A10.png",
        "b",
        "b.png",
        "Frame_2.png",
        "frame_10.png",
        "frame_10_2.png",
        "frame_10_10.png",
        "x1b",
        "x2a",
        "x99999999999999999999999998",
        "x99999999999999999999999999",
        "x100000000000000000000000000",
        "\xc3\xa4",
    };
    enum { COUNT = sizeof names / sizeof *names };
    for (int i = 0; i < COUNT; i++)
        for (int k = 0; k < COUNT; k++) {
            const int order = facs_natural_order(names[i], names[k]);
            if ((order > 0) - (order < 0) != (i > k) - (i < k))
                fail_msg("%s, %s: %d", names[i], names[k], order);
        }
    /* the same value, other bytes: still an order */
    assert_true(facs_natural_order("a1", "a01") != 0);
    assert_int_equal((facs_natural_order("a1", "a01") > 0), (facs_natural_order("a01", "a1") < 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_pair)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
