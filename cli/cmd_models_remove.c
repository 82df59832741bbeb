/* facsimile models remove: a set out of the cache. */
#include "models.h"
#include "terminal.h"

#include <stdio.h>

/* files of the set in the cache; -1 after a message */
static int count_files(const facs_store *store, const facs_model_set *set)
{
    facs_error error = {0};
    int there = 0;
    for (int i = 0; i < set->file_count; i++) {
        facs_file_state state = FACS_FILE_MISSING;
        if (facs_store_check(store, set->files[i], false, false, &state, &error) != FACS_OK) {
            complain_error(&error);
            return -1;
        }
        there += state != FACS_FILE_MISSING;
    }
    return there;
}

static int remove_set(facs_store *store, const facs_model_set *set)
{
    facs_error error = {0};
    int64_t bytes = 0;
    char size[SIZE_TEXT];
    int before = count_files(store, set);
    if (before < 0)
        return EXIT_OTHER;
    facs_status status = facs_store_remove(store, set, &bytes, &error);
    if (status != FACS_OK) {
        complain_error(&error);
        return exit_status_of(status);
    }
    int left = count_files(store, set);
    if (!before && !bytes)
        printf("%s: was not installed\n", set->name);
    else
        printf("%s: removed, %s freed\n", set->name, size_text(bytes, size));
    if (left > 0)
        printf("  %d of its %d files stay: other sets that are installed need them\n", left, set->file_count);
    return EXIT_FINE;
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
