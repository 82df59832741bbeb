/* Records of a long video: what comes back is what was put in, wherever it was kept, and memory stays flat. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "au/au_records.h"
#include "au/openface/history_internal.h"
#include "support/random.h"

#include <stdlib.h>
#include <string.h>

enum { CHUNKS = 3 * FACS_RECORDS_KEPT, FRAMES = CHUNKS * FACS_RECORDS_CHUNK + 77 };

typedef struct counted {
    long calls, fails, live;
    size_t bytes;
} counted;

static void *allocate(void *cookie, size_t bytes, size_t alignment)
{
    counted *count = cookie;
    void *memory = NULL;
    if (++count->calls == count->fails || posix_memalign(&memory, alignment, bytes ? bytes : 1) != 0)
        return NULL;
    count->live++;
    count->bytes += bytes;
    return memory;
}

static void release(void *cookie, void *memory)
{
    ((counted *)cookie)->live--;
    free(memory);
}

static facs_env counted_env(counted *count)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    *count = (counted){0};
    env.cookie = count;
    env.alloc = allocate;
    env.free = release;
    return facs_env_resolve(&env);
}

static facs_au_record expected(int64_t index, uint32_t salt)
{
    facs_au_record record;
    for (int au = 0; au < FACS_AU_R; au++)
        record.raw[au] = (int32_t)((uint32_t)index * 2654435761u + (uint32_t)au * 40503u + salt);
    record.flags = (uint32_t)index * 97u + salt;
    return record;
}

static facs_au_record *record_at(facs_au_records *records, int64_t index)
{
    return facs_au_records_at(records, index, true);
}

static void fill(facs_au_records *records, uint32_t salt)
{
    for (int64_t i = 0; i < FRAMES; i++) {
        assert_true(facs_au_records_reserve(records, i));
        *record_at(records, i) = expected(i, salt);
    }
}

static void check(facs_au_records *records, int64_t index, uint32_t salt)
{
    facs_au_record want = expected(index, salt);
    assert_memory_equal(facs_au_records_at(records, index, false), &want, sizeof want);
}

static void check_all(facs_au_records *records, uint32_t salt)
{
    uint64_t seed = 3;
    for (int64_t i = 0; i < FRAMES; i++)
        check(records, i, salt);
    for (int64_t i = FRAMES - 4; i >= 3; i -= 501)
        for (int near = -3; near <= 3; near++)
            check(records, i + near, salt);
    for (int i = 0; i < 500; i++)
        check(records, (int64_t)((double)FRAMES * random_unit(&seed)), salt);
    assert_false(facs_au_records_lost(records));
}

static void test_same(void **state)
{
    (void)state;
    counted count;
    facs_env env = counted_env(&count);
    facs_au_records *records = facs_au_records_create(&env, sizeof(facs_au_record));
    assert_non_null(records);
    fill(records, 1);
    check_all(records, 1);
    facs_au_records_reset(records);
    long calls = count.calls;
    fill(records, 2);
    check_all(records, 2);
    assert_int_equal(count.calls, calls); /* the second video finds all its memory */
    facs_au_records_destroy(&records);
    facs_au_records_destroy(&records);
    assert_int_equal(count.live, 0);
}

/* changes of chunks in the file reach the file */
static void test_change(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_au_records *records = facs_au_records_create(&env, sizeof(facs_au_record));
    fill(records, 1);
    for (int64_t i = 0; i < FRAMES; i += 700)
        record_at(records, i)->flags = (uint32_t)i;
    for (int64_t i = 0; i < FRAMES; i += 700)
        assert_int_equal(record_at(records, i)->flags, (uint32_t)i);
    check(records, 1, 1);
    check(records, FRAMES - 2, 1);
    facs_au_records_destroy(&records);
}

/* three times as long: the same memory */
static void test_flat(void **state)
{
    (void)state;
    counted count;
    facs_env env = counted_env(&count);
    facs_au_records *records = facs_au_records_create(&env, sizeof(facs_au_record));
    size_t at_limit = 0;
    for (int64_t i = 0; i < FRAMES; i++) {
        assert_true(facs_au_records_reserve(records, i));
        *record_at(records, i) = expected(i, 1);
        if (i == (FACS_RECORDS_KEPT + 2) * FACS_RECORDS_CHUNK)
            at_limit = count.bytes;
    }
    assert_true(at_limit > 0);
    assert_int_equal(count.bytes, at_limit);
    facs_au_records_destroy(&records);
}

static void test_no_file(void **state)
{
    (void)state;
    const char *before = getenv("TMPDIR");
    char *kept = before ? strdup(before) : NULL;
    setenv("TMPDIR", "/nowhere/at/all", 1);
    facs_env env = facs_env_resolve(NULL);
    facs_au_records *records = facs_au_records_create(&env, sizeof(facs_au_record));
    fill(records, 1);
    check_all(records, 1);
    facs_au_records_destroy(&records);
    if (kept)
        setenv("TMPDIR", kept, 1);
    else
        unsetenv("TMPDIR");
    free(kept);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (long fails = 1;; fails++) {
        counted count;
        facs_env env = counted_env(&count);
        count.fails = fails;
        facs_au_records *records = facs_au_records_create(&env, sizeof(facs_au_record));
        for (int64_t i = 0; records && i < FRAMES; i++) {
            if (!facs_au_records_reserve(records, i))
                assert_true(facs_au_records_reserve(records, i)); /* nothing has changed: again */
            *record_at(records, i) = expected(i, 1);
        }
        for (int64_t i = 0; records && i < FRAMES; i += 333)
            check(records, i, 1);
        bool done = count.calls < fails;
        facs_au_records_destroy(&records);
        assert_int_equal(count.live, 0);
        if (done)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same),    cmocka_unit_test(test_change),    cmocka_unit_test(test_flat),
        cmocka_unit_test(test_no_file), cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
