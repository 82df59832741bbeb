/* See encoders.h. */
#include "media/encoders.h"

#include "media/quiet.h"

#include <limits.h>
#include <string.h>

/* Quality 18 of 0 to 51 is what the eye takes for the original.  Encoders without such a scale get bits. */
typedef struct encoder_settings {
    const char *name;
    enum AVPixelFormat format; /* 4:2:0, 8 bits */
    const char *options;       /* FFmpeg's */
    double bits;               /* of a pixel; 0 = `options` tell the quality */
} encoder_settings;

/* in the order in which they are tried; behind them what is opened only by its name */
static const encoder_settings encoders[] = {
#ifdef __APPLE__
    {"h264_videotoolbox", AV_PIX_FMT_YUV420P, "b=8000000:maxrate=10000000:bufsize=16000000", 0},
#endif
    {"h264_nvenc", AV_PIX_FMT_YUV420P, "preset=p4:tune=hq:rc=vbr:cq=18:b=0", 0},
    {"h264_qsv", AV_PIX_FMT_NV12, "preset=veryfast:global_quality=18", 0},
    {"libx264", AV_PIX_FMT_YUV420P, "preset=ultrafast:crf=18", 0},
    {"libopenh264", AV_PIX_FMT_YUV420P, "", 0.4},
    {"mpeg4", AV_PIX_FMT_YUV420P, "flags=+qscale:global_quality=236", 0}, /* quantiser 2 of 1 to 31, in lambdas */
    {"libx265", AV_PIX_FMT_YUV420P, "preset=ultrafast:crf=18:x265-params=log-level=none", 0}, /* else it prints */
};
enum { ENCODERS = sizeof encoders / sizeof *encoders, TRIED = ENCODERS - 1 };

/* Of small videos: what web browsers play.  A key frame every few seconds, since they are moved to and fro in. */
static const encoder_settings small_encoders[] = {
#ifdef __APPLE__
    {"h264_videotoolbox", AV_PIX_FMT_YUV420P, "g=50", 0.06},
#endif
    {"libx264", AV_PIX_FMT_YUV420P, "preset=medium:crf=28:g=50", 0},
    {"libopenh264", AV_PIX_FMT_YUV420P, "g=50", 0.06},
    {"h264_nvenc", AV_PIX_FMT_YUV420P, "preset=p4:tune=hq:rc=vbr:cq=30:b=0:g=50", 0},
    {"h264_qsv", AV_PIX_FMT_NV12, "preset=medium:global_quality=30:g=50", 0},
    {"libvpx-vp9", AV_PIX_FMT_YUV420P, "deadline=realtime:cpu-used=6:crf=36:b=0:g=50", 0},
    {"libvpx", AV_PIX_FMT_YUV420P, "deadline=realtime:cpu-used=6:g=50", 0.08},
};
enum { SMALL_ENCODERS = sizeof small_encoders / sizeof *small_encoders };

/* and no other container */
static bool is_for_webm(const encoder_settings *settings)
{
    return strncmp(settings->name, "libvpx", strlen("libvpx")) == 0;
}

/* The matrix is BT.601 whatever the size: readers that do not look at the tag, as ours and OpenCV's, take that one.
 * The others are tagged as most screens are, so that players change no colour. */
static void set_colours(AVCodecContext *codec)
{
    codec->color_range = AVCOL_RANGE_MPEG;
    codec->colorspace = AVCOL_SPC_SMPTE170M;
    codec->color_primaries = AVCOL_PRI_BT709;
    codec->color_trc = AVCOL_TRC_BT709;
}

/* FFmpeg's result; *codec on success */
static int open_one(const facs_encoder_wish *wish, const AVCodec *encoder, const encoder_settings *settings,
                    AVCodecContext **codec)
{
    AVCodecContext *made = avcodec_alloc_context3(encoder);
    AVDictionary *options = NULL;
    int result = made ? av_dict_parse_string(&options, settings->options, "=", ":", 0) : AVERROR(ENOMEM);
    if (result >= 0 && wish->viewing && av_dict_get(options, "crf", NULL, 0))
        result = av_dict_set(&options, "crf", "23", 0);
    if (result >= 0) {
        facs_quiet_codec(made);
        made->width = wish->width;
        made->height = wish->height;
        made->pix_fmt = settings->format;
        made->framerate = wish->rate;
        const AVRational tick = wish->tick.num > 0 ? wish->tick : av_inv_q(wish->rate);
        made->time_base = tick;
        if (wish->aspect.num > 0)
            made->sample_aspect_ratio = wish->aspect;
        made->max_b_frames =
            0; /* frames leave in their order, so that the first is shown at time 0 in every container */
        made->thread_count = wish->threads > 1 ? wish->threads : 1;
        if (settings->bits > 0)
            made->bit_rate = (int64_t)(settings->bits * wish->width * wish->height * av_q2d(wish->rate)) + 1;
        if (wish->global_header)
            made->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
        set_colours(made);
        if (encoder->id ==
            AV_CODEC_ID_MPEG4) /* its header has 16 bits for this; the container states the rate itself */
            av_reduce(&made->time_base.num, &made->time_base.den, tick.num, tick.den, USHRT_MAX);
        result = avcodec_open2(made, encoder, &options);
    }
    av_dict_free(&options);
    if (result < 0)
        avcodec_free_context(&made);
    *codec = made;
    return result;
}

static const encoder_settings *settings_of(const char *name)
{
    for (int i = 0; i < ENCODERS; i++)
        if (strcmp(encoders[i].name, name) == 0)
            return &encoders[i];
    return NULL;
}

static facs_status no_memory(const facs_encoder_wish *wish, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory for its encoder", wish->path);
}

static facs_status open_named(const facs_encoder_wish *wish, AVCodecContext **codec, facs_error *error)
{
    static const encoder_settings others = {"", AV_PIX_FMT_YUV420P, "preset=ultrafast:crf=18", 0};
    const AVCodec *encoder = avcodec_find_encoder_by_name(wish->name);
    if (!encoder || encoder->type != AVMEDIA_TYPE_VIDEO)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "%s: this FFmpeg has no video encoder %s: name one that \"ffmpeg -encoders\" lists, or none",
                         wish->path, wish->name);
    const encoder_settings *settings = settings_of(wish->name);
    int result = open_one(wish, encoder, settings ? settings : &others, codec);
    if (result == AVERROR(ENOMEM))
        return no_memory(wish, error);
    if (result >= 0)
        return FACS_OK;
    char reason[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(result, reason, sizeof reason);
    return facs_fail(
        error, FACS_E_UNSUPPORTED,
        "%s: the encoder %s cannot be opened for %d x %d pixels on this machine (%s): name another, or none",
        wish->path, wish->name, wish->width, wish->height, reason);
}

facs_status facs_encoder_open(const facs_encoder_wish *wish, AVCodecContext **codec, facs_error *error)
{
    *codec = NULL;
    if (wish->name)
        return open_named(wish, codec, error);
    const encoder_settings *tried = wish->small ? small_encoders : encoders;
    const int count = wish->small ? SMALL_ENCODERS : TRIED;
    for (int i = 0; i < count; i++) {
        const bool fits = !wish->small || is_for_webm(&tried[i]) == wish->webm;
        const AVCodec *encoder = fits ? avcodec_find_encoder_by_name(tried[i].name) : NULL;
        int result = encoder ? open_one(wish, encoder, &tried[i], codec) : AVERROR_ENCODER_NOT_FOUND;
        if (result >= 0)
            return FACS_OK;
        if (result == AVERROR(ENOMEM) && i == count - 1) /* of a device it may be the device's memory */
            return no_memory(wish, error);
    }
    if (wish->small)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "%s: this FFmpeg has no encoder for %s video that can be opened for %d x %d pixels",
                         wish->path, wish->webm ? "VP8 or VP9" : "H.264", wish->width, wish->height);
    return facs_fail(error, FACS_E_UNSUPPORTED,
                     "%s: this FFmpeg has no encoder for H.264 or MPEG-4 video that can be opened for %d x %d pixels: "
                     "install an FFmpeg with libx264",
                     wish->path, wish->width, wish->height);
}
