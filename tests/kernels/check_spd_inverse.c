/* Inverse of symmetric positive definite matrices: the same bits as the plain twin, and both give the reference
 * library's results. */
#include "check.h"

#include "linear/spd_inverse_kernels.h"

static facs_spd_work work;

static bool invert_at(facs_cpu_level level, int order, facs_spd_work *on)
{
    return level == KERNEL_TWIN ? facs_spd_invert_reference(order, on)
                                : facs_spd_inverse_kernels_for(level)->invert(order, on);
}

/* hash of the inverse of the matrix with elements 1 / (1 + |i - j|), 4 on the diagonal */
typedef struct golden_inverse {
    int order;
    uint64_t hash;
} golden_inverse;

/* 121 to 225: LAPACK's sposv of OpenBLAS 0.3.30 (Haswell kernels, one thread); below: the formulas of
 * cholesky_kernels.h */
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

static void known_inverses(facs_cpu_level level)
{
    for (size_t g = 0; g < sizeof goldens / sizeof *goldens; g++) {
        int n = goldens[g].order, stride = facs_spd_stride(n);
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                work.matrix[i * stride + j] = 1.0f / (float)(1 + abs(i - j)) + (i == j ? 3.0f : 0.0f);
        assert_true(invert_at(level, n, &work));
        assert_true(hash_inverse(n) == goldens[g].hash);
    }
}

/* random matrices, weakly and strongly conditioned, signs of all kinds */
static void fill_random(int n, float *matrix, float diagonal, uint64_t *seed)
{
    int stride = facs_spd_stride(n);
    for (int i = 0; i < n; i++) {
        for (int j = 0; j <= i; j++)
            matrix[i * stride + j] = matrix[j * stride + i] = random_signed(seed);
        matrix[i * stride + i] += diagonal;
    }
}

static void invert(facs_cpu_level level)
{
    static float expected[FACS_SPD_ORDER_MAX * FACS_SPD_STRIDE_MAX];
    static float matrix[FACS_SPD_ORDER_MAX * FACS_SPD_STRIDE_MAX];
    uint64_t seed = 1;
    for (int w = 1; w <= 15; w += 2) {
        int n = w * w, stride = facs_spd_stride(n);
        for (int round = 0; round < 3; round++) {
            fill_random(n, matrix, (float)w * (1.3f + 4.0f * (float)round), &seed);
            memcpy(work.matrix, matrix, sizeof matrix);
            assert_true(facs_spd_invert_reference(n, &work));
            memcpy(expected, work.inverse, sizeof expected);
            memcpy(work.matrix, matrix, sizeof matrix);
            memset(work.inverse, 0x7f, sizeof work.inverse);
            assert_true(invert_at(level, n, &work));
            for (int i = 0; i < n; i++)
                assert_int_equal(count_different(work.inverse + i * stride, expected + i * stride, (size_t)n), 0);
        }
    }
}

static void indefinite(facs_cpu_level level)
{
    static const float bad[] = {-1.0f, 0.0f, NAN, -INFINITY};
    uint64_t seed = 2;
    for (int w = 3; w <= 15; w += 2) {
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
            for (int place = 0; place < 3; place++) {
                int n = w * w, stride = facs_spd_stride(n), at = place * (n - 1) / 2;
                fill_random(n, work.matrix, 5.0f * (float)w, &seed);
                work.matrix[at * (stride + 1)] = bad[i];
                assert_false(invert_at(level, n, &work));
            }
        }
    }
}

/* ---- bench: Sigma of a new view ---- */

typedef struct invert_input {
    facs_spd_work work;
    int order;
    float matrix[FACS_SPD_ORDER_MAX * FACS_SPD_STRIDE_MAX];
} invert_input;

static void *matrix_of(int order)
{
    invert_input *in = bench_memory(sizeof *in);
    int stride = facs_spd_stride(order);
    in->order = order;
    for (int i = 0; i < order; i++)
        for (int j = 0; j < order; j++)
            in->matrix[i * stride + j] = i == j ? 150.0f : 0.5f;
    return in;
}

/* with a copy of the matrix, which is destroyed */
static void call_invert(void *input, facs_cpu_level level)
{
    invert_input *in = input;
    memcpy(in->work.matrix, in->matrix, (size_t)(in->order * facs_spd_stride(in->order)) * sizeof(float));
    invert_at(level, in->order, &in->work);
}

void check_spd_inverse(void)
{
    static const kernel_case cases[] = {
        {"spd_inverse/invert order 121", .check = invert, .input = matrix_of, .size = 121, .call = call_invert},
        {"spd_inverse/invert known inverses", .check = known_inverses, .twin_too = true},
        {"spd_inverse/invert indefinite", .check = indefinite, .twin_too = true},
    };
    REGISTER(cases);
}
