/* What facs_extract_options.profile asks for.  All functions take NULL = nothing is measured. */
#ifndef FACS_EXTRACT_MEASURE_H
#define FACS_EXTRACT_MEASURE_H

#include "base/profile.h"

typedef struct facs_measure facs_measure; /**< belongs to the calling thread */

/** Starts the clock of the start-up.  `metered` = environment that counts what it hands out; must not be used after the
 *  measure is destroyed.  NULL = no memory. */
facs_measure *facs_measure_create(const facs_env *env, facs_env *metered);
void facs_measure_destroy(facs_measure **measure);

/** Times of the calling thread. */
facs_profiler *facs_measure_times(facs_measure *measure);

/** The start-up is over, frames follow. */
void facs_measure_ready(facs_measure *measure);
/** The result of one more frame is written. */
void facs_measure_frame(facs_measure *measure);
/** Everything is over; `session` has been pulled empty.  `profile` is checked (facs_profile_check). */
void facs_measure_finish(facs_measure *measure, const facs_session *session, facs_profile *profile);

#endif
