/* Inversion of symmetric positive definite matrices: every CPU level against the plain twin and against the reference
 * library's results. */
#include "unit/landmark/response_support.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static facs_spd_work work;

/* hash of the inverse of the matrix with elements 1 / (1 + |i - j|), 4 on the diagonal */
typedef struct golden_inverse {
    int order;
    uint64_t hash;
} golden_inverse;

/* 121 to 225: LAPACK's sposv of OpenBLAS 0.3.30 (Haswell kernels, one thread); below: the formulas of linear/cholesky.h
 * */
static const golden_inverse goldens[] = {
    {9, 0x644149db3202ded0},   {25, 0xcb42184cedb4e8a0},  {49, 0x34ea7b0243869a95},  {81, 0xe05e8c20a798b004},
    {121, 0xba0e27d5b7ddbe90}, {169, 0x1381f3038be241cd}, {225, 0xface1f4a4f8d21c8},
};

/* FNV-1a of the values row by row, little-endian */
static uint64_t hash_inverse(int order)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (int i = 0; i < order; i++) {
        for (int j = 0; j < order; j++) {
            union {
                float f;
                uint32_t u;
            } value = {work.inverse[i * facs_spd_stride(order) + j]};
            for (int byte = 0; byte < 4; byte++)
                hash = (hash ^ (value.u >> 8 * byte & 255)) * 0x100000001b3;
        }
    }
    return hash;
}

static void check_golden(facs_spd_invert_function *invert)
{
    for (size_t g = 0; g < sizeof goldens / sizeof *goldens; g++) {
        int n = goldens[g].order, stride = facs_spd_stride(n);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                work.matrix[i * stride + j] = 1.0f / (float)(1 + abs(i - j)) + (i == j ? 3.0f : 0.0f);
        assert_true(invert(n, &work));
        assert_true(hash_inverse(n) == goldens[g].hash);
    }
}

static void test_golden(void **state)
{
    (void)state;
    check_golden(facs_spd_invert_reference);
    FOR_EACH_LEVEL (level)
        check_golden(facs_spd_inverse_kernels_for(level)->invert);
}

/* random matrices, weakly and strongly conditioned, signs of all kinds */
static void fill_random(int n, float *matrix, float diagonal)
{
    int stride = facs_spd_stride(n);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++)
            matrix[i * stride + j] = matrix[j * stride + i] = random_signed();
        matrix[i * stride + i] += diagonal;
    }
}

static void test_levels_agree(void **state)
{
    (void)state;
    static float expected[FACS_SPD_ORDER_MAX * FACS_SPD_STRIDE_MAX];
    static float matrix[FACS_SPD_ORDER_MAX * FACS_SPD_STRIDE_MAX];
    for (int w = 1; w <= 15; w += 2) {
        int n = w * w, stride = facs_spd_stride(n);
        for (int round = 0; round < 3; round++) {
            fill_random(n, matrix, (float)w * (1.3f + 4.0f * (float)round));
            memcpy(work.matrix, matrix, sizeof matrix);
            assert_true(facs_spd_invert_reference(n, &work));
            memcpy(expected, work.inverse, sizeof expected);
            FOR_EACH_LEVEL (level) {
                memcpy(work.matrix, matrix, sizeof matrix);
                memset(work.inverse, 0x7f, sizeof work.inverse);
                assert_true(facs_spd_inverse_kernels_for(level)->invert(n, &work));
                for (int i = 0; i < n; i++)
                    assert_int_equal(count_different(work.inverse + i * stride, expected + i * stride, (size_t)n), 0);
            }
        }
    }
}

static void check_indefinite(facs_spd_invert_function *invert)
{
    static const float bad[] = {-1.0f, 0.0f, NAN, -INFINITY};
    for (int w = 3; w <= 15; w += 2) {
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            for (int place = 0; place < 3; place++) {
                int n = w * w, stride = facs_spd_stride(n), at = place * (n - 1) / 2;
                fill_random(n, work.matrix, 5.0f * (float)w);
                work.matrix[at * (stride + 1)] = bad[i];
                assert_false(invert(n, &work));
            }
        }
    }
}

static void test_indefinite(void **state)
{
    (void)state;
    check_indefinite(facs_spd_invert_reference);
    FOR_EACH_LEVEL (level)
        check_indefinite(facs_spd_inverse_kernels_for(level)->invert);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_levels_agree),
        cmocka_unit_test(test_indefinite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
