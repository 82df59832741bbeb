/* The thread that reads a source: opens it, plays it, and opens it again when it was lost.
 *
 *     open -> frames -> over          a file, a pipe
 *        ^      |
 *        |      v
 *        +-- wait 1, 2, 4 ... 30 s    a camera, a stream, once it has given a frame
 *
 * A file is played at its own speed: its frames leave when they are due by their times.  All waiting ends when the reader
 * is stopped. */
#ifndef FACS_LIVE_READER_H
#define FACS_LIVE_READER_H

#include "base/thread.h"
#include "live/back_off.h"
#include "live/latest.h"

/** What a source says of itself when it has been opened. */
typedef struct facs_live_opened {
    facs_media_info info;
    bool paced;   /**< its frames are to leave when they are due */
    bool again;   /**< a camera or stream: it can be lost, and opened again */
    bool endless; /**< when it ends, that is a loss, too */
} facs_live_opened;

/** Where frames come from. */
typedef struct facs_live_source {
    void *cookie;
    facs_status (*open)(void *cookie, facs_live_opened *opened, facs_error *error);
    /** As facs_media_read(). */
    facs_status (*read)(void *cookie, facs_pixels *pixels, facs_media_frame *at, facs_error *error);
    void (*close)(void *cookie);
} facs_live_source;

/** Time, which tests have a hand of their own in. */
typedef struct facs_live_clock {
    void *cookie;
    int64_t (*now)(void *cookie); /**< ns */
    /** As facs_bell_wait(). */
    bool (*wait)(void *cookie, facs_bell *bell, unsigned heard, int64_t deadline);
} facs_live_clock;

extern const facs_live_clock facs_live_real_clock;

/** What the other thread may know; a copy. */
typedef struct facs_reader_news {
    facs_live_state state;
    facs_media_info info; /**< of the source that is or was open */
    int64_t opened;       /**< how often it was */
    int64_t lost;         /**< how often it was after it had given frames */
    int64_t retry;        /**< FACS_LIVE_WAITING: when it is opened again, by the clock */
    facs_error trouble;   /**< why it was lost last */
    facs_status status;   /**< FACS_LIVE_OVER: FACS_OK, or what ended it for good */
    facs_error error;
} facs_reader_news;

typedef struct facs_reader {
    facs_env env;
    facs_live_source source;
    facs_live_clock clock;
    facs_back_off back_off;
    facs_latest latest;
    facs_bell bell;  /**< of the thread that reads */
    facs_bell *told; /**< of the other; borrowed */
    atomic_bool stop;
    pthread_mutex_t lock; /**< of news */
    facs_reader_news news;
    facs_thread thread;
    bool running;
    /* of the thread that reads: */
    bool again, endless;          /**< of the source that was open last */
    bool gave;                    /**< it gave frames */
    int64_t opened_frames;        /**< frames of those connections that are over */
    int64_t first_left;           /**< when the first of all frames left */
    double first_time, last_time; /**< its time, and that of the last one, s */
    double offset;                /**< s that times of this connection are moved by */
} facs_reader;

/** Starts the thread.
 *  @param source    cookie outlives the reader
 *  @param reconnect as in facs_live_options
 *  @param told      rung when there is a frame or news
 *  Errors: FACS_E_MEMORY. */
facs_status facs_reader_start(facs_reader *reader, const facs_env *env, const facs_live_source *source,
                              const facs_live_clock *clock, int64_t reconnect, facs_bell *told, facs_error *error);
/** Ends it and frees what it has; of a reader that is all zero, does nothing. */
void facs_reader_stop(facs_reader *reader);

/** Has it been told to stop?  For the source, from its thread. */
bool facs_reader_stopped(facs_reader *reader);
void facs_reader_get_news(facs_reader *reader, facs_reader_news *news);

#endif
