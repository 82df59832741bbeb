/* Products of one input with many weight vectors, per CPU level (see base/kernels.h).  All levels add in the same
 * order and give the same bits; the plain twin adds from left to right and differs by rounding. */
#ifndef FACS_AU_PREDICT_KERNELS_H
#define FACS_AU_PREDICT_KERNELS_H

#include "base/kernels.h"

typedef struct facs_predict_kernels {
    /** products[i] = weights[i] . x, all of `size` values. */
    void (*products)(int count, const double *const *weights, const double *x, int size, double *products);
} facs_predict_kernels;

FACS_KERNEL_DECLARE(facs_predict_kernels)

/** The plain twin (predict.c). */
void facs_products_reference(int count, const double *const *weights, const double *x, int size, double *products);

#endif
