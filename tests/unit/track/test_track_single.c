/* Video state machine of one face with a scripted fit: docs/algorithm/tracking.md, One face. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "fake.h"

static bool frame(fake *f)
{
    facs_tracked tracked[FACS_MULTI_SLOTS];
    int count = 0;
    assert_int_equal(fake_frame(f, tracked, &count), FACS_OK);
    assert_int_equal(count, 1);
    assert_int_equal(tracked[0].slot, 0);
    assert_ptr_equal(tracked[0].located.face.landmarks, f->fit[0].landmarks);
    return tracked[0].success;
}

/* a tracker that has seen one good frame */
static void start(fake *f)
{
    fake_set_up(f, false);
    fake_box(f, 100, 100, 200, 200);
    assert_true(frame(f));
    f->steps = f->detects = f->faces = 0;
}

static void test_no_face(void **state)
{
    (void)state;
    static fake f;
    fake_set_up(&f, false);
    for (int i = 1; i <= 40; i++) {
        int before = f.faces;
        assert_false(frame(&f));
        assert_int_equal(f.faces - before, i == 1 || i == 13 || i == 25 || i == 37);
    }
    assert_int_equal(f.steps + f.detects, 0);
    assert_false(f.tracker.slot[0].initialised);
    assert_true(f.fit[0].certainty == 0.0f);
}

static void test_start(void **state)
{
    (void)state;
    static fake f;
    fake_set_up(&f, false);
    fake_box(&f, 10, 10, 50, 90);
    fake_box(&f, 100, 100, 60, 60); /* the widest */
    assert_true(frame(&f));
    assert_int_equal(f.detects, 1);
    assert_int_equal(f.steps, 0);
    const float box[4] = {100, 100, 60, 60};
    assert_memory_equal(f.last_box, box, sizeof box);
    assert_true(f.last_first);
    assert_int_equal(f.tracker.slot[0].failures, -1);
    /* from now on no detection */
    for (int i = 0; i < 30; i++)
        assert_true(frame(&f));
    assert_int_equal(f.steps, 30);
    assert_int_equal(f.faces, 1);
}

/* The first detection counts whatever the validator says (quirk 10); the next frame follows it. */
static void test_first_is_accepted(void **state)
{
    (void)state;
    static fake f;
    fake_set_up(&f, false);
    fake_box(&f, 100, 100, 60, 60);
    f.detect_ok = f.detect_success = false;
    assert_true(frame(&f));
    assert_false(f.fit[0].success);
    assert_true(f.fit[0].certainty == 0.3f);
    assert_true(frame(&f));
    assert_int_equal(f.steps, 1);
    assert_int_equal(f.faces, 1);
}

/* A failing frame looks for a face at once, then every second one does. */
static void test_redetection_rhythm(void **state)
{
    (void)state;
    static fake f;
    start(&f);
    f.box_count = 0;
    f.step_success = false;
    for (int i = 0; i < 20; i++) {
        int before = f.faces;
        assert_false(frame(&f));
        assert_int_equal(f.faces - before, i % 2 == 0);
        assert_int_equal(f.tracker.slot[0].failures, i);
    }
    assert_int_equal(f.steps, 20);
    f.step_success = true;
    assert_true(frame(&f));
    assert_int_equal(f.tracker.slot[0].failures, -1);
}

/* A rejected re-detection counts as one more failure; whether the next frame looks again follows the flag of the fit.
 */
static void test_rejected_redetection(void **state)
{
    (void)state;
    static fake f;
    start(&f);
    f.boxes[0].x = 300;
    f.step_success = f.detect_ok = f.detect_success = false;
    assert_false(frame(&f));
    assert_int_equal(f.detects, 1);
    assert_false(f.last_first);
    assert_true(f.fit[0].landmarks[0] == 100.0f);
    assert_false(f.fit[0].success);
    assert_int_equal(f.tracker.slot[0].failures, 0);

    /* the validator may like the best candidate though the last one failed: false, but no failure */
    assert_false(frame(&f)); /* F = 1 */
    f.detect_success = true;
    assert_false(frame(&f)); /* F = 2: detection */
    assert_true(f.fit[0].success);
    assert_int_equal(f.tracker.slot[0].failures, 2);
    f.step_success = true;
    assert_true(frame(&f));
    assert_int_equal(f.tracker.slot[0].failures, -1);
}

static void test_accepted_redetection(void **state)
{
    (void)state;
    static fake f;
    start(&f);
    f.step_success = false;
    f.boxes[0].x = 300;
    assert_true(frame(&f));
    assert_int_equal(f.tracker.slot[0].failures, -1);
    assert_true(f.fit[0].landmarks[0] == 300.0f);
}

/* After more than 100 failures tracking stops; then every 12th frame counts as a new start. */
static void test_giving_up(void **state)
{
    (void)state;
    static fake f;
    start(&f);
    f.step_success = false;
    f.box_count = 0;
    for (int i = 0; i <= 100; i++) {
        assert_true(f.tracker.slot[0].initialised);
        assert_false(frame(&f));
    }
    assert_int_equal(f.tracker.slot[0].failures, 100);
    assert_false(frame(&f)); /* F = 101 */
    assert_false(f.tracker.slot[0].initialised);
    int steps = f.steps, faces = f.faces;
    while (f.tracker.slot[0].failures < 107)
        assert_false(frame(&f));
    assert_int_equal(f.faces, faces);
    assert_int_equal(f.steps, steps); /* no fit runs meanwhile */
    fake_box(&f, 50, 50, 80, 80);
    f.detect_ok = f.detect_success = false;
    assert_true(frame(&f)); /* F + 1 = 108: accepted like a first one */
    assert_int_equal(f.faces, faces + 1);
    assert_int_equal(f.tracker.slot[0].failures, -1);
    assert_true(f.tracker.slot[0].initialised);
}

static void test_reset(void **state)
{
    (void)state;
    static fake f;
    start(&f);
    facs_tracker_reset(&f.tracker);
    const facs_track *track = &f.tracker.slot[0];
    assert_false(track->initialised || f.fit[0].success);
    assert_int_equal(track->failures, -1);
    assert_true(f.fit[0].landmarks[0] == 0.0f);
    assert_true(frame(&f));
    assert_int_equal(f.detects, 1);
}

static void test_errors(void **state)
{
    (void)state;
    static fake f;
    facs_tracked tracked[FACS_MULTI_SLOTS];
    int count = 77;
    fake_set_up(&f, false);
    f.fail_faces = FACS_E_MEMORY;
    assert_int_equal(fake_frame(&f, tracked, &count), FACS_E_MEMORY);
    f.fail_faces = FACS_OK;
    fake_box(&f, 100, 100, 60, 60);
    f.fail_detect = FACS_E_MEMORY;
    assert_int_equal(fake_frame(&f, tracked, &count), FACS_E_MEMORY);
    f.fail_detect = FACS_OK;
    f.tracker.slot[0].initialised = true;
    f.fail_step = FACS_E_INTERNAL;
    assert_int_equal(fake_frame(&f, tracked, &count), FACS_E_INTERNAL);
    assert_int_equal(count, 77);

    facs_error error;
    static const uint8_t pixels[300];
    const facs_image bgr = {pixels, 10, 10, 3, 30, NULL}, grey = {pixels, 10, 10, 1, 10, NULL},
                     small = {pixels, 9, 10, 1, 10, NULL};
    const facs_image none = {NULL, 10, 10, 3, 30, NULL};
    assert_int_equal(facs_tracker_frame(&f.tracker, &bgr, &bgr, tracked, &count, &error), FACS_E_ARGUMENT);
    assert_int_equal(facs_tracker_frame(&f.tracker, &grey, &grey, tracked, &count, &error), FACS_E_ARGUMENT);
    assert_int_equal(facs_tracker_frame(&f.tracker, &bgr, &small, tracked, &count, &error), FACS_E_ARGUMENT);
    assert_int_equal(facs_tracker_frame(&f.tracker, &none, &grey, tracked, &count, &error), FACS_E_ARGUMENT);
}

/* A detection without area is none. */
static void test_degenerate_box(void **state)
{
    (void)state;
    static fake f;
    fake_set_up(&f, false);
    fake_box(&f, 100, 100, 0, 60);
    assert_false(frame(&f));
    assert_int_equal(f.detects, 0);
    assert_false(f.tracker.slot[0].initialised);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_face),
        cmocka_unit_test(test_start),
        cmocka_unit_test(test_first_is_accepted),
        cmocka_unit_test(test_redetection_rhythm),
        cmocka_unit_test(test_rejected_redetection),
        cmocka_unit_test(test_accepted_redetection),
        cmocka_unit_test(test_giving_up),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_degenerate_box),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
