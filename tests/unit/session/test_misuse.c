/* Every function with nothing where something is needed: it says so, or does nothing, and never falls over. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/descriptor.h"
#include "session_fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* a refusal with a reason */
#define assert_refused(call)                                                                                           \
    do {                                                                                                               \
        facs_error error = {0};                                                                                        \
        assert_int_equal((call), FACS_E_ARGUMENT);                                                                     \
        assert_int_equal(error.status, FACS_E_ARGUMENT);                                                               \
        assert_true(error.message[0] != '\0');                                                                         \
    } while (0)

static void test_without_objects(void **unused)
{
    (void)unused;
    facs_cpu_level level;
    facs_component component = {0};
    facs_env_init(NULL, sizeof(facs_env));
    facs_frame_init(NULL, sizeof(facs_frame));
    facs_profile_init(NULL, 0);
    assert_int_equal(facs_cpu_from_name(NULL, &level), FACS_E_ARGUMENT);
    assert_int_equal(facs_cpu_from_name("avx2", NULL), FACS_E_ARGUMENT);
    assert_null(facs_cpu_feature(0, NULL, NULL));
    assert_null(facs_au_intensity_name(-1));
    assert_null(facs_au_presence_name(FACS_AU_C));
    assert_null(facs_stage_name((facs_stage)-1));
    assert_null(facs_video_format(-1, NULL));
    assert_false(facs_component_get(0, NULL));
    assert_false(facs_component_get(0, &component)); /* no size */
    component.size = sizeof component;
    assert_false(facs_component_get(-1, &component));
    assert_string_equal(facs_cpu_name((facs_cpu_level)77), "auto");
    assert_string_equal(facs_file_state_name((facs_file_state)-1), "unknown");
}

static void test_models(void **unused)
{
    (void)unused;
    facs_models *models = NULL;
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    assert_refused(facs_models_open(&options, NULL, &error));
    options.size = 3;
    assert_refused(facs_models_open(&options, &models, &error));
    assert_refused(facs_models_pack(&options, NULL, 0, &error));
    facs_models_options_init(&options, sizeof options);
    options.landmarks = "no-such-model";
    options.model_dir = "/nowhere";
    assert_int_equal(facs_models_open(&options, &models, NULL), FACS_E_MODELS_MISSING);
    facs_env env = {.size = 1};
    options.env = &env;
    assert_refused(facs_models_open(&options, &models, &error));
    assert_null(models);
    assert_null(facs_models_retain(NULL));
    assert_null(facs_models_directory(NULL));
    facs_models_close(NULL);
    facs_models_close(&models);
}

static void test_no_store(void **unused)
{
    (void)unused;
    facs_store *store = NULL;
    facs_store_options options;
    facs_file_state state;
    facs_store_options_init(&options, sizeof options);
    assert_refused(facs_store_open(&options, NULL, &error));
    options.size = sizeof(void *); /* sizeof of a pointer */
    assert_refused(facs_store_open(&options, &store, &error));
    assert_null(store);
    assert_null(facs_store_cache(NULL));
    assert_null(facs_store_in_use(NULL));
    assert_null(facs_store_set(NULL, 0));
    assert_null(facs_store_find(NULL, "openface-clnf"));
    assert_null(facs_store_set_for(NULL, NULL));
    assert_null(facs_store_path(NULL, NULL, false));
    assert_false(facs_store_verified(NULL, NULL));
    assert_false(facs_store_accepted(NULL, NULL));
    assert_false(facs_store_licence_accepted(NULL, NULL, NULL));
    assert_refused(facs_store_check(NULL, NULL, false, false, &state, &error));
    assert_refused(facs_store_accept(NULL, NULL, &error));
    assert_refused(facs_store_fetch(NULL, NULL, NULL, &error));
    assert_refused(facs_store_remove(NULL, NULL, NULL, &error));
    facs_store_close(NULL);
    facs_store_close(&store);
}

static void test_store(void **unused)
{
    (void)unused;
    char folder[128];
    facs_store *store = NULL;
    facs_store_options options;
    facs_fetch_options fetch;
    facs_store_options_init(&options, sizeof options);
    facs_fetch_options_init(&fetch, sizeof fetch);
    snprintf(folder, sizeof folder, "%s/facsimile-XXXXXX", facs_temporary_folder());
    assert_non_null(mkdtemp(folder));
    options.cache_dir = folder;
    assert_int_equal(facs_store_open(&options, &store, NULL), FACS_OK);
    const facs_model_set *set = facs_store_set(store, 0);
    assert_non_null(set);
    assert_null(facs_store_set(store, -1));
    assert_null(facs_store_set(store, 1000));
    assert_null(facs_store_find(store, NULL));
    assert_null(facs_store_path(store, NULL, false));
    assert_false(facs_store_verified(store, NULL));
    assert_false(facs_store_accepted(store, NULL));
    assert_false(facs_store_licence_accepted(store, set, NULL));
    assert_refused(facs_store_check(store, set->files[0], false, false, NULL, &error));
    assert_refused(facs_store_accept(store, NULL, &error));
    assert_refused(facs_store_fetch(store, NULL, &fetch, &error));
    assert_refused(facs_store_remove(store, NULL, NULL, &error));
    fetch.tries = 0;
    assert_refused(facs_store_fetch(store, set, &fetch, &error));
    fetch.size = 0;
    assert_refused(facs_store_fetch(store, set, &fetch, &error));
    facs_store_close(&store);
    rmdir(folder);
}

static void test_extract(void **unused)
{
    (void)unused;
    facs_extract_options options;
    facs_profile profile = {0};
    facs_extract_options_init(&options, sizeof options);
    assert_refused(facs_extract_file(NULL, "x.csv", NULL, &error));
    assert_refused(facs_extract_file("x.mp4", NULL, NULL, &error));
    assert_refused(facs_extract_file("", "", NULL, &error));
    options.profile = &profile; /* not initialised */
    assert_refused(facs_extract_file("x.mp4", "x.csv", &options, &error));
    facs_extract_options_init(&options, sizeof options);
    options.max_frames = -1;
    assert_refused(facs_extract_file("x.mp4", "x.csv", &options, &error));
    facs_extract_options_init(&options, sizeof options);
    options.camera.fx = options.camera.fy = -500;
    assert_refused(facs_extract_file("x.mp4", "x.csv", &options, &error));
    facs_extract_options_init(&options, sizeof options);
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.alloc = (void *(*)(void *, size_t, size_t))1; /* never called: free is missing */
    options.env = &env;
    assert_refused(facs_extract_file("x.mp4", "x.csv", &options, &error));
    struct {
        facs_extract_options known;
        int news;
    } newer = {.news = 1};
    facs_extract_options_init(&newer.known, sizeof newer);
    newer.news = 1;
    assert_refused(facs_extract_file("x.mp4", "x.csv", &newer.known, &error));
}

static void test_stages(void **unused)
{
    (void)unused;
    facs_models *models = open_test_models();
    static const uint8_t grey[64 * 64];
    static uint8_t aligned[FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3];
    static float descriptor[FACS_FHOG_SIZE];
    const facs_picture picture = {grey, 64, 64, 64, FACS_PIXEL_GRAY8};
    facs_box box = {10, 10, 30, 30, 1};
    facs_result *result = NULL;
    float landmarks[136] = {0}, g[6] = {0}, p[34] = {0};
    double r[FACS_AU_R], c[FACS_AU_C];
    int count;
    assert_refused(facs_detect_faces(models, NULL, &box, 1, &count, &error));
    assert_refused(facs_detect_faces(models, &picture, &box, -1, &count, &error));
    assert_refused(facs_detect_faces(models, &picture, &box, 1, NULL, &error));
    assert_refused(facs_fit_landmarks(NULL, &picture, &box, false, NULL, &result, &error));
    assert_refused(facs_fit_landmarks(models, NULL, &box, false, NULL, &result, &error));
    assert_refused(facs_fit_landmarks(models, &picture, NULL, false, NULL, &result, &error));
    assert_refused(facs_fit_landmarks(models, &picture, &box, false, NULL, NULL, &error));
    assert_refused(facs_calc_params(NULL, landmarks, g, p, &error));
    assert_refused(facs_calc_params(models, NULL, g, p, &error));
    assert_refused(facs_calc_params(models, landmarks, NULL, p, &error));
    assert_refused(facs_calc_params(models, landmarks, g, NULL, &error));
    assert_refused(facs_align_face(NULL, &picture, landmarks, g, aligned, &error));
    assert_refused(facs_align_face(models, NULL, landmarks, g, aligned, &error));
    assert_refused(facs_align_face(models, &picture, NULL, g, aligned, &error));
    assert_refused(facs_align_face(models, &picture, landmarks, NULL, aligned, &error));
    assert_refused(facs_align_face(models, &picture, landmarks, g, NULL, &error));
    assert_refused(facs_fhog(NULL, NULL, descriptor, &error));
    assert_refused(facs_fhog(NULL, aligned, NULL, &error));
    const facs_env senseless = {.size = 5};
    assert_refused(facs_fhog(&senseless, aligned, descriptor, &error));
    assert_refused(facs_predict_aus(NULL, descriptor, p, r, c, &error));
    assert_refused(facs_predict_aus(models, NULL, p, r, c, &error));
    assert_refused(facs_predict_aus(models, descriptor, NULL, r, c, &error));
    assert_refused(facs_predict_aus(models, descriptor, p, NULL, c, &error));
    assert_refused(facs_predict_aus(models, descriptor, p, r, NULL, &error));
    assert_null(result);
    facs_models_close(&models);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_objects), cmocka_unit_test(test_models),
        cmocka_unit_test(test_no_store),        cmocka_unit_test(test_store),
        cmocka_unit_test(test_extract),         NEEDS_MODELS(cmocka_unit_test(test_stages)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
