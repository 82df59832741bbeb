/* The logistic function of the CCNF neurons in f64, the same bits at every CPU level: plain operations in a fixed
 * order, which compilers turn into vectors of any width (-ffp-contract=off keeps them apart).
 *
 *     exp(x) = 2^n exp(r),  n = x / ln 2 rounded,  r = x - n ln 2 in two steps, the first of them exact
 *     exp(r) = 1 + r + r^2 q(r),  q interpolates at Chebyshev points of |r| <= ln 2 / 2, to 1.6e-17 of exp(r)
 *
 * The result is within one unit in the last place of exp.  After the rounding of the neurons' sum to f32 it is that of
 * any good exp, except once in some 10^8 values. */
#ifndef FACS_LANDMARK_LOGISTIC_H
#define FACS_LANDMARK_LOGISTIC_H

#include <stdint.h>

enum { FACS_EXP_LIMIT = 700 };

/** exp(x), x clamped to +-FACS_EXP_LIMIT; not-a-number counts as the upper end. */
static inline double facs_exp_clamped(double x)
{
    const double shift = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds to an integer in the low bits */
    union {
        double f;
        uint64_t u;
    } rounded, power;
    x = x < FACS_EXP_LIMIT ? x : FACS_EXP_LIMIT;
    x = x > -FACS_EXP_LIMIT ? x : -FACS_EXP_LIMIT;
    rounded.f = x * 0x1.71547652b82fep+0 + shift;
    double n = rounded.f - shift;
    double r = x - n * 0x1.62e42fee00000p-1 - n * 0x1.a39ef35793c76p-33;
    double q = 0x1.af38a9b0ec855p-26;
    q = q * r + 0x1.289185613a3d6p-22;
    q = q * r + 0x1.71de0dae63bb3p-19;
    q = q * r + 0x1.a019b90d2ae7ap-16;
    q = q * r + 0x1.a01a01a7c41d5p-13;
    q = q * r + 0x1.6c16c1788bd90p-10;
    q = q * r + 0x1.11111111109b3p-7;
    q = q * r + 0x1.5555555553d63p-5;
    q = q * r + 0x1.5555555555556p-3;
    q = q * r + 0x1.0000000000001p-1;
    power.u = (rounded.u + 1023u) << 52;
    return (1.0 + (r + r * r * q)) * power.f;
}

/** sum + weight / (1 + exp(-z)), rounded once: a neuron added to a map. */
static inline float facs_add_logistic(float sum, double weight, float z)
{
    return (float)((double)sum + weight / (1.0 + facs_exp_clamped(-(double)z)));
}

#endif
