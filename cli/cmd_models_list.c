/* facsimile models list: the sets and how they stand. */
#include "json_file.h"
#include "models.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>

static void print_set(const facs_store *store, const models_survey *survey, bool files)
{
    const facs_model_set *set = survey->set;
    char size[SIZE_TEXT], trouble[TROUBLE_TEXT];
    bool complete = models_complete(survey);
    mark_print(stdout, complete ? MARK_GOOD : survey->damaged ? MARK_BAD : MARK_NEUTRAL);
    printf(" %-15s %9s  ", set->name, size_text(set->bytes, size));
    if (complete)
        printf("installed%s\n", facs_store_verified(store, set) ? ", checked when it was fetched" : "");
    else if (models_absent(survey))
        printf("not installed\n");
    else
        printf("not complete: %s (%s)\n", models_trouble(survey, trouble), size_text(survey->missing_bytes, size));
    printf("     %s\n     for: %s\n", set->title, set->unlocks);
    if (!complete)
        models_print_without_download(set, "     ");
    for (int i = 0; i < set->licence_count; i++)
        printf("     %s%s\n", i ? "         " : "licence: ", set->licences[i]->name);
    for (int i = 0; files && i < set->file_count; i++)
        printf("     %-14s %9s  %s\n", facs_file_state_name(survey->states[i]), size_text(set->files[i]->bytes, size),
               set->files[i]->path);
}

static cJSON *head_json(const facs_store *store, cJSON **sets)
{
    cJSON *json = cJSON_CreateObject();
    const char *used = facs_store_in_use(store);
    if (cJSON_AddStringToObject(json, "cache", facs_store_cache(store)) &&
        cJSON_AddItemToObject(json, "in_use", used ? cJSON_CreateString(used) : cJSON_CreateNull()) &&
        (*sets = cJSON_AddArrayToObject(json, "sets")) != NULL)
        return json;
    cJSON_Delete(json);
    return NULL;
}

static int list(const facs_store *store, const facs_model_set **sets, int count, bool files, bool as_json)
{
    cJSON *listed = NULL, *json = as_json ? head_json(store, &listed) : NULL;
    for (int i = 0; i < count; i++) {
        models_survey survey;
        int status = models_look(store, sets[i], false, &survey);
        if (status != EXIT_FINE) {
            cJSON_Delete(json);
            return status;
        }
        if (!as_json)
            print_set(store, &survey, files);
        else
            cJSON_AddItemToArray(listed, models_json(store, &survey, files));
        free(survey.states);
        if (!as_json && i + 1 < count)
            printf("\n");
    }
    return !as_json || json_print(json) ? EXIT_FINE : EXIT_OTHER;
}

int facs_cmd_models_list(int argc, char **argv)
{
    bool files = false, json = false;
    const option options[] = {{"files", 0, OPTION_FLAG, &files}, {"json", 0, OPTION_FLAG, &json}};
    models_request request = {0};
    int status = models_begin("models", argc, argv, options, 2, SETS_MAX, NULL, &request);
    if (status == EXIT_FINE) {
        models_take_all(&request);
        if (!json) {
            models_print_places(request.store, request.model_dir, "");
            printf("\n");
        }
        status = list(request.store, request.sets, request.count, files, json);
    }
    facs_store_close(&request.store);
    return status;
}
