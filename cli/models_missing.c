/* What to say when models are missing, and the offer to get them. */
#include "models.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void explain(const facs_store *store, const facs_model_set *set, bool named)
{
    char size[SIZE_TEXT];
    fprintf(stderr, "  needed:  %s, %s from %s\n  licence: %s\n  install: facsimile models fetch %s\n", set->name,
            size_text(set->bytes, size), set->files[0]->publisher, set->licences[0]->name, set->name);
    if (named)
        say(stderr, "           (into %s; then leave out --model-dir and FACSIMILE_MODELS, which name another folder)",
            facs_store_cache(store));
}

/* All of the set is there, so something else is missing, such as a file the user named. */
static bool is_there(const facs_store *store, const facs_model_set *set)
{
    models_survey survey;
    if (models_look(store, set, false, &survey) != EXIT_FINE)
        return false;
    free(survey.states);
    return models_complete(&survey);
}

static bool is_named(const char *model_dir)
{
    const char *variable = getenv("FACSIMILE_MODELS");
    return model_dir || (variable && variable[0]);
}

/* What is missing is ONNX Runtime: its message says how to get it, and fetching models would not help. */
static bool is_runtime(const facs_error *error)
{
    facs_runtime_info info = {.size = sizeof info};
    facs_error why = {0};
    return facs_runtime_look(&info, &why) != FACS_OK && strcmp(why.message, error->message) == 0;
}

bool models_report_failure(const facs_error *error, const char *landmarks, const char *model_dir)
{
    facs_store *store = NULL;
    struct fetch_display *shown = NULL;
    facs_env env;
    facs_env_init(&env, sizeof env);
    facs_store_options options;
    facs_store_options_init(&options, sizeof options);
    bool fetched = false;
    complain_error(error);
    env.log = models_show_message;
    env.cookie = &shown;
    options.env = &env;
    options.model_dir = model_dir;
    if (error->status != FACS_E_MODELS_MISSING || is_runtime(error) ||
        facs_store_open(&options, &store, NULL) != FACS_OK)
        return false;
    const facs_model_set *set = facs_store_set_for(store, landmarks);
    bool helps = !is_there(store, set);
    if (helps)
        explain(store, set, is_named(model_dir));
    if (helps && terminal_attended() && !models_offline() && !is_named(model_dir) && terminal_ask("Fetch it now?")) {
        models_fetch_arguments fetch = {.shown = &shown};
        facs_fetch_options_init(&fetch.options, sizeof fetch.options);
        fetched = models_fetch_set(store, set, &fetch) == EXIT_FINE;
    }
    facs_store_close(&store);
    return fetched;
}
