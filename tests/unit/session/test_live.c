/* Sessions that run for days: memory stays the same, results pile up to a limit, pull can wait. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "session_fixture.h"

#include "base/meter.h"
#include "base/thread.h"

#include <sched.h>

/* frames without a face take little time */
enum { SIDE = 40, RECORDS = 1024 /* of the second pass, in a block of memory */ };
static uint8_t pixels[SIDE * SIDE];
static const facs_picture nobody = {pixels, SIDE, SIDE, SIDE, FACS_PIXEL_GRAY8};

static int open_models(void **state)
{
    *state = open_test_models();
    return 0;
}

static int close_models(void **state)
{
    facs_models_close((facs_models **)state);
    return 0;
}

static facs_session *create(facs_models *models, int threads, bool online, const facs_env *env)
{
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.threads = threads;
    options.online_aus = online;
    options.env = env;
    facs_session *session = NULL;
    facs_error error = {0};
    if (facs_session_create(models, &options, &session, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return session;
}

static void one_frame(facs_session *session, int64_t number)
{
    const facs_result *result = NULL;
    assert_int_equal(push_at(session, &nobody, number, (double)number), FACS_OK);
    assert_int_equal(facs_session_pull_wait(session, INFINITY, &result), FACS_OK);
    assert_int_equal(result->frame, number);
}

static long long allocations_of(facs_models *models, int threads, bool online)
{
    facs_env env = facs_env_resolve(NULL);
    facs_meter meter;
    facs_env metered = facs_meter_init(&meter, &env);
    facs_session *session = create(models, threads, online, &metered);
    int64_t number = 0;
    while (number < 30)
        one_frame(session, number++);
    long long before = atomic_load(&meter.allocations);
    while (number < 2 * RECORDS + 30)
        one_frame(session, number++);
    long long made = atomic_load(&meter.allocations) - before;
    assert_int_equal(facs_session_finish(session), FACS_OK);
    const facs_result *result = NULL;
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
    double r[FACS_AU_R], c[FACS_AU_C];
    assert_int_equal(facs_session_final_aus(session, 0, 0, r, FACS_AU_R, c, FACS_AU_C),
                     online ? FACS_E_STATE : FACS_OK);
    facs_session_destroy(&session);
    return made;
}

static void nothing_piles_up(void **state)
{
    assert_in_range(allocations_of(*state, 1, false), 2, 10); /* the meter sees what a second pass needs */
    assert_int_equal(allocations_of(*state, 1, true), 0);
    assert_int_equal(allocations_of(*state, 2, true), 0);
    assert_int_equal(allocations_of(*state, 3, true), 0);
}

static void results_nobody_pulls(void **state)
{
    for (int threads = 1; threads <= 3; threads++) {
        facs_session *session = create(*state, threads, true, NULL);
        const facs_result *result = NULL;
        for (int i = 0; i < FACS_SESSION_UNPULLED; i++)
            assert_int_equal(push_at(session, &nobody, i, i), FACS_OK);
        for (int i = 0; i < 3; i++) {
            assert_int_equal(push_at(session, &nobody, FACS_SESSION_UNPULLED, FACS_SESSION_UNPULLED), FACS_AGAIN);
            assert_int_equal(push_at(session, &nobody, FACS_SESSION_UNPULLED, FACS_SESSION_UNPULLED), FACS_AGAIN);
            assert_int_equal(facs_session_pull_wait(session, INFINITY, &result), FACS_OK);
            assert_int_equal(result->frame, i);
            assert_int_equal(push_at(session, &nobody, FACS_SESSION_UNPULLED, FACS_SESSION_UNPULLED), FACS_OK);
        }
        assert_int_equal(facs_session_finish(session), FACS_OK);
        for (int i = 3; i < FACS_SESSION_UNPULLED + 3; i++) {
            assert_int_equal(facs_session_pull(session, &result), FACS_OK);
            assert_int_equal(result->frame, i < FACS_SESSION_UNPULLED ? i : FACS_SESSION_UNPULLED);
        }
        assert_int_equal(facs_session_pull(session, &result), FACS_END);
        facs_session_destroy(&session);
    }
}

static void waiting(void **state)
{
    const facs_result *result = NULL;
    assert_int_equal(facs_session_pull_wait(NULL, 1, &result), FACS_E_ARGUMENT);
    for (int threads = 1; threads <= 3; threads++) {
        facs_session *session = create(*state, threads, false, NULL);
        assert_int_equal(facs_session_pull_wait(session, 1, NULL), FACS_E_ARGUMENT);
        assert_int_equal(facs_session_pull_wait(session, NAN, &result), FACS_E_ARGUMENT);
        assert_int_equal(facs_session_pull_wait(session, -1, &result), FACS_E_ARGUMENT);
        assert_non_null(strstr(facs_session_message(session), "seconds"));
        assert_int_equal(facs_session_pull_wait(session, INFINITY, &result), FACS_AGAIN); /* nothing will come */
        one_frame(session, 7);
        assert_int_equal(push_at(session, &nobody, 8, 8), FACS_OK);
        assert_int_equal(facs_session_finish(session), FACS_OK);
        assert_int_equal(facs_session_pull_wait(session, 1e300, &result), FACS_OK);
        assert_int_equal(result->frame, 8);
        assert_int_equal(facs_session_pull_wait(session, 0, &result), FACS_END);
        assert_int_equal(facs_session_pull_wait(session, INFINITY, &result), FACS_END);
        facs_session_destroy(&session);
    }
}

/* ---- threads of the session that do not get on ---- */

typedef struct brake {
    facs_env inner;
    pthread_t caller;
    atomic_bool on;
} brake;

static void *braked_alloc(void *cookie, size_t bytes, size_t alignment)
{
    brake *b = cookie;
    while (atomic_load(&b->on) && !pthread_equal(pthread_self(), b->caller))
        sched_yield();
    return b->inner.alloc(b->inner.cookie, bytes, alignment);
}

static void braked_free(void *cookie, void *memory)
{
    const brake *b = cookie;
    b->inner.free(b->inner.cookie, memory);
}

/* The thread that locates stops where it takes memory for its first frame. */
static void the_time_passes(void **state)
{
    for (int threads = 2; threads <= 3; threads++) {
        brake b = {.inner = facs_env_resolve(NULL), .caller = pthread_self()};
        facs_env env = b.inner;
        const facs_result *result = NULL;
        env.cookie = &b;
        env.alloc = braked_alloc;
        env.free = braked_free;
        facs_session *session = create(*state, threads, false, &env);
        atomic_store(&b.on, true);
        assert_int_equal(push_at(session, &nobody, 1, 1), FACS_OK);
        assert_int_equal(facs_session_pull(session, &result), FACS_AGAIN);
        assert_int_equal(facs_session_pull_wait(session, 0, &result), FACS_AGAIN);
        assert_int_equal(facs_session_pull_wait(session, 0.02, &result), FACS_AGAIN);
        assert_int_equal(facs_session_finish(session), FACS_OK);
        assert_int_equal(facs_session_pull_wait(session, 0.02, &result), FACS_AGAIN); /* here, too */
        atomic_store(&b.on, false);
        assert_int_equal(facs_session_pull(session, &result), FACS_OK);
        assert_int_equal(facs_session_pull(session, &result), FACS_END);
        facs_session_destroy(&session);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_piles_up),
        cmocka_unit_test(results_nobody_pulls),
        cmocka_unit_test(waiting),
        cmocka_unit_test(the_time_passes),
    };
    return cmocka_run_group_tests(tests, open_models, close_models);
}
