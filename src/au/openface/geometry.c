/* Geometric descriptor (docs/algorithm/action-units.md, Geometry), f64: the deviation Phi p of the 68 points from the
 * mean shape (X of all, Y, Z; millimetres of the model), then p itself.  Each value is summed mode after mode; the loop
 * runs over the points so that the compiler can use vectors. */
#include "au/openface/au.h"

void facs_au_geometry(const facs_pdm *pdm, const float *p, double *geometry)
{
    int rows = 3 * pdm->n;
    for (int row = 0; row < rows; row++)
        geometry[row] = 0.0;
    for (int mode = 0; mode < pdm->m; mode++) {
        const float *column = pdm->modes_t + (size_t)mode * (size_t)rows;
        double weight = (double)p[mode];
        for (int row = 0; row < rows; row++)
            geometry[row] += (double)column[row] * weight;
        geometry[rows + mode] = weight;
    }
}
