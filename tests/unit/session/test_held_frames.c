/* Frames that wait for their persons: in their order, with their pixels; who gives way to whom. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "session/held_frames.h"

static const facs_face_shape shape = {.landmarks = 1};

/* faces of a frame: track, person, success */
typedef struct entry {
    int track, person;
    bool success;
} entry;

static facs_outcome *outcome_of(int64_t number, const entry *faces, int count)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_outcome *made = facs_outcome_create(&env, &shape);
    assert_non_null(made);
    made->number = number;
    assert_int_equal(facs_face_store_resize(&made->store, count, NULL), FACS_OK);
    for (int i = 0; i < count; i++) {
        facs_face_slot *slot = &made->store.slots[i];
        slot->face.face_id = i;
        slot->face.track = faces[i].track;
        slot->face.person = faces[i].person;
        slot->face.success = faces[i].success;
        slot->landmarks[0] = (float)faces[i].track;
    }
    return made;
}

/* with pixels that are its number */
static void add(facs_held_frames *held, facs_pixels *bgr, facs_outcome *outcome)
{
    const facs_env env = facs_env_resolve(NULL);
    assert_int_equal(facs_pixels_resize(&env, bgr, 1, 1, 3), FACS_OK);
    bgr->data[0] = (uint8_t)outcome->number;
    facs_held_frames_add(held, bgr, outcome);
}

static void tell(facs_outcome *outcome, int track, int person)
{
    outcome->news[outcome->news_count++] = (facs_track_person){track, person};
}

static facs_outcome *next(facs_held_frames *held, int64_t number)
{
    facs_image bgr;
    facs_outcome *outcome = facs_held_frames_next(held, &bgr);
    assert_non_null(outcome);
    assert_int_equal(outcome->number, number);
    assert_int_equal(facs_image_need_all(&bgr).data[0], number);
    return outcome;
}

static void check(facs_outcome *outcome, const entry *faces, int count, bool counted)
{
    const facs_env env = facs_env_resolve(NULL);
    assert_int_equal(outcome->store.result.face_count, count);
    for (int i = 0; i < count; i++) {
        const facs_face *face = facs_result_face(&outcome->store.result, i);
        assert_int_equal(face->track, faces[i].track);
        assert_int_equal(face->person, faces[i].person);
        assert_true(face->landmarks[0] == (float)faces[i].track); /* its own */
        assert_true(!counted || face->face_id == i);
    }
    facs_outcome_free(&env, &outcome);
}

static void test_order(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    const entry waits = {4, -1, true}, known = {4, 2, true};
    facs_held_frames *held = NULL;
    facs_pixels bgr = {0};
    facs_image image;
    assert_int_equal(facs_held_frames_create(&env, FACS_ORDER_FIRST, &held, NULL), FACS_OK);
    for (int round = 0; round < 3; round++) { /* the ring goes round */
        for (int i = 0; i < 10; i++) {
            facs_outcome *outcome = outcome_of(i, &waits, 1);
            assert_true(facs_held_frames_takes(held, outcome));
            add(held, &bgr, outcome);
            assert_null(facs_held_frames_next(held, &image));
            assert_int_equal(facs_held_frames_count(held), i + 1);
        }
        facs_outcome *last = outcome_of(10, &known, 1);
        assert_true(facs_held_frames_takes(held, last));
        tell(last, 4, 2);
        add(held, &bgr, last);
        for (int i = 0; i <= 10; i++)
            check(next(held, i), &known, 1, false);
        assert_null(facs_held_frames_next(held, &image));
    }
    facs_outcome *plain = outcome_of(0, &known, 1);
    assert_false(facs_held_frames_takes(held, plain)); /* nothing waits */
    facs_outcome_free(&env, &plain);
    add(held, &bgr, outcome_of(1, &waits, 1)); /* that is still in it is freed */
    facs_held_frames_destroy(&held);
    facs_pixels_free(&env, &bgr);
}

static void test_gives_way(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    const entry faces[3] = {{1, 0, false}, {2, 1, true}, {5, -1, true}}; /* the first has lost its face */
    const entry found[2] = {{2, 1, true}, {5, 0, true}}, none[2] = {{1, 0, false}, {2, 1, true}};
    for (int order = FACS_ORDER_FIRST; order <= FACS_ORDER_LEFT; order++)
        for (int person = -1; person <= 1; person++) {
            facs_held_frames *held = NULL;
            facs_pixels bgr = {0};
            assert_int_equal(facs_held_frames_create(&env, (facs_order)order, &held, NULL), FACS_OK);
            add(held, &bgr, outcome_of(0, faces, 3));
            facs_outcome *then = outcome_of(1, found, 0);
            tell(then, 5, person);
            add(held, &bgr, then);
            /* nobody's, or somebody's who is there beside it, which cannot be: the row goes */
            check(next(held, 0), person == 0 ? found : none, 2, order != FACS_ORDER_FIRST);
            facs_outcome *after = next(held, 1);
            facs_outcome_free(&env, &after);
            facs_held_frames_destroy(&held);
            facs_pixels_free(&env, &bgr);
        }
}

/* Nothing waits for ever: not beyond its room, nor behind the end. */
static void test_bounds(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    const entry waits[2] = {{4, -1, true}, {5, 3, true}};
    facs_held_frames *held = NULL;
    facs_pixels bgr = {0};
    assert_int_equal(facs_held_frames_create(&env, FACS_ORDER_FIRST, &held, NULL), FACS_OK);
    for (int i = 0; i < FACS_PEOPLE_UNNAMED; i++)
        add(held, &bgr, outcome_of(i, waits, 2));
    for (int i = 0; i < FACS_PEOPLE_UNNAMED; i++)
        check(next(held, i), &waits[1], 1, false);
    add(held, &bgr, outcome_of(0, waits, 2));
    facs_outcome *end = outcome_of(1, waits, 0);
    end->last = true;
    facs_held_frames_add(held, &bgr, end);
    facs_outcome_free(&env, &end);
    check(next(held, 0), &waits[1], 1, false);
    facs_held_frames_destroy(&held);
    facs_pixels_free(&env, &bgr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_gives_way),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
