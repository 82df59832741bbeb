/* Stills other than JPEG and PNG: one packet with the whole file to FFmpeg's decoder, then swscale.  The packet is the
 * caller's memory: there is no second copy of a file. */
#include "media/convert.h"
#include "media/quiet.h"
#include "media/still.h"

#include <string.h>

static void keep(void *opaque, uint8_t *data)
{
    (void)opaque;
    (void)data;
}

/* what a decoder says about an animation that it cannot read is of no use */
static bool is_animated_webp(const uint8_t *bytes, size_t count)
{
    enum { FLAGS = 20, ANIMATED = 2 };
    return count > FLAGS && memcmp(bytes + 8, "WEBPVP8X", 8) == 0 && (bytes[FLAGS] & ANIMATED);
}

static facs_status decode(const facs_env *env, const char *path, AVCodecContext *codec, AVPacket *packet,
                          AVFrame *frame, facs_pixels *bgr, facs_error *error)
{
    int result = avcodec_send_packet(codec, packet);
    if (result >= 0)
        result = avcodec_send_packet(codec, NULL);
    if (result >= 0)
        result = avcodec_receive_frame(codec, frame);
    if (result == AVERROR(ENOMEM))
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    if (result < 0)
        return facs_fail(error, FACS_E_MEDIA,
                         "%s: cannot be decoded as %s: the picture is damaged, of a variant FFmpeg "
                         "does not know, or larger than %d pixels",
                         path, codec->codec->name, FACS_MEDIA_PIXELS_MAX);
    facs_status status = facs_media_check_size(path, frame->width, frame->height, error);
    if (status != FACS_OK)
        return status;
    facs_converter converter = {.as_stated = true};
    status = facs_convert(env, &converter, path, frame, frame->width, frame->height, bgr, error);
    facs_converter_free(&converter);
    return status;
}

facs_status facs_still_ffmpeg(const facs_env *env, const char *path, int codec_id, const uint8_t *bytes, size_t count,
                              facs_pixels *bgr, facs_error *error)
{
    facs_status status = facs_ffmpeg_load(path, error);
    if (status != FACS_OK)
        return status;
    const AVCodec *decoder = avcodec_find_decoder((enum AVCodecID)codec_id);
    if (!decoder)
        return facs_fail(error, FACS_E_UNSUPPORTED, "%s: this FFmpeg has no decoder for %s", path,
                         avcodec_get_name((enum AVCodecID)codec_id));
    if (count > INT32_MAX - AV_INPUT_BUFFER_PADDING_SIZE)
        return facs_fail(error, FACS_E_MEDIA, "%s: the file is too large for a picture", path);
    if (codec_id == AV_CODEC_ID_WEBP && is_animated_webp(bytes, count))
        return facs_fail(
            error, FACS_E_UNSUPPORTED,
            "%s: is an animated WebP, which FFmpeg does not decode: make a video of it, or single pictures "
            "(webpmux, anim_dump)",
            path);
    facs_quiet_begin();
    AVCodecContext *codec = avcodec_alloc_context3(decoder);
    AVPacket *packet = av_packet_alloc();
    AVFrame *frame = av_frame_alloc();
    if (packet)
        packet->buf = av_buffer_create((uint8_t *)(uintptr_t)bytes, count + AV_INPUT_BUFFER_PADDING_SIZE, keep, NULL,
                                       AV_BUFFER_FLAG_READONLY);
    if (!codec || !packet || !packet->buf || !frame) {
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    } else {
        packet->data = packet->buf->data;
        packet->size = (int)count;
        codec->thread_count = 1;
        codec->max_pixels = FACS_MEDIA_PIXELS_MAX;
        if (avcodec_open2(codec, decoder, NULL) < 0)
            status = facs_fail(error, FACS_E_MEDIA, "%s: the %s decoder could not be started", path, decoder->name);
    }
    if (status == FACS_OK)
        status = decode(env, path, codec, packet, frame, bgr, error);
    facs_quiet_end();
    av_frame_free(&frame);
    av_packet_free(&packet);
    avcodec_free_context(&codec);
    return status;
}
