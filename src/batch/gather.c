/* See gather.h.
 *
 * What is called like a video or a picture is an input even when it cannot be read: it is missed then, and says why.  Of
 * other files the first bytes decide.  Links to folders are not followed, so that the search ends. */
#include "batch/gather.h"

#include "media/address.h"
#include "media/picture_folder.h"
#include "media/source.h"
#include "media/still.h"
#include "media/still_kind.h"
#include "media/video.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

enum { DEPTH_MOST = 100 };

typedef struct search {
    facs_entries *all;
    struct stat results; /* st_ino 0: there is no such folder */
} search;

static facs_status no_memory(const char *path, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
}

static bool is_video_name(const char *name)
{
    static const char *const endings[] = {".mp4", ".m4v",  ".mov",   ".mkv", ".webm", ".avi", ".wmv", ".asf", ".flv",
                                          ".mpg", ".mpeg", ".ts",    ".mts", ".m2ts", ".3gp", ".3g2", ".ogv", ".mxf",
                                          ".vob", ".mjpg", ".mjpeg", ".y4m", ".nut",  ".dv",  ".gif"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof endings / sizeof *endings; i++)
        if (strcasecmp(dot, endings[i]) == 0)
            return true;
    return false;
}

/* what tables, records and the like begin like is asked nothing else */
static bool is_media(const facs_env *env, const char *path)
{
    static const char *const others[] = {".csv", ".tsv", ".json", ".ndjson", ".txt", ".h5",  ".hog", ".gz",
                                         ".wav", ".mp3", ".flac", ".m4a",    ".xml", ".pdf", ".srt", ".vtt"};
    const char *dot = strrchr(path, '.');
    if (is_video_name(path) || facs_still_is_name(path))
        return true;
    for (size_t i = 0; dot && i < sizeof others / sizeof *others; i++)
        if (strcasecmp(dot, others[i]) == 0)
            return false;
    facs_source source;
    uint8_t head[FACS_STILL_HEAD];
    if (facs_source_open(env, path, &source, NULL) != FACS_OK)
        return false;
    const facs_still_reader reader =
        facs_still_kind_of(path, head, facs_source_head(&source, head, sizeof head)).reader;
    facs_source_close(&source);
    return reader != FACS_STILL_NONE || facs_video_is_here(env, path);
}

static bool is_results(const search *from, const struct stat *folder)
{
    return from->results.st_ino && folder->st_ino == from->results.st_ino && folder->st_dev == from->results.st_dev;
}

static int by_name(const void *a, const void *b)
{
    return facs_natural_order(*(char *const *)a, *(char *const *)b);
}

/* the names in a folder, sorted; facs_free() each and the list */
static facs_status list_names(const facs_env *env, const char *folder, char ***names, size_t *count, facs_error *error)
{
    size_t room = 0;
    const struct dirent *entry;
    facs_status status = FACS_OK;
    DIR *listing = opendir(folder);
    *names = NULL;
    *count = 0;
    if (!listing)
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be listed: %s", folder, strerror(errno));
    while (status == FACS_OK && (entry = readdir(listing)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        if (*count == room) {
            char **grown = facs_regrow(env, *names, room * sizeof **names, (room ? 2 * room : 64) * sizeof **names);
            if (grown) {
                *names = grown;
                room = room ? 2 * room : 64;
            }
        }
        char *name = *count < room ? facs_strdup(env, entry->d_name) : NULL;
        if (name)
            (*names)[(*count)++] = name;
        else
            status = no_memory(folder, error);
    }
    closedir(listing);
    if (*count > 1)
        qsort(*names, *count, sizeof **names, by_name);
    return status;
}

static facs_status search_folder(search *from, const char *path, const char *name, int depth, facs_error *error);

static facs_status look_at(search *from, const char *path, const char *name, int depth, facs_error *error)
{
    struct stat info;
    if (lstat(path, &info) != 0)
        return FACS_OK; /* it went away meanwhile */
    if (S_ISDIR(info.st_mode))
        return is_results(from, &info) ? FACS_OK : search_folder(from, path, name, depth + 1, error);
    if (!facs_path_is_file(path) || !is_media(&from->all->env, path))
        return FACS_OK;
    return facs_entries_add(from->all, path, name, NULL) ? FACS_OK : no_memory(path, error);
}

/* @param name of the folder, "" = the one that was given */
static facs_status search_folder(search *from, const char *path, const char *name, int depth, facs_error *error)
{
    const facs_env *env = &from->all->env;
    char **names;
    size_t count;
    if (depth > DEPTH_MOST)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is more than %d folders deep", path, DEPTH_MOST);
    facs_status status = list_names(env, path, &names, &count, error);
    for (size_t i = 0; i < count; i++) {
        char *file = facs_path_join(env, path, names[i]), *below = facs_path_join(env, name, names[i]);
        if (status == FACS_OK)
            status =
                file && below ? look_at(from, file, name[0] ? below : names[i], depth, error) : no_memory(path, error);
        facs_free(env, file);
        facs_free(env, below);
        facs_free(env, names[i]);
    }
    facs_free(env, names);
    return status;
}

/* @param name of an input, or in front of those in a folder */
static facs_status add(search *from, const char *path, const char *name, bool folder_named, facs_error *error)
{
    struct stat info;
    const bool folder = facs_input_kind_of(path) == FACS_INPUT_PATH && stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    if (!folder)
        return facs_entries_add(from->all, path, name, NULL) ? FACS_OK : no_memory(path, error);
    if (is_results(from, &info))
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "%s: is searched for inputs and is the folder of the results: name another one for these, which "
            "may be in it",
            path);
    const int64_t before = from->all->count;
    facs_status status = search_folder(from, path, folder_named ? name : "", 0, error);
    if (status == FACS_OK && from->all->count == before)
        status = facs_fail(error, FACS_E_NOT_FOUND, "%s: no video and no picture is in it or in folders below", path);
    return status;
}

/* how long the folders in front are that hold no wildcard, with their '/' */
static size_t plain_start(const char *pattern)
{
    size_t length = strcspn(pattern, "*?[");
    while (length > 0 && pattern[length - 1] != '/')
        length--;
    return length;
}

static facs_status add_matches(search *from, const char *pattern, facs_error *error)
{
    glob_t found = {0};
    const size_t start = plain_start(pattern);
    facs_status status = FACS_OK;
    if (glob(pattern, 0, NULL, &found) != 0 || found.gl_pathc == 0)
        status = facs_fail(error, FACS_E_NOT_FOUND, "%s: there is no such file, and none that it matches as a pattern",
                           pattern);
    for (size_t i = 0; i < found.gl_pathc && status == FACS_OK; i++)
        status = add(from, found.gl_pathv[i], found.gl_pathv[i] + start, true, error);
    globfree(&found);
    return status;
}

facs_status facs_gather(const char *given, const char *results, facs_entries *all, facs_error *error)
{
    search from = {.all = all};
    struct stat info;
    if (stat(results, &from.results) != 0)
        from.results.st_ino = 0;
    if (lstat(given, &info) != 0 && facs_input_kind_of(given) == FACS_INPUT_PATH && strpbrk(given, "*?["))
        return add_matches(&from, given, error);
    if (facs_input_kind_of(given) == FACS_INPUT_PATH && lstat(given, &info) != 0)
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", given, strerror(errno));
    const char *slash = strrchr(given, '/');
    return add(&from, given, slash && slash[1] ? slash + 1 : given, false, error);
}
