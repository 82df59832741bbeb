/* MediaPipe's short-range face detector.  docs/algorithm/open-pipeline.md, MediaPipe's networks. */
#ifndef FACS_DETECT_MEDIAPIPE_MEDIAPIPE_DETECTOR_H
#define FACS_DETECT_MEDIAPIPE_MEDIAPIPE_DETECTOR_H

#include "detect/engine.h"

extern const facs_detect_engine facs_mediapipe_detector;

#endif
