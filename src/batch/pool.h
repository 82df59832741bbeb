/* Several inputs at the same time: threads that take the next one that nobody has taken, until none is left. */
#ifndef FACS_BATCH_POOL_H
#define FACS_BATCH_POOL_H

#include "extract/idle_sessions.h"

/** Call work(cookie, i) for each i below `count`, up to `jobs` at the same time; the calling thread works, too. */
void facs_pool_run(const facs_env *env, int64_t jobs, int64_t count, void (*work)(void *cookie, int64_t index),
                   void *cookie);

/** facs_extract_file(), and what it took.
 *  @param idle sessions that inputs share; NULL = each makes its own
 *  @param alone nothing else is at work in this process, so that all its time is this one's
 *  @param error of the outcome, which keeps it */
void facs_pool_extract(const facs_task *task, facs_idle_sessions *idle, bool alone, facs_task_outcome *outcome,
                       facs_error *error);

#endif
