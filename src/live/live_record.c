/* See live_record.h.  A record of a live run has the members that one of a run over files has, where they mean the same;
 * "live" says the rest. */
#include "live/live_record.h"

#include "extract/calibrated.h"
#include "extract/record_members.h"
#include "head/head.h"

#include <string.h>

facs_status facs_live_start_noting(facs_live *live, facs_error *error)
{
    const facs_env plain = live->env;
    return facs_sidecar_create(&plain, &live->sidecar, &live->env, error);
}

/* ---- content ---- */

static void add_options(facs_json *json, const facs_live_options *options)
{
    facs_json_begin(json, "options", '{');
    facs_json_text(json, "pipeline", options->pipeline);
    facs_json_text(json, "faces", options->faces == FACS_FACES_MANY ? "many" : "one");
    if (options->max_faces)
        facs_json_integer(json, "max_faces", options->max_faces);
    if (options->order)
        facs_json_text(json, "order", options->order == FACS_ORDER_SIZE ? "size" : "left");
    facs_json_bool(json, "static_au", options->static_au != 0);
    facs_json_bool(json, "experimental", options->experimental != 0);
    facs_json_bool(json, "smooth", options->smooth != 0);
    if (options->calibration)
        facs_json_text(json, "calibration", options->calibration);
    if (options->save_calibration)
        facs_json_text(json, "save_calibration", options->save_calibration);
    if (options->columns)
        facs_json_text(json, "columns", options->columns);
    if (options->names)
        facs_json_text(json, "names", options->names);
    facs_json_bool(json, "wild", options->wild != 0);
    facs_json_text(json, "landmarks", options->landmarks);
    facs_json_text(json, "model_dir", options->model_dir);
    if (options->reconnect >= 0)
        facs_json_integer(json, "reconnect", options->reconnect);
    facs_record_add_source(json, options->timeout, options->camera_width, options->camera_height, options->camera_rate);
    if (options->provider)
        facs_json_text(json, "provider", options->provider);
    facs_json_end(json, '}');
}

/* what action units were corrected by; NULL = by nothing */
static const char *calibration_of(const facs_live *live)
{
    const facs_live_options *given = &live->options;
    const facs_calibrate_to to = facs_calibrate_to_word(given->calibration);
    if (!live->models->pipeline.au->learns || given->static_au || to == FACS_TO_NOBODY)
        return NULL;
    if (to == FACS_TO_KNOWN)
        return "known";
    return live->on_page.calibration == FACS_PAGE_KNOWN ? "page" : "online";
}

static void add_live(facs_json *json, const facs_live *live)
{
    facs_json_begin(json, "live", '{');
    facs_json_text(json, "source", live->name);
    facs_json_integer(json, "frames", live->came);
    facs_json_integer(json, "dropped", live->dropped);
    facs_json_integer(json, "lost", live->news.lost);
    facs_json_text(json, "calibrated", calibration_of(live));
    facs_json_end(json, '}');
}

static void add_counts(facs_json *json, const facs_verdict *verdict, int64_t in, int width, int height)
{
    facs_json_begin(json, "frames", '{');
    facs_json_integer(json, "in", in);
    facs_json_integer(json, "out", verdict->frames);
    facs_record_add_verdict(json, verdict);
    facs_json_integer(json, "width", width);
    facs_json_integer(json, "height", height);
    facs_json_end(json, '}');
}

static void begin(facs_json *json, const facs_live *live, const char *input, const char *output)
{
    *json = (facs_json){.env = live->env};
    facs_record_begin(json, input, output);
}

static void add_how(facs_json *json, facs_live *live)
{
    const facs_live_options *given = &live->options;
    const facs_camera used = facs_camera_complete(&given->camera, live->width, live->height, false);
    facs_record_add_pipeline(json, live->models, NULL);
    json->no_memory = facs_record_add_models(json, live->models, live->session) != FACS_OK || json->no_memory;
    add_options(json, given);
    facs_record_add_camera(json, &given->camera, &used, live->width > 0);
}

static void add_end(facs_json *json, facs_live *live)
{
    if (facs_calibrate_to_word(live->options.calibration) == FACS_TO_KNOWN)
        facs_record_add_calibration(json, live->session, live->options.faces == FACS_FACES_MANY);
    facs_sidecar_add_warnings(json, live->sidecar);
    facs_record_add_columns(json, live->layout);
    facs_json_end(json, '}');
}

/* ---- the CSV ---- */

facs_status facs_live_open_record(facs_live *live, facs_error *error)
{
    const facs_live_options *given = &live->options;
    live->csv = NULL;
    for (int64_t i = 0; i < given->output_count && given->sidecar && !live->csv; i++)
        if (given->outputs[i].sink && strcmp(given->outputs[i].sink, "csv") == 0 && given->outputs[i].path)
            live->csv = given->outputs[i].path;
    return facs_sidecar_open_beside(live->sidecar, live->models, live->csv, given->outputs, given->output_count, error);
}

facs_status facs_live_write_record(facs_live *live, facs_error *error)
{
    const facs_live_options *given = &live->options;
    facs_json json;
    if (!facs_sidecar_is_open(live->sidecar))
        return FACS_OK;
    begin(&json, live, live->name, live->csv);
    facs_record_add_outputs(&json, given->outputs, given->output_count, live->csv);
    add_how(&json, live);
    add_counts(&json, &live->verdict, live->came, live->width, live->height);
    add_live(&json, live);
    facs_record_add_streams(&json, given->outputs, given->output_count, "online");
    add_end(&json, live);
    return facs_sidecar_write(live->sidecar, &json, live->csv, error);
}

facs_status facs_live_finish_record(facs_live *live, facs_error *error)
{
    return facs_sidecar_is_open(live->sidecar) ? facs_sidecar_finish(live->sidecar, false, error) : FACS_OK;
}

/* ---- a recording ---- */

facs_status facs_live_record_recording(facs_live *live, facs_sidecar **record, facs_error *error)
{
    const facs_recorder *recorder = live->on_page.recorder;
    const char *table = facs_recorder_table(recorder);
    const int64_t left_out = facs_recorder_left_out(recorder);
    int64_t rows = 0, missed = 0;
    double seconds = 0;
    int width = 0, height = 0;
    facs_json json;
    facs_env ignored;
    facs_status status = facs_sidecar_create(&live->env, record, &ignored, error);
    if (status == FACS_OK)
        status = facs_sidecar_open_beside(*record, live->models, table, NULL, 0, error);
    if (status != FACS_OK || !facs_sidecar_is_open(*record))
        return status;
    facs_recorder_count(recorder, &rows, &missed, &seconds);
    facs_recorder_size(recorder, &width, &height);
    begin(&json, live, facs_recorder_video(recorder), table);
    add_how(&json, live);
    add_counts(&json, &live->on_page.verdict, rows, width, height);
    add_live(&json, live);
    facs_json_begin(&json, "recording", '{');
    facs_json_number(&json, "seconds", seconds);
    facs_json_integer(&json, "frames_repeated", missed - left_out);
    facs_json_integer(&json, "frames_left_out", left_out);
    facs_json_end(&json, '}');
    add_end(&json, live);
    return facs_sidecar_write(*record, &json, table, error);
}
