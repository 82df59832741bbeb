/* Encoding: what is written is read again; whole files or none. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <libavformat/avformat.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "media/encode.h"
#include "media/encoders.h"
#include "media/quiet.h"
#include "reader.h"
#include "support/meter.h"
#include "support/needs.h"
#include "support/random.h"

/* ---- a folder for each case ---- */

typedef struct place {
    char path[256], file[512];
    log_book book;
    facs_env env;
} place;

static int make_place(void **state)
{
    place *made = calloc(1, sizeof(place));
    const char *temporary = getenv("TMPDIR");
    snprintf(made->path, sizeof made->path, "%s/facsimile-encode-XXXXXX", temporary ? temporary : P_tmpdir);
    *state = made;
    made->env = logging_env(&made->book);
    return mkdtemp(made->path) ? 0 : -1;
}

/* how many files there are in the folder; `delete` them */
static int count_files(const place *p, bool delete)
{
    DIR *listing = opendir(p->path);
    const struct dirent *entry;
    int count = 0;
    assert_non_null(listing);
    while ((entry = readdir(listing)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        count++;
        if (delete)
            unlinkat(dirfd(listing), entry->d_name, 0);
    }
    closedir(listing);
    return count;
}

static int remove_place(void **state)
{
    place *p = *state;
    count_files(p, true);
    rmdir(p->path);
    free(p);
    return 0;
}

static const char *in(place *p, const char *name)
{
    snprintf(p->file, sizeof p->file, "%s/%s", p->path, name);
    return p->file;
}

/* ---- frames ---- */

enum { BLOCKS = 4, BLOCK = 32 };

/* B G R of block i of frame n: no two frames are the same */
static void colour_of(int i, int n, int colour[3])
{
    static const uint8_t some[][3] = {{40, 40, 200},   {60, 190, 50},   {210, 70, 40}, {30, 200, 220},
                                      {128, 128, 128}, {240, 240, 240}, {15, 15, 15},  {150, 90, 200}};
    for (int c = 0; c < 3; c++)
        colour[c] = some[(i + n) % 8][c];
}

static void paint(facs_pixels *frame, int n)
{
    for (int y = 0; y < frame->height; y++)
        for (int x = 0; x < frame->width; x++) {
            int colour[3];
            colour_of(x / BLOCK % BLOCKS + y / BLOCK, n, colour);
            for (int c = 0; c < 3; c++)
                frame->data[y * frame->stride + 3 * x + c] = (uint8_t)colour[c];
        }
}

/* the largest difference to the colours that were given, in the middle of the blocks */
static int off_colour(const facs_pixels *frame, int n)
{
    int most = 0;
    for (int y = BLOCK / 2; y < frame->height; y += BLOCK)
        for (int x = BLOCK / 2; x < frame->width; x += BLOCK) {
            int colour[3];
            colour_of(x / BLOCK % BLOCKS + y / BLOCK, n, colour);
            for (int c = 0; c < 3; c++)
                most = (int)fmax(most, abs(frame->data[y * frame->stride + 3 * x + c] - colour[c]));
        }
    return most;
}

static facs_encode_options options_of(const char *path, int width, int height)
{
    return (facs_encode_options){.path = path, .width = width, .height = height, .rate_num = 30000, .rate_den = 1001};
}

static facs_status write_frames(facs_encode *encode, int width, int height, int frames, facs_error *error)
{
    facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {.data = NULL};
    facs_status status = FACS_OK;
    assert_int_equal(facs_pixels_resize(&env, &frame, width, height, 3), FACS_OK);
    for (int n = 0; n < frames && status == FACS_OK; n++) {
        paint(&frame, n);
        const facs_image image = facs_pixels_view(&frame);
        status = facs_encode_write(encode, &image, error);
    }
    facs_pixels_free(&env, &frame);
    return status;
}

static facs_status encode_all(const facs_env *env, const facs_encode_options *options, int frames, facs_error *error)
{
    facs_encode *encode = NULL;
    facs_status status = facs_encode_open(env, options, &encode, error);
    if (status != FACS_OK) {
        assert_null(encode);
        return status;
    }
    assert_non_null(facs_encode_encoder(encode));
    write_frames(encode, options->width, options->height, frames, error); /* finishing says it again */
    status = facs_encode_finish(&encode, error);
    assert_null(encode);
    return status;
}

static void must(facs_status status, const facs_error *error)
{
    if (status != FACS_OK)
        fail_msg("%s: %s", facs_status_name(status), error->message);
}

/* ---- reading again ---- */

typedef struct streams {
    int video, audio, packets;                   /* packets: of sound */
    size_t bytes;                                /* of sound */
    double first_audio, last_audio, first_video; /* s */
    AVCodecParameters colours;
    AVRational rate;
} streams;

static streams streams_of(const char *path)
{
    streams found = {.first_audio = -1, .first_video = -1};
    AVFormatContext *format = NULL;
    facs_quiet_begin();
    assert_int_equal(avformat_open_input(&format, path, NULL, NULL), 0);
    assert_true(avformat_find_stream_info(format, NULL) >= 0);
    for (unsigned i = 0; i < format->nb_streams; i++) {
        const AVStream *stream = format->streams[i];
        found.audio += stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO;
        if (stream->codecpar->codec_type != AVMEDIA_TYPE_VIDEO)
            continue;
        found.video++;
        found.colours = *stream->codecpar;
        found.colours.extradata = NULL;
        found.rate = stream->avg_frame_rate;
    }
    AVPacket *packet = av_packet_alloc();
    while (av_read_frame(format, packet) >= 0) {
        const AVStream *stream = format->streams[packet->stream_index];
        const double time = (double)packet->pts * av_q2d(stream->time_base);
        if (stream->codecpar->codec_type == AVMEDIA_TYPE_AUDIO) {
            found.last_audio = time;
            if (found.packets++ == 0)
                found.first_audio = time;
            found.bytes += (size_t)packet->size;
        } else if (found.first_video < 0) {
            found.first_video = time;
        }
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
    avformat_close_input(&format);
    facs_quiet_end();
    return found;
}

/* frames, their size, rate and colours */
static void check_video(const char *path, int width, int height, int frames, double most_off)
{
    facs_env env = facs_env_resolve(NULL);
    facs_media *media = NULL;
    facs_error error = {.status = FACS_OK};
    facs_pixels frame = {.data = NULL};
    facs_media_frame at;
    must(facs_media_open(&env, path, 1, &media, &error), &error);
    const facs_media_info *info = facs_media_get_info(media);
    assert_int_equal(info->width, width);
    assert_int_equal(info->height, height);
    assert_true(fabs(info->fps - 30000 / 1001.0) < 1e-9);
    int n = 0;
    while (facs_media_read(media, &frame, &at, &error) == FACS_OK) {
        const double shown = (double)at.time.ticks * at.time.num / at.time.den;
        if (off_colour(&frame, n) > most_off)
            fail_msg("%s: frame %d is off by %d levels", path, n, off_colour(&frame, n));
        assert_true(fabs(shown - n * 1001 / 30000.0) < 0.00051); /* .mkv counts in ms */
        n++;
    }
    assert_int_equal(n, frames);
    facs_pixels_free(&env, &frame);
    facs_media_close(&media);
}

static bool has_encoder(const char *name)
{
    AVCodecContext *codec = NULL;
    const facs_encoder_wish wish = {
        .path = "x", .name = name, .width = 128, .height = 96, .rate = {25, 1}, .threads = 1, .global_header = false};
    facs_quiet_begin();
    const bool opens = facs_encoder_open(&wish, &codec, NULL) == FACS_OK;
    avcodec_free_context(&codec);
    facs_quiet_end();
    return opens;
}

static const char *const containers[] = {"a.mp4", "a.mov", "a.mkv", "a.avi", "A.MP4"};
enum { CONTAINERS = sizeof containers / sizeof *containers };

static void frames_come_back(void **state)
{
    place *p = *state;
    static const char *const encoders[] = {NULL, "mpeg4"};
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < CONTAINERS; i++) {
            facs_encode_options options = options_of(in(p, containers[i]), 128, 96);
            facs_error error = {.status = FACS_OK};
            options.encoder = encoders[k];
            must(encode_all(&p->env, &options, 20, &error), &error);
            check_video(options.path, 128, 96, 20, 5);
            const streams found = streams_of(options.path);
            assert_int_equal(found.video, 1);
            assert_int_equal(found.audio, 0);
            assert_int_equal(found.rate.num * 1001, found.rate.den * 30000);
            assert_int_equal(count_files(p, true), 1);
        }
    assert_int_equal(p->book.count[FACS_LOG_WARNING], 0);
}

/* of a video of half the size: the blocks are there, half as large */
static void check_half(const char *path)
{
    facs_env env = facs_env_resolve(NULL);
    facs_media *media = NULL;
    facs_error error = {.status = FACS_OK};
    facs_pixels frame = {.data = NULL};
    facs_media_frame at;
    must(facs_media_open(&env, path, 1, &media, &error), &error);
    must(facs_media_read(media, &frame, &at, &error), &error);
    for (int x = BLOCK / 4; x < frame.width; x += BLOCK / 2) {
        int colour[3];
        colour_of(x / (BLOCK / 2) % BLOCKS, 0, colour);
        for (int c = 0; c < 3; c++)
            assert_true(abs(frame.data[BLOCK / 4 * frame.stride + 3 * x + c] - colour[c]) <= 24);
    }
    facs_pixels_free(&env, &frame);
    facs_media_close(&media);
}

/* H.264, and VP9 or VP8 where these encoders are; scaled where that is wanted */
static void small_videos_play_in_browsers(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.mp4", "a.webm"};
    const bool able[] = {has_encoder("libx264") || has_encoder("libopenh264"),
                         has_encoder("libvpx-vp9") || has_encoder("libvpx")};
    for (int scaled = 0; scaled < 2; scaled++)
        for (int i = 0; i < 2; i++) {
            facs_encode_options options = options_of(in(p, names[i]), 256, 192);
            facs_error error = {.status = FACS_OK};
            facs_encode *encode = NULL;
            options.small = true;
            options.shown_width = scaled ? 128 : 0;
            options.shown_height = scaled ? 96 : 0;
            if (!able[i]) {
                assert_int_equal(facs_encode_open(&p->env, &options, &encode, &error), FACS_E_UNSUPPORTED);
                continue;
            }
            must(encode_all(&p->env, &options, 20, &error), &error);
            check_video(options.path, scaled ? 128 : 256, scaled ? 96 : 192, 20, scaled ? 255 : 24);
            if (scaled)
                check_half(options.path);
            assert_int_equal(count_files(p, true), 1);
        }
}

/* What cannot be divided by two gets its last column and row once more; nothing is scaled. */
static void odd_sizes_are_padded(void **state)
{
    place *p = *state;
    static const int sizes[][2] = {{127, 95}, {127, 96}, {128, 95}, {63, 31}};
    for (int i = 0; i < 4; i++) {
        const int width = sizes[i][0], height = sizes[i][1];
        facs_encode_options options = options_of(in(p, "odd.mp4"), width, height);
        facs_error error = {.status = FACS_OK};
        must(encode_all(&p->env, &options, 5, &error), &error);
        check_video(options.path, width + width % 2, height + height % 2, 5, 5);
        facs_env env = facs_env_resolve(NULL);
        facs_media *media = NULL;
        facs_pixels frame = {.data = NULL};
        facs_media_frame at;
        must(facs_media_open(&env, options.path, 1, &media, &error), &error);
        must(facs_media_read(media, &frame, &at, &error), &error);
        int colour[3];
        colour_of((width - 1) / BLOCK % BLOCKS + (height - 1) / BLOCK, 0, colour);
        for (int c = 0; c < 3; c++)
            assert_in_range(frame.data[(frame.height - 1) * frame.stride + 3 * (frame.width - 1) + c] + 8,
                            (uintmax_t)colour[c], (uintmax_t)colour[c] + 16);
        facs_pixels_free(&env, &frame);
        facs_media_close(&media);
    }
    /* the smallest there is */
    facs_encode_options options = options_of(in(p, "one.mkv"), 1, 1);
    facs_error error = {.status = FACS_OK};
    options.encoder = "mpeg4";
    must(encode_all(&p->env, &options, 2, &error), &error);
    const reading again = read_all(&p->env, options.path, 1);
    assert_int_equal(again.frames, 2);
    assert_int_equal(again.width, 2);
    assert_int_equal(again.height, 2);
}

static void rates_are_exact(void **state)
{
    place *p = *state;
    static const int rates[][2] = {{30000, 1001}, {15, 1},     {519168, 19667}, {24000, 1001},
                                   {1, 1},        {2997, 100}, {240, 1}};
    static const char *const encoders[] = {NULL, "mpeg4"};
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
            facs_encode_options options = options_of(in(p, "r.mp4"), 64, 64);
            facs_error error = {.status = FACS_OK};
            options.rate_num = rates[i][0];
            options.rate_den = rates[i][1];
            options.encoder = encoders[k];
            must(encode_all(&p->env, &options, 12, &error), &error);
            const streams found = streams_of(options.path);
            assert_int_equal((int64_t)found.rate.num * rates[i][1], (int64_t)found.rate.den * rates[i][0]);
        }
}

/* Frames with times of their own keep them, to a tick of the container; the last one lasts as long as it was told. */
static void times_are_kept(void **state)
{
    place *p = *state;
    const facs_env env = facs_env_resolve(NULL);
    static const double times[] = {0.5, 0.533, 0.6, 1.1, 1.1, 1.100001, 2.75, 2.76, 4};
    static const char *const encoders[] = {NULL, "mpeg4"};
    enum { TIMES = sizeof times / sizeof *times };
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < 3; i++) { /* not .avi */
            facs_encode_options options = options_of(in(p, containers[i]), 128, 96);
            facs_error error = {.status = FACS_OK};
            facs_encode *encode = NULL;
            facs_pixels frame = {.data = NULL};
            options.encoder = encoders[k];
            options.tick_num = 1;
            options.tick_den = 90000;
            must(facs_encode_open(&p->env, &options, &encode, &error), &error);
            assert_int_equal(facs_pixels_resize(&env, &frame, 128, 96, 3), FACS_OK);
            for (int n = 0; n < TIMES; n++) {
                paint(&frame, n);
                const facs_image image = facs_pixels_view(&frame);
                must(facs_encode_write_at(encode, &image, times[n], n == TIMES - 1 ? 0.25 : 0, &error), &error);
            }
            must(facs_encode_finish(&encode, &error), &error);
            facs_media *media = NULL;
            facs_media_frame at;
            must(facs_media_open(&p->env, options.path, 1, &media, &error), &error);
            const double start = i == 2 ? 0 : facs_media_get_info(media)->shown_start;
            int n = 0;
            for (; facs_media_read(media, &frame, &at, &error) == FACS_OK; n++) {
                const double shown = (double)at.time.ticks * at.time.num / at.time.den;
                if (fabs(shown - times[n]) > 0.0011)
                    fail_msg("%s: frame %d at %.4f s, not %.4f", options.path, n, shown, times[n]);
                assert_true(off_colour(&frame, n) <= 8);
            }
            assert_int_equal(n, TIMES);
            assert_true(start <= 0.5001);
            if (i == 0)
                assert_true(fabs(at.duration - 0.25) < 0.001 || at.duration == 0);
            facs_media_close(&media);
            facs_pixels_free(&env, &frame);
        }
    assert_int_equal(p->book.count[FACS_LOG_WARNING], 0);
}

/* .avi files have no times: those of the rate, and a word when they are not the frames' */
static void times_avi_cannot_hold(void **state)
{
    place *p = *state;
    const facs_env env = facs_env_resolve(NULL);
    for (int odd = 0; odd < 2; odd++) {
        facs_encode_options options = options_of(in(p, "a.avi"), 64, 64);
        facs_error error = {.status = FACS_OK};
        facs_encode *encode = NULL;
        facs_pixels frame = {.data = NULL};
        options.tick_num = 1;
        options.tick_den = 1000;
        must(facs_encode_open(&p->env, &options, &encode, &error), &error);
        assert_int_equal(facs_pixels_resize(&env, &frame, 64, 64, 3), FACS_OK);
        for (int n = 0; n < 10; n++) {
            paint(&frame, n);
            const facs_image image = facs_pixels_view(&frame);
            const double time = odd ? n * 0.001 : floor(n * 1001.0 / 30 + 0.5) / 1000;
            must(facs_encode_write_at(encode, &image, time, 0, &error), &error);
        }
        assert_int_equal(facs_encode_write_at(encode, &(facs_image){.width = 64}, -1, 0, &error), FACS_E_ARGUMENT);
        assert_int_equal(facs_encode_write_at(encode, &(facs_image){.width = 64}, NAN, 0, &error), FACS_E_ARGUMENT);
        must(facs_encode_finish(&encode, &error), &error);
        assert_int_equal(read_all(&p->env, options.path, 1).frames, 10);
        facs_pixels_free(&env, &frame);
        assert_int_equal(p->book.count[FACS_LOG_WARNING], odd);
    }
    facs_encode_options options = options_of(in(p, "b.mp4"), 64, 64);
    facs_encode *encode = NULL;
    facs_error error = {.status = FACS_OK};
    options.tick_num = 1;
    assert_int_equal(facs_encode_open(&p->env, &options, &encode, &error), FACS_E_ARGUMENT);
}

static void colours_are_tagged(void **state)
{
    place *p = *state;
    for (int i = 0; i < 3; i++) {
        facs_encode_options options = options_of(in(p, containers[i]), 1280, 720);
        facs_error error = {.status = FACS_OK};
        must(encode_all(&p->env, &options, 2, &error), &error);
        const streams found = streams_of(options.path);
        assert_int_equal(found.colours.color_range, AVCOL_RANGE_MPEG);
        assert_int_equal(found.colours.color_space, AVCOL_SPC_SMPTE170M);
        assert_int_equal(found.colours.color_primaries, AVCOL_PRI_BT709);
        assert_int_equal(found.colours.color_trc, AVCOL_TRC_BT709);
        assert_int_equal(found.colours.format, AV_PIX_FMT_YUV420P);
    }
}

/* listed, but without its device: the next one is taken */
static void an_encoder_that_opens_is_taken(void **state)
{
    place *p = *state;
    facs_encode_options options = options_of(in(p, "a.mp4"), 128, 96);
    facs_encode *encode = NULL;
    facs_error error = {.status = FACS_OK};
    must(facs_encode_open(&p->env, &options, &encode, &error), &error);
    const char *const order[] = {"h264_videotoolbox", "h264_nvenc", "h264_qsv", "libx264", "libopenh264", "mpeg4"};
    const char *first = NULL;
    for (int i = 0; i < 6 && !first; i++)
        first = has_encoder(order[i]) ? order[i] : NULL;
    assert_non_null(first);
    assert_string_equal(facs_encode_encoder(encode), first);
    facs_encode_abandon(&encode);
    assert_null(encode);
    facs_encode_abandon(&encode);
    assert_int_equal(count_files(p, false), 0);
}

static void refused(place *p, facs_encode_options options, facs_status expected, const char *words)
{
    facs_error error = {.status = FACS_OK};
    assert_int_equal(encode_all(&p->env, &options, 1, &error), expected);
    if (!strstr(error.message, words))
        fail_msg("no \"%s\" in: %s", words, error.message);
    assert_int_equal(count_files(p, false), 0);
}

static void bad_wishes_are_refused(void **state)
{
    place *p = *state;
    facs_encode_options good = options_of(in(p, "a.mp4"), 128, 96), bad = good;
    bad.encoder = "nosuch";
    refused(p, bad, FACS_E_UNSUPPORTED, "no video encoder nosuch");
    bad.encoder = "pcm_s16le";
    refused(p, bad, FACS_E_UNSUPPORTED, "no video encoder pcm_s16le");
    if (!has_encoder("h264_nvenc") && avcodec_find_encoder_by_name("h264_nvenc")) {
        bad.encoder = "h264_nvenc";
        refused(p, bad, FACS_E_UNSUPPORTED, "h264_nvenc cannot be opened");
    }
    for (int i = 0; i < 4; i++) {
        bad = good;
        *(i == 0 ? &bad.width : i == 1 ? &bad.height : i == 2 ? &bad.rate_num : &bad.rate_den) = 0;
        refused(p, bad, FACS_E_ARGUMENT, "a.mp4: ");
    }
    bad = good;
    bad.width = bad.height = 32766;
    refused(p, bad, FACS_E_ARGUMENT, "32766 x 32766");
    bad = good;
    bad.path = in(p, "a.webm");
    refused(p, bad, FACS_E_ARGUMENT, ".mp4, .mov, .mkv or .avi");
    bad.path = in(p, "mp4");
    refused(p, bad, FACS_E_ARGUMENT, ".mp4, .mov, .mkv or .avi");
    bad.path = in(p, "none/a.mp4");
    refused(p, bad, FACS_E_OUTPUT, "make it first");
    bad.path = in(p, "a.mp4");
    bad.audio_from = "/nonexistent/sound.mov";
    refused(p, bad, FACS_E_NOT_FOUND, "/nonexistent/sound.mov");
}

static void a_frame_of_another_size_is_refused(void **state)
{
    place *p = *state;
    facs_encode_options options = options_of(in(p, "a.mp4"), 128, 96);
    facs_encode *encode = NULL;
    facs_error error = {.status = FACS_OK};
    must(facs_encode_open(&p->env, &options, &encode, &error), &error);
    assert_int_equal(write_frames(encode, 96, 128, 1, &error), FACS_E_ARGUMENT);
    must(write_frames(encode, 128, 96, 3, &error), &error); /* nothing is broken by that */
    must(facs_encode_finish(&encode, &error), &error);
    check_video(options.path, 128, 96, 3, 5);
}

static void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void assert_text(const char *path, const char *text)
{
    char got[64] = "";
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_true(fread(got, 1, sizeof got - 1, file) == strlen(text));
    fclose(file);
    assert_string_equal(got, text);
}

static void a_file_is_whole_or_not_there(void **state)
{
    place *p = *state;
    facs_encode_options options = options_of(in(p, "a.mp4"), 128, 96);
    facs_encode *encode = NULL;
    facs_error error = {.status = FACS_OK};
    write_text(options.path, "before");
    must(facs_encode_open(&p->env, &options, &encode, &error), &error);
    must(write_frames(encode, 128, 96, 10, &error), &error);
    assert_text(options.path, "before");
    facs_encode_abandon(&encode);
    assert_text(options.path, "before");
    assert_int_equal(count_files(p, false), 1);
    assert_int_equal(encode_all(&p->env, &options, 0, &error), FACS_E_EMPTY);
    assert_text(options.path, "before");
    assert_int_equal(count_files(p, false), 1);
    must(encode_all(&p->env, &options, 4, &error), &error);
    check_video(options.path, 128, 96, 4, 5);
    assert_int_equal(count_files(p, false), 1);
}

static void a_pipe_is_refused(void **state)
{
    place *p = *state;
    facs_encode_options options = options_of(in(p, "a.mp4"), 128, 96);
    facs_error error = {.status = FACS_OK};
    assert_int_equal(symlink("/dev/null", options.path), 0);
    assert_int_equal(encode_all(&p->env, &options, 1, &error), FACS_E_OUTPUT);
    assert_non_null(strstr(error.message, "is no file"));
}

/* at the beginning, in the middle, and when only the end does not fit; every container */
static void a_full_disk_leaves_nothing(void **state)
{
    place *p = *state;
    struct rlimit before, little;
    void (*const handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    for (int i = 0; i < CONTAINERS - 1; i++) {
        facs_encode_options options = options_of(in(p, containers[i]), 128, 96);
        facs_error error = {.status = FACS_OK};
        must(encode_all(&p->env, &options, 200, &error), &error);
        FILE *file = fopen(options.path, "rb");
        assert_non_null(file);
        fseek(file, 0, SEEK_END);
        const long size = ftell(file);
        fclose(file);
        count_files(p, true);
        const long limits[] = {0, 10, size / 2, size - 1};
        for (int k = 0; k < 4; k++) {
            little = (struct rlimit){(rlim_t)limits[k], before.rlim_max};
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
            const facs_status status = encode_all(&p->env, &options, 200, &error);
            assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
            assert_int_equal(status, FACS_E_DISK_FULL);
            assert_non_null(strstr(error.message, options.path));
            assert_int_equal(count_files(p, false), 0);
        }
    }
    signal(SIGXFSZ, handler);
}

static void the_same_frames_give_the_same_bytes(void **state)
{
    place *p = *state;
    for (int i = 0; i < CONTAINERS - 1; i++) {
        uint8_t *bytes[2];
        size_t count[2];
        facs_env env = facs_env_resolve(NULL);
        facs_encode_options options = options_of(in(p, containers[i]), 128, 96);
        facs_error error = {.status = FACS_OK};
        for (int k = 0; k < 2; k++) {
            must(encode_all(&p->env, &options, 20, &error), &error);
            must(facs_read_file(&env, options.path, FACS_E_NOT_FOUND, &bytes[k], &count[k], &error), &error);
        }
        assert_int_equal(count[0], count[1]);
        assert_memory_equal(bytes[0], bytes[1], count[0]);
        facs_free(&env, bytes[0]);
        facs_free(&env, bytes[1]);
    }
}

static void memory_may_run_out(void **state)
{
    place *p = *state;
    for (long fail_at = 0;; fail_at++) {
        meter m;
        facs_env env = meter_env(&m, fail_at);
        facs_encode_options options = options_of(in(p, "a.mp4"), 127, 95);
        facs_error error = {.status = FACS_OK};
        const facs_status status = encode_all(&env, &options, 2, &error);
        assert_int_equal(m.alive, 0);
        if (m.made <= fail_at) {
            must(status, &error);
            assert_true(fail_at > 4);
            return;
        }
        assert_int_equal(status, FACS_E_MEMORY);
        assert_int_equal(count_files(p, false), 0);
    }
}

/* what is heard is copied, at the times it had */
static void sound_is_copied(void **state)
{
    place *p = *state;
    static const char *const able[] = {"a.mp4", "a.mov", "a.mkv"};
    const char *from = testdata_path("media/face_noface.mov");
    const streams source = streams_of(from);
    assert_int_equal(source.audio, 1);
    for (int i = 0; i < 3; i++) {
        facs_encode_options options = options_of(in(p, able[i]), 128, 96);
        facs_error error = {.status = FACS_OK};
        options.audio_from = from;
        must(encode_all(&p->env, &options, 100, &error), &error);
        const streams made = streams_of(options.path);
        assert_int_equal(made.video, 1);
        assert_int_equal(made.audio, 1);
        assert_int_equal(made.packets, source.packets);
        assert_int_equal(made.bytes, source.bytes);
        assert_true(fabs(made.first_audio - source.first_audio) < 0.001);
        check_video(options.path, 128, 96, 100, 5);
    }
    assert_int_equal(p->book.count[FACS_LOG_WARNING], 0);
}

static void sound_that_does_not_fit_is_left_out(void **state)
{
    place *p = *state;
    static const char *const names[] = {"a.mp4", "a.avi", "a.mkv"};
    for (int i = 0; i < 3; i++) {
        const int fits = i > 0;
        facs_encode_options options = options_of(in(p, names[i]), 128, 96);
        facs_error error = {.status = FACS_OK};
        options.audio_from = testdata_path("media/default.wmv");
        must(encode_all(&p->env, &options, 10, &error), &error);
        const streams made = streams_of(options.path);
        assert_int_equal(made.audio, fits);
        const streams source = streams_of(options.audio_from);
        assert_int_equal(made.bytes, fits ? source.bytes : 0);
        assert_true(source.first_video > 0.005);
        if (i == 2) /* the others have their own ticks, or none */
            assert_true(fabs(made.last_audio - (source.last_audio - source.first_video)) < 0.0011);
        check_video(options.path, 128, 96, 10, 5);
        assert_int_equal(p->book.count[FACS_LOG_WARNING], 1); /* of the first one */
    }
    assert_non_null(strstr(p->book.last, "wmav2"));
}

static void a_video_without_sound_is_no_trouble(void **state)
{
    place *p = *state;
    facs_encode_options options = options_of(in(p, "a.mp4"), 128, 96);
    facs_error error = {.status = FACS_OK};
    must(encode_all(&p->env, &options, 5, &error), &error);
    facs_encode_options second = options;
    char name[512];
    snprintf(name, sizeof name, "%s", options.path);
    second.audio_from = name;
    second.path = in(p, "b.mkv");
    must(encode_all(&p->env, &second, 5, &error), &error);
    assert_int_equal(streams_of(second.path).audio, 0);
    assert_int_equal(p->book.count[FACS_LOG_WARNING], 0);
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(frames_come_back),
        CASE(small_videos_play_in_browsers),
        CASE(odd_sizes_are_padded),
        CASE(rates_are_exact),
        CASE(times_are_kept),
        CASE(times_avi_cannot_hold),
        CASE(colours_are_tagged),
        CASE(an_encoder_that_opens_is_taken),
        CASE(bad_wishes_are_refused),
        CASE(a_frame_of_another_size_is_refused),
        CASE(a_file_is_whole_or_not_there),
        CASE(a_pipe_is_refused),
        CASE(a_full_disk_leaves_nothing),
        CASE(the_same_frames_give_the_same_bytes),
        CASE(memory_may_run_out),
        CASE(a_video_without_sound_is_no_trouble),
        NEEDS_DATA(CASE(sound_is_copied)),
        NEEDS_DATA(CASE(sound_that_does_not_fit_is_left_out)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
