/* Gaze: known values, stage goldens, relations. */
#include "unit/shape/shape_fixture.h"

#include <stdio.h>

#include "head/head.h"
#include "shape/rotation.h"

static const float corner_a[3] = {-45, -30, 380}, corner_b[3] = {-20, -28, 378};
static const float head_pose[6] = {0, 0, 400, 0.1f, -0.2f, 0.05f};

/* An eye whose iris points all lie at one place. */
static void eye_at(const float place[3], float eye[84])
{
    for (int axis = 0; axis < 3; axis++)
        for (int i = 0; i < 28; i++)
            eye[28 * axis + i] = i < 8 ? place[axis] : 1e6f;
}

static void known_vectors(void **state)
{
    (void)state;
    static const float iris[2][3] = {{-32, -29, 372}, {-60, -29, 368}};
    static const float expected[2][3] = {{0.126809f, 0.332293f, -0.934613f}, {0.086594f, 0.085175f, -0.992596f}};
    for (int i = 0; i < 2; i++) {
        float eye[84], gaze[3];
        eye_at(iris[i], eye);
        facs_gaze(eye, corner_a, corner_b, head_pose, gaze);
        assert_close_f32("gaze", gaze, expected[i], 3, i == 0 ? 4e-5 : 1e-6);
    }
    static const float other[3] = {0.05f, 0.09f, -0.994686f}, angles[2] = {0.091389f, 0.215486f};
    float angle[2];
    facs_gaze_angle(expected[0], other, angle);
    assert_close_f32("angle", angle, angles, 2, 1e-6);
}

static void stages(void **state)
{
    (void)state;
    for (int f = 0; f < STAGE_FRAMES; f++) {
        const char *frame = stage_frames[f].frame;
        float face[204], eyes[168], expected[8], pose[6], gaze[8];
        char path[128];
        snprintf(path, sizeof path, "%s/final/landmarks_3d.npy", frame);
        stage_f32(face, 204, path);
        snprintf(path, sizeof path, "%s/final/eye_landmarks_3d.npy", frame);
        stage_f32(eyes, 168, path);
        snprintf(path, sizeof path, "%s/final/gaze.npy", frame);
        stage_f32(expected, 8, path);
        npy golden = npy_load("golden/stages/%s/final/pose.npy", frame);
        for (int k = 0; k < 6; k++)
            pose[k] = (float)npy_f64(&golden, 6)[k];
        npy_free(&golden);
        for (int side = 0; side < 2; side++) {
            static const int corners[2][2] = {{36, 39}, {42, 45}};
            float eye[84], a[3], b[3];
            for (int axis = 0; axis < 3; axis++) {
                a[axis] = face[68 * axis + corners[side][0]];
                b[axis] = face[68 * axis + corners[side][1]];
                for (int i = 0; i < 28; i++)
                    eye[28 * axis + i] = eyes[3 * (28 * side + i) + axis];
            }
            facs_gaze(eye, a, b, pose, gaze + 3 * side);
        }
        facs_gaze_angle(gaze, gaze + 3, gaze + 6);
        assert_close_f32("gaze", gaze, expected, 8, 0);
    }
}

/* In a mirror x changes sign and the rest stays. */
static void mirror(void **state)
{
    (void)state;
    static const float iris[3] = {-32, -29, 372}, flipped[3] = {32, -29, 372};
    static const float flipped_a[3] = {45, -30, 380}, flipped_b[3] = {20, -28, 378};
    static const float flipped_pose[6] = {0, 0, 400, 0.1f, 0.2f, -0.05f};
    float eye[84], gaze[3], other[3], angle[2], other_angle[2];
    eye_at(iris, eye);
    facs_gaze(eye, corner_a, corner_b, head_pose, gaze);
    eye_at(flipped, eye);
    facs_gaze(eye, flipped_a, flipped_b, flipped_pose, other);
    other[0] = -other[0];
    assert_close_f32("gaze", other, gaze, 3, 4e-5);
    facs_gaze_angle(gaze, gaze, angle);
    facs_gaze_angle(other, other, other_angle);
    assert_close_f32("angle", other_angle, angle, 2, 5e-5);
}

static void angles_of_the_axes(void **state)
{
    (void)state;
    static const float ahead[3] = {0, 0, -1}, right[3] = {1, 0, 0}, down[3] = {0, 1, 0};
    static const float zero[2] = {0}, x_only[2] = {1.57079633f, 0}, y_only[2] = {0, 1.57079633f};
    float angle[2];
    facs_gaze_angle(ahead, ahead, angle);
    assert_close_f32("ahead", angle, zero, 2, 0);
    facs_gaze_angle(right, right, angle);
    assert_close_f32("right", angle, x_only, 1, 1e-6);
    facs_gaze_angle(down, down, angle);
    assert_close_f32("down", angle + 1, y_only + 1, 1, 1e-6);
}

static void turn(const float r[9], const float v[3], float turned[3])
{
    for (int row = 0; row < 3; row++)
        turned[row] = r[3 * row] * v[0] + r[3 * row + 1] * v[1] + r[3 * row + 2] * v[2];
}

/* Eyes on the camera while the head turns: minus the turn, in the signs of the gaze; eyes that stay in the head: what they
 * were, whatever the head does. */
static void from_the_head(void **state)
{
    (void)state;
    static const float ahead[3] = {0, 0, -1}, in_head[3] = {0.28f, -0.1f, -0.95475127f};
    float angle[2], straight[2], nose[3], gaze[3], r[9];
    facs_gaze_angle(in_head, in_head, straight);
    for (int axis = 0; axis < 2; axis++) {
        float pose[6] = {10, 20, 500, 0, 0, 0}, turned[2];
        pose[3 + axis] = 0.3f; /* pitch, yaw */
        facs_euler_to_matrix(pose + 3, r);
        turn(r, ahead, nose);
        facs_gaze_angle(nose, nose, turned); /* where the head points now */
        assert_close_f32("turn", &turned[axis == 0], axis == 0 ? (float[]){0.3f} : (float[]){-0.3f}, 1, 1e-6);
        facs_gaze_head_angle(ahead, ahead, pose, angle);
        assert_close_f32("eyes on the camera", angle, (float[]){-turned[0], -turned[1]}, 2, 1e-6);
    }
    const float pose[6] = {0, 0, 500, 0.2f, -0.5f, 0.3f};
    facs_euler_to_matrix(pose + 3, r);
    turn(r, ahead, nose);
    facs_gaze_head_angle(nose, nose, pose, angle);
    assert_close_f32("eyes ahead", angle, (float[]){0, 0}, 2, 1e-6);
    turn(r, in_head, gaze);
    facs_gaze_head_angle(gaze, gaze, pose, angle);
    assert_close_f32("eyes in the head", angle, straight, 2, 1e-6);
    facs_gaze_head_angle(in_head, in_head, (float[6]){0}, angle);
    assert_close_f32("no turn", angle, straight, 2, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_vectors),        NEEDS_DATA(cmocka_unit_test(stages)),
        NEEDS_MODELS(cmocka_unit_test(mirror)), cmocka_unit_test(angles_of_the_axes),
        cmocka_unit_test(from_the_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
