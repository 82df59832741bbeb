/* See swept.h.  Each folder is listed once, however many results are in it. */
#include "batch/swept.h"

#include "base/whole_file.h"
#include "extract/sidecar.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct paths {
    facs_env env;
    char **item;
    size_t count;
    bool no_memory;
} paths;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* the path with as much of its name as a part has; takes it */
static void add(paths *all, char *path, const char *ending)
{
    const size_t room = path ? strlen(path) + strlen(ending) + 1 : 0;
    char *whole = path ? facs_calloc(&all->env, room, 1) : NULL;
    all->no_memory = all->no_memory || !whole;
    if (whole) {
        snprintf(whole, room, "%s%s", path, ending);
        char *slash = strrchr(whole, '/'), *name = slash ? slash + 1 : whole;
        if (strlen(name) > FACS_WHOLE_KEPT)
            name[FACS_WHOLE_KEPT] = '\0';
        all->item[all->count++] = whole;
    }
    facs_free(&all->env, path);
}

static void sort(paths *all)
{
    if (all->count > 1)
        qsort(all->item, all->count, sizeof *all->item, by_text);
}

static bool has(const paths *all, const char *path)
{
    return bsearch(&path, all->item, all->count, sizeof *all->item, by_text) != NULL;
}

static int64_t sweep_folder(const paths *files, const char *folder)
{
    int64_t swept = 0;
    const struct dirent *entry;
    DIR *listing = opendir(folder);
    while (listing && (entry = readdir(listing)) != NULL) {
        const size_t stem = facs_whole_part_stem(entry->d_name);
        char final[FACS_WHOLE_KEPT + 1];
        if (!stem || stem > FACS_WHOLE_KEPT)
            continue;
        snprintf(final, sizeof final, "%.*s", (int)stem, entry->d_name);
        char *path = facs_path_join(&files->env, folder, final);
        if (path && has(files, path) && unlinkat(dirfd(listing), entry->d_name, 0) == 0)
            swept++;
        facs_free(&files->env, path);
    }
    if (listing)
        closedir(listing);
    return swept;
}

static void release(paths *all)
{
    for (size_t i = 0; i < all->count; i++)
        facs_free(&all->env, all->item[i]);
    facs_free(&all->env, all->item);
}

int64_t facs_swept(const facs_places *places, const facs_entries *all)
{
    const size_t most = (size_t)all->count * (size_t)(places->count + 1) + 1;
    paths files = {.env = places->env}, folders = {.env = places->env};
    int64_t swept = 0;
    files.item = facs_calloc(&files.env, most, sizeof *files.item);
    folders.item = facs_calloc(&files.env, most, sizeof *folders.item);
    files.no_memory = !files.item || !folders.item;
    for (int64_t i = 0; !files.no_memory && i < all->count; i++) {
        if (all->item[i].gone)
            continue;
        for (int kind = 0; kind < places->count; kind++)
            add(&files, facs_places_path(places, &all->item[i], kind), "");
        if (places->csv)
            add(&files, facs_places_path(places, &all->item[i], 0), FACS_SIDECAR_ENDING);
    }
    for (size_t i = 0; !files.no_memory && !folders.no_memory && i < files.count; i++)
        if ((folders.item[folders.count] = facs_path_dirname(&files.env, files.item[i])) != NULL)
            folders.count++;
        else
            folders.no_memory = true;
    if (!files.no_memory && !folders.no_memory) {
        sort(&files);
        sort(&folders);
        for (size_t i = 0; i < folders.count; i++)
            if (i == 0 || strcmp(folders.item[i], folders.item[i - 1]) != 0)
                swept += sweep_folder(&files, folders.item[i]);
    } else {
        swept = -1;
    }
    release(&files);
    release(&folders);
    return swept;
}
