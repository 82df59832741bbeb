/* Point distribution model: shapes, parameter update; docs/algorithm/shape-model.md.
 *
 * Global parameters g = (scale px/mm, rx, ry, rz rad, tx, ty px), local parameters p (m).
 * 2D shape: 2n values, x of all then y; 3D: 3n. */
#ifndef FACS_SHAPE_PDM_H
#define FACS_SHAPE_PDM_H

#include "base/base.h"

enum { FACS_N_MAX = 68, FACS_M_MAX = 64 }; /**< points and modes of the largest shape model that is read */

/** Point distribution model.  Shape layout: x of all n points, then y, then z. */
typedef struct facs_pdm {
    int n, m;
    float *mean;        /**< 3n */
    float *modes;       /**< 3n x m, row-major: modes[row * m + mode] */
    float *modes_t;     /**< m x 3n: modes_t[mode * 3n + row] */
    float *eigenvalues; /**< m */
} facs_pdm;

/** S = mean + modes p, fused f32 accumulation.  3n values. */
void facs_shape_3d(const facs_pdm *pdm, const float *p, float *shape);
/** Weak perspective projection of a 3D shape. */
void facs_project(int n, const float *shape_3d, const float g[6], float *shape_2d);
/** Limit p to +-3 standard deviations. */
void facs_clamp_params(const facs_pdm *pdm, float *p);
/** Extremes of a 2D shape. */
void facs_shape_extremes(int n, const float *shape_2d, float *min_x, float *max_x, float *min_y, float *max_y);
/** Global parameters from a face box and a start rotation.  box = x, y, width, height. */
void facs_params_from_box(const facs_pdm *pdm, const float box[4], const float *p, const float rotation[3], float g[6]);

/** Floats from row to row of a Jacobian with that many columns: rows are filled up with zeros to whole vectors. */
static inline int facs_jacobian_stride(int columns)
{
    return (columns + 15) / 16 * 16;
}

/** Apply an increment (6 or 6 + m values); r = matrix of g before and after. */
void facs_update_turned(int m, const float *delta, bool rigid, float g[6], float r[9], float *p);

#endif
