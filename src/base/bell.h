/* Where one thread sleeps until others have something for it.
 *
 * The sleeper notes how often the bell has been rung, looks for work, and only when there is none sleeps until it is
 * rung once more than it had noted.  So a ring between the look and the sleep is not lost:
 *
 *     unsigned heard = facs_bell_heard(bell);
 *     if (!look_for_work())
 *         facs_bell_wait(bell, heard, FACS_NEVER);
 *
 * Ringing while nobody sleeps takes two atomic operations and no system call. */
#ifndef FACS_BASE_BELL_H
#define FACS_BASE_BELL_H

#include "base/base.h"

#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>

#define FACS_NEVER INT64_MAX /**< a deadline that does not come */

typedef struct facs_bell {
    alignas(64) atomic_uint rings;
    atomic_int sleepers;
    atomic_llong sleeps; /**< how often somebody slept, for tests */
    pthread_mutex_t mutex;
    pthread_cond_t rung;
} facs_bell;

/** FACS_E_MEMORY when the system has no more mutexes. */
facs_status facs_bell_init(facs_bell *bell);
void facs_bell_free(facs_bell *bell);

/** Work that was made ready before this call can be found after it. */
void facs_bell_ring(facs_bell *bell);
unsigned facs_bell_heard(const facs_bell *bell);
/** Sleep until the bell has been rung after `heard`; false when `deadline` (facs_clock()) came first. */
bool facs_bell_wait(facs_bell *bell, unsigned heard, int64_t deadline);

/** The body of a loop that waits for another thread without sleeping. */
static inline void facs_spin(void)
{
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
