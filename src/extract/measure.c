/* Clocks and counters around a whole run; see measure.h. */
#include "extract/measure.h"

#include "base/meter.h"
#include "session/session.h"

enum { WARM_UP = 30 }; /* frames after which all buffers have their size */

struct facs_measure {
    facs_env env;
    facs_meter meter;
    facs_profiler times;
    int64_t entered, ready, ready_cpu, first_result; /* clock, ns */
    int64_t frames;
    long long warm_allocations, warm_bytes; /* when WARM_UP frames were written */
    long long allocations, bytes;           /* when the last frame was written */
};

facs_measure *facs_measure_create(const facs_env *env, facs_env *metered)
{
    facs_measure *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return NULL;
    made->env = *env;
    *metered = facs_meter_init(&made->meter, env);
    made->entered = made->ready = made->first_result = facs_clock();
    made->ready_cpu = facs_cpu_clock();
    return made;
}

void facs_measure_destroy(facs_measure **measure)
{
    if (!*measure)
        return;
    facs_env env = (*measure)->env;
    facs_free(&env, *measure);
    *measure = NULL;
}

facs_profiler *facs_measure_times(facs_measure *measure)
{
    return measure ? &measure->times : NULL;
}

void facs_measure_ready(facs_measure *measure)
{
    if (!measure)
        return;
    measure->ready = measure->first_result = facs_clock();
    measure->ready_cpu = facs_cpu_clock();
}

void facs_measure_frame(facs_measure *measure)
{
    if (!measure)
        return;
    measure->frames++;
    if (measure->frames == 1)
        measure->first_result = facs_clock();
    measure->allocations = atomic_load_explicit(&measure->meter.allocations, memory_order_relaxed);
    measure->bytes = atomic_load_explicit(&measure->meter.bytes, memory_order_relaxed);
    if (measure->frames <= WARM_UP) {
        measure->warm_allocations = measure->allocations;
        measure->warm_bytes = measure->bytes;
    }
}

void facs_measure_finish(facs_measure *measure, const facs_session *session, facs_profile *profile)
{
    if (!measure)
        return;
    facs_profile found;
    facs_profile_init(&found, sizeof found);
    found.wall = 1e-9 * (double)(facs_clock() - measure->ready);
    found.cpu = 1e-9 * (double)(facs_cpu_clock() - measure->ready_cpu);
    found.startup = 1e-9 * (double)(measure->ready - measure->entered);
    found.first_result = 1e-9 * (double)(measure->first_result - measure->entered);
    found.frames = measure->frames;
    found.warm_frames = measure->frames > WARM_UP ? measure->frames - WARM_UP : 0;
    found.warm_allocations = measure->allocations - measure->warm_allocations;
    found.warm_bytes = measure->bytes - measure->warm_bytes;
    facs_session_add_times(session, &measure->times);
    facs_profile_fill(&measure->times, &found);
    facs_give(&found, profile, sizeof found);
}
