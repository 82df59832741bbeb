/* Fused multiply-add, the same bits at every CPU level.
 *
 * The reference build fuses certain products into the following addition (docs/fidelity.md lists them).  Kernels are
 * compiled with -ffp-contract=off and say so explicitly with this function.  Levels without the instruction go through
 * f64: the product is exact there and only the rare case in which the f64 sum lies exactly between two floats rounds
 * differently.
 */
#ifndef FACS_SIMD_FMA_H
#define FACS_SIMD_FMA_H

/** a * b + c with one rounding. */
static inline float facs_fma(float a, float b, float c)
{
#if defined(__FMA__) || defined(__aarch64__)
    return __builtin_fmaf(a, b, c);
#else
    return (float)((double)a * (double)b + (double)c);
#endif
}

#endif
