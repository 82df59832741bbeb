/* See result_list.h. */
#include "tables/result_list.h"

#include "batch/journal.h"
#include "batch/shards.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { DEPTH_MOST = 64 };

static facs_status no_memory(facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "out of memory for the list of results");
}

static bool ends_in(const char *name, const char *ending)
{
    const size_t length = strlen(name), tail = strlen(ending);
    return length > tail && strcasecmp(name + length - tail, ending) == 0;
}

/* NULL = no memory */
static facs_result_set *add_set(facs_result_list *list, const char *folder)
{
    if (list->sets == list->room) {
        const int64_t room = list->room ? 2 * list->room : 4;
        void *more = facs_regrow(&list->env, list->set, (size_t)list->room * sizeof *list->set,
                                 (size_t)room * sizeof *list->set);
        if (!more)
            return NULL;
        list->set = more;
        list->room = room;
    }
    facs_result_set *set = &list->set[list->sets];
    *set = (facs_result_set){.all = {.env = list->env}};
    set->folder = folder ? facs_strdup(&list->env, folder) : NULL;
    if (folder && !set->folder)
        return NULL;
    list->sets++;
    return set;
}

static facs_status add_result(facs_result_set *set, const char *name, facs_error *error)
{
    facs_entry *entry = facs_entries_add(&set->all, "", name, "");
    if (!entry)
        return no_memory(error);
    entry->state = FACS_BATCH_OK;
    return FACS_OK;
}

/* ---- a folder without a manifest ---- */

typedef struct walk {
    facs_result_set *set;
    struct stat skip; /* st_ino 0 = nothing */
    facs_env env;
} walk;

static facs_status walk_folder(walk *at, const char *below, int depth, facs_error *error)
{
    char *path = below[0] ? facs_path_join(&at->env, at->set->folder, below) : facs_strdup(&at->env, at->set->folder);
    DIR *folder = path ? opendir(path) : NULL;
    facs_status status = folder ? FACS_OK
                         : path ? facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", path, strerror(errno))
                                : no_memory(error);
    for (struct dirent *one; status == FACS_OK && (one = readdir(folder)) != NULL;) {
        if (one->d_name[0] == '.')
            continue;
        struct stat info, link;
        char *name = below[0] ? facs_path_join(&at->env, below, one->d_name) : facs_strdup(&at->env, one->d_name);
        char *full = facs_path_join(&at->env, path, one->d_name);
        if (!name || !full)
            status = no_memory(error);
        else if (stat(full, &info) != 0 || lstat(full, &link) != 0)
            ; /* gone */
        else if (S_ISDIR(info.st_mode) && !S_ISLNK(link.st_mode) && depth < DEPTH_MOST)
            status = walk_folder(at, name, depth + 1, error);
        else if (S_ISREG(info.st_mode) && (ends_in(name, ".csv") || ends_in(name, ".csv.gz")) &&
                 !(info.st_ino == at->skip.st_ino && info.st_dev == at->skip.st_dev))
            status = add_result(at->set, name, error);
        facs_free(&at->env, name);
        facs_free(&at->env, full);
    }
    if (folder)
        closedir(folder);
    facs_free(&at->env, path);
    return status;
}

static facs_status add_files(facs_result_list *list, const char *folder, const char *skip, facs_error *error)
{
    walk at = {.set = add_set(list, folder), .env = list->env};
    if (!at.set)
        return no_memory(error);
    if (!skip || stat(skip, &at.skip) != 0)
        at.skip.st_ino = 0;
    const facs_status status = walk_folder(&at, "", 0, error);
    facs_entries_sort(&at.set->all);
    return status;
}

/* ---- manifests ---- */

/* number of the column in the list; -1 = no memory */
static int64_t column_of(facs_result_list *list, const char *name)
{
    for (int64_t i = 0; i < list->columns; i++)
        if (strcmp(list->column[i], name) == 0)
            return i;
    const size_t each = sizeof *list->column, count = (size_t)list->columns;
    void *more = facs_regrow(&list->env, list->column, count * each, (count + 1) * each);
    if (!more)
        return -1;
    list->column = more;
    list->column[list->columns] = name;
    return list->columns++;
}

static facs_status add_manifest(facs_result_list *list, const char *path, facs_error *error)
{
    char *folder = facs_path_dirname(&list->env, path), *head = NULL;
    facs_result_set *set = folder ? add_set(list, folder) : NULL;
    facs_free(&list->env, folder);
    if (!set)
        return no_memory(error);
    facs_status status = facs_journal_read(path, &set->all, &head, error);
    facs_free(&list->env, head);
    if (status != FACS_OK)
        return status;
    set->column = facs_calloc(&list->env, (size_t)set->all.columns, sizeof *set->column);
    for (int64_t i = 0; set->column && i < set->all.columns && status == FACS_OK; i++) {
        set->column[i] = column_of(list, set->all.column[i]);
        status = set->column[i] < 0 ? no_memory(error) : FACS_OK;
    }
    return set->column ? status : no_memory(error);
}

/* the manifest of the whole batch, else those of shards that are there */
static facs_status add_folder(facs_result_list *list, const char *folder, const char *skip, facs_error *error)
{
    int64_t shards = 1, found = 0;
    char *whole = facs_shard_path(&list->env, folder, "manifest", 1, 1);
    facs_status status = whole ? FACS_OK : no_memory(error);
    if (status == FACS_OK && !facs_path_is_file(whole))
        status = facs_shard_count(folder, &shards, error);
    facs_free(&list->env, whole);
    for (int64_t i = 1; i <= shards && status == FACS_OK; i++) {
        char *path = facs_shard_path(&list->env, folder, "manifest", i, shards);
        status = path ? FACS_OK : no_memory(error);
        if (status == FACS_OK && facs_path_is_file(path)) {
            status = add_manifest(list, path, error);
            found++;
        }
        facs_free(&list->env, path);
    }
    return status == FACS_OK && found == 0 ? add_files(list, folder, skip, error) : status;
}

/* ---- all ---- */

facs_status facs_result_list_make(facs_result_list *list, const char *const *inputs, int64_t count, const char *skip,
                                  facs_error *error)
{
    facs_status status = FACS_OK;
    bool files = false; /* the last set is of files that were named */
    for (int64_t i = 0; i < count && status == FACS_OK; i++) {
        const bool folder = facs_path_is_dir(inputs[i]), manifest = !folder && ends_in(inputs[i], ".tsv");
        if (folder) {
            status = add_folder(list, inputs[i], skip, error);
        } else if (manifest) {
            status = add_manifest(list, inputs[i], error);
        } else {
            if (!files && !add_set(list, NULL))
                return no_memory(error);
            status = add_result(&list->set[list->sets - 1], inputs[i], error);
        }
        files = !folder && !manifest;
    }
    return status;
}

void facs_result_list_free(facs_result_list *list)
{
    for (int64_t i = 0; i < list->sets; i++) {
        facs_entries_free(&list->set[i].all);
        facs_free(&list->env, list->set[i].folder);
        facs_free(&list->env, list->set[i].column);
    }
    facs_free(&list->env, list->set);
    facs_free(&list->env, list->column);
    list->sets = list->columns = 0;
}

char *facs_result_path(const facs_result_list *list, const facs_result_set *set, const facs_entry *entry)
{
    return set->folder && strcmp(set->folder, ".") != 0 ? facs_path_join(&list->env, set->folder, entry->output)
                                                        : facs_strdup(&list->env, entry->output);
}
