/* See dropin_names.h. */
#include "dropin_names.h"

#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static const char usual_folder[] = "processed";

char *dropin_join(const char *first, const char *second)
{
    const bool both = first && first[0] && second[0];
    const size_t room = (first ? strlen(first) : 0) + strlen(second) + 2;
    char *joined = malloc(room);
    if (joined)
        snprintf(joined, room, "%s%s%s", first ? first : "", both && first[strlen(first) - 1] != '/' ? "/" : "",
                 second);
    return joined;
}

/* behind the last slash */
static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* without folder and last extension */
static char *stem_of(const char *path)
{
    const char *name = file_name(path), *dot = strrchr(name, '.');
    return strndup(name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

static char *name_of_folder(const char *path)
{
    char *whole = realpath(path, NULL);
    char *name = strdup(file_name(whole ? whole : path));
    free(whole);
    return name;
}

static char *name_of_camera(void)
{
    char text[64];
    const time_t now = time(NULL);
    struct tm local = {0};
    localtime_r(&now, &local);
    strftime(text, sizeof text, "webcam_%Y-%m-%d-%H-%M", &local);
    return strdup(text);
}

/* the programs strip both kinds of slashes */
static void strip_slashes(char *path)
{
    size_t length = strlen(path);
    while (length > 1 && (path[length - 1] == '/' || path[length - 1] == '\\'))
        path[--length] = '\0';
}

static char *folder_of(const char *out_dir, const char *name)
{
    const char *file = name ? file_name(name) : "";
    char *beside = name ? strndup(name, (size_t)(file - name)) : strdup("");
    char *folder = NULL;
    if (beside)
        folder = out_dir || beside[0] ? dropin_join(out_dir, beside) : strdup(usual_folder);
    free(beside);
    if (folder)
        strip_slashes(folder);
    return folder;
}

/* with those it lies in; 0, or an errno */
static int make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = '\0';
        struct stat info;
        const int code = mkdir(path, 0777) != 0 && !(stat(path, &info) == 0 && S_ISDIR(info.st_mode)) ? errno : 0;
        if (slash)
            *slash = '/';
        if (code || !slash)
            return code;
    }
}

int dropin_place_find(const char *input, bool folder, const char *out_dir, const char *name, dropin_place *place)
{
    *place = (dropin_place){0};
    place->folder = folder_of(out_dir, name);
    place->base = name ? stem_of(name) : !input ? name_of_camera() : folder ? name_of_folder(input) : stem_of(input);
    if (!place->folder || !place->base) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    const int code = make_folders(place->folder);
    if (code)
        complain("%s: the folder of the results cannot be made (%s)", place->folder, strerror(code));
    return code ? EXIT_OTHER : EXIT_FINE; /* 1, as the programs do */
}

void dropin_place_free(dropin_place *place)
{
    free(place->folder);
    free(place->base);
    *place = (dropin_place){0};
}

char *dropin_path(const dropin_place *place, const char *ending)
{
    const size_t room = strlen(place->base) + strlen(ending) + 1;
    char *name = malloc(room), *path = NULL;
    if (name) {
        snprintf(name, room, "%s%s", place->base, ending);
        path = dropin_join(place->folder, name);
    }
    free(name);
    return path;
}
