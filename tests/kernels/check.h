/* Check and bench of the kernels: one file per kernel table, which registers a case for every function of the table.
 * The same functions are compared with their plain twins and timed. */
#ifndef FACS_TESTS_KERNELS_CHECK_H
#define FACS_TESTS_KERNELS_CHECK_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "support/levels.h"
#include "support/needs.h"
#include "support/random.h"

/** Stands for the plain twin among the levels. */
#define KERNEL_TWIN ((facs_cpu_level)-2)

typedef struct kernel_case {
    const char *name; /**< TABLE/FUNCTION, with more words where a function has several cases */
    /** Compare the kernel of `level` with its twin on random and hostile input; differences fail the case through
     *  cmocka's assertions.  NULL: the case is only timed. */
    void (*check)(facs_cpu_level level);
    /** `check` compares with known values and runs with KERNEL_TWIN as well. */
    bool twin_too;
    need needs; /**< what `check` reads */
    /** What is timed: input like that of a frame, from bench_memory(); `size` is given to it.  NULL: not timed. */
    void *(*input)(int size);
    int size;
    /** One call of the kernel of `level` or, with KERNEL_TWIN, of its twin. */
    void (*call)(void *input, facs_cpu_level level);
} kernel_case;

void register_cases(const kernel_case *cases, int count);
#define REGISTER(cases) register_cases(cases, (int)(sizeof(cases) / sizeof *(cases)))

/** Zeroed memory aligned to 64 bytes; freed when the case is over. */
void *bench_memory(size_t bytes);
/** Random numbers of -1 .. 1. */
void bench_fill(float *values, size_t count);
uint8_t *bench_bytes(size_t count);
/** Environment whose memory is bench_memory(). */
facs_env bench_env(facs_cpu_level level);

/* random numbers for the checks */
static inline int random_int(uint64_t *seed, int least, int most)
{
    return least + (int)(random_u32(seed) % (uint32_t)(most - least + 1));
}

/* -1 .. 1 */
static inline float random_signed(uint64_t *seed)
{
    return 2 * random_unit_f32(seed) - 1;
}

static inline void random_fill(float *to, int count, float scale, uint64_t *seed)
{
    for (int i = 0; i < count; i++)
        to[i] = scale * random_signed(seed);
}

static inline uint8_t *random_bytes(uint64_t *seed, size_t count)
{
    uint8_t *bytes = malloc(count);
    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)random_u32(seed);
    return bytes;
}

/* values behind a result that a kernel must not write */
enum { GUARD = 64 };

static inline void guard(float *at)
{
    for (int i = 0; i < GUARD; i++)
        at[i] = -12345;
}

static inline void assert_guarded(const float *at)
{
    for (int i = 0; i < GUARD; i++)
        assert_true(at[i] == -12345);
}

/* the same bits; not-a-numbers may have any */
static inline void assert_same_bits(const char *what, const float *actual, const float *expected, int count)
{
    for (int i = 0; i < count; i++)
        if (memcmp(&actual[i], &expected[i], sizeof *actual) != 0 && !(isnan(actual[i]) && isnan(expected[i])))
            fail_msg("%s: value %d is %.9g, expected %.9g", what, i, (double)actual[i], (double)expected[i]);
}

/* places where two arrays differ; not-a-number differs from everything, 0 equals -0 */
static inline long count_different(const float *a, const float *b, size_t count)
{
    long different = 0;
    for (size_t i = 0; i < count; i++)
        different += !(a[i] == b[i]);
    return different;
}

/* one function per table: registers its cases */
void check_image(void);
void check_cnn(void);
void check_cnn_ordered(void);
void check_net(void);
void check_cholesky(void);
void check_spd_inverse(void);
void check_face_mask(void);
void check_shape(void);
void check_mean_shift(void);
void check_cen(void);
void check_response(void);
void check_validator_warp(void);
void check_fhog(void);
void check_predict(void);

#endif
