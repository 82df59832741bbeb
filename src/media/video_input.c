/* Demuxing; see video_input.h.
 *
 * FFmpeg reads files through our own callbacks instead of a protocol: no character of the path means anything to it, and
 * a video cannot make it open other files or connections. */
#include "media/video_input.h"
#include "foreign/ffmpeg.h"
#include "media/camera_input.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { IO_BUFFER = 1 << 16 };

static int read_packet(void *opaque, uint8_t *buffer, int count)
{
    int got = facs_source_read(opaque, buffer, count);
    return got == 0 ? AVERROR_EOF : got < 0 ? AVERROR(-got) : got;
}

static int64_t seek(void *opaque, int64_t offset, int whence)
{
    facs_source *source = opaque;
    switch (whence & ~AVSEEK_FORCE) {
    case AVSEEK_SIZE:
        return source->size >= 0 ? source->size : AVERROR(ENOSYS);
    case SEEK_SET:
        break;
    case SEEK_CUR:
        offset += facs_source_position(source);
        break;
    case SEEK_END:
        offset += source->size;
        break;
    default:
        return AVERROR(EINVAL);
    }
    return facs_source_seek(source, offset) ? offset : AVERROR(EIO);
}

static int refuse_to_open(AVFormatContext *format, AVIOContext **io, const char *url, int flags, AVDictionary **options)
{
    (void)format;
    (void)io;
    (void)url;
    (void)flags;
    (void)options;
    return AVERROR(EPERM);
}

/* text and text art, which FFmpeg would draw as a video */
static bool is_text(const AVFormatContext *format)
{
    static const char *const names[] = {"tty", "bin", "xbin", "adf", "idf"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(format->iformat->name, names[i]) == 0)
            return true;
    return false;
}

/* lists of other files and connections, by how they start */
static bool is_playlist(const facs_source *source)
{
    static const char *const starts[] = {"#EXTM3U", "ffconcat ", "v=0\r\n", "v=0\n", "[playlist]", "[Reference]", NULL};
    uint8_t head[512] = {0};
    facs_source_look(source, 0, head, sizeof head - 1);
    for (int i = 0; starts[i]; i++)
        if (strncmp((const char *)head, starts[i], strlen(starts[i])) == 0)
            return true;
    return strstr((const char *)head, "<MPD") != NULL;
}

static facs_status open_failed(int result, const char *path, const facs_source *source, facs_error *error)
{
    if (result == AVERROR(ENOMEM))
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while opening the video", path);
    char reason[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(result, reason, sizeof reason);
    if (source->remote && source->size < 0)
        return facs_fail(error, FACS_E_MEDIA,
                         "%s: cannot be read as it comes (%s): it is not a video or picture, or one that has to be "
                         "searched, as many MP4 and MOV are, which have their index at the end, and the server gives "
                         "no parts of it; download the file",
                         path, reason);
    if (source->size < 0)
        return facs_fail(error, FACS_E_MEDIA,
                         "%s: cannot be read through a pipe (%s): it is not a video or picture, or one that has to be "
                         "searched, as many MP4 and MOV are, which have their index at the end; give the file itself",
                         path, reason);
    if (is_playlist(source))
        return facs_fail(error, FACS_E_MEDIA,
                         "%s: is a list of other files or addresses, which a file may not make us open; give these "
                         "themselves",
                         path);
    return facs_fail(error, FACS_E_MEDIA, "%s: is not a video or picture, or is damaged at its start (%s)", path,
                     reason);
}

/* the cover picture of a piece of music is not a video */
static bool is_video(const AVStream *stream)
{
    return stream->codecpar->codec_type == AVMEDIA_TYPE_VIDEO && !(stream->disposition & AV_DISPOSITION_ATTACHED_PIC);
}

int facs_video_input_number(const facs_video_input *input)
{
    int number = 0;
    for (int i = 0; i <= input->stream->index; i++)
        number += is_video(input->format->streams[i]);
    return number;
}

/* index of video stream `number` from 1, -1 = there are fewer; *videos: how many there are */
static int find_stream(const AVFormatContext *format, int number, int *videos)
{
    int found = -1;
    *videos = 0;
    for (unsigned i = 0; i < format->nb_streams; i++)
        if (is_video(format->streams[i]) && ++*videos == number)
            found = (int)i;
    return found;
}

static void say_chosen(const facs_env *env, const char *path, const facs_video_input *input, int videos)
{
    const AVCodecParameters *chosen = input->stream->codecpar;
    facs_log(env, FACS_LOG_WARNING, "%s: has %d videos; number %d is taken (%s, %d x %d), --stream N takes another",
             path, videos, facs_video_input_number(input), avcodec_get_name(chosen->codec_id), chosen->width,
             chosen->height);
}

static facs_status choose_stream(const facs_env *env, const char *path, int number, facs_video_input *input,
                                 facs_error *error)
{
    AVFormatContext *format = input->format;
    int videos;
    int chosen = find_stream(format, number, &videos);
    if (number > 0 && chosen < 0 && videos > 0)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: has no video number %d (--stream), but %d", path, number, videos);
    if (number == 0)
        chosen = av_find_best_stream(format, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    if (chosen < 0 || !is_video(format->streams[chosen]))
        return facs_fail(error, FACS_E_MEDIA, "%s: has no video (container %s with %u streams of other kinds)", path,
                         format->iformat->name, format->nb_streams);
    for (unsigned i = 0; i < format->nb_streams; i++)
        format->streams[i]->discard = (int)i == chosen ? AVDISCARD_DEFAULT : AVDISCARD_ALL;
    input->stream = format->streams[chosen];
    if (env && number == 0 && videos > 1)
        say_chosen(env, path, input, videos);
    return FACS_OK;
}

/* 0, or an AVERROR: a demuxer that reads our bytes, and nothing else unless they come from a network */
static int open_bytes(const char *path, facs_video_input *input)
{
    const facs_source *source = &input->source;
    uint8_t *buffer = av_malloc(IO_BUFFER);
    input->io = buffer ? avio_alloc_context(buffer, IO_BUFFER, 0, &input->source, read_packet, NULL,
                                            source->size >= 0 ? seek : NULL)
                       : NULL;
    if (!input->io)
        av_free(buffer);
    input->format = input->io ? avformat_alloc_context() : NULL;
    if (!input->format)
        return AVERROR(ENOMEM);
    input->format->pb = input->io;
    if (source->remote)
        input->format->interrupt_callback = (AVIOInterruptCB){facs_waiting_ends, source->waiting};
    else
        input->format->io_open = refuse_to_open;
    /* handed down to the demuxers that lists start */
    input->format->protocol_whitelist = av_strdup(source->remote ? facs_remote_whitelist : "none");
    if (!input->format->protocol_whitelist)
        return AVERROR(ENOMEM);
    return avformat_open_input(&input->format, source->remote ? facs_remote_address(source->remote) : path, NULL, NULL);
}

/* 0, or an AVERROR */
static int open_frames(facs_video_input *input)
{
    const facs_source *source = &input->source;
    input->format = avformat_alloc_context();
    if (!input->format)
        return AVERROR(ENOMEM);
    input->format->interrupt_callback = (AVIOInterruptCB){facs_waiting_ends, source->waiting};
    input->format->protocol_whitelist = av_strdup(facs_remote_whitelist);
    if (!input->format->protocol_whitelist)
        return AVERROR(ENOMEM);
    AVDictionary *options = NULL;
    int result = av_dict_set(&options, "rtsp_flags", "prefer_tcp", 0); /* over UDP packets get lost without a word */
    facs_waiting_start(source->waiting);
    if (result >= 0)
        result = avformat_open_input(&input->format, source->frames, NULL, &options);
    av_dict_free(&options);
    return result;
}

facs_status facs_video_input_open(const facs_env *env, const char *path, int stream, const facs_camera_wish *wish,
                                  facs_video_input *input, facs_error *error)
{
    const facs_source *source = &input->source;
    const facs_camera_wish any = {.width = 0};
    if (source->camera) {
        facs_status status =
            facs_camera_open(env, source->camera, path, wish ? wish : &any, source->waiting, &input->format, error);
        return status == FACS_OK ? choose_stream(env, path, stream, input, error) : status;
    }
    int result = source->frames ? open_frames(input) : open_bytes(path, input);
    bool text = result >= 0 && is_text(input->format);
    if (result >= 0 && !text)
        result = avformat_find_stream_info(input->format, NULL);
    if (text)
        return facs_fail(error, FACS_E_MEDIA, "%s: is a text file, not a video or picture", path);
    if (result < 0 && source->frames)
        return facs_remote_fail(source->frames, path, result, error);
    return result < 0 ? open_failed(result, path, &input->source, error)
                      : choose_stream(env, path, stream, input, error);
}

void facs_video_input_close(facs_video_input *input)
{
    avformat_close_input(&input->format);
    if (input->io)
        av_freep(&input->io->buffer);
    avio_context_free(&input->io);
    facs_source_close(&input->source);
}

bool facs_video_input_rate(const facs_video_input *input, AVRational *rate)
{
    AVRational rates[] = {input->stream->avg_frame_rate, input->stream->r_frame_rate};
    for (int i = 0; i < 2; i++) {
        if (rates[i].num > 0 && rates[i].den > 0) {
            *rate = rates[i];
            return true;
        }
    }
    *rate = (AVRational){30, 1};
    return false;
}

int64_t facs_video_input_frames(const facs_video_input *input, double fps)
{
    const AVStream *stream = input->stream;
    if (stream->nb_frames > 0)
        return stream->nb_frames;
    double seconds = 0;
    if (stream->duration > 0)
        seconds = (double)stream->duration * av_q2d(stream->time_base);
    else if (input->format->duration > 0)
        seconds = (double)input->format->duration / AV_TIME_BASE;
    double frames = rint(seconds * fps);
    return frames < 1e15 ? (int64_t)frames : 0;
}

static const uint8_t *display_matrix(const AVStream *stream)
{
    size_t size = 0;
    const uint8_t *matrix = NULL;
#if FACS_FFMPEG_SIDE_DATA_LISTS
    const AVPacketSideData *data = av_packet_side_data_get(
        stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
    if (data) {
        matrix = data->data;
        size = data->size;
    }
#else
    matrix = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
#endif
    return size >= 9 * sizeof(int32_t) ? matrix : NULL;
}

/* The matrix maps the right and the down of a coded picture to what is shown:
 *   x' = m[0] x + m[3] y, y' = m[1] x + m[4] y */
static int mirrored_orientation(const int32_t m[9])
{
    const double right[2] = {m[0], m[1]}, down[2] = {m[3], m[4]};
    const double slack = 0.02; /* a degree */
    const double size_right = hypot(right[0], right[1]), size_down = hypot(down[0], down[1]);
    const bool across = fabs(right[1]) <= slack * size_right && fabs(down[0]) <= slack * size_down;
    const bool crossed = fabs(right[0]) <= slack * size_right && fabs(down[1]) <= slack * size_down;
    if (size_right == 0 || size_down == 0 || !(across || crossed))
        return 1;
    static const int straight[2][2] = {{1, 4}, {2, 3}}, transposed[2][2] = {{5, 6}, {8, 7}};
    return across ? straight[right[0] < 0][down[1] < 0] : transposed[right[1] < 0][down[0] < 0];
}

int facs_video_input_orientation(const facs_video_input *input, const AVFrame *first, bool mirrored)
{
    const uint8_t *bytes = display_matrix(input->stream);
    const AVFrameSideData *of_frame = mirrored ? av_frame_get_side_data(first, AV_FRAME_DATA_DISPLAYMATRIX) : NULL;
    if (!bytes && of_frame && of_frame->size >= 9 * sizeof(int32_t))
        bytes = of_frame->data;
    if (!bytes)
        return 1;
    int32_t matrix[9];
    memcpy(matrix, bytes, sizeof matrix);
    if (mirrored)
        return mirrored_orientation(matrix);
    double turn = av_display_rotation_get(matrix); /* degrees counter-clockwise, -180..180 */
    if (!isfinite(turn) || fabs(turn - 90 * rint(turn / 90)) > 1)
        return 1;
    static const int counter_clockwise[4] = {1, 8, 3, 6};
    return counter_clockwise[((int)rint(turn / 90) + 4) % 4];
}
