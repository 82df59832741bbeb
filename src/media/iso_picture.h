/* Pictures in ISO containers (HEIF: AVIF, HEIC): what the picture is coded with, and how it is to be turned. */
#ifndef FACS_MEDIA_ISO_PICTURE_H
#define FACS_MEDIA_ISO_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct facs_iso_picture {
    char type[5];    /**< of the primary item: "av01", "hvc1", "grid"; "" = not told */
    int orientation; /**< as in orient.h; 1 = upright */
} facs_iso_picture;

/** Does a file that starts like this hold a picture, and not a video?
 *  @param count bytes of the file's start that are there */
bool facs_iso_is_picture(const uint8_t *head, size_t count);

/** What a whole file says about its primary item.  Lengths it states are not trusted. */
facs_iso_picture facs_iso_picture_read(const uint8_t *bytes, size_t count);

#endif
