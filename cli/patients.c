/* See patients.h. */
#include "patients.h"

#include "claims.h"
#include "claims_models.h"
#include "cli.h"
#include "escape.h"
#include "input_shown.h"
#include "interrupt.h"
#include "models.h"
#include "output_names.h"
#include "pipeline_said.h"
#include "sides_table.h"
#include "terminal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME_ROOM = 1024 }; /* of a name in a message */

typedef enum fate { WAITING, SKIPPED, DONE, FAILED } fate;

typedef struct patient {
    const char *input;
    fate fate;
    facs_status status;
    facs_error error; /* of those that failed */
} patient;

typedef struct patients {
    patient *list;
    int count, current; /* current: from 0 */
    facs_mirror_options options;
    screen *shown;
} patients;

/* ---- what is there ---- */

typedef struct files {
    claims *all;
    const char *input;
    int count, there;
} files;

static void note_file(void *cookie, const char *path)
{
    files *of = cookie;
    of->count++;
    of->there += access(path, F_OK) == 0;
    if (of->all)
        claims_write(of->all, path, "a result", of->input);
}

/* No output may be an input or another output; *done gets which have all their files.  Inputs that cannot be read have
 * their turn, and their message, later. */
static int look_at_files(const patients *all, bool *done, int *some)
{
    static const char *const none[] = {NULL};
    claims claimed = {0};
    *some = 0;
    for (int i = 0; i < all->count; i++) {
        files of = {.all = &claimed, .input = all->list[i].input};
        done[i] = facs_mirror_outputs(of.input, &all->options, note_file, &of, NULL) == FACS_OK && of.count == of.there;
        *some += done[i];
    }
    if (claims_replace(&claimed)) {
        for (int i = 0; i < all->count; i++)
            claims_read(&claimed, all->list[i].input, none, "an input");
        claims_models(&claimed, all->options.model_dir, NULL);
    }
    const int status = claims_check(&claimed);
    claims_free(&claimed);
    return status;
}

/* EXIT_FINE, or another status after a message */
static int leave_out_existing(patients *all, existing what)
{
    bool *done = calloc((size_t)all->count, sizeof *done);
    int some = 0;
    if (!done) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    int status = look_at_files(all, done, &some);
    if (status == EXIT_FINE && some > 0 && what == EXISTING_ASK) {
        char question[160];
        snprintf(question, sizeof question,
                 "%d of %d inputs ha%s results already: [a]ll again, only the [m]issing, [c]ancel?", some, all->count,
                 some == 1 ? "s" : "ve");
        const char answer = terminal_choose(question, "amc");
        what = answer == 'a' ? EXISTING_ALL : EXISTING_MISSING;
        if (answer == 'c' || answer == 0) {
            complain("cancelled: nothing was done");
            status = EXIT_OTHER;
        }
    }
    for (int i = 0; i < all->count && what == EXISTING_MISSING; i++)
        if (done[i])
            all->list[i].fate = SKIPPED;
    free(done);
    return status;
}

/* ---- one after the other ---- */

static int on_progress(void *cookie, const facs_progress *progress)
{
    const patients *all = cookie;
    if (progress->pipeline)
        pipeline_say(all->shown, progress);
    if (progress->seconds > 0.5) {
        char before[64] = "", of[32] = "", text[192];
        if (all->count > 1)
            snprintf(before, sizeof before, "%d of %d: ", all->current + 1, all->count);
        if (progress->frames_total > 0)
            snprintf(of, sizeof of, " of %lld", (long long)progress->frames_total);
        snprintf(text, sizeof text, "%s%lld%s frames, %.0f fps", before, (long long)progress->frames_done, of,
                 (double)progress->frames_done / progress->seconds);
        screen_progress(all->shown, text);
    }
    return interrupt_signal() != 0;
}

/* the library's messages name the file; where one does not, it is put in front */
static void report(const patients *all, const patient *failed)
{
    char message[sizeof failed->error.message + NAME_ROOM + 2], input[NAME_ROOM];
    char shown_input[NAME_ROOM];
    escape_text(input_shown(failed->input, shown_input, sizeof shown_input), input, sizeof input);
    const bool named = strstr(failed->error.message, input) != NULL;
    snprintf(message, sizeof message, "%s%s%s", named ? "" : input, named ? "" : ": ", failed->error.message);
    screen_message(all->shown, FACS_LOG_ERROR, message);
}

static void tell(const patients *all, const patient *of, const facs_mirror_summary *summary)
{
    char input[NAME_ROOM], text[2 * NAME_ROOM + 256], from[128] = "", videos[64] = "";
    escape_text(of->input, input, sizeof input);
    if (summary->encoder[0])
        snprintf(videos, sizeof videos, ", videos by %s", summary->encoder);
    snprintf(from, sizeof from, "%s%s%s%s", summary->points ? "midline from " : "midline as given",
             summary->points ? summary->points : "", summary->pipeline ? ", action units from " : "",
             summary->pipeline ? summary->pipeline : "");
    snprintf(text, sizeof text, "%s: %lld frame%s, %lld with a face; %s%s; wrote %s", input, (long long)summary->frames,
             summary->frames == 1 ? "" : "s", (long long)summary->with_face, from, videos, summary->folder);
    screen_message(all->shown, FACS_LOG_INFO, text);
    if (summary->unit_count > 0 && all->shown->level >= FACS_LOG_INFO)
        sides_table_print(input, summary);
}

static void run_one(patients *all, patient *of)
{
    facs_mirror_summary summary;
    facs_mirror_summary_init(&summary, sizeof summary);
    facs_mirror_options options = all->options;
    options.progress = on_progress;
    options.progress_cookie = all;
    options.summary = &summary;
    of->status = facs_mirror_file(of->input, &options, &of->error);
    screen_clear(all->shown);
    of->fate = of->status == FACS_OK ? DONE : of->status == FACS_E_INTERRUPTED ? WAITING : FAILED;
    if (of->fate == DONE)
        tell(all, of, &summary);
    else
        report(all, of);
}

/* ---- models ---- */

/* EXIT_FINE, or another status after a message */
static int open_models(const facs_mirror_options *given, const char *pipeline, bool aus, facs_models **models)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = given->env;
    options.model_dir = given->model_dir;
    options.pipeline = pipeline;
    options.no_aus = !aus;
    facs_error error = {0};
    facs_status status;
    do
        status = facs_models_open(&options, models, &error);
    while (status != FACS_OK && models_report_failure(&error, pipeline, NULL, given->model_dir));
    if (status == FACS_OK)
        return EXIT_FINE;
    return interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() : exit_status_of(status);
}

static int load(facs_mirror_options *options)
{
    const char *points = options->points ? options->points : "open";
    int status = options->no_aus ? EXIT_FINE : open_models(options, options->pipeline, true, &options->models);
    if (status != EXIT_FINE || options->midline == FACS_MIRROR_LINE)
        return status;
    if (options->models && strcmp(points, facs_models_pipeline(options->models, NULL)) == 0) {
        options->point_models = facs_models_retain(options->models);
        return EXIT_FINE;
    }
    return open_models(options, points, false, &options->point_models);
}

/* ---- the end ---- */

static void say_fates(const patients *all, const int fates[FAILED + 1])
{
    char text[160];
    snprintf(text, sizeof text, "%s%d inputs: %d processed, %d skipped since their results are there, %d failed%s",
             fates[WAITING] ? "stopped: " : "", all->count, fates[DONE], fates[SKIPPED], fates[FAILED],
             fates[FAILED] ? ":" : "");
    screen_message(all->shown, fates[FAILED] || fates[WAITING] ? FACS_LOG_ERROR : FACS_LOG_INFO, text);
    for (int i = 0; i < all->count; i++)
        if (all->list[i].fate == FAILED)
            report(all, &all->list[i]);
}

static int sum_up(const patients *all)
{
    int status = EXIT_FINE, fates[FAILED + 1] = {0};
    for (int i = 0; i < all->count; i++) {
        const patient *at = &all->list[i];
        fates[at->fate]++;
        if (at->fate != FAILED)
            continue;
        const int other = exit_status_of(at->status);
        status = status == EXIT_FINE || status == other ? other : EXIT_OTHER;
    }
    if (all->count > 1)
        say_fates(all, fates);
    else if (fates[SKIPPED])
        screen_message(all->shown, FACS_LOG_INFO, "its results are there already: --existing all makes them again");
    return fates[WAITING] ? EXIT_SIGNAL + interrupt_signal() : status;
}

static int run_all(patients *all)
{
    int waiting = 0;
    for (int i = 0; i < all->count; i++)
        waiting += all->list[i].fate == WAITING;
    const int status = waiting ? load(&all->options) : EXIT_FINE;
    for (int i = 0; i < all->count && status == EXIT_FINE && interrupt_signal() == 0; i++) {
        all->current = i;
        if (all->list[i].fate == WAITING)
            run_one(all, &all->list[i]);
    }
    facs_models_close(&all->options.models);
    facs_models_close(&all->options.point_models);
    return status == EXIT_FINE ? sum_up(all) : status;
}

/* how many are left; -1 after a message */
static int without_repeats(const char *const *inputs, int count, patient *list)
{
    task *tasks = calloc((size_t)count, sizeof *tasks);
    for (int i = 0; tasks && i < count; i++)
        tasks[i].input = inputs[i];
    if (!tasks)
        complain("out of memory");
    const int left = tasks ? tasks_without_repeats(tasks, count) : -1;
    for (int i = 0; i < left; i++)
        list[i].input = tasks[i].input;
    free(tasks);
    return left;
}

int patients_run(const char *const *inputs, int count, existing what, const facs_mirror_options *options, screen *shown)
{
    patients all = {.options = *options, .shown = shown};
    all.list = calloc((size_t)count, sizeof *all.list);
    if (!all.list) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    all.count = without_repeats(inputs, count, all.list);
    int status = all.count < 1 ? EXIT_OTHER : leave_out_existing(&all, what);
    interrupt_catch();
    if (status == EXIT_FINE)
        status = run_all(&all);
    free(all.list);
    return status;
}
