/* Decoders of stills, each from bytes in memory to upright B G R. */
#ifndef FACS_MEDIA_STILL_H
#define FACS_MEDIA_STILL_H

#include "image/image.h"
#include "media/source.h"

/** Bytes of a file that facs_still_probe() wants to see. */
enum { FACS_STILL_HEAD = 32 };

/** Is this the start of a picture (as opposed to a video or something else)?  Told by the content, not by the name.
 *  An animated or single GIF counts as video. */
bool facs_still_probe(const uint8_t *head, size_t count);

/** Decode the picture that an open source holds.  `path` is for messages.  FACS_E_MEDIA when it is damaged, too large
 *  or no picture at all, FACS_E_MEMORY.  A JPEG that is cut short decodes as far as it goes, with a log message. */
facs_status facs_still_take(const facs_env *env, const char *path, facs_source *source, facs_pixels *bgr,
                            facs_error *error);

facs_status facs_still_jpeg(const facs_env *env, const char *path, const uint8_t *bytes, size_t count, facs_pixels *bgr,
                            facs_error *error);
facs_status facs_still_png(const facs_env *env, const char *path, const uint8_t *bytes, size_t count, facs_pixels *bgr,
                           facs_error *error);
/** @param codec an AVCodecID */
facs_status facs_still_ffmpeg(const facs_env *env, const char *path, int codec, const uint8_t *bytes, size_t count,
                              facs_pixels *bgr, facs_error *error);

#endif
