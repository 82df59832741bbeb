/* facsimile verify: what is installed gives the numbers it gave where it was made. */
#include "cli.h"
#include "cpu_option.h"
#include "data_file.h"
#include "json_file.h"
#include "options.h"
#include "terminal.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: facsimile verify [--clip FILE] [--cpu LEVEL] [--model-dir DIR]\n"
    "\n"
    "Runs every pipeline that is installed on a clip that comes with facsimile, and compares the\n"
    "SHA-256 of the CSV with the one that is stored beside the clip (verify.json): whether this\n"
    "build, on this machine, gives the same numbers, bit for bit.\n"
    "\n"
    "  --clip FILE       another copy of the clip, with verify.json in its folder\n"
    "  --cpu LEVEL       as for extract: results do not depend on it\n"
    "  --model-dir DIR   where OpenFace's model files are, as for extract\n"
    "\n"
    "Exit: 0 all that are installed give the stored numbers, 1 one does not, or another failure,\n"
    "2 usage, 4 a model file is damaged, 5 the clip or verify.json is missing, 6 they are not what\n"
    "they should be.\n";

enum { PATH_ROOM = 4096, HEX_ROOM = 65 };

typedef struct arguments {
    const char *clip, *cpu, *model_dir;
    bool update;
    facs_cpu_level level;
} arguments;

typedef struct places {
    char clip[PATH_ROOM], stored[PATH_ROOM], folder[PATH_ROOM]; /* folder: for results, made for this run */
} places;

/* ---- what is stored ---- */

static int find_places(const arguments *given, places *at)
{
    if (given->clip)
        snprintf(at->clip, sizeof at->clip, "%s", given->clip);
    else if (!data_file("heads.mp4", at->clip, sizeof at->clip)) {
        complain("verify: the clip that comes with facsimile is not there; name it with --clip "
                 "(examples/clip/heads.mp4 of the source)");
        return EXIT_INPUT_MISSING;
    }
    char copy[PATH_ROOM]; /* for dirname(), which may write to it */
    snprintf(copy, sizeof copy, "%s", at->clip);
    if (snprintf(at->stored, sizeof at->stored, "%s/verify.json", dirname(copy)) >= (int)sizeof at->stored) {
        complain("%s: its name is too long", at->clip);
        return EXIT_INPUT_MISSING;
    }
    return EXIT_FINE;
}

static cJSON *parse_file(const char *path)
{
    char *text = malloc(1 << 16);
    FILE *file = text ? fopen(path, "rb") : NULL;
    size_t count = file ? fread(text, 1, 1 << 16, file) : 0;
    cJSON *json = count ? cJSON_ParseWithLength(text, count) : NULL;
    if (file)
        fclose(file);
    free(text);
    return json;
}

/* *json: cJSON_Delete */
static int read_stored(const arguments *given, const places *at, cJSON **json)
{
    char hex[HEX_ROOM];
    facs_error error = {0};
    if (facs_file_sha256(at->clip, hex, &error) != FACS_OK) {
        complain_error(&error);
        return exit_status_of(error.status);
    }
    if (access(at->stored, R_OK) != 0) {
        complain("%s: is missing: it says what the pipelines make of the clip", at->stored);
        return EXIT_INPUT_MISSING;
    }
    *json = parse_file(at->stored);
    cJSON *clip = cJSON_GetObjectItemCaseSensitive(*json, "clip");
    if (!cJSON_IsString(clip) || !cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(*json, "results"))) {
        complain("%s: is no list of results", at->stored);
        return EXIT_INPUT_DAMAGED;
    }
    if (!given->update && strcmp(clip->valuestring, hex) != 0) {
        complain("%s: is not the clip whose results are stored", at->clip);
        return EXIT_INPUT_DAMAGED;
    }
    if (given->update && !cJSON_ReplaceItemInObjectCaseSensitive(*json, "clip", cJSON_CreateString(hex)))
        return EXIT_OTHER;
    return EXIT_FINE;
}

/* ---- running ---- */

/* SHA-256 of what the pipeline makes of the clip; *foreign: ONNX Runtime computes networks of it, whose last bits differ
 * from version to version */
static facs_status run_pipeline(const arguments *given, const places *at, const char *pipeline, char hex[HEX_ROOM],
                                bool *foreign, facs_error *error)
{
    char path[PATH_ROOM + 16];
    snprintf(path, sizeof path, "%s/result.csv", at->folder);
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cpu = given->level;
    facs_extract_options options;
    facs_extract_options_init(&options, sizeof options);
    options.env = &env;
    options.pipeline = pipeline;
    options.model_dir = given->model_dir;
    facs_models_options models;
    facs_models_options_init(&models, sizeof models);
    models.env = &env;
    models.pipeline = pipeline;
    models.model_dir = given->model_dir;
    facs_status status = facs_models_open(&models, &options.models, error);
    if (status != FACS_OK)
        return status;
    facs_network_info network = {.size = sizeof network};
    *foreign = facs_models_network(options.models, 0, &network);
    status = facs_extract_file(at->clip, path, &options, error);
    facs_models_close(&options.models);
    if (status == FACS_OK)
        status = facs_file_sha256(path, hex, error);
    unlink(path);
    return status;
}

static void say_outcome(mark shown, const char *name, const char *text)
{
    mark_print(stdout, shown);
    say(stdout, " %-15s %s", name, text);
}

/* an exit status */
static int judge(const arguments *given, cJSON *results, const char *name, const char *hex)
{
    const cJSON *stored = cJSON_GetObjectItemCaseSensitive(results, name);
    char text[200];
    if (given->update) {
        cJSON_DeleteItemFromObjectCaseSensitive(results, name);
        say_outcome(MARK_GOOD, name, hex);
        return cJSON_AddStringToObject(results, name, hex) ? EXIT_FINE : EXIT_OTHER;
    }
    if (!cJSON_IsString(stored)) {
        snprintf(text, sizeof text, "no result is stored; this one is %s", hex);
        say_outcome(MARK_BAD, name, text);
        return EXIT_OTHER;
    }
    if (strcmp(stored->valuestring, hex) == 0) {
        say_outcome(MARK_GOOD, name, "ok");
        return EXIT_FINE;
    }
    snprintf(text, sizeof text, "differs: %s instead of %.64s", hex, stored->valuestring);
    say_outcome(MARK_BAD, name, text);
    return EXIT_OTHER;
}

static int verify_pipeline(const arguments *given, const places *at, cJSON *results, const char *name)
{
    char hex[HEX_ROOM];
    bool foreign = false;
    facs_error error = {0};
    facs_status status = run_pipeline(given, at, name, hex, &foreign, &error);
    if (status == FACS_OK && foreign) {
        say_outcome(MARK_NEUTRAL, name, "runs; no numbers are stored, since their last digits hang on ONNX Runtime");
        return EXIT_FINE;
    }
    if (status == FACS_OK)
        return judge(given, results, name, hex);
    if (status == FACS_E_MODELS_MISSING) {
        say_outcome(MARK_NEUTRAL, name, "not installed");
        return EXIT_FINE;
    }
    say_outcome(MARK_BAD, name, "failed");
    fflush(stdout);
    complain_error(&error);
    return exit_status_of(status);
}

static int verify_all(const arguments *given, places *at, cJSON *results)
{
    const char *base = getenv("TMPDIR");
    snprintf(at->folder, sizeof at->folder, "%s/facsimile-XXXXXX", base && base[0] ? base : "/tmp");
    if (!mkdtemp(at->folder)) {
        complain("verify: no folder for results can be made in %s (TMPDIR)", base && base[0] ? base : "/tmp");
        return EXIT_OUTPUT;
    }
    facs_pipeline_info info = {.size = sizeof info};
    int result = EXIT_FINE;
    for (int i = 0; facs_pipeline_get(i, &info); i++) {
        int status = verify_pipeline(given, at, results, info.name);
        result = result == EXIT_FINE ? status : result;
    }
    rmdir(at->folder);
    return result;
}

static int run(int argc, char **argv)
{
    arguments given = {0};
    const char *words[1];
    /* --update is for whoever changes what the numbers are: it stores those of this build */
    const option options[] = {{"clip", 0, OPTION_TEXT, &given.clip},
                              {"cpu", 0, OPTION_TEXT, &given.cpu},
                              {"model-dir", 0, OPTION_TEXT, &given.model_dir},
                              {"update", 0, OPTION_FLAG, &given.update}};
    if (options_parse("verify", argc, argv, options, sizeof options / sizeof *options, words, 0) < 0 ||
        !cpu_option_read(given.cpu, &given.level))
        return EXIT_USAGE;
    places at;
    cJSON *stored = NULL;
    int status = find_places(&given, &at);
    if (status == EXIT_FINE)
        status = read_stored(&given, &at, &stored);
    if (status == EXIT_FINE)
        status = verify_all(&given, &at, cJSON_GetObjectItemCaseSensitive(stored, "results"));
    if (status == EXIT_FINE && given.update) {
        status = json_save(stored, at.stored);
        stored = NULL;
    }
    cJSON_Delete(stored);
    return status;
}

const command command_verify = {"verify", "whether this build gives the numbers it should", usage, run, NULL, 0};
