/* Sleeping and being woken; see bell.h.
 *
 * No ring is lost.  A ringer counts the ring and then looks for sleepers; a sleeper registers and then looks at the
 * count, both in the one order that all threads agree on.  So either the sleeper sees the ring, or the ringer sees the
 * sleeper and signals.  It signals with the mutex held, which the sleeper gives up only inside the wait. */
#include "base/bell.h"

#include "base/profile.h"

#include <errno.h>
#include <time.h>

/* deadlines are those of facs_clock() */
#ifdef __APPLE__
/* no condition has that clock: what is left until then is waited for */
static int init_condition(pthread_cond_t *condition)
{
    return pthread_cond_init(condition, NULL);
}

static int wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline)
{
    const int64_t left = deadline - facs_clock();
    const struct timespec wait = {.tv_sec = (time_t)(left / 1000000000), .tv_nsec = (long)(left % 1000000000)};
    return left <= 0 ? ETIMEDOUT : pthread_cond_timedwait_relative_np(condition, mutex, &wait);
}
#else
static int init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    int code = pthread_condattr_init(&attributes);
    if (code != 0)
        return code;
    code = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (code == 0)
        code = pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
    return code;
}

static int wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex, int64_t deadline)
{
    const struct timespec until = {.tv_sec = (time_t)(deadline / 1000000000), .tv_nsec = (long)(deadline % 1000000000)};
    return pthread_cond_timedwait(condition, mutex, &until);
}
#endif

facs_status facs_bell_init(facs_bell *bell)
{
    atomic_init(&bell->rings, 0);
    atomic_init(&bell->sleepers, 0);
    atomic_init(&bell->sleeps, 0);
    if (pthread_mutex_init(&bell->mutex, NULL) != 0)
        return FACS_E_MEMORY;
    if (init_condition(&bell->rung) != 0) {
        pthread_mutex_destroy(&bell->mutex);
        return FACS_E_MEMORY;
    }
    return FACS_OK;
}

void facs_bell_free(facs_bell *bell)
{
    pthread_cond_destroy(&bell->rung);
    pthread_mutex_destroy(&bell->mutex);
}

void facs_bell_ring(facs_bell *bell)
{
    atomic_fetch_add(&bell->rings, 1);
    if (atomic_load(&bell->sleepers) == 0)
        return;
    pthread_mutex_lock(&bell->mutex);
    pthread_cond_broadcast(&bell->rung);
    pthread_mutex_unlock(&bell->mutex);
}

unsigned facs_bell_heard(const facs_bell *bell)
{
    return atomic_load(&bell->rings);
}

bool facs_bell_wait(facs_bell *bell, unsigned heard, int64_t deadline)
{
    int code = 0;
    pthread_mutex_lock(&bell->mutex);
    atomic_fetch_add(&bell->sleepers, 1);
    while (atomic_load(&bell->rings) == heard && code != ETIMEDOUT) {
        atomic_fetch_add(&bell->sleeps, 1);
        code = deadline == FACS_NEVER ? pthread_cond_wait(&bell->rung, &bell->mutex)
                                      : wait_until(&bell->rung, &bell->mutex, deadline);
    }
    atomic_fetch_sub(&bell->sleepers, 1);
    bool rung = atomic_load(&bell->rings) != heard;
    pthread_mutex_unlock(&bell->mutex);
    return rung;
}
