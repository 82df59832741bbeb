/* Every kernel table this machine can run, and random numbers for the tests of this folder. */
#ifndef FACS_TESTS_IMAGE_LEVELS_H
#define FACS_TESTS_IMAGE_LEVELS_H

#include "image/image_kernels.h"

/* next level after `level` the machine has, FACS_CPU_AUTO when there is none; start with FACS_CPU_AUTO */
static inline facs_cpu_level next_level(facs_cpu_level level)
{
    facs_cpu_level best = facs_cpu_detect();
    if (level == best)
        return FACS_CPU_AUTO;
    if (best == FACS_CPU_NEON)
        return level == FACS_CPU_AUTO ? FACS_CPU_SCALAR : FACS_CPU_NEON;
    return (facs_cpu_level)(level + 1);
}

#define FOR_EACH_LEVEL(level)                                                                                          \
    for (facs_cpu_level level = next_level(FACS_CPU_AUTO); level != FACS_CPU_AUTO; level = next_level(level))

/* xorshift: the same numbers on every machine */
static inline uint32_t random_u32(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 32);
}

static inline double random_unit(uint64_t *seed)
{
    return random_u32(seed) / 4294967296.0;
}

#endif
