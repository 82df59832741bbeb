/* Fast versions of the shape model's hot loops, one table per CPU level (see base/kernels.h).  The plain twins are the
 * functions of pdm.h and solve.h and facs_gram_reference(), facs_jt_mul_reference() below. */
#ifndef FACS_SHAPE_SHAPE_KERNELS_H
#define FACS_SHAPE_SHAPE_KERNELS_H

#include "base/kernels.h"
#include "model/model.h"

typedef struct facs_shape_kernels {
    /** facs_shape_3d */
    void (*shape_3d)(const facs_pdm *pdm, const float *p, float *shape);
    /** facs_jacobian_full */
    void (*jacobian_full)(const facs_pdm *pdm, const float *shape_3d, const float g[6], float *jacobian);
    /** Lower triangle of h (cols x cols, row-major) = A^T B, f32 accumulation in any order (class P32b).
     *  A, B column-major: a[column * rows + row]. */
    void (*gram)(int cols, int rows, const float *a, const float *b, float *h);
    /** b[column] = f32(sum over rows of a[column * rows + row] * e[row]) with f64 accumulation (class P64). */
    void (*jt_mul)(int cols, int rows, const float *a, const float *e, float *b);
    /** facs_cholesky_solve, bit for bit */
    bool (*cholesky_solve)(int size, float *h, const float *b, float *x);
} facs_shape_kernels;

FACS_KERNEL_DECLARE(facs_shape_kernels)

void facs_gram_reference(int cols, int rows, const float *a, const float *b, float *h);
void facs_jt_mul_reference(int cols, int rows, const float *a, const float *e, float *b);

#endif
