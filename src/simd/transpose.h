/* Square blocks of f32 in registers and their transposition, for kernels only (x_kernels.c). */
#ifndef FACS_SIMD_TRANSPOSE_H
#define FACS_SIMD_TRANSPOSE_H

#include "simd/vector.h"

/* side of the blocks, at least a vector of f64: wider GCC vectors than the level's registers would live in memory */
#if defined(__AVX__)
enum { SIDE = 8 };
#else
enum { SIDE = 4 };
#endif
typedef float line __attribute__((vector_size(4 * SIDE)));

INLINE line load_line(const float *from)
{
    line v;
    memcpy(&v, from, sizeof v);
    return v;
}

INLINE void store_line(float *to, line v)
{
    memcpy(to, &v, sizeof v);
}

#if defined(__AVX__)
INLINE void transpose(line q[SIDE])
{
    line a[SIDE], b[SIDE];
    for (int i = 0; i < 8; i += 2) {
        a[i] = __builtin_shufflevector(q[i], q[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
        a[i + 1] = __builtin_shufflevector(q[i], q[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
    }
    for (int i = 0; i < 8; i += 4) {
        for (int k = 0; k < 2; k++) {
            b[i + 2 * k] = __builtin_shufflevector(a[i + k], a[i + 2 + k], 0, 1, 8, 9, 4, 5, 12, 13);
            b[i + 2 * k + 1] = __builtin_shufflevector(a[i + k], a[i + 2 + k], 2, 3, 10, 11, 6, 7, 14, 15);
        }
    }
    for (int i = 0; i < 4; i++) {
        q[i] = __builtin_shufflevector(b[i], b[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
        q[i + 4] = __builtin_shufflevector(b[i], b[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
    }
}
#else
INLINE void transpose(line q[SIDE])
{
    line a0 = __builtin_shufflevector(q[0], q[1], 0, 4, 1, 5);
    line a1 = __builtin_shufflevector(q[0], q[1], 2, 6, 3, 7);
    line a2 = __builtin_shufflevector(q[2], q[3], 0, 4, 1, 5);
    line a3 = __builtin_shufflevector(q[2], q[3], 2, 6, 3, 7);
    q[0] = __builtin_shufflevector(a0, a2, 0, 1, 4, 5);
    q[1] = __builtin_shufflevector(a0, a2, 2, 3, 6, 7);
    q[2] = __builtin_shufflevector(a1, a3, 0, 1, 4, 5);
    q[3] = __builtin_shufflevector(a1, a3, 2, 3, 6, 7);
}
#endif

/* a * factor + c with one rounding */
INLINE line fused_line(line a, float factor, line c)
{
#if defined(__AVX512F__)
    return (line)_mm256_fmadd_ps((__m256)a, _mm256_set1_ps(factor), (__m256)c);
#else
    return fused_by(a, factor, c);
#endif
}

#endif
