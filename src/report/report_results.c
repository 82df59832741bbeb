/* See report_results.h. */
#include "report/report_results.h"

#include "base/printable.h"
#include "tables/clip_figures.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SIDES "_sides.csv"

const char *facs_report_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static bool ends_with(const char *text, const char *ending)
{
    const size_t length = strlen(text), rest = strlen(ending);
    return length > rest && strcmp(text + length - rest, ending) == 0;
}

/* ---- warnings ---- */

bool facs_report_warn(facs_report_result *result, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    facs_format_message(text, sizeof text, format, arguments);
    va_end(arguments);
    facs_log(&result->env, FACS_LOG_WARNING, "%s: %s", result->path, text);
    if (result->warnings == result->room) {
        const int64_t room = result->room ? 2 * result->room : 8;
        const size_t pointer = sizeof(void *);
        void *more = facs_regrow(&result->env, result->warning, (size_t)result->room * pointer, (size_t)room * pointer);
        if (!more)
            return false;
        result->warning = more;
        result->room = room;
    }
    result->warning[result->warnings] = facs_strdup(&result->env, text);
    if (!result->warning[result->warnings])
        return false;
    result->warnings++;
    return true;
}

/* ---- which table ---- */

/* the only NAME_sides.csv of a folder; facs_free; NULL = *count of them are there */
static char *find_sides(const facs_env *env, const char *folder, int *count)
{
    DIR *list = opendir(folder);
    char *found = NULL;
    *count = 0;
    for (const struct dirent *entry; list && (entry = readdir(list)) != NULL;) {
        if (!ends_with(entry->d_name, SIDES))
            continue;
        facs_free(env, found);
        found = ++*count == 1 ? facs_path_join(env, folder, entry->d_name) : NULL;
    }
    if (list)
        closedir(list);
    return found;
}

bool facs_report_is_table(const facs_env *env, const char *path)
{
    if (ends_with(path, ".csv") || ends_with(path, ".csv.gz") || facs_path_is_dir(path))
        return true;
    if (!facs_path_is_file(path))
        return false;
    facs_table *table = NULL;
    facs_units *units = facs_calloc(env, 1, sizeof *units);
    const bool good = units && facs_table_open(env, path, &table, NULL) == FACS_OK &&
                      facs_units_add(units, table, path, NULL) == FACS_OK;
    facs_table_close(&table);
    facs_free(env, units);
    return good;
}

static facs_status find_table(const char *path, facs_report_result *result, facs_error *error)
{
    int sides = 0;
    if (!facs_path_is_dir(path)) {
        result->path = facs_strdup(&result->env, path);
    } else {
        result->path = find_sides(&result->env, path, &sides);
        if (!result->path && sides != 1)
            return facs_fail(error, FACS_E_MEDIA,
                             "%s: is a folder with %s table of a mirrored face (NAME" SIDES
                             "): name the tables, or videos, that the report is to be about",
                             path, sides ? "more than one" : "no");
    }
    return result->path ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
}

static void tell_date(const char *path, char date[FACS_REPORT_DATE])
{
    struct stat info;
    struct tm day;
    if (stat(path, &info) == 0 && S_ISREG(info.st_mode) && gmtime_r(&info.st_mtime, &day) && day.tm_year < 8000)
        strftime(date, FACS_REPORT_DATE, "%Y-%m-%d", &day);
}

/* ---- what is to be said of it ---- */

/* "1 frame", "2 frames" */
static const char *plural(int64_t count)
{
    return count == 1 ? "" : "s";
}

static bool warn(facs_report_result *result)
{
    const facs_report_record *record = &result->record;
    const facs_clip_rows *clip = &result->clip;
    bool good = true;
    if (!clip->timed)
        good = facs_report_warn(result, "the table has no times that can be used, so frames are counted instead");
    if (record->stopped)
        good = good && facs_report_warn(result, "the run was stopped, so these are not all frames");
    if (record->lost)
        good = good && facs_report_warn(result, "the input was lost midway, so these are not all frames");
    if (record->online)
        good =
            good && facs_report_warn(result, "recorded live: action units are corrected by what had been seen of the "
                                             "person so far, not by the whole");
    if (record->repeated > 0)
        good = good && facs_report_warn(result, "recorded live: %lld frame%s of the video repeat%s the one before",
                                        (long long)record->repeated, plural(record->repeated),
                                        record->repeated == 1 ? "s" : "");
    if (clip->valid == 0)
        good = good && facs_report_warn(result, "in no frame a face was found");
    else if (clip->valid < clip->frames - clip->frames / 10)
        good = good &&
               facs_report_warn(result, "in %lld of %lld frame%s no face was found",
                                (long long)(clip->frames - clip->valid), (long long)clip->frames, plural(clip->frames));
    return good;
}

facs_status facs_report_result_read(const facs_env *env, const char *path, const char *shown,
                                    facs_report_result *result, facs_error *error)
{
    *result = (facs_report_result){.env = *env, .clip.env = *env};
    facs_status status = find_table(path, result, error);
    if (status != FACS_OK)
        return status;
    result->name = facs_strdup(env, shown ? shown : facs_report_name(result->path));
    if (!result->name)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    tell_date(result->path, result->date);
    status = facs_clip_rows_read(result->path, &result->clip, error);
    if (status == FACS_OK)
        status = facs_report_record_read(env, result->path, &result->record, &result->recorded, error);
    if (status == FACS_OK && !warn(result))
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    return status;
}

void facs_report_result_free(facs_report_result *result)
{
    const facs_env env = result->env;
    if (!env.free)
        return;
    for (int64_t i = 0; i < result->warnings; i++)
        facs_free(&env, result->warning[i]);
    for (int64_t i = 0; i < result->pictures; i++)
        facs_free(&env, result->picture[i].bytes);
    if (result->film.carried)
        unlink(result->film.carried);
    facs_free(&env, result->warning);
    facs_free(&env, result->picture);
    facs_free(&env, result->film.path);
    facs_free(&env, result->film.carried);
    facs_free(&env, result->film.link);
    facs_free(&env, result->path);
    facs_free(&env, result->name);
    facs_free(&env, result->input);
    facs_clip_rows_free(&result->clip);
    facs_report_record_free(&result->record);
}
