/* The Cholesky solve, one table per CPU level (see simd/kernels.h). */
#ifndef FACS_LINEAR_CHOLESKY_KERNELS_H
#define FACS_LINEAR_CHOLESKY_KERNELS_H

#include "simd/kernels.h"

#include <stdbool.h>

typedef struct facs_cholesky_kernels {
    /** facs_cholesky_solve (cholesky.h), bit for bit */
    bool (*solve)(int size, float *h, const float *b, float *x);
} facs_cholesky_kernels;

FACS_KERNEL_DECLARE(facs_cholesky_kernels)

#endif
