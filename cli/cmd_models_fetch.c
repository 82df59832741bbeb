/* facsimile models fetch: sets into the cache. */
#include "fetch_display.h"
#include "interrupt.h"
#include "models.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void models_show_message(void *cookie, facs_log_level level, const char *message)
{
    fetch_display *display = *(fetch_display **)cookie;
    if (level > FACS_LOG_INFO || (display && display->quiet && level > FACS_LOG_ERROR))
        return;
    if (display)
        fetch_display_clear(display);
    fprintf(stderr, "facsimile: %s%s\n", level == FACS_LOG_WARNING ? "warning: " : "", message);
}

static int show_progress(void *cookie, const facs_fetch_progress *progress)
{
    fetch_display_show(cookie, progress);
    return interrupt_signal() != 0;
}

static bool set_in_environment(const char *name)
{
    const char *value = getenv(name);
    return value && strcmp(value, "1") == 0;
}

bool models_offline(void)
{
    return set_in_environment("FACSIMILE_OFFLINE");
}

/* A command to try, with what was typed repeated: where, and (`source`) from what. */
static void advise(const facs_model_set *set, const char *more, const models_fetch_arguments *given, bool source)
{
    const models_request *typed = given->typed;
    const char *url = given->options.url_base;
    fprintf(stderr, "  facsimile models fetch %s %s", set->name, more);
    if (source) {
        models_print_option(stderr, "from", given->options.from);
        /* a password stays where it was typed */
        models_print_option(stderr, "url-base", url && !strchr(url, '@') ? url : NULL);
        fputs(given->options.offline ? " --offline" : "", stderr);
    }
    if (typed)
        models_print_typed(stderr, typed);
    fputc('\n', stderr);
}

/* those that are still to be accepted, and those that ask for nothing */
static void show_licences(const facs_store *store, const facs_model_set *set)
{
    fprintf(stderr, "%s is under:\n", set->name);
    for (int i = 0; i < set->licence_count; i++)
        if (set->licences[i]->free || !facs_store_licence_accepted(store, set, set->licences[i]))
            fprintf(stderr, "  %s\n    %s\n    %s\n", set->licences[i]->name, set->licences[i]->summary,
                    set->licences[i]->url);
}

static bool ask(const facs_model_set *set)
{
    if (terminal_ask("Do you accept?"))
        return true;
    if (feof(stdin)) /* the cursor is still behind the question */
        fputc('\n', stderr);
    complain("%s: not accepted, nothing fetched", set->name);
    return false;
}

/* true: accepted already, by option, by the environment, or now */
static bool settle_licence(const facs_store *store, const facs_model_set *set, const models_fetch_arguments *given,
                           facs_fetch_options *options)
{
    if (set_in_environment("OPENFACE_MODELS_ACCEPT_LICENSE"))
        options->accept_licence = true;
    if (facs_store_accepted(store, set))
        return true;
    if (!options->accept_licence || !given->quiet)
        show_licences(store, set);
    if (options->accept_licence)
        return true;
    if (terminal_attended())
        return options->accept_licence = ask(set);
    complain("%s: nothing is fetched before its licence is accepted: read it, then", set->name);
    advise(set, "--accept-license", given, true);
    return false;
}

static void say_complete(const facs_store *store, const facs_model_set *set)
{
    char size[SIZE_TEXT];
    complain("%s: complete, %d file%s, %s in %s", set->name, set->file_count, set->file_count == 1 ? "" : "s",
             size_text(set->bytes, size), facs_store_cache(store));
    if (set->standard && models_elsewhere(store))
        complain("warning: OpenFace's files are used from %s (--model-dir, FACSIMILE_MODELS)",
                 facs_store_in_use(store));
}

int models_fetch_set(facs_store *store, const facs_model_set *set, const models_fetch_arguments *given)
{
    facs_fetch_options options = given->options;
    if (!settle_licence(store, set, given, &options))
        return EXIT_LICENCE;
    fetch_display display = fetch_display_make(set->name, given->quiet);
    facs_error error = {0};
    options.progress = show_progress;
    options.progress_cookie = &display;
    options.offline = options.offline || models_offline();
    interrupt_catch();
    *given->shown = &display;
    facs_status status = facs_store_fetch(store, set, &options, &error);
    *given->shown = NULL;
    fetch_display_clear(&display);
    if (status == FACS_OK && !given->quiet)
        say_complete(store, set);
    if (status != FACS_OK)
        complain_error(&error);
    if (status == FACS_E_DOWNLOAD && !options.offline) {
        fputs("  Behind a proxy: set https_proxy.  Without a network: fetch on another machine, copy its cache here, "
              "and\n",
              stderr);
        advise(set, "--from COPY", given, false);
    }
    return status == FACS_E_INTERRUPTED && interrupt_signal() ? EXIT_SIGNAL + interrupt_signal()
                                                              : exit_status_of(status);
}

enum { TRIES_MAX = 1000, SECONDS_MAX = 7 * 24 * 3600 };

typedef struct arguments {
    models_request request;
    models_fetch_arguments fetch;
    bool all;
} arguments;

static int begin(int argc, char **argv, const facs_env *env, arguments *given)
{
    facs_fetch_options *options = &given->fetch.options;
    int64_t tries = options->tries;
    option_number wait = {(float)options->wait, 0, SECONDS_MAX, "seconds", false};
    option_number timeout = {(float)options->timeout, 0.001F, SECONDS_MAX, "seconds", false};
    option_number lock_wait = {(float)options->lock_wait, 0, SECONDS_MAX, "seconds", false};
    const option known[] = {
        {"accept-license", 0, OPTION_FLAG, &options->accept_licence},
        {"from", 0, OPTION_TEXT, &options->from},
        {"offline", 0, OPTION_FLAG, &options->offline},
        {"url-base", 0, OPTION_TEXT, &options->url_base},
        {"all", 0, OPTION_FLAG, &given->all},
        {"tries", 0, OPTION_COUNT, &tries},
        {"retry-wait", 0, OPTION_NUMBER, &wait},
        {"timeout", 0, OPTION_NUMBER, &timeout},
        {"lock-wait", 0, OPTION_NUMBER, &lock_wait},
        {"quiet", 'q', OPTION_FLAG, &given->fetch.quiet},
    };
    int status =
        models_begin("models", argc, argv, known, sizeof known / sizeof known[0], SETS_MAX, env, &given->request);
    if (status != EXIT_FINE)
        return status;
    if (given->all && given->request.named) {
        complain("models fetch: name sets or give --all, not both");
        return EXIT_USAGE;
    }
    if (tries < 1 || tries > TRIES_MAX) {
        complain("models fetch: --tries is 1 to %d", TRIES_MAX);
        return EXIT_USAGE;
    }
    options->tries = (int)tries;
    options->wait = (double)wait.value;
    options->timeout = (double)timeout.value;
    options->lock_wait = (double)lock_wait.value;
    return EXIT_FINE;
}

int facs_cmd_models_fetch(int argc, char **argv)
{
    fetch_display *shown = NULL;
    arguments given = {.fetch.shown = &shown};
    facs_fetch_options_init(&given.fetch.options, sizeof given.fetch.options);
    models_request *request = &given.request;
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.log = models_show_message;
    env.cookie = &shown;
    given.fetch.typed = request;
    int status = begin(argc, argv, &env, &given);
    if (status == EXIT_FINE && given.all)
        models_take_all(request);
    else if (status == EXIT_FINE)
        models_take_standard(request);
    /* one set that cannot be had does not keep the others away */
    for (int i = 0; i < request->count && status < EXIT_SIGNAL && status != EXIT_DISK_FULL && status != EXIT_USAGE;
         i++) {
        int result = models_fetch_set(request->store, request->sets[i], &given.fetch);
        status = result != EXIT_FINE ? result : status;
    }
    facs_store_close(&request->store);
    return status;
}
