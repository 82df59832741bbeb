/* Fast versions of the shape model's hot loops, one table per CPU level (see simd/kernels.h).  The plain twins are the
 * functions of pdm.h and the functions at the end of this file; all levels give their bits. */
#ifndef FACS_SHAPE_SHAPE_KERNELS_H
#define FACS_SHAPE_SHAPE_KERNELS_H

#include "simd/kernels.h"
#include "shape/pdm.h"

typedef struct facs_shape_kernels {
    /** facs_shape_3d */
    void (*shape_3d)(const facs_pdm *pdm, const float *p, float *shape);
    /** facs_jacobian_rigid; r = matrix of g, here and below. */
    void (*jacobian_rigid)(int n, const float *shape_3d, const float g[6], const float r[9], float *jacobian);
    /** facs_jacobian_full */
    void (*jacobian_full)(const facs_pdm *pdm, const float *shape_3d, const float g[6], const float r[9],
                          float *jacobian);
    /** Lower triangle of h (cols x cols, row-major) = A^T B, f32 accumulation in the order of simd/sgemm_order.h.
     *  A, B laid out like Jacobians: a[row * facs_jacobian_stride(cols) + column].  cols <= FACS_SOLVE_MAX. */
    void (*gram)(int cols, int rows, const float *a, const float *b, float *h);
    /** b[column] = f32(sum over rows of A's column * e): f64 sums of every eighth row, added in order, then the last
     *  rows % 8 products one by one.  A as for gram; rows <= 2 FACS_N_MAX. */
    void (*jt_mul)(int cols, int rows, const float *a, const float *e, float *b);
    /** facs_shape_3d_wide */
    void (*shape_3d_wide)(const facs_pdm *pdm, const float *p, float *shape);
    /** facs_project_wide */
    void (*project_wide)(int n, const float *shape_3d, const float g[6], const float r[9], float *shape_2d);
    /** facs_difference_norm */
    float (*difference_norm)(int count, const float *a, const float *b, float *difference);
    /** facs_project */
    void (*project)(int n, const float *shape_3d, const float g[6], const float r[9], float *shape_2d);
} facs_shape_kernels;

FACS_KERNEL_DECLARE(facs_shape_kernels)

void facs_gram_reference(int cols, int rows, const float *a, const float *b, float *h);
void facs_jt_mul_reference(int cols, int rows, const float *a, const float *e, float *b);

/** mean + modes p, every value rounded once.  3n values. */
void facs_shape_3d_wide(const facs_pdm *pdm, const float *p, float *shape);
/** Projection with s (R . S_i) rounded once before the translation is added (calc-params.md, Iteration); r = matrix of
 *  g. */
void facs_project_wide(int n, const float *shape_3d, const float g[6], const float r[9], float *shape_2d);
/** difference = a - b in f32; returns its Euclidean norm: f64 sums s0 .. s7 of every eighth square, added as
 *  ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7)). */
float facs_difference_norm(int count, const float *a, const float *b, float *difference);

#endif
