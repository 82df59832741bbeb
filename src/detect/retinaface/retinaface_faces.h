/* RetinaFace (MobileNet, width 0.25): all faces of a picture.  docs/algorithm/retinaface.md. */
#ifndef FACS_DETECT_RETINAFACE_RETINAFACE_FACES_H
#define FACS_DETECT_RETINAFACE_RETINAFACE_FACES_H

#include "detect/retinaface/retinaface_model.h"
#include "image/image.h"

/** Corners and points in pixels of the picture, outside of which they may lie. */
typedef struct facs_retinaface_face {
    float x0, y0, x1, y1;
    float score;       /**< 0..1 */
    float point[5][2]; /**< eye at the image's left, the other, tip of the nose, corner of the mouth at the left, the
                            other */
    int anchor;
} facs_retinaface_face;

/** Centre and sides of an anchor, pixels. */
typedef struct facs_retinaface_anchor {
    double x, y, side;
} facs_retinaface_anchor;

/** How many anchors a picture has. */
int facs_retinaface_anchors(int width, int height);
/** Number `index` of them. */
facs_retinaface_anchor facs_retinaface_anchor_at(int width, int height, int index);

/** The picture as the network takes it: rows x columns of B, then of G, then of R. */
void facs_retinaface_input(const facs_view *bgr, float *values);
/** Of faces that overlap by more than `overlap` only the most probable stays; the most probable first.  Returns how
 *  many are left. */
int facs_retinaface_suppress(facs_retinaface_face *list, int count, float overlap);

/** What a thread needs to find faces. */
typedef struct facs_retinaface_finder facs_retinaface_finder;

/** `net` is borrowed and was started. */
facs_status facs_retinaface_finder_create(const facs_env *env, const facs_onnx *net, facs_retinaface_finder **finder,
                                          facs_error *error);
void facs_retinaface_finder_destroy(facs_retinaface_finder **finder);
/** Faces with a score above `least`, the most probable first; *faces borrowed until the next call.
 *  Errors: FACS_E_MEMORY, FACS_E_MODEL_CORRUPT (the network fails, or is another one). */
facs_status facs_retinaface_find(facs_retinaface_finder *finder, const facs_image *bgr, float least, float overlap,
                                 const facs_retinaface_face **faces, int *count, facs_error *error);

#endif
