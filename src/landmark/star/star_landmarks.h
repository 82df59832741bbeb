/* STAR as a landmark engine: 98 points from a crop of 256 x 256, those of the 68 among them for pose and shape. */
#ifndef FACS_LANDMARK_STAR_STAR_LANDMARKS_H
#define FACS_LANDMARK_STAR_STAR_LANDMARKS_H

#include "landmark/engine.h"

extern const facs_landmark_engine facs_star_landmarks;
/** Face Mirror's rules: points by the centres of the outermost pixels, a box that stays where it is, nothing judged. */
extern const facs_landmark_engine facs_star_facemirror_landmarks;

#endif
