/* What a run over files was, as its record says.  Nothing in it depends on the machine, the time or the number of threads: the
 * same run leaves the same bytes. */
#include "extract/record_members.h"
#include "extract/run.h"
#include "head/head.h"

#include <math.h>
#include <string.h>

static void add_options(facs_json *json, const facs_extract_options *options)
{
    facs_json_begin(json, "options", '{');
    facs_json_text(json, "pipeline", options->pipeline);
    facs_json_text(json, "faces", options->faces == FACS_FACES_MANY ? "many" : "one");
    if (options->max_faces)
        facs_json_integer(json, "max_faces", options->max_faces);
    if (options->order)
        facs_json_text(json, "order", options->order == FACS_ORDER_SIZE ? "size" : "left");
    if (options->gallery)
        facs_json_text(json, "persons", "run");
    facs_json_bool(json, "image", options->image);
    facs_json_bool(json, "static_au", options->static_au);
    facs_json_bool(json, "experimental", options->experimental != 0);
    facs_json_bool(json, "smooth", options->smooth != 0);
    if (options->compat)
        facs_json_text(json, "compat", options->compat);
    if (options->calibration || options->known)
        facs_json_text(json, "calibration", options->known ? "known" : options->calibration);
    if (options->save_calibration)
        facs_json_text(json, "save_calibration", options->save_calibration);
    if (options->gaze_calibration)
        facs_json_text(json, "gaze_calibration", options->gaze_calibration);
    if (options->save_gaze_calibration)
        facs_json_text(json, "save_gaze_calibration", options->save_gaze_calibration);
    if (options->format)
        facs_json_text(json, "format", options->format);
    if (options->columns)
        facs_json_text(json, "columns", options->columns);
    if (options->names)
        facs_json_text(json, "names", options->names);
    facs_json_bool(json, "wild", options->wild);
    facs_json_text(json, "landmarks", options->landmarks);
    facs_json_text(json, "model_dir", options->model_dir);
    facs_json_text(json, "boxes", options->boxes);
    facs_json_integer(json, "max_frames", options->max_frames);
    if (options->rate > 0)
        facs_json_number(json, "rate", options->rate);
    if (options->stream)
        facs_json_integer(json, "stream", options->stream);
    if (options->start > 0)
        facs_json_number(json, "start", options->start);
    if (options->end > 0)
        facs_json_number(json, "end", options->end);
    if (options->every)
        facs_json_integer(json, "every", options->every);
    if (options->fps > 0)
        facs_json_number(json, "fps", options->fps);
    if (options->no_deinterlace)
        facs_json_bool(json, "no_deinterlace", true);
    facs_record_add_source(json, options->timeout, options->camera_width, options->camera_height, options->camera_rate);
    if (options->provider)
        facs_json_text(json, "provider", options->provider);
    facs_json_end(json, '}');
}

static void add_camera(facs_json *json, const facs_run *run)
{
    const facs_camera used =
        facs_camera_complete(&run->options.camera, run->info->width, run->info->height, run->stills);
    facs_record_add_camera(json, &run->options.camera, &used, !run->folder && run->info->width > 0);
}

static void add_counts(facs_json *json, const facs_run *run)
{
    facs_json_begin(json, "frames", '{');
    facs_json_integer(json, "in", run->read);
    facs_json_integer(json, "out", run->done);
    facs_record_add_verdict(json, &run->verdict);
    facs_json_integer(json, "unreadable", run->unreadable.count);
    facs_json_integer(json, "width", run->info->width);
    facs_json_integer(json, "height", run->info->height);
    facs_json_end(json, '}');
}

/* of a folder: which picture frame number i from 1 is */
static void add_pictures(facs_json *json, const facs_run *run)
{
    if (run->info->kind != FACS_MEDIA_FOLDER)
        return;
    facs_json_begin(json, "pictures", '[');
    for (int64_t i = 1; i <= run->read; i++)
        facs_json_text(json, NULL, facs_media_picture(run->media, i));
    facs_json_end(json, ']');
}

/* timestamp + container_start_s = time by the container's clock */
static void add_time(facs_json *json, const facs_run *run)
{
    if (run->info->kind != FACS_MEDIA_VIDEO)
        return;
    facs_json_begin(json, "time", '{');
    facs_json_text(json, "timestamp", run->options.compat ? "frame rate" : "presentation");
    facs_json_time(json, "container_start_s", run->options.compat ? (double)NAN : run->info->start);
    facs_json_number(json, "frames_per_s", run->info->fps);
    facs_json_end(json, '}');
}

/* how frames became the pictures that points and boxes are in pixels of */
static void add_video(facs_json *json, const facs_run *run)
{
    const facs_media_info *info = run->info;
    if (info->kind != FACS_MEDIA_VIDEO)
        return;
    facs_json_begin(json, "video", '{');
    facs_json_integer(json, "stream", info->stream);
    facs_json_integer(json, "coded_width", info->stored_width);
    facs_json_integer(json, "coded_height", info->stored_height);
    facs_json_integer(json, "orientation", info->orientation);
    facs_json_bool(json, "deinterlaced", info->deinterlaced);
    facs_json_text(json, "tone_mapped", info->tone_mapped);
    facs_json_end(json, '}');
}

/* what was drawn, and with which action units */
static void add_overlay(facs_json *json, const facs_run *run)
{
    const facs_draw_frames *drawing = &run->drawing;
    if (!drawing->wanted)
        return;
    facs_json_begin(json, "overlay", '{');
    facs_json_text(json, "path", facs_outputs_drawn(run->outputs));
    facs_json_text(json, "action_units",
                   drawing->frames.au_count == 0 ? NULL
                   : drawing->provisional        ? "on-line"
                                                 : "final");
    facs_json_bool(json, "sound_copied", drawing->frames.sound != NULL);
    facs_json_bool(json, "stopped", drawing->stopped || run->cancelled);
    facs_json_bool(json, "left_out", drawing->left_out);
    facs_json_end(json, '}');
}

facs_status facs_run_write_record(facs_run *run, facs_error *error)
{
    const facs_extract_options *options = &run->options;
    facs_json json = {.env = *run->plain};
    facs_record_begin(&json, run->input, run->csv);
    facs_record_add_outputs(&json, options->outputs, options->output_count, NULL);
    facs_record_add_pipeline(&json, run->models, options->compat);
    json.no_memory = facs_record_add_models(&json, run->models, run->session) != FACS_OK || json.no_memory;
    add_options(&json, options);
    add_camera(&json, run);
    add_counts(&json, run);
    add_pictures(&json, run);
    add_time(&json, run);
    add_video(&json, run);
    facs_record_add_streams(&json, options->outputs, options->output_count,
                            run->spool || run->calibrate_to == FACS_TO_ONLINE ? "online" : "final");
    add_overlay(&json, run);
    if (run->gaze)
        facs_gaze_screen_record(&json, run->gaze);
    if (run->calibrate_to == FACS_TO_KNOWN)
        facs_record_add_calibration(&json, run->session, options->faces == FACS_FACES_MANY);
    facs_json_bool(&json, "stopped", run->cancelled);
    facs_json_bool(&json, "lost", run->lost.status != FACS_OK);
    facs_sidecar_add_warnings(&json, run->sidecar);
    if (!options->format || strcmp(options->format, "csv") == 0) /* tables of other programs have their own */
        facs_record_add_columns(&json, run->layout);
    facs_json_end(&json, '}');
    return facs_sidecar_write(run->sidecar, &json, run->csv, error);
}
