/* Inverse of a symmetric positive definite matrix in single precision, with the roundings of the reference build; one
 * table per CPU level (see simd/kernels.h).  Every level gives the bits of the plain twin.
 *
 * Sigma of the CCNF experts is such an inverse, of order w^2 (w = side of the window, odd).  The reference build solves
 * M X = 1 by Cholesky's method and does so in two ways; both were found by comparing results, not by reading code
 * (docs/fidelity.md).  fma(a, b, c) = a b + c with one rounding, f32(x) = x rounded to f32.
 *
 * ORDER BELOW FACS_SPD_BLOCKED_MIN: the solve of cholesky_kernels.h with the unit matrix on the right.  f32 storage, f64 sums,
 * products rounded to f32 before they are subtracted (except the squares), k ascending, in the backward solution
 * descending.
 *
 * FROM FACS_SPD_BLOCKED_MIN ON: LAPACK's sposv, lower triangle, as one thread of an optimised library computes it.
 *
 * Factorisation, M = L L^T.  Order n <= 32, column j from left to right:
 *     L_jj = sqrt(M_jj - d),  d = f32(f64 sum over pairs k = 0, 2, ... of f32(f32(L_jk L_jk) + f32(L_j,k+1 L_j,k+1)),
 *                                     a last single square at the end)
 *     L_ij = f32((M_ij - sum over k < j of L_ik L_jk) * f32(1 / L_jj)); of the m = n - 1 - j rows below the diagonal,
 *       the last m % 4:                 s = f32(s + f32(L_ik L_jk)), one subtraction of s
 *       the first (m / 4 * 4) % 16:     per four k: s = f32(fma(k + 2, f32(k)) + fma(k + 3, f32(k + 1))), subtracted
 *       the others:                     per four k: s = f32(k), fused with k + 1, k + 2, k + 3, subtracted
 *       the last two kinds:             the last j % 4 products rounded and subtracted one by one
 * Larger n: by blocks of n / 4 columns.  The diagonal block is factorised as above (recursively), then
 *     below it, X L^T = B: column j in groups of 12 (columns from n / 4 * 4 on: see below):
 *       B_j - sum over the groups before, one accumulator; then -X_k L_jk of the own group fused into it one by one;
 *       then times f32(1 / L_jj)
 *       the last n % 4 columns, as two and one: the sum over all columns before them, one accumulator; within the two
 *       the product is rounded and subtracted
 *     the rest of the matrix minus X X^T, one accumulator each.
 *
 * Solution, rows in blocks of 8 (the order is 1 modulo 8, so the last row is a block by itself):
 *     L Y = 1:    the sum over the blocks before (one accumulator) is subtracted, then the own block's products are
 *                 fused into it one by one, then times f32(1 / L_ii)
 *     L^T X = Y:  the same upwards, k descending, except for the last column of X: k ascends over the blocks below,
 *                 and the own block's products are rounded and subtracted
 *
 * docs/algorithm/patch-experts.md, Inverse of a positive definite matrix. */
#ifndef FACS_LINEAR_SPD_INVERSE_KERNELS_H
#define FACS_LINEAR_SPD_INVERSE_KERNELS_H

#include "simd/kernels.h"

#include <stdbool.h>

enum {
    FACS_SPD_ORDER_MAX = 225,
    FACS_SPD_BLOCKED_MIN = 100,
    FACS_SPD_STRIDE_MAX = 272, /**< facs_spd_stride of the largest order */
    FACS_SPD_UNBLOCKED_MAX = 32,
};

/** A pivot below this means: not positive definite (orders below FACS_SPD_BLOCKED_MIN). */
#define FACS_PIVOT_MIN 1.1920929e-7

/** Values from row to row: room for vectors that reach beyond the end, and no power of two. */
static inline int facs_spd_stride(int order)
{
    return (order + 15) / 16 * 16 + 32;
}

/** What an inversion works on: rows facs_spd_stride(order) values apart. */
typedef struct facs_spd_work {
    float matrix[FACS_SPD_ORDER_MAX * FACS_SPD_STRIDE_MAX];  /**< in, symmetric, lost */
    float inverse[FACS_SPD_ORDER_MAX * FACS_SPD_STRIDE_MAX]; /**< out */
    double sums[FACS_SPD_BLOCKED_MIN * (FACS_SPD_BLOCKED_MIN + 48)];
} facs_spd_work;

/** Invert work->matrix of `order` = a square of an odd number, at most FACS_SPD_ORDER_MAX.  False (the inverse is
 *  undefined) when it is not positive definite. */
typedef bool facs_spd_invert_function(int order, facs_spd_work *work);

typedef struct facs_spd_inverse_kernels {
    facs_spd_invert_function *invert;
} facs_spd_inverse_kernels;

FACS_KERNEL_DECLARE(facs_spd_inverse_kernels)

/** The plain twin (spd_inverse_reference.c). */
facs_spd_invert_function facs_spd_invert_reference;

#endif
