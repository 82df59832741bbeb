/* The multi-task network of OpenFace 3.0 as an engine of action units: eight scores, emotion and gaze from one look at the
 * face, blink from the points of the lids. */
#ifndef FACS_AU_MTL_MTL_AUS_H
#define FACS_AU_MTL_MTL_AUS_H

#include "au/engine.h"

extern const facs_au_engine facs_mtl_aus;

#endif
