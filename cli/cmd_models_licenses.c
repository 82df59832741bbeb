/* facsimile models licenses: what may be done with the files. */
#include "json_file.h"
#include "models.h"

#include <stdio.h>
#include <string.h>

/* the publishers of a set's files under one licence, each once */
static void print_publishers(const facs_model_set *set, const facs_licence *licence)
{
    int printed = 0;
    for (int i = 0; i < set->file_count; i++) {
        const facs_model_file *file = set->files[i];
        bool seen = file->licence != licence;
        for (int j = 0; j < i && !seen; j++)
            seen = set->files[j]->licence == licence && strcmp(set->files[j]->publisher, file->publisher) == 0;
        if (!seen)
            printf("%s%s", printed++ ? "; " : "    from: ", file->publisher);
    }
    printf("\n");
}

static bool is_free(const facs_model_set *set)
{
    int free = 0;
    while (free < set->licence_count && set->licences[free]->free)
        free++;
    return free == set->licence_count;
}

/* of what asks for something */
static bool accepted_some(const facs_store *store, const facs_model_set *set)
{
    for (int i = 0; i < set->licence_count; i++)
        if (!set->licences[i]->free && facs_store_licence_accepted(store, set, set->licences[i]))
            return true;
    return false;
}

static void print_set(const facs_store *store, const facs_model_set *set)
{
    printf("%s: %s\n", set->name,
           is_free(set)                      ? "nothing to accept"
           : facs_store_accepted(store, set) ? "accepted"
           : accepted_some(store, set)       ? "partly accepted"
                                             : "not accepted on this machine");
    const bool all = facs_store_accepted(store, set);
    for (int i = 0; i < set->licence_count; i++) {
        const facs_licence *licence = set->licences[i];
        const bool accepted = !all && !licence->free && facs_store_licence_accepted(store, set, licence);
        printf("  %s%s\n    %s\n    %s\n", licence->name, accepted ? ": accepted" : "", licence->summary, licence->url);
        print_publishers(set, licence);
    }
}

static cJSON *set_json(const facs_store *store, const facs_model_set *set)
{
    cJSON *json = cJSON_CreateObject(), *licences = cJSON_AddArrayToObject(json, "licences");
    bool good = licences && cJSON_AddStringToObject(json, "name", set->name) &&
                cJSON_AddBoolToObject(json, "accepted", facs_store_accepted(store, set));
    for (int i = 0; good && i < set->licence_count; i++) {
        const facs_licence *licence = set->licences[i];
        cJSON *entry = cJSON_CreateObject();
        good = cJSON_AddItemToArray(licences, entry) && cJSON_AddStringToObject(entry, "id", licence->id) &&
               cJSON_AddStringToObject(entry, "name", licence->name) &&
               cJSON_AddStringToObject(entry, "summary", licence->summary) &&
               cJSON_AddStringToObject(entry, "url", licence->url) &&
               cJSON_AddBoolToObject(entry, "free", licence->free) &&
               cJSON_AddBoolToObject(entry, "accepted", facs_store_licence_accepted(store, set, licence));
    }
    if (good)
        return json;
    cJSON_Delete(json);
    return NULL;
}

int facs_cmd_models_licenses(int argc, char **argv)
{
    bool as_json = false;
    const option options[] = {{"json", 0, OPTION_FLAG, &as_json}};
    models_request request = {0};
    int status = models_begin("models", argc, argv, options, 1, SETS_MAX, NULL, &request);
    cJSON *json = as_json && status == EXIT_FINE ? cJSON_CreateArray() : NULL;
    if (status == EXIT_FINE)
        models_take_all(&request);
    for (int i = 0; i < request.count && status == EXIT_FINE; i++) {
        if (as_json)
            cJSON_AddItemToArray(json, set_json(request.store, request.sets[i]));
        else
            print_set(request.store, request.sets[i]);
        if (!as_json && i + 1 < request.count)
            printf("\n");
    }
    if (as_json && status == EXIT_FINE)
        status = json_print(json) ? EXIT_FINE : EXIT_OTHER;
    facs_store_close(&request.store);
    return status;
}
