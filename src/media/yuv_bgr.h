/* Y U V with 8 bits and halved colour -> B G R, with the bits of swscale's fast way on x86-64.
 *
 * For frames that keep their size swscale has code for each processor, and none rounds as the others do: on 64-bit ARM most
 * pixels were other ones, by a grey level or two, and points by up to 0.3 pixels.  The reference ran on x86-64.
 *
 *     light = (8 Y - black) l >> 16       r, b = factor 8 (V - 128) >> 16, of U for b       g = the sum of one of each
 *     B G R = light + b, light + g, light + r, clipped to 0 .. 255
 *
 * BT.601's inverse matrix, factors of 13 bits.  A colour counts for two pixels of a row (and in 4:2:0 for two rows); none are
 * interpolated.  Found by comparing results: the same for all 2^24 values of Y, U and V, in both ranges. */
#ifndef FACS_MEDIA_YUV_BGR_H
#define FACS_MEDIA_YUV_BGR_H

#include <stdbool.h>
#include <stdint.h>

/** Does swscale need help here to give the bits of x86-64? */
#if defined(__x86_64__)
#define FACS_YUV_BGR_NEEDED false
#else
#define FACS_YUV_BGR_NEEDED true
#endif

/** One row of `width` pixels; u and v have (width + 1) / 2 values.
 *  @param full_range Y from 0 to 255 instead of 16 to 235 */
void facs_yuv_bgr_row(const uint8_t *y, const uint8_t *u, const uint8_t *v, int width, bool full_range, uint8_t *bgr);

#endif
