/* See still_row.h.  FFmpeg's parsers find where a picture ends. */
#include "media/still_row.h"
#include "foreign/ffmpeg.h"

#include "media/jpeg_parts.h"

/* where the next picture begins; 0 = not in these bytes */
static size_t find_next(int codec, const uint8_t *bytes, size_t count)
{
    AVCodecParserContext *parser = av_parser_init(codec);
    AVCodecContext *context = parser ? avcodec_alloc_context3(NULL) : NULL;
    size_t next = 0;
    if (context) {
        uint8_t *picture = NULL;
        int length = 0;
        context->codec_id = (enum AVCodecID)codec;
        const int used =
            av_parser_parse2(parser, context, &picture, &length, bytes, (int)count, AV_NOPTS_VALUE, AV_NOPTS_VALUE, 0);
        next = length > 0 && used > 0 ? (size_t)used : 0;
    }
    avcodec_free_context(&context);
    av_parser_close(parser);
    return next;
}

static bool is_same_view(const uint8_t *first, size_t first_count, const uint8_t *second, size_t second_count)
{
    const facs_jpeg_parts a = facs_jpeg_read_parts(first, first_count), b = facs_jpeg_read_parts(second, second_count);
    return a.process && b.process && !a.has_index && a.width == b.width && a.height == b.height &&
           a.components == b.components;
}

/* *known: more bytes would not change it */
static bool has_another(facs_still_kind kind, int codec, const uint8_t *bytes, size_t count, bool *known)
{
    enum { ENOUGH = 1 << 18 }; /* of the second picture: EXIF and a thumbnail may come before its size */
    const size_t next = find_next(codec, bytes, count);
    *known = next > 0 && count - next >= ENOUGH;
    if (next == 0)
        return false;
    const facs_still_kind second = facs_still_kind_of("", bytes + next, count - next);
    if (second.reader != kind.reader || second.codec != kind.codec)
        return false;
    return kind.reader != FACS_STILL_JPEG || is_same_view(bytes, next, bytes + next, count - next);
}

bool facs_is_row_of_stills(const facs_source *source, facs_still_kind kind)
{
    enum { FIRST = 1 << 20, MOST = 1 << 28, PADDING = AV_INPUT_BUFFER_PADDING_SIZE };
    const int codec = kind.reader == FACS_STILL_JPEG  ? (int)AV_CODEC_ID_MJPEG
                      : kind.reader == FACS_STILL_PNG ? (int)AV_CODEC_ID_PNG
                                                      : kind.codec;
    if (facs_ffmpeg_load(NULL, NULL) != FACS_OK)
        return false;
    AVCodecParserContext *parser = av_parser_init(codec);
    bool another = false, known = !parser;
    av_parser_close(parser);
    for (int64_t window = FIRST; !known && window <= MOST; window *= 4) {
        const size_t count = (size_t)(window < source->size ? window : source->size);
        uint8_t *bytes = facs_calloc(&source->env, count + PADDING, 1);
        if (!bytes) /* then it is the first one, or opening it fails */
            return false;
        const size_t got = facs_source_look(source, 0, bytes, count);
        another = has_another(kind, codec, bytes, got, &known);
        known |= another || window >= source->size;
        facs_free(&source->env, bytes);
    }
    return another;
}
