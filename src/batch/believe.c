/* See believe.h. */
#include "batch/believe.h"

#include "store/hash.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "" when it is no file, cannot be read, or the build has no hash */
static void hash_file(const char *path, char hash[FACS_HASH_TEXT])
{
    hash[0] = '\0';
    const int file = facs_sha256_available() && facs_path_is_file(path) ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    if (facs_sha256_file(file, path, hash, NULL) != FACS_OK)
        hash[0] = '\0';
    close(file);
}

static int64_t time_of(const struct stat *info)
{
    const int64_t second = 1000000000;
#ifdef __APPLE__
    return (int64_t)info->st_mtimespec.tv_sec * second + info->st_mtimespec.tv_nsec;
#else
    return (int64_t)info->st_mtim.tv_sec * second + info->st_mtim.tv_nsec;
#endif
}

bool facs_look_at_input(facs_entry *entry)
{
    struct stat info;
    entry->input_bytes = entry->input_time = 0;
    if (stat(entry->input, &info) != 0)
        return false;
    entry->input_bytes = S_ISREG(info.st_mode) ? (int64_t)info.st_size : 0;
    entry->input_time = time_of(&info) > 0 ? time_of(&info) : 0;
    return true;
}

static int64_t size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode) ? (int64_t)info.st_size : 0;
}

void facs_look_at_result(const facs_places *places, facs_entry *entry)
{
    hash_file(entry->input, entry->input_hash);
    entry->output_bytes = 0;
    entry->output_hash[0] = '\0';
    char *path = facs_places_path(places, entry, 0);
    if (path) {
        entry->output_bytes = size_of(path);
        hash_file(path, entry->output_hash);
    }
    facs_free(&places->env, path);
}

/* NULL = what was done still holds; else why not */
static const char *doubt(const facs_places *places, const facs_entry *now, const facs_entry *then, bool full)
{
    char hash[FACS_HASH_TEXT];
    if (strcmp(now->row, then->row) != 0)
        return "its row of options is another";
    const bool same = now->input_bytes == then->input_bytes && now->input_time == then->input_time;
    if (full && then->input_hash[0])
        hash_file(now->input, hash);
    if (full && then->input_hash[0] ? strcmp(hash, then->input_hash) != 0 : !same)
        return "its input has changed";
    const char *why = NULL;
    for (int kind = 0; kind < places->count && !why; kind++) {
        char *path = facs_places_path(places, now, kind);
        if (!path || !facs_path_exists(path))
            why = "a result is missing";
        else if (kind == 0 && facs_path_is_file(path) && size_of(path) != then->output_bytes)
            why = "its result has another size";
        else if (kind == 0 && then->output_hash[0]) {
            hash_file(path, hash);
            why = strcmp(hash, then->output_hash) != 0 ? "its result has changed" : NULL;
        }
        facs_free(&places->env, path);
    }
    return why;
}

static bool take_over(const facs_entries *all, facs_entry *entry, const facs_entry *then)
{
    entry->state = then->state;
    entry->status = then->status;
    entry->frames = then->frames;
    entry->with_face = then->with_face;
    entry->wall = then->wall;
    entry->cpu = then->cpu;
    entry->output_bytes = then->output_bytes;
    memcpy(entry->input_hash, then->input_hash, sizeof entry->input_hash);
    memcpy(entry->output_hash, then->output_hash, sizeof entry->output_hash);
    return facs_entry_set_reason(all, entry, then->reason ? then->reason : "");
}

static bool give_up(const facs_entries *all, facs_entry *entry)
{
    entry->state = FACS_BATCH_FAILED;
    entry->status = FACS_E_INTERNAL;
    return facs_entry_set_reason(all, entry,
                                 "the program ended while it was at work on this input, three times: look at the file; "
                                 "--retry-failed tries it again");
}

/* false = no memory */
static bool believe(const facs_places *places, const facs_entries *all, facs_entry *entry, const facs_entry *then,
                    bool retry, bool full)
{
    const facs_env *env = &places->env;
    switch (then->state) {
    case FACS_BATCH_WAITING:
        entry->starts = then->starts;
        return true;
    case FACS_BATCH_STARTED:
        entry->starts = then->starts;
        return entry->starts < FACS_STARTS_MOST || retry || give_up(all, entry);
    case FACS_BATCH_FAILED:
        return retry || strcmp(entry->row, then->row) != 0 || take_over(all, entry, then);
    case FACS_BATCH_OK:
        break;
    }
    const char *why = doubt(places, entry, then, full);
    if (!why)
        return take_over(all, entry, then);
    facs_log(env, FACS_LOG_WARNING, "%s: is done again: %s", entry->input, why);
    return true;
}

static bool add_gone(facs_entries *all, const facs_entries *earlier, const facs_entry *then)
{
    facs_entry *entry = facs_entries_add(all, then->input, then->output, then->row);
    if (!entry || !take_over(all, entry, then))
        return false;
    entry->gone = true;
    entry->input_bytes = then->input_bytes;
    entry->input_time = then->input_time;
    for (int64_t i = 0; then->meta && i < earlier->columns; i++) {
        const int64_t column = then->meta[i] ? facs_entries_column_index(all, earlier->column[i]) : 0;
        if (then->meta[i] &&
            (column < 0 || !facs_entry_set_meta(all, &all->item[all->count - 1], column, then->meta[i])))
            return false;
    }
    return true;
}

facs_status facs_believe(const facs_places *places, facs_entries *all, const facs_entries *earlier, bool retry,
                         bool full, facs_error *error)
{
    const int64_t count = all->count;
    bool memory = true;
    for (int64_t i = 0; i < earlier->columns && memory; i++)
        memory = facs_entries_column_index(all, earlier->column[i]) >= 0;
    for (int64_t i = 0; i < count && memory; i++) {
        const facs_entry *then = facs_entries_find(earlier, all->item[i].output);
        if (then)
            memory = believe(places, all, &all->item[i], then, retry, full);
    }
    facs_entries sorted = *all; /* those that were there */
    sorted.count = count;
    for (int64_t i = 0; i < earlier->count && memory; i++) {
        const facs_entry *then = &earlier->item[i];
        const bool done = then->state == FACS_BATCH_OK || then->state == FACS_BATCH_FAILED;
        sorted.item = all->item;
        if (done && !facs_entries_find(&sorted, then->output))
            memory = add_gone(all, earlier, then);
    }
    if (!memory)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the manifest");
    facs_entries_sort(all);
    return FACS_OK;
}
