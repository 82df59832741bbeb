/* A landmark engine that looks at nothing: the points lie on an ellipse in the box.  It needs no models, so that what
 * lies around the engines can be tested and timed alone. */
#ifndef FACS_LANDMARK_NULL_NULL_LANDMARKS_H
#define FACS_LANDMARK_NULL_NULL_LANDMARKS_H

#include "landmark/engine.h"

extern const facs_landmark_engine facs_null_landmarks;

#endif
