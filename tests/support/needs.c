#include "support/needs.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { PATH_ROOM = 2048 };

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

/* ---- where they are ---- */

static const char *data_folder(void)
{
    const char *named = environment("FACSIMILE_TESTDATA");
    return named ? named : FACS_SOURCE_ROOT "/../shared";
}

typedef struct model_place {
    char folder[PATH_ROOM];                    /* "" = there are none */
    char landmarks[PATH_ROOM], aus[PATH_ROOM]; /* in it, each with a '/' at the end */
} model_place;

/* the layouts of src/model/search.c */
static bool take_models(model_place *place, const char *base, const char *below)
{
    static const char *const layouts[][2] = {
        {"lib/local/LandmarkDetector/model", "lib/local/FaceAnalyser/AU_predictors"},
        {"model", "AU_predictors"},
        {"originals/lib/local/LandmarkDetector/model", "originals/lib/local/FaceAnalyser/AU_predictors"},
        {"2.2.0/originals/lib/local/LandmarkDetector/model", "2.2.0/originals/lib/local/FaceAnalyser/AU_predictors"},
    };
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        snprintf(place->folder, sizeof place->folder, "%s%s", base, below);
        snprintf(place->landmarks, sizeof place->landmarks, "%s%s/%s/", base, below, layouts[i][0]);
        snprintf(place->aus, sizeof place->aus, "%s%s/%s/", base, below, layouts[i][1]);
        if (is_folder(place->landmarks) && is_folder(place->aus))
            return true;
    }
    *place = (model_place){.folder = ""};
    return false;
}

static const model_place *models(void)
{
    static model_place place;
    static bool looked;
    if (looked)
        return &place;
    looked = true;
    const char *named = environment("FACSIMILE_MODELS"), *cache = environment("OPENFACE_MODELS_DIR");
    const char *shared = environment("XDG_DATA_HOME"), *home = environment("HOME");
    if (take_models(&place, data_folder(), "/models/2.2.0/originals"))
        return &place;
    if (named)
        take_models(&place, named, "");
    else if (cache)
        take_models(&place, cache, "/2.2.0/originals");
    else if (shared)
        take_models(&place, shared, "/OpenFaceModels/2.2.0/originals");
    else if (home)
        take_models(&place, home, "/.local/share/OpenFaceModels/2.2.0/originals");
    return &place;
}

bool is_there(need what)
{
    char golden[PATH_ROOM];
    snprintf(golden, sizeof golden, "%s/golden", data_folder());
    return what == NEED_NOTHING || (what == NEED_MODELS ? models()->folder[0] != '\0' : is_folder(golden));
}

/* ---- cases ---- */

static void skip_case(void **state)
{
    print_message("# skipped: %s\n", (const char *)*state);
    skip();
}

static void fail_case(void **state)
{
    fail_msg("%s", (const char *)*state);
}

/* neither its setup nor its teardown runs */
static struct CMUnitTest instead_of(struct CMUnitTest test, CMUnitTestFunction function, const char *why)
{
    return (struct CMUnitTest){.name = test.name, .test_func = function, .initial_state = (void *)why};
}

struct CMUnitTest needing_that(bool there, const char *why, struct CMUnitTest test)
{
    return there ? test : instead_of(test, skip_case, why);
}

struct CMUnitTest needing_in_ci(bool there, const char *why, struct CMUnitTest test)
{
    return there ? test : instead_of(test, environment("CI") ? fail_case : skip_case, why);
}

struct CMUnitTest needing(need what, struct CMUnitTest test)
{
    static char no_data[PATH_ROOM + 80];
    snprintf(no_data, sizeof no_data, "no test data at %s (set FACSIMILE_TESTDATA)", data_folder());
    const char *why = what == NEED_DATA ? no_data : "no model files (facsimile models fetch, or set FACSIMILE_MODELS)";
    return needing_in_ci(is_there(what), why, test);
}

int run_group_needing(need what, const char *name, const struct CMUnitTest *tests, size_t count,
                      CMFixtureFunction setup, CMFixtureFunction teardown)
{
    struct CMUnitTest table[64];
    const bool there = is_there(what);
    if (count > sizeof table / sizeof *table)
        abort();
    for (size_t i = 0; i < count; i++)
        table[i] = needing(what, tests[i]);
    return _cmocka_run_group_tests(name, table, count, there ? setup : NULL, there ? teardown : NULL);
}

/* ---- paths ---- */

const char *testdata_path(const char *format, ...)
{
    static char buffers[16][PATH_ROOM];
    static unsigned next;
    if (!is_there(NEED_DATA))
        fail_msg("no test data, and the case is not entered with NEEDS_DATA (support/needs.h)");
    char *path = buffers[next++ % 16];
    va_list arguments;
    va_start(arguments, format);
    int length = snprintf(path, PATH_ROOM, "%s/", data_folder());
    vsnprintf(path + length, PATH_ROOM - (size_t)length, format, arguments);
    va_end(arguments);
    return path;
}

static const char *model_path(const char *folder, const char *name)
{
    static char buffers[16][PATH_ROOM];
    static unsigned next;
    if (!is_there(NEED_MODELS))
        fail_msg("no model files, and the case is not entered with NEEDS_MODELS (support/needs.h)");
    char *path = buffers[next++ % 16];
    if (snprintf(path, PATH_ROOM, "%s%s", folder, name) >= PATH_ROOM)
        fail_msg("%s%s: too long", folder, name);
    return path;
}

const char *model_folder(void)
{
    return model_path(models()->folder, "");
}

const char *landmark_model_path(const char *name)
{
    return model_path(models()->landmarks, name);
}

const char *au_model_path(const char *name)
{
    return model_path(models()->aus, name);
}
