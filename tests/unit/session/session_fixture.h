/* Shared by the tests of src/session: models opened once, frames of the stage data as pictures. */
#ifndef FACS_TESTS_SESSION_FIXTURE_H
#define FACS_TESTS_SESSION_FIXTURE_H

#include <facsimile/facsimile.h>

#include "support/npy.h"

static inline facs_models *open_test_models(void)
{
    facs_models_options options = facs_models_options_default();
    facs_models *models = NULL;
    facs_error error = {0};
    options.model_dir = testdata_path("models/2.2.0/originals");
    options.static_au = true;
    if (facs_models_open(&options, &models, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return models;
}

/* `frame` = golden/stages/NAME/frame_bgr.npy, which must stay alive */
static inline facs_picture as_picture(const npy *frame)
{
    return (facs_picture){.data = frame->data,
                          .width = (int)frame->dim[1],
                          .height = (int)frame->dim[0],
                          .stride = (ptrdiff_t)frame->dim[1] * 3,
                          .format = FACS_PIXEL_BGR24};
}

static inline void check_golden(const char *stage, const char *name, const float *actual, double tolerance)
{
    npy expected = npy_load("golden/stages/%s/final/%s.npy", stage, name);
    for (size_t i = 0; i < expected.count; i++) {
        double d = (double)actual[i] - npy_get(&expected, i);
        if (!(d <= tolerance && d >= -tolerance))
            fail_msg("%s/%s[%zu] = %g, golden %g", stage, name, i, (double)actual[i], npy_get(&expected, i));
    }
    npy_free(&expected);
}

/* x0 y0 x1 y1 ... (golden) from x of all, y of all, ... */
static inline void interleave(const float *planes, int points, int axes, float *mixed)
{
    for (int i = 0; i < points; i++)
        for (int axis = 0; axis < axes; axis++)
            mixed[i * axes + axis] = planes[axis * points + i];
}

/* one face against golden/stages/STAGE/final; tolerances are how far the reference moves when it is compiled with
 * other flags */
typedef struct face_tolerance {
    double landmarks, landmarks_3d, pose, gaze, eyes, eyes_3d, global, local;
} face_tolerance;

static inline void check_face(const char *stage, const facs_face *face, const face_tolerance *tolerance)
{
    float mixed[3 * FACS_EYE_LANDMARKS], gaze[8];
    check_golden(stage, "landmarks", face->landmarks, tolerance->landmarks);
    check_golden(stage, "landmarks_3d", face->landmarks_3d, tolerance->landmarks_3d);
    check_golden(stage, "pose", face->pose, tolerance->pose);
    check_golden(stage, "params_global", face->params_global, tolerance->global);
    check_golden(stage, "params_local", face->params_local, tolerance->local);
    interleave(face->eye_landmarks, FACS_EYE_LANDMARKS, 2, mixed);
    check_golden(stage, "eye_landmarks_2d", mixed, tolerance->eyes);
    interleave(face->eye_landmarks_3d, FACS_EYE_LANDMARKS, 3, mixed);
    check_golden(stage, "eye_landmarks_3d", mixed, tolerance->eyes_3d);
    for (int i = 0; i < 8; i++)
        gaze[i] = i < 6 ? face->gaze[i / 3][i % 3] : face->gaze_angle[i - 6];
    check_golden(stage, "gaze", gaze, tolerance->gaze);
}

#endif
