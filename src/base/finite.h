/* Is every value of an array a number? */
#ifndef FACS_BASE_FINITE_H
#define FACS_BASE_FINITE_H

#include <math.h>
#include <stdbool.h>

static inline bool facs_all_finite(const float *values, int count)
{
    for (int i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

#endif
