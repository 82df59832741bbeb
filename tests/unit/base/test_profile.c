/* Histogram of durations and its percentiles, merging, the public structure, counting environment. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/meter.h"
#include "base/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static facs_profiler times; /* large */

static int empty(void **state)
{
    (void)state;
    memset(&times, 0, sizeof times);
    return 0;
}

/* every duration lies in its bin, and bins follow each other without gaps */
static void test_bins(void **state)
{
    (void)state;
    for (int bin = 0; bin + 1 < FACS_PROFILE_BINS; bin++) {
        int64_t start = facs_profile_bin_start(bin), end = facs_profile_bin_start(bin + 1);
        assert_true(end > start);
        assert_int_equal(facs_profile_bin(start), bin);
        assert_int_equal(facs_profile_bin(end - 1), bin);
        if (bin > FACS_PROFILE_STEPS)
            assert_true((double)(end - start) / (double)start < 1.01 / FACS_PROFILE_STEPS);
    }
    assert_int_equal(facs_profile_bin(-5), 0);
    assert_int_equal(facs_profile_bin(INT64_MAX), FACS_PROFILE_BINS - 1);
}

static void assert_near(double value, double expected, double tolerance)
{
    if (!(value >= expected * (1 - tolerance) && value <= expected * (1 + tolerance)))
        fail_msg("%g instead of %g", value, expected);
}

static void test_percentiles(void **state)
{
    (void)state;
    for (int i = 1; i <= 1000; i++) /* out of order */
        facs_profiler_add(&times, FACS_STAGE_FHOG, (int64_t)(i * 7 % 1000 + 1) * 1000);
    const facs_stage_times *fhog = &times.stage[FACS_STAGE_FHOG];
    assert_int_equal(fhog->calls, 1000);
    assert_int_equal(fhog->sum, 500500000);
    assert_int_equal(fhog->least, 1000);
    assert_int_equal(fhog->most, 1000000);
    assert_near(facs_stage_quantile(fhog, 0.5), 500000, 0.02);
    assert_near(facs_stage_quantile(fhog, 0.95), 950000, 0.02);
    assert_near(facs_stage_quantile(fhog, 1), 1000000, 0);
    assert_near(facs_stage_quantile(fhog, 0), 1000, 0.02);
}

static void test_few_calls(void **state)
{
    (void)state;
    assert_true(facs_stage_quantile(&times.stage[FACS_STAGE_GREY], 0.5) == 0);
    facs_profiler_add(&times, FACS_STAGE_GREY, 123456789);
    assert_true(facs_stage_quantile(&times.stage[FACS_STAGE_GREY], 0.5) == 123456789);
    assert_true(facs_stage_quantile(&times.stage[FACS_STAGE_GREY], 0.95) == 123456789);
}

static void test_merge(void **state)
{
    (void)state;
    static facs_profiler a, b;
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    for (int i = 0; i < 100; i++) {
        int64_t duration = 900 + 37 * i;
        facs_profiler_add(i % 3 ? &a : &b, FACS_STAGE_ALIGN, duration);
        facs_profiler_add(&times, FACS_STAGE_ALIGN, duration);
    }
    facs_profiler_add(&b, FACS_STAGE_WRITE, 5);
    facs_profiler_add(&times, FACS_STAGE_WRITE, 5);
    facs_profiler_merge(&a, &b);
    assert_memory_equal(&a, &times, sizeof a);
}

static void test_public_structure(void **state)
{
    (void)state;
    facs_profile profile;
    facs_profile_init(&profile, sizeof profile);
    assert_int_equal(profile.size, sizeof profile);
    facs_profiler_add(&times, FACS_STAGE_DECODE, 2000000);
    facs_profiler_add(&times, FACS_STAGE_DECODE, 4000000);
    facs_profile_fill(&times, &profile);
    const facs_stage_profile *decode = &profile.stage[FACS_STAGE_DECODE];
    assert_int_equal(decode->calls, 2);
    assert_near(decode->seconds, 0.006, 1e-12);
    assert_near(decode->shortest, 0.002, 1e-12);
    assert_near(decode->longest, 0.004, 1e-12);
    assert_int_equal(profile.stage[FACS_STAGE_GREY].calls, 0);
    assert_true(profile.peak_memory > 100000);
    /* an older, shorter structure: nothing is written behind it */
    facs_profile old;
    memset(&old, 0x55, sizeof old);
    old.size = offsetof(facs_profile, cpu);
    profile.wall = 3;
    assert_int_equal(facs_profile_check(&old, NULL), FACS_OK);
    assert_true(facs_give(&profile, &old, sizeof profile));
    assert_int_equal(old.size, offsetof(facs_profile, cpu));
    assert_true(old.wall == 3);
    const unsigned char *rest = (const unsigned char *)&old + offsetof(facs_profile, cpu);
    for (size_t i = 0; i < sizeof old - offsetof(facs_profile, cpu); i++)
        assert_int_equal(rest[i], 0x55);
    old.size = 0;
    assert_int_equal(facs_profile_check(&old, NULL), FACS_E_ARGUMENT);
}

static void test_names(void **state)
{
    (void)state;
    for (int i = 0; i < FACS_STAGES; i++) {
        assert_non_null(facs_stage_name((facs_stage)i));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(facs_stage_name((facs_stage)i), facs_stage_name((facs_stage)j));
    }
    assert_null(facs_stage_name(FACS_STAGES));
    assert_null(facs_stage_name((facs_stage)-1));
}

static void test_laps(void **state)
{
    (void)state;
    int64_t lap = facs_lap_start(NULL);
    facs_lap(NULL, FACS_STAGE_GREY, &lap); /* does nothing */
    assert_int_equal(lap, 0);
    int64_t before = facs_clock();
    lap = facs_lap_start(&times);
    facs_lap(&times, FACS_STAGE_GREY, &lap);
    facs_lap(&times, FACS_STAGE_ALIGN, &lap);
    int64_t sum = times.stage[FACS_STAGE_GREY].sum + times.stage[FACS_STAGE_ALIGN].sum;
    assert_int_equal(times.stage[FACS_STAGE_GREY].calls, 1);
    assert_true(sum >= 0 && sum <= facs_clock() - before);
    assert_true(lap >= before);
}

/* ---- counting environment ---- */

typedef struct calls {
    int allocs, frees, logs;
} calls;

static void *own_alloc(void *cookie, size_t bytes, size_t alignment)
{
    ((calls *)cookie)->allocs++;
    void *memory = NULL;
    return posix_memalign(&memory, alignment, bytes) ? NULL : memory;
}

static void own_free(void *cookie, void *memory)
{
    ((calls *)cookie)->frees++;
    free(memory);
}

static void own_log(void *cookie, facs_log_level level, const char *message)
{
    (void)level;
    (void)message;
    ((calls *)cookie)->logs++;
}

static void test_meter(void **state)
{
    (void)state;
    calls seen = {0};
    facs_env own;
    facs_env_init(&own, sizeof own);
    own.cookie = &seen;
    own.alloc = own_alloc;
    own.free = own_free;
    own.log = own_log;
    own.cpu = FACS_CPU_SCALAR;
    facs_env resolved = facs_env_resolve(&own);
    facs_meter meter;
    facs_env metered = facs_meter_init(&meter, &resolved);
    assert_int_equal(metered.cpu, FACS_CPU_SCALAR);
    void *a = facs_calloc(&metered, 10, 7), *b = facs_calloc(&metered, 1, 30);
    facs_log(&metered, FACS_LOG_INFO, "counted");
    facs_free(&metered, a);
    facs_free(&metered, b);
    assert_int_equal(meter.allocations, 2);
    assert_int_equal(meter.bytes, 100);
    assert_int_equal(seen.allocs, 2);
    assert_int_equal(seen.frees, 2);
    assert_int_equal(seen.logs, 1);
    assert_null(metered.read_file);
}

/* ---- CPU ---- */

/* Linux lists what the processor has and the system lets programs use, by the same names */
static void test_cpu_features(void **state)
{
    (void)state;
    static char line[16384];
    FILE *file = fopen("/proc/cpuinfo", "r");
    bool listed = false;
    while (file && !listed && fgets(line, sizeof line, file))
        listed = strncmp(line, "flags", 5) == 0;
    if (file)
        fclose(file);
    if (!listed) /* another system or processor */
        return;
    line[strcspn(line, "\n")] = ' ';
    facs_cpu_level level;
    bool present;
    const char *name;
    for (int i = 0; (name = facs_cpu_feature(i, &level, &present)) != NULL; i++) {
        char word[32];
        snprintf(word, sizeof word, " %s ", name);
        assert_int_equal(present, strstr(line, word) != NULL);
    }
}

static void test_cpu(void **state)
{
    (void)state;
    facs_cpu_level best = facs_cpu_detect(), level;
    bool present;
    assert_true(facs_cpu_compiled(FACS_CPU_SCALAR));
    assert_true(facs_cpu_compiled(best));
    assert_false(facs_cpu_compiled(FACS_CPU_AVX2) && facs_cpu_compiled(FACS_CPU_NEON));
    assert_null(facs_cpu_feature(-1, &level, &present));
    assert_null(facs_cpu_feature(1000, &level, &present));
    for (int i = 0; facs_cpu_feature(i, &level, &present); i++) {
        assert_true(facs_cpu_compiled(level));
        assert_true(present || level > best); /* the best level has everything it needs */
    }
    assert_true(facs_cpu_cores() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bins),
        cmocka_unit_test_setup(test_percentiles, empty),
        cmocka_unit_test_setup(test_few_calls, empty),
        cmocka_unit_test_setup(test_merge, empty),
        cmocka_unit_test_setup(test_public_structure, empty),
        cmocka_unit_test(test_names),
        cmocka_unit_test_setup(test_laps, empty),
        cmocka_unit_test(test_meter),
        cmocka_unit_test(test_cpu),
        cmocka_unit_test(test_cpu_features),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
