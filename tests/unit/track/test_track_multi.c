/* Up to four faces with a scripted fit: docs/algorithm/tracking.md, Several faces. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <math.h>
#include <cmocka.h>

#include "fake.h"
#include "support/npy.h"

static void check_overlap(const float a[4], const float b[4], double expected)
{
    double own[2] = {facs_box_overlap(a, b), facs_box_overlap(b, a)};
    const double both[2] = {expected, expected};
    assert_close_f64("overlap", own, both, 2, 1e-12);
}

static void test_overlap(void **state)
{
    (void)state;
    const float a[4] = {0, 0, 10, 10}, half[4] = {5, 0, 10, 10}, corner[4] = {9, 9, 10, 10}, far[4] = {20, 20, 1, 1};
    const float touching[4] = {10, 0, 10, 10}, inside[4] = {2, 2, 5, 2}, empty[4] = {0, 0, 0, 0};
    check_overlap(a, a, 1.0);
    check_overlap(a, half, 1.0 / 3.0); /* the rule before 2.2 would say 0.5 */
    check_overlap(a, corner, 1.0 / 199.0);
    check_overlap(a, far, 0.0);
    check_overlap(a, touching, 0.0);
    check_overlap(a, inside, 0.1);
    check_overlap(a, empty, 0.0);
    assert_true(isnan(facs_box_overlap(empty, empty)));
}

static int frame(fake *f, facs_tracked tracked[FACS_MULTI_SLOTS])
{
    int count = -1;
    assert_int_equal(fake_frame(f, tracked, &count), FACS_OK);
    return count;
}

static float left_of(const facs_tracked *tracked)
{
    return tracked->located.face.landmarks[0];
}

static void test_slots_in_order(void **state)
{
    (void)state;
    static fake f;
    facs_tracked t[FACS_MULTI_SLOTS];
    fake_set_up(&f, true);
    assert_int_equal(frame(&f, t), 0); /* frame 0: nobody there */
    assert_int_equal(f.faces, 1);
    for (int k = 0; k < 6; k++)
        fake_box(&f, 100.0f * (float)k, 0, 80, 80);
    for (int i = 1; i < 8; i++)
        assert_int_equal(frame(&f, t), 0);
    assert_int_equal(f.faces, 1);
    assert_int_equal(frame(&f, t), 4); /* frame 8: the first four of six */
    for (int k = 0; k < 4; k++) {
        assert_int_equal(t[k].slot, k);
        assert_true(t[k].success);
        float left = left_of(&t[k]), expected = 100.0f * (float)k;
        assert_close_f32("left", &left, &expected, 1, 1e-3);
    }
    /* a plain step */
    assert_int_equal(f.detects, 0);
    assert_int_equal(f.steps, 4);
    /* no free slot: no more detection */
    for (int i = 0; i < 20; i++)
        assert_int_equal(frame(&f, t), 4);
    assert_int_equal(f.faces, 2);
}

/* Faces that are tracked already do not take another slot. */
static void test_known_faces(void **state)
{
    (void)state;
    static fake f;
    facs_tracked t[FACS_MULTI_SLOTS];
    fake_set_up(&f, true);
    fake_box(&f, 0, 0, 80, 80);
    assert_int_equal(frame(&f, t), 1);
    fake_box(&f, 200, 0, 80, 80);
    for (int i = 1; i < 8; i++)
        assert_int_equal(frame(&f, t), 1);
    assert_int_equal(frame(&f, t), 2);
    float left = left_of(&t[1]), expected = 200;
    assert_close_f32("left", &left, &expected, 1, 1e-3);
}

/* A failing face is put out for six frames (0 to 5 failures in a row) and dropped in the next. */
static void test_failures(void **state)
{
    (void)state;
    static fake f;
    facs_tracked t[FACS_MULTI_SLOTS];
    fake_set_up(&f, true);
    fake_box(&f, 0, 0, 80, 80);
    assert_int_equal(frame(&f, t), 1);
    f.box_count = 0;
    f.step_success = false;
    for (int i = 0; i < 6; i++) {
        assert_int_equal(frame(&f, t), 1);
        assert_false(t[0].success);
        assert_int_equal(f.tracker.slot[0].failures, i);
    }
    assert_int_equal(frame(&f, t), 0);
    assert_false(f.tracker.slot[0].initialised);
    assert_true(f.fit[0].landmarks[1] == 0.0f);
    assert_int_equal(f.detects, 0);
}

/* A face that is rejected at its start takes its slot all the same. */
static void test_rejected_start(void **state)
{
    (void)state;
    static fake f;
    facs_tracked t[FACS_MULTI_SLOTS];
    fake_set_up(&f, true);
    fake_box(&f, 0, 0, 80, 80);
    f.step_success = false;
    assert_int_equal(frame(&f, t), 1);
    assert_false(t[0].success);
    assert_int_equal(f.tracker.slot[0].failures, 0);
}

/* Of two slots that have run onto the same face the lower is freed (quirk 23). */
static void test_duplicates(void **state)
{
    (void)state;
    static fake f;
    facs_tracked t[FACS_MULTI_SLOTS];
    fake_set_up(&f, true);
    fake_box(&f, 0, 0, 80, 80);
    fake_box(&f, 200, 0, 80, 80);
    fake_box(&f, 400, 0, 80, 80);
    assert_int_equal(frame(&f, t), 3);
    f.fit[0].box[0] += 190.0f;
    assert_int_equal(frame(&f, t), 2);
    assert_int_equal(t[0].slot, 1);
    assert_int_equal(t[1].slot, 2);
    assert_false(f.tracker.slot[0].initialised);
    /* the free slot is the next new face's */
    f.boxes[0] = (facs_box){0, 200, 80, 80, 0.9f};
    for (int i = 2; i < 8; i++)
        assert_int_equal(frame(&f, t), 2);
    assert_int_equal(frame(&f, t), 3);
    assert_int_equal(t[0].slot, 0);
    /* two boxes that overlap less than half stay two faces */
    f.fit[0].box[1] -= 150.0f;
    f.fit[0].box[0] += 160.0f;
    assert_int_equal(frame(&f, t), 3);
}

static void test_reset(void **state)
{
    (void)state;
    static fake f;
    facs_tracked t[FACS_MULTI_SLOTS];
    fake_set_up(&f, true);
    fake_box(&f, 0, 0, 80, 80);
    assert_int_equal(frame(&f, t), 1);
    assert_int_equal(frame(&f, t), 1);
    facs_tracker_reset(&f.tracker);
    f.faces = 0;
    f.box_count = 0;
    assert_int_equal(frame(&f, t), 0); /* frame 0 again: detection */
    assert_int_equal(f.faces, 1);
}

static void test_errors(void **state)
{
    (void)state;
    static fake f;
    facs_tracked t[FACS_MULTI_SLOTS];
    int count = 77;
    fake_set_up(&f, true);
    f.fail_faces = FACS_E_MEMORY;
    assert_int_equal(fake_frame(&f, t, &count), FACS_E_MEMORY);
    f.fail_faces = FACS_OK;
    fake_box(&f, 0, 0, 80, 80);
    f.fail_step = FACS_E_MEMORY;
    assert_int_equal(fake_frame(&f, t, &count), FACS_E_MEMORY);
    assert_int_equal(count, 77);
    f.fail_step = FACS_OK;
    assert_int_equal(fake_frame(&f, t, &count), FACS_OK);
    assert_int_equal(count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overlap),  cmocka_unit_test(test_slots_in_order), cmocka_unit_test(test_known_faces),
        cmocka_unit_test(test_failures), cmocka_unit_test(test_rejected_start), cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_reset),    cmocka_unit_test(test_errors),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
