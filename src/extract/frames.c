/* Second part of an extraction: frames in, results out. */
#include "extract/run.h"

#include "extract/boxes.h"
#include "extract/kept.h"
#include "head/head.h"

static const double progress_interval = 0.1; /* s */

/* ---- in ---- */

static facs_status read_boxes(facs_run *run, const facs_picture_names *picture, facs_box **boxes, int *count,
                              facs_error *error)
{
    if (!run->folder)
        return facs_boxes_read(&run->env, run->options.boxes, boxes, count, error);
    char *path = facs_picture_path(&run->env, run->options.boxes, picture, ".txt");
    if (!path)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", picture->name);
    facs_status status = facs_boxes_read(&run->env, path, boxes, count, error);
    facs_free(&run->env, path);
    return status;
}

/* neither the picture nor its boxes may be where the results go, such as by a link */
static facs_status check_picture(const facs_run *run, const facs_picture_names *picture, facs_error *error)
{
    const bool has_boxes = run->options.boxes != NULL;
    char *path = facs_path_join(&run->env, run->input, picture->name);
    char *boxes = has_boxes ? facs_picture_path(&run->env, run->options.boxes, picture, ".txt") : NULL;
    const char *const read[2] = {path, boxes};
    facs_status status = path && (boxes || !has_boxes)
                             ? facs_outputs_check_picture(run->outputs, picture, read, run->models, error)
                             : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", picture->name);
    facs_free(&run->env, path);
    facs_free(&run->env, boxes);
    return status;
}

/* what belongs to a still: its names are remembered until its result is written */
static facs_status look_after_picture(facs_run *run, const char *name, facs_box **boxes, int *count, facs_error *error)
{
    const facs_picture_names *picture = NULL;
    facs_status status = facs_pictures_add(&run->pictures, name, facs_media_name_shared(run->media), &picture, error);
    if (status != FACS_OK)
        return status;
    if (run->options.boxes)
        status = read_boxes(run, picture, boxes, count, error);
    if (status == FACS_OK && run->folder)
        status = check_picture(run, picture, error);
    if (status != FACS_OK)
        facs_pictures_drop_last(&run->pictures);
    return status;
}

static facs_frame frame_of(const facs_run *run, const facs_media_frame *at, const facs_box *boxes, int box_count)
{
    const double rate = run->options.rate;
    return (facs_frame){.size = sizeof(facs_frame),
                        .number = at->number,
                        .timestamp = rate > 0 ? (double)(at->number - 1) / rate : at->timestamp,
                        .ticks = at->time.ticks,
                        .tick_num = at->time.num,
                        .tick_den = at->time.den,
                        .boxes = boxes,
                        .box_count = box_count};
}

/* the frames up to there are kept */
static facs_status end_early(facs_run *run, facs_status status, const facs_error *why)
{
    facs_session_discard(run->session);
    if (status != FACS_E_INTERRUPTED)
        run->lost = *why;
    return FACS_END;
}

/* no picture spoils the others: in a video it is a frame without success */
static facs_status pass_over(facs_run *run, const facs_media_frame *at, facs_status status, const facs_error *why,
                             facs_error *error)
{
    if (status == FACS_E_INTERRUPTED ||
        (status == FACS_E_MEDIA && run->info->live && run->info->kind == FACS_MEDIA_VIDEO))
        return end_early(run, status, why);
    if (run->info->kind != FACS_MEDIA_FOLDER || !at->name || !facs_unreadable_is(status)) {
        facs_session_discard(run->session);
        return facs_fail(error, status, "%s", why->message);
    }
    run->read++;
    facs_unreadable_add(&run->env, &run->unreadable, at->name, why);
    if (run->stills) {
        facs_session_discard(run->session);
        return FACS_OK;
    }
    status = facs_run_keep_frame(run, NULL, at, error);
    if (status != FACS_OK) {
        facs_session_discard(run->session);
        return status;
    }
    facs_log(&run->env, FACS_LOG_WARNING, "%s; its row has success 0", why->message);
    const facs_frame frame = frame_of(run, at, NULL, 0);
    status = facs_session_submit_blank(run->session, &frame);
    return status == FACS_OK ? FACS_OK : facs_fail(error, status, "%s", facs_session_message(run->session));
}

/* FACS_END after the last frame */
static facs_status read_frame(facs_run *run, facs_error *error)
{
    facs_pixels *pixels = NULL;
    facs_status status = facs_session_begin(run->session, &pixels);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s", facs_session_message(run->session));
    facs_media_frame at;
    facs_error why = {0};
    facs_box *boxes = NULL;
    int box_count = 0;
    int64_t lap = facs_lap_start(facs_run_times(run));
    status = facs_media_read(run->media, pixels, &at, &why);
    if (status != FACS_OK && status != FACS_END)
        return pass_over(run, &at, status, &why, error);
    if (status == FACS_OK) {
        facs_lap(facs_run_times(run), FACS_STAGE_DECODE, &lap);
        if (run->info->kind == FACS_MEDIA_FOLDER && !run->stills)
            facs_sequence_add(&run->sequence, &run->env, run->input, at.name, pixels);
        if (run->stills)
            status = look_after_picture(run, at.name, &boxes, &box_count, error);
        if (status == FACS_OK)
            status = facs_run_keep_frame(run, pixels, &at, error);
    }
    if (status != FACS_OK) {
        facs_free(&run->env, boxes);
        facs_session_discard(run->session);
        return status;
    }
    run->read++;
    const facs_frame frame = frame_of(run, &at, boxes, box_count);
    status = facs_session_submit(run->session, &frame);
    facs_free(&run->env, boxes);
    return status == FACS_OK ? FACS_OK : facs_fail(error, status, "%s", facs_session_message(run->session));
}

/* ---- out ---- */

facs_picture_names facs_run_picture(const facs_run *run, const facs_result *result)
{
    const char *name = run->info->kind == FACS_MEDIA_FOLDER ? facs_media_picture(run->media, result->frame) : NULL;
    return (facs_picture_names){.name = (char *)(uintptr_t)name, .stem = NULL}; /* only read */
}

static void warn_without_face(const facs_run *run, const facs_picture_names *picture)
{
    char *path = run->folder ? facs_path_join(&run->env, run->input, picture->name) : NULL;
    facs_log(&run->env, FACS_LOG_WARNING, "%s: no face found", path ? path : run->input);
    facs_free(&run->env, path);
}

static facs_status write_result(facs_run *run, const facs_result *result, facs_error *error)
{
    const facs_picture_names frame = facs_run_picture(run, result);
    const facs_picture_names *picture = run->stills ? facs_pictures_first(&run->pictures) : frame.name ? &frame : NULL;
    run->done++;
    if (run->measured)
        (void)facs_gaze_screen_add(run->measured, result, NULL); /* told when it is fitted */
    if (run->gaze)
        facs_gaze_screen_put(run->gaze, (facs_result *)(uintptr_t)result); /* nobody has read it */
    facs_verdict_add(&run->verdict, result);
    facs_status status = run->spool ? facs_kept_add(run->spool, result, error) : FACS_OK;
    if (status == FACS_OK)
        status = facs_outputs_write(run->outputs, run->spool ? FACS_FOR_THOSE_AT_ONCE : FACS_FOR_ALL, result, picture,
                                    error);
    if (status == FACS_OK)
        status = facs_run_draw_kept(run, result, picture, error);
    if (status == FACS_OK && run->stills && result->face_count == 0)
        warn_without_face(run, picture);
    facs_pictures_drop_first(&run->pictures);
    return status;
}

/* everything that is ready */
static facs_status write_results(facs_run *run, facs_error *error)
{
    const facs_result *result;
    facs_status status;
    while ((status = facs_session_pull(run->session, &result)) == FACS_OK) {
        int64_t lap = facs_lap_start(facs_run_times(run));
        status = write_result(run, result, error);
        facs_lap(facs_run_times(run), FACS_STAGE_WRITE, &lap);
        facs_measure_frame(run->measure);
        if (status != FACS_OK)
            return status;
    }
    if (status == FACS_AGAIN || status == FACS_END)
        return FACS_OK;
    return facs_fail(error, status, "%s: frame %lld: %s", run->input, (long long)run->done + 1,
                     facs_session_message(run->session));
}

void facs_run_report(facs_run *run, bool last)
{
    double time = 1e-9 * (double)facs_clock();
    if (!run->options.progress || (!last && time - run->reported < progress_interval))
        return;
    run->reported = time;
    int64_t total = run->info ? run->info->frames : 0; /* while the input is waited for, nothing is known */
    if (run->options.max_frames > 0 && (total <= 0 || total > run->options.max_frames))
        total = run->options.max_frames;
    facs_progress progress = {.frames_done = run->done,
                              .frames_total = total,
                              .seconds = time - run->start,
                              .frames_drawn = run->drawing.drawn,
                              .rows = run->verdict.rows,
                              .with_face = run->verdict.frames_good};
    if (run->models)
        progress.pipeline = facs_models_pipeline(run->models, &progress.automatic);
    progress.camera = run->folder || !run->info ? run->options.camera
                                                : facs_camera_complete(&run->options.camera, run->info->width,
                                                                       run->info->height, run->stills);
    if (run->options.progress(run->options.progress_cookie, &progress) == 0)
        return;
    if (run->drawing.drawn == 0)
        run->cancelled = true;
    else
        run->drawing.stopped = run->drawing.drawn < run->done;
}

int facs_run_waits(void *cookie)
{
    facs_run *run = cookie;
    facs_run_report(run, false);
    return run->cancelled;
}

facs_status facs_run_frames(facs_run *run, facs_error *error)
{
    facs_status status = FACS_OK;
    const int64_t limit = run->options.max_frames > 0 ? run->options.max_frames : INT64_MAX;
    while (status == FACS_OK && !run->cancelled && run->read < limit) {
        status = read_frame(run, error);
        if (status == FACS_OK)
            status = write_results(run, error);
        facs_run_report(run, false);
    }
    if (status != FACS_OK && status != FACS_END)
        return status;
    facs_session_finish(run->session);
    return write_results(run, error);
}
