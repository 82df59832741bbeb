/* Time of the stages of a run (facs_profile in the public header).
 *
 * A profiler belongs to one thread at a time.  Stages get a pointer to it, which is NULL when nothing is measured:
 *
 *     int64_t lap = facs_lap_start(profiler);
 *     ... decode ...
 *     facs_lap(profiler, FACS_STAGE_DECODE, &lap);
 *     ... grey ...
 *     facs_lap(profiler, FACS_STAGE_GREY, &lap);
 *
 * Each stage keeps its sum and a histogram of its calls with FACS_PROFILE_STEPS bins per doubling: 66 KB in all, no
 * memory is taken per call. */
#ifndef FACS_BASE_PROFILE_H
#define FACS_BASE_PROFILE_H

#include "base/base.h"

enum {
    FACS_PROFILE_BITS = 5,
    FACS_PROFILE_STEPS = 1 << FACS_PROFILE_BITS,
    FACS_PROFILE_DOUBLINGS = 36, /**< the last bin holds everything from 2^40 ns (18 min) on */
    FACS_PROFILE_BINS = (FACS_PROFILE_DOUBLINGS + 1) * FACS_PROFILE_STEPS,
};

typedef struct facs_stage_times {
    int64_t calls, sum, least, most; /**< ns */
    uint32_t bin[FACS_PROFILE_BINS]; /**< calls by duration, see facs_profile_bin() */
} facs_stage_times;

/** All zero = empty. */
typedef struct facs_profiler {
    facs_stage_times stage[FACS_STAGES];
} facs_profiler;

/** Bin of a duration: below FACS_PROFILE_STEPS ns the duration itself, then FACS_PROFILE_STEPS bins per doubling. */
int facs_profile_bin(int64_t ns);
/** Shortest duration of a bin; `bin` may be FACS_PROFILE_BINS. */
int64_t facs_profile_bin_start(int bin);

/** Monotonic clock and processor time of the process, ns. */
int64_t facs_clock(void);
int64_t facs_cpu_clock(void);

void facs_profiler_add(facs_profiler *profiler, facs_stage stage, int64_t ns);
void facs_profiler_merge(facs_profiler *into, const facs_profiler *from);
/** Duration below which `share` (0..1) of the calls stay, ns; interpolated within the bin. */
double facs_stage_quantile(const facs_stage_times *times, double share);

/** profile->stage and peak_memory. */
void facs_profile_fill(const facs_profiler *profiler, facs_profile *profile);
/** FACS_E_ARGUMENT when facs_give could not fill it. */
facs_status facs_profile_check(const facs_profile *profile, facs_error *error);

static inline int64_t facs_lap_start(const facs_profiler *profiler)
{
    return profiler ? facs_clock() : 0;
}

/** Counts the time since *lap for the stage and starts the next lap. */
static inline void facs_lap(facs_profiler *profiler, facs_stage stage, int64_t *lap)
{
    if (!profiler)
        return;
    int64_t now = facs_clock();
    facs_profiler_add(profiler, stage, now - *lap);
    *lap = now;
}

#endif
