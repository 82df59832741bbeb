/* See promise.h.  Counts of frames and durations do not tell whether a file was cut short: edit lists, dropped frames,
 * variable rates and longer sound are told in the same numbers.  What tells is where the pieces of the container end:
 *
 *   MP4, MOV       boxes mdat, moov, moof
 *   Matroska, WebM the segment
 *   AVI            RIFF lists
 *   ASF (WMV)      the data object
 *   FLV            the number "filesize" of the metadata at the start
 *   Ogg            the last page
 *   MXF            the footer, whose place the header has
 *   GXF            the packets, up to the one that ends the stream
 *   RealMedia      the chunks
 *   IVF            the frames, and the length in the header
 *   SWF            the length of the file in its header
 *   WTV            the root directory
 *   Sega FILM      the table of samples
 *
 * A piece of unknown length (a live recording) promises nothing; nor do MPEG streams.  Sources: ISO/IEC 14496-12, RFC
 * 8794 and 9559, OpenDML 1.02, Microsoft's ASF specification, Adobe's FLV specification 10.1, RFC 3533, SMPTE ST 377-1
 * and ST 360, the multimedia.cx wiki (RealMedia, Sega FILM), Adobe's SWF specification 19, FFmpeg's wtv demuxer. */
#include "media/promise.h"

#include <string.h>

static uint32_t big32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint64_t big64(const uint8_t *at)
{
    return (uint64_t)big32(at) << 32 | big32(at + 4);
}

static uint32_t little32(const uint8_t *at)
{
    return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

static uint64_t little64(const uint8_t *at)
{
    return (uint64_t)little32(at + 4) << 32 | little32(at);
}

/* at + length, or 0 when that is absurd */
static int64_t end_of(int64_t at, uint64_t length)
{
    return length < (uint64_t)1 << 60 ? at + (int64_t)length : 0;
}

static bool holds_video(const uint8_t *type)
{
    return memcmp(type, "mdat", 4) == 0 || memcmp(type, "moov", 4) == 0 || memcmp(type, "moof", 4) == 0;
}

static int64_t promise_mov(const facs_source *source)
{
    enum { BOXES_MAX = 1000000 };
    int64_t at = 0, promised = 0;
    for (int i = 0; i < BOXES_MAX; i++) {
        uint8_t head[16] = {0};
        const size_t got = facs_source_look(source, at, head, sizeof head);
        uint64_t length = big32(head);
        if (got == sizeof head && length == 1)
            length = big64(head + 8);
        const int64_t end = got >= 8 && length >= 8 ? end_of(at, length) : 0;
        if (end == 0)
            break;
        if (holds_video(head + 4))
            promised = end;
        at = end;
    }
    return promised;
}

/* A number whose first byte tells its length; 0 = no bytes there.  *value = UINT64_MAX: unknown. */
static int read_vint(const uint8_t *bytes, size_t count, uint64_t *value)
{
    int length = 1;
    while (length <= 8 && count > 0 && !(bytes[0] & (0x80 >> (length - 1))))
        length++;
    if (length > 8 || (size_t)length > count)
        return 0;
    *value = bytes[0] & (0xFF >> length);
    bool unknown = *value == (uint64_t)(0xFF >> length);
    for (int i = 1; i < length; i++) {
        *value = *value << 8 | bytes[i];
        unknown &= bytes[i] == 0xFF;
    }
    if (unknown)
        *value = UINT64_MAX;
    return length;
}

static int64_t promise_matroska(const facs_source *source)
{
    enum { ELEMENTS_MAX = 100, SEGMENT = 0x18538067 };
    int64_t at = 0;
    for (int i = 0; i < ELEMENTS_MAX; i++) {
        uint8_t head[12];
        const size_t got = facs_source_look(source, at, head, sizeof head);
        uint64_t name, length;
        const int name_bytes = read_vint(head, got, &name);
        const int length_bytes = name_bytes ? read_vint(head + name_bytes, got - (size_t)name_bytes, &length) : 0;
        if (!length_bytes || length == UINT64_MAX)
            return 0;
        const int64_t end = end_of(at + name_bytes + length_bytes, length);
        if (end == 0 || (name_bytes == 4 && big32(head) == SEGMENT))
            return end;
        at = end;
    }
    return 0;
}

static int64_t promise_avi(const facs_source *source)
{
    enum { LISTS_MAX = 100000 };
    const uint32_t no_length = 0xFFFFFFF0;
    int64_t at = 0, promised = 0;
    for (int i = 0; i < LISTS_MAX; i++) {
        uint8_t head[8];
        if (facs_source_look(source, at, head, sizeof head) < sizeof head || memcmp(head, "RIFF", 4) != 0)
            break;
        const uint32_t length = little32(head + 4);
        if (length == 0 || length >= no_length)
            break;
        promised = at + 8 + length;
        at = promised + (length & 1);
    }
    return promised;
}

static int64_t promise_asf(const facs_source *source)
{
    static const uint8_t header[16] = {0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11,
                                       0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C};
    static const uint8_t data[16] = {0x36, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11,
                                     0xA6, 0xD9, 0x00, 0xAA, 0x00, 0x62, 0xCE, 0x6C};
    enum { OBJECTS_MAX = 1000, OBJECT = 24, DATA_HEAD = 50 };
    int64_t at = 0;
    for (int i = 0; i < OBJECTS_MAX; i++) {
        uint8_t head[OBJECT];
        if (facs_source_look(source, at, head, sizeof head) < sizeof head ||
            (i == 0 && memcmp(head, header, sizeof header) != 0))
            return 0;
        const uint64_t length = little64(head + 16);
        const bool found = memcmp(head, data, sizeof data) == 0;
        const int64_t end = length >= (found ? DATA_HEAD : OBJECT) ? end_of(at, length) : 0;
        if (end == 0 || found)
            return end;
        at = end;
    }
    return 0;
}

static int64_t promise_flv(const facs_source *source)
{
    static const uint8_t name[11] = {0, 8, 'f', 'i', 'l', 'e', 's', 'i', 'z', 'e', 0 /* a number follows */};
    uint8_t head[4096];
    const size_t got = facs_source_look(source, 0, head, sizeof head);
    for (size_t i = 0; i + sizeof name + 8 <= got; i++) {
        if (memcmp(head + i, name, sizeof name) != 0)
            continue;
        const uint64_t bits = big64(head + i + sizeof name);
        double bytes;
        memcpy(&bytes, &bits, sizeof bytes);
        return bytes >= 0 && bytes < 1e18 ? (int64_t)bytes : 0;
    }
    return 0;
}

static int64_t promise_ogg(const facs_source *source)
{
    enum { HEAD = 27, PAGE_MAX = HEAD + 255 + 255 * 255 };
    uint8_t *tail = facs_calloc(&source->env, PAGE_MAX, 1);
    if (!tail)
        return 0; /* only a warning less */
    const int64_t from = source->size > PAGE_MAX ? source->size - PAGE_MAX : 0;
    const size_t got = facs_source_look(source, from, tail, PAGE_MAX);
    int64_t promised = 0;
    for (size_t i = got < HEAD ? 0 : got - HEAD + 1; i-- > 0;) {
        if (memcmp(tail + i, "OggS", 5) != 0) /* with the version, 0 */
            continue;
        const size_t segments = tail[i + HEAD - 1];
        promised = from + (int64_t)i + HEAD + (int64_t)segments;
        for (size_t k = 0; k < segments && i + HEAD + k < got; k++)
            promised += tail[i + HEAD + k];
        break;
    }
    facs_free(&source->env, tail);
    return promised;
}

/* the pack of the header: key, length, version, size of the grid, then the places of this, the previous and the last */
static int64_t promise_mxf(const facs_source *source)
{
    static const uint8_t header[14] = {0x06, 0x0E, 0x2B, 0x34, 0x02, 0x05, 0x01,
                                       0x01, 0x0D, 0x01, 0x02, 0x01, 0x01, 0x02};
    enum { KEY = 16, FOOTER = 24, PACK = 88 };
    uint8_t head[KEY + 9 + FOOTER + 8];
    if (facs_source_look(source, 0, head, sizeof head) < sizeof head || memcmp(head, header, sizeof header) != 0)
        return 0;
    const size_t length_bytes = head[KEY] & 0x80 ? 1 + (head[KEY] & 0x7F) : 1;
    const uint64_t footer = length_bytes <= 9 ? big64(head + KEY + length_bytes + FOOTER) : 0;
    return footer ? end_of(KEY + 1 + PACK, footer) : 0;
}

static int64_t promise_gxf(const facs_source *source)
{
    enum { PACKETS_MAX = 10000000, HEAD = 16, END_OF_STREAM = 0xFB };
    static const uint8_t mark[5] = {0, 0, 0, 0, 1};
    int64_t at = 0;
    for (int i = 0; i < PACKETS_MAX; i++) {
        uint8_t head[HEAD];
        if (facs_source_look(source, at, head, sizeof head) < sizeof head)
            return i ? at + HEAD : 0;
        const uint32_t length = big32(head + 6);
        if (memcmp(head, mark, sizeof mark) != 0 || length < HEAD)
            return 0;
        at += length;
        if (head[5] == END_OF_STREAM)
            return at;
    }
    return 0;
}

/* FFmpeg, for one, counts ten bytes of a head twice */
static int64_t promise_rm(const facs_source *source)
{
    enum { CHUNKS_MAX = 1000, HEAD = 10, TOO_MANY = 10 };
    int64_t at = 0, promised = 0;
    for (int i = 0; i < CHUNKS_MAX; i++) {
        uint8_t head[HEAD];
        if (facs_source_look(source, at, head, sizeof head) < sizeof head)
            break;
        const uint32_t length = big32(head + 4);
        if (length < HEAD)
            break;
        at += length;
        if (memcmp(head, "DATA", 4) == 0)
            promised = at - TOO_MANY;
    }
    return promised;
}

/* The header has the length in units of the time stamps, or in frames; both times more than the last frame's time when
 * frames are missing.  Without them the next one would follow here. */
static int64_t promise_ivf(const facs_source *source)
{
    enum { FRAMES_MAX = 100000000, LENGTH = 24, HEAD = 32, FRAME_HEAD = 12 };
    uint8_t head[HEAD];
    if (facs_source_look(source, 0, head, sizeof head) < sizeof head)
        return 0;
    const uint64_t length = little32(head + LENGTH);
    uint64_t last = 0, step = 1;
    int64_t at = head[6] | head[7] << 8;
    for (int i = 0; i < FRAMES_MAX; i++) {
        if (facs_source_look(source, at, head, FRAME_HEAD) < FRAME_HEAD)
            break;
        const uint64_t now = little64(head + 4);
        if (i && now > last && now - last > step)
            step = now - last;
        last = now;
        at += FRAME_HEAD + (int64_t)little32(head);
    }
    return length > last && length - last > step ? at + FRAME_HEAD : at;
}

/* of one that is compressed the length is that of something else */
static int64_t promise_swf(const facs_source *source)
{
    uint8_t head[8];
    return facs_source_look(source, 0, head, sizeof head) == sizeof head && head[0] == 'F' ? little32(head + 4) : 0;
}

static int64_t promise_wtv(const facs_source *source)
{
    enum { ROOT = 0x30, SECTOR_BITS = 12 };
    uint8_t head[ROOT + 12];
    if (facs_source_look(source, 0, head, sizeof head) < sizeof head)
        return 0;
    return ((int64_t)little32(head + ROOT + 8) << SECTOR_BITS) + little32(head + ROOT);
}

static int64_t promise_film(const facs_source *source)
{
    enum { HEAD = 16, TABLE_HEAD = 16, SAMPLE = 16 };
    uint8_t head[HEAD], table[TABLE_HEAD], sample[SAMPLE];
    if (facs_source_look(source, 0, head, sizeof head) < sizeof head)
        return 0;
    const int64_t data = big32(head + 4);
    int64_t at = HEAD, promised = 0;
    while (at < data && facs_source_look(source, at, table, sizeof table) == sizeof table &&
           memcmp(table, "STAB", 4) != 0 && big32(table + 4) >= 8)
        at += big32(table + 4);
    if (at >= data || memcmp(table, "STAB", 4) != 0)
        return 0;
    const int64_t samples = big32(table + 12);
    at += TABLE_HEAD;
    for (int64_t i = 0; i < samples && at + SAMPLE <= data; i++, at += SAMPLE) {
        if (facs_source_look(source, at, sample, sizeof sample) < sizeof sample)
            break;
        const int64_t end = data + big32(sample) + big32(sample + 4);
        promised = end > promised ? end : promised;
    }
    return promised;
}

typedef struct container {
    const char *format; /* FFmpeg's demuxer */
    int64_t (*promise)(const facs_source *source);
    int mark_at;
    const char *mark; /* of the start of a file */
} container;

static const container containers[] = {
    {"mov,mp4,m4a,3gp,3g2,mj2", promise_mov, 4, "ftyp"},
    {"mov,mp4,m4a,3gp,3g2,mj2", promise_mov, 4, "mdat"},
    {"mov,mp4,m4a,3gp,3g2,mj2", promise_mov, 4, "moov"},
    {"mov,mp4,m4a,3gp,3g2,mj2", promise_mov, 4, "wide"},
    {"mov,mp4,m4a,3gp,3g2,mj2", promise_mov, 4, "free"},
    {"mov,mp4,m4a,3gp,3g2,mj2", promise_mov, 4, "skip"},
    {"matroska,webm", promise_matroska, 0, "\x1A\x45\xDF\xA3"},
    {"avi", promise_avi, 0, "RIFF"},
    {"asf", promise_asf, 0, "\x30\x26\xB2\x75"},
    {"flv", promise_flv, 0, "FLV\1"},
    {"ogg", promise_ogg, 0, "OggS"},
    {"mxf", promise_mxf, 0, "\x06\x0E\x2B\x34"},
    {"gxf", promise_gxf, 4, "\1\xBC"},
    {"ivf", promise_ivf, 0, "DKIF"},
    {"rm", promise_rm, 0, ".RMF"},
    {"swf", promise_swf, 0, "FWS"},
    {"wtv", promise_wtv, 0, "\xB7\xD8"},
    {"film_cpk", promise_film, 0, "FILM"},
};
enum { CONTAINERS = sizeof containers / sizeof *containers };

static bool starts_like(const facs_source *source, const container *what)
{
    uint8_t head[16];
    const size_t length = strlen(what->mark), got = facs_source_look(source, 0, head, sizeof head);
    return got >= (size_t)what->mark_at + length && memcmp(head + what->mark_at, what->mark, length) == 0;
}

int64_t facs_promised_bytes(const facs_source *source, const char *format)
{
    for (size_t i = 0; i < CONTAINERS; i++) {
        const container *known = &containers[i];
        if (format ? strcmp(format, known->format) == 0 : source->size >= 0 && starts_like(source, known))
            return source->size >= 0 ? known->promise(source) : 0;
    }
    return -1;
}
