/* Parameters that reproduce given 2D landmarks ("CalcParams"); docs/algorithm/calc-params.md. */
#ifndef FACS_SHAPE_CALC_PARAMS_H
#define FACS_SHAPE_CALC_PARAMS_H

#include "shape/pdm.h"

typedef struct facs_calc facs_calc; /**< workspace for one PDM (and its reductions); one thread */

facs_status facs_calc_create(const facs_env *env, const facs_pdm *pdm, facs_calc **calc, facs_error *error);
void facs_calc_destroy(facs_calc **calc);

/** Fit from `rotation` (NULL = zero).  A landmark with x == 0 exactly is missing; with none left g, p are the
 *  initial values (1,0,0,0,0,0), 0.  Returns the number of iterations. */
int facs_calc_params_fit(facs_calc *calc, const float *landmarks, const float rotation[3], float g[6], float *p);

#endif
