/* Plain pixels: a view of 8-bit rows and the few operations every stage shares.  No faces here. */
#ifndef FACS_IMAGE_IMAGE_H
#define FACS_IMAGE_IMAGE_H

#include "base/base.h"

/** View of 8-bit pixels; channels are interleaved (3: B G R).  Does not own `data`. */
typedef struct facs_image {
    const uint8_t *data;
    int width, height, channels;
    ptrdiff_t stride; /**< bytes from row to row */
} facs_image;

/** Image that owns its pixels and keeps them when the size stays the same. */
typedef struct facs_pixels {
    uint8_t *data;
    int width, height, channels;
    ptrdiff_t stride;
    size_t capacity;
} facs_pixels;

/** Set the size, allocating only when it grows.  Content is undefined afterwards. */
facs_status facs_pixels_resize(const facs_env *env, facs_pixels *pixels, int width, int height, int channels);
void facs_pixels_free(const facs_env *env, facs_pixels *pixels);
facs_image facs_pixels_view(const facs_pixels *pixels);

/** Grey = (3735 B + 19235 G + 9798 R + 16384) >> 15 (spec 02 6.2); a one-channel image is copied.
 *  `grey` must hold width x height bytes, rows `grey_stride` apart. */
void facs_image_grey(const facs_image *image, uint8_t *grey, ptrdiff_t grey_stride);

/** BGR24 copy of the caller's picture in any facs_pixel_format (grey is replicated). */
facs_status facs_image_from_picture(const facs_env *env, const facs_picture *picture, facs_pixels *bgr);

/** Float picture with interleaved channels, rows without padding. */
typedef struct facs_image_f32 {
    float *data;
    int width, height, channels;
} facs_image_f32;

/** Bilinear resize of spec 03 3.3 (exact halving is a 2x2 mean; no anti-aliasing).  `scratch` holds
 *  2 x dst->width x channels floats and (dst->width) x 2 ... see implementation: facs_resize_scratch() bytes. */
void facs_resize_bilinear_f32(const facs_image_f32 *src, facs_image_f32 *dst, void *scratch);
size_t facs_resize_scratch(int dst_width, int channels);

/** Affine warp of spec 04 2.4: fixed-point bilinear, outside = 0.  `matrix` (2x3, f32) maps source to
 *  destination coordinates; destination has the source's channel count and packed rows. */
void facs_warp_affine_u8(const facs_image *src, const float matrix[6], uint8_t *dst, int dst_width, int dst_height);

#endif
