/* Float resize: network inputs of the reference, a slow twin written straight from the formulas, special sizes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "support/npy.h"
#include "support/resize.h"

static image_f32 new_image(int width, int height, int channels)
{
    return (image_f32){calloc((size_t)width * (size_t)height * (size_t)channels, sizeof(float)), width, height,
                       channels};
}

static void resize(const image_f32 *src, image_f32 *dst)
{
    void *scratch = NULL;
    assert_int_equal(posix_memalign(&scratch, 64, resize_scratch(dst->width, dst->channels)), 0);
    resize_bilinear_f32(src, dst, scratch);
    free(scratch);
}

static image_f32 frame_of(const char *folder)
{
    npy colour = npy_load("golden/stages/%s/frame_bgr.npy", folder);
    image_f32 image = new_image((int)colour.dim[1], (int)colour.dim[0], 3);
    const uint8_t *pixels = npy_u8(&colour, colour.count);
    for (size_t i = 0; i < colour.count; i++)
        image.data[i] = pixels[i];
    npy_free(&colour);
    return image;
}

static void network_inputs_of_the_reference(void **state)
{
    (void)state;
    static const char *const folders[] = {"default_f000", "sample1"};
    for (int i = 0; i < 2; i++) {
        image_f32 frame = frame_of(folders[i]);
        npy golden = npy_load("golden/stages/%s/mtcnn/pnet_input_s2.npy", folders[i]);
        image_f32 small = new_image((int)golden.dim[1], (int)golden.dim[0], 3);
        resize(&frame, &small);
        for (size_t k = 0; k < golden.count; k++)
            small.data[k] = (small.data[k] - 127.5f) * 0.0078125f;
        assert_memory_equal(small.data, npy_f32(&golden, golden.count), golden.count * sizeof(float));
        npy_free(&golden);
        free(small.data);
        free(frame.data);
    }
}

/* first normalised pixel of the two largest P-Net levels */
static void trace_of_sample1(void **state)
{
    (void)state;
    image_f32 frame = frame_of("sample1");
    image_f32 level = new_image(128, 80, 3);
    resize(&frame, &level);
    const float expected[3] = {-0.1679688f, -0.00390625f, -0.02734375f};
    for (int c = 0; c < 3; c++)
        level.data[c] = (level.data[c] - 127.5f) * 0.0078125f;
    assert_close_f32("first pixel", level.data, expected, 3, 5e-8);
    free(level.data);
    free(frame.data);
}

/* one output value, straight from the formulas; volatile keeps every rounding */
static float slow_row(const image_f32 *src, int width, int row, int x, int c)
{
    double scale = 1 / (width / (double)src->width);
    volatile float f = (float)((x + 0.5) * scale - 0.5);
    int s = (int)floorf(f);
    f = f - (float)s;
    if (s < 0) {
        s = 0;
        f = 0;
    }
    if (s >= src->width - 1) {
        s = src->width - 1;
        f = 0;
    }
    const float *at = src->data + ((size_t)row * (size_t)src->width + (size_t)s) * (size_t)src->channels + c;
    volatile float rest = 1 - f;
    volatile float a = at[0] * rest, b = f > 0 ? at[src->channels] * f : 0;
    return a + b;
}

static float slow_pixel(const image_f32 *src, int width, int height, int x, int y, int c)
{
    double scale = 1 / (height / (double)src->height);
    volatile float f = (float)((y + 0.5) * scale - 0.5);
    int s = (int)floorf(f);
    f = f - (float)s;
    int first = s < 0 ? 0 : s > src->height - 1 ? src->height - 1 : s;
    int second = s + 1 < 0 ? 0 : s + 1 > src->height - 1 ? src->height - 1 : s + 1;
    volatile float rest = 1 - f;
    volatile float a = slow_row(src, width, first, x, c) * rest, b = slow_row(src, width, second, x, c) * f;
    return a + b;
}

static void slow_twin_agrees(void **state)
{
    (void)state;
    static const int sizes[][4] = {{1, 1, 5, 7},     {7, 5, 1, 1},     {40, 30, 24, 24}, {24, 24, 48, 48},
                                   {97, 97, 48, 48}, {95, 96, 48, 48}, {3, 200, 6, 199}, {31, 31, 31, 30},
                                   {640, 3, 91, 2},  {2, 2, 64, 64}};
    unsigned value = 1;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        for (int channels = 1; channels <= 3; channels += 2) {
            image_f32 src = new_image(sizes[i][0], sizes[i][1], channels);
            image_f32 dst = new_image(sizes[i][2], sizes[i][3], channels);
            for (int k = 0; k < src.width * src.height * channels; k++) {
                value = value * 1664525u + 1013904223u;
                src.data[k] = (float)(value >> 24) + (float)(value >> 8 & 255) / 256;
            }
            resize(&src, &dst);
            const float *out = dst.data;
            for (int y = 0; y < dst.height; y++)
                for (int x = 0; x < dst.width; x++)
                    for (int c = 0; c < channels; c++) {
                        float expected = slow_pixel(&src, dst.width, dst.height, x, y, c), actual = *out++;
                        assert_memory_equal(&actual, &expected, sizeof expected);
                    }
            free(src.data);
            free(dst.data);
        }
    }
}

static void copy_and_halving(void **state)
{
    (void)state;
    float values[4][4] = {{1, 2, 3, 4}, {5, 6, 7, 8}, {0, 0, 16777216, 1}, {0, 1, 1, 1}};
    image_f32 src = {values[0], 4, 4, 1}, same = new_image(4, 4, 1), half = new_image(2, 2, 1);
    resize(&src, &same);
    assert_memory_equal(same.data, values, sizeof values);
    resize(&src, &half);
    const float expected[4] = {3.5f, 5.5f, 0.25f, 4194304.0f}; /* ((2^24 + 1) + 1) + 1 stays 2^24 in f32 */
    assert_memory_equal(half.data, expected, sizeof expected);
    /* halved in width only: interpolation, which for an exact factor of two is the mean of two */
    image_f32 narrow = new_image(2, 4, 1);
    resize(&src, &narrow);
    assert_float_equal(narrow.data[0], 1.5, 0);
    assert_float_equal(narrow.data[1], 3.5, 0);
    free(same.data);
    free(half.data);
    free(narrow.data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(network_inputs_of_the_reference)),
        NEEDS_DATA(cmocka_unit_test(trace_of_sample1)),
        cmocka_unit_test(slow_twin_agrees),
        cmocka_unit_test(copy_and_halving),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
