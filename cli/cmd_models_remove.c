/* facsimile models remove: a set out of the cache. */
#include "models.h"
#include "terminal.h"

#include <stdio.h>

static int remove_set(facs_store *store, const facs_model_set *set)
{
    facs_error error = {0};
    int64_t bytes = 0;
    char size[SIZE_TEXT];
    facs_status status = facs_store_remove(store, set, &bytes, &error);
    if (status == FACS_OK)
        printf("%s: removed, %s freed\n", set->name, size_text(bytes, size));
    else
        complain("%s", error.message);
    return exit_status_of(status);
}

int facs_cmd_models_remove(int argc, char **argv)
{
    models_request request = {0};
    int status = models_begin("models", argc, argv, NULL, 0, SETS_MAX, NULL, &request);
    if (status == EXIT_FINE && !request.named) {
        complain("models remove: name the sets; facsimile models list shows them");
        status = EXIT_USAGE;
    }
    for (int i = 0; i < request.count && status == EXIT_FINE; i++)
        status = remove_set(request.store, request.sets[i]);
    facs_store_close(&request.store);
    return status;
}
