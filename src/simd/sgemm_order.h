/* The order in which the reference build sums the products of a single-precision matrix product.
 *
 *     C[m x n] = A[m x K] B[K x n],   column-major, so a row-major product R = P Q is C = Q^T P^T:
 *                                     m = columns of R, n = rows of R
 *
 * Found by comparing results, not by reading code (docs/fidelity.md); exact for m <= 320, any n and K.
 *
 * K is cut into chunks.  C starts as 0 or as what it is added to, and each chunk's sum is added to it, rounded.
 *
 *     for (int k = 0; k < K; k += length) { length = facs_sgemm_chunk(K - k); C(i, j) += chunk(i, j, k, length); }
 *
 * The sum of a chunk starts at 0, every product is fused into it (facs_fma), k rises:
 *     one accumulator    all of the chunk
 *     two accumulators   even k (counted from the chunk's start) into the first, odd k into the second, of the first
 *                        facs_sgemm_paired(length) values; the rest into the first; result = first + second
 * Which of the two depends only on the element's place: facs_sgemm_two. */
#ifndef FACS_SIMD_SGEMM_ORDER_H
#define FACS_SIMD_SGEMM_ORDER_H

#include <stdbool.h>

/** Rows i are treated in blocks of FACS_SGEMM_ROWS, columns j in groups of FACS_SGEMM_COLS. */
enum { FACS_SGEMM_ROWS = 8, FACS_SGEMM_COLS = 12 };

/** Length of the next chunk when `left` > 0 values of K are left. */
static inline int facs_sgemm_chunk(int left)
{
    if (left <= 320)
        return left;
    return left >= 640 ? 320 : (left / 2 + 7) / 8 * 8;
}

/** How many values of a chunk alternate between the accumulators, where there are two. */
static inline int facs_sgemm_paired(int length)
{
    return length / 8 * 8;
}

/** Does element (i, j) of an m x n result have two accumulators? */
static inline bool facs_sgemm_two(int m, int n, int i, int j)
{
    const int full = m / FACS_SGEMM_ROWS, block = i / FACS_SGEMM_ROWS;
    const int grouped = n / FACS_SGEMM_COLS * FACS_SGEMM_COLS;
    if (block >= full)
        return false;
    if (j >= grouped)
        return j < grouped + (n - grouped) / 4 * 4;
    const bool first_half = j % FACS_SGEMM_COLS < FACS_SGEMM_COLS / 2;
    if (full == 2 || (full > 2 && block == 0))
        return first_half;
    if (full > 2 && block == full - 1)
        return full % 2 ? !first_half : first_half;
    return false;
}

#endif
