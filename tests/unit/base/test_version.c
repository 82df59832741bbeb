/* What is written down in three places, and numbers that never change. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <facsimile/facsimile.h>

#include <stdio.h>

static void test_versions_agree(void **unused)
{
    (void)unused;
    char header[64];
    snprintf(header, sizeof header, "%d.%d.%d", FACS_VERSION_MAJOR, FACS_VERSION_MINOR, FACS_VERSION_PATCH);
    assert_string_equal(header, FACS_VERSION); /* meson.build */
    assert_string_equal(header, facs_version());
    assert_int_equal(FACS_VERSION_NUMBER, FACS_VERSION_MAJOR * 10000 + FACS_VERSION_MINOR * 100 + FACS_VERSION_PATCH);
    assert_true(FACS_VERSION_MINOR < 100 && FACS_VERSION_PATCH < 100);
#if FACS_VERSION_NUMBER < 200
#error "FACS_VERSION_NUMBER is for the preprocessor"
#endif
}

/* Programs have these numbers compiled in, scripts see them in messages: never change one. */
static void test_numbers_of_statuses(void **unused)
{
    (void)unused;
    static const struct {
        int number;
        facs_status status;
        const char *name;
    } pinned[] = {
        {0, FACS_OK, "FACS_OK"},
        {1, FACS_AGAIN, "FACS_AGAIN"},
        {2, FACS_END, "FACS_END"},
        {-1, FACS_E_ARGUMENT, "FACS_E_ARGUMENT"},
        {-2, FACS_E_MEMORY, "FACS_E_MEMORY"},
        {-3, FACS_E_NOT_FOUND, "FACS_E_NOT_FOUND"},
        {-4, FACS_E_MEDIA, "FACS_E_MEDIA"},
        {-5, FACS_E_EMPTY, "FACS_E_EMPTY"},
        {-6, FACS_E_MODELS_MISSING, "FACS_E_MODELS_MISSING"},
        {-7, FACS_E_MODEL_CORRUPT, "FACS_E_MODEL_CORRUPT"},
        {-8, FACS_E_OUTPUT, "FACS_E_OUTPUT"},
        {-9, FACS_E_DISK_FULL, "FACS_E_DISK_FULL"},
        {-10, FACS_E_INTERRUPTED, "FACS_E_INTERRUPTED"},
        {-11, FACS_E_UNSUPPORTED, "FACS_E_UNSUPPORTED"},
        {-12, FACS_E_STATE, "FACS_E_STATE"},
        {-13, FACS_E_INTERNAL, "FACS_E_INTERNAL"},
        {-14, FACS_E_LICENCE, "FACS_E_LICENCE"},
        {-15, FACS_E_DOWNLOAD, "FACS_E_DOWNLOAD"},
    };
    for (size_t i = 0; i < sizeof pinned / sizeof *pinned; i++) {
        assert_int_equal(pinned[i].number, pinned[i].status);
        assert_string_equal(facs_status_name(pinned[i].status), pinned[i].name);
    }
    /* a new one gets a line above */
    assert_string_equal(facs_status_name((facs_status)-16), "FACS_E_UNKNOWN");
    assert_string_equal(facs_status_name((facs_status)3), "FACS_E_UNKNOWN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions_agree),
        cmocka_unit_test(test_numbers_of_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
