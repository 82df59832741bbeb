/* Decoders of stills, each from bytes in memory to upright B G R. */
#ifndef FACS_MEDIA_STILL_H
#define FACS_MEDIA_STILL_H

#include "image/image.h"
#include "media/source.h"

/** Bytes of a file that facs_still_probe() wants to see. */
enum { FACS_STILL_HEAD = 4096 };

/** Is this the start of a picture (as opposed to a video or something else)?  Told by the content; only of TGA, which
 *  has no mark, also by the name.  Of containers that hold videos as well (GIF, APNG, MP4) nobody knows before they are
 *  decoded: false, see facs_video_is_still(). */
bool facs_still_probe(const char *path, const uint8_t *head, size_t count);

/** Largest file accepted as a picture. */
#define FACS_STILL_BYTES_MOST ((int64_t)1 << 31)

/** Is the file's name one that pictures have? */
bool facs_still_is_name(const char *path);

/** Decode the picture that an open source holds.  `path` is for messages, and for facs_still_probe().  FACS_E_MEDIA
 *  when it is damaged, too large or no picture at all, FACS_E_UNSUPPORTED when a library is missing, FACS_E_MEMORY.  A JPEG
 *  that is cut short decodes as far as it goes, with a log message. */
facs_status facs_still_take(const facs_env *env, const char *path, facs_source *source, facs_pixels *bgr,
                            facs_error *error);

facs_status facs_still_jpeg(const facs_env *env, const char *path, const uint8_t *bytes, size_t count, facs_pixels *bgr,
                            facs_error *error);
facs_status facs_still_png(const facs_env *env, const char *path, const uint8_t *bytes, size_t count, facs_pixels *bgr,
                           facs_error *error);
facs_status facs_still_heif(const facs_env *env, const char *path, const uint8_t *bytes, size_t count, facs_pixels *bgr,
                            facs_error *error);
/** @param codec an AVCodecID
 *  @param bytes padded as facs_source_take() does */
facs_status facs_still_ffmpeg(const facs_env *env, const char *path, int codec, const uint8_t *bytes, size_t count,
                              facs_pixels *bgr, facs_error *error);

#endif
