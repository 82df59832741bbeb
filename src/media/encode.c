/* Encoding; see encode.h.
 *
 * B G R -> 4:2:0 by swscale -> FFmpeg's encoder -> its muxer -> our descriptor, on which the file has a temporary name
 * until it is complete.  FFmpeg never opens a file itself. */
#include "media/encode.h"

#include "base/descriptor.h"
#include "base/whole_file.h"
#include "media/convert.h"
#include "media/encode_audio.h"
#include "media/encoders.h"
#include "media/quiet.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { IO_BUFFER = 1 << 18, DELAYED = 256 /* frames in the encoder, at most */ };

struct facs_encode {
    facs_env env;
    char *path;
    int width, height; /* of the frames that come */
    AVRational rate;
    AVRational tick; /* s, of times of frames */
    bool timed;      /* they are told */
    int64_t last, end,
        lasts[DELAYED]; /* times of the last frame; of the frames before, by number, how long they last */
    int64_t first_late; /* number of the first frame whose time the container cannot hold; 0 = none */
    bool cut_sound, viewing, small, survives;
    uint32_t tag; /* 0 = the container's own */
    facs_whole_file file;
    int broken; /* errno of a write that failed */
    AVCodecContext *codec;
    AVIOContext *io;
    AVFormatContext *out;
    AVStream *stream;
    AVPacket *packet;
    AVFrame *frame;
    struct SwsContext *scaler;
    facs_pixels even; /* the frame with its last column and row once more where its size is odd */
    facs_encode_audio audio;
    int64_t frames, packets;
    facs_error failure; /* the first one, FACS_OK = none */
};

/* ---- the file ---- */

#if LIBAVFORMAT_VERSION_MAJOR >= 61
static int write_bytes(void *opaque, const uint8_t *bytes, int count)
#else
static int write_bytes(void *opaque, uint8_t *bytes, int count)
#endif
{
    facs_encode *encode = opaque;
    if (!encode->broken && facs_write_all(encode->file.file, bytes, (size_t)count) != (size_t)count)
        encode->broken = errno ? errno : EIO;
    return encode->broken ? AVERROR(encode->broken) : count;
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
    const facs_encode *encode = opaque;
    const int file = encode->file.file;
    if (whence & AVSEEK_SIZE) {
        off_t here = lseek(file, 0, SEEK_CUR), size = lseek(file, 0, SEEK_END);
        lseek(file, here, SEEK_SET);
        return size;
    }
    off_t at = lseek(file, (off_t)offset, whence & ~AVSEEK_FORCE);
    return at < 0 ? AVERROR(errno) : at;
}

static const char *container_of(const char *path)
{
    static const char *const known[][2] = {
        {".mp4", "mp4"}, {".mov", "mov"}, {".mkv", "matroska"}, {".avi", "avi"}, {".webm", "webm"}};
    const char *ending = strrchr(path, '.');
    for (size_t i = 0; ending && ending > path && i < sizeof known / sizeof *known; i++)
        if (strcasecmp(ending, known[i][0]) == 0)
            return known[i][1];
    return NULL;
}

static facs_status open_file(facs_encode *encode, facs_error *error)
{
    int stream;
    facs_status status = facs_whole_open_named(&encode->env, encode->path, &encode->file, &stream, error);
    if (status == FACS_OK && encode->survives)
        facs_whole_keep_if_killed(&encode->file);
    if (stream < 0)
        return status;
    close(stream);
    return facs_fail(error, FACS_E_OUTPUT, "%s: is no file, and a video cannot be written into anything else",
                     encode->path);
}

/* ---- failing ---- */

/* what FFmpeg's `result` means, which may come from a write */
static facs_status failed(const facs_encode *encode, int result, facs_error *error)
{
    if (encode->broken)
        return facs_whole_fail(&encode->file, encode->broken, error);
    if (result == AVERROR(ENOMEM))
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while encoding the video", encode->path);
    char reason[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(result, reason, sizeof reason);
    return facs_fail(error, FACS_E_INTERNAL, "%s: cannot be encoded by FFmpeg's %s as %s (%s): name another encoder",
                     encode->path, encode->codec->codec->name, encode->out ? encode->out->oformat->name : "video",
                     reason);
}

/* ---- the container ---- */

static void close_container(facs_encode *encode)
{
    avformat_free_context(encode->out);
    encode->out = NULL;
    if (encode->io)
        av_freep(&encode->io->buffer);
    avio_context_free(&encode->io);
}

static int add_video(facs_encode *encode)
{
    AVStream *stream = avformat_new_stream(encode->out, NULL);
    int result = stream ? avcodec_parameters_from_context(stream->codecpar, encode->codec) : AVERROR(ENOMEM);
    if (result < 0)
        return result;
    stream->codecpar->codec_tag = encode->tag;
    stream->sample_aspect_ratio = encode->codec->sample_aspect_ratio;
    stream->time_base = encode->tick;
    stream->avg_frame_rate = stream->r_frame_rate = encode->rate;
    encode->stream = stream;
    return 0;
}

/* FFmpeg's result */
static int write_header(facs_encode *encode)
{
    AVDictionary *options = NULL;
    int result = 0;
    if (encode->survives) {
        encode->out->flags |= AVFMT_FLAG_FLUSH_PACKETS;
        result = av_dict_parse_string(
            &options, "movflags=empty_moov+default_base_moof:frag_duration=1000000:flush_packets=1", "=", ":", 0);
    }
    if (result >= 0)
        result = avformat_write_header(encode->out, &options);
    av_dict_free(&options);
    return result;
}

/* FFmpeg's result; *copied: how many streams there are besides the video */
static int open_container(facs_encode *encode, bool audio, int *copied)
{
    uint8_t *buffer = av_malloc(IO_BUFFER);
    encode->io = buffer ? avio_alloc_context(buffer, IO_BUFFER, 1, encode, NULL, write_bytes, seek) : NULL;
    if (!encode->io)
        av_free(buffer);
    int result = encode->io ? avformat_alloc_output_context2(&encode->out, NULL, container_of(encode->path), NULL)
                            : AVERROR(ENOMEM);
    if (result < 0)
        return result;
    encode->out->pb = encode->io;
    encode->out->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_BITEXACT; /* no random numbers, no dates */
    encode->out->strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL;  /* sound that not every player knows there */
    result = add_video(encode);
    *copied = result >= 0 && audio && encode->audio.open
                  ? facs_encode_audio_streams(&encode->audio, encode->path, encode->out)
                  : 0;
    result = result < 0 ? result : *copied < 0 ? *copied : write_header(encode);
    return result < 0 ? result : 0;
}

static facs_status start_container(facs_encode *encode, facs_error *error)
{
    int copied = 0, result = open_container(encode, true, &copied);
    if (result < 0 && result != AVERROR(ENOMEM) && copied > 0 && !encode->broken) {
        facs_log(&encode->env, FACS_LOG_WARNING, "%s: has no sound: %s files cannot hold that of %s as it is",
                 encode->path, encode->out->oformat->name, encode->audio.path);
        close_container(encode);
        facs_encode_audio_close(&encode->audio);
        if (ftruncate(encode->file.file, 0) != 0 || lseek(encode->file.file, 0, SEEK_SET) != 0)
            return facs_whole_fail(&encode->file, errno, error);
        result = open_container(encode, false, &copied);
    }
    if (result < 0)
        return failed(encode, result, error);
    if (copied == 0) /* nothing of it is wanted */
        facs_encode_audio_close(&encode->audio);
    return FACS_OK;
}

/* ---- frames ---- */

/* sizes of 4:2:0 are even */
static int even_size(int size)
{
    return size + size % 2;
}

static int start_frames(facs_encode *encode)
{
    AVCodecContext *codec = encode->codec;
    encode->packet = av_packet_alloc();
    encode->frame = av_frame_alloc();
    encode->scaler = sws_getContext(
        even_size(encode->width), even_size(encode->height), AV_PIX_FMT_BGR24, codec->width, codec->height,
        codec->pix_fmt, SWS_BICUBIC | (encode->viewing || encode->small ? 0 : SWS_ACCURATE_RND), NULL, NULL, NULL);
    if (!encode->packet || !encode->frame || !encode->scaler)
        return AVERROR(ENOMEM);
    const int *bt601 = sws_getCoefficients(SWS_CS_ITU601);
    sws_setColorspaceDetails(encode->scaler, bt601, 1, bt601, 0, 0, 1 << 16, 1 << 16);
    encode->frame->format = codec->pix_fmt;
    encode->frame->width = codec->width;
    encode->frame->height = codec->height;
    encode->frame->color_range = codec->color_range;
    encode->frame->colorspace = codec->colorspace;
    encode->frame->color_primaries = codec->color_primaries;
    encode->frame->color_trc = codec->color_trc;
    return av_frame_get_buffer(encode->frame, 0);
}

static facs_status make_even(facs_encode *encode, facs_view *view)
{
    const int width = even_size(encode->width), height = even_size(encode->height);
    if (view->width == width && view->height == height)
        return FACS_OK;
    facs_status status = facs_pixels_resize(&encode->env, &encode->even, width, height, 3);
    if (status != FACS_OK)
        return status;
    facs_pixels *even = &encode->even;
    for (int y = 0; y < height; y++) {
        const uint8_t *from = view->data + (y < view->height ? y : view->height - 1) * view->stride;
        uint8_t *to = even->data + y * even->stride;
        memcpy(to, from, 3 * (size_t)view->width);
        memcpy(to + 3 * (width - 1), from + 3 * (view->width - 1), 3);
    }
    *view = (facs_view){even->data, width, height, 3, even->stride};
    return FACS_OK;
}

/* Whatever the encoder has ready goes to the file.  `frame` NULL = no more come. */
static int send(facs_encode *encode, const AVFrame *frame)
{
    AVPacket *packet = encode->packet;
    int result = avcodec_send_frame(encode->codec, frame);
    while (result >= 0) {
        result = avcodec_receive_packet(encode->codec, packet);
        if (result == AVERROR(EAGAIN) || result == AVERROR_EOF)
            return 0;
        if (result < 0)
            return result;
        packet->stream_index = encode->stream->index;
        packet->duration = encode->lasts[encode->packets++ % DELAYED];
        av_packet_rescale_ts(packet, encode->tick, encode->stream->time_base);
        result = av_interleaved_write_frame(encode->out, packet);
    }
    return result;
}

static int64_t microseconds(const facs_encode *encode, int64_t ticks)
{
    return av_rescale_q(ticks, encode->tick, AV_TIME_BASE_Q);
}

/* `at`: its time, `lasts`: how long it is shown, in ticks */
static facs_status write_frame(facs_encode *encode, facs_view view, int64_t at, int64_t lasts, facs_error *error)
{
    facs_status status = make_even(encode, &view);
    if (status != FACS_OK)
        return failed(encode, AVERROR(ENOMEM), error);
    int result = av_frame_make_writable(encode->frame);
    if (result >= 0) {
        const uint8_t *const data[4] = {view.data};
        const int stride[4] = {(int)view.stride};
        sws_scale(encode->scaler, data, stride, 0, view.height, encode->frame->data, encode->frame->linesize);
        encode->frame->pts = encode->last = at;
        encode->end = at + lasts;
        encode->lasts[encode->frames++ % DELAYED] = lasts;
        facs_encode_audio_copy(&encode->audio, encode->out, microseconds(encode, at), &encode->broken);
        result = send(encode, encode->frame);
    }
    return result < 0 || encode->broken ? failed(encode, result, error) : FACS_OK;
}

static facs_status write_any(facs_encode *encode, const facs_image *bgr, int64_t at, int64_t lasts, facs_error *error)
{
    if (encode->failure.status != FACS_OK)
        return facs_fail(error, encode->failure.status, "%s", encode->failure.message);
    if (bgr->width != encode->width || bgr->height != encode->height || bgr->channels != 3)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: a frame of %d x %d pixels in a video of %d x %d", encode->path,
                         bgr->width, bgr->height, encode->width, encode->height);
    facs_view view = facs_image_need_all(bgr);
    facs_quiet_begin();
    facs_status status = write_frame(encode, view, at, lasts, &encode->failure);
    facs_quiet_end();
    return status == FACS_OK ? FACS_OK : facs_fail(error, status, "%s", encode->failure.message);
}

facs_status facs_encode_write(facs_encode *encode, const facs_image *bgr, facs_error *error)
{
    return write_any(encode, bgr, encode->frames, 1, error);
}

facs_status facs_encode_write_at(facs_encode *encode, const facs_image *bgr, double seconds, double duration,
                                 facs_error *error)
{
    const double tick = av_q2d(encode->tick), most = 1e9 /* s */, slack = fmax(0.75 * tick, 0.0015) /* s */;
    if (!(seconds >= 0 && seconds < most) || !(duration >= 0 && duration < most))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: a frame at %g s that lasts %g s", encode->path, seconds,
                         duration);
    int64_t at = (int64_t)(seconds / tick + 0.5), lasts = (int64_t)(duration / tick + 0.5);
    if (encode->frames > 0 && at <= encode->last)
        at = encode->last + 1;
    if (fabs((double)at * tick - seconds) > slack && !encode->first_late)
        encode->first_late = encode->frames + 1;
    if (duration == 0)
        lasts = (int64_t)(1 / (av_q2d(encode->rate) * tick) + 0.5);
    return write_any(encode, bgr, at, lasts > 0 ? lasts : 1, error);
}

void facs_encode_cut_sound(facs_encode *encode)
{
    encode->cut_sound = true;
}

/* ---- beginning and end ---- */

static facs_status check(const facs_encode_options *options, facs_error *error)
{
    const char *container = container_of(options->path);
    if (!container || (strcmp(container, "webm") == 0 && !options->small))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: is no name of a video: let it end with .mp4, .mov, .mkv or .avi",
                         options->path);
    if (options->rate_num < 1 || options->rate_den < 1)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: %d/%d is no number of frames per second", options->path,
                         options->rate_num, options->rate_den);
    if (options->tick_num < 0 || options->tick_den < 0 || (options->tick_num > 0) != (options->tick_den > 0))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: %d/%d s is no time", options->path, options->tick_num,
                         options->tick_den);
    if (options->width < 1 || options->height < 1 || options->width >= FACS_IMAGE_SIDE_MAX ||
        options->height >= FACS_IMAGE_SIDE_MAX || (int64_t)options->width * options->height > FACS_MEDIA_PIXELS_MAX)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: no video has frames of %d x %d pixels", options->path,
                         options->width, options->height);
    return FACS_OK;
}

static facs_status start(facs_encode *encode, const facs_encode_options *options, facs_error *error)
{
    const AVOutputFormat *container = av_guess_format(container_of(options->path), NULL, NULL);
    if (!container)
        return facs_fail(error, FACS_E_UNSUPPORTED, "%s: this FFmpeg cannot write %s files: choose another ending",
                         options->path, container_of(options->path));
    const facs_encoder_wish wish = {
        .path = encode->path,
        .name = options->encoder,
        .width = options->shown_width > 0 ? options->shown_width : even_size(options->width),
        .height = options->shown_width > 0 ? options->shown_height : even_size(options->height),
        .rate = encode->rate,
        .tick = encode->tick,
        .aspect = {options->aspect_num, options->aspect_den > 0 ? options->aspect_den : 1},
        .viewing = options->viewing,
        .small = options->small,
        .webm = strcmp(container_of(options->path), "webm") == 0,
        .threads = options->threads,
        .global_header = (container->flags & AVFMT_GLOBALHEADER) != 0};
    facs_status status = facs_encoder_open(&wish, &encode->codec, error);
    if (status == FACS_OK && options->audio_from)
        status = facs_encode_audio_open(&encode->env, options->audio_from, &encode->audio, error);
    if (encode->timed && options->sound_from >= 0)
        encode->audio.start = (int64_t)floor(options->sound_from * AV_TIME_BASE + 0.5);
    if (status == FACS_OK)
        status = open_file(encode, error);
    if (status == FACS_OK)
        status = start_container(encode, error);
    if (status != FACS_OK)
        return status;
    int result = start_frames(encode);
    return result < 0 ? failed(encode, result, error) : FACS_OK;
}

facs_status facs_encode_open(const facs_env *env, const facs_encode_options *options, facs_encode **encode,
                             facs_error *error)
{
    *encode = NULL;
    facs_status status = check(options, error);
    if (status == FACS_OK)
        status = facs_ffmpeg_load(options->path, error);
    if (status != FACS_OK)
        return status;
    facs_env full = facs_env_resolve(env);
    facs_encode *opened = facs_calloc(&full, 1, sizeof *opened);
    char *path = facs_strdup(&full, options->path);
    if (!opened || !path) {
        facs_free(&full, opened);
        facs_free(&full, path);
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", options->path);
    }
    opened->env = full;
    opened->path = path;
    opened->width = options->width;
    opened->height = options->height;
    for (int i = 0; options->tag && i < 4; i++)
        opened->tag |= (uint32_t)(unsigned char)options->tag[i] << 8 * i;
    av_reduce(&opened->rate.num, &opened->rate.den, options->rate_num, options->rate_den, INT32_MAX);
    opened->viewing = options->viewing;
    opened->survives = options->survives;
    opened->small = options->small;
    opened->timed = options->tick_num > 0;
    opened->tick = opened->timed && strcmp(container_of(path), "avi") != 0
                       ? (AVRational){options->tick_num, options->tick_den}
                       : av_inv_q(opened->rate);
    facs_quiet_begin();
    status = start(opened, options, error);
    facs_quiet_end();
    if (status != FACS_OK)
        facs_encode_abandon(&opened);
    *encode = opened;
    return status;
}

const char *facs_encode_encoder(const facs_encode *encode)
{
    return encode->codec->codec->name;
}

const char *facs_encode_set_aside(facs_encode *encode)
{
    if (encode->file.replaces && facs_whole_rename(&encode->file, ".partial", NULL) != FACS_OK)
        return NULL;
    return encode->file.path;
}

static facs_status complete(facs_encode *encode, facs_error *error)
{
    if (encode->failure.status != FACS_OK)
        return facs_fail(error, encode->failure.status, "%s", encode->failure.message);
    if (encode->frames == 0)
        return facs_fail(error, FACS_E_EMPTY, "%s: was not made, since there is no frame for it", encode->path);
    int result = send(encode, NULL);
    if (result >= 0)
        facs_encode_audio_copy(&encode->audio, encode->out,
                               encode->cut_sound ? microseconds(encode, encode->end) : INT64_MAX, &encode->broken);
    if (result >= 0 && !encode->broken)
        result = av_write_trailer(encode->out);
    avio_flush(encode->io);
    if (result < 0 || encode->broken)
        return failed(encode, result, error);
    if (encode->first_late)
        facs_log(&encode->env, FACS_LOG_WARNING,
                 "%s: some frames, the first of them number %lld, are shown earlier or later than in the source, since "
                 "%s files cannot hold their times",
                 encode->path, (long long)encode->first_late, encode->out->oformat->name);
    return facs_whole_commit(&encode->file, error);
}

facs_status facs_encode_finish(facs_encode **encode, facs_error *error)
{
    facs_quiet_begin();
    facs_status status = complete(*encode, error);
    facs_quiet_end();
    facs_encode_abandon(encode);
    return status;
}

void facs_encode_abandon(facs_encode **encode)
{
    facs_encode *closing = *encode;
    if (!closing)
        return;
    facs_env env = closing->env;
    facs_quiet_begin();
    close_container(closing);
    facs_encode_audio_close(&closing->audio);
    sws_freeContext(closing->scaler);
    av_frame_free(&closing->frame);
    av_packet_free(&closing->packet);
    avcodec_free_context(&closing->codec);
    facs_quiet_end();
    facs_whole_abandon(&closing->file, false);
    facs_pixels_free(&env, &closing->even);
    facs_free(&env, closing->path);
    facs_free(&env, closing);
    *encode = NULL;
}
