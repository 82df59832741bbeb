/* See models.h. */
#include "models.h"

#include "escape.h"
#include "guess.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void complain_set(const facs_store *store, const char *name)
{
    const char *names[SETS_MAX];
    const facs_model_set *set;
    int count = 0;
    while (count < SETS_MAX && (set = facs_store_set(store, count)) != NULL)
        names[count++] = set->name;
    const char *guess = guess_name(name, names, count);
    if (guess)
        complain("there is no set of models '%s': did you mean %s?", name, guess);
    else
        complain("there is no set of models '%s': facsimile models list shows them", name);
}

static int open_store(const facs_env *env, models_request *request)
{
    facs_store_options options;
    facs_store_options_init(&options, sizeof options);
    facs_error error = {0};
    options.env = env;
    options.cache_dir = request->cache_dir;
    options.manifest = request->manifest;
    options.model_dir = request->model_dir;
    facs_status status = facs_store_open(&options, &request->store, &error);
    if (status == FACS_OK)
        return EXIT_FINE;
    complain_error(&error);
    return exit_status_of(status);
}

enum { OPTIONS_MAX = 24 };

int models_begin(const char *subcommand, int argc, char **argv, const option *extra, int extra_count, int most,
                 const facs_env *env, models_request *request)
{
    option options[OPTIONS_MAX] = {
        {"cache-dir", 0, OPTION_TEXT, &request->cache_dir},
        {"manifest", 0, OPTION_TEXT, &request->manifest},
        {"model-dir", 0, OPTION_TEXT, &request->model_dir},
    };
    int count = 3;
    for (int i = 0; i < extra_count && count < OPTIONS_MAX; i++)
        options[count++] = extra[i];
    request->named = options_parse(subcommand, argc, argv, options, count, request->words, most);
    int status = request->named < 0 ? EXIT_USAGE : open_store(env, request);
    for (int i = 0; i < request->named && status == EXIT_FINE; i++) {
        const facs_model_set *set = facs_store_find(request->store, request->words[i]);
        if (set) {
            request->sets[request->count++] = set;
        } else {
            complain_set(request->store, request->words[i]);
            status = EXIT_USAGE;
        }
    }
    return status;
}

void models_take_all(models_request *request)
{
    const facs_model_set *set;
    if (request->named)
        return;
    while (request->count < SETS_MAX && (set = facs_store_set(request->store, request->count)) != NULL)
        request->sets[request->count++] = set;
}

void models_take_standard(models_request *request)
{
    if (!request->named)
        request->sets[request->count++] = facs_store_set_for(request->store, NULL);
}

bool models_elsewhere(const facs_store *store)
{
    const char *used = facs_store_in_use(store), *cache = facs_store_cache(store);
    size_t length = strlen(cache);
    return used && (strncmp(used, cache, length) != 0 || strcmp(used + length, "/originals") != 0);
}

/* in $'...', which bash, zsh, ksh and the sh of POSIX 2024 read */
static void print_escaped_word(FILE *to, const char *text)
{
    fputs("$'", to);
    for (int size; *text; text += size) {
        if (!escape_is_shown(text, &size))
            fprintf(to, "\\%03o", (unsigned)(unsigned char)*text);
        else
            fprintf(to, "%s%.*s", *text == '\'' || *text == '\\' ? "\\" : "", size, text);
    }
    fputc('\'', to);
}

/* as a word for the shell */
static void print_word(FILE *to, const char *text)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-";
    if (*text && strspn(text, plain) == strlen(text)) {
        fputs(text, to);
        return;
    }
    if (!escape_is_plain(text)) {
        print_escaped_word(to, text);
        return;
    }
    fputc('\'', to);
    for (; *text; text++)
        if (*text == '\'')
            fputs("'\\''", to);
        else
            fputc(*text, to);
    fputc('\'', to);
}

void models_print_option(FILE *to, const char *name, const char *value)
{
    if (!value)
        return;
    fprintf(to, " --%s ", name);
    print_word(to, value);
}

void models_print_typed(FILE *to, const models_request *typed)
{
    models_print_option(to, "cache-dir", typed->cache_dir);
    models_print_option(to, "model-dir", typed->model_dir);
    models_print_option(to, "manifest", typed->manifest);
}

const char *models_misnamed(const facs_store *store, const char *model_dir)
{
    const char *variable = getenv("FACSIMILE_MODELS");
    const char *named = model_dir ? model_dir : variable && variable[0] ? variable : NULL;
    return facs_store_in_use(store) ? NULL : named;
}

void models_print_places(const facs_store *store, const char *model_dir, const char *indent)
{
    const char *misnamed = models_misnamed(store, model_dir);
    say(stdout, "%scache: %s", indent, facs_store_cache(store));
    if (models_elsewhere(store))
        say(stdout, "%sOpenFace's files are used from: %s", indent, facs_store_in_use(store));
    else if (misnamed)
        say(stdout, "%s%s%s holds no models of OpenFace: correct it, or leave it out to use the cache", indent,
            model_dir ? "--model-dir " : "FACSIMILE_MODELS=", misnamed);
}

int models_status(const models_survey *survey, bool wanted, int before)
{
    if (survey->damaged || before == EXIT_MODEL_CORRUPT)
        return EXIT_MODEL_CORRUPT;
    return wanted && !models_complete(survey) ? EXIT_MODELS_MISSING : before;
}

const char *models_trouble(const models_survey *survey, char text[TROUBLE_TEXT])
{
    const struct {
        int count;
        const char *what;
    } troubles[] = {{survey->damaged, "damaged"},
                    {survey->missing, "missing"},
                    {survey->unreadable, "may not be read (permissions?)"}};
    size_t length = 0;
    for (int i = 0; i < 3 && !models_absent(survey); i++) {
        if (troubles[i].count && !length)
            length =
                (size_t)snprintf(text, TROUBLE_TEXT, "%d of %d file%s %s", troubles[i].count, survey->set->file_count,
                                 survey->set->file_count == 1 ? "" : "s", troubles[i].what);
        else if (troubles[i].count && length < TROUBLE_TEXT)
            length +=
                (size_t)snprintf(text + length, TROUBLE_TEXT - length, ", %d %s", troubles[i].count, troubles[i].what);
    }
    if (!length)
        snprintf(text, TROUBLE_TEXT, "not installed");
    return text;
}

int models_look(const facs_store *store, const facs_model_set *set, bool contents, models_survey *survey)
{
    facs_error error = {0};
    *survey = (models_survey){.set = set, .states = calloc((size_t)set->file_count, sizeof(facs_file_state))};
    if (!survey->states) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    for (int i = 0; i < set->file_count; i++) {
        facs_file_state *state = &survey->states[i];
        facs_status status = facs_store_check(store, set->files[i], true, contents, state, &error);
        if (status != FACS_OK) {
            complain_error(&error);
            free(survey->states);
            survey->states = NULL;
            return exit_status_of(status);
        }
        survey->missing += *state == FACS_FILE_MISSING;
        survey->damaged += models_damaged(*state);
        survey->unreadable += *state == FACS_FILE_UNREADABLE;
        if (*state != FACS_FILE_PRESENT && *state != FACS_FILE_GOOD)
            survey->missing_bytes += set->files[i]->bytes;
    }
    return EXIT_FINE;
}

int models_without_download(const facs_model_set *set)
{
    int count = 0;
    for (int i = 0; i < set->file_count; i++)
        count += set->files[i]->url_count == 0;
    return count;
}

void models_print_without_download(const facs_model_set *set, const char *indent)
{
    const int without = models_without_download(set);
    if (without)
        printf("%sneeds %d file%s that cannot be downloaded: facsimile models fetch %s says how to get %s\n", indent,
               without, without == 1 ? "" : "s", set->name, without == 1 ? "it" : "them");
}

bool models_can_download(const models_survey *survey)
{
    for (int i = 0; i < survey->set->file_count; i++)
        if (survey->states[i] != FACS_FILE_PRESENT && survey->states[i] != FACS_FILE_GOOD &&
            survey->set->files[i]->url_count > 0)
            return true;
    return false;
}

static cJSON *file_json(const facs_store *store, const facs_model_file *file, facs_file_state state)
{
    cJSON *json = cJSON_CreateObject(), *urls = cJSON_AddArrayToObject(json, "urls");
    bool good = urls && cJSON_AddStringToObject(json, "path", file->path) &&
                cJSON_AddStringToObject(json, "place", facs_store_path(store, file, true)) &&
                cJSON_AddStringToObject(json, "state", facs_file_state_name(state)) &&
                cJSON_AddNumberToObject(json, "bytes", (double)file->bytes) &&
                cJSON_AddStringToObject(json, "sha256", file->sha256) &&
                cJSON_AddStringToObject(json, "licence", file->licence->id) &&
                cJSON_AddStringToObject(json, "publisher", file->publisher);
    for (int i = 0; good && i < file->url_count; i++)
        good = cJSON_AddItemToArray(urls, cJSON_CreateString(file->urls[i]));
    if (good)
        return json;
    cJSON_Delete(json);
    return NULL;
}

cJSON *models_json(const facs_store *store, const models_survey *survey, bool files)
{
    const facs_model_set *set = survey->set;
    cJSON *json = cJSON_CreateObject(), *licences = cJSON_AddArrayToObject(json, "licences"),
          *listed = files ? cJSON_AddArrayToObject(json, "files") : NULL;
    bool good = licences && (listed || !files) && cJSON_AddStringToObject(json, "name", set->name) &&
                cJSON_AddStringToObject(json, "title", set->title) &&
                cJSON_AddStringToObject(json, "unlocks", set->unlocks) &&
                cJSON_AddBoolToObject(json, "default", set->standard) &&
                cJSON_AddBoolToObject(json, "installed", models_complete(survey)) &&
                cJSON_AddBoolToObject(json, "accepted", facs_store_accepted(store, set)) &&
                cJSON_AddNumberToObject(json, "bytes", (double)set->bytes) &&
                cJSON_AddNumberToObject(json, "file_count", set->file_count) &&
                cJSON_AddNumberToObject(json, "without_download", models_without_download(set)) &&
                cJSON_AddNumberToObject(json, "missing", survey->missing) &&
                cJSON_AddNumberToObject(json, "damaged", survey->damaged) &&
                cJSON_AddNumberToObject(json, "unreadable", survey->unreadable);
    for (int i = 0; good && i < set->licence_count; i++)
        good = cJSON_AddItemToArray(licences, cJSON_CreateString(set->licences[i]->name));
    for (int i = 0; good && files && i < set->file_count; i++)
        good = cJSON_AddItemToArray(listed, file_json(store, set->files[i], survey->states[i]));
    if (good)
        return json;
    cJSON_Delete(json);
    return NULL;
}
