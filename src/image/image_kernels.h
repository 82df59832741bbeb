/* Fast versions of the operations done on every frame, one table per CPU level (see simd/kernels.h).  All levels
 * give the bytes of the plain twins. */
#ifndef FACS_IMAGE_IMAGE_KERNELS_H
#define FACS_IMAGE_IMAGE_KERNELS_H

#include "simd/kernels.h"
#include "image/image.h"

/** Columns of an output row that are warped together. */
enum { FACS_WARP_TILE = 64 };

/** BT.601's inverse matrix in factors of 13 bits, with the roundings of swscale's fast way on x86-64 (other processors have
 *  others).  With y = 8 Y - black, u = 8 U - 1024, v = 8 V - 1024 and x * w = floor(x w / 65536):
 *      B = y * light + u * blue_u,  G = y * light + u * green_u + v * green_v,  R = y * light + v * red_v,  clamped.
 *  Found by comparing results: the same for all 2^24 values of Y, U and V, in both ranges (docs/algorithm/media.md). */
typedef struct facs_yuv_factors {
    int16_t black, light, red_v, green_u, green_v, blue_u;
} facs_yuv_factors;

/** Of Y from 16 to 235, and from 0 to 255. */
extern const facs_yuv_factors facs_yuv_limited, facs_yuv_full;

typedef struct facs_image_kernels {
    /** `count` pixels B G R -> grey, the formula of facs_image_grey_with() */
    void (*grey_bgr)(const uint8_t *bgr, uint8_t *grey, size_t count);
    /** A row of `count` pixels Y U V -> B G R, one U and one V for two pixels, as facs_yuv_factors says. */
    void (*yuv_bgr)(const facs_yuv_factors *factors, const uint8_t *y, const uint8_t *u, const uint8_t *v, uint8_t *bgr,
                    int count);
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
