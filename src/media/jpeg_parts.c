/* See jpeg_parts.h.  ITU-T T.81, Annex B: FF and a marker, then, of those that have one, a length of two bytes, which
 * counts itself, and content. */
#include "media/jpeg_parts.h"

#include "media/orient.h"

#include <string.h>

static int big16(const uint8_t *at)
{
    return at[0] << 8 | at[1];
}

static bool says_process(int marker)
{
    enum { HUFFMAN_TABLES = 0xC4, EXTENSION = 0xC8, CODING_CONDITIONS = 0xCC, LS = 0xF7 };
    return marker == LS || (marker >= 0xC0 && marker <= 0xCF && marker != HUFFMAN_TABLES && marker != EXTENSION &&
                            marker != CODING_CONDITIONS);
}

static void read_segment(facs_jpeg_parts *parts, int marker, const uint8_t *content, size_t count)
{
    enum { APP1 = 0xE1, APP2 = 0xE2, EXIF = 6, MPF = 4, FRAME = 6 };
    if (marker == APP1 && count > EXIF && memcmp(content, "Exif\0", EXIF - 1) == 0)
        parts->orientation = facs_exif_orientation(content + EXIF, count - EXIF);
    if (marker == APP2 && count >= MPF && memcmp(content, "MPF", MPF) == 0)
        parts->has_index = true;
    if (!says_process(marker) || count < FRAME)
        return;
    parts->process = marker;
    parts->height = big16(content + 1);
    parts->width = big16(content + 3);
    parts->components = content[5];
}

facs_jpeg_parts facs_jpeg_read_parts(const uint8_t *bytes, size_t count)
{
    enum { START = 2, HEAD = 4, SCAN = 0xDA };
    facs_jpeg_parts parts = {.orientation = 1};
    for (size_t at = START; at + HEAD <= count && bytes[at] == 0xFF && !parts.process;) {
        const int marker = bytes[at + 1];
        if (marker == 0xFF) { /* a byte that fills */
            at++;
            continue;
        }
        const size_t length = (size_t)big16(bytes + at + 2);
        if (marker == SCAN || length < 2 || length > count - at - 2)
            break;
        read_segment(&parts, marker, bytes + at + HEAD, length - 2);
        at += 2 + length;
    }
    return parts;
}
