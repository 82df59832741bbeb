/* facsimile models path: folders, for scripts. */
#include "models.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* OpenFace's tree if the set is part of it, else the cache */
static const char *folder_of(const facs_store *store, const facs_model_set *set)
{
    for (int i = 0; i < set->file_count; i++)
        if (strncmp(set->files[i]->path, "originals/", 10) != 0)
            return facs_store_cache(store);
    return facs_store_in_use(store);
}

static int print_path(const models_request *request, const facs_model_set *set)
{
    const facs_store *store = request->store;
    models_survey survey;
    char trouble[TROUBLE_TEXT];
    int status = models_look(store, set, false, &survey);
    if (status != EXIT_FINE)
        return status;
    free(survey.states);
    const char *folder = folder_of(store, set);
    if (!models_complete(&survey) || !folder) {
        fprintf(stderr, "facsimile: %s: %s: facsimile models fetch %s", set->name, models_trouble(&survey, trouble),
                set->name);
        models_print_typed(stderr, request);
        fputc('\n', stderr);
        return models_status(&survey, true, EXIT_MODELS_MISSING);
    }
    puts(folder);
    return EXIT_FINE;
}

int facs_cmd_models_path(int argc, char **argv)
{
    models_request request = {0};
    int status = models_begin("models", argc, argv, NULL, 0, 1, NULL, &request);
    if (status == EXIT_FINE && request.count)
        status = print_path(&request, request.sets[0]);
    else if (status == EXIT_FINE)
        puts(facs_store_cache(request.store));
    facs_store_close(&request.store);
    return status;
}
