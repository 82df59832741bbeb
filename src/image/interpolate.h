/* Bilinear interpolation on a grid of 1/32 pixel, for kernels only (x_kernels.c). */
#ifndef FACS_IMAGE_INTERPOLATE_H
#define FACS_IMAGE_INTERPOLATE_H

#include "simd/vector.h"

/* the pixel at `top`, its right neighbour and the two below, a byte each from the lowest on */
INLINE uint32_t four_pixels(const uint8_t *top, ptrdiff_t stride)
{
    const uint8_t *bottom = top + stride;
    uint32_t top_pair = (uint32_t)top[0] | (uint32_t)top[1] << 8;
    uint32_t bottom_pair = (uint32_t)bottom[0] | (uint32_t)bottom[1] << 8;
    return top_pair | bottom_pair << 16;
}

/* four_pixels() and fractions (x, y << 16) -> values; `count`
 * is a multiple of 16.  All sums are exact, in whichever order and format. */
INLINE void interpolate(int count, const uint32_t *restrict pixels, const int32_t *restrict fraction,
                        float *restrict area)
{
#if defined(__AVX512BW__)
    /* by fraction: weights of left and right pixel, a byte each, for both rows; weights of the rows, two bytes each */
    const __m512i step = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const __m512i half = _mm512_set1_epi32(16), per_x = _mm512_set1_epi32(0x00ff00ff), per_y = _mm512_set1_epi32(65535);
    const __m512i low_x = _mm512_add_epi32(_mm512_mullo_epi32(step, per_x), _mm512_set1_epi32(0x00200020));
    const __m512i low_y = _mm512_add_epi32(_mm512_mullo_epi32(step, per_y), _mm512_set1_epi32(32));
    const __m512i high_x = _mm512_add_epi32(low_x, _mm512_mullo_epi32(half, per_x));
    const __m512i high_y = _mm512_add_epi32(low_y, _mm512_mullo_epi32(half, per_y));
    for (int i = 0; i < count; i += 16) {
        __m512i place = _mm512_loadu_si512(fraction + i); /* the tables look at the lowest five bits only */
        __m512i weights = _mm512_permutex2var_epi32(low_x, place, high_x);
        __m512i rows = _mm512_maddubs_epi16(_mm512_loadu_si512(pixels + i), weights);
        weights = _mm512_permutex2var_epi32(low_y, _mm512_srli_epi32(place, 16), high_y);
        __m512 value = _mm512_cvtepi32_ps(_mm512_madd_epi16(rows, weights));
        _mm512_storeu_ps(area + i, _mm512_mul_ps(value, _mm512_set1_ps(1.0f / 1024.0f)));
    }
#else
    for (int i = 0; i < count; i++) {
        float fx = (float)(fraction[i] & 0xffff), fy = (float)(fraction[i] >> 16);
        float p00 = (float)(int32_t)(pixels[i] & 255), p01 = (float)(int32_t)(pixels[i] >> 8 & 255);
        float p10 = (float)(int32_t)(pixels[i] >> 16 & 255), p11 = (float)(int32_t)(pixels[i] >> 24);
        float top = p00 * 32.0f + fx * (p01 - p00), bottom = p10 * 32.0f + fx * (p11 - p10);
        area[i] = (top * 32.0f + fy * (bottom - top)) * (1.0f / 1024.0f);
    }
#endif
}

#endif
