/* What the tests of this folder share: a media file read to its end, and a log that is kept. */
#ifndef FACS_TESTS_READER_H
#define FACS_TESTS_READER_H

#include <stdio.h>
#include <string.h>

#include "media/media.h"

typedef struct log_book {
    int count[4]; /* per level */
    char last[1024];
} log_book;

static inline void keep_log(void *cookie, facs_log_level level, const char *message)
{
    log_book *book = cookie;
    book->count[level]++;
    snprintf(book->last, sizeof book->last, "%s", message);
}

static inline facs_env logging_env(log_book *book)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = book;
    env.log = keep_log;
    return env;
}

/* FNV-1a over the pixels, without the padding of the rows */
static inline uint64_t digest(uint64_t hash, const facs_pixels *pixels)
{
    for (int y = 0; y < pixels->height; y++)
        for (int x = 0; x < pixels->width * pixels->channels; x++)
            hash = (hash ^ pixels->data[y * pixels->stride + x]) * 0x100000001B3u;
    return hash;
}

typedef struct reading {
    facs_status status; /* of opening, or of the read that was not FACS_OK: FACS_END when all went well */
    bool opened;
    facs_media_info info;
    int64_t frames;
    int width, height; /* of the first frame */
    double last_timestamp;
    uint64_t digest;
    facs_error error;
} reading;

static inline reading read_all(const facs_env *env, const char *path, int threads)
{
    reading result = {.status = FACS_E_INTERNAL, .digest = 0xCBF29CE484222325u};
    facs_media *media = NULL;
    result.status = facs_media_open(env, path, threads, &media, &result.error);
    if (result.status != FACS_OK)
        return result;
    result.opened = true;
    result.info = *facs_media_get_info(media);
    facs_env full = facs_env_resolve(env);
    facs_pixels frame = {.data = NULL};
    for (;;) {
        facs_media_frame at;
        result.status = facs_media_read(media, &frame, &at, &result.error);
        if (result.status != FACS_OK)
            break;
        if (result.frames++ == 0) {
            result.width = frame.width;
            result.height = frame.height;
        }
        result.last_timestamp = at.timestamp;
        result.digest = digest(result.digest, &frame);
    }
    facs_pixels_free(&full, &frame);
    facs_media_close(&media);
    return result;
}

#endif
