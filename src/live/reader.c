/* See reader.h. */
#include "live/reader.h"

#include "base/profile.h"

#include <time.h>

/* ---- time ---- */

static int64_t real_now(void *cookie)
{
    (void)cookie;
    return facs_clock();
}

static bool real_wait(void *cookie, facs_bell *bell, unsigned heard, int64_t deadline)
{
    (void)cookie;
    return facs_bell_wait(bell, heard, deadline);
}

const facs_live_clock facs_live_real_clock = {.now = real_now, .wait = real_wait};

static int64_t now(const facs_reader *reader)
{
    return reader->clock.now(reader->clock.cookie);
}

/* false = it was stopped */
static bool wait_until(facs_reader *reader, int64_t deadline)
{
    while (!facs_reader_stopped(reader)) {
        const unsigned heard = facs_bell_heard(&reader->bell);
        if (facs_reader_stopped(reader))
            break;
        if (now(reader) >= deadline)
            return true;
        reader->clock.wait(reader->clock.cookie, &reader->bell, heard, deadline);
    }
    return false;
}

/* s since 1970 */
static double wall_clock(void)
{
    struct timespec time;
    clock_gettime(CLOCK_REALTIME, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* ---- news ---- */

static void tell(facs_reader *reader, facs_live_state state)
{
    pthread_mutex_lock(&reader->lock);
    reader->news.state = state;
    pthread_mutex_unlock(&reader->lock);
    facs_bell_ring(reader->told);
}

static void tell_opened(facs_reader *reader, const facs_media_info *info)
{
    pthread_mutex_lock(&reader->lock);
    reader->news.info = *info;
    reader->news.opened++;
    pthread_mutex_unlock(&reader->lock);
}

static void tell_lost(facs_reader *reader, int64_t retry, const facs_error *why)
{
    pthread_mutex_lock(&reader->lock);
    reader->news.lost += reader->gave;
    reader->news.state = FACS_LIVE_WAITING;
    reader->news.retry = retry;
    reader->news.trouble = *why;
    pthread_mutex_unlock(&reader->lock);
    facs_bell_ring(reader->told);
}

static void tell_over(facs_reader *reader, facs_status status, bool lost, const facs_error *error)
{
    pthread_mutex_lock(&reader->lock);
    reader->news.lost += lost && reader->gave;
    reader->news.state = FACS_LIVE_OVER;
    reader->news.status = status;
    reader->news.error = *error;
    pthread_mutex_unlock(&reader->lock);
    facs_bell_ring(reader->told);
}

void facs_reader_get_news(facs_reader *reader, facs_reader_news *news)
{
    pthread_mutex_lock(&reader->lock);
    *news = reader->news;
    pthread_mutex_unlock(&reader->lock);
}

/* ---- frames ---- */

/* A connection: what its frames' times are counted from. */
typedef struct connection {
    bool paced;
    int64_t frames;
    double first_time; /* of its first frame, s */
    int64_t first_left;
} connection;

/* when its first frame is shown: as long after the very first one as it came after that, and behind all that were shown,
 * which may have come faster than their times */
static double start_of_connection(const facs_reader *reader, const connection *here)
{
    static const double least = 0.001;
    const double by_clock = reader->first_time + 1e-9 * (double)(here->first_left - reader->first_left);
    return by_clock > reader->last_time + least ? by_clock : reader->last_time + least;
}

/* Numbers and times go on where the connection before ended. */
static void place_in_time(facs_reader *reader, connection *here, facs_live_frame *frame)
{
    if (here->frames == 0) {
        here->first_time = frame->at.timestamp;
        here->first_left = now(reader);
        if (reader->opened_frames == 0) {
            reader->first_left = here->first_left;
            reader->first_time = here->first_time;
        }
        reader->offset = start_of_connection(reader, here) - here->first_time;
    }
    here->frames++;
    if (reader->opened_frames > 0) {
        frame->at.timestamp += reader->offset;
        frame->at.time = (facs_media_time){.den = 0};
    }
    reader->last_time = frame->at.timestamp;
    frame->at.number = reader->opened_frames + here->frames;
}

/* FACS_END, FACS_E_INTERRUPTED, or why the source was lost */
static facs_status play(facs_reader *reader, connection *here, facs_error *error)
{
    for (;;) {
        facs_live_frame *frame = facs_latest_room(&reader->latest);
        facs_status status = reader->source.read(reader->source.cookie, &frame->pixels, &frame->at, error);
        if (facs_reader_stopped(reader))
            return FACS_E_INTERRUPTED;
        if (status != FACS_OK)
            return status;
        const double time = frame->at.timestamp;
        place_in_time(reader, here, frame);
        if (here->paced && !wait_until(reader, here->first_left + (int64_t)(1e9 * (time - here->first_time))))
            return FACS_E_INTERRUPTED;
        frame->left = now(reader);
        frame->captured = wall_clock();
        facs_latest_put(&reader->latest);
        facs_back_off_reset(&reader->back_off);
    }
}

/* once from opening to the end */
static facs_status connect_once(facs_reader *reader, facs_error *error)
{
    connection here = {.frames = 0};
    facs_live_opened opened = {.paced = false};
    reader->gave = false;
    tell(reader, FACS_LIVE_OPENING);
    facs_status status = reader->source.open(reader->source.cookie, &opened, error);
    if (status != FACS_OK)
        return status;
    here.paced = opened.paced;
    reader->again = opened.again;
    reader->endless = opened.endless;
    tell_opened(reader, &opened.info);
    tell(reader, FACS_LIVE_RUNNING);
    status = play(reader, &here, error);
    reader->source.close(reader->source.cookie);
    reader->opened_frames += here.frames;
    reader->gave = here.frames > 0;
    return status;
}

/* after a connection has ended with `status`: it may be opened again */
static bool is_lost(const facs_reader *reader, facs_status status)
{
    if (!reader->again || reader->opened_frames == 0)
        return false;
    switch (status) {
    case FACS_END:
        return reader->endless;
    case FACS_E_NOT_FOUND:
    case FACS_E_MEDIA:
    case FACS_E_EMPTY:
        return true;
    default:
        return false;
    }
}

/* what comes after a connection that ended with `status`; false = nothing, that was all */
static bool wait_for_next(facs_reader *reader, facs_status status, facs_error *error)
{
    const bool stopped = facs_reader_stopped(reader) || status == FACS_E_INTERRUPTED;
    if (status == FACS_END)
        facs_fail(error, FACS_END, "it ended");
    const bool lost = !stopped && is_lost(reader, status);
    const double wait = lost ? facs_back_off_next(&reader->back_off) : -1;
    if (wait < 0) {
        tell_over(reader, stopped || status == FACS_END ? FACS_OK : status, lost, error);
        return false;
    }
    const int64_t retry = now(reader) + (int64_t)(1e9 * wait);
    tell_lost(reader, retry, error);
    wait_until(reader, retry); /* when it was stopped meanwhile, the next turn tells */
    return true;
}

static void read_all(void *argument)
{
    facs_reader *reader = argument;
    facs_status status;
    facs_error error;
    do {
        error = (facs_error){.status = FACS_OK};
        status = facs_reader_stopped(reader) ? FACS_E_INTERRUPTED : connect_once(reader, &error);
    } while (wait_for_next(reader, status, &error));
}

/* ---- life ---- */

bool facs_reader_stopped(facs_reader *reader)
{
    return atomic_load(&reader->stop);
}

facs_status facs_reader_start(facs_reader *reader, const facs_env *env, const facs_live_source *source,
                              const facs_live_clock *clock, int64_t reconnect, facs_bell *told, facs_error *error)
{
    *reader = (facs_reader){.env = *env, .source = *source, .clock = *clock, .told = told};
    reader->back_off.most = reconnect;
    atomic_init(&reader->stop, false);
    if (pthread_mutex_init(&reader->lock, NULL) != 0)
        return facs_fail(error, FACS_E_MEMORY, "out of memory: the system makes no more locks");
    facs_status status = facs_bell_init(&reader->bell);
    if (status != FACS_OK) {
        pthread_mutex_destroy(&reader->lock);
        return facs_fail(error, status, "out of memory: the system makes no more locks");
    }
    status = facs_latest_init(&reader->latest, env, told);
    if (status == FACS_OK) {
        status = facs_thread_start(&reader->thread, read_all, reader, error);
        if (status != FACS_OK)
            facs_latest_free(&reader->latest);
    } else {
        facs_fail(error, status, "out of memory: the system makes no more locks");
    }
    reader->running = status == FACS_OK;
    if (!reader->running) {
        facs_bell_free(&reader->bell);
        pthread_mutex_destroy(&reader->lock);
    }
    return status;
}

void facs_reader_stop(facs_reader *reader)
{
    if (!reader->running)
        return;
    reader->running = false;
    atomic_store(&reader->stop, true);
    facs_bell_ring(&reader->bell);
    facs_thread_join(&reader->thread);
    facs_latest_free(&reader->latest);
    facs_bell_free(&reader->bell);
    pthread_mutex_destroy(&reader->lock);
}
