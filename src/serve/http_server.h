/* A small HTTP server for pages of this machine, on libmicrohttpd; it knows nothing of what is shown.
 *
 * One thread (or a few) of libmicrohttpd's serves all connections.  A request that has nothing to answer yet waits without
 * a thread of its own until facs_http_wake() is called, as a stream does whose next part is not there.  So what others
 * look at costs the caller's threads a call, whoever looks and however slowly: nothing is ever queued for anybody.
 *
 *     request -> guard (http_guard.h) -> handle() -> reply | stream | wait ... wake() -> handle() again
 *
 * Limits: 200 connections, 32 KiB for a request's head, 4 KiB of a body (which nobody reads), 15 s without anything new.
 * Every answer says: nosniff, no frame, no referrer, nothing kept, and a Content-Security-Policy that allows nothing
 * unless the reply brings its own. */
#ifndef FACS_SERVE_HTTP_SERVER_H
#define FACS_SERVE_HTTP_SERVER_H

#include "serve/http_guard.h"

typedef struct facs_http facs_http;
typedef struct facs_http_request facs_http_request; /**< lives until it was answered */

enum { FACS_HTTP_CONNECTIONS = 200 };

typedef struct facs_http_options {
    const char *place; /**< as facs_http_place_read() takes it */
    const char
        *token;  /**< asked of everybody; NULL = of nobody, but one is made where others than this machine reach it */
    int threads; /**< that serve; 1: handle() is called by one thread at a time */
    void *cookie;
    /** Answers a request that may ask: facs_http_reply(), facs_http_stream() or facs_http_wait(), once.  On a thread of the
     *  server's. */
    void (*handle)(void *cookie, facs_http_request *request);
} facs_http_options;

/** FACS_E_ARGUMENT (place, token), FACS_E_UNSUPPORTED (no libmicrohttpd), FACS_E_OUTPUT (the port is taken), FACS_E_MEMORY. */
facs_status facs_http_open(const facs_env *env, const facs_http_options *options, facs_http **http, facs_error *error);
/** Whoever waits is sent away.  NULL does nothing. */
void facs_http_close(facs_http **http);
/** What a person opens: "http://127.0.0.1:8080/", with the token. */
const char *facs_http_address(const facs_http *http);

/** There may be something new for those that wait; any thread. */
void facs_http_wake(facs_http *http);
/** How many requests wait for that; any thread. */
int facs_http_waiting(facs_http *http);

/* ---- in handle() ---- */

const char *facs_http_path(const facs_http_request *request);
bool facs_http_is_post(const facs_http_request *request);
/** A number of the query; -1 = it is not there or no whole number. */
int64_t facs_http_number(const facs_http_request *request, const char *name);
/** facs_clock() of when it came. */
int64_t facs_http_since(const facs_http_request *request);
/** It has waited, and is handled again. */
bool facs_http_again(const facs_http_request *request);
/** The server is about to be closed: nothing is to be waited for. */
bool facs_http_is_closing(const facs_http_request *request);

typedef struct facs_http_answer {
    int status;         /**< 200 ... */
    const char *type;   /**< Content-Type */
    const char *policy; /**< Content-Security-Policy; NULL = nothing is allowed */
    const void *bytes;  /**< copied */
    size_t count;
} facs_http_answer;

void facs_http_reply(facs_http_request *request, const facs_http_answer *answer);
/** 200 and what is in the file, which may be long. */
void facs_http_reply_file(facs_http_request *request, const char *type, const char *policy, const char *path);
/** The same of a short text. */
void facs_http_say(facs_http_request *request, int status, const char *text);
/** handle() is called again after facs_http_wake(). */
void facs_http_wait(facs_http_request *request);

/** Answer without end, of the type text/event-stream.  `more` puts at most `room` bytes, how many it returns; 0: nothing is
 *  there yet, it is asked again after facs_http_wake(); -1: the end.  `done` is called when nobody listens any more.
 *  `state` belongs to the stream from here on, in any case. */
typedef struct facs_http_stream_of {
    void *state;
    int64_t (*more)(void *state, char *bytes, size_t room);
    void (*done)(void *state);
} facs_http_stream_of;
void facs_http_stream(facs_http_request *request, const facs_http_stream_of *stream);

#endif
