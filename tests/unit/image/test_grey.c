/* Grey: the reference's grey frames, all colours at every CPU level, other channel counts. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "image/image_kernels.h"
#include "support/levels.h"
#include "support/random.h"
#include "support/npy.h"
#include "support/picture.h"

static void frames_of_the_reference(void **state)
{
    (void)state;
    static const char *const folders[] = {"default_f000", "default_f001", "default_f002", "default_f003",
                                          "default_f030", "default_f031", "sample1"};
    for (int i = 0; i < 7; i++) {
        npy colour = npy_load("golden/stages/%s/frame_bgr.npy", folders[i]);
        npy golden = npy_load("golden/stages/%s/frame_gray.npy", folders[i]);
        facs_image image = npy_image(&colour);
        int height = image.height, width = image.width;
        uint8_t *grey = malloc(golden.count);
        facs_image_grey_with(&facs_image_reference, &image, grey, width);
        assert_memory_equal(grey, npy_u8(&golden, (size_t)width * (size_t)height), golden.count);
        FOR_EACH_LEVEL (level) {
            memset(grey, 0, golden.count);
            facs_image_grey_with(facs_image_kernels_for(level), &image, grey, width);
            assert_memory_equal(grey, golden.data, golden.count);
        }
        free(grey);
        npy_free(&colour);
        npy_free(&golden);
    }
}

static void every_colour(void **state)
{
    (void)state;
    enum { SIDE = 4096 };
    uint8_t *colours = malloc(3 * SIDE * SIDE), *expected = malloc(SIDE * SIDE), *grey = malloc(SIDE * SIDE);
    for (size_t i = 0; i < SIDE * SIDE; i++) {
        colours[3 * i] = (uint8_t)i;
        colours[3 * i + 1] = (uint8_t)(i >> 8);
        colours[3 * i + 2] = (uint8_t)(i >> 16);
        expected[i] = (uint8_t)((3735u * (i & 255) + 19235u * (i >> 8 & 255) + 9798u * (i >> 16) + 16384u) >> 15);
    }
    facs_image image = {colours, SIDE, SIDE, 3, 3 * SIDE, NULL};
    facs_image_grey_with(&facs_image_reference, &image, grey, SIDE);
    assert_int_equal(memcmp(grey, expected, SIDE * SIDE), 0);
    FOR_EACH_LEVEL (level) {
        memset(grey, 0, SIDE * SIDE);
        facs_image_grey_with(facs_image_kernels_for(level), &image, grey, SIDE);
        assert_int_equal(memcmp(grey, expected, SIDE * SIDE), 0);
    }
    free(colours);
    free(expected);
    free(grey);
}

/* blocks of exactly the needed size, so that sanitizers see reads and writes beyond */
static void narrow_and_padded(void **state)
{
    (void)state;
    uint64_t seed = 7;
    for (int width = 1; width <= 140; width++) {
        int stride = 3 * width + width % 5, grey_stride = width + width % 3;
        size_t bytes = (size_t)(2 * stride + 3 * width), grey_bytes = (size_t)(2 * grey_stride + width);
        uint8_t *pixels = malloc(bytes), *expected = calloc(grey_bytes, 1), *grey = calloc(grey_bytes, 1);
        for (size_t i = 0; i < bytes; i++)
            pixels[i] = (uint8_t)random_u32(&seed);
        facs_image image = {pixels, width, 3, 3, stride, NULL};
        facs_image_grey_with(&facs_image_reference, &image, expected, grey_stride);
        FOR_EACH_LEVEL (level) {
            memset(grey, 0, grey_bytes);
            facs_image_grey_with(facs_image_kernels_for(level), &image, grey, grey_stride);
            assert_memory_equal(grey, expected, grey_bytes);
        }
        free(pixels);
        free(expected);
        free(grey);
    }
}

static void other_channel_counts(void **state)
{
    (void)state;
    static const uint8_t one[6] = {0, 7, 255, 128, 3, 9}, four[8] = {255, 255, 255, 0, 255, 0, 0, 77};
    uint8_t grey[6];
    const facs_image_kernels *kernels = facs_image_kernels_for(facs_cpu_detect());
    facs_image image = {one, 2, 3, 1, 2, NULL};
    facs_image_grey_with(kernels, &image, grey, 2);
    assert_memory_equal(grey, one, 6);
    image = (facs_image){four, 2, 1, 4, 8, NULL};
    facs_image_grey_with(kernels, &image, grey, 2);
    assert_int_equal(grey[0], 255);
    assert_int_equal(grey[1], 29);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_of_the_reference),
        cmocka_unit_test(every_colour),
        cmocka_unit_test(narrow_and_padded),
        cmocka_unit_test(other_channel_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
