/* Memory, whole-file reading, options of other versions, CPU levels. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/descriptor.h"
#include "base/base.h"

enum { LONG = 300000 }; /* more than a pipe holds */

typedef struct fixture {
    facs_env env;
    facs_error error;
    char folder[256], file[300];
    uint8_t *bytes;
    size_t count;
} fixture;

static int set_up(void **state)
{
    static fixture f;
    memset(&f, 0, sizeof f);
    f.env = facs_env_resolve(NULL);
    snprintf(f.folder, sizeof f.folder, "%s/facsimile-XXXXXX", facs_temporary_folder());
    if (!mkdtemp(f.folder))
        return -1;
    snprintf(f.file, sizeof f.file, "%s/file", f.folder);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    facs_free(&f->env, f->bytes);
    unlink(f->file);
    return rmdir(f->folder);
}

static void *write_long(void *file)
{
    FILE *out = fopen(file, "wb");
    for (int i = 0; out && i < LONG; i++)
        fputc(i % 251, out);
    return out && fclose(out) == 0 ? file : NULL;
}

static void assert_long(const fixture *f)
{
    assert_int_equal(f->count, LONG);
    for (int i = 0; i < LONG; i++)
        assert_int_equal(f->bytes[i], i % 251);
    assert_int_equal(f->bytes[LONG], 0);
}

static void reads_a_file(void **state)
{
    fixture *f = *state;
    assert_non_null(write_long(f->file));
    assert_int_equal(facs_read_file(&f->env, f->file, FACS_E_NOT_FOUND, &f->bytes, &f->count, &f->error), FACS_OK);
    assert_long(f);
}

static void reads_a_pipe(void **state)
{
    fixture *f = *state;
    pthread_t writer;
    void *written = NULL;
    assert_int_equal(mkfifo(f->file, 0600), 0);
    assert_int_equal(pthread_create(&writer, NULL, write_long, f->file), 0);
    facs_status status = facs_read_file(&f->env, f->file, FACS_E_NOT_FOUND, &f->bytes, &f->count, &f->error);
    pthread_join(writer, &written);
    assert_non_null(written);
    assert_int_equal(status, FACS_OK);
    assert_long(f);
}

static void *no_memory(void *cookie, size_t bytes, size_t alignment)
{
    (void)cookie;
    (void)bytes;
    (void)alignment;
    return NULL;
}

static void free_nothing(void *cookie, void *memory)
{
    (void)cookie;
    (void)memory;
}

static void says_why_not(void **state)
{
    fixture *f = *state;
    assert_int_equal(facs_read_file(&f->env, f->file, FACS_E_MODELS_MISSING, &f->bytes, &f->count, &f->error),
                     FACS_E_MODELS_MISSING);
    assert_non_null(strstr(f->error.message, f->file));
    assert_int_equal(facs_read_file(&f->env, f->folder, FACS_E_NOT_FOUND, &f->bytes, &f->count, &f->error),
                     FACS_E_NOT_FOUND);
    assert_non_null(strstr(f->error.message, "directory"));
    assert_non_null(write_long(f->file));
    facs_env starved = {.alloc = no_memory, .free = free_nothing};
    assert_int_equal(facs_read_file(&starved, f->file, FACS_E_NOT_FOUND, &f->bytes, &f->count, &f->error),
                     FACS_E_MEMORY);
    assert_null(f->bytes);
}

/* as malloc of some systems */
static void *null_for_nothing(void *cookie, size_t bytes, size_t alignment)
{
    (void)cookie;
    void *memory = NULL;
    return bytes == 0 || posix_memalign(&memory, alignment, bytes) ? NULL : memory;
}

static void free_block(void *cookie, void *memory)
{
    (void)cookie;
    free(memory);
}

static void zero_bytes_are_a_block(void **state)
{
    (void)state;
    facs_env own = {.alloc = null_for_nothing, .free = free_block}, env = facs_env_resolve(&own);
    const size_t sizes[][2] = {{0, 8}, {8, 0}, {0, 0}};
    for (int i = 0; i < 3; i++) {
        void *memory = facs_calloc(&env, sizes[i][0], sizes[i][1]);
        assert_non_null(memory);
        facs_free(&env, memory);
    }
    assert_null(facs_calloc(&env, SIZE_MAX / 2, 3));
}

static void level_is_one_the_build_holds(void **state)
{
    (void)state;
    facs_cpu_level best = facs_cpu_detect();
    assert_int_equal(facs_cpu_effective(FACS_CPU_AUTO), best);
    assert_int_equal(facs_cpu_effective(best), best);
    assert_int_equal(facs_cpu_effective(FACS_CPU_SCALAR), FACS_CPU_SCALAR);
    for (facs_cpu_level level = FACS_CPU_SCALAR; level <= FACS_CPU_NEON; level++) {
        facs_cpu_level used = facs_cpu_effective(level);
        assert_true(facs_cpu_compiled(used) && used <= best);
        facs_env asked = {.cpu = level};
        assert_int_equal(facs_env_resolve(&asked).cpu, used);
    }
    assert_int_equal(facs_cpu_from_name(NULL, &best), FACS_E_ARGUMENT);
}

static void test_memory_for_a_file(void **state)
{
    (void)state;
    facs_error error = {0};
    assert_int_equal(facs_fail_for(&error, FACS_E_MEMORY, "a\n.mp4"), FACS_E_MEMORY); /* nothing was said */
    assert_string_equal(error.message, "a\\n.mp4: out of memory");
    assert_int_equal(error.status, FACS_E_MEMORY);
    facs_fail_for(&error, FACS_E_MEMORY, "a\n.mp4");
    assert_string_equal(error.message, "a\\n.mp4: out of memory");
    facs_fail(&error, FACS_E_MEMORY, "out of memory for a face");
    facs_fail_for(&error, FACS_E_MEMORY, "/b.mp4");
    assert_string_equal(error.message, "/b.mp4: out of memory for a face");
    facs_fail_for(&error, FACS_E_MEMORY, "other");
    assert_string_equal(error.message, "/b.mp4: out of memory for a face");
    facs_fail(&error, FACS_E_OUTPUT, "full");
    assert_int_equal(facs_fail_for(&error, FACS_E_OUTPUT, "c"), FACS_E_OUTPUT);
    assert_string_equal(error.message, "full");
    assert_int_equal(facs_fail_for(NULL, FACS_E_MEMORY, "c"), FACS_E_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_a_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(reads_a_pipe, set_up, tear_down),
        cmocka_unit_test_setup_teardown(says_why_not, set_up, tear_down),
        cmocka_unit_test(zero_bytes_are_a_block),
        cmocka_unit_test(test_memory_for_a_file),
        cmocka_unit_test(level_is_one_the_build_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
