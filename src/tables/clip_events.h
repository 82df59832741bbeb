/* Events of an action unit: when a movement begins, is strongest and is over (docs/algorithm/events.md). */
#ifndef FACS_TABLES_CLIP_EVENTS_H
#define FACS_TABLES_CLIP_EVENTS_H

#include "base/base.h"

/** What one action unit of a person does, row by row. */
typedef struct facs_event_rows {
    int64_t count;
    const double *time;     /**< s, growing */
    const float *intensity; /**< NAN = nothing is known of that row; NULL = only presences are */
    const float *presence;  /**< 0 to 1, NAN likewise; NULL = only intensities are */
    int64_t shortest;       /**< rows of an event that count at least */
} facs_event_rows;

typedef struct facs_clip_event {
    int64_t onset, apex, offset; /**< rows */
    double intensity, mean;      /**< the largest, and that from onset to offset; NAN without intensities */
    bool begins, ends;           /**< false: it was going on already, or still, where its rows begin or end */
} facs_clip_event;

/** Begin with the environment (resolved) and zeros. */
typedef struct facs_clip_events {
    facs_env env;
    facs_clip_event *item; /**< facs_free */
    int64_t count, room;
} facs_clip_events;

/** Puts the events behind those that are there, in the order of time.  FACS_E_MEMORY. */
facs_status facs_clip_events_find(facs_clip_events *events, const facs_event_rows *rows, facs_error *error);
void facs_clip_events_free(facs_clip_events *events);

/** s from a row to the next, as it usually is: the median; 0 of fewer than two rows. */
double facs_usual_step(const facs_env *env, const double *time, int64_t count);

#endif
