/* Libraries that are loaded when they are needed: all of it or nothing, once, and what is said when one is missing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "foreign/ffmpeg.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { THREADS = 8 };

typedef struct two {
    double (*cos)(double), (*sin)(double);
} two;

#define MATHS "libm.so.6"

static void takes_all(void **state)
{
    (void)state;
    two table = {NULL, NULL};
    const facs_needed_part parts[] = {{MATHS, "", "", "cos\0"}, {MATHS, "", "", "sin\0"}, {NULL, NULL, NULL, NULL}};
    facs_needed needed = {.title = "maths", .parts = parts, .table = &table};
    assert_int_equal(facs_needed_load(&needed, NULL, NULL), FACS_OK);
    assert_true(table.cos(0) == 1 && table.sin(0) == 0);
    memset(&table, 0, sizeof table);
    assert_int_equal(facs_needed_load(&needed, NULL, NULL), FACS_OK);
    assert_true(table.cos == NULL); /* not filled again */
}

static void says_what_is_missing(void **state)
{
    (void)state;
    two table;
    facs_error error = {0};
    const facs_needed_part absent[] = {
        {MATHS, "", "", "cos\0"}, {"libnone.so.7", "libnone7", "", "sin\0"}, {NULL, NULL, NULL, NULL}};
    facs_needed needed = {.title = "None", .parts = absent, .table = &table};
    for (int again = 0; again < 2; again++) {
        assert_int_equal(facs_needed_load(&needed, "a.mp4", &error), FACS_E_UNSUPPORTED);
        assert_non_null(strstr(error.message, "a.mp4: None cannot be loaded: libnone.so.7"));
        assert_non_null(strstr(error.message, "Install the library libnone.so.7 (Debian: package libnone7)"));
    }
    const facs_needed_part other[] = {{MATHS, "", "", "cos\0tan_of_another_version\0"}, {NULL, NULL, NULL, NULL}};
    facs_needed version = {.title = "None", .parts = other, .table = &table};
    assert_int_equal(facs_needed_load(&version, NULL, &error), FACS_E_UNSUPPORTED);
    assert_memory_equal(
        error.message, "None cannot be loaded: it has no tan_of_another_version.  Install the library " MATHS ",",
        strlen("None cannot be loaded: it has no tan_of_another_version.  Install the library " MATHS ","));
    assert_false(version.loaded);
}

/* another release under another name, when the first is not there */
static void takes_another_release(void **state)
{
    (void)state;
    two table = {NULL, NULL};
    facs_error error = {0};
    const facs_needed_part parts[] = {
        {"libnone.so.7", "", MATHS, "cos\0"}, {MATHS, "", "libnone.so.8", "sin\0"}, {NULL, NULL, NULL, NULL}};
    facs_needed needed = {.title = "maths", .parts = parts, .table = &table};
    assert_int_equal(facs_needed_load(&needed, NULL, &error), FACS_OK);
    assert_true(table.cos(0) == 1 && table.sin(0) == 0);
    const facs_needed_part absent[] = {{"libnone.so.7", "libnone7", "libnone.so.6", "cos\0"}, {NULL, NULL, NULL, NULL}};
    facs_needed none = {.title = "None", .parts = absent, .table = &table};
    assert_int_equal(facs_needed_load(&none, NULL, &error), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(error.message, "None cannot be loaded: libnone.so.7"));
}

static void *load_and_use(void *failures)
{
    if (facs_ffmpeg_load(NULL, NULL) != FACS_OK)
        atomic_fetch_add((_Atomic(int) *)failures, 1);
    else
        av_free(av_malloc(1));
    return NULL;
}

static void many_threads(void **state)
{
    (void)state;
    pthread_t threads[THREADS];
    _Atomic(int) failures = 0;
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, load_and_use, &failures), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(takes_all), cmocka_unit_test(says_what_is_missing),
                                       cmocka_unit_test(takes_another_release), cmocka_unit_test(many_threads)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
