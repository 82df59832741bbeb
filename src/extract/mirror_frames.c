/* Second part of a mirroring: frames in, mirrored frames through the lanes.
 *
 *     read, place the midline, mirror  ---->  right side: encode, measure
 *     (the caller's thread)            ---->  left side: encode, measure
 *                                      ---->  debug: draw, encode
 *                                      ---->  source: encode
 *
 * What is measured are the mirrored frames themselves, not what an encoder made of them. */
#include "extract/mirror_run.h"

#include "base/bell.h"
#include "session/session.h"

#include <math.h>
#include <string.h>

static const double progress_interval = 0.1; /* s */

/* ---- lanes ---- */

/* s since the first frame: by the rate, or by its own time where that is another and not only rounded by the container */
static double time_of(const facs_mirror_run *run, const facs_mirror_item *item)
{
    const double rounded = 0.0015, shown = item->at.shown - run->first_shown;
    const double even = (double)(item->at.number - 1) * run->info->rate_den / run->info->rate_num;
    return fabs(shown - even) < rounded || shown < 0 ? even : shown;
}

static facs_status encode(facs_mirror_run *run, facs_mirror_file_kind file, const facs_mirror_item *item,
                          const facs_pixels *pixels, facs_error *error)
{
    if (!run->encode[file])
        return FACS_OK;
    const facs_image image = facs_pixels_view(pixels);
    return facs_encode_write_at(run->encode[file], &image, time_of(run, item), 0, error);
}

static facs_status copy_pixels(const facs_mirror_run *run, const facs_pixels *from, facs_pixels *to, facs_error *error)
{
    const facs_image image = facs_pixels_view(from);
    const facs_view view = facs_image_need_all(&image);
    const facs_picture picture = {view.data, view.width, view.height, view.stride, FACS_PIXEL_BGR24};
    return facs_image_from_picture(&run->env, &picture, to, error);
}

static facs_status draw(facs_mirror_run *run, const facs_mirror_item *item, facs_error *error)
{
    facs_status status = copy_pixels(run, &item->frame, &run->debug, error);
    if (status != FACS_OK)
        return status;
    facs_mirror_debug(&item->midline, &run->debug);
    return encode(run, FACS_MIRROR_DEBUG, item, &run->debug, error);
}

static facs_status work(void *cookie, int index, int slot, facs_error *error)
{
    facs_mirror_run *run = cookie;
    facs_mirror_item *item = &run->item[slot];
    const facs_mirror_lane lane = run->lane[index];
    if (lane == FACS_LANE_DEBUG)
        return draw(run, item, error);
    if (lane == FACS_LANE_SOURCE)
        return encode(run, FACS_MIRROR_SOURCE, item, &item->frame, error);
    const int side = lane == FACS_LANE_RIGHT ? FACS_RIGHT : FACS_LEFT;
    facs_status status = encode(run, side == FACS_RIGHT ? FACS_MIRROR_RIGHT_PICTURE : FACS_MIRROR_LEFT_PICTURE, item,
                                &item->side[side], error);
    if (status == FACS_OK && run->side[side])
        status = facs_mirror_side_push(run->side[side], &item->side[side], &item->at, &item->midline, error);
    return status;
}

/* ---- the midline ---- */

static void given_midline(facs_mirror_run *run, facs_midline *midline)
{
    const double *line = run->options.line;
    const int upper = line[1] < line[3] ? 0 : 2, lower = 2 - upper;
    *midline = (facs_midline){
        .known = true, .glabella = {line[upper], line[upper + 1]}, .chin = {line[lower], line[lower + 1]}};
    run->with_face++;
}

static facs_status points_failed(const facs_mirror_run *run, facs_status status, facs_error *error)
{
    return facs_fail(error, status, "%s: frame %lld: %s", run->input, (long long)run->frames + 1,
                     facs_session_message(run->points));
}

/* the session has one thread, so that the result is there when the frame has been pushed */
static facs_status find_midline(facs_mirror_run *run, facs_mirror_item *item, facs_error *error)
{
    if (!run->points) {
        given_midline(run, &item->midline);
        return FACS_OK;
    }
    const facs_image image = facs_pixels_view(&item->frame);
    const facs_view view = facs_image_need_all(&image);
    const facs_picture picture = {view.data, view.width, view.height, view.stride, FACS_PIXEL_BGR24};
    const facs_frame frame = {.size = sizeof frame, .number = item->at.number, .timestamp = item->at.timestamp};
    const facs_result *result;
    facs_status status = facs_session_push(run->points, &picture, &frame);
    if (status == FACS_OK)
        status = facs_session_pull(run->points, &result);
    if (status != FACS_OK)
        return points_failed(run, status, error);
    const facs_face *face = facs_result_face(result, 0);
    const bool found = face && face->success;
    if (found && face->landmark_count != FACS_LANDMARKS)
        return facs_fail(error, FACS_E_UNSUPPORTED, "%s: the midline needs %d points of a face; pipeline %s has %d",
                         run->input, (int)FACS_LANDMARKS, facs_session_pipeline(run->points), face->landmark_count);
    const facs_midline_rule rule = run->options.midline == FACS_MIRROR_COMPAT ? FACS_MIDLINE_COMPAT : FACS_MIDLINE_MEAN;
    facs_midline_push(&run->history, rule, found ? face->landmarks : NULL, &item->midline);
    run->with_face += found;
    run->turned += facs_yaw_classify(item->midline.has_yaw, item->midline.yaw) == FACS_YAW_EXCESSIVE;
    return FACS_OK;
}

/* ---- frames ---- */

static facs_status mirror(facs_mirror_run *run, facs_mirror_item *item, facs_error *error)
{
    for (int side = 0; side < 2; side++) {
        facs_status status = facs_pixels_resize(&run->env, &item->side[side], item->frame.width, item->frame.height, 3);
        if (status != FACS_OK)
            return facs_fail(error, status, "%s: out of memory for a frame", run->input);
    }
    const facs_image image = facs_pixels_view(&item->frame);
    facs_mirror_picture(&image, &item->midline, &run->style, &item->side[FACS_RIGHT], &item->side[FACS_LEFT]);
    return FACS_OK;
}

/* FACS_END after the last */
static facs_status next_frame(facs_mirror_run *run, facs_error *error)
{
    facs_mirror_item *item = &run->item[facs_lanes_claim(run->work)];
    facs_status status = facs_media_read(run->media, &item->frame, &item->at, error);
    if (status == FACS_OK)
        status = find_midline(run, item, error);
    if (status == FACS_OK)
        status = mirror(run, item, error);
    if (status != FACS_OK)
        return status;
    item->at.name = NULL; /* borrowed */
    if (run->frames++ == 0)
        run->first_shown = item->at.shown;
    facs_lanes_submit(run->work);
    return facs_lanes_check(run->work, error);
}

void facs_mirror_report(facs_mirror_run *run, bool last)
{
    const double time = 1e-9 * (double)facs_clock();
    if (!run->options.progress || (!last && time - run->reported < progress_interval))
        return;
    run->reported = time;
    int64_t total = run->info->frames;
    if (run->options.max_frames > 0 && (total <= 0 || total > run->options.max_frames))
        total = run->options.max_frames;
    facs_progress progress = {.frames_done = run->frames, .frames_total = total, .seconds = time - run->start};
    const facs_models *models = run->models ? run->models : run->point_models;
    if (models)
        progress.pipeline = facs_models_pipeline(models, &progress.automatic);
    if (run->options.progress(run->options.progress_cookie, &progress) != 0)
        run->cancelled = true;
}

facs_status facs_mirror_frames(facs_mirror_run *run, facs_error *error)
{
    facs_status status =
        facs_lanes_create(&run->env, run->lanes, run->slots, run->threads - 1, work, run, &run->work, error);
    const int64_t limit = run->options.max_frames > 0 ? run->options.max_frames : INT64_MAX;
    while (status == FACS_OK && !run->cancelled && run->frames < limit) {
        status = next_frame(run, error);
        facs_mirror_report(run, false);
    }
    if (status == FACS_END)
        status = FACS_OK;
    if (status == FACS_OK && !run->cancelled)
        status = facs_lanes_drain(run->work, error);
    if (run->work)
        facs_lanes_destroy(&run->work); /* a lane at work finishes its frame */
    return status;
}
