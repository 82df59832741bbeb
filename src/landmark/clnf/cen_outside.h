/* CEN experts done outside (nn/outside.h), those of all landmarks of a scale and view at a time; docs/algorithm/onnx.md,
 * OpenFace's stages.  What goes in are the blocks that our own kernels would see, column after column, of areas as they lie in
 * the picture; weights of mirrored experts are turned, not areas (model/onnx_export_cen.c). */
#ifndef FACS_LANDMARK_CLNF_CEN_OUTSIDE_H
#define FACS_LANDMARK_CLNF_CEN_OUTSIDE_H

#include "landmark/clnf/response.h"
#include "nn/outside.h"

#define FACS_MODEL_CEN_OUTSIDE "landmarks.cen.outside"

/** Those of a scale and view: [landmarks, cells, 121] -> [landmarks, cells]. */
typedef struct facs_cen_outside_view {
    facs_outside *outside; /**< NULL = own kernels */
    int landmarks, landmark[FACS_N_MAX];
} facs_cen_outside_view;

typedef struct facs_cen_outside {
    const facs_landmark_model *model;
    facs_cen_outside_view view[FACS_SCALES_MAX][FACS_VIEWS_MAX];
} facs_cen_outside;

/** NULL = own kernels. */
static inline facs_cen_outside *facs_loaded_cen_outside(const facs_loaded *loaded)
{
    return facs_loaded_find(loaded, FACS_MODEL_CEN_OUTSIDE);
}

/** Maps of its model are made there from now on; borrowed.  FACS_E_MEMORY. */
facs_status facs_responder_exchange(facs_responder *responder, const facs_cen_outside *outside, facs_error *error);

/** Furthest response of a scale and view from that of our own kernels, in a picture that is always the same.  Infinite when
 *  it fails.  FACS_E_MEMORY. */
facs_status facs_cen_outside_check(const facs_env *env, const facs_cen_outside *outside, int c, int v, double *furthest,
                                   facs_error *error);

#endif
