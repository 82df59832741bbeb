/* Vectors of the CPU level being compiled, for the kernels of this folder (x_kernels.c only). */
#ifndef FACS_LANDMARK_VECTOR_H
#define FACS_LANDMARK_VECTOR_H

#include <string.h>

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__))
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

#define INLINE static inline __attribute__((always_inline))

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

/* a * b + c with one rounding, lane by lane: facs_fma */
INLINE vector fused(vector a, vector b, vector c)
{
#if defined(__AVX512F__)
    return (vector)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#elif defined(__AVX2__) && defined(__FMA__)
    return (vector)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#elif defined(__aarch64__)
    return (vector)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b);
#else
    narrow x[2], y[2], z[2];
    memcpy(x, &a, sizeof x);
    memcpy(y, &b, sizeof y);
    memcpy(z, &c, sizeof z);
    for (int i = 0; i < 2; i++) {
        wide sum = __builtin_convertvector(x[i], wide) * __builtin_convertvector(y[i], wide) +
                   __builtin_convertvector(z[i], wide);
        z[i] = __builtin_convertvector(sum, narrow);
    }
    memcpy(&c, z, sizeof c);
    return c;
#endif
}

#endif
