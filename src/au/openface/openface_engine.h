/* OpenFace's action units as one of the engines: FHOG and geometry, linear predictors, running medians, calibration. */
#ifndef FACS_AU_OPENFACE_OPENFACE_ENGINE_H
#define FACS_AU_OPENFACE_OPENFACE_ENGINE_H

#include "au/engine.h"

/** A person is a facs_au_history (au.h). */
extern const facs_au_engine facs_openface_aus;

#endif
