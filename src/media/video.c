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
#include "media/deinterlace.h"
#include "media/pick.h"
#include "media/promise.h"
#include "media/quiet.h"
#include "media/show_picture.h"
#include "media/show_time.h"
#include "media/video_input.h"

#include <string.h>

struct facs_video {
    facs_env env;
    char *path;
    facs_media_options options;
    facs_video_input input;
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *frame, *held; /* held: waits until the fields of other frames are through */
    AVFrame *ahead;        /* the one behind `frame`, decoded to know whether there is one */
    bool have_ahead;
    facs_deinterlacer *fields; /* NULL: no frame is on its way through it */
    bool fields_full;          /* no more frames for it */
    bool fields_failed;        /* reported; frames stay as they are */
    bool decoder_ended;
    bool have_frame;  /* decoded while opening, not yet read */
    bool draining;    /* no more packets */
    bool ends_inside; /* the file ended inside of the last packet */
    bool ended;
    bool allow_late;
    facs_media_info *info;
    facs_show_picture picture;
    facs_pick pick;
    facs_show_time shown;
    int64_t decoded, packets, damaged;
    int64_t packet_end; /* place of the file where the last packet ended; -1 = not known */
    int read_error;
};

static facs_status no_memory(const facs_video *video, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while decoding the video", video->path);
}

/* one that does not wait by itself: a camera without a new picture */
static int read_packet(facs_video *video)
{
    facs_waiting *waiting = video->input.source.waiting;
    int result;
    if (waiting)
        facs_waiting_start(waiting);
    do
        result = av_read_frame(video->input.format, video->packet);
    while (result == AVERROR(EAGAIN) && (!waiting || facs_waiting_pause(waiting)));
    if (result == AVERROR(EAGAIN))
        return AVERROR_EXIT;
    const int failure = result < 0 ? facs_source_failure(&video->input.source) : 0;
    return failure ? failure : result; /* some demuxers take a lost connection for the end */
}

/* what some demuxers say behind the last frame of a file is no failure */
static bool is_at_end(const facs_video *video)
{
    AVIOContext *io = video->input.format->pb;
    return io && avio_feof(io) && io->error >= 0;
}

/* Hand one packet of our stream, or the end, to the decoder.  0, or AVERROR(ENOMEM). */
static int feed(facs_video *video)
{
    for (;;) {
        int result = read_packet(video);
        if (result < 0) {
            if (result != AVERROR_EOF && !is_at_end(video))
                video->read_error = result;
            video->draining = true;
            result = avcodec_send_packet(video->codec, NULL);
            return result == AVERROR(ENOMEM) ? result : 0;
        }
        bool ours = video->packet->stream_index == video->input.stream->index;
        if (ours) {
            video->packets++;
            video->ends_inside = video->packet->flags & AV_PKT_FLAG_CORRUPT;
            video->packet_end = video->packet->pos >= 0 ? video->packet->pos + video->packet->size : -1;
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

static bool is_stopped(const facs_video *video)
{
    return video->input.source.waiting && video->input.source.waiting->stopped;
}

/* Decode until there is a frame.  FACS_OK, FACS_END, FACS_E_INTERRUPTED or FACS_E_MEMORY. */
static facs_status decode_frame(facs_video *video, facs_error *error)
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
            if (is_stopped(video))
                return facs_fail(error, FACS_E_INTERRUPTED, "%s: stopped while it was waited for", video->path);
        } else if (result != AVERROR(ENOMEM)) {
            video->damaged++;
            failures += video->draining;
        }
        if (result == AVERROR(ENOMEM))
            return no_memory(video, error);
    }
}

static bool has_fields(const facs_video *video)
{
    return !video->options.reference && !video->options.no_deinterlace && !video->fields_failed &&
           facs_is_interlaced(video->frame);
}

/* the frame that was decoded last becomes the first of a row that goes through the filter */
static facs_status open_fields(facs_video *video, facs_error *error)
{
    facs_error why = {0};
    facs_status status = facs_deinterlacer_open(&video->env, video->frame, &video->fields, &why);
    video->fields_full = false;
    if (status == FACS_E_MEMORY)
        return no_memory(video, error);
    if (status == FACS_OK && !video->info->deinterlaced)
        facs_log(&video->env, FACS_LOG_INFO, "%s: is interlaced: its frames are deinterlaced (--no-deinterlace)",
                 video->path);
    video->info->deinterlaced |= status == FACS_OK;
    video->fields_failed = status != FACS_OK;
    if (video->fields_failed)
        facs_log(&video->env, FACS_LOG_WARNING, "%s: is interlaced, and its frames stay so: %s", video->path,
                 why.message);
    return FACS_OK;
}

static facs_status end_fields(facs_video *video, facs_error *error)
{
    video->fields_full = true;
    return facs_deinterlacer_put(video->fields, NULL) == FACS_OK ? FACS_OK : no_memory(video, error);
}

/* The frame decoded last is in video->frame.  *ready: it is to be shown as it is; else it is on its way. */
static facs_status pass_on(facs_video *video, bool *ready, facs_error *error)
{
    *ready = false;
    if (video->fields && !facs_deinterlacer_takes(video->fields, video->frame)) {
        av_frame_move_ref(video->held, video->frame);
        return end_fields(video, error);
    }
    if (!video->fields && has_fields(video)) {
        facs_status status = open_fields(video, error);
        if (status != FACS_OK)
            return status;
    }
    *ready = video->fields == NULL;
    if (*ready || facs_deinterlacer_put(video->fields, video->frame) == FACS_OK)
        return FACS_OK;
    return no_memory(video, error);
}

/* The next decoded frame, or the one that was held, into video->frame, which stays empty behind the last. */
static facs_status take_frame(facs_video *video, facs_error *error)
{
    facs_status status = FACS_OK;
    if (video->held->buf[0])
        av_frame_move_ref(video->frame, video->held);
    else if (!video->decoder_ended)
        status = decode_frame(video, error);
    video->decoder_ended |= status == FACS_END;
    return status == FACS_END ? FACS_OK : status;
}

/* Next frame to be shown.  FACS_OK, FACS_END, FACS_E_INTERRUPTED or FACS_E_MEMORY. */
static facs_status next_frame(facs_video *video, facs_error *error)
{
    for (;;) {
        facs_status status = video->fields ? facs_deinterlacer_get(video->fields, video->frame) : FACS_AGAIN;
        if (status == FACS_OK)
            return FACS_OK;
        if (status == FACS_E_MEMORY)
            return no_memory(video, error);
        if (status == FACS_END)
            facs_deinterlacer_close(&video->fields);
        status = take_frame(video, error);
        if (status != FACS_OK)
            return status;
        bool ready = false;
        if (video->frame->buf[0])
            status = pass_on(video, &ready, error);
        else if (!video->fields)
            return FACS_END;
        else if (!video->fields_full)
            status = end_fields(video, error);
        if (status != FACS_OK || ready)
            return status;
    }
}

/* frames of these have one size, and there is nothing else */
static bool has_part_of_a_frame(const facs_video *video)
{
    const char *format = video->input.format->iformat->name;
    return (strcmp(format, "dv") == 0 || strcmp(format, "yuv4mpegpipe") == 0) && video->packets > 0 &&
           video->packet_end >= 0 && video->packet_end != video->input.source.size;
}

/* what the header of the file promises and the file does not hold */
static void log_cut(const facs_video *video)
{
    const facs_source *source = &video->input.source;
    const int64_t promised = facs_promised_bytes(source, video->input.format->iformat->name);
    const int64_t declared = video->input.stream->nb_frames;
    if (promised > source->size && source->size >= 0)
        facs_log(
            &video->env, FACS_LOG_WARNING,
            "%s: is cut short: it has %lld of the %lld bytes its header promises; got %lld frames, the last at %.3f s",
            video->path, (long long)source->size, (long long)promised, (long long)video->decoded, video->shown.last);
    else if (promised <= 0 && (video->ends_inside || has_part_of_a_frame(video)))
        facs_log(&video->env, FACS_LOG_WARNING,
                 "%s: is cut short: it ends in the middle of a frame; got %lld frames, the last at %.3f s", video->path,
                 (long long)video->decoded, video->shown.last);
    else if (promised < 0 && video->packets < declared && !video->read_error && !video->damaged)
        facs_log(&video->env, FACS_LOG_WARNING, "%s: has %lld frames although it declares %lld; it may be cut short",
                 video->path, (long long)video->decoded, (long long)declared);
}

/* an address or a camera that has not ended by itself */
static bool is_lost(const facs_video *video)
{
    const facs_source *source = &video->input.source;
    return video->read_error && (source->remote || source->camera || source->frames);
}

static facs_status fail_lost(const facs_video *video, facs_error *error)
{
    const facs_waiting *waiting = video->input.source.waiting;
    const bool camera = video->input.source.camera != NULL;
    const long long frames = (long long)video->decoded;
    char reason[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(video->read_error, reason, sizeof reason);
    if (waiting->timed_out)
        return facs_fail(error, FACS_E_MEDIA, "%s: after %lld frames nothing has come for %g s (--timeout)",
                         video->path, frames, waiting->limit);
    if (camera && (video->read_error == AVERROR(ENODEV) || video->read_error == AVERROR(EIO)))
        return facs_fail(
            error, FACS_E_MEDIA,
            "%s: the camera is gone after %lld frames: unplugged, switched off or reset; look at its cable",
            video->path, frames);
    return facs_fail(error, FACS_E_MEDIA, "%s: the connection was lost after %lld frames (%s)", video->path, frames,
                     reason);
}

/* why it really cannot be opened */
static facs_status explain_cut(const facs_video *video, facs_status status, facs_error *error)
{
    const facs_source *source = &video->input.source;
    if (status == FACS_E_MEMORY || status == FACS_E_ARGUMENT || source->size < 0)
        return status;
    const int64_t promised = facs_promised_bytes(source, NULL);
    if (promised <= source->size)
        return status;
    return facs_fail(error, FACS_E_MEDIA,
                     "%s: is cut short: it has %lld of the %lld bytes its header promises, and no frame of it can be "
                     "decoded (many MP4, MOV and WTV have their index at the end)",
                     video->path, (long long)source->size, (long long)promised);
}

static void log_troubles(const facs_video *video)
{
    if (video->draining)
        log_cut(video);
    if (video->read_error && !is_lost(video)) {
        char reason[AV_ERROR_MAX_STRING_SIZE] = "";
        av_strerror(video->read_error, reason, sizeof reason);
        facs_log(&video->env, FACS_LOG_WARNING, "%s: ends early after %lld frames: reading failed (%s)", video->path,
                 (long long)video->decoded, reason);
    }
    if (video->damaged)
        facs_log(&video->env, FACS_LOG_WARNING, "%s: %lld pieces of the video could not be decoded; got %lld frames",
                 video->path, (long long)video->damaged, (long long)video->decoded);
    if (video->shown.strays && !video->options.reference)
        facs_log(
            &video->env, FACS_LOG_WARNING,
            "%s: frames state times later than those of frames behind them, %lld times; their rows have these times",
            video->path, (long long)video->shown.strays);
    if (video->shown.returns && !video->options.reference)
        facs_log(&video->env, FACS_LOG_WARNING,
                 "%s: its time stamps go back %lld times; there the time goes on by the frame rate", video->path,
                 (long long)video->shown.returns);
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

/* @param live no frame waits for those behind it */
static void set_threads(AVCodecContext *codec, int threads, bool live)
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
    codec->thread_type = live ? FF_THREAD_SLICE : FF_THREAD_FRAME | FF_THREAD_SLICE;
}

static int threads_for(const AVCodecParameters *parameters, const facs_media_options *options)
{
    const bool large = (int64_t)parameters->width * parameters->height >= FACS_MEDIA_LARGE;
    return large && options->large_threads > options->threads ? options->large_threads : options->threads;
}

/* Where frames are decoded at the same time the reader only waits; slices of one frame it decodes as well. */
static int count_decoders(const AVCodecContext *codec)
{
    return codec->active_thread_type == FF_THREAD_FRAME   ? codec->thread_count
           : codec->active_thread_type == FF_THREAD_SLICE ? codec->thread_count - 1
                                                          : 0;
}

static facs_status open_decoder(facs_video *video, const facs_media_options *options, facs_error *error)
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
    video->held = av_frame_alloc();
    if (!video->codec || !video->packet || !video->frame || !video->held ||
        avcodec_parameters_to_context(video->codec, parameters) < 0)
        return no_memory(video, error);
    facs_quiet_codec(video->codec);
    video->codec->pkt_timebase = video->input.stream->time_base;
    video->codec->max_pixels = FACS_MEDIA_PIXELS_MAX;
    set_threads(video->codec, threads_for(parameters, options),
                video->input.source.camera || video->input.source.frames);
    int result = avcodec_open2(video->codec, decoder, NULL);
    if (result == AVERROR(ENOMEM))
        return no_memory(video, error);
    if (result < 0)
        return facs_fail(error, FACS_E_MEDIA, "%s: its video (%s) cannot be decoded", video->path, decoder->name);
    return FACS_OK;
}

static AVRational aspect_of(const facs_video *video)
{
    return av_guess_sample_aspect_ratio(video->input.format, video->input.stream, video->frame);
}

/* what is known of the video before a frame is read */
static void tell_info(facs_video *video)
{
    facs_media_info *info = video->info;
    const facs_show_picture *picture = &video->picture;
    const bool transposed = picture->orientation >= 5;
    AVRational rate;
    const bool stated = facs_video_input_rate(&video->input, &rate);
    const double fps = av_q2d(rate);
    if (!stated && video->input.stream->nb_frames != 1)
        facs_log(&video->env, FACS_LOG_WARNING, "%s: does not state its frame rate; taken as %g", video->path, fps);
    facs_show_time_start(&video->shown, video->input.format, video->input.stream, fps);
    if (video->input.source.camera)
        facs_show_time_start_at(&video->shown, video->frame);
    info->kind = FACS_MEDIA_VIDEO;
    info->decoders = count_decoders(video->codec);
    info->width = transposed ? picture->height : picture->width;
    info->height = transposed ? picture->width : picture->height;
    info->fps = fps;
    info->rate_num = rate.num;
    info->rate_den = rate.den;
    info->turned = picture->orientation != 1;
    info->start = video->options.reference ? 0 : video->shown.start;
    info->shown_start = video->shown.start;
    info->tick_num = video->input.stream->time_base.num;
    info->tick_den = video->input.stream->time_base.den;
    if (video->options.reference) { /* else they are made square */
        const AVRational aspect = aspect_of(video);
        info->aspect_num = transposed ? aspect.den : aspect.num;
        info->aspect_den = transposed ? aspect.num : aspect.den;
    }
    info->frames = facs_video_input_frames(&video->input, fps);
    info->stream = facs_video_input_number(&video->input);
    info->orientation = picture->orientation;
    info->stored_width = video->frame->width;
    info->stored_height = video->frame->height;
    const char *tones = video->options.reference ? NULL : facs_tone_map_needed(video->frame);
    info->tone_mapped = tones;
    if (tones)
        facs_log(&video->env, FACS_LOG_INFO, "%s: is of high dynamic range (%s), which is mapped to that of SDR",
                 video->path, tones);
}

/* bytes that cannot be searched, and have all come */
static bool comes_as_it_likes(const facs_video *video)
{
    const facs_source *source = &video->input.source;
    return source->size < 0 && !source->camera && !source->frames && facs_source_failure(source) == 0 &&
           !(source->waiting && source->waiting->timed_out);
}

static facs_status open_first_frame(facs_video *video, facs_error *error)
{
    facs_status status = next_frame(video, error);
    if (status == FACS_END) {
        if (comes_as_it_likes(video))
            return facs_fail(error, FACS_E_MEDIA,
                             "%s: no frame can be decoded as it comes %s: a video that has to be searched, as many MP4 "
                             "and MOV, which have their index at the end, has to be a file",
                             video->path, video->input.source.remote ? "from the server" : "through a pipe");
        if (is_lost(video))
            return fail_lost(video, error);
        if (video->damaged)
            return facs_fail(error, FACS_E_MEDIA, "%s: none of its frames can be decoded", video->path);
        return facs_fail(error, FACS_E_EMPTY, "%s: the video holds no frame", video->path);
    }
    if (status != FACS_OK)
        return status;
    video->have_frame = true;
    video->picture = (facs_show_picture){
        .env = video->env,
        .path = video->path,
        .reference = video->options.reference,
        .orientation = facs_video_input_orientation(&video->input, video->frame, !video->options.reference)};
    status = facs_show_picture_start(&video->picture, video->frame, aspect_of(video), error);
    if (status == FACS_OK)
        tell_info(video);
    return status;
}

facs_status facs_video_open(const facs_env *env, const char *path, facs_source *source,
                            const facs_media_options *options, facs_video **video, facs_media_info *info,
                            facs_error *error)
{
    facs_status status = facs_ffmpeg_load(path, error);
    if (status != FACS_OK) {
        facs_source_close(source);
        return status;
    }
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
    opened->options = *options;
    opened->info = info;
    opened->picture.env = *env;
    opened->input.source = *source;
    *source = (facs_source){.env = *env, .file = -1};
    facs_quiet_begin();
    const facs_camera_wish wish = {options->camera_width, options->camera_height, options->camera_rate};
    status = facs_video_input_open(env, path, options->stream, &wish, &opened->input, error);
    if (status == FACS_OK)
        status = open_decoder(opened, options, error);
    if (status == FACS_OK)
        status = open_first_frame(opened, error);
    facs_quiet_end();
    if (status != FACS_OK) {
        status = explain_cut(opened, status, error);
        facs_video_close(&opened);
    }
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
    video->picture.converter.as_stated = *still;
    if (*still)
        log_troubles(video);
    return status;
}

void facs_video_close(facs_video **video)
{
    facs_video *closing = *video;
    if (!closing)
        return;
    facs_env env = closing->env;
    facs_quiet_begin();
    facs_show_picture_end(&closing->picture);
    facs_deinterlacer_close(&closing->fields);
    av_frame_free(&closing->frame);
    av_frame_free(&closing->held);
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
    facs_media_info info = {.fps = 0};
    const facs_media_options options = {.threads = 1};
    bool still = false;
    if (!facs_path_is_file(path) || facs_source_open(&silent, path, &source, NULL) != FACS_OK)
        return false;
    facs_status status = facs_video_open(&silent, path, &source, &options, &video, &info, NULL);
    if (status == FACS_OK)
        status = facs_video_is_still(video, &still, NULL);
    facs_video_close(&video);
    return status == FACS_OK && !still;
}

void facs_video_allow_late(facs_video *video)
{
    video->allow_late = true;
}

/* s; 0 = not known */
static double duration_of(const facs_video *video)
{
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
    const int64_t ticks = video->frame->duration;
#else
    const int64_t ticks = video->frame->pkt_duration;
#endif
    return ticks > 0 ? (double)ticks * av_q2d(video->input.stream->time_base) : 0;
}

/* the next one that is wanted */
static facs_status read_frame(facs_video *video, facs_pixels *bgr, facs_media_frame *at, facs_error *error)
{
    for (;;) {
        if (!video->have_frame)
            av_frame_unref(video->frame); /* late rows are made from it until now */
        if (!video->have_frame && video->have_ahead) {
            av_frame_move_ref(video->frame, video->ahead);
            video->have_ahead = false;
            video->have_frame = true;
        }
        facs_status status = video->have_frame ? FACS_OK : next_frame(video, error);
        video->have_frame = false;
        if (status != FACS_OK)
            return status;
        at->timestamp = at->shown = facs_show_time_next(&video->shown, video->frame, &at->time);
        at->duration = duration_of(video);
        at->number = video->shown.frames;
        if (video->options.reference)
            at->timestamp = (double)(at->number - 1) * (1 / video->info->fps);
        const facs_picked picked = facs_pick_frame(&video->pick, &video->options, at->timestamp);
        if (picked == FACS_PICK_END)
            return FACS_END;
        if (picked == FACS_PICK_TAKE)
            return facs_show_picture_make(&video->picture, video->frame, aspect_of(video), video->allow_late,
                                          at->number, bgr, error);
    }
}

facs_status facs_video_read(facs_video *video, facs_pixels *bgr, facs_media_frame *at, facs_error *error)
{
    if (video->ended)
        return FACS_END;
    facs_quiet_begin();
    facs_status status = read_frame(video, bgr, at, error);
    facs_quiet_end();
    if (status != FACS_END)
        return status;
    video->ended = true;
    log_troubles(video);
    if (!is_lost(video))
        return FACS_END;
    facs_error why = {0};
    fail_lost(video, &why);
    facs_log(&video->env, FACS_LOG_WARNING, "%s", why.message);
    return facs_fail(error, why.status, "%s", why.message);
}
