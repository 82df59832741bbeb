/* Stills out: a picture as a file in memory. */
#ifndef FACS_MEDIA_STILL_WRITE_H
#define FACS_MEDIA_STILL_WRITE_H

#include "image/image.h"

/** Begin with zeros; its memory is used again for the next picture. */
typedef struct facs_still_file {
    uint8_t *bytes;
    size_t count, room;
} facs_still_file;

/** Can pictures be written whose names end so (".bmp", ".png", ".jpg", ".jpeg")? */
bool facs_still_has_writer(const char *ending);

/** BMP without compression (grey with a palette), PNG, JPEG of quality 95 with halved chroma.
 *  @param view  grey or B G R
 *  Errors: FACS_E_UNSUPPORTED (the ending, or a size that the format cannot hold), FACS_E_MEMORY. */
facs_status facs_still_write(const facs_env *env, const char *ending, const facs_view *view, facs_still_file *file,
                             facs_error *error);
/** JPEG of another quality, 1 to 100. */
facs_status facs_still_write_jpeg(const facs_env *env, const facs_view *view, int quality, facs_still_file *file,
                                  facs_error *error);
void facs_still_file_free(const facs_env *env, facs_still_file *file);

#endif
