/* Are these numbers, and reasonable ones? */
#ifndef FACS_BASE_FINITE_H
#define FACS_BASE_FINITE_H

#include <math.h>
#include <stdbool.h>

/** Largest magnitude of a number in a file of models. */
enum { FACS_MODEL_VALUE_MAX = 1000000000 };

static inline bool facs_all_finite(const float *values, int count)
{
    for (int i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}

#endif
