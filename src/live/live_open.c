/* First part of a live run: what it needs is opened. */
#include "live/live_record.h"

#include "extract/calibrated.h"
#include "extract/same_file.h"
#include "media/address.h"
#include "store/choose.h"

#include <stdio.h>
#include <string.h>

void facs_live_options_init(facs_live_options *options, size_t size)
{
    const facs_live_options defaults = {.size = sizeof defaults, .camera = {-1, -1, -1, -1}, .reconnect = -1};
    facs_options_init(options, size, &defaults, sizeof defaults);
}

static facs_status check_output(const facs_live *live, int index, facs_error *error)
{
    const facs_output *wanted = live->options.outputs;
    const char *path = wanted[index].path;
    const facs_sink *sink = wanted[index].sink ? facs_sink_find(wanted[index].sink) : NULL;
    if (sink && (sink->whole_video || (sink->needs & FACS_SINK_SECOND_DECODE && !sink->draw)))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: an output of the kind %s needs a whole video, which a live source never is; record it "
                         "and use extract",
                         path ? path : "", sink->name);
    if (path && sink && sink->check && sink->check(path, error) != FACS_OK)
        return FACS_E_ARGUMENT;
    if (!facs_outputs_names_file(&wanted[index]))
        return FACS_OK;
    if (facs_same_file(live->source, path))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the source itself; name another output", path);
    if (facs_calibrate_to_word(live->options.calibration) == FACS_TO_KNOWN &&
        facs_same_file(live->options.calibration, path))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the calibration that is used; name another output", path);
    for (int i = 0; i < index; i++)
        if (facs_outputs_names_file(&wanted[i]) && facs_same_place(wanted[i].path, path))
            return facs_fail(error, FACS_E_ARGUMENT, "%s: is named for two outputs", path);
    return FACS_OK;
}

/* the file that gets what was learnt */
static facs_status check_saved(const facs_live *live, facs_error *error)
{
    const facs_live_options *given = &live->options;
    const char *path = given->save_calibration;
    if (!path)
        return FACS_OK;
    if (facs_same_file(live->source, path))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the source itself; name another file", path);
    if (facs_calibrate_to_word(given->calibration) == FACS_TO_KNOWN && facs_same_file(given->calibration, path))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is the calibration that is used; name another file", path);
    for (int i = 0; i < given->output_count; i++)
        if (facs_outputs_names_file(&given->outputs[i]) && facs_same_place(given->outputs[i].path, path))
            return facs_fail(error, FACS_E_ARGUMENT, "%s: is named for two outputs", path);
    if (given->static_au || facs_calibrate_to_word(given->calibration) == FACS_TO_NOBODY)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "save_calibration (--save-calibration): without calibration (static_au, calibration none) "
                         "nothing is learnt");
    return FACS_OK;
}

static facs_status check_outputs(const facs_live *live, facs_error *error)
{
    facs_status status = FACS_OK;
    for (int i = 0; i < live->options.output_count && status == FACS_OK; i++)
        status = check_output(live, i, error);
    return status == FACS_OK ? check_saved(live, error) : status;
}

static facs_status take_options(facs_live *live, const facs_live_options *options, facs_error *error)
{
    facs_live_options *given = &live->options;
    facs_live_options_init(given, sizeof *given);
    facs_status status = facs_options_take(given, options, sizeof *given, "facs_live_options", error);
    if (status == FACS_OK)
        status = facs_env_take(given->env, &live->env, error);
    if (status == FACS_OK)
        status = facs_live_start_noting(live, error);
    if (status != FACS_OK)
        return status;
    if (!live->source || !live->source[0])
        return facs_fail(error, FACS_E_ARGUMENT, "facs_live_run: the source has no name");
    live->name = facs_input_shown(&live->env, live->source);
    if (!live->name)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    if (given->output_count < 0 || given->output_count > FACS_LIVE_OUTPUTS_MOST ||
        (given->output_count > 0 && !given->outputs))
        return facs_fail(error, FACS_E_ARGUMENT, "output_count = %lld: 0 to %d outputs are possible",
                         (long long)given->output_count, FACS_LIVE_OUTPUTS_MOST);
    if (!(given->timeout >= 0) || given->camera_width < 0 || given->camera_height < 0 || !(given->camera_rate >= 0) ||
        given->camera_width > FACS_IMAGE_SIDE_MAX || given->camera_height > FACS_IMAGE_SIDE_MAX)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_live_run: timeout, camera_width, camera_height and camera_rate are not below 0");
    if (given->threads < 0 || given->threads > INT32_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "threads: 0 (one per core) or more are possible");
    if (given->faces != FACS_FACES_ONE && given->faces != FACS_FACES_MANY)
        return facs_fail(error, FACS_E_ARGUMENT, "faces = %lld: FACS_FACES_ONE or FACS_FACES_MANY are possible",
                         (long long)given->faces);
    if (given->calibration && (!given->calibration[0] || strcmp(given->calibration, "whole") == 0))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "calibration: '%s': live there is no whole video; online, none or a file are possible",
                         given->calibration);
    if ((given->http_token || given->record_folder) && !given->http)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "http_token (--token) and record_folder (--record) are about a page: "
                         "name where it is to be, http (--http)");
    if (given->record_folder && !given->record_folder[0])
        return facs_fail(error, FACS_E_ARGUMENT, "record_folder: the folder has no name");
    if (given->save_calibration && !given->save_calibration[0])
        return facs_fail(error, FACS_E_ARGUMENT, "save_calibration: the file has no name");
    return check_outputs(live, error);
}

/* what only OpenFace's pipeline can be told; the null one takes everything */
static facs_status check_known(const facs_live *live, facs_error *error)
{
    const char *name = live->models->pipeline.name;
    const char *what = live->options.wild        ? "wild (--wild)"
                       : live->options.static_au ? "static_au (--static-au)"
                                                 : NULL;
    if (!what || strcmp(name, "openface") == 0 || strcmp(name, "null") == 0)
        return FACS_OK;
    return facs_fail(error, FACS_E_ARGUMENT,
                     "pipeline %s: does not know %s: leave it out, or name the pipeline openface", name, what);
}

static bool need(const facs_live *live, unsigned what)
{
    return facs_outputs_want(live->options.outputs, (int)live->options.output_count, what);
}

static facs_status open_models(facs_live *live, facs_error *error)
{
    const facs_live_options *given = &live->options;
    if (given->models) {
        if (!given->models->aus)
            return facs_fail(error, FACS_E_UNSUPPORTED,
                             "the models given were opened without action units: leave no_aus in facs_models_options "
                             "false");
        live->models = facs_models_retain(given->models);
        return check_known(live, error);
    }
    facs_models_options options;
    facs_models_options_init(&options, sizeof options);
    options.env = &live->env;
    options.model_dir = given->model_dir;
    options.landmarks = given->landmarks;
    options.pipeline = given->pipeline;
    options.provider = given->provider;
    options.network_threads = given->network_threads;
    if ((given->wild || given->static_au || need(live, FACS_SINK_DESCRIPTORS)) &&
        facs_pipeline_is_free(options.pipeline))
        options.pipeline = "openface"; /* the only one that knows these */
    facs_status status = facs_models_open(&options, &live->models, error);
    return status == FACS_OK ? check_known(live, error) : status;
}

static facs_status open_session(facs_live *live, facs_error *error)
{
    const facs_live_options *given = &live->options;
    facs_session_options options;
    facs_session_options_init(&options, sizeof options);
    options.env = &live->env;
    options.faces = (facs_faces)given->faces;
    options.max_faces = given->max_faces;
    options.order = given->order;
    options.wild = given->wild != 0;
    options.static_au = given->static_au != 0;
    options.experimental = given->experimental;
    options.smooth = given->smooth;
    options.threads = (int)given->threads;
    options.camera = given->camera;
    options.online_aus = true;
    options.raw_au = facs_layout_asks_raw(given->columns);
    const facs_calibrate_to to = facs_calibrate_to_word(given->calibration);
    options.static_au = options.static_au || to == FACS_TO_NOBODY;
    const facs_session_extras extras = {.look = need(live, FACS_SINK_DESCRIPTORS),
                                        .picture = need(live, FACS_SINK_PIXELS),
                                        .looks = given->save_calibration != NULL};
    if (given->save_calibration && !live->models->pipeline.au->learns)
        return facs_fail(
            error, FACS_E_ARGUMENT,
            "save_calibration (--save-calibration): the pipeline %s calibrates nothing to a person; leave it "
            "out",
            live->models->pipeline.name);
    facs_status status = facs_session_open(live->models, &options, &extras, &live->session, error);
    if (status == FACS_OK && to == FACS_TO_KNOWN)
        status = facs_calibrate_by_file(live->session, &live->env, given->calibration, error);
    return status;
}

static bool list_au(const void *session, facs_au_kind kind, int index, facs_au_info *info)
{
    return facs_session_au(session, kind, index, info);
}

static facs_status make_layout(facs_live *live, facs_error *error)
{
    const facs_live_options *given = &live->options;
    const facs_face_shape shape = facs_session_shape(live->session);
    const facs_rows rows = given->faces == FACS_FACES_MANY ? FACS_ROWS_MANY : FACS_ROWS_ONE;
    live->layout = facs_layout_create(&live->env, rows, &shape, list_au, live->session);
    facs_status status = live->layout ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory");
    if (status == FACS_OK) {
        live->layout->pipeline = live->models->pipeline.name;
        facs_layout_add_live(live->layout);
    }
    if (status == FACS_OK)
        status = facs_layout_choose(live->layout, given->columns, error);
    if (status == FACS_OK && given->names)
        status = facs_layout_rename(live->layout, given->names, error);
    const bool learns = !given->static_au && (!given->calibration || strcmp(given->calibration, "online") == 0);
    live->calibrates = rows == FACS_ROWS_ONE && !live->models->pipeline.au->final_at_once && learns && shape.au_r > 0;
    return status;
}

facs_status facs_live_open(facs_live *live, const facs_live_options *options, facs_error *error)
{
    facs_status status = take_options(live, options, error);
    if (status == FACS_OK)
        status = open_models(live, error);
    if (status == FACS_OK)
        status = open_session(live, error);
    if (status == FACS_OK)
        status = make_layout(live, error);
    for (int i = 0; i < live->options.output_count && status == FACS_OK; i++)
        if (facs_outputs_names_file(&live->options.outputs[i]))
            status = facs_models_check_output(live->models, live->options.outputs[i].path, error);
    if (status == FACS_OK && live->options.save_calibration)
        status = facs_models_check_output(live->models, live->options.save_calibration, error);
    if (status == FACS_OK) {
        status = facs_bell_init(&live->bell);
        live->has_bell = status == FACS_OK;
    }
    return live->name ? facs_fail_for(error, status, live->name) : status;
}

/* ---- outputs ---- */

bool facs_live_draws(const facs_live *live)
{
    return need(live, FACS_SINK_SECOND_DECODE);
}

/* "AU01L" from "AU01L_r" */
static facs_status list_names(facs_live *live, facs_error *error)
{
    enum { NAME = 16 };
    facs_au_info info = {.size = sizeof info};
    const int count = facs_session_shape(live->session).au_r;
    live->au_names = facs_calloc(&live->env, (size_t)count + 1, sizeof *live->au_names + NAME);
    if (!live->au_names)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", live->name);
    char *text = (char *)(live->au_names + count + 1);
    for (int i = 0; i < count && facs_session_au(live->session, FACS_AU_INTENSITY, i, &info); i++, text += NAME) {
        snprintf(text, NAME, "%.*s", (int)strcspn(info.column, "_"), info.column);
        live->au_names[i] = text;
    }
    live->frames.au_names = live->au_names;
    live->frames.au_count = count;
    return FACS_OK;
}

/* frames have times of their own, since some are dropped */
static facs_status describe_frames(facs_live *live, facs_error *error)
{
    enum { TICKS = 90000 };
    const facs_media_info *info = &live->news.info;
    live->frames = (facs_sink_frames){.width = info->width,
                                      .height = info->height,
                                      .rate_num = info->rate_num,
                                      .rate_den = info->rate_den,
                                      .tick_num = 1,
                                      .tick_den = TICKS,
                                      .last_repeats = true,
                                      .camera = live->options.camera,
                                      .provisional = live->calibrates};
    return list_names(live, error);
}

facs_status facs_live_open_outputs(facs_live *live, facs_error *error)
{
    live->layout->rate_num = live->news.info.rate_num;
    live->layout->rate_den = live->news.info.rate_den;
    facs_status status = facs_live_open_record(live, error);
    if (status == FACS_OK && facs_live_draws(live))
        status = describe_frames(live, error);
    for (int i = 0; i < live->options.output_count && status == FACS_OK; i++)
        status = facs_outputs_open(&live->env, &live->options.outputs[i], 1, live->layout, &live->frames, false,
                                   &live->output[i], error);
    live->outputs_open = status == FACS_OK;
    return status;
}

/* a source that came back may have another size, which a video cannot have */
static const facs_image *drawable(const facs_live *live, facs_image *image)
{
    *image = facs_pixels_view(&live->drawn_on);
    return image->width == live->frames.width && image->height == live->frames.height ? image : NULL;
}

static facs_status write_one(const facs_live *live, facs_outputs *to, const facs_result *result,
                             const facs_media_frame *at, facs_error *error)
{
    facs_image image;
    if (!facs_outputs_drawn(to))
        return facs_outputs_write(to, FACS_FOR_ALL, result, NULL, error);
    facs_media_frame shown = *at;
    shown.shown = at->timestamp - live->shown_first;
    return facs_outputs_draw(to, result, NULL, drawable(live, &image), &shown, error);
}

facs_status facs_live_write(facs_live *live, const facs_result *result, const facs_media_frame *at, facs_error *error)
{
    facs_status first = FACS_OK;
    for (int i = 0; i < live->options.output_count; i++) {
        if (!live->output[i])
            continue;
        facs_status status = write_one(live, live->output[i], result, at, first == FACS_OK ? error : NULL);
        if (status != FACS_OK)
            facs_outputs_close(&live->output[i]);
        first = first == FACS_OK ? status : first;
    }
    return first;
}

facs_status facs_live_finish_outputs(facs_live *live, facs_error *error)
{
    facs_status first = FACS_OK;
    for (int i = 0; i < live->options.output_count; i++) {
        if (!live->output[i])
            continue;
        const bool recorded = live->options.outputs[i].path == live->csv;
        facs_error *told = first == FACS_OK ? error : NULL;
        facs_status record = recorded ? facs_live_write_record(live, told) : FACS_OK;
        facs_status status = facs_outputs_finish(live->output[i], false, record == FACS_OK ? told : NULL);
        if (recorded && status == FACS_OK && record == FACS_OK)
            record = facs_live_finish_record(live, told);
        if (status == FACS_OK && facs_outputs_places(live->output[i])[0])
            facs_log(&live->env, FACS_LOG_INFO, "wrote %s", facs_outputs_places(live->output[i]));
        facs_outputs_close(&live->output[i]);
        status = record == FACS_OK ? status : record;
        first = first == FACS_OK ? status : first;
    }
    return first;
}

void facs_live_close(facs_live *live)
{
    facs_live_page_close(&live->on_page.page);
    for (int i = 0; i < FACS_LIVE_OUTPUTS_MOST; i++)
        facs_outputs_close(&live->output[i]);
    facs_session_destroy(&live->session);
    facs_models_close(&live->models);
    facs_free(&live->env, live->layout);
    facs_free(&live->env, live->name);
    facs_free(&live->env, live->au_names);
    facs_pixels_free(&live->env, &live->drawn_on);
    if (live->has_bell)
        facs_bell_free(&live->bell);
    facs_sidecar_close(&live->sidecar);
}
