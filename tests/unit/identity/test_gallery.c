/* Who is who: known persons are found again, those present are not, new ones get the next number; two that are one. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "identity/gallery.h"

static facs_gallery *made;

static int set_up(void **state)
{
    (void)state;
    return facs_gallery_create(NULL, &made, NULL) == FACS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    facs_gallery_destroy(&made);
    return made != NULL;
}

/* a look: along axis `person`, with so much of axis `other` */
static const float *look(int person, int other, double much)
{
    static float vectors[4][FACS_DESCRIPTOR_LENGTH];
    static int next;
    float *vector = vectors[next++ % 4];
    memset(vector, 0, sizeof vectors[0]);
    vector[person] = (float)sqrt(1 - much * much);
    vector[other] = (float)much;
    return vector;
}

static int who(const float *vector, float quality, const int *present, int count)
{
    int person = -1;
    assert_int_equal(facs_gallery_who(made, vector, quality, present, count, &person, NULL), FACS_OK);
    return person;
}

static void numbers_from_0(void **state)
{
    (void)state;
    for (int i = 0; i < 20; i++)
        assert_int_equal(who(look(i, i + 20, 0.1), 1, NULL, 0), i);
    for (int i = 0; i < 20; i++)
        assert_int_equal(who(look(i, i + 21, 0.2), 1, NULL, 0), i);
    facs_gallery_reset(made);
    assert_int_equal(who(look(5, 6, 0), 1, NULL, 0), 0);
}

static void nobody_is_twice_in_a_picture(void **state)
{
    (void)state;
    assert_int_equal(who(look(0, 1, 0), 1, NULL, 0), 0);
    const int present[] = {0};
    assert_int_equal(who(look(0, 1, 0.1), 1, present, 1), 1);
    /* more alike to 1, who is there */
    const int other[] = {1};
    assert_int_equal(who(look(0, 1, 0.1), 1, other, 1), 0);
}

static void cannot_be_told(void **state)
{
    (void)state;
    assert_int_equal(who(NULL, 0, NULL, 0), 0);
    assert_int_equal(who(look(0, 1, 0), 0, NULL, 0), 1);
    assert_true(facs_gallery_likeness(made, 0, look(0, 1, 0)) == -1);
    /* the first look is better than nothing, however poor */
    facs_gallery_learn(made, 0, look(3, 1, 0), 0.1f);
    assert_int_equal(who(look(3, 1, 0.1), 1, NULL, 0), 0);
}

static void learns(void **state)
{
    (void)state;
    assert_int_equal(who(look(0, 1, 0), 1, NULL, 0), 0);
    const float *turned = look(0, 1, 0.9);
    const float before = facs_gallery_likeness(made, 0, turned);
    facs_gallery_learn(made, 0, look(0, 1, 0.6), 0.1f); /* too poor */
    assert_true(facs_gallery_likeness(made, 0, turned) == before);
    facs_gallery_learn(made, 0, look(2, 3, 0), 1); /* somebody else */
    assert_true(facs_gallery_likeness(made, 0, look(2, 3, 0)) < 0.1f);
    facs_gallery_learn(made, 0, look(0, 1, 0.6), 1);
    assert_true(facs_gallery_likeness(made, 0, turned) > before + 0.3f);
    /* nobody, and numbers that nobody has */
    facs_gallery_learn(made, 7, turned, 1);
    facs_gallery_learn(made, -1, turned, 1);
    assert_true(facs_gallery_likeness(made, 7, turned) == -1);
}

/* more looks than there is room for: what is known best of him stays */
static void has_room_for_some_looks(void **state)
{
    (void)state;
    who(look(0, 1, 0), 1, NULL, 0);
    for (int i = 1; i < 40; i++)
        facs_gallery_learn(made, 0, look(0, i, 0.7), 1);
    int known = 0;
    for (int i = 1; i < 40; i++)
        known += facs_gallery_likeness(made, 0, look(0, i, 0.7)) > 0.99f;
    assert_in_range(known, FACS_GALLERY_LOOKS - 1, FACS_GALLERY_LOOKS);
}

static void two_are_one(void **state)
{
    (void)state;
    facs_error error;
    who(look(0, 1, 0), 1, NULL, 0);
    who(look(2, 3, 0), 1, NULL, 0);
    who(look(4, 5, 0), 1, NULL, 0);
    assert_int_equal(facs_gallery_same(made, 0, 1, &error), FACS_OK);
    assert_int_equal(facs_gallery_now(made, 1), 0);
    assert_int_equal(who(look(2, 3, 0.1), 1, NULL, 0), 0);
    assert_int_equal(facs_gallery_same(made, 2, 1, &error), FACS_OK); /* 1 is 0: all three */
    assert_int_equal(facs_gallery_now(made, 0), 2);
    assert_int_equal(facs_gallery_now(made, 1), 2);
    const int present[] = {1};
    assert_int_equal(who(look(0, 1, 0.1), 1, present, 1), 3);
    assert_int_equal(facs_gallery_same(made, 2, 0, &error), FACS_OK);
    assert_int_equal(facs_gallery_same(made, 0, 9, &error), FACS_E_ARGUMENT);
    assert_string_equal(error.message, "there is no person 9; 4 were seen");
    assert_int_equal(facs_gallery_same(made, -1, 0, &error), FACS_E_ARGUMENT);
}

/* persons who are known from elsewhere have their numbers; a number without looks is nobody's */
static void known_from_elsewhere(void **state)
{
    (void)state;
    static facs_gallery_looks given[3], found;
    for (int i = 0; i < 3; i += 2) {
        given[i].count = 1;
        given[i].quality[0] = 1;
        memcpy(given[i].vector[0], look(i + 5, 40, 0.1), sizeof given[i].vector[0]);
    }
    assert_int_equal(facs_gallery_know(made, given, 3, NULL), FACS_OK);
    assert_int_equal(who(look(7, 30, 0.2), 1, NULL, 0), 2);
    assert_int_equal(who(look(9, 30, 0.2), 1, NULL, 0), 3); /* a new one, not number 1 */
    assert_int_equal(who(look(5, 30, 0.2), 1, NULL, 0), 0);
    assert_true(facs_gallery_looks_of(made, 0, &found));
    assert_memory_equal(found.vector[0], given[0].vector[0], sizeof found.vector[0]);
    assert_false(facs_gallery_looks_of(made, 1, &found));
    assert_true(facs_gallery_looks_of(made, 3, &found));
    assert_int_equal(facs_gallery_same(made, 0, 3, NULL), FACS_OK);
    assert_false(facs_gallery_looks_of(made, 3, &found)); /* he is called as another */
    assert_false(facs_gallery_looks_of(made, 4, &found));
    assert_false(facs_gallery_looks_of(made, -1, &found));
}

/* One at a time may use it. */
static void is_used_by_one(void **state)
{
    (void)state;
    facs_error error = {0};
    assert_int_equal(facs_gallery_create(NULL, NULL, &error), FACS_E_ARGUMENT);
    assert_int_equal(facs_gallery_take(made, &error), FACS_OK);
    assert_int_equal(facs_gallery_take(made, &error), FACS_E_STATE);
    assert_non_null(strstr(error.message, "another session has it"));
    facs_gallery_give(made);
    assert_int_equal(facs_gallery_take(made, &error), FACS_OK);
    facs_gallery_give(made);
    assert_int_equal(facs_gallery_count(made), 0);
    assert_int_equal(who(look(0, 1, 0), 1, NULL, 0), 0);
    assert_int_equal(facs_gallery_count(made), 1);
}

int main(void)
{
    cmocka_set_message_output(CM_OUTPUT_TAP);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(numbers_from_0, set_up, tear_down),
        cmocka_unit_test_setup_teardown(known_from_elsewhere, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nobody_is_twice_in_a_picture, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cannot_be_told, set_up, tear_down),
        cmocka_unit_test_setup_teardown(learns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(has_room_for_some_looks, set_up, tear_down),
        cmocka_unit_test_setup_teardown(two_are_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(is_used_by_one, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
