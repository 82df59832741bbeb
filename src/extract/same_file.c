/* See same_file.h. */
#include "extract/same_file.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

bool facs_same_file(const char *a, const char *b)
{
    struct stat one, two;
    return stat(a, &one) == 0 && stat(b, &two) == 0 && same(&one, &two) && S_ISREG(one.st_mode);
}

/* the folder a path is in, and what it is called there; false = no such folder */
static bool find_folder(const char *path, struct stat *folder, const char **name)
{
    const char *slash = strrchr(path, '/');
    *name = slash ? slash + 1 : path;
    if (!slash)
        return stat(".", folder) == 0;
    char start[4096];
    const int length = slash == path ? 1 : (int)(slash - path);
    return (size_t)snprintf(start, sizeof start, "%.*s", length, path) < sizeof start && stat(start, folder) == 0;
}

bool facs_same_place(const char *a, const char *b)
{
    struct stat one, two;
    const char *name_a, *name_b;
    if (strcmp(a, b) == 0 || facs_same_file(a, b))
        return true;
    return find_folder(a, &one, &name_a) && find_folder(b, &two, &name_b) && same(&one, &two) &&
           strcmp(name_a, name_b) == 0;
}
