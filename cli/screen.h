/* What a person sees on stderr while extract works: messages, and on a terminal one line of progress that is drawn
 * over. Any thread may use it. */
#ifndef FACSIMILE_CLI_SCREEN_H
#define FACSIMILE_CLI_SCREEN_H

#include <facsimile/facsimile.h>
#include <pthread.h>
#include <stdatomic.h>

typedef struct screen {
    pthread_mutex_t lock;
    bool live;            /* progress is shown */
    bool drawn;           /* the line is there */
    facs_log_level level; /* of the messages that are shown */
    atomic_bool pipeline_said;
} screen;

/* False when the system has no more mutexes. */
bool screen_init(screen *shown, bool quiet, bool verbose);
void screen_free(screen *shown);

/* For facs_env.log: one message, above the line of progress. */
void screen_message(void *shown, facs_log_level level, const char *message);
/* Replaces the line of progress. */
void screen_progress(screen *shown, const char *text);
void screen_clear(screen *shown);

#endif
