/* sqrt(x^2 + y^2) with the same bits on every processor: C libraries compute it in one way where there is a fused
 * multiply-add and in another where there is none, and their last bits differ.
 *
 *     a >= b >= 0:   h = sqrt(a^2 + b^2) rounded, d = h - b (or h - a), which is exact
 *     result = h - (h^2 - a^2 - b^2) / (2 h), a Newton step whose residual is written with d, so that nothing large cancels
 *
 * C. F. Borges, An improved algorithm for hypot(a, b), 2019: the corrected unfused variant.  These are the bits of glibc
 * on x86-64 from release 2.35 on, with which the golden runs agree. */
#ifndef FACS_BASE_HYPOT_H
#define FACS_BASE_HYPOT_H

#include <math.h>

/** Length of (x, y), wrong by less than a unit in the last place.  Infinite when either is, else not a number when either
 *  is that. */
static inline double facs_hypot(double x, double y)
{
    if (isinf(x) || isinf(y))
        return (double)INFINITY;
    x = fabs(x);
    y = fabs(y);
    double a = x < y ? y : x, b = x < y ? x : y, unit = 1;
    if (b <= a * 0x1p-54) /* too short to be seen */
        return a;
    if (a > 0x1p500) /* squares overflow */
        unit = 0x1p600;
    else if (b < 0x1p-450) /* or vanish */
        unit = 0x1p-600;
    a /= unit;
    b /= unit;
    double h = sqrt(a * a + b * b), high, low;
    if (h <= 2 * b) {
        const double d = h - b;
        high = a * (2 * d - a);
        low = (d - 2 * (a - b)) * d;
    } else {
        const double d = h - a;
        high = 2 * d * (a - 2 * b);
        low = (4 * d - b) * b + d * d;
    }
    h -= (high + low) / (2 * h);
    return h * unit;
}

#endif
