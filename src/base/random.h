/* Numbers nobody can guess: for names of temporary files and pauses.  No result depends on them. */
#ifndef FACS_BASE_RANDOM_H
#define FACS_BASE_RANDOM_H

#include <stdint.h>

uint64_t facs_random(void);
/** 0 <= x < 1 */
double facs_random_fraction(void);
/** What facs_random makes of clocks where the system has no random numbers: `time` in ns, any other number.  Numbers
 *  that are close, or have the same last digits (coarse clocks), become numbers that have nothing in common. */
uint64_t facs_random_mix(uint64_t time, uint64_t other);

#endif
