/* Hot loops over the pixels of every frame; see image_kernels.h and, for the right answers, grey.c and warp.c. */
#include "image/image_kernels.h"

#include <string.h>

#if defined(__SSSE3__) || defined(__ARM_NEON)
/* With byte shuffles, taking the channels apart is cheap and the arithmetic counts.  The weights split as
 * 256 high + low, so that all sums fit 16-bit lanes:
 *     3735 = 256 15 - 105,  19235 = 256 75 + 35,  9798 = 256 38 + 70
 *     (256 high + low + 16384) >> 15  =  (high + (low >> 8) + 64) >> 7 */
static uint8_t grey_pixel(int16_t b, int16_t g, int16_t r)
{
    int16_t high = (int16_t)(15 * b + 75 * g + 38 * r), low = (int16_t)(35 * g + 70 * r - 105 * b);
    return (uint8_t)((uint16_t)(high + (low >> 8) + 64) >> 7);
}
#else
static uint8_t grey_pixel(int b, int g, int r)
{
    return (uint8_t)((3735 * b + 19235 * g + 9798 * r + 16384) >> 15);
}
#endif

static void grey_bgr(const uint8_t *restrict bgr, uint8_t *restrict grey, size_t count)
{
    for (size_t i = 0; i < count; i++)
        grey[i] = grey_pixel(bgr[3 * i], bgr[3 * i + 1], bgr[3 * i + 2]);
}

/* Eight bytes, the first one lowest. */
static uint64_t load8(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, 8);
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* The neighbours of one pixel are six bytes in each of two rows: read as eight, hence the margin of one more column,
 * and split into the left and right pixel.  Blue and red share a 32-bit lane through the row-wise step, whose result
 * has 13 bits. */
static void warp_tile_bgr(const facs_image *src, const int32_t *column_x, const int32_t *column_y, int32_t row_x,
                          int32_t row_y, uint8_t *dst, int count)
{
    uint32_t left_above[FACS_WARP_TILE], right_above[FACS_WARP_TILE];
    uint32_t left_below[FACS_WARP_TILE], right_below[FACS_WARP_TILE];
    uint32_t mixed[FACS_WARP_TILE];
    int32_t x[FACS_WARP_TILE], y[FACS_WARP_TILE];
    uint32_t fx[FACS_WARP_TILE], fy[FACS_WARP_TILE];
    int32_t last_x = src->width - 3, last_y = src->height - 2, outside = 0;

    for (int i = 0; i < count; i++) {
        int32_t position_x = (row_x + column_x[i]) >> 5, position_y = (row_y + column_y[i]) >> 5;
        x[i] = position_x >> 5;
        y[i] = position_y >> 5;
        fx[i] = (uint32_t)position_x & 31;
        fy[i] = (uint32_t)position_y & 31;
        outside |= x[i] | y[i] | (last_x - x[i]) | (last_y - y[i]);
    }
    if (outside < 0) {
        facs_warp_tile_reference(src, column_x, column_y, row_x, row_y, dst, count);
        return;
    }
    for (int i = 0; i < count; i++) {
        const uint8_t *at = src->data + y[i] * src->stride + 3 * (ptrdiff_t)x[i];
        uint64_t above = load8(at), below = load8(at + src->stride);
        left_above[i] = (uint32_t)above;
        right_above[i] = (uint32_t)(above >> 24);
        left_below[i] = (uint32_t)below;
        right_below[i] = (uint32_t)(below >> 24);
    }
    for (int i = 0; i < count; i++) {
        const uint32_t blue_red = 0x00FF00FF;
        uint32_t gx = 32 - fx[i], gy = 32 - fy[i];
        uint32_t br_above = (left_above[i] & blue_red) * gx + (right_above[i] & blue_red) * fx[i];
        uint32_t br_below = (left_below[i] & blue_red) * gx + (right_below[i] & blue_red) * fx[i];
        uint32_t g_above = (left_above[i] >> 8 & 255) * gx + (right_above[i] >> 8 & 255) * fx[i];
        uint32_t g_below = (left_below[i] >> 8 & 255) * gx + (right_below[i] >> 8 & 255) * fx[i];
        uint32_t b = ((br_above & 0xFFFF) * gy + (br_below & 0xFFFF) * fy[i] + 512) >> 10;
        uint32_t r = ((br_above >> 16) * gy + (br_below >> 16) * fy[i] + 512) >> 10;
        uint32_t g = (g_above * gy + g_below * fy[i] + 512) >> 10;
        mixed[i] = b | g << 8 | r << 16;
    }
    for (int i = 0; i < count; i++) {
        dst[3 * i] = (uint8_t)mixed[i];
        dst[3 * i + 1] = (uint8_t)(mixed[i] >> 8);
        dst[3 * i + 2] = (uint8_t)(mixed[i] >> 16);
    }
}

const facs_image_kernels FACS_KERNEL(facs_image_kernels) = {
    .grey_bgr = grey_bgr,
    .warp_tile_bgr = warp_tile_bgr,
};
