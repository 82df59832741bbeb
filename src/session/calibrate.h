/* What the engine of a session has learnt of persons, taken out of it and put into another one; and as a file. */
#ifndef FACS_SESSION_CALIBRATE_H
#define FACS_SESSION_CALIBRATE_H

#include "session/describer.h"
#include "session/locator.h"
#include "store/model_hashes.h"

enum {
    FACS_CALIBRATION_NAME = 128,
    FACS_CALIBRATION_PERSONS = 64,
    FACS_CALIBRATION_PERSON_MAX = 1023, /**< largest number of one of several persons */
    FACS_CALIBRATION_LEAST = 30,        /**< frames with the face of one of them */
};

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
    facs_gallery_looks *looks; /**< of each person; without any = nobody knows what he looks like */
};

/** A session's halves: what is learnt, and whose face it is. */
typedef struct facs_calibration_parts {
    facs_models *models;
    facs_describer *describer; /**< NULL = nobody is described */
    facs_locator *locator;
    bool several; /**< faces, which have to be told from each other */
} facs_calibration_parts;

/** Room for so many models and persons, with all numbers 0.  `env` is resolved.  FACS_E_MEMORY. */
facs_status facs_calibration_create(const facs_env *env, const facs_au_engine *engine, int models, int persons,
                                    facs_calibration **calibration, facs_error *error);

/** What was learnt.  Of several persons those who were never seen clearly, or in less than 30 frames, are left out, with a
 *  warning: nobody could find them again, or would want to.  FACS_E_STATE: nothing is learnt there; FACS_E_EMPTY: no face was seen; FACS_E_ARGUMENT: there are more than
 *  64 persons; FACS_E_MEMORY. */
facs_status facs_calibration_take(const facs_env *env, const facs_calibration_parts *from,
                                  facs_calibration **calibration, facs_error *error);
/** Several faces: whoever is like one of its persons gets his number and what was learnt of him.  One face: it is that of
 *  its one person, whatever it looks like.
 *  FACS_E_ARGUMENT: it was learnt with another pipeline, engine or models, or does not say what persons look like, or there
 *  are too many of them for one face; FACS_E_STATE as above; FACS_E_MEMORY. */
facs_status facs_calibration_give(const facs_calibration *calibration, const facs_calibration_parts *to,
                                  facs_error *error);

#endif
