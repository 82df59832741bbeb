/* Frames woven of two fields become whole ones: FFmpeg's filter bwdif, a frame out for each frame in. */
#ifndef FACS_MEDIA_DEINTERLACE_H
#define FACS_MEDIA_DEINTERLACE_H

#include "base/base.h"
#include "foreign/ffmpeg.h"

typedef struct facs_deinterlacer facs_deinterlacer;

/** Does the frame say that it is two fields? */
bool facs_is_interlaced(const AVFrame *frame);

/** For frames like this one.  FACS_E_UNSUPPORTED: FFmpeg's libavfilter is not there, or cannot do it; FACS_E_MEMORY. */
facs_status facs_deinterlacer_open(const facs_env *env, const AVFrame *frame, facs_deinterlacer **deinterlacer,
                                   facs_error *error);
void facs_deinterlacer_close(facs_deinterlacer **deinterlacer);

/** Frames of another size or format need another one. */
bool facs_deinterlacer_takes(const facs_deinterlacer *deinterlacer, const AVFrame *frame);
/** Takes the frame over; NULL: there are no more.  Frames that do not say they are fields come out as they are.
 *  FACS_OK, or FACS_E_MEMORY. */
facs_status facs_deinterlacer_put(facs_deinterlacer *deinterlacer, AVFrame *frame);
/** The next one, with all that the decoder said of it.  FACS_AGAIN: put another one first; FACS_END; FACS_E_MEMORY. */
facs_status facs_deinterlacer_get(facs_deinterlacer *deinterlacer, AVFrame *frame);

#endif
