/* One call: a file in, files out.
 *
 *     media -> session -> outputs             results that are complete at once
 *     media -> session -> spool -> outputs    when the action units take the whole video
 *
 * A sequence (video, folder of pictures) becomes one file for each output; a still becomes one with a row per face;
 * with `image` a folder becomes a folder of files, one per picture.  When the caller cancels, reading stops, everything
 * on its way is finished, and what is finished is kept. */
#include "extract/run.h"

#include "extract/same_file.h"
#include "head/head.h"
#include "media/address.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
    OUTPUTS_MOST = 16 /* besides the CSV */,
    COUNT_TEXT = 128,
    RATE_MOST = 1000000,
    SIDE_MOST = 32767,
    ALIGNED_SIDE_MOST = 4096,
    ALIGNED_SCALE_MOST = 100
};

void facs_extract_options_init(facs_extract_options *options, size_t size)
{
    const facs_extract_options defaults = {.size = sizeof defaults, .camera = {-1, -1, -1, -1}};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

/* of a run that was stopped and is to leave nothing, only what has its name already is kept */
static bool keeps(const facs_run *run)
{
    return (!run->cancelled && !run->drawing.stopped) || !run->options.only_whole || run->folder;
}

/* outputs that are drawn when everything else is known; what is stopped before is not begun */
static facs_status draw(facs_run *run, facs_error *error)
{
    if (run->cancelled && run->drawing.wanted && run->spool && run->drawing.readable_again) {
        facs_log(&run->env, FACS_LOG_INFO, "%s: is not made, since the run was stopped before it was drawn",
                 facs_outputs_drop_drawn(run->outputs));
        run->drawing.left_out = true;
        return FACS_OK;
    }
    facs_status status = facs_run_draw_again(run, error);
    if (run->drawing.stopped)
        facs_outputs_cut_drawn(run->outputs);
    if (!keeps(run))
        facs_outputs_drop_files(run->outputs);
    return status;
}

/* what was learnt of the person; the results do not suffer when it was nothing */
static facs_status keep_learnt(facs_run *run, facs_error *error)
{
    const char *path = run->options.save_calibration, *gaze = run->options.save_gaze_calibration;
    facs_status status = path ? facs_calibrate_save(run->session, &run->env, run->input, path, error) : FACS_OK;
    if (status == FACS_OK && gaze) {
        status = facs_gaze_screen_write(run->gaze, gaze, error);
        if (status == FACS_OK)
            facs_log(&run->env, FACS_LOG_INFO, "wrote %s", gaze);
    }
    if (status != FACS_OK || !run->learn)
        return status;
    status = facs_session_calibration(run->session, run->learn);
    return status == FACS_OK ? status
                             : facs_fail(error, status, "%s: %s", run->input, facs_session_message(run->session));
}

static facs_status finish(facs_run *run, facs_error *error)
{
    if (run->unreadable.count > 0 && run->unreadable.count == run->read)
        return facs_fail(error, run->unreadable.first.status,
                         "%s: none of its %lld pictures can be read.  The first: %s", run->input, (long long)run->read,
                         run->unreadable.first.message);
    if (run->done == 0 && !run->cancelled && !run->folder)
        return facs_fail(error, FACS_E_EMPTY, "%s: holds no frame that can be decoded", run->input);
    if (run->cancelled && run->options.only_whole)
        facs_outputs_drop_files(run->outputs);
    facs_status status = facs_run_replay(run, error);
    if (status == FACS_OK) {
        facs_verdict_tell(&run->verdict, &run->env, run->input, run->stills);
        facs_sequence_tell(&run->sequence, &run->env, run->input);
        if (run->gaze)
            facs_gaze_screen_tell(run->gaze);
        if (run->calibrate_to == FACS_TO_KNOWN)
            facs_calibrate_tell(run->session, &run->env, run->input,
                                run->options.known ? "the recording to calibrate with" : run->options.calibration,
                                run->options.faces == FACS_FACES_MANY);
    }
    if (status == FACS_OK)
        status = draw(run, error);
    const bool record = run->sidecar && facs_sidecar_is_open(run->sidecar) && keeps(run);
    if (status == FACS_OK && record)
        status = facs_run_write_record(run, error);
    if (status == FACS_OK)
        status = facs_outputs_finish(run->outputs, run->cancelled, error);
    if (status == FACS_OK && record)
        status = facs_sidecar_finish(run->sidecar, run->cancelled, error);
    return status == FACS_OK && keeps(run) ? keep_learnt(run, error) : status;
}

/* "288 frames, 250 with a face", "2 pictures, 12 faces", "2 pictures, 12 faces, 10 of them with success" */
static const char *count(const facs_run *run, char text[COUNT_TEXT])
{
    const facs_verdict *found = &run->verdict;
    const long long done = (long long)run->done, rows = (long long)found->rows, good = (long long)found->good;
    const char *plural = done == 1 ? "" : "s";
    if (!run->stills)
        snprintf(text, COUNT_TEXT, "%lld frame%s, %lld with a face", done, plural, (long long)found->frames_good);
    else if (good == rows)
        snprintf(text, COUNT_TEXT, "%lld picture%s, %lld face%s", done, plural, rows, rows == 1 ? "" : "s");
    else
        snprintf(text, COUNT_TEXT, "%lld picture%s, %lld face%s, %lld of them with success", done, plural, rows,
                 rows == 1 ? "" : "s", good);
    return text;
}

static facs_status stop(const facs_run *run, const char *kept, facs_error *error)
{
    const char *what = run->stills ? "picture" : "frame", *plural = run->done == 1 ? "" : "s";
    return facs_fail(error, FACS_E_INTERRUPTED, "%s: stopped after %lld %s%s; %s%s", run->input, (long long)run->done,
                     what, plural, kept[0] ? "they are in " : "nothing is kept", kept);
}

static facs_status lose(const facs_run *run, const char *kept, facs_error *error)
{
    return facs_fail(error, run->lost.status, "%s: ended before its time, after %lld frame%s%s%s", run->input,
                     (long long)run->done, run->done == 1 ? "" : "s", kept[0] ? "; they are in " : "", kept);
}

static facs_status stop_drawing(const facs_run *run, const char *kept, facs_error *error)
{
    return facs_fail(error, FACS_E_INTERRUPTED, "%s: stopped while %s was drawn, after %lld of %lld frames; %s%s",
                     run->input, facs_outputs_drawn(run->outputs), (long long)run->drawing.drawn, (long long)run->done,
                     kept[0] ? "they are in " : "nothing is kept", kept);
}

static facs_status conclude(facs_run *run, facs_error *error)
{
    char text[COUNT_TEXT];
    const char *places = facs_outputs_places(run->outputs);
    if (!keeps(run))
        return run->drawing.stopped ? stop_drawing(run, "", error) : stop(run, "", error);
    if (places[0])
        facs_log(&run->env, FACS_LOG_INFO, "wrote %s: %s", places, count(run, text));
    else
        facs_log(&run->env, FACS_LOG_INFO, "%s: %s; no file is written", run->input, count(run, text));
    if (run->drawing.stopped)
        return stop_drawing(run, places, error);
    if (run->cancelled)
        return stop(run, places, error);
    facs_run_report(run, true);
    if (run->lost.status != FACS_OK)
        return lose(run, places, error);
    return run->stills ? facs_unreadable_fail(&run->unreadable, run->input, run->read, error) : FACS_OK;
}

static facs_status extract(facs_run *run, const facs_output *wanted, int count, facs_error *error)
{
    facs_status status = facs_run_read_gaze(run, error);
    if (status == FACS_OK)
        status = facs_run_open(run, wanted, count, error);
    if (status == FACS_OK)
        status = facs_run_learn_gaze(run, error);
    run->start = run->reported = 1e-9 * (double)facs_clock();
    facs_measure_ready(run->measure);
    if (status == FACS_OK)
        status = facs_run_frames(run, error);
    if (status == FACS_OK && keeps(run))
        status = finish(run, error);
    if (status != FACS_OK)
        return status;
    facs_measure_finish(run->measure, run->session, run->options.profile);
    if (run->options.looked)
        run->options.looked(run->options.looked_cookie, run->models);
    return conclude(run, error);
}

/* ---- arguments ---- */

/* from a file */
static bool reads_calibration(const facs_run *run)
{
    return run->calibrate_to == FACS_TO_KNOWN && run->options.calibration;
}

static facs_status check_output(const facs_run *run, const facs_output *outputs, int index, facs_error *error)
{
    const char *path = outputs[index].path;
    const facs_sink *sink = outputs[index].sink ? facs_sink_find(outputs[index].sink) : NULL;
    if (path && sink && sink->check && sink->check(path, error) != FACS_OK)
        return FACS_E_ARGUMENT;
    if (!facs_outputs_names_file(&outputs[index]))
        return FACS_OK;
    if (facs_same_file(run->input, path))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the input itself; name another output", path);
    if (run->options.boxes && facs_same_file(run->options.boxes, path))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: holds the boxes; name another output", path);
    if (run->options.gaze_calibration && facs_same_file(run->options.gaze_calibration, path))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: holds the calibration of gaze; name another output", path);
    if (reads_calibration(run) && facs_same_file(run->options.calibration, path))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the calibration that is used; name another output", path);
    for (int i = 0; i < index; i++)
        if (facs_outputs_names_file(&outputs[i]) && facs_same_place(outputs[i].path, path))
            return facs_fail(error, FACS_E_ARGUMENT, "%s: is named for two outputs", path);
    return FACS_OK;
}

/* a file for what is learnt; NULL = none */
static facs_status check_learnt(const facs_run *run, const char *learnt, const facs_output *outputs, int count,
                                facs_error *error)
{
    if (learnt && facs_same_file(run->input, learnt))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the input itself; name another file", learnt);
    if (learnt && run->options.gaze_calibration && facs_same_place(run->options.gaze_calibration, learnt))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: holds the points for the gaze; name another file", learnt);
    if (learnt && reads_calibration(run) && facs_same_file(run->options.calibration, learnt))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the calibration that is used; name another file", learnt);
    for (int i = 0; learnt && i < count; i++)
        if (facs_outputs_names_file(&outputs[i]) && facs_same_place(outputs[i].path, learnt))
            return facs_fail(error, FACS_E_ARGUMENT, "%s: is named for two outputs", learnt);
    return FACS_OK;
}

static facs_status check(const facs_run *run, const facs_output *outputs, int count, facs_error *error)
{
    if (run->options.threads < 0 || run->options.max_frames < 0)
        return facs_fail(error, FACS_E_ARGUMENT, "threads and max_frames: 0 or more are possible");
    if (!(run->options.rate >= 0 && run->options.rate <= RATE_MOST))
        return facs_fail(error, FACS_E_ARGUMENT, "rate: 0 to %d pictures a second are possible", RATE_MOST);
    facs_status status = facs_camera_check(&run->options.camera, error);
    for (int i = 0; i < count && status == FACS_OK; i++)
        status = check_output(run, outputs, i, error);
    if (status == FACS_OK)
        status = check_learnt(run, run->options.save_calibration, outputs, count, error);
    if (status == FACS_OK)
        status = check_learnt(run, run->options.save_gaze_calibration, outputs, count, error);
    const char *learnt = run->options.save_calibration, *gaze = run->options.save_gaze_calibration;
    if (status == FACS_OK && learnt && gaze && facs_same_place(learnt, gaze))
        status = facs_fail(error, FACS_E_ARGUMENT, "%s: is named for two outputs", gaze);
    return status;
}

void facs_fit_settings_init(facs_fit_settings *settings, size_t size)
{
    const facs_fit_settings defaults = {.size = sizeof defaults,
                                        .sigma = NAN,
                                        .reg = NAN,
                                        .w_reg = NAN,
                                        .iterations = -1,
                                        .multi_view = -1,
                                        .validate = -1};
    facs_options_init(settings, size, &defaults, sizeof defaults);
}

/* what is said about the output "aligned" */
static facs_status check_aligned(const facs_extract_options *given, facs_error *error)
{
    const char *format = given->aligned_format;
    if (given->aligned_side < 0 || given->aligned_side > ALIGNED_SIDE_MOST || !(given->aligned_scale >= 0) ||
        given->aligned_scale > ALIGNED_SCALE_MOST)
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "aligned_side, aligned_scale: 0 (the usual ones) to %d pixels and a scale of up to %d are possible",
            ALIGNED_SIDE_MOST, ALIGNED_SCALE_MOST);
    if (format && strcmp(format, "bmp") != 0 && strcmp(format, "png") != 0 && strcmp(format, "jpg") != 0 &&
        strcmp(format, "jpeg") != 0)
        return facs_fail(error, FACS_E_ARGUMENT, "aligned_format: '%s' is none of bmp, png, jpg, jpeg", format);
    const bool special = given->aligned_side || given->aligned_scale > 0 || given->aligned_unmasked ||
                         given->aligned_grey || given->aligned_good_only || format;
    for (int i = 0; special && i < given->output_count; i++)
        if (given->outputs[i].sink && strcmp(given->outputs[i].sink, "aligned_video") == 0)
            return facs_fail(error, FACS_E_ARGUMENT,
                             "aligned_side, aligned_scale and so on are for the output aligned, not for aligned_video");
    return FACS_OK;
}

/* words that are wrong are told before any work is done */
static facs_status check_layout(const facs_extract_options *given, const facs_sink *sink, facs_error *error)
{
    facs_layout nothing = {0};
    if ((given->columns || given->names) && sink && strcmp(sink->name, "csv") != 0)
        return facs_fail(error, FACS_E_ARGUMENT, "format %s: has columns of its own; leave %s out", given->format,
                         given->columns ? "columns (--columns)" : "names (--names)");
    facs_status status = given->columns ? facs_layout_choose(&nothing, given->columns, error) : FACS_OK;
    return status == FACS_OK && given->names ? facs_layout_rename(&nothing, given->names, error) : status;
}

static facs_status check_calibration(const facs_extract_options *given, facs_error *error)
{
    const bool any = given->calibration || given->known || given->save_calibration;
    if (given->compat && any)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "compat %s (--compat): the numbers are those of that program, which has no calibration, known "
                         "and save_calibration (--calibration ...)",
                         given->compat);
    if (given->known && given->calibration)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "calibration and known (--calibration, --calibration-from): one of both is possible");
    const bool empty =
        (given->calibration && !given->calibration[0]) || (given->save_calibration && !given->save_calibration[0]);
    return empty ? facs_fail(error, FACS_E_ARGUMENT, "calibration, save_calibration: a file has no name") : FACS_OK;
}

static facs_status check_gaze(const facs_extract_options *given, const facs_sink *sink, facs_error *error)
{
    const char *path = given->gaze_calibration, *saved = given->save_gaze_calibration;
    if (saved && !path)
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "save_gaze_calibration (--save-gaze-calibration): gaze_calibration (--gaze-calibration) is to name "
            "the points");
    if (!path)
        return FACS_OK;
    if (!path[0] || (saved && !saved[0]))
        return facs_fail(error, FACS_E_ARGUMENT, "gaze_calibration, save_gaze_calibration: a file has no name");
    if (given->compat)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "compat %s (--compat): the columns are those of that program, which has no gaze_calibration "
                         "(--gaze-calibration)",
                         given->compat);
    if (sink && strcmp(sink->name, "csv") != 0)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "format %s: has columns of its own; leave gaze_calibration (--gaze-calibration) out",
                         given->format);
    return FACS_OK;
}

static facs_status take_options(facs_run *run, const char *output, const facs_extract_options *options,
                                facs_error *error)
{
    const facs_extract_options *given = &run->options;
    facs_extract_options_init(&run->options, sizeof run->options);
    facs_status status = facs_options_take(&run->options, options, sizeof run->options, "facs_extract_options", error);
    if (status == FACS_OK && given->profile)
        status = facs_profile_check(given->profile, error);
    if (status == FACS_OK && given->fit) {
        facs_fit_settings_init(&run->fit, sizeof run->fit);
        status = facs_options_take(&run->fit, given->fit, sizeof run->fit, "facs_fit_settings", error);
        run->options.fit = &run->fit;
    }
    if (status == FACS_OK)
        status = facs_env_take(given->env, &run->env, error);
    if (status != FACS_OK)
        return status;
    if (given->output_count < 0 || given->output_count > OUTPUTS_MOST || (given->output_count > 0 && !given->outputs))
        return facs_fail(error, FACS_E_ARGUMENT, "output_count = %d: 0 to %d outputs are possible", given->output_count,
                         OUTPUTS_MOST);
    if (!run->input || !run->input[0] || (output ? !output[0] : given->output_count == 0 && !given->records))
        return facs_fail(error, FACS_E_ARGUMENT, "facs_extract_file: input or output has no name");
    if (!(given->start >= 0) || !(given->end >= 0) || (given->end > 0 && given->end <= given->start) ||
        !(given->fps >= 0) || given->every < 0 || given->stream < 0 || given->stream > INT_MAX ||
        (given->fps > 0 && given->every > 0))
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "facs_extract_file: start, end, every, fps and stream are not below 0, end is behind start, and "
            "every and fps are not used together");
    const facs_sink *sink = given->format ? facs_sink_find(given->format) : NULL;
    if (given->format && (!sink || strcmp(sink->ending, ".csv") != 0))
        return facs_fail(error, FACS_E_ARGUMENT, "format %s: is no kind of CSV; csv, pyfaceau and facemirror are",
                         given->format);
    if (!(given->timeout >= 0) || !(given->camera_rate >= 0) || given->camera_width < 0 || given->camera_height < 0 ||
        given->camera_width > SIDE_MOST || given->camera_height > SIDE_MOST ||
        (given->camera_width == 0) != (given->camera_height == 0))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_extract_file: timeout and camera_rate are not below 0, camera_width and camera_height "
                         "are both given or none, up to %d",
                         SIDE_MOST);
    status = check_aligned(given, error);
    run->calibrate_to = given->known ? FACS_TO_KNOWN : facs_calibrate_to_word(given->calibration);
    if (status == FACS_OK)
        status = check_calibration(given, error);
    if (status == FACS_OK)
        status = check_gaze(given, sink, error);
    return status == FACS_OK ? check_layout(given, sink, error) : status;
}

static facs_status start_noting(facs_run *run, facs_error *error)
{
    if (!run->options.sidecar)
        return FACS_OK;
    const facs_env plain = run->env;
    return facs_sidecar_create(&plain, &run->sidecar, &run->env, error);
}

static facs_status start_measuring(facs_run *run, facs_error *error)
{
    if (!run->options.profile)
        return FACS_OK;
    facs_env plain = run->env;
    run->measure = facs_measure_create(&plain, &run->env);
    return run->measure ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory");
}

/* what else is wanted of a run; NULL = not wanted */
typedef struct wishes {
    facs_idle_sessions *idle; /* where its session may come from */
    facs_calibration **learn; /* gets what is learnt of the person */
    facs_gaze_screen *gaze;   /* gets where the person looks */
} wishes;

static facs_status extract_file(const wishes *wish, const char *input, const char *output,
                                const facs_extract_options *options, facs_error *error)
{
    facs_run run = {.given = input, .input = input, .idle = wish->idle, .learn = wish->learn, .measured = wish->gaze};
    facs_output wanted[OUTPUTS_MOST + 2]; /* the CSV and the records besides */
    int count = 0;
    if (error)
        *error = (facs_error){0};
    facs_status status = take_options(&run, output, options, error);
    if (status != FACS_OK)
        return status;
    char *shown = facs_input_shown(&run.env, input);
    const facs_env plain = run.env;
    if (!shown)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory",
                         facs_input_kind_of(input) == FACS_INPUT_PATH ? input : "the address of the input");
    run.input = shown;
    run.plain = &plain;
    run.start = 1e-9 * (double)facs_clock();
    if (output)
        wanted[count++] = (facs_output){run.options.format ? run.options.format : "csv", output};
    for (int i = 0; i < run.options.output_count; i++)
        wanted[count++] = run.options.outputs[i];
    if (run.options.records)
        wanted[count++] = (facs_output){"records", NULL};
    run.csv = output;
    status = check(&run, wanted, count, error);
    if (status == FACS_OK)
        status = start_noting(&run, error);
    if (status == FACS_OK)
        status = start_measuring(&run, error);
    if (status == FACS_OK)
        status = extract(&run, wanted, count, error);
    facs_run_close(&run, status == FACS_OK);
    status = facs_fail_for(error, status, shown);
    facs_free(&plain, shown);
    return status;
}

facs_status facs_extract_file(const char *input, const char *output, const facs_extract_options *options,
                              facs_error *error)
{
    return extract_file(&(wishes){0}, input, output, options, error);
}

facs_status facs_extract_among(facs_idle_sessions *idle, const char *input, const char *output,
                               const facs_extract_options *options, facs_error *error)
{
    return extract_file(&(wishes){.idle = idle}, input, output, options, error);
}

void facs_extract_for_learning(facs_extract_options *options)
{
    static const facs_output nowhere = {"null", NULL};
    options->outputs = &nowhere;
    options->output_count = 1;
    options->boxes = options->calibration = options->save_calibration = options->format = NULL;
    options->columns = options->names = options->gaze_calibration = options->save_gaze_calibration = NULL;
    options->known = NULL;
    options->gallery = NULL;
    options->profile = NULL;
    options->sidecar = options->max_frames = options->every = options->stream = 0;
    options->start = options->end = options->fps = options->rate = 0;
    options->looked = NULL;
    options->records = NULL;
}

facs_status facs_extract_measure(const char *input, const facs_extract_options *options, facs_gaze_screen *gaze,
                                 facs_error *error)
{
    return extract_file(&(wishes){.gaze = gaze}, input, NULL, options, error);
}

facs_status facs_calibration_learn(const char *input, const facs_extract_options *options,
                                   facs_calibration **calibration, facs_error *error)
{
    facs_extract_options chosen;
    facs_extract_options_init(&chosen, sizeof chosen);
    if (!calibration)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_calibration_learn: no place for it given");
    facs_status status = facs_options_take(&chosen, options, sizeof chosen, "facs_extract_options", error);
    if (status != FACS_OK)
        return status;
    facs_extract_for_learning(&chosen);
    return extract_file(&(wishes){.learn = calibration}, input, NULL, &chosen, error);
}
