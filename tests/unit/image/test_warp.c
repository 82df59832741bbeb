/* Affine warp: the reference's aligned faces at every CPU level, the face with known pixels, shifts and borders. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "image/image_kernels.h"
#include "support/levels.h"
#include "support/npy.h"
#include "support/picture.h"

enum { SIDE = 112, ALIGNED = SIDE * SIDE * 3 };

static void faces_of_the_reference(void **state)
{
    (void)state;
    static const char *const folders[] = {"default_f000", "default_f001", "default_f002", "default_f003",
                                          "default_f030", "default_f031", "sample1"};
    for (int i = 0; i < 7; i++) {
        npy colour = npy_load("golden/stages/%s/frame_bgr.npy", folders[i]);
        npy matrix = npy_load("golden/stages/%s/au/align_warp.npy", folders[i]);
        npy golden = npy_load("golden/stages/%s/au/aligned_face_unmasked.npy", folders[i]);
        facs_image image = npy_image(&colour);
        static uint8_t aligned[ALIGNED];
        facs_warp_affine_u8_with(&facs_image_reference, &image, npy_f32(&matrix, 6), aligned, SIDE, SIDE);
        assert_memory_equal(aligned, npy_u8(&golden, ALIGNED), ALIGNED);
        FOR_EACH_LEVEL (level) {
            memset(aligned, 0, ALIGNED);
            facs_warp_affine_u8_with(facs_image_kernels_for(level), &image, npy_f32(&matrix, 6), aligned, SIDE, SIDE);
            assert_memory_equal(aligned, golden.data, ALIGNED);
        }
        npy_free(&colour);
        npy_free(&matrix);
        npy_free(&golden);
    }
}

static void face_with_known_pixels(void **state)
{
    (void)state;
    static uint8_t frame[480][640][3], aligned[SIDE][SIDE][3];
    for (int y = 0; y < 480; y++) {
        for (int x = 0; x < 640; x++) {
            frame[y][x][0] = (uint8_t)(x + 2 * y);
            frame[y][x][1] = (uint8_t)(3 * x + y);
            frame[y][x][2] = (uint8_t)(x * y / 32);
        }
    }
    const float matrix[6] = {0.5511170f, 0.0363805f, -129.452545f, -0.0363805f, 0.5511170f, -70.137505f};
    facs_image image = {frame[0][0], 640, 480, 3, 3 * 640, NULL};
    facs_warp_affine_u8_with(&facs_image_reference, &image, matrix, aligned[0][0], SIDE, SIDE);
    long sums[3] = {0};
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            for (int c = 0; c < 3; c++)
                sums[c] += aligned[y][x][c];
    /* the matrix is printed with seven digits: sums differ by a few parts in a million */
    static const long expected[3] = {1622144, 1658157, 1601630};
    for (int c = 0; c < 3; c++)
        assert_in_range(sums[c], expected[c] - 60, expected[c] + 60);
    static const struct {
        int x, y;
        uint8_t bgr[3];
    } places[] = {{56, 56, {52, 186, 196}},
                  {40, 30, {184, 60, 56}},
                  {70, 80, {165, 42, 85}},
                  {0, 0, {234, 51, 233}},
                  {100, 20, {16, 122, 96}}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        assert_memory_equal(aligned[places[i].y][places[i].x], places[i].bgr, 3);
}

static void shifts_and_borders(void **state)
{
    (void)state;
    static const uint8_t data[2][3] = {{10, 20, 30}, {40, 50, 60}};
    uint8_t out[2][3];
    facs_image image = {data[0], 3, 2, 1, 3, NULL};
    const float right[6] = {1, 0, 1, 0, 1, 0}, half[6] = {1, 0, 0.5f, 0, 1, 0}, singular[6] = {0};
    static const uint8_t shifted[2][3] = {{0, 10, 20}, {0, 40, 50}}, halfway[2][3] = {{5, 15, 25}, {20, 45, 55}};
    facs_warp_affine_u8_with(&facs_image_reference, &image, right, out[0], 3, 2);
    assert_memory_equal(out, shifted, 6);
    facs_warp_affine_u8_with(&facs_image_reference, &image, half, out[0], 3, 2);
    assert_memory_equal(out, halfway, 6);
    /* no inverse: every pixel comes from (0, 0) */
    facs_warp_affine_u8_with(&facs_image_reference, &image, singular, out[0], 3, 2);
    static const uint8_t tens[2][3] = {{10, 10, 10}, {10, 10, 10}};
    assert_memory_equal(out, tens, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(faces_of_the_reference)),
        cmocka_unit_test(face_with_known_pixels),
        cmocka_unit_test(shifts_and_borders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
