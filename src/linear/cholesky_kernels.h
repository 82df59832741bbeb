/* The reference's mixed-precision Cholesky solve (docs/algorithm/shape-model.md, Cholesky solve), one table per CPU level
 * (see simd/kernels.h).  Every level gives the bits of the plain twin. */
#ifndef FACS_LINEAR_CHOLESKY_KERNELS_H
#define FACS_LINEAR_CHOLESKY_KERNELS_H

#include "simd/kernels.h"

#include <stdbool.h>

enum { FACS_SOLVE_MAX = 80 };

typedef struct facs_cholesky_kernels {
    /** Solve H x = b for symmetric H (size x size row-major, lower triangle read, destroyed); size <= FACS_SOLVE_MAX.
     *  False and x = 0 when H is not positive definite. */
    bool (*solve)(int size, float *h, const float *b, float *x);
} facs_cholesky_kernels;

FACS_KERNEL_DECLARE(facs_cholesky_kernels)

/** The plain twin (cholesky_reference.c). */
bool facs_cholesky_reference(int size, float *h, const float *b, float *x);

#endif
