/* What the segments of a JPEG say, without decoding it. */
#ifndef FACS_MEDIA_JPEG_PARTS_H
#define FACS_MEDIA_JPEG_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct facs_jpeg_parts {
    int process; /**< second byte of the marker that says how it is coded: 0xC0, 0xC2, 0xC3 lossless, 0xF7 JPEG-LS ...;
                      0 = the bytes end before it */
    int width, height, components;
    int orientation; /**< EXIF */
    bool has_index;  /**< of other pictures behind it that belong to it (CIPA DC-007, MPF) */
} facs_jpeg_parts;

facs_jpeg_parts facs_jpeg_read_parts(const uint8_t *bytes, size_t count);

#endif
