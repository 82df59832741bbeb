/* A helper that stops in the middle of a frame: the next frames, with pictures of their own, are located as if it were not there. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "support/needs.h"
#include "session_fixture.h"

#include "session/locator.h"
#include "support/crew.h"

#include <sched.h>

enum { FRAMES = 4 };

typedef struct stage {
    crew crew;
    atomic_bool stall;
    atomic_int stalled;
} stage;

/* Tables of a part are made when it is first fitted: there the first helper stops, and the owner waits until it has. */
static void *alloc(void *cookie, size_t bytes, size_t alignment)
{
    stage *s = cookie;
    void *memory = NULL;
    if (crew_self && atomic_load(&s->stall) && atomic_exchange(&s->stalled, 1) == 0) {
        while (atomic_load(&s->stall))
            sched_yield();
    }
    const bool inside = !crew_self && atomic_load(&s->crew.share.open) != 0;
    while (inside && atomic_load(&s->stall) && atomic_load(&s->stalled) == 0)
        sched_yield();
    return posix_memalign(&memory, alignment, bytes ? bytes : 1) == 0 ? memory : NULL;
}

static void release(void *cookie, void *memory)
{
    (void)cookie;
    free(memory);
}

typedef struct view {
    facs_locator *locator;
    facs_env env;
    facs_outcome *outcome;
    facs_pixels bgr;
    facs_pixels grey[FRAMES]; /* made by the test, as threads that help need them; else unused */
    bool makes_grey;
} view;

static void open_view(view *v, const facs_models *models, const facs_env *env, facs_share *share)
{
    facs_session_options options;
    facs_recipe recipe;
    facs_face_shape shape;
    facs_session_options_init(&options, sizeof options);
    assert_int_equal(facs_recipe_make(models, &options, &recipe, NULL), FACS_OK);
    assert_int_equal(recipe.pipeline.landmark->shape(&models->loaded, &shape, NULL), FACS_OK);
    recipe.landmark.share = share;
    memset(v, 0, sizeof *v);
    v->makes_grey = share != NULL;
    v->env = facs_env_resolve(env);
    v->outcome = facs_outcome_create(&v->env, &shape);
    assert_non_null(v->outcome);
    assert_int_equal(facs_locator_create(&v->env, models, &recipe, &v->locator, NULL), FACS_OK);
}

static const facs_face *look(view *v, const npy *frame, int number)
{
    facs_pixels *grey = &v->grey[number];
    const facs_picture picture = as_picture(frame);
    facs_error error;
    assert_int_equal(facs_image_from_picture(&v->env, &picture, &v->bgr, NULL), FACS_OK);
    const facs_image bgr = facs_pixels_view(&v->bgr);
    assert_true(facs_locator_wants_grey(v->locator));
    if (v->makes_grey) { /* in two pieces */
        assert_int_equal(facs_pixels_resize(&v->env, grey, bgr.width, bgr.height, 1), FACS_OK);
        facs_locator_grey_rows(v->locator, &bgr, 0, 10, grey);
        facs_locator_grey_rows(v->locator, &bgr, 10, bgr.height - 10, grey);
    }
    const facs_image image = facs_pixels_view(grey);
    if (facs_locator_run(v->locator, &bgr, v->makes_grey ? &image : NULL, NULL, 0, v->outcome, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return facs_result_face(&v->outcome->store.result, 0);
}

static void close_view(view *v)
{
    facs_locator_destroy(&v->locator);
    facs_outcome_free(&v->env, &v->outcome);
    facs_pixels_free(&v->env, &v->bgr);
    for (int i = 0; i < FRAMES; i++)
        facs_pixels_free(&v->env, &v->grey[i]);
}

static void late_helper_keeps_its_picture(void **state)
{
    (void)state;
    static stage s;
    view alone, shared;
    npy frame[FRAMES];
    facs_models *models = open_test_models();
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = &s;
    env.alloc = alloc;
    env.free = release;
    for (int i = 0; i < FRAMES; i++)
        frame[i] = npy_load("golden/stages/default_f%03d/frame_bgr.npy", i);
    assert_int_equal(facs_share_init(&s.crew.share), FACS_OK);
    open_view(&alone, models, NULL, NULL);
    open_view(&shared, models, &env, &s.crew.share);
    atomic_store(&s.stall, true);
    crew_start(&s.crew);
    for (int i = 0; i < FRAMES; i++) {
        const facs_face *expected = look(&alone, &frame[i], i), *face = look(&shared, &frame[i], i);
        assert_true(face->success);
        assert_memory_equal(face->landmarks, expected->landmarks, 2 * FACS_LANDMARKS * sizeof(float));
        assert_memory_equal(face->eye_landmarks, expected->eye_landmarks, 2 * FACS_EYE_LANDMARKS * sizeof(float));
    }
    assert_int_equal(atomic_load(&s.stalled), 1);
    assert_true(s.crew.share.redone > 0);
    atomic_store(&s.stall, false);
    crew_end(&s.crew);
    close_view(&alone);
    close_view(&shared);
    for (int i = 0; i < FRAMES; i++)
        npy_free(&frame[i]);
    facs_models_close(&models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(late_helper_keeps_its_picture)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
