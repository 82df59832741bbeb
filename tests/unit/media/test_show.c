/* When frames are shown, which are wanted, and what becomes of high dynamic range: by numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "media/pick.h"
#include "media/show_time.h"
#include "media/tone_map.h"

typedef struct file {
    AVFormatContext *format;
    AVStream *video, *sound;
    AVFrame *frame;
    facs_show_time shown;
} file;

static file open_file(int64_t video_start, int64_t sound_start)
{
    file made = {.format = avformat_alloc_context(), .frame = av_frame_alloc()};
    assert_true(made.format && made.frame);
    made.video = avformat_new_stream(made.format, NULL);
    made.sound = avformat_new_stream(made.format, NULL);
    made.video->time_base = (AVRational){1, 90000};
    made.sound->time_base = (AVRational){1, 48000};
    made.video->start_time = video_start;
    made.sound->start_time = sound_start;
    const int64_t video = av_rescale_q(video_start, made.video->time_base, AV_TIME_BASE_Q),
                  sound = av_rescale_q(sound_start, made.sound->time_base, AV_TIME_BASE_Q);
    made.format->start_time = video < sound ? video : sound;
    facs_show_time_start(&made.shown, made.format, made.video, 25);
    return made;
}

static double next(file *from, int64_t ticks)
{
    facs_media_time time;
    from->frame->best_effort_timestamp = ticks;
    const double at = facs_show_time_next(&from->shown, from->frame, &time);
    if (ticks == AV_NOPTS_VALUE)
        assert_int_equal(time.den, 0);
    else
        assert_true(time.ticks == ticks && time.num == 1 && time.den == 90000);
    return at;
}

static void close_file(file *closing)
{
    av_frame_free(&closing->frame);
    avformat_free_context(closing->format);
}

static void near(double value, double wanted)
{
    if (!(fabs(value - wanted) < 1e-9))
        fail_msg("%.12f instead of %.12f", value, wanted);
}

static void starts(void **state)
{
    (void)state;
    file late = open_file(126000 + 45000, 67200); /* the sound begins at 1.4 s, the video at 1.9 */
    near(late.shown.start, 1.4);
    near(next(&late, 171000), 0.5);
    close_file(&late);
    file exact = open_file(3003, 48000); /* its own start is a whole number of ticks, though not of microseconds */
    assert_true(next(&exact, 3003) == 0 && next(&exact, 2 * 3003) == 3003.0 / 90000);
    close_file(&exact);
    file before = open_file(-45000, 0); /* what begins before 0 keeps its times */
    assert_true(before.shown.start == 0 && next(&before, -45000) == -0.5);
    close_file(&before);
}

static void without_stamps(void **state)
{
    (void)state;
    file none = open_file(0, 0);
    for (int k = 0; k < 1000; k++)
        near(next(&none, AV_NOPTS_VALUE), k / 25.0);
    near(next(&none, 90000 * 50), 50);
    none.frame->repeat_pict = 1; /* a field more */
    near(next(&none, AV_NOPTS_VALUE), 50.04);
    near(next(&none, AV_NOPTS_VALUE), 50.10);
    assert_int_equal(none.shown.returns, 0);
    close_file(&none);
}

static void going_back(void **state)
{
    (void)state;
    file two = open_file(0, 0);
    near(next(&two, 0), 0);
    near(next(&two, 9000), 0.1);
    near(next(&two, 0), 0.14); /* another file begins: it follows the rate, and keeps its own distances */
    near(next(&two, 9000), 0.24);
    near(next(&two, 27000), 0.3); /* not behind any more */
    assert_int_equal(two.shown.returns, 1);
    assert_int_equal(two.shown.strays, 0);
    close_file(&two);
    /* the time of one frame is wrong: the others keep theirs */
    file stray = open_file(0, 0);
    near(next(&stray, 0), 0);
    near(next(&stray, 3600), 0.04);
    near(next(&stray, 3600 * 800), 32);
    near(next(&stray, 3 * 3600), 0.12);
    near(next(&stray, 4 * 3600), 0.16);
    assert_true(stray.shown.returns == 0 && stray.shown.strays == 1);
    /* of a few */
    near(next(&stray, 9 * 3600), 0.36);
    near(next(&stray, 10 * 3600), 0.40);
    near(next(&stray, 6 * 3600), 0.24);
    near(next(&stray, 7 * 3600), 0.28);
    assert_true(stray.shown.returns == 0 && stray.shown.strays == 2);
    /* back to before the leap */
    near(next(&stray, 0), 0.32);
    assert_true(stray.shown.returns == 1 && stray.shown.strays == 2);
    close_file(&stray);
    /* the first one */
    file first = open_file(0, 0);
    near(next(&first, 9000), 0.1);
    near(next(&first, 3600), 0.14);
    assert_true(first.shown.returns == 1 && first.shown.strays == 0);
    close_file(&first);
}

static void picks(void **state)
{
    (void)state;
    facs_pick pick = {0};
    const facs_media_options part = {.start = 1, .end = 2, .every = 2};
    assert_int_equal(facs_pick_frame(&pick, &part, 0.99), FACS_PICK_LEAVE);
    assert_int_equal(facs_pick_frame(&pick, &part, 0.9999999), FACS_PICK_TAKE);
    assert_int_equal(facs_pick_frame(&pick, &part, 1.5), FACS_PICK_LEAVE);
    assert_int_equal(facs_pick_frame(&pick, &part, 1.6), FACS_PICK_TAKE);
    assert_int_equal(facs_pick_frame(&pick, &part, 2), FACS_PICK_END);
    /* 10 of 25 a second, on average too; a gap is followed by the next frame */
    facs_pick slow = {0};
    const facs_media_options ten = {.fps = 10};
    int taken = 0;
    for (int k = 0; k < 250; k++)
        taken += facs_pick_frame(&slow, &ten, k / 25.0) == FACS_PICK_TAKE;
    assert_int_equal(taken, 100);
    assert_int_equal(facs_pick_frame(&slow, &ten, 33.33), FACS_PICK_TAKE);
    assert_int_equal(facs_pick_frame(&slow, &ten, 33.39), FACS_PICK_LEAVE);
    assert_int_equal(facs_pick_frame(&slow, &ten, 33.4), FACS_PICK_TAKE);
    facs_pick all = {0};
    assert_int_equal(facs_pick_frame(&all, &(facs_media_options){.threads = 1}, -3), FACS_PICK_TAKE);
}

/* a grey picture of 10 bits -> its value in 8 */
static int mapped(enum AVColorTransferCharacteristic transfer, int code)
{
    facs_env env = facs_env_resolve(NULL);
    facs_tone_map *map = NULL;
    facs_pixels bgr = {.data = NULL};
    AVFrame *frame = av_frame_alloc();
    assert_non_null(frame);
    frame->width = frame->height = 16;
    frame->format = AV_PIX_FMT_YUV420P10;
    frame->color_trc = transfer;
    frame->color_primaries = AVCOL_PRI_BT2020;
    frame->colorspace = AVCOL_SPC_BT2020_NCL;
    assert_int_equal(av_frame_get_buffer(frame, 0), 0);
    for (int plane = 0; plane < 3; plane++)
        for (int i = 0; i < frame->linesize[plane] / 2 * (plane ? 8 : 16); i++)
            ((uint16_t *)(void *)frame->data[plane])[i] = (uint16_t)(plane ? 512 : code);
    assert_non_null(facs_tone_map_needed(frame));
    assert_int_equal(facs_tone_map_frame(&env, &map, "grey", frame, 16, 16, &bgr, NULL), FACS_OK);
    const uint8_t *at = bgr.data + 8 * bgr.stride + 24;
    assert_true(abs(at[0] - at[1]) <= 1 && abs(at[0] - at[2]) <= 1);
    const int value = at[1];
    facs_tone_map_free(&env, &map);
    facs_pixels_free(&env, &bgr);
    av_frame_free(&frame);
    return value;
}

static void tones(void **state)
{
    (void)state;
    /* codes of limited range: 64 + 876 E'.  PQ of 203 cd/m^2 is 0.5807, of 50.75 (a quarter) 0.4414, of 1000 0.7518 */
    assert_int_equal(mapped(AVCOL_TRC_SMPTE2084, 64), 0);
    assert_in_range(mapped(AVCOL_TRC_SMPTE2084, 64 + 387), 142, 144); /* 255 / 4^(1/2.4) = 143.1 */
    assert_in_range(mapped(AVCOL_TRC_SMPTE2084, 64 + 509), 239, 242); /* 0.876^(1/2.4) = 241.3 */
    assert_in_range(mapped(AVCOL_TRC_SMPTE2084, 64 + 659), 254, 255);
    assert_int_equal(mapped(AVCOL_TRC_SMPTE2084, 940), 255);
    /* HLG of reference white is 0.75 */
    assert_int_equal(mapped(AVCOL_TRC_ARIB_STD_B67, 64), 0);
    assert_in_range(mapped(AVCOL_TRC_ARIB_STD_B67, 64 + 657), 239, 242);
    assert_in_range(mapped(AVCOL_TRC_ARIB_STD_B67, 940), 254, 255);
    AVFrame *plain = av_frame_alloc();
    assert_null(facs_tone_map_needed(plain));
    av_frame_free(&plain);
}

static int load(void **state)
{
    (void)state;
    return facs_ffmpeg_load(NULL, NULL) == FACS_OK ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(starts), cmocka_unit_test(without_stamps),
                                       cmocka_unit_test(going_back), cmocka_unit_test(picks), cmocka_unit_test(tones)};
    return cmocka_run_group_tests(tests, load, NULL);
}
