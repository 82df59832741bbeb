/* What a caller says about a frame. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "session/frame.h"

#include <math.h>
#include <string.h>

static facs_frame plain(void)
{
    facs_frame frame;
    memset(&frame, 0x55, sizeof frame);
    facs_frame_init(&frame, sizeof frame);
    return frame;
}

static void test_defaults(void **unused)
{
    (void)unused;
    const facs_frame frame = plain();
    assert_int_equal(frame.size, sizeof frame);
    assert_true(frame.number == 0 && frame.timestamp == 0 && frame.tick_den == 0);
    assert_null(frame.boxes);
    assert_null(frame.user);
}

static void test_no_frame(void **unused)
{
    (void)unused;
    facs_frame taken;
    facs_error error = {0};
    assert_int_equal(facs_frame_take(NULL, true, 12, &taken, &error), FACS_OK);
    assert_true(taken.number == 12 && taken.timestamp == 0);
    assert_null(taken.boxes);
    assert_int_equal(facs_frame_take(NULL, false, 12, &taken, &error), FACS_E_ARGUMENT); /* a video has times */
    assert_non_null(strstr(error.message, "time"));
}

static void test_what_is_taken(void **unused)
{
    (void)unused;
    facs_frame given = plain(), taken;
    int user;
    given.number = -3;
    given.timestamp = -0.5;
    given.ticks = 1001;
    given.tick_num = 1;
    given.tick_den = 30000;
    given.user = &user;
    assert_int_equal(facs_frame_take(&given, false, 0, &taken, NULL), FACS_OK);
    assert_memory_equal(&given, &taken, sizeof given);
    given.size = offsetof(facs_frame, ticks); /* an older header */
    assert_int_equal(facs_frame_take(&given, false, 0, &taken, NULL), FACS_OK);
    assert_true(taken.number == -3 && taken.timestamp == -0.5 && taken.ticks == 0 && taken.user == NULL);
    given.size = 0;
    assert_int_equal(facs_frame_take(&given, false, 0, &taken, NULL), FACS_E_ARGUMENT);
}

static void test_times(void **unused)
{
    (void)unused;
    static const double times[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    facs_frame taken;
    for (size_t i = 0; i < 3; i++) {
        facs_frame given = plain();
        facs_error error = {0};
        given.timestamp = times[i];
        assert_int_equal(facs_frame_take(&given, true, 0, &taken, &error), FACS_E_ARGUMENT);
        assert_non_null(strstr(error.message, "timestamp"));
    }
    static const int32_t bases[][2] = {{1, -1}, {0, 1}, {-1, 90000}};
    for (size_t i = 0; i < 3; i++) {
        facs_frame given = plain();
        given.tick_num = bases[i][0];
        given.tick_den = bases[i][1];
        assert_int_equal(facs_frame_take(&given, true, 0, &taken, NULL), FACS_E_ARGUMENT);
    }
}

static void test_boxes(void **unused)
{
    (void)unused;
    const facs_box box = {0, 0, 10, 10, 1};
    facs_frame given = plain(), taken;
    given.boxes = &box;
    assert_int_equal(facs_frame_take(&given, true, 0, &taken, NULL), FACS_OK); /* there is no face */
    assert_ptr_equal(taken.boxes, &box);
    assert_int_equal(facs_frame_take(&given, false, 0, &taken, NULL), FACS_E_STATE);
    given.box_count = 1;
    assert_int_equal(facs_frame_take(&given, true, 0, &taken, NULL), FACS_OK);
    static const int counts[] = {-1, 100001, INT32_MAX};
    for (size_t i = 0; i < 3; i++) {
        given.box_count = counts[i];
        assert_int_equal(facs_frame_take(&given, true, 0, &taken, NULL), FACS_E_ARGUMENT);
    }
    given.boxes = NULL;
    given.box_count = 1;
    assert_int_equal(facs_frame_take(&given, true, 0, &taken, NULL), FACS_E_ARGUMENT);
}

static void test_absurd_boxes(void **unused)
{
    (void)unused;
    const facs_box absurd[] = {{1e30f, 0, 10, 10, 1}, {0, 0, 1e30f, 1e30f, 1}, {NAN, 0, 10, 10, 1},
                               {0, 0, 0, 10, 1},      {0, 0, 10, -10, 1},      {0, 0, 10, 0.25f, 1},
                               {0, 0, NAN, 10, 1},    {0, -INFINITY, 1, 1, 1}};
    for (size_t i = 0; i < sizeof absurd / sizeof *absurd; i++) {
        const facs_box boxes[2] = {{0, 0, 10, 10, 1}, absurd[i]};
        facs_frame given = plain(), taken;
        facs_error error = {0};
        given.boxes = boxes;
        given.box_count = 2;
        assert_int_equal(facs_frame_take(&given, true, 0, &taken, &error), FACS_E_ARGUMENT);
        assert_non_null(strstr(error.message, "box 1"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults), cmocka_unit_test(test_no_frame), cmocka_unit_test(test_what_is_taken),
        cmocka_unit_test(test_times),    cmocka_unit_test(test_boxes),    cmocka_unit_test(test_absurd_boxes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
