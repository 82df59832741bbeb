/* What the engine of a session has learnt of persons, taken out of it and put into another one; and as a file. */
#ifndef FACS_SESSION_CALIBRATE_H
#define FACS_SESSION_CALIBRATE_H

#include "session/describer.h"
#include "store/model_hashes.h"

enum { FACS_CALIBRATION_NAME = 128 };

/** Contents of a file that the numbers were learnt with. */
typedef struct facs_calibration_model {
    char name[FACS_CALIBRATION_NAME];
    char sha256[FACS_SHA256_TEXT]; /**< "" = cannot be told */
} facs_calibration_model;

struct facs_calibration {
    facs_env env;
    char pipeline[FACS_CALIBRATION_NAME], version[FACS_CALIBRATION_NAME];
    const facs_au_engine *engine; /**< one that learns */
    facs_calibration_model *model;
    int models;
    facs_learnt *person; /**< each has its numbers in memory of its own */
    int persons;
};

/** Room for so many models and persons, with all numbers 0.  `env` is resolved.  FACS_E_MEMORY. */
facs_status facs_calibration_create(const facs_env *env, const facs_au_engine *engine, int models, int persons,
                                    facs_calibration **calibration, facs_error *error);

/** What `describer` (NULL = nobody is described) has learnt with these models.  FACS_E_STATE: nothing is learnt there;
 *  FACS_E_EMPTY: no face was seen; FACS_E_MEMORY. */
facs_status facs_calibration_take(const facs_env *env, facs_models *models, facs_describer *describer,
                                  facs_calibration **calibration, facs_error *error);
/** FACS_E_ARGUMENT: it was learnt with another pipeline, engine or models; FACS_E_STATE as above; FACS_E_MEMORY. */
facs_status facs_calibration_give(const facs_calibration *calibration, facs_models *models, facs_describer *describer,
                                  facs_error *error);

#endif
