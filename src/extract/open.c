/* First part of an extraction: what it needs is opened, so that what is missing is said before there is work done. */
#include "extract/run.h"

#include "base/thread.h"
#include "extract/same_file.h"
#include "store/accelerate.h"
#include "store/choose.h"

#include <stdio.h>
#include <string.h>

/* a session that has seen more of them remembers much and is not kept for the next input: it hardly pays */
enum { KEPT_FRAMES = 5000 };

static bool asks_for_part(const facs_extract_options *given)
{
    return given->stream != 0 || given->start != 0 || given->end != 0 || given->every != 0 || given->fps != 0;
}

/* Threads of a session, of which the caller is one: more do not help. */
enum { SESSION_THREADS = 3 };

/* What the session does not use decodes, from two threads on, since the caller only waits for them.  Large videos get two
 * of three or four: decoding takes longest there. */
facs_media_options facs_run_media_options(const facs_run *run)
{
    const facs_extract_options *given = &run->options;
    const int threads = facs_thread_count(run->options.threads), left = threads - SESSION_THREADS;
    return (facs_media_options){.threads = left > 1 ? left : 1,
                                .large_threads = left >= 0 ? 2 : 1,
                                .reference = given->compat != NULL,
                                .no_deinterlace = given->no_deinterlace != 0,
                                .stream = (int)given->stream,
                                .start = given->start,
                                .end = given->end,
                                .every = given->every,
                                .fps = given->fps,
                                .interrupted = given->progress ? facs_run_waits : NULL,
                                .interrupted_cookie =
                                    (void *)(uintptr_t)run, /* the options are const, the run is not */
                                .timeout = given->timeout,
                                .camera_width = (int)given->camera_width,
                                .camera_height = (int)given->camera_height,
                                .camera_rate = given->camera_rate};
}

static facs_status open_media(facs_run *run, facs_error *error)
{
    const facs_extract_options *given = &run->options;
    const facs_media_options options = facs_run_media_options(run);
    facs_status status = facs_media_open_as(&run->env, run->given, &options, &run->media, error);
    if (status != FACS_OK)
        return status;
    run->info = facs_media_get_info(run->media);
    run->stills = run->options.image || run->info->kind == FACS_MEDIA_STILL;
    run->folder = run->stills && run->info->kind == FACS_MEDIA_FOLDER;
    if (run->options.image && run->info->kind == FACS_MEDIA_VIDEO)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is a video; image mode takes a picture or a folder of pictures",
                         run->input);
    if (given->rate > 0 && (run->stills || run->info->kind != FACS_MEDIA_FOLDER))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: rate is for a folder of pictures that counts as a video",
                         run->input);
    if (asks_for_part(given) && run->info->kind != FACS_MEDIA_VIDEO)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: is no video: stream, start, end, every and fps (--stream ...) are for videos",
                         run->input);
    if (run->options.boxes && !run->stills)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: boxes are for pictures in image mode, not for videos",
                         run->options.boxes);
    if (run->folder && run->options.boxes && !facs_path_is_dir(run->options.boxes))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: for a folder of pictures, boxes is a folder with NAME.txt for each", run->options.boxes);
    return FACS_OK;
}

/* models that were opened for another pipeline do not do */
static facs_status check_pipeline(const facs_run *run, facs_error *error)
{
    facs_pipeline wanted;
    facs_status status = facs_pipeline_find(run->options.pipeline, &wanted, error);
    const char *name = run->models->pipeline.name;
    if (status != FACS_OK || !run->options.pipeline || strcmp(run->options.pipeline, "auto") == 0 ||
        strcmp(wanted.name, name) == 0)
        return status;
    return facs_fail(error, FACS_E_ARGUMENT, "pipeline %s: the models were opened for %s", wanted.name, name);
}

facs_status facs_run_models(const facs_env *env, const facs_extract_options *given, bool look, facs_models **models,
                            facs_error *error)
{
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = env;
    options.model_dir = given->model_dir;
    options.landmarks = given->landmarks;
    options.pipeline = given->pipeline;
    options.provider = given->provider;
    options.network_threads = given->network_threads;
    options.network_trace = given->network_trace;
    if (given->compat) {
        const char *meant = facs_compat_pipeline(given->compat);
        if (!meant) /* says which there are */
            return facs_pipeline_compat(given->compat, &(facs_pipeline){.name = ""}, error);
        if (facs_pipeline_is_free(options.pipeline))
            options.pipeline = meant;
    }
    if ((given->wild || given->static_au || given->fit || look) && facs_pipeline_is_free(options.pipeline))
        options.pipeline = "openface"; /* the only one that knows these */
    return facs_models_open(&options, models, error);
}

static facs_status open_models(facs_run *run, bool look, facs_error *error)
{
    if (run->options.models) {
        if (!run->options.models->aus)
            return facs_fail(error, FACS_E_UNSUPPORTED,
                             "%s: the models given were opened without action units: leave no_aus in "
                             "facs_models_options false",
                             run->input);
        if (run->options.provider || run->options.network_threads || run->options.network_trace)
            return facs_fail(
                error, FACS_E_ARGUMENT,
                "%s: provider, network_threads and network_trace belong to the options the models are opened "
                "with, and models were given",
                run->input);
        run->models = facs_models_retain(run->options.models);
        return check_pipeline(run, error);
    }
    int64_t lap = facs_lap_start(facs_run_times(run));
    facs_status status = facs_run_models(&run->env, &run->options, look, &run->models, error);
    facs_lap(facs_run_times(run), FACS_STAGE_LOAD, &lap);
    return status;
}

/* what only OpenFace's pipeline can be told; the null one looks at nothing and takes everything */
static facs_status check_known(const facs_run *run, facs_error *error)
{
    const char *name = run->models->pipeline.name;
    const char *what = run->options.wild ? "wild (--wild)" : run->options.static_au ? "static_au (--static-au)" : NULL;
    if (!what || strcmp(name, "openface") == 0 || strcmp(name, "null") == 0)
        return FACS_OK;
    return facs_fail(error, FACS_E_ARGUMENT,
                     "pipeline %s: does not know %s: leave it out, or name the pipeline openface", name, what);
}

/* the faces of the output "aligned" where they are others than those the descriptors are made of */
static facs_portrait portrait_of(const facs_extract_options *given)
{
    const facs_portrait usual = {.side = FACS_ALIGNED_SIDE, .scale = 0.7F, .mask = true};
    const int side = given->aligned_side > 0 ? (int)given->aligned_side : usual.side;
    const double scale = given->aligned_scale > 0 ? given->aligned_scale : side * (0.7 / FACS_ALIGNED_SIDE);
    facs_portrait wanted = {.side = side, .scale = (float)scale, .mask = given->aligned_unmasked == 0};
    const bool same = wanted.side == usual.side && wanted.scale == usual.scale && wanted.mask;
    if (same)
        wanted.side = 0;
    return wanted;
}

/* Who gets results at once gets action units as they are on line, whether or not somebody waits for final ones. */
static void choose_aus(facs_run *run, const facs_output *wanted, int count, facs_session_options *options,
                       facs_session_extras *extras)
{
    const bool drawn = run->drawing.wanted, again = run->drawing.readable_again;
    const bool at_once = run->calibrate_to == FACS_TO_ONLINE ||
                         facs_outputs_want(wanted, count, FACS_SINK_ONLINE_AUS) || (drawn && !again);
    const bool online = run->calibrate_to == FACS_TO_ONLINE;
    const bool final = !online && (facs_outputs_want(wanted, count, FACS_SINK_FINAL_AUS) || (drawn && again) ||
                                   run->options.save_calibration || run->learn);
    run->online_aus = at_once;
    options->online_aus = at_once && !final;
    options->final_aus_only = !at_once; /* those of a video come from the replay */
    if (at_once && final)
        extras->both = true;
}

/* what is known of the person */
static facs_status calibrate(const facs_run *run, facs_error *error)
{
    const facs_extract_options *given = &run->options;
    if (given->known)
        return facs_calibrate_by_known(run->session, given->known, error);
    if (run->calibrate_to == FACS_TO_KNOWN)
        return facs_calibrate_by_file(run->session, &run->env, given->calibration, error);
    return FACS_OK;
}

/* before any work is done: what cannot be learnt, or not be subtracted */
static facs_status check_calibration(const facs_run *run, facs_error *error)
{
    const facs_extract_options *given = &run->options;
    const bool persons = !run->stills;
    const bool learns = run->models->pipeline.au->learns != NULL;
    const char *what = given->save_calibration ? "save_calibration (--save-calibration)"
                       : given->calibration && run->calibrate_to != FACS_TO_WHOLE ? "calibration (--calibration)"
                       : given->known || run->learn ? "a known person (--calibration-from)"
                                                    : NULL;
    if (what && !persons)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: %s is for videos, not for pictures by themselves", run->input,
                         what);
    if (what && !learns)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: %s: the pipeline %s calibrates nothing to a person; leave it out",
                         run->input, what, run->models->pipeline.name);
    const bool known = given->known || run->calibrate_to == FACS_TO_KNOWN;
    if (known && given->gallery)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: gallery (--persons run): the persons of a calibration have numbers of their own; leave "
                         "one of the two out",
                         run->input);
    const bool saves = given->save_calibration || run->learn || known;
    if (saves && (given->static_au || run->calibrate_to == FACS_TO_NOBODY))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: %s: without calibration (static_au, calibration none) nothing is learnt or used",
                         run->input, what);
    return FACS_OK;
}

static facs_status open_session(facs_run *run, const facs_output *wanted, int count, facs_error *error)
{
    facs_session_extras extras = {.look = facs_outputs_want(wanted, count, FACS_SINK_DESCRIPTORS),
                                  .portrait = portrait_of(&run->options),
                                  .picture = facs_outputs_want(wanted, count, FACS_SINK_PIXELS),
                                  .looks = run->options.save_calibration || run->learn,
                                  .lone = run->info->kind == FACS_MEDIA_STILL,
                                  .later = true,
                                  .fit = run->options.fit};
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.env = &run->env;
    options.faces = run->stills ? FACS_FACES_ONE : run->options.faces;
    options.max_faces = run->stills ? 0 : run->options.max_faces;
    options.order = run->stills ? 0 : run->options.order;
    options.gallery = run->stills ? NULL : run->options.gallery;
    options.image = run->stills;
    options.wild = run->options.wild;
    options.static_au = run->options.static_au || run->calibrate_to == FACS_TO_NOBODY;
    options.experimental = run->options.experimental;
    options.smooth = run->options.smooth;
    options.compat = run->options.compat;
    options.threads = facs_thread_count(run->options.threads) - run->info->decoders;
    options.camera = run->options.camera;
    options.profile = run->measure != NULL;
    options.raw_au = facs_layout_asks_raw(run->options.columns);
    choose_aus(run, wanted, count, &options, &extras);
    /* one that was told what is known of somebody would know it of the next one, too; a gallery is lent to the run alone */
    const bool own = run->options.known || run->calibrate_to == FACS_TO_KNOWN || run->options.gallery;
    facs_status status = facs_idle_sessions_take(own ? NULL : run->idle, run->plain, run->models, &options, &extras,
                                                 &run->lent, &run->session, error);
    if (status == FACS_OK)
        status = calibrate(run, error);
    if (status == FACS_OK)
        facs_media_allow_late(run->media);
    return status;
}

/* Does the session remember persons, so that there are final action units? */
static bool has_persons(const facs_run *run)
{
    return !run->stills && (run->options.faces == FACS_FACES_ONE || !run->options.compat);
}

/* The numbers are no longer OpenFace's to the bit: said on standard error and in the sidecar. */
static void tell_exchanged(const facs_run *run)
{
    char list[400];
    const bool waiting = has_persons(run) && !run->options.static_au && !run->online_aus;
    facs_accelerated_list(run->models->accelerated, waiting, list, sizeof list);
    if (*list)
        facs_log(&run->env, FACS_LOG_WARNING,
                 "done by ONNX Runtime: %s; the numbers are close to OpenFace's, but not the same to the bit", list);
    else if (run->models->accelerated)
        facs_log(&run->env, FACS_LOG_WARNING,
                 "provider %s: nothing of this run is done by it; the numbers are those of our own kernels",
                 facs_provider_name(run->models->networks.provider));
}

static bool list_au(const void *session, facs_au_kind kind, int index, facs_au_info *info)
{
    return facs_session_au(session, kind, index, info);
}

static facs_status make_layout(facs_run *run, facs_error *error)
{
    facs_face_shape shape = facs_session_shape(run->session);
    shape.gaze_screen = run->gaze != NULL;
    const bool many = run->options.faces == FACS_FACES_MANY;
    const facs_rows rows = run->stills ? FACS_ROWS_STILLS : many ? FACS_ROWS_MANY : FACS_ROWS_ONE;
    run->layout = facs_layout_create(&run->env, rows, &shape, list_au, run->session);
    facs_status status = run->layout ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", run->input);
    if (status == FACS_OK) {
        run->layout->rate_num = run->info->rate_num;
        run->layout->rate_den = run->info->rate_den;
        run->layout->input = run->input;
        run->layout->pipeline = run->models->pipeline.name;
        run->layout->width = run->folder ? 0 : run->info->width;
        run->layout->height = run->folder ? 0 : run->info->height;
        run->layout->camera = run->options.camera;
        run->layout->receiver = (facs_receiver){run->options.records, run->options.records_cookie};
        run->layout->no_empty = run->stills && run->options.no_empty_csv != 0;
        run->layout->aligned = (facs_aligned_choice){.portrait = shape.portrait,
                                                     .grey = run->options.aligned_grey != 0,
                                                     .good_only = run->options.aligned_good_only != 0};
        if (run->options.aligned_format) {
            snprintf(run->aligned_ending, sizeof run->aligned_ending, ".%s", run->options.aligned_format);
            run->layout->aligned.ending = run->aligned_ending;
        }
    }
    for (int i = 0; status == FACS_OK && i < run->layout->fields; i++)
        if (run->layout->field[i].source == FACS_FROM_GAZE_SCREEN)
            run->layout->field[i].unit = run->gaze->unit;
    if (status == FACS_OK && run->stills && run->options.compat) /* the reference's pictures have none */
        facs_layout_drop(run->layout, FACS_FROM_SUCCESS);
    if (status == FACS_OK && run->options.compat) /* nor do its videos have these */
        facs_layout_drop(run->layout, FACS_FROM_LIKELIHOOD);
    if (status == FACS_OK && run->options.compat)
        facs_layout_drop(run->layout, FACS_FROM_GAZE_HEAD);
    if (status == FACS_OK && run->options.compat && rows == FACS_ROWS_MANY)
        facs_layout_slots(run->layout);
    if (status == FACS_OK)
        status = facs_layout_choose(run->layout, run->options.columns, error);
    char word[16];
    if (status == FACS_OK && run->options.columns &&
        facs_layout_lacks(run->layout, run->options.columns, word, sizeof word))
        facs_log(&run->env, FACS_LOG_WARNING, "columns (--columns): there are none of '%s' with %s %s", word,
                 run->options.compat ? "compat" : "the pipeline",
                 run->options.compat ? run->options.compat : run->models->pipeline.name);
    if (status == FACS_OK && run->options.names)
        status = facs_layout_rename(run->layout, run->options.names, error);
    return status;
}

/* Without final action units to wait for, every result is written at once. */
static facs_status make_spool(facs_run *run, facs_error *error)
{
    const bool written =
        facs_layout_has(run->layout, FACS_FROM_AU_R) && facs_outputs_need(run->outputs, FACS_SINK_FINAL_AUS);
    const bool drawn = run->drawing.readable_again && run->drawing.frames.au_count > 0;
    if (!has_persons(run) || run->models->pipeline.au->final_at_once || run->calibrate_to == FACS_TO_ONLINE ||
        (!written && !drawn))
        return FACS_OK;
    char *folder = facs_outputs_folder(run->outputs);
    facs_status status = facs_spool_create(&run->env, facs_outputs_waiting(run->outputs), folder, &run->spool, error);
    facs_free(&run->env, folder);
    return status;
}

/* no output may be a file that is read, whatever it is called; input and boxes were looked at before */
static facs_status check_outputs(const facs_run *run, const facs_output *wanted, int count, facs_error *error)
{
    facs_status status = FACS_OK;
    const char *const learnt[] = {run->options.save_calibration, run->options.save_gaze_calibration};
    for (int i = 0; i < 2 && status == FACS_OK; i++)
        if (learnt[i] && facs_media_reads(run->media, learnt[i]))
            status =
                facs_fail(error, FACS_E_ARGUMENT, "%s: is a picture of %s; name another file", learnt[i], run->input);
        else if (learnt[i] && run->gaze && run->gaze->clip && facs_same_file(run->gaze->clip, learnt[i]))
            status =
                facs_fail(error, FACS_E_ARGUMENT, "%s: is the recording with the points; name another file", learnt[i]);
        else if (learnt[i])
            status = facs_models_check_output(run->models, learnt[i], error);
    for (int i = 0; i < count && status == FACS_OK; i++)
        if (!facs_outputs_names_file(&wanted[i]))
            continue;
        else if (run->gaze && run->gaze->clip && facs_same_file(run->gaze->clip, wanted[i].path))
            status = facs_fail(error, FACS_E_ARGUMENT, "%s: is the recording with the points; name another output",
                               wanted[i].path);
        else if (facs_media_reads(run->media, wanted[i].path))
            status = facs_fail(error, FACS_E_ARGUMENT, "%s: is a picture of %s; name another output", wanted[i].path,
                               run->input);
        else
            status = facs_models_check_output(run->models, wanted[i].path, error);
    return status;
}

facs_status facs_run_open(facs_run *run, const facs_output *wanted, int count, facs_error *error)
{
    run->pictures.env = run->env;
    const bool look = facs_outputs_want(wanted, count, FACS_SINK_DESCRIPTORS);
    facs_status status = open_media(run, error);
    if (status == FACS_OK)
        facs_run_plan_drawing(run, wanted, count);
    if (status == FACS_OK)
        status = open_models(run, look, error);
    if (status == FACS_OK)
        status = check_known(run, error);
    if (status == FACS_OK)
        status = check_calibration(run, error);
    if (status == FACS_OK)
        status = open_session(run, wanted, count, error);
    if (status == FACS_OK)
        status = facs_run_check_gaze(run, error);
    if (status == FACS_OK)
        tell_exchanged(run);
    if (status == FACS_OK)
        status = make_layout(run, error);
    if (status == FACS_OK)
        status = facs_run_describe_frames(run, error);
    if (status == FACS_OK)
        status = check_outputs(run, wanted, count, error);
    if (status == FACS_OK)
        status = facs_outputs_open(&run->env, wanted, count, run->layout, &run->drawing.frames, run->folder,
                                   &run->outputs, error);
    if (status == FACS_OK)
        status = facs_sidecar_open_beside(run->sidecar, run->models, run->csv, wanted, count, error);
    if (status == FACS_OK)
        status = make_spool(run, error);
    return status;
}

void facs_run_close(facs_run *run, bool clean)
{
    facs_outputs_close(&run->outputs);
    facs_spool_destroy(&run->spool);
    if (run->lent)
        facs_idle_sessions_give(run->idle, &run->lent, clean && run->done <= KEPT_FRAMES);
    else
        facs_session_destroy(&run->session);
    if (run->media)
        facs_media_close(&run->media);
    facs_models_close(&run->models);
    facs_run_end_drawing(run);
    facs_pictures_free(&run->pictures);
    facs_unreadable_free(&run->env, &run->unreadable);
    facs_free(&run->env, run->layout);
    facs_gaze_screen_close(&run->gaze);
    facs_measure_destroy(&run->measure);
    facs_sidecar_close(&run->sidecar);
}
