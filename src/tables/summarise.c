/* Tables of results become one with a row for each result and person.
 *
 * Two passes: the first reads the first line of every result, since the columns of the output come before its rows; the
 * second reads one result after the other. */
#include "sink/output.h"
#include "tables/summary_rows.h"

#include <string.h>

enum { EVENT_ROWS = 3, FLUSH = 1 << 16 };

typedef struct summarise {
    facs_env env;
    facs_summarise_options options;
    facs_result_list list;
    facs_units units;
    facs_growing text;
    facs_result_file *output;
    facs_summarise_summary sum;
    facs_summarise_progress progress;
} summarise;

void facs_summarise_options_init(facs_summarise_options *options, size_t size)
{
    const facs_summarise_options defaults = {.size = sizeof defaults, .event_rows = EVENT_ROWS};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

void facs_summarise_summary_init(facs_summarise_summary *summary, size_t size)
{
    const facs_summarise_summary defaults = {.size = sizeof defaults};
    facs_options_init(summary, size, &defaults, sizeof defaults);
}

/* what has no row: it is told, and the others go on; but not without memory */
static facs_status pass_over(summarise *all, const char *path, facs_entry *entry, facs_status status,
                             const facs_error *why, facs_error *error)
{
    if (status == FACS_E_MEMORY) {
        if (error)
            *error = *why;
        return status;
    }
    entry->state = FACS_BATCH_FAILED;
    all->sum.failed++;
    if (all->options.failed)
        all->options.failed(all->options.cookie, path, why);
    return FACS_OK;
}

static facs_status look(summarise *all, const char *path, facs_entry *entry, facs_error *error)
{
    facs_error why = {.message = ""};
    facs_table *table = NULL;
    facs_status status = facs_table_open(&all->env, path, &table, &why);
    if (status == FACS_OK)
        status = facs_units_add(&all->units, table, path, &why);
    facs_table_close(&table);
    return status == FACS_OK ? FACS_OK : pass_over(all, path, entry, status, &why, error);
}

static facs_status flush(summarise *all, size_t least, facs_error *error)
{
    if (all->text.no_memory)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the summaries");
    if (all->text.length < least)
        return FACS_OK;
    const facs_status status = facs_output_write(all->output, all->text.text, all->text.length, error);
    all->text.length = 0;
    return status;
}

static facs_status add_result(summarise *all, const facs_result_set *set, const char *path, facs_entry *entry,
                              facs_error *error)
{
    facs_error why = {.message = ""};
    facs_clip_figures clip = {.env = all->env};
    all->progress.done = all->sum.results++;
    all->progress.failed = all->sum.failed;
    if (all->options.progress && all->options.progress(all->options.cookie, &all->progress) != 0)
        return facs_fail(error, FACS_E_INTERRUPTED, "stopped");
    facs_status status = facs_clip_figures_read(path, &all->units, all->options.event_rows, &clip, &why);
    if (status == FACS_OK) {
        facs_summary_rows(&all->text, &all->units, &all->list, set, entry, path, &clip);
        all->sum.rows += clip.persons;
        status = flush(all, FLUSH, error);
    } else {
        status = pass_over(all, path, entry, status, &why, error);
    }
    facs_clip_figures_free(&clip);
    return status;
}

/* a pass over the results */
static facs_status each(summarise *all, bool second, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int64_t i = 0; i < all->list.sets; i++) {
        facs_result_set *set = &all->list.set[i];
        for (int64_t j = 0; j < set->all.count && status == FACS_OK; j++) {
            facs_entry *entry = &set->all.item[j];
            if (entry->state != FACS_BATCH_OK)
                continue;
            char *path = facs_result_path(&all->list, set, entry);
            status = !path    ? facs_fail(error, FACS_E_MEMORY, "out of memory for the summaries")
                     : second ? add_result(all, set, path, entry, error)
                              : look(all, path, entry, error);
            facs_free(&all->env, path);
        }
    }
    return status;
}

static void count(summarise *all)
{
    for (int64_t i = 0; i < all->list.sets; i++)
        for (int64_t j = 0; j < all->list.set[i].all.count; j++) {
            const bool good = all->list.set[i].all.item[j].state == FACS_BATCH_OK;
            all->progress.results += good;
            all->sum.without += !good;
        }
}

static facs_status run(summarise *all, const char *const *inputs, int64_t inputs_count, facs_error *error)
{
    const char *path = all->options.output ? all->options.output : "-";
    facs_status status = facs_result_list_make(&all->list, inputs, inputs_count, all->options.output, error);
    if (status != FACS_OK)
        return status;
    count(all);
    if (all->progress.results == 0)
        return facs_fail(error, FACS_E_NOT_FOUND,
                         "%s: there are no results: neither a manifest with inputs that are done nor a CSV file",
                         inputs[0]);
    status = each(all, false, error);
    all->sum.results = all->sum.failed; /* those are done with */
    if (status == FACS_OK)
        status = facs_output_open(&all->env, path, &all->output, error);
    if (status != FACS_OK)
        return status;
    facs_summary_names(&all->text, &all->units, &all->list);
    status = each(all, true, error);
    if (status == FACS_OK)
        status = flush(all, 1, error);
    if (status == FACS_OK)
        status = facs_output_commit(&all->output, error);
    else
        facs_output_abandon(&all->output);
    return status;
}

facs_status facs_summarise(const char *const *inputs, int64_t inputs_count, const facs_summarise_options *options,
                           facs_summarise_summary *summary, facs_error *error)
{
    facs_summarise_options chosen;
    facs_env env;
    facs_summarise_options_init(&chosen, sizeof chosen);
    if (error)
        *error = (facs_error){0};
    facs_status status = facs_options_take(&chosen, options, sizeof chosen, "facs_summarise_options", error);
    if (status == FACS_OK)
        status = facs_env_take(chosen.env, &env, error);
    if (status != FACS_OK)
        return status;
    if (!inputs || inputs_count < 1 || chosen.event_rows < 1 || (summary && !facs_size_is_possible(summary)))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_summarise: there is no input, event_rows is below 1, or summary is impossible");
    for (int64_t i = 0; i < inputs_count; i++)
        if (!inputs[i] || !inputs[i][0])
            return facs_fail(error, FACS_E_ARGUMENT, "facs_summarise: input %lld has no name", (long long)i);
    summarise *all = facs_calloc(&env, 1, sizeof *all);
    if (!all)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the summaries");
    all->env = all->list.env = all->text.env = env;
    all->options = chosen;
    all->sum.size = sizeof all->sum;
    all->progress.size = sizeof all->progress;
    status = run(all, inputs, inputs_count, error);
    if (status == FACS_OK && summary)
        facs_give(&all->sum, summary, sizeof all->sum);
    facs_result_list_free(&all->list);
    facs_free(&env, all->text.text);
    facs_free(&env, all);
    return status;
}
