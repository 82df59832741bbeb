/* Stills side by side: results come out in the order of the pictures and are those of one thread, however long each
 * takes; the caller takes the smallest that waits. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "session_fixture.h"

#include "session/stills.h"
#include "support/needs.h"

#include <stdlib.h>
#include <string.h>

enum { PICTURES = 41, SMALL = 61, BLOCKED = 100 };

/* ---- a session --------------------------------------------------------------------------------------------- */

/* Pictures of three sizes, the largest first and again and again: those behind it are done before it. */
static facs_picture picture_of(const npy *frame, int index)
{
    facs_picture picture = as_picture(frame);
    if (index % 7 == 0)
        return picture;
    picture.width = picture.height = index % 2 ? SMALL : 4 * SMALL;
    picture.data = (const uint8_t *)picture.data + (ptrdiff_t)(index % 5) * (picture.stride + 3);
    return picture;
}

static void run(facs_models *models, const npy *frame, int threads, facs_result **kept)
{
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.image = true;
    options.threads = threads;
    facs_session *session = NULL;
    assert_int_equal(facs_session_create(models, &options, &session, NULL), FACS_OK);
    const facs_result *result = NULL;
    for (int i = 0; i < PICTURES; i++) {
        const facs_picture picture = picture_of(frame, i);
        assert_int_equal(push_at(session, &picture, i + 1, 0), FACS_OK);
    }
    assert_int_equal(facs_session_finish(session), FACS_OK);
    for (int i = 0; i < PICTURES; i++) {
        assert_int_equal(facs_session_pull(session, &result), FACS_OK);
        assert_int_equal(result->frame, i + 1);
        assert_int_equal(facs_result_copy(result, &kept[i]), FACS_OK);
    }
    assert_int_equal(facs_session_pull(session, &result), FACS_END);
    facs_session_destroy(&session);
}

static void test_results_of_one_thread(void **state)
{
    (void)state;
    facs_models *models = open_test_models();
    npy frame = npy_load("golden/stages/default_f000/frame_bgr.npy");
    facs_result *alone[PICTURES] = {NULL};
    int faces = 0;
    run(models, &frame, 1, alone);
    for (int threads = 2; threads <= 5; threads++) {
        facs_result *together[PICTURES] = {NULL};
        run(models, &frame, threads, together);
        for (int i = 0; i < PICTURES; i++) {
            assert_int_equal(together[i]->face_count, alone[i]->face_count);
            for (int k = 0; k < alone[i]->face_count; k++, faces++)
                same_face(facs_result_face(together[i], k), facs_result_face(alone[i], k));
            facs_result_destroy(&together[i]);
        }
    }
    assert_true(faces >= 4 * ((PICTURES + 6) / 7));
    for (int i = 0; i < PICTURES; i++)
        facs_result_destroy(&alone[i]);
    npy_free(&frame);
    facs_models_close(&models);
}

/* A picture does not depend on the one before: a session that has seen others gives what a new one gives. */
static void test_no_picture_depends_on_another(void **state)
{
    (void)state;
    facs_models *models = open_test_models();
    npy frame = npy_load("golden/stages/default_f000/frame_bgr.npy"),
        other = npy_load("golden/stages/default_f003/frame_bgr.npy");
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.image = true;
    options.threads = 1;
    facs_session *session[2] = {NULL};
    facs_result *kept[2] = {NULL};
    for (int i = 0; i < 2; i++) {
        const facs_picture first = as_picture(&other), second = as_picture(&frame);
        const facs_result *result = NULL;
        assert_int_equal(facs_session_create(models, &options, &session[i], NULL), FACS_OK);
        if (i == 1) {
            assert_int_equal(push_at(session[i], &first, 1, 0), FACS_OK);
            assert_int_equal(facs_session_pull(session[i], &result), FACS_OK);
        }
        assert_int_equal(push_at(session[i], &second, 2, 0), FACS_OK);
        assert_int_equal(facs_session_pull(session[i], &result), FACS_OK);
        assert_int_equal(facs_result_copy(result, &kept[i]), FACS_OK);
        facs_session_destroy(&session[i]);
    }
    assert_int_equal(kept[0]->face_count, 1);
    same_face(facs_result_face(kept[0], 0), facs_result_face(kept[1], 0));
    for (int i = 0; i < 2; i++)
        facs_result_destroy(&kept[i]);
    npy_free(&frame);
    npy_free(&other);
    facs_models_close(&models);
}

/* ---- the threads ------------------------------------------------------------------------------------------- */

typedef struct fake {
    facs_link link;
    size_t size;
} fake;

typedef struct desk {
    facs_bell begun, free; /* a thread has taken the picture that blocks it; it may go on */
    atomic_int order[8];
    atomic_int done;
} desk;

static size_t size_of_fake(const facs_link *link)
{
    return ((const fake *)link)->size;
}

static void run_fake(void *cookie, const facs_still_tools *tools, facs_link *link)
{
    desk *seen = cookie;
    const size_t size = ((const fake *)link)->size;
    assert_int_equal(tools->status, FACS_OK);
    if (size == BLOCKED) {
        facs_bell_ring(&seen->begun);
        facs_bell_wait(&seen->free, 0, FACS_NEVER);
    }
    seen->order[atomic_fetch_add(&seen->done, 1)] = (int)size;
}

static void test_the_caller_takes_the_smallest(void **state)
{
    (void)state;
    facs_models_options wanted;
    facs_models_options_init(&wanted, sizeof wanted);
    wanted.pipeline = "null";
    facs_models *models = NULL;
    assert_int_equal(facs_models_open(&wanted, &models, NULL), FACS_OK);
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.image = true;
    facs_recipe recipe;
    assert_int_equal(facs_recipe_make(models, &options, &recipe, NULL), FACS_OK);
    const facs_env env = facs_env_resolve(NULL);
    desk seen = {.done = 0};
    assert_int_equal(facs_bell_init(&seen.begun), FACS_OK);
    assert_int_equal(facs_bell_init(&seen.free), FACS_OK);
    const facs_still_work work = {run_fake, size_of_fake, &seen};
    const facs_still_tools mine = {.status = FACS_OK};
    facs_stills *stills = NULL;
    assert_int_equal(facs_stills_create(&env, models, &recipe, 1, &work, &stills, NULL), FACS_OK);
    fake picture[] = {{.size = BLOCKED}, {.size = 5}, {.size = 2}, {.size = 9}, {.size = 2}, {.size = 7}};
    facs_stills_put(stills, &picture[0].link);
    facs_bell_wait(&seen.begun, 0, FACS_NEVER);
    for (int i = 1; i < 6; i++)
        facs_stills_put(stills, &picture[i].link);
    for (int i = 0; i < 4; i++)
        assert_true(facs_stills_help(stills, &mine));
    facs_bell_ring(&seen.free);
    facs_stills_destroy(&stills); /* waits for the last one, which nobody has taken yet */
    const int expected[] = {2, 2, 5, 7, BLOCKED, 9};
    assert_int_equal(seen.done, 6);
    for (int i = 0; i < 6; i++)
        assert_int_equal(seen.order[i], expected[i]);
    facs_bell_free(&seen.begun);
    facs_bell_free(&seen.free);
    facs_models_close(&models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(test_results_of_one_thread)),
        NEEDS_DATA(cmocka_unit_test(test_no_picture_depends_on_another)),
        cmocka_unit_test(test_the_caller_takes_the_smallest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
