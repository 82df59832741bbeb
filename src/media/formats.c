/* See formats.h. */
#include "media/formats.h"
#include "foreign/ffmpeg.h"

const char *facs_media_version(facs_error *why)
{
    return facs_ffmpeg_load(NULL, why) == FACS_OK ? av_version_info() : NULL;
}

const char *facs_video_format(int index, bool *present)
{
    static const struct {
        const char *name;
        enum AVCodecID id;
    } formats[] = {
        {"h264", AV_CODEC_ID_H264},        {"hevc", AV_CODEC_ID_HEVC},         {"av1", AV_CODEC_ID_AV1},
        {"vp8", AV_CODEC_ID_VP8},          {"vp9", AV_CODEC_ID_VP9},           {"mpeg4", AV_CODEC_ID_MPEG4},
        {"mpeg2", AV_CODEC_ID_MPEG2VIDEO}, {"mjpeg", AV_CODEC_ID_MJPEG},       {"wmv3", AV_CODEC_ID_WMV3},
        {"vc1", AV_CODEC_ID_VC1},          {"prores", AV_CODEC_ID_PRORES},     {"dv", AV_CODEC_ID_DVVIDEO},
        {"ffv1", AV_CODEC_ID_FFV1},        {"rawvideo", AV_CODEC_ID_RAWVIDEO},
    };
    if (index < 0 || index >= (int)(sizeof formats / sizeof *formats))
        return NULL;
    if (present)
        *present = facs_ffmpeg_load(NULL, NULL) == FACS_OK && avcodec_find_decoder(formats[index].id) != NULL;
    return formats[index].name;
}
