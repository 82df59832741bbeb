/* One call: a file in, a CSV file out.
 *
 *     media -> session -> CSV
 *
 * A sequence (video, folder of pictures) becomes one CSV; a still becomes one CSV with a row per face; with `image` a
 * folder becomes a folder of CSV files, one per picture.  When the caller cancels, reading stops, everything on its
 * way is finished, and what is finished is kept. */
#include "base/thread.h"
#include "base/whole_file.h"
#include "media/media.h"
#include "store/models.h"
#include "session/face.h"
#include "session/session.h"
#include "extract/boxes.h"
#include "sink/csv.h"
#include "extract/measure.h"
#include "sink/output.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static const double progress_interval = 0.1; /* s */

typedef struct extraction {
    facs_env env;
    facs_extract_options options;
    const char *input, *output;
    facs_models *models;
    facs_media *media;
    const facs_media_info *info;
    facs_session *session;
    facs_csv_options columns;
    facs_csv *csv;
    bool stills;
    bool folder; /* one CSV per picture in the folder `output` */
    bool cancelled;
    char *kept_as; /* where the rows of a run that was stopped are, unless that is `output` */
    int64_t read, done, with_face, faces;
    double start, reported;
    facs_measure *measure; /* NULL = no profile wanted */
} extraction;

void facs_extract_options_init(facs_extract_options *options, size_t size)
{
    const facs_extract_options defaults = {.size = sizeof defaults, .camera = {-1, -1, -1, -1}};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

/* times of this thread; NULL = not measured */
static facs_profiler *times(const extraction *run)
{
    return facs_measure_times(run->measure);
}

static double now(void)
{
    return 1e-9 * (double)facs_clock();
}

/* ---- start ---- */

static bool same_file(const char *a, const char *b)
{
    struct stat one, two;
    return stat(a, &one) == 0 && stat(b, &two) == 0 && one.st_dev == two.st_dev && one.st_ino == two.st_ino &&
           S_ISREG(one.st_mode);
}

static facs_status open_models(extraction *run, facs_error *error)
{
    if (run->options.models) {
        run->models = facs_models_retain(run->options.models);
        return FACS_OK;
    }
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &run->env;
    options.model_dir = run->options.model_dir;
    options.landmarks = run->options.landmarks;
    int64_t lap = facs_lap_start(times(run));
    facs_status status = facs_models_open(&options, &run->models, error);
    facs_lap(times(run), FACS_STAGE_LOAD, &lap);
    return status;
}

/* Caller, first and second half of the pipeline are threads 1 to 3; what is left decodes (one thread alone would not
 * help: the caller waits for it). */
static facs_status open_media(extraction *run, facs_error *error)
{
    int threads = facs_thread_count(run->options.threads);
    facs_status status = facs_media_open(&run->env, run->input, threads > 4 ? threads - 3 : 1, &run->media, error);
    if (status != FACS_OK)
        return status;
    run->info = facs_media_get_info(run->media);
    run->stills = run->options.image || run->info->kind == FACS_MEDIA_STILL;
    run->folder = run->stills && run->info->kind == FACS_MEDIA_FOLDER;
    if (run->options.image && run->info->kind == FACS_MEDIA_VIDEO)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is a video; image mode takes a picture or a folder of pictures",
                         run->input);
    if (run->options.boxes && !run->stills)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: boxes are for pictures in image mode, not for videos",
                         run->options.boxes);
    if (run->folder && run->options.boxes && !facs_path_is_dir(run->options.boxes))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: for a folder of pictures, boxes is a folder with NAME.txt for each", run->options.boxes);
    return FACS_OK;
}

static facs_status open_session(extraction *run, facs_error *error)
{
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.env = &run->env;
    options.faces = run->stills ? FACS_FACES_ONE : run->options.faces;
    options.image = run->stills;
    options.wild = run->options.wild;
    options.static_au = run->options.static_au;
    options.threads = run->options.threads;
    options.camera = run->options.camera;
    options.profile = run->measure != NULL;
    options.final_aus_only = true; /* rows of a single-face video get their AUs at the end */
    facs_status status = facs_session_create(run->models, &options, &run->session, error);
    if (status == FACS_OK && facs_session_is_inline(run->session))
        facs_media_allow_late(run->media);
    return status;
}

/* what killed runs left where this one writes */
static facs_status sweep(extraction *run, facs_error *error)
{
    char *folder = run->folder ? facs_strdup(&run->env, run->output) : facs_path_dirname(&run->env, run->output);
    if (!folder)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", run->output);
    if (strcmp(run->output, "-") != 0)
        facs_whole_sweep(folder);
    facs_free(&run->env, folder);
    return FACS_OK;
}

/* no output may be a file that is read, whatever it is called; input and boxes were looked at before */
static facs_status check_output(const extraction *run, const char *path, facs_error *error)
{
    if (facs_media_reads(run->media, path))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is a picture of %s; name another output", path, run->input);
    return facs_models_check_output(run->models, path, error);
}

static facs_status open_output(extraction *run, facs_error *error)
{
    run->columns = (facs_csv_options){.stills = run->stills,
                                      .gaze = facs_face_has_eyes(run->models->landmarks),
                                      .aus = true,
                                      .rewrite = !run->stills && run->options.faces == FACS_FACES_ONE,
                                      .modes = run->models->landmarks->pdm->m};
    facs_status status = run->folder ? FACS_OK : check_output(run, run->output, error);
    if (status == FACS_OK)
        status = sweep(run, error);
    if (status == FACS_OK && !run->folder)
        return facs_csv_open(&run->env, run->output, &run->columns, &run->csv, error);
    if (status != FACS_OK || facs_path_is_dir(run->output))
        return status;
    if (facs_path_exists(run->output) || strcmp(run->output, "-") == 0)
        return facs_fail(error, FACS_E_OUTPUT,
                         "%s: is not a folder; image mode writes one CSV for each picture of a folder", run->output);
    if (mkdir(run->output, 0777) != 0)
        return facs_output_fail(run->output, errno, error);
    return FACS_OK;
}

/* ---- work ---- */

/* "<folder>/<name of the picture><extension>", where the name loses its own extension if it stays unique; facs_free */
static char *sibling(const extraction *run, const char *folder, const char *name, const char *extension)
{
    const char *dot = facs_media_name_shared(run->media) ? NULL : strrchr(name, '.');
    size_t length = dot && dot != name ? (size_t)(dot - name) : strlen(name), room = length + strlen(extension) + 1;
    char *file = facs_calloc(&run->env, room, 1);
    if (!file)
        return NULL;
    snprintf(file, room, "%.*s%s", (int)length, name, extension);
    char *path = facs_path_join(&run->env, folder, file);
    facs_free(&run->env, file);
    return path;
}

/* neither the picture nor its boxes may be where the results go, such as by a link */
static facs_status check_place(const extraction *run, const char *name, const char *csv_path, facs_error *error)
{
    if (!facs_path_exists(csv_path))
        return FACS_OK;
    char *picture = facs_path_join(&run->env, run->input, name);
    char *boxes = run->options.boxes ? sibling(run, run->options.boxes, name, ".txt") : NULL;
    facs_status status = FACS_OK;
    if (!picture || (run->options.boxes && !boxes))
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", name);
    else if (same_file(picture, csv_path) || (boxes && same_file(boxes, csv_path)))
        status = facs_fail(error, FACS_E_ARGUMENT, "%s: is the picture %s or its boxes; name another folder of results",
                           csv_path, name);
    else
        status = check_output(run, csv_path, error);
    facs_free(&run->env, picture);
    facs_free(&run->env, boxes);
    return status;
}

static facs_status read_boxes(extraction *run, const char *name, facs_box **boxes, int *count, facs_error *error)
{
    if (!run->options.boxes)
        return FACS_OK;
    if (!run->folder)
        return facs_boxes_read(&run->env, run->options.boxes, boxes, count, error);
    char *path = sibling(run, run->options.boxes, name, ".txt");
    if (!path)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", name);
    facs_status status = facs_boxes_read(&run->env, path, boxes, count, error);
    facs_free(&run->env, path);
    return status;
}

/* FACS_END after the last frame */
static facs_status read_frame(extraction *run, facs_error *error)
{
    facs_pixels *pixels = NULL;
    facs_status status = facs_session_begin(run->session, &pixels);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s", facs_session_message(run->session));
    facs_media_frame at;
    facs_box *boxes = NULL;
    int box_count = 0;
    char *csv_path = NULL;
    int64_t lap = facs_lap_start(times(run));
    status = facs_media_read(run->media, pixels, &at, error);
    if (status == FACS_OK)
        facs_lap(times(run), FACS_STAGE_DECODE, &lap);
    if (status == FACS_OK)
        status = read_boxes(run, at.name, &boxes, &box_count, error);
    if (status == FACS_OK && run->folder) {
        csv_path = sibling(run, run->output, at.name, ".csv");
        if (!csv_path)
            status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", run->input);
        else
            status = check_place(run, at.name, csv_path, error);
    }
    if (status != FACS_OK) {
        facs_session_discard(run->session);
    } else {
        run->read++;
        const facs_frame frame = {.size = sizeof frame,
                                  .number = at.number,
                                  .timestamp = at.timestamp,
                                  .ticks = at.time.ticks,
                                  .tick_num = at.time.num,
                                  .tick_den = at.time.den,
                                  .user = csv_path,
                                  .boxes = boxes,
                                  .box_count = box_count};
        status = facs_session_submit(run->session, &frame);
        if (status != FACS_OK)
            facs_fail(error, status, "%s", facs_session_message(run->session));
    }
    facs_free(&run->env, boxes);
    if (status != FACS_OK)
        facs_free(&run->env, csv_path);
    return status;
}

static facs_status write_rows(extraction *run, facs_csv *csv, const facs_result *result, facs_error *error)
{
    for (int i = 0; i < result->face_count; i++) {
        facs_status status = facs_csv_write(csv, result->frame, result->timestamp, facs_result_face(result, i), error);
        if (status != FACS_OK)
            return status;
    }
    if (run->stills && result->face_count == 0)
        facs_log(&run->env, FACS_LOG_WARNING, "%s: no face found",
                 run->folder && result->user ? (const char *)result->user : run->input);
    return FACS_OK;
}

static bool shows_face(const extraction *run, const facs_result *result)
{
    for (int i = 0; i < result->face_count; i++)
        if (run->stills || facs_result_face(result, i)->success)
            return true;
    return false;
}

static facs_status write_result(extraction *run, const facs_result *result, facs_error *error)
{
    run->done++;
    run->with_face += shows_face(run, result);
    run->faces += result->face_count;
    if (!run->folder)
        return write_rows(run, run->csv, result, error);
    facs_csv *csv = NULL;
    facs_status status = facs_csv_open(&run->env, result->user, &run->columns, &csv, error);
    if (status == FACS_OK)
        status = write_rows(run, csv, result, error);
    if (status == FACS_OK)
        return facs_csv_finish(&csv, NULL, NULL, error);
    if (csv)
        facs_csv_abandon(&csv);
    return status;
}

/* everything that is ready */
static facs_status write_results(extraction *run, facs_error *error)
{
    const facs_result *result;
    facs_status status;
    while ((status = facs_session_pull(run->session, &result)) == FACS_OK) {
        int64_t lap = facs_lap_start(times(run));
        status = write_result(run, result, error);
        facs_lap(times(run), FACS_STAGE_WRITE, &lap);
        facs_measure_frame(run->measure);
        facs_free(&run->env, facs_session_user(run->session));
        if (status != FACS_OK)
            return status;
    }
    if (status == FACS_AGAIN || status == FACS_END)
        return FACS_OK;
    facs_free(&run->env, facs_session_user(run->session));
    return facs_fail(error, status, "%s: frame %lld: %s", run->input, (long long)run->done + 1,
                     facs_session_message(run->session));
}

static void report(extraction *run, bool last)
{
    double time = now();
    if (!run->options.progress || (!last && time - run->reported < progress_interval))
        return;
    run->reported = time;
    int64_t total = run->info->frames;
    if (run->options.max_frames > 0 && (total <= 0 || total > run->options.max_frames))
        total = run->options.max_frames;
    facs_progress progress = {.frames_done = run->done, .frames_total = total, .seconds = time - run->start};
    if (run->options.progress(run->options.progress_cookie, &progress) != 0)
        run->cancelled = true;
}

static facs_status work(extraction *run, facs_error *error)
{
    facs_status status = FACS_OK;
    const int64_t limit = run->options.max_frames > 0 ? run->options.max_frames : INT64_MAX;
    while (status == FACS_OK && !run->cancelled && run->read < limit) {
        status = read_frame(run, error);
        if (status == FACS_OK)
            status = write_results(run, error);
        report(run, false);
    }
    if (status != FACS_OK && status != FACS_END)
        return status;
    facs_session_finish(run->session);
    return write_results(run, error);
}

/* ---- end ---- */

typedef struct final_aus {
    facs_session *session;
    facs_status status;
} final_aus;

static void get_final_aus(void *cookie, int64_t row, double au_r[FACS_AU_R], double au_c[FACS_AU_C])
{
    final_aus *final = cookie;
    if (final->status == FACS_OK)
        final->status = facs_session_final_aus(final->session, 0, row, au_r, FACS_AU_R, au_c, FACS_AU_C);
}

static facs_status finish(extraction *run, facs_error *error)
{
    if (run->folder)
        return FACS_OK;
    if (run->done == 0 && !run->cancelled)
        return facs_fail(error, FACS_E_EMPTY, "%s: holds no frame that can be decoded", run->input);
    final_aus final = {.session = run->session};
    if (run->columns.rewrite && run->done > 0) { /* the second pass may fail: find out before the file is touched */
        double au_r[FACS_AU_R], au_c[FACS_AU_C];
        get_final_aus(&final, 0, au_r, au_c);
        if (final.status != FACS_OK)
            return facs_fail(error, final.status, "%s: %s", run->input, facs_session_message(run->session));
    }
    if (run->cancelled && strcmp(run->output, "-") != 0) {
        const char *path = facs_csv_set_aside(run->csv);
        run->kept_as = path ? facs_strdup(&run->env, path) : NULL;
        if (!run->kept_as)
            return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", run->output);
    }
    int64_t lap = facs_lap_start(times(run));
    facs_status status = facs_csv_finish(&run->csv, get_final_aus, &final, error);
    facs_lap(times(run), FACS_STAGE_WRITE, &lap);
    return status;
}

static facs_status conclude(extraction *run, bool kept, facs_error *error)
{
    const char *what = run->stills ? "picture" : "frame", *plural = run->done == 1 ? "" : "s";
    const long long done = (long long)run->done;
    if (!kept)
        return facs_fail(error, FACS_E_INTERRUPTED, "%s: stopped after %lld %s%s; nothing is kept", run->input, done,
                         what, plural);
    const char *place = run->kept_as ? run->kept_as : facs_output_name(run->output);
    const long long found = (long long)(run->stills ? run->faces : run->with_face);
    facs_log(&run->env, FACS_LOG_INFO, "wrote %s: %lld %s%s, %lld %s%s", place, done, what, plural, found,
             run->stills ? "face" : "with a face", run->stills && found != 1 ? "s" : "");
    if (run->cancelled)
        return facs_fail(error, FACS_E_INTERRUPTED, "%s: stopped after %lld %s%s; they are in %s", run->input, done,
                         what, plural, place);
    report(run, true);
    return FACS_OK;
}

static facs_status extract(extraction *run, facs_error *error)
{
    facs_status status = open_media(run, error);
    if (status == FACS_OK)
        status = open_models(run, error);
    if (status == FACS_OK)
        status = open_session(run, error);
    if (status == FACS_OK)
        status = open_output(run, error);
    run->start = run->reported = now();
    facs_measure_ready(run->measure);
    if (status == FACS_OK)
        status = work(run, error);
    const bool kept = !run->cancelled || !run->options.only_whole || run->folder;
    if (status == FACS_OK && kept)
        status = finish(run, error);
    if (status != FACS_OK)
        return status;
    facs_measure_finish(run->measure, run->session, run->options.profile);
    return conclude(run, kept, error);
}

/* frames that were on their way when something failed */
static void drop_results(extraction *run)
{
    const facs_result *result;
    facs_session_finish(run->session);
    while (facs_session_pull(run->session, &result) != FACS_END)
        facs_free(&run->env, facs_session_user(run->session));
}

static facs_status check(extraction *run, const facs_extract_options *options, facs_error *error)
{
    if (!run->input || !run->output || !run->input[0] || !run->output[0])
        return facs_fail(error, FACS_E_ARGUMENT, "facs_extract_file: input or output has no name");
    facs_extract_options_init(&run->options, sizeof run->options);
    facs_status status = facs_options_take(&run->options, options, sizeof run->options, "facs_extract_options", error);
    if (status == FACS_OK && run->options.profile)
        status = facs_profile_check(run->options.profile, error);
    if (status == FACS_OK)
        status = facs_env_take(run->options.env, &run->env, error);
    if (status != FACS_OK)
        return status;
    if (run->options.threads < 0 || run->options.max_frames < 0)
        return facs_fail(error, FACS_E_ARGUMENT, "threads and max_frames: 0 or more are possible");
    if (same_file(run->input, run->output))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the input itself; name another output", run->output);
    if (run->options.boxes && same_file(run->options.boxes, run->output))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: holds the boxes; name another output", run->output);
    return FACS_OK;
}

static facs_status start_measuring(extraction *run, facs_error *error)
{
    if (!run->options.profile)
        return FACS_OK;
    facs_env plain = run->env;
    run->measure = facs_measure_create(&plain, &run->env);
    return run->measure ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory");
}

facs_status facs_extract_file(const char *input, const char *output, const facs_extract_options *options,
                              facs_error *error)
{
    extraction run = {.input = input, .output = output};
    if (error)
        *error = (facs_error){0};
    facs_status status = check(&run, options, error);
    if (status != FACS_OK)
        return status;
    status = start_measuring(&run, error);
    if (status == FACS_OK)
        status = extract(&run, error);
    if (run.csv)
        facs_csv_abandon(&run.csv);
    if (run.session) {
        drop_results(&run);
        facs_session_destroy(&run.session);
    }
    if (run.media)
        facs_media_close(&run.media);
    facs_models_close(&run.models);
    facs_free(&run.env, run.kept_as);
    facs_measure_destroy(&run.measure);
    return facs_fail_for(error, status, input);
}
