/* exp of f32 for the sigmoids of the CEN networks: constants for cen_kernels.c and its plain twin.  The same bits at every
 * CPU level and with every C library: those of glibc's expf on processors with fused multiply-add, which the reference
 * build calls (all 2^32 arguments were compared).
 *
 *     x = (n / 32 + r / 32) ln 2,   n whole, |r| <= 1/2;     e^x = 2^(n / 32) 2^(r / 32)
 *
 * 2^(n / 32) comes from a table of 32 values and the exponent, 2^(r / 32) from a polynomial of third degree, all in f64.
 * Algorithm, polynomial and table: Arm Optimized Routines, expf (S. Nagy; MIT or Apache-2.0 with LLVM exception). */
#ifndef FACS_LANDMARK_CLNF_EXPF_H
#define FACS_LANDMARK_CLNF_EXPF_H

#include <stdint.h>

/** Arguments beyond have the result 0 or infinity. */
#define FACS_EXPF_LIMIT 150.0
#define FACS_EXPF_STEPS 32
#define FACS_EXPF_BY_LN2 (0x1.71547652b82fep+0 * FACS_EXPF_STEPS)
/** Added to a number makes it whole, its last bits those of the integer. */
#define FACS_EXPF_SHIFT 0x1.8p+52
#define FACS_EXPF_C0 (0x1.c6af84b912394p-5 / FACS_EXPF_STEPS / FACS_EXPF_STEPS / FACS_EXPF_STEPS)
#define FACS_EXPF_C1 (0x1.ebfce50fac4f3p-3 / FACS_EXPF_STEPS / FACS_EXPF_STEPS)
#define FACS_EXPF_C2 (0x1.62e42ff0c52d6p-1 / FACS_EXPF_STEPS)
/** From the number of a step to the bits of an exponent. */
#define FACS_EXPF_EXPONENT 47

/** Bits of 2^(i / 32) less i << FACS_EXPF_EXPONENT. */
static const uint64_t facs_expf_powers[FACS_EXPF_STEPS] = {
    0x3ff0000000000000, 0x3fefd9b0d3158574, 0x3fefb5586cf9890f, 0x3fef9301d0125b51, 0x3fef72b83c7d517b,
    0x3fef54873168b9aa, 0x3fef387a6e756238, 0x3fef1e9df51fdee1, 0x3fef06fe0a31b715, 0x3feef1a7373aa9cb,
    0x3feedea64c123422, 0x3feece086061892d, 0x3feebfdad5362a27, 0x3feeb42b569d4f82, 0x3feeab07dd485429,
    0x3feea47eb03a5585, 0x3feea09e667f3bcd, 0x3fee9f75e8ec5f74, 0x3feea11473eb0187, 0x3feea589994cce13,
    0x3feeace5422aa0db, 0x3feeb737b0cdc5e5, 0x3feec49182a3f090, 0x3feed503b23e255d, 0x3feee89f995ad3ad,
    0x3feeff76f2fb5e47, 0x3fef199bdd85529c, 0x3fef3720dcef9069, 0x3fef5818dcfba487, 0x3fef7c97337b9b5f,
    0x3fefa4afa2a490da, 0x3fefd0765b6e4540,
};

#endif
