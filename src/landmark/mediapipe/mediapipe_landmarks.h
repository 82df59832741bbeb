/* MediaPipe's face mesh and blendshapes as a landmark engine.  docs/algorithm/open-pipeline.md, MediaPipe's networks. */
#ifndef FACS_LANDMARK_MEDIAPIPE_MEDIAPIPE_LANDMARKS_H
#define FACS_LANDMARK_MEDIAPIPE_MEDIAPIPE_LANDMARKS_H

#include "landmark/engine.h"

extern const facs_landmark_engine facs_mediapipe_landmarks;

#endif
