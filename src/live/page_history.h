/* The results of the last minute, from the thread that analyses to those who look at a page.
 *
 *     add -> ring -> text of what is new since a place that the reader remembers
 *
 * A ring of fixed size: whoever reads too slowly misses results and is never waited for, and memory does not depend on who
 * looks.  A result becomes text when somebody reads it. */
#ifndef FACS_LIVE_PAGE_HISTORY_H
#define FACS_LIVE_PAGE_HISTORY_H

#include "base/base.h"

#include <pthread.h>

enum {
    FACS_HISTORY_RESULTS = 4096, /* a minute of 60 a second, and a few */
    FACS_HISTORY_SECONDS = 60,
    FACS_HISTORY_FACES = 8, /* of a frame, at most */
};

typedef struct facs_history_face {
    int person; /**< or place in the frame, where persons are not told apart */
    bool success;
    float confidence, pose[6], gaze[2];
} facs_history_face;

typedef struct facs_history_entry {
    int64_t frame;
    double time, captured, latency;
    int faces;
    facs_history_face face[FACS_HISTORY_FACES];
} facs_history_entry;

typedef struct facs_history {
    facs_env env;
    int units;
    pthread_mutex_t lock;
    int64_t count; /**< of results that were added; entry i is that of result i, i + FACS_HISTORY_RESULTS ... */
    facs_history_entry *entry;
    float *unit; /**< intensities of each entry's faces */
} facs_history;

/** FACS_E_MEMORY. */
facs_status facs_history_open(facs_history *history, const facs_env *env, int units);
void facs_history_close(facs_history *history);

void facs_history_add(facs_history *history, const facs_result *result);
/** Where the last minute begins. */
int64_t facs_history_begin(facs_history *history);
/** Bytes that the text of a result has at most. */
size_t facs_history_most(const facs_history *history);
/** The results from *next on, as events of text/event-stream: one for each, as many as fit.  *next moves on, over those
 *  that are lost as well.
 *  @return bytes */
size_t facs_history_text(facs_history *history, int64_t *next, char *text, size_t room);

#endif
