/* See claims.h.
 *
 * A file that is there is known by its device and inode, so that links to it are seen through; of one that is not,
 * where it will be is found out: the folders that are there without links, the rest as it is written. */
#include "claims.h"

#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINKS_MAX = 40 };

typedef enum claim_use { READ, GUARD, WRITE, WRITE_FOLDER } claim_use;

struct claim {
    claim_use use;
    const char *what, *of; /* `of` NULL = nothing */
    char *path;            /* as given, for messages */
    char *place;           /* absolute, without links, "." and ".."; NULL = nowhere in the file system */
    bool there;            /* it exists and what is written to it can be told from other files: */
    dev_t device;
    ino_t inode;
};

/* ---- where a path leads ---- */

static char *join(const char *folder, const char *name)
{
    size_t length = strlen(folder), room = length + strlen(name) + 2;
    char *path = malloc(room);
    if (path)
        snprintf(path, room, "%s%s%s", folder, length && folder[length - 1] == '/' ? "" : "/", name);
    return path;
}

static char *place_of(const char *path, int links);

/* of a link that leads to something that is not there; NULL = it is no link */
static char *link_place(const char *path, const char *folder, int links)
{
    char target[PATH_MAX];
    ssize_t length = links < LINKS_MAX ? readlink(path, target, sizeof target - 1) : -1;
    if (length <= 0)
        return NULL;
    target[length] = '\0';
    char *whole = target[0] == '/' ? strdup(target) : join(folder, target);
    char *place = whole ? place_of(whole, links + 1) : NULL;
    free(whole);
    return place;
}

/* of the last part of a path in the folder `place` */
static char *part_place(char *place, const char *name)
{
    if (strcmp(name, ".") == 0)
        return place;
    if (strcmp(name, "..") == 0) {
        char *slash = strrchr(place, '/');
        slash[slash == place] = '\0';
        return place;
    }
    char *whole = join(place, name);
    free(place);
    return whole;
}

static char *place_of(const char *path, int links)
{
    char *real = realpath(path, NULL);
    if (real)
        return real;
    char *copy = strdup(path);
    if (!copy)
        return NULL;
    for (size_t end = strlen(copy); end > 1 && copy[end - 1] == '/'; end--)
        copy[end - 1] = '\0';
    char *slash = strrchr(copy, '/'), *name = slash ? slash + 1 : copy;
    char *folder = !slash ? strdup(".") : slash == copy ? strdup("/") : strndup(copy, (size_t)(slash - copy));
    char *place = folder ? link_place(copy, folder, links) : NULL;
    if (!place && folder && name[0]) {
        place = place_of(folder, links);
        place = place ? part_place(place, name) : NULL;
    }
    free(folder);
    free(copy);
    return place;
}

/* ---- claims ---- */

static void identify(claim *made, const struct stat *info)
{
    made->there = S_ISREG(info->st_mode) || S_ISFIFO(info->st_mode) || S_ISSOCK(info->st_mode);
    made->device = info->st_dev;
    made->inode = info->st_ino;
}

/* whose path is given away; NULL = no memory */
static claim *add(claims *all, claim_use use, char *path, const char *what)
{
    if (path && all->count == all->room) {
        size_t room = all->room ? 2 * all->room : 16;
        claim *list = realloc(all->list, room * sizeof *list);
        if (list) {
            all->list = list;
            all->room = room;
        }
    }
    if (!path || all->count == all->room) {
        all->no_memory = true;
        free(path);
        return NULL;
    }
    claim *made = &all->list[all->count++];
    *made = (claim){.use = use, .what = what, .path = path};
    return made;
}

static claim *add_path(claims *all, claim_use use, char *path, const char *what)
{
    struct stat info;
    claim *made = add(all, use, path, what);
    if (!made)
        return NULL;
    bool device = false;
    if (stat(path, &info) == 0) {
        identify(made, &info);
        device = S_ISCHR(info.st_mode) || S_ISBLK(info.st_mode);
    }
    /* of what is read and is there the inode says everything */
    if (device || (use == READ && made->there))
        return made;
    made->place = place_of(path, 0);
    return made;
}

static bool ends_in(const char *path, const char *ending)
{
    size_t length = strlen(path), more = strlen(ending);
    return length >= more && strcasecmp(path + length - more, ending) == 0;
}

static bool ends_in_any(const char *path, const char *const *endings)
{
    while (*endings && !ends_in(path, *endings))
        endings++;
    return *endings != NULL;
}

/* the files of a folder with these endings */
static void add_files(claims *all, claim_use use, const char *folder, const char *const *endings, const char *what)
{
    DIR *listed = opendir(folder);
    const struct dirent *entry;
    while (listed && (entry = readdir(listed)) != NULL) {
        char *path = ends_in_any(entry->d_name, endings) ? join(folder, entry->d_name) : NULL;
        struct stat info;
        if (path && stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
            claim *made = add(all, use, path, what);
            if (made)
                identify(made, &info);
        } else {
            free(path);
        }
    }
    if (listed)
        closedir(listed);
}

void claims_read(claims *all, const char *path, const char *const *endings, const char *what)
{
    add_path(all, READ, strdup(path), what);
    add_files(all, READ, path, endings, what);
}

void claims_guard(claims *all, const char *folder, const char *what)
{
    add_path(all, GUARD, strdup(folder), what);
}

static void set_of(claim *made, const char *of)
{
    if (made)
        made->of = of;
}

void claims_write(claims *all, const char *path, const char *what, const char *of)
{
    struct stat info;
    if (strcmp(path, "-") == 0) {
        claim *made = add(all, WRITE, strdup("standard output"), what);
        if (made && fstat(STDOUT_FILENO, &info) == 0)
            identify(made, &info);
        if (made && !made->there && !(made->place = strdup("-")))
            all->no_memory = true;
        set_of(made, of);
        return;
    }
    claim *made = add_path(all, WRITE, strdup(path), what);
    set_of(made, of);
    size_t room = strlen(path) + sizeof ".partial";
    char *partial = made && made->place ? malloc(room) : NULL;
    if (!partial)
        return;
    snprintf(partial, room, "%s.partial", path);
    set_of(add_path(all, WRITE, partial, what), of);
}

void claims_write_folder(claims *all, const char *path, const char *what)
{
    static const char *const results[] = {".csv", NULL};
    add_path(all, WRITE_FOLDER, strdup(path), what);
    add_files(all, WRITE, path, results, "a result");
}

bool claims_replace(const claims *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->list[i].use == WRITE && all->list[i].there)
            return true;
    return false;
}

/* ---- clashes ---- */

/* reads before writes */
static int by_use(const claim *x, const claim *y)
{
    return (x->use > y->use) - (x->use < y->use);
}

static int by_inode(const void *a, const void *b)
{
    const claim *x = a, *y = b;
    if (x->there != y->there)
        return y->there - x->there;
    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    if (x->inode != y->inode)
        return x->inode < y->inode ? -1 : 1;
    return by_use(x, y);
}

static int by_place(const void *a, const void *b)
{
    const claim *x = a, *y = b;
    if (!x->place || !y->place)
        return (x->place == NULL) - (y->place == NULL);
    int order = strcmp(x->place, y->place);
    return order ? order : by_use(x, y);
}

static bool same_file(const claim *x, const claim *y)
{
    return x->there && y->there && x->device == y->device && x->inode == y->inode;
}

static bool same_place(const claim *x, const claim *y)
{
    return x->place && y->place && strcmp(x->place, y->place) == 0;
}

/* the rest of a place in or below that of a folder, NULL = it is elsewhere */
static const char *below(const claim *folder, const claim *other)
{
    size_t length = folder->place && other->place ? strlen(folder->place) : 0;
    if (!length || strncmp(folder->place, other->place, length) != 0)
        return NULL;
    return folder->place[length - 1] == '/' ? other->place + length
           : other->place[length] == '/'    ? other->place + length + 1
                                            : NULL;
}

/* may not be written because of what the folder is for */
static bool taken_by_folder(const claim *folder, const claim *written)
{
    const char *rest = below(folder, written);
    if (!rest)
        return false;
    if (folder->use == GUARD)
        return written->there && !ends_in(rest, ".csv") && !ends_in(rest, ".json");
    return !strchr(rest, '/') && (ends_in(rest, ".csv") || ends_in(rest, ".csv.partial"));
}

enum { WORDS = NAME_MAX + 64 };

static const char *describe(const claim *one, char words[WORDS])
{
    snprintf(words, WORDS, "%s%s%s", one->what, one->of ? " of " : "", one->of ? one->of : "");
    return words;
}

static int clash(const claim *one, const claim *other)
{
    static const char advice[] = "give the output another name";
    char first[WORDS], second[WORDS];
    describe(one, first);
    describe(other, second);
    if (one->use == GUARD || one->use == WRITE_FOLDER)
        complain("%s: is in %s and would be replaced by %s: %s", other->path, first, second, advice);
    else if (strcmp(one->path, other->path) != 0)
        complain("%s: is the same file as %s and cannot be both %s and %s: %s", other->path, one->path, first, second,
                 advice);
    else
        complain("%s: cannot be both %s and %s: %s", other->path, first, second, advice);
    return EXIT_USAGE;
}

/* neighbours after sorting, of which the later is written */
static int check_neighbours(claims *all, int (*order)(const void *, const void *),
                            bool (*same)(const claim *, const claim *))
{
    qsort(all->list, all->count, sizeof *all->list, order);
    for (size_t i = 1; i < all->count; i++) {
        const claim *one = &all->list[i - 1], *other = &all->list[i];
        bool result = other->use == WRITE || (other->use == WRITE_FOLDER && one->use >= WRITE);
        if (result && same(one, other))
            return clash(one, other);
    }
    return EXIT_FINE;
}

static int check_folders(const claims *all)
{
    for (size_t i = 0; i < all->count; i++) {
        const claim *folder = &all->list[i];
        for (size_t j = 0; (folder->use == GUARD || folder->use == WRITE_FOLDER) && j < all->count; j++)
            if (all->list[j].use == WRITE && taken_by_folder(folder, &all->list[j]))
                return clash(folder, &all->list[j]);
    }
    return EXIT_FINE;
}

int claims_check(claims *all)
{
    if (all->no_memory) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    if (all->count == 0)
        return EXIT_FINE;
    int status = check_neighbours(all, by_inode, same_file);
    if (status == EXIT_FINE)
        status = check_neighbours(all, by_place, same_place);
    return status == EXIT_FINE ? check_folders(all) : status;
}

void claims_free(claims *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->list[i].path);
        free(all->list[i].place);
    }
    free(all->list);
    *all = (claims){0};
}
