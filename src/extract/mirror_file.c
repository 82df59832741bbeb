/* Two halves of a face: a video or picture in, two symmetric ones and their action units out.
 *
 *     media -> midline -> mirrored frames -> encoders                     videos
 *                                        \-> session of a side -> spool   a table for each side, side against side
 *
 * All files have temporary names until the last frame is through; then they are completed one after the other. */
#include "extract/mirror_run.h"

#include "base/bell.h"
#include "base/thread.h"
#include "base/whole_file.h"
#include "drawing/drawing.h"
#include "extract/same_file.h"
#include "extract/source_copy.h"
#include "session/session.h"
#include "store/models.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { BAND = FACS_MIRROR_BAND, BAND_MOST = 1000, SESSION_THREADS = 3, STEPS = 1000 };
static const char default_points[] = "open";

void facs_mirror_options_init(facs_mirror_options *options, size_t size)
{
    const facs_mirror_options defaults = {.size = sizeof defaults, .band = BAND};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

void facs_mirror_summary_init(facs_mirror_summary *summary, size_t size)
{
    const facs_mirror_summary defaults = {.size = sizeof defaults};
    facs_options_init(summary, size, &defaults, sizeof defaults);
}

/* ---- arguments ---- */

static facs_status check_line(const facs_mirror_options *given, facs_error *error)
{
    const double *line = given->line;
    for (int i = 0; i < 4; i++)
        if (!isfinite(line[i]) || fabs(line[i]) > FACS_IMAGE_SIDE_MAX)
            return facs_fail(error, FACS_E_ARGUMENT, "midline: %g is no place in a picture", line[i]);
    if (fabs(line[1] - line[3]) < 1)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "midline: its points lie at the same height; it has to lead from the forehead to the chin");
    return FACS_OK;
}

static facs_status check(const facs_mirror_options *given, facs_error *error)
{
    if (given->threads < 0 || given->threads > INT32_MAX || given->max_frames < 0)
        return facs_fail(error, FACS_E_ARGUMENT, "threads and max_frames: 0 or more are possible");
    if (given->no_aus && given->no_videos)
        return facs_fail(error, FACS_E_ARGUMENT, "no_aus and no_videos: nothing is left to do");
    if (given->band < 0 || given->band > BAND_MOST)
        return facs_fail(error, FACS_E_ARGUMENT, "band = %lld: 0 to %d columns are possible", (long long)given->band,
                         BAND_MOST);
    if (given->midline < FACS_MIRROR_MEAN || given->midline > FACS_MIRROR_LINE)
        return facs_fail(error, FACS_E_ARGUMENT, "midline = %lld: no such kind", (long long)given->midline);
    if (given->folder && !given->folder[0])
        return facs_fail(error, FACS_E_ARGUMENT, "folder: has no name");
    if (given->summary && !facs_size_is_possible(given->summary))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_mirror_summary: size is %zu: fill it with facs_mirror_summary_init(&..., sizeof ...)",
                         given->summary->size);
    return given->midline == FACS_MIRROR_LINE ? check_line(given, error) : FACS_OK;
}

static facs_status take_options(const char *input, const facs_mirror_options *options, facs_mirror_options *taken,
                                facs_env *env, facs_error *error)
{
    facs_mirror_options_init(taken, sizeof *taken);
    facs_status status = facs_options_take(taken, options, sizeof *taken, "facs_mirror_options", error);
    if (status == FACS_OK)
        status = facs_env_take(taken->env, env, error);
    if (status == FACS_OK && (!input || !input[0]))
        status = facs_fail(error, FACS_E_ARGUMENT, "facs_mirror: the input has no name");
    return status == FACS_OK ? check(taken, error) : status;
}

facs_status facs_mirror_outputs(const char *input, const facs_mirror_options *options,
                                void (*each)(void *cookie, const char *path), void *cookie, facs_error *error)
{
    facs_mirror_options taken;
    facs_env env;
    facs_mirror_input is;
    facs_mirror_names names = {.copied = false};
    if (error)
        *error = (facs_error){0};
    facs_status status = take_options(input, options, &taken, &env, error);
    if (status == FACS_OK && !each)
        status = facs_fail(error, FACS_E_ARGUMENT, "facs_mirror_outputs: each is NULL");
    if (status == FACS_OK)
        status = facs_mirror_look(&env, input, &is, error);
    if (status == FACS_OK)
        status = facs_mirror_names_make(&env, input, &is, &taken, &names, error);
    for (int i = 0; i < FACS_MIRROR_FILES && status == FACS_OK; i++)
        if (names.path[i])
            each(cookie, names.path[i]);
    facs_mirror_names_free(&names);
    return status;
}

/* ---- opening ---- */

static facs_status open_model(const facs_mirror_run *run, const char *pipeline, bool aus, facs_models **models,
                              facs_error *error)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &run->env;
    options.model_dir = run->options.model_dir;
    options.pipeline = pipeline;
    options.no_aus = !aus;
    return facs_models_open(&options, models, error);
}

static facs_status open_models(facs_mirror_run *run, facs_error *error)
{
    const facs_mirror_options *given = &run->options;
    facs_status status = FACS_OK;
    if (!given->no_aus && given->models)
        run->models = facs_models_retain(given->models);
    else if (!given->no_aus)
        status = open_model(run, given->pipeline, true, &run->models, error);
    if (status == FACS_OK && run->models && !run->models->aus)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "%s: the models given were opened without action units: leave no_aus in facs_models_options "
                         "false",
                         run->input);
    if (status != FACS_OK || given->midline == FACS_MIRROR_LINE)
        return status;
    const char *points = given->points ? given->points : default_points;
    if (given->point_models)
        run->point_models = facs_models_retain(given->point_models);
    else if (run->models && strcmp(points, facs_models_pipeline(run->models, NULL)) == 0)
        run->point_models = facs_models_retain(run->models);
    else
        status = open_model(run, points, false, &run->point_models, error);
    return status;
}

static facs_status open_points(facs_mirror_run *run, facs_error *error)
{
    if (!run->point_models)
        return FACS_OK;
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.env = &run->env;
    options.no_aus = true;
    options.threads = 1;
    return facs_session_create(run->point_models, &options, &run->points, error);
}

static facs_status check_paths(const facs_mirror_run *run, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i < FACS_MIRROR_FILES && status == FACS_OK; i++) {
        const char *path = run->names.path[i];
        if (path && facs_same_file(run->input, path))
            status = facs_fail(error, FACS_E_ARGUMENT, "%s: is the input itself; name another folder", path);
        else if (path && run->models)
            status = facs_models_check_output(run->models, path, error);
        if (status == FACS_OK && path && run->point_models)
            status = facs_models_check_output(run->point_models, path, error);
    }
    return status;
}

/* what killed runs left there goes */
static facs_status make_folder(facs_mirror_run *run, facs_error *error)
{
    const char *folder = run->names.folder;
    if (facs_path_is_dir(folder)) {
        facs_whole_sweep(folder);
        return FACS_OK;
    }
    const size_t length = strlen(folder);
    char *path = facs_calloc(&run->env, length + 2, 1);
    if (!path)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", run->input);
    memcpy(path, folder, length);
    path[length] = '/';
    const int code = facs_path_make_folders(path);
    facs_status status = code == 0
                             ? FACS_OK
                             : facs_fail(error, FACS_E_OUTPUT, "%s: the folder cannot be made: %s; name another one",
                                         path, strerror(code));
    run->made_folder = status == FACS_OK;
    facs_free(&run->env, path);
    return status;
}

/* a second, so that frames at the rate are at whole numbers, and others almost where they belong */
static int ticks_of(int rate_num)
{
    return rate_num <= INT_MAX / STEPS ? rate_num * STEPS : rate_num;
}

static facs_status open_encoders(facs_mirror_run *run, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i <= FACS_MIRROR_SOURCE && status == FACS_OK && !run->is.still; i++) {
        const bool source = i == FACS_MIRROR_SOURCE;
        if (!run->names.path[i] || (source && run->names.copied))
            continue;
        /* one thread: then the videos do not depend on their number either */
        const facs_encode_options options = {.path = run->names.path[i],
                                             .width = run->info->width,
                                             .height = run->info->height,
                                             .rate_num = run->info->rate_num,
                                             .rate_den = run->info->rate_den,
                                             .tick_num = run->info->rate_den,
                                             .tick_den = ticks_of(run->info->rate_num),
                                             .sound_from = -1, /* with the first frame */
                                             .encoder = run->options.encoder,
                                             .audio_from = source ? run->input : NULL,
                                             .threads = 1};
        status = facs_encode_open(&run->env, &options, &run->encode[i], error);
    }
    return status;
}

/* The lanes, and how many threads there are for what. */
static void plan(facs_mirror_run *run)
{
    const bool videos = !run->options.no_videos;
    run->lane[run->lanes++] = FACS_LANE_RIGHT;
    run->lane[run->lanes++] = FACS_LANE_LEFT;
    if (videos && run->names.path[FACS_MIRROR_DEBUG])
        run->lane[run->lanes++] = FACS_LANE_DEBUG;
    if (run->encode[FACS_MIRROR_SOURCE])
        run->lane[run->lanes++] = FACS_LANE_SOURCE;
    run->slots = run->threads > 1 ? FACS_MIRROR_SLOTS : 1;
}

/* what the caller's thread and the lanes leave over */
static int session_threads(const facs_mirror_run *run)
{
    const int left = run->threads - 1 - run->lanes, each = 1 + (left > 0 ? left / 2 : 0);
    return each < SESSION_THREADS ? each : SESSION_THREADS;
}

static facs_status open_sides(facs_mirror_run *run, facs_error *error)
{
    facs_side_unit unit[FACS_MIRROR_UNITS_MAX];
    int units = 0;
    if (!run->models)
        return FACS_OK;
    facs_status status = FACS_OK;
    for (int i = 0; i < 2 && status == FACS_OK; i++) {
        const facs_side_options options = {
            .input = run->input,
            .path = run->names.path[i == FACS_RIGHT ? FACS_MIRROR_RIGHT_TABLE : FACS_MIRROR_LEFT_TABLE],
            .still = run->is.still,
            .threads = session_threads(run)};
        status = facs_mirror_side_open(&run->env, run->models, &options, &run->side[i], error);
    }
    while (status == FACS_OK && units < FACS_MIRROR_UNITS_MAX &&
           facs_mirror_side_unit(run->side[FACS_RIGHT], units, &unit[units]))
        units++;
    if (status == FACS_OK && units == 0)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "%s: pipeline %s tells no intensities of action units: name another, or leave them out",
                         run->input, facs_models_pipeline(run->models, NULL));
    return status == FACS_OK ? facs_sides_open(&run->env, run->names.path[FACS_MIRROR_SIDES],
                                               run->names.path[FACS_MIRROR_UNITS], unit, units, &run->sides, error)
                             : status;
}

static facs_status open_run(facs_mirror_run *run, facs_error *error)
{
    facs_status status = facs_mirror_look(&run->env, run->input, &run->is, error);
    if (status == FACS_OK)
        status = facs_mirror_names_make(&run->env, run->input, &run->is, &run->options, &run->names, error);
    if (status == FACS_OK)
        status = open_models(run, error);
    if (status == FACS_OK)
        status = open_points(run, error);
    if (status == FACS_OK)
        status = facs_media_open(&run->env, run->input, run->threads > 4 ? 2 : 1, &run->media, error);
    if (status != FACS_OK)
        return status;
    run->info = facs_media_get_info(run->media);
    run->style = (facs_mirror_style){.band = (int)run->options.band, .feather = run->options.feather != 0};
    status = check_paths(run, error);
    if (status == FACS_OK)
        status = make_folder(run, error);
    if (status == FACS_OK)
        status = open_encoders(run, error);
    plan(run);
    return status == FACS_OK ? open_sides(run, error) : status;
}

static void close_run(facs_mirror_run *run, bool failed)
{
    for (int i = 0; i <= FACS_MIRROR_SOURCE; i++)
        facs_encode_abandon(&run->encode[i]);
    for (int i = 0; i < 2; i++)
        facs_mirror_side_close(&run->side[i]);
    facs_sides_close(&run->sides);
    for (int i = 0; i < FACS_MIRROR_SLOTS; i++) {
        facs_mirror_item *item = &run->item[i];
        facs_pixels_free(&run->env, &item->frame);
        facs_pixels_free(&run->env, &item->side[0]);
        facs_pixels_free(&run->env, &item->side[1]);
    }
    facs_pixels_free(&run->env, &run->debug);
    facs_session_destroy(&run->points);
    facs_media_close(&run->media);
    facs_models_close(&run->models);
    facs_models_close(&run->point_models);
    if (failed && run->made_folder)
        rmdir(run->names.folder); /* unless something is in it */
    facs_mirror_names_free(&run->names);
}

/* ---- end ---- */

/* Both sides frame by frame, with their final action units. */
static facs_status write_tables(facs_mirror_run *run, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i < 2 && status == FACS_OK; i++)
        status = facs_mirror_side_end(run->side[i], error);
    while (status == FACS_OK) {
        const facs_result *result[2];
        facs_side_frame frame[2];
        facs_sides_row row = {.frame = 0};
        for (int i = 0; i < 2 && status == FACS_OK; i++)
            status = facs_mirror_side_next(run->side[i], &result[i], &frame[i], &row.values[i], error);
        if (status != FACS_OK)
            break;
        row.frame = result[FACS_RIGHT]->frame;
        row.timestamp = result[FACS_RIGHT]->timestamp;
        row.yaw = frame[FACS_RIGHT].yaw;
        row.quality = frame[FACS_RIGHT].quality;
        status = facs_sides_add(&run->sides, &row, error);
    }
    return status == FACS_END ? facs_sides_end(&run->sides, error) : status;
}

static facs_status save_pictures(facs_mirror_run *run, facs_error *error)
{
    facs_mirror_item *item = &run->item[0];
    const facs_pixels *pictures[] = {[FACS_MIRROR_RIGHT_PICTURE] = &item->side[FACS_RIGHT],
                                     [FACS_MIRROR_LEFT_PICTURE] = &item->side[FACS_LEFT],
                                     [FACS_MIRROR_DEBUG] = &run->debug,
                                     [FACS_MIRROR_SOURCE] = &item->frame};
    facs_status status = FACS_OK;
    for (int i = 0; i <= FACS_MIRROR_SOURCE && status == FACS_OK; i++) {
        const facs_canvas canvas = {.env = run->env, .pixels = *pictures[i]};
        if (run->names.path[i])
            status = facs_canvas_save_png(&canvas, run->names.path[i], error);
    }
    return status;
}

static int is_stopped(void *cookie)
{
    facs_mirror_run *run = cookie;
    facs_mirror_report(run, false);
    return run->cancelled;
}

/* the encoders, then what is small and less likely to fail */
static facs_status complete(facs_mirror_run *run, struct facs_result_file **copy, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i <= FACS_MIRROR_SOURCE && status == FACS_OK; i++)
        if (run->encode[i])
            status = facs_encode_finish(&run->encode[i], error);
    if (status == FACS_OK && run->is.still && !run->options.no_videos)
        status = save_pictures(run, error);
    if (status == FACS_OK && *copy)
        status = facs_output_commit(copy, error);
    for (int i = 0; i < 2 && status == FACS_OK && run->models; i++)
        status = facs_mirror_side_commit(run->side[i], error);
    return status == FACS_OK && run->models ? facs_sides_commit(&run->sides, error) : status;
}

static void fill_summary(const facs_mirror_run *run, facs_mirror_summary *given)
{
    facs_mirror_summary summary = {.size = sizeof summary,
                                   .frames = run->frames,
                                   .with_face = run->with_face,
                                   .turned = run->turned,
                                   .measured = run->sides.measured,
                                   .unit_count = run->sides.count};
    summary.pipeline = run->models ? facs_models_pipeline(run->models, NULL) : NULL;
    summary.points = run->point_models ? facs_models_pipeline(run->point_models, NULL) : NULL;
    snprintf(summary.folder, sizeof summary.folder, "%s", run->names.folder);
    if (run->encode[FACS_MIRROR_RIGHT_PICTURE])
        snprintf(summary.encoder, sizeof summary.encoder, "%s",
                 facs_encode_encoder(run->encode[FACS_MIRROR_RIGHT_PICTURE]));
    for (int i = 0; i < run->sides.count; i++)
        facs_sides_unit(&run->sides, i, &summary.unit[i]);
    facs_give(&summary, given, sizeof summary);
}

static void warn(const facs_mirror_run *run)
{
    static const char *const names[2] = {"right", "left"};
    if (run->with_face == 0)
        facs_log(&run->env, FACS_LOG_WARNING, "%s: no face found: nothing could be mirrored", run->input);
    for (int i = 0; i < 2 && run->models; i++) {
        const long long elsewhere = (long long)facs_mirror_side_elsewhere(run->side[i]);
        if (elsewhere > 0)
            facs_log(&run->env, FACS_LOG_WARNING,
                     "%s: in %lld frame%s of the %s side another face was measured than the one that is mirrored; they "
                     "count as not measured",
                     run->input, elsewhere, elsewhere == 1 ? "" : "s", names[i]);
    }
}

static facs_status stopped(const facs_mirror_run *run, facs_error *error)
{
    return facs_fail(error, FACS_E_INTERRUPTED, "%s: stopped after %lld frame%s; nothing is kept", run->input,
                     (long long)run->frames, run->frames == 1 ? "" : "s");
}

static facs_status conclude(facs_mirror_run *run, facs_error *error)
{
    struct facs_result_file *copy = NULL;
    if (run->cancelled)
        return stopped(run, error);
    if (run->frames == 0)
        return facs_fail(error, FACS_E_EMPTY, "%s: holds no frame that can be decoded", run->input);
    facs_status status = run->models ? write_tables(run, error) : FACS_OK;
    if (status == FACS_OK && run->names.path[FACS_MIRROR_SOURCE] && run->names.copied)
        status =
            facs_source_copy(&run->env, run->input, run->names.path[FACS_MIRROR_SOURCE], is_stopped, run, &copy, error);
    if (status == FACS_E_INTERRUPTED)
        return stopped(run, error);
    facs_mirror_summary summary;
    facs_mirror_summary_init(&summary, sizeof summary);
    fill_summary(run, &summary); /* knows the encoder as long as there is one */
    if (status == FACS_OK)
        status = complete(run, &copy, error);
    if (copy)
        facs_output_abandon(&copy);
    if (status != FACS_OK)
        return status;
    warn(run);
    if (run->options.summary)
        facs_give(&summary, run->options.summary, sizeof summary);
    facs_mirror_report(run, true);
    return FACS_OK;
}

facs_status facs_mirror_file(const char *input, const facs_mirror_options *options, facs_error *error)
{
    if (error)
        *error = (facs_error){0};
    facs_mirror_run run = {.input = input};
    facs_status status = take_options(input, options, &run.options, &run.env, error);
    if (status != FACS_OK)
        return status;
    run.threads = facs_thread_count((int)run.options.threads);
    status = open_run(&run, error);
    run.start = run.reported = 1e-9 * (double)facs_clock();
    if (status == FACS_OK)
        status = facs_mirror_frames(&run, error);
    if (status == FACS_OK)
        status = conclude(&run, error);
    close_run(&run, status != FACS_OK);
    return facs_fail_for(error, status, input);
}
