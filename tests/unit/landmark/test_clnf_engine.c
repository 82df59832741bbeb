/* What the engine adds to the landmark fit: which windows, which start rotations, what a rejected result gives back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/view.h"
#include "landmark/clnf/clnf_engine.h"
#include "landmark/clnf/fitter.h"
#include "model/readers.h"
#include "support/random.h"
#include "unit/model/synthetic.h"

#include <math.h>
#include <string.h>

enum { SIDE = 128 };
static const float box[4] = {30, 30, 60, 60};

typedef struct world {
    memory_files files;
    facs_env env;
    facs_landmark_model *model;
    facs_loaded loaded;
    facs_landmarker landmarker;
    facs_fitter *fitter; /* to compare with */
    uint8_t pixels[SIDE * SIDE];
    facs_image grey;
} world;

static int set_up(void **state)
{
    static world w;
    memset(&w, 0, sizeof w);
    w.env = memory_env(&w.files);
    write_installation(&w.files);
    uint64_t seed = 11;
    for (size_t i = 0; i < sizeof w.pixels; i++)
        w.pixels[i] = (uint8_t)random_u32(&seed);
    const facs_view view = {w.pixels, SIDE, SIDE, 1, SIDE};
    const facs_landmark_settings settings = {0};
    w.grey = image_of(&view);
    *state = &w;
    return facs_landmark_model_load(&w.env, SYNTHETIC_MAIN, &w.model, NULL) == FACS_OK &&
                   facs_loaded_put(&w.loaded, FACS_MODEL_LANDMARKS, w.model) &&
                   facs_landmarker_create(&w.env, &facs_clnf_engine, &w.loaded, &settings, &w.landmarker, NULL) ==
                       FACS_OK &&
                   facs_fitter_create(&w.env, w.model, &w.fitter, NULL) == FACS_OK
               ? 0
               : -1;
}

static int tear_down(void **state)
{
    world *w = *state;
    facs_fitter_destroy(&w->fitter);
    facs_landmarker_destroy(&w->landmarker);
    facs_landmark_model_free(&w->env, &w->model);
    return memory_files_free(&w->files);
}

static void test_shape(void **state)
{
    world *w = *state;
    facs_face_shape shape;
    assert_int_equal(facs_clnf_engine.shape(&w->loaded, &shape, NULL), FACS_OK);
    assert_int_equal(shape.landmarks, 68);
    assert_int_equal(shape.modes, 3);
    assert_int_equal(shape.likelihoods, FACS_REGIONS);
    assert_int_equal(shape.eye_landmarks, 0); /* parts of that name, but with 3 points */
    facs_error error = {0};
    facs_loaded parts = {0};
    assert_true(facs_loaded_put(&parts, FACS_MODEL_LANDMARKS, w->model->part[0].model));
    assert_int_equal(facs_clnf_engine.shape(&parts, &shape, &error), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(error.message, "name a face model, not one of its parts"));
}

static void follow_with(const world *w, const int windows[FACS_SCALES_MAX], facs_fit *fit)
{
    facs_fit_params params = facs_fit_params_main(w->model, false, NULL);
    memcpy(params.win_cur, windows, sizeof params.win_cur);
    assert_int_equal(facs_fitter_step(w->fitter, &w->grey, &params, fit, NULL), FACS_OK);
}

/* Large windows after a failure, small ones after a success. */
static void test_windows(void **state)
{
    const world *w = *state;
    const facs_landmark_engine *engine = w->landmarker.engine;
    const facs_fit_params params = facs_fit_params_main(w->model, false, NULL);
    static facs_fit fit[2], expected[2];
    for (int success = 0; success < 2; success++) {
        engine->reset(w->landmarker.state, &fit[success]);
        engine->start(w->landmarker.state, box, &fit[success]);
        fit[success].face.success = success;
        expected[success] = fit[success];
        assert_int_equal(engine->follow(w->landmarker.state, &w->grey, &fit[success], NULL), FACS_OK);
        follow_with(w, success ? params.win_small : params.win_init, &expected[success]);
        assert_memory_equal(&fit[success], &expected[success], sizeof(facs_fit));
    }
    assert_memory_not_equal(fit[0].face.likelihoods, fit[1].face.likelihoods, sizeof fit[0].face.likelihoods);
}

/* A picture by itself: one start rotation, unless the settings are for pictures in the wild. */
static void test_find(void **state)
{
    const world *w = *state;
    const facs_landmark_engine *engine = w->landmarker.engine;
    static facs_fit fit, expected;
    bool ok;
    engine->reset(w->landmarker.state, &fit);
    expected = fit;
    const facs_fit_params params = facs_fit_params_main(w->model, false, NULL);
    assert_int_equal(engine->find(w->landmarker.state, &w->grey, box, &fit, NULL), FACS_OK);
    assert_int_equal(facs_fitter_fit_box(w->fitter, &w->grey, box, &params, &expected, &ok, NULL), FACS_OK);
    assert_memory_equal(&fit, &expected, sizeof fit);
}

/* The first result is accepted whatever the validator says; a later one that is rejected gives back parameters,
 * landmarks and likelihoods, but not success, certainty and parts (quirks 10 and 11). */
static void test_find_again(void **state)
{
    const world *w = *state;
    const facs_landmark_engine *engine = w->landmarker.engine;
    static facs_fit before, fit, expected;
    facs_fit_params params = facs_fit_params_main(w->model, false, NULL);
    params.multi_view = true;
    engine->reset(w->landmarker.state, &before);
    for (int i = 0; i < 3; i++)
        before.face.p[i] = 0.25f;
    before.face.success = true;
    before.face.certainty = 7;
    before.face.likelihood = before.face.likelihoods[3] = -2;
    before.face.landmarks[5] = 41;
    fit = expected = before;
    bool ok, accepted = false;
    assert_int_equal(facs_fitter_fit_box(w->fitter, &w->grey, box, &params, &expected, &ok, NULL), FACS_OK);
    assert_false(ok); /* so that there is something to reject */
    assert_int_equal(engine->find_again(w->landmarker.state, &w->grey, box, true, &fit, &accepted, NULL), FACS_OK);
    assert_true(accepted);
    assert_memory_equal(&fit, &expected, sizeof fit);

    fit = before;
    assert_int_equal(engine->find_again(w->landmarker.state, &w->grey, box, false, &fit, &accepted, NULL), FACS_OK);
    assert_false(accepted);
    assert_memory_equal(fit.face.g, before.face.g, sizeof fit.face.g);
    assert_memory_equal(fit.face.p, before.face.p, sizeof fit.face.p);
    assert_memory_equal(fit.face.landmarks, before.face.landmarks, sizeof fit.face.landmarks);
    assert_memory_equal(fit.face.likelihoods, before.face.likelihoods, sizeof fit.face.likelihoods);
    assert_true(fit.face.likelihood == before.face.likelihood);
    assert_false(fit.face.success);
    assert_true(fit.face.certainty == expected.face.certainty && fit.face.certainty < 7);
    assert_memory_equal(fit.part, expected.part, sizeof fit.part);
    assert_memory_not_equal(fit.part, before.part, sizeof fit.part);

    const float nowhere[4] = {0, 0, -1, 5};
    assert_int_equal(engine->find_again(w->landmarker.state, &w->grey, nowhere, false, &fit, &accepted, NULL),
                     FACS_E_ARGUMENT);
}

static void test_look(void **state)
{
    const world *w = *state;
    const facs_landmark_engine *engine = w->landmarker.engine;
    facs_fit *fit = facs_landmarker_fit(&w->env, &w->landmarker);
    assert_non_null(fit);
    fit->face.success = true;
    fit->face.certainty = 0.5f;
    for (int i = 0; i < 68; i++)
        fit->face.likelihoods[i] = i < 17 || i == 30 ? -1e8f : (float)i; /* hidden in this view */
    const facs_located located = engine->look(w->landmarker.state, fit);
    assert_true(located.rated && isnan(located.likelihood[FACS_REGION_JAW]));
    assert_true(located.likelihood[FACS_REGION_MOUTH] == 57.5f && located.likelihood[FACS_REGION_EYES] == 41.5f);
    assert_true(located.likelihood[FACS_REGION_BROWS] == 21.5f);
    assert_true(located.likelihood[FACS_REGION_NOSE] == (27 + 28 + 29 + 31 + 32 + 33 + 34 + 35) / 8.0f);
    assert_true(located.success && located.certainty == 0.5f);
    assert_int_equal(located.face.n, 68);
    assert_ptr_equal(located.face.landmarks, fit->face.landmarks);
    assert_ptr_equal(located.face.pdm, w->model->pdm);
    assert_int_equal(located.eye[0].shape.n, 0);
    /* landmarks as the finest patch experts see them from where the head is turned to */
    const facs_patch_scale *finest = &w->model->scale[w->model->scales - 1];
    for (int view = 0; view < finest->views; view++) {
        for (int axis = 0; axis < 3; axis++)
            fit->face.g[1 + axis] = (float)finest->centre[view][axis];
        const int nearest = facs_select_view(finest, fit->face.g); /* two may be in the same place */
        assert_ptr_equal(engine->look(w->landmarker.state, fit).visible, finest->visible + nearest * finest->n);
    }
    facs_free(&w->env, fit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_shape, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_windows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_find, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_find_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_look, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
