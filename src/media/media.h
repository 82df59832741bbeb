/* Media in: one reader for videos, stills and folders of numbered pictures.
 *
 * A frame leaves as packed 8-bit B G R, exactly the pixels OpenCV hands to the reference: FFmpeg decoding with
 * swscale bicubic to BGR24 for videos, libjpeg-turbo (accurate DCT, smooth upsampling) and libpng for stills.
 */
#ifndef FACS_MEDIA_MEDIA_H
#define FACS_MEDIA_MEDIA_H

#include "image/image.h"

typedef enum facs_media_kind { FACS_MEDIA_VIDEO, FACS_MEDIA_STILL, FACS_MEDIA_FOLDER } facs_media_kind;

typedef struct facs_media facs_media;

typedef struct facs_media_info {
    facs_media_kind kind;
    int width, height; /**< of the first frame */
    double fps;        /**< as OpenCV reports it, 30 when the file does not say; 0 for stills and folders */
    int64_t frames;    /**< estimate; 0 = unknown */
} facs_media_info;

/** Open a video, a still or a folder of .jpg/.jpeg/.png/.bmp files (sorted by path).
 *  Errors: FACS_E_NOT_FOUND, FACS_E_MEDIA, FACS_E_EMPTY (empty file or folder), FACS_E_MEMORY.
 *  @param threads for the decoder; output does not depend on it */
facs_status facs_media_open(const facs_env *env, const char *path, int threads, facs_media **media, facs_error *error);
void facs_media_close(facs_media **media);
const facs_media_info *facs_media_get_info(const facs_media *media);

/** Next frame into `frame` (3 channels, resized as needed).  *timestamp: (k-1)/fps for frame k from 1, 0 for
 *  stills and folders (spec 04 12.4).  *name (may be NULL): file name of a still, borrowed until the next call.
 *  FACS_END when the input is exhausted; a frame that cannot be decoded ends a video (with a log message) but is
 *  an error for stills.  A video whose size changes midway is scaled to the size of its first frame. */
facs_status facs_media_read(facs_media *media, facs_pixels *frame, double *timestamp, const char **name,
                            facs_error *error);

/** Decode one still: JPEG, PNG (8/16 bit, grey, alpha, palette), BMP and what else FFmpeg reads -> B G R.
 *  Alpha is dropped, grey replicated, CMYK converted, 16 bit reduced to 8, EXIF orientation applied (as OpenCV does).
 */
facs_status facs_still_read(const facs_env *env, const char *path, facs_pixels *frame, facs_error *error);

#endif
