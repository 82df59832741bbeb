/* An action-unit engine that knows no action units.  It needs no models, so that what lies around the engines can be
 * tested and timed alone. */
#ifndef FACS_AU_NULL_NULL_AUS_H
#define FACS_AU_NULL_NULL_AUS_H

#include "au/engine.h"

extern const facs_au_engine facs_null_aus;

#endif
