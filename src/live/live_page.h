/* The page of a live run (--http): what runs, in a browser, while it runs.
 *
 *     caller's thread: result -> history (page_history.h), newest frame -> slot of one ... wake
 *     server's thread: slot -> JPEG, once for all who look -> whoever waits for it; history -> text -> each stream
 *
 * A viewer asks for the next frame when it has shown the one before, and gets the newest one: whoever is slow sees less
 * and delays nobody.  The frame comes with its points, so that what is drawn on it is about it.  Nothing is copied and
 * nothing encoded while nobody looks, and not more than 30 times a second.
 *
 *     GET /            the page
 *     GET /frame?after=N   the newest frame behind N: its number of bytes of JSON (4, little-endian), JSON, JPEG; 204: none
 *     GET /events      text/event-stream: "hello", then results of the last minute and all that come, "state" now and then
 *     POST /record?on=1|0      begin and end a recording (recorder.h)
 *     POST /calibrate          the face is neutral from now on for two seconds */
#ifndef FACS_LIVE_LIVE_PAGE_H
#define FACS_LIVE_LIVE_PAGE_H

#include "image/image.h"
#include "live/page_text.h"

typedef struct facs_live_page facs_live_page;

typedef struct facs_live_page_options {
    const char *place, *token;    /**< as in facs_http_options */
    const facs_page_hello *hello; /**< copied as text */
    int units;                    /**< action units of a face */
} facs_live_page_options;

/** Errors: those of facs_http_open() and facs_page_build(). */
facs_status facs_live_page_open(const facs_env *env, const facs_live_page_options *options, facs_live_page **page,
                                facs_error *error);
/** Streams end.  NULL does nothing. */
void facs_live_page_close(facs_live_page **page);
const char *facs_live_page_address(const facs_live_page *page);

/* All of these on the thread that analyses; NULL: there is no page. */

/** Does somebody wait for a frame? */
bool facs_live_page_looks(const facs_live_page *page);
/** A result. */
void facs_live_page_add(facs_live_page *page, const facs_result *result);
/** Its frame, where one was kept, when nobody else needs it any more: the pixels may be exchanged. */
void facs_live_page_give(facs_live_page *page, facs_pixels *frame);
/** How it goes; now and then. */
void facs_live_page_tell(facs_live_page *page, const facs_page_state *state);

/** What somebody pressed since the last call. */
typedef struct facs_live_wishes {
    bool record, stop_recording, calibrate;
} facs_live_wishes;
facs_live_wishes facs_live_page_wishes(facs_live_page *page);

#endif
