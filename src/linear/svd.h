/* Singular value decomposition of 2x2 and 3x3 f32 matrices with the reference's roundings; see svd.c. */
#ifndef FACS_LINEAR_SVD_H
#define FACS_LINEAR_SVD_H

enum { FACS_SVD_MAX = 3 };

/** M = U diag(sigma) V^T for an n x n row-major matrix, n <= FACS_SVD_MAX; singular values in falling order.
 *  u, vt: n x n row-major (vt holds V transposed). */
void facs_svd_f32(int n, const float *m, float *u, float *vt);

#endif
