/* The networks of MediaPipe's face landmarker (face_landmarker.task).  Immutable after loading. */
#ifndef FACS_DETECT_MEDIAPIPE_MEDIAPIPE_MODEL_H
#define FACS_DETECT_MEDIAPIPE_MEDIAPIPE_MODEL_H

#include "base/loaded.h"
#include "nn/net.h"

#define FACS_MODEL_MEDIAPIPE "mediapipe"

typedef struct facs_mediapipe_model {
    facs_net *detector, *mesh, *shapes;
} facs_mediapipe_model;

/** NULL = not loaded. */
static inline facs_mediapipe_model *facs_loaded_mediapipe(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_MEDIAPIPE);
}

#endif
