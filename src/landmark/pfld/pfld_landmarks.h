/* PFLD as a landmark engine: 68 points in one run, and the parameters of OpenFace's shape model that reproduce them.
 * docs/algorithm/pfld.md. */
#ifndef FACS_LANDMARK_PFLD_PFLD_LANDMARKS_H
#define FACS_LANDMARK_PFLD_PFLD_LANDMARKS_H

#include "landmark/engine.h"

extern const facs_landmark_engine facs_pfld_landmarks;
/** By PyfaceAU's rules: the box stays where the face was found, points are measured in the part of the crop that is
 *  picture, and whatever comes out is a face. */
extern const facs_landmark_engine facs_pfld_fixed_landmarks;

#endif
