/* facsimile models verify: every byte of the files. */
#include "json_file.h"
#include "models.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>

static void print_set(const models_request *request, const models_survey *survey, bool wanted)
{
    const facs_model_set *set = survey->set;
    char size[SIZE_TEXT], trouble[TROUBLE_TEXT];
    bool complete = models_complete(survey);
    mark_print(stdout, complete ? MARK_GOOD : survey->damaged || wanted ? MARK_BAD : MARK_NEUTRAL);
    if (complete)
        printf(" %-15s %d file%s, %s, all intact\n", set->name, set->file_count, set->file_count == 1 ? "" : "s",
               size_text(set->bytes, size));
    else
        printf(" %-15s %s", set->name, models_trouble(survey, trouble));
    if (!complete && (wanted || survey->damaged)) {
        printf(": facsimile models fetch %s", set->name);
        models_print_typed(stdout, request);
    }
    if (!complete)
        printf("\n");
    for (int i = 0; i < set->file_count && !models_absent(survey); i++)
        if (models_damaged(survey->states[i]) || survey->states[i] == FACS_FILE_UNREADABLE ||
            (wanted && survey->states[i] == FACS_FILE_MISSING))
            say(stdout, "       %s: %s", facs_store_path(request->store, set->files[i], true),
                facs_file_state_name(survey->states[i]));
}

static int verify(const models_request *request, cJSON *listed)
{
    int result = EXIT_FINE;
    for (int i = 0; i < request->count; i++) {
        models_survey survey;
        int status = models_look(request->store, request->sets[i], true, &survey);
        if (status != EXIT_FINE)
            return status;
        bool wanted = request->named > 0 || request->sets[i]->standard;
        if (listed)
            cJSON_AddItemToArray(listed, models_json(request->store, &survey, true));
        else
            print_set(request, &survey, wanted);
        result = models_status(&survey, wanted, result);
        free(survey.states);
    }
    return result;
}

int facs_cmd_models_verify(int argc, char **argv)
{
    bool as_json = false;
    const option options[] = {{"json", 0, OPTION_FLAG, &as_json}};
    models_request request = {0};
    int status = models_begin("models", argc, argv, options, 1, SETS_MAX, NULL, &request);
    if (status == EXIT_FINE) {
        cJSON *json = as_json ? cJSON_CreateArray() : NULL;
        models_take_all(&request);
        if (!as_json)
            models_print_places(request.store, request.model_dir, "");
        status = verify(&request, json);
        if (as_json && !json_print(json))
            status = EXIT_OTHER;
    }
    facs_store_close(&request.store);
    return status;
}
