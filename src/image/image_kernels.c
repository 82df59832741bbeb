/* Hot loops over the pixels of every frame; see image_kernels.h and, for the right answers, image_reference.c. */
#include "image/image_kernels.h"

#include <string.h>
#if defined(__AVX2__)
#include <immintrin.h>
#endif

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

#if defined(__AVX2__)
/* A pixel of a vector has 32 bits: B G R and nothing.  Two products of unsigned with signed bytes, with the weights
 * split as above, and their sums give the plain formula. */
enum { WEIGHTS_HIGH = 15 | 75 << 8 | 38 << 16, WEIGHTS_LOW = (256 - 105) | 35 << 8 | 70 << 16 };
#if defined(__AVX512BW__)
enum { PIXELS = 16 };

static void grey_pixels(const uint8_t *bgr, uint8_t *grey)
{
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 8, 9, 10, 11, 11);
    const __m512i bytes = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
    const __m512i ones = _mm512_set1_epi16(1);
    __m512i pixels = _mm512_shuffle_epi8(_mm512_permutexvar_epi32(lanes, _mm512_loadu_si512(bgr)), bytes);
    __m512i high = _mm512_madd_epi16(_mm512_maddubs_epi16(pixels, _mm512_set1_epi32(WEIGHTS_HIGH)), ones);
    __m512i low = _mm512_madd_epi16(_mm512_maddubs_epi16(pixels, _mm512_set1_epi32(WEIGHTS_LOW)), ones);
    __m512i sum = _mm512_add_epi32(_mm512_add_epi32(_mm512_slli_epi32(high, 8), low), _mm512_set1_epi32(16384));
    _mm_storeu_si128((__m128i *)(void *)grey, _mm512_cvtepi32_epi8(_mm512_srli_epi32(sum, 15)));
}
#else
enum { PIXELS = 8 };

static void grey_pixels(const uint8_t *bgr, uint8_t *grey)
{
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 2, 3, 4, 5, 5);
    const __m256i bytes =
        _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, -1, 3, 4, 5, -1, 6, 7, 8, -1, 9, 10, 11, -1));
    const __m256i ones = _mm256_set1_epi16(1);
    __m256i source = _mm256_loadu_si256((const __m256i *)(const void *)bgr);
    __m256i pixels = _mm256_shuffle_epi8(_mm256_permutevar8x32_epi32(source, lanes), bytes);
    __m256i high = _mm256_madd_epi16(_mm256_maddubs_epi16(pixels, _mm256_set1_epi32(WEIGHTS_HIGH)), ones);
    __m256i low = _mm256_madd_epi16(_mm256_maddubs_epi16(pixels, _mm256_set1_epi32(WEIGHTS_LOW)), ones);
    __m256i sum = _mm256_add_epi32(_mm256_add_epi32(_mm256_slli_epi32(high, 8), low), _mm256_set1_epi32(16384));
    sum = _mm256_srli_epi32(sum, 15);
    __m128i words = _mm_packus_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
    _mm_storel_epi64((__m128i *)(void *)grey, _mm_packus_epi16(words, words));
}
#endif
#endif

static void grey_bgr(const uint8_t *restrict bgr, uint8_t *restrict grey, size_t count)
{
    size_t i = 0;
#if defined(__AVX2__)
    for (; 3 * i + 4 * PIXELS <= 3 * count; i += PIXELS) /* four bytes are read for each pixel */
        grey_pixels(bgr + 3 * i, grey + i);
#endif
    for (; i < count; i++)
        grey[i] = grey_pixel(bgr[3 * i], bgr[3 * i + 1], bgr[3 * i + 2]);
}

#if defined(__AVX512BW__)
enum { YUV_PIXELS = 32 };

/* two times each of 16 16-bit values */
static __m512i twice(__m256i values)
{
    __m512i wide = _mm512_cvtepu16_epi32(values);
    return _mm512_or_si512(wide, _mm512_slli_epi32(wide, 16));
}

static __m512i clamp_bytes(__m512i values)
{
    return _mm512_min_epi16(_mm512_max_epi16(values, _mm512_setzero_si512()), _mm512_set1_epi16(255));
}

static void yuv_pixels(const facs_yuv_factors *f, const uint8_t *y, const uint8_t *u, const uint8_t *v, uint8_t *bgr)
{
    const __m256i middle = _mm256_set1_epi16(1024);
    const __m512i three = _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
    /* four pixels, then none, of the first eight, then of the others: closed up */
    const __m512i first = _mm512_setr_epi32(0, 1, 2, 16, 17, 18, 4, 5, 6, 20, 21, 22, 8, 9, 10, 24);
    const __m512i rest = _mm512_setr_epi32(25, 26, 12, 13, 14, 28, 29, 30, 0, 0, 0, 0, 0, 0, 0, 0);
    __m512i light = _mm512_cvtepu8_epi16(_mm256_loadu_si256((const __m256i *)(const void *)y));
    __m256i blue = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)u));
    __m256i red = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)v));
    light = _mm512_sub_epi16(_mm512_slli_epi16(light, 3), _mm512_set1_epi16(f->black));
    light = _mm512_mulhi_epi16(light, _mm512_set1_epi16(f->light));
    blue = _mm256_sub_epi16(_mm256_slli_epi16(blue, 3), middle);
    red = _mm256_sub_epi16(_mm256_slli_epi16(red, 3), middle);
    __m256i green = _mm256_add_epi16(_mm256_mulhi_epi16(blue, _mm256_set1_epi16(f->green_u)),
                                     _mm256_mulhi_epi16(red, _mm256_set1_epi16(f->green_v)));
    __m512i b = _mm512_add_epi16(light, twice(_mm256_mulhi_epi16(blue, _mm256_set1_epi16(f->blue_u))));
    __m512i g = _mm512_add_epi16(light, twice(green));
    __m512i r = _mm512_add_epi16(light, twice(_mm256_mulhi_epi16(red, _mm256_set1_epi16(f->red_v))));
    __m512i bg = _mm512_or_si512(clamp_bytes(b), _mm512_slli_epi16(clamp_bytes(g), 8));
    r = clamp_bytes(r);
    __m512i low = _mm512_shuffle_epi8(_mm512_unpacklo_epi16(bg, r), three);
    __m512i high = _mm512_shuffle_epi8(_mm512_unpackhi_epi16(bg, r), three);
    _mm512_storeu_si512(bgr, _mm512_permutex2var_epi32(low, first, high));
    _mm256_storeu_si256((__m256i *)(void *)(bgr + 64),
                        _mm512_castsi512_si256(_mm512_permutex2var_epi32(low, rest, high)));
}
#elif defined(__AVX2__)
enum { YUV_PIXELS = 16 };

static __m256i twice(__m128i values)
{
    __m256i wide = _mm256_cvtepu16_epi32(values);
    return _mm256_or_si256(wide, _mm256_slli_epi32(wide, 16));
}

static __m256i clamp_bytes(__m256i values)
{
    return _mm256_min_epi16(_mm256_max_epi16(values, _mm256_setzero_si256()), _mm256_set1_epi16(255));
}

static void yuv_pixels(const facs_yuv_factors *f, const uint8_t *y, const uint8_t *u, const uint8_t *v, uint8_t *bgr)
{
    const __m128i middle = _mm_set1_epi16(1024);
    const __m256i three =
        _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
    __m256i light = _mm256_cvtepu8_epi16(_mm_loadu_si128((const __m128i *)(const void *)y));
    __m128i blue = _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)(const void *)u));
    __m128i red = _mm_cvtepu8_epi16(_mm_loadl_epi64((const __m128i *)(const void *)v));
    light = _mm256_sub_epi16(_mm256_slli_epi16(light, 3), _mm256_set1_epi16(f->black));
    light = _mm256_mulhi_epi16(light, _mm256_set1_epi16(f->light));
    blue = _mm_sub_epi16(_mm_slli_epi16(blue, 3), middle);
    red = _mm_sub_epi16(_mm_slli_epi16(red, 3), middle);
    __m128i green = _mm_add_epi16(_mm_mulhi_epi16(blue, _mm_set1_epi16(f->green_u)),
                                  _mm_mulhi_epi16(red, _mm_set1_epi16(f->green_v)));
    __m256i b = _mm256_add_epi16(light, twice(_mm_mulhi_epi16(blue, _mm_set1_epi16(f->blue_u))));
    __m256i g = _mm256_add_epi16(light, twice(green));
    __m256i r = _mm256_add_epi16(light, twice(_mm_mulhi_epi16(red, _mm_set1_epi16(f->red_v))));
    __m256i bg = _mm256_or_si256(clamp_bytes(b), _mm256_slli_epi16(clamp_bytes(g), 8));
    r = clamp_bytes(r);
    __m256i low = _mm256_shuffle_epi8(_mm256_unpacklo_epi16(bg, r), three);
    __m256i high = _mm256_shuffle_epi8(_mm256_unpackhi_epi16(bg, r), three);
    /* each four bytes more than it has, but the last: what is behind belongs to others */
    _mm_storeu_si128((__m128i *)(void *)bgr, _mm256_castsi256_si128(low));
    _mm_storeu_si128((__m128i *)(void *)(bgr + 12), _mm256_castsi256_si128(high));
    _mm_storeu_si128((__m128i *)(void *)(bgr + 24), _mm256_extracti128_si256(low, 1));
    __m128i last = _mm256_extracti128_si256(high, 1);
    _mm_storel_epi64((__m128i *)(void *)(bgr + 36), last);
    uint32_t end = (uint32_t)_mm_extract_epi32(last, 2);
    memcpy(bgr + 44, &end, sizeof end);
}
#endif

enum { YUV_BLOCK = 256 };

static uint8_t clamped(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

/* loops over arrays of 16 bits, which compilers make vectors of */
static void yuv_block(const facs_yuv_factors *f, const uint8_t *y, const uint8_t *u, const uint8_t *v, uint8_t *bgr,
                      int count)
{
    int16_t red[YUV_BLOCK], green[YUV_BLOCK], blue[YUV_BLOCK];
    for (int i = 0; i < (count + 1) / 2; i++) {
        const int du = 8 * (u[i] - 128), dv = 8 * (v[i] - 128);
        red[2 * i] = red[2 * i + 1] = (int16_t)(dv * f->red_v >> 16);
        green[2 * i] = green[2 * i + 1] = (int16_t)((du * f->green_u >> 16) + (dv * f->green_v >> 16));
        blue[2 * i] = blue[2 * i + 1] = (int16_t)(du * f->blue_u >> 16);
    }
    for (int i = 0; i < count; i++) {
        const int light = (8 * y[i] - f->black) * f->light >> 16;
        bgr[3 * i] = clamped(light + blue[i]);
        bgr[3 * i + 1] = clamped(light + green[i]);
        bgr[3 * i + 2] = clamped(light + red[i]);
    }
}

static void yuv_bgr(const facs_yuv_factors *factors, const uint8_t *restrict y, const uint8_t *restrict u,
                    const uint8_t *restrict v, uint8_t *restrict bgr, int count)
{
    int i = 0;
#if defined(__AVX2__)
    for (; i + YUV_PIXELS <= count; i += YUV_PIXELS)
        yuv_pixels(factors, y + i, u + i / 2, v + i / 2, bgr + 3 * (ptrdiff_t)i);
#endif
    for (; i < count; i += YUV_BLOCK)
        yuv_block(factors, y + i, u + i / 2, v + i / 2, bgr + 3 * (ptrdiff_t)i,
                  count - i < YUV_BLOCK ? count - i : YUV_BLOCK);
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
static void warp_tile_bgr(const facs_view *src, const int32_t *column_x, const int32_t *column_y, int32_t row_x,
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
        facs_warp_tile_plain(src, column_x, column_y, row_x, row_y, dst, count);
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
    .yuv_bgr = yuv_bgr,
    .warp_tile_bgr = warp_tile_bgr,
};

FACS_KERNEL_SELECT(facs_image_kernels)
