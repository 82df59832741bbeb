/* Plain twin of the products (predict_kernels.h): from left to right. */
#include "au/openface/predict_kernels.h"

#include <stddef.h>

void facs_products_reference(int count, const double *const *weights, int vectors, const double *const *x, int size,
                             double *products)
{
    for (int v = 0; v < vectors; v++)
        for (int i = 0; i < count; i++) {
            double sum = 0.0;
            for (int j = 0; j < size; j++)
                sum += weights[i][j] * x[v][j];
            products[(ptrdiff_t)v * count + i] = sum;
        }
}
