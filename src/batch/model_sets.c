/* See model_sets.h. */
#include "batch/model_sets.h"

#include "extract/run.h"

#include <stdio.h>
#include <string.h>

/* rows may name pipeline and rules; everything else is the same for all inputs */
static void make_key(const facs_extract_options *options, bool look, char key[160])
{
    snprintf(key, 160, "%.60s/%.60s/%d", options->pipeline ? options->pipeline : "",
             options->compat ? options->compat : "", options->wild || options->static_au || options->fit || look);
}

static int find(const facs_model_sets *all, const char *key)
{
    for (int i = 0; i < all->count; i++)
        if (strcmp(all->set[i].key, key) == 0)
            return i;
    return -1;
}

facs_status facs_model_sets_open(facs_model_sets *all, const facs_extract_options *options, bool look,
                                 facs_error *error)
{
    char key[160];
    make_key(options, look, key);
    if (find(all, key) >= 0)
        return FACS_OK;
    if (all->count == FACS_MODEL_SETS_MOST)
        return facs_fail(error, FACS_E_ARGUMENT, "the rows of the list ask for more than %d pipelines",
                         FACS_MODEL_SETS_MOST);
    facs_models *models = NULL;
    facs_status status = FACS_OK;
    if (options->models)
        models = facs_models_retain(options->models);
    else
        status = facs_run_models(&all->env, options, look, &models, error);
    if (status != FACS_OK)
        return status;
    memcpy(all->set[all->count].key, key, sizeof key);
    all->set[all->count++].models = models;
    return FACS_OK;
}

facs_models *facs_model_sets_get(const facs_model_sets *all, const facs_extract_options *options, bool look)
{
    char key[160];
    make_key(options, look, key);
    const int at = find(all, key);
    return at < 0 ? NULL : all->set[at].models;
}

void facs_model_sets_close(facs_model_sets *all)
{
    for (int i = 0; i < all->count; i++)
        facs_models_close(&all->set[i].models);
    all->count = 0;
}
