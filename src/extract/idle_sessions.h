/* Sessions that wait for the next input of several: making one costs as much as some frames.
 *
 * A session that has finished an input well is reset, which leaves it as a new one, and lent again to an input with the
 * same models, options and environment.  It keeps its memory meanwhile.  The messages of a lent session go to the run
 * that has it.  Not kept: sessions that failed or were cancelled, those of long videos, those that are measured, those
 * with settings of a landmark fit, those of an accelerator or with files of the caller's own. */
#ifndef FACS_EXTRACT_IDLE_SESSIONS_H
#define FACS_EXTRACT_IDLE_SESSIONS_H

#include "session/session.h"
#include "store/models.h"

typedef struct facs_idle_sessions facs_idle_sessions;
/** One session and who has it. */
typedef struct facs_lent_session facs_lent_session;

/** @param most sessions there are at a time, lent or idle: as many as inputs at a time.  NULL = no memory, and inputs make
 *  sessions of their own. */
facs_idle_sessions *facs_idle_sessions_create(const facs_env *env, int64_t most);
/** None is lent any more.  NULL is possible. */
void facs_idle_sessions_destroy(facs_idle_sessions **idle);

/** An idle session that fits, or a new one.
 *  @param plain   environment of the caller, whose memory the session uses
 *  @param options its `env` is that of the run: messages go there, until the session is given back
 *  @param lent    NULL when the session is of a kind that is not kept, or `idle` is NULL: the run destroys it
 *  Errors: those of facs_session_open(). */
facs_status facs_idle_sessions_take(facs_idle_sessions *idle, const facs_env *plain, facs_models *models,
                                    const facs_session_options *options, const facs_session_extras *extras,
                                    facs_lent_session **lent, facs_session **session, facs_error *error);
/** Give it back; the run has it no longer.
 *  @param clean everything went well, and what the session remembers is not large: it may be lent again */
void facs_idle_sessions_give(facs_idle_sessions *idle, facs_lent_session **lent, bool clean);

#endif
