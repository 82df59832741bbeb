/* Least-squares solution of a symmetric positive semidefinite 6 x 6 system. */
#ifndef FACS_LINEAR_SOLVE6_H
#define FACS_LINEAR_SOLVE6_H

/** x = pseudo-inverse of a times b; singular values up to 2 DBL_EPSILON times their sum count as zero.  a is destroyed.
 */
void facs_solve6(double a[6][6], const double b[6], double x[6]);

#endif
