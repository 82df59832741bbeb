/* See view_list.h. */
#include "view/view_list.h"

#include "view/view_record.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MOST = 32, HEAD = 4096 };

static facs_status no_memory(facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "out of memory for the list of results");
}

static bool ends_in(const char *name, const char *ending)
{
    const size_t length = strlen(name), tail = strlen(ending);
    return length > tail && strcasecmp(name + length - tail, ending) == 0;
}

/* ---- one result ---- */

static void forget(const facs_env *env, facs_view_item *item)
{
    facs_view_record_free(env, item);
    facs_free(env, item->jpeg);
    if (item->page)
        unlink(item->page);
    facs_free(env, item->page);
    facs_free(env, item->trouble);
    *item = (facs_view_item){.name = item->name, .size = item->size, .changed = item->changed};
}

/* tables of results have action units, or at least say what was successful */
static bool is_result(int folder, const char *name)
{
    char head[HEAD + 1];
    if (ends_in(name, ".csv.gz"))
        return true;
    const int file = ends_in(name, ".csv") ? openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
    const ssize_t count = file >= 0 ? read(file, head, HEAD) : 0;
    if (file >= 0)
        close(file);
    head[count > 0 ? count : 0] = '\0';
    head[strcspn(head, "\n")] = '\0';
    return strstr(head, "success") != NULL || (strstr(head, "frame") != NULL && strstr(head, "AU") != NULL);
}

/* Where names stand in the list: a table of numbers, -1 = nothing, found by the hash of the name (FNV-1a) and from there
 * on. */
typedef struct places {
    int64_t *number;
    size_t size; /* a power of 2, at least twice what is in it */
} places;

static size_t hash_of(const char *name)
{
    uint64_t hash = 14695981039346656037U;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 1099511628211U;
    return (size_t)(hash ^ hash >> 32);
}

static bool make_places(const facs_view_list *list, places *made)
{
    made->size = 16;
    while (made->size < 2 * (size_t)list->count)
        made->size *= 2;
    made->number = facs_calloc(&list->env, made->size, sizeof *made->number);
    for (size_t i = 0; made->number && i < made->size; i++)
        made->number[i] = -1;
    for (int64_t i = 0; made->number && i < list->count; i++) {
        size_t at = hash_of(list->item[i].name) & (made->size - 1);
        while (made->number[at] >= 0)
            at = (at + 1) & (made->size - 1);
        made->number[at] = i;
    }
    return made->number != NULL;
}

static facs_view_item *find(const facs_view_list *list, const places *known, const char *name)
{
    for (size_t at = hash_of(name) & (known->size - 1); known->number[at] >= 0; at = (at + 1) & (known->size - 1))
        if (strcmp(list->item[known->number[at]].name, name) == 0)
            return &list->item[known->number[at]];
    return NULL;
}

static facs_view_item *append(facs_view_list *list, const char *name)
{
    if (list->count == list->room) {
        const int64_t room = list->room ? 2 * list->room : 64;
        void *more = facs_regrow(&list->env, list->item, (size_t)list->room * sizeof *list->item,
                                 (size_t)room * sizeof *list->item);
        if (!more)
            return NULL;
        list->item = more;
        list->room = room;
    }
    facs_view_item *item = &list->item[list->count];
    *item = (facs_view_item){.name = facs_strdup(&list->env, name)};
    if (!item->name)
        return NULL;
    list->count++;
    return item;
}

static facs_status take(facs_view_list *list, const places *known, const char *name, const struct stat *info,
                        facs_error *error)
{
    facs_view_item *item = find(list, known, name);
    if (!item && list->count >= FACS_VIEW_ITEMS) {
        list->cut = true;
        return FACS_OK;
    }
    if (!item)
        item = append(list, name);
    if (!item)
        return no_memory(error);
    item->gone = false;
    if (item->size == (int64_t)info->st_size && item->changed == (int64_t)info->st_mtime)
        return FACS_OK;
    forget(&list->env, item);
    item->size = (int64_t)info->st_size;
    item->changed = (int64_t)info->st_mtime;
    facs_view_record_read(&list->env, list->folder, item);
    return FACS_OK;
}

/* ---- folders ---- */

typedef struct walk {
    facs_view_list *list;
    places known; /* before this look */
    facs_error *error;
} walk;

static facs_status walk_folder(const walk *at, int parent, const char *name, const char *below, int depth);

static facs_status walk_entry(const walk *at, int folder, const char *entry, const char *below, int depth)
{
    struct stat info;
    if (entry[0] == '.' || fstatat(folder, entry, &info, AT_SYMLINK_NOFOLLOW) != 0)
        return FACS_OK;
    char *path = below[0] ? facs_path_join(&at->list->env, below, entry) : facs_strdup(&at->list->env, entry);
    facs_status status = path ? FACS_OK : no_memory(at->error);
    if (status == FACS_OK && S_ISDIR(info.st_mode) && depth < DEPTH_MOST)
        status = walk_folder(at, folder, entry, path, depth + 1);
    else if (status == FACS_OK && S_ISREG(info.st_mode) && is_result(folder, entry))
        status = take(at->list, &at->known, path, &info, at->error);
    facs_free(&at->list->env, path);
    return status;
}

/* one that cannot be read is passed over */
static facs_status walk_folder(const walk *at, int parent, const char *name, const char *below, int depth)
{
    const int file = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = file >= 0 ? fdopendir(file) : NULL;
    facs_status status = FACS_OK;
    if (!folder) {
        if (file >= 0)
            close(file);
        return FACS_OK;
    }
    for (const struct dirent *one; status == FACS_OK && (one = readdir(folder)) != NULL;)
        status = walk_entry(at, file, one->d_name, below, depth);
    closedir(folder);
    return status;
}

facs_status facs_view_list_look(facs_view_list *list, facs_error *error)
{
    walk at = {.list = list, .error = error};
    if (!make_places(list, &at.known))
        return no_memory(error);
    for (int64_t i = 0; i < list->count; i++)
        list->item[i].gone = true;
    const facs_status status = walk_folder(&at, AT_FDCWD, list->folder, "", 0);
    facs_free(&list->env, at.known.number);
    return status;
}

facs_status facs_view_list_open(facs_view_list *list, const facs_env *env, const char *folder, facs_error *error)
{
    *list = (facs_view_list){.env = *env};
    char *real = facs_path_is_dir(folder) ? realpath(folder, NULL) : NULL;
    list->folder = real ? facs_strdup(env, real) : NULL;
    const int file = real ? open(real, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    const bool readable = file >= 0, known = real != NULL;
    if (readable)
        close(file);
    free(real);
    if (!known || !readable)
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: is no folder that can be read", folder);
    return list->folder ? facs_view_list_look(list, error) : no_memory(error);
}

void facs_view_list_close(facs_view_list *list)
{
    for (int64_t i = 0; i < list->count; i++) {
        forget(&list->env, &list->item[i]);
        facs_free(&list->env, list->item[i].name);
    }
    facs_free(&list->env, list->item);
    facs_free(&list->env, list->folder);
    *list = (facs_view_list){.count = 0};
}

char *facs_view_list_path(const facs_view_list *list, const facs_view_item *item)
{
    struct stat info;
    char *path = facs_path_join(&list->env, list->folder, item->name);
    char *real = path ? realpath(path, NULL) : NULL;
    const bool same = real && strcmp(real, path) == 0 && lstat(path, &info) == 0 && S_ISREG(info.st_mode);
    free(real);
    if (same)
        return path;
    facs_free(&list->env, path);
    return NULL;
}

/* ---- as text ---- */

static void put_item(facs_json *json, const facs_view_item *item, int64_t number)
{
    facs_json_begin(json, NULL, '{');
    facs_json_integer(json, "n", number);
    facs_json_text(json, "name", item->name);
    facs_json_integer(json, "size", item->size);
    facs_json_integer(json, "changed", item->changed);
    facs_json_text(json, "pipeline", item->pipeline);
    facs_json_text(json, "input", item->input);
    facs_json_text(json, "version", item->version);
    facs_json_integer(json, "frames", item->frames);
    facs_json_integer(json, "faces", item->faces);
    facs_json_integer(json, "warnings", item->warnings);
    facs_json_bool(json, "thumb", item->video != NULL);
    facs_json_end(json, '}');
}

void facs_view_list_text(const facs_view_list *list, facs_json *json)
{
    const char *slash = strrchr(list->folder, '/');
    facs_json_begin(json, NULL, '{');
    facs_json_text(json, "folder", slash && slash[1] ? slash + 1 : list->folder);
    facs_json_text(json, "program", facs_version());
    facs_json_bool(json, "cut", list->cut);
    facs_json_begin(json, "results", '[');
    for (int64_t i = 0; i < list->count; i++)
        if (!list->item[i].gone)
            put_item(json, &list->item[i], i);
    facs_json_end(json, ']');
    facs_json_end(json, '}');
}
