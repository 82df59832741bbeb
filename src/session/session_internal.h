/* A session's own things, for the files that make it up. */
#ifndef FACS_SESSION_SESSION_INTERNAL_H
#define FACS_SESSION_SESSION_INTERNAL_H

#include "session/held_frames.h"
#include "session/locator.h"
#include "session/session.h"
#include "session/stills.h"

/* Threads: worker of the shared loops and owner of a bell. */
enum { LOCATE, CALLER, DESCRIBE, THREADS };
/* Profilers: of the locator and the describer. */
enum { LOCATE_TIMES, DESCRIBE_TIMES, PROFILERS };
_Static_assert((int)THREADS == FACS_SHARE_WORKERS, "every thread has a place in the shared loops");

/* persons that are one from a frame on */
typedef struct same_persons {
    int (*pair)[2]; /* to keep, to drop */
    int count, room;
} same_persons;

typedef struct job {
    facs_link link;
    facs_pixels bgr;
    facs_pixels grey;  /* of bgr; only with workers */
    bool has_grey;     /* the caller has made it */
    int64_t rows_time; /* that the caller took for rows, ns; only when it is measured */
    facs_box *boxes;
    int box_count, box_capacity;
    bool has_boxes;
    bool blank; /* there are no pixels */
    same_persons same;
    facs_outcome *outcome;
} job;

/* there is one of it a stream, and what threads share has cache lines of its own */
struct facs_session { // NOLINT(clang-analyzer-optin.performance.Padding)
    facs_share share; /* first: their members have lines of their own */
    facs_bell bell[THREADS];
    facs_env env;
    facs_models *models;
    facs_session_options options;
    facs_locator *locator;
    facs_describer *describer; /* NULL = no AUs */
    facs_held_frames *held;    /* of the thread that describes; NULL = no result waits for those after it */
    atomic_int waiting;        /* frames in it, when all others have left */
    facs_face_shape shape;     /* of the faces */
    bool keep_pictures;
    facs_profiler *profilers; /* PROFILERS; NULL = not measured */
    int64_t started, cpu_started;
    job *jobs;
    int job_count;
    facs_stills *stills;     /* NULL = it is a video, or there is one thread */
    facs_outcome *early;     /* stills that are done, by their numbers, as far as they were looked at */
    atomic_size_t under_way; /* bytes of pixels */
    job *begun;
    int workers; /* threads that were asked for */
    int running; /* threads that run */
    facs_thread threads[2];
    bool wired; /* bells, queues and share are initialised */
    facs_queue free, track, describe, done, spare;
    facs_outcome *current; /* lent to the caller */
    int64_t pushed, pulled;
    double timestamp;  /* of the frame pushed last */
    bool people;       /* several faces have persons */
    same_persons same; /* from the next frame on */
    bool finished;
    bool ending; /* what says so to those that wait is on its way */
    facs_error error;
};

/** The message of a session is about its last call: there is none yet. */
void facs_session_begin_call(facs_session *session);

#endif
