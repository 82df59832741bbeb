/* See dropin_pictures.h. */
#include "dropin_pictures.h"

#include "cli.h"
#include "dropin_names.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool add(dropin_pictures *found, char *path)
{
    if (path && found->count == found->room) {
        const int room = 2 * found->room + 16;
        char **more = realloc(found->path, (size_t)room * sizeof *more);
        if (more) {
            found->path = more;
            found->room = room;
        }
    }
    if (path && found->count < found->room) {
        found->path[found->count++] = path;
        return true;
    }
    free(path);
    complain("out of memory");
    return false;
}

/* exactly these, in small letters */
static bool is_picture(const char *name)
{
    static const char *const endings[] = {".jpg", ".jpeg", ".png", ".bmp"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcmp(dot, endings[i]) == 0)
            return true;
    return false;
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int list_folder(const char *folder, dropin_pictures *found)
{
    DIR *listing = opendir(folder);
    bool good = true;
    if (!listing) {
        complain("%s: the folder cannot be read (%s)", folder, strerror(errno));
        return EXIT_OTHER;
    }
    for (const struct dirent *entry; good && (entry = readdir(listing)) != NULL;)
        good = !is_picture(entry->d_name) || add(found, dropin_join(folder, entry->d_name));
    closedir(listing);
    if (good && found->count == 0) {
        complain("%s: holds no picture (.jpg, .jpeg, .png, .bmp)", folder);
        return EXIT_OTHER;
    }
    if (good)
        qsort(found->path, (size_t)found->count, sizeof *found->path, compare);
    return good ? EXIT_FINE : EXIT_OTHER;
}

/* BOXES/NAME.txt for NAME.jpg */
static char *boxes_of(const char *folder, const char *picture)
{
    const char *name = strrchr(picture, '/') ? strrchr(picture, '/') + 1 : picture;
    const size_t room = strlen(name) + sizeof ".txt";
    char *file = malloc(room), *path = NULL;
    if (file) {
        snprintf(file, room, "%.*s.txt", (int)(strrchr(name, '.') - name), name); /* it has an ending */
        path = dropin_join(folder, file);
    }
    free(file);
    return path;
}

static int find_boxes(const dropin_arguments *given, dropin_pictures *found)
{
    char *folder = dropin_join(given->root, given->boxes);
    found->boxes = calloc((size_t)found->count, sizeof *found->boxes);
    int status = folder && found->boxes ? EXIT_FINE : EXIT_OTHER;
    for (int i = 0; i < found->count && status == EXIT_FINE; i++) {
        found->boxes[i] = boxes_of(folder, found->path[i]);
        status = found->boxes[i] ? EXIT_FINE : EXIT_OTHER;
        if (status == EXIT_FINE && access(found->boxes[i], R_OK) != 0) {
            complain("%s: the boxes of %s cannot be read (%s)", found->boxes[i], found->path[i], strerror(errno));
            free(folder);
            return EXIT_OTHER; /* 1, as the program does */
        }
    }
    free(folder);
    if (status != EXIT_FINE)
        complain("out of memory");
    return status;
}

int dropin_pictures_find(const dropin_arguments *given, dropin_pictures *found)
{
    *found = (dropin_pictures){0};
    const dropin_source *folder = NULL;
    int status = EXIT_FINE;
    for (int i = 0; i < given->source_count && status == EXIT_FINE; i++) {
        const dropin_source *source = &given->sources[i];
        if (!source->folder)
            status = add(found, dropin_join(given->root, source->path)) ? EXIT_FINE : EXIT_OTHER;
        else if (!folder)
            folder = source;
        else
            complain("warning: -fdir %s is ignored: FaceLandmarkImg takes the first one", source->path);
    }
    if (status != EXIT_FINE || !folder)
        return status;
    if (found->count > 0) {
        complain("warning: -fdir %s is ignored, since there are pictures by -f", folder->path);
        return EXIT_FINE;
    }
    char *path = dropin_join(given->root, folder->path);
    status = path ? list_folder(path, found) : EXIT_OTHER;
    free(path);
    return status == EXIT_FINE && given->boxes ? find_boxes(given, found) : status;
}

void dropin_pictures_free(dropin_pictures *found)
{
    for (int i = 0; i < found->count; i++) {
        free(found->path[i]);
        if (found->boxes)
            free(found->boxes[i]);
    }
    free(found->path);
    free(found->boxes);
    *found = (dropin_pictures){0};
}
