/* One face whose engine says when it is lost: looked for in the same frame, and of some engines anew now and then. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "track/fake.h"

static float told; /* confidence the engine was told last; -1 = none */

static void note_found(void *state, float confidence, void *fit)
{
    (void)state, (void)fit;
    told = confidence;
}

static fake *set_up(int look_again, bool most_probable)
{
    static fake f;
    fake_set_up(&f, false);
    f.landmark_engine.rule = FACS_TRACK_FLAG;
    f.landmark_engine.look_again = look_again;
    f.landmark_engine.most_probable = most_probable;
    f.landmark_engine.found = note_found;
    told = -1;
    return &f;
}

static bool frame(fake *f)
{
    facs_tracked tracked[FACS_MULTI_SLOTS];
    int count;
    assert_int_equal(fake_frame(f, tracked, &count), FACS_OK);
    assert_int_equal(count, 1);
    return tracked[0].success;
}

/* lost and found in one frame; without a face in every frame */
static void looked_for_at_once(void **state)
{
    (void)state;
    fake *f = set_up(0, false);
    assert_false(frame(f) || frame(f));
    assert_int_equal(f->faces, 2);
    fake_box(f, 100, 100, 50, 60);
    f->boxes[0].confidence = 0.625f;
    assert_true(frame(f));
    assert_true(told == 0.625f);
    for (int i = 0; i < 200; i++)
        assert_true(frame(f));
    assert_int_equal(f->faces, 3);
    f->step_success = false;
    assert_true(frame(f));
    assert_int_equal(f->faces, 4);
    assert_int_equal(f->detects, 2);
    f->detect_ok = f->detect_success = false;
    assert_false(frame(f));
}

/* frames after the one in which it was found: 3, 6 ... */
static void looked_for_anew(void **state)
{
    (void)state;
    fake *f = set_up(3, true);
    fake_box(f, 100, 100, 50, 60);
    for (int i = 0; i < 10; i++)
        assert_true(frame(f));
    assert_int_equal(f->faces, 4);
    assert_int_equal(f->detects, 4);
    assert_int_equal(f->steps, 6);
    /* found by nobody, or not accepted: it is followed, and looked for three frames later */
    f->box_count = 0;
    told = -1;
    for (int i = 0; i < 6; i++)
        assert_true(frame(f));
    assert_int_equal(f->faces, 6);
    assert_int_equal(f->steps, 12);
    assert_true(told == -1);
    fake_box(f, 100, 100, 50, 60);
    f->detect_ok = false;
    for (int i = 0; i < 3; i++)
        assert_true(frame(f));
    assert_int_equal(f->faces, 7);
    assert_int_equal(f->steps, 15);
    /* another video: it is found anew, and the count begins there */
    facs_tracker_reset(&f->tracker);
    f->detect_ok = true;
    assert_true(frame(f) && frame(f) && frame(f));
    assert_int_equal(f->faces, 8);
    assert_true(frame(f));
    assert_int_equal(f->faces, 9);
}

/* the most probable face is followed, and stays the one when others become more probable */
static void which_of_several(void **state)
{
    (void)state;
    fake *f = set_up(2, true);
    fake_box(f, 100, 100, 50, 60);
    fake_box(f, 300, 100, 90, 90);
    assert_true(frame(f) && f->last_box[0] == 100);
    f->boxes[0] = (facs_box){300, 100, 90, 90, 0.9f};
    f->boxes[1] = (facs_box){110, 105, 50, 60, 0.8f};
    assert_true(frame(f) && frame(f));
    assert_true(f->last_box[0] == 110 && told == 0.8f);
    /* none is near: the most probable one */
    f->boxes[1].y = 400;
    assert_true(frame(f) && frame(f));
    assert_true(f->last_box[0] == 300);
    /* the widest where the engine does not ask for another */
    f = set_up(0, false);
    fake_box(f, 100, 100, 50, 60);
    fake_box(f, 300, 100, 90, 90);
    assert_true(frame(f) && f->last_box[0] == 300);
}

static void errors(void **state)
{
    (void)state;
    facs_tracked tracked[FACS_MULTI_SLOTS];
    int count;
    fake *f = set_up(1, true);
    fake_box(f, 100, 100, 50, 60);
    assert_true(frame(f));
    f->fail_faces = FACS_E_MEMORY;
    assert_int_equal(fake_frame(f, tracked, &count), FACS_E_MEMORY);
    f->fail_faces = FACS_OK;
    f->fail_detect = FACS_E_MODEL_CORRUPT;
    assert_int_equal(fake_frame(f, tracked, &count), FACS_E_MODEL_CORRUPT);
}

/* with several slots the confidence goes to the right fit as well */
static void several_faces(void **state)
{
    (void)state;
    static fake f;
    fake_set_up(&f, true);
    f.landmark_engine.rule = FACS_TRACK_FLAG;
    f.landmark_engine.look_again = 1;
    f.landmark_engine.found = note_found;
    told = -1;
    fake_box(&f, 100, 100, 50, 60);
    fake_box(&f, 300, 100, 50, 60);
    f.boxes[1].confidence = 0.5f;
    facs_tracked tracked[FACS_MULTI_SLOTS];
    int count;
    for (int i = 0; i < 3; i++) {
        assert_int_equal(fake_frame(&f, tracked, &count), FACS_OK);
        assert_int_equal(count, 2);
        assert_true(told == 0.5f);
    }
    assert_int_equal(f.faces, 1); /* their rule looks for faces, not that of one face */
    assert_int_equal(f.detects, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looked_for_at_once), cmocka_unit_test(looked_for_anew),
        cmocka_unit_test(which_of_several),   cmocka_unit_test(errors),
        cmocka_unit_test(several_faces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
