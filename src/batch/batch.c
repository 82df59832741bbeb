/* Many inputs with a manifest: which there are, where results go, what was done before (docs/batch.md).
 *
 * Everything that can be refused is refused before the first input is read: inputs that are not there, two with the same
 * result, rows with impossible options, models that are missing, a manifest of another batch. */
#include "batch/batch.h"

#include "base/profile.h"
#include "base/thread.h"
#include "batch/believe.h"
#include "batch/decided.h"
#include "batch/gather.h"
#include "batch/input_list.h"
#include "batch/journal.h"
#include "batch/row_options.h"
#include "batch/shards.h"
#include "batch/swept.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SHARDS_MOST = 1000000, DIFFERENCE_ROOM = 800 };

void facs_batch_options_init(facs_batch_options *options, size_t size)
{
    const facs_batch_options defaults = {.size = sizeof defaults};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

void facs_batch_summary_init(facs_batch_summary *summary, size_t size)
{
    const facs_batch_summary defaults = {.size = sizeof defaults};
    facs_options_init(summary, size, &defaults, sizeof defaults);
}

static facs_status no_memory(facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "out of memory for the batch");
}

static facs_status take_options(facs_batch *batch, const facs_batch_options *given, facs_error *error)
{
    facs_batch_options *options = &batch->options;
    facs_batch_options_init(options, sizeof *options);
    facs_extract_options_init(&batch->extract, sizeof batch->extract);
    facs_status status = facs_options_take(options, given, sizeof *options, "facs_batch_options", error);
    if (status == FACS_OK)
        status =
            facs_options_take(&batch->extract, options->extract, sizeof batch->extract, "facs_extract_options", error);
    if (status == FACS_OK)
        status = facs_env_take(batch->extract.env, &batch->env, error);
    if (status != FACS_OK)
        return status;
    if (!options->folder || !options->folder[0] || options->jobs < 0 || options->list_count < 0 ||
        options->sequence_count < 0 || batch->extract.output_count < 0 || batch->extract.threads < 0)
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "facs_batch_run: a folder for the results is needed, and jobs, threads and counts are not below 0");
    if (batch->extract.gallery)
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "gallery (--persons run): who is met first has the first number, and inputs of a batch are done "
            "in any order and in several goes: leave it out, or use facs_extract_tasks() (extract)");
    if (options->shards == 0 && options->shard == 0)
        options->shard = options->shards = 1;
    if (options->shards < 1 || options->shards > SHARDS_MOST || options->shard < 1 || options->shard > options->shards)
        return facs_fail(error, FACS_E_ARGUMENT, "shard %lld of %lld: 1 to N of up to %d are possible",
                         (long long)options->shard, (long long)options->shards, SHARDS_MOST);
    const int cores = facs_thread_count(0);
    batch->jobs = options->jobs > 0 ? options->jobs : cores;
    if (batch->extract.threads == 0)
        batch->extract.threads = batch->jobs < cores ? cores / (int)batch->jobs : 1;
    batch->extract.env = &batch->env;
    batch->extract.profile = NULL;
    batch->extract.looked = NULL;
    batch->extract.records = NULL;
    batch->extract.boxes = NULL;
    batch->all.env = batch->models.env = batch->env;
    return facs_places_choose(&batch->env, options->folder, !options->no_csv, batch->extract.outputs,
                              batch->extract.output_count, &batch->places, error);
}

/* ---- which ---- */

static facs_status add_sequence(facs_batch *batch, const char *path, facs_error *error)
{
    if (!facs_path_is_dir(path))
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: is no folder; numbered pictures in a folder are one video",
                         path);
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    char name[1024];
    snprintf(name, sizeof name, "%.*s", (int)(end - start), path + start);
    return facs_entries_add(&batch->all, path, name, NULL) ? FACS_OK : no_memory(error);
}

static facs_status gather(facs_batch *batch, const char *const *inputs, int64_t count, facs_error *error)
{
    const facs_batch_options *options = &batch->options;
    facs_status status = FACS_OK;
    for (int64_t i = 0; i < count && status == FACS_OK; i++)
        status = facs_gather(inputs[i], options->folder, &batch->all, error);
    for (int64_t i = 0; i < options->list_count && status == FACS_OK; i++)
        status = facs_input_list_read(&batch->env, options->lists[i], &batch->all, error);
    for (int64_t i = 0; i < options->sequence_count && status == FACS_OK; i++)
        status = add_sequence(batch, options->sequences[i], error);
    if (status == FACS_OK && batch->all.count == 0)
        status = facs_fail(error, FACS_E_NOT_FOUND, "the batch has no input");
    return status == FACS_OK ? facs_places_name(&batch->places, &batch->all, error) : status;
}

/* of all shards, so that they agree about the line */
static facs_status open_models(facs_batch *batch, facs_error *error)
{
    for (int i = 0; i < batch->places.count; i++)
        batch->look = batch->look || strcmp(batch->places.kind[i].sink, "hog") == 0 ||
                      strcmp(batch->places.kind[i].sink, "aligned") == 0;
    facs_status status = facs_model_sets_open(&batch->models, &batch->extract, batch->look, error);
    for (int64_t i = 0; i < batch->all.count && status == FACS_OK; i++) {
        facs_extract_options options = batch->extract;
        facs_row_texts texts;
        if (!batch->all.item[i].row[0])
            continue;
        status = facs_row_options_apply(batch->all.item[i].row, &options, &texts, error);
        if (status == FACS_OK)
            status = facs_model_sets_open(&batch->models, &options, batch->look, error);
    }
    return status;
}

static facs_status keep_shard(facs_batch *batch, facs_error *error)
{
    facs_entries *all = &batch->all;
    bool *keep = facs_calloc(&batch->env, (size_t)all->count + 1, sizeof *keep);
    if (!keep)
        return no_memory(error);
    for (int64_t i = 0; i < all->count; i++)
        keep[i] = facs_shard_of(all->item[i].output, batch->options.shards) == batch->options.shard;
    facs_entries_keep(all, keep);
    facs_free(&batch->env, keep);
    for (int64_t i = 0; i < all->count; i++)
        facs_look_at_input(&all->item[i]);
    return FACS_OK;
}

/* ---- manifest ---- */

static facs_status name_files(facs_batch *batch, facs_error *error)
{
    const facs_batch_options *options = &batch->options;
    const char *folder = options->folder;
    batch->manifest = options->manifest
                          ? facs_strdup(&batch->env, options->manifest)
                          : facs_shard_path(&batch->env, folder, "manifest", options->shard, options->shards);
    batch->failures = facs_shard_path(&batch->env, folder, "failures", options->shard, options->shards);
    /* a file in the folder, so that its folders are all that is made */
    char *inside = facs_path_join(&batch->env, folder, "manifest");
    if (!batch->manifest || !batch->failures || !inside) {
        facs_free(&batch->env, inside);
        return no_memory(error);
    }
    const int code = facs_path_make_folders(inside);
    facs_status status = FACS_OK;
    if (code)
        status =
            facs_fail(error, FACS_E_OUTPUT, "%s: the folder of the results cannot be made: %s", inside, strerror(code));
    facs_free(&batch->env, inside);
    return status == FACS_OK && !options->manifest
               ? facs_shard_check(&batch->env, folder, options->shard, options->shards, error)
               : status;
}

static facs_status refuse(const facs_batch *batch, const facs_entries *earlier, facs_error *error)
{
    int64_t done = 0;
    for (int64_t i = 0; i < earlier->count; i++)
        done += earlier->item[i].state == FACS_BATCH_OK;
    return facs_fail(error, FACS_E_OUTPUT,
                     "%s: is there already, with %lld of %lld inputs done: --resume goes on with it, another --out-dir "
                     "begins anew",
                     batch->manifest, (long long)done, (long long)earlier->count);
}

static facs_status read_earlier(facs_batch *batch, facs_error *error)
{
    char *head = NULL, what[DIFFERENCE_ROOM];
    facs_entries earlier = {.env = batch->env};
    facs_status status = facs_journal_read(batch->manifest, &earlier, &head, error);
    if (status == FACS_OK && !batch->options.resume)
        status = refuse(batch, &earlier, error);
    if (status == FACS_OK && facs_decided_differ(head, batch->head, NULL, what, sizeof what))
        status =
            facs_fail(error, FACS_E_OUTPUT,
                      "%s: was begun otherwise than this run would go on, so that results would not fit together: %s",
                      batch->manifest, what);
    if (status == FACS_OK)
        status = facs_believe(&batch->places, &batch->all, &earlier, batch->options.retry_failed != 0,
                              batch->options.check_full != 0, error);
    facs_free(&batch->env, head);
    facs_entries_free(&earlier);
    return status;
}

static facs_status begin(facs_batch *batch, facs_error *error)
{
    const facs_batch_options *options = &batch->options;
    facs_status status = facs_decided_line(&batch->env, &batch->extract, &batch->places, &batch->models, options->shard,
                                           options->shards, &batch->head, error);
    if (status == FACS_OK)
        status = facs_shard_lock(&batch->env, batch->manifest, &batch->lock, error);
    if (status == FACS_OK && facs_path_exists(batch->manifest))
        status = read_earlier(batch, error);
    if (status != FACS_OK)
        return status;
    const int64_t swept = facs_swept(&batch->places, &batch->all);
    if (swept > 0)
        facs_log(&batch->env, FACS_LOG_INFO, "%s: %lld unfinished file%s of a run that was killed removed",
                 options->folder, (long long)swept, swept == 1 ? "" : "s");
    status = swept < 0 ? no_memory(error) : facs_journal_write(batch->manifest, batch->head, &batch->all, false, error);
    if (status != FACS_OK)
        return status;
    batch->file = open(batch->manifest, O_WRONLY | O_APPEND | O_CLOEXEC);
    return batch->file >= 0
               ? FACS_OK
               : facs_fail(error, FACS_E_OUTPUT, "%s: cannot be written: %s", batch->manifest, strerror(errno));
}

/* ---- the end ---- */

static facs_batch_summary sum_up(const facs_batch *batch)
{
    facs_batch_summary sum = {.size = sizeof sum, .ok = batch->progress.ok, .kept = batch->progress.kept};
    for (int64_t i = 0; i < batch->all.count; i++) {
        const facs_entry *entry = &batch->all.item[i];
        if (entry->gone)
            continue;
        const bool good = entry->state == FACS_BATCH_OK, failed = entry->state == FACS_BATCH_FAILED;
        sum.inputs++;
        sum.failed += failed;
        sum.waiting += !good && !failed;
        sum.frames += good ? entry->frames : 0;
        sum.with_face += good ? entry->with_face : 0;
    }
    sum.seconds = batch->progress.seconds;
    snprintf(sum.manifest, sizeof sum.manifest, "%s", batch->manifest);
    snprintf(sum.failures, sizeof sum.failures, "%s", sum.failed ? batch->failures : "");
    return sum;
}

static facs_status finish(facs_batch *batch, facs_batch_summary *summary, facs_error *error)
{
    const facs_batch_summary sum = sum_up(batch);
    facs_status status = facs_journal_write(batch->manifest, batch->head, &batch->all, false, error);
    if (status == FACS_OK && sum.failed)
        status = facs_journal_write(batch->failures, batch->head, &batch->all, true, error);
    else if (status == FACS_OK)
        unlink(batch->failures); /* of an earlier run */
    if (summary && !facs_give(&sum, summary, sizeof sum))
        status = facs_fail(error, FACS_E_ARGUMENT, "facs_batch_summary: its size is impossible");
    return status;
}

/* the worse of two: what stopped the work, else what came at the end */
static facs_status run(facs_batch *batch, facs_batch_summary *summary, facs_error *error)
{
    facs_batch_progress *progress = &batch->progress;
    *progress = (facs_batch_progress){.size = sizeof *progress, .left = -1};
    for (int64_t i = 0; i < batch->all.count; i++) {
        const facs_entry *entry = &batch->all.item[i];
        progress->inputs += !entry->gone;
        progress->kept += !entry->gone && entry->state == FACS_BATCH_OK;
        progress->failed += !entry->gone && entry->state == FACS_BATCH_FAILED;
    }
    facs_error why = {0};
    const facs_status worked = facs_batch_work(batch, &why);
    progress->seconds = 1e-9 * (double)facs_clock() - batch->start;
    const facs_status finished = finish(batch, summary, error);
    return worked == FACS_OK ? finished : facs_fail(error, worked, "%s", why.message);
}

static void release(facs_batch *batch)
{
    if (batch->file >= 0)
        close(batch->file);
    facs_model_sets_close(&batch->models);
    facs_entries_free(&batch->all);
    facs_free(&batch->env, batch->head);
    facs_free(&batch->env, batch->manifest);
    facs_free(&batch->env, batch->failures);
    if (batch->lock >= 0)
        close(batch->lock); /* last: from now on another one may begin */
}

facs_status facs_batch_run(const char *const *inputs, int64_t count, const facs_batch_options *options,
                           facs_batch_summary *summary, facs_error *error)
{
    facs_batch batch = {.lock = -1, .file = -1};
    if (error)
        *error = (facs_error){0};
    facs_status status = take_options(&batch, options, error);
    if (status != FACS_OK)
        return status;
    if (count < 0 || (count > 0 && !inputs) || (summary && !facs_size_is_possible(summary)))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_batch_run: count is below 0, or inputs or summary is impossible");
    if (pthread_mutex_init(&batch.mutex, NULL) != 0)
        return no_memory(error);
    status = gather(&batch, inputs, count, error);
    if (status == FACS_OK)
        status = open_models(&batch, error);
    if (status == FACS_OK)
        status = keep_shard(&batch, error);
    if (status == FACS_OK)
        status = name_files(&batch, error);
    if (status == FACS_OK)
        status = begin(&batch, error);
    if (status == FACS_OK)
        status = run(&batch, summary, error);
    release(&batch);
    pthread_mutex_destroy(&batch.mutex);
    return status;
}
