/* Box files. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "extract/boxes.h"

#include <stdlib.h>
#include <string.h>

/* the "file" is the cookie */
static int read_cookie(void *cookie, const char *path, void **bytes, size_t *count)
{
    (void)path;
    *count = strlen(cookie);
    *bytes = NULL;
    if (posix_memalign(bytes, 64, *count + 1) != 0)
        return 12;
    memcpy(*bytes, cookie, *count);
    return 0;
}

static facs_status read_text(const char *text, facs_box **boxes, int *count, facs_error *error)
{
    static facs_env env;
    static char content[256];
    strcpy(content, text);
    facs_env_init(&env, sizeof env);
    env.cookie = content;
    env.read_file = read_cookie;
    env = facs_env_resolve(&env);
    return facs_boxes_read(&env, "boxes.txt", boxes, count, error);
}

static void test_good_files(void **unused)
{
    (void)unused;
    facs_box *boxes = NULL;
    int count = 0;
    assert_int_equal(read_text("10 20 110.5 220\n\n  -5,-6,7,8 \r\n0 0 1 1", &boxes, &count, NULL), FACS_OK);
    assert_int_equal(count, 3);
    assert_true(boxes[0].x == 10 && boxes[0].y == 20 && boxes[0].width == 100.5f && boxes[0].height == 200);
    assert_true(boxes[1].x == -5 && boxes[1].y == -6 && boxes[1].width == 12 && boxes[1].height == 14);
    assert_true(boxes[2].width == 1);
    free(boxes);
    assert_int_equal(read_text("\n\n", &boxes, &count, NULL), FACS_OK);
    assert_int_equal(count, 0);
    free(boxes);
}

static void test_bad_files(void **unused)
{
    (void)unused;
    static const char *const texts[] = {"1 2 3",     "1 2 3 4 5",      "a b c d", "1 2 1 4",    "1 2 0 4",  "1 2 3 1e9",
                                        "nan 0 1 1", "1 2 3 99999999", "0 0 . 1", "0 0 5 5\nx", "0 0 0.5 9"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        facs_box *boxes = NULL;
        int count = 0;
        facs_error error = {0};
        if (read_text(texts[i], &boxes, &count, &error) != FACS_E_ARGUMENT)
            fail_msg("accepted: %s", texts[i]);
        assert_non_null(strstr(error.message, "boxes.txt: line "));
        assert_null(boxes);
    }
}

static void test_missing_file(void **unused)
{
    (void)unused;
    facs_env env = facs_env_resolve(NULL);
    facs_box *boxes = NULL;
    int count = 0;
    facs_error error = {0};
    assert_int_equal(facs_boxes_read(&env, "no-such-boxes.txt", &boxes, &count, &error), FACS_E_NOT_FOUND);
    assert_non_null(strstr(error.message, "no-such-boxes.txt"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good_files),
        cmocka_unit_test(test_bad_files),
        cmocka_unit_test(test_missing_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
