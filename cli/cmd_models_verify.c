/* facsimile models verify: every byte of the files. */
#include "json_file.h"
#include "models.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>

static void print_set(const facs_store *store, const models_survey *survey, bool wanted)
{
    const facs_model_set *set = survey->set;
    char size[SIZE_TEXT];
    char trouble[TROUBLE_TEXT];
    bool complete = models_complete(survey);
    mark_print(stdout, complete ? MARK_GOOD : survey->damaged || wanted ? MARK_BAD : MARK_NEUTRAL);
    if (complete)
        printf(" %-15s %d files, %s, all intact\n", set->name, set->file_count, size_text(set->bytes, size));
    else
        printf(" %-15s %s%s%s\n", set->name, models_trouble(survey, trouble),
               wanted || survey->damaged ? ": facsimile models fetch " : "",
               wanted || survey->damaged ? set->name : "");
    for (int i = 0; i < set->file_count && !models_absent(survey); i++)
        if (models_damaged(survey->states[i]) || survey->states[i] == FACS_FILE_UNREADABLE ||
            (wanted && survey->states[i] == FACS_FILE_MISSING))
            printf("       %s: %s\n", facs_store_path(store, set->files[i], true),
                   facs_file_state_name(survey->states[i]));
}

static int verify(const facs_store *store, const facs_model_set **sets, int count, bool named, cJSON *listed)
{
    int result = EXIT_FINE;
    for (int i = 0; i < count; i++) {
        models_survey survey;
        int status = models_look(store, sets[i], true, &survey);
        if (status != EXIT_FINE)
            return status;
        bool wanted = named || sets[i]->standard;
        if (listed)
            cJSON_AddItemToArray(listed, models_json(store, &survey, true));
        else
            print_set(store, &survey, wanted);
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
        status = verify(request.store, request.sets, request.count, request.named > 0, json);
        if (as_json && !json_print(json))
            status = EXIT_OTHER;
    }
    facs_store_close(&request.store);
    return status;
}
