/* RetinaFace (MobileNet, width 0.25) as an ONNX file.  Immutable after loading; docs/algorithm/retinaface.md. */
#ifndef FACS_DETECT_RETINAFACE_RETINAFACE_MODEL_H
#define FACS_DETECT_RETINAFACE_RETINAFACE_MODEL_H

#include "base/loaded.h"
#include "nn/onnx.h"

#define FACS_MODEL_RETINAFACE "retinaface"

/** Input: 1 x 3 x rows x columns, B G R less the mean colour.  Outputs, for A anchors: 1 x A x 4 offsets of boxes,
 *  1 x A x 2 probabilities (the second one: a face), 1 x A x 10 offsets of five points. */
enum { FACS_RETINAFACE_BOXES, FACS_RETINAFACE_SCORES, FACS_RETINAFACE_POINTS, FACS_RETINAFACE_OUTPUTS };
extern const facs_onnx_form facs_retinaface_form;

/** NULL = not loaded. */
static inline facs_onnx *facs_loaded_retinaface(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_RETINAFACE);
}

#endif
