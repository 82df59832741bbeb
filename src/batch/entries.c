/* See entries.h. */
#include "batch/entries.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void free_entry(const facs_entries *all, facs_entry *entry)
{
    facs_free(&all->env, entry->input);
    facs_free(&all->env, entry->output);
    facs_free(&all->env, entry->row);
    facs_free(&all->env, entry->reason);
    for (int64_t i = 0; entry->meta && i < all->columns; i++)
        facs_free(&all->env, entry->meta[i]);
    facs_free(&all->env, entry->meta);
    *entry = (facs_entry){.input = NULL};
}

facs_entry *facs_entries_add(facs_entries *all, const char *input, const char *output, const char *row)
{
    if (all->count == all->room) {
        const int64_t room = all->room ? 2 * all->room : 64;
        const size_t each = sizeof *all->item;
        facs_entry *grown = facs_regrow(&all->env, all->item, (size_t)all->room * each, (size_t)room * each);
        if (!grown)
            return NULL;
        all->item = grown;
        all->room = room;
    }
    facs_entry *entry = &all->item[all->count];
    *entry = (facs_entry){.wall = NAN, .cpu = NAN, .order = all->count};
    entry->input = facs_strdup(&all->env, input ? input : "");
    entry->output = facs_strdup(&all->env, output ? output : "");
    entry->row = facs_strdup(&all->env, row ? row : "");
    if (!entry->input || !entry->output || !entry->row) {
        free_entry(all, entry);
        return NULL;
    }
    all->count++;
    return entry;
}

int64_t facs_entries_column_index(facs_entries *all, const char *name)
{
    const facs_env *env = &all->env;
    const size_t before = (size_t)all->columns, each = sizeof(char *);
    for (int64_t i = 0; i < all->columns; i++)
        if (strcmp(all->column[i], name) == 0)
            return i;
    char *copy = facs_strdup(env, name);
    char **names = copy ? facs_regrow(env, all->column, before * each, (before + 1) * each) : NULL;
    if (names)
        all->column = names;
    for (int64_t i = 0; names && i < all->count; i++) {
        char **grown =
            all->item[i].meta ? facs_regrow(env, all->item[i].meta, before * each, (before + 1) * each) : NULL;
        if (grown)
            all->item[i].meta = grown;
        else if (all->item[i].meta)
            names = NULL; /* those before have a cell more, which nobody looks at */
    }
    if (!names) {
        facs_free(env, copy);
        return -1;
    }
    names[before] = copy;
    return all->columns++;
}

bool facs_entry_set_meta(const facs_entries *all, facs_entry *entry, int64_t column, const char *value)
{
    if (!entry->meta)
        entry->meta = facs_calloc(&all->env, (size_t)all->columns, sizeof *entry->meta);
    char *copy = entry->meta ? facs_strdup(&all->env, value) : NULL;
    if (!copy)
        return false;
    facs_free(&all->env, entry->meta[column]);
    entry->meta[column] = copy;
    return true;
}

bool facs_entry_set_reason(const facs_entries *all, facs_entry *entry, const char *reason)
{
    char *copy = facs_strdup(&all->env, reason);
    if (!copy)
        return false;
    facs_free(&all->env, entry->reason);
    entry->reason = copy;
    return true;
}

static int by_output(const void *a, const void *b)
{
    const facs_entry *x = a, *y = b;
    const int order = strcmp(x->output, y->output);
    return order ? order : (x->order > y->order) - (x->order < y->order);
}

void facs_entries_sort(facs_entries *all)
{
    if (all->count > 1)
        qsort(all->item, (size_t)all->count, sizeof *all->item, by_output);
}

facs_entry *facs_entries_find(const facs_entries *all, const char *output)
{
    int64_t low = 0, high = all->count;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        if (strcmp(all->item[middle].output, output) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < all->count && strcmp(all->item[low].output, output) == 0 ? &all->item[low] : NULL;
}

void facs_entries_keep(facs_entries *all, const bool *keep)
{
    int64_t kept = 0;
    for (int64_t i = 0; i < all->count; i++)
        if (keep[i])
            all->item[kept++] = all->item[i];
        else
            free_entry(all, &all->item[i]);
    all->count = kept;
}

void facs_entries_free(facs_entries *all)
{
    if (!all->env.free)
        return;
    for (int64_t i = 0; i < all->count; i++)
        free_entry(all, &all->item[i]);
    for (int64_t i = 0; i < all->columns; i++)
        facs_free(&all->env, all->column[i]);
    facs_free(&all->env, all->item);
    facs_free(&all->env, all->column);
    *all = (facs_entries){.env = all->env};
}

const char *facs_batch_state_name(facs_batch_state state)
{
    static const char *const names[] = {"waiting", "started", "ok", "failed"};
    return names[state];
}
