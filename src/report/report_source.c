/* See report_source.h. */
#include "report/report_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* what people's videos end in */
static const char *const endings[] = {".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".wmv",
                                      ".mpg", ".MP4", ".MOV", ".AVI", ".MTS",  ".mts", ".3gp"};

/* true: it is a file, which the film gets; else `path` is freed */
static bool take(facs_report_result *result, char *path)
{
    if (path && facs_path_is_file(path)) {
        result->film.path = path;
        return true;
    }
    facs_free(&result->env, path);
    return false;
}

/* the text without `ending`; facs_free; NULL = it does not end so, or no memory */
static char *without(const facs_env *env, const char *text, const char *ending)
{
    const size_t length = strlen(text), rest = strlen(ending);
    if (length <= rest || strcasecmp(text + length - rest, ending) != 0)
        return NULL;
    char *made = facs_strdup(env, text);
    if (made)
        made[length - rest] = '\0';
    return made;
}

static char *with(const facs_env *env, const char *start, const char *middle, const char *ending)
{
    const size_t room = strlen(start) + strlen(middle) + strlen(ending) + 1;
    char *made = facs_calloc(env, room, 1);
    if (made)
        snprintf(made, room, "%s%s%s", start, middle, ending);
    return made;
}

/* START + MIDDLE + one of the endings */
static void try_endings(facs_report_result *result, const char *start, const char *middle)
{
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (take(result, with(&result->env, start, middle, endings[i])))
            return;
}

static bool try_record(facs_report_result *result)
{
    const char *input = result->record.input;
    if (!input || facs_input_look(input, NULL, 0, NULL, 0) != FACS_INPUT_PATH)
        return false;
    if (take(result, facs_strdup(&result->env, input)))
        return true;
    char *folder = facs_path_dirname(&result->env, result->path);
    const bool found = folder && take(result, facs_path_join(&result->env, folder, facs_report_name(input)));
    facs_free(&result->env, folder);
    return found;
}

void facs_report_find_source(facs_report_result *result)
{
    const facs_env *env = &result->env;
    if (try_record(result))
        return;
    char *plain = without(env, result->path, ".gz");
    char *stem = without(env, plain ? plain : result->path, result->clip.mirrored ? "_sides.csv" : ".csv");
    if (stem)
        try_endings(result, stem, result->clip.mirrored ? "_source" : "");
    facs_free(env, plain);
    facs_free(env, stem);
}

/* ---- addresses ---- */

/* how many folders two absolute paths share: the bytes up to the '/' behind the last one */
static size_t shared(const char *a, const char *b)
{
    size_t last = 0;
    for (size_t i = 0; a[i] && a[i] == b[i]; i++)
        if (a[i] == '/')
            last = i + 1;
    return last;
}

/* `path`, `ups` folders up from the page */
static char *address(const facs_env *env, int ups, const char *path)
{
    static const char up[] = "../";
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    char *made = facs_calloc(env, (size_t)ups * (sizeof up - 1) + 3 * strlen(path) + 3, 1), *at = made;
    if (!made)
        return NULL;
    if (ups == 0) { /* a name with a ':' is no scheme then */
        *at++ = '.';
        *at++ = '/';
    }
    for (int i = 0; i < ups; i++)
        at += snprintf(at, sizeof up, "%s", up);
    for (; *path; path++)
        if (strchr(plain, *path))
            *at++ = *path;
        else
            at += snprintf(at, 4, "%%%02X", (unsigned char)*path);
    return made;
}

/* the folder of `path` and its name without links and "..", as long as the folder is there; free() */
static char *real_name(const facs_env *env, const char *path)
{
    char *folder = facs_path_dirname(env, path), *real = folder ? realpath(folder, NULL) : NULL;
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    const size_t room = real ? strlen(real) + strlen(name) + 2 : 0;
    char *made = real ? malloc(room) : NULL;
    if (made)
        snprintf(made, room, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
    free(real);
    facs_free(env, folder);
    return made;
}

char *facs_report_relative(const facs_env *env, const char *page, const char *file)
{
    char *from = real_name(env, page), *to = real_name(env, file), *made = NULL;
    if (from && to) {
        const size_t same = shared(from, to);
        int ups = 0;
        for (const char *at = from + same; *at; at++)
            ups += *at == '/';
        made = address(env, ups, to + same);
    }
    free(from);
    free(to);
    return made;
}
