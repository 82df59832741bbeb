/* Frames converted part by part have the bytes that swscale gives whole ones. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "media/convert.h"

static AVFrame *new_frame(int format, int width, int height)
{
    AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    frame->format = format;
    frame->width = width;
    frame->height = height;
    assert_int_equal(av_frame_get_buffer(frame, 0), 0);
    return frame;
}

static void fill(AVFrame *frame, uint32_t *seed)
{
    for (int plane = 0; plane < 3; plane++) {
        int rows = plane == 0 ? frame->height : (frame->height + 1) / 2;
        for (int i = 0; i < rows * frame->linesize[plane]; i++)
            frame->data[plane][i] = (uint8_t)((*seed = *seed * 1664525u + 1013904223u) >> 24);
    }
}

/* Whole by swscale into one picture, by bands and columns into the other. */
static void compare(const facs_env *env, facs_converter *converter, const AVFrame *frame, int step)
{
    facs_pixels whole = {.data = NULL}, parts = {.data = NULL};
    bool possible = false;
    const int width = frame->width, height = frame->height;
    assert_int_equal(facs_convert_prepare_bands(env, converter, "parts", frame, width, height, &parts, &possible, NULL),
                     FACS_OK);
    assert_int_equal(facs_convert(env, converter, "whole", frame, width, height, &whole, NULL), FACS_OK);
    for (int row = 0; row < height && possible; row += FACS_BAND_ROWS) {
        int count = height - row < FACS_BAND_ROWS ? height - row : FACS_BAND_ROWS;
        memset(parts.data + row * parts.stride, 0xA5, (size_t)(count * parts.stride));
        if (!converter->kernels)
            facs_convert_band(converter, frame, row, count, &parts);
        /* from the right: what a part writes too much would stay */
        for (int left = (width - 1) / step * step; converter->kernels && left >= 0; left -= step)
            facs_convert_columns(converter, frame, row, count, left, width - left < step ? width - left : step, &parts);
    }
    for (int y = 0; y < height && possible; y++)
        assert_memory_equal(parts.data + y * parts.stride, whole.data + y * whole.stride, 3 * (size_t)width);
    facs_pixels_free(env, &whole);
    facs_pixels_free(env, &parts);
}

/* every Y with every U and V */
static void every_colour(void **state)
{
    (void)state;
    enum { SIDE = 512 };
    facs_env env = facs_env_resolve(NULL);
    facs_converter converter = {0};
    AVFrame *frame = new_frame(AV_PIX_FMT_YUV420P, SIDE, SIDE);
    for (int light = 0; light < 256; light += 4) {
        for (int y = 0; y < SIDE; y++)
            for (int x = 0; x < SIDE; x++)
                frame->data[0][y * frame->linesize[0] + x] = (uint8_t)(light + 2 * (y % 2) + x % 2);
        for (int y = 0; y < SIDE / 2; y++)
            for (int x = 0; x < SIDE / 2; x++) {
                frame->data[1][y * frame->linesize[1] + x] = (uint8_t)x;
                frame->data[2][y * frame->linesize[2] + x] = (uint8_t)y;
            }
        compare(&env, &converter, frame, FACS_BAND_COLUMNS);
    }
#if defined(__x86_64__)
    if (!converter.kernels)
        print_message("swscale has roundings of its own here: rows are converted whole\n");
#endif
    facs_converter_free(&converter);
    av_frame_free(&frame);
}

/* sizes for which swscale may take other ways, other formats, stated matrices */
static void every_size(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    uint32_t seed = 1;
    const int formats[] = {AV_PIX_FMT_YUV420P, AV_PIX_FMT_YUVJ420P};
    for (int i = 0; i < 2; i++)
        for (int width = 32; width < 100; width += i ? 9 : 1)
            for (int height = 17; height < 50; height += i ? 5 : 3)
                for (int stated = 0; stated < 2; stated++) {
                    facs_converter converter = {.as_stated = stated};
                    AVFrame *frame = new_frame(formats[i], width, height);
                    frame->colorspace = AVCOL_SPC_BT709;
                    for (int round = 0; round < 2; round++) {
                        fill(frame, &seed);
                        compare(&env, &converter, frame, width % 3 ? FACS_BAND_COLUMNS : 2);
                    }
                    assert_true(!converter.kernels || (i == 0 && !stated));
                    facs_converter_free(&converter);
                    av_frame_free(&frame);
                }
}

int main(void)
{
    if (facs_ffmpeg_load("test", NULL) != FACS_OK)
        return 1;
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_colour), cmocka_unit_test(every_size)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
