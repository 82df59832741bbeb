/* See inputs.h. */
#include "inputs.h"

#include "cli.h"
#include "escape.h"
#include "input_shown.h"
#include "output_names.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { NAMED = 5, NAME_ROOM = 100 };

/* takes over `path`; NULL = no memory */
static int add(inputs *all, char *path)
{
    if (path && all->count == all->room) {
        int room = all->room ? 2 * all->room : 64;
        char **grown = realloc(all->path, (size_t)room * sizeof *grown);
        if (grown) {
            all->path = grown;
            all->room = room;
        }
    }
    if (!path || all->count == all->room) {
        free(path);
        complain("out of memory");
        return EXIT_OTHER;
    }
    all->path[all->count++] = path;
    return EXIT_FINE;
}

static bool is_there(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

/* ---- lists ---- */

static char *read_all(FILE *file, size_t *count)
{
    size_t room = 1 << 16;
    char *text = malloc(room + 1);
    *count = 0;
    while (text) {
        *count += fread(text + *count, 1, room - *count, file);
        if (*count < room)
            break;
        char *grown = realloc(text, 2 * room + 1);
        if (!grown)
            free(text);
        text = grown;
        room *= 2;
    }
    if (text)
        text[*count] = '\0';
    return text;
}

/* Names may hold any character but the zero byte; so where there is one, it ends them, and line ends do not. */
static int add_lines(inputs *all, char *text, size_t count, const char *list)
{
    const int before = all->count;
    const char end = memchr(text, '\0', count) ? '\0' : '\n';
    int status = EXIT_FINE;
    for (size_t at = 0; at < count && status == EXIT_FINE;) {
        const char *found = memchr(text + at, end, count - at);
        size_t length = found ? (size_t)(found - text) - at : count - at, shown = length;
        if (end == '\n' && shown > 0 && text[at + shown - 1] == '\r')
            shown--;
        if (shown > 0)
            status = add(all, strndup(text + at, shown));
        at += length + 1;
    }
    if (status == EXIT_FINE && all->count == before) {
        complain("%s: names no input: one path a line", list);
        status = EXIT_INPUT_MISSING;
    }
    return status;
}

static int add_list(inputs *all, const char *list)
{
    const bool standard = strcmp(list, "-") == 0;
    FILE *file = standard ? stdin : fopen(list, "rb");
    if (!file) {
        complain("%s: the list of inputs cannot be read: %s", list, strerror(errno));
        return EXIT_INPUT_MISSING;
    }
    size_t count;
    char *text = read_all(file, &count);
    const bool failed = ferror(file) != 0;
    const int code = errno;
    if (!standard)
        fclose(file);
    int status = EXIT_OTHER;
    if (!text) {
        complain("out of memory");
    } else if (failed) {
        complain("%s: the list of inputs cannot be read: %s", list, strerror(code));
        status = EXIT_INPUT_MISSING;
    } else {
        status = add_lines(all, text, count, standard ? "standard input" : list);
    }
    free(text);
    return status;
}

/* ---- patterns ---- */

static int add_matches(inputs *all, const char *pattern)
{
    glob_t found = {0};
    int result = glob(pattern, 0, NULL, &found), status = EXIT_FINE;
    if (result == GLOB_NOMATCH || (result == 0 && found.gl_pathc == 0)) {
        complain("%s: there is no such file, and none that it matches as a pattern", pattern);
        status = EXIT_INPUT_MISSING;
    } else if (result != 0) {
        complain("%s: the files it matches cannot be listed", pattern);
        status = EXIT_INPUT_MISSING;
    }
    for (size_t i = 0; i < found.gl_pathc && status == EXIT_FINE; i++)
        status = add(all, strdup(found.gl_pathv[i]));
    globfree(&found);
    return status;
}

static int add_given(inputs *all, const char *given)
{
    if (is_there(given) || strcmp(given, "-") == 0 || !input_is_path(given)) /* addresses hold '?' and more */
        return add(all, strdup(given));
    if (given[0] == '@' && given[1])
        return add_list(all, given + 1);
    if (strpbrk(given, "*?["))
        return add_matches(all, given);
    return add(all, strdup(given)); /* who opens it says what is wrong */
}

/* ---- folders of videos ---- */

static int add_folder(inputs *all, char *folder)
{
    facs_paths *videos = NULL;
    const char *video;
    if (facs_folder_videos(NULL, folder, &videos, NULL) != FACS_OK || !facs_paths_get(videos, 0)) {
        facs_paths_free(&videos);
        return add(all, folder);
    }
    int status = EXIT_FINE;
    for (int i = 0; status == EXIT_FINE && (video = facs_paths_get(videos, i)) != NULL; i++)
        status = add(all, strdup(video));
    facs_paths_free(&videos);
    free(folder);
    return status;
}

/* those in place of the folders; takes over what `from` holds */
static int open_folders(inputs *from, inputs *all)
{
    int status = EXIT_FINE;
    for (int i = 0; i < from->count; i++) {
        char *path = from->path[i];
        if (status != EXIT_FINE)
            free(path);
        else
            status = is_folder(path) ? add_folder(all, path) : add(all, path);
    }
    from->count = 0;
    return status;
}

/* ---- what is ours ---- */

static bool starts_with(const char *path, const char *const *starts)
{
    char head[64] = "";
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode))
        return false; /* opening a pipe would take from it, or wait */
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t got = fread(head, 1, sizeof head - 1, file);
    fclose(file);
    head[got] = '\0';
    for (; *starts; starts++)
        if (strncmp(head, *starts, strlen(*starts)) == 0)
            return true;
    return false;
}

static bool has_record(const char *path)
{
    static const char ending[] = ".facsimile.json";
    static const char *const starts[] = {"{\n  \"facsimile_sidecar\"", "{\"facsimile_sidecar\"",
                                         "{ \"facsimile_sidecar\"", NULL};
    size_t length = strlen(path), room = length + sizeof ending;
    if (length >= sizeof ending - 1 && strcmp(path + length - (sizeof ending - 1), ending) == 0)
        return starts_with(path, starts);
    while (length > 1 && path[length - 1] == '/')
        length--;
    char *record = malloc(room);
    if (record)
        snprintf(record, room, "%.*s%s", (int)length, path, ending);
    bool found = record && starts_with(record, starts);
    free(record);
    return found;
}

/* a table of BIDS, or its description */
static bool is_bids(const char *path)
{
    static const char table[] = "_beh.tsv.gz", description[] = "_beh.json";
    static const char *const starts[] = {"{\n  \"GeneratedBy\": [\n    {\n      \"Name\": \"facsimile\"", NULL};
    const size_t length = strlen(path), end = sizeof table - 1, last = sizeof description - 1;
    if (length > last && strcmp(path + length - last, description) == 0)
        return starts_with(path, starts);
    if (length <= end || strcmp(path + length - end, table) != 0)
        return false;
    char *beside = malloc(length + 1);
    if (beside)
        snprintf(beside, length + 1, "%.*s%s", (int)(length - end), path, description);
    const bool found = beside && starts_with(beside, starts);
    free(beside);
    return found;
}

/* a table, NDJSON, a folder of tables, or the record of one */
static bool is_ours(const char *path)
{
    static const char *const starts[] = {"frame,face_id,timestamp,confidence", "face,confidence,",
                                         "{\"frame\":", "{\"picture\":", NULL};
    return has_record(path) || is_bids(path) || starts_with(path, starts);
}

static void say_passed_over(const inputs *passed)
{
    char names[NAMED * (NAME_ROOM + 2) + 1] = "", name[NAME_ROOM];
    size_t used = 0;
    for (int i = 0; i < passed->count && i < NAMED; i++) {
        int more = snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "",
                            escape_text(passed->path[i], name, sizeof name));
        used += more > 0 ? (size_t)more : 0;
    }
    const char *are = passed->count == 1 ? " is a result" : "s are results";
    if (passed->count > NAMED)
        complain("%d input%s of facsimile, passed over: %s and %d more", passed->count, are, names,
                 passed->count - NAMED);
    else
        complain("%d input%s of facsimile, passed over: %s", passed->count, are, names);
}

/* how long the name is without the ending of an overlay, 0 = it has none */
static size_t overlay_stem(const char *path)
{
    static const char *const endings[] = {"_overlay.mp4", "_overlay.png"};
    const size_t length = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++)
        if (length > strlen(endings[i]) && strcmp(path + length - strlen(endings[i]), endings[i]) == 0)
            return length - strlen(endings[i]);
    return 0;
}

/* What its source was is an input too: else it may be the person's own. */
static bool is_overlay_of_another(const char *path, char *const *others, int count)
{
    const size_t stem = overlay_stem(path);
    for (int i = 0; stem && i < count; i++)
        if (strncmp(others[i], path, stem) == 0 && others[i][stem] == '.' && !strchr(others[i] + stem, '/'))
            return true;
    return false;
}

static int pass_over_ours(inputs *all, bool quiet)
{
    inputs passed = {0};
    int kept = 0, status = EXIT_FINE;
    if (all->count < 2)
        return EXIT_FINE;
    bool *ours = calloc((size_t)all->count, sizeof *ours);
    if (!ours) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    for (int i = 0; i < all->count; i++)
        ours[i] = is_ours(all->path[i]) || is_overlay_of_another(all->path[i], all->path, all->count);
    for (int i = 0; i < all->count; i++) {
        char *path = all->path[i];
        if (status == EXIT_FINE && ours[i])
            status = add(&passed, path);
        else
            all->path[kept++] = path;
    }
    free(ours);
    all->count = kept;
    if (status == EXIT_FINE && kept == 0) {
        complain("all inputs are results of facsimile: there is no video and no picture among them");
        status = EXIT_INPUT_MISSING;
    } else if (status == EXIT_FINE && passed.count && !quiet) {
        say_passed_over(&passed);
    }
    inputs_free(&passed);
    return status;
}

int inputs_read(inputs *all, const char *const *given, int count, bool image, bool quiet)
{
    inputs found = {0};
    int status = EXIT_FINE;
    for (int i = 0; i < count && status == EXIT_FINE; i++)
        status = add_given(&found, given[i]);
    if (status == EXIT_FINE)
        status = pass_over_ours(&found, quiet);
    if (status == EXIT_FINE && !image) {
        status = open_folders(&found, all);
        if (status == EXIT_FINE) /* overlays in a folder of videos */
            status = pass_over_ours(all, quiet);
    } else {
        *all = found;
        found = (inputs){0};
    }
    inputs_free(&found);
    return status;
}

void inputs_free(inputs *all)
{
    for (int i = 0; i < all->count; i++)
        free(all->path[i]);
    free(all->path);
    *all = (inputs){0};
}
