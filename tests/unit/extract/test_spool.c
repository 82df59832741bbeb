/* Records come back as they went in: from memory, from a file, from two files when the first place is full; places that
 * cannot be written are named. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "extract/spool.h"
#include "support/meter.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* bytes of record `index`: none, few, and many */
static size_t size_of(int index)
{
    return (size_t)(index % 7 == 0 ? 0 : index * 37 % 5000);
}

static void fill(void *record, int index)
{
    unsigned char *at = record;
    for (size_t i = 0; i < size_of(index); i++)
        at[i] = (unsigned char)((size_t)index * 31 + i);
}

static void add(facs_spool *spool, int index)
{
    void *record = NULL;
    facs_error error = {0};
    assert_int_equal(facs_spool_add(spool, size_of(index), &record, &error), FACS_OK);
    assert_non_null(record);
    assert_int_equal((uintptr_t)record % 8, 0);
    fill(record, index);
}

static void check_all(facs_spool *spool, int count)
{
    unsigned char expected[5000];
    const void *record;
    size_t bytes;
    facs_error error = {0};
    assert_int_equal(facs_spool_rewind(spool, &error), FACS_OK);
    for (int i = 0; i < count; i++) {
        assert_int_equal(facs_spool_next(spool, &record, &bytes, &error), FACS_OK);
        assert_int_equal(bytes, size_of(i));
        assert_int_equal((uintptr_t)record % 8, 0);
        fill(expected, i);
        assert_memory_equal(record, expected, bytes);
    }
    assert_int_equal(facs_spool_next(spool, &record, &bytes, &error), FACS_END);
    assert_int_equal(facs_spool_next(spool, &record, &bytes, &error), FACS_END);
}

static int open_files(void)
{
    int count = 0;
    for (int i = 3; i < 64; i++)
        count += lseek(i, 0, SEEK_CUR) >= 0;
    return count;
}

static void round_trip(int count, int files)
{
    facs_spool *spool = NULL;
    const int before = open_files();
    assert_int_equal(facs_spool_create(NULL, "out.csv", ".", &spool, NULL), FACS_OK);
    for (int i = 0; i < count; i++)
        add(spool, i);
    assert_int_equal(open_files() - before, files);
    check_all(spool, count);
    check_all(spool, count); /* as often as wanted */
    facs_spool_destroy(&spool);
    assert_null(spool);
    assert_int_equal(open_files(), before);
}

static void test_nothing(void **state)
{
    (void)state;
    round_trip(0, 0);
}

static void test_in_memory(void **state)
{
    (void)state;
    round_trip(30, 0);
}

static void test_in_a_file(void **state)
{
    (void)state;
    round_trip(5000, 1); /* 12 MB */
}

/* a record larger than the block, among small ones */
static void test_large_record(void **state)
{
    (void)state;
    enum { LARGE = 3000000 };
    facs_spool *spool = NULL;
    void *record;
    const void *read;
    size_t bytes;
    assert_int_equal(facs_spool_create(NULL, "out.csv", NULL, &spool, NULL), FACS_OK);
    for (int i = 0; i < 3; i++) {
        add(spool, 1);
        assert_int_equal(facs_spool_add(spool, LARGE, &record, NULL), FACS_OK);
        memset(record, 'a' + i, LARGE);
    }
    assert_int_equal(facs_spool_rewind(spool, NULL), FACS_OK);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(facs_spool_next(spool, &read, &bytes, NULL), FACS_OK);
        assert_int_equal(bytes, size_of(1));
        assert_int_equal(facs_spool_next(spool, &read, &bytes, NULL), FACS_OK);
        assert_int_equal(bytes, LARGE);
        assert_int_equal(((const char *)read)[0], 'a' + i);
        assert_int_equal(((const char *)read)[LARGE - 1], 'a' + i);
    }
    assert_int_equal(facs_spool_next(spool, &read, &bytes, NULL), FACS_END);
    assert_int_equal(facs_spool_add(spool, SIZE_MAX, &record, NULL), FACS_E_MEMORY);
    assert_null(record);
    facs_spool_destroy(&spool);
}

static void test_memory_does_not_grow(void **state)
{
    (void)state;
    meter counted;
    const facs_env env = meter_env(&counted, -1);
    facs_spool *spool = NULL;
    assert_int_equal(facs_spool_create(&env, "out.csv", ".", &spool, NULL), FACS_OK);
    const long made = counted.made;
    for (int i = 0; i < 5000; i++)
        add(spool, i);
    check_all(spool, 5000);
    assert_int_equal(counted.made, made);
    facs_spool_destroy(&spool);
    assert_int_equal(counted.alive, 0);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (long i = 0; i < 5; i++) {
        meter counted;
        const facs_env env = meter_env(&counted, i);
        facs_spool *spool = NULL;
        assert_int_equal(facs_spool_create(&env, "out.csv", ".", &spool, NULL), FACS_E_MEMORY);
        assert_null(spool);
        assert_int_equal(counted.alive, 0);
    }
}

/* ---- places ---- */

static void set_limit(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* the first folder is not there: the second place takes all */
static void test_second_place(void **state)
{
    (void)state;
    facs_spool *spool = NULL;
    const int before = open_files();
    assert_int_equal(facs_spool_create(NULL, "out.csv", "no/such/folder", &spool, NULL), FACS_OK);
    for (int i = 0; i < 1000; i++)
        add(spool, i);
    assert_int_equal(open_files() - before, 1);
    check_all(spool, 1000);
    facs_spool_destroy(&spool);
}

/* the first file may not grow any more: what is in it stays, the next one goes on */
static void test_goes_on_in_the_second(void **state)
{
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    facs_spool *spool = NULL;
    const int before = open_files();
    assert_int_equal(facs_spool_create(NULL, "out.csv", ".", &spool, NULL), FACS_OK);
    set_limit(1500000);
    for (int i = 0; i < 800; i++) /* 2 MB: more than one may hold, less than both */
        add(spool, i);
    assert_int_equal(open_files() - before, 2);
    set_limit(RLIM_INFINITY);
    for (int i = 800; i < 2000; i++)
        add(spool, i);
    check_all(spool, 2000);
    facs_spool_destroy(&spool);
}

static facs_status fill_up(facs_spool *spool, facs_error *error)
{
    facs_status status = FACS_OK;
    void *record;
    for (int i = 0; i < 5000 && status == FACS_OK; i++)
        status = facs_spool_add(spool, 4000, &record, error);
    return status;
}

static void test_both_are_full(void **state)
{
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    facs_spool *spool = NULL;
    facs_error error = {0};
    assert_int_equal(facs_spool_create(NULL, "out.csv", ".", &spool, NULL), FACS_OK);
    set_limit(600000);
    assert_int_equal(fill_up(spool, &error), FACS_E_DISK_FULL);
    set_limit(RLIM_INFINITY);
    assert_non_null(strstr(error.message, "TMPDIR"));
    assert_non_null(strstr(error.message, "ulimit -f"));
    facs_spool_destroy(&spool);
}

static void test_no_place(void **state)
{
    (void)state;
    const char *given = getenv("TMPDIR");
    char *kept = given ? strdup(given) : NULL;
    setenv("TMPDIR", "no/temporary/folder", 1);
    facs_spool *spool = NULL;
    facs_error error = {0};
    assert_int_equal(facs_spool_create(NULL, "out.csv", "no/such/folder", &spool, NULL), FACS_OK);
    assert_int_equal(fill_up(spool, &error), FACS_E_OUTPUT);
    assert_non_null(strstr(error.message, "out.csv: "));
    assert_non_null(strstr(error.message, "no/such/folder"));
    assert_non_null(strstr(error.message, "no/temporary/folder"));
    facs_spool_destroy(&spool);
    if (kept)
        setenv("TMPDIR", kept, 1);
    else
        unsetenv("TMPDIR");
    free(kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_in_memory),
        cmocka_unit_test(test_in_a_file),
        cmocka_unit_test(test_large_record),
        cmocka_unit_test(test_memory_does_not_grow),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_second_place),
        cmocka_unit_test(test_goes_on_in_the_second),
        cmocka_unit_test(test_both_are_full),
        cmocka_unit_test(test_no_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
