/* PFLD, 68 points, as an ONNX file.  Immutable after loading; docs/algorithm/pfld.md. */
#ifndef FACS_LANDMARK_PFLD_PFLD_MODEL_H
#define FACS_LANDMARK_PFLD_PFLD_MODEL_H

#include "base/loaded.h"
#include "nn/onnx.h"
#include "shape/pdm.h"

#define FACS_MODEL_PFLD "pfld"
/** OpenFace's shape model of 68 points, by itself. */
#define FACS_MODEL_PFLD_SHAPE "pfld.shape"

/** Input: 1 x 3 x 112 x 112, R G B from 0 to 1.  Output: 1 x 136, x and y of point after point, from 0 to 1. */
enum { FACS_PFLD_SIDE = 112, FACS_PFLD_VALUES = 136 };
extern const facs_onnx_form facs_pfld_form;

/** NULL = not loaded. */
static inline facs_onnx *facs_loaded_pfld(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_PFLD);
}

static inline facs_pdm *facs_loaded_pfld_shape(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_PFLD_SHAPE);
}

#endif
