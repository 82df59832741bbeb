/* Frames of videos have the same pixels on every processor: those of swscale on x86-64. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/base.h"
#include "media/convert.h"

#include <stdio.h>
#include <string.h>

static const facs_env *env(void)
{
    static facs_env resolved;
    resolved = facs_env_resolve(NULL);
    return &resolved;
}

/* all values and many neighbours of them */
static AVFrame *make_frame(enum AVPixelFormat format, int width, int height)
{
    AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    frame->format = format;
    frame->width = width;
    frame->height = height;
    assert_int_equal(av_frame_get_buffer(frame, 0), 0);
    uint64_t seed = 88172645463325252u;
    for (int plane = 0; plane < 3; plane++) {
        const bool halved = plane > 0 && (format == AV_PIX_FMT_YUV420P || format == AV_PIX_FMT_YUVJ420P);
        const int rows = halved ? height / 2 : height, columns = plane ? (width + 1) / 2 : width;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                frame->data[plane][row * frame->linesize[plane] + column] = (uint8_t)(seed >> 32);
            }
        }
    }
    return frame;
}

static uint64_t hash_of(const facs_pixels *pixels)
{
    uint64_t hash = 14695981039346656037u;
    for (int row = 0; row < pixels->height; row++)
        for (int i = 0; i < 3 * pixels->width; i++)
            hash = (hash ^ pixels->data[row * pixels->stride + i]) * 0x100000001b3u;
    return hash;
}

static const struct {
    enum AVPixelFormat format;
    int width, height;
    uint64_t hash; /* of what swscale makes of it on x86-64 (FFmpeg 5.1) */
} cases[] = {
    {AV_PIX_FMT_YUV420P, 640, 480, 0xe0d9de346d1021cf},  {AV_PIX_FMT_YUV422P, 640, 480, 0x28314540077119f8},
    {AV_PIX_FMT_YUVJ420P, 640, 480, 0xa1b96d2d20da0759}, {AV_PIX_FMT_YUVJ422P, 640, 480, 0x4831ca99428b416},
    {AV_PIX_FMT_YUV420P, 258, 34, 0xc17b91b2fdaf7bae},
};
enum { CASES = sizeof cases / sizeof *cases };

/* whole, whichever way this processor goes */
static void test_frames(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        AVFrame *frame = make_frame(cases[i].format, cases[i].width, cases[i].height);
        facs_converter converter = {.scaler = NULL};
        facs_pixels bgr = {.data = NULL};
        assert_int_equal(facs_convert(env(), &converter, "a", frame, frame->width, frame->height, &bgr, NULL), FACS_OK);
        if (hash_of(&bgr) != cases[i].hash)
            fail_msg("case %d: 0x%llx", i, (unsigned long long)hash_of(&bgr));
        facs_pixels_free(env(), &bgr);
        facs_converter_free(&converter);
        av_frame_free(&frame);
    }
}

/* by our own way, on every processor */
static void test_rows(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        const enum AVPixelFormat format = cases[i].format;
        const bool full_range = format == AV_PIX_FMT_YUVJ420P || format == AV_PIX_FMT_YUVJ422P;
        const int halved = format == AV_PIX_FMT_YUV420P || format == AV_PIX_FMT_YUVJ420P;
        AVFrame *frame = make_frame(format, cases[i].width, cases[i].height);
        facs_pixels bgr = {.data = NULL};
        assert_int_equal(facs_pixels_resize(env(), &bgr, frame->width, frame->height, 3), FACS_OK);
        for (int row = 0; row < frame->height; row++)
            facs_image_kernels_for(env()->cpu)
                ->yuv_bgr(full_range ? &facs_yuv_full : &facs_yuv_limited, frame->data[0] + row * frame->linesize[0],
                          frame->data[1] + (row >> halved) * frame->linesize[1],
                          frame->data[2] + (row >> halved) * frame->linesize[2], bgr.data + row * bgr.stride,
                          frame->width);
        assert_int_equal(hash_of(&bgr), cases[i].hash);
        facs_pixels_free(env(), &bgr);
        av_frame_free(&frame);
    }
}

/* band by band as at once; of odd widths only the pixels are written */
static void test_bands(void **state)
{
    (void)state;
    bool possible;
    AVFrame *frame = make_frame(AV_PIX_FMT_YUV420P, 640, 486);
    facs_converter converter = {.scaler = NULL};
    facs_pixels whole = {.data = NULL}, bands = {.data = NULL};
    assert_int_equal(facs_convert(env(), &converter, "a", frame, 640, 486, &whole, NULL), FACS_OK);
    assert_int_equal(facs_convert_prepare_bands(env(), &converter, "a", frame, 640, 486, &bands, &possible, NULL),
                     FACS_OK);
    assert_true(possible);
    memset(bands.data, 0, (size_t)bands.stride * 486);
    for (int row = 0; row < 486; row += FACS_BAND_ROWS)
        facs_convert_band(&converter, frame, row, 486 - row < FACS_BAND_ROWS ? 486 - row : FACS_BAND_ROWS, &bands);
    assert_int_equal(hash_of(&bands), hash_of(&whole));
    facs_pixels_free(env(), &whole);
    facs_pixels_free(env(), &bands);
    facs_converter_free(&converter);
    av_frame_free(&frame);

    uint8_t values[9] = {0, 50, 100, 150, 200, 250, 255, 30, 60}, row[3 * 9 + 1];
    memset(row, 77, sizeof row);
    facs_image_kernels_for(env()->cpu)->yuv_bgr(&facs_yuv_limited, values, values, values, row, 9);
    assert_int_equal(row[27], 77);
    assert_int_not_equal(row[26], 77);
}

int main(void)
{
    if (facs_ffmpeg_load("test", NULL) != FACS_OK)
        return 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_bands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
