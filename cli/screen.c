/* See screen.h. */
#include "screen.h"

#include <stdio.h>
#include <unistd.h>

bool screen_init(screen *shown, bool quiet, bool verbose)
{
    shown->live = isatty(STDERR_FILENO) && !quiet;
    shown->drawn = false;
    atomic_init(&shown->pipeline_said, false);
    shown->level = quiet ? FACS_LOG_ERROR : verbose ? FACS_LOG_DEBUG : FACS_LOG_INFO;
    return pthread_mutex_init(&shown->lock, NULL) == 0;
}

void screen_free(screen *shown)
{
    pthread_mutex_destroy(&shown->lock);
}

static void clear_line(screen *shown)
{
    if (shown->drawn)
        fputs("\r\033[K", stderr);
    shown->drawn = false;
}

void screen_message(void *cookie, facs_log_level level, const char *message)
{
    screen *shown = cookie;
    if (level > shown->level)
        return;
    pthread_mutex_lock(&shown->lock);
    clear_line(shown);
    fprintf(stderr, "facsimile: %s%s\n", level == FACS_LOG_WARNING ? "warning: " : "", message);
    pthread_mutex_unlock(&shown->lock);
}

void screen_progress(screen *shown, const char *text)
{
    if (!shown->live)
        return;
    pthread_mutex_lock(&shown->lock);
    fprintf(stderr, "\r\033[K%s", text);
    fflush(stderr);
    shown->drawn = true;
    pthread_mutex_unlock(&shown->lock);
}

void screen_clear(screen *shown)
{
    pthread_mutex_lock(&shown->lock);
    clear_line(shown);
    pthread_mutex_unlock(&shown->lock);
}
