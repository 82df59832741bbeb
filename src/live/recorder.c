/* See recorder.h. */
#include "live/recorder.h"

#include "base/thread.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { WAITING = 8 /* frames */, TICKS = 90000 };
/* One frame stands again for so many rows at the most: else a machine that is much too slow would never come to an end. */
enum { AGAIN_MOST = 30 };

typedef struct waiting_frame {
    facs_pixels pixels;
    double seconds;
    int64_t missed; /* rows without a frame of their own before this one */
} waiting_frame;

struct facs_recorder {
    facs_bell bell; /* of the thread that encodes */
    facs_env env;
    char *name, *rows_path, *video_path;
    facs_outputs *rows;
    facs_encode *video;
    int width, height;
    double start, seconds;
    int64_t count, lost, missed; /* rows; those without a frame; of them since the last frame */
    facs_pixels before;          /* of the thread: the frame that was encoded last */
    double before_seconds;
    int64_t left_out; /* of the thread: rows for which not even that could be done */
    facs_thread thread;
    pthread_mutex_t lock; /* of what follows */
    waiting_frame frame[WAITING];
    int64_t put, taken;
    facs_error failure; /* of the thread */
    bool over;
    bool has_bell, has_lock, running; /* of the caller */
};

/* ---- the thread that encodes ---- */

/* the oldest frame; NULL: none yet.  It stays where it is until release_frame(). */
static waiting_frame *next_frame(facs_recorder *recorder, bool *over)
{
    pthread_mutex_lock(&recorder->lock);
    const bool some = recorder->taken < recorder->put;
    *over = !some && recorder->over;
    pthread_mutex_unlock(&recorder->lock);
    return some ? &recorder->frame[recorder->taken % WAITING] : NULL;
}

static void release_frame(facs_recorder *recorder, const facs_error *error)
{
    pthread_mutex_lock(&recorder->lock);
    recorder->taken++;
    if (error->status != FACS_OK && recorder->failure.status == FACS_OK)
        recorder->failure = *error;
    pthread_mutex_unlock(&recorder->lock);
}

/* the frame before once more for each row that has none of its own, so that frame N of the video stays that of row N */
static facs_status repeat(facs_recorder *recorder, int64_t rows, double until, int64_t of, facs_error *error)
{
    const facs_image image = facs_pixels_view(&recorder->before);
    const double from = recorder->before_seconds;
    const int64_t times = !recorder->before.data ? 0 : rows < AGAIN_MOST ? rows : AGAIN_MOST;
    facs_status status = FACS_OK;
    recorder->left_out += rows - times;
    for (int64_t i = 1; i <= times && status == FACS_OK; i++)
        status =
            facs_encode_write_at(recorder->video, &image, from + (until - from) * (double)i / (double)of, 0, error);
    return status;
}

/* its pixels change places with those of the frame before, so that none are copied */
static void encode_frame(facs_recorder *recorder, waiting_frame *frame, facs_error *error)
{
    facs_status status = repeat(recorder, frame->missed, frame->seconds, frame->missed + 1, error);
    const facs_image image = facs_pixels_view(&frame->pixels);
    if (status == FACS_OK)
        facs_encode_write_at(recorder->video, &image, frame->seconds, 0, error);
    const facs_pixels before = recorder->before;
    recorder->before = frame->pixels;
    frame->pixels = before;
    recorder->before_seconds = frame->seconds;
}

static void encode_all(void *argument)
{
    facs_recorder *recorder = argument;
    for (bool over = false; !over;) {
        const unsigned heard = facs_bell_heard(&recorder->bell);
        waiting_frame *frame = next_frame(recorder, &over);
        if (!frame && !over)
            facs_bell_wait(&recorder->bell, heard, FACS_NEVER);
        if (!frame)
            continue;
        facs_error error = {.status = FACS_OK};
        encode_frame(recorder, frame, &error);
        release_frame(recorder, &error);
    }
}

static void stop_thread(facs_recorder *recorder)
{
    if (!recorder->running)
        return;
    pthread_mutex_lock(&recorder->lock);
    recorder->over = true;
    pthread_mutex_unlock(&recorder->lock);
    facs_bell_ring(&recorder->bell);
    facs_thread_join(&recorder->thread);
    recorder->running = false;
}

/* ---- life ---- */

static void destroy(facs_recorder **address)
{
    facs_recorder *recorder = *address;
    *address = NULL;
    if (!recorder)
        return;
    stop_thread(recorder);
    facs_outputs_close(&recorder->rows);
    facs_encode_abandon(&recorder->video);
    if (recorder->has_bell)
        facs_bell_free(&recorder->bell);
    if (recorder->has_lock)
        pthread_mutex_destroy(&recorder->lock);
    const facs_env env = recorder->env;
    for (int i = 0; i < WAITING; i++)
        facs_pixels_free(&env, &recorder->frame[i].pixels);
    facs_pixels_free(&env, &recorder->before);
    facs_free(&env, recorder->name);
    facs_free(&env, recorder->rows_path);
    facs_free(&env, recorder->video_path);
    facs_free(&env, recorder);
}

static void name_files(facs_recorder *recorder, const char *folder, int again, size_t room)
{
    char stamp[32], more[16] = "";
    const time_t now = time(NULL);
    struct tm local;
    localtime_r(&now, &local);
    strftime(stamp, sizeof stamp, "%Y%m%d-%H%M%S", &local);
    if (again > 0)
        snprintf(more, sizeof more, "-%d", again + 1);
    snprintf(recorder->name, room, "%s/live-%s%s", folder, stamp, more);
    snprintf(recorder->rows_path, room, "%s.csv", recorder->name);
    snprintf(recorder->video_path, room, "%s.mp4", recorder->name);
}

/* names that nothing has */
static facs_status choose_names(facs_recorder *recorder, const char *folder, facs_error *error)
{
    enum { TRIES = 100, MORE = 64 };
    const size_t room = strlen(folder) + MORE;
    recorder->name = facs_calloc(&recorder->env, room, 1);
    recorder->rows_path = facs_calloc(&recorder->env, room, 1);
    recorder->video_path = facs_calloc(&recorder->env, room, 1);
    if (!recorder->name || !recorder->rows_path || !recorder->video_path)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", folder);
    for (int i = 0; i < TRIES; i++) {
        name_files(recorder, folder, i, room);
        if (!facs_path_exists(recorder->rows_path) && !facs_path_exists(recorder->video_path)) {
            const int code = facs_path_make_folders(recorder->name);
            return code == 0 ? FACS_OK
                             : facs_fail(error, FACS_E_OUTPUT, "%s: cannot be made: %s", folder, strerror(code));
        }
    }
    return facs_fail(error, FACS_E_OUTPUT, "%s: there is a file of each name a recording could have", folder);
}

static facs_status open_files(facs_recorder *recorder, const facs_recorder_options *options, facs_error *error)
{
    const facs_output rows = {"csv", recorder->rows_path};
    const facs_encode_options video = {.path = recorder->video_path,
                                       .width = options->width,
                                       .height = options->height,
                                       .rate_num = options->rate_num > 0 ? options->rate_num : 30,
                                       .rate_den =
                                           options->rate_num > 0 && options->rate_den > 0 ? options->rate_den : 1,
                                       .tick_num = 1,
                                       .tick_den = TICKS,
                                       .survives = true,
                                       .threads = 1};
    facs_status status =
        facs_outputs_open(&recorder->env, &rows, 1, options->layout, NULL, false, &recorder->rows, error);
    return status == FACS_OK ? facs_encode_open(&recorder->env, &video, &recorder->video, error) : status;
}

static facs_status start_thread(facs_recorder *recorder, facs_error *error)
{
    recorder->has_bell = facs_bell_init(&recorder->bell) == FACS_OK;
    recorder->has_lock = pthread_mutex_init(&recorder->lock, NULL) == 0;
    if (!recorder->has_bell || !recorder->has_lock)
        return facs_fail(error, FACS_E_MEMORY, "out of memory: the system makes no more locks");
    const facs_status status = facs_thread_start(&recorder->thread, encode_all, recorder, error);
    recorder->running = status == FACS_OK;
    return status;
}

facs_status facs_recorder_open(const facs_env *env, const facs_recorder_options *options, facs_recorder **recorder,
                               facs_error *error)
{
    facs_recorder *made = facs_calloc(env, 1, sizeof *made);
    *recorder = NULL;
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", options->folder);
    made->env = *env;
    made->width = options->width;
    made->height = options->height;
    facs_status status = choose_names(made, options->folder, error);
    if (status == FACS_OK)
        status = open_files(made, options, error);
    if (status == FACS_OK)
        status = start_thread(made, error);
    if (status == FACS_OK)
        *recorder = made;
    else
        destroy(&made);
    return status;
}

/* ---- frames ---- */

/* FACS_E_MEMORY, or why the thread failed */
static facs_status put_frame(facs_recorder *recorder, const facs_pixels *frame, facs_error *error)
{
    pthread_mutex_lock(&recorder->lock);
    const bool room = recorder->put - recorder->taken < WAITING;
    const facs_error failure = recorder->failure;
    pthread_mutex_unlock(&recorder->lock);
    if (failure.status != FACS_OK)
        return facs_fail(error, failure.status, "%s", failure.message);
    if (!room || !frame || frame->width != recorder->width || frame->height != recorder->height) {
        recorder->lost++;
        recorder->missed++;
        return FACS_OK;
    }
    waiting_frame *to = &recorder->frame[recorder->put % WAITING];
    facs_status status = facs_pixels_resize(&recorder->env, &to->pixels, frame->width, frame->height, 3);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: out of memory", recorder->video_path);
    for (int y = 0; y < frame->height; y++)
        memcpy(to->pixels.data + y * to->pixels.stride, frame->data + y * frame->stride, 3 * (size_t)frame->width);
    to->seconds = recorder->seconds;
    to->missed = recorder->missed;
    recorder->missed = 0;
    pthread_mutex_lock(&recorder->lock);
    recorder->put++;
    pthread_mutex_unlock(&recorder->lock);
    facs_bell_ring(&recorder->bell);
    return FACS_OK;
}

facs_status facs_recorder_add(facs_recorder *recorder, facs_session *session, const facs_result *result,
                              const facs_pixels *frame, facs_error *error)
{
    if (recorder->count == 0)
        recorder->start = result->timestamp;
    recorder->count++;
    recorder->seconds = result->timestamp - recorder->start;
    facs_session_restamp(session, recorder->count, recorder->seconds);
    facs_status status = facs_outputs_write(recorder->rows, FACS_FOR_ALL, result, NULL, error);
    return status == FACS_OK ? put_frame(recorder, frame, error) : status;
}

void facs_recorder_stop(facs_recorder *recorder)
{
    facs_error error = {.status = FACS_OK};
    stop_thread(recorder);
    if (recorder->failure.status == FACS_OK) /* else finishing says it again */
        repeat(recorder, recorder->missed, recorder->seconds, recorder->missed, &error);
    recorder->missed = 0;
}

int64_t facs_recorder_left_out(const facs_recorder *recorder)
{
    return recorder->left_out;
}

facs_status facs_recorder_finish(facs_recorder **address, facs_error *error)
{
    facs_recorder *recorder = *address;
    facs_error second = {.status = FACS_OK};
    facs_recorder_stop(recorder);
    facs_status rows = facs_outputs_finish(recorder->rows, false, error);
    facs_status video = facs_encode_finish(&recorder->video, &second);
    destroy(address);
    return rows != FACS_OK ? rows : video == FACS_OK ? FACS_OK : facs_fail(error, video, "%s", second.message);
}

const char *facs_recorder_name(const facs_recorder *recorder)
{
    return recorder->name;
}

const char *facs_recorder_table(const facs_recorder *recorder)
{
    return recorder->rows_path;
}

const char *facs_recorder_video(const facs_recorder *recorder)
{
    return recorder->video_path;
}

void facs_recorder_size(const facs_recorder *recorder, int *width, int *height)
{
    *width = recorder->width;
    *height = recorder->height;
}

void facs_recorder_count(const facs_recorder *recorder, int64_t *rows, int64_t *lost, double *seconds)
{
    *rows = recorder->count;
    *lost = recorder->lost;
    *seconds = recorder->seconds;
}
