/* Normal matrix of a full Jacobian without the sum over all points: see mode_gram.c. */
#ifndef FACS_SHAPE_MODE_GRAM_H
#define FACS_SHAPE_MODE_GRAM_H

#include "shape/shape_kernels.h"

enum { FACS_MODE_PAIRS_MAX = FACS_M_MAX * (FACS_M_MAX + 1) / 2 };

/** Numbers that facs_mode_gram_build() writes for m modes. */
size_t facs_mode_gram_size(int m);
/** Inner products of the modes of `pdm` (only modes_t is used). */
void facs_mode_gram_build(const facs_pdm *pdm, double *grams);

/** Lower triangle of h = J^T J ((6 + m)^2, row-major) for the full Jacobian at (shape, g), unit weights, all points. */
void facs_normal_matrix(const facs_shape_kernels *kernels, const facs_pdm *pdm, const double *grams, const float g[6],
                        const float *jacobian, float *h);

#endif
