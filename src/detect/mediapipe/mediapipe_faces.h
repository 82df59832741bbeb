/* Faces as MediaPipe's short-range detector sees them: boxes and the middles of the eyes. */
#ifndef FACS_DETECT_MEDIAPIPE_MEDIAPIPE_FACES_H
#define FACS_DETECT_MEDIAPIPE_MEDIAPIPE_FACES_H

#include "detect/mediapipe/mediapipe_model.h"
#include "image/image.h"

enum { FACS_MEDIAPIPE_FACES_MAX = 64 };

/** Pixels; eye[0] is that at the image's left. */
typedef struct facs_mediapipe_face {
    float score, x0, y0, x1, y1, eye[2][2];
} facs_mediapipe_face;

/** One thread. */
typedef struct facs_mediapipe_finder facs_mediapipe_finder;

/** `model` is borrowed. */
facs_status facs_mediapipe_finder_create(const facs_env *env, const facs_mediapipe_model *model,
                                         facs_mediapipe_finder **finder, facs_error *error);
void facs_mediapipe_finder_destroy(facs_mediapipe_finder **finder);
/** Faces of a picture (B G R), the best first; *faces borrowed until the next call. */
facs_status facs_mediapipe_find(facs_mediapipe_finder *finder, const facs_image *bgr, const facs_mediapipe_face **faces,
                                int *count, facs_error *error);

#endif
