/* Vectors of the CPU level being compiled, for kernels only (x_kernels.c). */
#ifndef FACS_SIMD_VECTOR_H
#define FACS_SIMD_VECTOR_H

#include "simd/fma.h"

#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#elif defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define INLINE static inline __attribute__((always_inline))
#if defined(__clang__)
#define UNROLL_BY_4 _Pragma("clang loop unroll_count(4)")
#define UNROLL_ALL _Pragma("clang loop unroll(full)")
#else
#define UNROLL_BY_4 _Pragma("GCC unroll 4")
#define UNROLL_ALL _Pragma("GCC unroll 16")
#endif

/* as many lanes as a register of the level has: wider GCC vectors would live in memory */
#if defined(__AVX512F__)
enum { LANES = 16 };
#elif defined(__AVX__)
enum { LANES = 8 };
#else
enum { LANES = 4 };
#endif
enum { DOUBLES = LANES / 2 };
typedef float vector __attribute__((vector_size(4 * LANES)));
typedef double wide __attribute__((vector_size(8 * DOUBLES)));
typedef float narrow __attribute__((vector_size(4 * DOUBLES)));

INLINE vector load(const float *from)
{
    vector v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINE void store(float *to, vector v)
{
    memcpy(to, &v, sizeof v);
}

INLINE vector broadcast(float value)
{
    return value - (vector){0};
}

INLINE narrow load_narrow(const float *from)
{
    narrow v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINE wide load_wide(const double *from)
{
    wide v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINE void store_wide(double *to, wide v)
{
    memcpy(to, &v, sizeof v);
}

/* compilers take detours for conversions between registers of different size */
INLINE wide widen(narrow value)
{
#if defined(__AVX512F__)
    return (wide)_mm512_cvtps_pd((__m256)value);
#elif defined(__AVX2__)
    return (wide)_mm256_cvtps_pd((__m128)value);
#else
    return __builtin_convertvector(value, wide);
#endif
}

INLINE narrow narrowed(wide value)
{
#if defined(__AVX512F__)
    return (narrow)_mm512_cvtpd_ps((__m512d)value);
#elif defined(__AVX2__)
    return (narrow)_mm256_cvtpd_ps((__m256d)value);
#else
    return __builtin_convertvector(value, narrow);
#endif
}

/* a * b + c with one rounding, lane by lane: facs_fma */
INLINE vector fused(vector a, vector b, vector c)
{
#if defined(__AVX512F__)
    return (vector)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__AVX2__) && defined(__FMA__)
    return (vector)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__)
    return (vector)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#elif defined(__SSE2__)
    /* through f64, as facs_fma does; spelled out because compilers go through memory */
    __m128 x = (__m128)a, y = (__m128)b, z = (__m128)c;
    __m128d low = _mm_add_pd(_mm_mul_pd(_mm_cvtps_pd(x), _mm_cvtps_pd(y)), _mm_cvtps_pd(z));
    x = _mm_movehl_ps(x, x);
    y = _mm_movehl_ps(y, y);
    z = _mm_movehl_ps(z, z);
    __m128d high = _mm_add_pd(_mm_mul_pd(_mm_cvtps_pd(x), _mm_cvtps_pd(y)), _mm_cvtps_pd(z));
    return (vector)_mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
#else
    for (int i = 0; i < LANES; i++)
        c[i] = facs_fma(a[i], b[i], c[i]);
    return c;
#endif
}

/* the same with one factor for all lanes */
INLINE vector fused_by(vector a, float factor, vector c)
{
#if defined(__SSE2__) && !defined(__AVX2__)
    __m128 x = (__m128)a, z = (__m128)c;
    __m128d y = _mm_set1_pd((double)factor), low = _mm_add_pd(_mm_mul_pd(_mm_cvtps_pd(x), y), _mm_cvtps_pd(z));
    x = _mm_movehl_ps(x, x);
    z = _mm_movehl_ps(z, z);
    __m128d high = _mm_add_pd(_mm_mul_pd(_mm_cvtps_pd(x), y), _mm_cvtps_pd(z));
    return (vector)_mm_movelh_ps(_mm_cvtpd_ps(low), _mm_cvtpd_ps(high));
#else
    return fused(a, factor - (vector){0}, c);
#endif
}

/* the first `count` < LANES of LANES values, the others 0; only those are read */
INLINE vector load_some(const float *from, int count)
{
#if defined(__AVX512F__)
    return (vector)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), from);
#elif defined(__AVX2__)
    static const int32_t mask[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
    return (vector)_mm256_maskload_ps(from, _mm256_loadu_si256((const __m256i *)(const void *)(mask + 8 - count)));
#else
    float values[LANES] = {0};
    for (int i = 0; i < count; i++)
        values[i] = from[i];
    return load(values);
#endif
}

/* only the first `count` < LANES lanes */
INLINE void store_some(float *to, vector values, int count)
{
#if defined(__AVX512F__)
    _mm512_mask_storeu_ps(to, (__mmask16)((1u << count) - 1), (__m512)values);
#elif defined(__AVX2__)
    static const int32_t mask[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
    _mm256_maskstore_ps(to, _mm256_loadu_si256((const __m256i *)(const void *)(mask + 8 - count)), (__m256)values);
#else
    float all[LANES];
    store(all, values);
    for (int i = 0; i < count; i++)
        to[i] = all[i];
#endif
}

/* a * b + c for products that f64 holds exactly (of two f32 values): fused or not makes no difference */
INLINE wide fused_wide(wide a, wide b, wide c)
{
#if defined(__AVX512F__)
    return (wide)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#elif defined(__AVX2__) && defined(__FMA__)
    return (wide)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#else
    return a * b + c;
#endif
}

/* value > -limit ? value : -limit, then the same above, lane by lane */
INLINE narrow clamp(narrow value, float limit)
{
#if defined(__AVX512F__)
    __m256 least = _mm256_max_ps((__m256)value, _mm256_set1_ps(-limit));
    return (narrow)_mm256_min_ps(least, _mm256_set1_ps(limit));
#elif defined(__AVX2__)
    __m128 least = _mm_max_ps((__m128)value, _mm_set1_ps(-limit));
    return (narrow)_mm_min_ps(least, _mm_set1_ps(limit));
#else
    for (int i = 0; i < DOUBLES; i++) {
        float v = value[i] > -limit ? value[i] : -limit;
        value[i] = v < limit ? v : limit;
    }
    return value;
#endif
}

/* always eight lanes, in one register or several */
#if defined(__AVX512F__)
typedef float part_of_eight __attribute__((vector_size(32)));
enum { PARTS_OF_EIGHT = 1 };
#else
typedef vector part_of_eight;
enum { PARTS_OF_EIGHT = 8 / LANES };
#endif
typedef struct eight {
    part_of_eight part[PARTS_OF_EIGHT];
} eight;

INLINE eight load_eight(const float *from)
{
    eight e;
    memcpy(&e, from, sizeof e);
    return e;
}

/* e += row * factor, fused */
INLINE void fuse_into_eight(eight *e, const float *row, float factor)
{
    eight values = load_eight(row);
    for (int i = 0; i < PARTS_OF_EIGHT; i++) {
#if defined(__AVX512F__)
        e->part[i] = (part_of_eight)_mm256_fmadd_ps((__m256)values.part[i], _mm256_set1_ps(factor), (__m256)e->part[i]);
#else
        e->part[i] = fused_by(values.part[i], factor, e->part[i]);
#endif
    }
}

#endif
