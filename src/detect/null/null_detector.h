/* A face detector that looks at nothing: every picture is one face.  It needs no models, so that what lies around the
 * engines can be tested and timed alone. */
#ifndef FACS_DETECT_NULL_NULL_DETECTOR_H
#define FACS_DETECT_NULL_NULL_DETECTOR_H

#include "detect/engine.h"

extern const facs_detect_engine facs_null_detector;

#endif
