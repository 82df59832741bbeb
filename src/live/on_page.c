/* See on_page.h. */
#include "live/on_page.h"

#include "extract/calibrated.h"
#include "live/live_record.h"

#include <stdio.h>
#include <string.h>

enum { LEARN_LEAST = 30 /* frames with a face */ };
static const double learn_for = 2, learn_most = 15; /* s */
static const int64_t state_gap = 250000000;         /* ns */

static const char *folder_of(const facs_live *live)
{
    return live->options.record_folder ? live->options.record_folder : ".";
}

/* a file without its folders, which are nobody's business */
static const char *source_of(const facs_live *live)
{
    const char *slash = strstr(live->name, "://") ? NULL : strrchr(live->name, '/');
    return slash && slash[1] ? slash + 1 : live->name;
}

facs_status facs_live_show(facs_live *live, facs_error *error)
{
    const facs_live_options *given = &live->options;
    facs_live_on_page *on = &live->on_page;
    if (!given->http)
        return FACS_OK;
    bool automatic;
    const facs_calibrate_to to = facs_calibrate_to_word(given->calibration);
    on->learns = live->models->pipeline.au->learns != NULL && to != FACS_TO_NOBODY && !given->static_au;
    on->calibration = !on->learns ? FACS_PAGE_NOT_CALIBRATED : to == FACS_TO_KNOWN ? FACS_PAGE_KNOWN : FACS_PAGE_ONLINE;
    const facs_page_hello hello = {.source = source_of(live),
                                   .pipeline = facs_models_pipeline(live->models, &automatic),
                                   .several = given->faces == FACS_FACES_MANY,
                                   .learns = on->learns,
                                   .session = live->session,
                                   .folder = folder_of(live)};
    const facs_live_page_options options = {.place = given->http,
                                            .token = given->http_token,
                                            .hello = &hello,
                                            .units = facs_session_shape(live->session).au_r};
    facs_status status = facs_live_page_open(&live->env, &options, &on->page, error);
    if (status == FACS_OK && given->page)
        given->page(given->cookie, facs_live_page_address(on->page));
    return status;
}

bool facs_live_shows_frame(const facs_live *live)
{
    return live->on_page.recorder || live->on_page.starts || facs_live_page_looks(live->on_page.page);
}

static void say_trouble(facs_live *live, const facs_error *error)
{
    snprintf(live->on_page.trouble, sizeof live->on_page.trouble, "%s", error->message);
    facs_log(&live->env, FACS_LOG_WARNING, "%s", error->message);
}

/* ---- recording ---- */

/* with its first frame, since then its size is known */
static void start_recording(facs_live *live, const facs_pixels *frame)
{
    facs_live_on_page *on = &live->on_page;
    facs_error error = {.status = FACS_OK};
    const facs_recorder_options options = {.folder = folder_of(live),
                                           .layout = live->layout,
                                           .rate_num = live->news.info.rate_num,
                                           .rate_den = live->news.info.rate_den,
                                           .width = frame->width,
                                           .height = frame->height};
    on->trouble[0] = '\0';
    on->verdict = (facs_verdict){.frames = 0};
    if (facs_recorder_open(&live->env, &options, &on->recorder, &error) != FACS_OK)
        say_trouble(live, &error);
}

/* there is none where the folder has no place for one */
static facs_status finish_record(facs_sidecar *record, facs_error *error)
{
    return facs_sidecar_is_open(record) ? facs_sidecar_finish(record, false, error) : FACS_OK;
}

static facs_status stop_recording(facs_live *live, facs_error *error)
{
    facs_live_on_page *on = &live->on_page;
    if (!on->recorder)
        return FACS_OK;
    snprintf(on->recorded, sizeof on->recorded, "%s", facs_recorder_name(on->recorder));
    facs_recorder_stop(on->recorder);
    facs_recorder_count(on->recorder, &on->recorded_rows, &on->recorded_lost, &on->recorded_seconds);
    facs_sidecar *record = NULL;
    facs_error second = {.status = FACS_OK};
    const facs_status recorded = facs_live_record_recording(live, &record, &second);
    facs_status status = facs_recorder_finish(&on->recorder, error);
    if (status == FACS_OK)
        status = recorded == FACS_OK ? finish_record(record, error) : facs_fail(error, recorded, "%s", second.message);
    facs_sidecar_close(&record);
    if (status == FACS_OK)
        facs_log(&live->env, FACS_LOG_INFO, "wrote %s.csv, %s.mp4", on->recorded, on->recorded);
    else
        on->recorded[0] = '\0';
    return status;
}

static void record(facs_live *live, const facs_result *result)
{
    facs_live_on_page *on = &live->on_page;
    facs_error error = {.status = FACS_OK};
    if (on->starts && live->kept)
        start_recording(live, &live->drawn_on);
    on->starts = on->starts && !live->kept;
    if (on->recorder)
        facs_verdict_add(&on->verdict, result);
    if (on->recorder && facs_recorder_add(on->recorder, live->session, result, live->kept ? &live->drawn_on : NULL,
                                          &error) != FACS_OK) {
        facs_error second = {.status = FACS_OK};
        stop_recording(live, &second); /* what is there becomes whole, if it can */
        say_trouble(live, &error);
    }
}

/* ---- calibrating ---- */

/* What was learnt is forgotten; in two seconds it is known again. */
static facs_status start_learning(facs_live *live, facs_error *error)
{
    facs_live_on_page *on = &live->on_page;
    const facs_status status = facs_session_reset(live->session);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: %s", live->name, facs_session_message(live->session));
    on->calibration = FACS_PAGE_LEARNING;
    on->learnt = 0;
    on->learnt_from = on->last_time;
    on->trouble[0] = '\0';
    live->person_seen = 0;
    live->calibrates = live->options.faces == FACS_FACES_ONE && facs_session_shape(live->session).au_r > 0;
    return FACS_OK;
}

/* From now on action units are by what was seen in these two seconds. */
static facs_status end_learning(facs_live *live, facs_error *error)
{
    facs_live_on_page *on = &live->on_page;
    facs_calibration *learnt = NULL;
    facs_status status = facs_session_calibration(live->session, &learnt);
    if (status == FACS_OK)
        status = facs_session_reset(live->session);
    if (status == FACS_OK && facs_session_calibrate(live->session, learnt) == FACS_OK) {
        on->calibration = FACS_PAGE_KNOWN;
        live->calibrates = false;
        facs_log(&live->env, FACS_LOG_INFO, "%s: calibrated to the neutral face of now", live->name);
    } else {
        on->calibration = FACS_PAGE_ONLINE;
        facs_error trouble;
        facs_fail(&trouble, status, "not calibrated: %s", facs_session_message(live->session));
        say_trouble(live, &trouble);
    }
    facs_calibration_destroy(&learnt);
    return status == FACS_E_MEMORY ? facs_fail(error, status, "%s: out of memory", live->name) : FACS_OK;
}

static facs_status learn(facs_live *live, facs_error *error)
{
    facs_live_on_page *on = &live->on_page;
    const double seconds = on->last_time - on->learnt_from;
    if (on->calibration != FACS_PAGE_LEARNING)
        return FACS_OK;
    if (seconds >= learn_for && on->learnt >= LEARN_LEAST)
        return end_learning(live, error);
    if (seconds >= learn_most) {
        facs_error trouble;
        facs_fail(&trouble, FACS_E_EMPTY, "not calibrated: a face was seen in only %lld frames", (long long)on->learnt);
        on->calibration = FACS_PAGE_ONLINE;
        say_trouble(live, &trouble);
    }
    return FACS_OK;
}

/* ---- the run ---- */

facs_status facs_live_obey(facs_live *live, facs_error *error)
{
    facs_live_on_page *on = &live->on_page;
    if (!on->page)
        return FACS_OK;
    const facs_live_wishes wishes = facs_live_page_wishes(on->page);
    facs_error trouble = {.status = FACS_OK};
    if (wishes.stop_recording && stop_recording(live, &trouble) != FACS_OK)
        say_trouble(live, &trouble);
    on->starts = (on->starts || wishes.record) && !wishes.stop_recording && !on->recorder;
    if (wishes.calibrate && on->learns)
        return start_learning(live, error);
    return learn(live, error);
}

void facs_live_show_result(facs_live *live, const facs_result *result)
{
    facs_live_on_page *on = &live->on_page;
    if (!on->page)
        return;
    const facs_face *face = facs_result_face(result, 0);
    on->last_time = result->timestamp;
    on->learnt += face && face->success;
    facs_live_page_add(on->page, result);
    record(live, result);
    if (live->kept)
        facs_live_page_give(on->page, &live->drawn_on);
}

void facs_live_show_state(facs_live *live, const facs_live_statistics *told)
{
    facs_live_on_page *on = &live->on_page;
    const int64_t now = facs_clock();
    if (!on->page || (now - on->told < state_gap && told->state != FACS_LIVE_OVER))
        return;
    on->told = now;
    const double left = learn_for - (on->last_time - on->learnt_from);
    facs_page_state state = {.statistics = told,
                             .calibration = on->calibration,
                             .learning_left = left > 0 ? left : 0,
                             .trouble = on->trouble,
                             .recorded = on->recorded,
                             .recorded_rows = on->recorded_rows,
                             .recorded_lost = on->recorded_lost,
                             .recorded_seconds = on->recorded_seconds};
    if (on->recorder) {
        state.recording = facs_recorder_name(on->recorder);
        facs_recorder_count(on->recorder, &state.recorded_rows, &state.recorded_lost, &state.recorded_seconds);
    }
    facs_live_page_tell(on->page, &state);
}

facs_status facs_live_end_show(facs_live *live, facs_error *error)
{
    const facs_status status = stop_recording(live, error);
    facs_live_page_close(&live->on_page.page);
    return status;
}
