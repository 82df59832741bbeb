/* One call: a source in, results while it runs.
 *
 *     reader's thread: decode -> [newest frame] -> caller's: session -> result -> callback, outputs
 *
 * A frame is given to the session when the result of the one before is there, so what is analysed is never older than the
 * time one frame takes, and nothing queues (docs/live.md). */
#include "live/on_page.h"

#include "extract/calibrated.h"

#include <string.h>

static const int64_t tick = 100000000; /* ns between two calls of progress */

/* ---- what is told ---- */

/* rates are asked for with every tick, so that their marks are made */
static void collect(facs_live *live, facs_live_statistics *told)
{
    const int64_t now = facs_clock();
    bool automatic = false;
    facs_reader_get_news(&live->reader, &live->news);
    *told = (facs_live_statistics){.size = sizeof *told,
                                   .state = live->news.state,
                                   .session = live->session,
                                   .width = live->width,
                                   .height = live->height,
                                   .results = live->results,
                                   .lost = live->news.lost,
                                   .trouble = live->news.trouble.message,
                                   .calibrates = live->calibrates,
                                   .person_seen = live->person_seen};
    told->pipeline = facs_models_pipeline(live->models, &automatic);
    told->automatic = automatic;
    facs_latest_count(&live->reader.latest, &live->came, &live->dropped);
    told->frames = live->came;
    told->dropped = live->dropped;
    told->seconds = live->first ? 1e-9 * (double)(now - live->first) : 0;
    told->in_rate = facs_live_rate_next(&live->in, now, told->frames);
    told->out_rate = facs_live_rate_next(&live->out, now, told->results);
    facs_latencies_recent(&live->latencies, &told->latency_median, &told->latency_p99);
    facs_latencies_all(&live->latencies, &told->run_latency_median, &told->run_latency_p99, &told->run_latency_longest);
    if (live->news.state == FACS_LIVE_WAITING && live->news.retry > now)
        told->wait = 1e-9 * (double)(live->news.retry - now);
}

static void log_state(facs_live *live)
{
    const facs_reader_news *news = &live->news;
    if (news->opened > live->told_opened && live->told_opened > 0)
        facs_log(&live->env, FACS_LOG_INFO, "%s: is back", live->name);
    if (news->lost > live->told_lost)
        facs_log(&live->env, FACS_LOG_WARNING, "%s: lost: %s", live->name, news->trouble.message);
    live->told_opened = news->opened;
    live->told_lost = news->lost;
}

static void report(facs_live *live, bool last)
{
    const int64_t now = facs_clock();
    if (!last && now - live->ticked < tick)
        return;
    live->ticked = now;
    facs_live_statistics told;
    collect(live, &told);
    log_state(live);
    if (last)
        told.state = FACS_LIVE_OVER;
    facs_live_show_state(live, &told);
    if (live->options.progress && live->options.progress(live->options.cookie, &told) != 0)
        live->stopped = true;
    if (last && live->results > 0)
        facs_log(&live->env, FACS_LOG_INFO,
                 "%s: %lld results of %lld frames, %lld dropped; latency median %.0f ms, 99 %% below %.0f ms",
                 live->name, (long long)told.results, (long long)told.frames, (long long)told.dropped,
                 1e3 * told.run_latency_median, 1e3 * told.run_latency_p99);
}

/* ---- a frame ---- */

static facs_status keep(facs_live *live, const facs_pixels *from)
{
    facs_pixels *to = &live->drawn_on;
    facs_status status = facs_pixels_resize(&live->env, to, from->width, from->height, 3);
    for (int y = 0; y < from->height && status == FACS_OK; y++)
        memcpy(to->data + y * to->stride, from->data + y * from->stride, 3 * (size_t)from->width);
    return status;
}

/* the pixels themselves change places, so that none are copied */
static facs_status submit(facs_live *live, facs_live_frame *frame)
{
    facs_pixels *pixels = NULL;
    facs_status status = facs_session_begin(live->session, &pixels);
    if (status != FACS_OK)
        return status;
    live->kept = facs_live_draws(live) || facs_live_shows_frame(live);
    status = live->kept ? keep(live, &frame->pixels) : FACS_OK;
    if (status != FACS_OK) {
        facs_session_discard(live->session);
        return status;
    }
    const facs_pixels before = *pixels;
    *pixels = frame->pixels;
    frame->pixels = before;
    const facs_frame at = {.size = sizeof at,
                           .number = frame->at.number,
                           .timestamp = frame->at.timestamp,
                           .ticks = frame->at.time.ticks,
                           .tick_num = frame->at.time.num,
                           .tick_den = frame->at.time.den};
    return facs_session_submit(live->session, &at);
}

static void see_person(facs_live *live, const facs_result *result)
{
    const double step = result->timestamp - live->last_time;
    const facs_face *face = facs_result_face(result, 0);
    live->last_time = result->timestamp;
    if (live->results > 1 && face && face->success && step > 0)
        live->person_seen += step < 1 ? step : 1;
}

static facs_status deliver(facs_live *live, const facs_live_frame *frame, const facs_result *result, facs_error *error)
{
    const int64_t now = facs_clock();
    facs_latencies_add(&live->latencies, now - frame->left);
    facs_session_stamp(live->session, frame->captured, 1e-9 * (double)(now - frame->left));
    live->results++;
    live->shown_first = live->first ? live->shown_first : result->timestamp;
    live->first = live->first ? live->first : now;
    live->width = result->width;
    live->height = result->height;
    see_person(live, result);
    facs_verdict_add(&live->verdict, result);
    if (live->options.result && live->options.result(live->options.cookie, result) != 0)
        live->stopped = true;
    const facs_status status = facs_live_write(live, result, &frame->at, error);
    facs_live_show_result(live, result);
    return status;
}

static facs_status analyse(facs_live *live, facs_live_frame *frame, facs_error *error)
{
    const facs_result *result = NULL;
    facs_status status = submit(live, frame);
    while (status == FACS_OK && !result) {
        status = facs_session_pull_wait(live->session, 1e-9 * (double)tick, &result);
        if (status == FACS_AGAIN) {
            report(live, false);
            status = FACS_OK;
        }
    }
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: frame %lld: %s", live->name, (long long)frame->at.number,
                         facs_session_message(live->session));
    return deliver(live, frame, result, error);
}

/* ---- the run ---- */

static facs_status first_frame(facs_live *live, facs_error *error)
{
    if (live->outputs_open)
        return FACS_OK;
    facs_reader_get_news(&live->reader, &live->news);
    return facs_live_open_outputs(live, error);
}

/* FACS_OK: stopped, or the source is over */
static facs_status run(facs_live *live, facs_error *error)
{
    while (!live->stopped) {
        const unsigned heard = facs_bell_heard(&live->bell);
        facs_reader_get_news(&live->reader, &live->news);
        facs_live_frame *frame = facs_latest_take(&live->reader.latest);
        facs_status status = FACS_OK;
        if (frame) {
            status = first_frame(live, error);
            if (status == FACS_OK)
                status = facs_live_obey(live, error);
            if (status == FACS_OK)
                status = analyse(live, frame, error);
        } else if (live->news.state == FACS_LIVE_OVER) { /* told after its last frame was put */
            return live->news.status == FACS_OK ? FACS_OK
                                                : facs_fail(error, live->news.status, "%s", live->news.error.message);
        } else {
            facs_bell_wait(&live->bell, heard, live->ticked + tick);
        }
        if (status != FACS_OK)
            return status;
        report(live, false);
    }
    return FACS_OK;
}

static int is_stopped(void *reader)
{
    return facs_reader_stopped(reader);
}

static facs_status start(facs_live *live, facs_error *error)
{
    const facs_live_options *given = &live->options;
    const int threads = facs_thread_count((int)given->threads);
    live->input = (facs_live_input){.env = live->env,
                                    .path = live->source,
                                    .options = {.threads = threads > 4 ? threads - 3 : 1, /* as extract */
                                                .interrupted = is_stopped,
                                                .interrupted_cookie = &live->reader,
                                                .timeout = given->timeout,
                                                .camera_width = (int)given->camera_width,
                                                .camera_height = (int)given->camera_height,
                                                .camera_rate = given->camera_rate}};
    const facs_live_source source = facs_live_source_of(&live->input);
    return facs_reader_start(&live->reader, &live->env, &source, &facs_live_real_clock, live->options.reconnect,
                             &live->bell, error);
}

/* Of whom calibration was, and what was learnt: that of a run that was stopped or has failed is as good. */
static facs_status keep_learnt(facs_live *live, facs_error *error)
{
    const facs_live_options *given = &live->options;
    const facs_result *ignored;
    if (live->results == 0 && !given->save_calibration)
        return FACS_OK;
    while (facs_session_pull_wait(live->session, 10, &ignored) == FACS_OK) { /* of a frame on its way */
    }
    if (facs_calibrate_to_word(given->calibration) == FACS_TO_KNOWN)
        facs_calibrate_tell(live->session, &live->env, live->name, given->calibration, given->faces == FACS_FACES_MANY);
    return given->save_calibration
               ? facs_calibrate_save(live->session, &live->env, live->name, given->save_calibration, error)
               : FACS_OK;
}

/* what was written is complete whatever happened */
static facs_status end(facs_live *live, facs_status status, facs_error *error)
{
    facs_error second = {.status = FACS_OK};
    if (live->reader.running)
        report(live, true);
    facs_reader_stop(&live->reader);
    facs_status finished = facs_live_end_show(live, &second);
    facs_status written = facs_live_finish_outputs(live, finished == FACS_OK ? &second : NULL);
    finished = finished == FACS_OK ? written : finished;
    facs_status kept = keep_learnt(live, finished == FACS_OK ? &second : NULL);
    finished = finished == FACS_OK ? kept : finished;
    if (status != FACS_OK)
        return status;
    return finished == FACS_OK ? FACS_OK : facs_fail(error, finished, "%s", second.message);
}

facs_status facs_live_run(const char *source, const facs_live_options *options, facs_error *error)
{
    facs_live live = {.source = source};
    if (error)
        *error = (facs_error){.status = FACS_OK};
    facs_status status = facs_live_open(&live, options, error);
    if (status == FACS_OK)
        status = facs_live_show(&live, error);
    if (status == FACS_OK)
        status = start(&live, error);
    if (status == FACS_OK)
        status = end(&live, run(&live, error), error);
    facs_live_close(&live);
    return status;
}
