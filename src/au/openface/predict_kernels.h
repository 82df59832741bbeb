/* Products of some vectors with many weight vectors, per CPU level (see simd/kernels.h).  All levels add in the same
 * order and give the same bits; the plain twin adds from left to right and differs by rounding. */
#ifndef FACS_AU_OPENFACE_PREDICT_KERNELS_H
#define FACS_AU_OPENFACE_PREDICT_KERNELS_H

#include "simd/kernels.h"

typedef struct facs_predict_kernels {
    /** products[v * count + i] = weights[i] . x[v], all of `size` values.  Weights are read once for up to 16 vectors,
     *  and a product does not depend on what else is asked for. */
    void (*products)(int count, const double *const *weights, int vectors, const double *const *x, int size,
                     double *products);
} facs_predict_kernels;

FACS_KERNEL_DECLARE(facs_predict_kernels)

/** The plain twin (predict_reference.c). */
void facs_products_reference(int count, const double *const *weights, int vectors, const double *const *x, int size,
                             double *products);

#endif
