/* See batch.h.  The line of progress is drawn by whichever thread has news. */
#include "batch.h"

#include "cli.h"
#include "escape.h"
#include "interrupt.h"
#include "models.h"
#include "more_outputs.h"
#include "pipeline_said.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { NAMED_FAILURES = 5, LISTED_NAME = 101 };   /* in the last message */
enum { NAME_ROOM = 1024 };                        /* of a name in front of a message */
static const int64_t redraw_interval = 200000000; /* ns */

typedef struct batch {
    const task *tasks;
    int count;
    const facs_extract_options *options;
    screen *shown;
    facs_status *outcomes; /* of each task; FACS_AGAIN = not begun */
    atomic_int done, failed, running;
    atomic_llong frames, drawn; /* frames of all tasks; when the line was drawn, ns */
    int64_t started;            /* ns */
} batch;

/* one task at work */
typedef struct job {
    batch *whole;
    int64_t frames; /* that are counted in whole->frames */
    facs_extract_options options;
    facs_output more[MORE_OUTPUTS];
} job;

static int64_t clock_now(void)
{
    struct timespec time = {0};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void draw(batch *whole)
{
    int64_t now = clock_now();
    long long last = atomic_load(&whole->drawn);
    /* of several threads with news, one draws */
    if (now - last < redraw_interval || !atomic_compare_exchange_strong(&whole->drawn, &last, now))
        return;
    char failures[32] = "", text[160];
    int failed = atomic_load(&whole->failed);
    if (failed > 0)
        snprintf(failures, sizeof failures, ", %d failed", failed);
    long long frames = atomic_load(&whole->frames);
    snprintf(text, sizeof text, "%d of %d inputs done%s, %d at work: %lld frames, %.0f fps", atomic_load(&whole->done),
             whole->count, failures, atomic_load(&whole->running), frames,
             (double)frames / (1e-9 * (double)(now - whole->started)));
    screen_progress(whole->shown, text);
}

static int on_progress(void *cookie, const facs_progress *progress)
{
    job *current = cookie;
    atomic_fetch_add(&current->whole->frames, progress->frames_done - current->frames);
    current->frames = progress->frames_done;
    pipeline_say(current->whole->shown, progress);
    draw(current->whole);
    return interrupt_signal() != 0;
}

/* the library's messages name the file; where one does not, it is put in front */
static void report(batch *whole, const task *failed, const facs_error *error)
{
    char message[sizeof error->message + NAME_ROOM + 2], input[NAME_ROOM], output[NAME_ROOM];
    bool named = strstr(error->message, escape_text(failed->shown, input, sizeof input)) ||
                 (failed->output && strstr(error->message, escape_text(failed->output, output, sizeof output)));
    for (int i = 0; i < MORE_OUTPUTS; i++)
        named =
            named || (failed->more[i] && strstr(error->message, escape_text(failed->more[i], output, sizeof output)));
    snprintf(message, sizeof message, "%s%s%s", named ? "" : input, named ? "" : ": ", error->message);
    screen_message(whole->shown, FACS_LOG_ERROR, message);
}

static int on_begin(void *cookie, int64_t index)
{
    batch *whole = cookie;
    (void)index;
    if (interrupt_signal() != 0)
        return 1;
    atomic_fetch_add(&whole->running, 1);
    return 0;
}

static void on_end(void *cookie, int64_t index, const facs_task_outcome *outcome)
{
    batch *whole = cookie;
    if (!outcome->begun)
        return;
    atomic_fetch_sub(&whole->running, 1);
    whole->outcomes[index] = outcome->status;
    if (outcome->status == FACS_OK)
        atomic_fetch_add(&whole->done, 1);
    if (outcome->status == FACS_OK || outcome->status == FACS_E_INTERRUPTED)
        return;
    atomic_fetch_add(&whole->failed, 1);
    report(whole, &whole->tasks[index], outcome->error);
}

/* false = no memory */
static bool run_all(batch *whole, int jobs)
{
    const size_t count = (size_t)whole->count;
    facs_task *tasks = calloc(count, sizeof *tasks);
    facs_tasks_options options;
    job *at_work = calloc(count, sizeof *at_work);
    bool good = tasks && at_work;
    facs_tasks_options_init(&options, sizeof options);
    options.env = whole->options->env;
    options.jobs = jobs;
    options.begin = on_begin;
    options.end = on_end;
    options.cookie = whole;
    for (size_t i = 0; i < count && good; i++) {
        job *one = &at_work[i];
        one->whole = whole;
        one->options = *whole->options;
        one->options.outputs = one->more;
        one->options.output_count = more_outputs_list(&whole->tasks[i], one->more);
        one->options.progress = on_progress;
        one->options.progress_cookie = one;
        tasks[i] = (facs_task){whole->tasks[i].input, whole->tasks[i].output, &one->options};
    }
    good = good && facs_extract_tasks(tasks, whole->count, &options, NULL) == FACS_OK;
    free(tasks);
    free(at_work);
    screen_clear(whole->shown);
    return good;
}

/* neither done nor stopped nor never begun */
static bool failed_by_itself(facs_status outcome)
{
    return outcome != FACS_OK && outcome != FACS_AGAIN && outcome != FACS_E_INTERRUPTED;
}

/* "; failed: a.avi, b.avi and 3 more" */
static void list_failures(const batch *whole, char *text, size_t room)
{
    int failed = 0;
    size_t used = 0;
    for (int i = 0; i < whole->count; i++) {
        if (!failed_by_itself(whole->outcomes[i]) || failed++ >= NAMED_FAILURES)
            continue;
        char name[LISTED_NAME];
        int more = snprintf(text + used, room - used, "%s%s",
                            failed > 1 ? ", " : "; failed: ", escape_text(whole->tasks[i].shown, name, sizeof name));
        used += more > 0 ? (size_t)more : 0;
    }
    if (failed > NAMED_FAILURES)
        snprintf(text + used, room - used, " and %d more", failed - NAMED_FAILURES);
}

/* the last message, and the exit status */
static int sum_up(const batch *whole)
{
    int status = EXIT_FINE;
    bool cut = false; /* some task could not end by itself */
    for (int i = 0; i < whole->count; i++) {
        facs_status outcome = whole->outcomes[i];
        cut = cut || outcome == FACS_E_INTERRUPTED || outcome == FACS_AGAIN;
        if (!failed_by_itself(outcome))
            continue;
        int other = exit_status_of(outcome);
        status = status == EXIT_FINE || status == other ? other : EXIT_OTHER;
    }
    int done = atomic_load(&whole->done);
    char failures[NAMED_FAILURES * (LISTED_NAME + 2) + 64] = "", text[sizeof failures + 128];
    list_failures(whole, failures, sizeof failures);
    snprintf(text, sizeof text, "%s%d of %d inputs done%s%s", cut ? "stopped: " : "", done, whole->count, failures,
             cut ? "; of those not finished nothing is kept" : "");
    screen_message(whole->shown, done == whole->count ? FACS_LOG_INFO : FACS_LOG_ERROR, text);
    return cut ? EXIT_SIGNAL + interrupt_signal() : status;
}

int batch_run(const task *tasks, int count, int jobs, const facs_extract_options *options, screen *shown)
{
    facs_extract_options shared = *options;
    facs_models_options wanted;
    facs_models_options_init(&wanted, sizeof wanted);
    wanted.env = options->env;
    wanted.model_dir = options->model_dir;
    wanted.landmarks = options->landmarks;
    wanted.pipeline = pipeline_meant(options->pipeline, options->compat, options->wild,
                                     options->static_au || more_outputs_of_openface((const char *const *)tasks->more));
    wanted.provider = options->provider;
    wanted.network_threads = options->network_threads;
    shared.provider = NULL; /* those of the models */
    shared.network_threads = 0;
    facs_error error = {0};
    facs_status opened;
    do
        opened = facs_models_open(&wanted, &shared.models, &error);
    while (opened != FACS_OK && models_report_failure(&error, wanted.pipeline, wanted.landmarks, wanted.model_dir));
    if (opened != FACS_OK) /* stopped while they were being fetched? */
        return interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() : exit_status_of(opened);
    shared.only_whole = true;
    batch whole = {.tasks = tasks, .count = count, .options = &shared, .shown = shown, .started = clock_now()};
    int status = EXIT_OTHER;
    whole.outcomes = calloc((size_t)count, sizeof *whole.outcomes);
    for (int i = 0; whole.outcomes && i < count; i++)
        whole.outcomes[i] = FACS_AGAIN;
    if (whole.outcomes && run_all(&whole, jobs < count ? jobs : count))
        status = sum_up(&whole);
    else
        complain("out of memory");
    free(whole.outcomes);
    facs_models_close(&shared.models);
    return status;
}
