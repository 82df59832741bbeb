/* Head pose, camera-space shapes, gaze, intrinsics; docs/algorithm/pose-gaze.md. */
#ifndef FACS_HEAD_HEAD_H
#define FACS_HEAD_HEAD_H

#include "shape/pdm.h"

/** FACS_E_ARGUMENT unless the numbers are those of a camera; -1 = to be derived, of both of a pair.  NULL is fine. */
facs_status facs_camera_check(const facs_camera *camera, facs_error *error);
/** Complete intrinsics for a width x height frame.  `still`: a pair counts only when both members are given. */
facs_camera facs_camera_complete(const facs_camera *camera, int width, int height, bool still);

/** Tx Ty Tz (mm) and Euler angles (rad) by Levenberg-Marquardt PnP; zeros when g[0] == 0. */
void facs_head_pose(const facs_pdm *pdm, const float *landmarks, const float g[6], const float *p,
                    const facs_camera *camera, float pose[6]);
/** The same where g's rotation is the head's already, as seen along the line of sight to it: turned by that line's own
 *  angles; docs/algorithm/pose-gaze.md, Pose of a mesh. */
void facs_head_pose_seen(const float g[6], const facs_camera *camera, float pose[6]);
/** 3n camera-space coordinates (mm), X of all, Y, Z. */
void facs_shape_camera(const facs_pdm *pdm, const float *landmarks, const float g[6], const float *p,
                       const facs_camera *camera, float *shape);

/** Gaze of one eye: `eye_3d` 3 x 28 camera-space eye landmarks, inner/outer corner = face landmarks in 3D,
 *  `pose` as from facs_head_pose. */
void facs_gaze(const float *eye_3d, const float corner_a[3], const float corner_b[3], const float pose[6],
               float direction[3]);
/** Gaze of an eye that stands in the head at these angles (rad: x positive to the image's right, y down), of which half
 *  is believed; docs/algorithm/pose-gaze.md, Gaze of a mesh. */
void facs_gaze_in_head(const float eye_angles[2], const float pose[6], float direction[3]);
void facs_gaze_angle(const float gaze0[3], const float gaze1[3], float angle[2]);
/** The same as seen from the head: the mean gaze turned back by the head's rotation. */
void facs_gaze_head_angle(const float gaze0[3], const float gaze1[3], const float pose[6], float angle[2]);

#endif
