/* Hot loops of the shape model, one table per CPU level (see simd/kernels.h).  Every level gives the bits of the plain
 * twins, which are facs_shape_3d() and facs_project() of pdm.h and the functions at the end of this file. */
#ifndef FACS_SHAPE_SHAPE_KERNELS_H
#define FACS_SHAPE_SHAPE_KERNELS_H

#include "simd/kernels.h"
#include "shape/pdm.h"

typedef struct facs_shape_kernels {
    /** facs_shape_3d */
    void (*shape_3d)(const facs_pdm *pdm, const float *p, float *shape);
    /** J of the 2D shape, 2n rows (x of all points, then y): jacobian[row * facs_jacobian_stride(columns) + column].
     *  Rigid: 6 columns; full: 6 + m.  `shape_3d` = facs_shape_3d(p); r = matrix of g, here and below. */
    void (*jacobian_rigid)(int n, const float *shape_3d, const float g[6], const float r[9], float *jacobian);
    void (*jacobian_full)(const facs_pdm *pdm, const float *shape_3d, const float g[6], const float r[9],
                          float *jacobian);
    /** Lower triangle of h (cols x cols, row-major) = A^T B, f32 accumulation in the order of simd/sgemm_order.h.
     *  A, B laid out like Jacobians: a[row * facs_jacobian_stride(cols) + column].  cols <= FACS_SOLVE_MAX. */
    void (*gram)(int cols, int rows, const float *a, const float *b, float *h);
    /** b[column] = f32(sum over rows of A's column * e): f64 sums of every eighth row, added in order, then the last
     *  rows % 8 products one by one.  A as for gram; rows <= 2 FACS_N_MAX. */
    void (*jt_mul)(int cols, int rows, const float *a, const float *e, float *b);
    /** mean + modes p, every value rounded once.  3n values. */
    void (*shape_3d_wide)(const facs_pdm *pdm, const float *p, float *shape);
    /** Projection with s (R . S_i) rounded once before the translation is added (calc-params.md, Iteration). */
    void (*project_wide)(int n, const float *shape_3d, const float g[6], const float r[9], float *shape_2d);
    /** difference = a - b in f32; returns its Euclidean norm: f64 sums s0 .. s7 of every eighth square, added as
     *  ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7)). */
    float (*difference_norm)(int count, const float *a, const float *b, float *difference);
    /** facs_project */
    void (*project)(int n, const float *shape_3d, const float g[6], const float r[9], float *shape_2d);
} facs_shape_kernels;

FACS_KERNEL_DECLARE(facs_shape_kernels)

/* The other plain twins (shape_reference.c). */
void facs_jacobian_rigid_reference(int n, const float *shape_3d, const float g[6], float *jacobian);
void facs_jacobian_full_reference(const facs_pdm *pdm, const float *shape_3d, const float g[6], float *jacobian);
void facs_gram_reference(int cols, int rows, const float *a, const float *b, float *h);
void facs_jt_mul_reference(int cols, int rows, const float *a, const float *e, float *b);
void facs_shape_3d_wide_reference(const facs_pdm *pdm, const float *p, float *shape);
void facs_project_wide_reference(int n, const float *shape_3d, const float g[6], const float r[9], float *shape_2d);
float facs_difference_norm_reference(int count, const float *a, const float *b, float *difference);

#endif
