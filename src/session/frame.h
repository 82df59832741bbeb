/* What the caller says about a frame. */
#ifndef FACS_SESSION_FRAME_H
#define FACS_SESSION_FRAME_H

#include "base/base.h"

/** `frame` = what `given` says, checked.  FACS_E_ARGUMENT; FACS_E_STATE for boxes in a video.
 *  @param given NULL = number `next`, without a time; only with `stills` */
facs_status facs_frame_take(const facs_frame *given, bool stills, int64_t next, facs_frame *frame, facs_error *error);

#endif
