/* The landmark engine of the open pipeline: small networks for the face, each eye and the mouth.
 * docs/algorithm/open-pipeline.md, Points. */
#ifndef FACS_LANDMARK_OPEN_OPEN_LANDMARKS_H
#define FACS_LANDMARK_OPEN_OPEN_LANDMARKS_H

#include "landmark/engine.h"

extern const facs_landmark_engine facs_open_landmarks;

#endif
