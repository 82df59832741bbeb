/* What becomes of a frame between push and pull: session.c wires it to threads. */
#ifndef FACS_SESSION_SESSION_WORK_H
#define FACS_SESSION_SESSION_WORK_H

#include "session/session_internal.h"

/** Room for the grey picture of the job.  FACS_E_MEMORY, with its message in the outcome. */
facs_status facs_work_begin_grey(const facs_session *session, job *work);
/** Bytes of its pixels. */
size_t facs_work_size(const job *work);

/** Faces, landmarks, pose and gaze; what comes of it is in the outcome.  By one thread at a time for each locator. */
void facs_work_locate(facs_session *session, facs_locator *locator, job *work);
/** Action units; the job is free afterwards, its outcome done or held.  By one thread at a time for each describer. */
void facs_work_describe_with(facs_session *session, facs_describer *describer, job *work);
/** The same with the session's own describer. */
void facs_work_describe(facs_session *session, job *work);

/** While the thread that locates has a frame to go on with, its loops come before this thread's own work. */
void facs_work_help_first(facs_session *session, int thread);
/** Oldest link of a queue that this thread takes from.  While there is none, the thread helps with the loops of the one
 *  that locates, which has most to do, and sleeps when there is no loop either.
 *  @return NULL: the queue is closed, or the deadline (facs_clock()) has passed, or the caller would wait for what does
 *          not come */
facs_link *facs_work_take(facs_session *session, facs_queue *queue, int thread, int64_t deadline);

/** What the two workers do until their queue is closed; `argument` is the session. */
void facs_work_locate_all(void *argument);
void facs_work_describe_all(void *argument);

#endif
