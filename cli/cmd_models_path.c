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

static int print_path(const facs_store *store, const char *name)
{
    const facs_model_set *sets[1];
    models_survey survey;
    int count;
    int status = models_sets(store, &name, 1, sets, &count);
    if (status == EXIT_FINE)
        status = models_look(store, sets[0], false, &survey);
    if (status != EXIT_FINE)
        return status;
    free(survey.states);
    const char *folder = folder_of(store, sets[0]);
    if (survey.damaged || survey.missing || !folder) {
        complain("%s: %d of %d files are missing, %d have the wrong size: facsimile models fetch %s", name,
                 survey.missing, sets[0]->file_count, survey.damaged, name);
        return survey.damaged ? EXIT_MODEL_CORRUPT : EXIT_MODELS_MISSING;
    }
    puts(folder);
    return EXIT_FINE;
}

int facs_cmd_models_path(int argc, char **argv)
{
    models_place place = {0};
    const char *words[1];
    const option options[] = {MODELS_PLACE_OPTIONS(&place)};
    int named = options_parse("models", argc, argv, options, sizeof options / sizeof options[0], words, 1);
    facs_store *store = NULL;
    int status = named < 0 ? EXIT_USAGE : models_open(&place, NULL, &store);
    if (status == EXIT_FINE && named)
        status = print_path(store, words[0]);
    else if (status == EXIT_FINE)
        puts(facs_store_cache(store));
    facs_store_close(&store);
    return status;
}
