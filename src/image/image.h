/* Plain pixels: a view of 8-bit rows and the few operations every stage shares.  No faces here. */
#ifndef FACS_IMAGE_IMAGE_H
#define FACS_IMAGE_IMAGE_H

#include "base/base.h"

#include <stdbool.h>

enum { FACS_IMAGE_SIDE_MAX = 32767 }; /**< largest width and height of a frame, pixels */

/** A part of a picture: rows first .. last, columns left .. right. */
typedef struct facs_part_of_image {
    int first, last, left, right;
} facs_part_of_image;

/** Rows of a picture that are made when they are first needed: of a frame with one tracked face most rows never are, and
 *  of the others half of the columns.  Rows are made in bands of FACS_BAND_ROWS, columns FACS_BAND_COLUMNS at a time. */
enum {
    FACS_BAND_ROWS = 16,
    FACS_BAND_COLUMNS = 32,
    FACS_BANDS_MAX = FACS_IMAGE_SIDE_MAX / FACS_BAND_ROWS + 1,
};
typedef struct facs_late_rows {
    /** Make rows first .. first + count - 1, a band; cannot fail. */
    void (*make)(void *cookie, int first, int count);
    /** Make their columns left .. left + width - 1, and touch no others; NULL = rows are made whole, with `make`. */
    void (*make_columns)(void *cookie, int first, int count, int left, int width);
    void *cookie;
    struct {
        uint16_t left, end;   /**< columns left .. end - 1; end = 0: none */
    } made[FACS_BANDS_MAX];   /**< by band */
    facs_part_of_image asked; /**< holds all that was asked for so far; last < first: nothing */
} facs_late_rows;

/** No row is there and none was asked for. */
void facs_late_rows_begin(facs_late_rows *late);
/** As if no row had been asked for yet; those that are there stay. */
void facs_late_rows_forget(facs_late_rows *late);

/** Pixels that may be read: 8-bit rows, channels interleaved (3: B G R).  Does not own `data`. */
typedef struct facs_view {
    const uint8_t *data;
    int width, height, channels;
    ptrdiff_t stride; /**< bytes from row to row */
} facs_view;

/** A picture whose rows may come when they are first needed.  It has no pixels to read: whoever reads asks for rows and
 *  reads the view that the asking functions below return, so that nobody can forget to ask. */
typedef struct facs_image {
    const uint8_t *hidden; /**< of the view; not to be read here */
    int width, height, channels;
    ptrdiff_t stride;
    facs_late_rows *late; /**< NULL: all rows are there */
} facs_image;

/** The whole picture, of which rows first .. last, as far as they lie in it, may be read. */
facs_view facs_image_need(const facs_image *image, int first, int last);
/** The whole picture, of which this part, as far as it lies in it, may be read. */
facs_view facs_image_need_part(const facs_image *image, const facs_part_of_image *part);
/** The part from (left, top) to (right, bottom) and what interpolation touches beside it; everything when one of them is
 *  not a number. */
facs_view facs_image_need_around(const facs_image *image, double left, double top, double right, double bottom);
/** Rows from `least` to `most` and what interpolation touches beside them; all rows when one is not a number. */
facs_view facs_image_need_between(const facs_image *image, double least, double most);
/** facs_image_need() for all rows. */
facs_view facs_image_need_all(const facs_image *image);

/** Image that owns its pixels and keeps them when the size stays the same. */
typedef struct facs_pixels {
    uint8_t *data;
    int width, height, channels;
    ptrdiff_t stride; /**< bytes from row to row; rows are padded, see facs_pixels_resize() */
    size_t capacity;
    facs_late_rows *late; /**< borrowed; see facs_image */
} facs_pixels;

/** Set the size, allocating only when it grows.  Content is undefined afterwards; no rows are late.
 *  Rows start at multiples of 64 bytes and have room for the width rounded up to 32 pixels, so that decoders and
 *  converters may write whole vectors; 64 bytes behind the last row may be read.  A new pixels object is all zero.
 *  @return FACS_E_MEMORY (the object keeps what it had), FACS_E_ARGUMENT for a size below 1 */
facs_status facs_pixels_resize(const facs_env *env, facs_pixels *pixels, int width, int height, int channels);
void facs_pixels_free(const facs_env *env, facs_pixels *pixels);
facs_image facs_pixels_view(const facs_pixels *pixels);

/** BGR24 copy of the caller's picture in any facs_pixel_format (grey is replicated).
 *  Errors: FACS_E_ARGUMENT when there is no picture or data, a side outside 1..32767, rows that overlap, or an unknown
 *  format; FACS_E_MEMORY.  `bgr` is untouched then. */
facs_status facs_image_from_picture(const facs_env *env, const facs_picture *picture, facs_pixels *bgr,
                                    facs_error *error);

#endif
