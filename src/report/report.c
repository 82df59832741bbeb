/* Reports: results in, one page out.
 *
 *     tables, folders, videos -> tables in memory -> their videos, once -> page
 *
 * A video is measured into a table first, which is a temporary one unless the caller wants it. */
#include "report/report_page.h"

#include "base/descriptor.h"
#include "base/thread.h"
#include "extract/same_file.h"
#include "extract/sidecar.h"
#include "report/report_film.h"
#include "report/report_source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    INPUTS_MOST = 1000,
    THREADS_MOST = 1024,
    EVENT_ROWS = 3,
    EMBED_MOST = 20000000 /* bytes: what mail servers take */
};

typedef struct reporting {
    facs_env env;
    facs_report_options options;
    facs_extract_options extract;
    const char *const *input;
    int64_t count;
    const char *output;
    facs_report_progress progress;
    facs_report_matter matter;
    char *folder; /* temporary; NULL = there is none */
    facs_report_summary sum;
} reporting;

void facs_report_options_init(facs_report_options *options, size_t size)
{
    const facs_report_options defaults = {.size = sizeof defaults, .event_rows = EVENT_ROWS, .embed_most = EMBED_MOST};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

void facs_report_summary_init(facs_report_summary *summary, size_t size)
{
    const facs_report_summary defaults = {.size = sizeof defaults};
    facs_options_init(summary, size, &defaults, sizeof defaults);
}

static int tell(reporting *all, int64_t frames, int64_t total)
{
    all->progress.frames = frames;
    all->progress.total = total;
    return all->options.progress ? all->options.progress(all->options.cookie, &all->progress) : 0;
}

/* ---- inputs that are videos ---- */

static int on_measured(void *cookie, const facs_progress *progress)
{
    reporting *all = cookie;
    all->progress.measuring = progress;
    return tell(all, progress->frames_done, progress->frames_total);
}

static facs_status make_folder(reporting *all, facs_error *error)
{
    static const char name[] = "/facsimile-XXXXXX";
    const size_t room = strlen(facs_temporary_folder()) + sizeof name;
    if (all->folder)
        return FACS_OK;
    all->folder = facs_calloc(&all->env, room, 1);
    if (!all->folder)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the report");
    snprintf(all->folder, room, "%s%s", facs_temporary_folder(), name);
    if (mkdtemp(all->folder)) /* of mode 0700 */
        return FACS_OK;
    const facs_status status =
        facs_fail(error, FACS_E_OUTPUT, "%s: no folder for the table of a video can be made there (TMPDIR): %s",
                  facs_temporary_folder(), strerror(errno));
    facs_free(&all->env, all->folder);
    all->folder = NULL;
    return status;
}

/* "FOLDER/NAME.csv" of a video; facs_free; NULL = no memory */
static char *table_path(const facs_env *env, const char *folder, const char *input)
{
    const char *name = facs_report_name(input), *dot = strrchr(name, '.');
    const int length = (int)(dot && dot > name ? (size_t)(dot - name) : strcspn(name, "/"));
    const size_t room = strlen(folder) + (size_t)length + sizeof "/.csv";
    char *path = facs_calloc(env, room, 1);
    if (path)
        snprintf(path, room, "%s/%.*s.csv", folder, length, name);
    return path;
}

/* the table of a video, in a folder of the caller's or our own */
static facs_status measure(reporting *all, const char *input, const char *folder, char **path, facs_error *error)
{
    facs_extract_options options = all->extract;
    *path = table_path(&all->env, folder, input);
    if (!*path)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", input);
    for (int64_t i = 0; i < all->count; i++)
        if (facs_same_place(*path, all->input[i]) || facs_same_place(*path, all->output))
            return facs_fail(error, FACS_E_ARGUMENT, "%s: would be replaced by the table of %s: choose another folder",
                             *path, input);
    options.env = &all->env;
    options.sidecar = 1;
    options.only_whole = true;
    options.progress = on_measured;
    options.progress_cookie = all;
    if (options.threads == 0)
        options.threads = (int)all->options.threads;
    const facs_status status = facs_extract_file(input, *path, &options, error);
    all->progress.measuring = NULL;
    return status;
}

static void remove_table(const facs_env *env, const char *path)
{
    bool none;
    char *record = facs_sidecar_path(env, path, &none);
    unlink(path);
    if (record)
        unlink(record);
    facs_free(env, record);
}

static facs_status read_video(reporting *all, const char *input, facs_report_result *result, facs_error *error)
{
    char *path = NULL;
    const char *folder = all->options.tables;
    facs_status status = folder ? FACS_OK : make_folder(all, error);
    if (status == FACS_OK)
        status = measure(all, input, folder ? folder : all->folder, &path, error);
    if (status == FACS_OK)
        status = facs_report_result_read(&all->env, path, folder ? NULL : facs_report_name(input), result, error);
    if (status == FACS_OK) {
        result->input = facs_strdup(&all->env, input);
        result->film.path = facs_strdup(&all->env, input);
        if (!result->input || !result->film.path)
            status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", input);
    }
    if (path && !folder)
        remove_table(&all->env, path);
    facs_free(&all->env, path);
    return status;
}

/* ---- the video of a result ---- */

static int on_film(void *cookie, int64_t done, int64_t total)
{
    return tell(cookie, done, total);
}

static facs_status link_video(reporting *all, facs_report_result *result, facs_error *error)
{
    facs_report_film *film = &result->film;
    film->link = facs_report_relative(&all->env, strcmp(all->output, "-") == 0 ? "./-" : all->output, film->path);
    return film->link ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "%s: cannot be linked: out of memory", film->path);
}

static int64_t size_of(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 ? (int64_t)info.st_size : 0;
}

/* What the page cannot carry is linked.  *carry becomes false */
static facs_status settle_video(reporting *all, facs_report_result *result, facs_error *error)
{
    facs_report_film *film = &result->film;
    const int64_t bytes = film->carried ? size_of(film->carried) : 0;
    if (film->carried && (all->options.embed_most == 0 || bytes <= all->options.embed_most))
        return FACS_OK;
    if (film->carried) {
        const bool good =
            facs_report_warn(result, "the video is linked: inside the page it would take %.1f MB, and %.1f are allowed",
                             (double)bytes / 1e6, (double)all->options.embed_most / 1e6);
        unlink(film->carried);
        facs_free(&all->env, film->carried);
        film->carried = NULL;
        if (!good)
            return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", result->path);
    }
    return link_video(all, result, error);
}

/* The video does not belong to the table, or cannot be read: when nobody asked for this one, the report does without. */
static facs_status do_without(reporting *all, facs_report_result *result, facs_status status, const facs_error *why,
                              facs_error *error)
{
    const bool asked = all->options.source || result->input;
    if (asked || status == FACS_E_MEMORY || status == FACS_E_INTERRUPTED || status == FACS_E_DISK_FULL ||
        status == FACS_E_OUTPUT)
        return facs_fail(error, status, "%s", why->message);
    facs_report_film_forget(result);
    return facs_report_warn(result, "there is no video: %s", why->message)
               ? FACS_OK
               : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", result->path);
}

static facs_status add_video(reporting *all, facs_report_result *result, facs_error *error)
{
    const facs_report_options *options = &all->options;
    const bool wanted = options->video != FACS_REPORT_NO_VIDEO;
    facs_report_film_wish wish = {.pictures = !options->no_pictures,
                                  .carry = options->video == FACS_REPORT_EMBED && result->clip.timed,
                                  .threads = facs_thread_count((int)options->threads),
                                  .progress = on_film,
                                  .cookie = all};
    facs_error why = {.message = ""};
    if (!wanted && options->no_pictures)
        return FACS_OK;
    if (options->source)
        result->film.path = facs_strdup(&all->env, options->source);
    else if (!result->film.path)
        facs_report_find_source(result);
    if (!result->film.path)
        return facs_report_warn(result, "its video was not found, so there are neither pictures nor a video")
                   ? FACS_OK
                   : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", result->path);
    if (facs_same_place(result->film.path, all->output))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the video of %s and would be replaced by the report",
                         all->output, result->path);
    facs_status status = facs_report_film_read(result, &wish, &why);
    if (status == FACS_E_UNSUPPORTED && wish.carry) {
        facs_report_film_forget(result);
        wish.carry = false;
        if (!facs_report_warn(result, "the video is linked: %s", why.message))
            return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", result->path);
        status = facs_report_film_read(result, &wish, &why);
    }
    if (status != FACS_OK)
        return do_without(all, result, status, &why, error);
    return wanted && result->clip.timed ? settle_video(all, result, error) : FACS_OK;
}

/* ---- the whole ---- */

static facs_status read_input(reporting *all, int64_t index, facs_error *error)
{
    facs_report_result *result = &all->matter.result[index];
    const char *input = all->input[index];
    const bool table = facs_report_is_table(&all->env, input);
    all->progress.input = index + 1;
    if (all->options.source && !table)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is no table, so it has no source besides itself", input);
    facs_status status = tell(all, 0, 0) != 0 ? facs_fail(error, FACS_E_INTERRUPTED, "stopped")
                         : table              ? facs_report_result_read(&all->env, input, NULL, result, error)
                                              : read_video(all, input, result, error);
    if (status == FACS_OK)
        status = facs_same_place(result->path, all->output)
                     ? facs_fail(error, FACS_E_ARGUMENT, "%s: is read and would be replaced by the report", all->output)
                     : add_video(all, result, error);
    return status;
}

/* "anna, bert" of "anna.csv" and "bert.mp4"; facs_free; NULL = no memory */
static char *make_title(const reporting *all)
{
    enum { NAMED = 5 };
    size_t room = 64, length = 0;
    for (int64_t i = 0; i < all->count; i++)
        room += strlen(all->matter.result[i].name) + 2;
    char *title = facs_calloc(&all->env, room, 1);
    for (int64_t i = 0; title && i < all->count && i < NAMED; i++) {
        const char *name = all->matter.result[i].name, *dot = strrchr(name, '.');
        const int kept = (int)(dot && dot > name ? (size_t)(dot - name) : strlen(name));
        length += (size_t)snprintf(title + length, room - length, "%s%.*s", i > 0 ? ", " : "", kept, name);
    }
    if (title && all->count > NAMED)
        snprintf(title + length, room - length, " and %lld more", (long long)(all->count - NAMED));
    return title;
}

static void count_all(reporting *all)
{
    facs_report_summary *sum = &all->sum;
    sum->results = all->count;
    sum->events = all->matter.events;
    for (int64_t i = 0; i < all->count; i++) {
        const facs_report_result *result = &all->matter.result[i];
        sum->persons += result->clip.persons;
        sum->frames += result->clip.frames;
        sum->valid += result->clip.valid;
        sum->embedded += result->film.carried != NULL;
        sum->linked += result->film.link != NULL;
    }
}

static facs_status run(reporting *all, facs_error *error)
{
    facs_status status = FACS_OK;
    all->matter.result = facs_calloc(&all->env, (size_t)all->count, sizeof *all->matter.result);
    if (!all->matter.result)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the report");
    all->matter.results = all->count;
    for (int64_t i = 0; i < all->count && status == FACS_OK; i++)
        status = read_input(all, i, error);
    char *title = status == FACS_OK && !all->options.title ? make_title(all) : NULL;
    if (status == FACS_OK && !all->options.title && !title)
        status = facs_fail(error, FACS_E_MEMORY, "out of memory for the report");
    all->matter.title = all->options.title ? all->options.title : title;
    all->matter.shortest = all->options.event_rows;
    all->matter.points = !all->options.no_points;
    if (status == FACS_OK)
        status = facs_report_page_write(&all->env, all->output, &all->matter, &all->sum.bytes, error);
    count_all(all);
    facs_free(&all->env, title);
    for (int64_t i = 0; i < all->count; i++)
        facs_report_result_free(&all->matter.result[i]);
    facs_free(&all->env, all->matter.result);
    if (all->folder)
        rmdir(all->folder);
    facs_free(&all->env, all->folder);
    return status;
}

static facs_status check(const reporting *all, facs_error *error)
{
    const facs_report_options *options = &all->options;
    if (!all->input || all->count < 1 || all->count > INPUTS_MOST || !all->output || !all->output[0])
        return facs_fail(error, FACS_E_ARGUMENT, "facs_report_write: 1 to %d inputs, and an output", INPUTS_MOST);
    if (options->video < FACS_REPORT_EMBED || options->video > FACS_REPORT_NO_VIDEO || options->event_rows < 1 ||
        options->embed_most < 0 || options->threads < 0 || options->threads > THREADS_MOST ||
        (options->summary && !facs_size_is_possible(options->summary)))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_report_write: video, event_rows, embed_most, threads or summary is impossible");
    if (options->source && all->count > 1)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the source of one result, and there are %lld", options->source,
                         (long long)all->count);
    for (int64_t i = 0; i < all->count; i++) {
        if (!all->input[i] || !all->input[i][0])
            return facs_fail(error, FACS_E_ARGUMENT, "facs_report_write: input %lld has no name", (long long)i);
        if (facs_same_place(all->input[i], all->output))
            return facs_fail(error, FACS_E_ARGUMENT, "%s: is an input and would be replaced by the report",
                             all->input[i]);
    }
    return FACS_OK;
}

facs_status facs_report_write(const char *const *inputs, int64_t count, const char *output,
                              const facs_report_options *options, facs_error *error)
{
    reporting all = {.input = inputs, .count = count, .output = output};
    facs_report_options_init(&all.options, sizeof all.options);
    facs_extract_options_init(&all.extract, sizeof all.extract);
    all.progress = (facs_report_progress){.size = sizeof all.progress, .inputs = count};
    all.sum.size = sizeof all.sum;
    if (error)
        *error = (facs_error){0};
    facs_status status = facs_options_take(&all.options, options, sizeof all.options, "facs_report_options", error);
    if (status == FACS_OK)
        status =
            facs_options_take(&all.extract, all.options.extract, sizeof all.extract, "facs_extract_options", error);
    if (status == FACS_OK)
        status = facs_env_take(all.options.env, &all.env, error);
    if (status == FACS_OK)
        status = check(&all, error);
    if (status == FACS_OK)
        status = run(&all, error);
    if (status == FACS_OK && all.options.summary)
        facs_give(&all.sum, all.options.summary, sizeof all.sum);
    return status;
}
