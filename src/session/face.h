/* From a landmark fit to everything the public header says about a face. */
#ifndef FACS_SESSION_FACE_H
#define FACS_SESSION_FACE_H

#include "head/head.h"
#include "landmark/clnf/fitter.h"
#include "result/face_store.h"

/** The model gives 68 landmarks (FACS_E_UNSUPPORTED otherwise). */
facs_status facs_face_check_model(const facs_landmark_model *model, facs_error *error);
/** Both eye models are there: gaze and eye landmarks can be filled. */
bool facs_face_has_eyes(const facs_landmark_model *model);
/** How many of everything the model gives; no AUs. */
facs_face_shape facs_face_shape_of(const facs_landmark_model *model);

/** Landmarks, shape parameters, pose, camera-space shapes and eye landmarks always (of the last fit, however bad);
 *  gaze only when `gaze`, else zeros.  confidence, success from the fit; face_id 0; no AUs.
 *  @param slot   has the shape of the model
 *  @param camera complete intrinsics */
void facs_face_fill(const facs_landmark_model *model, const facs_fit *fit, const facs_camera *camera, bool gaze,
                    facs_face_slot *slot);

#endif
