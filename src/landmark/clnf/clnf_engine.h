/* CLM, CLNF and CE-CLM as one of the landmark engines: which of them it is, the model says. */
#ifndef FACS_LANDMARK_CLNF_CLNF_ENGINE_H
#define FACS_LANDMARK_CLNF_CLNF_ENGINE_H

#include "landmark/engine.h"

/** A fit is a facs_fit (fitter.h). */
extern const facs_landmark_engine facs_clnf_engine;

#endif
