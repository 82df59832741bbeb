/* The inputs of a batch, one by one: a row in the manifest, results, a row again. */
#include "batch/batch.h"

#include "base/profile.h"
#include "batch/believe.h"
#include "batch/journal.h"
#include "batch/pool.h"
#include "batch/row_options.h"

#include <math.h>
#include <string.h>

static const double progress_interval = 0.2, tell_left_after = 2; /* s */

/* an input at work */
typedef struct work {
    facs_batch *batch;
    facs_entry *entry;
    int64_t frames, bytes; /* that are counted in the progress */
} work;

static double now(void)
{
    return 1e-9 * (double)facs_clock();
}

/* ---- progress ---- */

/* with the mutex */
static void tell(facs_batch *batch, bool always)
{
    const double time = now();
    facs_batch_progress *progress = &batch->progress;
    if (!batch->options.progress || (!always && time - batch->told < progress_interval))
        return;
    batch->told = time;
    progress->seconds = time - batch->start;
    progress->left = -1;
    if (batch->bytes_done > 0 && progress->seconds > tell_left_after)
        progress->left = progress->seconds * (double)(batch->bytes - batch->bytes_done) / (double)batch->bytes_done;
    if (batch->options.progress(batch->options.cookie, progress) != 0)
        batch->stopped = true;
}

static int on_progress(void *cookie, const facs_progress *given)
{
    work *of = cookie;
    facs_batch *batch = of->batch;
    pthread_mutex_lock(&batch->mutex);
    batch->progress.frames += given->frames_done - of->frames;
    of->frames = given->frames_done;
    if (given->frames_total > 0) {
        const double share = (double)given->frames_done / (double)given->frames_total;
        const int64_t bytes = (int64_t)((share < 1 ? share : 1) * (double)of->entry->input_bytes);
        batch->bytes_done += bytes - of->bytes;
        of->bytes = bytes;
    }
    if (given->pipeline) {
        batch->progress.pipeline = given->pipeline;
        batch->progress.automatic = given->automatic;
    }
    tell(batch, false);
    const bool stop = batch->stopped;
    pthread_mutex_unlock(&batch->mutex);
    return stop;
}

/* ---- rows ---- */

/* with the mutex; what cannot be noted stops the batch */
static bool note(facs_batch *batch, const facs_entry *entry)
{
    facs_error error = {0};
    if (facs_journal_note(batch->file, batch->manifest, &batch->all, entry, &error) == FACS_OK)
        return true;
    if (batch->trouble.status == FACS_OK)
        batch->trouble = error;
    batch->stopped = true;
    return false;
}

static bool begin(facs_batch *batch, facs_entry *entry)
{
    facs_look_at_input(entry);
    pthread_mutex_lock(&batch->mutex);
    bool going = !batch->stopped;
    if (going) {
        entry->state = FACS_BATCH_STARTED;
        entry->starts++;
        going = note(batch, entry);
        if (!going) {
            entry->state = FACS_BATCH_WAITING;
            entry->starts--;
        }
    }
    if (going)
        batch->progress.working++;
    pthread_mutex_unlock(&batch->mutex);
    return going;
}

/* with the mutex */
static void tell_done(const facs_batch *batch, const facs_entry *entry)
{
    const facs_batch_entry told = {.size = sizeof told,
                                   .input = entry->input,
                                   .output = entry->output,
                                   .state = entry->state,
                                   .status = entry->status,
                                   .reason = entry->reason ? entry->reason : "",
                                   .frames = entry->frames,
                                   .with_face = entry->with_face,
                                   .wall = entry->wall,
                                   .cpu = entry->cpu};
    if (batch->options.done)
        batch->options.done(batch->options.cookie, &told);
}

/* a full disk fails every input alike: they wait for room */
static bool stops_all(facs_status status)
{
    return status == FACS_E_DISK_FULL || status == FACS_E_INTERRUPTED;
}

static void end(work *of, const facs_task_outcome *outcome)
{
    facs_batch *batch = of->batch;
    facs_entry *entry = of->entry;
    const bool good = outcome->status == FACS_OK, waits = stops_all(outcome->status);
    entry->status = waits ? FACS_OK : outcome->status;
    entry->frames = good ? outcome->frames : 0;
    entry->with_face = good ? outcome->with_face : 0;
    entry->wall = outcome->wall;
    entry->cpu = outcome->cpu;
    if (good)
        facs_look_at_result(&batch->places, entry);
    pthread_mutex_lock(&batch->mutex);
    facs_batch_progress *progress = &batch->progress;
    entry->state = good ? FACS_BATCH_OK : waits ? FACS_BATCH_WAITING : FACS_BATCH_FAILED;
    entry->starts = waits ? entry->starts - 1 : 0; /* it has ended, and not the program */
    if (!facs_entry_set_reason(&batch->all, entry, good || waits ? "" : outcome->error->message))
        batch->stopped = true;
    if (outcome->status == FACS_E_DISK_FULL && batch->trouble.status == FACS_OK) {
        batch->trouble = *outcome->error;
        batch->stopped = true;
    }
    note(batch, entry);
    progress->working--;
    progress->ok += good;
    progress->failed += entry->state == FACS_BATCH_FAILED;
    progress->frames += outcome->frames - of->frames;
    batch->bytes_done += entry->input_bytes - of->bytes;
    if (!waits)
        tell_done(batch, entry);
    tell(batch, true);
    pthread_mutex_unlock(&batch->mutex);
}

/* ---- one input ---- */

static facs_status list_outputs(const facs_batch *batch, const facs_entry *entry, char **path, facs_output *more,
                                facs_error *error)
{
    const facs_places *places = &batch->places;
    int count = 0;
    for (int i = 0; i < places->count; i++) {
        path[i] = facs_places_path(places, entry, i);
        if (!path[i])
            return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", entry->input);
        const int code = facs_path_make_folders(path[i]);
        if (code)
            return facs_fail(error, FACS_E_OUTPUT, "%s: the folder cannot be made: %s", path[i], strerror(code));
        if (i == 0 && places->csv)
            continue;
        const char *sink = places->kind[i].sink;
        const bool picture = strcmp(sink, "overlay") == 0 && strcmp(path[i] + strlen(path[i]) - 4, ".png") == 0;
        more[count++] = (facs_output){picture ? "overlay_picture" : sink, path[i]};
    }
    return FACS_OK;
}

/* the program does it by itself */
static void have_done(const facs_batch *batch, const facs_task *task, facs_task_outcome *outcome, facs_error *error)
{
    facs_worked worked = {.size = sizeof worked, .wall = NAN, .cpu = NAN};
    const double start = now();
    batch->options.work(batch->options.cookie, task, &worked);
    worked.error.message[sizeof worked.error.message - 1] = 0;
    *error = worked.error;
    *outcome = (facs_task_outcome){.size = sizeof *outcome,
                                   .status = error->status,
                                   .error = error,
                                   .begun = 1,
                                   .frames = worked.frames,
                                   .with_face = worked.with_face,
                                   .wall = isnan(worked.wall) ? now() - start : worked.wall,
                                   .cpu = worked.cpu};
}

static void extract(work *of, facs_task_outcome *outcome, facs_error *error)
{
    facs_batch *batch = of->batch;
    facs_entry *entry = of->entry;
    facs_extract_options options = batch->extract;
    facs_row_texts texts;
    char *path[FACS_PLACES_MOST] = {NULL};
    facs_output more[FACS_PLACES_MOST];
    *outcome = (facs_task_outcome){.size = sizeof *outcome, .error = error};
    outcome->status = facs_row_options_apply(entry->row, &options, &texts, error);
    if (outcome->status == FACS_OK)
        outcome->status = list_outputs(batch, entry, path, more, error);
    if (outcome->status == FACS_OK) {
        options.models = facs_model_sets_get(&batch->models, &options, batch->look);
        options.provider = NULL; /* those of the models */
        options.network_threads = options.network_trace = 0;
        options.outputs = more;
        options.output_count = batch->places.count - batch->places.csv;
        options.only_whole = true;
        options.progress = on_progress;
        options.progress_cookie = of;
        const facs_task task = {entry->input, batch->places.csv ? path[0] : NULL, &options};
        if (batch->options.work)
            have_done(batch, &task, outcome, error);
        else
            facs_pool_extract(&task, batch->idle, batch->alone, outcome, error);
    }
    for (int i = 0; i < FACS_PLACES_MOST; i++)
        facs_free(&batch->env, path[i]);
}

static void run_entry(void *cookie, int64_t index)
{
    facs_batch *batch = cookie;
    work of = {.batch = batch, .entry = &batch->all.item[batch->queue[index]]};
    facs_task_outcome outcome;
    facs_error error = {0};
    if (!begin(batch, of.entry))
        return;
    extract(&of, &outcome, &error);
    end(&of, &outcome);
}

/* ---- all ---- */

static void queue(facs_batch *batch, bool suspect)
{
    batch->queued = 0;
    for (int64_t i = 0; i < batch->all.count; i++) {
        const facs_entry *entry = &batch->all.item[i];
        if (entry->state == FACS_BATCH_WAITING && !entry->gone && (entry->starts > 0) == suspect)
            batch->queue[batch->queued++] = i;
    }
}

facs_status facs_batch_work(facs_batch *batch, facs_error *error)
{
    batch->queue = facs_calloc(&batch->env, (size_t)batch->all.count + 1, sizeof *batch->queue);
    if (!batch->queue)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", batch->manifest);
    batch->start = now();
    for (int64_t i = 0; i < batch->all.count; i++) {
        facs_entry *entry = &batch->all.item[i];
        if (entry->state == FACS_BATCH_WAITING && !entry->gone)
            batch->bytes += entry->input_bytes;
    }
    /* one of these may have ended the program: alone, it is known which */
    batch->alone = true;
    queue(batch, true);
    facs_pool_run(&batch->env, 1, batch->queued, run_entry, batch);
    batch->alone = batch->jobs == 1;
    queue(batch, false);
    batch->idle = facs_idle_sessions_create(&batch->env, batch->jobs);
    facs_pool_run(&batch->env, batch->jobs, batch->queued, run_entry, batch);
    facs_idle_sessions_destroy(&batch->idle);
    facs_free(&batch->env, batch->queue);
    if (batch->trouble.status != FACS_OK)
        return facs_fail(error, batch->trouble.status, "%s", batch->trouble.message);
    if (!batch->stopped)
        return FACS_OK;
    return facs_fail(error, FACS_E_INTERRUPTED,
                     "stopped; of inputs not finished nothing is kept, --resume goes on (%s)", batch->manifest);
}
