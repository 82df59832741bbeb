/* What the subcommands of `facsimile models`, doctor and the commands that need models share. */
#ifndef FACSIMILE_CLI_MODELS_H
#define FACSIMILE_CLI_MODELS_H

#include "cli.h"
#include "options.h"

#include <cjson/cJSON.h>
#include <stdio.h>

/* The subcommands; argv[0] is the subcommand's name. */
int facs_cmd_models_list(int argc, char **argv);
int facs_cmd_models_path(int argc, char **argv);
int facs_cmd_models_fetch(int argc, char **argv);
int facs_cmd_models_verify(int argc, char **argv);
int facs_cmd_models_remove(int argc, char **argv);
int facs_cmd_models_licenses(int argc, char **argv);
int facs_cmd_models_pack(int argc, char **argv);
int facs_cmd_models_export(int argc, char **argv);

enum { SETS_MAX = 64 };

/** What was asked for: the options every subcommand takes, and the sets named. */
typedef struct models_request {
    const char *cache_dir, *manifest, *model_dir;
    const char *words[SETS_MAX];
    int named; /* how many words there were */
    facs_store *store;
    const facs_model_set *sets[SETS_MAX]; /* those named */
    int count;
} models_request;

/** Parse the options (`extra` and those of the request, which is zero before), open the store, find the sets that were
 *  named.  EXIT_FINE, or another status after a message; facs_store_close(&request->store) in any case.
 *  @param most words
 *  @param env  may be NULL */
int models_begin(const char *subcommand, int argc, char **argv, const option *extra, int extra_count, int most,
                 const facs_env *env, models_request *request);

/** Without named sets: take all, or the standard one. */
void models_take_all(models_request *request);
void models_take_standard(models_request *request);

/** " --name value", the value as a word for the shell; nothing when it is NULL. */
void models_print_option(FILE *to, const char *name, const char *value);
/** The options that say which cache and list, as they were typed, for a command to try. */
void models_print_typed(FILE *to, const models_request *typed);

/** The environment says not to touch the network. */
bool models_offline(void);

/** Does OpenFace's tree come from another place than the cache? */
bool models_elsewhere(const facs_store *store);

/** The folder that --model-dir or FACSIMILE_MODELS names although it holds no models; NULL = that is not so. */
const char *models_misnamed(const facs_store *store, const char *model_dir);
/** Lines: the cache, and where OpenFace's files are used from when that is another place.
 *  @param model_dir may be NULL */
void models_print_places(const facs_store *store, const char *model_dir, const char *indent);

/** How a set stands. */
typedef struct models_survey {
    const facs_model_set *set;
    facs_file_state *states; /* of its files; free() */
    int missing, damaged, unreadable;
    int64_t missing_bytes; /* of the files that are missing, damaged or unreadable */
} models_survey;

/** States of the files where they are read from; `contents` as for facs_store_check.  EXIT_FINE or another status after
 *  a message. */
int models_look(const facs_store *store, const facs_model_set *set, bool contents, models_survey *survey);

/** How many files of the set have no public address. */
int models_without_download(const facs_model_set *set);

/** A line that says so, unless all have one. */
void models_print_without_download(const facs_model_set *set, const char *indent);

/** At least one of the files that are missing or damaged has a public address. */
bool models_can_download(const models_survey *survey);

static inline bool models_damaged(facs_file_state state)
{
    return state == FACS_FILE_WRONG_SIZE || state == FACS_FILE_WRONG_HASH;
}

static inline bool models_complete(const models_survey *survey)
{
    return !survey->missing && !survey->damaged && !survey->unreadable;
}

/** What the exit status is about: EXIT_MODEL_CORRUPT, or EXIT_MODELS_MISSING if it is `wanted`, or EXIT_FINE; the first
 *  beats the others. */
int models_status(const models_survey *survey, bool wanted, int before);

/** Nothing of the set is there. */
static inline bool models_absent(const models_survey *survey)
{
    return survey->missing == survey->set->file_count;
}

enum { TROUBLE_TEXT = 160 };
/** "not installed" or "1 of 111 files damaged, 2 missing"; returns `text`. */
const char *models_trouble(const models_survey *survey, char text[TROUBLE_TEXT]);

/** Set, states, licences; `files`: every file too.  NULL = no memory. */
cJSON *models_json(const facs_store *store, const models_survey *survey, bool files);

/** What fetch is told. */
typedef struct models_fetch_arguments {
    facs_fetch_options options;
    struct fetch_display **shown; /* cookie of models_show_message() */
    const models_request *typed;  /* the command line, for advice that repeats it; NULL = another command's offer */
    bool quiet;
} models_fetch_arguments;

/** Show the licence, ask if somebody is there, fetch with progress.  An exit status, after messages. */
int models_fetch_set(facs_store *store, const facs_model_set *set, const models_fetch_arguments *given);

/** Messages of the library while it fetches, for facs_env.log: between two drawings of the bar.
 *  @param cookie a fetch_display *, NULL while none is drawn, by its address */
void models_show_message(void *cookie, facs_log_level level, const char *message);

/** Say what failed.  When model files are missing, also which set they belong to, how large it is, its licence and the
 *  command that installs it; on a terminal offer to run that.  True = they are there now: try again. */
bool models_report_failure(const facs_error *error, const char *landmarks, const char *model_dir);

#endif
