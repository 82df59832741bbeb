/* Decoding videos: packets of the chosen stream -> frames -> B G R.
 *
 * Packets that cannot be decoded are skipped, as FFmpeg's own programs do, so that a recording that starts between two
 * key frames or has a damaged spot still gives its other frames.  What went wrong is counted and logged once at the
 * end.
 *
 * Frame threads deliver the same frames in the same order as no threads, as long as the stream is sound.  Where it is
 * damaged, decoders leave parts of a frame as they find them, or fill them from frames that another thread may not
 * have finished.  So that the threads do not show even then,
 *   - frame buffers are cleared for codecs that leave parts alone;
 *   - the older codecs, which conceal errors and are cheap to decode, run on one thread.
 * What remains is H.264, which conceals errors and is too expensive for one thread: damaged spots of such videos, and
 * frames that refer to them, may differ when there is more than one thread. */
#include "media/video.h"
#include "media/convert.h"
#include "media/orient.h"
#include "media/quiet.h"
#include "media/video_input.h"

#include <string.h>

struct facs_video {
    facs_env env;
    char *path;
    facs_video_input input;
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *frame, *ahead; /* `ahead`: the one behind `frame`, decoded to know whether there is one */
    bool have_frame;        /* decoded while opening, not yet read */
    bool have_ahead;
    bool draining; /* no more packets */
    bool ended;
    int width, height, orientation;
    bool resized_logged;
    facs_converter converter;
    facs_pixels sideways; /* before it is turned */
    bool allow_late;
    facs_late_rows late; /* of the frame read last, into `target` */
    facs_pixels *target;
    int64_t declared, decoded, hidden, damaged;
    int read_error;
};

static facs_status no_memory(const facs_video *video, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while decoding the video", video->path);
}

/* Hand one packet of our stream, or the end, to the decoder.  0, or AVERROR(ENOMEM). */
static int feed(facs_video *video)
{
    for (;;) {
        int result = av_read_frame(video->input.format, video->packet);
        if (result == AVERROR(EAGAIN))
            continue;
        if (result < 0) {
            if (result != AVERROR_EOF)
                video->read_error = result;
            video->draining = true;
            result = avcodec_send_packet(video->codec, NULL);
            return result == AVERROR(ENOMEM) ? result : 0;
        }
        bool ours = video->packet->stream_index == video->input.stream->index;
        if (ours) {
            video->hidden += (video->packet->flags & AV_PKT_FLAG_DISCARD) != 0;
            result = avcodec_send_packet(video->codec, video->packet);
        }
        av_packet_unref(video->packet);
        if (result == AVERROR(ENOMEM))
            return result;
        video->damaged += ours && result < 0;
        if (ours && result >= 0)
            return 0;
    }
}

/* Decode until there is a frame.  FACS_OK, FACS_END or FACS_E_MEMORY. */
static facs_status next_frame(facs_video *video, facs_error *error)
{
    enum { FAILURES_MAX = 10000 }; /* a decoder that fails for ever while it is being emptied */
    int failures = 0;
    for (;;) {
        int result = avcodec_receive_frame(video->codec, video->frame);
        if (result >= 0) {
            video->decoded++;
            return FACS_OK;
        }
        if (result == AVERROR_EOF || (video->draining && result == AVERROR(EAGAIN)) || failures >= FAILURES_MAX)
            return FACS_END;
        if (result == AVERROR(EAGAIN)) {
            result = feed(video);
        } else if (result != AVERROR(ENOMEM)) {
            video->damaged++;
            failures += video->draining;
        }
        if (result == AVERROR(ENOMEM))
            return no_memory(video, error);
    }
}

static void log_troubles(const facs_video *video)
{
    if (video->read_error) {
        char reason[AV_ERROR_MAX_STRING_SIZE] = "";
        av_strerror(video->read_error, reason, sizeof reason);
        facs_log(&video->env, FACS_LOG_WARNING, "%s: ends early after %lld frames: reading failed (%s)", video->path,
                 (long long)video->decoded, reason);
    }
    if (video->damaged)
        facs_log(&video->env, FACS_LOG_WARNING, "%s: %lld pieces of the video could not be decoded; got %lld frames",
                 video->path, (long long)video->damaged, (long long)video->decoded);
    if (video->decoded + video->hidden < video->declared && !video->read_error && !video->damaged)
        facs_log(&video->env, FACS_LOG_WARNING, "%s: has %lld frames although it declares %lld; it may be cut short",
                 video->path, (long long)video->decoded, (long long)video->declared);
}

/* decoders with the error concealment of FFmpeg's MPEG family */
static bool conceals_errors(enum AVCodecID codec)
{
    switch (codec) {
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
    case AV_CODEC_ID_MPEG4:
    case AV_CODEC_ID_H261:
    case AV_CODEC_ID_H263:
    case AV_CODEC_ID_H263I:
    case AV_CODEC_ID_H263P:
    case AV_CODEC_ID_FLV1:
    case AV_CODEC_ID_MSMPEG4V1:
    case AV_CODEC_ID_MSMPEG4V2:
    case AV_CODEC_ID_MSMPEG4V3:
    case AV_CODEC_ID_WMV1:
    case AV_CODEC_ID_WMV2:
    case AV_CODEC_ID_WMV3:
    case AV_CODEC_ID_VC1:
    case AV_CODEC_ID_RV10:
    case AV_CODEC_ID_RV20:
    case AV_CODEC_ID_RV30:
    case AV_CODEC_ID_RV40:
    case AV_CODEC_ID_H264:
        return true;
    default:
        return false;
    }
}

/* called by the decoder's threads */
static int get_clear_buffer(AVCodecContext *codec, AVFrame *frame, int flags)
{
    int result = avcodec_default_get_buffer2(codec, frame, flags);
    for (int i = 0; result >= 0 && i < AV_NUM_DATA_POINTERS && frame->buf[i]; i++)
        memset(frame->buf[i]->data, 0, (size_t)frame->buf[i]->size);
    return result;
}

static void set_threads(AVCodecContext *codec, int threads)
{
    bool conceals = conceals_errors(codec->codec_id);
    if (!conceals)
        codec->get_buffer2 = get_clear_buffer;
#if LIBAVCODEC_VERSION_MAJOR < 60 /* later all callbacks have to be safe */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    codec->thread_safe_callbacks = 1;
#pragma GCC diagnostic pop
#endif
    codec->thread_count = threads > 1 && (!conceals || codec->codec_id == AV_CODEC_ID_H264) ? threads : 1;
    codec->thread_type = FF_THREAD_FRAME | FF_THREAD_SLICE;
}

static facs_status open_decoder(facs_video *video, int threads, facs_error *error)
{
    const AVCodecParameters *parameters = video->input.stream->codecpar;
    const AVCodec *decoder = avcodec_find_decoder(parameters->codec_id);
    if (!decoder)
        return facs_fail(error, FACS_E_UNSUPPORTED, "%s: this FFmpeg has no decoder for its video (%s)", video->path,
                         avcodec_get_name(parameters->codec_id));
    if (parameters->width > 0 || parameters->height > 0) {
        facs_status status = facs_media_check_size(video->path, parameters->width, parameters->height, error);
        if (status != FACS_OK)
            return status;
    }
    video->codec = avcodec_alloc_context3(decoder);
    video->packet = av_packet_alloc();
    video->frame = av_frame_alloc();
    if (!video->codec || !video->packet || !video->frame || avcodec_parameters_to_context(video->codec, parameters) < 0)
        return no_memory(video, error);
    facs_quiet_codec(video->codec);
    video->codec->pkt_timebase = video->input.stream->time_base;
    video->codec->max_pixels = FACS_MEDIA_PIXELS_MAX;
    set_threads(video->codec, threads);
    int result = avcodec_open2(video->codec, decoder, NULL);
    if (result == AVERROR(ENOMEM))
        return no_memory(video, error);
    if (result < 0)
        return facs_fail(error, FACS_E_MEDIA, "%s: its video (%s) cannot be decoded", video->path, decoder->name);
    return FACS_OK;
}

static facs_status open_first_frame(facs_video *video, facs_media_info *info, facs_error *error)
{
    facs_status status = next_frame(video, error);
    if (status == FACS_END) {
        if (video->input.source.size < 0)
            return facs_fail(
                error, FACS_E_MEDIA,
                "%s: no frame can be decoded as it comes through a pipe: a video that has to be searched, as "
                "many MP4 and MOV, which have their index at the end, has to be a file",
                video->path);
        if (video->damaged)
            return facs_fail(error, FACS_E_MEDIA, "%s: none of its frames can be decoded", video->path);
        return facs_fail(error, FACS_E_EMPTY, "%s: the video holds no frame", video->path);
    }
    if (status == FACS_OK)
        status = facs_media_check_size(video->path, video->frame->width, video->frame->height, error);
    if (status != FACS_OK)
        return status;
    video->have_frame = true;
    video->width = video->frame->width;
    video->height = video->frame->height;
    video->orientation = facs_video_input_orientation(&video->input);
    bool transposed = video->orientation >= 5;
    double fps;
    if (!facs_video_input_fps(&video->input, &fps) && video->input.stream->nb_frames != 1)
        facs_log(&video->env, FACS_LOG_WARNING, "%s: does not state its frame rate; taken as %g", video->path, fps);
    video->declared = video->input.stream->nb_frames;
    *info = (facs_media_info){.kind = FACS_MEDIA_VIDEO,
                              .width = transposed ? video->height : video->width,
                              .height = transposed ? video->width : video->height,
                              .fps = fps,
                              .frames = facs_video_input_frames(&video->input, fps)};
    return FACS_OK;
}

facs_status facs_video_open(const facs_env *env, const char *path, facs_source *source, int threads, facs_video **video,
                            facs_media_info *info, facs_error *error)
{
    facs_video *opened = facs_calloc(env, 1, sizeof *opened);
    char *name = facs_strdup(env, path);
    if (!opened || !name) {
        facs_source_close(source);
        facs_free(env, opened);
        facs_free(env, name);
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    }
    opened->env = *env;
    opened->path = name;
    opened->input.source = *source;
    *source = (facs_source){.env = *env, .file = -1};
    facs_quiet_begin();
    facs_status status = facs_video_input_open(path, &opened->input, error);
    if (status == FACS_OK)
        status = open_decoder(opened, threads, error);
    if (status == FACS_OK)
        status = open_first_frame(opened, info, error);
    facs_quiet_end();
    if (status != FACS_OK)
        facs_video_close(&opened);
    *video = opened;
    return status;
}

/* may one frame be all there is, and no video? */
static bool may_be_still(const facs_video *video)
{
    const AVStream *stream = video->input.stream;
    const AVCodecDescriptor *codec = avcodec_descriptor_get(stream->codecpar->codec_id);
    if (stream->nb_frames > 1 || !codec)
        return false;
    const bool pictures = codec->mime_types && strncmp(codec->mime_types[0], "image/", 6) == 0 &&
                          strcmp(video->input.format->iformat->name, codec->name) == 0;
    return pictures || (stream->duration <= 0 && video->input.format->duration <= 0);
}

/* decode the frame behind the first one */
static facs_status look_ahead(facs_video *video, bool *still, facs_error *error)
{
    AVFrame *first = video->frame;
    video->ahead = av_frame_alloc();
    if (!video->ahead)
        return no_memory(video, error);
    video->frame = video->ahead;
    facs_status status = next_frame(video, error);
    video->frame = first;
    video->have_ahead = status == FACS_OK;
    *still = status == FACS_END;
    return status == FACS_END ? FACS_OK : status;
}

facs_status facs_video_is_still(facs_video *video, bool *still, facs_error *error)
{
    *still = false;
    if (!may_be_still(video))
        return FACS_OK;
    facs_quiet_begin();
    facs_status status = look_ahead(video, still, error);
    facs_quiet_end();
    video->converter.as_stated = *still;
    return status;
}

void facs_video_close(facs_video **video)
{
    facs_video *closing = *video;
    if (!closing)
        return;
    facs_env env = closing->env;
    facs_quiet_begin();
    facs_converter_free(&closing->converter);
    facs_pixels_free(&env, &closing->sideways);
    av_frame_free(&closing->frame);
    av_frame_free(&closing->ahead);
    av_packet_free(&closing->packet);
    avcodec_free_context(&closing->codec);
    facs_video_input_close(&closing->input);
    facs_quiet_end();
    facs_free(&env, closing->path);
    facs_free(&env, closing);
    *video = NULL;
}

bool facs_video_is_here(const facs_env *env, const char *path)
{
    facs_env silent = *env;
    silent.log = NULL;
    silent = facs_env_resolve(&silent);
    facs_source source;
    facs_video *video = NULL;
    facs_media_info info;
    bool still = false;
    if (!facs_path_is_file(path) || facs_source_open(&silent, path, &source, NULL) != FACS_OK)
        return false;
    facs_status status = facs_video_open(&silent, path, &source, 1, &video, &info, NULL);
    if (status == FACS_OK)
        status = facs_video_is_still(video, &still, NULL);
    facs_video_close(&video);
    return status == FACS_OK && !still;
}

static void make_band(void *cookie, int first, int count)
{
    facs_video *video = cookie;
    facs_convert_band(&video->converter, video->frame, first, count, video->target);
}

void facs_video_allow_late(facs_video *video)
{
    video->allow_late = true;
    video->late = (facs_late_rows){.make = make_band, .cookie = video};
}

/* *possible = true: the frame's rows are made when they are needed */
static facs_status lend_rows(facs_video *video, facs_pixels *bgr, bool *possible, facs_error *error)
{
    *possible = false;
    if (!video->allow_late || video->orientation != 1)
        return FACS_OK;
    facs_status status = facs_convert_prepare_bands(&video->env, &video->converter, video->path, video->frame,
                                                    video->width, video->height, bgr, possible, error);
    if (*possible) {
        facs_late_rows_begin(&video->late);
        video->target = bgr;
        bgr->late = &video->late;
    }
    return status;
}

static facs_status convert_frame(facs_video *video, facs_pixels *bgr, facs_error *error)
{
    const AVFrame *frame = video->frame;
    facs_status status = facs_media_check_size(video->path, frame->width, frame->height, error);
    if (status != FACS_OK)
        return status;
    if (!video->resized_logged && (frame->width != video->width || frame->height != video->height)) {
        video->resized_logged = true;
        facs_log(&video->env, FACS_LOG_WARNING,
                 "%s: changes its size to %d x %d pixels after %lld frames; these frames are scaled to %d x %d",
                 video->path, frame->width, frame->height, (long long)(video->decoded - 1), video->width,
                 video->height);
    }
    bool late;
    status = lend_rows(video, bgr, &late, error);
    if (status != FACS_OK || late)
        return status;
    facs_pixels *into = video->orientation == 1 ? bgr : &video->sideways;
    status = facs_convert(&video->env, &video->converter, video->path, frame, video->width, video->height, into, error);
    if (status != FACS_OK || video->orientation == 1)
        return status;
    facs_image sideways = facs_pixels_view(&video->sideways);
    facs_view view = facs_image_need_all(&sideways);
    status = facs_pixels_orient(&video->env, &view, video->orientation, bgr);
    return status == FACS_OK ? FACS_OK : no_memory(video, error);
}

static facs_status read_frame(facs_video *video, facs_pixels *bgr, facs_error *error)
{
    if (!video->have_frame)
        av_frame_unref(video->frame); /* late rows are made from it until now */
    if (!video->have_frame && video->have_ahead) {
        av_frame_move_ref(video->frame, video->ahead);
        video->have_ahead = false;
        video->have_frame = true;
    }
    facs_status status = video->have_frame ? FACS_OK : next_frame(video, error);
    video->have_frame = false;
    return status == FACS_OK ? convert_frame(video, bgr, error) : status;
}

/* of the frame decoded last: the decoder's best guess where the container states none for it */
static facs_media_time time_of(const facs_video *video)
{
    const AVRational base = video->input.stream->time_base;
    const int64_t ticks = video->frame->best_effort_timestamp;
    if (ticks == AV_NOPTS_VALUE || base.num <= 0 || base.den <= 0)
        return (facs_media_time){.den = 0};
    return (facs_media_time){.ticks = ticks, .num = base.num, .den = base.den};
}

facs_status facs_video_read(facs_video *video, facs_pixels *bgr, facs_media_time *time, facs_error *error)
{
    if (video->ended)
        return FACS_END;
    facs_quiet_begin();
    facs_status status = read_frame(video, bgr, error);
    if (status == FACS_OK)
        *time = time_of(video);
    facs_quiet_end();
    if (status == FACS_END) {
        video->ended = true;
        log_troubles(video);
    }
    return status;
}
