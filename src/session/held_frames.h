/* Frames that wait until it is known who is in them, in their order: faces with person -1 get theirs from outcomes that
 * come later (facs_outcome.news).  With them wait their pixels, from which action units are told. */
#ifndef FACS_SESSION_HELD_FRAMES_H
#define FACS_SESSION_HELD_FRAMES_H

#include "session/outcome.h"

typedef struct facs_held_frames facs_held_frames; /**< state; one thread at a time */

/** Errors: FACS_E_MEMORY. */
facs_status facs_held_frames_create(const facs_env *env, facs_order order, facs_held_frames **held, facs_error *error);
/** With the frames that are in it. */
void facs_held_frames_destroy(facs_held_frames **held);

/** Has the outcome to go this way, since it or one before it waits? */
bool facs_held_frames_takes(const facs_held_frames *held, const facs_outcome *outcome);
/** The next frame that has been located, or an outcome without one (`last`), which is only looked at.
 *  @param bgr  of the frame; they are taken, with all rows, and others given for them */
void facs_held_frames_add(facs_held_frames *held, facs_pixels *bgr, facs_outcome *outcome);
/** The oldest frame, when it is known who is in it; NULL = there is none.
 *  @param bgr  lent until the next call here */
facs_outcome *facs_held_frames_next(facs_held_frames *held, facs_image *bgr);
int facs_held_frames_count(const facs_held_frames *held);

#endif
