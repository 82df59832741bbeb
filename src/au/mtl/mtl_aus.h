/* The multi-task network of OpenFace 3.0 as an engine of action units: eight scores, emotion and gaze from one look at the
 * face, blink from the points of the lids. */
#ifndef FACS_AU_MTL_MTL_AUS_H
#define FACS_AU_MTL_MTL_AUS_H

#include "au/engine.h"

extern const facs_au_engine facs_mtl_aus;
/** Face Mirror's rules: its names of the outputs, scores as they are, bytes resized without a filter, its blink, zeros where
 *  there is no face. */
extern const facs_au_engine facs_mtl_facemirror_aus;

#endif
