/* Rotations: known values, relations, hostile matrices. */
#include "unit/shape/shape_fixture.h"

#include "shape/rotation.h"

#define TOLERANCE 1e-6

static void euler_to_matrix_and_back(void **state)
{
    (void)state;
    static const struct {
        float euler[3], matrix[9], back[3];
    } cases[] = {
        {{0.1f, -0.2f, 0.3f},
         {0.936293423f, -0.289629489f, -0.198669329f, 0.27509585f, 0.95642513f, -0.0978434011f, 0.218350679f,
          0.0369570181f, 0.975170374f},
         {0.100000009f, -0.200000018f, 0.299999982f}},
        {{0.1f, -0.2f, 0.05f},
         {0.9788418f, -0.0489829f, -0.1986693f, 0.0299204f, 0.9947520f, -0.0978434f, 0.2024194f, 0.0898289f,
          0.9751704f},
         {0.1f, -0.2f, 0.05f}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        float matrix[9], back[3];
        facs_euler_to_matrix(cases[i].euler, matrix);
        assert_close_f32("matrix", matrix, cases[i].matrix, 9, TOLERANCE);
        facs_matrix_to_euler(matrix, back);
        assert_close_f32("euler", back, cases[i].back, 3, TOLERANCE);
    }
}

static void yaw_beyond_a_quarter_turn_flips(void **state)
{
    (void)state;
    static const float in[2][3] = {{0, 1.8f, 0}, {0.3f, 1.8f, -0.2f}};
    static const float out[2][3] = {{3.14159274f, 1.34159267f, 3.14159274f}, {-2.84159255f, 1.34159267f, 2.94159269f}};
    for (int i = 0; i < 2; i++) {
        float matrix[9], euler[3];
        facs_euler_to_matrix(in[i], matrix);
        facs_matrix_to_euler(matrix, euler);
        assert_close_f32("euler", euler, out[i], 3, TOLERANCE);
    }
}

static void matrix_to_axis_angle(void **state)
{
    (void)state;
    static const struct {
        float euler[3], axis_angle[3];
    } cases[] = {
        {{0.1f, -0.2f, 0.3f}, {0.0689246207f, -0.213225916f, 0.28874892f}},
        {{0.1f, -0.2f, 0.05f}, {0.0946458f, -0.2022746f, 0.0397921f}},
        {{1.1e-5f, 0, 0}, {1.10000046e-05f, 0, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        float matrix[9], axis_angle[3];
        facs_euler_to_matrix(cases[i].euler, matrix);
        facs_matrix_to_axis_angle(matrix, axis_angle);
        assert_close_f32("axis-angle", axis_angle, cases[i].axis_angle, 3, 1e-7);
    }
}

static void small_rotations_snap_to_zero(void **state)
{
    (void)state;
    static const float euler[3] = {9e-6f, 0, 0};
    float matrix[9], axis_angle[3];
    facs_euler_to_matrix(euler, matrix);
    facs_matrix_to_axis_angle(matrix, axis_angle);
    for (int k = 0; k < 3; k++)
        assert_true(axis_angle[k] == 0);
}

static void axis_angle_to_matrix_and_euler(void **state)
{
    (void)state;
    static const float axis_angle[3] = {0.1f, -0.2f, 0.3f};
    static const float matrix_expected[9] = {0.935754776f, -0.302932739f, -0.180540085f, 0.283164978f, 0.950580597f,
                                             -0.12733458f, 0.210191712f,  0.0680313185f, 0.975290298f};
    static const float euler_expected[3] = {0.129826352f, -0.181535527f, 0.313083619f};
    static const float tiny[3] = {5e-6f, 0, 0}, tiny_expected[3] = {4.99999987e-06f, 0, 0}, zero[3] = {0};
    float matrix[9], euler[3];
    facs_axis_angle_to_matrix(axis_angle, matrix);
    assert_close_f32("matrix", matrix, matrix_expected, 9, TOLERANCE);
    facs_axis_angle_to_euler(axis_angle, euler);
    assert_close_f32("euler", euler, euler_expected, 3, TOLERANCE);
    facs_axis_angle_to_euler(tiny, euler);
    assert_close_f32("tiny", euler, tiny_expected, 3, 1e-12);
    facs_axis_angle_to_euler(zero, euler);
    assert_close_f32("zero", euler, zero, 3, 0);
}

static void half_turn_has_no_euler_angles(void **state)
{
    (void)state;
    static const float half[3] = {0, 3.14159274f, 0};
    float euler[3];
    facs_axis_angle_to_euler(half, euler);
    for (int k = 0; k < 3; k++)
        assert_true(isnan(euler[k]));
}

/* matrix -> axis-angle of half turns: the branch without an antisymmetric part */
static void half_turns_are_recovered(void **state)
{
    (void)state;
    static const float axes[][3] = {{1, 0, 0},       {0, 1, 0},        {0, 0, 1},
                                    {0.6f, 0.8f, 0}, {0, 0.6f, -0.8f}, {0.48f, -0.6f, 0.64f}};
    for (size_t i = 0; i < sizeof axes / sizeof *axes; i++) {
        float matrix[9], axis_angle[3], again[9];
        for (int r = 0; r < 3; r++)
            for (int c = 0; c < 3; c++)
                matrix[3 * r + c] = 2 * axes[i][r] * axes[i][c] - (r == c ? 1.0f : 0.0f);
        facs_matrix_to_axis_angle(matrix, axis_angle);
        facs_axis_angle_to_matrix(axis_angle, again);
        assert_close_f32("half turn", again, matrix, 9, 1e-6);
    }
}

static void random_rotations_survive_the_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 1000; i++) {
        float euler[3], matrix[9], axis_angle[3], again[9], back[3];
        for (int k = 0; k < 3; k++)
            euler[k] = (random_unit_f32(&seed) - 0.5f) * 3;
        facs_euler_to_matrix(euler, matrix);
        facs_matrix_to_axis_angle(matrix, axis_angle);
        facs_axis_angle_to_matrix(axis_angle, again);
        assert_close_f32("matrix", again, matrix, 9, 1e-6);
        facs_axis_angle_to_euler(axis_angle, back);
        facs_euler_to_matrix(back, again);
        assert_close_f32("matrix of euler", again, matrix, 9, 2e-5);
    }
}

static double determinant(const float m[9])
{
    double a = (double)m[0] * ((double)m[4] * (double)m[8] - (double)m[5] * (double)m[7]);
    double b = (double)m[1] * ((double)m[3] * (double)m[8] - (double)m[5] * (double)m[6]);
    double c = (double)m[2] * ((double)m[3] * (double)m[7] - (double)m[4] * (double)m[6]);
    return a - b + c;
}

static void assert_rotation(const float m[9])
{
    static const float identity[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    float product[9];
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
            product[3 * i + j] = m[i] * m[j] + m[3 + i] * m[3 + j] + m[6 + i] * m[6 + j];
    assert_close_f32("M^T M", product, identity, 9, 2e-6);
    assert_true(fabs(determinant(m) - 1) < 2e-6);
}

/* Any matrix that is not singular becomes a rotation, also a reflection; rotations stay as they are.  (The increments
 * I + [w]x it is made for have singular values of at least 1.) */
static void orthonormalise_gives_rotations(void **state)
{
    (void)state;
    static const float special[][9] = {
        {-1, 0, 0, 0, 1, 0, 0, 0, 1},
        {0, 1, 0, 1, 0, 0, 0, 0, 1},
        {1, 2, 3, 4, 5, 6, 7, 8, 10},
        {1, -1e4f, 1e4f, 1e4f, 1, -1e4f, -1e4f, 1e4f, 1},
    };
    float matrix[9];
    for (size_t i = 0; i < sizeof special / sizeof *special; i++) {
        memcpy(matrix, special[i], sizeof matrix);
        facs_orthonormalise(matrix);
        assert_rotation(matrix);
    }
    uint64_t seed = 7;
    for (int i = 0; i < 1000; i++) {
        for (int k = 0; k < 9; k++)
            matrix[k] = (k % 4 == 0 ? 2.0f : 0.0f) + random_unit_f32(&seed) - 0.5f;
        facs_orthonormalise(matrix);
        assert_rotation(matrix);
        float again[9];
        memcpy(again, matrix, sizeof again);
        facs_orthonormalise(again);
        assert_close_f32("unchanged", again, matrix, 9, 1e-6);
    }
}

/* The nearest rotation to I + [w]x turns by atan |w| about w. */
static void orthonormalised_increment(void **state)
{
    (void)state;
    static const float increments[][3] = {{0.02f, -0.03f, 0.01f}, {0.5f, 0.2f, -0.9f}, {3, -4, 12}, {1e-4f, 0, 0}};
    for (size_t i = 0; i < sizeof increments / sizeof *increments; i++) {
        const float *w = increments[i];
        float matrix[9] = {1, -w[2], w[1], w[2], 1, -w[0], -w[1], w[0], 1}, expected[9], vector[3];
        facs_orthonormalise(matrix);
        float norm = sqrtf(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
        for (int k = 0; k < 3; k++)
            vector[k] = w[k] * (atanf(norm) / norm);
        facs_axis_angle_to_matrix(vector, expected);
        assert_close_f32("rotation", matrix, expected, 9, 1e-6);
    }
}

static void hostile_matrices(void **state)
{
    (void)state;
    static const float bad[] = {NAN, INFINITY, -INFINITY, 100, -101, 3e38f};
    static const float zero[3] = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        for (int k = 0; k < 9; k++) {
            float matrix[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1}, axis_angle[3] = {1, 1, 1};
            matrix[k] = bad[i];
            facs_matrix_to_axis_angle(matrix, axis_angle);
            assert_close_f32("axis-angle", axis_angle, zero, 3, 0);
        }
    }
    float matrix[9] = {1, NAN, 0, 0, 1, 0, 0, 0, 1};
    facs_orthonormalise(matrix);
    assert_true(isnan(matrix[1])); /* nothing to repair */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(euler_to_matrix_and_back),
        cmocka_unit_test(yaw_beyond_a_quarter_turn_flips),
        cmocka_unit_test(matrix_to_axis_angle),
        cmocka_unit_test(small_rotations_snap_to_zero),
        cmocka_unit_test(axis_angle_to_matrix_and_euler),
        cmocka_unit_test(half_turn_has_no_euler_angles),
        cmocka_unit_test(half_turns_are_recovered),
        cmocka_unit_test(random_rotations_survive_the_round_trip),
        cmocka_unit_test(orthonormalise_gives_rotations),
        cmocka_unit_test(orthonormalised_increment),
        cmocka_unit_test(hostile_matrices),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
