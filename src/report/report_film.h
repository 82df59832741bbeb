/* One pass over the video of a result: faces as small pictures, and the video itself, small enough for a page to carry. */
#ifndef FACS_REPORT_REPORT_FILM_H
#define FACS_REPORT_REPORT_FILM_H

#include "report/report_results.h"

typedef struct facs_report_film_wish {
    bool pictures, carry;
    int threads;
    /** Now and then; not 0 = stop: FACS_E_INTERRUPTED.  May be NULL. */
    int (*progress)(void *cookie, int64_t done, int64_t total);
    void *cookie;
} facs_report_film_wish;

/** Reads film.path as the run did and fills the rest of the film, but for `link`, and result->picture.  Frames that the
 *  table does not have are not carried; those it has are shown at their time in the table.
 *  Errors: those of facs_media_open_as(), facs_media_read() and facs_encode_open(); FACS_E_ARGUMENT when the video is not the
 *  one the table was made from: another size than the record says, points outside of it, or too few frames. */
facs_status facs_report_film_read(facs_report_result *result, const facs_report_film_wish *wish, facs_error *error);
/** As if it had not been read. */
void facs_report_film_forget(facs_report_result *result);

#endif
