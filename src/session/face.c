/* Assembly of a facs_face.
 *
 * Pose and camera-space shapes are computed even when nothing was ever detected (quirk 27 of docs/fidelity.md): the
 * columns exist in every row.  Eye landmarks come from the part models left_eye_28 (face landmarks 36-41, the eye at
 * the image's left) and right_eye_28 (42-47), each with its own parameters; gaze from their 3D iris and the 3D eye
 * corners of the face. docs/algorithm/pose-gaze.md. */
#include "session/face.h"

#include <string.h>

enum { EYE = FACS_EYE_LANDMARKS / 2 };

static const struct {
    const char *part;
    int corner_a, corner_b; /* face landmarks */
} eyes[2] = {{"left_eye_28", 36, 39}, {"right_eye_28", 42, 45}};

facs_status facs_face_check_model(const facs_landmark_model *model, facs_error *error)
{
    if (model->pdm->n == FACS_LANDMARKS && model->pdm->m <= FACS_MODES_MAX)
        return FACS_OK;
    return facs_fail(error, FACS_E_UNSUPPORTED,
                     "landmark model %s: %d landmarks and %d modes; %d landmarks and at most %d modes are needed: name "
                     "a face model, not one of its parts",
                     model->stem, model->pdm->n, model->pdm->m, FACS_LANDMARKS, FACS_MODES_MAX);
}

/* index of the part model of an eye, -1 = none */
static int find_eye(const facs_landmark_model *model, int eye)
{
    for (int i = 0; i < model->parts; i++) {
        const facs_part *part = &model->part[i];
        if (part->model->pdm->n == EYE && strcmp(part->name, eyes[eye].part) == 0)
            return i;
    }
    return -1;
}

bool facs_face_has_eyes(const facs_landmark_model *model)
{
    return find_eye(model, 0) >= 0 && find_eye(model, 1) >= 0;
}

facs_face_shape facs_face_shape_of(const facs_landmark_model *model)
{
    return (facs_face_shape){.landmarks = model->pdm->n,
                             .eye_landmarks = facs_face_has_eyes(model) ? FACS_EYE_LANDMARKS : 0,
                             .modes = model->pdm->m};
}

static void get_point(const float *shape_3d, int i, float point[3])
{
    for (int axis = 0; axis < 3; axis++)
        point[axis] = shape_3d[axis * FACS_LANDMARKS + i];
}

static void fill_eye(const facs_landmark_model *model, const facs_fit *fit, const facs_camera *camera, int eye,
                     bool gaze, facs_face_slot *slot)
{
    int part = find_eye(model, eye);
    const facs_fit_state *state = &fit->part[part];
    float shape[3 * EYE];
    facs_shape_camera(model->part[part].model->pdm, state->landmarks, state->g, state->p, camera, shape);
    for (int axis = 0; axis < 2; axis++)
        memcpy(slot->eye_landmarks + axis * FACS_EYE_LANDMARKS + eye * EYE, state->landmarks + axis * EYE,
               EYE * sizeof(float));
    for (int axis = 0; axis < 3; axis++)
        memcpy(slot->eye_landmarks_3d + axis * FACS_EYE_LANDMARKS + eye * EYE, shape + axis * EYE, EYE * sizeof(float));
    if (gaze) {
        float a[3], b[3];
        get_point(slot->landmarks_3d, eyes[eye].corner_a, a);
        get_point(slot->landmarks_3d, eyes[eye].corner_b, b);
        facs_gaze(shape, a, b, slot->face.pose, slot->face.gaze[eye]);
    }
}

void facs_face_fill(const facs_landmark_model *model, const facs_fit *fit, const facs_camera *camera, bool gaze,
                    facs_face_slot *slot)
{
    const facs_pdm *pdm = model->pdm;
    const facs_fit_state *state = &fit->face;
    facs_face *face = &slot->face;
    facs_face_slot_clear(slot);
    face->confidence = state->certainty;
    face->success = state->success;
    memcpy(slot->landmarks, state->landmarks, 2 * (size_t)pdm->n * sizeof(float));
    memcpy(face->params_global, state->g, sizeof face->params_global);
    memcpy(slot->params_local, state->p, (size_t)pdm->m * sizeof(float));
    facs_head_pose(pdm, slot->landmarks, face->params_global, slot->params_local, camera, face->pose);
    facs_shape_camera(pdm, slot->landmarks, face->params_global, slot->params_local, camera, slot->landmarks_3d);
    face->has_eyes = facs_face_has_eyes(model);
    if (!face->has_eyes)
        return;
    fill_eye(model, fit, camera, 0, gaze, slot);
    fill_eye(model, fit, camera, 1, gaze, slot);
    if (gaze)
        facs_gaze_angle(face->gaze[0], face->gaze[1], face->gaze_angle);
}
