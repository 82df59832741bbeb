/* A fetch as a person sees it: a bar on a terminal, a line per file elsewhere. */
#ifndef FACSIMILE_CLI_FETCH_DISPLAY_H
#define FACSIMILE_CLI_FETCH_DISPLAY_H

#include <facsimile/facsimile.h>

typedef struct fetch_display {
    const char *name; /* of the set */
    bool live, quiet, drawn;
    double started, drawn_at; /* s; 0 = not yet */
    int64_t bytes_at_start;
} fetch_display;

fetch_display fetch_display_make(const char *name, bool quiet);
/** For facs_fetch_options.progress. */
void fetch_display_show(fetch_display *display, const facs_fetch_progress *progress);
/** Wipe the bar. */
void fetch_display_clear(fetch_display *display);

#endif
