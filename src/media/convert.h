/* Decoded FFmpeg frame -> B G R, as OpenCV's reader does it: swscale, bicubic, BGR24, default colour matrix.  Of stills
 * that state their matrix and range, these.  Where swscale gives other bits than on x86-64: by facs_yuv_factors. */
#ifndef FACS_MEDIA_CONVERT_H
#define FACS_MEDIA_CONVERT_H

#include "foreign/ffmpeg.h"
#include "image/image_kernels.h"

/** Conversion for one kind of frame; made again when the kind changes.  Start with zeros. */
typedef struct facs_converter {
    struct SwsContext *scaler;
    struct SwsContext *band, *last_band; /**< for bands of FACS_BAND_ROWS rows, for what is left */
    bool tried, by_bands;                /**< was it tried whether bands give the same pixels, and do they? */
    const facs_image_kernels *kernels;   /**< do they too, so that columns can be converted by themselves?  else NULL */
    const facs_image_kernels *own;       /**< what converts instead of swscale; else NULL */
    const facs_yuv_factors *factors;     /**< with `own` */
    int src_width, src_height, src_format;
    int dst_width, dst_height;
    bool as_stated; /**< colour matrix and range are those of the frame where it states them */
} facs_converter;

/** `bgr` gets width x height pixels, scaled when the frame has another size.
 *  FACS_E_MEDIA for a pixel format swscale cannot read; FACS_E_MEMORY. */
facs_status facs_convert(const facs_env *env, facs_converter *converter, const char *path, const AVFrame *frame,
                         int width, int height, facs_pixels *bgr, facs_error *error);
/** Get ready for facs_convert_band() of frames like this one.  *possible = false, with no error, when their rows cannot
 *  be converted by themselves to the same bytes.  `bgr` is resized. */
facs_status facs_convert_prepare_bands(const facs_env *env, facs_converter *converter, const char *path,
                                       const AVFrame *frame, int width, int height, facs_pixels *bgr, bool *possible,
                                       facs_error *error);
/** Columns left .. left + width - 1 of rows first .. first + count - 1 of a band, when converter->kernels are there;
 *  left is even. */
void facs_convert_columns(const facs_converter *converter, const AVFrame *frame, int first, int count, int left,
                          int width, facs_pixels *bgr);
/** Rows first .. first + count - 1, a band of facs_late_rows, when bands are possible. */
void facs_convert_band(const facs_converter *converter, const AVFrame *frame, int first, int count, facs_pixels *bgr);
void facs_converter_free(facs_converter *converter);

/** FACS_OK, or FACS_E_MEDIA with a message when the size is outside 1..32767 a side or above 2^28 pixels. */
facs_status facs_media_check_size(const char *path, int64_t width, int64_t height, facs_error *error);

enum { FACS_MEDIA_PIXELS_MAX = 1 << 28 }; /**< guards against files that unpack to absurd sizes */

#endif
