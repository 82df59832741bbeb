/* Shared by the tests of src/session: models opened once, frames of the stage data as pictures. */
#ifndef FACS_TESTS_SESSION_FIXTURE_H
#define FACS_TESTS_SESSION_FIXTURE_H

#include <facsimile/facsimile.h>

#include "support/npy.h"

static inline facs_models *open_test_models(void)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    facs_models *models = NULL;
    facs_error error = {0};
    options.model_dir = testdata_path("models/2.2.0/originals");
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

/* No value is farther than `most` times the tolerance from the golden one; where the fit starts from our own numbers
 * (`most` > 1), a neighbouring cell of the mean-shift table moves single points by more, and the mean must stay below
 * half the tolerance. */
static inline void check_golden(const char *stage, const char *name, const float *actual, double tolerance, double most)
{
    npy expected = npy_load("golden/stages/%s/final/%s.npy", stage, name);
    double sum = 0;
    for (size_t i = 0; i < expected.count; i++) {
        double d = (double)actual[i] - npy_get(&expected, i);
        d = d < 0 ? -d : d;
        sum += d;
        if (!(d <= most * tolerance))
            fail_msg("%s/%s[%zu] = %g, golden %g", stage, name, i, (double)actual[i], npy_get(&expected, i));
    }
    if (!(most <= 1 || sum <= 0.5 * tolerance * (double)expected.count))
        fail_msg("%s/%s: mean difference %g", stage, name, sum / (double)expected.count);
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
    double landmarks, landmarks_3d, pose, gaze, eyes, eyes_3d, global, local, most;
} face_tolerance;

static inline void check_face(const char *stage, const facs_face *face, const face_tolerance *tolerance)
{
    float mixed[3 * FACS_EYE_LANDMARKS], gaze[8];
    check_golden(stage, "landmarks", face->landmarks, tolerance->landmarks, tolerance->most);
    check_golden(stage, "landmarks_3d", face->landmarks_3d, tolerance->landmarks_3d, tolerance->most);
    check_golden(stage, "pose", face->pose, tolerance->pose, tolerance->most);
    check_golden(stage, "params_global", face->params_global, tolerance->global, tolerance->most);
    check_golden(stage, "params_local", face->params_local, tolerance->local, tolerance->most);
    interleave(face->eye_landmarks, FACS_EYE_LANDMARKS, 2, mixed);
    check_golden(stage, "eye_landmarks_2d", mixed, tolerance->eyes, tolerance->most);
    interleave(face->eye_landmarks_3d, FACS_EYE_LANDMARKS, 3, mixed);
    check_golden(stage, "eye_landmarks_3d", mixed, tolerance->eyes_3d, tolerance->most);
    for (int i = 0; i < 8; i++)
        gaze[i] = i < 6 ? face->gaze[i / 3][i % 3] : face->gaze_angle[i - 6];
    check_golden(stage, "gaze", gaze, tolerance->gaze, tolerance->most);
}

#endif
