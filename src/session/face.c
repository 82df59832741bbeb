/* Assembly of a facs_face.
 *
 * Pose and camera-space shapes are computed even when nothing was ever detected (quirk 27 of docs/fidelity.md): the
 * columns exist in every row.  Each eye has landmarks and parameters of its own; gaze comes from its 3D iris and the 3D
 * eye corners of the face.  docs/algorithm/pose-gaze.md. */
#include "session/face.h"

#include <string.h>

enum { GAZE_POINTS = 28 }; /* of an eye that gaze can be told from */
enum { HIDDEN = 128 };     /* landmarks there are bits for */

/* `from` = x of all n points, y, ... goes to the points from `first` on of `to`, which has `total` */
static void put_points(const float *from, int n, int axes, int first, int total, float *to)
{
    for (int axis = 0; axis < axes; axis++)
        memcpy(to + axis * total + first, from + axis * n, (size_t)n * sizeof *to);
}

static void get_point(const facs_face_slot *slot, int i, float point[3])
{
    for (int axis = 0; axis < 3; axis++)
        point[axis] = slot->landmarks_3d[axis * slot->shape.landmarks + i];
}

static void fill_eye(const facs_located_eye *seen, const facs_camera *camera, int eye, bool gaze, facs_face_slot *slot)
{
    const facs_located_shape *located = &seen->shape;
    const int n = located->n, total = slot->shape.eye_landmarks;
    float shape[3 * FACS_N_MAX];
    facs_shape_camera(located->pdm, located->landmarks, located->g, located->p, camera, shape);
    put_points(located->landmarks, n, 2, eye * n, total, slot->eye_landmarks);
    put_points(shape, n, 3, eye * n, total, slot->eye_landmarks_3d);
    if (gaze) {
        float a[3], b[3];
        get_point(slot, seen->corner[0], a);
        get_point(slot, seen->corner[1], b);
        facs_gaze(shape, a, b, slot->face.pose, slot->face.gaze[eye]);
    }
}

static void fill_shape(const facs_located *seen, const facs_camera *camera, facs_face_slot *slot)
{
    const facs_located_shape *located = &seen->face;
    const facs_pdm *pdm = located->pdm;
    facs_face *face = &slot->face;
    memcpy(face->params_global, located->g, sizeof face->params_global);
    memcpy(slot->params_local, located->p, (size_t)pdm->m * sizeof(float));
    if (seen->posed)
        facs_head_pose_seen(face->params_global, camera, face->pose);
    else
        facs_head_pose(pdm, slot->landmarks, face->params_global, slot->params_local, camera, face->pose);
    facs_shape_camera(pdm, slot->landmarks, face->params_global, slot->params_local, camera, slot->landmarks_3d);
}

void facs_face_fill_gaze_angles(facs_face *face)
{
    facs_gaze_angle(face->gaze[0], face->gaze[1], face->gaze_angle);
    facs_gaze_head_angle(face->gaze[0], face->gaze[1], face->pose, face->gaze_head_angle);
}

/* the eye at the image's left is the person's right one */
static void fill_mesh(const facs_mesh *mesh, bool gaze, facs_face_slot *slot)
{
    facs_face *face = &slot->face;
    if (slot->mesh) {
        *slot->mesh = *mesh;
        slot->has_mesh = true;
    }
    face->has_eyes = slot->shape.gaze;
    if (!face->has_eyes || !gaze)
        return;
    for (int eye = 0; eye < FACS_MESH_SIDES; eye++)
        facs_gaze_in_head(mesh->eye_angles[eye], face->pose, face->gaze[eye]);
    facs_face_fill_gaze_angles(face);
}

void facs_face_fill(const facs_located *located, const facs_camera *camera, bool gaze, facs_face_slot *slot)
{
    facs_face *face = &slot->face;
    facs_face_slot_clear(slot);
    face->confidence = located->certainty;
    face->success = located->success;
    memcpy(slot->landmarks, located->face.landmarks, 2 * (size_t)located->face.n * sizeof(float));
    memcpy(slot->box, located->box, sizeof slot->box);
    if (located->rated)
        memcpy(slot->likelihood, located->likelihood, (size_t)slot->shape.likelihoods * sizeof(float));
    for (int i = 0; located->visible && i < located->face.n && i < HIDDEN; i++)
        slot->hidden[i / 64] |= (uint64_t)!located->visible[i] << i % 64;
    if (located->landmarks_98)
        memcpy(slot->landmarks_98, located->landmarks_98, 2 * (size_t)slot->shape.landmarks_98 * sizeof(float));
    if (!located->face.pdm)
        return;
    fill_shape(located, camera, slot);
    if (located->mesh) {
        fill_mesh(located->mesh, gaze, slot);
        return;
    }
    face->has_eyes = slot->shape.eye_landmarks > 0;
    if (!face->has_eyes)
        return;
    gaze = gaze && located->eye[0].shape.n == GAZE_POINTS;
    fill_eye(&located->eye[0], camera, 0, gaze, slot);
    fill_eye(&located->eye[1], camera, 1, gaze, slot);
    if (gaze)
        facs_face_fill_gaze_angles(face);
}
