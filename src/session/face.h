/* From a landmark fit to everything the public header says about a face. */
#ifndef FACS_SESSION_FACE_H
#define FACS_SESSION_FACE_H

#include "head/head.h"
#include "landmark/engine.h"
#include "result/face_store.h"

/** Landmarks, shape parameters, pose, camera-space shapes and eye landmarks as far as the engine has them, of the last
 *  fit, however bad; gaze only when `gaze`, else zeros.  confidence, success from the fit; face_id 0; no AUs.
 *  @param slot   has the shape that the engine says
 *  @param camera complete intrinsics */
void facs_face_fill(const facs_located *located, const facs_camera *camera, bool gaze, facs_face_slot *slot);

/** Angles of the mean gaze, from the gaze of both eyes and the pose. */
void facs_face_fill_gaze_angles(facs_face *face);

#endif
