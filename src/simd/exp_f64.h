/* e^x in f64 for loops: plain operations without branches, so that the compiler vectorises the loop around it and every
 * CPU level gives the same bits.  Relative error below 2.5e-16.
 *
 *     x = k ln 2 + r, |r| <= ln 2 / 2        e^x = 2^k (1 + r + r^2 P(r))
 *
 * k comes from adding 1.5 * 2^52, which leaves the rounded quotient in the low bits of the sum; ln 2 is split in two so
 * that k * LN2_HIGH is exact; P interpolates (e^r - 1 - r) / r^2 in ten Chebyshev points (error of e^r 1.6e-17). */
#ifndef FACS_SIMD_EXP_F64_H
#define FACS_SIMD_EXP_F64_H

#include <stdint.h>
#include <string.h>

/** e^x; x is limited to -708 .. 709, where the result is neither subnormal nor infinite.  Not a number stays that. */
static inline double facs_exp_f64(double x)
{
    const double shift = 0x1.8p52;
    x = x < -708.0 ? -708.0 : x;
    x = x > 709.0 ? 709.0 : x;
    double k = x * 0x1.71547652b82fep+0 + shift;
    uint64_t bits;
    memcpy(&bits, &k, sizeof bits);
    bits = (bits + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    k -= shift;
    double r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
    double r2 = r * r;
    double p = 0x1.289185613a3d6p-22 + r * 0x1.af38a9b0ec855p-26;
    p = (0x1.a019b90d2ae7ap-16 + r * 0x1.71de0dae63bb3p-19) + r2 * p;
    p = (0x1.6c16c1788bd90p-10 + r * 0x1.a01a01a7c41d5p-13) + r2 * p;
    p = (0x1.5555555553d63p-5 + r * 0x1.11111111109b3p-7) + r2 * p;
    p = (0x1.0000000000001p-1 + r * 0x1.5555555555556p-3) + r2 * p;
    return power * (1.0 + (r + r2 * p));
}

#endif
