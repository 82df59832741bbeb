/* See random.h. */
#include "base/random.h"

#include <time.h>
#include <unistd.h>
#ifdef __APPLE__
#include <sys/random.h> /* getentropy */
#endif

/* S. Vigna's splitmix64: every bit of the sum decides about every bit of the result */
uint64_t facs_random_mix(uint64_t time, uint64_t other)
{
    uint64_t mixed = time + other * 0x9e3779b97f4a7c15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

uint64_t facs_random(void)
{
    uint64_t number = 0;
    struct timespec now = {0};
    if (getentropy(&number, sizeof number) == 0)
        return number;
    clock_gettime(CLOCK_REALTIME, &now);
    return facs_random_mix((uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec,
                           (uint64_t)getpid() ^ (uint64_t)(uintptr_t)&now);
}

double facs_random_fraction(void)
{
    return (double)(facs_random() >> 11) * 0x1p-53;
}
