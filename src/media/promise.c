/* See promise.h.  Counts of frames and durations do not tell whether a file was cut short: edit lists, dropped frames,
 * variable rates and longer sound are told in the same numbers.  What tells is where the pieces of the container end:
 *
 *   MP4, MOV       boxes mdat, moov, moof
 *   Matroska, WebM the segment
 *   AVI            RIFF lists
 *   ASF (WMV)      the data object
 *   FLV            the number "filesize" of the metadata at the start
 *   Ogg            the last page
 *
 * A piece of unknown length (a live recording) promises nothing; nor do MPEG streams.  Sources: ISO/IEC 14496-12, RFC
 * 8794 and 9559, OpenDML 1.02, Microsoft's ASF specification, Adobe's FLV specification 10.1, RFC 3533. */
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

int64_t facs_promised_bytes(const facs_source *source, const char *format)
{
    static const struct {
        const char *format;
        int64_t (*promise)(const facs_source *source);
    } known[] = {
        {"mov,mp4,m4a,3gp,3g2,mj2", promise_mov},
        {"matroska,webm", promise_matroska},
        {"avi", promise_avi},
        {"asf", promise_asf},
        {"flv", promise_flv},
        {"ogg", promise_ogg},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(format, known[i].format) == 0)
            return source->size >= 0 ? known[i].promise(source) : 0;
    return -1;
}
