/* The face detector of the open pipeline: one small network for pictures and, again, for each face it believes to see.
 * docs/algorithm/open-pipeline.md, Detector. */
#ifndef FACS_DETECT_OPEN_OPEN_DETECTOR_H
#define FACS_DETECT_OPEN_OPEN_DETECTOR_H

#include "detect/engine.h"

extern const facs_detect_engine facs_open_detector;

#endif
