/* One source, several instruction sets.
 *
 * A module with hot loops keeps them in MODULE/x_kernels.c, which Meson compiles once per CPU level with
 * FACS_KERNEL_LEVEL set to scalar, avx2, avx512 or neon and the matching -m flags.  Inside, every function is
 * static; the file ends in one table named FACS_KERNEL(facs_x_kernels), e.g. facs_cnn_kernels_avx2, and in
 * FACS_KERNEL_SELECT, which gives the function that picks a table (compiled once, with the scalar level).
 *
 * The plain C twin that defines the right answer lives in x_reference.c, with names that end in _reference; only tests
 * are linked with it.  Where the product needs the plain way as well (small sizes, borders) the function has a name of
 * its own and lives with the module, like facs_cnn_dense_plain in nn/cnn_plain.c.  docs/architecture.md, Kernels, lists
 * all tables; tests/kernels/check_x.c compares every function of a table with its twin and times it.
 *
 * x_kernels.h:
 *     typedef struct facs_x_kernels { void (*work)(...); } facs_x_kernels;
 *     FACS_KERNEL_DECLARE(facs_x_kernels)                 // the tables and facs_x_kernels_for(level)
 * x_kernels.c, at the end:
 *     const facs_x_kernels FACS_KERNEL(facs_x_kernels) = {.work = work};
 *     FACS_KERNEL_SELECT(facs_x_kernels)
 */
#ifndef FACS_SIMD_KERNELS_H
#define FACS_SIMD_KERNELS_H

#include <facsimile/facsimile.h>

#define FACS_KERNEL_PASTE2(a, b) a##_##b
#define FACS_KERNEL_PASTE(a, b) FACS_KERNEL_PASTE2(a, b)
/** name_LEVEL of the level being compiled */
#define FACS_KERNEL(name) FACS_KERNEL_PASTE(name, FACS_KERNEL_LEVEL)

#define FACS_KERNEL_DECLARE(type)                                                                                      \
    extern const type type##_scalar;                                                                                   \
    extern const type type##_avx2;                                                                                     \
    extern const type type##_avx512;                                                                                   \
    extern const type type##_neon;                                                                                     \
    const type *type##_for(facs_cpu_level level);

#if !defined(FACS_KERNEL_LEVEL_FIRST)
#define FACS_KERNEL_SELECT(type) _Static_assert(1, "selected with the first level");
#elif defined(__x86_64__)
#define FACS_KERNEL_SELECT(type)                                                                                       \
    const type *type##_for(facs_cpu_level level)                                                                       \
    {                                                                                                                  \
        return level == FACS_CPU_AVX512 ? &type##_avx512 : level == FACS_CPU_AVX2 ? &type##_avx2 : &type##_scalar;     \
    }
#elif defined(__aarch64__)
#define FACS_KERNEL_SELECT(type)                                                                                       \
    const type *type##_for(facs_cpu_level level)                                                                       \
    {                                                                                                                  \
        return level == FACS_CPU_NEON ? &type##_neon : &type##_scalar;                                                 \
    }
#else
#define FACS_KERNEL_SELECT(type)                                                                                       \
    const type *type##_for(facs_cpu_level level)                                                                       \
    {                                                                                                                  \
        (void)level;                                                                                                   \
        return &type##_scalar;                                                                                         \
    }
#endif

#endif
