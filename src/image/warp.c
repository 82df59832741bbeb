/* Affine warp of 8-bit pixels (docs/algorithm/au-alignment.md, Warp): fixed-point bilinear, outside the source 0.
 *
 * The matrix M maps source to destination; its inverse N, in f64, gives the source position of output pixel (x, y):
 *
 *     X = (rint((N01 y + N02) 1024) + 16 + rint(N00 x 1024)) >> 5        (1/32 pixel; Y alike)
 *
 * so the position is a sum of a part of the row and a part of the column, which are tabulated.  The four neighbours
 * are weighted with the 5-bit fractions fx, fy:
 *
 *     (32 (32-fx)(32-fy) p00 + ... + 16384) >> 15   =   ((32-fx)(32-fy) p00 + ... + 512) >> 10
 *
 * Output rows are worked off in tiles of FACS_WARP_TILE columns; tables stay on the stack.  Of a tile that a mask
 * covers in part only the stretch from its first to its last pixel is computed. */
#include "image/image_kernels.h"

#include <math.h>
#include <string.h>

/* 1024 times a source coordinate as integer.  Limited so that sums of two stay inside 32 bits: matrices that reach
 * the limit point outside every image anyway. */
static int32_t fixed_point(double value)
{
    const double limit = 1 << 29;
    double rounded = rint(value * 1024);
    if (!(rounded > -limit))
        return -(1 << 29);
    return rounded < limit ? (int32_t)rounded : 1 << 29;
}

static void invert(const float matrix[6], double inverse[6])
{
    double m[6];
    for (int i = 0; i < 6; i++)
        m[i] = (double)matrix[i];
    double d = m[0] * m[4] - m[1] * m[3];
    d = d != 0 ? 1 / d : 0;
    inverse[0] = m[4] * d;
    inverse[1] = -m[1] * d;
    inverse[3] = -m[3] * d;
    inverse[4] = m[0] * d;
    inverse[2] = -inverse[0] * m[2] - inverse[1] * m[5];
    inverse[5] = -inverse[3] * m[2] - inverse[4] * m[5];
}

static int tap(const facs_view *src, int x, int y, int channel)
{
    if (x < 0 || y < 0 || x >= src->width || y >= src->height)
        return 0;
    return src->data[y * src->stride + (ptrdiff_t)x * src->channels + channel];
}

void facs_warp_tile_plain(const facs_view *src, const int32_t *column_x, const int32_t *column_y, int32_t row_x,
                          int32_t row_y, uint8_t *dst, int count)
{
    for (int i = 0; i < count; i++) {
        int32_t position_x = (row_x + column_x[i]) >> 5, position_y = (row_y + column_y[i]) >> 5;
        int x = position_x >> 5, y = position_y >> 5, fx = position_x & 31, fy = position_y & 31;
        for (int c = 0; c < src->channels; c++) {
            int sum = (32 - fx) * (32 - fy) * tap(src, x, y, c) + fx * (32 - fy) * tap(src, x + 1, y, c) +
                      (32 - fx) * fy * tap(src, x, y + 1, c) + fx * fy * tap(src, x + 1, y + 1, c);
            *dst++ = (uint8_t)((sum + 512) >> 10);
        }
    }
}

/* From the smallest to the largest of a coordinate's four values in the output's corners. */
static void corners(const double n[3], int width, int height, double *least, double *most)
{
    double right = n[0] * (width - 1), down = n[1] * (height - 1);
    *least = n[2] + fmin(right, 0) + fmin(down, 0);
    *most = n[2] + fmax(right, 0) + fmax(down, 0);
    if (isnan(right) || isnan(down))
        *least = NAN; /* minima pass over what is not a number */
}

/* what of the source lies between the output's corners */
static facs_view need_part(const facs_image *src, const double n[6], int width, int height)
{
    double left, top, right, bottom;
    corners(n, width, height, &left, &right);
    corners(n + 3, width, height, &top, &bottom);
    return facs_image_need_around(src, left, top, right, bottom);
}

/* Are GROUP pixels all left out?  Kernels work on whole groups fastest. */
enum { GROUP = 16 };

static bool left_out(const uint8_t *mask)
{
    uint64_t low, high;
    memcpy(&low, mask, 8);
    memcpy(&high, mask + 8, 8);
    return (low | high) == 0;
}

/* The columns of a tile among which all pixels are that the mask keeps: *first .. *end - 1, none if equal */
static void kept_columns(const uint8_t *mask, int count, int *first, int *end)
{
    *first = 0;
    *end = count;
    if (!mask)
        return;
    while (*first + GROUP <= *end && left_out(mask + *first))
        *first += GROUP;
    while (*end % GROUP && *end > *first && !mask[*end - 1])
        (*end)--;
    while (*end % GROUP == 0 && *end - GROUP >= *first && left_out(mask + *end - GROUP))
        *end -= GROUP;
    *end = (*end + GROUP - 1) / GROUP * GROUP;
    *end = *end < count ? *end : count;
}

/* zero for pixels that the mask leaves out */
static void blacken(const uint8_t *mask, int count, int channels, uint8_t *pixels)
{
    for (int at = 0, end; at < count; at = end) {
        const uint8_t *outside = memchr(mask + at, 0, (size_t)(count - at));
        if (!outside)
            return;
        at = (int)(outside - mask);
        const uint8_t *inside = memchr(outside, 1, (size_t)(count - at));
        end = inside ? (int)(inside - mask) : count;
        memset(pixels + (ptrdiff_t)at * channels, 0, (size_t)(end - at) * (size_t)channels);
    }
}

void facs_warp_affine_u8_masked(const facs_image_kernels *kernels, const facs_image *src, const float matrix[6],
                                const uint8_t *mask, uint8_t *dst, int dst_width, int dst_height)
{
    double n[6];
    invert(matrix, n);
    const facs_view view = need_part(src, n, dst_width, dst_height);
    for (int start = 0; start < dst_width; start += FACS_WARP_TILE) {
        int count = dst_width - start < FACS_WARP_TILE ? dst_width - start : FACS_WARP_TILE;
        int32_t column_x[FACS_WARP_TILE], column_y[FACS_WARP_TILE];
        for (int i = 0; i < count; i++) {
            column_x[i] = fixed_point(n[0] * (start + i));
            column_y[i] = fixed_point(n[3] * (start + i));
        }
        for (int y = 0; y < dst_height; y++) {
            int32_t row_x = fixed_point(n[1] * y + n[2]) + 16, row_y = fixed_point(n[4] * y + n[5]) + 16;
            ptrdiff_t at = (ptrdiff_t)y * dst_width + start;
            const uint8_t *kept = mask ? mask + at : NULL;
            uint8_t *out = dst + at * src->channels;
            int first, end;
            kept_columns(kept, count, &first, &end);
            uint8_t *out_first = out + (ptrdiff_t)first * src->channels;
            if (first < end && src->channels == 3)
                kernels->warp_tile_bgr(&view, column_x + first, column_y + first, row_x, row_y, out_first, end - first);
            else if (first < end)
                facs_warp_tile_plain(&view, column_x + first, column_y + first, row_x, row_y, out_first, end - first);
            if (kept)
                blacken(kept, count, src->channels, out);
        }
    }
}

void facs_warp_affine_u8_with(const facs_image_kernels *kernels, const facs_image *src, const float matrix[6],
                              uint8_t *dst, int dst_width, int dst_height)
{
    facs_warp_affine_u8_masked(kernels, src, matrix, NULL, dst, dst_width, dst_height);
}
