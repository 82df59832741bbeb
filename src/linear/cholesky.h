/* The reference's mixed-precision Cholesky; docs/algorithm/shape-model.md, Cholesky solve. */
#ifndef FACS_LINEAR_CHOLESKY_H
#define FACS_LINEAR_CHOLESKY_H

#include <stdbool.h>

enum { FACS_SOLVE_MAX = 80 };

/** Solve H x = b for symmetric H (size x size row-major, lower triangle read, destroyed); size <= FACS_SOLVE_MAX.
 *  False and x = 0 when H is not positive definite. */
bool facs_cholesky_solve(int size, float *h, const float *b, float *x);

#endif
