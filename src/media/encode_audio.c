/* Copying of sound; see encode_audio.h.  Time 0 is that of the input's first video frame, unless `start` is changed.  A packet that is heard for
 * the most part before it is left out; of one that only begins before it the rest of the sound is late by that, which is
 * less than half a packet. */
#include "media/encode_audio.h"
#include "foreign/ffmpeg.h"

#include "media/source.h"

#include <stdio.h>
#include <string.h>

static const AVRational microseconds = {1, AV_TIME_BASE};

static facs_status no_memory(const char *path, facs_error *error)
{
    return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while copying its sound", path);
}

facs_status facs_encode_audio_open(const facs_env *env, const char *path, facs_encode_audio *audio, facs_error *error)
{
    *audio = (facs_encode_audio){.env = *env};
    facs_status status = facs_source_open(env, path, &audio->input.source, error);
    if (status != FACS_OK)
        return status;
    audio->open = true;
    status = facs_video_input_open(NULL, path, 0, NULL, &audio->input, error);
    if (status != FACS_OK)
        return status;
    const AVStream *video = audio->input.stream;
    audio->path = facs_strdup(env, path);
    audio->packet = av_packet_alloc();
    audio->stream = facs_calloc(env, audio->input.format->nb_streams, sizeof *audio->stream);
    audio->last = facs_calloc(env, audio->input.format->nb_streams, sizeof *audio->last);
    if (!audio->path || !audio->packet || !audio->stream || !audio->last)
        return no_memory(path, error);
    if (video->start_time != AV_NOPTS_VALUE)
        audio->start = av_rescale_q(video->start_time, video->time_base, microseconds);
    return FACS_OK;
}

void facs_encode_audio_close(facs_encode_audio *audio)
{
    if (!audio->open)
        return;
    av_packet_free(&audio->packet);
    facs_video_input_close(&audio->input);
    facs_free(&audio->env, audio->stream);
    facs_free(&audio->env, audio->last);
    facs_free(&audio->env, audio->path);
    *audio = (facs_encode_audio){.open = false};
}

/* AVERROR, 0 = the container cannot hold it, 1 = *to is its copy */
static int add_stream(const AVStream *from, AVFormatContext *out, AVStream **to)
{
    const enum AVCodecID codec = from->codecpar->codec_id;
    /* Matroska's answer to the first is no where it takes the codecs of .avi in a wrapping */
    if (avformat_query_codec(out->oformat, codec, FF_COMPLIANCE_NORMAL) != 1 &&
        (!out->oformat->codec_tag || av_codec_get_tag(out->oformat->codec_tag, codec) == 0))
        return 0;
    *to = avformat_new_stream(out, NULL);
    if (!*to)
        return AVERROR(ENOMEM);
    int result = avcodec_parameters_copy((*to)->codecpar, from->codecpar);
    if (result < 0)
        return result;
    (*to)->codecpar->codec_tag = 0; /* is another number in another container */
    (*to)->time_base = from->time_base;
    (*to)->disposition = from->disposition;
    return 1;
}

int facs_encode_audio_streams(facs_encode_audio *audio, const char *to, AVFormatContext *out)
{
    char left_out[256] = "";
    int copied = 0;
    for (unsigned i = 0; i < audio->input.format->nb_streams; i++) {
        AVStream *from = audio->input.format->streams[i], *made = NULL;
        const enum AVMediaType type = from->codecpar->codec_type;
        audio->stream[i] = -1;
        audio->last[i] = -1;
        from->discard = AVDISCARD_ALL;
        if (type != AVMEDIA_TYPE_AUDIO && type != AVMEDIA_TYPE_SUBTITLE)
            continue;
        int result = add_stream(from, out, &made);
        if (result < 0)
            return result;
        if (result > 0) {
            audio->stream[i] = made->index;
            from->discard = AVDISCARD_DEFAULT;
            copied++;
            continue;
        }
        size_t length = strlen(left_out);
        snprintf(left_out + length, sizeof left_out - length, "%s%u (%s)", length ? ", " : "", i,
                 avcodec_get_name(from->codecpar->codec_id));
    }
    if (left_out[0])
        facs_log(&audio->env, FACS_LOG_WARNING,
                 "%s: is without sound or subtitles of %s that %s files cannot hold: stream %s", to, audio->path,
                 out->oformat->name, left_out);
    return copied;
}

/* AVERROR_EOF at the end, also when what comes then cannot be read */
static int read_packet(facs_encode_audio *audio)
{
    for (;;) {
        int result = av_read_frame(audio->input.format, audio->packet);
        if (result == AVERROR(EAGAIN))
            continue;
        if (result < 0) {
            audio->failed += result != AVERROR_EOF;
            return AVERROR_EOF;
        }
        AVPacket *packet = audio->packet;
        const int64_t time = packet->pts != AV_NOPTS_VALUE ? packet->pts : packet->dts;
        if (audio->stream[packet->stream_index] >= 0 && time != AV_NOPTS_VALUE) {
            const AVRational base = audio->input.format->streams[packet->stream_index]->time_base;
            const int64_t shift = av_rescale_q(audio->start, microseconds, base);
            packet->pts = time - shift;
            packet->dts = packet->dts != AV_NOPTS_VALUE ? packet->dts - shift : packet->pts;
            if (packet->pts >= 0 || 2 * packet->pts + packet->duration > 0) {
                packet->pts = packet->pts > 0 ? packet->pts : 0;
                packet->dts = packet->dts > 0 ? packet->dts : 0;
                return 0;
            }
        } else {
            audio->failed += audio->stream[packet->stream_index] >= 0;
        }
        av_packet_unref(packet);
    }
}

static void log_failures(const facs_encode_audio *audio)
{
    if (audio->failed)
        facs_log(&audio->env, FACS_LOG_WARNING, "%s: %lld pieces of its sound or subtitles could not be copied",
                 audio->path, (long long)audio->failed);
}

void facs_encode_audio_copy(facs_encode_audio *audio, AVFormatContext *out, int64_t until, const int *broken)
{
    while (audio->open && !audio->ended && !*broken) {
        if (!audio->pending && read_packet(audio) < 0) {
            audio->ended = true;
            log_failures(audio);
            return;
        }
        audio->pending = true;
        AVPacket *packet = audio->packet;
        const AVRational base = audio->input.format->streams[packet->stream_index]->time_base;
        if (until != INT64_MAX && av_compare_ts(packet->dts, base, until, microseconds) > 0)
            return;
        int64_t *last = &audio->last[packet->stream_index];
        packet->stream_index = audio->stream[packet->stream_index];
        packet->pos = -1;
        av_packet_rescale_ts(packet, base, out->streams[packet->stream_index]->time_base);
        /* ticks of the container may be too coarse to tell two packets apart, which muxers refuse */
        packet->dts = packet->dts > *last ? packet->dts : *last + 1;
        packet->pts = packet->pts > packet->dts ? packet->pts : packet->dts;
        *last = packet->dts;
        audio->failed += av_interleaved_write_frame(out, packet) < 0; /* takes the packet in any case */
        audio->pending = false;
    }
}
