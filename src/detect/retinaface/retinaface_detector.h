/* RetinaFace as a face detector.  docs/algorithm/retinaface.md. */
#ifndef FACS_DETECT_RETINAFACE_RETINAFACE_DETECTOR_H
#define FACS_DETECT_RETINAFACE_RETINAFACE_DETECTOR_H

#include "detect/engine.h"

extern const facs_detect_engine facs_retinaface_detector;

#endif
