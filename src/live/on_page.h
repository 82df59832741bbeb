/* A live run and its page: what is shown of the run, and what those who look at it may ask for: a recording, and that the
 * face is neutral now. */
#ifndef FACS_LIVE_ON_PAGE_H
#define FACS_LIVE_ON_PAGE_H

#include "live/live_run.h"

/** Does nothing where no page was asked for. */
facs_status facs_live_show(facs_live *live, facs_error *error);
/** The frame on its way has to be kept. */
bool facs_live_shows_frame(const facs_live *live);
/** Before the next frame: does what was asked for.  A recording or calibration that fails ends, and is said on the page;
 *  the run goes on.
 *  Errors: those of facs_session_reset(). */
facs_status facs_live_obey(facs_live *live, facs_error *error);
/** A result that all others have had: its number and time may change. */
void facs_live_show_result(facs_live *live, const facs_result *result);
/** With every call of progress. */
void facs_live_show_state(facs_live *live, const facs_live_statistics *told);
/** What is recorded gets its names; the page ends. */
facs_status facs_live_end_show(facs_live *live, facs_error *error);

#endif
