/* facsimile models remove: a set out of the cache. */
#include "models.h"
#include "terminal.h"

#include <stdio.h>

int facs_cmd_models_remove(int argc, char **argv)
{
    models_place place = {0};
    const char *words[SETS_MAX];
    const option options[] = {MODELS_PLACE_OPTIONS(&place)};
    int named = options_parse("models", argc, argv, options, sizeof options / sizeof options[0], words, SETS_MAX);
    facs_store *store = NULL;
    const facs_model_set *sets[SETS_MAX];
    int count = 0;
    if (named == 0)
        complain("models remove: name the sets; facsimile models list shows them");
    int status = named <= 0 ? EXIT_USAGE : models_open(&place, NULL, &store);
    if (status == EXIT_FINE)
        status = models_sets(store, words, named, sets, &count);
    for (int i = 0; i < count && status == EXIT_FINE; i++) {
        facs_error error = {0};
        int64_t bytes = 0;
        char size[SIZE_TEXT];
        facs_status result = facs_store_remove(store, sets[i], &bytes, &error);
        if (result == FACS_OK)
            printf("%s: removed, %s freed\n", sets[i]->name, size_text(bytes, size));
        else
            complain("%s", error.message);
        status = exit_status_of(result);
    }
    facs_store_close(&store);
    return status;
}
