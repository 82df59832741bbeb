/* facs_models: where they are looked for, what is loaded, sharing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/descriptor.h"
#include "store/cache_dir.h"
#include "model/readers.h"
#include "store/models.h"
#include "support/npy.h"
#include "unit/model/synthetic.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct fixture {
    memory_files files;
    facs_env env;
    facs_error error;
    facs_models *models;
    char folder[128]; /* empty working directory of the test */
} fixture;

static const char *const variables[] = {"FACSIMILE_MODELS", "FACSIMILE_PIPELINE", "OPENFACE_MODELS_DIR",
                                        "XDG_DATA_HOME", "HOME"};

static int set_up(void **state)
{
    static fixture f;
    memset(&f, 0, sizeof f);
    f.env = memory_env(&f.files);
    write_installation(&f.files);
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        unsetenv(variables[i]);
    snprintf(f.folder, sizeof f.folder, "%s/facsimile-XXXXXX", facs_temporary_folder());
    *state = &f;
    return mkdtemp(f.folder) && chdir(f.folder) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    facs_models_close(&f->models);
    int leaked = memory_files_free(&f->files);
    unlink("meson.build");
    if (chdir("/") != 0 || rmdir(f->folder) != 0)
        return -1;
    return leaked;
}

static facs_status open_with(fixture *f, const char *model_dir, const char *landmarks, bool no_aus)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &f->env;
    options.model_dir = model_dir;
    options.landmarks = landmarks;
    options.no_aus = no_aus;
    options.pipeline = "openface";
    facs_models_close(&f->models);
    f->error = (facs_error){0};
    return facs_models_open(&options, &f->models, &f->error);
}

static void assert_message(const fixture *f, const char *part)
{
    if (!strstr(f->error.message, part))
        fail_msg("message \"%s\" lacks \"%s\"", f->error.message, part);
}

static void assert_found(fixture *f, const char *directory)
{
    if (open_with(f, NULL, NULL, false) != FACS_OK)
        fail_msg("%s", f->error.message);
    assert_string_equal(facs_models_directory(f->models), directory);
}

/* The synthetic installation's files once more below another folder. */
static void install(fixture *f, const char *folder, bool repository_layout)
{
    int files = f->files.files;
    for (int i = 0; i < files; i++) {
        char path[128];
        const char *below = f->files.file[i].path + strlen(SYNTHETIC_DIR);
        if (strncmp(f->files.file[i].path, SYNTHETIC_DIR "/", 3) != 0)
            continue;
        const char *tree = !repository_layout                 ? ""
                           : strncmp(below, "/model", 6) == 0 ? "/lib/local/LandmarkDetector"
                                                              : "/lib/local/FaceAnalyser";
        snprintf(path, sizeof path, "%s%s%s", folder, tree, below);
        content whole = f->files.file[i].content;
        put_bytes(memory_file_new(&f->files, path), whole.bytes, whole.size);
    }
}

static void test_defaults(void **state)
{
    fixture *f = *state;
    assert_int_equal(open_with(f, SYNTHETIC_DIR, NULL, false), FACS_OK);
    assert_string_equal(facs_models_directory(f->models), SYNTHETIC_DIR);
    assert_string_equal(f->models->landmark_path, SYNTHETIC_MAIN);
    assert_non_null(facs_loaded_mtcnn(&f->models->loaded));
    assert_non_null(facs_loaded_landmarks(&f->models->loaded));
    assert_non_null(facs_loaded_aus(&f->models->loaded, false));
    assert_non_null(facs_loaded_aus(&f->models->loaded, true));
    assert_int_equal(open_with(f, SYNTHETIC_DIR, "clnf-general", true), FACS_OK);
    assert_null(facs_loaded_aus(&f->models->loaded, false));
    assert_null(facs_loaded_aus(&f->models->loaded, true));
}

static void test_landmark_names(void **state)
{
    fixture *f = *state;
    static const char *const names[][2] = {
        {"clnf-general", "/m/model/main_clnf_general.txt"},
        {"clnf-wild", "/m/model/main_clnf_wild.txt"},
        {"clnf-multi-pie", "/m/model/main_clnf_multi_pie.txt"},
        {"clm-general", "/m/model/main_clm_general.txt"},
        {"clm-wild", "/m/model/main_clm_wild.txt"},
        {"ce-clm", "/m/model/main_ceclm_general.txt"},
        {"/m/model/main_other.txt", "/m/model/main_other.txt"},
        {"other.txt", "other.txt"},
    };
    content *main_file = memory_file_get(&f->files, SYNTHETIC_MAIN);
    for (size_t i = 1; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(open_with(f, SYNTHETIC_DIR, names[i][0], true), FACS_E_MODELS_MISSING);
        assert_message(f, names[i][1]);
    }
    put_bytes(memory_file_new(&f->files, "/m/model/main_other.txt"), main_file->bytes, main_file->size);
    assert_int_equal(open_with(f, SYNTHETIC_DIR, "/m/model/main_other.txt", true), FACS_OK);
    assert_string_equal(facs_loaded_landmarks(&f->models->loaded)->stem, "main_other");
    assert_int_equal(open_with(f, SYNTHETIC_DIR, "clnf", true), FACS_E_ARGUMENT);
    assert_message(f, "clnf: unknown landmark model; choose clnf-general");
    assert_int_equal(open_with(f, SYNTHETIC_DIR, "/m/model/part/left_main.txt", true), FACS_E_UNSUPPORTED);
    assert_message(f, "3 landmarks");
}

static void test_named_folders_end_the_search(void **state)
{
    fixture *f = *state;
    install(f, "/cache/2.2.0/originals", true);
    setenv("OPENFACE_MODELS_DIR", "/cache", 1);
    assert_found(f, "/cache/2.2.0/originals");
    setenv("FACSIMILE_MODELS", "/nowhere", 1);
    assert_int_equal(open_with(f, NULL, NULL, false), FACS_E_MODELS_MISSING);
    assert_message(f, "/nowhere ($FACSIMILE_MODELS): does not exist");
    setenv("FACSIMILE_MODELS", " ", 1); /* empty = unset */
    assert_found(f, "/cache/2.2.0/originals");
    setenv("FACSIMILE_MODELS", SYNTHETIC_DIR "\n", 1);
    assert_found(f, SYNTHETIC_DIR);
    setenv("FACSIMILE_MODELS", "/cache", 1); /* the cache, or the folder that `models path` prints */
    assert_found(f, "/cache");
    setenv("FACSIMILE_MODELS", "/cache/2.2.0", 1);
    assert_found(f, "/cache/2.2.0");
    assert_int_equal(open_with(f, "/elsewhere", NULL, false), FACS_E_MODELS_MISSING);
    assert_message(f, "/elsewhere (the model folder asked for): does not exist");
}

static void test_cache_places(void **state)
{
    fixture *f = *state;
    setenv("HOME", "/home/user", 1);
#if !defined(__APPLE__)
    install(f, "/home/user/.local/share/OpenFaceModels/2.2.0/originals", true);
    assert_found(f, "/home/user/.local/share/OpenFaceModels/2.2.0/originals");
    setenv("XDG_DATA_HOME", "relative", 1); /* to be ignored */
    assert_found(f, "/home/user/.local/share/OpenFaceModels/2.2.0/originals");
    setenv("XDG_DATA_HOME", "/data", 1);
    assert_int_equal(open_with(f, NULL, NULL, false), FACS_E_MODELS_MISSING);
    assert_message(f, "/data/OpenFaceModels/2.2.0/originals (the user's model cache): does not exist");
#endif
    setenv("OPENFACE_MODELS_DIR", "/shared cache ", 1);
    assert_int_equal(open_with(f, NULL, NULL, false), FACS_E_MODELS_MISSING);
    assert_message(f, "/shared cache/2.2.0/originals ($OPENFACE_MODELS_DIR): does not exist");
    assert_null(strstr(f->error.message, "/data")); /* a cache that was named is the only one */
    assert_null(strstr(f->error.message, "/home"));
}

/* as in other programs: the system knows the home folder when $HOME is not set */
static void test_home_of_the_system(void **state)
{
    fixture *f = *state;
    bool no_memory = false;
    const struct passwd *user = getpwuid(getuid());
    char *cache = facs_user_cache(&f->env, &no_memory);
    assert_false(no_memory);
    if (user && user->pw_dir[0] == '/') {
        assert_non_null(cache);
        assert_int_equal(strncmp(cache, user->pw_dir, strlen(user->pw_dir)), 0);
        assert_non_null(strstr(cache, "/OpenFaceModels/2.2.0"));
    } else {
        assert_null(cache);
    }
    facs_free(&f->env, cache);
}

/* Not even in the source tree of facsimile: anybody can make a folder that looks like it. */
static void test_nothing_beside_the_working_directory(void **state)
{
    fixture *f = *state;
    install(f, "../shared/models/2.2.0/originals", true);
    install(f, "2.2.0/originals", true);
    install(f, ".", true);
    setenv("XDG_DATA_HOME", "/nowhere", 1);
    FILE *file = fopen("meson.build", "w");
    assert_non_null(file);
    fputs("project('facsimile', 'c')\n", file);
    fclose(file);
    assert_int_equal(open_with(f, NULL, NULL, false), FACS_E_MODELS_MISSING);
    assert_null(strstr(f->error.message, "../shared"));
    assert_message(f, "$FACSIMILE_MODELS, $OPENFACE_MODELS_DIR: not set");
    assert_message(f, "/nowhere/OpenFaceModels/2.2.0/originals (the user's model cache): does not exist");
    assert_int_equal(open_with(f, "../shared/models/2.2.0/originals", NULL, false), FACS_OK); /* when it is named */
}

/* With ordinary files: a folder must hold both trees. */
static void test_incomplete_folders(void **state)
{
    fixture *f = *state;
    f->env.read_file = NULL;
    char model[192], aus[192];
    snprintf(model, sizeof model, "%s/model", f->folder);
    snprintf(aus, sizeof aus, "%s/AU_predictors", f->folder);
    assert_int_equal(open_with(f, f->folder, NULL, false), FACS_E_MODELS_MISSING);
    assert_message(f, "neither lib/local/LandmarkDetector/model nor model in it");
    assert_int_equal(mkdir(model, 0700), 0);
    assert_int_equal(open_with(f, f->folder, NULL, false), FACS_E_MODELS_MISSING);
    assert_message(f, "(the model folder asked for): no AU_predictors in it");
    assert_int_equal(open_with(f, f->folder, NULL, true), FACS_E_MODELS_MISSING);
    assert_message(f, "model/main_clnf_general.txt: cannot be read"); /* enough without action units */
    assert_int_equal(mkdir(aus, 0700), 0);
    assert_int_equal(open_with(f, f->folder, NULL, false), FACS_E_MODELS_MISSING);
    assert_message(f, "model/main_clnf_general.txt: cannot be read");
    rmdir(model);
    assert_int_equal(open_with(f, f->folder, NULL, false), FACS_E_MODELS_MISSING);
    assert_message(f, "no model in it");
    rmdir(aus);
}

static void test_shared_by_owners(void **state)
{
    fixture *f = *state;
    assert_int_equal(open_with(f, SYNTHETIC_DIR, NULL, true), FACS_OK);
    facs_models *second = facs_models_retain(f->models);
    assert_ptr_equal(second, f->models);
    facs_models_close(&f->models);
    assert_null(f->models);
    assert_int_equal(facs_loaded_landmarks(&second->loaded)->pdm->n, 68);
    assert_true(f->files.memory.alive > 0);
    facs_models_close(&second);
    assert_int_equal(f->files.memory.alive, 0);
    facs_models_close(&second);
    facs_models_close(NULL);
    assert_null(facs_models_retain(NULL));
    assert_null(facs_models_directory(NULL));
}

static void test_arguments(void **state)
{
    fixture *f = *state;
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    assert_int_equal(options.size, sizeof options);
    assert_int_equal(facs_models_open(&options, NULL, &f->error), FACS_E_ARGUMENT);
    options.size = 0;
    assert_int_equal(facs_models_open(&options, &f->models, &f->error), FACS_E_ARGUMENT);
    assert_message(f, "facs_models_options_init");
    setenv("XDG_DATA_HOME", "/nowhere", 1);
    setenv("FACSIMILE_PIPELINE", "openface", 1);
    assert_int_equal(facs_models_open(NULL, &f->models, &f->error), FACS_E_MODELS_MISSING);
    assert_int_equal(facs_models_open(NULL, &f->models, NULL), FACS_E_MODELS_MISSING);
    unsetenv("FACSIMILE_PIPELINE");
    bool automatic = false;
    assert_int_equal(facs_models_open(NULL, &f->models, NULL),
                     FACS_OK); /* nothing is installed, nothing is asked for */
    assert_string_equal(facs_models_pipeline(f->models, &automatic), "open");
    assert_true(automatic);
    assert_null(facs_models_pipeline(NULL, NULL));
}

/* what `auto` takes; FACS_E_MODELS_MISSING: OpenFace's, whose files are not there */
static facs_status choose(fixture *f, const char *pipeline, const char *model_dir, const char *landmarks)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &f->env;
    options.model_dir = model_dir;
    options.landmarks = landmarks;
    options.pipeline = pipeline;
    facs_models_close(&f->models);
    return facs_models_open(&options, &f->models, &f->error);
}

static void assert_chosen(const fixture *f, const char *name, bool automatic)
{
    bool found = !automatic;
    assert_string_equal(facs_models_pipeline(f->models, &found), name);
    assert_int_equal(found, automatic);
}

static void test_automatic(void **state)
{
    fixture *f = *state;
    static const char *const free_names[] = {NULL, "", "auto"};
    setenv("XDG_DATA_HOME", "/nowhere", 1);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(choose(f, free_names[i], NULL, NULL), FACS_OK);
        assert_chosen(f, "open", true);
    }
    assert_int_equal(choose(f, "open", NULL, NULL), FACS_OK);
    assert_chosen(f, "open", false);
    /* what only OpenFace's knows asks for it */
    assert_int_equal(choose(f, NULL, "/elsewhere", NULL), FACS_E_MODELS_MISSING);
    assert_int_equal(choose(f, NULL, NULL, "clnf-wild"), FACS_E_MODELS_MISSING);
    assert_int_equal(choose(f, "auto", NULL, "clnf-wild"), FACS_E_MODELS_MISSING);
    setenv("FACSIMILE_MODELS", "/elsewhere", 1);
    assert_int_equal(choose(f, NULL, NULL, NULL), FACS_E_MODELS_MISSING);
    setenv("FACSIMILE_MODELS", "", 1); /* counts as not set */
    assert_int_equal(choose(f, NULL, NULL, NULL), FACS_OK);
    /* a variable for all runs; "auto" goes back to the rule */
    setenv("FACSIMILE_PIPELINE", "openface", 1);
    assert_int_equal(choose(f, NULL, NULL, NULL), FACS_E_MODELS_MISSING);
    assert_int_equal(choose(f, "auto", NULL, NULL), FACS_OK);
    assert_chosen(f, "open", true);
    setenv("FACSIMILE_PIPELINE", "open", 1);
    assert_int_equal(choose(f, NULL, "/elsewhere", NULL), FACS_OK);
    assert_chosen(f, "open", false);
    assert_int_equal(choose(f, NULL, NULL, "clnf-wild"), FACS_E_ARGUMENT);
    assert_message(f, "pipeline open: has no landmark models");
    setenv("FACSIMILE_PIPELINE", "Open", 1);
    assert_int_equal(choose(f, NULL, NULL, NULL), FACS_E_ARGUMENT);
    unsetenv("FACSIMILE_PIPELINE");
    /* installed */
#if !defined(__APPLE__)
    install(f, "/data/OpenFaceModels/2.2.0/originals", true);
    setenv("XDG_DATA_HOME", "/data", 1);
    assert_int_equal(choose(f, NULL, NULL, NULL), FACS_OK);
    assert_chosen(f, "openface", true);
    assert_int_equal(choose(f, "open", NULL, NULL), FACS_OK);
    assert_int_equal(choose(f, NULL, "/data/OpenFaceModels/2.2.0", NULL), FACS_OK);
    assert_chosen(f, "openface", false);
#endif
}

static void test_shipped(void **state)
{
    fixture *f = *state;
    f->env.read_file = NULL;
    const char *originals = model_folder();
    assert_int_equal(open_with(f, originals, NULL, false), FACS_OK);
    assert_string_equal(facs_models_directory(f->models), originals);
    assert_string_equal(facs_loaded_landmarks(&f->models->loaded)->stem, "main_clnf_general");
    assert_int_equal(facs_loaded_aus(&f->models->loaded, false)->predictors, 35);
    assert_int_equal(facs_loaded_aus(&f->models->loaded, true)->predictors, 35);
    assert_int_equal(open_with(f, originals, "ce-clm", true), FACS_E_MODELS_MISSING);
    assert_message(f, "separate download");
    assert_int_equal(open_with(f, originals, testdata_path("models/cen_synthetic/main_ceclm_general.txt"), true),
                     FACS_OK);
    assert_int_equal(facs_loaded_landmarks(&f->models->loaded)->scale[0].kind, FACS_PATCH_CEN);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_defaults),
        TEST(test_landmark_names),
        TEST(test_automatic),
        TEST(test_named_folders_end_the_search),
        TEST(test_cache_places),
        TEST(test_nothing_beside_the_working_directory),
        TEST(test_incomplete_folders),
        TEST(test_home_of_the_system),
        TEST(test_shared_by_owners),
        TEST(test_arguments),
        NEEDS_DATA(TEST(test_shipped)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
