/* The Cholesky solve of each CPU level, for the table of shape_kernels.c. */
#ifndef FACS_SHAPE_CHOLESKY_KERNELS_H
#define FACS_SHAPE_CHOLESKY_KERNELS_H

#include "base/kernels.h"

#include <stdbool.h>

/** facs_cholesky_solve (solve.h), bit for bit. */
bool facs_cholesky_solve_scalar(int size, float *h, const float *b, float *x);
bool facs_cholesky_solve_avx2(int size, float *h, const float *b, float *x);
bool facs_cholesky_solve_avx512(int size, float *h, const float *b, float *x);
bool facs_cholesky_solve_neon(int size, float *h, const float *b, float *x);

#endif
