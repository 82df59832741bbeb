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
    options.model_dir = model_folder();
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

/* pushes with a number and a time */
static inline facs_status push_at(facs_session *session, const facs_picture *picture, int64_t number, double timestamp)
{
    facs_frame frame;
    facs_frame_init(&frame, sizeof frame);
    frame.number = number;
    frame.timestamp = timestamp;
    return facs_session_push(session, picture, &frame);
}

/* pushes a still with known faces; NULL = detect */
static inline facs_status push_boxes(facs_session *session, const facs_picture *picture, const facs_box *boxes,
                                     int box_count)
{
    facs_frame frame;
    facs_frame_init(&frame, sizeof frame);
    frame.boxes = boxes;
    frame.box_count = box_count;
    return facs_session_push(session, picture, &frame);
}

/* final AUs of a single-face session */
static inline facs_status final_aus(facs_session *session, int64_t index, double au_r[FACS_AU_R],
                                    double au_c[FACS_AU_C])
{
    return facs_session_final_aus(session, 0, index, au_r, FACS_AU_R, au_c, FACS_AU_C);
}

static inline void same_numbers(const void *a, const void *b, int count, size_t size)
{
    if (count)
        assert_memory_equal(a, b, (size_t)count * size);
}

/* all but the action units */
static inline void same_points(const facs_face *a, const facs_face *b)
{
    assert_int_equal(a->face_id, b->face_id);
    assert_int_equal(a->track, b->track);
    assert_int_equal(a->person, b->person);
    assert_true(a->success == b->success && a->has_eyes == b->has_eyes);
    assert_memory_equal(&a->confidence, &b->confidence, sizeof a->confidence);
    assert_memory_equal(a->gaze, b->gaze, sizeof a->gaze);
    assert_memory_equal(a->gaze_angle, b->gaze_angle, sizeof a->gaze_angle);
    assert_memory_equal(a->pose, b->pose, sizeof a->pose);
    assert_memory_equal(a->params_global, b->params_global, sizeof a->params_global);
    assert_true(a->landmark_count == b->landmark_count && a->eye_landmark_count == b->eye_landmark_count &&
                a->mode_count == b->mode_count);
    same_numbers(a->landmarks, b->landmarks, 2 * a->landmark_count, sizeof(float));
    same_numbers(a->landmarks_3d, b->landmarks_3d, 3 * a->landmark_count, sizeof(float));
    same_numbers(a->eye_landmarks, b->eye_landmarks, 2 * a->eye_landmark_count, sizeof(float));
    same_numbers(a->eye_landmarks_3d, b->eye_landmarks_3d, 3 * a->eye_landmark_count, sizeof(float));
    same_numbers(a->params_local, b->params_local, a->mode_count, sizeof(float));
}

static inline void same_face(const facs_face *a, const facs_face *b)
{
    same_points(a, b);
    assert_true(a->has_aus == b->has_aus && a->au_r_count == b->au_r_count && a->au_c_count == b->au_c_count);
    same_numbers(a->au_r, b->au_r, a->au_r_count, sizeof(double));
    same_numbers(a->au_c, b->au_c, a->au_c_count, sizeof(double));
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
    assert_int_equal(face->landmark_count, FACS_LANDMARKS);
    assert_int_equal(face->eye_landmark_count, FACS_EYE_LANDMARKS);
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
