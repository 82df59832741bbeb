/* Accumulators behind facs_profile; see profile.h. */
#include "base/profile.h"

#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const double ns = 1e-9; /* s */

const char *facs_stage_name(facs_stage stage)
{
    static const char *const names[FACS_STAGES] = {
        [FACS_STAGE_LOAD] = "load",           [FACS_STAGE_DECODE] = "decode",
        [FACS_STAGE_GREY] = "grey",           [FACS_STAGE_DETECT] = "detect",
        [FACS_STAGE_RESPONSES] = "responses", [FACS_STAGE_OPTIMISATION] = "optimisation",
        [FACS_STAGE_PARTS] = "parts",         [FACS_STAGE_VALIDATOR] = "validator",
        [FACS_STAGE_GAZE_POSE] = "gaze_pose", [FACS_STAGE_ALIGN] = "align",
        [FACS_STAGE_FHOG] = "fhog",           [FACS_STAGE_MEDIANS] = "medians",
        [FACS_STAGE_PREDICT] = "predict",     [FACS_STAGE_WRITE] = "write",
        [FACS_STAGE_LANDMARKS] = "landmarks",
    };
    return (int)stage >= 0 && stage < FACS_STAGES ? names[stage] : NULL;
}

static int64_t read_clock(clockid_t which)
{
    struct timespec time = {0};
    clock_gettime(which, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int64_t facs_clock(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t facs_cpu_clock(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

/* ---- histogram ---- */

int facs_profile_bin(int64_t duration)
{
    if (duration < FACS_PROFILE_STEPS)
        return duration > 0 ? (int)duration : 0;
    int doubling = 63 - __builtin_clzll((unsigned long long)duration) - FACS_PROFILE_BITS;
    if (doubling >= FACS_PROFILE_DOUBLINGS)
        return FACS_PROFILE_BINS - 1;
    return (doubling + 1) * FACS_PROFILE_STEPS + (int)(duration >> doubling) - FACS_PROFILE_STEPS;
}

int64_t facs_profile_bin_start(int bin)
{
    if (bin < FACS_PROFILE_STEPS)
        return bin;
    return (int64_t)(FACS_PROFILE_STEPS + bin % FACS_PROFILE_STEPS) << (bin / FACS_PROFILE_STEPS - 1);
}

void facs_profiler_add(facs_profiler *profiler, facs_stage stage, int64_t duration)
{
    facs_stage_times *times = &profiler->stage[stage];
    if (times->calls == 0 || duration < times->least)
        times->least = duration;
    if (times->calls == 0 || duration > times->most)
        times->most = duration;
    times->calls++;
    times->sum += duration;
    times->bin[facs_profile_bin(duration)]++;
}

void facs_profiler_merge(facs_profiler *into, const facs_profiler *from)
{
    for (int i = 0; i < FACS_STAGES; i++) {
        facs_stage_times *to = &into->stage[i];
        const facs_stage_times *more = &from->stage[i];
        if (more->calls == 0)
            continue;
        if (to->calls == 0 || more->least < to->least)
            to->least = more->least;
        if (to->calls == 0 || more->most > to->most)
            to->most = more->most;
        to->calls += more->calls;
        to->sum += more->sum;
        for (int bin = 0; bin < FACS_PROFILE_BINS; bin++)
            to->bin[bin] += more->bin[bin];
    }
}

double facs_stage_quantile(const facs_stage_times *times, double share)
{
    if (times->calls == 0)
        return 0;
    double rank = share * (double)times->calls, below = 0, value = (double)times->most;
    for (int bin = 0; bin < FACS_PROFILE_BINS; bin++) {
        double count = (double)times->bin[bin];
        if (count > 0 && below + count >= rank) {
            double start = (double)facs_profile_bin_start(bin), end = (double)facs_profile_bin_start(bin + 1);
            value = start + (end - start) * (rank - below) / count;
            break;
        }
        below += count;
    }
    if (value < (double)times->least)
        return (double)times->least;
    return value > (double)times->most ? (double)times->most : value;
}

/* ---- public structure ---- */

void facs_profile_init(facs_profile *profile, size_t size)
{
    const facs_profile defaults = {.size = sizeof defaults};
    facs_options_init(profile, size, &defaults, sizeof defaults);
}

static int64_t peak_memory(void)
{
    struct rusage usage;
    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
#if defined(__APPLE__)
    return (int64_t)usage.ru_maxrss;
#else
    return (int64_t)usage.ru_maxrss * 1024;
#endif
}

void facs_profile_fill(const facs_profiler *profiler, facs_profile *profile)
{
    for (int i = 0; i < FACS_STAGES; i++) {
        const facs_stage_times *times = &profiler->stage[i];
        profile->stage[i] = (facs_stage_profile){.calls = times->calls,
                                                 .seconds = ns * (double)times->sum,
                                                 .median = ns * facs_stage_quantile(times, 0.5),
                                                 .p95 = ns * facs_stage_quantile(times, 0.95),
                                                 .shortest = ns * (double)times->least,
                                                 .longest = ns * (double)times->most};
    }
    profile->peak_memory = peak_memory();
}

facs_status facs_profile_check(const facs_profile *profile, facs_error *error)
{
    if (facs_size_is_possible(profile))
        return FACS_OK;
    return facs_fail(error, FACS_E_ARGUMENT,
                     "facs_profile: size is %zu: fill it with facs_profile_init(&..., sizeof ...)", profile->size);
}
