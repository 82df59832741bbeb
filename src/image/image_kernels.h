/* Fast versions of the operations done on every frame, one table per CPU level (see simd/kernels.h).  All levels
 * give the bytes of the plain twins. */
#ifndef FACS_IMAGE_IMAGE_KERNELS_H
#define FACS_IMAGE_IMAGE_KERNELS_H

#include "simd/kernels.h"
#include "image/image.h"

/** Columns of an output row that are warped together. */
enum { FACS_WARP_TILE = 64 };

typedef struct facs_image_kernels {
    /** `count` pixels B G R -> grey, the formula of facs_image_grey_with() */
    void (*grey_bgr)(const uint8_t *bgr, uint8_t *grey, size_t count);
    /** A row of `count` pixels Y U V -> B G R, one U and one V for two pixels: BT.601, Y 16 .. 235, with the roundings of
     *  swscale's conversion on x86.  With y = 8 Y - 128, u = 8 U - 1024, v = 8 V - 1024 and x * w = floor(x w / 65536):
     *      B = y * 9539 + u * 16525,  G = y * 9539 - (u * 3209 + v * 6660),  R = y * 9539 + v * 13075,  clamped;
     *  the minus in G belongs to the weights: u * -3209 + v * -6660. */
    void (*yuv_bgr)(const uint8_t *y, const uint8_t *u, const uint8_t *v, uint8_t *bgr, int count);
    /** One tile of a row of a three-channel warp, arguments as for facs_warp_tile_plain(). */
    void (*warp_tile_bgr)(const facs_view *src, const int32_t *column_x, const int32_t *column_y, int32_t row_x,
                          int32_t row_y, uint8_t *dst, int count);
} facs_image_kernels;

FACS_KERNEL_DECLARE(facs_image_kernels)

/** The plain twins (image_reference.c), as a table. */
extern const facs_image_kernels facs_image_reference;

/** Grey = (3735 B + 19235 G + 9798 R + 16384) >> 15; a one-channel image is copied, a fourth channel
 *  ignored.  `grey` must hold width x height bytes, rows `grey_stride` apart.  Kernels are those of
 *  facs_image_kernels_for(env.cpu); images that are not B G R take the plain path, here and below. */
void facs_image_grey_with(const facs_image_kernels *kernels, const facs_image *image, uint8_t *grey,
                          ptrdiff_t grey_stride);
/** The same for a part, which lies in the image; `grey` is that of row 0 and column 0. */
void facs_image_grey_part(const facs_image_kernels *kernels, const facs_image *image, const facs_part_of_image *part,
                          uint8_t *grey, ptrdiff_t grey_stride);
/** Affine warp: fixed-point bilinear, outside = 0.  `matrix` (2x3, f32) maps source to destination coordinates;
 *  destination has the source's channel count and packed rows. */
void facs_warp_affine_u8_with(const facs_image_kernels *kernels, const facs_image *src, const float matrix[6],
                              uint8_t *dst, int dst_width, int dst_height);
/** The same where `mask` (dst_width x dst_height, 0 or 1) is 1; other pixels become 0.  mask NULL: everywhere. */
void facs_warp_affine_u8_masked(const facs_image_kernels *kernels, const facs_image *src, const float matrix[6],
                                const uint8_t *mask, uint8_t *dst, int dst_width, int dst_height);

/** The plain twin of warp_tile_bgr, and the way for tiles at the border and other channel counts (warp.c):
 *  `count` <= FACS_WARP_TILE neighbouring output pixels of any channel count.  The source position of pixel i is
 *  ((row_x + column_x[i]) >> 5, (row_y + column_y[i]) >> 5) in units of 1/32 pixel. */
void facs_warp_tile_plain(const facs_view *src, const int32_t *column_x, const int32_t *column_y, int32_t row_x,
                          int32_t row_y, uint8_t *dst, int count);

#endif
