/* Random numbers (xorshift), the same on every machine.  A seed must not be 0. */
#ifndef FACS_TESTS_RANDOM_H
#define FACS_TESTS_RANDOM_H

#include <stdint.h>

static inline uint64_t random_u64(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static inline uint32_t random_u32(uint64_t *seed)
{
    return (uint32_t)(random_u64(seed) >> 32);
}

/* 0 <= result < 1 */
static inline double random_unit(uint64_t *seed)
{
    return (double)(random_u64(seed) >> 11) / 9007199254740992.0;
}

static inline float random_unit_f32(uint64_t *seed)
{
    return (float)(random_u64(seed) >> 40) / 16777216.0f;
}

#endif
