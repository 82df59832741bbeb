/* Affine warp: the reference's aligned faces, the face with known pixels, hostile matrices at every CPU level. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "image/image_kernels.h"
#include "support/levels.h"
#include "support/random.h"
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

/* source and destination of exactly the needed size, so that sanitizers see reads and writes beyond */
static void compare_levels(uint64_t *seed, int width, int height, int dst_width, int dst_height, const float matrix[6])
{
    size_t pad = random_u32(seed) % 4, stride = 3 * (size_t)width + pad;
    size_t bytes = stride * (size_t)(height - 1) + 3 * (size_t)width;
    size_t out_bytes = 3 * (size_t)dst_width * (size_t)dst_height;
    uint8_t *data = malloc(bytes), *expected = malloc(out_bytes), *out = malloc(out_bytes);
    for (size_t i = 0; i < bytes; i++)
        data[i] = (uint8_t)random_u32(seed);
    facs_image image = {data, width, height, 3, (ptrdiff_t)stride, NULL};
    facs_warp_affine_u8_with(&facs_image_reference, &image, matrix, expected, dst_width, dst_height);
    FOR_EACH_LEVEL (level) {
        memset(out, 0xA5, out_bytes);
        facs_warp_affine_u8_with(facs_image_kernels_for(level), &image, matrix, out, dst_width, dst_height);
        assert_memory_equal(out, expected, out_bytes);
    }
    free(data);
    free(expected);
    free(out);
}

/* with a mask: the pixels of the whole warp where it is set, black elsewhere; 1, 3 and 4 channels, all kinds of rows */
static void masked_pixels_only(void **state)
{
    (void)state;
    enum { WIDTH = 90, HEIGHT = 40, MOST = 150 * 20 };
    uint64_t seed = 77;
    static uint8_t data[4 * WIDTH * HEIGHT], mask[MOST], expected[4 * MOST], out[4 * MOST];
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (uint8_t)random_u32(&seed);
    for (int round = 0; round < 200; round++) {
        int channels = (const int[]){3, 1, 3, 4}[round % 4], pixels_wide = 1 + (int)(random_u32(&seed) % 150);
        facs_image image = {data, WIDTH, HEIGHT, channels, channels * WIDTH, NULL};
        const float matrix[6] = {1.1f, 0.1f, random_unit_f32(&seed) * 20, -0.1f, 0.9f, random_unit_f32(&seed) * 9 - 12};
        for (int y = 0; y < 20; y++) {
            uint32_t kind = random_u32(&seed) % 4, from = random_u32(&seed) % 150, to = random_u32(&seed) % 150;
            for (int x = 0; x < pixels_wide; x++) {
                bool between = (uint32_t)x >= from && (uint32_t)x <= to;
                bool kept = kind == 0 ? random_u32(&seed) % 2 != 0 : kind != 1 && (kind == 2 || between);
                mask[y * pixels_wide + x] = kept ? 1 : 0;
            }
        }
        facs_warp_affine_u8_with(&facs_image_reference, &image, matrix, expected, pixels_wide, 20);
        for (int i = 0; i < 20 * pixels_wide; i++)
            for (int c = 0; c < channels; c++)
                expected[i * channels + c] = mask[i] ? expected[i * channels + c] : 0;
        FOR_EACH_LEVEL (level) {
            memset(out, 0xA5, sizeof out);
            facs_warp_affine_u8_masked(facs_image_kernels_for(level), &image, matrix, mask, out, pixels_wide, 20);
            assert_memory_equal(out, expected, (size_t)(20 * pixels_wide * channels));
        }
    }
}

static void levels_agree(void **state)
{
    (void)state;
    uint64_t seed = 12345;
    for (int round = 0; round < 300; round++) {
        int width = 1 + (int)(random_u32(&seed) % 90), height = 1 + (int)(random_u32(&seed) % 70);
        int dst_width = 1 + (int)(random_u32(&seed) % 150), dst_height = 1 + (int)(random_u32(&seed) % 20);
        double scale = 0.2 + 3 * random_unit(&seed), angle = 7 * random_unit(&seed);
        float matrix[6] = {(float)(scale * cos(angle)), (float)(-scale * sin(angle)), 0,
                           (float)(scale * sin(angle)), (float)(scale * cos(angle)),  0};
        /* centre to centre, somewhat off */
        double shift = 20 * (random_unit(&seed) - 0.5);
        matrix[2] = (float)(dst_width / 2.0 - (double)matrix[0] * width / 2 - (double)matrix[1] * height / 2 + shift);
        matrix[5] = (float)(dst_height / 2.0 - (double)matrix[3] * width / 2 - (double)matrix[4] * height / 2);
        compare_levels(&seed, width, height, dst_width, dst_height, matrix);
    }
    for (int size = 1; size < 8; size++) {
        const float identity[6] = {1, 0, 0, 0, 1, 0};
        compare_levels(&seed, size, size, size, size, identity);
        compare_levels(&seed, size, size, 3 * size, 2 * size, identity);
    }
    static const float hostile[][6] = {{0},
                                       {NAN, 0, 0, 0, 1, 0},
                                       {INFINITY, 0, 0, 0, 1, 0},
                                       {1, 0, -INFINITY, 0, 1, INFINITY},
                                       {1e-30f, 0, 0, 0, 1e-30f, 0},
                                       {1e30f, 0, 1e30f, 0, 1e30f, -1e30f},
                                       {-1, 0, 1e9f, 0, 1e-6f, 5},
                                       {1, 1, 3, 1, 1.0001f, -4}};
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++)
        compare_levels(&seed, 40, 30, 70, 9, hostile[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faces_of_the_reference), cmocka_unit_test(face_with_known_pixels),
        cmocka_unit_test(shifts_and_borders),     cmocka_unit_test(masked_pixels_only),
        cmocka_unit_test(levels_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
