/* A batch at work: what its parts share. */
#ifndef FACS_BATCH_BATCH_H
#define FACS_BATCH_BATCH_H

#include "batch/model_sets.h"
#include "batch/places.h"
#include "extract/idle_sessions.h"

#include <pthread.h>

typedef struct facs_batch {
    facs_env env;
    facs_batch_options options;
    facs_extract_options extract;
    facs_entries all;
    facs_places places;
    facs_model_sets models;
    facs_idle_sessions *idle;
    bool look;                        /**< some output wants descriptors */
    char *head, *manifest, *failures; /**< first line and paths */
    int lock, file;                   /**< of the manifest; -1 */
    int64_t jobs;
    int64_t *queue, queued; /**< numbers of the entries that are run */
    /* while it runs, guarded by the mutex */
    pthread_mutex_t mutex;
    facs_batch_progress progress;
    double start, told;        /**< s */
    int64_t bytes, bytes_done; /**< of the inputs that are run */
    bool alone, stopped;       /**< alone: one at a time */
    facs_error trouble;        /**< what stopped it, but for the caller */
} facs_batch;

/** Run what is queued: one after the other what was at work when an earlier run ended, then the others.
 *  FACS_E_INTERRUPTED, what the manifest's or a result's disk says, FACS_E_MEMORY. */
facs_status facs_batch_work(facs_batch *batch, facs_error *error);

#endif
