/* The newest frame, from one thread to another: a slot of one.
 *
 * The thread that reads fills a frame and puts it; when the one before has not been taken yet, it is dropped and counted.
 * So a frame that is taken is the newest there is, and nothing ever queues.  Three frames go round: one is filled, one
 * waits, one is being used. */
#ifndef FACS_LIVE_LATEST_H
#define FACS_LIVE_LATEST_H

#include "base/bell.h"
#include "media/media.h"

typedef struct facs_live_frame {
    facs_pixels pixels;
    facs_media_frame at; /**< number and times go on when the source was opened again */
    int64_t left;        /**< facs_clock() when it left the decoder */
    double captured;     /**< the same in s since 1970 */
} facs_live_frame;

enum { FACS_LATEST_FRAMES = 3 };

typedef struct facs_latest {
    facs_env env;
    pthread_mutex_t lock;
    facs_bell *taker; /**< rung when there is something to take; borrowed */
    facs_live_frame frame[FACS_LATEST_FRAMES];
    int filled, waiting, used; /**< which; waiting -1 = none is */
    int64_t put, dropped;
} facs_latest;

/** FACS_E_MEMORY when the system has no more mutexes. */
facs_status facs_latest_init(facs_latest *latest, const facs_env *env, facs_bell *taker);
void facs_latest_free(facs_latest *latest);

/** The frame to be filled, of the thread that reads. */
facs_live_frame *facs_latest_room(facs_latest *latest);
/** It is filled. */
void facs_latest_put(facs_latest *latest);

/** The newest frame, of the other thread until its next call; its pixels may be exchanged.  NULL = nothing new. */
facs_live_frame *facs_latest_take(facs_latest *latest);
/** How many frames were put, and how many of them were dropped. */
void facs_latest_count(facs_latest *latest, int64_t *put, int64_t *dropped);

#endif
