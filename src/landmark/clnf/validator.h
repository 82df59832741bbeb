/* Landmark-fit validator: source of `confidence`; docs/algorithm/validator.md. */
#ifndef FACS_LANDMARK_CLNF_VALIDATOR_H
#define FACS_LANDMARK_CLNF_VALIDATOR_H

#include "nn/cnn.h"
#include "landmark/clnf/validator_model.h"
#include "image/image.h"

typedef struct facs_validator facs_validator; /**< state: workspaces; one thread */

facs_status facs_validator_create(const facs_env *env, const facs_validator_model *model, facs_validator **validator,
                                  facs_error *error);
void facs_validator_destroy(facs_validator **validator);

/** Certainty 0..1 that `landmarks` (2n, n = 68) sit on a face turned by `rotation` (rad). */
facs_status facs_validator_check(facs_validator *validator, const facs_image *grey, const float rotation[3],
                                 const float *landmarks, float *certainty, facs_error *error);

/** Intermediate values of the last check, for tests: borrowed until the next one. */
typedef struct facs_validator_trace {
    int view, x0, y0, x1, y1;
    const float *warped;    /**< 60 x 60 before normalisation */
    const float *cnn_input; /**< 60 x 60 */
    const float *outputs;   /**< class scores */
    int output_count;
    double decision;
} facs_validator_trace;
void facs_validator_last(const facs_validator *validator, facs_validator_trace *trace);

#endif
