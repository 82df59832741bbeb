/* OpenFace's predictors with PyfaceAU's rules for videos; no presences.  docs/algorithm/pyfaceau.md. */
#ifndef FACS_AU_PYFACEAU_PYFACEAU_AUS_H
#define FACS_AU_PYFACEAU_PYFACEAU_AUS_H

#include "au/engine.h"

extern const facs_au_engine facs_pyfaceau_aus;

#endif
