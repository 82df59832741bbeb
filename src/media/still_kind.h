/* What kind of picture a file is, told by its first bytes. */
#ifndef FACS_MEDIA_STILL_KIND_H
#define FACS_MEDIA_STILL_KIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum facs_still_reader {
    FACS_STILL_NONE,   /**< no picture, or not known before it is decoded */
    FACS_STILL_JPEG,   /**< libjpeg-turbo */
    FACS_STILL_PNG,    /**< libpng */
    FACS_STILL_HEIF,   /**< HEIC, AVIF: FFmpeg's demuxer, or libheif */
    FACS_STILL_CODEC,  /**< a decoder of FFmpeg, which gets the whole file */
    FACS_STILL_SERIES, /**< one picture or several (GIF, APNG): known when they are decoded */
} facs_still_reader;

typedef struct facs_still_kind {
    facs_still_reader reader;
    int codec; /**< AVCodecID, for FACS_STILL_CODEC */
} facs_still_kind;

facs_still_kind facs_still_kind_of(const char *path, const uint8_t *head, size_t count);

#endif
