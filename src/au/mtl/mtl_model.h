/* The multi-task network of OpenFace 3.0 (emotion, gaze, action units) as an ONNX file.  Immutable after loading;
 * docs/algorithm/multi-task.md. */
#ifndef FACS_AU_MTL_MTL_MODEL_H
#define FACS_AU_MTL_MTL_MODEL_H

#include "base/loaded.h"
#include "nn/onnx.h"

#define FACS_MODEL_MTL "multi-task"

/** Input: faces x 3 x 224 x 224, R G B less their mean, by their deviation.  Outputs, by their place: faces x 8 logits of
 *  emotions, faces x 2 angles of gaze, faces x 8 scores of action units.  Files exist that take one face at a time. */
enum { FACS_MTL_SIDE = 224, FACS_MTL_EMOTIONS = 8, FACS_MTL_AUS = 8 };
enum { FACS_MTL_EMOTION, FACS_MTL_GAZE, FACS_MTL_AU, FACS_MTL_OUTPUTS };
extern const facs_onnx_form facs_mtl_form;

/** NULL = not loaded. */
static inline facs_onnx *facs_loaded_mtl(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_MTL);
}

#endif
