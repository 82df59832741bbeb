/* Manifests of shards become one. */
#include "batch/decided.h"
#include "batch/journal.h"
#include "batch/shards.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { DIFFERENCE_ROOM = 800 };

typedef struct merge {
    facs_env env;
    const char *folder;
    facs_entries all;
    char *head; /* of the first shard */
} merge;

static facs_status no_memory(const merge *of, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory for the manifest", of->folder);
}

static facs_status check_overlap(const merge *of, const char *path, facs_entries *both, facs_error *error)
{
    facs_entries_sort(both);
    for (int64_t i = 1; i < both->count; i++)
        if (strcmp(both->item[i].output, both->item[i - 1].output) == 0)
            return facs_fail(error, FACS_E_OUTPUT, "%s: %s is in another shard of %s, too: they are not of one batch",
                             path, both->item[i].output, of->folder);
    return FACS_OK;
}

/* a copy; false = no memory */
static bool add_row(merge *of, const facs_entries *rows, const facs_entry *from)
{
    facs_entries *all = &of->all;
    facs_entry *entry = facs_entries_add(all, from->input, from->output, from->row);
    if (!entry || !facs_entry_set_reason(all, entry, from->reason))
        return false;
    facs_entry copy = *from;
    copy.input = entry->input;
    copy.output = entry->output;
    copy.row = entry->row;
    copy.reason = entry->reason;
    copy.meta = NULL;
    copy.order = entry->order;
    *entry = copy;
    for (int64_t i = 0; from->meta && i < rows->columns; i++) {
        const int64_t column = from->meta[i] ? facs_entries_column_index(all, rows->column[i]) : 0;
        if (from->meta[i] && (column < 0 || !facs_entry_set_meta(all, entry, column, from->meta[i])))
            return false;
    }
    return true;
}

static facs_status add_shard(merge *of, const char *path, facs_error *error)
{
    facs_entries rows = {.env = of->env};
    char *head = NULL, what[DIFFERENCE_ROOM];
    if (!facs_path_exists(path))
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: is missing: run that shard first", path);
    facs_status status = facs_journal_read(path, &rows, &head, error);
    if (status == FACS_OK && of->head && facs_decided_differ(head, of->head, "shard", what, sizeof what))
        status = facs_fail(error, FACS_E_OUTPUT, "%s: was made otherwise than the shards before it: %s", path, what);
    for (int64_t i = 0; i < rows.count && status == FACS_OK; i++)
        status = add_row(of, &rows, &rows.item[i]) ? FACS_OK : no_memory(of, error);
    if (status == FACS_OK)
        status = check_overlap(of, path, &of->all, error);
    facs_entries_free(&rows);
    if (of->head || status != FACS_OK)
        facs_free(&of->env, head);
    else
        of->head = head;
    return status;
}

static facs_status add_shards(merge *of, facs_error *error)
{
    int64_t shards;
    facs_status status = facs_shard_count(of->folder, &shards, error);
    if (status == FACS_OK && shards == 0)
        status =
            facs_fail(error, FACS_E_NOT_FOUND, "%s: there is no manifest of a shard (manifest.1-of-N.tsv)", of->folder);
    for (int64_t i = 1; i <= shards && status == FACS_OK; i++) {
        char *path = facs_shard_path(&of->env, of->folder, "manifest", i, shards);
        int lock = -1;
        status = path ? FACS_OK : no_memory(of, error);
        if (status == FACS_OK && facs_path_exists(path))
            status = facs_shard_lock(&of->env, path, &lock, error);
        if (status == FACS_OK)
            status = add_shard(of, path, error);
        if (lock >= 0)
            close(lock);
        facs_free(&of->env, path);
    }
    return status;
}

static facs_status write_all(merge *of, facs_batch_summary *summary, facs_error *error)
{
    facs_batch_summary sum = {.size = sizeof sum};
    char *head = facs_decided_with(&of->env, of->head, "shard", "1/1");
    char *manifest = facs_shard_path(&of->env, of->folder, "manifest", 1, 1);
    char *failures = facs_shard_path(&of->env, of->folder, "failures", 1, 1);
    facs_status status = head && manifest && failures ? FACS_OK : no_memory(of, error);
    for (int64_t i = 0; i < of->all.count; i++) {
        const facs_entry *entry = &of->all.item[i];
        const bool good = entry->state == FACS_BATCH_OK, failed = entry->state == FACS_BATCH_FAILED;
        sum.inputs++;
        sum.kept += good;
        sum.failed += failed;
        sum.waiting += !good && !failed;
        sum.frames += entry->frames;
        sum.with_face += entry->with_face;
    }
    if (status == FACS_OK)
        status = facs_journal_write(manifest, head, &of->all, false, error);
    if (status == FACS_OK && sum.failed)
        status = facs_journal_write(failures, head, &of->all, true, error);
    else if (status == FACS_OK)
        unlink(failures);
    if (status == FACS_OK) {
        snprintf(sum.manifest, sizeof sum.manifest, "%s", manifest);
        snprintf(sum.failures, sizeof sum.failures, "%s", sum.failed ? failures : "");
        if (summary && !facs_give(&sum, summary, sizeof sum))
            status = facs_fail(error, FACS_E_ARGUMENT, "facs_batch_summary: its size is impossible");
    }
    facs_free(&of->env, head);
    facs_free(&of->env, manifest);
    facs_free(&of->env, failures);
    return status;
}

facs_status facs_batch_merge(const facs_env *env, const char *folder, facs_batch_summary *summary, facs_error *error)
{
    merge of = {.folder = folder};
    if (error)
        *error = (facs_error){0};
    if (!folder || !folder[0] || (summary && !facs_size_is_possible(summary)))
        return facs_fail(error, FACS_E_ARGUMENT, "facs_batch_merge: the folder has no name, or summary is impossible");
    facs_status status = facs_env_take(env, &of.env, error);
    if (status != FACS_OK)
        return status;
    of.all.env = of.env;
    status = add_shards(&of, error);
    if (status == FACS_OK)
        status = write_all(&of, summary, error);
    facs_free(&of.env, of.head);
    facs_entries_free(&of.all);
    return status;
}
