/* Pipelines and the tables of engines they are made of. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "store/models.h"

#include <stdlib.h>
#include <string.h>

static void assert_models_known(const char *const *names)
{
    for (; *names; names++) {
        const facs_model_kind *kind;
        bool known = false;
        for (int i = 0; (kind = facs_model_kind_get(i)) != NULL; i++)
            known = known || strcmp(kind->name, *names) == 0;
        if (!known)
            fail_msg("%s: nobody can load a model of that name", *names);
    }
}

/* Names are not used twice, and whatever an engine needs can be loaded. */
static void test_tables(void **unused)
{
    (void)unused;
    const facs_detect_engine *detect;
    for (int i = 0; (detect = facs_detect_engine_get(i)) != NULL; i++) {
        assert_ptr_equal(facs_detect_engine_find(detect->name), detect);
        assert_models_known(detect->models);
        assert_true(detect->meaning[0] && detect->create && detect->destroy && detect->run);
    }
    const facs_landmark_engine *landmark;
    for (int i = 0; (landmark = facs_landmark_engine_get(i)) != NULL; i++) {
        assert_ptr_equal(facs_landmark_engine_find(landmark->name), landmark);
        assert_models_known(landmark->models);
        assert_true(landmark->meaning[0] && landmark->fit_size > 0);
    }
    const facs_au_engine *au;
    facs_au_info info;
    for (int i = 0; (au = facs_au_engine_get(i)) != NULL; i++) {
        assert_ptr_equal(facs_au_engine_find(au->name), au);
        assert_models_known(au->models);
        for (int experimental = 0; experimental < 2; experimental++) {
            const facs_au_settings settings = {.experimental = experimental == 1};
            assert_false(au->au(&settings, FACS_AU_INTENSITY, FACS_AU_VALUES_MAX, &info));
            assert_false(au->au(&settings, FACS_AU_PRESENCE, FACS_AU_VALUES_MAX, &info));
            assert_false(au->au(&settings, FACS_AU_INTENSITY, -1, &info));
        }
    }
    assert_null(facs_detect_engine_find("nothing"));
    assert_null(facs_landmark_engine_find("nothing"));
    assert_null(facs_au_engine_find("nothing"));
    assert_null(facs_detect_engine_get(-1));
    assert_null(facs_landmark_engine_get(-1));
    assert_null(facs_au_engine_get(-1));
}

static void test_listed(void **unused)
{
    (void)unused;
    facs_pipeline_info info;
    int count = 0;
    for (memset(&info, 0, sizeof info), info.size = sizeof info; facs_pipeline_get(count, &info); count++) {
        facs_pipeline pipeline;
        assert_int_equal(facs_pipeline_find(info.name, &pipeline, NULL), FACS_OK);
        assert_string_equal(pipeline.detect->name, info.detector);
        assert_string_equal(pipeline.landmark->name, info.landmarks);
        assert_string_equal(pipeline.au->name, info.au);
        assert_true(info.meaning[0] != '\0');
        assert_string_not_equal(info.name, "null"); /* for tests and benches: not listed */
    }
    assert_true(count > 0);
    assert_false(facs_pipeline_get(-1, &info));
    assert_false(facs_pipeline_get(0, NULL));
}

/* A caller compiled against another version has a structure of another size. */
static void test_sizes(void **unused)
{
    (void)unused;
    struct {
        facs_pipeline_info info;
        char more[64];
    } longer;
    facs_pipeline_info shorter;
    memset(&longer, 7, sizeof longer);
    longer.info.size = sizeof longer;
    assert_true(facs_pipeline_get(0, &longer.info));
    assert_int_equal(longer.info.size, sizeof longer);
    for (size_t i = 0; i < sizeof longer.more; i++)
        assert_int_equal(longer.more[i], 0);
    memset(&shorter, 7, sizeof shorter);
    const facs_pipeline_info untouched = shorter;
    shorter.size = offsetof(facs_pipeline_info, detector);
    assert_true(facs_pipeline_get(0, &shorter));
    assert_string_equal(shorter.name, "openface");
    assert_memory_equal((char *)&shorter + shorter.size, (const char *)&untouched + shorter.size,
                        sizeof shorter - shorter.size);
    shorter.size = 0;
    assert_false(facs_pipeline_get(0, &shorter));
}

static void test_names(void **unused)
{
    (void)unused;
    facs_pipeline pipeline, same;
    facs_error error = {0};
    assert_int_equal(facs_pipeline_find("openface", &pipeline, &error), FACS_OK);
    static const char *const automatic[] = {NULL, "", "auto"};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(facs_pipeline_find(automatic[i], &same, &error), FACS_OK);
        assert_string_equal(same.name, "openface");
    }
    assert_int_equal(facs_pipeline_find("OpenFace", &same, &error), FACS_E_ARGUMENT);
    assert_string_equal(
        error.message,
        "OpenFace: unknown pipeline; there are auto, openface, open, open-mediapipe, pyfaceau, openface3");
    assert_true(facs_pipeline_needs(&pipeline, true, "au.static"));
    assert_false(facs_pipeline_needs(&pipeline, false, "au.static"));
    assert_true(facs_pipeline_needs(&pipeline, false, "landmarks"));
    assert_true(facs_pipeline_needs(&pipeline, false, "detector.mtcnn"));
    assert_false(facs_pipeline_needs(&pipeline, true, "nothing"));
}

/* The program a pipeline is named after: other engines, which need no other models. */
static void test_compat(void **unused)
{
    (void)unused;
    facs_pipeline pipeline;
    facs_error error = {0};
    assert_int_equal(facs_pipeline_find("pyfaceau", &pipeline, NULL), FACS_OK);
    facs_pipeline exchanged = pipeline;
    assert_int_equal(facs_pipeline_compat("pyfaceau", &exchanged, &error), FACS_OK);
    assert_string_equal(exchanged.landmark->name, "pfld-fixed");
    assert_string_equal(exchanged.au->name, "pyfaceau");
    assert_ptr_equal(exchanged.detect, pipeline.detect);
    const char *const *lists[] = {exchanged.landmark->models, exchanged.au->models};
    for (int i = 0; i < 2; i++)
        for (const char *const *name = lists[i]; *name; name++)
            assert_true(facs_pipeline_needs(&pipeline, true, *name));
    /* OpenFace's engines are those of its pipeline: what differs is how videos are read */
    facs_pipeline same;
    assert_int_equal(facs_pipeline_find("openface", &same, &error), FACS_OK);
    const facs_pipeline before = same;
    assert_int_equal(facs_pipeline_compat("openface", &same, &error), FACS_OK);
    assert_true(same.landmark == before.landmark && same.au == before.au && same.detect == before.detect);
    assert_int_equal(facs_pipeline_compat("nobody", &exchanged, &error), FACS_E_ARGUMENT);
    assert_string_equal(error.message, "nobody: unknown compat (--compat); there are openface, pyfaceau, facemirror");
    assert_int_equal(facs_pipeline_find("open", &pipeline, NULL), FACS_OK);
    assert_int_equal(facs_pipeline_compat("pyfaceau", &pipeline, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "not for open"));
    assert_string_equal(pipeline.au->name, "open");
}

/* A pipeline whose engines need no models opens where there are no model files. */
static void test_without_files(void **unused)
{
    (void)unused;
    facs_models_options options;
    facs_models *models = NULL;
    facs_error error = {0};
    facs_models_options_init(&options, sizeof options);
    setenv("FACSIMILE_MODELS", "/nowhere", 1);
    options.pipeline = "null";
    assert_int_equal(facs_models_open(&options, &models, &error), FACS_OK);
    assert_int_equal(models->loaded.count, 0);
    assert_string_equal(models->pipeline.name, "null");
    facs_models_close(&models);
    options.pipeline = "open"; /* its networks are part of the library */
    assert_int_equal(facs_models_open(&options, &models, &error), FACS_OK);
    assert_null(facs_models_directory(models));
    facs_models_close(&models);
    options.pipeline = "openface";
    assert_int_equal(facs_models_open(&options, &models, &error), FACS_E_MODELS_MISSING);
    options.pipeline = "open-mediapipe";
    assert_int_equal(facs_models_open(&options, &models, &error), FACS_E_MODELS_MISSING);
    assert_non_null(strstr(error.message, "facsimile models fetch mediapipe"));
    assert_non_null(strstr(error.message, "/nowhere"));
    options.pipeline = "none";
    assert_int_equal(facs_models_open(&options, &models, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "none: unknown pipeline"));
    assert_null(models);
}

/* which engines a pipeline exchanges for another program's rules */
static void test_compat_facemirror(void **unused)
{
    (void)unused;
    facs_pipeline pipeline;
    facs_error error = {0};
    assert_string_equal(facs_compat_pipeline("facemirror"), "openface3");
    assert_null(facs_compat_pipeline("openface3"));
    assert_null(facs_compat_pipeline(""));
    assert_null(facs_compat_pipeline(NULL));
    assert_int_equal(facs_pipeline_find("openface3", &pipeline, NULL), FACS_OK);
    const facs_pipeline before = pipeline;
    assert_int_equal(facs_pipeline_compat("facemirror", &pipeline, &error), FACS_OK);
    assert_string_equal(pipeline.landmark->name, "star-facemirror");
    assert_string_equal(pipeline.au->name, "multi-task-facemirror");
    assert_ptr_equal(pipeline.detect, before.detect);
    assert_ptr_equal(pipeline.landmark->models, before.landmark->models); /* what was loaded serves both */
    assert_ptr_equal(pipeline.au->models, before.au->models);
    assert_int_equal(facs_pipeline_find("open", &pipeline, NULL), FACS_OK);
    assert_int_equal(facs_pipeline_compat("facemirror", &pipeline, &error), FACS_E_ARGUMENT);
    assert_string_equal(error.message, "compat facemirror: is for the pipeline openface3, not for open");
    assert_string_equal(pipeline.landmark->name, "open");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables),
        cmocka_unit_test(test_listed),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_without_files),
        cmocka_unit_test(test_compat),
        cmocka_unit_test(test_compat_facemirror),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
