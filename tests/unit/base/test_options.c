/* Options through a pointer and a size: callers with a shorter, a longer and no header at all. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/base.h"

#include <string.h>

/* what three versions of a header would declare */
typedef struct old_options {
    size_t size;
    int threads;
    double wait;
} old_options;

typedef struct options {
    size_t size;
    int threads;
    double wait;
    const char *name;
} options;

typedef struct new_options {
    size_t size;
    int threads;
    double wait;
    const char *name;
    double brightness;
    bool mirrored;
} new_options;

static const options defaults = {.size = sizeof(options), .threads = 4, .wait = 1.5, .name = "plain"};

static void options_init(void *object, size_t size)
{
    facs_options_init(object, size, &defaults, sizeof defaults);
}

static facs_status take(options *chosen, const void *given, facs_error *error)
{
    *chosen = defaults;
    return facs_options_take(chosen, given, sizeof *chosen, "facs_x_options", error);
}

static void test_shorter_header(void **unused)
{
    (void)unused;
    struct {
        old_options given;
        unsigned char behind[64];
    } caller;
    memset(&caller, 0xa5, sizeof caller);
    options_init(&caller.given, sizeof caller.given);
    for (size_t i = 0; i < sizeof caller.behind; i++)
        assert_int_equal(caller.behind[i], 0xa5);
    assert_int_equal(caller.given.size, sizeof caller.given);
    assert_int_equal(caller.given.threads, 4);
    assert_true(caller.given.wait == 1.5);
    caller.given.threads = 7;
    options chosen;
    assert_int_equal(take(&chosen, &caller.given, NULL), FACS_OK);
    assert_int_equal(chosen.size, sizeof chosen);
    assert_int_equal(chosen.threads, 7);
    assert_string_equal(chosen.name, "plain");
}

static void test_longer_header(void **unused)
{
    (void)unused;
    new_options given;
    memset(&given, 0xa5, sizeof given);
    options_init(&given, sizeof given);
    assert_int_equal(given.size, sizeof given);
    assert_string_equal(given.name, "plain");
    assert_true(given.brightness == 0);
    assert_false(given.mirrored);
    options chosen;
    facs_error error = {0};
    assert_int_equal(take(&chosen, &given, &error), FACS_OK);
    given.mirrored = true;
    assert_int_equal(take(&chosen, &given, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "facs_x_options"));
    assert_non_null(strstr(error.message, "newer"));
}

static void test_impossible_sizes(void **unused)
{
    (void)unused;
    static const size_t sizes[] = {0, 1, sizeof(size_t) - 1, sizeof(size_t), (1 << 16) + 1, SIZE_MAX};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        options given = defaults, chosen;
        facs_error error = {0};
        given.size = sizes[i];
        assert_int_equal(take(&chosen, &given, &error), FACS_E_ARGUMENT);
        assert_non_null(strstr(error.message, "facs_x_options_init"));
        assert_false(facs_give(&defaults, &given, sizeof defaults));
    }
    options chosen;
    assert_int_equal(take(&chosen, NULL, NULL), FACS_OK);
    assert_int_equal(chosen.threads, 4);
}

static void test_init_of_nothing(void **unused)
{
    (void)unused;
    options_init(NULL, sizeof(options));
    size_t room = 77;
    options_init(&room, 3); /* no room for the size itself: untouched */
    assert_int_equal(room, 77);
    options_init(&room, sizeof room);
    assert_int_equal(room, sizeof room);
}

static void test_give(void **unused)
{
    (void)unused;
    old_options brief = {.size = sizeof brief};
    assert_true(facs_give(&defaults, &brief, sizeof defaults));
    assert_int_equal(brief.size, sizeof brief);
    assert_int_equal(brief.threads, 4);
    new_options full = {.size = sizeof full, .brightness = 3};
    assert_true(facs_give(&defaults, &full, sizeof defaults));
    assert_int_equal(full.size, sizeof full);
    assert_true(full.brightness == 0);
}

static void *some_alloc(void *cookie, size_t bytes, size_t alignment)
{
    (void)cookie;
    (void)bytes;
    (void)alignment;
    return NULL;
}

static void test_environment_of_a_caller(void **unused)
{
    (void)unused;
    facs_env given, env;
    facs_error error = {0};
    facs_env_init(&given, sizeof given);
    assert_int_equal(facs_env_take(NULL, &env, &error), FACS_OK);
    assert_non_null(env.alloc);
    assert_int_equal(facs_env_take(&given, &env, &error), FACS_OK);
    given.alloc = some_alloc;
    assert_int_equal(facs_env_take(&given, &env, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "free is NULL"));
    given.alloc = NULL;
    given.size = offsetof(facs_env, cpu); /* made before there were levels */
    given.cpu = (facs_cpu_level)12345;
    assert_int_equal(facs_env_take(&given, &env, &error), FACS_OK);
    assert_int_equal(env.cpu, facs_cpu_effective(FACS_CPU_AUTO));
    given.size = 0;
    assert_int_equal(facs_env_take(&given, &env, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "facs_env_init"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shorter_header),
        cmocka_unit_test(test_longer_header),
        cmocka_unit_test(test_impossible_sizes),
        cmocka_unit_test(test_init_of_nothing),
        cmocka_unit_test(test_give),
        cmocka_unit_test(test_environment_of_a_caller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
