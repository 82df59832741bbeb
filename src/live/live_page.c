/* See live_page.h. */
#include "live/live_page.h"

#include "base/profile.h"
#include "live/page_history.h"
#include "media/still_write.h"
#include "page/page_build.h"
#include "serve/http_server.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum {
    WIDTH_MOST = 1280, /* pixels: larger frames are shown smaller, by a whole number */
    QUALITY = 80,
    STREAM_TEXT = 64 << 10,
    HEAD = 4, /* bytes: how long the JSON of a frame is */
};
static const int64_t frame_gap = 25000000;    /* ns between two frames at least: 30 a second, and some room */
static const int64_t wake_gap = 50000000;     /* between two wakes without a frame */
static const int64_t frame_fresh = 500000000; /* an older one is not shown: nobody looked for so long */
static const int64_t frame_wait = 5000000000; /* a viewer asks again after that */

/* The newest frame: filled by one thread, then changes places with that of the other. */
typedef struct slot {
    facs_pixels pixels;
    facs_frame_found found;
    int64_t stored; /* facs_clock() */
} slot;

struct facs_live_page {
    facs_env env;
    facs_http *http;
    facs_page text;
    facs_history history;
    facs_json hello;
    /* of the thread that analyses: */
    int64_t woken, kept, frames;
    facs_frame_found found; /* in the last result, whose frame comes next */
    bool finds;
    facs_json state;
    /* of the server's thread: */
    slot shown; /* the frame that `jpeg` is of */
    facs_still_file jpeg;
    uint8_t *frame;
    size_t frame_size, frame_room;
    /* of both: */
    atomic_bool looks; /* somebody waits for a frame */
    atomic_int wish_record, wish_stop, wish_calibrate;
    bool has_lock;
    pthread_mutex_t lock; /* of what follows */
    slot fresh;
    char *state_text; /* an event */
    size_t state_size;
    int64_t state_number;
};

/* ---- streams of events ---- */

typedef struct events {
    facs_live_page *page;
    int64_t next, state_number;
    bool greeted;
    size_t size, sent; /* of text */
    char text[STREAM_TEXT];
} events;

static void add_event(events *to, const char *name, const char *json, size_t size)
{
    enum { FRAME = 64 };
    if (size + FRAME > sizeof to->text - to->size)
        return;
    to->size += (size_t)snprintf(to->text + to->size, FRAME, "event: %s\ndata: ", name);
    memcpy(to->text + to->size, json, size);
    memcpy(to->text + to->size + size, "\n\n", 2);
    to->size += size + 2;
}

static void add_state(events *to)
{
    facs_live_page *page = to->page;
    pthread_mutex_lock(&page->lock);
    if (page->state_number != to->state_number && page->state_text)
        add_event(to, "state", page->state_text, page->state_size);
    to->state_number = page->state_number;
    pthread_mutex_unlock(&page->lock);
}

static void fill(events *to)
{
    facs_live_page *page = to->page;
    to->size = to->sent = 0;
    if (!to->greeted)
        add_event(to, "hello", page->hello.text, page->hello.length);
    to->greeted = true;
    add_state(to);
    to->size += facs_history_text(&page->history, &to->next, to->text + to->size, sizeof to->text - to->size);
}

static int64_t more_events(void *state, char *bytes, size_t room)
{
    events *from = state;
    if (from->sent == from->size)
        fill(from);
    const size_t left = from->size - from->sent, count = left < room ? left : room;
    memcpy(bytes, from->text + from->sent, count);
    from->sent += count;
    return (int64_t)count;
}

static void end_events(void *state)
{
    events *from = state;
    const facs_env env = from->page->env;
    facs_free(&env, from);
}

static void stream_events(facs_live_page *page, facs_http_request *request)
{
    events *made = facs_calloc(&page->env, 1, sizeof *made);
    if (!made) {
        facs_http_say(request, 500, "out of memory\n");
        return;
    }
    made->page = page;
    made->next = facs_history_begin(&page->history);
    facs_http_stream(request, &(facs_http_stream_of){made, more_events, end_events});
}

/* ---- frames ---- */

/* the number of the newest frame that is not old; -1 = there is none */
static int64_t newest(facs_live_page *page)
{
    int64_t stored = 0, number = -1;
    pthread_mutex_lock(&page->lock);
    if (page->fresh.found.number > page->shown.found.number) {
        stored = page->fresh.stored;
        number = page->fresh.found.number;
    } else if (page->shown.found.number > 0) {
        stored = page->shown.stored;
        number = page->shown.found.number;
    }
    pthread_mutex_unlock(&page->lock);
    return number > 0 && facs_clock() - stored < frame_fresh ? number : -1;
}

static bool put_together(facs_live_page *page, const facs_json *json)
{
    const size_t size = HEAD + json->length + page->jpeg.count;
    if (size > page->frame_room) {
        uint8_t *grown = facs_calloc(&page->env, 2 * size, 1);
        if (!grown)
            return false;
        facs_free(&page->env, page->frame);
        page->frame = grown;
        page->frame_room = 2 * size;
    }
    for (int i = 0; i < HEAD; i++)
        page->frame[i] = (uint8_t)(json->length >> 8 * i);
    memcpy(page->frame + HEAD, json->text, json->length);
    memcpy(page->frame + HEAD + json->length, page->jpeg.bytes, page->jpeg.count);
    page->frame_size = size;
    return true;
}

/* The newest frame as it is sent, made once for all who look; false = out of memory. */
static bool encode_newest(facs_live_page *page)
{
    pthread_mutex_lock(&page->lock);
    const bool is_new = page->fresh.found.number > page->shown.found.number;
    if (is_new) {
        const slot before = page->shown;
        page->shown = page->fresh;
        page->fresh = before;
    }
    pthread_mutex_unlock(&page->lock);
    if (!is_new)
        return page->frame_size > 0;
    facs_json json = {.env = page->env};
    const facs_pixels *from = &page->shown.pixels;
    const facs_view view = {from->data, from->width, from->height, 3, from->stride};
    facs_page_put_frame(&json, &page->shown.found);
    const bool good = !json.no_memory &&
                      facs_still_write_jpeg(&page->env, &view, QUALITY, &page->jpeg, NULL) == FACS_OK &&
                      put_together(page, &json);
    facs_free(&page->env, json.text);
    page->frame_size = good ? page->frame_size : 0;
    return good;
}

static void send_frame(facs_live_page *page, facs_http_request *request)
{
    const int64_t after = facs_http_number(request, "after"), number = newest(page);
    if (number > after && number > 0) {
        if (encode_newest(page))
            facs_http_reply(request,
                            &(facs_http_answer){200, "application/octet-stream", NULL, page->frame, page->frame_size});
        else
            facs_http_say(request, 500, "out of memory\n");
    } else if (facs_http_is_closing(request) || facs_clock() - facs_http_since(request) > frame_wait) {
        facs_http_say(request, 204, "");
    } else {
        atomic_store(&page->looks, true);
        facs_http_wait(request);
    }
}

/* ---- requests ---- */

static void change(facs_live_page *page, facs_http_request *request)
{
    const char *path = facs_http_path(request);
    const int64_t on = facs_http_number(request, "on");
    if (strcmp(path, "/calibrate") == 0) {
        atomic_store(&page->wish_calibrate, 1);
    } else if (strcmp(path, "/record") == 0 && (on == 0 || on == 1)) {
        atomic_store(&page->wish_stop, on == 0);
        atomic_store(&page->wish_record, on == 1);
    } else {
        facs_http_say(request, strcmp(path, "/record") == 0 ? 400 : 404, "There is nothing of that name.\n");
        return;
    }
    facs_http_say(request, 202, "");
}

static void handle(void *cookie, facs_http_request *request)
{
    facs_live_page *page = cookie;
    const char *path = facs_http_path(request);
    if (facs_http_is_post(request))
        change(page, request);
    else if (strcmp(path, "/frame") == 0)
        send_frame(page, request);
    else if (strcmp(path, "/events") == 0)
        stream_events(page, request);
    else if (strcmp(path, "/") == 0)
        facs_http_reply(request, &(facs_http_answer){200, "text/html; charset=utf-8", page->text.policy,
                                                     page->text.text, page->text.size});
    else
        facs_http_say(request, 404, "There is nothing of that name.\n");
}

/* ---- life ---- */

static facs_status build(facs_live_page *page, const facs_live_page_options *options, facs_error *error)
{
    static const char *const styles[] = {"dygraph.css", "common.css", "live.css", NULL};
    static const char *const scripts[] = {"dygraph.min.js", "live.js", NULL};
    facs_status status = facs_page_build(&page->env, "live.html", styles, scripts,
                                         "img-src 'self' blob: data:; connect-src 'self'", &page->text, error);
    if (status != FACS_OK)
        return status;
    facs_page_put_hello(&page->hello, options->hello);
    page->has_lock = pthread_mutex_init(&page->lock, NULL) == 0;
    if (page->hello.no_memory || !page->has_lock ||
        facs_history_open(&page->history, &page->env, options->units) != FACS_OK)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a page");
    const facs_http_options server = {
        .place = options->place, .token = options->token, .threads = 1, .cookie = page, .handle = handle};
    return facs_http_open(&page->env, &server, &page->http, error);
}

facs_status facs_live_page_open(const facs_env *env, const facs_live_page_options *options, facs_live_page **page,
                                facs_error *error)
{
    facs_live_page *made = facs_calloc(env, 1, sizeof *made);
    *page = NULL;
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a page");
    made->env = made->hello.env = made->state.env = *env;
    atomic_init(&made->looks, false);
    const facs_status status = build(made, options, error);
    if (status == FACS_OK)
        *page = made;
    else
        facs_live_page_close(&made);
    return status;
}

void facs_live_page_close(facs_live_page **address)
{
    facs_live_page *page = *address;
    *address = NULL;
    if (!page)
        return;
    facs_http_close(&page->http);
    facs_history_close(&page->history);
    if (page->has_lock)
        pthread_mutex_destroy(&page->lock);
    const facs_env env = page->env;
    facs_page_free(&env, &page->text);
    facs_pixels_free(&env, &page->shown.pixels);
    facs_pixels_free(&env, &page->fresh.pixels);
    facs_still_file_free(&env, &page->jpeg);
    facs_free(&env, page->frame);
    facs_free(&env, page->hello.text);
    facs_free(&env, page->state.text);
    facs_free(&env, page->state_text);
    facs_free(&env, page);
}

const char *facs_live_page_address(const facs_live_page *page)
{
    return facs_http_address(page->http);
}

/* ---- the thread that analyses ---- */

bool facs_live_page_looks(const facs_live_page *page)
{
    return page && atomic_load(&page->looks) && facs_clock() - page->kept >= frame_gap;
}

static void wake(facs_live_page *page, int64_t now)
{
    page->woken = now;
    facs_http_wake(page->http);
}

/* every n-th pixel of every n-th row: a preview */
static facs_status shrink(const facs_env *env, const facs_pixels *from, int step, facs_pixels *to)
{
    const int width = from->width / step, height = from->height / step;
    const facs_status status = facs_pixels_resize(env, to, width, height, 3);
    for (int y = 0; y < height && status == FACS_OK; y++) {
        const uint8_t *row = from->data + (ptrdiff_t)y * step * from->stride;
        uint8_t *at = to->data + y * to->stride;
        for (int x = 0; x < width; x++, at += 3, row += 3 * (ptrdiff_t)step)
            memcpy(at, row, 3);
    }
    return status;
}

void facs_live_page_give(facs_live_page *page, facs_pixels *frame)
{
    if (!page || !page->finds)
        return;
    const int step = (frame->width + WIDTH_MOST - 1) / WIDTH_MOST;
    const int64_t now = facs_clock();
    bool kept = true;
    pthread_mutex_lock(&page->lock);
    slot *to = &page->fresh;
    if (step == 1) { /* they change places, so that none are copied */
        const facs_pixels before = to->pixels;
        to->pixels = *frame;
        *frame = before;
    } else {
        kept = shrink(&page->env, frame, step, &to->pixels) == FACS_OK;
    }
    if (kept) {
        to->found = page->found;
        to->found.number = ++page->frames;
        to->stored = page->kept = now;
    }
    pthread_mutex_unlock(&page->lock);
    page->finds = false;
    atomic_store(&page->looks, false);
    wake(page, now);
}

void facs_live_page_add(facs_live_page *page, const facs_result *result)
{
    if (!page)
        return;
    const int64_t now = facs_clock();
    facs_history_add(&page->history, result);
    page->finds = facs_live_page_looks(page);
    if (page->finds)
        facs_page_find(&page->found, 0, result);
    else if (now - page->woken >= wake_gap)
        wake(page, now);
}

void facs_live_page_tell(facs_live_page *page, const facs_page_state *state)
{
    if (!page)
        return;
    facs_json *json = &page->state;
    json->length = 0;
    json->follows = json->no_memory = false;
    facs_page_put_state(json, state);
    pthread_mutex_lock(&page->lock);
    char *copy = json->no_memory ? NULL : facs_regrow(&page->env, page->state_text, 0, json->length + 1);
    if (copy) {
        memcpy(copy, json->text, json->length);
        page->state_text = copy;
        page->state_size = json->length;
        page->state_number++;
    }
    pthread_mutex_unlock(&page->lock);
    wake(page, facs_clock());
}

facs_live_wishes facs_live_page_wishes(facs_live_page *page)
{
    facs_live_wishes wishes = {.record = false};
    if (!page)
        return wishes;
    wishes.record = atomic_exchange(&page->wish_record, 0) != 0;
    wishes.stop_recording = atomic_exchange(&page->wish_stop, 0) != 0;
    wishes.calibrate = atomic_exchange(&page->wish_calibrate, 0) != 0;
    return wishes;
}
