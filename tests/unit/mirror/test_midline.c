/* Midline and yaw: frames without a face, hostile landmarks, turned heads. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "mirror/midline.h"

enum { POINTS = 68 };

/* A face whose halves are `right` and `left` pixels wide at every pair of points (in the picture the patient's right is
 * on the left), the midline at x. */
static void face(float landmarks[2 * POINTS], double x, double right, double left)
{
    static const int first[] = {36, 39, 17, 48, 1, 4}, second[] = {45, 42, 26, 54, 15, 12};
    for (int i = 0; i < POINTS; i++) {
        landmarks[i] = (float)x;
        landmarks[POINTS + i] = (float)(100 + i % 10);
    }
    for (int i = 0; i < 6; i++) {
        landmarks[first[i]] = (float)(x - right);
        landmarks[second[i]] = (float)(x + left);
    }
    landmarks[POINTS + 21] = landmarks[POINTS + 22] = 90;
    landmarks[POINTS + 8] = 200;
}

static facs_midline pushed(facs_midline_history *history, const float *landmarks)
{
    facs_midline midline;
    memset(&midline, 0x5a, sizeof midline);
    facs_midline_push(history, FACS_MIDLINE_MEAN, landmarks, &midline);
    return midline;
}

static void assert_near(double value, double expected, double most)
{
    if (!(fabs(value - expected) <= most))
        fail_msg("%.9g, expected %.9g", value, expected);
}

static void nothing_is_known_before_a_face(void **state)
{
    (void)state;
    facs_midline_history history = {0};
    for (int i = 0; i < 3; i++) {
        const facs_midline midline = pushed(&history, NULL);
        assert_false(midline.known);
        assert_false(midline.has_yaw);
        assert_true(midline.quality == 0);
    }
    float landmarks[2 * POINTS];
    face(landmarks, 50, 30, 30);
    const facs_midline midline = pushed(&history, landmarks);
    assert_true(midline.known && midline.has_yaw);
    assert_near(midline.glabella[0], 50, 0);
    assert_near(midline.glabella[1], 90, 0);
    assert_near(midline.chin[0], 50, 0);
    assert_near(midline.chin[1], 200, 0);
    assert_near(midline.yaw, 0, 0);
}

/* frames without a face show the last midline and are as if they had not been */
static void a_frame_without_face_is_forgotten(void **state)
{
    (void)state;
    facs_midline_history with = {0}, without = {0};
    float landmarks[2 * POINTS];
    facs_midline last = {.known = false};
    for (int i = 0; i < 12; i++) {
        face(landmarks, 50 + 3 * i, 30 + i, 40 - i);
        const facs_midline a = pushed(&with, landmarks), b = pushed(&without, landmarks);
        assert_memory_equal(&a.glabella, &b.glabella, sizeof a.glabella);
        assert_memory_equal(&a.chin, &b.chin, sizeof a.chin);
        assert_true(a.yaw == b.yaw && a.quality == b.quality);
        last = a;
        const facs_midline gap = pushed(&with, NULL);
        assert_true(gap.known);
        assert_memory_equal(&gap.glabella, &last.glabella, sizeof gap.glabella);
        assert_memory_equal(&gap.chin, &last.chin, sizeof gap.chin);
        assert_false(gap.has_yaw);
        assert_true(gap.yaw == 0 && gap.quality == 0);
    }
}

static void hostile_landmarks_are_no_face(void **state)
{
    (void)state;
    static const double hostile[] = {(double)NAN, (double)INFINITY, -(double)INFINITY, 3e38, -2e9, 1e6};
    facs_midline_history history = {0};
    float landmarks[2 * POINTS];
    face(landmarks, 50, 30, 30);
    pushed(&history, landmarks);
    const facs_midline_history before = history;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        for (int k = 0; k < 2 * POINTS; k += 45) {
            face(landmarks, 90, 30, 30);
            landmarks[k] = (float)hostile[i];
            const facs_midline midline = pushed(&history, landmarks);
            assert_true(midline.known && !midline.has_yaw);
            assert_near(midline.chin[0], 50, 0);
            assert_int_equal(history.count, before.count);
        }
    /* outside of any picture, but a place */
    facs_midline_history far = {0};
    face(landmarks, -20000, 30, 30);
    assert_near(pushed(&far, landmarks).chin[0], -20000, 0);
}

/* five frames count: the sixth last has no part in the mean, nor in the smoothing */
static void five_frames_count(void **state)
{
    (void)state;
    float landmarks[2 * POINTS];
    facs_midline_history history = {0};
    face(landmarks, 1000, 30, 30);
    pushed(&history, landmarks);
    face(landmarks, 100, 30, 30);
    for (int i = 0; i < 8; i++) {
        const double x = pushed(&history, landmarks).chin[0];
        assert_true(x > 100);
    }
    assert_near(pushed(&history, landmarks).chin[0], 100, 0);
}

/* halves of two frames become whole numbers, half to even */
static void points_are_rounded_half_to_even(void **state)
{
    (void)state;
    static const double halves[][2] = {{50.5, 50}, {51.5, 52}, {-0.5, 0}, {-1.5, -2}};
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++) {
        float landmarks[2 * POINTS];
        facs_midline_history history = {0};
        face(landmarks, halves[i][0], 30, 30);
        assert_near(pushed(&history, landmarks).chin[0], halves[i][1], 0);
    }
}

static void yaw_has_its_sign_and_size(void **state)
{
    (void)state;
    float landmarks[2 * POINTS];
    facs_midline_history history = {0};
    face(landmarks, 100, 30, 40); /* the side on the right of the picture is the wider one */
    assert_near(pushed(&history, landmarks).yaw, 10.0 / 35 * 45, 1e-9);
    history = (facs_midline_history){0};
    face(landmarks, 100, 40, 30);
    assert_near(pushed(&history, landmarks).yaw, -10.0 / 35 * 45, 1e-9);
}

/* so far turned that no pair has both sides: the tip of the nose between the eyes decides */
static void profiles_have_a_yaw(void **state)
{
    (void)state;
    float landmarks[2 * POINTS];
    facs_midline_history history = {0};
    face(landmarks, 100, 0, 60);
    landmarks[30] = 90;
    landmarks[42] = 120;
    for (int i = 0; i < 6; i++)
        landmarks[(const int[]){17, 1, 4, 36, 48, 39}[i]] = 110;
    const facs_midline midline = pushed(&history, landmarks);
    assert_true(midline.has_yaw);
    const double eyes = hypot(160.0 - 110, (double)(landmarks[POINTS + 36] - landmarks[POINTS + 45]));
    assert_near(midline.yaw, (90 - (110 + 120) / 2.0) / (eyes / 2) * 45, 1e-9);
    /* all points in one place tell nothing */
    history = (facs_midline_history){0};
    for (int i = 0; i < 2 * POINTS; i++)
        landmarks[i] = 7;
    const facs_midline none = pushed(&history, landmarks);
    assert_true(none.known && !none.has_yaw);
    assert_true(none.quality == 0);
}

static void quality_is_that_of_a_steady_frontal_head(void **state)
{
    (void)state;
    facs_midline_history history = {0};
    float landmarks[2 * POINTS];
    face(landmarks, 100, 40, 40);
    for (int i = 0; i < 2; i++)
        assert_near(pushed(&history, landmarks).quality, 0.9 + 0.1 * 0.5, 1e-12);
    assert_near(pushed(&history, landmarks).quality, 1, 1e-12);
    assert_int_equal(facs_yaw_classify(true, 3), FACS_YAW_OPTIMAL);
    assert_int_equal(facs_yaw_classify(true, -3), FACS_YAW_OPTIMAL);
    assert_int_equal(facs_yaw_classify(true, 3.001), FACS_YAW_ACCEPTABLE);
    assert_int_equal(facs_yaw_classify(true, -5), FACS_YAW_ACCEPTABLE);
    assert_int_equal(facs_yaw_classify(true, -5.001), FACS_YAW_EXCESSIVE);
    assert_int_equal(facs_yaw_classify(false, 0), FACS_YAW_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_known_before_a_face),
        cmocka_unit_test(a_frame_without_face_is_forgotten),
        cmocka_unit_test(hostile_landmarks_are_no_face),
        cmocka_unit_test(five_frames_count),
        cmocka_unit_test(points_are_rounded_half_to_even),
        cmocka_unit_test(yaw_has_its_sign_and_size),
        cmocka_unit_test(profiles_have_a_yaw),
        cmocka_unit_test(quality_is_that_of_a_steady_frontal_head),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
