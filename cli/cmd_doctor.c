/* facsimile doctor: everything about this installation. */
#include "doctor.h"
#include "json_file.h"
#include "models.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: facsimile doctor [SET...] [--json] [--model-dir DIR] [--cache-dir DIR] [--manifest FILE]\n"
    "\n"
    "Looks at everything an analysis depends on: processor, cameras, libraries, video formats, ONNX\n"
    "Runtime and what would run each network of the pipelines that need it, and every byte of every\n"
    "model file; says what is wrong and what to do about it.  The SETs named have to be there; without\n"
    "any, openface-clnf when some of it is: extract does without it otherwise, with the pipeline open.\n"
    "\n"
    "  [ok] works   [--] not there, and not needed for extract   [!!] has to be mended\n"
    "\n"
    "Exit: 0 all right, 3 model files are missing, 4 a model file is damaged (also when others are\n"
    "missing), 1 a setting of this machine is wrong, FFmpeg cannot be loaded, or another failure,\n"
    "2 usage.\n";

void doctor_line(int kind, const char *name, const char *text)
{
    fputs("  ", stdout);
    mark_print(stdout, (mark)kind);
    say(stdout, " %-15s %s", name, text);
}

enum { LISTED_MAX = 12 };

static void print_files(const facs_store *store, const models_survey *survey, bool wanted)
{
    int listed = 0, left = 0;
    if (models_absent(survey))
        return;
    for (int i = 0; i < survey->set->file_count; i++) {
        facs_file_state state = survey->states[i];
        if (state == FACS_FILE_GOOD || state == FACS_FILE_PRESENT || (!wanted && state == FACS_FILE_MISSING))
            continue;
        if (listed++ < LISTED_MAX || models_damaged(state))
            say(stdout, "         %-14s %s", facs_file_state_name(state),
                facs_store_path(store, survey->set->files[i], true));
        else
            left++;
    }
    if (left)
        printf("         and %d more: facsimile models verify %s\n", left, survey->set->name);
}

/* without OpenSSL only the sizes can be looked at */
static bool can_hash(void)
{
    facs_component component = {.size = sizeof component};
    for (int i = 0; facs_component_get(i, &component); i++)
        if (strcmp(component.name, "OpenSSL") == 0)
            return component.version != NULL;
    return false;
}

static void print_advice(const models_request *request, const models_survey *survey)
{
    const facs_model_set *set = survey->set;
    bool elsewhere =
        strncmp(set->files[0]->path, "originals/", 10) == 0 && models_misnamed(request->store, request->model_dir);
    if (survey->unreadable)
        printf("         to mend it: let your user read these files, or ask who looks after them\n");
    if ((!survey->missing && !survey->damaged) || elsewhere)
        return;
    printf("         to get it: facsimile models fetch %s", set->name);
    models_print_typed(stdout, request);
    printf("%s\n", models_can_download(survey) ? "" : " --from COPY");
    models_print_without_download(set, "         ");
}

static void print_set(const models_request *request, const models_survey *survey, bool wanted)
{
    const facs_model_set *set = survey->set;
    char text[256], size[SIZE_TEXT], trouble[TROUBLE_TEXT];
    bool complete = models_complete(survey);
    if (complete)
        snprintf(text, sizeof text, "%d file%s, %s, all %s", set->file_count, set->file_count == 1 ? "" : "s",
                 size_text(set->bytes, size), can_hash() ? "intact" : "of the right size (contents not checked)");
    else
        snprintf(text, sizeof text, "%s, %s", models_trouble(survey, trouble), size_text(survey->missing_bytes, size));
    doctor_line(complete ? MARK_GOOD : survey->damaged || wanted ? MARK_BAD : MARK_NEUTRAL, set->name, text);
    print_files(request->store, survey, wanted);
    print_advice(request, survey);
    printf("         for: %s\n", set->unlocks);
    for (int i = 0; i < set->licence_count; i++)
        printf("         %s%s\n", i ? "         " : "licence: ", set->licences[i]->name);
}

static cJSON *places_json(cJSON *json, const facs_store *store)
{
    const char *used = facs_store_in_use(store);
    cJSON *models = cJSON_AddObjectToObject(json, "models");
    cJSON_AddStringToObject(models, "cache", facs_store_cache(store));
    cJSON_AddItemToObject(models, "in_use", used ? cJSON_CreateString(used) : cJSON_CreateNull());
    return cJSON_AddArrayToObject(models, "sets");
}

static bool is_wanted(const facs_model_set *set, const facs_model_set *const *wanted, int count)
{
    for (int i = 0; i < count; i++)
        if (wanted[i] == set)
            return true;
    return false;
}

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);
    return value && value[0];
}

/* Nobody has asked for a set and nothing of the standard one is there: extract takes the pipeline that needs none. */
static bool can_do_without(const models_request *request, const models_survey *survey)
{
    const char *pipeline = getenv("FACSIMILE_PIPELINE");
    return !request->named && !request->model_dir && !is_set("FACSIMILE_MODELS") && models_absent(survey) &&
           !(pipeline && strcmp(pipeline, "openface") == 0);
}

/* every set; the exit status */
static int look_at_models(const models_request *request, cJSON *json)
{
    const facs_store *store = request->store;
    int result = EXIT_FINE;
    cJSON *listed = json ? places_json(json, store) : NULL;
    if (!json) {
        printf("\nModel files\n");
        models_print_places(store, request->model_dir, "  ");
    }
    const facs_model_set *set;
    for (int i = 0; (set = facs_store_set(store, i)) != NULL; i++) {
        models_survey survey;
        int status = models_look(store, set, can_hash(), &survey);
        if (status != EXIT_FINE)
            return status;
        const bool wanted = is_wanted(set, request->sets, request->count);
        const bool spared = wanted && can_do_without(request, &survey), needed = wanted && !spared;
        if (json)
            cJSON_AddItemToArray(listed, models_json(store, &survey, true));
        else
            print_set(request, &survey, needed);
        if (!json && spared)
            printf("         without it extract takes the pipeline open, which needs no files\n");
        result = models_status(&survey, needed, result);
        free(survey.states);
    }
    return result;
}

static const char *verdict(int status, bool machine, bool libraries)
{
    return status == EXIT_FINE             ? "all right"
           : status == EXIT_MODELS_MISSING ? "models missing"
           : status == EXIT_MODEL_CORRUPT  ? "a model file is damaged"
           : !libraries                    ? "FFmpeg cannot be loaded"
           : !machine                      ? "a setting of this machine is wrong"
                                           : "could not look at the models";
}

static int examine(const models_request *request, cJSON *json)
{
    if (json)
        cJSON_AddStringToObject(json, "version", facs_version());
    else
        printf("facsimile %s\n", facs_version());
    bool machine = doctor_machine(json);
    bool libraries = doctor_libraries(json);
    doctor_networks(request->model_dir, json);
    int status = request->store ? look_at_models(request, json) : EXIT_MODELS_MISSING;
    if (status == EXIT_FINE && !(machine && libraries))
        status = EXIT_OTHER;
    if (json) {
        cJSON_AddStringToObject(json, "verdict", verdict(status, machine, libraries));
        return status;
    }
    printf("\n");
    mark_print(stdout, status == EXIT_FINE ? MARK_GOOD : MARK_BAD);
    printf(" %s\n", verdict(status, machine, libraries));
    return status;
}

static int run(int argc, char **argv)
{
    bool as_json = false;
    const option options[] = {{"json", 0, OPTION_FLAG, &as_json}};
    models_request request = {0};
    int status = models_begin("doctor", argc, argv, options, 1, SETS_MAX, NULL, &request);
    if (status == EXIT_FINE || status == EXIT_MODELS_MISSING) { /* without a folder for models: all the rest */
        cJSON *json = as_json ? cJSON_CreateObject() : NULL;
        if (request.store)
            models_take_standard(&request);
        status = examine(&request, json);
        if (as_json && !json_print(json))
            status = EXIT_OTHER;
    }
    facs_store_close(&request.store);
    return status;
}

const command command_doctor = {"doctor", "what this installation has, and what is wrong with it", usage, run, NULL, 0};
