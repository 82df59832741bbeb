/* See still_kind.h.  JPEG, PNG and those that have to be told from videos are recognised here; everything else by
 * FFmpeg, whose demuxers of pictures are called after their codec: "qoi_pipe" for "qoi". */
#include "media/still_kind.h"
#include "foreign/ffmpeg.h"
#include "media/iso_picture.h"
#include "media/still.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { CODEC_NAME = 32 };

typedef struct mark {
    const char *bytes; /* '?' stands for any byte */
    size_t length;
    facs_still_kind kind;
} mark;

#define MARK(bytes, reader, codec)                                                                                     \
    {                                                                                                                  \
        bytes, sizeof(bytes) - 1,                                                                                      \
        {                                                                                                              \
            reader, codec                                                                                              \
        }                                                                                                              \
    }

/* FFmpeg does not know some of these from a start that is damaged, and its names of others differ */
static const mark marks[] = {
    MARK("\xFF\xD8\xFF", FACS_STILL_JPEG, 0),
    MARK("\x89PNG\r\n\x1A\n", FACS_STILL_PNG, 0),
    MARK("GIF8", FACS_STILL_SERIES, 0),
    MARK("BM????\0\0\0\0????", FACS_STILL_CODEC, AV_CODEC_ID_BMP),
    MARK("II*\0", FACS_STILL_CODEC, AV_CODEC_ID_TIFF),
    MARK("MM\0*", FACS_STILL_CODEC, AV_CODEC_ID_TIFF),
    MARK("RIFF????WEBP", FACS_STILL_CODEC, AV_CODEC_ID_WEBP),
    MARK("\0\0\0\x0CjP  \r\n\x87\n", FACS_STILL_CODEC, AV_CODEC_ID_JPEG2000),
    MARK("\xFF\x4F\xFF\x51", FACS_STILL_CODEC, AV_CODEC_ID_JPEG2000),
    MARK("P1\n", FACS_STILL_CODEC, AV_CODEC_ID_PBM),
    MARK("P2\n", FACS_STILL_CODEC, AV_CODEC_ID_PGM),
    MARK("P3\n", FACS_STILL_CODEC, AV_CODEC_ID_PPM),
    MARK("P4\n", FACS_STILL_CODEC, AV_CODEC_ID_PBM),
    MARK("P5\n", FACS_STILL_CODEC, AV_CODEC_ID_PGM),
    MARK("P6\n", FACS_STILL_CODEC, AV_CODEC_ID_PPM),
    MARK("P7\n", FACS_STILL_CODEC, AV_CODEC_ID_PAM),
    MARK("\x59\xA6\x6A\x95", FACS_STILL_CODEC, AV_CODEC_ID_SUNRAST),
};

static const mark *find_mark(const uint8_t *head, size_t count)
{
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const mark *wanted = &marks[i];
        size_t same = 0;
        while (same < wanted->length && same < count &&
               (wanted->bytes[same] == '?' || (uint8_t)wanted->bytes[same] == head[same]))
            same++;
        if (same == wanted->length)
            return wanted;
    }
    return NULL;
}

static uint32_t big_endian(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* more than one picture in it: a chunk acTL before the first IDAT says how many */
static bool is_animated_png(const uint8_t *head, size_t count)
{
    enum { SIGNATURE = 8, CHUNK = 8, CHECK = 4 };
    for (size_t at = SIGNATURE; at + CHUNK + 4 <= count;) {
        if (memcmp(head + at + 4, "acTL", 4) == 0)
            return big_endian(head + at + CHUNK) > 1;
        if (memcmp(head + at + 4, "IDAT", 4) == 0)
            return false;
        size_t length = big_endian(head + at);
        if (length > count)
            return false;
        at += CHUNK + length + CHECK;
    }
    return false;
}

static bool has_ending(const char *path, const char *ending)
{
    const char *dot = strrchr(path, '.');
    return dot && strcasecmp(dot, ending) == 0;
}

/* A header without a mark, but with nothing that it may not hold.  Under another name than its own, colours of a map it
 * does not have must be 0 as well. */
static bool is_tga(const char *path, const uint8_t *head, size_t count)
{
    enum { HEADER = 18, RUNS = 8, MAPPED = 1, GREY = 3 };
    if (count <= HEADER || head[1] > 1)
        return false;
    const bool called = has_ending(path, ".tga") || strcmp(path, "-") == 0, mapped = head[1] == 1;
    const int type = head[2] & ~RUNS, depth = head[16], width = head[12] | head[13] << 8,
              height = head[14] | head[15] << 8;
    if (type < MAPPED || type > GREY || width == 0 || height == 0 ||
        !(depth == 8 || depth == 15 || depth == 16 || depth == 24 || depth == 32))
        return false;
    const bool no_map = !(head[3] | head[4] | head[5] | head[6] | head[7]);
    const bool fits =
        mapped == (type == MAPPED) && (mapped ? !no_map : no_map) && (type == 2 ? depth > 8 : depth <= 16);
    return called || (fits && (head[17] & 0xC0) == 0);
}

/* demuxers for one picture or several */
static bool is_series(const AVInputFormat *format)
{
    return strcmp(format->name, "fits") == 0 || strcmp(format->name, "ico") == 0;
}

/* what FFmpeg's demuxers for single pictures are for, FACS_STILL_NONE for everything else */
static facs_still_kind ask_ffmpeg(const uint8_t *head, size_t count)
{
    const facs_still_kind none = {FACS_STILL_NONE, AV_CODEC_ID_NONE};
    uint8_t padded[FACS_STILL_HEAD + AVPROBE_PADDING_SIZE] = {0};
    const size_t used = count < FACS_STILL_HEAD ? count : FACS_STILL_HEAD;
    memcpy(padded, head, used);
    const AVProbeData data = {.filename = "", .buf = padded, .buf_size = (int)used};
    int score = 0;
    if (facs_ffmpeg_load(NULL, NULL) != FACS_OK) /* whoever opens the file, as a video then, is told */
        return none;
    const AVInputFormat *format = av_probe_input_format3(&data, 1, &score);
    const char *end = format ? strstr(format->name, "_pipe") : NULL;
    if (format && score >= AVPROBE_SCORE_EXTENSION && is_series(format))
        return (facs_still_kind){FACS_STILL_SERIES, AV_CODEC_ID_NONE};
    if (!end || end[5] || score < AVPROBE_SCORE_EXTENSION)
        return none;
    char name[CODEC_NAME];
    snprintf(name, sizeof name, "%.*s", (int)(end - format->name), format->name);
    const AVCodecDescriptor *codec = avcodec_descriptor_get_by_name(name);
    return codec && codec->type == AVMEDIA_TYPE_VIDEO ? (facs_still_kind){FACS_STILL_CODEC, (int)codec->id} : none;
}

/* what only the name tells */
static enum AVCodecID by_name(const char *path, const uint8_t *head, size_t count)
{
    if (is_tga(path, head, count))
        return AV_CODEC_ID_TARGA;
    return has_ending(path, ".pix") ? AV_CODEC_ID_ALIAS_PIX : AV_CODEC_ID_NONE;
}

facs_still_kind facs_still_kind_of(const char *path, const uint8_t *head, size_t count)
{
    const mark *found = find_mark(head, count);
    if (found && found->kind.reader == FACS_STILL_PNG && is_animated_png(head, count))
        return (facs_still_kind){FACS_STILL_SERIES, 0};
    if (found && found->kind.codec == AV_CODEC_ID_PGM && has_ending(path, ".pgmyuv"))
        return (facs_still_kind){FACS_STILL_CODEC, AV_CODEC_ID_PGMYUV};
    if (found)
        return found->kind;
    if (facs_iso_is_picture(head, count))
        return (facs_still_kind){FACS_STILL_HEIF, 0};
    const facs_still_kind said = ask_ffmpeg(head, count);
    if (said.reader != FACS_STILL_NONE)
        return said;
    const enum AVCodecID codec = by_name(path, head, count);
    return (facs_still_kind){codec == AV_CODEC_ID_NONE ? FACS_STILL_NONE : FACS_STILL_CODEC, (int)codec};
}

bool facs_still_probe(const char *path, const uint8_t *head, size_t count)
{
    facs_still_reader reader = facs_still_kind_of(path, head, count).reader;
    return reader != FACS_STILL_NONE && reader != FACS_STILL_SERIES;
}

bool facs_still_is_name(const char *path)
{
    static const char *const also[] = {".jpg",  ".jpeg", ".jpe", ".jfif", ".png",  ".heic",
                                       ".heif", ".avif", ".jxl", ".webp", ".apng", ".qoi"};
    for (size_t i = 0; i < sizeof also / sizeof *also; i++)
        if (has_ending(path, also[i]))
            return true;
    if (facs_ffmpeg_load(NULL, NULL) != FACS_OK)
        return false;
    /* by the endings that FFmpeg has for numbered pictures; it says JPEG when it knows none */
    const AVOutputFormat *numbered = av_guess_format("image2", NULL, NULL);
    const enum AVCodecID codec =
        numbered ? av_guess_codec(numbered, NULL, path, NULL, AVMEDIA_TYPE_VIDEO) : AV_CODEC_ID_NONE;
    return codec != AV_CODEC_ID_NONE && codec != AV_CODEC_ID_RAWVIDEO && codec != AV_CODEC_ID_MJPEG;
}
