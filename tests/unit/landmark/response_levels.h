/* Shared by the response map tests: the CPU levels this machine can run, random numbers, aligned buffers, comparison.
 */
#ifndef FACS_TESTS_RESPONSE_LEVELS_H
#define FACS_TESTS_RESPONSE_LEVELS_H

#include "landmark/experts.h"

#include <stdlib.h>
#include <string.h>

/* every level up to the machine's best */
static inline int response_levels(facs_cpu_level levels[3])
{
    facs_cpu_level best = facs_cpu_detect();
    levels[0] = FACS_CPU_SCALAR;
    levels[1] = best == FACS_CPU_NEON ? FACS_CPU_NEON : FACS_CPU_AVX2;
    levels[2] = FACS_CPU_AVX512;
    return best == FACS_CPU_SCALAR ? 1 : best == FACS_CPU_AVX512 ? 3 : 2;
}

static uint32_t response_seed = 1;

/* -1 .. 1 */
static inline float random_unit(void)
{
    response_seed = response_seed * 1664525u + 1013904223u;
    return (float)(int32_t)response_seed / 2147483648.0f;
}

static inline void random_fill(float *values, int count, float scale)
{
    for (int i = 0; i < count; i++)
        values[i] = scale * random_unit();
}

/* components of Sigma for that window, NULL: none */
static inline const facs_sigma_window *components_of(const facs_patch_scale *scale, int window)
{
    for (int i = 0; i < scale->sigma_windows; i++)
        if (scale->sigma[i].window == window)
            return &scale->sigma[i];
    return NULL;
}

/* places where two arrays differ; not-a-number differs from everything, 0 equals -0 */
static inline long count_different(const float *a, const float *b, size_t count)
{
    long different = 0;
    for (size_t i = 0; i < count; i++)
        different += !(a[i] == b[i]);
    return different;
}

/* zeroed work with `buffer` floats for each layer; work_free */
static inline facs_response_work *work_create(size_t buffer)
{
    facs_response_work *work = aligned_alloc(64, (sizeof *work + 63) / 64 * 64);
    memset(work, 0, sizeof *work);
    for (int i = 0; i < 2; i++)
        work->layer[i] = aligned_alloc(64, (buffer * sizeof(float) + 64) / 64 * 64);
    return work;
}

static inline void work_free(facs_response_work *work)
{
    free(work->layer[0]);
    free(work->layer[1]);
    free(work);
}

#endif
